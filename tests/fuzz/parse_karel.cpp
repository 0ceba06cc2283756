#include <karel/language.hpp>
#include <karel/world.hpp>

#include "language.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  static const auto language = dsl::make_language(karel::karel_language());
  const std::string_view text = fuzz::text_of(data, size);
  fuzz::check_parser(*language, text);
  fuzz::check_runs(*language, text, {*karel::read_world(">(2).x./..1./x...")});
  return 0;
}
