// Finding text in text, replacing it, and cutting at it.
#include <algorithm>

#include "operators.hpp"
#include "text.hpp"

namespace inkling::strings {
namespace {

using namespace text;

// Byte offset of the last occurrence, or kNone; "" is found at the end.
std::size_t find_last(EvalContext& context, std::string_view s, std::string_view t) {
  if (t.empty()) return s.size();
  std::size_t last = kNone;
  for (std::size_t at = find(s, t); at != kNone; at = find(s, t, at + 1)) {
    last = at;
    if (!context.spend(t.size())) return kNone;
  }
  return last;
}

std::size_t count_occurrences(std::string_view s, std::string_view t) {
  if (t.empty()) return 0;
  std::size_t n = 0;
  for (std::size_t at = find(s, t); at != kNone; at = find(s, t, at + t.size())) ++n;
  return n;
}

// Byte offset of occurrence number n (1 is the first, -1 the last, not overlapping), or kNone.
std::size_t find_nth(std::string_view s, std::string_view t, std::int64_t n) {
  if (n == 0 || t.empty()) return kNone;
  if (n < 0) n += static_cast<std::int64_t>(count_occurrences(s, t)) + 1;
  if (n < 1) return kNone;
  std::size_t at = find(s, t);
  for (; n > 1 && at != kNone; --n) at = find(s, t, at + t.size());
  return at;
}

bool find_op(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[1].size)) return false;
  const std::size_t at = find(view(a[1]), view(a[0]));
  result = integer(at == kNone ? -1 : static_cast<std::int64_t>(char_of(a[1], at)));
  return true;
}

bool find_last_op(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const std::size_t at = find_last(context, view(a[1]), view(a[0]));
  if (!context.spend(a[1].size)) return false;
  result = integer(at == kNone ? -1 : static_cast<std::int64_t>(char_of(a[1], at)));
  return true;
}

// Position of t in s at or after code point `start`, or -1.
std::int64_t find_from(const Cell& s, const Cell& t, std::int64_t start) {
  if (start < 0 || start > std::int64_t{s.chars}) return -1;
  const std::size_t at = find(view(s), view(t), byte_of(s, static_cast<std::size_t>(start)));
  return at == kNone ? -1 : static_cast<std::int64_t>(char_of(s, at));
}

bool index_of(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  result = integer(find_from(a[0], a[1], a[2].i));
  return true;
}

bool position(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[1].size)) return false;
  result = integer(find_from(a[1], a[0], 0) + 1);
  return result.i > 0;
}

bool position_from(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[1].size) || a[2].i < 1) return false;
  result = integer(find_from(a[1], a[0], a[2].i - 1) + 1);
  return result.i > 0;
}

bool contains(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  result = boolean(find(view(a[0]), view(a[1])) != kNone);
  return true;
}

bool prefix_of(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = boolean(view(a[1]).starts_with(view(a[0])));
  return true;
}
bool suffix_of(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = boolean(view(a[1]).ends_with(view(a[0])));
  return true;
}
bool starts_with(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = boolean(view(a[0]).starts_with(view(a[1])));
  return true;
}
bool ends_with(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = boolean(view(a[0]).ends_with(view(a[1])));
  return true;
}

bool count_of(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  result = integer(static_cast<std::int64_t>(count_occurrences(view(a[0]), view(a[1]))));
  return true;
}

// s with the `old_bytes` bytes at `at` replaced by t.
bool splice(EvalContext& context, const Cell& s, std::size_t at, const Cell& old, const Cell& t,
            Cell& result) {
  const std::size_t bytes = std::size_t{s.size} - old.size + t.size;
  char* out = room(context, bytes);
  if (out == nullptr) return false;
  char* p = put(put(out, {s.s, at}), view(t));
  put(p, view(s).substr(at + old.size));
  result = make(out, bytes, std::size_t{s.chars} - old.chars + t.chars);
  return true;
}

bool replace_first(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const std::size_t at = find(view(a[0]), view(a[1]));
  result = a[0];
  return at == kNone ? context.spend(a[0].size) : splice(context, a[0], at, a[1], a[2], result);
}

bool substitute_nth(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (a[3].i < 1) return false;
  const std::size_t at = find_nth(view(a[0]), view(a[1]), a[3].i);
  result = a[0];
  return at == kNone ? context.spend(a[0].size) : splice(context, a[0], at, a[1], a[2], result);
}

