#include <gtest/gtest.h>

#include <algorithm>
#include <inkling/rng.hpp>

#include "bustle_search.hpp"
#include "bustle_searcher.hpp"
#include "edit_distance.hpp"
#include "hnps_language.hpp"
#include "sampler.hpp"

namespace inkling::hnps {
namespace {

// Row by row, as books have it.
std::size_t plain_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

TEST(EditDistance, IsThatOfTheTable) {
  Rng rng(4);
  const auto text = [&](std::int64_t most) {
    std::string made;
    for (auto left = rng.uniform(0, most); left > 0; --left)
      made += static_cast<char>('a' + rng.uniform(0, 3));
    return made;
  };
  for (int i = 0; i < 400; ++i) {
    const std::string a = text(i % 2 == 0 ? 10 : 200), b = text(200);
    EXPECT_EQ(EditDistance(a).to(b), plain_distance(a, b)) << a << " / " << b;
  }
  EXPECT_EQ(EditDistance("").to("abc"), 3U);
  EXPECT_EQ(EditDistance(std::string(64, 'a')).to(std::string(128, 'a')), 64U);
}

struct Outcome {
  std::vector<Bustle::Found> solutions;
  Bustle::Found best;
  std::uint64_t tried = 0;
};

Outcome solve(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
              std::uint64_t expressions, BustleOptions options = {}) {
  const Budget budget(BudgetLimits{std::chrono::nanoseconds(0)});
  search::Meter meter(budget);
  meter.end_after(expressions);
  Bustle bustle(inputs, outputs, options, meter);
  bustle.run();
  return {bustle.solutions(), bustle.best(), meter.evaluations()};
}

TEST(Bustle, FindsPartsAndConstants) {
  const std::vector<std::string> inputs{"Ada Lovelace, 1815", "Alan Turing, 1912",
                                        "Grace Hopper, 1906"};
  const auto name = solve(inputs, {"Ada", "Alan", "Grace"}, 200'000);
  ASSERT_FALSE(name.solutions.empty());
  for (const Bustle::Found& it : name.solutions)
    for (std::size_t i = 0; i < inputs.size(); ++i)
      EXPECT_EQ(run(it.program, Subject(inputs[i])),
                (std::vector<std::string>{"Ada", "Alan", "Grace"})[i]);
  const auto dotted = solve(inputs, {"A.", "A.", "G."}, 200'000);
  EXPECT_FALSE(dotted.solutions.empty());
}

TEST(Bustle, PruningLosesNothingAndReachesFarther) {
  std::size_t plain = 0, pruned = 0;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    Rng rng(seed);
    const auto task = sample(Suite::direct, 2, 10, rng);
    ASSERT_TRUE(task);
    BustleOptions options;
    options.more = 1000;
    plain += solve(task->inputs, task->outputs, 30'000, options).solutions.empty() ? 0U : 1U;
    options.prune = true;
    pruned += solve(task->inputs, task->outputs, 30'000, options).solutions.empty() ? 0U : 1U;
  }
  EXPECT_GE(pruned, plain);
  EXPECT_GE(pruned, 2U);
}

TEST(Bustle, StopsWhereItIsTold) {
  const std::vector<std::string> inputs{"abc def", "ghij k"}, outputs{"zzz", "yyy"};
  EXPECT_EQ(solve(inputs, outputs, 1000).tried, 1000U);
  EXPECT_EQ(solve(inputs, outputs, 1000).best.fits, 0U);
  BustleOptions options;
  options.max_weight = 6;
  EXPECT_LT(solve(inputs, outputs, 1'000'000, options).tried, 100'000U);
}

TEST(Bustle, RefusesWhatIsNoText) {
  const auto searcher = make_bustle_searcher();
  const auto language = make_language();
  Task task;
  task.domain = "strings";
  task.examples = {{{Value(3)}, Value("a")}};
  Toolbox tools;
  tools.language = language.get();
  const Params params(searcher->info().params);
  const auto outcome = searcher->search(task, tools, params, 0, Budget(), nullptr);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::bad_input);
  tools.language = nullptr;
  EXPECT_EQ(searcher->search(task, tools, params, 0, Budget(), nullptr).error().code,
            ErrorCode::unsupported);
}

}  // namespace
}  // namespace inkling::hnps
