// The RobustFill language in the variant of ExeDec (google-deepmind/exedec,
// tasks/robust_fill/dsl.py), with all its quirks, which tasks and solutions depend on. The string
// worked on is the first argument. Hand-written scanners take the place of regular expressions.
#include <algorithm>
#include <array>

#include "operators.hpp"
#include "text.hpp"

namespace inkling::strings {
namespace {

using namespace text;

enum Regex : std::int64_t {
  kNumber,
  kWord,
  kAlphanum,
  kAllCaps,
  kPropCase,
  kLower,
  kDigit,
  kChar,
  kLiteral = 256,  // + code point: that character itself
};
enum Case : std::int64_t { kProperCase, kCapitals, kSmall };
enum Boundary : std::int64_t { kStart, kEnd };

constexpr unsigned char kIsDigit = 1;
constexpr unsigned char kIsCapital = 2;
constexpr unsigned char kIsSmall = 4;
constexpr unsigned char kIsDelimiter = 8;

constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> classes{};
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = kIsDigit;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = kIsCapital;
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = kIsSmall;
  for (char c : std::string_view("&,.?!@()[]%{}/:;$#\"' "))
    classes[static_cast<unsigned char>(c)] = kIsDelimiter;
  return classes;
}
constexpr std::array<unsigned char, 256> kClasses = make_classes();

// The characters of a type, by Regex; PROP_CASE is a capital and then these.
constexpr unsigned char kMasks[] = {kIsDigit,
                                    kIsCapital | kIsSmall,
                                    kIsDigit | kIsCapital | kIsSmall,
                                    kIsCapital,
                                    kIsSmall,
                                    kIsSmall,
                                    kIsDigit,
                                    kIsDigit | kIsCapital | kIsSmall | kIsDelimiter};

bool in_class(char c, unsigned char mask) {
  return (kClasses[static_cast<unsigned char>(c)] & mask) != 0;
}

// Matches of a regex, leftmost, greedy and not overlapping, as byte ranges.
class Matches {
 public:
  Matches(const Cell& s, std::int64_t regex) : s_(view(s)), regex_(regex) {
    if (regex >= kLiteral) literal_ = encode(static_cast<char32_t>(regex - kLiteral), bytes_);
  }
  bool next() {
    if (literal_ > 0) return next_literal();
    const unsigned char mask = kMasks[regex_];
    const bool single = regex_ == kDigit || regex_ == kChar;
    if (regex_ == kPropCase) return next_proper();
    for (begin = end; begin < s_.size() && !in_class(s_[begin], mask);) ++begin;
    for (end = begin; end < s_.size() && in_class(s_[end], mask);) {
      ++end;
      if (single) break;
    }
    return end > begin;
  }
  std::string_view text() const { return s_.substr(begin, end - begin); }

  std::size_t begin = 0;
  std::size_t end = 0;

 private:
  bool next_literal() {
    begin = find(s_, {bytes_, literal_}, end);
    if (begin == kNone) return false;
    end = begin + literal_;
    return true;
  }
  bool next_proper() {
    for (begin = end; begin + 1 < s_.size(); ++begin) {
      if (!in_class(s_[begin], kIsCapital) || !in_class(s_[begin + 1], kIsSmall)) continue;
      for (end = begin + 2; end < s_.size() && in_class(s_[end], kIsSmall);) ++end;
      return true;
    }
    return false;
  }

