// Laws of parameters and of the texts around them.
#include <inkling/params.hpp>

#include "generators.hpp"

namespace inkling {
namespace {

const ParamSpecs& specs() {
  static const ParamSpecs table = {
      {"steps", ParamType::integer, "100", "steps", 1, 1e6, {}},
      {"offset", ParamType::integer, "0", "offset", {}, {}, {}},
      {"rate", ParamType::real, "0.1", "learning rate", 0, 1, {}},
      {"scale", ParamType::real, "1", "scale", {}, {}, {}},
      {"noise", ParamType::boolean, "true", "add noise", {}, {}, {}},
      {"order", ParamType::choice, "size", "order", {}, {}, {"size", "cost", "age"}}};
  return table;
}

// A value that the specification allows.
std::string any_value(const ParamSpec& spec) {
  switch (spec.type) {
    case ParamType::integer:
      return std::to_string(
          spec.min ? *rc::gen::inRange<std::int64_t>(1, 1'000'001)
                   : *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000));
    case ParamType::real:
      return std::to_string(*rc::gen::inRange(0, 1001) / 1000.0);
    case ParamType::boolean:
      return *rc::gen::arbitrary<bool>() ? "true" : "false";
    default:
      return *rc::gen::elementOf(spec.choices);
  }
}

Params any_params() {
  Params params(specs());
  for (const ParamSpec& spec : specs()) {
    if (!*rc::gen::arbitrary<bool>()) continue;
    const auto set = params.set(spec.name, any_value(spec));
    RC_ASSERT(set.ok());
  }
  return params;
}

RC_GTEST_PROP(ParamsLaws, TextParsesBack, ()) {
  const Params params = any_params();
  const Result<Params> again = Params::parse(specs(), params.to_text());
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == params);
  RC_ASSERT(again->to_text() == params.to_text());
}

RC_GTEST_PROP(ParamsLaws, DefaultsAreLeftOutOfTheText, ()) {
  const Params params = any_params();
  for (const ParamSpec& spec : specs())
    RC_ASSERT(params.is_default(spec.name) ==
              (("," + params.to_text()).find("," + spec.name + "=") == std::string::npos));
}

RC_GTEST_PROP(ParamsLaws, ASolversTextComesApartAgain, ()) {
  const std::string name = *rc::gen::element<std::string>("nli+gradient", "enumerate", "a-b_2");
  const Params params = any_params();
  const auto named = parse_named_params(name + "(" + params.to_text() + ")");
  RC_ASSERT(named.ok());
  RC_ASSERT(named->name == name);
  RC_ASSERT(named->params == params.to_text());
}

RC_GTEST_PROP(ParamsLaws, ListsOfSolversComeApartAgain, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(1, 5);
  std::vector<std::string> names;
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    names.push_back("solver(" + any_params().to_text() + ")");
    text += (i == 0 ? "" : ",") + names.back();
  }
  const auto split = split_names(text);
  RC_ASSERT(split.ok());
  RC_ASSERT(*split == names);
}

RC_GTEST_PROP(ParamsLaws, AnyTextIsReadOrExplained, ()) {
  const std::string text = *test::text();
  const Result<Params> params = Params::parse(specs(), text);
  if (!params) RC_ASSERT(!params.error().message.empty());
  if (params) RC_ASSERT(*Params::parse(specs(), params->to_text()) == *params);
}

RC_GTEST_PROP(ParamsLaws, DurationsAreExact, ()) {
  const auto count = *rc::gen::inRange<std::int64_t>(0, 100'000);
  using std::chrono::milliseconds;
  RC_ASSERT(*parse_duration(std::to_string(count) + "ms") == milliseconds(count));
  RC_ASSERT(*parse_duration(std::to_string(count)) == std::chrono::seconds(count));
}

}  // namespace
}  // namespace inkling
