// Case, kinds of characters, white space, order, and numbers written as text.
#include <charconv>

#include "operators.hpp"
#include "text.hpp"

namespace inkling::strings {
namespace {

using namespace text;

// Maps every code point with map(code point, previous code point); 0 stands before the first. The
// mapped one takes as many bytes. Shares the memory of `s` when nothing changes.
template <class Map>
bool map_chars(EvalContext& context, const Cell& s, Map map, Cell& result) {
  result = s;
  if (!context.spend(s.size)) return false;
  char* out = nullptr;
  char32_t previous = 0;
  for (const char *p = s.s, *end = s.s + s.size; p < end;) {
    const auto at = static_cast<std::size_t>(p - s.s);
    const char32_t c = decode(p);
    const char32_t mapped = map(c, previous);
    previous = c;
    if (mapped == c) continue;
    if (out == nullptr) {
      out = context.arena.chars(s.size);
      std::memcpy(out, s.s, s.size);
    }
    encode(mapped, out + at);
  }
  if (out != nullptr) result.s = out;
  return true;
}

bool capitalize_chars(EvalContext& context, const Cell& s, Cell& result) {
  const auto map = [](char32_t c, char32_t previous) {
    return previous != 0 ? to_lower(c) : to_upper(c);
  };
  return map_chars(context, s, map, result);
}

bool uncapitalize(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const auto map = [](char32_t c, char32_t previous) { return previous != 0 ? c : to_lower(c); };
  return map_chars(context, a[0], map, result);
}

template <Casing kCasing>
bool to_casing(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return change_case(context, a[0], kCasing, result);
}
bool proper(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const auto map = [](char32_t c, char32_t previous) {
    return is_letter(previous) ? to_lower(c) : to_upper(c);
  };
  return map_chars(context, a[0], map, result);
}
bool swap_case(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const auto map = [](char32_t c, char32_t) { return is_upper(c) ? to_lower(c) : to_upper(c); };
  return map_chars(context, a[0], map, result);
}

// The code points that keep(code point, previous code point) accepts, in order. Shares memory when
// all of them do.
template <class Keep>
bool filter_chars(EvalContext& context, const Cell& s, Keep keep, Cell& result) {
  if (!context.spend(s.size)) return false;
  char* out = nullptr;
  char* to = nullptr;
  std::size_t chars = 0;
  char32_t previous = 0;
  for (const char *p = s.s, *end = s.s + s.size; p < end;) {
    const char* begin = p;
    const char32_t c = decode(p);
    const bool kept = keep(c, previous);
    previous = c;
    if (!kept && out == nullptr) {
      out = context.arena.chars(s.size);
      to = put(out, {s.s, static_cast<std::size_t>(begin - s.s)});
    } else if (kept && out != nullptr) {
      to = put(to, {begin, static_cast<std::size_t>(p - begin)});
    }
    chars += kept ? 1 : 0;
  }
  result = out == nullptr ? s : make(out, static_cast<std::size_t>(to - out), chars);
  return true;
}

template <bool (*kTest)(char32_t)>
bool keep_only(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return filter_chars(
      context, a[0], [](char32_t c, char32_t) { return kTest(c); }, result);
}
template <bool (*kTest)(char32_t)>
bool leave_out(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return filter_chars(
      context, a[0], [](char32_t c, char32_t) { return !kTest(c); }, result);
}
bool is_alphanumeric(char32_t c) {
  return is_letter(c) || is_digit(c);
}
bool remove_characters(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const auto keep = [&](char32_t c, char32_t) {
    char bytes[4];
    return context.spend(a[1].size) && find(view(a[1]), {bytes, encode(c, bytes)}) == kNone;
  };
  return filter_chars(context, a[0], keep, result) && context.fuel >= 0;
}
// Round the alphabet; what is no letter of ASCII stays.
bool shift_letters(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  constexpr std::int64_t kCount = 26;
  constexpr auto kLetters = static_cast<char32_t>(kCount);
  const auto by = static_cast<char32_t>((a[1].i % kCount + kCount) % kCount);
  const auto map = [by](char32_t c, char32_t) -> char32_t {
    for (const char32_t first : {U'a', U'A'})
      if (c >= first && c < first + kLetters) return first + (c - first + by) % kLetters;
    return c;
  };
  return map_chars(context, a[0], map, result);
}
bool is_punctuation(char32_t c) {
  return !is_alphanumeric(c) && !is_space(c);
}

// `s` without the code points at its ends that drop() accepts; shares memory.
template <class Drop>
Cell strip_ends(const Cell& s, Drop drop, bool front = true, bool back = true) {
  const char* begin = s.s;
  const char* end = s.s + s.size;
  while (front && begin < end) {
    const char* next = begin;
    if (!drop(decode(next))) break;
    begin = next;
  }
  while (back && end > begin) {
    const char* last = end - 1;
    while (last > begin && (static_cast<unsigned char>(*last) & 0xC0) == 0x80) --last;
    const char* p = last;
    if (!drop(decode(p))) break;
    end = last;
  }
  return cut_bytes(s, static_cast<std::size_t>(begin - s.s), static_cast<std::size_t>(end - s.s));
}

bool trim(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  result = strip_ends(a[0], is_space);
  return context.spend(a[0].size);
}
bool trim_left(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  result = strip_ends(a[0], is_space, true, false);
  return context.spend(a[0].size);
}
bool trim_right(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  result = strip_ends(a[0], is_space, false, true);
  return context.spend(a[0].size);
}
bool squeeze(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const auto keep = [](char32_t c, char32_t previous) { return c != ' ' || previous != ' '; };
  return filter_chars(context, strip_ends(a[0], is_space), keep, result);
}
bool strip(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  const auto drop = [&](char32_t c) {
    char bytes[4];
    return context.spend(a[1].size) && find(view(a[1]), {bytes, encode(c, bytes)}) != kNone;
  };
  result = strip_ends(a[0], drop);
  return context.fuel >= 0;
}

// Whether there are code points and all of them pass.
template <bool (*kTest)(char32_t)>
bool all_are(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  bool all = a[0].size > 0;
  for (const char *p = a[0].s, *end = p + a[0].size; all && p < end;) all = kTest(decode(p));
  result = boolean(all);
  return context.spend(a[0].size);
}

// Whether there are letters with a case and all of them have this one.
template <bool (*kHas)(char32_t), bool (*kOther)(char32_t)>
bool has_case(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  bool some = false;
  bool other = false;
  for (const char *p = a[0].s, *end = p + a[0].size; p < end;) {
    const char32_t c = decode(p);
    some = some || kHas(c);
    other = other || kOther(c);
  }
  result = boolean(some && !other);
  return context.spend(a[0].size);
}

// UTF-8 orders by bytes as it does by code points.
template <bool (*kTest)(int)>
bool compare(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  result = boolean(kTest(view(a[0]).compare(view(a[1]))));
  return context.spend(std::min(a[0].size, a[1].size));
}
bool below(int order) {
  return order < 0;
}
bool at_most(int order) {
  return order <= 0;
}
bool above(int order) {
  return order > 0;
}
bool at_least(int order) {
  return order >= 0;
}

// An optional minus and digits, in range; false otherwise.
bool read_int(std::string_view s, std::int64_t& value) {
  const std::string_view digits = s.starts_with('-') ? s.substr(1) : s;
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  return error == std::errc() && value != kUndefined;
}

bool write_int(EvalContext& context, std::int64_t value, Cell& result) {
  constexpr std::size_t kMost = 20;
  char digits[kMost];
  const auto end = std::to_chars(digits, digits + kMost, value).ptr;
  const auto bytes = static_cast<std::size_t>(end - digits);
  char* out = room(context, bytes);
  if (out == nullptr) return false;
  std::memcpy(out, digits, bytes);
  result = make(out, bytes, bytes);
  return true;
}

bool in_range(const EvalContext& context, std::int64_t value) {
  return value >= context.dialect.min_int && value <= context.dialect.max_int;
}

bool int_to_string(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return write_int(context, a[0].i, result);
}
bool string_to_int(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  std::int64_t value = 0;
  if (!context.spend(a[0].size) || !read_int(view(a[0]), value)) return false;
  result = integer(value);
  return in_range(context, value);
}
bool int_to_str(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (a[0].i >= 0) return write_int(context, a[0].i, result);
  result = empty();
  return true;
}
bool str_to_int(EvalContext& context, const CallSite& site, const Cell* a, Cell& result) {
  result = integer(-1);
  if (!context.spend(a[0].size)) return false;
  if (view(a[0]).find_first_not_of("0123456789") != std::string_view::npos || a[0].size == 0)
    return true;
  return string_to_int(context, site, a, result);
}
// Only the canonical spelling comes back: not "007".
std::size_t witness_int_to_string(EvalContext& context, const CallSite&, std::size_t, const Cell*,
                                  const Cell& result, Cell* values) {
  std::int64_t value = 0;
  Cell written;
  if (!read_int(view(result), value) || !write_int(context, value, written)) return false;
  *values = integer(value);
  return view(written) == view(result) && in_range(context, value);
}
std::size_t witness_string_to_int(EvalContext& context, const CallSite&, std::size_t, const Cell*,
                                  const Cell& result, Cell* values) {
  return write_int(context, result.i, *values);
}

bool code_of(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[0].size == 0) return false;
  const char* p = a[0].s;
  result = integer(decode(p));
  return true;
}
bool char_of_code(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const std::int64_t code = a[0].i;
  if (code < 1 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
  char bytes[4];
  const std::size_t n = encode(static_cast<char32_t>(code), bytes);
  char* out = room(context, n);
  if (out == nullptr) return false;
  put(out, {bytes, n});
  result = make(out, n, 1);
  return true;
}
std::size_t witness_code_of(EvalContext& context, const CallSite& site, std::size_t, const Cell*,
                            const Cell& result, Cell* values) {
  return char_of_code(context, site, &result, *values);
}
std::size_t witness_char_of_code(EvalContext& context, const CallSite& site, std::size_t,
                                 const Cell*, const Cell& result, Cell* values) {
  return result.chars == 1 && code_of(context, site, &result, *values);
}

}  // namespace

bool change_case(EvalContext& context, const Cell& s, Casing casing, Cell& result) {
  switch (casing) {
    case Casing::upper:
      return map_chars(
          context, s, [](char32_t c, char32_t) { return to_upper(c); }, result);
    case Casing::lower:
      return map_chars(
          context, s, [](char32_t c, char32_t) { return to_lower(c); }, result);
    case Casing::capitalized:
      break;
  }
  return capitalize_chars(context, s, result);
}

void add_character_operators(Catalogue& catalogue) {
  const char* change = "(s: string) -> string";
  const char* test = "(s: string) -> bool";
  const char* order = "(a: string, b: string) -> bool";
  const OperatorRow casing[] = {
      {"upper",
       change,
       to_casing<Casing::upper>,
       1,
       "{0} in capitals",
       "all letters to capitals",
       {"Upper", "to_upper"}},
      {"lower",
       change,
       to_casing<Casing::lower>,
       1,
       "{0} in small letters",
       "all letters to small letters",
       {"Lower", "to_lower"}},
      {"proper",
       change,
       proper,
       1,
       "{0} with every word capitalised",
       "a capital where a letter follows no letter, small letters elsewhere",
       {"Proper", "title"}},
      {"capitalize",
       change,
       to_casing<Casing::capitalized>,
       2,
       "{0} capitalised",
       "a capital first, small letters elsewhere",
       {"Capitalize"}},
      {"uncapitalize", change, uncapitalize, 0, "{0} with a small letter in front",
       "a small letter first, the rest unchanged"},
      {"swap_case", change, swap_case, 0, "{0} with capitals and small letters exchanged",
       "capitals to small letters and the other way round"},
  };
  const OperatorRow spacing[] = {
      {"trim",
       change,
       trim,
       1,
       "{0} without white space around it",
       "deletes white space at both ends",
       {"str_strip"},
       "Trim"},
      {"trim_left", change, trim_left, 0, "{0} without white space in front",
       "deletes white space at the start"},
      {"trim_right", change, trim_right, 0, "{0} without white space behind",
       "deletes white space at the end"},
      {"squeeze", change, squeeze, 2, "{0} with single spaces only",
       "trim, and runs of spaces inside become one; spreadsheet TRIM"},
      {"strip", "(s: string, chars: string) -> string", strip, 3,
       "{0} without any of {1} at its ends", "deletes those of the given characters at both ends"},
  };
  const OperatorRow choosing[] = {
      {"digits_only", change, keep_only<is_digit>, 2, "the digits of {0}", "deletes all but 0-9"},
      {"letters_only", change, keep_only<is_letter>, 2, "the letters of {0}",
       "deletes all but letters"},
      {"alphanumeric_only", change, keep_only<is_alphanumeric>, 2, "the letters and digits of {0}",
       "deletes all but letters and 0-9"},
      {"capitals_only", change, keep_only<is_upper>, 2, "the capitals of {0}",
       "deletes all but capital letters"},
      {"small_only", change, keep_only<is_lower>, 3, "the small letters of {0}",
       "deletes all but small letters"},
      {"without_digits", change, leave_out<is_digit>, 3, "{0} without digits", "deletes 0-9"},
      {"without_letters", change, leave_out<is_letter>, 3, "{0} without letters",
       "deletes letters"},
      {"without_spaces", change, leave_out<is_space>, 3, "{0} without white space",
       "deletes white space"},
      {"without_punctuation", change, leave_out<is_punctuation>, 3, "{0} without punctuation",
       "deletes what is neither letter nor digit nor white space"},
      {"remove_characters", "(s: string, chars: string) -> string", remove_characters, 0,
       "{0} without any of {1}", "deletes the given characters wherever they stand"},
      {"shift_letters", "(s: string, n: int) -> string", shift_letters, 0,
       "{0} with every letter moved on by {1}",
       "every letter a-z, A-Z replaced by the one n places further in the alphabet, from z on to "
       "a"},
  };
  const OperatorRow tests[] = {
      {"is_numeric",
       test,
       all_are<is_digit>,
       2,
       "{0} consists of digits",
       "whether there are characters and all are 0-9",
       {"str_is_digit", "is_digits"}},
      {"is_alphabetic", test, all_are<is_letter>, 3, "{0} consists of letters",
       "whether there are characters and all are letters"},
      {"is_alphanumeric", test, all_are<is_alphanumeric>, 3, "{0} consists of letters and digits",
       "whether there are characters and all are letters or 0-9"},
      {"is_upper", test, has_case<is_upper, is_lower>, 2, "{0} is in capitals",
       "whether there are capitals and no small letters"},
      {"is_lower", test, has_case<is_lower, is_upper>, 2, "{0} is in small letters",
       "whether there are small letters and no capitals"},
      {"is_blank", test, all_are<is_space>, 0, "{0} is white space",
       "whether there are characters and all are white space"},
  };
  const OperatorRow comparing[] = {
      {.name = "lt",
       .signature = order,
       .eval = compare<below>,
       .cost = 3,
       .words = "{0} comes before {1}",
       .summary = "whether a comes before b, by code point",
       .aliases = {"Less", "str_less"},
       .infix = "<",
       .precedence = 3},
      {.name = "le",
       .signature = order,
       .eval = compare<at_most>,
       .cost = 0,
       .words = "{0} does not come after {1}",
       .summary = "whether a does not come after b, by code point",
       .aliases = {"LessEqual"},
       .infix = "<=",
       .precedence = 3},
      {.name = "gt",
       .signature = order,
       .eval = compare<above>,
       .cost = 0,
       .words = "{0} comes after {1}",
       .summary = "whether a comes after b, by code point",
       .aliases = {"Greater"},
       .infix = ">",
       .precedence = 3},
      {.name = "ge",
       .signature = order,
       .eval = compare<at_least>,
       .cost = 0,
       .words = "{0} does not come before {1}",
       .summary = "whether a does not come before b, by code point",
       .aliases = {"GreaterEqual"},
       .infix = ">=",
       .precedence = 3},
  };
  const OperatorRow numbers[] = {
      {.name = "int_to_string",
       .signature = "(n: int) -> string",
       .eval = int_to_string,
       .cost = 1,
       .words = "{0} as text",
       .summary = "decimal digits, with a minus for negative numbers",
       .aliases = {"to_string", "Text"},
       .witness = witness_int_to_string,
       .witnessed = 1},
      {.name = "string_to_int",
       .signature = "(s: string) -> int",
       .eval = string_to_int,
       .cost = 1,
       .words = "the number {0}",
       .summary = "the integer that s spells (minus and 0-9); undefined for other text",
       .aliases = {"to_int", "Value"},
       .witness = witness_string_to_int,
       .witnessed = 1},
      {"int_to_str",
       "(n: int) -> string",
       int_to_str,
       0,
       "{0} as text",
       "decimal digits, \"\" for negative numbers; SMT str.from_int",
       {"str_from_int"}},
      {"str_to_int", "(s: string) -> int", str_to_int, 0, "the number {0}",
       "the integer that the digits spell, -1 for other text; SMT str.to_int"},
      {.name = "code_of",
       .signature = "(s: string) -> int",
       .eval = code_of,
       .cost = 3,
       .words = "the code point of {0}",
       .summary = "Unicode code point of the first character; undefined for \"\"",
       .aliases = {"Code", "str_to_code"},
       .witness = witness_code_of,
       .witnessed = 1},
      {.name = "char_of",
       .signature = "(n: int) -> string",
       .eval = char_of_code,
       .cost = 3,
       .words = "the character with code point {0}",
       .summary = "the character with this Unicode code point; undefined when there is none",
       .aliases = {"Char", "str_from_code"},
       .witness = witness_char_of_code,
       .witnessed = 1},
  };
  add_operators(catalogue, "Case", casing);
  add_operators(catalogue, "White space", spacing);
  add_operators(catalogue, "Choosing characters", choosing);
  add_operators(catalogue, "Tests", tests);
  add_operators(catalogue, "Comparing", comparing);
  add_operators(catalogue, "Numbers", numbers);
}

}  // namespace inkling::strings
