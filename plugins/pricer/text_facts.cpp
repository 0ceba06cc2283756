#include "text_facts.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace inkling::pricer {
namespace {

constexpr std::size_t kLooked = 120;  // bytes of a text
constexpr std::int64_t kEdge = 1;     // in place of the character beside a part: there is none

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
  return is_capital(c) || is_small(c) || (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_sign(char c) {
  return !is_letter(c) && !is_digit(c);
}
char small(char c) {
  return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
char capital(char c) {
  return is_small(c) ? static_cast<char>(c - 'a' + 'A') : c;
}
std::int64_t code(char c) {
  return static_cast<unsigned char>(c) & 0x7FU;
}
// 1 letters, 2 capitals, 3 digits, 4 spaces, 5 other signs.
std::int64_t kind_of(char c) {
  return is_capital(c) ? 2 : is_letter(c) ? 1 : is_digit(c) ? 3 : c == ' ' ? 4 : 5;
}

std::string lowered(std::string_view text) {
  std::string all(text);
  for (char& c : all) c = small(c);
  return all;
}

std::string raised(std::string_view text) {
  std::string all(text);
  for (char& c : all) c = capital(c);
  return all;
}

template <class Keep>
std::string only(std::string_view text, const Keep& keep) {
  std::string all;
  for (const char c : text)
    if (keep(c)) all += c;
  return all;
}

// Runs of letters and digits.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0, begin = 0; i <= text.size(); ++i) {
    if (i < text.size() && !is_sign(text[i])) continue;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return words;
}

std::string proper(std::string_view text) {
  std::string all = lowered(text);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i == 0 || !is_letter(all[i - 1])) all[i] = capital(all[i]);
  return all;
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == text.npos
             ? std::string()
             : std::string(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

std::int64_t case_of(std::string_view text) {
  const std::string all(text);
  if (only(text, is_letter).empty()) return 0;
  if (all == lowered(text)) return 1;
  if (std::none_of(all.begin(), all.end(), is_small)) return 2;
  return all == proper(text) ? 3 : 4;
}

// The longest part that both have.
struct Common {
  std::size_t size = 0, in_a = 0, in_b = 0;
};
Common longest_common(std::string_view a, std::string_view b) {
  Common best;
  std::array<std::uint8_t, kLooked + 1> row{};
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = b.size(); j-- > 0;) {
      row[j + 1] = a[i] == b[j] ? static_cast<std::uint8_t>(row[j] + 1) : std::uint8_t{0};
      if (row[j + 1] <= best.size) continue;
      best = {row[j + 1], i + 1 - row[j + 1], j + 1 - row[j + 1]};
    }
  return best;
}

// From front to back, the longest part of `a` that stands there, two characters at least.
struct Cover {
  std::int64_t parts = 0, left = 0;
};
Cover cover(std::string_view a, std::string_view b) {
  Cover made;
  for (std::size_t at = 0; at < b.size();) {
    std::size_t size = 0;
    while (at + size < b.size() && a.find(b.substr(at, size + 1)) != a.npos) ++size;
    made.parts += size > 1 ? 1 : 0;
    made.left += size > 1 ? 0 : 1;
    at += size > 1 ? size : 1;
  }
  return made;
}

class Facts {
 public:
  explicit Facts(std::span<std::int64_t> facts) : facts_(facts) {
    std::fill(facts.begin(), facts.end(), kNoFact);
  }
  void number(std::int64_t value) { facts_[at_++] = value; }
  void size(std::size_t value) { number(static_cast<std::int64_t>(value)); }
  void truth(bool holds) { number(holds ? 1 : 0); }
  void skip(std::size_t count) { at_ += count; }

 private:
  std::span<std::int64_t> facts_;
  std::size_t at_ = 0;
};

bool is_subsequence(std::string_view part, std::string_view whole) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < whole.size() && at < part.size(); ++i)
    if (whole[i] == part[at]) ++at;
  return at == part.size();
}

// What stands beside a part of a text.
std::int64_t before(std::string_view text, std::size_t at) {
  return at == 0 ? kEdge : code(text[at - 1]);
}
std::int64_t behind(std::string_view text, std::size_t end) {
  return end >= text.size() ? kEdge : code(text[end]);
}
std::int64_t count(std::string_view text, char c) {
  return std::count(text.begin(), text.end(), c);
}

// Which of the words it is, from the front and from behind; 0: none.
void write_word(const std::vector<std::string_view>& words, std::string_view text, Facts& out) {
  const auto at = std::find(words.begin(), words.end(), text);
  out.number(at == words.end() ? 0 : at - words.begin() + 1);
  const auto last = std::find(words.rbegin(), words.rend(), text);
  out.number(last == words.rend() ? 0 : last - words.rbegin() + 1);
}

// What stands around the output in the input, and how often that stood there before.
void write_place(std::string_view a, std::string_view b, Facts& out) {
  const std::size_t at = b.empty() ? a.npos : a.find(b);
  if (at == a.npos) return out.skip(4);
  const std::size_t end = at + b.size();
  out.number(before(a, at));
  out.number(behind(a, end));
  out.number(at == 0 ? 0 : count(a.substr(0, at), a[at - 1]));
  out.number(end >= a.size() ? 0 : count(a.substr(0, end), a[end]));
}

