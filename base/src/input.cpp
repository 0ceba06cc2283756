#include <fcntl.h>
#include <unistd.h>

#include <inkling/base/files.hpp>
#include <ios>
#include <streambuf>
#include <vector>

#include "kinds.hpp"

namespace inkling::files {

// Throws on a fault; streams catch it and are bad() then.
class Input::Buffer : public std::streambuf {
 public:
  Fault open(const std::filesystem::path& path, std::uint64_t most) {
    fault_ = reader_.open(path, most);
    fd_ = fault_ ? -1 : reader_.fd_;
    start(most);
    return fault_;
  }
  void open_standard(std::uint64_t most) {
    fault_ = std::nullopt;
    fd_ = STDIN_FILENO;
    start(most);
  }
  const Fault& fault() const { return fault_; }

 protected:
  int_type underflow() override {
    if (gptr() < egptr()) return traits_type::to_int_type(*gptr());
    if (fault_ || fd_ < 0) fail(fault_ ? *fault_ : "nothing was opened");
    ssize_t got = 0;
    do {
      got = ::read(fd_, block_.data(), block_.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) fail(errno == EISDIR ? "it is a folder" : errno_text(errno));
    if (got == 0) return traits_type::eof();
    if (static_cast<std::uint64_t>(got) > most_ - taken_)
      fail("it has more than " + size_text(most_) + ", the most that is read");
    taken_ += static_cast<std::uint64_t>(got);
    setg(block_.data(), block_.data(), block_.data() + got);
    return traits_type::to_int_type(*gptr());
  }

 private:
  void start(std::uint64_t most) {
    most_ = most;
    taken_ = 0;
    setg(nullptr, nullptr, nullptr);
  }
  [[noreturn]] void fail(std::string reason) {
    fault_ = std::move(reason);
    throw std::ios_base::failure(*fault_);
  }

  Reader reader_;
  int fd_ = -1;
  std::uint64_t most_ = 0;
  std::uint64_t taken_ = 0;
  Fault fault_;
  std::vector<char> block_ = std::vector<char>(std::size_t{1} << 16);
};

Input::Input() : std::istream(nullptr), buffer_(std::make_unique<Buffer>()) {
  rdbuf(buffer_.get());
}
Input::~Input() = default;

Fault Input::open(const std::filesystem::path& path, std::uint64_t most) {
  clear();
  Fault fault = buffer_->open(path, most);
  if (fault) setstate(std::ios::badbit);
  return fault;
}

void Input::open_standard(std::uint64_t most) {
  clear();
  buffer_->open_standard(most);
}

const Fault& Input::fault() const {
  return buffer_->fault();
}

namespace {

// Sizes are not asked for: files below /proc have none, and others grow.
Fault read_all(Input& in, std::string& out) {
  std::string text;
  char block[1 << 16];
  while (in.read(block, sizeof block), in.gcount() > 0)
    text.append(block, static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return in.fault();
  out = std::move(text);
  return std::nullopt;
}

}  // namespace

Fault read_file(const std::filesystem::path& path, std::uint64_t most, std::string& out) {
  Input in;
  if (Fault fault = in.open(path, most)) return fault;
  return read_all(in, out);
}

Fault read_standard(std::uint64_t most, std::string& out) {
  Input in;
  in.open_standard(most);
  return read_all(in, out);
}

LineKind read_line(std::istream& in, std::size_t most, std::string& line) {
  line.clear();
  char block[1 << 12];
  bool any = false;
  bool too_long = false;
  while (true) {
    in.getline(block, sizeof block);
    const auto got = static_cast<std::size_t>(in.gcount());
    any = any || got > 0;
    // A block that is full, and a line that the input ends in, have no end of line to be counted.
    const bool full = in.fail() && !in.bad() && got + 1 == sizeof block;
    const bool ended = !in.fail() && !in.eof();
    too_long = too_long || line.size() + got > most + 1;
    if (!too_long) line.append(block, ended ? got - 1 : got);
    if (!full) break;
    in.clear(in.rdstate() & ~std::ios::failbit);
  }
  if (!any || in.bad()) return LineKind::end;
  if (too_long || line.size() > most) {
    line = std::string();
    return LineKind::too_long;
  }
  return LineKind::line;
}

void guard_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest free number is this one. Opened the wrong way round, so that using it fails.
    const int opened = ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (opened >= 0 && opened != fd) ::close(opened);
  }
}

}  // namespace inkling::files
