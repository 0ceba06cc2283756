// A whole training in a folder: what it leaves there, and that it goes on bit for bit.
#include "run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "domain.hpp"
#include "domain_source.hpp"
#include "kernel_trainer.hpp"
#include "tiny.hpp"

namespace inkling::nli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
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

std::optional<RunFault> tiny_source(const ModelConfig& model, const TrainConfig&,
                                    TaskSource& source) {
  source = shift_source(model.length);
  return std::nullopt;
}

class Runs : public testing::Test {
 protected:
  void SetUp() override {
    at::set_num_threads(1);
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = fs::path(testing::TempDir()) / ("inkling-run-" + name);
    fs::remove_all(folder_);
    settings_.folder = folder_ / "a";
    settings_.model = tiny_config();
    settings_.config.steps = 12;
    settings_.config.batch = 3;
    settings_.config.pairs = 3;
    settings_.config.evaluate_every = 4;
    settings_.config.evaluate_tasks = 5;
    settings_.config.regulariser_after = 0;
  }
  void TearDown() override { fs::remove_all(folder_); }

  RunResult run_until(const RunSettings& settings, std::int64_t last) const {
    RunSettings mine = settings;
    std::int64_t step = 0;
    mine.stop = [&] { return step >= last; };
    RunResult result;
    const auto fault = run_training(
        mine, tiny_source, [&](std::int64_t at, std::int64_t, const Look*) { step = at; }, result);
    EXPECT_FALSE(fault) << (fault ? fault->message : "");
    return result;
  }
  std::optional<RunFault> fault_of(const RunSettings& settings) const {
    RunResult result;
    return run_training(settings, tiny_source, {}, result);
  }

  fs::path folder_;
  RunSettings settings_;
};

TEST_F(Runs, LeaveMetricsCurvesWeightsAndACard) {
  const RunResult result = run_until(settings_, 100);
  EXPECT_EQ(result.step, 12);
  EXPECT_EQ(result.files.size(), 4U);
  for (const fs::path& file : result.files) EXPECT_TRUE(fs::exists(file)) << file;
  const auto looks = read_metrics(settings_.folder / "metrics.jsonl", 100);
  ASSERT_EQ(looks.size(), 3U);
  EXPECT_EQ(value_of(looks[2], "step"), 12);
  EXPECT_EQ(value_of(looks[2], "tokens"), value_of(result.last, "tokens"));
  EXPECT_THAT(content(settings_.folder / "curves.svg"), HasSubstr("</svg>"));
  const std::string card = content(settings_.folder / "model.md");
  EXPECT_THAT(card, HasSubstr("12 of 12 steps"));
  EXPECT_THAT(card, HasSubstr("inkling train nli steps=12 batch=3"));
  EXPECT_THAT(card, HasSubstr("| `width` | 8 |"));
  WeightsFile weights;
  ASSERT_EQ(nn::read_weights(settings_.folder / "model.safetensors", weights), std::nullopt);
  std::shared_ptr<Model> model;
  EXPECT_EQ(from_weights(weights, model), std::nullopt);
}

TEST_F(Runs, CardsSayWhichInputsEndInBlanks) {
  const auto data_with = [&](int padding, int steps, double padded) {
    RunSettings settings = settings_;
    settings.folder = settings_.folder / std::to_string(steps) / std::to_string(padded);
    settings.config.padding = padding;
    settings.config.padding_steps = steps;
    settings.config.padded = padded;
    run_until(settings, 100);
    const std::string card = content(settings.folder / "model.md");
    return card.substr(0, card.find("## Training"));
  };
  EXPECT_THAT(data_with(2, 0, 1.0), AllOf(HasSubstr("end in 0 to 2 blanks.\n"),
                                          Not(HasSubstr("the others have no blanks"))));
  EXPECT_THAT(data_with(2, 5, 0.5), AllOf(HasSubstr("fewer and fewer until step 5"),
                                          HasSubstr("a share of 0.5 of the tasks")));
}

