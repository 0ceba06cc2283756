// What is typed in flags and settings: solver texts, parameters, durations, sizes.
#include <inkling/params.hpp>

#include "fuzz.hpp"

namespace inkling::fuzz {
namespace {

const ParamSpecs& specs() {
  static const ParamSpecs table = {
      {"steps", ParamType::integer, "100", "steps", 1, 1e6},
      {"rate", ParamType::real, "0.1", "learning rate", 0, 1},
      {"noise", ParamType::boolean, "true", "add noise"},
      {"order", ParamType::choice, "size", "order of candidates", {}, {}, {"size", "cost"}},
      {"label", ParamType::text, "", "a label"}};
  return table;
}

void check_params(std::string_view text) {
  const Result<Params> params = Params::parse(specs(), text);
  if (!params) {
    require(!params.error().message.empty(), "an error has a message");
    return;
  }
  const Result<Params> again = Params::parse(specs(), params->to_text());
  require(again.ok() && *again == *params, "parameters parse back", params->to_text());
}

void check(std::string_view text) {
  check_params(text);
  if (const auto named = parse_named_params(text)) check_params(named->params);
  if (const auto names = split_names(text)) {
    for (const std::string& name : *names)
      require(name.size() <= text.size(), "a part is no longer than the whole", name);
  }
  if (const auto duration = parse_duration(text))
    require(duration->count() >= 0 && !format_duration(*duration).empty(),
            "a duration is not negative");
  (void)parse_bytes(text);
  if (text.size() < 64) (void)nearest(text, {"steps", "rate", "noise"});
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  inkling::fuzz::check(inkling::fuzz::text_of(data, size));
  return 0;
}
