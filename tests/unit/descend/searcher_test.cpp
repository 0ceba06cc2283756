// The searches over latent programs, on a latent language whose answers are known.
#include "searcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <inkling/inductor.hpp>
#include <limits>
#include <map>
#include <memory>
#include <optional>

#include "pool.hpp"
#include "support/tiny_domain.hpp"
#include "support/tiny_latent.hpp"

namespace inkling::descend {
namespace {

using inkling::test::shift_task;
using inkling::test::TinyLatent;
using inkling::test::TinyLatentSpec;
using testing::HasSubstr;
using List = Value::List;

class Searches : public testing::Test {
 protected:
  Result<Outcome> run(const Searcher& searcher, const Task& task, const std::string& text = {},
                      std::uint64_t evaluations = 0, std::uint64_t seed = 1) {
    Toolbox tools;
    tools.interpreter = &model_;
    BudgetLimits limits;
    limits.evaluations = evaluations;
    const Params params = parse(searcher, text);
    return searcher.search(task, tools, params, seed, Budget(limits), nullptr);
  }
  // The searcher's parameters and those of the tiny language's evaluations, as a solver has them.
  Params parse(const Searcher& searcher, const std::string& text) const {
    ParamSpecs specs = searcher.info().params;
    for (ParamSpec& spec : model_.params()) specs.push_back(std::move(spec));
    return Params::parse(specs, text).value();
  }
  std::size_t fits(const Program& program, const Task& task) const {
    std::size_t count = 0;
    for (const Example& example : task.examples)
      count += *model_.run(program, example.inputs) == example.output ? 1U : 0U;
    return count;
  }

