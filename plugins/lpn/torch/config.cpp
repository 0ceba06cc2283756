#include "config.hpp"

namespace inkling::lpn {

std::string find_fault(const ModelConfig& c) {
  using training::to_text;
  if (c.width % c.heads != 0 || c.width % 2 != 0)
    return "width=" + to_text(c.width) + " is not even and a multiple of heads=" + to_text(c.heads);
  return "";
}

}  // namespace inkling::lpn
