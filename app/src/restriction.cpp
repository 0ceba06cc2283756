#include "restriction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace inkling::app {
namespace {

constexpr double kLeast = 0.5;  // share of rows that a restriction must leave in

struct Named {
  Measure measure;
  std::string_view name, most, least;  // words with the bound at {}
};
constexpr std::array kNames = {
    Named{Measure::length, "length", "where nothing is longer than {}",
          "where the longest has at least {}"},
    Named{Measure::most_equal, "most_equal", "where no item occurs more than {} times",
          "where an item occurs {} times or more"},
    Named{Measure::distinct, "distinct", "where there are at most {} different items",
          "where there are at least {} different items"},
    Named{Measure::largest, "largest", "where no number is above {}",
          "where a number is {} or more"},
    Named{Measure::smallest, "smallest", "where a number is {} or less",
          "where no number is below {}"},
};

// Of one value; nothing is added where it has no such measure.
void add(Measure measure, const Value& value, std::optional<std::int64_t>& found) {
  const auto take = [&](std::int64_t number) {
    const bool least = measure == Measure::smallest || measure == Measure::distinct;
    found = !found ? number : least ? std::min(*found, number) : std::max(*found, number);
  };
  const bool of_numbers = measure == Measure::largest || measure == Measure::smallest;
  if (of_numbers && value.is_int()) take(value.as_int());
  if (measure == Measure::length && value.is_string())
    take(static_cast<std::int64_t>(value.as_string().size()));
  if (!value.is_list()) return;
  const Value::List& items = value.as_list();
  if (of_numbers)
    for (const Value& item : items) add(measure, item, found);
  if (measure == Measure::length) take(static_cast<std::int64_t>(items.size()));
  if (measure != Measure::most_equal && measure != Measure::distinct) return;
  std::map<Value, std::int64_t> counts;
  for (const Value& item : items) ++counts[item];
  std::int64_t most = 0;
  for (const auto& [item, count] : counts) most = std::max(most, count);
  take(measure == Measure::most_equal ? most : static_cast<std::int64_t>(counts.size()));
}

std::optional<std::int64_t> measured(Measure measure, const std::vector<Value>& row) {
  std::optional<std::int64_t> found;
  for (const Value& value : row) add(measure, value, found);
  return found;
}

}  // namespace

bool Restriction::holds(const std::vector<Value>& row) const {
  const auto number = measured(measure, row);
  return number && (at_most ? *number <= bound : *number >= bound);
}

std::string to_text(const Restriction& restriction) {
  for (const Named& it : kNames)
    if (it.measure == restriction.measure)
      return fmt::format("{}{}{}", it.name, restriction.at_most ? "<=" : ">=", restriction.bound);
  return {};
}

std::string in_words(std::string_view restriction) {
  const std::size_t at = restriction.find_first_of("<>");
  if (at == restriction.npos || at + 2 >= restriction.size()) return {};
  for (const Named& it : kNames)
    if (it.name == restriction.substr(0, at))
      return fmt::format(fmt::runtime(restriction[at] == '<' ? it.most : it.least),
                         restriction.substr(at + 2));
  return {};
}

std::optional<Restriction> find_restriction(const std::vector<std::vector<Value>>& rows,
                                            const std::vector<bool>& right, double agreement) {
  std::optional<Restriction> best;
  auto most = static_cast<std::size_t>(kLeast * static_cast<double>(rows.size()));
  for (const Named& it : kNames) {
    // Rows by their measure: how many, and on how many the meaning is right.
    std::map<std::int64_t, std::pair<std::size_t, std::size_t>> counts;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (const auto number = measured(it.measure, rows[i])) {
        ++counts[*number].first;
        counts[*number].second += right[i] ? 1U : 0U;
      }
    const auto look = [&](auto from, auto to, bool at_most) {
      std::size_t count = 0, good = 0;
      for (; from != to; ++from) {
        count += from->second.first;
        good += from->second.second;
        if (count <= most || count == rows.size() ||
            static_cast<double>(good) < agreement * static_cast<double>(count))
          continue;
        most = count;
        best = Restriction{it.measure, at_most, from->first};
      }
    };
    look(counts.begin(), counts.end(), true);
    look(counts.rbegin(), counts.rend(), false);
  }
  return best;
}

}  // namespace inkling::app