  // Three positions that add 0, 1 or 3 each: 9 is <2 2 2> and nothing else.
  TinyLatent model_{TinyLatentSpec{3, {0, 1, 3}, 10}};
  Task hard_ = shift_task(9, {Value(List{1, 2, 3}), Value(List{9, 0})});
  // No program adds 8.
  Task impossible_ = shift_task(8, {Value(List{1, 2, 3})});
  // Examples that contradict each other: only a mixture makes the loss small.
  Task divided_ = [] {
    Task task = shift_task(1, {Value(List{1, 2, 3})});
    task.examples.push_back(shift_task(4, {Value(List{5, 6})}).examples.at(0));
    return task;
  }();
};

TEST_F(Searches, GradientFindsTheOnlyProgramThatFits) {
  const auto outcome = run(*make_gradient_searcher(), hard_, "starts=8,steps=60");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  EXPECT_EQ(outcome->candidates.at(0).program.text(), "<2 2 2>");
}

TEST_F(Searches, GradientNeverComesBackEmptyHanded) {
  const auto outcome = run(*make_gradient_searcher(), impossible_, "starts=4,steps=10");
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->reason, StopReason::exhausted);
  ASSERT_FALSE(outcome->candidates.empty());
  EXPECT_EQ(fits(outcome->candidates[0].program, impossible_), 0U);
}

// Without noise the loss of the best start falls from look to look; the best iterate is kept.
TEST_F(Searches, MoreStepsNeverMakeTheBestLossWorse) {
  double before = 1e9;
  for (const char* text :
       {"starts=4,steps=1,check_every=1,rounds=1,program_from=0.3,state_from=0.3",
        "starts=4,steps=5,check_every=1,rounds=1,program_from=0.3,state_from=0.3",
        "starts=4,steps=20,check_every=1,rounds=1,program_from=0.3,state_from=0.3"}) {
    const auto outcome = run(*make_gradient_searcher(), divided_, text);
    const double loss = outcome.value().candidates.at(0).score;
    EXPECT_LE(loss, before) << text;
    before = loss;
  }
}

TEST_F(Searches, SameSeedSameOutcome) {
  for (const auto& searcher : {make_gradient_searcher(), make_prior_searcher()}) {
    const auto a = run(*searcher, divided_, "starts=12,steps=10");
    const auto b = run(*searcher, divided_, "starts=12,steps=10");
    const auto c = run(*searcher, divided_, "starts=12,steps=10", 0, 2);
    EXPECT_EQ(a->candidates.at(0).score, b->candidates.at(0).score);
    EXPECT_NE(a->candidates.at(0).score, c->candidates.at(0).score);
  }
}

TEST_F(Searches, PriorGetsTheBudgetOfGradient) {
  const auto gradient = run(*make_gradient_searcher(), impossible_, "starts=12,steps=10");
  const auto prior = run(*make_prior_searcher(), impossible_, "starts=12,steps=10");
  // One for the inductor's own program, then 12 starts: 100 times screened, five rounds of two
  // steps with looks before and at the end.
  EXPECT_EQ(gradient->evaluations, 1U + 12U * (100 + 5 * (3 * 2 + 2)));
  EXPECT_EQ(prior->evaluations, gradient->evaluations);
}

TEST_F(Searches, RoundsShareTheSteps) {
  const auto outcome =
      run(*make_gradient_searcher(), impossible_, "starts=12,steps=11,rounds=2,screen=1");
  // Six steps with looks before, after five and at the end; five with looks before and at the end.
  EXPECT_EQ(outcome->evaluations, 1U + 12U * (3 * 11 + 3 + 2));
  // More rounds than steps are as many as there are steps.
  const auto many =
      run(*make_gradient_searcher(), impossible_, "starts=12,steps=2,rounds=9,screen=1");
  EXPECT_EQ(many->evaluations, 1U + 12U * (3 * 2 + 2 + 2));
}

TEST_F(Searches, WhatIsFoundInARoundIsKept) {
  double before = 1e9;
  for (const char* text : {"starts=8,steps=5,rounds=1", "starts=8,steps=10,rounds=2",
                           "starts=8,steps=20,rounds=4", "starts=8,steps=40,rounds=8"}) {
    const auto outcome = run(*make_gradient_searcher(), divided_, text);
    const double loss = outcome.value().candidates.at(0).score;
    EXPECT_LE(loss, before) << text;
    before = loss;
  }
}

TEST_F(Searches, RoundsFindTheOnlyProgramThatFits) {
  const auto outcome = run(*make_gradient_searcher(), hard_, "starts=8,steps=60,rounds=4,screen=1");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  EXPECT_EQ(outcome->candidates.at(0).program.text(), "<2 2 2>");
}

TEST_F(Searches, ScreeningStartsFromTheLikeliest) {
  const auto drawn =
      run(*make_gradient_searcher(), divided_, "starts=4,steps=1,learning_rate=1e-6,screen=1");
  const auto screened =
      run(*make_gradient_searcher(), divided_, "starts=4,steps=1,learning_rate=1e-6,screen=50");
  EXPECT_LT(screened->candidates.at(0).score, drawn->candidates.at(0).score);
  EXPECT_EQ(screened->evaluations, drawn->evaluations + 4U * 50U);
}

TEST_F(Searches, EvaluationsEndTheSearch) {
  const auto gradient = make_gradient_searcher(), prior = make_prior_searcher();
  const std::pair<const Searcher*, const char*> cases[] = {
      {gradient.get(), "starts=32,steps=1000"},
      {gradient.get(), "starts=32,steps=1000,rounds=500"},
      {gradient.get(), "starts=32,steps=1000,screen=100"},
      {prior.get(), "starts=32,steps=1000"}};
  for (const auto& [searcher, text] : cases) {
    const auto outcome = run(*searcher, impossible_, text, 500);
    EXPECT_EQ(outcome->reason, StopReason::evaluations) << text;
    EXPECT_GE(outcome->evaluations, 500U) << text;
    EXPECT_LT(outcome->evaluations, 600U) << text;
    EXPECT_FALSE(outcome->candidates.empty()) << text;
  }
}

// A problem that hands everything on.
class Wrapped : public LatentProblem {
 public:
  explicit Wrapped(std::unique_ptr<LatentProblem> inner) : inner_(std::move(inner)) {}
  LatentSpace space() const override { return inner_->space(); }
  std::vector<float> initial() const override { return inner_->initial(); }
  Result<void> evaluate(TensorView<const float> starts, const Evaluation& how,
                        TensorView<float> loss, TensorView<float> gradient) override {
    return inner_->evaluate(starts, how, loss, gradient);
  }
  LatentCode decode(TensorView<const float> start) const override { return inner_->decode(start); }

