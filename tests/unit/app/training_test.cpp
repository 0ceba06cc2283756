// Trainings as they are asked for, and what is said of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <inkling/app/training.hpp>

#include "support/scratch_folder.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ParamSpecs two_settings() {
  return {{"steps", ParamType::integer, "4", "to walk", 1, 100, {}},
          {"language", ParamType::text, "", "to walk in", {}, {}, {}},
          {"pace", ParamType::choice, "slow", "of them", {}, {}, {"slow", "fast"}}};
}

// Walks, with a look at the last step.
class WalkingTrainer : public Trainer {
 public:
  WalkingTrainer() {
    info_.id = "walk";
    info_.params = two_settings();
  }
  const TrainerInfo& info() const override { return info_; }
  Result<std::optional<SavedTraining>> saved(const fs::path& folder) const override {
    if (folder != "begun") return std::optional<SavedTraining>();
    return std::optional(SavedTraining{"tiny", Params::parse(info_.params, "pace=fast").value()});
  }
  Result<TrainingOutcome> train(const Domain&, const Language*, const Params& params,
                                const fs::path& folder, const Budget&,
                                TrainingSink* sink) const override {
    TrainingOutcome outcome;
    outcome.steps = params.get_int("steps");
    for (; outcome.step < outcome.steps; ++outcome.step) sink->report({outcome.step, 4, {}});
    fs::create_directories(folder);
    std::ofstream(folder / "metrics.jsonl") << "{\"step\":4,\"nll\":0.25}\n";
    sink->report({4, 4, {{"step", 4, false}, {"nll", 0.25, true, "Loss"}}});
    return outcome;
  }

 private:
  TrainerInfo info_;
};

struct ElsewhereLanguage : test::ShiftLanguage {
  const InterpreterInfo& info() const override {
    static const InterpreterInfo info{"other", "adds n elsewhere", "nowhere"};
    return info;
  }
};

class TrainingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(registry_->add("walk", [](Registrar& registrar) {
      registrar.add<Trainer>("walk", [] { return std::make_unique<WalkingTrainer>(); });
    }));
  }
  Result<TrainingPlan> plan(std::vector<std::string> settings, std::string domain = "tiny",
                            std::string folder = {}) {
    return plan_training(
        *registry_, {"walk", std::move(domain), std::move(settings), {}, std::move(folder), {}});
  }
  std::unique_ptr<Registry> registry_ = test::tiny_registry();
};

TEST_F(TrainingTest, APlanHasTrainerDomainSettingsAndFolder) {
  const auto made = plan({"steps=7"});
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->trainer->info().id, "walk");
  EXPECT_EQ(made->domain->info().id, "tiny");
  EXPECT_EQ(made->params.to_text(), "steps=7");
  EXPECT_EQ(made->folder, "runs/walk-tiny");
  EXPECT_EQ(made->title(), "Training walk on tiny");
}

TEST_F(TrainingTest, ALanguageOfTheDomainMayBeNamed) {
  EXPECT_EQ(plan({})->language->info().id, "shift");
  EXPECT_EQ(plan({"language=shift"})->language->info().id, "shift");
  EXPECT_EQ(plan({"language=shft"}).error().code, ErrorCode::not_found);
  ASSERT_TRUE(registry_->add("other", [](Registrar& registrar) {
    registrar.add<Language>("other", [] { return std::make_unique<ElsewhereLanguage>(); });
  }));
  const Error other = plan({"language=other"}).error();
  EXPECT_EQ(other.message,
            "language=other is one of domain nowhere, and this training is of domain tiny");
  EXPECT_THAT(other.notes, ElementsAre("its languages are shift"));
}

TEST_F(TrainingTest, WhatWasBegunGoesOnAsItIs) {
  const auto made = plan({}, "", "begun");
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(made->domain->info().id, "tiny");
  EXPECT_EQ(made->params.to_text(), "pace=fast");
  EXPECT_THAT(plan({"pace=slow"}, "", "begun").error().message,
              HasSubstr("begun holds a training with pace=fast, and pace=slow was asked for"));
}

TEST_F(TrainingTest, WhatCannotBePlannedIsAnError) {
  EXPECT_EQ(plan({"pace=medium"}).error().code, ErrorCode::bad_param);
  EXPECT_EQ(plan({}, "").error().code, ErrorCode::bad_param);
  EXPECT_EQ(plan({}, "moon").error().code, ErrorCode::not_found);
  EXPECT_EQ(find_trainer(*registry_, "wolk").error().code, ErrorCode::not_found);
}

TEST_F(TrainingTest, ItsLooksAreHeardOfAndDrawn) {
  struct Ears : TrainingSink {
    void report(const TrainingReport& report) override { steps.push_back(report.step); }
    std::vector<std::int64_t> steps;
  } ears;
  const test::ScratchFolder scratch;
  const fs::path folder = scratch / "looks";
  const auto made = plan({"steps=2"}, "tiny", folder.string());
  ASSERT_TRUE(made.ok()) << made.error().message;
  const auto done = run_training(*made, Budget(), &ears);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->outcome.step, 2);
  EXPECT_THAT(ears.steps, ElementsAre(0, 1, 4));
  ASSERT_TRUE(done->curves.ok()) << done->curves.error().message;
  EXPECT_EQ(*done->curves, folder / "curves.svg");
  EXPECT_TRUE(fs::exists(folder / "curves.svg"));
  EXPECT_TRUE(run_training(*made, Budget(), nullptr).ok());
}

TEST(TrainingText, ALookIsALine) {
  const TrainingReport report{
      12, 40, {{"step", 12, false}, {"seconds", 1.5, false}, {"nll", 0.25, true}}};
  EXPECT_EQ(to_json(report), R"({"step":12,"seconds":1.5,"nll":0.25})");
  EXPECT_EQ(to_json(report, false), R"({"step":12,"nll":0.25})");
  EXPECT_EQ(to_text(report), "step      12  nll 0.25");
}

TEST(TrainingText, SettingsHaveALineEach) {
  const std::string text = settings_text(two_settings());
  EXPECT_THAT(text, HasSubstr("  steps                      4          to walk\n"));
  EXPECT_THAT(text, HasSubstr("slow       of them (slow, fast)\n"));
}

}  // namespace
}  // namespace inkling::app
