#include <fmt/format.h>

#include <algorithm>
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <map>
#include <set>
#include <unordered_set>

#include "checker.hpp"
#include "evaluate.hpp"
#include "explain.hpp"
#include "origins.hpp"
#include "print.hpp"
#include "translate.hpp"

namespace inkling::dsl {
namespace {

// What one run may touch: bounds its time and memory to a fraction of a second for everyday inputs,
// and leaves long inputs room to be gone over often.
constexpr std::int64_t kRunFuel = std::int64_t{1} << 21;
constexpr std::int64_t kRunFuelPerElement = 512;

// Elements of lists and bytes of strings, at any depth.
std::int64_t count_elements(const Value& value) {
  if (value.is_string()) return static_cast<std::int64_t>(value.as_string().size());
  if (!value.is_list()) return 1;
  std::int64_t count = 1;
  for (const Value& item : value.as_list()) count += count_elements(item);
  return count;
}

std::int64_t run_fuel(std::span<const Value> inputs) {
  std::int64_t elements = 0;
  for (const Value& input : inputs) elements += count_elements(input);
  return kRunFuel + kRunFuelPerElement * elements;
}

void collect_inputs(const Expr& expr, std::vector<Sort>& sorts,
                    std::unordered_set<const Expr*>& seen) {
  if (!seen.insert(&expr).second) return;
  if (expr.kind == Expr::Kind::input) {
    const auto i = static_cast<std::size_t>(expr.index);
    if (sorts.size() <= i) sorts.resize(i + 1);
    sorts[i] = expr.sort;
  }
  for (const ExprPtr& arg : expr.args) collect_inputs(*arg, sorts, seen);
}

std::string with_default(std::string text, std::string_view fallback) {
  return text.empty() ? std::string(fallback) : text;
}

// Text for a cell of a Markdown table.
std::string cell_text(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

class TraceRecorder : public Observer {
 public:
  TraceRecorder(const Catalogue& catalogue, std::vector<TraceStep>& steps)
      : catalogue_(catalogue), steps_(steps) {}
  void called(const Expr& expr, int level, const Cell* result) override {
    if (steps_.size() >= kMaxSteps) return;
    steps_.push_back({print_at(catalogue_, expr, level),
                      result == nullptr ? Value() : to_value(*result, expr.sort)});
  }

 private:
  static constexpr std::size_t kMaxSteps = 1000;
  const Catalogue& catalogue_;
  std::vector<TraceStep>& steps_;
};

class CatalogueLanguage : public Language {
 public:
  CatalogueLanguage(std::shared_ptr<const Catalogue> catalogue, std::string domain)
      : catalogue_(std::move(catalogue)) {
    info_.id = catalogue_->id();
    info_.domain = domain.empty() ? catalogue_->id() : std::move(domain);
    info_.summary = catalogue_->title();
    info_.accepts = Program::Kind::symbolic;
  }

  const InterpreterInfo& info() const override { return info_; }
  const Catalogue* catalogue() const override { return catalogue_.get(); }

  Result<Program> parse(std::string_view text) const override { return parse_with(text, nullptr); }

  Result<Program> parse_typed(std::string_view text, std::span<const Type> inputs) const override {
    std::vector<Sort> sorts;
    for (Type type : inputs) sorts.push_back(to_sort(type));
    return parse_with(text, &sorts);
  }

  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    Result<Runnable> runnable = prepare(program);
    if (!runnable.ok()) return std::move(runnable).error();
    Arena arena;
    return run_row(*runnable, inputs, arena, nullptr);
  }

  Result<std::vector<Value>> run_batch(const Program& program,
                                       std::span<const std::vector<Value>> rows) const override {
    Result<Runnable> runnable = prepare(program);
    if (!runnable.ok()) return std::move(runnable).error();
    std::vector<Value> results;
    results.reserve(rows.size());
    Arena arena;
    for (const std::vector<Value>& row : rows) {
      arena.reset();
      Result<Value> result = run_row(*runnable, row, arena, nullptr);
      if (!result.ok()) return std::move(result).error();
      results.push_back(*std::move(result));
    }
    return results;
  }

  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    Result<Runnable> runnable = prepare(program);
    if (!runnable.ok()) return std::move(runnable).error();
    std::vector<TraceStep> steps;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      steps.push_back({"x" + std::to_string(i), inputs[i]});
    TraceRecorder recorder(*catalogue_, steps);
    Arena arena;
    Result<Value> result = run_row(*runnable, inputs, arena, &recorder);
    if (!result.ok()) return std::move(result).error();
    if (runnable->tree->expr->kind != Expr::Kind::call)
      steps.push_back({print(*catalogue_, *runnable->tree->expr), *std::move(result)});
    return steps;
  }

