#include "config.hpp"

namespace inkling::nli {

std::string find_fault(const ModelConfig& c) {
  using training::to_text;
  if (c.width % c.heads != 0 || c.width % 2 != 0)
    return "width=" + to_text(c.width) + " is not even and a multiple of heads=" + to_text(c.heads);
  if (c.reach > 0 && c.bias != "relative")
    return "reach=" + to_text(c.reach) + " needs bias=relative";
  return "";
}

}  // namespace inkling::nli
