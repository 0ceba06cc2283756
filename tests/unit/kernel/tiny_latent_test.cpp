// DifferentiableInterpreter and LatentProblem, proved on a latent language whose loss is known.
#include "support/tiny_latent.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/tiny_domain.hpp"

namespace inkling::test {
namespace {

using List = Value::List;

std::unique_ptr<LatentProblem> prepare(const TinyLatent& model, const Task& task,
                                       const std::string& params = {}) {
  ProblemOptions options;
  options.params = Params::parse(model.params(), params).value();
  auto problem = model.gradient()->prepare(task, options);
  EXPECT_TRUE(problem);
  return std::move(problem).value();
}

std::vector<float> losses(LatentProblem& problem, std::vector<float> latent,
                          const Evaluation& how) {
  const LatentSpace space = problem.space();
  const std::size_t starts = latent.size() / space.size();
  std::vector<float> loss(starts);
  const Result<void> ok = problem.evaluate(
      TensorView<const float>(latent.data(), {starts, space.positions, space.width}), how,
      TensorView<float>(loss.data(), {starts}), {});
  EXPECT_TRUE(ok);
  return loss;
}

TEST(TinyLatent, RunsTracesAndParsesBack) {
  const TinyLatent model;
  const Program program = model.program({1, 2});
  EXPECT_EQ(*model.run(program, std::vector<Value>{List{0, 7}}), Value(List{4, 1}));
  const auto trace = model.trace(program, std::vector<Value>{List{7}});
  ASSERT_TRUE(trace);
  ASSERT_EQ(trace->size(), 3U);
  EXPECT_EQ((*trace)[1].value, Value(List{8}));
  EXPECT_EQ((*trace)[2].label, "t2");
  const auto back = model.parse(program.text());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->code().tokens, program.code().tokens);
  EXPECT_FALSE(model.parse("<1 9>"));
  EXPECT_FALSE(model.parse("sort(x0)"));
  EXPECT_FALSE(model.run(Program(), std::vector<Value>{List{1}}));
}

TEST(TinyLatent, LossIsSmallExactlyForProgramsThatFit) {
  const TinyLatent model;
  const auto problem = prepare(model, shift_task(4, {List{1, 2}, List{9}}));
  EXPECT_EQ(problem->space().positions, 2U);
  EXPECT_EQ(problem->space().codes, 3U);
  EXPECT_EQ(problem->initial().size(), 6U);
  const Evaluation plain{0.0, {}};  // at temperature 1
  // <1 2> adds 1 + 3; <0 1> adds 1.
  const std::vector<float> loss = losses(*problem, {0, 30, 0, 0, 0, 30, 30, 0, 0, 0, 30, 0}, plain);
  EXPECT_LT(loss[0], 1e-3F);
  EXPECT_GT(loss[1], 10.0F);
}

TEST(TinyLatent, GradientMatchesFiniteDifferences) {
  const TinyLatent model(TinyLatentSpec{3, {0, 1, 3, 6}, 7});
  Task task{"t", "tiny", {{{List{1, 2, 6}}, List{5, 6, 3}}, {{List{0}}, List{4}}}, {}};
  const auto problem =
      prepare(model, task, "program_from=2,program_to=0.7,state_from=1.5,state_to=0.8");
  const std::size_t starts = 4, size = starts * 3 * 4;
  Rng rng(21);
  std::vector<float> latent(size);
  for (float& x : latent) x = static_cast<float>(rng.normal());
  for (const Evaluation& how : {Evaluation{0.5, {}}, Evaluation{1.0, 5}, Evaluation{0.0, 6}}) {
    std::vector<float> loss(starts), gradient(size);
    ASSERT_TRUE(problem->evaluate(TensorView<const float>(latent.data(), {starts, 3, 4}), how,
                                  TensorView<float>(loss.data(), {starts}),
                                  TensorView<float>(gradient.data(), {starts, 3, 4})));
    float largest = 0.0F;
    for (std::size_t i = 0; i < size; ++i) {
      constexpr float kStep = 1e-2F;
      std::vector<float> up = latent, down = latent;
      up[i] += kStep;
      down[i] -= kStep;
      const std::size_t s = i / 12;
      const float numeric =
          (losses(*problem, up, how)[s] - losses(*problem, down, how)[s]) / (up[i] - down[i]);
      EXPECT_NEAR(gradient[i], numeric, 2e-3F + 2e-3F * std::abs(numeric)) << i;
      largest = std::max(largest, std::abs(gradient[i]));
    }
    EXPECT_GT(largest, 0.05F);  // a gradient of zeros would pass otherwise
  }
}

TEST(TinyLatent, NoiseIsAFunctionOfItsSeed) {
  const TinyLatent model;
  const auto problem = prepare(model, shift_task(4, {Value(List{1, 2})}));
  const std::vector<float> start = problem->initial();
  const auto loss = [&](std::uint64_t seed) { return losses(*problem, start, {0.0, seed})[0]; };
  EXPECT_EQ(loss(1), loss(1));
  EXPECT_NE(loss(1), loss(2));
}

TEST(TinyLatent, DecodeGivesTheArgmaxAndWhatItWasMadeOf) {
  const TinyLatent model;
  const auto problem = prepare(model, shift_task(4, {Value(List{1})}));
  const std::vector<float> start{0, 2, 0, 0, 0, 1};
  const LatentCode code = problem->decode(TensorView<const float>(start.data(), {2, 3}));
  EXPECT_EQ(code.tokens, (std::vector<int>{1, 2}));
  EXPECT_EQ(code.vector, start);
  EXPECT_EQ(code.space, (LatentSpace{2, 3, 3}));
}

TEST(TinyLatent, RefusesWrongShapesAndValues) {
  const TinyLatent model;
  const auto problem = prepare(model, shift_task(4, {Value(List{1})}));
  std::vector<float> latent(6), loss(1);
  EXPECT_FALSE(problem->evaluate(TensorView<const float>(latent.data(), {1, 3, 2}), {},
                                 TensorView<float>(loss.data(), {1}), {}));
  Task bad = shift_task(4, {Value(List{1})});
  bad.examples[0].inputs[0] = List{77};
  EXPECT_FALSE(model.prepare(bad, {}));
}

TEST(TinyLatent, EnginesWithoutADeviceLoopLeaveRunOut) {
  const TinyLatent model;
  const auto problem = prepare(model, shift_task(4, {Value(List{1})}));
  DescentState state;
  state.latent = problem->initial();
  EXPECT_FALSE(problem->run(state, {}, Budget()));
}

TEST(TinyLatent, GradientSearchThroughASolverFindsTheShift) {
  const auto registry = tiny_registry();
  const Domain* domain = registry->domain("tiny").value();
  const auto solver = Solver::make(*registry, "tiny+gradient(starts=16)", *domain);
  ASSERT_TRUE(solver) << to_text(solver.error());
  Task task = shift_task(4, {List{1, 2, 3}, List{9, 0}});
  task.queries = {{{List{5}}, Value(List{9})}};
  const auto outcome = solver->solve(task, 3, Budget());
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  ASSERT_FALSE(outcome->candidates.empty());
  EXPECT_EQ(outcome->candidates[0].fits, 2U);
  EXPECT_EQ(outcome->candidates[0].predictions, (std::vector<Value>{List{9}}));
  EXPECT_EQ(outcome->candidates[0].program.kind(), Program::Kind::latent);
}

}  // namespace
}  // namespace inkling::test