TEST_F(Runs, GoOnBitForBitWhereverTheyWereStopped) {
  run_until(settings_, 100);
  for (const std::int64_t stop : {1, 4, 7}) {
    RunSettings other = settings_;
    other.folder = folder_ / ("stopped" + std::to_string(stop));
    EXPECT_EQ(run_until(other, stop).step, stop);
    // Only the folder is needed to go on: settings that were not given come from there.
    RunSettings again;
    again.folder = other.folder;
    const RunResult result = run_until(again, 100);
    EXPECT_EQ(result.resumed_from, stop);
    EXPECT_EQ(content(other.folder / "model.safetensors"),
              content(settings_.folder / "model.safetensors"));
    EXPECT_EQ(without_seconds(content(other.folder / "metrics.jsonl")),
              without_seconds(content(settings_.folder / "metrics.jsonl")));
  }
}

// Half of the tasks copy, the others write nothing but zeros: accuracy comes and goes.
std::optional<RunFault> copying_source(const ModelConfig& model, const TrainConfig&,
                                       TaskSource& source) {
  source = [length = model.length](const TaskRequest& request, Rng& rng, int64_t* x, int64_t* y) {
    for (int task = 0; task < request.tasks; ++task) {
      const bool copy = rng.uniform(0, 1) == 0;
      for (int i = 0; i < request.pairs * length; ++i) {
        *x = rng.uniform(0, sequences::kDigits - 1);
        *y++ = copy ? *x : 0;
        ++x;
      }
    }
  };
  return std::nullopt;
}

TEST_F(Runs, KeepTheWeightsOfTheBestLookOnceEverythingIsInForce) {
  settings_.config.steps = 120;
  settings_.config.evaluate_every = 5;
  settings_.config.evaluate_tasks = 20;
  settings_.config.regulariser_ramp = 40;
  settings_.config.learning_rate = 0.05;
  settings_.config.regulariser = 10;  // strong enough to do harm
  settings_.model.codes = 3;
  const auto run = [&](const fs::path& folder, std::int64_t last) {
    RunSettings mine = settings_;
    mine.folder = folder;
    std::int64_t step = 0;
    mine.stop = [&] { return step >= last; };
    RunResult result;
    EXPECT_FALSE(run_training(
        mine, copying_source, [&](std::int64_t at, std::int64_t, const Look*) { step = at; },
        result));
    WeightsFile weights;
    EXPECT_EQ(nn::read_weights(folder / "model.safetensors", weights), std::nullopt);
    return weights.metadata;
  };
  // Before the regulariser has its full strength, the newest weights are the ones to have.
  const auto early = run(folder_ / "early", 12);
  EXPECT_EQ(early.at("trained_steps"), "12");
  EXPECT_EQ(early.count("id_hard"), 0U);
  const auto kept = run(folder_ / "whole", 1000);
  double best = -1, at = -1, worst = 2;
  for (const Look& look : read_metrics(folder_ / "whole" / "metrics.jsonl", 1000)) {
    if (value_of(look, "step") < 40) continue;
    worst = std::min(worst, value_of(look, "id_hard"));
    if (value_of(look, "id_hard") < best) continue;
    best = value_of(look, "id_hard");
    at = value_of(look, "step");
  }
  ASSERT_LT(worst, best);
  ASSERT_LT(at, 120);
  EXPECT_EQ(kept.at("trained_steps"), to_text(static_cast<std::int64_t>(at)));
  EXPECT_NEAR(std::stod(kept.at("id_hard")), best, 1e-6);
  EXPECT_THAT(content(folder_ / "whole" / "model.md"),
              HasSubstr(to_text(static_cast<std::int64_t>(at)) + " of 120 steps"));
  // Stopped behind the best look, and gone on: the same is kept.
  run(folder_ / "parts", static_cast<std::int64_t>(at) + 3);
  run(folder_ / "parts", 1000);
  EXPECT_EQ(content(folder_ / "parts" / "model.safetensors"),
            content(folder_ / "whole" / "model.safetensors"));
}

// As after a kill between a line of metrics and its checkpoint, and in the middle of a line.
TEST_F(Runs, MetricsBehindTheCheckpointAreTakenBack) {
  run_until(settings_, 100);
  RunSettings other = settings_;
  other.folder = folder_ / "killed";
  run_until(other, 5);
  std::ofstream(other.folder / "metrics.jsonl", std::ios::app)
      << R"({"step":8,"seconds":1.0,"loss":1})"
      << "\n"
      << R"({"step":12,"sec)";
  run_until(other, 100);
  EXPECT_EQ(without_seconds(content(other.folder / "metrics.jsonl")),
            without_seconds(content(settings_.folder / "metrics.jsonl")));
}

