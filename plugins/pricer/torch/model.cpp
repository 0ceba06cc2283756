#include "model.hpp"

#include <cmath>

#include "encoding.hpp"

namespace inkling::pricer {
namespace {

// What a network is told of integers before it learns: their size, sign and divisors stand in the
// first numbers of their embeddings.
torch::Tensor first_embedding(int symbols, int width) {
  torch::Tensor table = 0.1 * torch::randn({symbols, width});
  auto at = table.accessor<float, 2>();
  for (int symbol = 1; symbol < symbols; ++symbol) {
    const auto integer = static_cast<double>(integer_of(symbol));
    const double size = std::abs(integer);
    const auto divides = [&](double by) { return std::fmod(size, by) == 0 ? 1.0 : 0.0; };
    const double facts[] = {integer / 64,
                            std::copysign(std::log2(1 + size), integer) / 4,
                            integer > 0   ? 1.0
                            : integer < 0 ? -1.0
                                          : 0.0,
                            size == 0 ? 1.0 : 0.0,
                            divides(2),
                            divides(3)};
    for (int i = 0; i < std::min(width, static_cast<int>(std::size(facts))); ++i)
      at[symbol][i] = static_cast<float>(facts[i]);
  }
  return table;
}

}  // namespace

Model::Model(const ModelConfig& shape) : config(shape) {
  embedding = register_parameter("embedding", first_embedding(shape.symbols, shape.width));
  int in = shape.length * shape.width;
  for (int i = 0; i < shape.before; ++i, in = shape.hidden)
    before.push_back(
        register_module("before_" + std::to_string(i), torch::nn::Linear(in, shape.hidden)));
  for (int i = 0; i < shape.after; ++i)
    after.push_back(register_module("after_" + std::to_string(i),
                                    torch::nn::Linear(shape.hidden, shape.hidden)));
  answers = register_module("answers", torch::nn::Linear(shape.hidden, shape.entries));
}

torch::Tensor Model::forward(const torch::Tensor& x) {
  torch::Tensor state = torch::embedding(embedding, x).flatten(2);
  for (torch::nn::Linear& layer : before) state = torch::relu(layer->forward(state));
  state = state.mean(1);
  for (torch::nn::Linear& layer : after) state = torch::relu(layer->forward(state));
  return answers->forward(state);
}

}  // namespace inkling::pricer
