// The engine: every backend against double precision, finite differences,
// independence of threads, batches and lanes, and the layouts that blocks of a GPU use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <inkling/nn/serial_ops.hpp>
#include <memory>
#include <numeric>
#include <ostream>

#include "engine/cuda_engine.hpp"
#include "engine/idle_case.hpp"
#include "engine/machine.hpp"

namespace inkling::nli::engine {
namespace {

using testing::HasSubstr;

Shape small(Bias bias, int executor_layers, int heads, int reach = 0) {
  Shape s;
  s.length = 7;
  s.symbols = 5;
  s.positions = 3;
  s.codes = 6;
  s.width = 8;
  s.heads = heads;
  s.executor_layers = executor_layers;
  s.encoder_layers = 2;
  s.bias = bias;
  s.encoder_bias = bias == Bias::relative ? Bias::none : bias;
  s.reach = reach;
  return s;
}

struct Case {
  const char* name;
  Shape shape;
  friend void PrintTo(const Case& it, std::ostream* out) { *out << it.name; }
};
std::vector<Case> cases() {
  Shape odd = small(Bias::relative, 1, 5);
  odd.width = 10;  // heads of two, no multiple of four anywhere
  odd.mlp_ratio = 3;
  Shape alphabet = small(Bias::relative, 1, 2);
  alphabet.symbols = 9;  // more than the width: the first layer is not taken apart
  return {{"relative", small(Bias::relative, 1, 2)},
          {"absolute", small(Bias::absolute, 1, 1)},
          {"mirrored", small(Bias::mirrored, 1, 2)},
          {"none", small(Bias::none, 1, 2)},
          {"two_layers", small(Bias::relative, 2, 2)},
          {"reach", small(Bias::relative, 1, 2, 2)},
          {"odd", odd},
          {"alphabet", alphabet},
          {"standard", Shape()}};
}

Problem make_problem(const Shape& s, int examples, std::uint64_t seed) {
  Problem problem;
  problem.examples = examples;
  problem.seed = seed;
  std::uint64_t state = seed * 977 + 5;
  for (int i = 0; i < examples * s.length; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    problem.x.push_back(static_cast<int>((state >> 33) % static_cast<unsigned>(s.symbols)));
    problem.y.push_back(static_cast<int>((state >> 40) % static_cast<unsigned>(s.symbols)));
  }
  return problem;
}

std::vector<float> make_latent(const Shape& s, std::size_t starts) {
  std::vector<float> latent(starts * static_cast<std::size_t>(s.variables()));
  for (std::size_t i = 0; i < latent.size(); ++i)
    latent[i] = static_cast<float>(1.5 * std::sin(1.3 * static_cast<double>(i + 1)));
  return latent;
}

struct Evaluated {
  std::vector<float> loss, gradient;
  std::vector<std::uint32_t> fits;
};
Evaluated evaluate(const Model& model, const Backend& backend, const Problem& problem,
                   const std::vector<float>& latent, const Noise& noise, unsigned threads = 1) {
  CpuEngine engine(model, backend, threads);
  Evaluated out;
  const std::size_t starts = latent.size() / static_cast<std::size_t>(model.plan.shape.variables());
  out.loss.resize(starts);
  out.fits.resize(starts);
  out.gradient.resize(latent.size());
  EXPECT_TRUE(engine.evaluate(problem, latent, noise, out.loss, out.fits, out.gradient, {}));
  return out;
}

std::vector<const Backend*> backends() {
  std::vector<const Backend*> all{&portable_backend()};
  for (const Backend* backend : {backend_of(nn::Isa::avx2), backend_of(nn::Isa::avx512)})
    if (backend != nullptr && backend->available()) all.push_back(backend);
  return all;
}

double relative_error(const std::vector<float>& got, const std::vector<float>& wanted) {
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    difference += std::pow(double{got[i]} - double{wanted[i]}, 2);
    norm += double{wanted[i]} * double{wanted[i]};
  }
  return std::sqrt(difference / norm);
}

// That of every start by itself.
void append_errors(const std::vector<float>& got, const std::vector<float>& wanted,
                   std::size_t starts, std::vector<double>& errors) {
  const auto size = static_cast<std::ptrdiff_t>(got.size() / starts);
  for (std::ptrdiff_t at = 0; at < size * static_cast<std::ptrdiff_t>(starts); at += size)
    errors.push_back(relative_error({got.begin() + at, got.begin() + at + size},
                                    {wanted.begin() + at, wanted.begin() + at + size}));
}
double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Engines : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Shapes, Engines, testing::ValuesIn(cases()),
                         [](const auto& test) { return std::string(test.param.name); });