void write_common(std::string_view a, std::string_view b, std::string_view input,
                  std::string_view output, Facts& out) {
  const Common part = longest_common(a, b);
  out.size(part.size);
  if (part.size == 0) return out.skip(7);
  out.size(part.in_b);
  out.size(part.in_a);
  out.number(before(a, part.in_a));
  out.number(behind(a, part.in_a + part.size));
  out.truth(input.substr(part.in_a, part.size) == output.substr(part.in_b, part.size));
  out.number(before(b, part.in_b));
  out.size(b.size() - part.in_b - part.size);
}

// Of texts of one length: in how many places they differ, and what stands in the first.
void write_differences(std::string_view a, std::string_view b, Facts& out) {
  if (a.size() != b.size()) return out.skip(3);
  std::size_t differ = 0, first = a.size();
  for (std::size_t i = a.size(); i-- > 0;)
    if (a[i] != b[i]) {
      ++differ;
      first = i;
    }
  out.size(differ);
  if (first == a.size()) return out.skip(2);
  out.number(code(a[first]));
  out.number(code(b[first]));
}

// The first sign of one text that the other has not; 0: none.
std::int64_t strange_sign(std::string_view in, std::string_view other) {
  for (const char c : in)
    if (is_sign(c) && other.find(c) == other.npos) return code(c);
  return 0;
}

}  // namespace

void text_facts(std::string_view text, std::span<std::int64_t> facts) {
  text = text.substr(0, kLooked);
  Facts out(facts);
  const auto counted = [&](auto&& test) { return std::count_if(text.begin(), text.end(), test); };
  out.size(words_of(text).size());
  out.number(counted(is_digit));
  out.number(counted(is_letter));
  out.number(counted(is_capital));
  out.number(count(text, ' '));
  std::string signs = only(text, is_sign);
  if (signs.empty()) {
    out.skip(5);
  } else {
    const char first = signs.front(), last = signs.back();
    std::sort(signs.begin(), signs.end());
    std::string distinct = signs;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    const char most = *std::max_element(distinct.begin(), distinct.end(), [&](char a, char b) {
      return count(signs, a) < count(signs, b);
    });
    out.size(distinct.size());
    out.number(code(first));
    out.number(code(most));
    out.number(count(signs, most));
    out.number(code(last));
  }
  if (text.empty()) return;
  out.number(kind_of(text.front()));
  out.number(kind_of(text.back()));
  const std::string rest = only(text, [](char c) { return !is_digit(c); });
  out.number(rest.empty() ? 1 : rest == "." ? 2 : rest.size() == text.size() ? 3 : 0);
  out.number(case_of(text));
}

void text_pair_facts(std::string_view input, std::string_view output,
                     std::span<std::int64_t> facts) {
  input = input.substr(0, kLooked);
  output = output.substr(0, kLooked);
  Facts out(facts);
  const std::string a = lowered(input), b = lowered(output);
  const auto has = [](std::string_view whole, std::string_view part) {
    return whole.find(part) != whole.npos;
  };
  out.number(static_cast<std::int64_t>(output.size()) - static_cast<std::int64_t>(input.size()));
  out.truth(input == output);
  out.truth(a == b);
  out.truth(has(input, output));
  out.truth(has(a, b));
  out.truth(has(b, a));
  out.truth(a.starts_with(b));
  out.truth(a.ends_with(b));
  out.truth(output == a);
  out.truth(output == raised(input));
  out.truth(output == proper(input));
  out.truth(output == only(input, is_digit));
  out.truth(output == only(input, is_letter));
  out.truth(output == only(input, [](char c) { return !is_sign(c); }));
  out.truth(output == only(input, [](char c) { return c != ' '; }));
  out.truth(output == only(input, is_capital));
  out.truth(is_subsequence(output, input));
  out.truth(std::all_of(b.begin(), b.end(), [&](char c) { return a.find(c) != a.npos; }));
  const auto words = words_of(a);
  std::string firsts;
  for (const std::string_view word : words) firsts += word.front();
  out.truth(!firsts.empty() && only(b, [](char c) { return !is_sign(c); }) == firsts);
  std::string sorted_a = a, sorted_b = b;
  std::sort(sorted_a.begin(), sorted_a.end());
  std::sort(sorted_b.begin(), sorted_b.end());
  out.truth(sorted_a == sorted_b);
  write_word(words, b, out);
  out.number(static_cast<std::int64_t>(words.size()) -
             static_cast<std::int64_t>(words_of(b).size()));
  write_place(a, b, out);
  write_common(a, b, input, output, out);
  const Cover covered = cover(a, b);
  out.number(covered.parts);
  out.number(covered.left);
  write_differences(input, output, out);
  out.number(strange_sign(input, output));
  out.number(strange_sign(output, input));
  out.truth(output == trimmed(input));
  out.truth(std::equal(output.begin(), output.end(), input.rbegin(), input.rend()));
  out.truth(!b.empty() && !a.empty() && a.front() == b.front());
}

}  // namespace inkling::pricer
