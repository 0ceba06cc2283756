// What LaSynth reads grids by, in place of LSTMs over their places: the convolutions of Bunel,
// Hausknecht, Devlin, Singh and Kohli, "Leveraging Grammar and Reinforcement Learning for Neural
// Program Synthesis" (ICLR 2018), in encoder and executor. The reference of ../lasynth_grid.hpp.
// Embeddings are [P, N, D], cell by cell.
#pragma once

#include <array>
#include <vector>

#include "lasynth_config.hpp"
#include "libtorch.hpp"

namespace inkling::writer {

// Of 3 x 3 cells; nothing stands beyond the grid. [N, in, side, side] -> [N, out, side, side].
struct Convolution : torch::nn::Module {
  Convolution(std::int64_t in, std::int64_t out);
  torch::Tensor forward(const torch::Tensor& x);
  torch::Tensor weight, bias;
};

// Three convolutions, whose result is added to what they began with.
struct GridBlock : torch::nn::Module {
  explicit GridBlock(std::int64_t width);
  // told: [N, width] for every cell, or undefined.
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& told = {});
  std::array<std::shared_ptr<Convolution>, 3> convolutions;
};

struct GridEncoder : torch::nn::Module {
  explicit GridEncoder(const LaSynthShape& shape);
  // What is read of outputs, whatever the inputs become: [N, channels P].
  torch::Tensor read_outputs(const torch::Tensor& outputs);
  // [N, both], with what read_outputs() gave.
  torch::Tensor forward(const torch::Tensor& inputs, const torch::Tensor& outputs_read);
  std::int64_t side;
  std::shared_ptr<Convolution> input, output;
  std::vector<std::shared_ptr<GridBlock>> blocks;
  torch::nn::Linear read{nullptr};
};

struct GridExecutor : torch::nn::Module {
  explicit GridExecutor(const LaSynthShape& shape);
  // [P, N, joint] of the inputs as they are now and the decoder's state [N, both], which every
  // block is told.
  torch::Tensor forward(const torch::Tensor& inputs, const torch::Tensor& state);
  std::int64_t side;
  std::shared_ptr<Convolution> input;
  std::vector<std::shared_ptr<GridBlock>> blocks;
  torch::nn::Linear told{nullptr};
};

}  // namespace inkling::writer
