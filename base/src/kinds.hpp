// What a path names, in words.
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace inkling::files {

inline std::string errno_text(int error) {
  return std::strerror(error == 0 ? EIO : error);
}

inline std::string kind_text(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISCHR(mode)) return "a device";
  if (S_ISBLK(mode)) return "a disk";
  if (S_ISSOCK(mode)) return "a socket";
  return "something other than a file";
}

}  // namespace inkling::files
