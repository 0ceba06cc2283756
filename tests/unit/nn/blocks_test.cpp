// The blocks' passes backward against finite differences of their passes forward, in double
// precision; and how a layer norm is folded into the map behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <inkling/nn/blocks.hpp>
#include <inkling/nn/layout.hpp>
#include <inkling/nn/serial_ops.hpp>
#include <vector>

namespace inkling::nn {
namespace {

using testing::HasSubstr;
using Ops = SerialOps<double>;
using Numbers = std::vector<double>;

// Numbers in (-1, 1) of a formula.
Numbers some(std::size_t count, double seed) {
  Numbers out(count);
  for (std::size_t i = 0; i < count; ++i)
    out[i] = std::sin(12.9898 * (static_cast<double>(i) + 1) + 78.233 * seed);
  return out;
}

double dot(const Numbers& a, const Numbers& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// `slope` is the gradient of f at x.
void expect_gradient(const std::function<double(const Numbers&)>& f, const Numbers& x,
                     const Numbers& slope, double tolerance = 1e-7) {
  constexpr double kStep = 1e-5;
  ASSERT_EQ(x.size(), slope.size());
  double size = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    Numbers up = x, down = x;
    up[i] += kStep;
    down[i] -= kStep;
    EXPECT_NEAR((f(up) - f(down)) / (2 * kStep), slope[i], tolerance) << "number " << i;
    size += std::abs(slope[i]);
  }
  EXPECT_GT(size, 1e-3) << "nothing was compared";
}

TEST(Blocks, NormaliseBackIsItsGradient) {
  constexpr int kRows = 3, kWidth = 5;
  const Numbers x = some(kRows * kWidth, 1);
  Numbers weight = some(kRows * kWidth, 2);
  for (int r = 0; r < kRows; ++r) {  // what comes from a map with a mean folded in
    double mean = 0;
    for (int c = 0; c < kWidth; ++c) mean += weight[std::size_t(r * kWidth + c)] / kWidth;
    for (int c = 0; c < kWidth; ++c) weight[std::size_t(r * kWidth + c)] -= mean;
  }
  Ops ops;
  Numbers normal(x.size()), scale(kRows), dx(x.size(), 0.25);
  const auto f = [&](const Numbers& at) {
    Numbers n(at.size()), s(kRows);
    normalise(ops, n.data(), s.data(), at.data(), kRows, kWidth);
    return dot(n, weight);
  };
  normalise(ops, normal.data(), scale.data(), x.data(), kRows, kWidth);
  normalise_back(ops, dx.data(), weight.data(), normal.data(), scale.data(), kRows, kWidth, true);
  for (double& d : dx) d -= 0.25;  // what was there stays
  expect_gradient(f, x, dx);
}

TEST(Blocks, GeluAndLogSoftmaxBackAreTheirGradients) {
  constexpr int kRows = 3, kWidth = 4;
  const Numbers x = some(kRows * kWidth, 3), weight = some(kRows * kWidth, 4);
  Ops ops;
  Numbers value = x, slope(x.size());
  gelu(ops, value.data(), slope.data(), kRows * kWidth);
  for (std::size_t i = 0; i < x.size(); ++i) slope[i] *= weight[i];
  expect_gradient(
      [&](const Numbers& at) {
        Numbers y = at, s(at.size());
        gelu(ops, y.data(), s.data(), kRows * kWidth);
        return dot(y, weight);
      },
      x, slope);
  constexpr double kInverse = 1.7;
  const auto softmax = [&](Numbers at) {
    log_softmax(ops, at.data(), kInverse, kRows, kWidth);
    return at;
  };
  Numbers d = weight;
  log_softmax_back(ops, d.data(), softmax(x).data(), kInverse, kRows, kWidth);
  expect_gradient([&](const Numbers& at) { return dot(softmax(at), weight); }, x, d);
  for (int r = 0; r < kRows; ++r) {
    double sum = 0;
    for (int c = 0; c < kWidth; ++c) sum += std::exp(softmax(x)[std::size_t(r * kWidth + c)]);
    EXPECT_NEAR(sum, 1.0, 1e-12);
  }
}

// Two pairs side by side, more places than ask, a bias on every score.
TEST(Blocks, AttendBackIsItsGradient) {
  const AttentionSize size{2, 2, 6, 3, 4};
  const Numbers query = some(2 * 3 * 6, 5), keyvalue = some(2 * 4 * 12, 6),
                bias = some(static_cast<std::size_t>(size.rows()) * 4, 7),
                weight = some(query.size(), 8);
  Ops ops;
  const auto seen_of = [&](const Numbers& q, const Numbers& kv, const Numbers& added,
                           Numbers& weights) {
    Numbers seen(q.size());
    attend(ops, size, seen.data(), weights.data(), q.data(), kv.data(),
           [&](int b, int i, int j, double score) {
             return score + added[static_cast<std::size_t>((b * 3 + i) * 4 + j)];
           });
    return dot(seen, weight);
  };
  Numbers weights(bias.size()), unused(bias.size());
  seen_of(query, keyvalue, bias, weights);
  Numbers dquery(query.size()), dkeyvalue(keyvalue.size()), dscores(bias.size());
  attend_back(ops, size, dquery.data(), dkeyvalue.data(), dscores.data(), weight.data(),
              weights.data(), query.data(), keyvalue.data());
  expect_gradient([&](const Numbers& q) { return seen_of(q, keyvalue, bias, unused); }, query,
                  dquery);
  expect_gradient([&](const Numbers& kv) { return seen_of(query, kv, bias, unused); }, keyvalue,
                  dkeyvalue);
  expect_gradient([&](const Numbers& b) { return seen_of(query, keyvalue, b, unused); }, bias,
                  dscores);
}

// A layer of formula weights.
struct TinyLayer {
  static constexpr int kWidth = 6, kHidden = 8;
  TinyLayer() {
    Numbers folded = some(kWidth * 3 * kWidth, 11), up = some(kWidth * kHidden, 12);
    for (Numbers* weights : {&folded, &up})  // [cols x width], each column less its mean
      for (std::size_t j = 0; j < weights->size(); j += kWidth) {
        double mean = 0;
        for (std::size_t k = j; k < j + kWidth; ++k) mean += (*weights)[k] / kWidth;
        for (std::size_t k = j; k < j + kWidth; ++k) (*weights)[k] -= mean;
      }
    const auto cut = folded.begin() + kWidth * kWidth;
    maps.query = layout.map({folded.begin(), cut}, some(kWidth, 13), kWidth, kWidth);
    maps.keyvalue = layout.map({cut, folded.end()}, some(2 * kWidth, 14), kWidth, 2 * kWidth);
    maps.mix = layout.map(some(kWidth * kWidth, 15), some(kWidth, 16), kWidth, kWidth);
    maps.up = layout.map(up, some(kHidden, 17), kWidth, kHidden);
    maps.down = layout.map(some(kWidth * kHidden, 18), some(kWidth, 19), kHidden, kWidth);
  }
  Layout layout{[](const std::string&, std::size_t) -> const float* { return nullptr; }};
  LayerMaps maps;
};

// Three places of their own, and one behind them that is only read.
TEST(Blocks, LayerBackIsItsGradient) {
  const TinyLayer tiny;
  const LayerSize size{TinyLayer::kWidth, 2, TinyLayer::kHidden, 3, 3, 4};
  const double* w = tiny.layout.numbers().data();
  const Numbers x = some(18, 20), behind = some(12, 21), weight = some(18, 22);
  Ops ops;
  Carver<double> counted;
  LayerSpace<double> space;
  LayerScratch<double> scratch;
  carve_layer(counted, size, space);
  carve_scratch(counted, size, true, scratch);
  Numbers memory(static_cast<std::size_t>(counted.used));
  Carver<double> from{memory.data(), 0};
  carve_layer(from, size, space);
  carve_scratch(from, size, true, scratch);
  EXPECT_EQ(from.used, counted.used);
  const auto run = [&](const Numbers& in, const Numbers& keyvalue) {
    Numbers out = in;
    std::copy(keyvalue.begin(), keyvalue.end(), space.keyvalue + 3 * 12);
    layer(ops, w, tiny.maps, size, out.data(), space, scratch, PlainScores());
    return dot(out, weight);
  };
  run(x, behind);
  Numbers dx = weight;
  layer_back(ops, w, tiny.maps, size, dx.data(), space, scratch);
  const Numbers dbehind(scratch.dkeyvalue + 3 * 12, scratch.dkeyvalue + 4 * 12);
  expect_gradient([&](const Numbers& in) { return run(in, behind); }, x, dx, 1e-6);
  expect_gradient([&](const Numbers& keyvalue) { return run(x, keyvalue); }, behind, dbehind, 1e-6);
}

// Of three places the first is asked for: what it becomes does not depend on who else is.
TEST(Blocks, ALayerComputesThePlacesThatAskOnly) {
  const TinyLayer tiny;
  const double* w = tiny.layout.numbers().data();
  Ops ops;
  const auto run = [&](int asking) {
    const LayerSize size{TinyLayer::kWidth, 2, TinyLayer::kHidden, 3, asking, 3};
    LayerSpace<double> space;
    LayerScratch<double> scratch;
    Numbers memory(10000);
    Carver<double> from{memory.data(), 0};
    carve_layer(from, size, space);
    carve_scratch(from, size, false, scratch);
    Numbers x = some(18, 23);
    layer(ops, w, tiny.maps, size, x.data(), space, scratch, PlainScores());
    return x;
  };
  const Numbers all = run(3), one = run(1), before = some(18, 23);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_DOUBLE_EQ(one[i], all[i]);
  for (std::size_t i = 6; i < 18; ++i) EXPECT_EQ(one[i], before[i]);
  EXPECT_NE(all[7], before[7]);
}

TEST(Layout, FoldsANormIntoTheMapBehindIt) {
  WeightsFile file;
  const auto tensor = [&](const char* name, std::vector<std::int64_t> shape,
                          const std::vector<float>& values) {
    file.tensors[name] = {std::move(shape), values};
  };
  tensor("up.weight", {2, 3}, {0.5F, -1.0F, 2.0F, 1.5F, 0.25F, -0.75F});
  tensor("up.bias", {2}, {0.125F, -0.5F});
  tensor("norm.weight", {3}, {1.5F, 0.5F, -2.0F});
  tensor("norm.bias", {3}, {0.25F, -1.0F, 0.75F});
  Layout layout = Layout::of(file);
  const Affine map = layout.normed("up", "norm", 3, 2, 0, 2);
  ASSERT_EQ(layout.fault(), std::nullopt);
  EXPECT_EQ(map.w % 16 + map.t % 16 + map.b % 16, 0);  // cache lines
  const Numbers x{0.3, -1.2, 2.5};
  Numbers normal(3), scale(1), out(2);
  Ops ops;
  normalise(ops, normal.data(), scale.data(), x.data(), 1, 3);
  ops.dense(out.data(), normal.data(), layout.numbers().data(), map, nullptr, 1, 0, 0);
  const float* weight = file.tensors["up.weight"].values.data();
  for (std::size_t j = 0; j < 2; ++j) {
    double wanted = double{file.tensors["up.bias"].values[j]};
    for (std::size_t k = 0; k < 3; ++k)
      wanted +=
          double{weight[3 * j + k]} * (normal[k] * double{file.tensors["norm.weight"].values[k]} +
                                       double{file.tensors["norm.bias"].values[k]});
    EXPECT_NEAR(out[j], wanted, 1e-12);
    double mean = 0;
    for (std::size_t k = 0; k < 3; ++k)
      mean += layout.numbers()[static_cast<std::size_t>(map.t) + 3 * j + k];
    EXPECT_NEAR(mean, 0, 1e-12);
  }
}

TEST(Layout, SaysWhichTensorIsWrong) {
  WeightsFile file;
  file.tensors["good.weight"] = {{2, 2}, {1, 2, 3, 4}};
  file.tensors["bad.weight"] = {{2, 2}, {1, 2, NAN, 4}};
  const auto fault_of = [&](const char* name, int rows) {
    Layout layout = Layout::of(file);
    layout.affine(name, rows, 2, false);
    layout.affine("another", 1, 1);  // the first fault is told
    return layout.fault().value_or("none");
  };
  EXPECT_THAT(fault_of("good", 3), HasSubstr("good.weight is missing, or has not 6 numbers"));
  EXPECT_THAT(fault_of("none", 2), HasSubstr("none.weight is missing"));
  EXPECT_THAT(fault_of("bad", 2), HasSubstr("bad.weight holds a number that is not finite"));
  EXPECT_THAT(fault_of("good", 2), HasSubstr("another.weight"));
}

}  // namespace
}  // namespace inkling::nn
