// LaSynth: the fast nodes of its gradient against LibTorch's operations, the passes against the
// reference, whole trainings, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain.hpp"
#include "language.hpp"
#include "lasynth_model.hpp"
#include "lasynth_network.hpp"
#include "lasynth_trainings.hpp"
#include "parity.hpp"
#include "recurrent.hpp"
#include "searcher.hpp"
#include "stored_model.hpp"
#include "teacher.hpp"
#include "trainer.hpp"
#include "writer_model.hpp"
#include "writer_training.hpp"

namespace inkling::writer {
namespace {

using testing::HasSubstr;
using torch::Tensor;

LaSynthShape small_shape() {
  LaSynthShape shape;
  shape.inputs = shape.outputs = 5;
  shape.symbols = 12;
  shape.tokens = 9;
  shape.room = 20;
  shape.width = 6;
  shape.hidden = 5;
  shape.answers = 7;
  shape.every = 3;
  return shape;
}

LaSynthShape grid_shape(const char* executor) {
  LaSynthShape shape = small_shape();
  shape.inputs = shape.outputs = 9;
  shape.reads = "grid";
  shape.channels = 3;
  shape.executor = executor;
  shape.operations = false;
  return shape;
}

std::vector<LaSynthShape> all_shapes() {
  std::vector<LaSynthShape> all(6, small_shape());
  all[1].executor = "final";
  all[2].executor = "none";
  all[3].operations = false;
  all[4].attention = false;
  all[4].layers = 1;
  all[5].signatures = true;
  all[5].executor = "none";
  all[5].operations = false;
  for (const char* executor : {"partial", "final", "none"}) all.push_back(grid_shape(executor));
  all[7].attention = false;
  all[7].layers = all[7].blocks = 1;
  all[8].blocks = 0;
  return all;
}

Tensor drawn_examples(const LaSynthShape& shape, std::int64_t tasks, std::int64_t each) {
  return torch::randint(shape.symbols, {tasks, each, shape.inputs + shape.outputs}, torch::kLong);
}

Tensor some(std::initializer_list<std::int64_t> sizes) {
  return torch::randn(sizes).set_requires_grad(true);
}

void expect_close(const Tensor& a, const Tensor& b) {
  EXPECT_TRUE(torch::allclose(a, b, 1e-4, 1e-5)) << a << "\n" << b;
}

TEST(Recurrent, LstmHasTheStatesAndGradientsOfItsEquations) {
  torch::manual_seed(1);
  for (const bool back : {false, true}) {
    const std::vector<Tensor> of{some({4, 3, 20}), some({20, 5}), some({3, 5}), some({3, 5})};
    const Tensor pull = torch::randn({4, 3, 5});
    const auto loss = [&](const LstmRun& run) {
      return (run.states * pull).sum() + (run.cells.select(0, 1) * run.states.select(0, 2)).sum();
    };
    const LstmRun fast = run_lstm(of[0], of[1], of[2], of[3], back);
    // Step by step.
    std::vector<Tensor> states(4), cells(4);
    Tensor state = of[2], cell = of[3];
    for (std::int64_t step = 0; step < 4; ++step) {
      const std::int64_t t = back ? 3 - step : step;
      const auto gate = (of[0].select(0, t) + torch::mm(state, of[1].t())).chunk(4, 1);
      cell = torch::sigmoid(gate[1]) * cell + torch::sigmoid(gate[0]) * torch::tanh(gate[2]);
      state = torch::sigmoid(gate[3]) * torch::tanh(cell);
      states[static_cast<std::size_t>(t)] = state;
      cells[static_cast<std::size_t>(t)] = cell;
    }
    const LstmRun slow{torch::stack(states), torch::stack(cells)};
    expect_close(fast.states, slow.states);
    expect_close(fast.cells, slow.cells);
    const auto a = torch::autograd::grad({loss(fast)}, of),
               b = torch::autograd::grad({loss(slow)}, of);
    for (std::size_t i = 0; i < of.size(); ++i) expect_close(a[i], b[i]);
  }
}

TEST(Recurrent, WhatQueriesFindHasItsGradients) {
  torch::manual_seed(2);
  const std::vector<Tensor> of{some({4, 3, 6}), some({5, 3, 6})};
  const Tensor pull = torch::randn({4, 3, 6});
  const Tensor q = of[0].transpose(0, 1), m = of[1].transpose(0, 1);
  const Tensor shares = torch::softmax(torch::matmul(q, m.transpose(1, 2)), 2);
  const Tensor slow = torch::matmul(shares, m).transpose(0, 1), fast = find_rows(of[0], of[1]);
  expect_close(fast, slow);
  const auto a = torch::autograd::grad({(fast * pull).sum()}, of),
             b = torch::autograd::grad({(slow * pull).sum()}, of);
  for (std::size_t i = 0; i < of.size(); ++i) expect_close(a[i], b[i]);
}

void expect_parity(LaSynthModel& model, const LaSynthNetwork& network) {
  const torch::NoGradGuard guard;
  const LaSynthShape& shape = network.shape();
  const Tensor x = drawn_examples(shape, 1, 4);
  const Tensor fed = torch::randint(shape.tokens, {1, 8}, torch::kLong);
  expect_same(*network.programs(numbers_of(x)), numbers_of(fed), model.forward(x, fed).logits);
}

TEST(LaSynth, PassesGiveWhatLibTorchGives) {
  torch::manual_seed(3);
  for (const LaSynthShape& shape : all_shapes()) {
    SCOPED_TRACE(shape.reads + " " + shape.executor + (shape.operations ? " operations" : "") +
                 (shape.attention ? " attention" : "") + (shape.signatures ? " signatures" : ""));
    LaSynthModel model(shape);
    nn::WeightsFile file;
    training::put_parameters(model, file);
    LaSynthNetwork network;
    ASSERT_EQ(LaSynthNetwork::make(file, shape, network), std::nullopt);
    expect_parity(model, network);
  }
}

TEST(LaSynth, AProgramIsReadAndRunAlikeWhateverStandsBesideIt) {
  torch::manual_seed(4);
  const torch::NoGradGuard guard;
  for (const LaSynthShape& shape : all_shapes()) {
    LaSynthModel model(shape);
    const Tensor x = drawn_examples(shape, 4, 2);
    const Tensor fed = torch::randint(shape.tokens, {4, 8}, torch::kLong);
    const Tensor ends = torch::tensor({2, 7, 0, 5}, torch::kLong);
    const LaSynthModel::Answers all = model.forward(x, fed, ends);
    EXPECT_EQ(all.executed.defined(), shape.learns());
    for (std::int64_t i = 0; i < 4; ++i) {
      const std::int64_t length = ends[i].item<std::int64_t>() + 1;
      const LaSynthModel::Answers one =
          model.forward(x.slice(0, i, i + 1), fed.slice(0, i, i + 1).slice(1, 0, length),
                        ends.slice(0, i, i + 1));
      expect_close(all.logits[i].slice(0, 0, length), one.logits[0]);
      if (shape.learns()) expect_close(all.executed.slice(1, 2 * i, 2 * i + 2), one.executed);
      if (shape.operations) expect_close(all.values.slice(1, 2 * i, 2 * i + 2), one.values);
    }
  }
}

TEST(LaSynth, EveryParameterIsTaught) {
  torch::manual_seed(5);
  for (const LaSynthShape& shape : all_shapes()) {
    LaSynthModel model(shape);
    const Tensor x = drawn_examples(shape, 3, 2);
    const Tensor fed = torch::randint(shape.tokens, {3, 8}, torch::kLong);
    const LaSynthModel::Answers made =
        model.forward(x, fed, torch::tensor({7, 3, 6}, torch::kLong));
    Tensor loss = made.logits.square().sum();
    if (made.executed.defined()) loss = loss + made.executed.square().sum();
    if (made.values.defined()) loss = loss + made.values.square().sum();
    loss.backward();
    for (const auto& item : model.named_parameters()) {
      ASSERT_TRUE(item.value().grad().defined()) << item.key();
      EXPECT_GT(item.value().grad().abs().sum().item<double>(), 0) << item.key();
    }
  }
}

// Symbols that are like themselves alone: an output two above its input is made by the shift of
// two, and that of a blank by none more than by another.
TEST(LaSynth, OperationsFindWhatAnOutputIsMadeOf) {
  const torch::NoGradGuard guard;
  LaSynthShape shape = small_shape();
  shape.width = 12;
  LaSynthModel model(shape);
  model.symbols.copy_(torch::eye(12) * 5);
  model.key->weight.copy_(torch::eye(12));
  model.operations.zero_();
  for (std::int64_t shift = 0; shift < 9; ++shift) model.operations[shift][shift] = 1;
  const auto operation = [&](std::int64_t input, std::int64_t output) {
    Tensor values;
    const Tensor mixture = model.operations_of(model.symbols[input].view({1, 1, 12}),
                                               model.symbols[output].view({1, 1, 12}), values);
    EXPECT_EQ(values.argmax().item<std::int64_t>(), input);
    return mixture.view({12}).slice(0, 0, 9);
  };
  EXPECT_EQ(operation(3, 5).argmax().item<std::int64_t>(), kShifts + 2);
  EXPECT_GT(operation(11, 7).max().item<double>(), 0.9);
  EXPECT_EQ(operation(11, 7).argmax().item<std::int64_t>(), 0);
  EXPECT_LT(operation(0, 4).max().item<double>(), 0.2);
  EXPECT_LT(operation(2, 8).max().item<double>(), 0.2);  // further than operations reach
}

TEST(LaSynth, SettingsThatDoNotGoTogetherAreRefused) {
  LaSynthShape shape = small_shape();
  EXPECT_EQ(find_fault(shape), std::nullopt);
  shape.signatures = true;
  EXPECT_THAT(*find_fault(shape), HasSubstr("executor=none"));
  shape = small_shape();
  shape.outputs = 4;
  EXPECT_THAT(*find_fault(shape), HasSubstr("outputs of 4: lasynth needs"));
  shape = grid_shape("partial");
  EXPECT_EQ(find_fault(shape), std::nullopt);
  EXPECT_EQ(shape.side(), 3);
  shape.operations = true;
  EXPECT_THAT(*find_fault(shape), HasSubstr("reads=grid"));
  shape = grid_shape("none");
  for (const int places : {8, 33 * 33}) {
    shape.inputs = shape.outputs = places;
    EXPECT_THAT(*find_fault(shape), HasSubstr(std::to_string(places) + " places")) << places;
  }
}

TEST(LaSynth, TensorsThatAreMissingOrOfAnotherShapeAreNamed) {
  const LaSynthShape shape = small_shape();
  LaSynthModel model(shape);
  nn::WeightsFile file;
  training::put_parameters(model, file);
  LaSynthNetwork network;
  nn::WeightsFile broken = file;
  broken.tensors.erase("executor.back_1_state");
  EXPECT_THAT(*LaSynthNetwork::make(broken, shape, network), HasSubstr("executor.back_1_state"));
  broken = file;
  broken.tensors["symbols"].shape = {6, 12};
  EXPECT_THAT(*LaSynthNetwork::make(broken, shape, network), HasSubstr("symbols"));
}

class LaSynthTraining : public LaSynthTrainings {
 protected:
  LaSynthTraining()
      : LaSynthTrainings(c::make_domain(), dsl::make_language(c::c_language()),
                         "tasks=\"max_statements=1,declarations=1\"") {}
};

TEST_F(LaSynthTraining, LearnsAndGoesOnBitForBit) {
  const auto outcome = train("a", "");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  ASSERT_TRUE(train("b", "").ok());
  const nn::WeightsFile a = read("a/checkpoint.safetensors"), b = read("b/checkpoint.safetensors");
  for (const char* name : {"answers.weight", "executor.back_0_state", "symbols", "operations"})
    EXPECT_EQ(a.tensors.at(name).values, b.tensors.at(name).values) << name;
  const nn::WeightsFile weights = read("a/model.safetensors");
  EXPECT_EQ(weights.metadata.at("format"), kLaSynthFormat);
  EXPECT_EQ(weights.metadata.at("model.executor"), "partial");
  ASSERT_TRUE(train("c", ",executor=none,operations=false,signatures=true").ok());
}

// An array is no grid, not even one of four or nine items.
TEST_F(LaSynthTraining, GridsAreRefusedWhereThereAreNone) {
  for (const char* tape : {"", ",tape=\"cells=4\""})
    EXPECT_THAT(to_text(train("a", std::string(",reads=grid,operations=false") + tape).error()),
                HasSubstr("reads=grid: values of domain c are no grids"));
  EXPECT_THAT(to_text(train("a", ",reads=grid").error()), HasSubstr("operations=false"));
  ASSERT_TRUE(train("a", "").ok());
  nn::WeightsFile file = read("a/model.safetensors");
  file.metadata["tape"] = "cells=4";
  LaSynthShape shape = grid_shape("partial");
  shape.inputs = shape.outputs = 4;
  shape.symbols = static_cast<int>(file.tensors.at("symbols").shape[0]);
  shape.tokens = static_cast<int>(file.tensors.at("vocabulary").shape[0]);
  shape.layers = 1;
  file.tensors.clear();
  LaSynthModel model(shape);
  training::put_parameters(model, file);
  for (const auto& [key, value] :
       {std::pair{"reads", "grid"}, {"channels", "3"}, {"operations", "false"}})
    file.metadata[std::string("model.") + key] = value;
  ASSERT_EQ(nn::write_weights(scratch_ / "grid.safetensors", file), std::nullopt);
  const auto loaded =
      WriterModel::load(scratch_ / "grid.safetensors", kLaSynthFormat, *domain_, language_.get());
  ASSERT_FALSE(loaded.ok());
  EXPECT_THAT(to_text(loaded.error()), HasSubstr("values of domain c are none on its tape"));
}

TEST_F(LaSynthTraining, AnswersWithProgramsThatWereRunAndRefusesWhatIsNotItsOwn) {
  ASSERT_TRUE(train("a", ",room=30").ok());
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders({}, kLaSynthFormat, {scratch_ / "a"}));
  const auto searcher = make_searcher("lasynth", "a network", kLaSynthFormat, shelf);
  const Toolbox tools{domain_.get(), nullptr, language_.get(), language_.get()};
  Task task;
  task.domain = "c";
  const auto array = [](std::initializer_list<int> items) {
    Value::List list;
    for (const int it : items) list.emplace_back(it);
    return Value(std::move(list));
  };
  task.examples = {{{array({1, 2, 0, 0, 1})}, array({2, 2, 0, 0, 1})},
                   {{array({3, 1, -1, 0, 4})}, array({4, 1, -1, 0, 4})}};
  const auto ask = [&](const std::string& params) {
    return searcher->search(task, tools, *Params::parse(searcher->info().params, params), 0,
                            Budget(), nullptr);
  };
  const std::string model = "model=\"" + (scratch_ / "a/model.safetensors").string() + "\"";
  const auto answer = ask("beam=60," + model);
  ASSERT_TRUE(answer.ok()) << to_text(answer.error());
  EXPECT_FALSE(answer->candidates.empty());
  EXPECT_GT(answer->evaluations, 0u);
  EXPECT_EQ(ask("beam=60," + model)->candidates.front().program.text(),
            answer->candidates.front().program.text());
  task.examples.resize(1);
  EXPECT_TRUE(ask("beam=2," + model).ok());  // fewer examples than in training

