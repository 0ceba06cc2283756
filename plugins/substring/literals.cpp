#include "literals.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <text/prices.hpp>

namespace inkling::substring {

int Literals::text(std::string_view text) {
  return keep(Value(std::string(text)), kString);
}
int Literals::integer(std::int64_t number) {
  return keep(Value(number), kInteger);
}
int Literals::constant(std::uint8_t enumeration, std::int64_t value) {
  return keep(Value(value), Sort{Sort::Base::enumeration, 0, enumeration});
}

int Literals::keep(const Value& value, Sort sort) {
  const auto [at, fresh] = known_.try_emplace({sort, value}, static_cast<int>(all_.size()));
  if (!fresh) return at->second;
  Literal literal;
  dsl::to_cell(value, sort, arena_, literal.cell);
  literal.expr = sort.base == Sort::Base::enumeration
                     ? dsl::make_constant(sort.index, value.as_int())
                     : dsl::make_literal(value, sort);
  all_.push_back(std::move(literal));
  return at->second;
}

namespace {

constexpr std::size_t kSeparators = 14;
constexpr std::size_t kWords = 32;
constexpr std::size_t kJoiners = 8;
constexpr std::size_t kAdded = 6;
constexpr std::size_t kLongestSeparator = 4;
constexpr std::size_t kLongestWord = 24;

// How often something occurs, and where first: the commonest ones, the earliest on a tie.
class Tally {
 public:
  void add(std::string_view text, std::size_t row) {
    auto [at, fresh] = seen_.try_emplace(std::string(text), Count{{}, seen_.size()});
    at->second.rows.insert(row);
  }
  std::vector<std::string> most(std::size_t n, std::size_t at_least) const {
    std::vector<std::pair<const std::string*, const Count*>> all;
    for (const auto& [text, count] : seen_)
      if (count.rows.size() >= at_least) all.push_back({&text, &count});
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      if (a.second->rows.size() != b.second->rows.size())
        return a.second->rows.size() > b.second->rows.size();
      return a.second->first < b.second->first;
    });
    std::vector<std::string> texts;
    for (const auto& [text, count] : all)
      if (texts.size() < n) texts.push_back(*text);
    return texts;
  }

 private:
  struct Count {
    std::set<std::size_t> rows{};
    std::size_t first = 0;
  };
  std::map<std::string, Count> seen_;
};

// Calls visit for every run of characters that are no letters or digits, with the place where it
// begins.
template <class Visit>
void runs_of_signs(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size();) {
    if (is_alphanumeric(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && !is_alphanumeric(text[end])) ++end;
    visit(text.substr(i, end - i), i);
    i = end;
  }
}

void tally_separators(std::string_view text, std::size_t row, Tally& tally) {
  runs_of_signs(text, [&](std::string_view run, std::size_t) {
    for (const char& c : run) tally.add({&c, 1}, row);
    if (run.size() > 1 && run.size() <= kLongestSeparator) tally.add(run, row);
  });
}

// Words with the signs beside them, and without.
void tally_words(std::string_view text, std::size_t row, Tally& tally) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_alphanumeric(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_alphanumeric(text[end])) ++end;
    std::size_t before = i;
    while (before > 0 && !is_alphanumeric(text[before - 1]) && i - before < kLongestSeparator)
      --before;
    std::size_t behind = end;
    while (behind < text.size() && !is_alphanumeric(text[behind]) &&
           behind - end < kLongestSeparator)
      ++behind;
    if (end - i <= kLongestWord) {
      tally.add(text.substr(before, behind - before), row);
      if (before < i || behind > end) tally.add(text.substr(i, end - i), row);
    }
    i = end;
  }
}

// The longest common beginning (end) of two texts.
std::size_t common_front(std::string_view a, std::string_view b) {
  std::size_t n = 0;
  while (n < a.size() && n < b.size() && a[n] == b[n]) ++n;
  return n;
}
std::size_t common_back(std::string_view a, std::string_view b) {
  std::size_t n = 0;
  while (n < a.size() && n < b.size() && a[a.size() - 1 - n] == b[b.size() - 1 - n]) ++n;
  return n;
}

// A word with the signs that stand beside it wherever it occurs, in all rows: `<NAME>`, `by `.
void tally_closures(const Rows& rows, const std::vector<std::string>& words, Tally& tally) {
  for (const std::string& word : words) {
    if (!std::all_of(word.begin(), word.end(), is_alphanumeric)) continue;
    std::optional<std::string> before;
    std::string behind;
    std::vector<std::size_t> found;
    const auto narrow = [&](std::string_view text, std::size_t at) {
      std::size_t begin = at;
      while (begin > 0 && !is_alphanumeric(text[begin - 1]) && at - begin < kLongestSeparator)
        --begin;
      std::size_t end = at + word.size();
      while (end < text.size() && !is_alphanumeric(text[end]) &&
             end - at - word.size() < kLongestSeparator)
        ++end;
      const std::string_view left = text.substr(begin, at - begin);
      const std::string_view right = text.substr(at + word.size(), end - at - word.size());
      if (!before) {
        before = left;
        behind = right;
        return;
      }
      before->erase(0, before->size() - common_back(*before, left));
      behind.erase(common_front(behind, right));
    };
    for (std::size_t r = 0; r < rows.size(); ++r) {
      bool here = false;
      for (std::size_t i = 0; i < rows.arity(); ++i) {
        if (rows.sorts[i] != kString) continue;
        const std::string_view text = view(rows.input(r, i));
        for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
          const std::size_t end = at + word.size();
          if ((at > 0 && is_alphanumeric(text[at - 1])) ||
              (end < text.size() && is_alphanumeric(text[end])))
            continue;
          narrow(text, at);
          here = true;
        }
      }
      if (here) found.push_back(r);
    }
    if (!before || (before->empty() && behind.empty())) continue;
    for (const std::size_t r : found) tally.add(*before + word + behind, r);
  }
}

