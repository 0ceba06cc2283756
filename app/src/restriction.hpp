// What states have in common on which a meaning is right: one bound on one measure of them.
#pragma once

#include <inkling/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

// Of a row of inputs; of several, the largest or smallest that one of them has.
enum class Measure {
  length,      // of the longest list or text
  most_equal,  // how often the commonest item of a list occurs
  distinct,    // different items of the list that has the fewest
  largest,     // number
  smallest,
};

struct Restriction {
  Measure measure = Measure::length;
  bool at_most = true;
  std::int64_t bound = 0;
  // A row without such a measure (no list, no number) is left out.
  bool holds(const std::vector<Value>& row) const;
};

// "most_equal<=4"
std::string to_text(const Restriction& restriction);
// "where no item occurs more than 4 times"; of what to_text() gives. Empty: it is no such text.
std::string in_words(std::string_view restriction);

// The bound that leaves in most rows, and few on which the meaning is wrong: a share of `agreement`
// is right. nullopt: none leaves in half of them.
std::optional<Restriction> find_restriction(const std::vector<std::vector<Value>>& rows,
                                            const std::vector<bool>& right, double agreement);

}  // namespace inkling::app