// A start may be ill-conditioned: the gradient there turns within the last digits of a float (the
// largest error seen is 1.3e-4). So the median is held to 1e-5, and every start to what no wrong
// term would pass.
TEST_P(Engines, LossAndGradientAreThoseOfDoublePrecision) {
  const Problem problem = make_problem(GetParam().shape, 3, 11);
  const auto latent = make_latent(GetParam().shape, 6);
  for (const Backend* backend : backends()) {
    std::vector<double> errors;
    for (const Noise& noise : {Noise{0.9F, 0.8F, true, 2}, Noise{0.5F, 0.6F, false, 0}}) {
      for (const std::uint64_t seed : {3U, 4U, 5U}) {
        const Model model = formula_model(GetParam().shape, seed);
        const Evaluated wanted = evaluate(model, reference_backend(), problem, latent, noise);
        const Evaluated got = evaluate(model, *backend, problem, latent, noise);
        EXPECT_EQ(got.fits, wanted.fits) << backend->name;
        EXPECT_LT(relative_error(got.loss, wanted.loss), 1e-5) << backend->name;
        append_errors(got.gradient, wanted.gradient, 6, errors);
      }
    }
    EXPECT_LT(median(errors), 1e-5) << backend->name;
    EXPECT_LT(*std::max_element(errors.begin(), errors.end()), 5e-4) << backend->name;
  }
}

std::vector<int> count_turns(const Model& model, const Backend& backend,
                             const std::vector<float>& latent, const Noise& noise, unsigned seed) {
  const auto size = static_cast<std::size_t>(model.plan.shape.variables());
  std::vector<double> memory(backend.bytes(model.plan) / sizeof(double) + 16);
  void* space = memory.data();
  std::size_t room = memory.size() * sizeof(double);
  std::align(64, backend.bytes(model.plan), space, room);
  std::vector<int> turns;
  const void* numbers = backend.reference() ? static_cast<const void*>(model.exact.data())
                                            : static_cast<const void*>(model.numbers.data());
  const unsigned words[2] = {seed, 0};
  const unsigned* key = words;
  for (unsigned start = 0; start < latent.size() / size; ++start) {
    const float* e = latent.data() + start * size;
    turns.push_back(0);
    backend.turns({&model.plan, numbers, 1, &e, &start, &key, noise.step, noise.on,
                   noise.program_temperature, &turns.back(), nullptr},
                  space);
  }
  return turns;
}

// The reference takes every position in its place.
TEST_P(Engines, IdlePositionsArePassedOver) {
  const Shape& s = GetParam().shape;
  Model model = formula_model(s, 3);
  const Problem problem = make_problem(s, 3, 11);
  const std::size_t starts = 14;
  const auto latent = make_idle_case(model, starts, make_latent(s, 150));
  ASSERT_FALSE(latent.empty());
  for (const Noise& noise : {Noise{0.8F, 0.8F, true, 2}, Noise{0.8F, 0.6F, false, 0}}) {
    const Evaluated wanted = evaluate(model, reference_backend(), problem, latent, noise);
    const std::vector<int> acting = count_turns(model, reference_backend(), latent, noise, 11);
    const std::size_t all = starts * static_cast<std::size_t>(s.positions);
    const auto total = static_cast<std::size_t>(std::accumulate(acting.begin(), acting.end(), 0));
    EXPECT_GT(total, 0U);
    EXPECT_LT(total, all);
    std::size_t silent = 0;  // positions without a gradient
    for (std::size_t at = 0; at < latent.size(); at += static_cast<std::size_t>(s.width))
      silent += std::all_of(wanted.gradient.begin() + static_cast<std::ptrdiff_t>(at),
                            wanted.gradient.begin() + static_cast<std::ptrdiff_t>(at) + s.width,
                            [](float g) { return g == 0.0F; });
    EXPECT_EQ(silent, all - total);
    for (const Backend* backend : backends()) {
      EXPECT_EQ(count_turns(model, *backend, latent, noise, 11), acting) << backend->name;
      const Evaluated got = evaluate(model, *backend, problem, latent, noise, 2);
      EXPECT_EQ(got.fits, wanted.fits) << backend->name;
      EXPECT_LT(relative_error(got.loss, wanted.loss), 1e-5) << backend->name;
      EXPECT_LT(relative_error(got.gradient, wanted.gradient), 5e-4) << backend->name;
      // Who shares a vector with a start changes no bit of it.
      for (std::size_t start = 0; start < starts; start += 5) {
        const auto first = static_cast<std::ptrdiff_t>(start) * s.variables();
        const std::vector<float> few(latent.begin(), latent.begin() + first + s.variables());
        const Evaluated alone = evaluate(model, *backend, problem, few, noise);
        EXPECT_TRUE(std::equal(alone.gradient.begin() + first, alone.gradient.end(),
                               got.gradient.begin() + first))
            << backend->name << ", start " << start;
      }
    }
  }
}

