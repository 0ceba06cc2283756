// Programs as code of other languages, by the renderings of a catalogue.
#pragma once

#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/renderings.hpp>
#include <inkling/translator.hpp>

namespace inkling::dsl {

// Those that there are renderings for.
std::vector<Target> targets_of(const LanguageTables& tables);
// As Translator::translate; `inputs` may hold more types than the program looks at. `text` is the
// program's own, for the comment on top.
Result<std::string> translate(const LanguageTables& tables, const CompiledProgram& program,
                              std::string_view text, std::string_view target,
                              std::span<const Type> inputs, const Placement& placement);

// What the writers share: a template with its slots filled.
struct Slots {
  virtual ~Slots() = default;
  // The text for what stands in braces, "0", "0.body", "out.item:..".
  virtual Result<std::string> slot(std::string_view name) = 0;
  bool backslashes = false;  // they escape quotes
};
Result<std::string> fill_template(std::string_view text, Slots& slots);
// How often the argument occurs.
std::size_t uses_of(std::string_view text, std::size_t argument);
// Without brackets that hold the whole of it.
std::string without_brackets(std::string text, bool backslashes);
Error cannot_be_written(std::string_view what, std::string_view target);

// One for each kind of language; `renderings` are the language's for it.
struct Translation {
  const Catalogue& catalogue;
  const Renderings& renderings;
  const CompiledProgram& program;
  std::string_view text;
  std::span<const Type> inputs;
  const Placement& placement;
};
Result<std::string> to_python(const Translation& translation);
Result<std::string> to_sql(const Translation& translation);
Result<std::string> to_excel(const Translation& translation);

}  // namespace inkling::dsl
