// Settings as plain data: one visit of a struct's fields gives the kernel's table of parameters and
// reads their values back. Free of LibTorch.
//
// A struct of settings has, with the names that command lines and metadata use:
//   template <class Self, class F> static void visit(Self& self, F&& f) {
//     f("width", self.width, FieldFacts{"of every embedding", 2, 4096});
//   }
#pragma once

#include <concepts>
#include <inkling/params.hpp>
#include <map>
#include <string>
#include <string_view>

namespace inkling::training {

// What a field is for, and which values it takes.
struct FieldFacts {
  std::string_view help;
  double low = 0;  // bounds of a number
  double high = 0;
  std::string_view choices{};  // of a text: "a|b|c"; empty: any text
};

std::string to_text(double value);
inline std::string to_text(const std::string& value) {
  return value;
}
inline std::string to_text(bool value) {
  return value ? "true" : "false";
}
template <std::integral I>
requires(!std::same_as<I, bool>) std::string to_text(I value) {
  return std::to_string(value);
}

std::vector<std::string> split_choices(std::string_view choices);

// The table of a struct's fields; the defaults are those of the struct.
template <class Config>
ParamSpecs specs_of() {
  ParamSpecs specs;
  const auto add = [&]<class T>(const char* name, const T& field, const FieldFacts& facts) {
    ParamSpec spec;
    spec.name = name;
    spec.default_value = to_text(field);
    spec.help = facts.help;
    if constexpr (std::same_as<T, bool>) {
      spec.type = ParamType::boolean;
    } else if constexpr (std::same_as<T, std::string>) {
      spec.choices = split_choices(facts.choices);
      spec.type = spec.choices.empty() ? ParamType::text : ParamType::choice;
    } else {
      spec.type = std::integral<T> ? ParamType::integer : ParamType::real;
      spec.min = facts.low;
      spec.max = facts.high;
    }
    specs.push_back(std::move(spec));
  };
  const Config defaults;
  Config::visit(defaults, add);
  return specs;
}

// Precondition: `params` has every field.
template <class Config>
void read_fields(const Params& params, Config& config) {
  const auto read = [&]<class T>(const char* name, T& field, const FieldFacts&) {
    if constexpr (std::same_as<T, bool>)
      field = params.get_bool(name);
    else if constexpr (std::same_as<T, std::string>)
      field = params.get_text(name);
    else if constexpr (std::integral<T>)
      field = static_cast<T>(params.get_int(name));
    else
      field = params.get_real(name);
  };
  Config::visit(config, read);
}

// A parameter's value in the spelling that set() reads.
std::string value_text(const Params& params, const ParamSpec& spec);

// Parameters as metadata "<prefix><name>", those of `specs` alone.
using Metadata = std::map<std::string, std::string>;
void put_params(const Params& params, const ParamSpecs& specs, const std::string& prefix,
                Metadata& metadata);
// And back into `params`. One that is younger than the file has its default, which means what was
// before it. Errors: bad_param, naming the key.
Result<void> get_params(const Metadata& metadata, const ParamSpecs& specs,
                        const std::string& prefix, Params& params);

}  // namespace inkling::training
