// A latent program network ready to run: its plan and its numbers, in float and in double.
#pragma once

#include <inkling/nn/layout.hpp>
#include <string>
#include <vector>

#include "shape.hpp"

namespace inkling::lpn::engine {

struct Model {
  Plan plan;
  std::vector<float> numbers;
  std::vector<double> exact;  // the same in double, for the reference
};

// Why no model can be of this shape ("heads=5 does not divide width=48"), or "".
std::string find_fault(const Shape& shape);

// Errors: those of find_fault; a tensor that is missing, of another size or not finite, naming it.
// `out` is only changed on success.
nn::Fault build_model(const Shape& shape, nn::Layout layout, Model& out);

// Floating-point operations (2 per multiply-add of dense maps and attention) that one program on
// one example takes forward, and backward with respect to the program.
struct Work {
  double forward = 0, backward = 0;
};
Work work_of(const Shape& shape);

}  // namespace inkling::lpn::engine
