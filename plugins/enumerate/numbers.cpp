#include "numbers.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

namespace inkling::enumerate {
namespace {

constexpr std::int64_t kLargest = std::int64_t{1} << 40;  // of what is looked at: no overflow below
constexpr std::size_t kMost = 512;                        // pairs and rows

bool small(std::int64_t n) {
  return -kLargest < n && n < kLargest;
}

// An element of an input and what stands in its place in the output.
struct Pair {
  std::int64_t before;
  std::int64_t after;
};

// Bounds that every example narrows.
struct Interval {
  std::int64_t lowest = -kLargest;
  std::int64_t highest = kLargest;
  void at_least(std::int64_t n) { lowest = std::max(lowest, n); }
  void at_most(std::int64_t n) { highest = std::min(highest, n); }
  // Both ends come from the examples: else nothing is pointed at.
  std::optional<std::int64_t> named() const {
    if (lowest > highest || lowest == -kLargest || highest == kLargest) return std::nullopt;
    return roundest(lowest, highest);
  }
};

bool numbers_of(const Value& value, std::vector<std::int64_t>& numbers) {
  for (const Value& item : value.as_list()) {
    if (!item.is_int() || !small(item.as_int())) return false;
    numbers.push_back(item.as_int());
  }
  return true;
}

// Empty when they do not stand side by side.
std::vector<Pair> pairs_of(const Task& task, std::size_t input) {
  std::vector<Pair> pairs;
  for (const Example& example : task.examples) {
    const Value& whole = example.inputs[input];
    std::vector<std::int64_t> before;
    std::vector<std::int64_t> after;
    if (whole.is_int() && example.output.is_int()) {
      before = {whole.as_int()};
      after = {example.output.as_int()};
      if (!small(before[0]) || !small(after[0])) return {};
    } else if (!whole.is_list() || !example.output.is_list() || !numbers_of(whole, before) ||
               !numbers_of(example.output, after) || before.size() != after.size()) {
      return {};
    }
    for (std::size_t i = 0; i < before.size() && pairs.size() < kMost; ++i)
      pairs.push_back({before[i], after[i]});
  }
  return pairs;
}

// before % c, before / c, min(before, c), max(before, c)
void from_pairs(const std::vector<Pair>& pairs, std::vector<std::int64_t>& found) {
  if (pairs.size() < 2) return;
  std::int64_t common = 0;
  std::int64_t least = pairs[0].after;
  std::int64_t most = pairs[0].after;
  bool positive = true;  // nothing is below 0
  Interval divisor;
  for (const auto& [before, after] : pairs) {
    common = std::gcd(common, before - after);
    least = std::min(least, after);
    most = std::max(most, after);
    positive = positive && before >= 0 && after >= 0;
    if (after > 0 && before > 0) divisor.at_most(before / after);
    if (before >= 0 && after >= 0) divisor.at_least(before / (after + 1) + 1);
  }
  if (positive && common > most && most > 0) {
    // All divisors that are large enough would do as well; the least is the most usual one.
    found.push_back(common);
    for (std::int64_t c = most + 1; c <= common / 2 && c < most + 1000; ++c)
      if (common % c == 0) {
        found.push_back(c);
        break;
      }
  }
  if (positive && common != 0 && most > 0)
    if (const auto c = divisor.named(); c && *c > 1) found.push_back(*c);
  const auto bounded = [&](std::int64_t bound, const auto& choose) {
    bool bites = false;
    for (const auto& [before, after] : pairs) {
      if (after != choose(before, bound)) return;
      bites = bites || after != before;
    }
    if (bites) found.push_back(bound);
  };
  bounded(most, [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
  bounded(least, [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
}

// What is kept lies above c, or below it.
struct Thresholds {
  Interval above;  // x > c
  Interval below;  // x < c
  void keep(std::int64_t n) {
    above.at_most(n - 1);
    below.at_least(n + 1);
  }
  void drop(std::int64_t n) {
    above.at_least(n);
    below.at_most(n);
  }
};

// Elements that the output keeps, in their order; false when it has others.
bool split(const std::vector<std::int64_t>& all, const std::vector<std::int64_t>& kept,
           Thresholds& thresholds) {
  std::size_t next = 0;
  for (const std::int64_t n : all) {
    if (next < kept.size() && kept[next] == n) {
      thresholds.keep(n);
      ++next;
    } else {
      thresholds.drop(n);
    }
  }
  return next == kept.size();
}

// As many elements as the output says are above c, or below it.
bool counted(std::vector<std::int64_t> all, std::int64_t count, Thresholds& thresholds) {
  if (count < 0 || count > static_cast<std::int64_t>(all.size())) return false;
  std::sort(all.begin(), all.end());
  const auto n = static_cast<std::size_t>(count);
  if (n > 0) {
    thresholds.above.at_most(all[all.size() - n] - 1);
    thresholds.below.at_least(all[n - 1] + 1);
  }
  if (n < all.size()) {
    thresholds.above.at_least(all[all.size() - n - 1]);
    thresholds.below.at_most(all[n]);
  }
  return true;
}

void from_choices(const Task& task, std::size_t input, std::vector<std::int64_t>& found) {
  Thresholds thresholds;
  for (std::size_t r = 0; r < task.examples.size() && r < kMost; ++r) {
    const Value& whole = task.examples[r].inputs[input];
    const Value& output = task.examples[r].output;
    std::vector<std::int64_t> all;
    std::vector<std::int64_t> kept;
    if (whole.is_int() && output.is_bool() && small(whole.as_int())) {
      if (output.as_bool())
        thresholds.keep(whole.as_int());
      else
        thresholds.drop(whole.as_int());
    } else if (whole.is_list() && numbers_of(whole, all)) {
      const bool fits = output.is_int() ? counted(std::move(all), output.as_int(), thresholds)
                        : output.is_list()
                            ? numbers_of(output, kept) && split(all, kept, thresholds)
                            : false;
      if (!fits) return;
    } else {
      return;
    }
  }
  for (const Interval& interval : {thresholds.above, thresholds.below})
    if (const auto c = interval.named()) found.push_back(*c);
}

// Less is rounder.
std::int64_t digits_of(std::int64_t n) {
  if (n == 0) return 0;
  n = std::abs(n);
  while (n % 10 == 0) n /= 10;
  const std::int64_t first = n == 1 ? 1 : n == 5 ? 2 : n == 2 ? 3 : 4;
  std::int64_t digits = 0;
  for (std::int64_t rest = n; rest > 0; rest /= 10) ++digits;
  return 10 * digits + (digits == 1 ? first : n % 5 == 0 ? 4 : 5);
}

}  // namespace

std::int64_t roundest(std::int64_t lowest, std::int64_t highest) {
  // Of every power of ten the multiples next to the lower end; the roundest is among them.
  std::optional<std::int64_t> best;
  const auto offer = [&](std::int64_t n) {
    if (n < lowest || n > highest) return;
    if (!best ||
        std::pair(digits_of(n), std::abs(n)) < std::pair(digits_of(*best), std::abs(*best)))
      best = n;
  };
  for (std::int64_t step = 1; step <= kLargest; step *= 10) {
    const std::int64_t from = lowest / step - 1;
    for (std::int64_t k = from; k <= from + 11; ++k) offer(k * step);
    if (lowest < 0 && highest > 0) offer(0);
  }
  return best.value_or(lowest);
}

std::vector<std::int64_t> numbers_pointed_at(const Task& task) {
  std::vector<std::int64_t> found;
  if (task.examples.empty()) return found;
  for (std::size_t i = 0; i < task.examples.front().inputs.size(); ++i) {
    from_pairs(pairs_of(task, i), found);
    from_choices(task, i, found);
  }
  std::vector<std::int64_t> once;
  for (const std::int64_t n : found)
    if (std::find(once.begin(), once.end(), n) == once.end()) once.push_back(n);
  return once;
}

}  // namespace inkling::enumerate
