// The passes against LibTorch, for made-up networks and those that ship; the tasks that are learned
// from; whole trainings; the searchers over what was trained.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <inkling/dsl/language.hpp>

#include "grammar.hpp"
#include "network.hpp"
#include "parity.hpp"
#include "searcher.hpp"
#include "stored_model.hpp"
#include "strings_catalogue.hpp"
#include "strings_domain.hpp"
#include "support/built_plugins.hpp"
#include "support/scratch_folder.hpp"
#include "token_language.hpp"
#include "trainer.hpp"
#include "writer_model.hpp"
#include "writer_training.hpp"

namespace inkling::writer {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using torch::Tensor;

Shape small_shape() {
  Shape shape;
  shape.inputs = 6;
  shape.outputs = 5;
  shape.symbols = 9;
  shape.tokens = 11;
  shape.room = 8;
  shape.width = 12;
  shape.heads = 3;
  shape.hidden = 16;
  return shape;
}

// Rows of examples with a blank end each, one of them all blank.
Tensor made_up_examples(const Shape& s, std::int64_t count) {
  const Tensor x = torch::randint(1, s.symbols, {1, count, s.inputs + s.outputs}, torch::kLong);
  for (std::int64_t e = 0; e < count; ++e) {
    const std::int64_t input = e % (s.inputs + 1), output = 1 + e % s.outputs;
    x[0][e].slice(0, input, s.inputs).zero_();
    x[0][e].slice(0, s.inputs + output).zero_();
  }
  return x;
}

void expect_parity(Model& model, const Network& network) {
  const torch::NoGradGuard guard;
  const Tensor x = made_up_examples(network.shape(), 4);
  const Tensor fed = torch::randint(network.shape().tokens, {1, 7}, torch::kLong);
  const Reading reading = network.read(numbers_of(x));
  expect_same(*network.programs(reading), numbers_of(fed), model.forward(x, fed));
}

std::vector<float> floats_of(const Tensor& x) {
  const Tensor flat = x.contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

// The plan that the network writes is, fed to the reference, the one that it would write; and a
// program behind it has the same probabilities.
void expect_parity_of_plans(VectorPlanner& planner, LatentModel& model, const Network& network) {
  const Shape& s = network.shape();
  const std::int64_t d = s.width;
  const Tensor x = made_up_examples(s, 3);
  const Reading reading = network.read(numbers_of(x));
  const Memory memory = model.encoder->forward(x);
  const Rows plan = network.plan(reading);
  ASSERT_GE(plan.count, 1);
  const Tensor vectors = torch::tensor(plan.numbers).view({1, plan.count, d});
  const Tensor answers = planner.forward(vectors, memory);
  const std::vector<float> means = floats_of(answers.slice(1, 0, plan.count).slice(2, 0, d));
  for (std::size_t i = 0; i < means.size(); ++i) EXPECT_NEAR(plan.numbers[i], means[i], 1e-4F);
  const std::vector<float> ends = floats_of(answers.select(2, answers.size(2) - 1));
  for (int i = 1; i < plan.count; ++i) EXPECT_LE(ends[static_cast<std::size_t>(i)], 1e-4F);
  if (plan.count < s.code_room()) {
    EXPECT_GT(ends[static_cast<std::size_t>(plan.count)], -1e-4F);
  }

  Rng first(1), second(1), third(2);
  const std::vector<float> drawn = network.plan(reading, &first).numbers;
  EXPECT_EQ(drawn, network.plan(reading, &second).numbers);
  EXPECT_EQ(drawn == network.plan(reading, &third).numbers, !s.gaussian());

  const Tensor text = torch::randint(s.tokens, {1, 7}, torch::kLong);
  const Memory all =
      model.behind(memory, vectors, torch::ones({1, plan.count}, torch::kBool), false);
  expect_same(*network.programs(reading, plan), numbers_of(text),
              model.program->forward(text, all));
}

void expect_parity(LatentModel& model, const Network& network) {
  const torch::NoGradGuard guard;
  const Shape& s = network.shape();
  if (s.plans_vectors()) return expect_parity_of_plans(*model.planner, model, network);
  const Tensor x = made_up_examples(s, 3);
  const Reading reading = network.read(numbers_of(x));
  const Memory memory = model.encoder->forward(x);
  const std::int64_t room = s.code_room();
  const Tensor fed = torch::randint(s.codes + 2, {1, room}, torch::kLong);
  expect_same(*network.latent_programs(reading), numbers_of(fed),
              model.latent->forward(fed, memory));
  const Tensor codes = torch::randint(s.codes, {1, room}, torch::kLong);
  const Tensor text = torch::randint(s.tokens, {1, 7}, torch::kLong);
  const Memory all = model.behind(memory, torch::embedding(model.codebook, codes),
                                  torch::ones({1, room}, torch::kBool), false);
  expect_same(*network.programs(reading, network.vectors_of(numbers_of(codes))), numbers_of(text),
              model.program->forward(text, all));
}

template <class M>
void expect_parity_of(M& model, const Shape& shape) {
  nn::WeightsFile file;
  training::put_parameters(model, file);
  Network network;
  ASSERT_EQ(Network::make(file, shape, network), std::nullopt);
  expect_parity(model, network);
}

TEST(WriterParity, PassesGiveWhatLibTorchGives) {
  torch::manual_seed(5);
  Shape shape = small_shape();
  expect_parity_of(*make_model(shape), shape);
  shape.layers = 1;
  shape.decoder_layers = 3;
  expect_parity_of(*make_model(shape), shape);
  shape.core = "lstm";
  expect_parity_of(*make_model(shape), shape);
  shape.core = "transformer";
  shape.codes = 7;
  for (const char* bottleneck : {"codes", "plain", "gaussian"}) {
    shape.bottleneck = bottleneck;
    SCOPED_TRACE(bottleneck);
    LatentModel latent(shape);
    expect_parity_of(latent, shape);
  }
}

class WriterTraining : public testing::Test {
 protected:
  Result<TrainingOutcome> train(const training::Architecture& architecture,
                                const std::string& folder, int steps, const std::string& more) {
    const auto trainer = training::make_trainer(architecture);
    const std::string text =
        "steps=" + std::to_string(steps) +
        ",warmup=5,batch=8,pairs=3,evaluate_every=10,evaluate_tasks=10,evaluate_pairs=3,hidden=16,"
        "width=12,heads=2,layers=1,decoder_layers=1,learning_rate=0.005,"
        "tasks=\"max_expressions=1\",tape=\"length=20\"" +
        more;
    const auto params = Params::parse(trainer->info().params, text);
    EXPECT_TRUE(params.ok()) << to_text(params.error());
    return trainer->train(*strings_, language_.get(), *params, scratch_ / folder, Budget(),
                          nullptr);
  }
  nn::WeightsFile read(const fs::path& file) {
    nn::WeightsFile weights;
    EXPECT_EQ(nn::read_weights(scratch_ / file, weights), std::nullopt);
    return weights;
  }
  Result<Outcome> ask(const char* format, const std::string& params, const Task& task) {
    // What the folder of a training holds, apart from its checkpoint.
    fs::create_directories(scratch_ / "shelf");
    std::error_code none;
    fs::copy_file(scratch_ / "a/model.safetensors", scratch_ / "shelf/a.safetensors",
                  fs::copy_options::overwrite_existing, none);
    const auto shelf = std::make_shared<const common::ModelShelf>(
        common::ModelShelf::of_folders({}, format, {scratch_ / "shelf"}));
    const auto searcher = make_searcher("writes", "a network", format, shelf);
    const Toolbox tools{strings_.get(), nullptr, language_.get(), language_.get()};
    return searcher->search(task, tools, *Params::parse(searcher->info().params, params), 0,
                            Budget(), nullptr);
  }
  static Task question() {
    Task task;
    task.domain = "strings";
    task.examples = {{{Value("ada 12")}, Value("ADA 12")}, {{Value("bob 7")}, Value("BOB 7")}};
    return task;
  }

  test::ScratchFolder scratch_;
  std::unique_ptr<Domain> strings_ = strings::make_domain();
  std::unique_ptr<Language> language_ = dsl::make_language(strings::strings_catalogue());
};

TEST_F(WriterTraining, TasksAreExamplesAndTheTokensOfTheirPrograms) {
  training::LoopSettings settings;
  settings.tape = "length=24";
  settings.tasks = "max_expressions=2";
  Params params(robustfill_architecture().model);
  const auto source = make_source(*strings_, language_.get(), settings, params);
  ASSERT_TRUE(source.ok()) << to_text(source.error());
  const auto language = *make_token_language(*strings_, language_.get(), settings.tape);
  EXPECT_EQ(source->vocabulary, language->grammar().names());
  constexpr std::size_t kTasks = 5, kPairs = 2;
  std::vector<std::int64_t> x(kTasks * kPairs * source->shape.places);
  std::vector<std::int64_t> y(kTasks * kPairs * source->answer_places());
  Rng rng(3);
  ASSERT_TRUE(source->draw({false, {}, kTasks, kPairs}, rng, x.data(), y.data()).ok());
  for (std::size_t task = 0; task < kTasks; ++task) {
    const std::int64_t* row = y.data() + task * kPairs * source->answer_places();
    std::vector<int> sentence(row, row + source->answer_places());
    for (std::size_t i = 0; i < sentence.size(); ++i)
      EXPECT_EQ(sentence[i], row[source->answer_places() + i]);  // beside every pair
    sentence.erase(std::find(sentence.begin(), sentence.end(), kNothing), sentence.end());
    EXPECT_TRUE(language->write(sentence).ok());
  }
  EXPECT_EQ(make_source(*strings_, nullptr, settings, params).error().code, ErrorCode::unsupported);
}

TEST_F(WriterTraining, LearnsAndGoesOnBitForBit) {
  const auto architecture = robustfill_architecture();
  const auto outcome = train(architecture, "a", 20, "");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  ASSERT_TRUE(train(architecture, "b", 20, "").ok());
  EXPECT_EQ(read("a/checkpoint.safetensors").tensors["program.answers.weight"].values,
            read("b/checkpoint.safetensors").tensors["program.answers.weight"].values);
  ASSERT_TRUE(train(architecture, "lstm", 10, ",core=lstm").ok());

  const auto answer = ask(kRobustFillFormat, "beam=4", question());
  ASSERT_TRUE(answer.ok()) << to_text(answer.error());
  EXPECT_FALSE(answer->candidates.empty());
  EXPECT_GT(answer->evaluations, 0u);
  EXPECT_EQ(ask(kRobustFillFormat, "beam=4", question())->candidates.front().program.text(),
            answer->candidates.front().program.text());
  const auto lstm =
      ask(kRobustFillFormat,
          "beam=4,model=\"" + (scratch_ / "lstm/model.safetensors").string() + "\"", question());
  EXPECT_TRUE(lstm.ok()) << to_text(lstm.error());
  const auto refused = [&](const std::string& params, const Task& task) {
    const auto result = ask(kRobustFillFormat, params, task);
    EXPECT_FALSE(result.ok());
    return result.ok() ? std::string() : to_text(result.error());
  };
  EXPECT_THAT(refused("beam=10000000", question()), HasSubstr("beam=10000000 would take about"));
  Task task = question();
  task.examples[1].output = Value(std::string(21, 'x'));
  EXPECT_THAT(refused("", task),
              HasSubstr("example 2: the tape of strings does not take a string of 21"));
  task.examples[1].output = Value("\xC3\x84");
  EXPECT_THAT(refused("", task), HasSubstr("printable ones of ASCII"));
  EXPECT_THAT(to_text(ask(kLatentFormat, "", question()).error()),
              HasSubstr("there are no weights of architecture 'latent-programmer'"));
}

TEST_F(WriterTraining, TheLatentProgrammerLearnsCodesAndShowsThem) {
  const auto architecture = latent_architecture();
  const std::string more = ",codes=6,alone=0.3";
  ASSERT_TRUE(train(architecture, "a", 20, more).ok());
  ASSERT_TRUE(train(architecture, "b", 20, more).ok());
  nn::WeightsFile a = read("a/checkpoint.safetensors"), b = read("b/checkpoint.safetensors");
  EXPECT_EQ(a.tensors["codebook"].values, b.tensors["codebook"].values);
  const auto answer = ask(kLatentFormat, "beam=9", question());
  ASSERT_TRUE(answer.ok()) << to_text(answer.error());
  EXPECT_THAT(answer->candidates.front().note, HasSubstr("<TOK_"));
}

// A plan of the predictor's own codes is what the decoder gets when it answers.
TEST_F(WriterTraining, TheDecoderOfALatentProgrammerMayLearnBehindPredictedCodes) {
  const auto architecture = latent_architecture();
  ASSERT_TRUE(train(architecture, "all", 20, ",codes=6,alone=0.3,own=1").ok());
  ASSERT_TRUE(train(architecture, "none", 20, ",codes=6,alone=0.3").ok());
  EXPECT_NE(read("all/checkpoint.safetensors").tensors["program.answers.weight"].values,
            read("none/checkpoint.safetensors").tensors["program.answers.weight"].values);
}

TEST_F(WriterTraining, PlansOfVectorsAreLearnedAndAnswerWithoutCodes) {
  const auto architecture = latent_architecture();
  for (const std::string bottleneck : {"plain", "gaussian"}) {
    SCOPED_TRACE(bottleneck);
    const std::string more = ",alone=0.3,bottleneck=" + bottleneck;
    fs::remove_all(scratch_ / "a");
    fs::remove_all(scratch_ / "shelf");
    ASSERT_TRUE(train(architecture, "a", 20, more).ok());
    ASSERT_TRUE(train(architecture, bottleneck + "-again", 20, more).ok());
    nn::WeightsFile a = read("a/checkpoint.safetensors");
    nn::WeightsFile b = read(bottleneck + "-again/checkpoint.safetensors");
    EXPECT_EQ(a.tensors["latent.answers.weight"].values, b.tensors["latent.answers.weight"].values);
    EXPECT_EQ(a.tensors.count("codebook"), 0u);
    const auto answer = ask(kLatentFormat, "beam=9", question());
    ASSERT_TRUE(answer.ok()) << to_text(answer.error());
    EXPECT_FALSE(answer->candidates.empty());
    EXPECT_THAT(answer->candidates.front().note, Not(HasSubstr("<TOK_")));
  }
}

TEST_F(WriterTraining, EveryNetworkThatShipsAnswersAsItsReferenceDoes) {
  torch::manual_seed(6);
  Registry registry{inkling::test::built_plugins()};
  for (const auto& entry : fs::directory_iterator(INKLING_MODELS)) {
    if (entry.path().extension() != ".safetensors") continue;
    nn::WeightsFile file;
    ASSERT_EQ(nn::read_metadata(entry.path(), file.metadata), std::nullopt);
    const std::string format = file.metadata["format"];
    if (format != kRobustFillFormat && format != kLatentFormat) continue;
    SCOPED_TRACE(entry.path().filename().string());
    ASSERT_EQ(nn::read_weights(entry.path(), file), std::nullopt);
    const auto domain = registry.domain(file.metadata["domain"]);
    ASSERT_TRUE(domain.ok()) << to_text(domain.error());
    const auto loaded =
        WriterModel::load(entry.path(), format, **domain, *registry.language_of(**domain));
    ASSERT_TRUE(loaded.ok()) << to_text(loaded.error());
    const Network& network = (*loaded)->network();
    Shape shape = network.shape();
    if (format == kRobustFillFormat) {
      const auto model = make_model(shape);
      ASSERT_EQ(training::get_parameters(file, *model), std::nullopt);
      expect_parity(*model, network);
      continue;
    }
    shape.program_layers = std::stoi(file.metadata["model.program_layers"]);
    LatentModel model(shape);
    ASSERT_EQ(training::get_parameters(file, model), std::nullopt);
    expect_parity(model, network);
  }
}

}  // namespace
}  // namespace inkling::writer