// Without noise and gradient, beginnings are shared, within a call and from call to call, and
// between threads: to the bit what every program has by itself. Starts of three words each, among
// them one that is idle, and some that have a number of their own.
TEST_P(Engines, BeginningsAreSharedToTheBit) {
  const Shape& s = GetParam().shape;
  Model model = formula_model(s, 3);
  const auto width = static_cast<std::size_t>(s.width);
  const auto positions = static_cast<std::size_t>(s.positions);
  const auto words = make_idle_case(model, 2, make_latent(s, 150));
  ASSERT_FALSE(words.empty());
  const std::size_t starts = 90;
  std::vector<float> latent;
  for (std::size_t start = 0; start < starts; ++start)
    for (std::size_t t = 0; t < positions; ++t) {
      const std::size_t word = (start * 7 + start / 5 * t + t) % 3;
      latent.insert(latent.end(), words.begin() + static_cast<std::ptrdiff_t>(word * width),
                    words.begin() + static_cast<std::ptrdiff_t>((word + 1) * width));
      if (start % 4 == 0) latent.back() += 0.01F * static_cast<float>(start);
    }
  const Problem first = make_problem(s, 3, 11), second = make_problem(s, 2, 12);
  for (const Backend* backend : backends()) {
    for (const unsigned threads : {1U, 3U}) {
      CpuEngine engine(model, *backend, threads);
      // The first problem twice, then another, another temperature, and the first again.
      for (const auto& [problem, temperature] :
           {std::pair(&first, 0.6F), std::pair(&first, 0.6F), std::pair(&second, 0.6F),
            std::pair(&second, 0.9F), std::pair(&first, 0.6F)}) {
        const Noise quiet{0.8F, temperature, false, 0};
        const Evaluated wanted = evaluate(model, *backend, *problem, latent, quiet);
        std::vector<float> loss(starts);
        std::vector<std::uint32_t> fits(starts);
        ASSERT_TRUE(engine.evaluate(*problem, latent, quiet, loss, fits, {}, {}));
        EXPECT_EQ(loss, wanted.loss) << backend->name << ", threads " << threads;
        EXPECT_EQ(fits, wanted.fits) << backend->name << ", threads " << threads;
      }
    }
  }
}

