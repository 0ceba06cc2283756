// The GPU's threads, run on this processor: the text that nvcc compiles, one block of it, against
// the processor's engine. Says nothing of a card's speed, memory or races between blocks.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "block_shim.hpp"
#include "engine/engine.hpp"
#include "engine/idle_case.hpp"
#define INKLING_BLOCK_TEST
#include "engine/cuda_block.cuh"
#include "engine/cuda_tiles.hpp"

namespace inkling::nli::engine::cuda {
namespace {

Shape shape_of(Bias bias, int layers, int heads, int width, int reach = 0) {
  Shape s;
  s.length = 7;
  s.symbols = 5;
  s.positions = 3;
  s.codes = 6;
  s.width = width;
  s.heads = heads;
  s.executor_layers = layers;
  s.bias = bias;
  s.reach = reach;
  return s;
}

Problem make_problem(const Shape& s, int examples) {
  Problem problem;
  problem.examples = examples;
  problem.seed = 0x1234567890ULL;
  for (int i = 0; i < examples * s.length; ++i) {
    problem.x.push_back(i * 7 % s.symbols);
    problem.y.push_back((i * 3 + i / 5) % s.symbols);
  }
  return problem;
}

double relative_error(const std::vector<float>& got, const std::vector<float>& wanted) {
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    difference += std::pow(double{got[i]} - double{wanted[i]}, 2);
    norm += double{wanted[i]} * double{wanted[i]};
  }
  return std::sqrt(difference / norm);
}

// One launch's memory, all of it on the host.
struct Device {
  Device(const Model& model, const Problem& problem, const std::vector<float>& latent_in, int pairs)
      : latent(latent_in), solved(1, 0) {
    call.plan = model.plan;
    tiles = pack(model.numbers, call.plan);
    const Shape& s = model.plan.shape;
    const std::size_t starts = latent.size() / static_cast<std::size_t>(s.variables());
    first.resize(latent.size());
    second.resize(latent.size());
    best_latent.resize(latent.size());
    gradient.resize(latent.size());
    best_loss.resize(starts, 1e30F);
    loss.resize(starts);
    best_fits.resize(starts);
    fits.resize(starts);
    task_of.resize(starts, 0);
    task.x = problem.x.data();
    task.y = problem.y.data();
    task.examples = problem.examples;
    task.key0 = static_cast<unsigned>(problem.seed);
    task.key1 = static_cast<unsigned>(problem.seed >> 32);
    task.starts = static_cast<int>(starts);
    Workspace<float> ws;
    Workspace<float>::Step step;
    Carver<float> hot_size, cold_size;
    carve_hot(hot_size, s, pairs, true, ws);
    carve_step(hot_size, s, pairs, step);
    carve_cold(cold_size, s, pairs, true, ws);
    // What is not written is not a number.
    hot.resize(static_cast<std::size_t>(hot_size.used), std::nanf(""));
    cold.resize(static_cast<std::size_t>(cold_size.used), std::nanf(""));
    call.numbers = model.numbers.data();
    call.tiles = tiles.data();
    call.tasks = &task;
    call.task_of = task_of.data();
    call.starts = static_cast<int>(starts);
    call.pairs = pairs;
    call.latent = latent.data();
    call.first = first.data();
    call.second = second.data();
    call.best_latent = best_latent.data();
    call.gradient = gradient.data();
    call.best_loss = best_loss.data();
    call.best_fits = best_fits.data();
    call.loss = loss.data();
    call.fits = fits.data();
    call.cold = cold.data();
  }
  void launch(bool tensor) {
    nn::block_shim::Block block;
    block.run([&] {
      if (tensor)
        search_block<true>(call, solved.data(), hot.data());
      else
        search_block<false>(call, solved.data(), hot.data());
    });
  }

  std::vector<float> latent, first, second, best_latent, gradient, best_loss, loss, hot, cold,
      tiles;
  std::vector<unsigned> best_fits, fits;
  std::vector<int> task_of, solved;
  Task task{};
  Launch call{};
};

std::vector<float> make_latent(const Shape& s, std::size_t starts) {
  std::vector<float> latent(starts * static_cast<std::size_t>(s.variables()));
  for (std::size_t i = 0; i < latent.size(); ++i)
    latent[i] = static_cast<float>(1.5 * std::sin(1.3 * static_cast<double>(i + 1)));
  return latent;
}

// Fibers change stacks behind AddressSanitizer's back.
bool fibers_work() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#else
  return true;
#endif
}