 private:
  std::unique_ptr<LatentProblem> inner_;
};

// Would write skips alone. Knows, if it is well read, that code 2 is three times as usual as code
// 1; its words stand for one code each.
class Reader : public TinyLatent {
 public:
  explicit Reader(bool well_read,
                  LatentVocabulary words = {{9, 0, 0, 0, 9, 0, 0, 0, 9}, {0.6F, 0.1F, 0.3F}})
      : TinyLatent(TinyLatentSpec{3, {0, 1, 3}, 10}) {
    if (well_read) words_ = std::move(words);
  }
  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions& options) const override {
    auto problem = TinyLatent::prepare(task, options);
    if (!problem.ok()) return problem;
    auto reading = std::make_unique<Problem>(*std::move(problem));
    reading->words = words_;
    reading->asked = &asked;
    reading->seen = &seen;
    return std::unique_ptr<LatentProblem>(std::move(reading));
  }
  mutable int asked = 0;            // for what the inductor writes
  mutable std::vector<float> seen;  // the starts that were evaluated

 private:
  class Problem : public Wrapped {
   public:
    using Wrapped::Wrapped;
    std::vector<float> initial() const override {
      ++*asked;
      return {1, 0, 0, 1, 0, 0, 1, 0, 0};
    }
    Result<void> evaluate(TensorView<const float> starts, const Evaluation& how,
                          TensorView<float> loss, TensorView<float> gradient) override {
      const std::size_t size = starts.dim(0) * starts.dim(1) * starts.dim(2);
      seen->insert(seen->end(), starts.data(), starts.data() + size);
      return Wrapped::evaluate(starts, how, loss, gradient);
    }
    LatentVocabulary vocabulary() const override { return words; }
    LatentVocabulary words;
    int* asked = nullptr;
    std::vector<float>* seen = nullptr;
  };
  LatentVocabulary words_;
};

TEST_F(Searches, VocabulariesOfTheWrongSizeAreRefused) {
  const Reader reader(true, {{9, 0, 0, 0, 9}, {0.6F, 0.4F}});
  Toolbox tools;
  tools.interpreter = &reader;
  const auto searcher = make_gradient_searcher();
  const Params params = Params::parse(searcher->info().params, "").value();
  const auto outcome = searcher->search(hard_, tools, params, 1, Budget(), nullptr);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::plugin);
  EXPECT_THAT(outcome.error().message, HasSubstr("5 numbers for 2 words, and each needs 3"));
}

// Two models: one whose language cannot say what is asked, and one that can.
class TwoModels : public TinyLatent {
 public:
  TwoModels() : TinyLatent(TinyLatentSpec{3, {0, 1, 3}, 10}) {}
  std::vector<std::string> models() const override { return {"dull", "able"}; }
  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions& options) const override {
    return options.model == "dull" ? dull_.prepare(task, options)
                                   : TinyLatent::prepare(task, options);
  }

 private:
  TinyLatent dull_{TinyLatentSpec{3, {0, 2, 4}, 10}};
};

// No model waits until all draws of another are made: both take turns until one has the program.
TEST_F(Searches, ModelsAreDrawnForInTurns) {
  const auto searcher = make_gradient_searcher();
  const auto evaluations = [&](const Interpreter& model) {
    Toolbox tools;
    tools.interpreter = &model;
    const Params params =
        Params::parse(searcher->info().params, "starts=1,screen=1000,vocabulary=0").value();
    const auto outcome = searcher->search(hard_, tools, params, 1, Budget(), nullptr).value();
    EXPECT_EQ(outcome.reason, StopReason::solved);
    return outcome.evaluations;
  };
  const std::uint64_t alone = evaluations(model_), together = evaluations(TwoModels());
  EXPECT_GT(alone, 10U);
  EXPECT_LT(alone, 1000U);  // it was drawn
  EXPECT_GT(together, alone + alone / 2);
  EXPECT_LE(together, 2 * alone + 5);
}

