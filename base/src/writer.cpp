#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <initializer_list>
#include <inkling/base/files.hpp>

#include "kinds.hpp"
#include "signals.hpp"

namespace inkling::files {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40;          // as many as the system follows
constexpr int kReaderTries = 100;      // for somebody to open the other end of a named pipe,
constexpr int kReaderWaitMillis = 20;  // so long apart

// Owns a descriptor.
struct Descriptor {
  Descriptor() = default;
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void reset(int other = -1) {
    if (fd >= 0) ::close(fd);
    fd = other;
  }
  int fd = -1;
};

// The number of the descriptor of this process that a path stands for, or -1.
int open_descriptor(const std::string& path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  const std::string own = "/proc/" + std::to_string(::getpid()) + "/fd/";
  for (const std::string_view folder :
       {std::string_view("/dev/fd/"), std::string_view("/proc/self/fd/"), std::string_view(own)}) {
    if (!path.starts_with(folder)) continue;
    int number = -1;
    const char* end = path.data() + path.size();
    const auto [at, ec] = std::from_chars(path.data() + folder.size(), end, number);
    if (ec == std::errc{} && at == end && number >= 0) return number;
  }
  return -1;
}

std::string fresh_name(const std::string& name) {
  std::array<unsigned char, 12> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  std::string fresh = "." + name.substr(0, 200) + ".";
  constexpr const char* kHex = "0123456789abcdef";
  for (const unsigned char byte : bytes) {
    fresh += kHex[byte >> 4U];
    fresh += kHex[byte & 15U];
  }
  return fresh;
}

Fault write_all(int fd, std::string_view bytes) {
  const SignalsHeld held(SignalsHeld::Which::of_writes);
  while (!bytes.empty()) {
    const ssize_t done = ::write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EAGAIN) {  // a descriptor that somebody else made not to wait
      pollfd ready{fd, POLLOUT, 0};
      ::poll(&ready, 1, -1);
      continue;
    }
    if (done < 0) return errno_text(errno);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return std::nullopt;
}

bool sync_is_supported(int error) {
  return error != EINVAL && error != ENOTSUP && error != EROFS;
}

}  // namespace

struct Writer::State {
  WriteOptions options;
  Fault fault;
  bool committed = false;
  bool in_place = false;  // written to, not replaced
  Descriptor file;
  Descriptor folder;
  std::string name;                 // in the folder
  std::string beside;               // the name of the new file, while it has one
  std::optional<SignalsHeld> held;  // while it has
  std::optional<struct stat> old;   // what is replaced

  ~State() { drop(); }

  void drop() {
    if (!beside.empty()) ::unlinkat(folder.fd, beside.c_str(), 0);
    beside.clear();
    held.reset();
  }

  // Finds what the path names at the end of all links.
  Fault open(fs::path path) {
    if (path.empty()) return "its name is empty";
    for (int links = 0;; ++links) {
      if (const int number = open_descriptor(path.string()); number >= 0) {
        in_place = true;
        file.reset(::fcntl(number, F_DUPFD_CLOEXEC, 3));
        return file.fd < 0 ? Fault(errno_text(errno)) : std::nullopt;
      }
      struct stat status {};
      if (::lstat(path.c_str(), &status) != 0) {
        if (errno != ENOENT) return errno_text(errno);
        return begin(path);
      }
      if (!S_ISLNK(status.st_mode)) return open_target(path, status);
      if (links == kMaxLinks) return errno_text(ELOOP);
      std::error_code ec;
      const fs::path target = fs::read_symlink(path, ec);
      if (ec) return ec.message();
      path = target.is_absolute() ? target : path.parent_path() / target;
    }
  }