struct Case {
  const char* name;
  Shape shape;
  friend void PrintTo(const Case& it, std::ostream* out) { *out << it.name; }
};
class Blocks : public testing::TestWithParam<Case> {};
// More symbols than the width: the first layer is not taken apart.
Shape large_alphabet() {
  Shape s = shape_of(Bias::relative, 1, 2, 8);
  s.symbols = 9;
  return s;
}

INSTANTIATE_TEST_SUITE_P(Shapes, Blocks,
                         testing::Values(Case{"relative", shape_of(Bias::relative, 1, 2, 8)},
                                         Case{"absolute", shape_of(Bias::absolute, 1, 1, 12)},
                                         Case{"mirrored", shape_of(Bias::mirrored, 1, 2, 8)},
                                         Case{"none", shape_of(Bias::none, 1, 2, 8)},
                                         Case{"two_layers", shape_of(Bias::relative, 2, 2, 8)},
                                         Case{"reach", shape_of(Bias::relative, 1, 2, 8, 2)},
                                         Case{"odd", shape_of(Bias::relative, 1, 5, 10)},
                                         Case{"alphabet", large_alphabet()}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(Blocks, LossesAndGradientsAreTheEngines) {
  if (!fibers_work()) GTEST_SKIP() << "not under this sanitizer";
  const Shape& s = GetParam().shape;
  const Problem problem = make_problem(s, 3);
  const Noise noise{0.9F, 0.8F, true, 5};
  // Every position acts; then some are passed over.
  for (const bool idle : {false, true}) {
    Model model = formula_model(s, 3);
    const std::vector<float> latent =
        idle ? make_idle_case(model, 2, make_latent(s, 150)) : make_latent(s, 2);
    ASSERT_FALSE(latent.empty());
    CpuEngine engine(model, reference_backend(), 1);
    std::vector<float> loss(2), gradient(latent.size());
    engine.evaluate(problem, latent, noise, loss, {}, gradient, {});
    // Two examples at once, then one.
    for (const bool tensor : {false, true}) {
      Device device(model, problem, latent, 2);
      device.call.single = device.call.wanted = device.call.noise = true;
      device.call.single_step = noise.step;
      device.call.program_from = noise.program_temperature;
      device.call.state_from = noise.state_temperature;
      device.launch(tensor);
      // The logits of the idle case are large, and what tensor cores round is large with them.
      if (tensor && idle) continue;
      EXPECT_LT(relative_error(device.loss, loss), tensor ? 2e-2 : 1e-5);
      EXPECT_LT(relative_error(device.gradient, gradient), tensor ? 2e-2 : idle ? 5e-4 : 2e-5);
    }
  }
}

TEST(Block, SearchesAsTheEngineDoes) {
  if (!fibers_work()) GTEST_SKIP() << "not under this sanitizer";
  const Shape s = shape_of(Bias::relative, 1, 2, 8);
  const Model model = formula_model(s, 3);
  const Problem problem = make_problem(s, 2);
  const std::vector<float> latent = make_latent(s, 3);
  Schedule schedule;
  schedule.steps = 3;
  schedule.check_every = 3;
  CpuEngine engine(model, best_backend(), 1);
  std::vector<State> states(1);
  states[0].latent = latent;
  ASSERT_TRUE(engine.run({&problem, 1}, states, schedule, {}));
  Device device(model, problem, latent, 2);
  device.call.steps = 3;
  device.call.to = 3;
  device.call.look = device.call.stop_when_fit = true;
  device.call.learning_rate = schedule.learning_rate;
  device.call.clip = schedule.clip_norm;
  device.call.program_from = schedule.program_from;
  device.call.program_to = schedule.program_to;
  device.call.state_from = schedule.state_from;
  device.call.state_to = schedule.state_to;
  // The look before the first step is a launch of its own.
  device.call.to = 0;
  device.launch(false);
  device.call.to = 3;
  device.launch(false);
  EXPECT_LT(relative_error(device.latent, states[0].latent), 1e-3);
  EXPECT_LT(relative_error(device.best_loss, states[0].best_loss), 1e-4);
  EXPECT_TRUE(
      std::equal(device.best_fits.begin(), device.best_fits.end(), states[0].best_fits.begin()));
  // A task that an earlier launch solved is left alone.
  device.solved[0] = 1;
  const std::vector<float> before = device.latent;
  device.launch(false);
  EXPECT_EQ(device.latent, before);
}

}  // namespace
}  // namespace inkling::nli::engine::cuda