  std::string_view s_;
  std::int64_t regex_;
  std::size_t literal_ = 0;
  char bytes_[4] = {};
};

std::int64_t count_matches(const Cell& s, std::int64_t regex) {
  Matches matches(s, regex);
  std::int64_t n = 0;
  while (matches.next()) ++n;
  return n;
}

// Moves to match number `index` (0 is the first); false when there is none.
bool seek(Matches& matches, std::int64_t index) {
  if (index < 0) return false;
  do {
    if (!matches.next()) return false;
  } while (index-- > 0);
  return true;
}

// 1 is the first, -1 the last; 0 counts as one too far. Negative when too far to the left.
std::int64_t from_zero(std::int64_t index, std::int64_t count) {
  return index > 0 ? index - 1 : count + index;
}

bool sub_str(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  const std::int64_t n = a[0].chars;
  const std::int64_t p1 = from_zero(a[1].i, n);
  const std::int64_t p2 = from_zero(a[2].i, n);
  // A still negative p1 wraps a second time in the slice, as in the original.
  result = p1 >= p2 ? empty() : python_slice(a[0], p1, p2 == n ? n : p2 + 1);
  return true;
}

// Byte offset that one half of GetSpan means, or kNone without a match. An index too large gives
// the number of matches less one, as a position in the string; one too small gives 0.
std::size_t span_position(const Cell& s, const Cell& regex, const Cell& index, const Cell& bound) {
  const std::int64_t n = count_matches(s, regex.i);
  if (n == 0) return kNone;
  const std::int64_t i = from_zero(index.i, n);
  if (i >= n) return byte_of(s, static_cast<std::size_t>(n - 1));
  if (i < 0) return 0;
  Matches matches(s, regex.i);
  seek(matches, i);
  return bound.i == kStart ? matches.begin : matches.end;
}

bool get_span(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  const std::size_t p1 = span_position(a[0], a[1], a[2], a[3]);
  const std::size_t p2 = p1 == kNone ? kNone : span_position(a[0], a[4], a[5], a[6]);
  result = p2 == kNone || p1 >= p2 ? empty() : cut_bytes(a[0], p1, p2);
  return true;
}

// Match number a[2] of type a[1]; false when out of range.
bool find_token(const Cell* a, Matches& matches) {
  const std::int64_t index = a[2].i > 0 ? a[2].i - 1 : count_matches(a[0], a[1].i) + a[2].i;
  return (a[2].i != 0) && seek(matches, index);
}

bool get_token(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  Matches matches(a[0], a[1].i);
  result = find_token(a, matches) ? cut_bytes(a[0], matches.begin, matches.end) : empty();
  return true;
}

// Where a text is cut at a token: before or behind it, and which side is kept.
template <bool kBehind, bool kRight>
bool cut_at_token(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  Matches matches(a[0], a[1].i);
  if (!find_token(a, matches)) return false;
  const std::size_t at = kBehind ? matches.end : matches.begin;
  result = kRight ? cut_bytes(a[0], at, a[0].size) : cut_bytes(a[0], 0, at);
  return true;
}

// All tokens, each for itself.
bool tokens(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const auto n = static_cast<std::size_t>(count_matches(a[0], a[1].i));
  if (n > context.dialect.max_length || !context.spend(a[0].size + n)) return false;
  Cell* cells = context.arena.cells(n);
  Matches matches(a[0], a[1].i);
  for (std::size_t i = 0; i < n && matches.next(); ++i)
    cells[i] = cut_bytes(a[0], matches.begin, matches.end);
  result = Cell{};
  result.c = cells;
  result.size = static_cast<std::uint32_t>(n);
  return true;
}

bool get_up_to(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  Matches matches(a[0], a[1].i);
  result = matches.next() ? cut_bytes(a[0], 0, matches.end) : empty();
  return true;
}

bool get_from(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  Matches matches(a[0], a[1].i);
  result = matches.next() ? cut_bytes(a[0], matches.end, a[0].size) : empty();
  return true;
}

// The first `limit` matches one after the other.
bool join_matches(EvalContext& context, const Cell& s, std::int64_t regex, std::int64_t limit,
                  Cell& result) {
  char* out = room(context, s.size);
  if (out == nullptr) return false;
  char* to = out;
  Matches matches(s, regex);
  for (; limit > 0 && matches.next(); --limit) to = put(to, matches.text());
  const auto bytes = static_cast<std::size_t>(to - out);
  result = make(out, bytes, one_byte(s) ? bytes : count_chars({out, bytes}));
  return true;
}

bool get_first(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  // A negative index is Python's matches[:i]: it drops from the end.
  const std::int64_t limit = a[2].i < 0 ? count_matches(a[0], a[1].i) + a[2].i : a[2].i;
  return join_matches(context, a[0], a[1].i, limit, result);
}

bool get_all(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return join_matches(context, a[0], a[1].i, a[0].size, result);
}

bool to_case(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  const Casing casing = a[1].i == kProperCase ? Casing::capitalized
                        : a[1].i == kCapitals ? Casing::upper
                                              : Casing::lower;
  return change_case(context, a[0], casing, result);
}

// A copy of `s` in which text is replaced in place, one occurrence at a time.
class Draft {
 public:
  Draft(EvalContext& context, const Cell& s, std::size_t room_for)
      : context_(context), size_(s.size), chars_(s.chars) {
    data_ = room(context, room_for);
    if (data_ != nullptr) put(data_, view(s));
  }
  bool ok() const { return data_ != nullptr; }
  // Replaces the first occurrence of `old`, if there is one. False when the fuel is spent.
  bool replace_first(std::string_view old, const Cell& t) {
    const std::size_t at = find({data_, size_}, old);
    if (at == kNone) return context_.spend(size_);
    char* rest = data_ + at + old.size();
    const auto tail = static_cast<std::size_t>(data_ + size_ - rest);
    std::memmove(data_ + at + t.size, rest, tail);
    put(data_ + at, view(t));
    size_ = at + t.size + tail;
    chars_ = chars_ - count_chars(old) + t.chars;
    return context_.spend(size_);
  }
  Cell cell() const { return make(data_, size_, chars_); }

