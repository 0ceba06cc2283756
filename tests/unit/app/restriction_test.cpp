// What the states have in common on which a meaning is right.
#include "restriction.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace inkling::app {
namespace {

std::vector<Value> row(std::vector<int> items) {
  Value::List list;
  for (const int item : items) list.emplace_back(item);
  return {Value(std::move(list))};
}

// Wrong where an item occurs three times.
struct Rows {
  std::vector<std::vector<Value>> rows;
  std::vector<bool> right;
};
Rows rows_wrong_on_triples() {
  Rows made;
  for (int i = 0; i < 90; ++i) {
    const int a = i % 10, b = (a + 1) % 10, c = (a + 3) % 10;
    const bool triple = i % 9 == 0;
    made.rows.push_back(triple ? row({a, a, a, b}) : row({a, b, c, a}));
    made.right.push_back(!triple);
  }
  return made;
}

TEST(Restriction, IsTheWidestBoundThatLeavesErrorsOut) {
  const Rows made = rows_wrong_on_triples();
  const auto found = find_restriction(made.rows, made.right, 0.995);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(to_text(*found), "most_equal<=2");
  EXPECT_TRUE(found->holds(row({1, 2, 1})));
  EXPECT_FALSE(found->holds(row({1, 1, 1})));
  EXPECT_FALSE(found->holds({Value(3)}));  // no list at all
  EXPECT_EQ(in_words("most_equal<=2"), "where no item occurs more than 2 times");
}

TEST(Restriction, ErrorsThatHaveNothingInCommonGiveNone) {
  Rows made = rows_wrong_on_triples();
  for (std::size_t i = 0; i < made.right.size(); ++i) made.right[i] = i % 2 == 0;
  EXPECT_FALSE(find_restriction(made.rows, made.right, 0.995).has_value());
}

TEST(Restriction, LeavesSomethingOut) {
  Rows made = rows_wrong_on_triples();
  made.right.assign(made.right.size(), true);
  const auto found = find_restriction(made.rows, made.right, 0.995);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(std::any_of(made.rows.begin(), made.rows.end(),
                          [&](const auto& it) { return !found->holds(it); }));
}

TEST(Restriction, MayBeABoundOnNumbersOrLengths) {
  std::vector<std::vector<Value>> rows;
  std::vector<bool> right;
  for (int i = 0; i < 50; ++i) {
    rows.push_back({Value(i)});
    right.push_back(i < 40);
  }
  const auto found = find_restriction(rows, right, 1.0);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(to_text(*found), "largest<=39");
  EXPECT_EQ(in_words("smallest>=3"), "where no number is below 3");
  EXPECT_EQ(in_words("nonsense"), "");
}

}  // namespace
}  // namespace inkling::app
