#include <fmt/format.h>

#include <inkling/dsl/expr.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/params.hpp>

#include "checker.hpp"

namespace inkling::dsl {
namespace {

Error unknown_dialect(const Catalogue& catalogue, const syntax::Name& name) {
  std::vector<std::string> names;
  std::string list;
  for (const Dialect& dialect : catalogue.dialects()) {
    names.push_back(dialect.name);
    list += (list.empty() ? "" : ", ") + dialect.name;
  }
  std::vector<std::string> notes;
  if (const std::string close = nearest(name.text, names); !close.empty())
    notes.push_back(fmt::format("did you mean '{}'?", close));
  notes.push_back(list.empty() ? "this language has no dialects" : "the dialects are " + list);
  return Error{ErrorCode::parse,
               fmt::format("unknown dialect '{}' of the language of {}", name.text, catalogue.id()),
               std::move(notes), name.span};
}

}  // namespace

const Dialect& default_dialect(const Catalogue& catalogue) {
  static const Dialect kPlain = [] {
    Dialect plain;
    plain.name = "default";
    plain.summary = "no bounds";
    return plain;
  }();
  return catalogue.dialects().empty() ? kPlain : catalogue.dialects().front();
}

Result<ExprPtr> parse(const Catalogue& catalogue, std::string_view text,
                      const std::vector<Sort>* inputs, const Dialect** dialect) {
  auto program = syntax::read(catalogue, text);
  if (!program.ok()) return std::move(program).error();
  const Dialect* chosen = &default_dialect(catalogue);
  if (program->dialect && program->dialect->text != chosen->name) {
    chosen = catalogue.dialect(program->dialect->text);
    if (chosen == nullptr) return unknown_dialect(catalogue, *program->dialect);
  }
  if (dialect != nullptr) *dialect = chosen;
  return check(catalogue, *program, inputs);
}

Result<ExprPtr> parse_function(const Catalogue& catalogue, std::string_view text,
                               const std::vector<Sort>& params) {
  auto program = syntax::read(catalogue, text);
  if (!program.ok()) return std::move(program).error();
  return check_function(catalogue, *program, params);
}

}  // namespace inkling::dsl