bool replace_every(EvalContext& context, const Cell& s, const Cell& old, const Cell& t,
                   Cell& result) {
  result = s;
  const std::size_t n = count_occurrences(view(s), view(old));
  if (n == 0) return context.spend(s.size);
  const std::size_t bytes = s.size - n * old.size + n * t.size;
  char* out = room(context, bytes);
  if (out == nullptr) return false;
  std::size_t from = 0;
  char* p = out;
  for (std::size_t at = find(view(s), view(old)); at != kNone;
       at = find(view(s), view(old), from)) {
    p = put(put(p, view(s).substr(from, at - from)), view(t));
    from = at + old.size;
  }
  put(p, view(s).substr(from));
  result = make(out, bytes, s.chars - n * old.chars + n * t.chars);
  return true;
}

bool replace_all(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return replace_every(context, a[0], a[1], a[2], result);
}
bool remove(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return replace_every(context, a[0], a[1], empty(), result);
}

bool remove_prefix(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = view(a[0]).starts_with(view(a[1])) ? cut_bytes(a[0], a[1].size, a[0].size) : a[0];
  return true;
}
bool remove_suffix(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = view(a[0]).ends_with(view(a[1])) ? cut_bytes(a[0], 0, a[0].size - a[1].size) : a[0];
  return true;
}

// The part of s before (or behind) the occurrence of t at byte `at`; undefined when there is none.
bool cut_before(const Cell& s, std::size_t at, Cell& result) {
  if (at == kNone) return false;
  result = cut_bytes(s, 0, at);
  return true;
}
bool cut_after(const Cell& s, std::size_t at, const Cell& t, Cell& result) {
  if (at == kNone) return false;
  result = cut_bytes(s, at + t.size, s.size);
  return true;
}

bool before(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return context.spend(a[0].size) && cut_before(a[0], find(view(a[0]), view(a[1])), result);
}
bool after(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return context.spend(a[0].size) && cut_after(a[0], find(view(a[0]), view(a[1])), a[1], result);
}
bool before_last(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return context.spend(a[0].size) &&
         cut_before(a[0], find_last(context, view(a[0]), view(a[1])), result);
}
bool after_last(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return context.spend(a[0].size) &&
         cut_after(a[0], find_last(context, view(a[0]), view(a[1])), a[1], result);
}
bool before_nth(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return context.spend(a[0].size) &&
         cut_before(a[0], find_nth(view(a[0]), view(a[1]), a[2].i), result);
}
bool after_nth(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return context.spend(a[0].size) &&
         cut_after(a[0], find_nth(view(a[0]), view(a[1]), a[2].i), a[1], result);
}

bool from_nth(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  const std::size_t at = find_nth(view(a[0]), view(a[1]), a[2].i);
  if (at == kNone) return false;
  result = cut_bytes(a[0], at, a[0].size);
  return true;
}
bool up_to_nth(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  const std::size_t at = find_nth(view(a[0]), view(a[1]), a[2].i);
  if (at == kNone) return false;
  result = cut_bytes(a[0], 0, at + a[1].size);
  return true;
}

bool between(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  const std::size_t at = find(view(a[0]), view(a[1]));
  if (at == kNone) return false;
  const std::size_t begin = at + a[1].size;
  const std::size_t end = find(view(a[0]), view(a[2]), begin);
  if (end == kNone) return false;
  result = cut_bytes(a[0], begin, end);
  return true;
}

// As in brackets that hold others: from the first opening one to the last closing one.
bool inside(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  result = empty();
  const std::size_t at = find(view(a[0]), view(a[1]));
  if (at == kNone) return true;
  const std::size_t begin = at + a[1].size;
  const std::size_t end = find_last(context, view(a[0]), view(a[2]));
  if (end != kNone && end >= begin) result = cut_bytes(a[0], begin, end);
  return context.fuel >= 0;
}

}  // namespace