  const auto load = [&](const std::function<void(nn::WeightsFile&)>& change) {
    nn::WeightsFile file = read("a/model.safetensors");
    change(file);
    EXPECT_EQ(nn::write_weights(scratch_ / "bad.safetensors", file), std::nullopt);
    const auto loaded =
        WriterModel::load(scratch_ / "bad.safetensors", kLaSynthFormat, *domain_, language_.get());
    return loaded.ok() ? "taken" : to_text(loaded.error());
  };
  EXPECT_EQ(load([](nn::WeightsFile&) {}), "taken");
  EXPECT_THAT(load([](nn::WeightsFile& it) { it.metadata["format"] = "inkling-lpn-1"; }),
              HasSubstr("inkling-lpn-1"));
  EXPECT_THAT(load([](nn::WeightsFile& it) { it.metadata["model.executor"] = "often"; }),
              HasSubstr("often"));
  EXPECT_THAT(load([](nn::WeightsFile& it) { it.metadata["model.hidden"] = "6"; }),
              HasSubstr("forward_0"));
  EXPECT_THAT(load([](nn::WeightsFile& it) { it.metadata["model.operations"] = "maybe"; }),
              HasSubstr("maybe"));
  EXPECT_THAT(load([](nn::WeightsFile& it) { it.metadata["tape"] = "low=-4,high=4"; }),
              HasSubstr("symbols"));
  EXPECT_THAT(load([](nn::WeightsFile& it) { it.tensors.erase("pool.weight"); }),
              HasSubstr("pool.weight"));
}

TEST_F(LaSynthTraining, WhatTakesThePlaceOfAProgramIsLearned) {
  const auto trainer = training::make_trainer(lasynth_architecture());
  const auto params = Params::parse(trainer->info().params, "room=12");
  ASSERT_TRUE(params.ok());
  training::LoopSettings settings;
  settings.tasks = "max_statements=1";
  const auto tokens = make_token_language(*domain_, language_.get(), "");
  const auto nothing = (*tokens)->read(*language_->parse("int *run(int a[]) { return a; }"));
  const auto source =
      make_source(*domain_, language_.get(), settings, *params,
                  [&](const Program&, const Task&, std::span<const Example> pairs) {
                    return pairs.size() == 2 ? std::optional(*nothing) : std::nullopt;
                  });
  ASSERT_TRUE(source.ok()) << to_text(source.error());
  const auto first_of = [&](int pairs) {
    Rng rng(1);
    std::vector<std::int64_t> x(source->shape.places * 3), y(3 * source->answer_places());
    EXPECT_TRUE(source->draw({false, {}, 1, pairs}, rng, x.data(), y.data()).ok());
    return y.front();
  };
  EXPECT_EQ(first_of(2), kEnd);
  EXPECT_NE(first_of(3), kEnd);
}

// Of a program that comes back to where it began the teacher, who knows nothing yet, writes one
// that does nothing.
TEST_F(LaSynthTraining, ATeachersProgramsTakeThePlaceOfHiddenOnesThatDoTheSame) {
  ASSERT_TRUE(train("a", "").ok());
  const std::filesystem::path weights = scratch_ / "a/model.safetensors";
  const auto teacher = Teacher::load(weights, kLaSynthFormat, *domain_, *language_, 20);
  ASSERT_TRUE(teacher.ok()) << to_text(teacher.error());
  const auto asked = [&](const std::string& text) {
    const Program hidden = *language_->parse(text);
    Task task;
    task.domain = "c";
    Rng rng(1);
    task.examples.push_back({{Value(Value::List(5, Value(1)))}, Value()});
    std::vector<Example> pairs;
    while (pairs.size() < 3) {
      std::vector<Value> inputs = domain_->sample_inputs(task, rng);
      if (auto output = language_->run(hidden, inputs)) pairs.push_back({inputs, *output});
    }
    const auto tokens = (*teacher)->write(hidden, task, pairs);
    if (!tokens) return false;
    const auto made = make_token_language(*domain_, language_.get(), "");
    const auto program = (*made)->write(*tokens);
    EXPECT_TRUE(program.ok());
    for (const Example& pair : pairs)
      EXPECT_EQ(*language_->run(*program, pair.inputs), pair.output);
    return true;
  };
  EXPECT_TRUE(asked("int *run(int a[]) { a[0]++; a[0]--; return a; }"));
  EXPECT_FALSE(asked(
      "int *run(int a[]) { int i = 3; for (int j = 1; j <= 4; j++) { if (a[j] < a[0]) { a[j] = "
      "a[0] + i - a[j]; } } a[0] = a[4] - a[2]; return a; }"));
  EXPECT_THAT(to_text(train("b", ",teacher=none.safetensors").error()),
              HasSubstr("none.safetensors"));
}

TEST_F(LaSynthTraining, TheNetworkThatShipsAnswersAsItsReferenceDoes) {
  torch::manual_seed(8);
  const std::string path = std::string(INKLING_MODELS) + "/lasynth-c.safetensors";
  nn::WeightsFile file;
  ASSERT_EQ(nn::read_weights(path, file), std::nullopt);
  const auto loaded = WriterModel::load(path, kLaSynthFormat, *domain_, language_.get());
  ASSERT_TRUE(loaded.ok()) << to_text(loaded.error());
  LaSynthModel model((*loaded)->lasynth()->shape());
  ASSERT_EQ(training::get_parameters(file, model), std::nullopt);
  expect_parity(model, *(*loaded)->lasynth());
}

}  // namespace
}  // namespace inkling::writer
