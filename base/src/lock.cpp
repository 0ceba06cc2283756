#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <inkling/base/files.hpp>
#include <thread>

namespace inkling::files {

Lock::Lock(const std::filesystem::path& path, std::chrono::milliseconds most) {
  constexpr std::chrono::milliseconds kStep{10};
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
  if (fd < 0) return;
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
    for (std::chrono::milliseconds waited{0};; waited += kStep) {
      if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
        fd_ = fd;
        return;
      }
      if (waited >= most) break;
      std::this_thread::sleep_for(kStep);
    }
  }
  ::close(fd);
}

Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace inkling::files
