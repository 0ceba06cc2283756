#include <algorithm>
#include <cmath>
#include <optional>

#include "checks.hpp"

namespace inkling::conformance {

namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Finding check_spec(const ParamSpec& spec) {
  if (!is_name(spec.name))
    return fmt::format("parameter name '{}' is not made of a-z, 0-9 and _", spec.name);
  if (spec.help.empty()) return fmt::format("parameter '{}' has no help text", spec.name);
  if (spec.type == ParamType::choice && spec.choices.empty())
    return fmt::format("parameter '{}' is a choice without choices", spec.name);
  if (spec.min && spec.max && *spec.min > *spec.max)
    return fmt::format("the range of parameter '{}' is empty", spec.name);
  return {};
}

Finding check_specs(const ParamSpecs& specs) {
  for (const ParamSpec& spec : specs) {
    if (Finding wrong = check_spec(spec)) return wrong;
    const auto same = [&](const ParamSpec& other) { return other.name == spec.name; };
    if (std::count_if(specs.begin(), specs.end(), same) != 1)
      return fmt::format("there are two parameters '{}'", spec.name);
  }
  return {};
}

Finding check_defaults(const ParamSpecs& specs) {
  for (const ParamSpec& spec : specs) {
    Params params(specs);
    if (auto set = params.set(spec.name, spec.default_value); !set)
      return fmt::format("the default of '{}' is refused: {}", spec.name, to_text(set.error()));
    if (!params.is_default(spec.name))
      return fmt::format("the default of '{}', {}, is not taken for it", spec.name,
                         spec.default_value);
  }
  return {};
}

// Whether a bound is an integer that text and double both hold exactly.
bool exact(const std::optional<double>& bound) {
  return bound && std::abs(*bound) < 0x1p53;
}

// Values beyond the range, which must be refused.
std::vector<std::string> wrong_values(const ParamSpec& spec) {
  std::vector<std::string> values;
  if (spec.type == ParamType::integer || spec.type == ParamType::real) {
    values.push_back("much");
    if (exact(spec.min)) values.push_back(fmt::format("{:.0f}", std::floor(*spec.min) - 1));
    if (exact(spec.max)) values.push_back(fmt::format("{:.0f}", std::ceil(*spec.max) + 1));
  }
  if (spec.type == ParamType::boolean) values.push_back("perhaps");
  if (spec.type == ParamType::choice) values.push_back("none_of_the_choices");
  return values;
}

Finding check_refusals(const ParamSpecs& specs) {
  Params params(specs);
  const auto refused = [](const Result<void>& set) {
    return !set && set.error().code == ErrorCode::bad_param && !set.error().message.empty();
  };
  if (!refused(params.set("no_such_parameter", "1"))) return "an unknown name is not refused";
  for (const ParamSpec& spec : specs)
    for (const std::string& value : wrong_values(spec))
      if (!refused(params.set(spec.name, value)))
        return fmt::format("{}={} is not refused with bad_param", spec.name, value);
  return {};
}

// A valid value, other than the default where there is an obvious one.
std::string other_value(const ParamSpec& spec) {
  switch (spec.type) {
    case ParamType::boolean:
      return spec.default_value == "true" ? "false" : "true";
    case ParamType::choice:
      return spec.choices.back();
    case ParamType::integer:
      if (exact(spec.max)) return fmt::format("{:.0f}", *spec.max);
      if (exact(spec.min)) return fmt::format("{:.0f}", *spec.min + 1);
      return "7";
    case ParamType::real:
      if (spec.max) return fmt::format("{}", *spec.max);
      if (spec.min) return fmt::format("{}", *spec.min);
      return "0.125";
    case ParamType::text:
      return spec.default_value;
  }
  return spec.default_value;
}

Finding check_round_trip(const ParamSpecs& specs) {
  Params params(specs);
  for (const ParamSpec& spec : specs)
    if (auto set = params.set(spec.name, other_value(spec)); !set)
      return fmt::format("{}={} is refused: {}", spec.name, other_value(spec),
                         to_text(set.error()));
  Result<Params> again = Params::parse(specs, params.to_text());
  if (!again) return fmt::format("'{}' does not parse back", params.to_text());
  if (!(*again == params)) return fmt::format("'{}' parses back as another", params.to_text());
  return {};
}

}  // namespace

void check_params(Checks& checks, const ParamSpecs& specs) {
  checks.run("parameters are named and explained", [&] { return check_specs(specs); });
  checks.run("parameter defaults are valid", [&] { return check_defaults(specs); });
  checks.run("wrong parameters are refused", [&] { return check_refusals(specs); });
  checks.run("parameters' text form parses back", [&] { return check_round_trip(specs); });
}

}  // namespace inkling::conformance
