// Value, type and UTF-8 readers: whatever they accept is printed and read back as the same.
#include <inkling/value.hpp>

#include "fuzz.hpp"

namespace inkling::fuzz {
namespace {

void check_value(const Value& value) {
  const std::string text = to_text(value);
  const Result<Value> again = parse_value(text);
  require(again.ok() && *again == value, "parse_value(to_text(v)) == v", text);
  require(hash(*again) == hash(value), "equal values have equal hashes", text);
  require((*again <=> value) == 0, "a value is ordered equal to itself", text);
  require(unify(type_of(value), type_of(value)) == type_of(value), "a type unifies with itself",
          text);
}

void check(std::string_view text) {
  if (const Result<Value> value = parse_value(text)) {
    check_value(*value);
    require(!find_invalid_utf8(text).has_value(), "a value's text is valid UTF-8");
  } else {
    require(!value.error().message.empty(), "an error has a message");
    (void)render_error(value.error(), text);
  }
  if (const auto values = parse_values(text)) {
    require(!values->empty(), "parse_values gives at least one value");
    for (const Value& value : *values) check_value(value);
  }
  if (const Result<Type> type = parse_type(text))
    require(to_text(*type) == to_text(*parse_type(to_text(*type))), "types parse back");
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  inkling::fuzz::check(inkling::fuzz::text_of(data, size));
  return 0;
}
