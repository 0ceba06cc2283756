#include "language.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling::fuzz;
  check_parser(strings(), text_of(data, size));
  return 0;
}