// What the inductor writes costs as much as an evaluation: it is asked once.
TEST_F(Searches, TheInductorIsAskedOnce) {
  for (const auto& searcher : {make_gradient_searcher(), make_prior_searcher()}) {
    const Reader reader(true);
    Toolbox tools;
    tools.interpreter = &reader;
    const Params params = Params::parse(searcher->info().params, "starts=4,steps=10").value();
    ASSERT_TRUE(searcher->search(impossible_, tools, params, 1, Budget(), nullptr).ok());
    EXPECT_EQ(reader.asked, 1);
  }
}

TEST_F(Searches, WordsOfAVocabularyAreStarts) {
  const Reader well_read(true), unread(false);
  Toolbox tools;
  const auto searcher = make_gradient_searcher();
  // All starts alike and next to no steps: whatever else is found was written.
  const auto found = [&](const Interpreter& model, const Task& task, const std::string& text) {
    tools.interpreter = &model;
    const Params params =
        Params::parse(searcher->info().params,
                      "starts=200,steps=1,learning_rate=1e-6,spread=0,screen=1," + text)
            .value();
    return searcher->search(task, tools, params, 1, Budget(), nullptr)->reason ==
           StopReason::solved;
  };
  const Task easy = shift_task(3, {Value(List{1, 2, 3})});
  EXPECT_TRUE(found(well_read, hard_, "vocabulary=1"));
  EXPECT_TRUE(found(well_read, easy, "vocabulary=1"));  // one token among skips
  EXPECT_FALSE(found(well_read, hard_, "vocabulary=0"));
  EXPECT_FALSE(found(unread, hard_, "vocabulary=1"));
}

// Two words in one to three places are 14 sequences; where the skips stand makes no other one. All
// are tried, each once; the other starts are what the inductor wrote.
TEST_F(Searches, EverySequenceOfWordsIsDrawnOnce) {
  const Reader reader(true);
  Toolbox tools;
  tools.interpreter = &reader;
  const auto searcher = make_prior_searcher();
  const Params params =
      Params::parse(searcher->info().params, "starts=8,steps=20,spread=0,vocabulary=1").value();
  ASSERT_TRUE(searcher->search(impossible_, tools, params, 1, Budget(), nullptr).ok());
  std::map<std::string, int> sequences;
  for (std::size_t at = 0; at < reader.seen.size(); at += 9) {
    std::string words;
    for (std::size_t i = at; i < at + 9; ++i) {
      if (reader.seen[i] == 1) words += '?';  // the inductor's
      if (reader.seen[i] == 9 && i % 3 > 0) words += static_cast<char>('0' + i % 3);
    }
    ++sequences[words];
  }
  EXPECT_GT(sequences["???"], 100);
  sequences.erase("???");
  EXPECT_EQ(sequences.size(), 14U);
  for (const auto& [words, count] : sequences) EXPECT_EQ(count, 1) << words;
}

TEST_F(Searches, WordsAreEdits) {
  const Reader well_read(true);
  Toolbox tools;
  tools.interpreter = &well_read;
  const auto searcher = make_gradient_searcher();
  const Params params =
      Params::parse(
          searcher->info().params,
          "starts=8,steps=60,rounds=60,screen=1,learning_rate=1e-6,spread=0.1,vocabulary=0.5")
          .value();
  const auto outcome = searcher->search(hard_, tools, params, 1, Budget(), nullptr).value();
  EXPECT_EQ(outcome.reason, StopReason::solved);
  EXPECT_EQ(outcome.candidates.at(0).program.text(), "<2 2 2>");
}

// A latent language whose engine runs descents by itself, but never gets further than the start.
class Stuck : public TinyLatent {
 public:
  using TinyLatent::TinyLatent;
  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions& options) const override {
    auto problem = TinyLatent::prepare(task, options);
    if (!problem.ok()) return problem;
    return std::unique_ptr<LatentProblem>(std::make_unique<Problem>(*std::move(problem)));
  }

 private:
  class Problem : public Wrapped {
   public:
    using Wrapped::Wrapped;
    std::optional<Result<void>> run(DescentState& state, const Descent& descent,
                                    const Budget&) override {
      const std::size_t starts = state.latent.size() / space().size();
      state.best_loss.assign(starts, 9.0F);
      state.best_fits.assign(starts, 0);
      state.best_latent = state.first = state.second = state.latent;
      state.step = descent.until;
      state.warnings.assign(1, "the card caught fire");
      return Result<void>();
    }
  };
};

