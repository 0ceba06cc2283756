// A latent program network ready to run: its plan and its numbers, in float and in double.
#pragma once

#include <inkling/nn/layout.hpp>
#include <inkling/nn/shape.hpp>
#include <vector>

#include "shape.hpp"

namespace inkling::lpn::engine {

struct Model {
  Plan plan;
  std::vector<float> numbers;
  std::vector<double> exact;  // the same in double, for the reference
};

// Why no model can be of this shape, or nullopt.
nn::Fault find_fault(const Shape& shape);

// Errors: those of find_fault; a tensor that is missing, of another size or not finite, naming it.
// `out` is only changed on success.
nn::Fault build_model(const Shape& shape, nn::Layout layout, Model& out);

nn::Work work_of(const Shape& shape);

}  // namespace inkling::lpn::engine
