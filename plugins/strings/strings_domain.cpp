#include "strings_domain.hpp"

#include <inkling/dsl/language.hpp>
#include <inkling/rows.hpp>
#include <limits>

#include "generator.hpp"
#include "lookalike.hpp"
#include "reading.hpp"
#include "strings_catalogue.hpp"
#include "tape.hpp"

namespace inkling::strings {
namespace {

constexpr std::size_t kShown = 60;  // bytes of a value in a message

std::string show(const Value& value) {
  std::string text = to_text(value);
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

// What is wrong with a value as an input or output of this domain, or "".
std::string complaint(const Value& value, bool in_list = false) {
  switch (value.kind()) {
    case Value::Kind::undefined:
      return "is undefined: expected a value";
    case Value::Kind::boolean:
      return in_list ? "holds a boolean: expected strings only" : "";
    case Value::Kind::integer:
      if (in_list) return "holds an integer: expected strings only";
      if (value.as_int() == std::numeric_limits<std::int64_t>::min())
        return "is out of range: integers go from -(2^63-1) to 2^63-1";
      return "";
    case Value::Kind::string:
      if (value.as_string().size() > kMaxStringBytes)
        return "has " + std::to_string(value.as_string().size()) + " bytes: expected at most " +
               std::to_string(kMaxStringBytes);
      if (const auto bad = find_invalid_utf8(value.as_string()))
        return "is not valid UTF-8 at byte " + std::to_string(*bad);
      return "";
    case Value::Kind::list:
      break;
  }
  if (in_list) return "is a list of lists: expected a list of strings";
  if (value.as_list().size() > kMaxListLength)
    return "has " + std::to_string(value.as_list().size()) + " elements: expected at most " +
           std::to_string(kMaxListLength);
  for (const Value& element : value.as_list())
    if (std::string what = complaint(element, true); !what.empty()) return what;
  return "";
}

Result<void> check_value(const Value& value, const std::string& place) {
  const std::string what = complaint(value);
  if (what.empty()) return {};
  return Error{ErrorCode::bad_input,
               place + " " + show(value) + " " + what,
               {"the domain strings has strings, integers, booleans and lists of strings"}};
}

Result<void> check_row(const std::vector<Value>& inputs, const Value* output,
                       const std::string& row) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (Result<void> ok = check_value(inputs[i], row + ": input " + std::to_string(i + 1)); !ok)
      return ok;
  if (output != nullptr) return check_value(*output, row + ": output");
  return {};
}

class StringsDomain final : public Domain {
 public:
  StringsDomain() : catalogue_(strings_catalogue()) {
    info_.id = "strings";
    info_.title = "Strings";
    info_.summary = "text in, text out: names, dates, addresses, codes";
    info_.samples = {{{Value("ada lovelace")}, Value("A.L.")},
                     {{Value("alan turing")}, Value("A.T.")}};
    info_.generator = generator_specs();
    info_.default_solvers = {"substring", "enumerate"};
    info_.language = "strings";
    info_.tape = tape_specs();
  }

  const DomainInfo& info() const override { return info_; }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_tape(tape);
  }

  Result<void> check(const Task& task) const override { return check_rows(task, check_row); }

  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    return generate_task(catalogue_, params, rng);
  }
  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override {
    return sample_row_like(like, rng);
  }
  Result<std::vector<Value>> read_inputs(std::string_view text) const override {
    return strings::read_inputs(text);
  }
  Result<Value> read_output(std::string_view text) const override {
    return strings::read_output(text);
  }

 private:
  std::shared_ptr<const dsl::Catalogue> catalogue_;
  DomainInfo info_;
};

}  // namespace

std::unique_ptr<Domain> make_domain() {
  return std::make_unique<StringsDomain>();
}

}  // namespace inkling::strings
