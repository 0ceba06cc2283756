// The passes: gradients against finite differences, every instruction set against the reference.
#include "engine/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace inkling::lpn::engine {
namespace {

using testing::HasSubstr;

Shape small_shape() {
  Shape shape;
  shape.length = 5;
  shape.symbols = 4;
  shape.latent = 7;
  shape.width = 12;
  shape.heads = 3;
  return shape;
}

// Numbers of a formula, scaled by what they are.
nn::Layout formula_weights() {
  auto held = std::make_shared<std::vector<float>>();
  auto seed = std::make_shared<double>(0.0);
  return nn::Layout([held, seed](const std::string& name, std::size_t count) {
    held->resize(count);
    const bool scale = name.ends_with("norm.weight");
    const float size = scale ? 0.3F : name.ends_with(".weight") ? 0.5F : 1.0F;
    for (float& x : *held) {
      *seed += 1.0;
      x = (scale ? 1.0F : 0.0F) + size * static_cast<float>(std::sin(12.9898 * *seed));
    }
    return held->data();
  });
}

Model model_of(const Shape& shape) {
  Model model;
  EXPECT_EQ(build_model(shape, formula_weights(), model), std::nullopt);
  return model;
}

struct Case {
  explicit Case(const Shape& shape, std::size_t starts = 3, std::size_t count = 3) {
    const auto n = static_cast<std::size_t>(shape.length);
    for (std::size_t i = 0; i < count * n; ++i) {
      x.push_back(static_cast<int>(i * 7 % 11) % shape.symbols);
      y.push_back(static_cast<int>(i * 5 % 13) % shape.symbols);
    }
    read.assign(n, 1);
    for (std::size_t i = 0; i < starts * static_cast<std::size_t>(shape.numbers()); ++i)
      z.push_back(static_cast<float>(std::sin(7.7 * static_cast<double>(i))));
    for (std::size_t i = 0; i < starts * static_cast<std::size_t>(shape.rows * shape.codes); ++i)
      noise.push_back(static_cast<float>(std::cos(3.3 * static_cast<double>(i))));
    loss.resize(starts);
    gradient.resize(z.size());
  }
  void run(Engine engine) { engine.evaluate({x, y, read}, z, {0.7F, noise}, loss, gradient); }

