// Tables beside a catalogue: how its operators are written in other languages, and where the
// characters come from that they make.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/language.hpp>
#include <memory>
#include <string>
#include <vector>

namespace inkling::dsl {

// {0}, {1} are an operator's arguments, {0.body} what a function computes of {0.0}, {0.1}; the
// writers of the targets know more. A null text says that it cannot be written there. The row is
// meant for the overload "name/arguments", "name:list", "name:text" or "name:other" (by the first
// argument that is no function), or for all of that "name".
struct Rendering {
  std::string op;
  const char* text;
};
struct Renderings {
  std::string target;  // "python"
  std::vector<Rendering> rows;
  // What the texts use. Python: in blocks with blank lines between, each of which begins with the
  // name that it defines; SQL: constants, "NAME = text", one a line.
  std::string definitions{};
};

// Where a character of a text that an operator made stood before: character `at` of an argument, or
// of element `item` of one; argument -1: it is new.
struct CharSource {
  std::int32_t argument = -1;
  std::uint32_t item = 0;
  std::uint32_t at = 0;
};
// Says it of all characters of a result; sources[0..result.chars) are new ones on entry. An
// operator that shares the memory of its arguments needs none.
using Follow = void (*)(const CallSite& site, const Cell* args, const Cell& result,
                        CharSource* sources);
struct FollowRow {
  std::string op;  // as in Rendering
  Follow follow;
};

struct LanguageTables {
  std::vector<Renderings> renderings{};
  std::vector<FollowRow> follows{};  // empty: nothing is said of results
};

// Null: the table says nothing of the operator. `first` is the sort of the first argument that is
// no function, where a signature leaves it open.
INKLING_DSL_API const Rendering* find_rendering(const Renderings& table, const Operator& op,
                                                const Sort* first = nullptr);
// Null: its characters are new, or share the memory of the arguments.
INKLING_DSL_API Follow find_follow(const LanguageTables& tables, const Operator& op);

// How the operators of add_scalar_operators() are written; a language adds the rows of its own.
INKLING_DSL_API std::vector<Renderings> scalar_renderings();

// As make_language() without tables; such a language is a Translator where there are renderings,
// and a Provenance where it can be followed what operators do.
INKLING_DSL_API std::unique_ptr<Language> make_language(std::shared_ptr<const Catalogue> catalogue,
                                                        LanguageTables tables);

}  // namespace inkling::dsl
