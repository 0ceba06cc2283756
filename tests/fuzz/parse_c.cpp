#include <c/language.hpp>

#include "language.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  static const auto language = dsl::make_language(c::c_language());
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::check_parser(*language, text);
  fuzz::check_runs(*language, text, {*parse_value("[3, -1, 4, 0, 2]")});
  return 0;
}