 private:
  EvalContext& context_;
  char* data_ = nullptr;
  std::size_t size_;
  std::size_t chars_;
};

// Replaces the first occurrence of the text of match a[2], which need not be that match itself.
bool replace_token(EvalContext& context, const Cell* a, const Cell& t, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  result = a[0];
  Matches matches(a[0], a[1].i);
  if (!find_token(a, matches)) return true;
  Draft draft(context, a[0], std::size_t{a[0].size} + t.size);
  if (!draft.ok() || !draft.replace_first(matches.text(), t)) return false;
  result = draft.cell();
  return true;
}

// For the text of each match in order: replaces its first occurrence in what there is by then.
bool replace_tokens(EvalContext& context, const Cell* a, const Cell& t, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  const auto n = static_cast<std::size_t>(count_matches(a[0], a[1].i));
  const std::size_t growth = t.size > 1 ? t.size - 1 : 0;  // a match has at least one byte
  Draft draft(context, a[0], a[0].size + n * growth);
  if (!draft.ok()) return false;
  for (Matches matches(a[0], a[1].i); matches.next();)
    if (!draft.replace_first(matches.text(), t)) return false;
  result = draft.cell();
  return true;
}

bool substitute_token(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return replace_token(context, a, a[3], result);
}
bool remove_token(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return replace_token(context, a, empty(), result);
}
bool substitute_tokens(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return replace_tokens(context, a, a[2], result);
}
bool remove_tokens(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return replace_tokens(context, a, empty(), result);
}

void add_enumerations(Catalogue& catalogue) {
  const std::uint8_t regex = catalogue.add_enumeration({"regex", true});
  catalogue.add_constant({"NUMBER", regex, kNumber, "a run of digits"});
  catalogue.add_constant({"WORD", regex, kWord, "a run of letters"});
  catalogue.add_constant({"ALPHANUM", regex, kAlphanum, "a run of letters and digits"});
  catalogue.add_constant({"ALL_CAPS", regex, kAllCaps, "a run of capitals"});
  catalogue.add_constant({"PROP_CASE", regex, kPropCase, "a capital and then small letters"});
  catalogue.add_constant({"LOWER", regex, kLower, "a run of small letters"});
  catalogue.add_constant({"DIGIT", regex, kDigit, "one digit"});
  catalogue.add_constant({"CHAR", regex, kChar, "one letter, digit or delimiter"});
  const std::uint8_t casing = catalogue.add_enumeration({"case", false});
  catalogue.add_constant({"PROPER", casing, kProperCase, "a capital first, then small letters"});
  catalogue.add_constant({"ALL_CAPS", casing, kCapitals, "capitals"});
  catalogue.add_constant({"LOWER", casing, kSmall, "small letters"});
  const std::uint8_t boundary = catalogue.add_enumeration({"boundary", false});
  catalogue.add_constant({"START", boundary, kStart, "the start of a match"});
  catalogue.add_constant({"END", boundary, kEnd, "the end of a match"});
}

}  // namespace

