// Parameters are data: a table of ParamSpec declares them, from which parsing, validation, help,
// completion and the generated reference come.
#pragma once

#include <chrono>
#include <cstdint>
#include <inkling/result.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace inkling {

enum class ParamType { boolean, integer, real, text, choice };

struct ParamSpec {
  std::string name;
  ParamType type = ParamType::integer;
  std::string default_value;    // in text form
  std::string help;             // one line, no full stop, with the unit
  std::optional<double> min{};  // integer and real
  std::optional<double> max{};
  std::vector<std::string> choices{};  // choice
};
using ParamSpecs = std::vector<ParamSpec>;

// Values for a table of specs. Every name of the table has a value (the default, if not set).
class INKLING_API Params {
 public:
  Params();
  explicit Params(ParamSpecs specs);
  // "starts=64,steps=100": unknown names, ill-typed and out-of-range values give bad_param with the
  // valid list and the nearest match.
  static Result<Params> parse(const ParamSpecs& specs, std::string_view text);

  Result<void> set(std::string_view name, std::string_view value);
  // Precondition of get_*: the name is in the table with that type (Exception otherwise).
  bool get_bool(std::string_view name) const;
  std::int64_t get_int(std::string_view name) const;
  double get_real(std::string_view name) const;
  const std::string& get_text(std::string_view name) const;  // text and choice
  bool is_default(std::string_view name) const;
  bool has(std::string_view name) const;
  // The table `specs` with the values that this one has under the same names; the other parameters
  // have their defaults. Errors: bad_param (a value of this table is out of range there).
  Result<Params> select(const ParamSpecs& specs) const;
  const ParamSpecs& specs() const { return specs_; }
  // Only what differs from the defaults, "a=1,b=2", in table order. parse(specs, to_text()) ==
  // *this.
  std::string to_text() const;
  friend bool operator==(const Params& a, const Params& b) { return a.values_ == b.values_; }

 private:
  std::size_t index(std::string_view name, ParamType type) const;
  ParamSpecs specs_;
  std::vector<std::string> values_;  // canonical text, parallel to specs_
};

// "nli+gradient(starts=64,steps=100)" -> name and the text between the brackets.
struct NamedParams {
  std::string name;
  std::string params{};
};
INKLING_API Result<NamedParams> parse_named_params(std::string_view text);
// Splits "a,b(x=1,y=2),c" at the commas outside brackets.
INKLING_API Result<std::vector<std::string>> split_names(std::string_view text);

// The candidate with the smallest edit distance, or "" when none is near. For "did you mean".
INKLING_API std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

// "10s", "250ms", "2m", "1h", "3" (seconds). Errors: parse.
INKLING_API Result<std::chrono::nanoseconds> parse_duration(std::string_view text);
INKLING_API std::string format_duration(std::chrono::nanoseconds d);  // "0.4 ms", "1.2 s"
// "512M", "2G", "1048576" (bytes). Errors: parse.
INKLING_API Result<std::size_t> parse_bytes(std::string_view text);

}  // namespace inkling
