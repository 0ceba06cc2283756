// inkling-translations DOMAIN PARAMS SOLVER [--tasks N] [--evaluations N] [--inputs N] [--seed N]:
// how often the translation of what a solver finds is the hidden program of fresh tasks. A line of
// JSON for every task, and one of the sums.
#include <fmt/format.h>

#include <inkling/app/agreement.hpp>
#include <inkling/app/translation.hpp>
#include <inkling/language.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "fresh_tasks.hpp"

namespace {

using namespace inkling;
using Json = nlohmann::ordered_json;

struct Options {
  std::string domain, params, solver;
  std::uint64_t tasks = 50, evaluations = 40000, inputs = 1000, seed = 1000;
};

struct Sums {
  std::size_t tasks = 0, solved = 0, right = 0, translated = 0, same = 0, hidden = 0;
};

// `hidden`: the translation does what the hidden program does on every input; `same`: what the
// found program does.
Result<Json> measure(Registry& registry, const bench::FreshTasks& fresh, const Options& options,
                     std::size_t number, Sums& sums) {
  const Domain& domain = *fresh.domain;
  Rng rng = fresh.rng(number);
  auto made = domain.generate(fresh.params, rng);
  if (!made) return std::move(made).error();
  const auto language = registry.language_of(domain);
  if (!language) return language.error();
  const auto hidden = (*language)->parse(made->program);
  if (!hidden) return hidden.error();
  ++sums.tasks;
  const auto outcome = fresh.solve(made->task, options.evaluations);
  if (!outcome) return outcome.error();
  Json record{{"hidden", made->program}};
  if (outcome->candidates.empty() || outcome->candidates.front().fits < made->task.examples.size())
    return record;
  ++sums.solved;
  const CheckedProgram found{&fresh.solver.interpreter(), outcome->candidates.front().program};
  std::vector<std::vector<Value>> rows;
  for (std::size_t i = 0; i < options.inputs; ++i) {
    Rng own = rng.split("fresh", i);
    rows.push_back(domain.sample_inputs(made->task, own));
  }
  record["program"] = found.program.text();
  const auto translation = app::translate(registry, domain, found, made->task, rows,
                                          app::stored_meanings(), {}, std::stop_token());
  if (!translation) return translation.error();
  BudgetLimits limits;
  limits.time = {};
  const auto right = crosscheck(found, {*language, *hidden}, rows, Budget(limits));
  if (!right) return right.error();
  record["right"] = right->agreements;
  sums.right += right->agreements == right->inputs ? 1U : 0U;
  if (!translation->program) return record;
  ++sums.translated;
  record["translation"] = translation->program->program.text();
  record["searched"] = translation->searched;
  record["agreements"] = translation->checked.agreements;
  sums.same += translation->checked.agreements == translation->checked.inputs ? 1U : 0U;
  const auto equal = crosscheck(*translation->program, {*language, *hidden}, rows, Budget(limits));
  if (!equal) return equal.error();
  record["hidden_agreements"] = equal->agreements;
  sums.hidden += equal->agreements == equal->inputs ? 1U : 0U;
  return record;
}

Result<void> run(const Options& options) {
  Registry registry;
  const auto fresh =
      bench::fresh_tasks(registry, options.domain, options.solver, options.params, options.seed);
  if (!fresh) return fresh.error();
  Sums sums;
  for (std::size_t i = 0; i < options.tasks; ++i) {
    const auto record = measure(registry, *fresh, options, i, sums);
    if (!record) return record.error();
    std::cout << record->dump() << std::endl;
  }
  std::cout << Json{{"tasks", sums.tasks},
                    {"solved", sums.solved},
                    {"right", sums.right},
                    {"translated", sums.translated},
                    {"same", sums.same},
                    {"hidden", sums.hidden},
                    {"hidden_share", app::to_text(app::wilson(sums.hidden, sums.solved))}}
                   .dump()
            << std::endl;
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  Options options;
  std::size_t at = 3;
  bool good = words.size() >= 3;
  if (good) {
    options.domain = words[0];
    options.params = words[1];
    options.solver = words[2];
  }
  for (; good && at + 1 < words.size(); at += 2) {
    std::uint64_t* const number = words[at] == "--tasks"         ? &options.tasks
                                  : words[at] == "--evaluations" ? &options.evaluations
                                  : words[at] == "--inputs"      ? &options.inputs
                                  : words[at] == "--seed"        ? &options.seed
                                                                 : nullptr;
    const auto value = parse_value(words[at + 1]);
    good = number != nullptr && value.ok() && value->is_int() && value->as_int() >= 0;
    if (good) *number = static_cast<std::uint64_t>(value->as_int());
  }
  if (!good || at != words.size()) {
    std::cerr << "inkling-translations DOMAIN PARAMS SOLVER [--tasks N] [--evaluations N] "
                 "[--inputs N] [--seed N]\n";
    return 2;
  }
  const auto done = run(options);
  if (done) return 0;
  std::cerr << "error: " << to_text(done.error()) << '\n';
  return 1;
}
