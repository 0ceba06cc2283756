#include "hnps_language.hpp"
#include "language.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling::fuzz;
  static const auto language = inkling::hnps::make_language();
  check_parser(*language, text_of(data, size));
  return 0;
}
