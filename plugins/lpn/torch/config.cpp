#include "config.hpp"

#include <inkling/nn/shape.hpp>

#include "engine/writing.hpp"

namespace inkling::lpn {

std::string find_fault(const ModelConfig& c) {
  if (auto fault = nn::check_heads(c.width, c.heads)) return *fault;
  return check_writing(c.writing, c.decoder_layers, c.bias == "relative").value_or("");
}

}  // namespace inkling::lpn
