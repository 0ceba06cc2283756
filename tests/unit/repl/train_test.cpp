// inkling train and inkling eval, over components that need no network.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <inkling/app/model_facts.hpp>
#include <sstream>

#include "cli.hpp"
#include "inkling/trainer.hpp"
#include "support/scratch_folder.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::repl {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

struct Seen {
  std::string params;
  fs::path folder;
  unsigned threads = 0;
  std::string domain;
  std::optional<SavedTraining> saved;
};

// Counts to `steps`, with a look at every second one; the budget may stop it.
class CountingTrainer : public Trainer {
 public:
  explicit CountingTrainer(std::shared_ptr<Seen> seen) : seen_(std::move(seen)) {
    info_.id = "counting";
    info_.summary = "counts";
    info_.params = {{"tasks", ParamType::text, "", "of the generator", {}, {}, {}},
                    {"steps", ParamType::integer, "4", "to count to", 1, 100, {}},
                    {"seed", ParamType::integer, "1", "unused", 0, 100, {}},
                    {"fail", ParamType::boolean, "false", "whether to", {}, {}, {}}};
  }
  const TrainerInfo& info() const override { return info_; }
  Result<std::optional<SavedTraining>> saved(const fs::path&) const override {
    return seen_->saved;
  }
  Result<TrainingOutcome> train(const Domain& domain, const Language*, const Params& params,
                                const fs::path& folder, const Budget& budget,
                                TrainingSink* sink) const override {
    seen_->domain = domain.info().id;
    seen_->params = params.to_text();
    seen_->folder = folder;
    seen_->threads = budget.limits().threads;
    if (params.get_bool("fail")) return Error{ErrorCode::internal, "step 3: the loss is nan"};
    TrainingOutcome outcome;
    outcome.steps = params.get_int("steps");
    while (!outcome.finished() && !budget.cancelled() && budget.remaining_seconds() > 0) {
      ++outcome.step;
      TrainingReport report{outcome.step, outcome.steps, {}};
      if (outcome.step % 2 == 0)
        report.figures = {{"step", static_cast<double>(outcome.step), false},
                          {"seconds", 1.5, false},
                          {"nll", 0.25, true, "Loss"}};
      sink->report(report);
    }
    if (seen_->saved) outcome.resumed_from = 1;
    outcome.files = {folder / "weights"};
    return outcome;
  }

 private:
  TrainerInfo info_;
  std::shared_ptr<Seen> seen_;
};

class TrainTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto seen = seen_;
    ASSERT_TRUE(registry_->add("counting", [seen](Registrar& registrar) {
      registrar.add<Trainer>("counting",
                             [seen] { return std::make_unique<CountingTrainer>(seen); });
    }));
  }
  std::string file(const std::string& name, const std::string& text) const {
    return scratch_.write(name, text).string();
  }
  int train(std::vector<std::string> settings) {
    out_.str("");
    err_.str("");
    options_.training.settings = std::move(settings);
    return run_train_command(context_, options_);
  }

  std::shared_ptr<Seen> seen_ = std::make_shared<Seen>();
  std::unique_ptr<Registry> registry_ = test::tiny_registry();
  std::ostringstream out_;
  std::ostringstream err_;
  Context context_{*registry_, out_, err_, nullptr, false};
  TrainOptions options_{{"counting", "tiny", {}, {}, "folder", {}}, false};
  test::ScratchFolder scratch_;
};

TEST_F(TrainTest, ShowsEveryLookAndWhatWasWritten) {
  EXPECT_EQ(train({"steps=5"}), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("step       2  nll 0.25\nstep       4  nll 0.25\n"));
  EXPECT_THAT(out_.str(), HasSubstr("wrote folder/weights"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("stopped")));
  EXPECT_EQ(err_.str(), "");
  EXPECT_EQ(seen_->params, "steps=5");
}

