#include "lasynth_grid.hpp"

#include <cmath>

namespace inkling::writer {
namespace {

using torch::Tensor;

// [P, N, D] -> [N, D, side, side].
Tensor grid_of(const Tensor& cells, std::int64_t side) {
  return cells.permute({1, 2, 0}).reshape({cells.size(1), cells.size(2), side, side});
}

std::vector<std::shared_ptr<GridBlock>> make_blocks(torch::nn::Module& of,
                                                    const LaSynthShape& shape) {
  std::vector<std::shared_ptr<GridBlock>> blocks;
  for (int i = 0; i < shape.blocks; ++i)
    blocks.push_back(of.register_module("block_" + std::to_string(i),
                                        std::make_shared<GridBlock>(shape.joint())));
  return blocks;
}

}  // namespace

Convolution::Convolution(std::int64_t in, std::int64_t out) {
  const double bound = std::sqrt(6.0 / static_cast<double>(9 * in));  // keeps sizes through relu
  const auto some = [&](at::IntArrayRef sizes) { return (torch::rand(sizes) * 2.0 - 1.0) * bound; };
  weight = register_parameter("weight", some({out, in, 3, 3}));
  bias = register_parameter("bias", some({out}));
}

Tensor Convolution::forward(const Tensor& x) {
  return torch::conv2d(x, weight, bias, 1, 1);
}

GridBlock::GridBlock(std::int64_t width) {
  for (std::size_t i = 0; i < convolutions.size(); ++i)
    convolutions[i] = register_module("convolution_" + std::to_string(i),
                                      std::make_shared<Convolution>(width, width));
}

Tensor GridBlock::forward(const Tensor& x, const Tensor& told) {
  const auto& [first, second, third] = convolutions;
  Tensor inner = first->forward(x);
  if (told.defined()) inner = inner + told.unsqueeze(2).unsqueeze(3);
  inner = third->forward(torch::relu(second->forward(torch::relu(inner))));
  return torch::relu(x + inner);
}

GridEncoder::GridEncoder(const LaSynthShape& shape) : side(shape.side()) {
  input = register_module("input", std::make_shared<Convolution>(shape.width, shape.channels));
  output = register_module("output", std::make_shared<Convolution>(shape.width, shape.channels));
  blocks = make_blocks(*this, shape);
  read = register_module("read", torch::nn::Linear(shape.joint() * side * side, shape.both()));
}

Tensor GridEncoder::read_outputs(const Tensor& outputs) {
  return torch::relu(output->forward(grid_of(outputs, side))).flatten(1);
}

Tensor GridEncoder::forward(const Tensor& inputs, const Tensor& outputs_read) {
  const Tensor before = torch::relu(input->forward(grid_of(inputs, side)));
  Tensor x = torch::cat({before, outputs_read.view(before.sizes())}, 1);
  for (const auto& block : blocks) x = block->forward(x);
  return read->forward(x.flatten(1));
}

GridExecutor::GridExecutor(const LaSynthShape& shape) : side(shape.side()) {
  const std::int64_t joint = shape.joint();
  input = register_module("input", std::make_shared<Convolution>(shape.width, joint));
  blocks = make_blocks(*this, shape);
  told = register_module("told", torch::nn::Linear(shape.both(), (1 + shape.blocks) * joint));
}

Tensor GridExecutor::forward(const Tensor& inputs, const Tensor& state) {
  const std::vector<Tensor> all =
      told->forward(state).chunk(1 + static_cast<std::int64_t>(blocks.size()), 1);
  Tensor x =
      torch::relu(input->forward(grid_of(inputs, side)) + all.front().unsqueeze(2).unsqueeze(3));
  for (std::size_t i = 0; i < blocks.size(); ++i) x = blocks[i]->forward(x, all[i + 1]);
  return x.flatten(2).permute({2, 0, 1});
}

}  // namespace inkling::writer
