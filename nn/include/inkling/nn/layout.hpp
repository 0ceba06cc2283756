// Lays the tensors of a weights file out as the one flat array of numbers that maps (affine.hpp)
// point into, in double precision and in float.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <inkling/nn/affine.hpp>
#include <inkling/nn/weights.hpp>
#include <string>
#include <vector>

namespace inkling::nn {

class Layout {
 public:
  // A tensor's float32 numbers by name, row-major, or null; `count` is how many are expected.
  using Source = std::function<const float*(const std::string& name, std::size_t count)>;

  // The same, for whom the shape matters; {count} where any will do.
  using ShapedSource = std::function<const float*(const std::string& name, std::size_t count,
                                                  const std::vector<std::int64_t>& shape)>;

  explicit Layout(ShapedSource source) : source_(std::move(source)) {}
  explicit Layout(Source source);
  // The file must outlive the layout.
  static Layout of(const WeightsFile& file);

  // The first thing that was wrong: a tensor that is missing, of another size or (of a file) of
  // another shape, a number that is not finite.
  const Fault& fault() const { return fault_; }
  const std::vector<double>& numbers() const { return numbers_; }
  std::vector<float> floats() const { return {numbers_.begin(), numbers_.end()}; }

  // A tensor; zeros with a fault. Of a file its shape must be `shape`, unless that is empty.
  std::vector<double> read(const std::string& name, std::size_t count,
                           const std::vector<std::int64_t>& shape = {});
  // Appends numbers, padded to a cache line of floats; where they begin.
  int put(const std::vector<double>& numbers);
  int raw(const std::string& name, std::size_t count) { return put(read(name, count)); }

  // A map of weight [cols x rows], as LibTorch keeps it, and shift [cols] or empty.
  Affine map(const std::vector<double>& weight, const std::vector<double>& shift, int rows,
             int cols);
  // The linear layer NAME: tensors NAME.weight and, with_shift, NAME.bias.
  Affine affine(const std::string& name, int rows, int cols, bool with_shift = true);
  // Columns [from, to) of a linear layer of `cols` behind a layer norm, whose scale and shift are
  // folded in: w' = w diag(scale), each column less its mean; b' = b + w shift. What is multiplied
  // is then normalise()d rows, and gradients of these have the mean 0.
  Affine normed(const std::string& name, const std::string& norm, int rows, int cols, int from,
                int to, bool with_shift = true);
  // An embedding [rows x cols] as a map: of a one-hot row, or a distribution, to its embedding.
  Affine table(const std::string& name, int rows, int cols);
  // A transformer layer of `width` numbers a place, as TransformerLayer of plugins/common/torch
  // names its tensors: NAME.qkv behind NAME.attention_norm, NAME.mix, NAME.up behind NAME.mlp_norm,
  // NAME.down.
  LayerMaps layer(const std::string& name, int width, int hidden);

 private:
  ShapedSource source_;
  const WeightsFile* file_ = nullptr;  // that the source reads, if it is one
  std::vector<double> numbers_;
  Fault fault_;
};

}  // namespace inkling::nn
