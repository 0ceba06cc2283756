// Runs a latent program network on the processor: losses and gradients of many programs on a task's
// examples, programs of pairs, and outputs of programs.
#pragma once

#include <inkling/nn/workers.hpp>
#include <span>
#include <vector>

#include "model.hpp"
#include "unit.hpp"

namespace inkling::lpn::engine {

// Which example stands in each row of a program, of `count`: all in turn where there are fewer than
// rows, some that are spread evenly where there are more.
std::vector<std::size_t> fill_rows(std::size_t count, std::size_t rows);

// Not thread-safe: its work space is one call's. The model must outlive it.
class Engine {
 public:
  // `threads`: of its own, at most; results do not depend on them.
  explicit Engine(const Model& model, unsigned threads = 1, const Backend* backend = nullptr);

  struct Examples {
    std::span<const int> x, y;            // [count x n]
    std::span<const unsigned char> read;  // [n]: where a loss looks
  };
  // How search variables become shares of codes; a model without codes does not ask.
  struct Softness {
    float temperature = 1.0F;
    std::span<const float> noise{};  // [S x rows x codes], or none
  };
  // loss[s] = sum over the examples of the mean negative log-likelihood of the symbols that are
  // read; gradient like z, or empty. z [S x rows x latent].
  void evaluate(const Examples& examples, std::span<const float> z, const Softness& how,
                std::span<float> loss, std::span<float> gradient);
  // What the pairs say of their task's program: with codes the mean of their search variables;
  // else the distribution of the mean over the pairs of programs drawn from their distributions.
  // Where rows stand for examples they are filled as `fill_rows` says.
  struct Programs {
    std::vector<float> mean, deviation;  // [rows x latent]; deviations are 0 but for a mean of rows
  };
  Programs encode(std::span<const int> x, std::span<const int> y);
  // Of a model with codes: z [rows x latent] -> [rows x codes].
  std::vector<float> logits(std::span<const float> z);
  // The likeliest symbols, [inputs x n], of a program on inputs [inputs x n]: numbers, or of a
  // model with codes their shares [rows x codes].
  std::vector<int> run(std::span<const float> z, std::span<const int> x);

 private:
  const void* numbers() const;
  // f(unit, space) for every unit of `lanes` of `pairs`, on several threads.
  template <class F>
  void for_units(std::size_t pairs, F f);

  const Model& model_;
  const Backend& backend_;
  nn::Workers workers_;
};

}  // namespace inkling::lpn::engine