TEST_F(Searches, WhatAnEngineWarnsOfIsHandedOn) {
  const Stuck model(TinyLatentSpec{3, {0, 1, 3}, 10});
  Toolbox tools;
  tools.interpreter = &model;
  const auto searcher = make_gradient_searcher();
  const auto outcome = searcher->search(
      hard_, tools, parse(*searcher, "starts=2,steps=6,screen=1,rounds=1"), 1, Budget(), nullptr);
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_THAT(outcome->warnings, testing::ElementsAre("the card caught fire"));
}

// Mixtures of its tokens all add 8, whatever the tokens are.
class Mixtures : public TinyLatent {
 public:
  using TinyLatent::TinyLatent;
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    if (program.code().vector.empty()) return TinyLatent::run(program, inputs);
    List out;
    for (const Value& item : inputs[0].as_list()) out.emplace_back((item.as_int() + 8) % 10);
    return Value(std::move(out));
  }
};

// The text of a program names its tokens, and is to do what the program did.
TEST_F(Searches, MixturesAreKeptOnlyWhereTheyDoMore) {
  const Mixtures model(TinyLatentSpec{3, {0, 1, 3}, 10});
  Toolbox tools;
  tools.interpreter = &model;
  const auto searcher = make_gradient_searcher();
  const auto best = [&](const Task& task) {
    const auto outcome =
        searcher->search(task, tools, parse(*searcher, "starts=8,steps=60"), 1, Budget(), nullptr);
    EXPECT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->reason, StopReason::solved);
    return outcome->candidates.at(0).program;
  };
  const Program named = best(hard_), mixed = best(impossible_);
  EXPECT_TRUE(named.code().vector.empty());
  EXPECT_EQ(named.text(), "<2 2 2>");
  EXPECT_FALSE(mixed.code().vector.empty());
  EXPECT_THAT(mixed.text(), testing::MatchesRegex("<[0-2] [0-2] [0-2] \\| .+>"));
}

// One number is the program: every digit of a list is moved by it.
class Moves : public Interpreter, public DifferentiableInterpreter {
 public:
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    List out;
    for (const Value& item : inputs[0].as_list())
      out.emplace_back((item.as_int() + 10 + std::lround(program.code().vector.at(0))) % 10);
    return Value(std::move(out));
  }
  Result<std::unique_ptr<LatentProblem>> prepare(const Task& task,
                                                 const ProblemOptions&) const override {
    return std::unique_ptr<LatentProblem>(std::make_unique<Problem>(task, first));
  }
  float first = 0.25F;  // of the inductor

 private:
  class Problem : public LatentProblem {
   public:
    Problem(const Task& task, float first) : first_(first) {
      const Example& example = task.examples.front();
      wanted_ = static_cast<float>(example.output.as_list()[0].as_int() -
                                   example.inputs[0].as_list()[0].as_int());
    }
    LatentSpace space() const override { return {1, 1, 0}; }
    std::vector<float> initial() const override { return {first_}; }
    Result<void> evaluate(TensorView<const float> starts, const Evaluation&, TensorView<float> loss,
                          TensorView<float> gradient) override {
      for (std::size_t s = 0; s < loss.size(); ++s) {
        const float off = starts[s] - wanted_;
        loss[s] = off * off;
        if (gradient.rank() != 0) gradient[s] = 2 * off;
      }
      return {};
    }
    LatentCode decode(TensorView<const float> start) const override {
      return {space(), {start[0]}, {}, {}};
    }
    float wanted_ = 0;
    float first_ = 0;
  };
  InterpreterInfo info_{"moves", "", "tiny", Program::Kind::latent};
};

// The numbers are the program: it is searched, printed and kept like one of tokens.
TEST_F(Searches, ContinuousProgramsAreFound) {
  const Moves model;
  Toolbox tools;
  tools.interpreter = &model;
  for (const auto& searcher : {make_gradient_searcher(), make_prior_searcher()}) {
    const auto outcome = searcher->search(
        hard_, tools, parse(*searcher, "starts=4,steps=100,spread=3"), 1, Budget(), nullptr);
    ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
    EXPECT_EQ(outcome->reason, StopReason::solved);
    const Program& program = outcome->candidates.at(0).program;
    EXPECT_NEAR(program.code().vector.at(0), -1.0F, 0.5F);  // 9, modulo 10
    EXPECT_THAT(program.text(), testing::MatchesRegex("<-[0-9.]+>"));
    EXPECT_EQ(program.size(), 1U);
  }
}

