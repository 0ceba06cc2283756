#include <fmt/format.h>

#include <inkling/base/files.hpp>
#include <inkling/task.hpp>
#include <istream>

#include "text_reader.hpp"

namespace inkling {

namespace {

// Of a line that is too long to be a task: its end is looked for no further.
constexpr std::size_t kMaxSkippedBytes = std::size_t{1} << 30;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Bytes of a stream in blocks, with one byte of look-ahead.
class ByteSource {
 public:
  explicit ByteSource(std::istream& in) : in_(in), block_(std::size_t{1} << 16, '\0') {}
  // The next byte as unsigned char, or -1 at the end.
  int peek() {
    if (next_ == size_ && !fill()) return -1;
    return static_cast<unsigned char>(block_[next_]);
  }
  int get() {
    const int c = peek();
    if (c >= 0) ++next_;
    return c;
  }
  // What is in memory from the cursor on; empty at the end only.
  std::string_view buffered() {
    if (next_ == size_ && !fill()) return {};
    return std::string_view(block_).substr(next_, size_ - next_);
  }
  void advance(std::size_t n) { next_ += n; }

 private:
  bool fill() {
    in_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
    size_ = static_cast<std::size_t>(in_.gcount());
    next_ = 0;
    return size_ > 0;
  }
  std::istream& in_;
  std::string block_;
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

// One line or array element, held only up to the limit.
class LimitedText {
 public:
  explicit LimitedText(std::size_t limit) : limit_(limit) {}
  void append(std::string_view bytes) {
    size_ += bytes.size();
    if (size_ <= limit_) {
      text_.append(bytes);
    } else {
      text_.clear();
      text_.shrink_to_fit();
    }
  }
  void clear() {
    text_.clear();
    size_ = 0;
  }
  bool too_long() const { return size_ > limit_; }
  std::size_t size() const { return size_; }
  const std::string& text() const { return text_; }
  bool blank() const {
    return !too_long() && text_.find_first_not_of(" \t\r\n") == std::string::npos;
  }

 private:
  std::size_t limit_;
  std::size_t size_ = 0;
  std::string text_;
};

Result<Task> to_task(const LimitedText& text, const ReadLimits& limits, std::string_view kind,
                     std::size_t number) {
  if (text.too_long())
    return Error{ErrorCode::bad_input, fmt::format("the {} has {} bytes, the limit is {}", kind,
                                                   text.size(), limits.max_line_bytes)};
  Result<Task> task = task_from_json(text.text(), limits);
  if (task && task->id.empty()) task->id = fmt::format("{}", number);
  return task;
}

void read_lines(ByteSource& source, const std::function<bool(TaskLine)>& visit,
                const ReadLimits& limits, std::size_t line) {
  LimitedText text(limits.max_line_bytes);
  bool more = true;
  for (; more; ++line) {
    text.clear();
    while (true) {
      const std::string_view block = source.buffered();
      const std::size_t end = block.find('\n');
      more = !block.empty();
      text.append(block.substr(0, end));
      if (!more) break;
      source.advance(end == std::string_view::npos ? block.size() : end + 1);
      if (text.size() > kMaxSkippedBytes) {
        visit({line, Error{ErrorCode::bad_input,
                           fmt::format("the line is longer than {}, and what follows was not read",
                                       files::size_text(kMaxSkippedBytes)),
                           {"is this a text file?"}}});
        return;
      }
      if (end != std::string_view::npos) break;
    }
    if (!text.blank() && !visit({line, to_task(text, limits, "line", line)})) return;
  }
}

// Cuts a JSON array into its elements by counting brackets outside strings; whether an element is
// well-formed is the task reader's question.
class ArrayCutter {
 public:
  ArrayCutter(ByteSource& source, std::size_t limit) : source_(source), element_(limit) {}
  const LimitedText& element() const { return element_; }

  // Reads up to the comma or bracket that ends the element; '\0' when the input ends first.
  char next() {
    element_.clear();
    std::size_t depth = 0;
    bool in_string = false;
    bool escaped = false;
    while (true) {
      const int byte = source_.get();
      if (byte < 0) return '\0';
      const char c = static_cast<char>(byte);
      if (in_string) {
        in_string = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        in_string = true;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        return c;
      } else if ((c == ']' || c == '}') && depth > 0) {
        --depth;
      }
      element_.append({&c, 1});
    }
  }

 private:
  ByteSource& source_;
  LimitedText element_;
};

Error array_error(std::string message) {
  return Error{ErrorCode::parse, std::move(message)};
}

void read_array(ByteSource& source, const std::function<bool(TaskLine)>& visit,
                const ReadLimits& limits) {
  source.get();  // the opening bracket
  ArrayCutter cutter(source, limits.max_line_bytes);
  for (std::size_t number = 1;; ++number) {
    const char end = cutter.next();
    const bool blank = cutter.element().blank();
    const bool empty_array = blank && end == ']' && number == 1;
    if (blank && end != '\0' && !empty_array) {
      if (!visit({number, array_error("an element of the array is empty")})) return;
    } else if (!blank) {
      if (!visit({number, to_task(cutter.element(), limits, "element", number)})) return;
    }
    if (end == '\0') {
      visit({number, array_error("the array of tasks is not closed: expected ']' at the end")});
      return;
    }
    if (end == ',') continue;
    while (source.peek() >= 0 && is_blank(static_cast<char>(source.peek()))) source.get();
    if (source.peek() >= 0)
      visit({number + 1, array_error("text after the end of the array of tasks")});
    return;
  }
}

// A byte order mark is no part of the text.
void skip_mark(ByteSource& source) {
  if (source.buffered().starts_with("\xEF\xBB\xBF")) source.advance(3);
}

void read_stream(std::istream& in, const std::function<bool(TaskLine)>& visit,
                 const ReadLimits& limits) {
  ByteSource source(in);
  skip_mark(source);
  std::size_t line = 1;
  while (source.peek() >= 0 && is_blank(static_cast<char>(source.peek())))
    if (source.get() == '\n') ++line;
  if (source.peek() < 0) return;
  if (source.peek() == '[')
    read_array(source, visit, limits);
  else
    read_lines(source, visit, limits, line);
}

}  // namespace

void read_tasks(std::istream& in, const std::function<bool(TaskLine)>& visit,
                const ReadLimits& limits) {
  read_stream(in, visit, limits);
  if (in.bad()) visit({0, Error{ErrorCode::io, "reading failed before the end"}});
}

Result<void> read_task_file(const std::string& path, const std::function<bool(TaskLine)>& visit,
                            const ReadLimits& limits) {
  const bool standard = path == "-";
  const auto failed = [&](std::string_view reason) {
    Error error{ErrorCode::io, standard
                                   ? fmt::format("cannot read standard input: {}", reason)
                                   : fmt::format("cannot read task file '{}': {}", path, reason)};
    if (!standard && reason.find("regular file") != reason.npos)
      error.notes.emplace_back("`-` reads standard input, whatever that is");
    return error;
  };
  files::Input in;
  if (standard)
    in.open_standard();
  else if (const files::Fault fault = in.open(path))
    return failed(*fault);
  read_stream(in, visit, limits);
  if (in.bad()) return failed(in.fault().value_or("reading failed before the end"));
  return {};
}

}  // namespace inkling
