// A model ready to run: its plan and its numbers, in float and in double.
#pragma once

#include <cstdint>
#include <inkling/nn/layout.hpp>
#include <inkling/nn/shape.hpp>
#include <vector>

#include "shape.hpp"

namespace inkling::nli::engine {

struct Model {
  Plan plan;
  std::vector<float> numbers;
  std::vector<double> exact;  // the same in double, for the reference
};

// Why the engine cannot run models of this shape, or nullopt.
nn::Fault find_fault(const Shape& shape);

// Folds scales and shifts of the norms into the maps behind them and lays out transposes. Tensors
// have the names of plugins/nli/torch. Errors: those of find_fault; a tensor that is missing, of
// another size or not finite, naming it. `out` is only changed on success.
nn::Fault build_model(const Shape& shape, nn::Layout layout, Model& out);

// A model with numbers from a formula, for tests and benchmarks that have no weights.
Model formula_model(const Shape& shape, std::uint64_t seed);

// The maps that a search runs: the program's, and the executor's.
std::vector<Affine*> maps_of(Plan& plan);

nn::Work work_of(const Shape& shape);

}  // namespace inkling::nli::engine
