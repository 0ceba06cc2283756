// A whole training in a folder behind the kernel's interface: what it leaves there, and that it
// goes on bit for bit.
#include "run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "support/scratch_folder.hpp"
#include "toy.hpp"
#include "trainer.hpp"

namespace inkling::training {
namespace {

namespace fs = std::filesystem;
using nn::WeightsFile;
using testing::HasSubstr;
using testing::Not;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string without_seconds(const std::string& text) {
  return std::regex_replace(text, std::regex("\"seconds\":[^,]*,"), "");
}

class Runs : public testing::Test {
 protected:
  Params params_of(const std::string& text) const {
    return Params::parse(trainer_->info().params, text).value();
  }
  // Until that step at most.
  Result<TrainingOutcome> train(const fs::path& name, const Params& params,
                                std::int64_t last = 1000) const {
    struct Sink : TrainingSink {
      std::stop_source source;
      std::int64_t last = 0;
      void report(const TrainingReport& report) override {
        if (report.step >= last) source.request_stop();
      }
    } sink;
    sink.last = last;
    BudgetLimits limits;
    limits.time = std::chrono::nanoseconds(0);
    return trainer_->train(domain_, nullptr, params, folder_ / name,
                           Budget(limits, sink.source.get_token()), &sink);
  }
  std::string refusal(const std::string& name, const std::string& text) const {
    const auto outcome = train(name, params_of(text));
    return outcome ? "" : outcome.error().message;
  }
  WeightsFile weights(const fs::path& file) const {
    WeightsFile read;
    EXPECT_EQ(nn::read_weights(folder_ / file, read), std::nullopt);
    return read;
  }

