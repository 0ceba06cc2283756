// TextReader: a cursor over JSON-like text. Reads values in their text form and in JSON, with spans
// in every error; shared by values and task files. Holds no copy of the text, allocates only what
// it returns, and recurses no deeper than its limits.
#pragma once

#include <cstddef>
#include <inkling/value.hpp>
#include <string>
#include <string_view>

namespace inkling::detail {

// Nesting of JSON that is read past (unknown fields, meta).
inline constexpr std::size_t kMaxJsonDepth = 256;

// `text` for a message: quoted, control and broken bytes escaped, cut after `max` bytes.
std::string quoted(std::string_view text, std::size_t max = 24);

class TextReader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {}

  std::size_t position() const { return position_; }
  bool at_end() const { return position_ >= text_.size(); }
  // Skips blanks; then the next byte, or NUL at the end.
  char peek();
  // Skips blanks; takes `c` when it is next.
  bool take(char c);
  // "expected ..., found ..." at the current place.
  Error expected(std::string_view what);
  // parse error unless nothing but blanks is left.
  Result<void> finish();

  // A JSON string; the cursor must stand on its opening quote.
  Result<std::string> read_string();
  // A value; `undefined` is a word of the text form but not of JSON.
  Result<Value> read_value(bool json);
  // Reads past any JSON value; appends it without blanks to `compact` unless that is null.
  Result<void> skip_json(std::string* compact);

 private:
  Error error_at(ErrorCode code, std::size_t begin, std::string message) const;
  Result<void> read_escape(std::string& out, std::size_t begin);
  Result<unsigned> read_hex4(std::size_t begin);
  Result<Value> read_value(bool json, std::size_t depth);
  Result<Value> read_list(bool json, std::size_t depth);
  Result<Value> read_integer();
  Result<Value> read_word(bool json);
  std::string_view scan_word();
  Result<void> skip_json(std::string* compact, std::size_t depth);
  Result<void> skip_container(std::string* compact, std::size_t depth);
  Result<void> skip_string(std::string* compact);
  Result<void> skip_scalar(std::string* compact);

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace inkling::detail
