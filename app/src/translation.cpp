#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/translation.hpp>
#include <inkling/language.hpp>
#include <inkling/nn/dictionary.hpp>
#include <inkling/pipeline.hpp>
#include <map>

namespace inkling::app {
namespace {

constexpr std::size_t kShown = 6;         // rows that a search is shown
constexpr std::size_t kComparedOn = 200;  // rows that its programs are compared on

bool is_of_tokens(const Program& program) {
  return program.kind() == Program::Kind::latent && program.code().space.codes > 0;
}

// A count of inputs bounds a comparison, and the clock must not.
BudgetLimits untimed() {
  BudgetLimits limits;
  limits.time = {};
  return limits;
}

using Rows = std::vector<std::vector<Value>>;

Rows rows_like(const Domain& domain, const Task& like, const Rng& root, const std::string& stream,
               std::size_t count) {
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    Rng rng = root.split(stream, i);
    rows.push_back(domain.sample_inputs(like, rng));
  }
  return rows;
}

// Programs that the solver finds for what `teacher` does on rows of its own, the best first; with
// how many of other rows each does the same on.
struct Taught {
  Program program;
  CrossCheckReport report;
};
Result<std::vector<Taught>> learn(const Solver& solver, const Domain& domain,
                                  const CheckedProgram& teacher, const Task& like,
                                  const TranslationOptions& options, const std::stop_token& stop) {
  const Rng root = Rng(options.seed).split("translation");
  Task task;
  task.domain = domain.info().id;
  for (auto& inputs : rows_like(domain, like, root, "shown", kShown)) {
    auto value = teacher.interpreter->run(teacher.program, inputs);
    if (value.ok() && !value->is_undefined())
      task.examples.push_back({std::move(inputs), *std::move(value)});
  }
  std::vector<Taught> found;
  if (task.examples.empty()) return found;
  BudgetLimits limits = untimed();
  limits.evaluations = options.evaluations;
  const auto outcome = solver.solve(task, options.seed, Budget(limits, stop), nullptr);
  if (!outcome) return found;  // it does not take these values
  const Rows rows = rows_like(domain, like, root, "compared on", kComparedOn);
  for (const Candidate& it : outcome->candidates) {
    if (it.fits < task.examples.size()) continue;
    auto report =
        crosscheck(teacher, {&solver.interpreter(), it.program}, rows, Budget(untimed(), stop));
    if (!report) return report.error();
    found.push_back({it.program, *std::move(report)});
  }
  return found;
}

}  // namespace

MeaningOf stored_meanings() {
  using Dictionaries = std::map<std::string, std::vector<nn::DictionaryEntry>>;
  return [read = std::make_shared<Dictionaries>()](const Program& latent, int token) {
    const auto [at, fresh] = read->try_emplace(latent.owner() + "-" + latent.code().model);
    if (fresh)
      if (const auto facts = model_of(latent))
        at->second = nn::read_dictionary(facts->text("dictionary"));
    const nn::DictionaryEntry* entry = nn::find_token(at->second, token);
    return entry == nullptr ? std::string() : entry->meaning;
  };
}

std::string compose_meanings(const CheckedProgram& program, const MeaningOf& meaning) {
  std::string text;
  for (const CheckedProgram& stage : stages_of(program)) {
    if (stage.program.kind() == Program::Kind::symbolic) {
      text = text.empty() ? stage.program.text() : compose(stage.program.text(), text);
      continue;
    }
    if (!is_of_tokens(stage.program)) return {};
    if (text.empty()) text = "x0";
    for (const int token : stage.program.code().tokens) {
      if (token == 0) continue;
      const std::string words = meaning(stage.program, token);
      if (words.empty()) return {};
      text = compose(words, text);
    }
  }
  return text;
}

bool is_translatable(const CheckedProgram& program) {
  const auto stages = stages_of(program);
  return std::any_of(stages.begin(), stages.end(),
                     [](const CheckedProgram& stage) { return is_of_tokens(stage.program); });
}

Result<Translation> translate(Registry& registry, const Domain& domain,
                              const CheckedProgram& program, const Task& like,
                              std::span<const std::vector<Value>> rows, const MeaningOf& meaning,
                              const TranslationOptions& options, const std::stop_token& stop) {
  if (!is_translatable(program))
    return Error{ErrorCode::unsupported,
                 fmt::format("'{}' has no tokens to translate", program.program.text())};
  const auto solver = readable_solver(registry, domain, options.solver);
  if (!solver) return solver.error();
  const Language* language = solver->interpreter().language();
  Translation translation;
  const std::string composed = compose_meanings(program, meaning);
  if (auto parsed = language->parse(composed); !composed.empty() && parsed.ok())
    translation.program = CheckedProgram{language, *std::move(parsed)};
  // A shorter program that does what the composition does.
  if (translation.program) {
    auto taught = learn(*solver, domain, *translation.program, like, options, stop);
    if (!taught) return std::move(taught).error();
    for (Taught& it : *taught)
      if (it.report.agreements == it.report.inputs &&
          it.program.size() < translation.program->program.size())
        translation.program->program = std::move(it.program);
  }
  // Where the composition is missing, or is not what the latent program does, one that is nearer.
  std::size_t most = 0;
  const auto compared =
      rows_like(domain, like, Rng(options.seed).split("translation"), "compared on", kComparedOn);
  if (translation.program) {
    const auto own = crosscheck(program, *translation.program, compared, Budget(untimed(), stop));
    if (!own) return own.error();
    most = own->agreements;
  }
  if (most < compared.size()) {
    auto taught = learn(*solver, domain, program, like, options, stop);
    if (!taught) return std::move(taught).error();
    for (Taught& it : *taught) {
      if (it.report.agreements <= most) continue;
      most = it.report.agreements;
      translation.program = CheckedProgram{language, std::move(it.program)};
      translation.searched = true;
    }
  }
  if (!translation.program) return translation;
  auto checked = crosscheck(program, *translation.program, rows, Budget(untimed(), stop));
  if (!checked) return std::move(checked).error();
  translation.checked = *std::move(checked);
  return translation;
}

std::string to_text(const Translation& translation) {
  if (!translation.program)
    return "no program of the readable language that does the same was found";
  const CrossCheckReport& report = translation.checked;
  const std::string program = translation.program->program.text();
  const std::string on =
      fmt::format("on {} of {} generated inputs", report.agreements, report.inputs);
  if (report.agreements == report.inputs)
    return fmt::format("the same as {} {}{}", program, on,
                       translation.searched ? ", found by what it does" : "");
  if (translation.searched)
    return fmt::format("nearest to it is {}, found by what it does: the same {}", program, on);
  return fmt::format("its tokens say {}: the same {}", program, on);
}

Result<Solver> readable_solver(Registry& registry, const Domain& domain, const std::string& named) {
  std::vector<std::string> texts = domain.info().default_solvers;
  if (!named.empty()) texts = {named};
  for (const std::string& text : texts) {
    auto solver = Solver::make(registry, text, domain);
    if (solver.ok() && solver->interpreter().language() != nullptr) return solver;
    if (!solver.ok() && !named.empty()) return solver;
  }
  return Error{
      ErrorCode::unsupported,
      named.empty()
          ? fmt::format("no default solver of domain '{}' writes programs that people read",
                        domain.info().id)
          : fmt::format("solver '{}' writes no programs that people read", named),
      {"name a symbolic one with --solver"}};
}

}  // namespace inkling::app
