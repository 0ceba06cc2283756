#include "follows.hpp"

#include <algorithm>
#include <string>

#include "text.hpp"

namespace inkling::strings {
namespace {

using dsl::Cell;
using dsl::CharSource;
using Site = const dsl::CallSite&;
using namespace text;

std::u32string decoded(const Cell& s) {
  std::u32string out;
  for (const char *p = s.s, *end = s.s + s.size; p < end;) out += decode(p);
  return out;
}

CharSource from(int argument, std::size_t at, std::size_t item = 0) {
  return {argument, static_cast<std::uint32_t>(item), static_cast<std::uint32_t>(at)};
}

void joined(Site, const Cell* a, const Cell& result, CharSource* out) {
  for (std::size_t k = 0; k < result.chars; ++k)
    out[k] = k < a[0].chars ? from(0, k) : from(1, k - a[0].chars);
}
void copies(Site, const Cell* a, const Cell& result, CharSource* out) {
  for (std::size_t k = 0; k < result.chars; ++k) out[k] = from(0, k % a[0].chars);
}
void padded_left(Site, const Cell* a, const Cell& result, CharSource* out) {
  const std::size_t padding = result.chars - a[0].chars;
  for (std::size_t k = 0; k < result.chars; ++k)
    out[k] = k < padding ? from(2, 0) : from(0, k - padding);
}
void padded_right(Site, const Cell* a, const Cell& result, CharSource* out) {
  for (std::size_t k = 0; k < result.chars; ++k) out[k] = k < a[0].chars ? from(0, k) : from(2, 0);
}
void reversed(Site, const Cell* a, const Cell& result, CharSource* out) {
  for (std::size_t k = 0; k < result.chars; ++k) out[k] = from(0, a[0].chars - 1 - k);
}
void mapped(Site, const Cell*, const Cell& result, CharSource* out) {
  for (std::size_t k = 0; k < result.chars; ++k) out[k] = from(0, k);
}

// `old` characters of the first argument from `at` on gave way to all of argument `by`.
void spliced(const Cell* a, std::size_t at, std::size_t old, int by, const Cell& result,
             CharSource* out) {
  const std::size_t in = a[by].chars;
  for (std::size_t k = 0; k < result.chars; ++k)
    out[k] = k < at ? from(0, k) : k < at + in ? from(by, k - at) : from(0, k - in + old);
}
void replaced_at(Site, const Cell* a, const Cell& result, CharSource* out) {
  const auto at = static_cast<std::size_t>(
      std::min<std::int64_t>(a[1].i - 1, static_cast<std::int64_t>(a[0].chars)));
  spliced(a, at, a[0].chars + a[3].chars - result.chars, 3, result, out);
}

// Occurrences first, first + 1 .. of the second argument, at most `most`, gave way to argument `by`
// (-1: to nothing).
void replaced(const Cell* a, std::size_t first, std::size_t most, int by, const Cell& result,
              CharSource* out) {
  const std::u32string s = decoded(a[0]);
  const std::u32string t = decoded(a[1]);
  const std::size_t in = by < 0 ? 0 : a[by].chars;
  std::size_t k = 0;
  std::size_t done = 0;
  std::size_t seen = 0;
  for (std::size_t i = 0; k < result.chars;) {
    const bool here = s.compare(i, t.size(), t) == 0;
    seen += here ? 1 : 0;
    if (here && seen >= first && done < most) {
      for (std::size_t n = 0; n < in && k < result.chars; ++n) out[k++] = from(by, n);
      i += t.size();
      ++done;
    } else if (here && !t.empty()) {
      for (std::size_t n = 0; n < t.size() && k < result.chars; ++n) out[k++] = from(0, i++);
    } else if (i < s.size()) {
      out[k++] = from(0, i++);
    } else {
      break;
    }
  }
}
constexpr std::size_t kAll = static_cast<std::size_t>(-1);
void replaced_first(Site, const Cell* a, const Cell& result, CharSource* out) {
  replaced(a, 1, 1, 2, result, out);
}
void replaced_all(Site, const Cell* a, const Cell& result, CharSource* out) {
  replaced(a, 1, kAll, 2, result, out);
}
void replaced_nth(Site, const Cell* a, const Cell& result, CharSource* out) {
  replaced(a, static_cast<std::size_t>(a[3].i), 1, 2, result, out);
}
void removed(Site, const Cell* a, const Cell& result, CharSource* out) {
  replaced(a, 1, kAll, -1, result, out);
}

// One stretch gave way to argument `by`: what stands around it is unchanged.
template <int kBy>
void replaced_one(Site, const Cell* a, const Cell& result, CharSource* out) {
  const std::u32string s = decoded(a[0]);
  const std::u32string r = decoded(result);
  const std::u32string t = decoded(a[kBy]);
  const std::size_t old = s.size() + t.size() - r.size();
  std::size_t at = 0;
  while (at < s.size() && at < r.size() && s[at] == r[at]) ++at;
  const auto fits = [&] {
    return at + old <= s.size() && r.compare(at, t.size(), t) == 0 &&
           s.compare(at + old, s.size(), r, at + t.size(), r.size()) == 0;
  };
  while (at > 0 && !fits()) --at;
  spliced(a, at, old, kBy, result, out);
}

// Some characters of the first argument in their order, those at the end as close together as they
// can stand; what is not among them is new, or the first character of argument kElse.
template <int kElse>
void kept(Site, const Cell* a, const Cell& result, CharSource* out) {
  const std::u32string s = decoded(a[0]);
  const std::u32string r = decoded(result);
  std::vector<std::size_t> at(r.size(), kAll);
  std::size_t i = 0;
  for (std::size_t k = 0; k < r.size(); ++k) {
    const std::size_t found = s.find(r[k], i);
    if (found == std::u32string::npos) continue;
    at[k] = found;
    i = found + 1;
  }
  // What the first one could as well be: the last place before the one that follows.
  std::size_t end = s.size();
  for (std::size_t k = r.size(); k-- > 0;) {
    if (at[k] == kAll) continue;
    const std::size_t later = end == s.size() ? at[k] : s.rfind(r[k], end - 1);
    if (later != std::u32string::npos && later > at[k] && kElse < 0) at[k] = later;
    end = at[k];
  }
  for (std::size_t k = 0; k < r.size(); ++k)
    if (at[k] != kAll)
      out[k] = from(0, at[k]);
    else if (kElse >= 0)
      out[k] = from(kElse, 0);
}
// Exactly those, the first that can be: a choice by kind of character takes all of a kind.
void chosen(Site, const Cell* a, const Cell& result, CharSource* out) {
  const std::u32string s = decoded(a[0]);
  const std::u32string r = decoded(result);
  std::size_t i = 0;
  for (std::size_t k = 0; k < r.size(); ++k) {
    i = s.find(r[k], i);
    if (i == std::u32string::npos) return;
    out[k] = from(0, i++);
  }
}

void initials(Site, const Cell* a, const Cell& result, CharSource* out) {
  const std::u32string s = decoded(a[0]);
  std::size_t k = 0;
  for (std::size_t i = 0; i < s.size() && k < result.chars; ++i)
    if (!is_space(s[i]) && (i == 0 || is_space(s[i - 1]))) out[k++] = from(0, i);
}

void joined_list(Site, const Cell* a, const Cell& result, CharSource* out) {
  std::size_t k = 0;
  for (std::size_t item = 0; item < a[0].size; ++item) {
    if (item > 0)
      for (std::size_t n = 0; n < a[1].chars && k < result.chars; ++n) out[k++] = from(1, n);
    for (std::size_t n = 0; n < a[0].c[item].chars && k < result.chars; ++n)
      out[k++] = from(0, n, item);
  }
}

}  // namespace

std::vector<dsl::FollowRow> text_follows() {
  return {
      {"concat", joined},
      {"repeat", copies},
      {"pad_left", padded_left},
      {"pad_right", padded_right},
      {"reverse:text", reversed},
      {"replace_at", replaced_at},
      {"replace_first", replaced_first},
      {"replace_all", replaced_all},
      {"substitute_nth", replaced_nth},
      {"remove", removed},
      {"substitute_token", replaced_one<3>},
      {"remove_token", chosen},
      {"remove_tokens", chosen},
      {"upper", mapped},
      {"lower", mapped},
      {"proper", mapped},
      {"capitalize", mapped},
      {"uncapitalize", mapped},
      {"swap_case", mapped},
      {"to_case", mapped},
      {"squeeze", chosen},
      {"digits_only", chosen},
      {"letters_only", chosen},
      {"alphanumeric_only", chosen},
      {"capitals_only", chosen},
      {"small_only", chosen},
      {"without_digits", chosen},
      {"without_letters", chosen},
      {"without_spaces", chosen},
      {"without_punctuation", chosen},
      {"remove_characters", chosen},
      {"get_all", chosen},
      {"get_first", chosen},
      {"initials", initials},
      {"join", joined_list},
      {"number", kept<-1>},
      {"ordinal", kept<-1>},
      {"thousands", kept<1>},
  };
}

}  // namespace inkling::strings
