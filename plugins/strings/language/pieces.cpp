// Lists of strings: splitting, joining, words, and picking pieces.
#include <algorithm>

#include "operators.hpp"
#include "text.hpp"

namespace inkling::strings {
namespace {

using namespace text;

Cell make_list(const Cell* cells, std::size_t n) {
  Cell list;
  list.c = cells;
  list.size = static_cast<std::uint32_t>(n);
  return list;
}

// The pieces of a string, one after the other, between separators that do not overlap.
class Pieces {
 public:
  Pieces(const Cell& s, const Cell& separator) : s_(s), separator_(view(separator)) {}
  bool next(Cell& piece) {
    if (done_) return false;
    const std::size_t at = find(view(s_), separator_, from_);
    done_ = at == kNone;
    piece = cut_bytes(s_, from_, done_ ? s_.size : at);
    from_ = at + separator_.size();
    return true;
  }

 private:
  const Cell& s_;
  std::string_view separator_;
  std::size_t from_ = 0;
  bool done_ = false;
};

// The same for words: runs of what is not white space.
class Words {
 public:
  explicit Words(const Cell& s) : s_(s), p_(s.s), end_(s.s + s.size) {}
  bool next(Cell& word) {
    const char* begin = skip(true);
    if (begin == end_) return false;
    skip(false);
    word =
        cut_bytes(s_, static_cast<std::size_t>(begin - s_.s), static_cast<std::size_t>(p_ - s_.s));
    return true;
  }

 private:
  // Moves over white space (or over all else) and returns where it stopped.
  const char* skip(bool space) {
    while (p_ < end_) {
      const char* next = p_;
      if (is_space(decode(next)) != space) break;
      p_ = next;
    }
    return p_;
  }
  const Cell& s_;
  const char* p_;
  const char* end_;
};

// The same for the words of a name written in one: a new one begins at a capital behind a small
// letter or a digit, at the last one of several capitals before a small letter, and where letters
// and digits meet.
class Humps {
 public:
  explicit Humps(const Cell& s) : s_(s), p_(s.s), end_(s.s + s.size) {}
  bool next(Cell& piece) {
    if (p_ == end_) return false;
    const char* begin = p_;
    for (char32_t before = decode(p_); p_ < end_;) {
      const char* next = p_;
      const char32_t c = decode(next);
      const bool last_capital =
          is_upper(c) && is_upper(before) && next < end_ && is_lower(peek(next));
      if ((is_upper(c) && (is_lower(before) || is_digit(before))) || last_capital ||
          (is_digit(c) && is_letter(before)) || (is_letter(c) && is_digit(before)))
        break;
      before = c;
      p_ = next;
    }
    piece =
        cut_bytes(s_, static_cast<std::size_t>(begin - s_.s), static_cast<std::size_t>(p_ - s_.s));
    return true;
  }

