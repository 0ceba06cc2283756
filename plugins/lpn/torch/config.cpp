#include "config.hpp"

#include <inkling/nn/shape.hpp>

namespace inkling::lpn {

std::string find_fault(const ModelConfig& c) {
  return nn::check_heads(c.width, c.heads).value_or("");
}

}  // namespace inkling::lpn
