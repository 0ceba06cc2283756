#include "line_reader.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace inkling::repl {
namespace {

class PlainReader final : public LineReader {
 public:
  PlainReader(int fd, bool show_prompt, Interrupts* interrupts)
      : fd_(fd), show_prompt_(show_prompt), interrupts_(interrupts) {}

  ReadLine read(const std::string& prompt) override {
    if (show_prompt_) write_all(prompt);
    ReadLine line{ReadLine::Kind::line};
    bool too_long = false;
    while (true) {
      if (const void* end = std::memchr(buffer_ + begin_, '\n', end_ - begin_)) {
        const auto size =
            static_cast<std::size_t>(static_cast<const char*>(end) - buffer_) - begin_;
        take(line, too_long, size);
        ++begin_;
        return finish(std::move(line), too_long);
      }
      take(line, too_long, end_ - begin_);
      const Fill state = fill();
      if (state == Fill::interrupted) return {ReadLine::Kind::interrupted};
      if (state == Fill::failed)
        return {ReadLine::Kind::failed,
                error_ == EISDIR ? "it is a folder" : std::strerror(error_)};
      if (state == Fill::end)
        return line.text.empty() && !too_long ? ReadLine{} : finish(std::move(line), too_long);
    }
  }

  void remember(const std::string&) override {}

 private:
  enum class Fill { data, end, failed, interrupted };

  void take(ReadLine& line, bool& too_long, std::size_t size) {
    too_long = too_long || line.text.size() + size > kMaxLineBytes;
    if (too_long) {
      line.text = std::string();
    } else {
      line.text.append(buffer_ + begin_, size);
    }
    begin_ += size;
  }

  static ReadLine finish(ReadLine line, bool too_long) {
    if (too_long) return {ReadLine::Kind::too_long};
    if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
    return line;
  }

  Fill fill() {
    while (true) {
      pollfd fds[] = {{fd_, POLLIN, 0}, {interrupts_ ? interrupts_->wake_fd() : -1, POLLIN, 0}};
      if (::poll(fds, 2, -1) < 0 && errno != EINTR) return failed(errno);
      if (interrupts_ && interrupts_->take()) return Fill::interrupted;
      if (!(fds[0].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL))) continue;
      const auto n = ::read(fd_, buffer_, sizeof buffer_);
      if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (n < 0) return failed(errno);
      begin_ = 0;
      end_ = n > 0 ? static_cast<std::size_t>(n) : 0;
      return n > 0 ? Fill::data : Fill::end;
    }
  }

  Fill failed(int error) {
    error_ = error;
    return Fill::failed;
  }

  static void write_all(const std::string& text) {
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
  }

  int fd_;
  bool show_prompt_;
  Interrupts* interrupts_;
  char buffer_[1 << 16];
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  int error_ = 0;
};

std::filesystem::path below(const char* variable, const char* fallback, const char* name) {
  const char* base = std::getenv(variable);
  // The XDG base directory specification: relative paths are invalid and ignored.
  if (base && *base == '/') return std::filesystem::path(base) / "inkling" / name;
  const char* home = std::getenv("HOME");
  if (!home || !*home) return {};
  return std::filesystem::path(home) / fallback / "inkling" / name;
}

}  // namespace

std::unique_ptr<LineReader> make_plain_reader(int fd, bool show_prompt, Interrupts* interrupts) {
  return std::make_unique<PlainReader>(fd, show_prompt, interrupts);
}

std::filesystem::path history_file() {
  return below("XDG_STATE_HOME", ".local/state", "history");
}
std::filesystem::path startup_file() {
  return below("XDG_CONFIG_HOME", ".config", "init.ink");
}

}  // namespace inkling::repl