  std::string explain(const Program& program) const override {
    Result<Runnable> runnable = prepare(program);
    return runnable.ok() ? dsl::explain(*catalogue_, *runnable->tree->expr) : program.text();
  }

  std::vector<Completion> complete(std::string_view prefix) const override;
  std::string reference() const override;

 protected:
  // A program and its tree. run_row replaces both when the inputs have other types than inferred.
  struct Runnable {
    Program program;
    const CompiledProgram* tree = nullptr;
  };

  Result<Program> parse_with(std::string_view text, const std::vector<Sort>* sorts) const {
    const Dialect* dialect = nullptr;
    Result<ExprPtr> expr = dsl::parse(*catalogue_, text, sorts, &dialect);
    if (!expr.ok()) return std::move(expr).error();
    return make_program(catalogue_, *std::move(expr), *dialect);
  }

  // A program of text only, such as one read from a file, is parsed first.
  Result<Runnable> prepare(const Program& program) const {
    Runnable runnable{program, compiled(*catalogue_, program)};
    if (runnable.tree != nullptr) return runnable;
    if (program.kind() != Program::Kind::symbolic)
      return Error{ErrorCode::type, fmt::format("'{}' is no program of the language of {}",
                                                program.text(), catalogue_->id())};
    Result<Program> parsed = parse_with(program.text(), nullptr);
    if (!parsed.ok()) return std::move(parsed).error();
    runnable.program = *std::move(parsed);
    runnable.tree = compiled(*catalogue_, runnable.program);
    return runnable;
  }

  bool fill(const CompiledProgram& tree, std::span<const Value> inputs, Arena& arena,
            Cell* cells) const {
    for (std::size_t i = 0; i < tree.inputs.size(); ++i)
      if (tree.inputs[i].base != Sort::Base::any &&
          !to_cell(inputs[i], tree.inputs[i], arena, cells[i]))
        return false;
    return true;
  }

  // Runs one row. When the inputs do not have the sorts of the tree, the program is checked against
  // their types and `runnable` replaced.
  Result<Value> run_row(Runnable& runnable, std::span<const Value> inputs, Arena& arena,
                        Observer* observer) const {
    if (inputs.size() < runnable.tree->inputs.size())
      return Error{ErrorCode::type,
                   fmt::format("'{}' needs {} inputs, got {}", runnable.program.text(),
                               runnable.tree->inputs.size(), inputs.size())};
    Cell* cells = arena.cells(inputs.size());
    if (!fill(*runnable.tree, inputs, arena, cells)) {
      std::vector<Type> types;
      for (const Value& input : inputs) {
        if (input.is_undefined()) return Value();
        types.push_back(type_of(input));
      }
      Result<Program> typed = parse_typed(runnable.program.text(), types);
      if (!typed.ok()) return misfit(runnable, types, std::move(typed).error());
      runnable.program = *std::move(typed);
      runnable.tree = compiled(*catalogue_, runnable.program);
      if (!fill(*runnable.tree, inputs, arena, cells)) return misfit(runnable, types, {});
    }
    EvalContext context{arena, *runnable.tree->dialect, run_fuel(inputs)};
    Cell result;
    const Expr& expr = *runnable.tree->expr;
    if (!execute(expr, cells, context, observer, result)) return Value();
    return to_value(result, expr.sort);
  }

