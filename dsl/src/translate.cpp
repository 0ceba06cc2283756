#include "translate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/dsl/language.hpp>

namespace inkling::dsl {
namespace {

struct Writer {
  const char* target;
  const char* summary;
  Result<std::string> (*write)(const Translation& translation);
};
constexpr Writer kWriters[] = {
    {"python", "a function that needs Python 3.8 and nothing else", to_python},
    {"sql", "a query for SQLite 3.38 or newer", to_sql},
    {"excel", "a formula for Excel 2019 or newer, or LibreOffice Calc 5.2 or newer", to_excel},
};

const Writer* find_writer(std::string_view target) {
  for (const Writer& writer : kWriters)
    if (writer.target == target) return &writer;
  return nullptr;
}

// Where the brace that opens at `open` closes; npos when it does not.
std::size_t closing(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

// A slot begins with a digit or is one of these words; other braces are the text's own.
bool is_slot(std::string_view inside) {
  return !inside.empty() && ((inside[0] >= '0' && inside[0] <= '9') || inside.starts_with("out."));
}

}  // namespace

std::vector<Target> targets_of(const LanguageTables& tables) {
  std::vector<Target> targets;
  for (const Renderings& table : tables.renderings)
    if (const Writer* writer = find_writer(table.target))
      targets.push_back({table.target, writer->summary});
  return targets;
}

Result<std::string> translate(const LanguageTables& tables, const CompiledProgram& program,
                              std::string_view text, std::string_view target,
                              std::span<const Type> inputs, const Placement& placement) {
  const Catalogue& catalogue = *program.catalogue;
  const auto& all = tables.renderings;
  const auto table = std::find_if(all.begin(), all.end(),
                                  [&](const Renderings& it) { return it.target == target; });
  const Writer* writer = find_writer(target);
  if (table == all.end() || writer == nullptr) {
    std::string known;
    for (const Target& it : targets_of(tables)) known += (known.empty() ? "" : ", ") + it.id;
    return Error{ErrorCode::not_found,
                 fmt::format("programs of {} are not written as '{}'", catalogue.id(), target),
                 {known.empty() ? "nor as anything else" : "they are written as: " + known}};
  }
  if (program.dialect != &default_dialect(catalogue))
    return cannot_be_written("the bounds of the dialect @" + program.dialect->name, target);
  return writer->write({catalogue, *table, program, text, inputs, placement});
}

Error cannot_be_written(std::string_view what, std::string_view target) {
  return {ErrorCode::unsupported, fmt::format("cannot be written as {}: {}", target, what)};
}

Result<std::string> fill_template(std::string_view text, Slots& slots) {
  std::string filled;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = text[i] == '{' ? closing(text, i) : std::string_view::npos;
    if (end == std::string_view::npos || !is_slot(text.substr(i + 1, end - i - 1))) {
      filled += text[i++];
      continue;
    }
    Result<std::string> inner = slots.slot(text.substr(i + 1, end - i - 1));
    if (!inner) return inner;
    // Between brackets and commas of the text an argument needs none of its own.
    const bool left = i > 0 && (text[i - 1] == '(' || text[i - 1] == '[' || text[i - 1] == ':' ||
                                (i > 1 && text[i - 1] == ' ' && text[i - 2] == ','));
    const bool right = end + 1 < text.size() && (text[end + 1] == ')' || text[end + 1] == ']' ||
                                                 text[end + 1] == ':' || text[end + 1] == ',');
    filled +=
        left && right ? without_brackets(*std::move(inner), slots.backslashes) : *std::move(inner);
    i = end + 1;
  }
  return filled;
}

std::size_t uses_of(std::string_view text, std::size_t argument) {
  const std::string slot = "{" + std::to_string(argument);
  std::size_t n = 0;
  for (std::size_t at = text.find(slot); at != std::string_view::npos; at = text.find(slot, at + 1))
    if (at + slot.size() < text.size() &&
        (text[at + slot.size()] == '}' || text[at + slot.size()] == '.'))
      ++n;
  return n;
}

std::string without_brackets(std::string text, bool backslashes) {
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return text;
  // A query is a value in brackets alone.
  if (text.starts_with("(SELECT ") || text.starts_with("(WITH ")) return text;
  int depth = 0;
  char quote = 0;
  bool comma = false;  // outside inner brackets it would make two arguments of one
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (backslashes && c == '\\') ++i;
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') quote = c;
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    comma = comma || (c == ',' && depth == 1);
    if (depth == 0) return text;
  }
  return comma ? text : text.substr(1, text.size() - 2);
}

}  // namespace inkling::dsl