TEST_P(Engines, GradientsOfTheReferenceAreFiniteDifferences) {
  const Model model = formula_model(GetParam().shape, 3);
  const Shape& s = GetParam().shape;
  const Problem problem = make_problem(s, 2, 11);
  const auto latent = make_latent(s, 1);
  const Backend& backend = reference_backend();
  const auto size = static_cast<std::size_t>(s.variables());
  std::vector<double> memory(backend.bytes(model.plan) / sizeof(double) + 16), gradient(size);
  const auto run = [&](const std::vector<float>& e, double* to) {
    double total = 0;
    for (unsigned example = 0; example < 2; ++example) {
      const float* at = e.data();
      const int* x = problem.x.data() + example * static_cast<unsigned>(s.length);
      const int* y = problem.y.data() + example * static_cast<unsigned>(s.length);
      const unsigned start = 0, words[2] = {11, 0};
      const unsigned* key = words;
      double loss = 0;
      unsigned char exact = 0;
      std::vector<double> each(size);
      double* each_at = each.data();
      backend.run({&model.plan, model.exact.data(), 1, &at, &x, &y, &start, &example, &key, 4, true,
                   0.9F, 0.8F, &loss, &exact, nullptr, to == nullptr ? nullptr : &each_at},
                  memory.data());
      total += loss;
      if (to != nullptr)
        for (std::size_t i = 0; i < size; ++i) to[i] += each[i];
    }
    return total;
  };
  run(latent, gradient.data());
  double largest = 0;
  for (std::size_t i = 0; i < size; i += 1 + size / 40) {
    std::vector<float> up = latent, down = latent;
    up[i] += 1e-4F;
    down[i] -= 1e-4F;
    const double width = double{up[i]} - double{down[i]};
    const double measured = (run(up, nullptr) - run(down, nullptr)) / width;
    EXPECT_NEAR(gradient[i], measured, 1e-7 + 1e-5 * std::abs(measured)) << i;
    largest = std::max(largest, std::abs(measured));
  }
  EXPECT_GT(largest, 1e-4);
}

// What a block of a GPU does: several pairs side by side, padded rows, and the forward pass run
// again for the backward pass. In double, so that it must agree to the last digits.
TEST_P(Engines, PairsSideBySideAndRunAgainGiveTheSame) {
  const Model model = formula_model(GetParam().shape, 3);
  const Shape& s = GetParam().shape;
  const int pairs = 3;
  const Problem problem = make_problem(s, pairs, 11);
  const auto latent = make_latent(s, 1);
  const Noise noise{0.9F, 0.8F, true, 6};
  const Evaluated wanted = evaluate(model, reference_backend(), problem, latent, noise);

  Workspace<double> ws;
  Workspace<double>::Step step;
  Carver<double> count;
  carve_hot(count, s, pairs, true, ws);
  carve_step(count, s, pairs, step);
  carve_cold(count, s, pairs, true, ws);
  std::vector<double> memory(static_cast<std::size_t>(count.used), 1e300);  // nothing is assumed
  Carver<double> from{memory.data(), 0};
  carve_hot(from, s, pairs, true, ws);
  carve_step(from, s, pairs, step);
  carve_cold(from, s, pairs, true, ws);
  const int size = s.variables();
  std::vector<unsigned> start(pairs, 0), example{0, 1, 2}, key0(pairs, 11), key1(pairs, 0);
  for (int i = 0; i < pairs * size; ++i)
    ws.e[i] = double{latent[static_cast<std::size_t>(i / s.width / pairs * s.width + i % s.width)]};
  for (int i = 0; i < pairs * s.length * s.symbols; ++i) {
    const auto r = static_cast<std::size_t>(i / s.symbols);
    const int v = i % s.symbols;
    ws.states[i] =
        problem.x[r] == v ? std::log(1.0 - (s.symbols - 1) * kStateFloor) : std::log(kStateFloor);
    ws.target[i] = problem.y[r] == v ? 1.0 : 0.0;
  }
  nn::SerialOps<double> ops;
  ops.group = s.length;
  Machine<nn::SerialOps<double>> machine{ops, model.plan, model.exact.data(), ws, pairs};
  const NoiseIds<unsigned> ids{start.data(), example.data(), key0.data(), key1.data(), 6, true};
  const double program = 1.0 / double{0.9F}, state = 1.0 / double{0.8F};
  machine.forward(&step, 0, program, state, ids);
  machine.backward(&step, 0, program, state, ids);
  double loss = 0;
  std::vector<float> gradient(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    double sum = 0;
    for (int g = 0; g < pairs; ++g)
      sum += ws.de[machine.token(i / s.width, g) * s.width + i % s.width];
    gradient[static_cast<std::size_t>(i)] = static_cast<float>(sum);
  }
  for (int g = 0; g < pairs; ++g) loss += ws.loss[g];
  EXPECT_NEAR(loss, double{wanted.loss[0]}, 1e-6 * loss);
  EXPECT_LT(relative_error(gradient, wanted.gradient), 3e-7);
}