TEST_F(Runs, SettingsThatDifferFromTheCheckpointAreRefused) {
  run_until(settings_, 5);
  RunSettings other = settings_;
  other.config.batch = 7;
  other.given = {"batch"};
  const auto fault = fault_of(other);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, RunFault::Kind::settings);
  EXPECT_THAT(fault->message, HasSubstr("batch=3, and batch=7 was asked for"));
}

TEST_F(Runs, ImpossibleSettingsAreNamed) {
  settings_.model.heads = 3;
  EXPECT_THAT(fault_of(settings_)->message, HasSubstr("heads=3"));
  settings_.model.heads = 2;
  settings_.config.scope = "local";
  EXPECT_THAT(fault_of(settings_)->message, HasSubstr("global, per_position"));
  settings_.config.scope = "global";
  settings_.config.batch = 0;
  EXPECT_THAT(fault_of(settings_)->message, HasSubstr("batch=0 is outside 1..65536"));
  EXPECT_FALSE(fs::exists(settings_.folder));
}

TEST_F(Runs, ANumberThatIsNotFiniteStopsWithTheStepAndTheLastGoodCheckpoint) {
  run_until(settings_, 4);
  const fs::path checkpoint = settings_.folder / "checkpoint.safetensors";
  WeightsFile file;
  ASSERT_EQ(nn::read_weights(checkpoint, file), std::nullopt);
  file.tensors["symbol_embedding"].values[0] = 3e38F;
  file.tensors["symbol_embedding"].values[1] = 3e38F;
  ASSERT_EQ(nn::write_weights(checkpoint, file), std::nullopt);
  const std::string before = content(checkpoint);
  const auto fault = fault_of(settings_);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, RunFault::Kind::numbers);
  EXPECT_THAT(fault->message, HasSubstr("step 4: the loss is "));
  EXPECT_THAT(fault->message, HasSubstr(checkpoint.string()));
  EXPECT_EQ(content(checkpoint), before);
}

TEST_F(Runs, DamagedCheckpointsAndFoldersAreNamed) {
  run_until(settings_, 4);
  const fs::path checkpoint = settings_.folder / "checkpoint.safetensors";
  const std::string whole = content(checkpoint);
  std::ofstream(checkpoint, std::ios::binary | std::ios::trunc)
      << whole.substr(0, whole.size() / 2);
  EXPECT_THAT(fault_of(settings_)->message, HasSubstr(checkpoint.string()));
  settings_.folder = checkpoint;  // a file
  const auto fault = fault_of(settings_);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, RunFault::Kind::file);
}

TEST_F(Runs, UnknownDevicesAreRefused) {
  torch::Device device = torch::kCPU;
  EXPECT_THAT(use_device("tpu", false, 1, device)->message, HasSubstr("cpu, cuda"));
  if (torch::cuda::is_available()) return;
  EXPECT_EQ(use_device("cuda", false, 1, device)->kind, RunFault::Kind::device);
}

