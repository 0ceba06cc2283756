// Text as the string operators see it: UTF-8 cut by code point. A string of which every code point
// is one byte (chars == size) takes the fast path everywhere.
#pragma once

#include <cstring>
#include <inkling/dsl/runtime.hpp>
#include <string_view>

namespace inkling::strings::text {

using dsl::Cell;
using dsl::EvalContext;

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

inline std::string_view view(const Cell& s) {
  return {s.s, s.size};
}
inline bool one_byte(const Cell& s) {
  return s.size == s.chars;
}

inline Cell make(const char* data, std::size_t bytes, std::size_t chars) {
  Cell cell;
  cell.s = data;
  cell.size = static_cast<std::uint32_t>(bytes);
  cell.chars = static_cast<std::uint32_t>(chars);
  return cell;
}
inline Cell empty() {
  return make("", 0, 0);
}
inline Cell boolean(bool b) {
  Cell cell;
  cell.i = b ? 1 : 0;
  return cell;
}
inline Cell integer(std::int64_t i) {
  Cell cell;
  cell.i = i;
  return cell;
}

std::size_t count_chars(std::string_view bytes);
// Byte offset of code point number `position`, and back. Preconditions: position <= s.chars; `byte`
// is a boundary.
std::size_t byte_of_slow(const Cell& s, std::size_t position);
inline std::size_t byte_of(const Cell& s, std::size_t position) {
  return one_byte(s) ? position : byte_of_slow(s, position);
}
inline std::size_t char_of(const Cell& s, std::size_t byte) {
  return one_byte(s) ? byte : count_chars({s.s, byte});
}
// The part between two byte boundaries; shares the memory of `s`.
inline Cell cut_bytes(const Cell& s, std::size_t begin, std::size_t end) {
  if (one_byte(s)) return make(s.s + begin, end - begin, end - begin);
  return make(s.s + begin, end - begin, count_chars({s.s + begin, end - begin}));
}
// The part between two code points, begin <= end <= s.chars; shares the memory of `s`.
inline Cell cut(const Cell& s, std::size_t begin, std::size_t end) {
  if (one_byte(s)) return make(s.s + begin, end - begin, end - begin);
  const std::size_t from = byte_of(s, begin);
  return make(s.s + from, byte_of(s, end) - from, end - begin);
}
// Python's s[begin:end]: negative positions count from the end, once; the rest is clipped.
Cell python_slice(const Cell& s, std::int64_t begin, std::int64_t end);

// First occurrence at or after byte `from`, or kNone. Linear time; "" is found at `from`.
inline std::size_t find(std::string_view s, std::string_view t, std::size_t from = 0) {
  if (t.size() + from > s.size()) return kNone;
  if (t.empty()) return from;
  const void* hit = t.size() == 1 ? std::memchr(s.data() + from, t[0], s.size() - from)
                                  : memmem(s.data() + from, s.size() - from, t.data(), t.size());
  if (hit == nullptr) return kNone;
  return static_cast<std::size_t>(static_cast<const char*>(hit) - s.data());
}

// The code point at `p`, which moves behind it. Precondition: valid UTF-8.
char32_t decode(const char*& p);
// Writes at most 4 bytes; returns how many.
std::size_t encode(char32_t c, char* out);

// Simple case mapping of ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic and Armenian; other code
// points are unchanged. The mapped code point takes as many bytes as the original.
char32_t to_upper(char32_t c);
char32_t to_lower(char32_t c);
bool is_upper(char32_t c);
bool is_lower(char32_t c);
bool is_letter(char32_t c);  // ASCII exactly; above, everything that is no known symbol or space
inline bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}  // ASCII only
bool is_space(char32_t c);

// Room for a result, charged to the fuel, or null when it is longer than the dialect allows.
inline char* room(EvalContext& context, std::size_t bytes) {
  if (bytes > context.dialect.max_length || !context.spend(bytes)) return nullptr;
  return context.arena.chars(bytes == 0 ? 1 : bytes);  // never null for ""
}
inline char* put(char* out, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
  return out + bytes.size();
}

}  // namespace inkling::strings::text