  Fault open_target(const fs::path& path, const struct stat& status) {
    if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) return open_in_place(path);
    if (!S_ISREG(status.st_mode))
      return "it is " + kind_text(status.st_mode) + ", and a file is expected";
    if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) return errno_text(errno);
    old = status;
    return begin(path);
  }

  Fault open_in_place(const fs::path& path) {
    in_place = true;
    // Opening a pipe that nobody reads would wait forever.
    for (int tries = 0;; ++tries) {
      file.reset(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
      if (file.fd >= 0) break;
      if (errno != ENXIO) return errno_text(errno);
      if (tries == kReaderTries) return "it is a named pipe that nobody reads";
      ::poll(nullptr, 0, kReaderWaitMillis);
    }
    ::fcntl(file.fd, F_SETFL, ::fcntl(file.fd, F_GETFL) & ~O_NONBLOCK);
    return std::nullopt;
  }

  // A new file in the folder of the old one: without a name where the file system can do that, as
  // then nothing can be left of it, whatever happens.
  Fault begin(const fs::path& path) {
    name = path.filename().string();
    if (name.empty() || name == "." || name == "..") return "it is a folder";
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    folder.reset(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd < 0 && errno == EACCES)  // one that may be used, but not listed
      folder.reset(::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (folder.fd < 0) return errno_text(errno);
    // Such a file gets its name by way of /proc, which not every place has.
    if (!options.named && ::access("/proc/self/fd", X_OK) == 0)
      file.reset(::openat(folder.fd, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, options.mode));
    if (file.fd < 0) {
      // Whoever is told to end now ends when the file has its place or is gone.
      held.emplace(SignalsHeld::Which::all);
      beside = fresh_name(name);
      if (beside.empty()) return errno_text(errno);
      file.reset(::openat(folder.fd, beside.c_str(),
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, options.mode));
      if (file.fd < 0) {
        beside.clear();
        return errno_text(errno);
      }
    }
    return old ? take_over() : std::nullopt;
  }

  // Mode and owner of the file that is replaced.
  Fault take_over() const {
    struct stat own {};
    if (::fstat(file.fd, &own) != 0) return errno_text(errno);
    const bool same = own.st_uid == old->st_uid && own.st_gid == old->st_gid;
    if (!same && ::fchown(file.fd, old->st_uid, old->st_gid) != 0)
      return "its owner and group cannot be kept: " + errno_text(errno);
    if (::fchmod(file.fd, old->st_mode & 07777U) != 0) return errno_text(errno);
    return std::nullopt;
  }

  Fault place() {
    if (options.durable && ::fsync(file.fd) != 0 && sync_is_supported(errno))
      return errno_text(errno);
    if (!held) held.emplace(SignalsHeld::Which::all);
    if (beside.empty())
      if (Fault fault_of_name = give_name()) return fault_of_name;
    // Nothing but a file may be replaced, whatever has taken the name meanwhile.
    struct stat now {};
    if (::fstatat(folder.fd, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(now.st_mode))
      return "it is " + std::string(S_ISLNK(now.st_mode) ? "a link" : kind_text(now.st_mode)) +
             " now, and was a file before";
    if (::renameat(folder.fd, beside.c_str(), folder.fd, name.c_str()) != 0)
      return errno_text(errno);
    beside.clear();
    if (options.durable) ::fsync(folder.fd);  // the content is safe; the name follows at any rate
    return std::nullopt;
  }

  Fault give_name() {
    beside = fresh_name(name);
    if (beside.empty()) return errno_text(errno);
    const std::string own = "/proc/self/fd/" + std::to_string(file.fd);
    if (::linkat(AT_FDCWD, own.c_str(), folder.fd, beside.c_str(), AT_SYMLINK_FOLLOW) == 0 ||
        ::linkat(file.fd, "", folder.fd, beside.c_str(), AT_EMPTY_PATH) == 0)
      return std::nullopt;
    beside.clear();
    return errno_text(errno);
  }
};

Writer::Writer(fs::path path, WriteOptions options) : state_(std::make_unique<State>()) {
  state_->options = options;
  state_->fault = state_->open(std::move(path));
  if (state_->fault) state_->drop();
}

Writer::~Writer() = default;

void Writer::write(std::string_view bytes) {
  if (!state_->fault) state_->fault = write_all(state_->file.fd, bytes);
}

Fault Writer::commit() {
  State& it = *state_;
  if (!it.fault && !it.in_place && !it.committed) it.fault = it.place();
  if (!it.fault && it.in_place && it.options.durable && ::fsync(it.file.fd) != 0 && errno == EIO)
    it.fault = errno_text(EIO);
  it.committed = true;
  it.drop();
  return it.fault;
}

Fault write_file(const fs::path& path, std::string_view text, WriteOptions options) {
  Writer writer(path, options);
  writer.write(text);
  return writer.commit();
}

Fault append_file(const fs::path& path, std::string_view text, bool durable) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    return "it is " + kind_text(status.st_mode) + ", and a regular file is expected";
  Descriptor file;
  file.reset(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666));
  if (file.fd < 0 || ::fstat(file.fd, &status) != 0) return errno_text(errno);
  if (!S_ISREG(status.st_mode)) return "it is " + kind_text(status.st_mode);
  Fault fault = write_all(file.fd, text);
  if (!fault && durable && ::fsync(file.fd) != 0 && sync_is_supported(errno))
    fault = errno_text(errno);
  if (fault && ::ftruncate(file.fd, status.st_size) != 0) *fault += ", and a part is left";
  return fault;
}

Fault cut_file(const fs::path& path, std::uint64_t size) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno_text(errno);
  if (!S_ISREG(status.st_mode))
    return "it is " + kind_text(status.st_mode) + ", and a regular file is expected";
  Descriptor file;
  file.reset(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd < 0 || ::fstat(file.fd, &status) != 0) return errno_text(errno);
  if (!S_ISREG(status.st_mode)) return "it is " + kind_text(status.st_mode);
  if (static_cast<std::uint64_t>(status.st_size) < size) return "it is shorter than that";
  if (::ftruncate(file.fd, static_cast<off_t>(size)) != 0) return errno_text(errno);
  return std::nullopt;
}

}  // namespace inkling::files