TEST(FieldTable, HasEveryField) {
  const std::string table = field_table();
  std::size_t fields = 0;
  const auto expect = [&](const char* name, const auto&, const FieldFacts& facts) {
    EXPECT_THAT(table, HasSubstr("| `" + std::string(name) + "` |"));
    EXPECT_FALSE(facts.help.empty()) << name;
    ++fields;
  };
  const ModelConfig model;
  const TrainConfig config;
  visit_model_fields(model, expect);
  visit_train_fields(config, expect);
  EXPECT_EQ(find_fault(model), "");
  EXPECT_EQ(find_fault(config), "");
  EXPECT_EQ(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')), fields + 2);
}

// docs/nli.md holds that table between two marks; INKLING_UPDATE=1 writes it anew.
TEST(FieldTable, IsTheOneOfTheManual) {
  const std::string begin = "<!-- settings: generated -->\n", end = "<!-- end of settings -->";
  std::string manual = content(INKLING_NLI_DOC);
  const std::size_t from = manual.find(begin), to = manual.find(end);
  ASSERT_NE(from, manual.npos);
  ASSERT_NE(to, manual.npos);
  const std::size_t first = from + begin.size();
  if (std::getenv("INKLING_UPDATE") != nullptr) {
    manual.replace(first, to - first, field_table());
    std::ofstream(INKLING_NLI_DOC, std::ios::binary) << manual;
  } else {
    EXPECT_TRUE(manual.substr(first, to - first) == field_table()) << "run with INKLING_UPDATE=1";
  }
}

// ---- behind the kernel's interface

class KernelTrainer : public Runs {
 protected:
  Result<TrainingOutcome> train(const std::string& text, std::uint64_t last_step = 1000) const {
    auto params = Params::parse(trainer_->info().params, text);
    if (!params) return std::move(params).error();
    struct Sink : TrainingSink {
      std::stop_source source;
      std::uint64_t last = 0;
      void report(const TrainingReport& report) override {
        if (static_cast<std::uint64_t>(report.step) >= last) source.request_stop();
      }
    } sink;
    sink.last = last_step;
    BudgetLimits limits;
    limits.time = std::chrono::nanoseconds(0);
    return trainer_->train(*domain_, *params, folder_, Budget(limits, sink.source.get_token()),
                           &sink);
  }
  const std::string small_ =
      "steps=6,batch=2,evaluate_every=3,evaluate_tasks=4,width=8,positions=3,codes=4,padding=2";
  std::unique_ptr<inkling::Trainer> trainer_ = make_trainer();
  std::unique_ptr<Domain> domain_ = sequences::make_domain();
};

TEST_F(KernelTrainer, TrainsStopsAndGoesOn) {
  const auto first = train(small_, 2);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(first->step, 2);
  EXPECT_FALSE(first->finished());
  const auto saved = trainer_->settings_of(folder_);
  ASSERT_TRUE(saved.ok());
  ASSERT_TRUE(*saved);
  EXPECT_EQ((*saved)->get_int("steps"), 6);
  EXPECT_EQ((*saved)->get_int("padding"), 2);
  const auto second = train(small_);
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ(second->resumed_from, 2);
  EXPECT_TRUE(second->finished());
  EXPECT_FALSE(second->figures.empty());
  EXPECT_EQ(train("steps=7", 0).error().code, ErrorCode::bad_param);
}

TEST_F(KernelTrainer, RefusesWhatTheDomainCannotGive) {
  EXPECT_THAT(train("length=12", 0).error().message, HasSubstr("a tape of 20 places over an alphabet of 11, and length=12"));
  EXPECT_THAT(train("symbols=10", 0).error().message, HasSubstr("an alphabet of 11"));
  EXPECT_THAT(train("padding=30", 0).error().message, HasSubstr("padding"));
  EXPECT_THAT(train("heads=5", 0).error().message, HasSubstr("heads=5"));
  EXPECT_THAT(train("stepps=5", 0).error().notes.at(0), HasSubstr("steps"));
  EXPECT_FALSE(trainer_->settings_of(folder_).value().has_value());
}

// The stand-alone trainer draws its tasks from the suite itself, and a seed must mean the same.
TEST_F(KernelTrainer, DrawsTheTasksOfTheSuite) {
  TrainConfig config;
  config.padding = 4;
  const ModelConfig model;
  const auto source = domain_source(*domain_, model, config);
  ASSERT_TRUE(source.ok()) << source.error().message;
  Rng rng(3);
  const TaskBatch drawn = draw_tasks(*source, {false, 4, 6, 4}, model.length, rng);
  sequences::TaskOptions options;
  options.pairs = 4;
  options.padding = 4;
  Rng same(3);
  for (std::int64_t task = 0; task < 6; ++task) {
    const auto made = sequences::generate(options, same);
    for (std::size_t pair = 0; pair < 4; ++pair)
      for (std::size_t i = 0; i < sequences::kLength; ++i) {
        const auto symbol = [](int v) { return v == sequences::kBlank ? sequences::kDigits : v; };
        const auto at = [&](const torch::Tensor& t) {
          return t[task][static_cast<std::int64_t>(pair)][static_cast<std::int64_t>(i)]
              .item<std::int64_t>();
        };
        EXPECT_EQ(at(drawn.x), symbol(made.inputs[pair][i]));
        EXPECT_EQ(at(drawn.y), symbol(made.outputs[pair][i]));
      }
  }
}

}  // namespace
}  // namespace inkling::nli