TEST(Engine, NeitherThreadsNorBatchesChangeABit) {
  const Shape shape = small(Bias::relative, 1, 2);
  const Model model = formula_model(shape, 3);
  const Problem problem = make_problem(shape, 3, 11);
  const auto latent = make_latent(shape, 23);
  const Noise noise{0.9F, 0.8F, true, 2};
  const Evaluated whole = evaluate(model, best_backend(), problem, latent, noise, 1);
  const Evaluated threads = evaluate(model, best_backend(), problem, latent, noise, 3);
  EXPECT_EQ(whole.loss, threads.loss);
  EXPECT_EQ(whole.gradient, threads.gradient);
  // The first starts alone are the first starts of many.
  const auto size = static_cast<std::ptrdiff_t>(shape.variables());
  const std::vector<float> few(latent.begin(), latent.begin() + 5 * size);
  const Evaluated alone = evaluate(model, best_backend(), problem, few, noise, 2);
  EXPECT_TRUE(std::equal(alone.gradient.begin(), alone.gradient.end(), whole.gradient.begin()));
  EXPECT_NE(alone.gradient[0], whole.gradient[static_cast<std::size_t>(size)]);
}

TEST(Engine, AvxTwoAndAvx512AgreeToTheBit) {
  const Backend *narrow = backend_of(nn::Isa::avx2), *wide = backend_of(nn::Isa::avx512);
  if (narrow == nullptr || wide == nullptr || !narrow->available() || !wide->available())
    GTEST_SKIP() << "this processor has not both";
  const Model model = formula_model(Shape(), 3);
  const Problem problem = make_problem(Shape(), 2, 11);
  const auto latent = make_latent(Shape(), 4);
  const Noise noise{0.9F, 0.8F, true, 2};
  const Evaluated a = evaluate(model, *narrow, problem, latent, noise);
  const Evaluated b = evaluate(model, *wide, problem, latent, noise);
  EXPECT_EQ(a.loss, b.loss);
  EXPECT_EQ(a.gradient, b.gradient);
}

TEST_P(Engines, RoughGradientsAreNearAndLooksStayExact) {
  const Backend *rough = backend_of(nn::Isa::avx512_bf16), *exact = backend_of(nn::Isa::avx512);
  if (rough == nullptr || !rough->available())
    GTEST_SKIP() << "this processor has no such products";
  const Problem problem = make_problem(GetParam().shape, 3, 11);
  const auto latent = make_latent(GetParam().shape, 6);
  const Noise noise{0.9F, 0.8F, true, 2};
  std::vector<double> errors;
  for (const std::uint64_t seed : {3U, 4U, 5U}) {
    const Model model = formula_model(GetParam().shape, seed);
    const Evaluated wanted = evaluate(model, *exact, problem, latent, noise);
    CpuEngine engine(model, *exact, 1, rough);
    std::vector<float> loss(6), gradient(latent.size());
    ASSERT_TRUE(engine.evaluate(problem, latent, noise, loss, {}, gradient, {}));
    EXPECT_LT(relative_error(loss, wanted.loss), 2e-2);
    EXPECT_GT(relative_error(loss, wanted.loss), 1e-6);
    append_errors(gradient, wanted.gradient, 6, errors);
    // A look judges with the exact one, though programs were run roughly in between.
    std::vector<State> rough_states(1), exact_states(1);
    rough_states[0].latent = exact_states[0].latent = latent;
    Schedule schedule;
    schedule.steps = 0;
    const Noise quiet = schedule.quiet();
    ASSERT_TRUE(engine.evaluate(problem, latent, quiet, loss, {}, {}, {}));
    CpuEngine other(model, *exact, 1);
    ASSERT_TRUE(engine.run({&problem, 1}, rough_states, schedule, {}));
    ASSERT_TRUE(other.run({&problem, 1}, exact_states, schedule, {}));
    EXPECT_EQ(rough_states[0].best_loss, exact_states[0].best_loss);
    EXPECT_NE(loss, exact_states[0].best_loss);
  }
  EXPECT_LT(median(errors), 2e-1);  // of steep random models
}

