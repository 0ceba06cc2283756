#include "lookalike.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace inkling::strings {
namespace {

constexpr std::array<std::string_view, 48> kWords{
    "ada",       "alan",   "grace",  "edsger", "barbara", "donald",  "margaret", "dennis",
    "katherine", "tim",    "radia",  "linus",  "frances", "john",    "hedy",     "ken",
    "lovelace",  "turing", "hopper", "knuth",  "liskov",  "ritchie", "hamilton", "perlman",
    "berlin",    "paris",  "oslo",   "lima",   "cairo",   "kyoto",   "london",   "quito",
    "red",       "blue",   "green",  "apple",  "river",   "stone",   "market",   "window",
    "north",     "south",  "main",   "oak",    "data",    "mail",    "open",     "blog"};

enum class Kind { digits, letters, other };

bool between(char c, char low, char high) {
  return c >= low && c <= high;
}
bool is_capital(char c) {
  return between(c, 'A', 'Z');
}
Kind kind_of(char c) {
  if (between(c, '0', '9')) return Kind::digits;
  return is_capital(c) || between(c, 'a', 'z') ? Kind::letters : Kind::other;
}

// Runs of one kind; bytes of other characters than ASCII belong to `other` and stay as they are.
std::vector<std::string> split_runs(std::string_view text) {
  std::vector<std::string> runs;
  Kind last = Kind::other;
  for (char c : text) {
    if (runs.empty() || kind_of(c) != last) runs.emplace_back();
    last = kind_of(c);
    runs.back() += c;
  }
  return runs;
}

char to_capital(char c) {
  return between(c, 'a', 'z') ? static_cast<char>(c - 'a' + 'A') : c;
}

// `word` (small letters) in the case pattern of `like`.
std::string in_case_of(std::string word, std::string_view like) {
  const auto capitals = std::count_if(like.begin(), like.end(), is_capital);
  const bool all = capitals == static_cast<std::ptrdiff_t>(like.size()) && like.size() > 1;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (all || (i == 0 && is_capital(like[0]))) word[i] = to_capital(word[i]);
  return word;
}

// Longer texts change at their beginning only: the time that a row takes must not grow with the
// task.
constexpr std::size_t kLooked = 1024;

class RowSampler {
 public:
  RowSampler(const Task& like, Rng& rng) : like_(like), rng_(rng) {}

  std::vector<Value> sample() {
    const auto rows = static_cast<std::int64_t>(like_.examples.size() + like_.queries.size());
    const auto number = static_cast<std::size_t>(rng_.uniform(0, rows - 1));
    std::vector<Value> row;
    for (std::size_t i = 0; i < inputs(number).size(); ++i) {
      argument_ = i;
      row.push_back(change(inputs(number)[i]));
    }
    return row;
  }

 private:
  const std::vector<Value>& inputs(std::size_t row) const {
    const std::size_t n = like_.examples.size();
    return row < n ? like_.examples[row].inputs : like_.queries[row - n].inputs;
  }

  Value change(const Value& value) {
    if (value.is_bool()) return Value(rng_.bernoulli(0.5));
    if (value.is_int()) return Value(change_integer(value.as_int()));
    if (value.is_string()) return Value(change_text(value.as_string()));
    Value::List list;
    for (const Value& element : value.as_list()) list.push_back(change(element));
    return Value(std::move(list));
  }

  // Near by, and not negative unless the given one is.
  std::int64_t change_integer(std::int64_t n) {
    constexpr std::int64_t kFar = 1'000'000'000'000;
    if (n < -kFar || n > kFar) return n;
    const std::int64_t reach = std::max<std::int64_t>(3, n < 0 ? -n : n);
    const std::int64_t changed = n + rng_.uniform(-reach, reach);
    return n >= 0 && changed < 0 ? -changed : changed;
  }

  std::string change_text(const std::string& text) {
    const auto head = std::string_view(text).substr(0, kLooked);
    std::vector<std::string> runs = split_runs(head);
    if (rng_.bernoulli(0.15)) change_length(runs);
    std::string changed;
    for (const std::string& run : runs) changed += change_run(run);
    changed += std::string_view(text).substr(head.size());
    return changed.size() <= kMaxStringBytes ? changed : text;
  }

  // Leaves out or repeats one run together with the separator behind it.
  void change_length(std::vector<std::string>& runs) {
    if (runs.size() < 3) return;
    const auto last = static_cast<std::int64_t>(runs.size()) - 3;
    const std::ptrdiff_t at = rng_.uniform(0, last);
    if (rng_.bernoulli(0.5)) {
      runs.erase(runs.begin() + at, runs.begin() + at + 2);
    } else {
      const std::vector<std::string> twice(runs.begin() + at, runs.begin() + at + 2);
      runs.insert(runs.begin() + at, twice.begin(), twice.end());
    }
  }

  // The same run becomes the same replacement everywhere in the row, nearly always.
  std::string change_run(const std::string& run) {
    const Kind kind = kind_of(run[0]);
    if (kind == Kind::other) return run;
    const auto known = replaced_.find(run);
    if (known != replaced_.end() && !rng_.bernoulli(0.1)) return known->second;
    std::string changed = run;
    if (!in_all_rows(run) || rng_.bernoulli(0.15))
      changed = kind == Kind::digits ? random_digits(run) : random_word(run);
    replaced_[run] = changed;
    return changed;
  }

  // Whether the run occurs in this argument of every row (of the first 20), and there are several.
  bool in_all_rows(const std::string& run) const {
    const std::size_t rows =
        std::min<std::size_t>(20, like_.examples.size() + like_.queries.size());
    for (std::size_t row = 0; row < rows; ++row) {
      const Value& value = inputs(row)[argument_];
      if (!value.is_string()) return false;
      const auto head = std::string_view(value.as_string()).substr(0, kLooked);
      if (head.find(run) == std::string_view::npos) return false;
    }
    return rows > 1;
  }

  char random_digit() { return static_cast<char>('0' + rng_.uniform(0, 9)); }

  std::string random_digits(const std::string& run) {
    std::string digits = run;
    if (rng_.bernoulli(0.15)) digits += '0';
    if (digits.size() > 1 && rng_.bernoulli(0.15)) digits.pop_back();
    for (char& c : digits) c = random_digit();
    if (run[0] != '0' && digits[0] == '0') digits[0] = static_cast<char>('1' + rng_.uniform(0, 8));
    return digits;
  }

  // Long runs become known words; short ones, and those that look like codes, letter for letter.
  std::string random_word(const std::string& run) {
    if (run.size() >= 3 && rng_.bernoulli(0.7))
      return in_case_of(std::string(rng_.pick(std::span<const std::string_view>(kWords))), run);
    std::string word = run;
    for (char& c : word) {
      const char letter = static_cast<char>('a' + rng_.uniform(0, 25));
      c = is_capital(c) ? to_capital(letter) : letter;
    }
    return word;
  }

  const Task& like_;
  Rng& rng_;
  std::size_t argument_ = 0;
  std::map<std::string, std::string> replaced_;
};

}  // namespace

std::vector<Value> sample_row_like(const Task& like, Rng& rng) {
  return RowSampler(like, rng).sample();
}

}  // namespace inkling::strings
