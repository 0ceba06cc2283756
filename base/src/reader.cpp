#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <inkling/base/files.hpp>
#include <limits>

#include "kinds.hpp"

namespace inkling::files {

std::string size_text(std::uint64_t bytes) {
  constexpr const char* kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  double size = static_cast<double>(bytes);
  while (size >= 1024 && unit + 1 < std::size(kUnits)) {
    size /= 1024;
    ++unit;
  }
  char text[48];
  const bool whole = size == static_cast<double>(static_cast<std::uint64_t>(size));
  std::snprintf(text, sizeof text, whole ? "%.0f %s" : "%.1f %s", size, kUnits[unit]);
  return text;
}

Reader::~Reader() {
  if (fd_ >= 0) ::close(fd_);
}

Fault Reader::open(const std::filesystem::path& path, std::uint64_t most) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  struct stat status {};
  // Looked at first: merely opening some devices does something to them.
  if (::stat(path.c_str(), &status) != 0) return errno_text(errno);
  if (!S_ISREG(status.st_mode))
    return "it is " + kind_text(status.st_mode) + ", and a regular file is expected";
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd_ < 0) return errno_text(errno);
  // Looked at again: another file may have taken the name.
  if (::fstat(fd_, &status) != 0) return errno_text(errno);
  if (!S_ISREG(status.st_mode))
    return "it is " + kind_text(status.st_mode) + ", and a regular file is expected";
  size_ = static_cast<std::uint64_t>(status.st_size);
  if (size_ > most)
    return "it has " + size_text(size_) + ", and at most " + size_text(most) + " are read";
  return std::nullopt;
}

Fault Reader::read_at(std::uint64_t offset, void* target, std::size_t bytes) const {
  constexpr auto kFarthest = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
  if (offset > kFarthest || bytes > kFarthest - offset) return "it ends before";
  auto* at = static_cast<char*>(target);
  while (bytes > 0) {
    const ssize_t got = ::pread(fd_, at, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_text(errno);
    if (got == 0) return "it ends before";
    at += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
  return std::nullopt;
}

}  // namespace inkling::files