  Error misfit(const Runnable& runnable, const std::vector<Type>& types, Error cause) const {
    std::string given;
    for (Type type : types) given += (given.empty() ? "" : ", ") + inkling::to_text(type);
    std::string wanted;
    for (Sort sort : runnable.tree->inputs)
      wanted += (wanted.empty() ? "" : ", ") + catalogue_->to_text(sort);
    Error error{ErrorCode::type, fmt::format("'{}' takes ({}), the inputs are ({})",
                                             runnable.program.text(), wanted, given)};
    if (!cause.message.empty()) error.notes.push_back(std::move(cause.message));
    return error;
  }

  std::shared_ptr<const Catalogue> catalogue_;
  InterpreterInfo info_;
};

// One with renderings, so that programs can be written in other languages.
class TranslatedLanguage : public CatalogueLanguage, public Translator {
 public:
  TranslatedLanguage(std::shared_ptr<const Catalogue> catalogue, LanguageTables tables)
      : CatalogueLanguage(std::move(catalogue), {}), tables_(std::move(tables)) {}

  std::vector<Target> targets() const override { return targets_of(tables_); }

  Result<std::string> translate(const Program& program, std::string_view target,
                                std::span<const Type> inputs,
                                const Placement& placement) const override {
    // Checked against these types, so that what a signature leaves open is known; without any the
    // program says what it takes.
    Result<Program> typed =
        inputs.empty() ? parse(program.text()) : parse_typed(program.text(), inputs);
    if (!typed.ok()) return std::move(typed).error();
    const CompiledProgram& tree = *compiled(*catalogue_, *typed);
    std::vector<Type> types(inputs.begin(), inputs.end());
    if (types.empty())
      for (Sort sort : tree.inputs) types.push_back(to_type(sort));
    return dsl::translate(tables_, tree, typed->text(), target, types, placement);
  }

 protected:
  LanguageTables tables_;
};

// And one on text, which says where results come from.
class TracedLanguage final : public TranslatedLanguage, public Provenance {
 public:
  using TranslatedLanguage::TranslatedLanguage;

  Result<std::vector<TextPiece>> origins(const Program& program,
                                         std::span<const Value> inputs) const override {
    std::vector<Type> types;
    for (const Value& input : inputs) types.push_back(type_of(input));
    Result<Program> typed = parse_typed(program.text(), types);
    if (!typed.ok()) return std::move(typed).error();
    const CompiledProgram* tree = compiled(*catalogue_, *typed);
    if (tree->expr->sort.depth > 0)
      return Error{ErrorCode::unsupported,
                   fmt::format("'{}' gives a list: only of texts and numbers is said where they "
                               "come from",
                               typed->text())};
    Arena arena;
    Cell* cells = arena.cells(inputs.size());
    if (!fill(*tree, inputs, arena, cells)) return misfit({*typed, tree}, types, {});
    EvalContext context{arena, *tree->dialect, run_fuel(inputs)};
    std::vector<TextPiece> pieces;
    dsl::origins(tables_, *tree, inputs, cells, context, pieces);
    return pieces;
  }
};

std::vector<Completion> CatalogueLanguage::complete(std::string_view prefix) const {
  const auto in_word = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  std::size_t begin = prefix.size();
  while (begin > 0 && in_word(prefix[begin - 1])) --begin;
  if (begin > 0 && prefix[begin - 1] == '@') --begin;
  const std::string_view word = prefix.substr(begin);
  std::map<std::string, std::string> found;
  const auto offer = [&](const std::string& text, const std::string& summary) {
    if (text.size() >= word.size() && text.compare(0, word.size(), word) == 0)
      found.emplace(text, summary);
  };
  for (const Operator& op : catalogue_->operators()) {
    const std::string summary = catalogue_->signature(op) + "  " + op.summary;
    offer(op.name, summary);
    for (const std::string& alias : op.aliases) offer(alias, summary);
    if (!op.compact.empty()) offer(op.compact, summary);
  }
  for (const EnumName& constant : catalogue_->constants()) offer(constant.name, constant.summary);
  offer("true", "the boolean value");
  offer("false", "the boolean value");
  offer("let", "let name = expression in expression");
  if (word.starts_with('@') || prefix.empty())
    for (const Dialect& dialect : catalogue_->dialects())
      offer("@" + dialect.name, dialect.summary);
  std::vector<Completion> completions;
  for (auto& [text, summary] : found) completions.push_back({text, summary});
  return completions;
}

std::string CatalogueLanguage::reference() const {
  std::vector<std::string> groups;
  for (const Operator& op : catalogue_->operators())
    if (std::find(groups.begin(), groups.end(), op.group) == groups.end())
      groups.push_back(op.group);
  std::string text = fmt::format("# {}\n", catalogue_->title());
  for (const std::string& group : groups) {
    text += fmt::format(
        "\n## {}\n\n| operator | signature | also written | what it gives |\n"
        "|---|---|---|---|\n",
        with_default(group, "other"));
    for (const Operator& op : catalogue_->operators()) {
      if (op.group != group) continue;
      std::string also;
      const auto mention = [&](const std::string& name) {
        if (!name.empty()) also += (also.empty() ? "`" : ", `") + cell_text(name) + "`";
      };
      mention(op.infix);
      for (const std::string& alias : op.aliases) mention(alias);
      if (!op.compact.empty()) mention(op.compact + "(..)");
      text += fmt::format("| `{}` | `{}` | {} | {} |\n", op.name,
                          cell_text(catalogue_->signature(op)), also, cell_text(op.summary));
    }
  }
  if (!catalogue_->constants().empty()) {
    text += "\n## Constants\n\n| constant | kind | meaning |\n|---|---|---|\n";
    for (const EnumName& constant : catalogue_->constants())
      text += fmt::format("| `{}` | {} | {} |\n", constant.name,
                          catalogue_->enumerations()[constant.enumeration].name,
                          cell_text(constant.summary));
  }
  if (!catalogue_->dialects().empty()) {
    text += "\n## Dialects\n\n| dialect | meaning |\n|---|---|\n";
    for (const Dialect& dialect : catalogue_->dialects())
      text += fmt::format("| `@{}` | {} |\n", dialect.name, cell_text(dialect.summary));
  }
  return text;
}

}  // namespace