  const std::string small_ =
      "steps=12,batch=3,pairs=3,evaluate_every=4,evaluate_tasks=5,noise=0.1,learning_rate=0.05";
  CellsDomain domain_;
  std::unique_ptr<Trainer> trainer_ = make_trainer(toy_architecture());
  test::ScratchFolder scratch_;
  const fs::path folder_ = scratch_ / "run";
};

TEST_F(Runs, LeaveMetricsWeightsAndACard) {
  const auto outcome = train("a", params_of(small_ + ",tasks=\"longest=2\",tape=\"cells=2\""));
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  EXPECT_TRUE(outcome->finished());
  EXPECT_EQ(outcome->files.size(), 3U);
  for (const fs::path& file : outcome->files) EXPECT_TRUE(fs::exists(file)) << file;
  const auto looks = read_metrics(folder_ / "a" / "metrics.jsonl", 100);
  ASSERT_EQ(looks.size(), 3U);
  EXPECT_EQ(value_of(looks[2], "step"), 12);
  EXPECT_EQ(value_of(looks[2], "looks"), 2);
  EXPECT_TRUE(std::isnan(value_of(looks[2], "ood")));  // there is no other part
  ASSERT_FALSE(outcome->figures.empty());
  EXPECT_EQ(outcome->figures[2].panel, "Loss");
  const std::string card = content(folder_ / "a" / "model.md");
  EXPECT_THAT(card, HasSubstr("12 of 12 steps"));
  EXPECT_THAT(card, HasSubstr("inkling train toy --domain cells tasks=longest=2 tape=cells=2 "
                              "steps=12 batch=3 pairs=3"));
  EXPECT_THAT(card, HasSubstr("1 vector of width 2"));
  EXPECT_THAT(card, HasSubstr("| `noise` | 0.1 |"));
  const auto metadata = weights("a/model.safetensors").metadata;
  EXPECT_EQ(metadata.at("architecture"), "toy");
  EXPECT_EQ(metadata.at("format"), "toy-1");
  EXPECT_EQ(metadata.at("domain"), "cells");
  EXPECT_EQ(metadata.at("tape"), "cells=2");
  EXPECT_EQ(metadata.at("tasks"), "longest=2");
  EXPECT_EQ(metadata.at("model.noise"), "0.1");
  EXPECT_EQ(metadata.at("train.batch"), "3");
  EXPECT_EQ(metadata.at("toy"), "6");
}

TEST_F(Runs, LearnFromATapeOfWhichApartIsRead) {
  const auto outcome =
      train("a", params_of("steps=300,batch=16,evaluate_every=300,warmup=10,learning_rate=0.05"));
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  for (const TrainingFigure& figure : outcome->figures)
    if (figure.name == "id") {
      EXPECT_EQ(figure.value, 1.0);
    }
}

TEST_F(Runs, CardsSayHowTasksMoveAndWhatDoesNotFit) {
  ASSERT_TRUE(
      train("a", params_of(small_ + ",ramp=\"longest=6..2\",ramp_steps=5,ramp_share=0.5")).ok());
  const std::string card = content(folder_ / "a" / "model.md");
  EXPECT_THAT(card, HasSubstr("`longest` goes from 6 to 2 until step 5, for a share of 0.5 of the "
                              "tasks; it is 2 for the others."));
  ASSERT_TRUE(train("b", params_of(small_ + ",tasks=\"longest=6\"")).ok());
  EXPECT_THAT(content(folder_ / "b" / "model.md"), HasSubstr("tasks do not fit the tape"));
  EXPECT_THAT(card, Not(HasSubstr("do not fit the tape")));
}

TEST_F(Runs, GoOnBitForBitWhereverTheyWereStopped) {
  const Params params = params_of(small_);
  ASSERT_TRUE(train("whole", params).ok());
  for (const std::int64_t stop : {1, 4, 7}) {
    const fs::path name = "stopped" + std::to_string(stop);
    EXPECT_EQ(train(name, params, stop)->step, stop);
    // Only the folder is needed to go on.
    const auto saved = trainer_->saved(folder_ / name);
    ASSERT_TRUE(saved.ok() && *saved);
    EXPECT_EQ((*saved)->domain, "cells");
    Params again(trainer_->info().params);
    for (const ParamSpec& spec : (*saved)->params.specs())
      ASSERT_TRUE(again.set(spec.name, value_text((*saved)->params, spec)).ok());
    EXPECT_EQ(again, params);
    EXPECT_EQ(train(name, again)->resumed_from, stop);
    EXPECT_EQ(content(folder_ / name / "model.safetensors"),
              content(folder_ / "whole" / "model.safetensors"));
    EXPECT_EQ(without_seconds(content(folder_ / name / "metrics.jsonl")),
              without_seconds(content(folder_ / "whole" / "metrics.jsonl")));
  }
}

TEST_F(Runs, KeepTheWeightsOfTheBestLookOnceEverythingIsInForce) {
  // Steps that are too long: accuracy comes and goes.
  const Params params = params_of(
      "steps=120,batch=4,evaluate_every=5,evaluate_tasks=20,learning_rate=1,settle=3,warmup=1,"
      "noise=0.4");
  // Before the model is settled, the newest weights are the ones to have.
  ASSERT_TRUE(train("early", params, 12).ok());
  EXPECT_EQ(weights("early/model.safetensors").metadata.at("trained_steps"), "12");
  EXPECT_EQ(weights("early/model.safetensors").metadata.count("accuracy"), 0U);
  ASSERT_TRUE(train("whole", params).ok());
  double best = -1, at = -1, worst = 2;
  for (const Look& look : read_metrics(folder_ / "whole" / "metrics.jsonl", 1000)) {
    if (value_of(look, "step") < 20) continue;
    worst = std::min(worst, value_of(look, "id"));
    if (value_of(look, "id") < best) continue;
    best = value_of(look, "id");
    at = value_of(look, "step");
  }
  ASSERT_LT(worst, best);
  const auto kept = weights("whole/model.safetensors").metadata;
  EXPECT_EQ(kept.at("trained_steps"), to_text(static_cast<std::int64_t>(at)));
  EXPECT_NEAR(std::stod(kept.at("accuracy")), best, 1e-6);
  EXPECT_THAT(content(folder_ / "whole" / "model.md"),
              HasSubstr(to_text(static_cast<std::int64_t>(at)) + " of 120 steps"));
  // Stopped behind the best look, and gone on: the same is kept.
  ASSERT_TRUE(train("parts", params, static_cast<std::int64_t>(at) + 3).ok());
  ASSERT_TRUE(train("parts", params).ok());
  EXPECT_EQ(content(folder_ / "parts" / "model.safetensors"),
            content(folder_ / "whole" / "model.safetensors"));
}

// As after a kill between a line of metrics and its checkpoint, and in the middle of a line.
TEST_F(Runs, MetricsBehindTheCheckpointAreTakenBack) {
  const Params params = params_of(small_);
  ASSERT_TRUE(train("whole", params).ok());
  ASSERT_TRUE(train("killed", params, 5).ok());
  std::ofstream(folder_ / "killed" / "metrics.jsonl", std::ios::app)
      << R"({"step":8,"seconds":1.0,"loss":1})"
      << "\n"
      << R"({"step":12,"sec)";
  ASSERT_TRUE(train("killed", params).ok());
  EXPECT_EQ(without_seconds(content(folder_ / "killed" / "metrics.jsonl")),
            without_seconds(content(folder_ / "whole" / "metrics.jsonl")));
}

TEST_F(Runs, SettingsThatDifferFromTheCheckpointAreRefused) {
  ASSERT_TRUE(train("a", params_of(small_), 5).ok());
  EXPECT_THAT(refusal("a", small_ + ",ramp_share=0.5"),
              HasSubstr("ramp_share=1, and ramp_share=0.5 was asked for"));
  class Other : public CellsDomain {
   public:
    Other() { info_.id = "other"; }
    const DomainInfo& info() const override { return info_; }
    DomainInfo info_ = CellsDomain().info();
  } other;
  EXPECT_THAT(trainer_->train(other, nullptr, params_of(small_), folder_ / "a", Budget(), nullptr)
                  .error()
                  .message,
              HasSubstr("domain=cells, and domain=other was asked for"));
  Architecture architecture = toy_architecture();
  architecture.id = "tin";
  EXPECT_THAT(make_trainer(architecture)->saved(folder_ / "a").error().message,
              HasSubstr("of architecture 'toy', and 'tin' is trained here"));
}

TEST_F(Runs, ImpossibleSettingsAreNamedAndLeaveNothing) {
  EXPECT_EQ(refusal("a", "noise=0.5"), "noise=0.5 is forbidden");
  EXPECT_THAT(refusal("a", "tasks=\"longest=20\""), HasSubstr("tasks: parameter 'longest'"));
  EXPECT_THAT(refusal("a", "ramp=longest"), HasSubstr("NAME=FROM..TO"));
  EXPECT_FALSE(Params::parse(trainer_->info().params, "batch=0").ok());
  EXPECT_FALSE(fs::exists(folder_ / "a"));
}

TEST_F(Runs, ANumberThatIsNotFiniteStopsWithTheStepAndTheLastGoodCheckpoint) {
  ASSERT_TRUE(train("a", params_of(small_), 4).ok());
  const fs::path checkpoint = folder_ / "a" / "checkpoint.safetensors";
  WeightsFile file = weights("a/checkpoint.safetensors");
  file.tensors["weight"].values.assign(file.tensors["weight"].values.size(), 3e38F);
  ASSERT_EQ(nn::write_weights(checkpoint, file), std::nullopt);
  const std::string before = content(checkpoint);
  const auto outcome = train("a", params_of(small_));
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::internal);
  EXPECT_THAT(outcome.error().message, HasSubstr("step 4: the loss is "));
  EXPECT_THAT(outcome.error().message, HasSubstr(checkpoint.string()));
  EXPECT_EQ(content(checkpoint), before);
}

