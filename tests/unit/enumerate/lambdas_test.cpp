#include "lambdas.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "language_domain.hpp"
#include "lists_catalogue.hpp"

namespace inkling::enumerate {
namespace {

using dsl::Sort;

struct Bodies {
  explicit Bodies(std::vector<Sort> params)
      : space(make_space(*catalogue, catalogue_prices(*catalogue), task_of({{"[1,2],3", "[4]"}}))),
        bank(*catalogue, catalogue->dialects().front(), catalogue_prices(*catalogue),
             std::move(params), space, 1, {0, 1, -1, 2, 3, 4, 5, -2, -3, 6, 7, 50, -50}) {
    bank.extend(0, 0, {}, 100000);
  }

  // Whether some lambda of at most that cost maps the arguments to the results.
  bool has(int cost, const std::vector<std::vector<std::int64_t>>& args,
           const std::vector<std::int64_t>& results) {
    std::vector<const std::int64_t*> columns;
    for (const auto& column : args) columns.push_back(column.data());
    std::vector<std::int64_t> out(results.size());
    for (bool boolean : {false, true}) {
      const auto& lambdas = bank.lambdas(boolean);
      for (std::uint32_t i = 0; i < bank.begin(boolean, cost + 1); ++i) {
        apply_lambda(lambdas[i], 0, catalogue->dialects().front(), columns.data(), out.size(),
                     out.data());
        if (out == results) return true;
      }
    }
    return false;
  }

  std::shared_ptr<const dsl::Catalogue> catalogue = lists::lists_catalogue();
  SearchSpace space;
  BodyBank bank;
};

const Sort kInt{Sort::Base::integer, 0, 0};

TEST(Lambdas, TheSeedsCostNothing) {
  Bodies unary({kInt});
  const std::vector<std::vector<std::int64_t>> x = {{-3, -1, 0, 2, 7}};
  EXPECT_TRUE(unary.has(0, x, {-2, 0, 1, 3, 8}));   // + 1
  EXPECT_TRUE(unary.has(0, x, {9, 1, 0, 4, 49}));   // ** 2
  EXPECT_TRUE(unary.has(0, x, {-2, -1, 0, 1, 3}));  // / 2, floor
  EXPECT_TRUE(unary.has(0, x, {1, 1, 0, 0, 1}));    // % 2 == 1, Python's modulo
  EXPECT_FALSE(unary.has(0, x, {-6, -2, 0, 4, 15}));
  Bodies binary({kInt, kInt});
  EXPECT_TRUE(binary.has(0, {{1, 5}, {4, 2}}, {1, 2}));   // min
  EXPECT_TRUE(binary.has(0, {{1, 5}, {4, 2}}, {-3, 3}));  // -
}

TEST(Lambdas, BodiesAreFoundByCost) {
  Bodies unary({kInt});
  unary.bank.extend(2, 2, {}, 100000);
  const std::vector<std::vector<std::int64_t>> x = {{-3, -1, 0, 2, 7}};
  EXPECT_TRUE(unary.has(2, x, {-5, -1, 1, 5, 15}));  // 2x + 1
}

TEST(Lambdas, CapturedScalarsFollowTheRow) {
  const auto catalogue = lists::lists_catalogue();
  const SearchSpace space = make_space(*catalogue, catalogue_prices(*catalogue),
                                       task_of({{"[1],3", "[4]"}, {"[1],5", "[6]"}}));
  BodyBank bank(*catalogue, catalogue->dialects().front(), catalogue_prices(*catalogue), {kInt},
                space, 2, {0, 1, 2, 3, -4});
  std::deque<Captured> captured(1);
  captured[0].sort = kInt;
  captured[0].cost = 1;
  for (std::int64_t row : {3, 5}) captured[0].spread.insert(captured[0].spread.end(), kStride, row);
  bank.extend(3, 3, captured, 100000);
  const std::int64_t x[] = {10, 20};
  const std::int64_t* columns[] = {x};
  bool found = false;
  for (const Lambda& lambda : bank.lambdas(false)) {
    std::int64_t first[2];
    std::int64_t second[2];
    apply_lambda(lambda, 0, catalogue->dialects().front(), columns, 2, first);
    apply_lambda(lambda, 1, catalogue->dialects().front(), columns, 2, second);
    found = found || (first[0] == 13 && first[1] == 23 && second[0] == 15 && second[1] == 25);
  }
  EXPECT_TRUE(found);
}

TEST(Lambdas, ColumnsLongerThanTheStride) {
  Bodies unary({kInt});
  std::vector<std::int64_t> x(3 * kStride + 5);
  std::vector<std::int64_t> y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = (x[i] = static_cast<std::int64_t>(i)) + 1;
  EXPECT_TRUE(unary.has(0, {x}, y));
}

TEST(Lambdas, StopsAtTheLimit) {
  Bodies binary({kInt, kInt});
  binary.bank.extend(6, 6, {}, 500);
  EXPECT_LE(binary.bank.lambdas(false).size() + binary.bank.lambdas(true).size(), 500U);
}

}  // namespace
}  // namespace inkling::enumerate
