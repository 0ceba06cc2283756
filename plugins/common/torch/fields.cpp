#include "fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace inkling::training {

std::string to_text(double value) {
  if (std::isnan(value)) return "nan";  // to_chars shows its sign
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return error == std::errc() ? std::string(buffer.data(), end) : "?";
}

std::vector<std::string> split_choices(std::string_view choices) {
  std::vector<std::string> words;
  while (!choices.empty()) {
    const std::size_t bar = std::min(choices.find('|'), choices.size());
    words.emplace_back(choices.substr(0, bar));
    choices.remove_prefix(std::min(bar + 1, choices.size()));
  }
  return words;
}

std::string value_text(const Params& params, const ParamSpec& spec) {
  switch (spec.type) {
    case ParamType::boolean:
      return to_text(params.get_bool(spec.name));
    case ParamType::integer:
      return to_text(params.get_int(spec.name));
    case ParamType::real:
      return to_text(params.get_real(spec.name));
    case ParamType::text:
    case ParamType::choice:
      break;
  }
  return params.get_text(spec.name);
}

void put_params(const Params& params, const ParamSpecs& specs, const std::string& prefix,
                Metadata& metadata) {
  for (const ParamSpec& spec : specs) metadata[prefix + spec.name] = value_text(params, spec);
}

Result<void> get_params(const Metadata& metadata, const ParamSpecs& specs,
                        const std::string& prefix, Params& params) {
  for (const ParamSpec& spec : specs) {
    const auto found = metadata.find(prefix + spec.name);
    if (found == metadata.end()) continue;
    if (auto set = params.set(spec.name, found->second); !set) {
      Error error = set.error();
      error.message = "metadata '" + found->first + "': " + error.message;
      return error;
    }
  }
  return {};
}

}  // namespace inkling::training
