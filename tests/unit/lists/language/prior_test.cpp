// What list programs are made of, and what the fitted prior says of it.
#include <gtest/gtest.h>

#include <inkling/dsl/prior.hpp>

#include "lists_catalogue.hpp"

namespace inkling::lists {
namespace {

dsl::Features features_of(const char* text, std::size_t inputs = 1) {
  const auto catalogue = lists_catalogue();
  const std::vector<dsl::Sort> sorts(inputs, {dsl::Sort::Base::integer, 1, 0});
  const dsl::Dialect* dialect = nullptr;
  const auto expr = dsl::parse(*catalogue, text, &sorts, &dialect);
  EXPECT_TRUE(expr.ok()) << text;
  return expr.ok() ? dsl::features(*catalogue, **expr, inputs) : dsl::Features{};
}

TEST(Prior, CountsWhatAProgramIsMadeOf) {
  EXPECT_EQ(features_of("filter(x -> x > 10, reverse(x0))", 2),
            (dsl::Features{{"filter", 1},
                           {"function", 1},
                           {"gt", 1},
                           {"constant above 5", 1},
                           {"reverse", 1},
                           {"input", 1},
                           {"unused input", 1},
                           {"list of int: filter", 1}}));
  EXPECT_EQ(features_of("x0 ++ map(x -> x * -2, x0)"), (dsl::Features{{"concat", 1},
                                                                      {"map", 1},
                                                                      {"function", 1},
                                                                      {"mul", 1},
                                                                      {"constant 2", 1},
                                                                      {"input", 2},
                                                                      {"list of int: concat", 1}}));
  EXPECT_EQ(features_of("x0"), (dsl::Features{{"input", 1}, {"list of int: ", 1}}));
}

TEST(Prior, AddsWhatItNames) {
  const dsl::Features of{{"a", 2}, {"b", 1}, {"c", 3}};
  EXPECT_DOUBLE_EQ(dsl::bits({{"a", 0.5}, {"c", -1}}, of), -2);
  EXPECT_DOUBLE_EQ(dsl::bits({}, of), 0);
}

// Where an operator costs three bits and more, the prior must not make it free: a program would
// become shorter by what is put into it.
TEST(Prior, NothingCostsLessThanNothing) {
  const dsl::Features& prior = lists_catalogue()->prior();
  ASSERT_FALSE(prior.empty());
  const auto price = [&](const std::string& name) {
    const auto it = prior.find(name);
    return it == prior.end() ? 0.0 : it->second;
  };
  for (const dsl::Operator& op : lists_catalogue()->operators())
    if (op.cost > 0) EXPECT_GT(3.0 * op.cost + price(op.name), 0) << op.name;
  for (const auto& [name, bits] : prior) EXPECT_GE(bits, -1.0) << name;
}

// Of a truth value about a list people rarely mean whether some element is odd.
TEST(Prior, ParityIsALongerStoryThanOrder) {
  const dsl::Features& prior = lists_catalogue()->prior();
  EXPECT_GT(dsl::bits(prior, features_of("is_odd(head(x0))")),
            dsl::bits(prior, features_of("x0 == sort(x0)")));
}

}  // namespace
}  // namespace inkling::lists
