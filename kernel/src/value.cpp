#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <inkling/base/screen.hpp>
#include <inkling/task.hpp>
#include <inkling/value.hpp>

#include "mix.hpp"
#include "text_reader.hpp"

namespace inkling {

std::strong_ordering operator<=>(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return a.kind() <=> b.kind();
  switch (a.kind()) {
    case Value::Kind::undefined:
      return std::strong_ordering::equal;
    case Value::Kind::boolean:
      return a.as_bool() <=> b.as_bool();
    case Value::Kind::integer:
      return a.as_int() <=> b.as_int();
    case Value::Kind::string:
      return a.as_string() <=> b.as_string();
    case Value::Kind::list:
      break;
  }
  const Value::List& x = a.as_list();
  const Value::List& y = b.as_list();
  const std::size_t common = std::min(x.size(), y.size());
  for (std::size_t i = 0; i < common; ++i)
    if (const auto order = x[i] <=> y[i]; order != 0) return order;
  return x.size() <=> y.size();
}

std::uint64_t hash(const Value& value) {
  const std::uint64_t seed = detail::mix64(static_cast<std::uint64_t>(value.kind()) + 1);
  switch (value.kind()) {
    case Value::Kind::undefined:
      return seed;
    case Value::Kind::boolean:
      return detail::combine(seed, value.as_bool() ? 1 : 0);
    case Value::Kind::integer:
      return detail::combine(seed, static_cast<std::uint64_t>(value.as_int()));
    case Value::Kind::string:
      return detail::combine(seed, detail::hash_bytes(value.as_string()));
    case Value::Kind::list:
      break;
  }
  std::uint64_t h = detail::combine(seed, value.as_list().size());
  for (const Value& element : value.as_list()) h = detail::combine(h, hash(element));
  return h;
}

namespace {

void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (const std::size_t bytes = screen::control_bytes(text.substr(i)); bytes > 0) {
          out += screen::printable(text.substr(i, bytes));
          i += bytes - 1;
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

void append_value(std::string& out, const Value& value, std::string_view undefined) {
  switch (value.kind()) {
    case Value::Kind::undefined:
      out += undefined;
      return;
    case Value::Kind::boolean:
      out += value.as_bool() ? "true" : "false";
      return;
    case Value::Kind::integer:
      fmt::format_to(std::back_inserter(out), "{}", value.as_int());
      return;
    case Value::Kind::string:
      append_quoted(out, value.as_string());
      return;
    case Value::Kind::list:
      break;
  }
  out.push_back('[');
  bool first = true;
  for (const Value& element : value.as_list()) {
    if (!first) out.push_back(',');
    first = false;
    append_value(out, element, undefined);
  }
  out.push_back(']');
}

}  // namespace

std::string to_text(const Value& value) {
  std::string out;
  append_value(out, value, "undefined");
  return out;
}

// Declared in task.hpp; JSON has no word for undefined but null.
std::string to_json(const Value& value) {
  std::string out;
  append_value(out, value, "null");
  return out;
}

Result<Value> parse_value(std::string_view text) {
  detail::TextReader reader(text);
  Result<Value> value = reader.read_value(false);
  if (!value) return value;
  if (auto rest = reader.finish(); !rest) return rest.error();
  return value;
}

Result<std::vector<Value>> parse_values(std::string_view text) {
  detail::TextReader reader(text);
  std::vector<Value> values;
  do {
    Result<Value> value = reader.read_value(false);
    if (!value) return std::move(value).error();
    values.push_back(*std::move(value));
  } while (reader.take(','));
  if (reader.peek() != '\0' || !reader.at_end()) return reader.expected("',' between values");
  return values;
}

namespace {

// Length of the well-formed sequence at `i` (Unicode 15, table 3-7), or 0.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) {
    return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
  };
  const auto tail = [&](std::size_t k, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(k) >= low && byte(k) <= high;
  };
  const unsigned first = byte(i);
  if (first >= 0x01 && first <= 0x7F) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(i + 1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = first == 0xED ? 0x9F : 0xBF;
    return tail(i + 1, low, high) && tail(i + 2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
    return tail(i + 1, low, high) && tail(i + 2) && tail(i + 3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

}  // namespace inkling
