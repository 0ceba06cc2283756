#include "text_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace inkling::detail {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void append_utf8(std::string& out, unsigned code) {
  const auto put = [&](unsigned byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80U) {
    put(code);
  } else if (code < 0x800U) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000U) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

// A number as JSON writes it: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?
bool is_json_number(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t begin = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i - begin;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const bool zero = i < text.size() && text[i] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

bool is_integer(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

std::string quoted(std::string_view text, std::size_t max) {
  std::string out = "'";
  const std::string_view shown = text.substr(0, max);
  const std::size_t valid = find_invalid_utf8(shown).value_or(shown.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto byte = static_cast<unsigned char>(shown[i]);
    if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && i >= valid))
      out += fmt::format("\\x{:02x}", byte);
    else
      out.push_back(shown[i]);
  }
  return out + (text.size() > max ? "...'" : "'");
}

char TextReader::peek() {
  while (!at_end() && is_blank(text_[position_])) ++position_;
  return at_end() ? '\0' : text_[position_];
}

bool TextReader::take(char c) {
  if (peek() != c || at_end()) return false;
  ++position_;
  return true;
}

Error TextReader::error_at(ErrorCode code, std::size_t begin, std::string message) const {
  Error error{code, std::move(message)};
  error.span = SourceSpan{begin, std::max(position_, begin)};
  return error;
}

Error TextReader::expected(std::string_view what) {
  peek();
  const std::size_t begin = position_;
  if (at_end())
    return error_at(ErrorCode::parse, begin, fmt::format("expected {}, found the end", what));
  std::size_t end = begin;
  while (end < text_.size() && is_word(text_[end])) ++end;
  if (end == begin) {
    ++end;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) ++end;
  }
  Error error{ErrorCode::parse,
              fmt::format("expected {}, found {}", what, quoted(text_.substr(begin, end - begin)))};
  error.span = SourceSpan{begin, end};
  return error;
}

Result<void> TextReader::finish() {
  peek();
  if (at_end()) return {};
  return expected("nothing more");
}

Result<unsigned> TextReader::read_hex4(std::size_t begin) {
  const std::string_view digits = text_.substr(std::min(position_, text_.size()), 4);
  unsigned code = 0;
  const auto [end, status] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  if (status != std::errc{} || end != digits.data() + 4 || digits.size() != 4)
    return error_at(ErrorCode::parse, begin, "\\u in a string needs four hexadecimal digits");
  position_ += 4;
  return code;
}

// The cursor stands after the backslash.
Result<void> TextReader::read_escape(std::string& out, std::size_t begin) {
  const char c = at_end() ? '\0' : text_[position_];
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kBytes = "\"\\/\b\f\n\r\t";
  if (const std::size_t i = kNames.find(c); c != '\0' && i != std::string_view::npos) {
    out.push_back(kBytes[i]);
    ++position_;
    return {};
  }
  if (c != 'u') {
    return error_at(
        ErrorCode::parse, begin,
        fmt::format("unknown escape {} in a string; known are \\\" \\\\ \\/ \\b \\f \\n "
                    "\\r \\t and \\u",
                    quoted(text_.substr(begin, 2))));
  }
  ++position_;
  Result<unsigned> high = read_hex4(begin);
  if (!high) return std::move(high).error();
  unsigned code = *high;
  if (code >= 0xD800U && code < 0xDC00U && text_.substr(position_, 2) == "\\u") {
    position_ += 2;
    const Result<unsigned> low = read_hex4(begin);
    if (!low) return low.error();
    if (*low >= 0xDC00U && *low < 0xE000U)
      code = 0x10000U + ((code - 0xD800U) << 10U) + (*low - 0xDC00U);
  }
  if (code >= 0xD800U && code < 0xE000U)
    return error_at(ErrorCode::parse, begin, "\\u in a string names half of a surrogate pair");
  if (code == 0) return error_at(ErrorCode::bad_input, begin, "a string must not contain NUL");
  append_utf8(out, code);
  return {};
}

Result<std::string> TextReader::read_string() {
  const std::size_t open = position_++;
  std::string out;
  while (true) {
    const std::size_t run = position_;
    while (!at_end() && text_[position_] != '"' && text_[position_] != '\\' &&
           (static_cast<unsigned char>(text_[position_]) >= 0x20 || text_[position_] == '\t'))
      ++position_;
    out.append(text_, run, position_ - run);
    if (out.size() > kMaxStringBytes)
      return error_at(ErrorCode::bad_input, open,
                      fmt::format("a string is longer than {} bytes", kMaxStringBytes));
    if (at_end())
      return error_at(ErrorCode::parse, open, "a string is not closed: expected \" before the end");
    const char c = text_[position_];
    if (c == '\0')
      return error_at(ErrorCode::bad_input, position_, "a string must not contain NUL");
    if (c != '"' && c != '\\')
      return error_at(ErrorCode::parse, open,
                      fmt::format("a string holds the raw control byte {}; write it as \\u{:04x}",
                                  quoted(text_.substr(position_, 1)), static_cast<unsigned>(c)));
    ++position_;
    if (c == '"') break;
    const Result<void> escape = read_escape(out, position_ - 1);
    if (!escape) return escape.error();
  }
  if (const auto bad = find_invalid_utf8(out))
    return error_at(ErrorCode::bad_input, open,
                    fmt::format("a string is not valid UTF-8: byte {} is {}", *bad,
                                quoted(out.substr(*bad, 1))));
  return out;
}

Result<Value> TextReader::read_value(bool json) {
  return read_value(json, 0);
}

