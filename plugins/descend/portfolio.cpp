#include "portfolio.hpp"

#include <algorithm>
#include <chrono>

namespace inkling::descend {
namespace {

// What is left of a budget for each of `parts` searches to come.
Budget share_of(const Budget& budget, std::uint64_t evaluations, std::size_t parts) {
  if (parts <= 1 && evaluations == 0) return budget;
  BudgetLimits limits = budget.limits();
  // With a limit on evaluations those are shared, and the clock may only end a search: else the
  // outcome would depend on how busy the machine is.
  const bool counted = limits.evaluations > 0;
  const double seconds = budget.remaining_seconds() / static_cast<double>(counted ? 1 : parts);
  if (limits.time.count() > 0)
    limits.time = std::max(std::chrono::nanoseconds(1),
                           std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9)));
  if (limits.evaluations > 0) {
    const std::uint64_t left =
        limits.evaluations > evaluations ? limits.evaluations - evaluations : 0;
    limits.evaluations = std::max<std::uint64_t>(1, left / parts);
  }
  return Budget(limits, budget.stop_token());
}

using Problems = std::vector<std::unique_ptr<LatentProblem>>;

// Words are copied into starts: an interpreter of another plugin must not give too few numbers.
std::optional<Error> wrong_vocabulary(const LatentProblem& problem, const std::string& name) {
  const LatentVocabulary words = problem.vocabulary();
  const std::size_t width = problem.space().width;
  if (words.vectors.size() == words.weights.size() * width) return std::nullopt;
  return Error{ErrorCode::plugin, "the vocabulary of model '" + name + "' has " +
                                      std::to_string(words.vectors.size()) + " numbers for " +
                                      std::to_string(words.weights.size()) +
                                      " words, and each needs " + std::to_string(width)};
}

// Of every model that takes the task; the first model's error when none does.
Result<Problems> prepare(const Task& task, const DifferentiableInterpreter& interpreter,
                         const Params& params, const Budget& budget) {
  ProblemOptions options;
  options.threads = budget.limits().threads;
  options.params = params;
  std::vector<std::string> names{params.get_text("model")};
  if (names[0] == "auto") names = interpreter.models();
  if (names.empty()) names.emplace_back();
  Problems problems;
  std::optional<Error> refused;
  for (const std::string& name : names) {
    options.model = name;
    auto problem = interpreter.prepare(task, options);
    if (!problem.ok()) {
      if (!refused) refused = std::move(problem).error();
      continue;
    }
    if (auto wrong = wrong_vocabulary(**problem, name)) return *std::move(wrong);
    problems.push_back(*std::move(problem));
  }
  if (problems.empty()) return *std::move(refused);
  return problems;
}

// The candidates of all parts; the kernel ranks them. The reason is the last part's that was
// searched, or that it is solved.
void merge(Outcome& all, Outcome part) {
  if (all.reason != StopReason::solved) all.reason = part.reason;
  all.evaluations += part.evaluations;
  all.bytes = std::max(all.bytes, part.bytes);
  for (Candidate& candidate : part.candidates) all.candidates.push_back(std::move(candidate));
  for (std::string& warning : part.warnings) all.warnings.push_back(std::move(warning));
  std::stable_sort(all.candidates.begin(), all.candidates.end(),
                   [](const Candidate& a, const Candidate& b) {
                     return a.fits != b.fits ? a.fits > b.fits : a.score < b.score;
                   });
}

// The search of one model.
struct Part {
  std::unique_ptr<Search> search;
  double loss;
};

bool any_solved(const std::vector<Part>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [](const Part& part) { return part.search->solved(); });
}

void sort(std::vector<Part>& parts) {
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.loss < b.loss; });
}

// Every model gives the program of its inductor.
Result<std::vector<Part>> begin(const Question& question, Problems problems) {
  std::vector<Part> parts;
  for (auto& problem : problems) {
    StopReason ignored{};
    if (!parts.empty() && question.budget.exhausted(0, 0, ignored)) break;
    auto search = std::make_unique<Search>(question.task, question.interpreter, question.params,
                                           question.seed, question.progress, std::move(problem));
    const auto loss = search->call(&Search::begin, question.params, question.budget);
    if (!loss.ok()) return loss.error();
    parts.push_back({std::move(search), *loss});
  }
  sort(parts);
  return parts;
}

// In turns, so that no model waits for all draws of another.
Result<void> draw(const Question& question, const Search::Method& method,
                  std::vector<Part>& parts) {
  const Budget share = share_of(question.budget, 0, parts.size());
  for (bool more = true; more && !any_solved(parts);) {
    more = false;
    for (Part& part : parts) {
      if (!part.search->drawing()) continue;
      const auto loss = part.search->call(method.prepare, question.params, share);
      if (!loss.ok()) return loss.error();
      part.loss = *loss;
      if (part.search->solved()) break;
      more = more || part.search->drawing();
    }
  }
  sort(parts);
  return {};
}

}  // namespace

Result<Outcome> search_models(const Question& question, const Search::Method& method) {
  auto problems =
      prepare(question.task, *question.interpreter.gradient(), question.params, question.budget);
  if (!problems.ok()) return std::move(problems).error();
  auto parts = begin(question, *std::move(problems));
  if (!parts) return parts.error();
  if (method.prepare != nullptr)
    if (auto drawn = draw(question, method, *parts); !drawn.ok()) return drawn.error();
  const bool over = any_solved(*parts);
  Outcome all;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const Budget share = share_of(question.budget, all.evaluations, parts->size() - i);
    Search& search = *(*parts)[i].search;
    const bool wanted = !over && all.reason != StopReason::solved;
    auto outcome = wanted ? search.call(method.run, question.params, share) : search.finish();
    if (!outcome.ok()) return outcome;
    // The kernel runs every candidate: there are not to be more of them with more models.
    const std::size_t most = std::max(kCandidates / parts->size(), std::size_t{1});
    if (outcome->candidates.size() > most) outcome->candidates.resize(most);
    merge(all, *std::move(outcome));
  }
  return all;
}

}  // namespace inkling::descend
