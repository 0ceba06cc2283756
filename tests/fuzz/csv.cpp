// Tables as `fill` reads them.
#include <inkling/app/csv.hpp>
#include <optional>

#include "fuzz.hpp"

namespace inkling::fuzz {
namespace {

// Without a separator it is found out.
void check(std::string_view text, std::optional<char> separator) {
  const auto table = app::read_csv(text, separator);
  if (!table) {
    require(!table.error().message.empty(), "an error has a message");
    return;
  }
  const std::string written = app::write_csv(*table);
  const auto again = app::read_csv(written, table->format.separator);
  require(again.ok() && again->rows == table->rows, "a table that was written reads back", written);
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const std::optional<char> separator :
       {std::optional<char>(), std::optional(','), std::optional(';'), std::optional('\t')})
    inkling::fuzz::check(inkling::fuzz::text_of(data, size), separator);
  return 0;
}
