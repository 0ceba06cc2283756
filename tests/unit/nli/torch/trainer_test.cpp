// The trainer behind the kernel's interface, on the domain of sequences.
#include "trainer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <inkling/nn/weights.hpp>
#include <sstream>

#include "components.hpp"
#include "domain.hpp"
#include "nli_training.hpp"
#include "support/scratch_folder.hpp"
#include "tiny.hpp"

namespace inkling::nli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class NliTrainer : public testing::Test {
 protected:
  Result<TrainingOutcome> train(const Domain& domain, const std::string& text) const {
    auto params = Params::parse(trainer_->info().params, text);
    if (!params) return std::move(params).error();
    return trainer_->train(domain, nullptr, *params, folder_, Budget(), nullptr);
  }

  const std::string small_ =
      "steps=6,batch=2,evaluate_every=3,evaluate_tasks=4,width=8,positions=3,codes=4";
  std::unique_ptr<Trainer> trainer_ = training::make_trainer(architecture());
  std::unique_ptr<Domain> sequences_ = sequences::make_domain();
  test::ScratchFolder scratch_;
  const fs::path folder_ = scratch_ / "run";
};

TEST_F(NliTrainer, TrainsModelsThatCanBeUsed) {
  const auto outcome = train(*sequences_, small_ + ",ramp=\"padding=2..0\",tasks=\"suite=comp-i\"");
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  EXPECT_TRUE(outcome->finished());
  nn::WeightsFile weights;
  ASSERT_EQ(nn::read_weights(folder_ / "model.safetensors", weights), std::nullopt);
  EXPECT_EQ(weights.metadata["architecture"], "nli");
  EXPECT_EQ(weights.metadata["domain"], "sequences");
  EXPECT_EQ(weights.metadata["tasks"], "suite=comp-i");
  EXPECT_EQ(weights.metadata["model.length"], "20");
  EXPECT_EQ(weights.metadata["model.symbols"], "11");
  EXPECT_TRUE(load_model(folder_ / "model.safetensors").ok());
}

TEST_F(NliTrainer, TrainsOnAnyDomainWithATape) {
  const auto outcome = train(ShiftDomain(), small_);
  ASSERT_TRUE(outcome.ok()) << outcome.error().message;
  nn::WeightsFile weights;
  ASSERT_EQ(nn::read_weights(folder_ / "model.safetensors", weights), std::nullopt);
  EXPECT_EQ(weights.metadata["domain"], "shifts");
  EXPECT_EQ(weights.metadata["model.length"], "5");
}

TEST_F(NliTrainer, RefusesWhatCannotBe) {
  EXPECT_THAT(train(*sequences_, "heads=5").error().message, HasSubstr("heads=5"));
  EXPECT_THAT(train(*sequences_, "reach=2,bias=none").error().message, HasSubstr("reach=2"));
  EXPECT_THAT(train(*sequences_, "ramp=\"padding=30..0\"").error().message, HasSubstr("padding"));
  EXPECT_THAT(train(*sequences_, "tasks=\"suite=shift-q\"").error().message, HasSubstr("suite"));
  EXPECT_THAT(train(*sequences_, "stepps=5").error().notes.at(0), HasSubstr("steps"));
  EXPECT_FALSE(fs::exists(folder_));
}

// docs/nli.md holds the table of settings between two marks; INKLING_UPDATE=1 writes it anew.
TEST_F(NliTrainer, SettingsAreThoseOfTheManual) {
  const std::string begin = "<!-- settings: generated -->\n", end = "<!-- end of settings -->";
  std::ostringstream read;
  read << std::ifstream(INKLING_NLI_DOC, std::ios::binary).rdbuf();
  std::string manual = read.str();
  const std::size_t from = manual.find(begin), to = manual.find(end);
  ASSERT_NE(from, manual.npos);
  ASSERT_NE(to, manual.npos);
  const std::size_t first = from + begin.size();
  const std::string table = training::settings_table(trainer_->info().params);
  if (std::getenv("INKLING_UPDATE") != nullptr) {
    manual.replace(first, to - first, table);
    std::ofstream(INKLING_NLI_DOC, std::ios::binary) << manual;
  } else {
    EXPECT_TRUE(manual.substr(first, to - first) == table) << "run with INKLING_UPDATE=1";
  }
  for (const ParamSpec& spec : trainer_->info().params)
    EXPECT_FALSE(spec.help.empty()) << spec.name;
}

}  // namespace
}  // namespace inkling::nli
