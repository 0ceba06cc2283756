// Test-time training behind the kernel's interfaces.
#include "ttt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>

#include "latent_components.hpp"
#include "support/lists.hpp"
#include "support/scratch_folder.hpp"
#include "support/tape_domain.hpp"
#include "tiny.hpp"

namespace inkling::lpn {
namespace {

using test::list;
using testing::HasSubstr;

class Ttt : public testing::Test {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    torch::manual_seed(4);
    ModelConfig shape = tiny_shape();
    shape.length = 5;
    shape.symbols = 11;
    shape.examples = 2;
    write("tiny", to_context_weights(Model(shape)));
    task_.domain = "tape";
    task_.examples = {Example{{list({1, 2, 3, 4, 5})}, list({2, 3, 4, 5, -1})},
                      Example{{list({9, 8, 7, 6, 5})}, list({8, 7, 6, 5, -1})},
                      Example{{list({0, 1, 0, 1, 0})}, list({1, 0, 1, 0, -1})}};
  }
  void write(const std::string& name, nn::WeightsFile file, const std::string& tape = "") {
    file.metadata["domain"] = "tape";
    file.metadata["tape"] = tape;
    ASSERT_EQ(nn::write_weights(folder_ / (name + ".safetensors"), file), std::nullopt);
    shelf_ = std::make_shared<const common::ModelShelf>(
        common::ModelShelf::of_folders(load_trained, kContextFormat, {folder_}));
    interpreter_ = common::make_interpreter("ttt", shelf_, domain_, {});
  }
  Result<Outcome> search(const std::string& text, BudgetLimits limits = {}) const {
    Toolbox tools;
    tools.interpreter = interpreter_.get();
    const Params params = Params::parse(searcher_->info().params, text).value();
    return searcher_->search(task_, tools, params, 1, Budget(limits), nullptr);
  }
  float loss_of(const Program& program) const {
    auto problem = interpreter_->gradient()->prepare(task_, {}).value();
    const LatentSpace space = problem->space();
    float loss = 0;
    EXPECT_TRUE(problem
                    ->evaluate(TensorView<const float>(program.code().vector.data(),
                                                       {1, space.positions, space.width}),
                               {}, TensorView<float>(&loss, {1}), {})
                    .ok());
    return loss;
  }

  test::TapeDomain domain_{"tape"};
  test::ScratchFolder scratch_;
  const std::filesystem::path folder_ = scratch_.path();
  std::shared_ptr<const common::ModelShelf> shelf_;
  std::unique_ptr<Interpreter> interpreter_;
  std::unique_ptr<Searcher> searcher_ = make_ttt_searcher();
  Task task_;
};

TEST_F(Ttt, TrainingExplainsTheExamplesAndAProgramRepeatsIt) {
  const auto none = search("steps=0"), some = search("steps=60,learning_rate=0.01");
  ASSERT_TRUE(none.ok() && some.ok());
  EXPECT_EQ(none->evaluations, 0U);
  EXPECT_EQ(some->evaluations, 60U * 3 * 3);
  const Program program = some->candidates.at(0).program;
  EXPECT_LT(loss_of(program), 0.7F * loss_of(none->candidates.at(0).program));
  const Value output = interpreter_->run(program, task_.examples[0].inputs).value();
  // What was kept of the training is gone with another shelf, and its text is enough.
  shelf_ = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load_trained, kContextFormat, {folder_}));
  const auto fresh = common::make_interpreter("ttt", shelf_, domain_, {});
  const Program again = fresh->parse(program.text()).value();
  EXPECT_EQ(again.code().vector, program.code().vector);
  EXPECT_EQ(fresh->run(again, task_.examples[0].inputs).value(), output);
  EXPECT_THAT(fresh->explain(again), HasSubstr("no program"));
  EXPECT_EQ(fresh->trace(again, task_.examples[0].inputs)->size(), 2U);
}

TEST_F(Ttt, WeightsAreWhatTheyWereForTheNextTask) {
  const auto before = search("steps=0");
  (void)search("steps=60,learning_rate=0.1");
  const auto after = search("steps=0");
  const auto& inputs = task_.examples[0].inputs;
  EXPECT_EQ(interpreter_->run(before->candidates.at(0).program, inputs).value(),
            interpreter_->run(after->candidates.at(0).program, inputs).value());
  EXPECT_EQ(loss_of(before->candidates[0].program), loss_of(after->candidates[0].program));
}

TEST_F(Ttt, TrainsAsFarAsTheBudgetReaches) {
  BudgetLimits limits;
  limits.evaluations = 30;
  const auto short_of = search("steps=60", limits);
  ASSERT_TRUE(short_of.ok());
  EXPECT_LE(short_of->evaluations, 30U);
  EXPECT_EQ(short_of->reason, StopReason::evaluations);
  const float steps = short_of->candidates.at(0).program.code().vector[0];
  EXPECT_GT(steps, 0.0F);
  EXPECT_LT(steps, 4.0F);
}

TEST_F(Ttt, OneExampleLeavesNothingOutAndSaysSo) {
  task_.examples.resize(1);
  const auto outcome = search("steps=10");
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->candidates.size(), 1U);
  EXPECT_EQ(outcome->evaluations, 0U);
  ASSERT_EQ(outcome->warnings.size(), 1U);
  EXPECT_THAT(outcome->warnings[0], HasSubstr("give another"));
}

TEST_F(Ttt, ManyAndContradictoryExamplesAreAnswered) {
  for (int i = 0; i < 40; ++i)
    task_.examples.push_back(Example{{list({1, 2, 3, 4, 5})}, list({i % 10, 0, 0, 0, 0})});
  const auto outcome = search("steps=3");
  ASSERT_TRUE(outcome.ok());
  EXPECT_TRUE(interpreter_->run(outcome->candidates.at(0).program, task_.examples[0].inputs).ok());
}

TEST_F(Ttt, RefusesWhatDoesNotFit) {
  task_.examples[1].inputs = {list({1, 2, 3})};
  EXPECT_THAT(search("").error().message, HasSubstr("example 2, input"));
  EXPECT_THAT(search("model=other").error().message, HasSubstr("no model 'other'"));
  EXPECT_THAT(to_text(interpreter_->parse("<tiny: 1 2 3>").error()),
              HasSubstr("90 numbers in angle brackets"));
  Model latent(tiny_shape());
  write("lpn", to_weights(latent));
  const std::string file = (folder_ / "lpn.safetensors").string();
  EXPECT_THAT(load_trained(file).error().message, HasSubstr("inkling-in-context-1 is needed"));
}

// Numbers that no training writes are brought to ones that it could.
TEST_F(Ttt, RunsAnyNumbers) {
  std::string text = "<tiny:";
  for (int i = 0; i < 90; ++i) text += i == 0 ? " 2" : " 1e30";
  const Program program = interpreter_->parse(text + ">").value();
  EXPECT_TRUE(interpreter_->run(program, task_.examples[0].inputs).ok());
}

}  // namespace
}  // namespace inkling::lpn
