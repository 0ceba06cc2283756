#include "text.hpp"

#include <algorithm>

namespace inkling::strings::text {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Blocks in which upper and lower case alternate, the even (or odd) code point being the capital.
struct Pairs {
  char32_t first;
  char32_t last;
  char32_t capital;  // parity of the capital
};
constexpr Pairs kPairs[] = {
    {0x100, 0x12F, 0}, {0x132, 0x137, 0}, {0x139, 0x148, 1}, {0x14A, 0x177, 0}, {0x179, 0x17E, 1},
    {0x460, 0x481, 0}, {0x48A, 0x4BF, 0}, {0x4C1, 0x4CE, 1}, {0x4D0, 0x52F, 0},
};
// Blocks in which the lower case letters follow at a distance.
struct Shift {
  char32_t first;  // of the capitals
  char32_t last;
  char32_t distance;
};
constexpr Shift kShifts[] = {
    {'A', 'Z', 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},   {0x386, 0x386, 38},
    {0x388, 0x38A, 37}, {0x38C, 0x38C, 64}, {0x38E, 0x38F, 63}, {0x391, 0x3A1, 32},
    {0x3A3, 0x3AB, 32}, {0x400, 0x40F, 80}, {0x410, 0x42F, 32}, {0x4C0, 0x4C0, 0x0F},
    {0x531, 0x556, 48},
};

}  // namespace

std::size_t count_chars(std::string_view bytes) {
  std::size_t n = 0;
  for (char c : bytes) n += continues(c) ? 0u : 1u;
  return n;
}

std::size_t byte_of_slow(const Cell& s, std::size_t position) {
  std::size_t byte = 0;
  for (; position > 0; --position) {
    ++byte;
    while (byte < s.size && continues(s.s[byte])) ++byte;
  }
  return byte;
}

Cell python_slice(const Cell& s, std::int64_t begin, std::int64_t end) {
  const std::int64_t n = s.chars;
  auto clip = [n](std::int64_t p) { return std::clamp<std::int64_t>(p < 0 ? p + n : p, 0, n); };
  begin = clip(begin);
  end = clip(end);
  if (begin >= end) return empty();
  return cut(s, static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
}

char32_t decode(const char*& p) {
  const auto byte = [&p](int i) { return static_cast<unsigned char>(p[i]); };
  char32_t c = byte(0);
  int more = c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
  if (more > 0) c &= static_cast<char32_t>(0x3F >> more);
  for (int i = 1; i <= more; ++i) c = (c << 6) | (byte(i) & 0x3Fu);
  p += more + 1;
  return c;
}

std::size_t encode(char32_t c, char* out) {
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  const std::size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (std::size_t i = n - 1; i > 0; --i, c >>= 6) out[i] = static_cast<char>(0x80 | (c & 0x3F));
  constexpr unsigned kLead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  out[0] = static_cast<char>(kLead[n] | c);
  return n;
}

char32_t to_lower(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c == 0x178) return 0xFF;
  for (const Shift& shift : kShifts)
    if (c >= shift.first && c <= shift.last) return c + shift.distance;
  for (const Pairs& pairs : kPairs)
    if (c >= pairs.first && c <= pairs.last) return c % 2 == pairs.capital ? c + 1 : c;
  return c;
}

char32_t to_upper(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  if (c == 0xFF) return 0x178;
  if (c == 0x3C2) return 0x3A3;  // final sigma
  for (const Shift& shift : kShifts)
    if (c - shift.distance >= shift.first && c - shift.distance <= shift.last && shift.distance > 0)
      return c - shift.distance;
  for (const Pairs& pairs : kPairs)
    if (c >= pairs.first && c <= pairs.last) return c % 2 == pairs.capital ? c : c - 1;
  return c;
}

bool is_upper(char32_t c) {
  return to_lower(c) != c;
}
bool is_lower(char32_t c) {
  return to_upper(c) != c || c == 0xDF;
}

bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7 || is_space(c)) return false;
  const bool punctuation = (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F);
  const bool symbols = (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) || c >= 0x1F000;
  return !punctuation && !symbols;
}

bool is_space(char32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace inkling::strings::text
