#include "prices.hpp"

#include <algorithm>
#include <cmath>

#include "characters.hpp"

namespace inkling::prices {

double of_index(std::int64_t i) {
  const double n = static_cast<double>(i < 0 ? -i : i);
  return (n <= 1 ? 1 : 0.5 + n) + (i < -1 ? 0.5 : i == -1 ? 0.2 : 0);
}
double of_count(std::int64_t n) {
  return n <= 1 ? 1.5 : 1.5 + 0.9 * std::log2(static_cast<double>(n));
}
double of_bound(std::int64_t n) {
  return 2 + 1.5 * std::log2(1 + static_cast<double>(n < 0 ? -n : n));
}

namespace {

using text::is_alphanumeric;
using text::is_digit;
using text::is_letter;

double of_character(char c) {
  if (c == ' ') return kSpace;
  if (is_digit(c)) return kDigit;
  return is_letter(c) ? kLetter : kSign;
}
}  // namespace

double of_number(std::string_view text) {
  constexpr double kFigure = 3.3;
  constexpr double kZero = 0.7;  // at the end: round numbers are usual
  double bits = 2;
  for (const char c : text) bits += c == '0' ? kZero : kFigure;
  return bits;
}
double of_constant(std::string_view text) {
  double bits = std::any_of(text.begin(), text.end(), is_alphanumeric) ? kLiteral : 0;
  for (const char c : text) bits += of_character(c);
  return bits;
}
double of_separator(std::string_view text) {
  if (text.empty()) return 0.5;
  constexpr std::string_view kCommon = " ,-/.:;_@=|()[]<>{}";
  double bits = text == " " ? 0.5 : kCommon.find(text[0]) != kCommon.npos ? 1.2 : 2.5;
  // A space belongs to what stands in front of it: one takes a little off, more take no more.
  for (std::size_t i = 1; i < text.size(); ++i) bits += text[i] == ' ' ? 0 : 1.5;
  return text.find(' ', 1) == text.npos ? bits : bits - 0.2;
}
double of_steady(std::size_t rows) {
  constexpr double kRow = 0.8;
  constexpr double kMost = 2.5;
  return rows < 3 ? 0 : std::min(kMost, kRow * static_cast<double>(rows - 1));
}
double of_mined(std::string_view text) {
  if (text.empty()) return 1;
  // A whole word with what stands around it is no accident.
  double bits = is_alphanumeric(text.front()) ? 4 : 3;
  for (const char c : text) bits += is_alphanumeric(c) ? 1.2 : 0.3;
  return bits + (is_alphanumeric(text.back()) ? 0.5 : 0);
}

}  // namespace inkling::prices
