// The model behind the kernel's interfaces.
#include "components.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "searcher.hpp"
#include "store.hpp"
#include "support/lists.hpp"
#include "support/scratch_folder.hpp"
#include "support/tape_domain.hpp"
#include "tiny.hpp"
#include "token_codes.hpp"

namespace inkling::nli {
namespace {

using test::list;
using testing::HasSubstr;

class Components : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    path_ = scratch_ / (name + ".safetensors");
    Model model(tiny_config());
    set_formula_weights(model);
    nn::WeightsFile file = to_weights(model);
    file.metadata["domain"] = "sequences";
    ASSERT_EQ(nn::write_weights(path_, file), std::nullopt);
    name_ = name;
    shelf_ = shelf_of(path_);
    interpreter_ = common::make_interpreter("nli", shelf_, domain_, common::temperature_params());
    inductor_ = common::make_inductor("nli", shelf_, domain_);
    task_.domain = "sequences";
    task_.examples = {Example{{list({1, 2, 3, 4, 5})}, list({2, 3, 4, 5, -1})},
                      Example{{list({9, 8, 7, 6, 5})}, list({8, 7, 6, 5, -1})}};
  }

  static std::shared_ptr<const common::ModelShelf> shelf_of(const std::filesystem::path& path) {
    return std::make_shared<const common::ModelShelf>(load_model, kFormat,
                                                      std::vector<std::filesystem::path>{path});
  }

  std::string prepare_fault(const Task& task) const {
    const auto problem = interpreter_->gradient()->prepare(task, {});
    return problem.ok() ? "" : problem.error().message;
  }

  test::TapeDomain domain_{"sequences"};
  test::ScratchFolder scratch_;
  std::filesystem::path path_;
  std::string name_;
  std::shared_ptr<const common::ModelShelf> shelf_;
  std::unique_ptr<Interpreter> interpreter_;
  std::unique_ptr<Inductor> inductor_;
  Task task_;
};

TEST_F(Components, LossesAndGradientsMatchFiniteDifferences) {
  ProblemOptions options;
  options.params =
      Params::parse(common::temperature_params(), "program_from=0.9,state_from=0.8").value();
  const auto problem = std::move(interpreter_->gradient()->prepare(task_, options)).value();
  const LatentSpace space = problem->space();
  const std::size_t starts = 3, size = starts * space.size();
  Rng rng(2);
  std::vector<float> latent(size), gradient(size), loss(starts);
  for (float& x : latent) x = static_cast<float>(rng.normal());
  const Evaluation noisy{0.0, 11};
  const auto losses = [&](std::vector<float>& at, std::vector<float>* g) {
    const auto view = [&](std::vector<float>& v) {
      return TensorView<float>(v.data(), {starts, space.positions, space.width});
    };
    EXPECT_TRUE(problem
                    ->evaluate(view(at), noisy, TensorView<float>(loss.data(), {starts}),
                               g == nullptr ? TensorView<float>() : view(*g))
                    .ok());
    return loss;
  };
  losses(latent, &gradient);
  float largest = 0;
  for (std::size_t i = 0; i < size; i += 5) {
    constexpr float kStep = 2e-2F;
    std::vector<float> up = latent, down = latent;
    up[i] += kStep;
    down[i] -= kStep;
    const std::size_t s = i / space.size();
    const float above = losses(up, nullptr)[s];
    const float measured = (above - losses(down, nullptr)[s]) / (up[i] - down[i]);
    EXPECT_NEAR(gradient[i], measured, 2e-3F + 0.02F * std::abs(measured)) << i;
    largest = std::max(largest, std::abs(gradient[i]));
  }
  EXPECT_GT(largest, 0.01F);
}

TEST_F(Components, DecodedProgramsRunAsTheyAreScored) {
  const auto problem = std::move(interpreter_->gradient()->prepare(task_, {})).value();
  const std::vector<float> start = problem->initial();
  const LatentSpace space = problem->space();
  const LatentCode code =
      problem->decode(TensorView<const float>(start.data(), {space.positions, space.width}));
  EXPECT_EQ(code.vector, start);
  const Program soft = Program::latent("nli", code);
  Rng rng(1);
  const auto proposed = inductor_->propose(task_, 1, Params(inductor_->info().params), rng).value();
  EXPECT_EQ(proposed.at(0).program.code().tokens, code.tokens);
  EXPECT_TRUE(proposed.at(0).program.code().vector.empty());
  EXPECT_EQ(interpreter_->run(soft, task_.examples[0].inputs).value(),
            interpreter_->run(proposed[0].program, task_.examples[0].inputs).value());
}

