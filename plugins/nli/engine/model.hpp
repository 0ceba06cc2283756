// A model ready to run: its plan and its numbers, in float and in double.
#pragma once

#include <cstdint>
#include <inkling/nn/layout.hpp>
#include <optional>
#include <string>
#include <vector>

#include "shape.hpp"

namespace inkling::nli::engine {

struct Model {
  Plan plan;
  std::vector<float> numbers;
  std::vector<double> exact;  // the same in double, for the reference
};

// A tensor's float32 numbers by name (as plugins/nli/torch names its parameters), row-major, or
// null; `count` is how many are expected.
using TensorSource = nn::Layout::Source;

// Why the engine cannot run models of this shape, or "".
std::string find_fault(const Shape& shape);

// Folds scales and shifts of the norms into the maps behind them and lays out transposes. Error: a
// tensor that is missing or of another size, naming it; a number that is not finite.
std::optional<std::string> build_model(const Shape& shape, const TensorSource& source, Model& out);

// A model with numbers from a formula, for tests and benchmarks that have no weights.
Model formula_model(const Shape& shape, std::uint64_t seed);

// The maps that a search runs: the program's, and the executor's.
std::vector<Affine*> maps_of(Plan& plan);

// Floating-point operations (2 per multiply-add of the dense maps and of attention) that one pair
// (start, example) takes forward, and backward with respect to the program's variables. Work that
// an engine repeats is not counted.
struct Work {
  double forward = 0;
  double backward = 0;
};
Work work_of(const Shape& shape);

}  // namespace inkling::nli::engine
