#include "config.hpp"

#include <inkling/nn/shape.hpp>

namespace inkling::nli {

std::string find_fault(const ModelConfig& c) {
  if (auto fault = nn::check_heads(c.width, c.heads)) return *fault;
  if (c.reach > 0 && c.bias != "relative")
    return "reach=" + training::to_text(c.reach) + " needs bias=relative";
  return "";
}

}  // namespace inkling::nli