TEST(Engine, SearchesInPiecesAndTogetherAreTheSameSearches) {
  const Shape shape = small(Bias::relative, 1, 2);
  const Model model = formula_model(shape, 3);
  const std::vector<Problem> problems{make_problem(shape, 2, 1), make_problem(shape, 3, 2)};
  Schedule schedule;
  schedule.steps = 9;
  schedule.check_every = 2;
  const auto fresh = [&] {
    std::vector<State> states(2);
    states[0].latent = make_latent(shape, 4);
    states[1].latent = make_latent(shape, 7);
    return states;
  };
  CpuEngine engine(model, best_backend(), 2);
  auto together = fresh(), alone = fresh(), pieces = fresh();
  ASSERT_TRUE(engine.run(problems, together, schedule, {}));
  for (std::size_t i = 0; i < 2; ++i)
    ASSERT_TRUE(engine.run({&problems[i], 1}, {&alone[i], 1}, schedule, {}));
  for (std::size_t until = 1; until <= 9; ++until) {
    schedule.until = until;
    ASSERT_TRUE(engine.run(problems, pieces, schedule, {}));
  }
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(together[i].step, 9U);
    // Four starts: 9 steps of three passes, and looks before, after 2, 4, 6, 8 and at the end.
    EXPECT_EQ(together[i].evaluations, together[i].starts(shape) * (9 * 3 + 6));
    EXPECT_EQ(together[i].latent, alone[i].latent);
    EXPECT_EQ(together[i].latent, pieces[i].latent);
    EXPECT_EQ(together[i].best_loss, pieces[i].best_loss);
    EXPECT_EQ(together[i].best_latent, alone[i].best_latent);
  }
}

TEST(Engine, DescendingLowersTheLossAndTheBestIsKept) {
  const Shape shape = small(Bias::relative, 1, 2);
  const Model model = formula_model(shape, 3);
  const std::vector<Problem> problems{make_problem(shape, 2, 1)};
  Schedule schedule;
  schedule.steps = 40;
  schedule.check_every = 1;
  std::vector<State> states(1);
  states[0].latent = make_latent(shape, 4);
  CpuEngine engine(model, best_backend(), 1);
  std::vector<float> before(4);
  ASSERT_TRUE(engine.evaluate(problems[0], states[0].latent, schedule.quiet(), before, {}, {}, {}));
  ASSERT_TRUE(engine.run(problems, states, schedule, {}));
  std::vector<float> again(4);
  ASSERT_TRUE(
      engine.evaluate(problems[0], states[0].best_latent, schedule.quiet(), again, {}, {}, {}));
  EXPECT_EQ(again, states[0].best_loss);
  for (std::size_t s = 0; s < 4; ++s) EXPECT_LT(states[0].best_loss[s], 0.95F * before[s]);
}

TEST(Engine, SolvedTasksStayWhereTheyAre) {
  const Shape shape = small(Bias::relative, 1, 2);
  const Model model = formula_model(shape, 3);
  CpuEngine engine(model, best_backend(), 1);
  Problem easy = make_problem(shape, 1, 1);
  // The output that the first start already gives.
  const auto latent = make_latent(shape, 2);
  const std::vector<float> logits = engine.logits({latent.data(), latent.size() / 2});
  std::vector<float> log_z(logits);
  const auto codes = static_cast<std::size_t>(shape.codes);
  for (std::size_t t = 0; t < log_z.size(); t += codes) {
    double sum = 0;
    for (std::size_t k = 0; k < codes; ++k) sum += std::exp(double{logits[t + k]} / 0.3);
    for (std::size_t k = 0; k < codes; ++k)
      log_z[t + k] = static_cast<float>(double{logits[t + k]} / 0.3 - std::log(sum));
  }
  const auto states_of = engine.trace(log_z, easy.x, 0.3F);
  easy.y.assign(states_of.end() - shape.length, states_of.end());
  std::vector<Problem> problems{easy, make_problem(shape, 2, 2)};
  std::vector<State> states(2);
  states[0].latent = states[1].latent = latent;
  Schedule schedule;
  schedule.steps = 6;
  ASSERT_TRUE(engine.run(problems, states, schedule, {}));
  EXPECT_TRUE(states[0].solved);
  EXPECT_EQ(states[0].best_fits[0], 1U);
  EXPECT_EQ(states[0].step, 0U);
  EXPECT_EQ(states[0].latent, latent);
  EXPECT_EQ(states[1].step, 6U);
}