void add_robustfill_operators(Catalogue& catalogue) {
  add_enumerations(catalogue);
  const char* all_cases = "(s: string, r: regex) -> string";
  const OperatorRow operators[] = {
      {"sub_str",
       "(s: string, k1: int, k2: int) -> string",
       sub_str,
       0,
       "{0} from character {1} to {2}",
       "from character k1 to k2 (1 is the first, -1 the last, 0 behind it); \"\" unless k1 comes "
       "before k2; RobustFill SubStr",
       {"rf_sub_str"},
       "SubStr"},
      {"get_span",
       "(s: string, r1: regex, i1: int, b1: boundary, r2: regex, i2: int, b2: boundary) -> string",
       get_span,
       0,
       "{0} from the {3} of {1} number {2} to the {6} of {4} number {5}",
       "from one boundary of match i1 of r1 to one of match i2 of r2; \"\" without a match; an "
       "index too large means position (number of matches - 1), one too small position 0",
       {"rf_get_span"},
       "GetSpan"},
      {"get_token",
       "(s: string, r: regex, i: int) -> string",
       get_token,
       1,
       "{1} number {2} of {0}",
       "match number i (1 is the first, -1 the last), or \"\"",
       {"rf_get_token"},
       "GetToken"},
      {"get_up_to",
       all_cases,
       get_up_to,
       2,
       "{0} up to the end of the first {1}",
       "up to and including the first match, \"\" without one",
       {"rf_get_up_to"},
       "GetUpto"},
      {"get_from",
       all_cases,
       get_from,
       2,
       "what stands in {0} behind the first {1}",
       "what stands behind the first match, \"\" without one",
       {"rf_get_from"},
       "GetFrom"},
      {"get_first",
       "(s: string, r: regex, i: int) -> string",
       get_first,
       3,
       "the first {2} matches of {1} in {0}",
       "the first i matches one after the other; negative i leaves out the last ones",
       {"rf_get_first"},
       "GetFirst"},
      {"get_all",
       all_cases,
       get_all,
       2,
       "every {1} of {0}",
       "all matches one after the other",
       {"rf_get_all"},
       "GetAll"},
      {"to_case",
       "(s: string, c: case) -> string",
       to_case,
       0,
       "{0} in {1}",
       "changes the case; the same as capitalize, upper and lower",
       {"rf_to_case"},
       "ToCase"},
      {"substitute_token",
       "(s: string, r: regex, i: int, t: string) -> string",
       substitute_token,
       3,
       "{0} with {1} number {2} replaced by {3}",
       "replaces the first occurrence of the text of match i by t; unchanged without one",
       {"rf_substitute"},
       "Substitute"},
      {"substitute_tokens",
       "(s: string, r: regex, t: string) -> string",
       substitute_tokens,
       3,
       "{0} with every {1} replaced by {2}",
       "for the text of every match in turn, replaces its first occurrence by t",
       {"rf_substitute_all"},
       "SubstituteAll"},
      {"remove_token",
       "(s: string, r: regex, i: int) -> string",
       remove_token,
       3,
       "{0} without {1} number {2}",
       "deletes the first occurrence of the text of match i; unchanged without one",
       {"rf_remove"},
       "Remove"},
      {"remove_tokens",
       all_cases,
       remove_tokens,
       2,
       "{0} without any {1}",
       "for the text of every match in turn, deletes its first occurrence",
       {"rf_remove_all"},
       "RemoveAll"},
  };
  add_operators(catalogue, "RobustFill", operators);
  const char* at_token = "(s: string, r: regex, i: int) -> string";
  const OperatorRow cutting[] = {
      {"before_token", at_token, cut_at_token<false, false>, 0,
       "what stands in {0} before {1} number {2}",
       "the part before match number i (1 is the first, -1 the last); undefined without one"},
      {"after_token", at_token, cut_at_token<true, true>, 0,
       "what stands in {0} behind {1} number {2}",
       "the part behind match number i; undefined without one"},
      {"from_token", at_token, cut_at_token<false, true>, 0, "{0} from {1} number {2} on",
       "from match number i on, with it; undefined without one"},
      {"up_to_token", at_token, cut_at_token<true, false>, 0, "{0} up to {1} number {2}",
       "up to match number i, with it; undefined without one"},
      {"tokens", "(s: string, r: regex) -> list string", tokens, 0, "all {1} of {0}",
       "all matches, in a list"},
  };
  add_operators(catalogue, "Cutting at tokens", cutting);
}

}  // namespace inkling::strings
