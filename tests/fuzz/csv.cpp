// Tables as `fill` reads them.
#include <inkling/app/csv.hpp>

#include "fuzz.hpp"

namespace inkling::fuzz {
namespace {

void check(std::string_view text, char separator) {
  const auto table = app::read_csv(text, separator);
  if (!table) {
    require(!table.error().message.empty(), "an error has a message");
    return;
  }
  const std::string written = app::write_csv(*table, separator);
  const auto again = app::read_csv(written, separator);
  require(again.ok() && again->rows == table->rows, "a table that was written reads back", written);
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const char separator : {',', ';', '\t'})
    inkling::fuzz::check(inkling::fuzz::text_of(data, size), separator);
  return 0;
}
