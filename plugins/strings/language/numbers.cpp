// Numbers written as text: decimal arithmetic that is exact, rounding, and the forms people write
// them in.
#include <algorithm>
#include <array>
#include <string>

#include "operators.hpp"
#include "text.hpp"

namespace inkling::strings {
namespace {

using namespace text;

__extension__ using Wide = __int128;

// digits / 10^scale.
struct Decimal {
  Wide digits = 0;
  int scale = 0;
};

constexpr int kMostDigits = 27;     // of a number that is read or made
constexpr int kMostScale = 12;      // decimals of a number
constexpr int kQuotientScale = 10;  // decimals of a quotient that does not end

Wide power_of_ten(int n) {
  Wide p = 1;
  for (; n > 0; --n) p *= 10;
  return p;
}
Wide magnitude(Wide n) {
  return n < 0 ? -n : n;
}
bool fits(const Decimal& d) {
  return d.scale <= kMostScale && magnitude(d.digits) < power_of_ten(kMostDigits);
}
// Precondition: scale >= d.scale. False when the digits do not fit.
bool rescale(Decimal& d, int scale) {
  while (d.scale < scale) {
    if (magnitude(d.digits) >= power_of_ten(kMostDigits)) return false;
    d.digits *= 10;
    ++d.scale;
  }
  return true;
}
void drop_zeros(Decimal& d) {
  while (d.scale > 0 && d.digits % 10 == 0) {
    d.digits /= 10;
    --d.scale;
  }
}

// The whole text is a number in plain form: an optional minus, digits, an optional point and
// digits.
bool read_plain(std::string_view s, Decimal& d) {
  d = {};
  const bool negative = s.starts_with('-');
  if (negative) s.remove_prefix(1);
  int digits = 0;
  bool point = false;
  for (const char c : s) {
    if (c == '.') {
      if (point || digits == 0) return false;
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > kMostDigits) return false;
    d.digits = d.digits * 10 + (c - '0');
    d.scale += point ? 1 : 0;
  }
  if (negative) d.digits = -d.digits;
  return digits > 0 && s.back() != '.' && d.scale <= kMostScale;
}

std::string plain_text(const Decimal& d) {
  std::string digits;
  for (Wide rest = magnitude(d.digits); rest > 0; rest /= 10)
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
  while (static_cast<int>(digits.size()) <= d.scale) digits.push_back('0');
  std::reverse(digits.begin(), digits.end());
  if (d.scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(d.scale), ".");
  return d.digits < 0 ? "-" + digits : digits;
}

bool give(EvalContext& context, std::string_view ascii, Cell& result) {
  char* out = room(context, ascii.size());
  if (out == nullptr) return false;
  put(out, ascii);
  result = make(out, ascii.size(), ascii.size());
  return true;
}
bool give(EvalContext& context, const Decimal& d, Cell& result) {
  return fits(d) && give(context, plain_text(d), result);
}

bool digit_at(std::string_view s, std::size_t i) {
  return i < s.size() && s[i] >= '0' && s[i] <= '9';
}
bool digits_at(std::string_view s, std::size_t i, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k)
    if (!digit_at(s, i + k)) return false;
  return !digit_at(s, i + n);
}

// Whether a minus stands before the number that begins at `at`: not a dash between two words.
bool minus_before(std::string_view s, std::size_t at) {
  if (at > 0 && s[at - 1] == '$') --at;
  for (const std::string_view currency : {"€", "£", "¥"})
    if (at >= currency.size() && s.substr(at - currency.size(), currency.size()) == currency)
      at -= currency.size();
  if (at == 0 || s[at - 1] != '-') return false;
  return at == 1 || s[at - 2] == ' ' || s[at - 2] == '(';
}

// The first number in a text, in plain form. False without one.
bool find_number(std::string_view s, std::string& plain) {
  std::size_t i = 0;
  while (i < s.size() && !digit_at(s, i)) ++i;
  if (i == s.size()) return false;
  plain = minus_before(s, i) ? "-" : "";
  const std::size_t begin = plain.size();
  while (digit_at(s, i)) plain += s[i++];
  while (i < s.size() && s[i] == ',' && digits_at(s, i + 1, 3)) {
    plain += s.substr(i + 1, 3);
    i += 4;
  }
  if (i < s.size() && s[i] == '.' && digit_at(s, i + 1)) {
    plain += s[i++];
    while (digit_at(s, i)) plain += s[i++];
  }
  while (plain.size() > begin + 1 && plain[begin] == '0' && plain[begin + 1] != '.')
    plain.erase(begin, 1);
  return true;
}

bool number(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  std::string plain;
  return context.spend(a[0].size) && find_number(view(a[0]), plain) && give(context, plain, result);
}

bool read_two(const Cell* a, Decimal& x, Decimal& y) {
  return read_plain(view(a[0]), x) && read_plain(view(a[1]), y);
}
bool add_up(const Decimal& x, const Decimal& y, int sign, Decimal& sum) {
  Decimal a = x;
  Decimal b = y;
  const int scale = std::max(a.scale, b.scale);
  if (!rescale(a, scale) || !rescale(b, scale)) return false;
  sum = {a.digits + sign * b.digits, scale};
  return true;
}
bool multiply(const Decimal& x, const Decimal& y, Decimal& product) {
  if (y.digits != 0 && magnitude(x.digits) > power_of_ten(kMostDigits + 9) / magnitude(y.digits))
    return false;
  product = {x.digits * y.digits, x.scale + y.scale};
  drop_zeros(product);
  return true;
}
// Rounds to a multiple of 10^-scale, half away from zero (mode 0), down (-1) or up (1).
Decimal rounded(const Decimal& d, int scale, int mode) {
  if (d.scale <= scale) {
    Decimal same = d;
    rescale(same, scale);
    return same;
  }
  const Wide unit = power_of_ten(d.scale - scale);
  Wide quotient = d.digits / unit;
  const Wide rest = d.digits % unit;
  if (mode == 0 && 2 * magnitude(rest) >= unit) quotient += d.digits < 0 ? -1 : 1;
  if (mode < 0 && rest < 0) --quotient;
  if (mode > 0 && rest > 0) ++quotient;
  return {quotient, scale};
}
bool divide(const Decimal& x, const Decimal& y, Decimal& quotient) {
  if (y.digits == 0) return false;
  Decimal numerator = x;
  const int scale = kQuotientScale + 1;
  if (!rescale(numerator, y.scale + scale)) return false;
  quotient = rounded({numerator.digits / y.digits, numerator.scale - y.scale}, kQuotientScale, 0);
  drop_zeros(quotient);
  return true;
}

bool plus(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal x;
  Decimal y;
  Decimal sum;
  return read_two(a, x, y) && add_up(x, y, 1, sum) && give(context, sum, result);
}
bool minus(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal x;
  Decimal y;
  Decimal sum;
  return read_two(a, x, y) && add_up(x, y, -1, sum) && give(context, sum, result);
}
bool times(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal x;
  Decimal y;
  Decimal product;
  return read_two(a, x, y) && multiply(x, y, product) && give(context, product, result);
}
bool over(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal x;
  Decimal y;
  Decimal quotient;
  return read_two(a, x, y) && divide(x, y, quotient) && give(context, quotient, result);
}

// a op b == result: what the unknown one is.
template <bool (*kWhenFirst)(const Decimal&, const Decimal&, Decimal&),
          bool (*kWhenSecond)(const Decimal&, const Decimal&, Decimal&)>
std::size_t witness(EvalContext& context, const CallSite&, std::size_t unknown, const Cell* a,
                    const Cell& result, Cell* values) {
  Decimal known;
  Decimal wanted;
  Decimal value;
  if (!read_plain(view(a[1 - unknown]), known) || !read_plain(view(result), wanted)) return 0;
  if (!(unknown == 0 ? kWhenFirst : kWhenSecond)(known, wanted, value)) return 0;
  drop_zeros(value);
  return give(context, value, values[0]) ? 1 : 0;
}
bool difference(const Decimal& known, const Decimal& wanted, Decimal& value) {
  return add_up(wanted, known, -1, value);
}
bool total(const Decimal& known, const Decimal& wanted, Decimal& value) {
  return add_up(wanted, known, 1, value);
}
bool taken_from(const Decimal& known, const Decimal& wanted, Decimal& value) {
  return add_up(known, wanted, -1, value);
}
bool exact(const Decimal& dividend, const Decimal& divisor, Decimal& value) {
  Decimal again;
  Decimal rest;
  return divide(dividend, divisor, value) && multiply(value, divisor, again) &&
         add_up(again, dividend, -1, rest) && rest.digits == 0;
}
bool ratio(const Decimal& known, const Decimal& wanted, Decimal& value) {
  return exact(wanted, known, value);
}
bool inverse(const Decimal& known, const Decimal& wanted, Decimal& value) {
  return exact(known, wanted, value);
}
bool product(const Decimal& known, const Decimal& wanted, Decimal& value) {
  return multiply(wanted, known, value);
}

template <int kMode>
bool round_digits(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal d;
  return a[1].i >= 0 && a[1].i <= kMostScale && read_plain(view(a[0]), d) &&
         give(context, rounded(d, static_cast<int>(a[1].i), kMode), result);
}
template <int kMode>
bool round_step(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal d;
  if (a[1].i < 1 || a[1].i > 1'000'000'000 || !read_plain(view(a[0]), d)) return false;
  const Wide step = Wide{a[1].i} * power_of_ten(d.scale);
  Wide quotient = d.digits / step;
  const Wide rest = d.digits % step;
  if (kMode == 0 && 2 * magnitude(rest) >= step) quotient += d.digits < 0 ? -1 : 1;
  if (kMode < 0 && rest < 0) --quotient;
  if (kMode > 0 && rest > 0) ++quotient;
  return give(context, Decimal{quotient * a[1].i, 0}, result);
}

bool thousands(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal d;
  if (!read_plain(view(a[0]), d) || a[1].chars != 1) return false;
  const std::string_view s = view(a[0]);
  const std::size_t begin = s.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(s.find('.'), s.size());
  std::string out(s.substr(0, begin));
  std::size_t chars = s.size();
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && (end - i) % 3 == 0) {
      out += view(a[1]);
      ++chars;
    }
    out += s[i];
  }
  out += s.substr(end);
  char* bytes = room(context, out.size());
  if (bytes == nullptr) return false;
  put(bytes, out);
  result = make(bytes, out.size(), chars);
  return true;
}