std::vector<Sort> input_sorts(const Expr& expr) {
  std::vector<Sort> sorts;
  std::unordered_set<const Expr*> seen;
  collect_inputs(expr, sorts, seen);
  return sorts;
}

Program make_program(std::shared_ptr<const Catalogue> catalogue, ExprPtr expr,
                     const Dialect& dialect) {
  auto tree = std::make_shared<CompiledProgram>();
  tree->inputs = input_sorts(*expr);
  tree->expr = std::move(expr);
  // The caller's dialect may be a copy; the catalogue's own lives as long as the program.
  const Dialect* own = catalogue->dialect(dialect.name);
  tree->dialect = own != nullptr ? own : &default_dialect(*catalogue);
  std::string text = print(*catalogue, *tree->expr);
  if (tree->dialect != &default_dialect(*catalogue)) text = "@" + dialect.name + " " + text;
  const std::size_t size = node_count(*tree->expr);
  std::string language = catalogue->id();
  tree->catalogue = std::move(catalogue);
  return Program::symbolic(std::move(language), std::move(text), size, std::move(tree));
}

const CompiledProgram* compiled(const Catalogue& catalogue, const Program& program) {
  if (program.kind() != Program::Kind::symbolic || program.owner() != catalogue.id() ||
      program.handle() == nullptr)
    return nullptr;
  const auto* tree = static_cast<const CompiledProgram*>(program.handle().get());
  return tree->catalogue.get() == &catalogue ? tree : nullptr;
}

std::unique_ptr<Language> make_language(std::shared_ptr<const Catalogue> catalogue,
                                        std::string domain) {
  return std::make_unique<CatalogueLanguage>(std::move(catalogue), std::move(domain));
}

std::unique_ptr<Language> make_language(std::shared_ptr<const Catalogue> catalogue,
                                        LanguageTables tables) {
  if (tables.renderings.empty() && tables.follows.empty())
    return make_language(std::move(catalogue));
  if (tables.follows.empty())
    return std::make_unique<TranslatedLanguage>(std::move(catalogue), std::move(tables));
  return std::make_unique<TracedLanguage>(std::move(catalogue), std::move(tables));
}

const Catalogue* catalogue_of(const Language& language) {
  // The class lives in this library, which every plugin shares.
  return dynamic_cast<const Catalogue*>(language.catalogue());
}

}  // namespace inkling::dsl
