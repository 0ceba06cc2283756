#include "reading.hpp"

#include <algorithm>

namespace inkling::strings {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr const char* kQuoteHint =
    "to mean the text itself write it in double quotes, with \\\" for a quote inside";

// The range of `text` without white space at its ends.
SourceSpan trimmed(std::string_view text, SourceSpan range) {
  while (range.begin < range.end && kBlank.find(text[range.begin]) != std::string_view::npos)
    ++range.begin;
  while (range.end > range.begin && kBlank.find(text[range.end - 1]) != std::string_view::npos)
    --range.end;
  return range;
}

std::string_view part(std::string_view text, SourceSpan range) {
  return text.substr(range.begin, range.end - range.begin);
}

// Ranges between the commas that stand outside strings and brackets.
std::vector<SourceSpan> split(std::string_view text, SourceSpan range) {
  std::vector<SourceSpan> items;
  bool quoted = false;
  int depth = 0;
  std::size_t begin = range.begin;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c != ',' || depth > 0) continue;
      items.push_back({begin, i});
      begin = i + 1;
    }
  }
  items.push_back({begin, range.end});
  return items;
}

// One value in its text form, "=" allowed in front.
Result<Value> read_item(std::string_view text, SourceSpan item) {
  item = trimmed(text, item);
  if (item.begin == item.end)
    return Error{ErrorCode::parse,
                 "a value is missing: expected \"text\", an integer or true/false",
                 {},
                 item};
  if (text[item.begin] == '=') item = trimmed(text, {item.begin + 1, item.end});
  Result<Value> value = parse_value(part(text, item));
  if (value) return value;
  Error error = value.error();
  const SourceSpan at = error.span.value_or(SourceSpan{0, item.end - item.begin});
  error.span = SourceSpan{at.begin + item.begin, at.end + item.begin};
  error.notes.push_back(kQuoteHint);
  return error;
}

// The whole text as one string.
Result<Value> read_plain(std::string_view text, SourceSpan range) {
  const std::string_view plain = part(text, range);
  if (plain.size() > kMaxStringBytes)
    return Error{ErrorCode::bad_input, "the text has " + std::to_string(plain.size()) +
                                           " bytes, expected at most " +
                                           std::to_string(kMaxStringBytes)};
  if (const auto bad = find_invalid_utf8(plain))
    return Error{ErrorCode::bad_input,
                 "the text is not valid UTF-8 at byte " + std::to_string(range.begin + *bad),
                 {"save or paste it as UTF-8, without NUL characters"},
                 SourceSpan{range.begin + *bad, range.begin + *bad + 1}};
  return Value(std::string(plain));
}

// Whether the text is written as values and not plain; an error when there is none at all.
Result<bool> is_written_out(std::string_view text, SourceSpan range) {
  if (range.begin == range.end)
    return Error{ErrorCode::bad_input,
                 "the text is empty: expected a value",
                 {"write \"\" for the empty string"},
                 range};
  return text[range.begin] == '"' || text[range.begin] == '=';
}

}  // namespace

Result<std::vector<Value>> read_inputs(std::string_view text) {
  const SourceSpan range = trimmed(text, {0, text.size()});
  const Result<bool> written_out = is_written_out(text, range);
  if (!written_out) return written_out.error();
  std::vector<SourceSpan> items{range};
  if (*written_out) items = split(text, range);
  std::vector<Value> values;
  for (SourceSpan item : items) {
    Result<Value> value = *written_out ? read_item(text, item) : read_plain(text, item);
    if (!value) return value.error();
    values.push_back(std::move(*value));
  }
  return values;
}

Result<Value> read_output(std::string_view text) {
  const SourceSpan range = trimmed(text, {0, text.size()});
  const Result<bool> written_out = is_written_out(text, range);
  if (!written_out) return written_out.error();
  return *written_out ? read_item(text, range) : read_plain(text, range);
}

}  // namespace inkling::strings
