// Building strings and cutting them by position.
#include <algorithm>

#include "operators.hpp"
#include "text.hpp"

namespace inkling::strings {
namespace {

using namespace text;

bool concat(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (a[0].size == 0 || a[1].size == 0) {
    result = a[0].size == 0 ? a[1] : a[0];
    return true;
  }
  const std::size_t bytes = std::size_t{a[0].size} + a[1].size;
  char* out = room(context, bytes);
  if (out == nullptr) return false;
  put(put(out, view(a[0])), view(a[1]));
  result = make(out, bytes, std::size_t{a[0].chars} + a[1].chars);
  return true;
}

// The known part must stand at its end of the result; the rest is the unknown.
std::size_t witness_concat(EvalContext&, const CallSite&, std::size_t unknown, const Cell* a,
                           const Cell& result, Cell* values) {
  const std::string_view whole = view(result);
  const std::string_view known = view(a[1 - unknown]);
  if (known.size() > whole.size()) return false;
  const std::size_t rest = whole.size() - known.size();
  if (unknown == 0) {
    if (whole.substr(rest) != known) return false;
    *values = make(result.s, rest, result.chars - a[1].chars);
    return true;
  }
  if (whole.substr(0, known.size()) != known) return false;
  *values = make(result.s + known.size(), rest, result.chars - a[0].chars);
  return true;
}

std::size_t clip(std::int64_t n, std::size_t limit) {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(n, 0, static_cast<std::int64_t>(limit)));
}

bool left(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 0) return false;
  result = cut(a[0], 0, clip(a[1].i, a[0].chars));
  return true;
}

bool right(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 0) return false;
  result = cut(a[0], a[0].chars - clip(a[1].i, a[0].chars), a[0].chars);
  return true;
}

bool drop_left(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 0) return false;
  result = cut(a[0], clip(a[1].i, a[0].chars), a[0].chars);
  return true;
}

bool drop_right(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 0) return false;
  result = cut(a[0], 0, a[0].chars - clip(a[1].i, a[0].chars));
  return true;
}

// Precondition: begin >= 0, length >= 0.
Cell cut_length(const Cell& s, std::int64_t begin, std::int64_t length) {
  const std::size_t from = clip(begin, s.chars);
  return cut(s, from, from + clip(length, s.chars - from));
}

bool mid(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 1 || a[2].i < 0) return false;
  result = cut_length(a[0], a[1].i - 1, a[2].i);
  return true;
}

bool substr(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = a[1].i < 0 || a[2].i <= 0 ? empty() : cut_length(a[0], a[1].i, a[2].i);
  return true;
}

bool char_at(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = a[1].i < 0 ? empty() : cut_length(a[0], a[1].i, 1);
  return true;
}

bool slice(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = python_slice(a[0], a[1].i, a[2].i);
  return true;
}

bool first_char(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = cut_length(a[0], 0, 1);
  return true;
}

bool last_char(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = a[0].chars == 0 ? empty() : cut(a[0], a[0].chars - 1, a[0].chars);
  return true;
}

bool len(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = integer(a[0].chars);
  return true;
}

bool reverse(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  char* out = room(context, a[0].size);
  if (out == nullptr) return false;
  const char* p = a[0].s;
  const char* end = p + a[0].size;
  for (char* to = out + a[0].size; p < end;) {
    const char* next = p;
    decode(next);
    to -= next - p;
    std::memcpy(to, p, static_cast<std::size_t>(next - p));
    p = next;
  }
  result = make(out, a[0].size, a[0].chars);
  return true;
}

std::size_t witness_reverse(EvalContext& context, const CallSite& site, std::size_t, const Cell*,
                            const Cell& result, Cell* values) {
  return reverse(context, site, &result, *values);
}

// `count` copies at `out`.
char* put_copies(char* out, std::string_view s, std::size_t count) {
  for (; count > 0; --count) out = put(out, s);
  return out;
}

// Total bytes of `count` copies, or kNone beyond what the dialect allows.
std::size_t bytes_of_copies(EvalContext& context, const Cell& s, std::int64_t count) {
  if (s.size == 0) return 0;
  const std::int64_t most = context.dialect.max_length / s.size;
  return count > most ? kNone : static_cast<std::size_t>(count) * s.size;
}

bool repeat(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 0) return false;
  const std::size_t bytes = bytes_of_copies(context, a[0], a[1].i);
  char* out = bytes == kNone ? nullptr : room(context, bytes);
  if (out == nullptr) return false;
  const std::size_t count = a[0].size == 0 ? 0 : static_cast<std::size_t>(a[1].i);
  put_copies(out, view(a[0]), count);
  result = make(out, bytes, count * a[0].chars);
  return true;
}

