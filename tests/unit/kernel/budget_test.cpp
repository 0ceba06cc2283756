#include <gtest/gtest.h>

#include <cmath>
#include <inkling/budget.hpp>
#include <inkling/search_clock.hpp>
#include <thread>

namespace inkling {
namespace {

using std::chrono::milliseconds;

TEST(Budget, WithoutLimitsItIsNeverExhausted) {
  const Budget budget(BudgetLimits{milliseconds(0), 0, 0, 1});
  StopReason reason{};
  EXPECT_FALSE(budget.exhausted(~0ULL, ~std::size_t{0}, reason));
  EXPECT_TRUE(std::isinf(budget.remaining_seconds()));
}

TEST(Budget, NamesTheLimitThatWasReached) {
  const Budget budget(BudgetLimits{milliseconds(0), 100, 1000, 1});
  StopReason reason{};
  EXPECT_FALSE(budget.exhausted(99, 1000, reason));
  EXPECT_TRUE(budget.exhausted(100, 0, reason));
  EXPECT_EQ(reason, StopReason::evaluations);
  EXPECT_TRUE(budget.exhausted(0, 1001, reason));
  EXPECT_EQ(reason, StopReason::memory);
}

TEST(Budget, DeadlinePasses) {
  const Budget budget(BudgetLimits{milliseconds(20), 0, 0, 1});
  StopReason reason{};
  EXPECT_FALSE(budget.exhausted(0, 0, reason));
  std::this_thread::sleep_for(milliseconds(25));
  EXPECT_TRUE(budget.exhausted(0, 0, reason));
  EXPECT_EQ(reason, StopReason::deadline);
  EXPECT_EQ(budget.remaining_seconds(), 0.0);
  EXPECT_GE(budget.elapsed_seconds(), 0.02);
}

TEST(Budget, TimeStandsStillWhileTheProcessIsStopped) {
  const Budget budget(BudgetLimits{milliseconds(200), 0, 0, 1});
  ASSERT_TRUE(hold_search_clock());
  EXPECT_FALSE(hold_search_clock()) << "held already";
  const double held_at = budget.elapsed_seconds();
  std::this_thread::sleep_for(milliseconds(250));
  StopReason reason{};
  EXPECT_FALSE(budget.exhausted(0, 0, reason));
  EXPECT_EQ(budget.elapsed_seconds(), held_at);
  const auto before = search_now();
  release_search_clock();
  EXPECT_GE(search_now(), before) << "no clock goes back";
  EXPECT_GE(std::chrono::steady_clock::now() - search_now(), milliseconds(240));
  std::this_thread::sleep_for(milliseconds(210));
  EXPECT_TRUE(budget.exhausted(0, 0, reason));
  EXPECT_EQ(reason, StopReason::deadline);
}

TEST(Budget, EvaluationsComeBeforeTheClockSoThatRunsAgree) {
  const Budget budget(BudgetLimits{std::chrono::nanoseconds(1), 10, 0, 1});
  std::this_thread::sleep_for(milliseconds(1));
  StopReason reason{};
  ASSERT_TRUE(budget.exhausted(10, 0, reason));
  EXPECT_EQ(reason, StopReason::evaluations);
}

TEST(Budget, StopTokenWinsAndReachesCopies) {
  std::stop_source source;
  const Budget budget(BudgetLimits{milliseconds(0), 1, 0, 1}, source.get_token());
  const Budget copy = budget;
  EXPECT_FALSE(copy.cancelled());
  source.request_stop();
  EXPECT_TRUE(copy.cancelled());
  StopReason reason{};
  ASSERT_TRUE(copy.exhausted(5, 0, reason));
  EXPECT_EQ(reason, StopReason::cancelled);
}

}  // namespace
}  // namespace inkling
