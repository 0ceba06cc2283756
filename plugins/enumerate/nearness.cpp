#include "nearness.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace inkling::enumerate {
namespace {

using dsl::Cell;
using Numbers = std::span<const std::int64_t>;

constexpr std::size_t kLooked = 24;  // elements of a list
constexpr double kOneStep = 2, kPerhaps = 4, kFar = 9;

Numbers numbers(const Cell& cell) {
  return {cell.v, std::min<std::size_t>(cell.size, kLooked)};
}

// Whether the same key always has the same value, and how often that was seen.
class Relation {
 public:
  bool add(std::int64_t key, std::int64_t value) {
    for (const auto& [known, is] : pairs_)
      if (known == key) {
        ++repeats_;
        return is == value;
      }
    pairs_.emplace_back(key, value);
    return true;
  }
  // A relation that nothing repeats in says little.
  double distance() const { return repeats_ >= 2 ? kOneStep : kPerhaps; }
  void clear() {
    pairs_.clear();
    repeats_ = 0;
  }

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs_;
  std::size_t repeats_ = 0;
};

class Comparison {
 public:
  Comparison(const Cell* value, const Cell* target, std::size_t rows)
      : value_(value), target_(target), rows_(rows) {}

  double of_lists() {
    double nearest = kFar - 4 * overlap();
    if (every([](Numbers a, Numbers b) { return a.size() == b.size(); })) {
      nearest = std::min(nearest, kFar - 1 - 4 * in_place());
      if (pointwise(false)) nearest = std::min(nearest, relation_.distance());
      if (pointwise(true)) nearest = std::min(nearest, relation_.distance() + 0.5);
      if (every([](Numbers a, Numbers b) {
            return std::is_permutation(a.begin(), a.end(), b.begin());
          }))
        nearest = kOneStep;
    } else if (every(has_as_part)) {
      nearest = std::min(nearest, kOneStep + 0.5);
    } else if (filtered()) {
      nearest = std::min(nearest, relation_.distance());
    }
    return nearest;
  }

  double list_to_number() const {
    bool element = true, count = true;
    for (std::size_t r = 0; r < rows_; ++r) {
      const Numbers a = numbers(value_[r]);
      element = element && std::find(a.begin(), a.end(), target_[r].i) != a.end();
      count = count && target_[r].i >= 0 && target_[r].i <= value_[r].size;
    }
    return element ? kPerhaps : count ? kPerhaps + 1 : kFar - 2;
  }
  double number_to_list() const {
    bool length = true, element = true;
    for (std::size_t r = 0; r < rows_; ++r) {
      const Numbers b = numbers(target_[r]);
      length = length && value_[r].i == target_[r].size;
      element = element && std::find(b.begin(), b.end(), value_[r].i) != b.end();
    }
    return length ? kPerhaps : element ? kPerhaps + 1 : kFar - 1;
  }
  double of_numbers() {
    relation_.clear();
    for (std::size_t r = 0; r < rows_; ++r)
      if (!relation_.add(value_[r].i, target_[r].i)) return kFar;
    return relation_.distance() + 2;
  }

 private:
  template <class Holds>
  bool every(const Holds& holds) const {
    for (std::size_t r = 0; r < rows_; ++r)
      if (!holds(numbers(value_[r]), numbers(target_[r]))) return false;
    return true;
  }
  static bool has_as_part(Numbers a, Numbers b) {
    return std::search(a.begin(), a.end(), b.begin(), b.end()) != a.end() || b.empty();
  }
  // Every element comes from the one in its place; with `sums`, what it is more than the last one.
  bool pointwise(bool sums) {
    relation_.clear();
    for (std::size_t r = 0; r < rows_; ++r) {
      const Numbers a = numbers(value_[r]), b = numbers(target_[r]);
      for (std::size_t i = sums ? 1 : 0; i < b.size(); ++i)
        if (!relation_.add(a[i], sums ? b[i] - b[i - 1] : b[i])) return false;
    }
    return true;
  }
  // The output has all elements of some kinds, in their order, and none of the others.
  bool filtered() {
    relation_.clear();
    for (std::size_t r = 0; r < rows_; ++r) {
      const Numbers a = numbers(value_[r]), b = numbers(target_[r]);
      std::size_t at = 0;
      for (const std::int64_t it : a) {
        const bool kept = at < b.size() && b[at] == it;
        at += kept ? 1 : 0;
        if (!relation_.add(it, kept ? 1 : 0)) return false;
      }
      if (at < b.size()) return false;
    }
    return true;
  }
  // The share of the output's elements that the value has; and has in their place.
  double overlap() const {
    return share([](Numbers a, Numbers, std::size_t, std::int64_t it) {
      return std::find(a.begin(), a.end(), it) != a.end();
    });
  }
  double in_place() const {
    return share([](Numbers a, Numbers, std::size_t i, std::int64_t it) {
      return i < a.size() && a[i] == it;
    });
  }
  template <class Has>
  double share(const Has& has) const {
    std::size_t all = 0, shared = 0;
    for (std::size_t r = 0; r < rows_; ++r) {
      const Numbers a = numbers(value_[r]), b = numbers(target_[r]);
      all += b.size();
      for (std::size_t i = 0; i < b.size(); ++i) shared += has(a, b, i, b[i]) ? 1U : 0U;
    }
    return all == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(all);
  }

  const Cell* value_;
  const Cell* target_;
  std::size_t rows_;
  Relation relation_;
};

}  // namespace

bool has_distance(dsl::Sort sort) {
  return sort.base == dsl::Sort::Base::integer && sort.depth <= 1;
}

double distance(dsl::Sort sort, const dsl::Cell* value, dsl::Sort wanted, const dsl::Cell* target,
                std::size_t rows) {
  Comparison comparison(value, target, rows);
  if (sort.depth == 0)
    return wanted.depth == 0 ? comparison.of_numbers() : comparison.number_to_list();
  return wanted.depth == 0 ? comparison.list_to_number() : comparison.of_lists();
}

}  // namespace inkling::enumerate