// Texts that every row has.
std::vector<std::string> in_every_row(const Rows& rows, const std::vector<std::string>& texts) {
  constexpr std::size_t kMost = 6;
  std::vector<std::string> common;
  for (const std::string& text : texts) {
    bool everywhere = rows.size() > 1;
    for (std::size_t r = 0; everywhere && r < rows.size(); ++r) {
      everywhere = false;
      for (std::size_t i = 0; i < rows.arity() && !everywhere; ++i)
        everywhere =
            rows.sorts[i] == kString && view(rows.input(r, i)).find(text) != std::string_view::npos;
    }
    if (everywhere && common.size() < kMost) common.push_back(text);
  }
  return common;
}

bool starts_inside(std::string_view text) {
  return !text.empty() && (static_cast<unsigned char>(text[0]) & 0xC0) == 0x80;
}

// Letters that the inputs of several examples have and no output has: few of them were left out by
// intent. Vowels stand for all vowels.
std::vector<std::string> dropped_letters(const Rows& rows) {
  constexpr std::string_view kVowels = "aeiou";
  constexpr std::size_t kMost = 3;
  std::map<char, std::size_t> found;
  for (std::size_t r = 0; r < rows.examples; ++r) {
    std::set<char> here;
    for (std::size_t i = 0; i < rows.arity(); ++i)
      if (rows.sorts[i] == kString)
        for (const char c : view(rows.input(r, i)))
          if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) here.insert(c);
    for (const char c : here) ++found[c];
  }
  for (const Cell& output : rows.outputs)
    for (const char c : view(output)) found.erase(c);
  const auto vowel = [&](char c) {
    return kVowels.find(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) !=
           kVowels.npos;
  };
  std::string vowels;
  std::string others;
  bool capitals = false;
  for (const auto& [c, count] : found) {
    (vowel(c) ? vowels : others) += c;
    capitals = capitals || (vowel(c) && c <= 'Z');
  }
  std::vector<std::string> sets;
  if (vowels.size() > 2) sets.push_back(capitals ? "aeiouAEIOU" : "aeiou");
  if (!others.empty() && others.size() <= kMost && vowels.size() <= kMost) sets.push_back(others);
  if (!vowels.empty() && vowels.size() <= kMost && others.size() <= kMost)
    sets.push_back(vowels + others);
  return sets;
}

}  // namespace

Mined mine(const Rows& rows) {
  Mined mined;
  Tally separators;
  Tally words;
  Tally joiners;
  Tally added;
  std::set<std::string> fillers;
  for (std::size_t i = 0; i < rows.arity(); ++i) {
    if (rows.sorts[i] != kString) continue;
    std::string_view front;
    std::string_view back;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::string_view text = view(rows.input(r, i));
      tally_separators(text, r, separators);
      tally_words(text, r, words);
      front = r == 0 ? text : text.substr(0, common_front(text, front));
      back = r == 0 ? text : text.substr(text.size() - common_back(text, back));
      if (r < rows.examples &&
          std::find(mined.values.begin(), mined.values.end(), text) == mined.values.end())
        mined.values.emplace_back(text);
    }
    if (rows.size() < 2) continue;
    // What all inputs begin or end with, though no word ends there.
    for (const std::string_view text : {front, back})
      if (text.size() > 1 && text.size() <= kLongestWord && !starts_inside(text) &&
          !starts_inside(view(rows.input(0, i))
                             .substr(std::min<std::size_t>(front.size(), rows.input(0, i).size))))
        for (std::size_t r = 0; r < rows.size(); ++r) words.add(text, r);
  }
  if (rows.output == kString)
    for (std::size_t r = 0; r < rows.examples; ++r) {
      const std::string_view text = view(rows.outputs[r]);
      tally_separators(text, r, joiners);
      for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (text[i] == text[i + 1] && static_cast<unsigned char>(text[i]) < 0x80)
          fillers.insert(std::string(1, text[i]));
    }
  for (std::size_t r = 0; r < rows.examples && rows.output == kString; ++r) {
    Tally in_output;
    tally_words(view(rows.outputs[r]), 0, in_output);
    for (const std::string& word : in_output.most(kWords, 1)) {
      bool copied = false;
      for (std::size_t i = 0; i < rows.arity(); ++i)
        copied = copied || (rows.sorts[i] == kString &&
                            view(rows.input(r, i)).find(word) != std::string_view::npos);
      if (!copied) added.add(word, r);
    }
  }
  mined.added = added.most(kAdded, 1);
  if (rows.output == kString) mined.dropped = dropped_letters(rows);
  for (const std::string& value : mined.values)
    if (!value.empty() &&
        std::all_of(value.begin(), value.end(), [](char c) { return is_digit(c) || c == '.'; }) &&
        is_digit(value.front()) && is_digit(value.back()))
      mined.numbers.push_back(value);
  mined.separators = separators.most(kSeparators, 1);
  const std::size_t several = std::min<std::size_t>(2, rows.size());
  if (rows.size() > 1) tally_closures(rows, words.most(kWords, several), words);
  mined.words = words.most(kWords, several);
  std::erase_if(mined.words, [](const std::string& word) {
    return std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c); });
  });
  mined.common = in_every_row(rows, mined.words);
  mined.joiners = joiners.most(kJoiners, 1);
  mined.joiners.insert(mined.joiners.begin(), "");
  mined.fillers.assign(fillers.begin(), fillers.end());
  return mined;
}

}  // namespace inkling::substring