bool at_least(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal x;
  Decimal y;
  Decimal difference;
  if (!context.spend(1) || !read_two(a, x, y) || !add_up(x, y, -1, difference)) return false;
  result = boolean(difference.digits >= 0);
  return true;
}

bool roman(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  struct Numeral {
    int value;
    const char* text;
  };
  constexpr Numeral kNumerals[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                                   {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                                   {5, "V"},    {4, "IV"},   {1, "I"}};
  constexpr int kMost = 3999;
  Decimal d;
  if (!read_plain(view(a[0]), d) || d.scale > 0 || d.digits < 1 || d.digits > kMost) return false;
  std::string out;
  auto rest = static_cast<int>(d.digits);
  for (const Numeral& numeral : kNumerals)
    for (; rest >= numeral.value; rest -= numeral.value) out += numeral.text;
  return give(context, out, result);
}

bool ordinal(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Decimal d;
  if (!read_plain(view(a[0]), d) || d.scale > 0 || d.digits < 0) return false;
  const auto ones = static_cast<int>(d.digits % 10);
  const bool teen = d.digits % 100 / 10 == 1;
  const char* ending = teen || ones == 0 || ones > 3 ? "th"
                       : ones == 1                   ? "st"
                       : ones == 2                   ? "nd"
                                                     : "rd";
  return give(context, std::string(view(a[0])) + ending, result);
}

bool total_of(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  Decimal sum;
  for (std::size_t i = 0; i < a[0].size; ++i) {
    std::string_view piece = view(a[0].c[i]);
    while (piece.starts_with(' ')) piece.remove_prefix(1);
    while (piece.ends_with(' ')) piece.remove_suffix(1);
    Decimal next;
    if (!read_plain(piece, next) || !add_up(Decimal(sum), next, 1, sum)) return false;
  }
  return give(context, sum, result);
}

}  // namespace