TEST_F(Components, TracesEveryTokenAndSkipsChangeNothing) {
  const Program program = interpreter_->parse("<2 0 3>").value();
  const std::vector<Value> inputs{list({1, 2, 3, 4, 5})};
  const auto steps = interpreter_->trace(program, inputs).value();
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[0].value, inputs[0]);
  EXPECT_EQ(steps[1].label, "t2");
  EXPECT_EQ(steps[2].label, "skip");
  EXPECT_EQ(steps[2].value, steps[1].value);
  EXPECT_EQ(steps[3].value, interpreter_->run(program, inputs).value());
}

TEST_F(Components, ShortProgramsEndInSkips) {
  const std::vector<Value> inputs{list({1, 2, 3, 4, 5})};
  EXPECT_EQ(interpreter_->run(interpreter_->parse("<2>").value(), inputs).value(),
            interpreter_->run(interpreter_->parse("<2 0 0>").value(), inputs).value());
  EXPECT_EQ(interpreter_->parse("<2 0 0>").value().text(), "<" + name_ + ": 2 0 0>");
}

TEST_F(Components, UnreadableProgramsGetAnExplanation) {
  for (const char* text : {"", "<", "<>", "1 2", "<4>", "<-1>", "<1 2 3 1>", "<1,2>", "<1", "<a>"})
    EXPECT_FALSE(interpreter_->parse(text).ok()) << text;
  EXPECT_THAT(interpreter_->parse("<9>").error().notes.at(0), HasSubstr("tokens below 4"));
}

TEST_F(Components, WrongSequencesAreNamed) {
  Task task = task_;
  task.examples[1].inputs[0] = list({1, 2});
  EXPECT_THAT(prepare_fault(task),
              HasSubstr("example 2, input: [1,2] does not fit the tape, which takes 5 digits"));
  task = task_;
  task.examples[0].output = list({1, 2, 3, 4, 10});
  EXPECT_THAT(prepare_fault(task), HasSubstr("example 1, output: 10 does not fit the tape"));
  task = task_;
  task.examples[0].inputs.push_back(list({1, 2, 3, 4, 5}));
  EXPECT_THAT(prepare_fault(task), HasSubstr("example 1, input: the tape takes one input"));
  const Program program = interpreter_->parse("<1>").value();
  EXPECT_FALSE(interpreter_->run(program, std::vector<Value>{Value(3)}).ok());
  EXPECT_FALSE(interpreter_->run(program, std::vector<Value>{}).ok());
  EXPECT_FALSE(interpreter_->run(Program(), task_.examples[0].inputs).ok());
}

TEST_F(Components, OneExampleAndContradictingOnesAreSearched) {
  Task one = task_;
  one.examples.resize(1);
  Task contradicting = task_;
  contradicting.examples[1].inputs = contradicting.examples[0].inputs;
  Toolbox tools;
  tools.interpreter = interpreter_.get();
  tools.inductor = inductor_.get();
  const auto searcher = descend::make_gradient_searcher();
  const Params params = Params::parse(searcher->info().params, "starts=2,steps=3").value();
  for (const Task& task : {one, contradicting}) {
    const auto outcome = searcher->search(task, tools, params, 1, Budget(), nullptr);
    ASSERT_TRUE(outcome.ok());
    EXPECT_FALSE(outcome->candidates.empty());
    const auto latent = descend::make_latent_searcher();
    const Params defaults(latent->info().params);
    EXPECT_TRUE(latent->search(task, tools, defaults, 1, Budget(), nullptr).ok());
  }
}

TEST_F(Components, MissingAndDamagedWeightsAreNamed) {
  const auto fault = [&](const std::filesystem::path& path) {
    const auto interpreter =
        common::make_interpreter("nli", shelf_of(path), domain_, common::temperature_params());
    return interpreter->parse("<1>").error();
  };
  const Error missing = fault(path_.string() + ".absent");
  EXPECT_EQ(missing.code, ErrorCode::unsupported);
  EXPECT_THAT(to_text(missing), HasSubstr(".absent: it cannot be read: No such file"));
  std::ofstream(path_, std::ios::binary | std::ios::trunc) << "cut off";
  EXPECT_EQ(fault(path_).code, ErrorCode::unsupported);
  EXPECT_THAT(to_text(fault(path_)), HasSubstr(path_.string()));
}

}  // namespace
}  // namespace inkling::nli