 private:
  static char32_t peek(const char* p) { return decode(p); }
  const Cell& s_;
  const char* p_;
  const char* end_;
};

template <class Walk>
std::size_t count(Walk walk) {
  Cell piece;
  std::size_t n = 0;
  while (walk.next(piece)) ++n;
  return n;
}

template <class Walk>
bool collect(EvalContext& context, const Cell& s, Walk walk, Cell& result) {
  const std::size_t n = count(walk);
  if (n > context.dialect.max_length || !context.spend(s.size + n)) return false;
  Cell* cells = context.arena.cells(n);
  for (std::size_t i = 0; i < n; ++i) walk.next(cells[i]);
  result = make_list(cells, n);
  return true;
}

// Piece number i (1 is the first, -1 the last), "" when there is none.
template <class Walk>
bool pick(EvalContext& context, const Cell& s, Walk walk, std::int64_t i, Cell& result) {
  if (!context.spend(s.size)) return false;
  result = empty();
  if (i < 0) i += static_cast<std::int64_t>(count(walk)) + 1;
  Cell piece;
  for (; i > 0 && walk.next(piece); --i)
    if (i == 1) result = piece;
  return true;
}

bool split(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return a[1].size > 0 && collect(context, a[0], Pieces(a[0], a[1]), result);
}
bool words(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return collect(context, a[0], Words(a[0]), result);
}
bool split_case(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return collect(context, a[0], Humps(a[0]), result);
}
bool part(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return a[1].size > 0 && pick(context, a[0], Pieces(a[0], a[1]), a[2].i, result);
}
bool word(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return pick(context, a[0], Words(a[0]), a[1].i, result);
}
bool first_word(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return pick(context, a[0], Words(a[0]), 1, result);
}
bool last_word(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return pick(context, a[0], Words(a[0]), -1, result);
}

bool count_words(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  result = integer(static_cast<std::int64_t>(count(Words(a[0]))));
  return context.spend(a[0].size);
}

// All strings of a list with `separator` between them.
bool join_cells(EvalContext& context, const Cell& list, const Cell& separator, Cell& result) {
  std::size_t bytes = 0;
  std::size_t chars = 0;
  for (std::size_t i = 0; i < list.size; ++i) {
    bytes += list.c[i].size + (i > 0 ? separator.size : 0);
    chars += list.c[i].chars + (i > 0 ? separator.chars : 0);
  }
  char* out = context.spend(list.size) ? room(context, bytes) : nullptr;
  if (out == nullptr) return false;
  char* p = out;
  for (std::size_t i = 0; i < list.size; ++i) {
    if (i > 0) p = put(p, view(separator));
    p = put(p, view(list.c[i]));
  }
  result = make(out, bytes, chars);
  return true;
}

bool join(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  return join_cells(context, a[0], a[1], result);
}

bool initials(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Cell list;
  if (!collect(context, a[0], Words(a[0]), list)) return false;
  Cell* cells = context.arena.cells(list.size);
  for (std::size_t i = 0; i < list.size; ++i) cells[i] = cut(list.c[i], 0, 1);
  return join_cells(context, make_list(cells, list.size), empty(), result);
}

bool chars(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (a[0].chars > context.dialect.max_length || !context.spend(a[0].size)) return false;
  Cell* cells = context.arena.cells(a[0].chars);
  const char* p = a[0].s;
  for (std::size_t i = 0; i < a[0].chars; ++i) {
    const char* begin = p;
    decode(p);
    cells[i] = make(begin, static_cast<std::size_t>(p - begin), 1);
  }
  result = make_list(cells, a[0].chars);
  return true;
}

bool nth(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  const std::int64_t n = a[0].size;
  const std::int64_t i = a[1].i < 0 ? n + a[1].i : a[1].i - 1;
  if (i < 0 || i >= n) return false;
  result = a[0].c[i];
  return true;
}
bool first(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[0].size == 0) return false;
  result = a[0].c[0];
  return true;
}
bool last(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[0].size == 0) return false;
  result = a[0].c[a[0].size - 1];
  return true;
}
bool list_len(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  result = integer(a[0].size);
  return true;
}

bool take(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 0) return false;
  result = make_list(a[0].c, static_cast<std::size_t>(std::min<std::int64_t>(a[1].i, a[0].size)));
  return true;
}
bool drop(EvalContext&, const CallSite&, const Cell* a, Cell& result) {
  if (a[1].i < 0) return false;
  const auto n = static_cast<std::size_t>(std::min<std::int64_t>(a[1].i, a[0].size));
  result = make_list(a[0].c + n, a[0].size - n);
  return true;
}

bool list_reverse(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[0].size)) return false;
  Cell* cells = context.arena.cells(a[0].size);
  std::reverse_copy(a[0].c, a[0].c + a[0].size, cells);
  result = make_list(cells, a[0].size);
  return true;
}

// Every string takes part in about log2 n comparisons, each of which may read it whole.
bool list_sort(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  std::size_t work = a[0].size;
  for (std::size_t i = 0; i < a[0].size; ++i) work += a[0].c[i].size;
  for (std::size_t n = a[0].size; n > 0; n /= 2)
    if (!context.spend(work)) return false;
  Cell* cells = context.arena.cells(a[0].size);
  std::copy_n(a[0].c, a[0].size, cells);
  std::sort(cells, cells + a[0].size,
            [](const Cell& x, const Cell& y) { return view(x) < view(y); });
  result = make_list(cells, a[0].size);
  return true;
}

bool list_unique(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Cell* cells = context.arena.cells(a[0].size);
  std::size_t n = 0;
  for (std::size_t i = 0; i < a[0].size; ++i) {
    if (!context.spend(n + 1)) return false;
    const auto same = [&](const Cell& kept) { return view(kept) == view(a[0].c[i]); };
    if (std::none_of(cells, cells + n, same)) cells[n++] = a[0].c[i];
  }
  result = make_list(cells, n);
  return true;
}

