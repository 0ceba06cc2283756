#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <functional>
#include <inkling/guide.hpp>
#include <inkling/inductor.hpp>
#include <limits>
#include <set>

#include "../budget_watch.hpp"
#include "checks.hpp"

namespace inkling::conformance {

namespace {

using std::chrono::milliseconds;

// A solver on one domain, and tasks of that domain.
struct Bench {
  Solver solver;
  std::vector<Task> tasks;
  Task hard;
};

// Solves, and tells a solver that does not take this kind of task (skip) from one that fails.
Outcome solve(const Solver& solver, const Task& task, std::uint64_t seed, const Budget& budget) {
  Result<Outcome> outcome = solver.solve(task, seed, budget);
  if (outcome) return *std::move(outcome);
  const ErrorCode code = outcome.error().code;
  if (code == ErrorCode::unsupported || code == ErrorCode::bad_input)
    throw Skip{to_text(outcome.error())};
  throw Exception(outcome.error());
}

BudgetLimits timed(std::chrono::nanoseconds time) {
  BudgetLimits limits;
  limits.time = time;
  return limits;
}

constexpr std::chrono::hours kAnHour{1};

BudgetLimits counted(std::uint64_t evaluations, unsigned threads) {
  BudgetLimits limits = timed(kAnHour);
  limits.evaluations = evaluations;
  limits.threads = threads;
  return limits;
}

std::string describe(const Candidate& candidate) {
  return fmt::format("'{}' (fits {}, score {})", candidate.program.text(), candidate.fits,
                     candidate.score);
}

Finding check_candidate(const Solver& solver, const Task& task, const Candidate& candidate) {
  const std::size_t examples = task.examples.size();
  if (candidate.program.text().empty()) return "a candidate's program has no text";
  if (candidate.outputs.size() != examples || candidate.predictions.size() != task.queries.size())
    return describe(candidate) + " has not one output per example and prediction per query";
  std::size_t fits = 0;
  for (std::size_t i = 0; i < examples; ++i) {
    const auto result = solver.interpreter().run(candidate.program, task.examples[i].inputs);
    const Value value = result ? *result : Value();
    if (value != candidate.outputs[i])
      return fmt::format("{} claims {} for example {}, and running it gives {}",
                         describe(candidate), to_text(candidate.outputs[i]), i + 1, to_text(value));
    if (value == task.examples[i].output) ++fits;
  }
  if (fits == candidate.fits) return {};
  return fmt::format("{} reproduces {} of {} examples", describe(candidate), fits, examples);
}

// Best first, none twice.
Finding check_ranking(const Outcome& outcome) {
  std::set<std::string_view> texts;
  std::size_t fits = std::numeric_limits<std::size_t>::max();
  for (const Candidate& candidate : outcome.candidates) {
    if (!texts.insert(candidate.program.text()).second)
      return describe(candidate) + " is listed twice";
    if (candidate.fits > fits) return describe(candidate) + " stands behind a worse one";
    fits = candidate.fits;
  }
  return {};
}

// Processor time of the whole process: what others do on the machine is not in it.
milliseconds processor_time() {
  ::timespec spent{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return std::chrono::duration_cast<milliseconds>(std::chrono::seconds(spent.tv_sec) +
                                                  std::chrono::nanoseconds(spent.tv_nsec));
}

struct Counted {
  Outcome outcome;
  std::uint64_t polls = 0;  // looks at the budget
};

// Searches with so many evaluations. A search that does not mind them is told to stop after two
// minutes of processor time (reason: cancelled).
Counted solve_counted(const Solver& solver, const Task& task, std::uint64_t seed,
                      std::uint64_t evaluations, unsigned threads) {
  const milliseconds end = processor_time() + std::chrono::minutes(2);
  std::stop_source stop;
  const detail::BudgetWatch watch([&](std::uint64_t) {
    if (processor_time() > end) stop.request_stop();
  });
  const Budget budget(counted(evaluations, threads), stop.get_token());
  Outcome outcome = solve(solver, task, seed, budget);
  return {std::move(outcome), watch.polls()};
}

Finding check_answers(const Bench& bench, const ConformanceOptions& options) {
  for (const Task& task : bench.tasks) {
    const Outcome outcome =
        solve_counted(bench.solver, task, options.seed, options.evaluations / 10, 1).outcome;
    if (outcome.candidates.empty()) return "it came back without any program for " + to_json(task);
    if (Finding wrong = check_ranking(outcome)) return wrong;
    for (const Candidate& candidate : outcome.candidates)
      if (Finding wrong = check_candidate(bench.solver, task, candidate))
        return fmt::format("{} on {}", *wrong, to_json(task));
  }
  return {};
}

// What a search did after it had been stopped at one of its looks at the budget.
struct Afterwards {
  bool stopped = false;  // false: it had ended by then
  std::uint64_t polls = 0;
  milliseconds processor{};
  StopReason reason{};
  std::uint64_t evaluations = 0;  // of the whole search
};

// Searches with `budget`, and runs `stop` at look number `at`.
Afterwards stopped_at(const Bench& bench, const ConformanceOptions& options, std::uint64_t at,
                      const Budget& budget, const std::function<void()>& stop) {
  Afterwards after;
  milliseconds told{};
  const detail::BudgetWatch watch([&](std::uint64_t poll) {
    if (poll != at) return;
    stop();
    after.stopped = true;
    told = processor_time();
  });
  const Outcome outcome = solve(bench.solver, bench.hard, options.seed, budget);
  after.reason = outcome.reason;
  after.evaluations = outcome.evaluations;
  if (!after.stopped) return after;
  after.polls = watch.polls() - at;
  after.processor = processor_time() - told;
  return after;
}

// Looks at the budget that may follow the one that said stop, in as many loops as a search is
// made of.
constexpr std::uint64_t kPollsAfterwards = 1000;

// What a search may have done before its first look.
constexpr std::uint64_t kEvaluationsBefore = 1000;

milliseconds allowed_afterwards(const ConformanceOptions& options) {
  return milliseconds(100) + options.slack;
}

Finding check_afterwards(const Afterwards& after, std::uint64_t at,
                         const ConformanceOptions& options) {
  if (!after.stopped) return {};
  if (at == 1 && after.reason == StopReason::evaluations)
    return "stopped at its first look at the budget it went on to its evaluation limit";
  if (after.polls > kPollsAfterwards)
    return fmt::format("stopped at look {} at its budget it looked {} more times", at, after.polls);
  if (after.processor <= allowed_afterwards(options)) return {};
  return fmt::format("stopped at look {} at its budget it worked on for {} ms; at most {} ms", at,
                     after.processor.count(), allowed_afterwards(options).count());
}

// A search is stopped at its first look at the budget and in the middle of what it does with the
// evaluations it is given. `stop_with` searches once, to be stopped at that look.
template <class F>
Finding check_stopping(const Bench& bench, const ConformanceOptions& options, F&& stop_with) {
  const milliseconds before = processor_time();
  const auto [whole, polls] =
      solve_counted(bench.solver, bench.hard, options.seed, options.evaluations, 1);
  const milliseconds took = processor_time() - before;
  if (polls == 0 && took > allowed_afterwards(options))
    return fmt::format("it worked for {} ms and never looked at its budget", took.count());
  for (const std::uint64_t at : {std::uint64_t{1}, polls / 2}) {
    if (at == 0 || at >= polls) continue;
    const Afterwards after = stop_with(at);
    if (Finding wrong = check_afterwards(after, at, options)) return wrong;
    if (at == 1 && after.stopped && after.evaluations > kEvaluationsBefore &&
        after.evaluations >= whole.evaluations)
      return fmt::format("stopped at its first look at the budget it made all {} evaluations",
                         after.evaluations);
  }
  return {};
}

// The clock is set ahead, so that the hour that the search was given is over.
Finding check_time(const Bench& bench, const ConformanceOptions& options) {
  const BudgetLimits limits = counted(options.evaluations, 1);
  const milliseconds before = processor_time();
  BudgetLimits over = limits;
  over.time = std::chrono::nanoseconds(1);
  (void)solve(bench.solver, bench.hard, options.seed, Budget(over));
  const milliseconds took = processor_time() - before;
  if (took > allowed_afterwards(options))
    return fmt::format("given 1 ns it worked for {} ms; at most {} ms are allowed", took.count(),
                       allowed_afterwards(options).count());
  return check_stopping(bench, options, [&](std::uint64_t at) {
    std::chrono::nanoseconds ahead{};
    const Afterwards after = stopped_at(bench, options, at, Budget(limits), [&] {
      ahead = 2 * kAnHour;
      detail::advance_search_clock(ahead);
    });
    detail::advance_search_clock(-ahead);
    return after;
  });
}

Finding check_cancel(const Bench& bench, const ConformanceOptions& options) {
  const BudgetLimits limits = counted(options.evaluations, 1);
  return check_stopping(bench, options, [&](std::uint64_t at) {
    std::stop_source stop;
    const Budget budget(limits, stop.get_token());
    return stopped_at(bench, options, at, budget, [&] { stop.request_stop(); });
  });
}

Finding check_memory(const Bench& bench, const ConformanceOptions& options) {
  BudgetLimits limits = timed(options.time);
  limits.bytes = std::size_t{32} << 20;
  const Outcome outcome = solve(bench.solver, bench.hard, options.seed, Budget(limits));
  if (outcome.bytes <= 2 * limits.bytes) return {};
  return fmt::format("given {} bytes it used {}", limits.bytes, outcome.bytes);
}

Finding check_evaluations(const Bench& bench, const ConformanceOptions& options) {
  const std::uint64_t limit = options.evaluations;
  const Outcome outcome = solve_counted(bench.solver, bench.hard, options.seed, limit, 1).outcome;
  if (outcome.reason == StopReason::cancelled)
    return fmt::format("a limit of {} evaluations did not stop it", limit);
  if (outcome.evaluations > 2 * limit + 10'000)
    return fmt::format("given {} evaluations it made {}", limit, outcome.evaluations);
  return {};
}

// Where two outcomes differ in anything but time and memory.
Finding difference(const Outcome& a, const Outcome& b) {
  if (a.reason != b.reason) return "it stopped for another reason";
  if (a.evaluations != b.evaluations)
    return fmt::format("{} and {} evaluations", a.evaluations, b.evaluations);
  if (a.candidates.size() != b.candidates.size())
    return fmt::format("{} and {} candidates", a.candidates.size(), b.candidates.size());
  for (std::size_t i = 0; i < a.candidates.size(); ++i) {
    const Candidate& left = a.candidates[i];
    const Candidate& right = b.candidates[i];
    if (left.program.text() != right.program.text() || left.score != right.score ||
        left.fits != right.fits || left.outputs != right.outputs ||
        left.predictions != right.predictions)
      return fmt::format("candidate {}: {} and {}", i + 1, describe(left), describe(right));
  }
  return {};
}

Finding check_determinism(const Bench& bench, const ConformanceOptions& options) {
  std::vector<Task> tasks = bench.tasks;
  tasks.push_back(bench.hard);
  for (const Task& task : tasks) {
    const auto run = [&](unsigned threads) {
      return solve_counted(bench.solver, task, options.seed, options.evaluations, threads).outcome;
    };
    const Outcome first = run(1);
    for (unsigned threads : {1U, 2U})
      if (Finding wrong = difference(first, run(threads)))
        return fmt::format("with {} thread(s) another outcome than with one: {}, on {}", threads,
                           *wrong, to_json(task));
  }
  return {};
}

Finding check_parameter_text(const Bench& bench, Registry& registry, const Domain& domain) {
  const Result<Solver> again = Solver::make(registry, bench.solver.text(), domain);
  if (!again) return fmt::format("'{}': {}", bench.solver.text(), to_text(again.error()));
  if (again->params() == bench.solver.params()) return {};
  return fmt::format("'{}' gives other parameters", bench.solver.text());
}

void check_on_domain(Checks& checks, const Domain& domain, Solver solver) {
  const ConformanceOptions& options = checks.options();
  const auto name = [&](std::string_view what) {
    return fmt::format("on {}: {}", domain.info().id, what);
  };
  Bench bench{std::move(solver), {}, {}};
  checks.run(name("its text form parses back"),
             [&] { return check_parameter_text(bench, checks.registry(), domain); });
  checks.run(name("there are tasks to try"), [&]() -> Finding {
    for (GeneratedTask& it : generated_tasks(domain, options, options.searches))
      bench.tasks.push_back(std::move(it.task));
    bench.hard = hard_task(domain, options);
    return {};
  });
  if (bench.hard.examples.empty()) return;
  const auto run = [&](std::string_view what,
                       Finding (*check)(const Bench&, const ConformanceOptions&)) {
    checks.run(name(what), [&] { return check(bench, options); });
  };
  run("it answers, and its fits are true", check_answers);
  run("it keeps to its time", check_time);
  run("it stops when told to", check_cancel);
  run("it keeps to its memory", check_memory);
  run("it keeps to its evaluations", check_evaluations);
  run("same seed and evaluations, same outcome", check_determinism);
}

Finding check_proposals(const Inductor& inductor, const Task& task,
                        const ConformanceOptions& options) {
  constexpr std::size_t kCount = 4;
  const Params params(inductor.info().params);
  Rng rng = task_rng(options, 0);
  Rng same = task_rng(options, 0);
  const auto programs = inductor.propose(task, kCount, params, rng);
  const auto again = inductor.propose(task, kCount, params, same);
  if (!programs) {
    if (programs.error().code == ErrorCode::unsupported && inductor.guide() != nullptr)
      throw Skip{"it only guides"};
    if (programs.error().code == ErrorCode::bad_input) throw Skip{to_text(programs.error())};
    return to_text(programs.error());
  }
  if (!again || again->size() != programs->size()) return "it proposed another number of programs";
  if (programs->size() > kCount)
    return fmt::format("asked for {} programs it gave {}", kCount, programs->size());
  double before = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < programs->size(); ++i) {
    const ScoredProgram& it = (*programs)[i];
    if (!std::isfinite(it.log_probability) || it.log_probability > before)
      return fmt::format("log probability {} of '{}' is not in order", it.log_probability,
                         it.program.text());
    before = it.log_probability;
    if ((*again)[i].program.text() != it.program.text())
      return fmt::format("'{}' came out as '{}' the second time", it.program.text(),
                         (*again)[i].program.text());
  }
  return {};
}

Finding check_prices(const Guide& guide, const Task& task, const Language& language) {
  const auto prior = guide.weigh(task, language, {});
  if (!prior) {
    const ErrorCode code = prior.error().code;
    if (code == ErrorCode::bad_input || code == ErrorCode::unsupported)
      throw Skip{to_text(prior.error())};
    return to_text(prior.error());
  }
  if (auto ok = check_prior(*prior, *language.catalogue()); !ok) return to_text(ok.error());
  const auto again = guide.weigh(task, language, {});
  if (!again || again->operators != prior->operators || again->constants != prior->constants ||
      again->functions != prior->functions)
    return "it gave other prices the second time";
  return {};
}

}  // namespace

std::vector<const Domain*> domains(Registry& registry) {
  std::vector<const Domain*> all;
  for (const std::string& id : registry.ids(Kind::domain))
    if (Result<const Domain*> domain = registry.domain(id)) all.push_back(*domain);
  return all;
}

std::vector<std::pair<Task, Program>> programs_of(Checks& checks, const SolverPreset& preset,
                                                  const Domain& domain) {
  const ConformanceOptions& options = checks.options();
  std::vector<std::pair<Task, Program>> found;
  const Result<Solver> solver = Solver::make(checks.registry(), preset.id, domain);
  if (!solver) return found;
  for (const GeneratedTask& it : generated_tasks(domain, options, options.searches)) {
    const auto outcome =
        solver->solve(it.task, options.seed, Budget(counted(options.evaluations, 1)));
    if (outcome && !outcome->candidates.empty())
      found.emplace_back(it.task, outcome->candidates.front().program);
  }
  return found;
}

void check_solver(Checks& checks, std::string_view id, const SolverPreset& preset) {
  checks.run("its texts are complete", [&] { return check_texts(id, preset.id, preset.summary); });
  std::size_t usable = 0;
  for (const Domain* domain : domains(checks.registry())) {
    Result<Solver> solver = Solver::make(checks.registry(), id, *domain);
    if (!solver && solver.error().code == ErrorCode::unsupported) continue;
    if (solver) {
      ++usable;
      check_on_domain(checks, *domain, *std::move(solver));
      continue;
    }
    checks.run(fmt::format("it can be made for {}", domain->info().id),
               [&]() -> Finding { return to_text(solver.error()); });
  }
  checks.run("it works on some registered domain", [&]() -> Finding {
    if (usable == 0) return "there is none";
    return {};
  });
}

void check_searcher(Checks& checks, std::string_view id, const Searcher& searcher) {
  const SearcherInfo& info = searcher.info();
  checks.run("its texts are complete", [&] { return check_texts(id, info.id, info.summary); });
  check_params(checks, info.params);
  // What it does is checked on the solvers; without one nobody could use it.
  checks.run("some solver uses it", [&]() -> Finding {
    for (const std::string& name : checks.registry().ids(Kind::solver)) {
      const Result<SolverPreset> preset = checks.registry().solver(name);
      if (preset && preset->searcher == id) return {};
    }
    return "no registered solver names it as its searcher";
  });
}

void check_inductor(Checks& checks, std::string_view id) {
  const ConformanceOptions& options = checks.options();
  bool described = false;
  for (const Domain* domain : domains(checks.registry())) {
    const auto found = checks.registry().inductor(id, *domain);
    if (!found) {
      checks.run(fmt::format("it can be made for {}", domain->info().id),
                 [&]() -> Finding { return to_text(found.error()); });
      continue;
    }
    const Inductor& inductor = **found;
    const InductorInfo& info = inductor.info();
    if (!described) {
      described = true;
      checks.run("its texts are complete", [&] { return check_texts(id, info.id, info.summary); });
      check_params(checks, info.params);
    }
    if (!info.domain.empty() && info.domain != domain->info().id) continue;
    checks.run(fmt::format("on {}: proposals are ranked and repeatable", domain->info().id),
               [&]() -> Finding {
                 if (auto ok = inductor.ready(); !ok) throw Skip{to_text(ok.error())};
                 for (const GeneratedTask& it : generated_tasks(*domain, options, options.searches))
                   if (Finding wrong = check_proposals(inductor, without_answers(it.task), options))
                     return wrong;
                 return {};
               });
    if (inductor.guide() == nullptr) continue;
    checks.run(fmt::format("on {}: prices fit the catalogue and are repeatable", domain->info().id),
               [&]() -> Finding {
                 if (auto ok = inductor.ready(); !ok) throw Skip{to_text(ok.error())};
                 const auto language = checks.registry().language_of(*domain);
                 if (!language || *language == nullptr || (*language)->catalogue() == nullptr)
                   throw Skip{"the domain has no language with a catalogue"};
                 for (const GeneratedTask& it : generated_tasks(*domain, options, options.searches))
                   if (Finding wrong =
                           check_prices(*inductor.guide(), without_answers(it.task), **language))
                     return wrong;
                 return {};
               });
  }
  checks.run("there is a domain to try it on", [&]() -> Finding {
    if (!described) return "no domain is registered";
    return {};
  });
}

}  // namespace inkling::conformance