  std::vector<int> x, y;
  std::vector<unsigned char> read;
  std::vector<float> z, noise, loss, gradient;
};

// Of the three architectures, with and without a bias.
std::vector<Shape> all_shapes() {
  std::vector<Shape> all;
  for (const bool relative : {true, false}) {
    Shape shape = small_shape();
    shape.relative = relative;
    all.push_back(shape);
    if (relative) {
      Shape writing = shape;
      writing.writing = 1;
      all.push_back(writing);
    }
    shape.rows = 3;
    shape.each = true;
    all.push_back(shape);
    shape.each = false;
    shape.codes = 4;
    shape.latent = shape.width;
    all.push_back(shape);
  }
  return all;
}

TEST(LpnEngine, GradientsAreThoseOfTheLoss) {
  for (const Shape& shape : all_shapes()) {
    const Model model = model_of(shape);
    const Backend* reference = backend_of(nn::Isa::reference);
    Case it(shape, 1);
    it.read[1] = 0;
    it.run(Engine(model, 1, reference));
    for (std::size_t i = 0; i < it.z.size(); ++i) {
      constexpr float kStep = 0x1p-9F;
      Case up = it, down = it;
      up.z[i] += kStep;
      down.z[i] -= kStep;
      up.run(Engine(model, 1, reference));
      down.run(Engine(model, 1, reference));
      const float slope = (up.loss[0] - down.loss[0]) / (up.z[i] - down.z[i]);
      EXPECT_NEAR(it.gradient[i], slope, 2e-3)
          << "number " << i << ", relative " << shape.relative << ", codes " << shape.codes;
    }
    const auto largest = std::max_element(it.gradient.begin(), it.gradient.end());
    EXPECT_GT(*largest, 1e-3) << "codes " << shape.codes;
  }
}

TEST(LpnEngine, EveryInstructionSetAgreesWithTheReference) {
  for (Shape shape : all_shapes()) {
    shape.decoder_layers = 3;
    const Model model = model_of(shape);
    Case wanted(shape, 5);
    Engine reference(model, 1, backend_of(nn::Isa::reference));
    reference.evaluate({wanted.x, wanted.y, wanted.read}, wanted.z, {0.7F, wanted.noise},
                       wanted.loss, wanted.gradient);
    const std::vector<float> z = reference.encode(wanted.x, wanted.y).mean;
    const std::vector<float> shares(static_cast<std::size_t>(shape.rows * shape.codes), 0.25F);
    const std::vector<float>& program = shape.codes > 0 ? shares : z;
    int compared = 0;
    for (const nn::Isa isa : {nn::Isa::portable, nn::Isa::avx2, nn::Isa::avx512}) {
      const Backend* backend = backend_of(isa);
      if (backend == nullptr || !backend->available()) continue;
      ++compared;
      Case it(shape, 5);
      Engine engine(model, 1, backend);
      engine.evaluate({it.x, it.y, it.read}, it.z, {0.7F, it.noise}, it.loss, it.gradient);
      for (std::size_t s = 0; s < it.loss.size(); ++s)
        EXPECT_NEAR(it.loss[s], wanted.loss[s], 2e-5) << backend->name;
      for (std::size_t i = 0; i < it.gradient.size(); ++i)
        EXPECT_NEAR(it.gradient[i], wanted.gradient[i], 2e-5) << backend->name;
      const std::vector<float> mine = engine.encode(it.x, it.y).mean;
      for (std::size_t i = 0; i < z.size(); ++i) EXPECT_NEAR(mine[i], z[i], 2e-5) << backend->name;
      EXPECT_EQ(engine.run(program, it.x), reference.run(program, it.x)) << backend->name;
    }
    EXPECT_GT(compared, 0);
  }
}

// What is written at a place says nothing of those before it, and what is said of the output is
// what a loss would look for: likelier than any other output that differs in one place.
TEST(LpnEngine, WritesSymbolBySymbol) {
  Shape shape = small_shape();
  shape.decoder_layers = 3;
  shape.writing = 2;
  const Model model = model_of(shape);
  Engine engine(model);
  Case it(shape, 1, 1);
  const std::vector<int> written = engine.run(it.z, it.x);
  for (std::size_t place = 0; place < it.y.size(); ++place) {
    it.read.assign(it.read.size(), 0);
    it.read[place] = 1;
    float best = 0;
    int likeliest = -1;
    for (int v = 0; v < shape.symbols; ++v) {
      it.y = written;
      it.y[place] = v;
      it.run(Engine(model));
      const float loss = it.loss[0];
      std::fill(it.y.begin() + static_cast<std::ptrdiff_t>(place) + 1, it.y.end(), 0);
      it.run(Engine(model));
      EXPECT_EQ(it.loss[0], loss) << "place " << place;
      if (likeliest < 0 || loss < best) std::tie(best, likeliest) = std::pair(loss, v);
    }
    EXPECT_EQ(written[place], likeliest) << "place " << place;
  }
}

TEST(LpnEngine, ThreadsChangeNothing) {
  const Model model = model_of(small_shape());
  Case one(small_shape(), 40), many(small_shape(), 40);
  one.run(Engine(model, 1));
  many.run(Engine(model, 5));
  EXPECT_EQ(one.loss, many.loss);
  EXPECT_EQ(one.gradient, many.gradient);
}

TEST(LpnEngine, LooksAtThePlacesThatAreRead) {
  const Model model = model_of(small_shape());
  Case it(small_shape()), other(small_shape());
  for (Case* some : {&it, &other}) some->read = {1, 0, 1, 1, 1};
  other.y[1] = (other.y[1] + 1) % 4;
  it.run(Engine(model));
  other.run(Engine(model));
  EXPECT_EQ(it.loss, other.loss);
  EXPECT_EQ(it.gradient, other.gradient);
  other.y[2] = (other.y[2] + 1) % 4;
  other.run(Engine(model));
  EXPECT_NE(it.loss, other.loss);
}

TEST(LpnEngine, EncodesPairsWhateverTheirOrder) {
  const Model model = model_of(small_shape());
  const Case it(small_shape());
  Engine engine(model);
  std::vector<int> x(it.x.begin() + 5, it.x.end()), y(it.y.begin() + 5, it.y.end());
  x.insert(x.end(), it.x.begin(), it.x.begin() + 5);
  y.insert(y.end(), it.y.begin(), it.y.begin() + 5);
  const std::vector<float> a = engine.encode(it.x, it.y).mean, b = engine.encode(x, y).mean;
  ASSERT_EQ(a.size(), 7U);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-6);
}

TEST(LpnEngine, RowsStandForExamplesInTurn) {
  using testing::ElementsAre;
  EXPECT_THAT(fill_rows(3, 3), ElementsAre(0, 1, 2));
  EXPECT_THAT(fill_rows(2, 5), ElementsAre(0, 1, 0, 1, 0));
  EXPECT_THAT(fill_rows(8, 4), ElementsAre(0, 2, 4, 6));
  Shape shape = small_shape();
  shape.rows = 4;
  shape.each = true;
  const Model model = model_of(shape);
  const Case it(shape);  // of three pairs
  const std::vector<float> z = Engine(model).encode(it.x, it.y).mean;
  ASSERT_EQ(z.size(), 28U);
  EXPECT_TRUE(std::equal(z.begin(), z.begin() + 7, z.begin() + 21));
  EXPECT_FALSE(std::equal(z.begin(), z.begin() + 7, z.begin() + 7));
}

TEST(LpnEngine, RefusesShapesAndTensorsByName) {
  Model model;
  Shape shape = small_shape();
  shape.heads = 5;
  EXPECT_THAT(build_model(shape, formula_weights(), model).value(), HasSubstr("heads=5"));
  shape = small_shape();
  shape.decoder_layers = 17;
  EXPECT_THAT(build_model(shape, formula_weights(), model).value(), HasSubstr("decoder_layers=17"));
  shape = small_shape();
  shape.writing = 3;
  EXPECT_THAT(build_model(shape, formula_weights(), model).value(), HasSubstr("writing=3"));
  shape.writing = 1;
  shape.relative = false;
  EXPECT_THAT(build_model(shape, formula_weights(), model).value(), HasSubstr("bias=relative"));
  const nn::Layout none([](const std::string&, std::size_t) -> const float* { return nullptr; });
  EXPECT_THAT(build_model(small_shape(), none, model).value(), HasSubstr("encoder0."));
  EXPECT_TRUE(model.numbers.empty());
}

}  // namespace
}  // namespace inkling::lpn::engine
