#include <fmt/format.h>

#include <inkling/app/answers.hpp>
#include <inkling/app/benchmark.hpp>
#include <inkling/app/render.hpp>
#include <inkling/solver.hpp>

#include "json.hpp"

namespace inkling::app {
namespace {

// FNV-1a (Fowler, Noll, Vo): stable over platforms; what is hashed is text.
std::uint64_t mix(std::uint64_t signature, std::string_view text) {
  for (const char c : text) {
    signature ^= static_cast<unsigned char>(c);
    signature *= 0x100000001B3ULL;
  }
  return signature;
}

// The record without what is said beside the answer, so that wording changes no signature.
std::string behaviour(const QuestionAnswers& all) {
  auto record = Json::parse(to_json(all, all.answers.front(), false));
  record.erase("alternatives");
  record.erase("warnings");
  return record.dump();
}

Result<Score> measure(Registry& registry, const Domain& domain, const std::string& text,
                      const BenchmarkOptions& options, const std::stop_token& stop) {
  const auto solver = Solver::make(registry, text, domain);
  if (!solver) return solver.error();
  Score score{domain.info().id, text, 0, 0, 0, 0.0, 0xCBF29CE484222325ULL};
  const Params params(domain.info().generator);
  for (std::size_t i = 0; i < options.tasks && !stop.stop_requested(); ++i) {
    auto drawn = draw_task(domain, params, options.seed, i);
    if (!drawn) return drawn.error();
    // Evaluations are the only limit, so that the result does not depend on the machine.
    BudgetLimits limits;
    limits.time = std::chrono::nanoseconds(0);
    limits.evaluations = options.evaluations;
    limits.threads = options.threads;
    const auto outcome = solver->solve(drawn->task, options.seed, Budget(limits, stop));
    QuestionAnswers all{drawn->task, {make_answer(drawn->task, text, outcome)}, {}, {}};
    const SolverAnswer& record = all.answers.front();
    ++score.tasks;
    score.solved += record.status == SolveStatus::solved ? 1U : 0U;
    score.evaluations += record.evaluations;
    score.seconds += record.seconds;
    score.signature = mix(score.signature, behaviour(all));
  }
  return score;
}

double rate(const Score& score) {
  return score.seconds > 0.0 ? static_cast<double>(score.evaluations) / score.seconds : 0.0;
}

}  // namespace

Result<GeneratedTask> draw_task(const Domain& domain, const Params& generator, std::uint64_t seed,
                                std::size_t index) {
  Rng rng = Rng(seed).split("tasks", index);
  return domain.generate(generator, rng);
}

Result<Task> draw_named_task(const Domain& domain, const Params& generator, std::uint64_t seed,
                             std::size_t index) {
  auto drawn = draw_task(domain, generator, seed, index);
  if (!drawn) return std::move(drawn).error();
  Task task = std::move(drawn->task);
  task.domain = domain.info().id;
  task.id = fmt::format("{}-{}-{}", task.domain, seed, index);
  if (task.meta.empty())
    task.meta = fmt::format("{{\"program\":{}}}", to_json(Value(drawn->program)));
  return task;
}

Result<void> benchmark(Registry& registry, const BenchmarkOptions& options,
                       const std::stop_token& stop,
                       const std::function<void(const Score&)>& scored) {
  const auto ids = options.domains.empty() ? registry.ids(Kind::domain) : options.domains;
  for (const auto& id : ids) {
    const auto domain = registry.domain(id);
    if (!domain) return domain.error();
    const auto& solvers =
        options.solvers.empty() ? (*domain)->info().default_solvers : options.solvers;
    for (const auto& text : solvers) {
      const auto score = measure(registry, **domain, text, options, stop);
      if (!score) return score.error();
      scored(*score);
      if (stop.stop_requested()) return {};
    }
  }
  return {};
}

std::string to_json(const Score& score, bool with_time) {
  Json json{{"domain", score.domain},
            {"solver", score.solver},
            {"tasks", score.tasks},
            {"solved", score.solved},
            {"evaluations", score.evaluations}};
  if (with_time) {
    json["seconds"] = rounded(score.seconds, 6);
    json["evaluations_per_second"] = static_cast<std::uint64_t>(rate(score) + 0.5);
  }
  json["signature"] = fmt::format("{:016x}", score.signature);
  return line_of(json);
}

std::string to_text(const Score& score, bool with_time) {
  std::string text = fmt::format("{:<10} {:<12} solved {}/{}  {} evaluations", score.domain,
                                 score.solver, score.solved, score.tasks, score.evaluations);
  if (with_time)
    text += fmt::format("  {}  {:.3g} per second", seconds_text(score.seconds), rate(score));
  return text + fmt::format("  signature {:016x}", score.signature);
}

}  // namespace inkling::app
