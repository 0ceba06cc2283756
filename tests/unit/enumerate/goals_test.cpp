#include "goals.hpp"

#include <gtest/gtest.h>

#include "language_domain.hpp"
#include "levels.hpp"

namespace inkling::enumerate {
namespace {

using dsl::CallSite;
using dsl::EvalContext;

bool distance(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  result.i = std::abs(args[0].i - args[1].i);
  return true;
}
// Two values of the first argument; the one that is right comes second.
std::size_t two_values(EvalContext&, const CallSite&, std::size_t, const Cell* args,
                       const Cell& result, Cell* values) {
  values[0].i = 1000;
  values[1].i = args[1].i - result.i;
  return 2;
}
bool magnitude(EvalContext&, const CallSite&, const Cell* args, Cell& result) {
  result.i = std::abs(args[0].i);
  return true;
}
// The second row has one value only.
std::size_t minus(EvalContext&, const CallSite&, std::size_t, const Cell*, const Cell& result,
                  Cell* values) {
  if (result.i != 5) values[0].i = 0;
  values[result.i != 5 ? 1 : 0].i = -result.i;
  return result.i != 5 ? 2 : 1;
}

// The parts of a search that has seen the inputs, and no more.
struct Parts {
  Parts(std::shared_ptr<const dsl::Catalogue> language, Task of)
      : catalogue(std::move(language)), task(std::move(of)) {
    meter.enter_level(1);
    EXPECT_TRUE(levels.run(1));
  }
  std::vector<std::string> programs() const {
    std::vector<std::string> texts;
    for (const Solution& solution : solutions.all())
      texts.push_back(dsl::print(*catalogue, *solution.expr));
    return texts;
  }

  std::shared_ptr<const dsl::Catalogue> catalogue;
  Task task;
  Prices prices = catalogue_prices(*catalogue);
  const dsl::Dialect& dialect = dsl::default_dialect(*catalogue);
  dsl::Verifier verifier = *dsl::Verifier::make(*catalogue, dialect, task);
  Store store{{*catalogue, dialect, prices, verifier},
              make_space(*catalogue, prices, task),
              {0, 1},
              Limits{0, 2, 100}};
  Budget budget;
  Solutions solutions{store, 8, 1.0};
  Meter meter{budget, {}, 0, nullptr, solutions, [] { return std::size_t{0}; }};
  Goals goals{store, solutions, meter};
  Levels levels{store, goals, solutions, meter, {}};
};

std::shared_ptr<dsl::Catalogue> one_operator(const char* name, const char* signature,
                                             dsl::Eval eval, dsl::Witness witness) {
  auto made = std::make_shared<dsl::Catalogue>("one", "a language of one operator");
  dsl::Operator& op = made->add(name, signature);
  op.eval = eval;
  op.witness = witness;
  op.witnessed = 1;
  return made;
}

TEST(Goals, EveryValueOfAWitnessBecomesAGoal) {
  Parts parts(one_operator("magnitude", "(x: int) -> int", magnitude, minus),
              task_of({{"-3", "3"}, {"-5", "5"}}));
  EXPECT_TRUE(parts.programs().empty());
  parts.goals.expand();
  EXPECT_EQ(parts.programs(), std::vector<std::string>{"magnitude(x0)"});
}

TEST(Goals, EveryValueOfAWitnessIsJoined) {
  Parts parts(one_operator("distance", "(x: int, y: int) -> int", distance, two_values),
              task_of({{"10,7", "3"}, {"20,15", "5"}}));
  const std::uint64_t before = parts.meter.evaluations();
  parts.goals.join();
  EXPECT_EQ(parts.programs(), std::vector<std::string>{"distance(x1, x0)"});
  EXPECT_GT(parts.meter.evaluations(), before);
  EXPECT_EQ(parts.goals.waiting(), 0U);
}

TEST(Goals, TheOutputIsAGoal) {
  Parts parts(one_operator("magnitude", "(x: int) -> int", magnitude, nullptr),
              task_of({{"3", "3"}, {"5", "5"}}));
  EXPECT_EQ(parts.programs(), std::vector<std::string>{"x0"});
}

}  // namespace
}  // namespace inkling::enumerate