Result<Value> TextReader::read_value(bool json, std::size_t depth) {
  const char c = peek();
  if (c == '"') {
    Result<std::string> string = read_string();
    if (!string) return std::move(string).error();
    return Value(*std::move(string));
  }
  if (c == '[') return read_list(json, depth);
  if (c == '-' || is_digit(c)) return read_integer();
  if (is_word(c)) return read_word(json);
  return expected("a value (whole number, true, false, \"string\" or [list])");
}

Result<Value> TextReader::read_list(bool json, std::size_t depth) {
  const std::size_t open = position_++;
  if (depth >= kMaxValueDepth)
    return error_at(ErrorCode::bad_input, open,
                    fmt::format("lists are nested deeper than {} levels", kMaxValueDepth));
  Value::List list;
  if (take(']')) return Value(std::move(list));
  while (true) {
    if (list.size() >= kMaxListLength)
      return error_at(ErrorCode::bad_input, open,
                      fmt::format("a list is longer than {} elements", kMaxListLength));
    Result<Value> element = read_value(json, depth + 1);
    if (!element) return element;
    list.push_back(*std::move(element));
    if (take(']')) return Value(std::move(list));
    if (!take(',')) return expected("',' or ']' in a list");
  }
}

// The longest run that can belong to a number or word; ends before blanks, commas and brackets.
std::string_view TextReader::scan_word() {
  const std::size_t begin = position_;
  while (!at_end() && (is_word(text_[position_]) || text_[position_] == '.' ||
                       text_[position_] == '+' || text_[position_] == '-'))
    ++position_;
  return text_.substr(begin, position_ - begin);
}

Result<Value> TextReader::read_integer() {
  const std::size_t begin = position_;
  const std::string_view word = scan_word();
  if (!is_json_number(word))
    return error_at(ErrorCode::parse, begin, fmt::format("{} is not a number", quoted(word)));
  if (!is_integer(word))
    return error_at(
        ErrorCode::parse, begin,
        fmt::format("{} is not a whole number; values are whole numbers, strings, true, "
                    "false and lists",
                    quoted(word)));
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (status != std::errc{})
    return error_at(ErrorCode::bad_input, begin,
                    fmt::format("{} is outside the 64-bit range -9223372036854775808 to "
                                "9223372036854775807",
                                quoted(word)));
  return Value(number);
}

Result<Value> TextReader::read_word(bool json) {
  const std::size_t begin = position_;
  const std::string_view word = scan_word();
  if (word == "true") return Value(true);
  if (word == "false") return Value(false);
  if (word == "undefined" && !json) return Value();
  const std::string_view hint = word == "null" || json ? "" : "; strings need \"quotes\"";
  return error_at(
      ErrorCode::parse, begin,
      fmt::format("{} is not a value: expected a whole number, true, false, \"string\" or "
                  "[list]{}",
                  quoted(word), hint));
}

Result<void> TextReader::skip_json(std::string* compact) {
  return skip_json(compact, 0);
}

Result<void> TextReader::skip_json(std::string* compact, std::size_t depth) {
  const char c = peek();
  if (c == '"') return skip_string(compact);
  if (c == '[' || c == '{') return skip_container(compact, depth);
  return skip_scalar(compact);
}

Result<void> TextReader::skip_container(std::string* compact, std::size_t depth) {
  const auto put = [&](char c) {
    if (compact != nullptr) compact->push_back(c);
  };
  const std::size_t open = position_;
  const bool object = text_[position_++] == '{';
  const char close = object ? '}' : ']';
  if (depth >= kMaxJsonDepth)
    return error_at(ErrorCode::bad_input, open,
                    fmt::format("JSON is nested deeper than {} levels", kMaxJsonDepth));
  put(object ? '{' : '[');
  if (take(close)) return put(close), Result<void>{};
  while (true) {
    if (object) {
      if (peek() != '"') return expected("a field name in quotes");
      if (auto key = skip_string(compact); !key) return key;
      if (!take(':')) return expected("':' after a field name");
      put(':');
    }
    if (auto element = skip_json(compact, depth + 1); !element) return element;
    if (take(close)) return put(close), Result<void>{};
    if (!take(',')) return expected(object ? "',' or '}'" : "',' or ']'");
    put(',');
  }
}

Result<void> TextReader::skip_string(std::string* compact) {
  const std::size_t open = position_++;
  while (!at_end() && text_[position_] != '"') {
    if (static_cast<unsigned char>(text_[position_]) < 0x20 && text_[position_] != '\t')
      return error_at(ErrorCode::parse, open, "a string holds a raw control byte");
    if (text_[position_] == '\\') {
      const char c = position_ + 1 < text_.size() ? text_[position_ + 1] : '\0';
      if (c == '\0' || std::string_view("\"\\/bfnrtu").find(c) == std::string_view::npos)
        return error_at(ErrorCode::parse, position_, "unknown escape in a string");
      ++position_;
      if (c == 'u') {
        ++position_;
        const Result<unsigned> code = read_hex4(open);
        if (!code) return code.error();
        continue;
      }
    }
    ++position_;
  }
  if (at_end())
    return error_at(ErrorCode::parse, open, "a string is not closed: expected \" before the end");
  ++position_;
  const std::string_view token = text_.substr(open, position_ - open);
  if (find_invalid_utf8(token))
    return error_at(ErrorCode::bad_input, open, "a string is not valid UTF-8");
  if (compact != nullptr) compact->append(token);
  return {};
}

Result<void> TextReader::skip_scalar(std::string* compact) {
  const std::size_t begin = position_;
  const std::string_view word = scan_word();
  if (word.empty()) return expected("a JSON value");
  if (word != "true" && word != "false" && word != "null" && !is_json_number(word))
    return error_at(ErrorCode::parse, begin, fmt::format("{} is not a JSON value", quoted(word)));
  if (compact != nullptr) compact->append(word);
  return {};
}

}  // namespace inkling::detail