void add_number_operators(Catalogue& catalogue) {
  const char* two = "(a: string, b: string) -> string";
  const char* digits = "(s: string, n: int) -> string";
  const OperatorRow rows[] = {
      {"number", "(s: string) -> string", number, 3, "the number in {0}",
       "the first number in s in plain form: a minus, digits, a decimal point; without currency, "
       "thousands marks and "
       "leading zeros; undefined without one"},
      {.name = "plus",
       .signature = two,
       .eval = plus,
       .cost = 0,
       .words = "the sum of the numbers {0} and {1}",
       .summary = "sum of two numbers in plain form, exact, with the decimals of the longer one",
       .witness = witness<difference, difference>,
       .witnessed = 3},
      {.name = "minus",
       .signature = two,
       .eval = minus,
       .cost = 0,
       .words = "the number {0} less {1}",
       .summary = "difference of two numbers in plain form, exact",
       .witness = witness<total, taken_from>,
       .witnessed = 3},
      {.name = "times",
       .signature = two,
       .eval = times,
       .cost = 0,
       .words = "the number {0} times {1}",
       .summary =
           "product of two numbers in plain form, exact, without zeros at the end of the decimals",
       .witness = witness<ratio, ratio>,
       .witnessed = 3},
      {.name = "over",
       .signature = two,
       .eval = over,
       .cost = 0,
       .words = "the number {0} divided by {1}",
       .summary =
           "quotient of two numbers in plain form, at most ten decimals; undefined for b = 0",
       .witness = witness<product, inverse>,
       .witnessed = 3},
      {"round", digits, round_digits<0>, 0, "{0} rounded to {1} decimals",
       "a number in plain form with exactly n decimals, half away from zero"},
      {"round_down", digits, round_digits<-1>, 0, "{0} rounded down to {1} decimals",
       "the same, towards minus infinity"},
      {"round_up", digits, round_digits<1>, 0, "{0} rounded up to {1} decimals",
       "the same, towards plus infinity"},
      {"round_to", digits, round_step<0>, 0, "{0} rounded to a multiple of {1}",
       "the nearest multiple of n, half away from zero; undefined for n < 1"},
      {"floor_to", digits, round_step<-1>, 0, "{0} rounded down to a multiple of {1}",
       "the multiple of n at or below a number in plain form"},
      {"ceil_to", digits, round_step<1>, 0, "{0} rounded up to a multiple of {1}",
       "the multiple of n at or above a number in plain form"},
      {"thousands", "(s: string, mark: string) -> string", thousands, 0,
       "{0} with {1} between thousands",
       "a number in plain form with a one-character mark between groups of three digits"},
      {"at_least", "(a: string, b: string) -> bool", at_least, 0, "the number {0} is at least {1}",
       "whether a is at least b, both numbers in plain form"},
      {"roman", "(s: string) -> string", roman, 0, "{0} in Roman numerals",
       "a whole number in plain form, 1 to 3999, in Roman numerals"},
      {"ordinal", "(s: string) -> string", ordinal, 0, "{0} as an ordinal number",
       "a whole number in plain form with st, nd, rd or th behind it"},
      {"total", "(xs: list string) -> string", total_of, 0, "the sum of the numbers {0}",
       "sum of numbers in plain form, exact; spaces around them do not count"},
  };
  add_operators(catalogue, "Numbers as text", rows);
}

}  // namespace inkling::strings