TEST_F(Runs, DamagedCheckpointsAndFoldersAreNamed) {
  ASSERT_TRUE(train("a", params_of(small_), 4).ok());
  const fs::path checkpoint = folder_ / "a" / "checkpoint.safetensors";
  const std::string whole = content(checkpoint);
  std::ofstream(checkpoint, std::ios::binary | std::ios::trunc)
      << whole.substr(0, whole.size() / 2);
  EXPECT_THAT(refusal("a", small_), HasSubstr(checkpoint.string()));
  const auto cut = train("a", params_of(small_));
  ASSERT_FALSE(cut.ok());
  EXPECT_THAT(cut.error().notes,
              ::testing::ElementsAre(HasSubstr("remove " + checkpoint.string())));
  const auto outcome = train(checkpoint / "b", params_of(small_));  // in a file
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::io);
  EXPECT_THAT(outcome.error().message, HasSubstr("/b: Not a directory"));
  const auto file = train(checkpoint, params_of(small_));
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.error().message, HasSubstr(checkpoint.string() + ": it is a file"));
  EXPECT_THAT(file.error().notes, ::testing::ElementsAre("name another folder"));
}

TEST_F(Runs, UnknownDevicesAreRefused) {
  EXPECT_THAT(use_device("tpu", false, 1).error().message, HasSubstr("cpu, cuda"));
  if (torch::cuda::is_available()) return;
  EXPECT_EQ(use_device("cuda", false, 1).error().code, ErrorCode::device);
}

}  // namespace
}  // namespace inkling::training
