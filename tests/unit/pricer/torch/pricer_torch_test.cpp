// The passes against LibTorch, for made-up models and those that ship; the tasks that are learned
// from; a whole training.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <inkling/dsl/language.hpp>

#include "domain.hpp"
#include "encoding.hpp"
#include "entries.hpp"
#include "lists_catalogue.hpp"
#include "pricer.hpp"
#include "pricer_training.hpp"
#include "stored_model.hpp"
#include "support/scratch_folder.hpp"
#include "trainer.hpp"

namespace inkling::pricer {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ModelConfig config_of(const Shape& s) {
  ModelConfig config;
  config.length = s.places;
  config.symbols = s.symbols;
  config.entries = s.entries;
  config.width = s.width;
  config.hidden = s.hidden;
  config.before = s.before;
  config.after = s.after;
  return config;
}

void expect_parity(Model& model, const Network& network) {
  const torch::NoGradGuard guard;
  const auto examples =
      torch::randint(network.shape().symbols, {1, 4, network.shape().places}, torch::kLong);
  const std::int64_t* at = examples.data_ptr<std::int64_t>();
  const std::vector<int> symbols(at, at + examples.numel());
  const std::vector<float> odds = network.run(symbols);
  const auto wanted = model.forward(examples).squeeze(0).contiguous();
  ASSERT_EQ(static_cast<std::size_t>(wanted.numel()), odds.size());
  for (std::size_t i = 0; i < odds.size(); ++i) {
    const float one = wanted.data_ptr<float>()[i];
    EXPECT_NEAR(odds[i], one, 1e-4F * (1 + std::abs(one)));
  }
}

TEST(GuideParity, PassesGiveWhatLibTorchGives) {
  torch::manual_seed(5);
  for (const Shape& shape :
       {Shape{7, 9, 2, 8, 1, 0, 5}, Shape{5, 30, 3, 16, 2, 1, 11}, Shape{4, 6, 8, 5, 3, 2, 3}}) {
    Model model(config_of(shape));
    nn::WeightsFile file;
    training::put_parameters(model, file);
    Network network;
    ASSERT_EQ(Network::make(file, shape, network), std::nullopt);
    expect_parity(model, network);
  }
}

TEST(GuideParity, OfEveryModelThatShips) {
  torch::manual_seed(6);
  for (const auto& entry : fs::directory_iterator(INKLING_MODELS)) {
    nn::WeightsFile file;
    if (entry.path().extension() != ".safetensors") continue;
    ASSERT_EQ(nn::read_weights(entry.path(), file), std::nullopt);
    if (file.metadata["format"] != kFormat) continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto loaded = load_model(entry.path());
    ASSERT_TRUE(loaded.ok()) << to_text(loaded.error());
    Model model(config_of((*loaded)->network.shape()));
    ASSERT_EQ(training::get_parameters(file, model), std::nullopt);
    expect_parity(model, (*loaded)->network);
  }
}

class GuideTraining : public testing::Test {
 protected:
  std::unique_ptr<Domain> lists_ = lists::make_domain();
  std::unique_ptr<Language> language_ = dsl::make_language(lists::lists_catalogue(), "lists");
};

TEST_F(GuideTraining, TasksSayWhatTheirProgramsUse) {
  training::LoopSettings settings;
  settings.tasks = "min_statements=1,max_statements=1,inputs=1";
  const auto source = make_source(*lists_, language_.get(), settings);
  ASSERT_TRUE(source.ok()) << to_text(source.error());
  const Entries entries = entries_of(*lists::lists_catalogue());
  ASSERT_EQ(source->answers, entries.names);
  constexpr int kTasks = 40, kPairs = 2;
  std::vector<std::int64_t> x(kTasks * kPairs * kPlaces), y(kTasks * kPairs * entries.names.size());
  Rng rng(3);
  ASSERT_TRUE(source->draw({false, {}, kTasks, kPairs}, rng, x.data(), y.data()).ok());
  for (std::size_t task = 0; task < kTasks; ++task) {
    const std::int64_t* marks = y.data() + task * kPairs * entries.names.size();
    // One statement: one operator and at most one function of the catalogue's.
    std::int64_t operators = 0, functions = 0;
    for (std::size_t i = 0; i < entries.names.size(); ++i) {
      EXPECT_EQ(marks[i], marks[i + entries.names.size()]);  // beside every pair
      if (i < entries.operators) operators += marks[i];
      if (i >= entries.operators + entries.constants) functions += marks[i];
    }
    EXPECT_EQ(operators, 1);
    EXPECT_LE(functions, 1);
  }
  EXPECT_EQ(make_source(*lists_, nullptr, settings).error().code, ErrorCode::unsupported);
}

TEST_F(GuideTraining, LearnsAndGoesOnBitForBit) {
  const auto trainer = training::make_trainer(architecture());
  test::ScratchFolder scratch;
  const auto train = [&](const std::string& folder, int steps) {
    const std::string text =
        "steps=" + std::to_string(steps) +
        ",warmup=5,batch=32,pairs=2,evaluate_every=20,evaluate_tasks=50,evaluate_pairs=2,"
        "hidden=24,width=4,learning_rate=0.005,tasks=\"min_statements=1,max_statements=1\"";
    const auto params = Params::parse(trainer->info().params, text);
    return trainer->train(*lists_, language_.get(), *params, scratch / folder, Budget(), nullptr);
  };
  const auto outcome = train("a", 60);
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  ASSERT_TRUE(train("b", 60).ok());
  nn::WeightsFile a, b;
  ASSERT_EQ(nn::read_weights(scratch / "a" / "checkpoint.safetensors", a), std::nullopt);
  ASSERT_EQ(nn::read_weights(scratch / "b" / "checkpoint.safetensors", b), std::nullopt);
  EXPECT_EQ(a.tensors["answers.weight"].values, b.tensors["answers.weight"].values);
  double accuracy = 0;
  for (const TrainingFigure& figure : outcome->figures)
    if (figure.name == "id") accuracy = figure.value;
  EXPECT_GT(accuracy, 0.2);  // untrained it is 0.03: two of some 130 entries for each that is used
  const auto loaded = load_model(scratch / "a" / "model.safetensors");
  ASSERT_TRUE(loaded.ok()) << to_text(loaded.error());
  EXPECT_EQ((*loaded)->entries, entries_of(*lists::lists_catalogue()).names);
}

}  // namespace
}  // namespace inkling::pricer