bool pad(EvalContext& context, const Cell* a, bool in_front, Cell& result) {
  if (a[2].chars != 1) return false;
  result = a[0];
  if (a[1].i <= std::int64_t{a[0].chars}) return true;
  const std::int64_t count = a[1].i - a[0].chars;
  const std::size_t padding = bytes_of_copies(context, a[2], count);
  char* out = padding == kNone ? nullptr : room(context, a[0].size + padding);
  if (out == nullptr) return false;
  const auto copies = static_cast<std::size_t>(count);
  if (in_front)
    put(put_copies(out, view(a[2]), copies), view(a[0]));
  else
    put_copies(put(out, view(a[0])), view(a[2]), copies);
  result = make(out, a[0].size + padding, static_cast<std::size_t>(a[1].i));
  return true;
}
bool pad_left(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return pad(context, a, true, result);
}
bool pad_right(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return pad(context, a, false, result);
}

bool replace_at(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 1 || a[2].i < 0) return false;
  const std::size_t from = clip(a[1].i - 1, a[0].chars);
  const Cell head = cut(a[0], 0, from);
  const Cell tail = cut(a[0], from + clip(a[2].i, a[0].chars - from), a[0].chars);
  const std::size_t bytes = std::size_t{head.size} + a[3].size + tail.size;
  char* out = room(context, bytes);
  if (out == nullptr) return false;
  put(put(put(out, view(head)), view(a[3])), view(tail));
  result = make(out, bytes, std::size_t{head.chars} + a[3].chars + tail.chars);
  return true;
}

}  // namespace

void add_slicing_operators(Catalogue& catalogue) {
  const OperatorRow building[] = {
      {.name = "concat",
       .signature = "(a: string, b: string) -> string",
       .eval = concat,
       .cost = 1,
       .words = "{0} followed by {1}",
       .summary = "two strings one after the other",
       .aliases = {"concatenate", "Concat", "Concatenate", "str_concat"},
       .infix = "++",
       .precedence = kSum,
       .witness = witness_concat,
       .witnessed = 3,
       .role = Role::concatenation,
       .right_associative = true},  // chains read without brackets
      {"repeat",
       "(s: string, n: int) -> string",
       repeat,
       2,
       "{1} copies of {0}",
       "n copies one after the other; undefined for negative n",
       {"rept", "Rept"}},
      {"pad_left", "(s: string, n: int, c: string) -> string", pad_left, 2,
       "{0} filled up with {2} on the left to {1} characters",
       "fills up on the left to n characters with the one-character string c"},
      {"pad_right", "(s: string, n: int, c: string) -> string", pad_right, 3,
       "{0} filled up with {2} on the right to {1} characters",
       "fills up on the right to n characters with the one-character string c"},
      {.name = "reverse",
       .signature = "(s: string) -> string",
       .eval = reverse,
       .cost = 3,
       .words = "{0} backwards",
       .summary = "the characters in reverse order",
       .witness = witness_reverse,
       .witnessed = 1},
      {"replace_at", "(s: string, start: int, count: int, t: string) -> string", replace_at, 0,
       "{0} with {2} characters from number {1} on replaced by {3}",
       "replaces count characters from number start (the first is 1) by t; spreadsheet REPLACE"},
  };
  const OperatorRow cutting[] = {
      {"left",
       "(s: string, n: int) -> string",
       left,
       1,
       "the first {1} characters of {0}",
       "the first n characters; undefined for negative n",
       {"Left"}},
      {"right",
       "(s: string, n: int) -> string",
       right,
       1,
       "the last {1} characters of {0}",
       "the last n characters; undefined for negative n",
       {"Right"}},
      {"drop_left", "(s: string, n: int) -> string", drop_left, 2,
       "{0} without its first {1} characters", "all but the first n characters"},
      {"drop_right", "(s: string, n: int) -> string", drop_right, 2,
       "{0} without its last {1} characters", "all but the last n characters"},
      {"substr",
       "(s: string, start: int, count: int) -> string",
       substr,
       1,
       "{2} characters of {0} from position {1} on",
       "count characters from position start (the first is 0); \"\" out of range; SMT str.substr",
       {"substring", "str_substr"}},
      {"mid",
       "(s: string, start: int, count: int) -> string",
       mid,
       0,
       "{2} characters of {0} from number {1} on",
       "count characters from number start (the first is 1); spreadsheet MID",
       {"Mid"}},
      {"slice", "(s: string, begin: int, end: int) -> string", slice, 3,
       "{0} from position {1} up to position {2}",
       "from position begin (the first is 0) up to before end; negative ones count from the end"},
      {"char_at",
       "(s: string, i: int) -> string",
       char_at,
       1,
       "the character of {0} at position {1}",
       "the character at position i (the first is 0), or \"\"; SMT str.at",
       {"str_at"}},
      {"first_char", "(s: string) -> string", first_char, 2, "the first character of {0}",
       "the first character, or \"\""},
      {"last_char", "(s: string) -> string", last_char, 2, "the last character of {0}",
       "the last character, or \"\""},
      {"len",
       "(s: string) -> int",
       len,
       1,
       "the length of {0}",
       "the number of characters",
       {"length", "Len", "str_len"}},
  };
  add_operators(catalogue, "Building", building);
  add_operators(catalogue, "Cutting by position", cutting);
}

}  // namespace inkling::strings