TEST_F(Searches, NumbersOfAnInductorThatAreNotFiniteAreRefused) {
  Moves model;
  model.first = std::numeric_limits<float>::quiet_NaN();
  Toolbox tools;
  tools.interpreter = &model;
  for (const auto& searcher : {make_gradient_searcher(), make_prior_searcher()}) {
    const auto outcome =
        searcher->search(hard_, tools, parse(*searcher, "starts=4,steps=3"), 1, Budget(), nullptr);
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(to_text(outcome.error()), testing::HasSubstr("not finite"));
  }
}

// Without screening, offspring of the best starts are moved and go on.
TEST_F(Searches, ContinuousProgramsHaveOffspring) {
  const Moves model;
  Toolbox tools;
  tools.interpreter = &model;
  const auto searcher = make_gradient_searcher();
  const auto outcome = searcher->search(
      hard_, tools,
      parse(*searcher, "starts=8,steps=40,rounds=40,screen=1,spread=0.5,learning_rate=1e-6"), 1,
      Budget(), nullptr);
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::solved);
}

TEST_F(Searches, MissingToolsAreNamed) {
  const Params none = Params::parse(make_gradient_searcher()->info().params, "").value();
  const auto outcome =
      make_gradient_searcher()->search(hard_, Toolbox{}, none, 1, Budget(), nullptr);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
  EXPECT_THAT(outcome.error().message, HasSubstr("interpreter that gives gradients"));
  const auto latent = run(*make_latent_searcher(), hard_);
  ASSERT_FALSE(latent.ok());
  EXPECT_THAT(latent.error().message, HasSubstr("an inductor"));
}

// Counts the rows that it runs, and asks for a stop after so many.
class Counting : public TinyLatent {
 public:
  using TinyLatent::TinyLatent;
  Result<std::vector<Value>> run_batch(const Program& program,
                                       std::span<const std::vector<Value>> rows) const override {
    seen += rows.size();
    if (seen >= most) source.request_stop();
    return TinyLatent::run_batch(program, rows);
  }
  mutable std::size_t seen = 0;
  std::size_t most = 1'000'000;
  mutable std::stop_source source;
};

Task long_task(std::size_t examples) {
  std::vector<Value> lists;
  for (std::size_t i = 0; i < examples; ++i)
    lists.emplace_back(List{static_cast<std::int64_t>(i % 10), 1});
  return shift_task(1, lists);
}

TEST(CountFits, ManyExamplesAreRunForAProgramThatReproducesTheFirstOnes) {
  Counting model{TinyLatentSpec{1, {0, 1}, 10}};
  const Task task = long_task(1000);
  EXPECT_EQ(count_fits(model, model.program({1}), task, Budget()), 1000U);
  EXPECT_EQ(model.seen, 1000U);
  model.seen = 0;
  EXPECT_EQ(count_fits(model, model.program({0}), task, Budget()), 0U);
  EXPECT_LT(model.seen, 50U);
}

// One wrong example far behind is not missed.
TEST(CountFits, EveryExampleCounts) {
  Counting model{TinyLatentSpec{1, {0, 1}, 10}};
  for (const std::size_t wrong : {std::size_t{1}, std::size_t{517}, std::size_t{999}}) {
    Task task = long_task(1000);
    task.examples[wrong].output = Value(List{0});
    EXPECT_EQ(count_fits(model, model.program({1}), task, Budget()), 999U) << wrong;
  }
}

TEST(CountFits, EndsWithTheBudget) {
  Counting model{TinyLatentSpec{1, {0, 1}, 10}};
  model.most = 200;
  const Budget budget({}, model.source.get_token());
  const std::size_t fits = count_fits(model, model.program({1}), long_task(1000), budget);
  EXPECT_EQ(fits, model.seen);
  EXPECT_LT(model.seen, 300U);
}

}  // namespace
}  // namespace inkling::descend