// What trace() gives are the likeliest symbols; their probabilities are no less than an even share,
// the same on every backend, and of an input that no token touches 1.
TEST(Engine, SaysHowCertainEveryPlaceIs) {
  const Shape shape = small(Bias::relative, 1, 2);
  const Model model = formula_model(shape, 3);
  const Problem problem = make_problem(shape, 3, 1);
  const auto codes = static_cast<std::size_t>(shape.codes);
  std::vector<float> act(static_cast<std::size_t>(shape.positions) * codes, -30.0F), skip = act;
  for (std::size_t t = 0; t < act.size(); t += codes) {
    act[t + 1] = 0.0F;
    skip[t] = 0.0F;
  }
  CpuEngine engine(model, best_backend(), 1), reference(model, reference_backend(), 1);
  const auto symbols = engine.trace(act, problem.x, 0.3F);
  const auto certain = engine.certainty(act, problem.x, 0.3F);
  ASSERT_EQ(certain.size(), symbols.size());
  const auto exact = reference.certainty(act, problem.x, 0.3F);
  const float even = 1.0F / static_cast<float>(shape.symbols);
  bool uncertain = false;
  for (std::size_t i = 0; i < certain.size(); ++i) {
    EXPECT_GE(certain[i], even - 1e-5F);
    EXPECT_LE(certain[i], 1.0F + 1e-5F);
    EXPECT_NEAR(certain[i], exact[i], 1e-3F);
    uncertain = uncertain || certain[i] < 0.9F;
  }
  EXPECT_TRUE(uncertain);  // of weights by formula something is
  // Positions behind the last token leave what it made, whether or not they are run.
  std::vector<float> one(skip);
  std::copy_n(act.begin(), codes, one.begin());
  const auto short_program = engine.trace(one, problem.x, 0.3F);
  EXPECT_EQ(short_program, reference.trace(one, problem.x, 0.3F));
  const auto n = static_cast<std::size_t>(shape.length);
  const std::size_t each = n * static_cast<std::size_t>(shape.positions);
  for (std::size_t i = 0; i < short_program.size(); ++i)
    EXPECT_EQ(short_program[i], symbols[i / each * each + i % n]);
  for (const float share : engine.certainty(skip, problem.x, 0.3F)) EXPECT_NEAR(share, 1.0F, 1e-4F);
}

TEST(Engine, StopsBetweenVectorsOfPairs) {
  const Shape shape = small(Bias::relative, 1, 2);
  const Model model = formula_model(shape, 3);
  const std::vector<Problem> problems{make_problem(shape, 2, 1)};
  std::vector<State> states(1);
  states[0].latent = make_latent(shape, 40);
  CpuEngine engine(model, best_backend(), 2);
  std::atomic<int> asked{0};
  EXPECT_FALSE(engine.run(problems, states, Schedule(), [&] { return ++asked > 20; }));
  EXPECT_LT(states[0].step, 100U);
}

TEST(ModelBuilder, NamesWhatIsWrong) {
  Shape shape = small(Bias::relative, 1, 2);
  Model model;
  const nn::Layout::Source nothing = [](const std::string&, std::size_t) -> const float* {
    return nullptr;
  };
  EXPECT_THAT(build_model(shape, nn::Layout(nothing), model).value(),
              HasSubstr("encoder0.qkv.weight"));
  std::vector<float> bad(100000, std::nanf(""));
  const nn::Layout::Source poison = [&](const std::string&, std::size_t) { return bad.data(); };
  EXPECT_THAT(build_model(shape, nn::Layout(poison), model).value(), HasSubstr("not finite"));
  shape.heads = 3;
  EXPECT_THAT(build_model(shape, nn::Layout(poison), model).value(), HasSubstr("heads=3"));
  shape.heads = 2;
  shape.executor_layers = 9;
  EXPECT_THAT(build_model(shape, nn::Layout(poison), model).value(),
              HasSubstr("executor_layers=9"));
}

TEST(Cuda, SaysWhyItIsNotThere) {
  const CudaDevice device = find_cuda_device();
  if (device.usable) GTEST_SKIP() << "there is a device: " << device.name;
  EXPECT_FALSE(device.reason.empty());
  std::string fault;
  EXPECT_EQ(make_cuda_engine(formula_model(Shape(), 1), Precision::float32, fault), nullptr);
  EXPECT_EQ(fault, device.reason);
}

}  // namespace
}  // namespace inkling::nli::engine