bool list_map(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[1].size)) return false;
  Cell* cells = context.arena.cells(a[1].size);
  for (std::size_t i = 0; i < a[1].size; ++i)
    if (!a[0].f->apply(*a[0].f, context, &a[1].c[i], cells[i])) return false;
  result = make_list(cells, a[1].size);
  return true;
}

bool list_filter(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  if (!context.spend(a[1].size)) return false;
  Cell* cells = context.arena.cells(a[1].size);
  std::size_t n = 0;
  for (std::size_t i = 0; i < a[1].size; ++i) {
    Cell kept;
    if (!a[0].f->apply(*a[0].f, context, &a[1].c[i], kept)) return false;
    if (kept.i != 0) cells[n++] = a[1].c[i];
  }
  result = make_list(cells, n);
  return true;
}

}  // namespace

void add_piece_operators(Catalogue& catalogue) {
  const OperatorRow pieces[] = {
      {"split",
       "(s: string, t: string) -> list string",
       split,
       2,
       "the pieces of {0} between {1}",
       "the pieces between the separators t; undefined for \"\"",
       {"text_split", "TextSplit"}},
      {"join",
       "(xs: list string, t: string) -> string",
       join,
       2,
       "{0} joined by {1}",
       "all strings of the list with t between them",
       {"text_join", "TextJoin"}},
      {"part",
       "(s: string, t: string, i: int) -> string",
       part,
       1,
       "piece {2} of {0} split at {1}",
       "piece number i between the separators t (1 is the first, -1 the last), or \"\"; undefined "
       "for t = \"\"",
       {"split_at_part"}},
      {"split_case", "(s: string) -> list string", split_case, 0,
       "the words that {0} is written of",
       "the words of a name in one: where a capital follows a small letter, and letters meet "
       "digits"},
      {"words", "(s: string) -> list string", words, 2, "the words of {0}",
       "what stands between white space"},
      {"word", "(s: string, i: int) -> string", word, 1, "word {1} of {0}",
       "word number i (1 is the first, -1 the last), or \"\""},
      {"first_word", "(s: string) -> string", first_word, 2, "the first word of {0}",
       "the first word, or \"\""},
      {"last_word", "(s: string) -> string", last_word, 2, "the last word of {0}",
       "the last word, or \"\""},
      {"count_words", "(s: string) -> int", count_words, 3, "the number of words of {0}",
       "how many words there are"},
      {"initials", "(s: string) -> string", initials, 2, "the initials of {0}",
       "the first characters of all words"},
      {"chars", "(s: string) -> list string", chars, 3, "the characters of {0}",
       "a list of one-character strings"},
  };
  const OperatorRow lists[] = {
      {"nth", "(xs: list string, i: int) -> string", nth, 2, "element {1} of {0}",
       "element number i (1 is the first, -1 the last); undefined when there is none"},
      {"first", "(xs: list string) -> string", first, 3, "the first element of {0}",
       "the first element; undefined for an empty list"},
      {"last", "(xs: list string) -> string", last, 3, "the last element of {0}",
       "the last element; undefined for an empty list"},
      {"len",
       "(xs: list string) -> int",
       list_len,
       2,
       "the length of {0}",
       "the number of elements",
       {"length"}},
      {"take", "(xs: list string, n: int) -> list string", take, 3, "the first {1} elements of {0}",
       "the first n elements; undefined for negative n"},
      {"drop", "(xs: list string, n: int) -> list string", drop, 3,
       "{0} without its first {1} elements",
       "all but the first n elements; undefined for negative n"},
      {"reverse", "(xs: list string) -> list string", list_reverse, 3, "{0} in reverse order",
       "the elements in reverse order"},
      {"sort", "(xs: list string) -> list string", list_sort, 3, "{0} sorted",
       "the elements in order, by code point"},
      {"unique", "(xs: list string) -> list string", list_unique, 0, "{0} without repetitions",
       "every element once, where it first occurs"},
      {"map", "(f: string -> string, xs: list string) -> list string", list_map, 3,
       "{0} applied to every element of {1}", "a function of every element"},
      {"filter", "(f: string -> bool, xs: list string) -> list string", list_filter, 3,
       "the elements of {1} for which {0} holds", "the elements for which a function holds"},
  };
  add_operators(catalogue, "Pieces", pieces);
  add_operators(catalogue, "Lists of strings", lists);
}

}  // namespace inkling::strings