void add_searching_operators(Catalogue& catalogue) {
  const OperatorRow finding[] = {
      {"find",
       "(t: string, s: string) -> int",
       find_op,
       1,
       "the position of {0} in {1}",
       "position (the first is 0) of the first t in s, or -1",
       {"str_find"}},
      {"find_last", "(t: string, s: string) -> int", find_last_op, 3,
       "the position of the last {0} in {1}",
       "position (the first is 0) of the last t in s, or -1"},
      {"index_of",
       "(s: string, t: string, start: int) -> int",
       index_of,
       2,
       "the position of {1} in {0} from {2} on",
       "position of the first t in s at or after start, or -1; SMT str.indexof",
       {"str_indexof"}},
      {"position",
       "(t: string, s: string) -> int",
       position,
       3,
       "the number of the character of {1} at which {0} begins",
       "like find, but the first is 1 and undefined when absent; spreadsheet FIND",
       {"Find"}},
      {"position",
       "(t: string, s: string, start: int) -> int",
       position_from,
       0,
       "the number of the character of {1} at which {0} begins, from number {2} on",
       "the same, from character number start on",
       {"Find"}},
      {"contains",
       "(s: string, t: string) -> bool",
       contains,
       2,
       "whether {0} contains {1}",
       "whether t occurs in s",
       {"Contains", "str_contains"}},
      {"prefix_of",
       "(t: string, s: string) -> bool",
       prefix_of,
       2,
       "whether {1} starts with {0}",
       "whether s starts with t; SMT str.prefixof",
       {"str_prefixof"}},
      {"suffix_of",
       "(t: string, s: string) -> bool",
       suffix_of,
       2,
       "whether {1} ends with {0}",
       "whether s ends with t; SMT str.suffixof",
       {"str_suffixof"}},
      {"starts_with",
       "(s: string, t: string) -> bool",
       starts_with,
       0,
       "whether {0} starts with {1}",
       "whether s starts with t",
       {"StartsWith"}},
      {"ends_with",
       "(s: string, t: string) -> bool",
       ends_with,
       0,
       "whether {0} ends with {1}",
       "whether s ends with t",
       {"EndsWith"}},
      {"count_of", "(s: string, t: string) -> int", count_of, 2, "how often {1} occurs in {0}",
       "the number of occurrences of t that do not overlap; 0 for \"\""},
  };
  const OperatorRow replacing[] = {
      {"replace_first",
       "(s: string, t: string, u: string) -> string",
       replace_first,
       1,
       "{0} with the first {1} replaced by {2}",
       "replaces the first t by u; \"\" is found at the start; SMT str.replace",
       {"str_replace"}},
      {"replace_all",
       "(s: string, t: string, u: string) -> string",
       replace_all,
       1,
       "{0} with every {1} replaced by {2}",
       "replaces every t by u; unchanged for \"\"; spreadsheet SUBSTITUTE",
       {"substitute", "str_replace_all"},
       "Replace"},
      {"substitute_nth",
       "(s: string, t: string, u: string, n: int) -> string",
       substitute_nth,
       3,
       "{0} with {1} number {3} replaced by {2}",
       "replaces occurrence number n (the first is 1) of t by u; unchanged when there is none",
       {"substitute"}},
      {"remove", "(s: string, t: string) -> string", remove, 2, "{0} without any {1}",
       "deletes every t"},
      {"remove_prefix", "(s: string, t: string) -> string", remove_prefix, 3,
       "{0} without {1} in front", "deletes t at the start, if it is there"},
      {"remove_suffix", "(s: string, t: string) -> string", remove_suffix, 3,
       "{0} without {1} at the end", "deletes t at the end, if it is there"},
  };
  const OperatorRow cutting[] = {
      {"before",
       "(s: string, t: string) -> string",
       before,
       1,
       "what stands in {0} before {1}",
       "the part before the first t; undefined without one",
       {"text_before", "TextBefore"}},
      {"after",
       "(s: string, t: string) -> string",
       after,
       1,
       "what stands in {0} behind {1}",
       "the part behind the first t; undefined without one",
       {"text_after", "TextAfter"}},
      {"before",
       "(s: string, t: string, n: int) -> string",
       before_nth,
       3,
       "what stands in {0} before {1} number {2}",
       "the part before occurrence number n of t (-1 is the last); undefined without one",
       {"text_before", "TextBefore"}},
      {"after",
       "(s: string, t: string, n: int) -> string",
       after_nth,
       3,
       "what stands in {0} behind {1} number {2}",
       "the part behind occurrence number n of t (-1 is the last); undefined without one",
       {"text_after", "TextAfter"}},
      {"before_last", "(s: string, t: string) -> string", before_last, 2,
       "what stands in {0} before the last {1}",
       "the part before the last t; undefined without one"},
      {"after_last", "(s: string, t: string) -> string", after_last, 2,
       "what stands in {0} behind the last {1}",
       "the part behind the last t; undefined without one"},
      {"from", "(s: string, t: string, n: int) -> string", from_nth, 0,
       "{0} from {1} number {2} on",
       "from occurrence number n of t on (-1 is the last), with it; undefined without one"},
      {"up_to", "(s: string, t: string, n: int) -> string", up_to_nth, 0,
       "{0} up to {1} number {2}",
       "up to occurrence number n of t (-1 is the last), with it; undefined without one"},
      {"between", "(s: string, t: string, u: string) -> string", between, 2,
       "what stands in {0} between {1} and {2}",
       "the part between the first t and the next u; undefined without them"},
      {"inside", "(s: string, t: string, u: string) -> string", inside, 0,
       "what stands in {0} from the first {1} to the last {2}",
       "the part between the first t and the last u behind it, or \"\""},
  };
  add_operators(catalogue, "Finding", finding);
  add_operators(catalogue, "Replacing", replacing);
  add_operators(catalogue, "Cutting at text", cutting);
}

}  // namespace inkling::strings
