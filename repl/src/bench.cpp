// inkling bench and generate.
#include <fmt/format.h>

#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <inkling/solver.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

#include "cli.hpp"

namespace inkling::repl {
namespace {

struct Score {
  std::string domain;
  std::string solver;
  std::size_t tasks = 0;
  std::size_t solved = 0;
  std::uint64_t evaluations = 0;
  double seconds = 0.0;
  std::uint64_t signature = 0;
};

// FNV-1a (Fowler, Noll, Vo): stable over platforms; what is hashed is text.
std::uint64_t mix(std::uint64_t signature, std::string_view text) {
  for (const char c : text) {
    signature ^= static_cast<unsigned char>(c);
    signature *= 0x100000001B3ULL;
  }
  return signature;
}

Result<GeneratedTask> draw(const Domain& domain, const Params& params, std::uint64_t seed,
                           std::size_t index) {
  Rng rng = Rng(seed).split("tasks", index);
  return domain.generate(params, rng);
}

// The record without what is said beside the answer, so that wording changes no signature.
std::string behaviour(const QuestionAnswers& all) {
  auto record = nlohmann::ordered_json::parse(to_json(all, all.answers.front(), false));
  record.erase("alternatives");
  record.erase("warnings");
  return record.dump();
}

Result<Score> measure(Context& context, const Domain& domain, const std::string& text,
                      const BenchOptions& options, std::stop_token stop) {
  const auto solver = Solver::make(context.registry, text, domain);
  if (!solver) return solver.error();
  Score score{domain.info().id, text, 0, 0, 0, 0.0, 0xCBF29CE484222325ULL};
  const Params params(domain.info().generator);
  for (std::size_t i = 0; i < options.tasks && !stop.stop_requested(); ++i) {
    auto drawn = draw(domain, params, options.seed, i);
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

void print(Context& context, const Score& score, bool json) {
  const double rate =
      score.seconds > 0.0 ? static_cast<double>(score.evaluations) / score.seconds : 0.0;
  if (json) {
    context.out << fmt::format(
        "{{\"domain\":\"{}\",\"solver\":\"{}\",\"tasks\":{},\"solved\":{},\"evaluations\":{}",
        score.domain, score.solver, score.tasks, score.solved, score.evaluations);
    if (context.with_time)
      context.out << fmt::format(",\"seconds\":{:.6f},\"evaluations_per_second\":{:.0f}",
                                 score.seconds, rate);
    context.out << fmt::format(",\"signature\":\"{:016x}\"}}\n", score.signature);
    return;
  }
  context.out << fmt::format("{:<10} {:<12} solved {}/{}  {} evaluations", score.domain,
                             score.solver, score.solved, score.tasks, score.evaluations);
  if (context.with_time)
    context.out << fmt::format("  {}  {:.3g} per second", seconds_text(score.seconds), rate);
  context.out << fmt::format("  signature {:016x}\n", score.signature);
}

}  // namespace

int run_bench_command(Context& context, const BenchOptions& options) {
  StopOnInterrupt stop(context.interrupts);
  const auto ids = options.domains.empty() ? context.registry.ids(Kind::domain) : options.domains;
  for (const auto& id : ids) {
    const auto domain = context.registry.domain(id);
    if (!domain) return fail(context, domain.error());
    const auto& solvers =
        options.solvers.empty() ? (*domain)->info().default_solvers : options.solvers;
    for (const auto& text : solvers) {
      const auto score = measure(context, **domain, text, options, stop.token());
      if (!score) return fail(context, score.error());
      print(context, *score, options.json);
      if (stop.stopped()) return kInterrupted;
    }
  }
  return kRan;
}

int run_generate_command(Context& context, const GenerateOptions& options) {
  const auto domain = context.registry.domain(options.domain);
  if (!domain) return fail(context, domain.error());
  const auto params = Params::parse((*domain)->info().generator, options.params);
  if (!params) return fail(context, params.error());
  StopOnInterrupt stop(context.interrupts);
  for (std::size_t i = 0; i < options.count && !stop.stopped(); ++i) {
    auto drawn = draw(**domain, *params, options.seed, i);
    if (!drawn) return fail(context, drawn.error());
    Task& task = drawn->task;
    task.domain = options.domain;
    task.id = fmt::format("{}-{}-{}", options.domain, options.seed, i);
    if (task.meta.empty())
      task.meta = fmt::format("{{\"program\":{}}}", to_json(Value(drawn->program)));
    context.out << to_json(task) << '\n';
  }
  context.out << std::flush;
  return stop.stopped() ? kInterrupted : kRan;
}

}  // namespace inkling::repl
