// Runs a latent program network on the processor: losses and gradients of many programs on a task's
// examples, programs of pairs, and outputs of programs.
#pragma once

#include <inkling/nn/workers.hpp>
#include <span>
#include <vector>

#include "model.hpp"
#include "unit.hpp"

namespace inkling::lpn::engine {

// Not thread-safe: its work space is one call's. The model must outlive it.
class Engine {
 public:
  // `threads`: of its own, at most; results do not depend on them.
  explicit Engine(const Model& model, unsigned threads = 1, const Backend* backend = nullptr);

  struct Examples {
    std::span<const int> x, y;            // [count x n]
    std::span<const unsigned char> read;  // [n]: where a loss looks
  };
  // loss[s] = sum over the examples of the mean negative log-likelihood of the symbols that are
  // read; gradient like z, or empty. z [S x latent].
  void evaluate(const Examples& examples, std::span<const float> z, std::span<float> loss,
                std::span<float> gradient);
  // The distribution of the mean over the pairs of programs drawn from their distributions.
  struct Programs {
    std::vector<float> mean, deviation;  // [latent]
  };
  Programs encode(std::span<const int> x, std::span<const int> y);
  // The likeliest symbols, [inputs x n], of a program on inputs [inputs x n].
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
