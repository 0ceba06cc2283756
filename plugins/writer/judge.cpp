#include "judge.hpp"

#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/imperative.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>
#include <text/description.hpp>
#include <text/prices.hpp>

namespace inkling::writer {
namespace {

constexpr double kLastResort = 1e6;      // bits of an answer that explains nothing
constexpr std::int64_t kFuel = 100'000;  // of one run of an expression

class ExpressionJudge final : public Judge {
 public:
  ExpressionJudge(const dsl::Catalogue& catalogue, const Task& task, dsl::Verifier verifier)
      : catalogue_(catalogue),
        dialect_(dsl::default_dialect(catalogue)),
        task_(task),
        verifier_(std::move(verifier)) {
    if (!catalogue.moves().empty()) description_.emplace(catalogue, dialect_, task);
  }

  std::size_t fits(const Program& program) override {
    const dsl::Expr& expr = expr_of(program);
    std::size_t count = 0;
    for (std::size_t i = 0; i < verifier_.size(); ++i)
      count += verifier_.reproduces(expr, i, scratch_, kFuel);
    return count;
  }

  double bits(const Program& program) override {
    const dsl::Expr& expr = expr_of(program);
    return description_ ? description_->bits(expr)
                        : prices::kPlain * static_cast<double>(dsl::node_count(expr));
  }

  std::optional<Candidate> last_resort(bool) override {
    Program constant = dsl::make_program(catalogue_.shared_from_this(),
                                         dsl::most_frequent_output(task_), dialect_);
    return Candidate{std::move(constant), kLastResort, "repeats an output", 0, {}, {}};
  }

  std::size_t bytes() const override { return scratch_.bytes(); }

 private:
  const dsl::Expr& expr_of(const Program& program) const {
    return *dsl::compiled(catalogue_, program)->expr;
  }

  const dsl::Catalogue& catalogue_;
  const dsl::Dialect& dialect_;
  const Task& task_;
  dsl::Verifier verifier_;
  std::optional<text::Description> description_;
  dsl::Arena scratch_;
};

class StatementJudge final : public Judge {
 public:
  StatementJudge(const Language& language, const dsl::Imperative& machine, const Task& task)
      : language_(language), machine_(machine), task_(task) {}

  std::size_t fits(const Program& program) override {
    std::size_t count = 0;
    for (const Example& example : task_.examples) {
      const auto value = language_.run(program, example.inputs);
      count += value && *value == example.output;
    }
    return count;
  }

  double bits(const Program& program) override {
    const auto block = dsl::block_of(language_, program);
    return block ? dsl::description_bits(machine_, dsl::cost(machine_, **block)) : kLastResort;
  }

  // No program of statements says an output; those that fit some examples say more than the first
  // statement that there is. One that fits all would pass for what the network wrote.
  std::optional<Candidate> last_resort(bool alone) override {
    if (!alone) return std::nullopt;
    for (const dsl::Choice& choice : machine_.choices()) {
      if (choice.kind != dsl::Statement::Kind::action || choice.opening) continue;
      auto program = language_.parse(machine_.print({{choice.kind, choice.head, {}, {}}}));
      if (program && fits(*program) < task_.examples.size())
        return Candidate{*std::move(program),
                         kLastResort,
                         "only stands in: nothing was written that can be read",
                         0,
                         {},
                         {}};
    }
    return std::nullopt;
  }

 private:
  const Language& language_;
  const dsl::Imperative& machine_;
  const Task& task_;
};

}  // namespace

Result<std::unique_ptr<Judge>> make_judge(const Language& language, const Task& task) {
  if (const dsl::Imperative* machine = dsl::imperative_of(language))
    return std::unique_ptr<Judge>(std::make_unique<StatementJudge>(language, *machine, task));
  const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
  if (catalogue == nullptr)
    return Error{ErrorCode::unsupported,
                 "the language '" + language.info().id +
                     "' has no operator catalogue, and is none of statements"};
  auto verifier = dsl::Verifier::make(*catalogue, dsl::default_dialect(*catalogue), task);
  if (!verifier) return std::move(verifier).error();
  return std::unique_ptr<Judge>(
      std::make_unique<ExpressionJudge>(*catalogue, task, *std::move(verifier)));
}

}  // namespace inkling::writer
