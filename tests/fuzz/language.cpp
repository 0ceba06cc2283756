#include "language.hpp"

#include <inkling/dsl/language.hpp>
#include <inkling/dsl/random_program.hpp>

#include "lists_catalogue.hpp"
#include "strings_catalogue.hpp"

namespace inkling::fuzz {
namespace {

void check_error(const Error& error, std::string_view text) {
  require(!error.message.empty(), "an error has a message");
  require(error.span.has_value(), "an error says where", error.message);
  require(error.span->begin <= error.span->end && error.span->end <= text.size(),
          "an error points into the text", error.message);
  (void)render_error(error, text);
}

std::vector<Type> types_of(const std::vector<Value>& inputs) {
  std::vector<Type> types;
  for (const Value& input : inputs) types.push_back(type_of(input));
  return types;
}

void check_run(const Language& language, const Program& program, const std::vector<Value>& inputs) {
  const Result<Value> result = language.run(program, inputs);
  if (!result) {
    require(!result.error().message.empty(), "an error has a message", program.text());
    return;
  }
  const Result<Value> again = language.run(program, inputs);
  require(again.ok() && *again == *result, "a program gives the same result twice", program.text());
  require(hash(*again) == hash(*result), "and the same hash", program.text());
  const auto steps = language.trace(program, inputs);
  if (steps && !steps->empty())
    require(steps->back().value == *result, "a trace ends with the result", program.text());
}

void check_random_program(const Language& language, const std::vector<Value>& inputs,
                          std::uint64_t seed) {
  Rng rng(seed);
  const dsl::Catalogue& catalogue = *dsl::catalogue_of(language);
  std::vector<dsl::Sort> sorts;
  for (const Value& input : inputs) {
    const Type type = type_of(input);
    if (type.base == Type::Base::mixed || input.is_undefined()) return;
    sorts.push_back(dsl::to_sort(type));
    if (sorts.back().base == dsl::Sort::Base::any) sorts.back().base = dsl::Sort::Base::integer;
  }
  const dsl::Sort target = sorts.empty() ? dsl::Sort{dsl::Sort::Base::integer}
                                         : rng.pick(std::span<const dsl::Sort>(sorts));
  dsl::RandomProgramOptions options;
  options.max_nodes = 20;
  options.lets = true;
  const auto expr = dsl::random_program(catalogue, sorts, target, options, rng);
  if (!expr) return;
  const std::string text = dsl::print(catalogue, **expr);
  std::vector<Type> types;
  for (const dsl::Sort& sort : sorts) types.push_back(dsl::to_type(sort));
  const Result<Program> program = language.parse_typed(text, types);
  require(program.ok(), "a printed program parses", text);
  check_run(language, *program, inputs);
  std::vector<Value> others;
  for (const dsl::Sort& sort : sorts) others.push_back(dsl::random_value(sort, 6, options, rng));
  check_run(language, *program, others);
}

}  // namespace

void check_parser(const Language& language, std::string_view text) {
  const Result<Program> program = language.parse(text);
  if (!program) return check_error(program.error(), text);
  const Result<Program> again = language.parse(program->text());
  require(again.ok(), "a program's text parses", program->text());
  require(again->text() == program->text(), "a program's text is canonical",
          program->text() + " / " + again->text());
  (void)language.explain(*program);
  (void)language.complete(text);
}

void check_executor(const Language& language, std::string_view text) {
  const std::size_t end = text.find('\n');
  const auto inputs = parse_values(text.substr(0, end));
  if (!inputs) return;
  check_random_program(language, *inputs, hash(Value(std::string(text))));
  if (end == std::string_view::npos) return;
  const std::string_view source = text.substr(end + 1);
  const Result<Program> program = language.parse_typed(source, types_of(*inputs));
  if (!program) return check_error(program.error(), source);
  check_run(language, *program, *inputs);
}

void check_runs(const Language& language, std::string_view text, const std::vector<Value>& inputs) {
  if (const auto program = language.parse_typed(text, types_of(inputs)); program.ok())
    check_run(language, *program, inputs);
}

const Language& lists() {
  static const std::unique_ptr<Language> language = dsl::make_language(lists::lists_catalogue());
  return *language;
}

const Language& strings() {
  static const std::unique_ptr<Language> language =
      dsl::make_language(strings::strings_catalogue());
  return *language;
}

}  // namespace inkling::fuzz