TEST_F(TrainTest, JsonIsALineForEveryLook) {
  options_.json = true;
  EXPECT_EQ(train({}), kRan);
  EXPECT_EQ(out_.str(), "{\"step\":2,\"nll\":0.25}\n{\"step\":4,\"nll\":0.25}\n");
  context_.with_time = true;
  EXPECT_EQ(train({}), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("{\"step\":2,\"seconds\":1.5,\"nll\":0.25}"));
}

TEST_F(TrainTest, SettingsOfTheCommandLineStandAboveThoseOfTheFile) {
  options_.training.config = file("run.conf", "# a run\nsteps = 3\n\nseed=7  # lucky\n");
  EXPECT_EQ(train({"seed=9"}), kRan);
  EXPECT_EQ(seen_->params, "steps=3,seed=9");
}

TEST_F(TrainTest, WrongSettingsAreNamedWithThePlaceAndTheNearest) {
  EXPECT_EQ(train({"stepps=3"}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean 'steps'?"));
  EXPECT_EQ(train({"steps=1000"}), kUsage);
  EXPECT_EQ(train({"steps"}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("NAME=VALUE is expected"));
  options_.training.config = file("bad.conf", "steps=3\nsede=7\n");
  EXPECT_EQ(train({}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("bad.conf:2: "));
  options_.training.config = "/no/such/file";
  EXPECT_EQ(train({}), kUnreadable);
  EXPECT_THAT(err_.str(), HasSubstr("/no/such/file"));
}

TEST_F(TrainTest, GoesOnWithTheSettingsOfTheFolder) {
  seen_->saved = SavedTraining{
      "tiny", Params::parse(CountingTrainer(seen_).info().params, "steps=3,seed=2").value()};
  options_.training.domain.clear();
  EXPECT_EQ(train({}), kRan);
  EXPECT_EQ(seen_->params, "steps=3,seed=2");
  EXPECT_EQ(seen_->domain, "tiny");
  EXPECT_THAT(out_.str(), HasSubstr("went on from step 1"));
  EXPECT_EQ(train({"steps=3"}), kRan);
  EXPECT_EQ(train({"seed=1"}), kUsage);  // the default, but not what the folder has
  EXPECT_THAT(err_.str(), HasSubstr("seed=2, and seed=1 was asked for"));
  options_.training.domain = "other";
  EXPECT_EQ(train({}), kUsage);
  seen_->saved->domain = "other";
  options_.training.domain = "tiny";
  EXPECT_EQ(train({}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("domain=other, and domain=tiny was asked for"));
}

TEST_F(TrainTest, ANewTrainingNeedsADomain) {
  options_.training.domain.clear();
  EXPECT_EQ(train({}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--domain ID"));
}

TEST_F(TrainTest, CurvesAreDrawnFromTheMetrics) {
  options_.training.folder =
      fs::path(file("metrics.jsonl", "{\"step\":2,\"nll\":0.25}\n")).parent_path();
  fs::remove(fs::path(options_.training.folder) / "curves.svg");
  EXPECT_EQ(train({}), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("curves.svg"));
  EXPECT_TRUE(fs::exists(fs::path(options_.training.folder) / "curves.svg"));
}

TEST_F(TrainTest, AStopIsSaid) {
  options_.training.limits.time = std::chrono::nanoseconds(1);
  EXPECT_EQ(train({}), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("stopped at step 0 of 4; the same command goes on from there"));
}

TEST_F(TrainTest, FailuresHaveTheirExitCode) {
  EXPECT_EQ(train({"fail=true"}), kFailed);
  EXPECT_THAT(err_.str(), HasSubstr("step 3: the loss is nan"));
}

TEST_F(TrainTest, FoldersAreNamedAfterTheTraining) {
  options_.training.folder.clear();
  EXPECT_EQ(train({"seed=3"}), kRan);
  EXPECT_EQ(seen_->folder, fs::path("runs/counting-tiny-seed3"));
  EXPECT_EQ(train({"tasks=suite=comp-i,length=5"}), kRan);
  EXPECT_EQ(seen_->folder, fs::path("runs/counting-tiny-comp-i-5-seed1"));
}

TEST_F(TrainTest, UnknownTrainersAreNamedAndABuildWithoutAnySaysTheCure) {
  const auto empty = test::tiny_registry();
  Context bare{*empty, out_, err_, nullptr, false};
  EXPECT_EQ(run_train_command(bare, options_), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("-DINKLING_WITH_TORCH=ON"));
  options_.training.id = "countin";
  EXPECT_EQ(train({}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean 'counting'?"));
}

TEST_F(TrainTest, SettingsAreListed) {
  EXPECT_EQ(run_train_settings_command(context_, "counting"), kRan);
  EXPECT_THAT(out_.str(), HasSubstr("steps"));
  EXPECT_THAT(out_.str(), HasSubstr("to count to"));
}

// ---- facts of a weights file

std::string weights_text(const std::string& metadata) {
  const std::string header = "{\"__metadata__\":{" + metadata + "}}";
  std::string text(8, '\0');
  text[0] = static_cast<char>(header.size() & 255U);
  text[1] = static_cast<char>(header.size() >> 8U);
  return text + header;
}

TEST_F(TrainTest, ModelFactsNameTheAblation) {
  const auto ablation = [&](const std::string& metadata) {
    return read_model_facts(file("m.safetensors", weights_text(metadata))).value().ablation();
  };
  EXPECT_EQ(ablation(R"("model.skip":"true","train.regulariser":"0.01")"), "full");
  EXPECT_EQ(ablation(R"("model.skip":"false")"), "no skip");
  EXPECT_EQ(ablation(R"("model.recurrent":"false","train.regulariser":"0")"),
            "no recurrent, no regulariser");
}

TEST_F(TrainTest, FilesThatAreNoWeightsAreRefused) {
  for (const std::string& text : {std::string(), std::string("PK\3\4 something else"),
                                  std::string(8, '\xff'), weights_text("").substr(0, 12)}) {
    const auto facts = read_model_facts(file("bad.safetensors", text));
    ASSERT_FALSE(facts.ok()) << text;
    EXPECT_THAT(facts.error().message, HasSubstr("bad.safetensors"));
  }
  EXPECT_FALSE(read_model_facts("/no/such/file").ok());
}

TEST_F(TrainTest, ModelFactsNameTheArchitecture) {
  const auto architecture = [&](const std::string& metadata) {
    return read_model_facts(file("m.safetensors", weights_text(metadata))).value().architecture();
  };
  EXPECT_EQ(architecture(R"("architecture":"lpn","format":"inkling-vector-2")"), "lpn");
  EXPECT_EQ(architecture(R"("format":"inkling-tiny-net-1")"), "tiny-net");
  EXPECT_EQ(architecture(R"("format":"pt")"), "");
}

TEST_F(TrainTest, EvalNeedsADomainOrAnArchitecture) {
  EXPECT_EQ(run_eval_command(context_, {}), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--domain ID"));
  EvalOptions options;
  options.models.architecture = "tiny-latant";
  EXPECT_EQ(run_eval_command(context_, options), kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("nothing to evaluate as 'tiny-latant'"));
  EXPECT_THAT(err_.str(), HasSubstr("did you mean 'tiny-latent'?"));
}

TEST_F(TrainTest, EvalMeasuresSolversOnADomainsTasks) {
  EvalOptions options;
  options.models.domain = "tiny";
  options.models.params = "queries=1";
  options.models.solvers = {"scan"};
  options.models.tasks = 5;
  options.json = true;
  EXPECT_EQ(run_eval_command(context_, options), kRan) << err_.str();
  EXPECT_THAT(
      out_.str(),
      ::testing::StartsWith(
          R"({"rows":[{"solver":"scan","accuracy":1.0,"tasks":5,"unfit":0,"evaluations":)"));
}

}  // namespace
}  // namespace inkling::repl
