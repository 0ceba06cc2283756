#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <exception>
#include <inkling/app/batch.hpp>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/question.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/solver_names.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <inkling/unfit.hpp>
#include <memory>
#include <mutex>
#include <thread>

namespace inkling::app {
namespace {

// The solvers that a domain's tasks are given to; an error per solver that does not work there.
struct NamedSolver {
  std::string text;
  Result<Solver> solver;
};
struct SolverSet {
  const Domain* domain = nullptr;
  std::vector<NamedSolver> solvers{};
};

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

// Hands on what is done in the order of the file. Thread-safe.
class InOrder {
 public:
  explicit InOrder(BatchSink& sink) : sink_(sink) {}

  void done(std::size_t sequence, QuestionAnswers answers) {
    const std::scoped_lock lock(mutex_);
    waiting_.emplace(sequence, std::move(answers));
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == next_;
         it = waiting_.erase(it), ++next_)
      hand_on(it->second);
    sink_.progress(++finished_);
  }

  void refused(std::size_t line, const Error& error) {
    const std::scoped_lock lock(mutex_);
    ++summary_.bad_lines;
    sink_.refused(line, error);
  }

  // After the last `done`: what lies behind a task that was never run (a stop).
  BatchSummary finish() {
    const std::scoped_lock lock(mutex_);
    for (const auto& [sequence, answers] : waiting_) hand_on(answers);
    waiting_.clear();
    return std::move(summary_);
  }

 private:
  void hand_on(const QuestionAnswers& task) {
    for (const SolverAnswer& answer : task.answers) summary_.tallies[answer.solver].add(answer);
    sink_.answered(task);
  }

  BatchSink& sink_;
  std::mutex mutex_;
  std::map<std::size_t, QuestionAnswers> waiting_;
  std::size_t next_ = 0;
  std::size_t finished_ = 0;
  BatchSummary summary_;
};

struct Job {
  std::size_t sequence = 0;
  Task task;
  std::shared_ptr<const SolverSet> solvers;
};

QuestionAnswers solve_job(const BatchOptions& options, Job job, const std::stop_token& stop) {
  QuestionAnswers all{std::move(job.task), {}, {}, {}};
  all.sure = options.sure;
  all.warnings = warnings_of(all.task);
  const std::size_t examples = all.task.examples.size();
  const ProbeRows probes = probe_rows(*job.solvers->domain, all.task, options.seed);
  std::vector<Answer> answers;
  const auto fine = check_examples(all.task);
  for (const auto& [text, solver] : job.solvers->solvers) {
    if (stop.stop_requested() && !answers.empty()) break;
    if (!solver || !fine) {
      answers.push_back({text, solver ? fine.error() : solver.error()});
      continue;
    }
    // The domain's own solvers answer as at the prompt; those that were named are compared.
    const Interpreter& interpreter = solver->interpreter();
    const Budget budget(options.solvers.empty()
                            ? limits_after(answers, interpreter, examples, options.limits)
                            : options.limits,
                        stop);
    answers.push_back({text, solver->solve(all.task, options.seed, budget), &interpreter});
  }
  if (options.solvers.empty() && !options.model) leave_out_unfit(answers, examples);
  best_first(answers, examples);
  std::vector<const Outcome*> found;
  for (const Answer& answer : answers) {
    all.answers.push_back(
        make_answer(all.task, answer.solver, answer.outcome, answer.interpreter, probes));
    found.push_back(answer.outcome ? &*answer.outcome : nullptr);
  }
  const ProbeRows fresh = probe_rows(*job.solvers->domain, all.task, options.seed, kFreshInputs);
  BudgetLimits limits = options.limits;
  limits.evaluations = 0;  // of a search
  all.agreements = compare_answers(answers, examples, /*all_pairs=*/false,
                                   [&](const CheckedProgram& left, const CheckedProgram& right) {
                                     return crosscheck(left, right, fresh(), Budget(limits, stop));
                                   });
  rate_answers(all, found);
  ask_what_splits(all);
  return all;
}

// Threads that solve tasks from a short queue.
class JobPool {
 public:
  JobPool(const BatchOptions& options, InOrder& results, std::stop_token stop)
      : options_(options), results_(results), stop_(std::move(stop)) {
    for (unsigned i = 0; i < std::max(1U, options.jobs); ++i)
      threads_.emplace_back([this] { work(); });
  }

  // Blocks while the queue is full.
  void push(Job job) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return queue_.size() < 2 * threads_.size(); });
    queue_.push_back(std::move(job));
    work_.notify_one();
  }

  void join() {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    work_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

 private:
  void work() {
    while (true) {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [this] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      Job job = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      room_.notify_one();
      if (stop_.stop_requested()) continue;
      const std::size_t sequence = job.sequence;
      results_.done(sequence, solve_job(options_, std::move(job), stop_));
    }
  }

  const BatchOptions& options_;
  InOrder& results_;
  std::stop_token stop_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable room_;
  std::deque<Job> queue_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

// Whether a task is one of its domain: no solver could say more of one that is not.
Result<void> check(const Domain& domain, const Task& task) {
  if (auto ok = check_task(task); !ok) return ok;
  try {
    return domain.check(task);
  } catch (const std::exception&) {
    return {};  // the solvers' errors name the plugin that threw
  }
}

// Solvers per domain, made once and on the thread that reads: the registry is not thread-safe.
class SolverCache {
 public:
  SolverCache(Registry& registry, const BatchOptions& options)
      : registry_(registry), options_(options) {}

  Result<std::shared_ptr<const SolverSet>> of(const std::string& domain_id) {
    const auto found = sets_.find(domain_id);
    if (found != sets_.end()) return found->second;
    const auto domain = registry_.domain(domain_id);
    if (!domain) return domain.error();
    auto set = std::make_shared<SolverSet>();
    set->domain = *domain;
    auto names = options_.solvers.empty() ? (*domain)->info().default_solvers : options_.solvers;
    if (options_.model) {
      auto chosen =
          with_model(registry_, **domain, *options_.model, names, !options_.solvers.empty());
      if (!chosen) return std::move(chosen).error();
      names = *std::move(chosen);
    }
    for (const auto& text : names)
      set->solvers.push_back({text, Solver::make(registry_, text, **domain)});
    sets_.emplace(domain_id, set);
    return std::shared_ptr<const SolverSet>(set);
  }

 private:
  Registry& registry_;
  const BatchOptions& options_;
  std::map<std::string, std::shared_ptr<const SolverSet>> sets_;
};

}  // namespace

Result<Shard> parse_shard(std::string_view text) {
  Shard shard;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto whole = [](std::string_view digits, std::size_t& number) {
    const char* end = digits.data() + digits.size();
    const auto [at, ec] = std::from_chars(digits.data(), end, number);
    return ec == std::errc{} && at == end;
  };
  if (slash < text.size() && whole(text.substr(0, slash), shard.index) &&
      whole(text.substr(slash + 1), shard.count) && shard.index >= 1 && shard.index <= shard.count)
    return shard;
  return Error{ErrorCode::bad_param,
               fmt::format("'{}' is no part of a file: expected I/N with I from 1 to N", text),
               {"1/4, 2/4, 3/4 and 4/4 together are the whole file"}};
}

void Tally::add(const SolverAnswer& answer) {
  ++tasks;
  seconds.push_back(answer.seconds);
  for (const auto& correct : answer.correct) {
    if (!correct) continue;
    ++queries;
    right += *correct ? 1U : 0U;
  }
  if (answer.status != SolveStatus::solved) return;
  ++solved;
  program_size += answer.program_size;
}

class TaskSolver::Solvers : public SolverCache {
 public:
  using SolverCache::SolverCache;
};

TaskSolver::TaskSolver(Registry& registry, const BatchOptions& options)
    : options_(options), solvers_(std::make_unique<Solvers>(registry, options)) {}
TaskSolver::~TaskSolver() = default;

Result<void> TaskSolver::check(const Task& task) {
  auto set = solvers_->of(task.domain);
  return set ? app::check(*(*set)->domain, task) : Result<void>(set.error());
}

Result<QuestionAnswers> TaskSolver::solve(Task task, std::stop_token stop) {
  if (auto fits = check(task); !fits) return fits.error();
  auto set = solvers_->of(task.domain);
  return solve_job(options_, {0, std::move(task), *std::move(set)}, stop);
}

Result<void> read_batch(Registry& registry, const BatchOptions& options,
                        const std::function<Result<void>(const Task&)>& check,
                        const std::function<bool(std::size_t, Result<Task>)>& visit) {
  std::size_t row = 0;
  std::size_t tasks = 0;  // of the whole file, so that a limit means the same for every shard
  std::size_t done = 0;
  bool stopped = false;
  std::optional<Error> fault;
  const auto read = registry.read_tasks(options.file, [&](TaskLine line) {
    const bool mine = options.shard.owns(row++);
    if (line.task)
      if (auto fits = check(*line.task); !fits) line.task = fits.error();
    const bool fits = line.task.ok();
    if (fits && line.task->id.empty()) line.task->id = fmt::format("line {}", line.line);
    if (mine && fits && done < options.done.size()) {
      if (line.task->id != options.done[done])
        fault = Error{ErrorCode::bad_input,
                      fmt::format("the records are of other tasks: '{}' where the file has '{}'",
                                  options.done[done], line.task->id),
                      {"give the file and the options of the run that wrote them"}};
      ++done;
    } else if (mine) {
      stopped = !visit(line.line, std::move(line.task));
    }
    // Lines that are no tasks do not count.
    return !stopped && !fault && (!fits || options.limit == 0 || ++tasks < options.limit);
  });
  if (!read) return read.error();
  if (!fault && !stopped && done < options.done.size())
    fault = Error{ErrorCode::bad_input,
                  fmt::format("there are records of {} tasks, and the file has {}",
                              options.done.size(), done),
                  {"give the file and the options of the run that wrote them"}};
  if (fault) return *std::move(fault);
  return {};
}

Result<BatchSummary> run_batch(Registry& registry, const BatchOptions& options,
                               std::stop_token stop, BatchSink& sink) {
  // A solver that nobody provides, or parameters that it never has, are mistakes in the command,
  // not in the tasks.
  if (auto known = check_texts(registry, options.solvers); !known) return known.error();
  InOrder results(sink);
  JobPool pool(options, results, stop);
  SolverCache solvers(registry, options);
  std::size_t sequence = 0;
  const auto solvable = [&](const Task& task) -> Result<void> {
    auto set = solvers.of(task.domain);
    return set ? check(*(*set)->domain, task) : Result<void>(set.error());
  };
  const auto read =
      read_batch(registry, options, solvable, [&](std::size_t line, Result<Task> task) {
        if (stop.stop_requested()) return false;
        if (!task) {
          results.refused(line, task.error());
          return true;
        }
        auto set = solvers.of(task->domain);
        pool.push({sequence++, *std::move(task), *std::move(set)});
        return true;
      });
  pool.join();
  BatchSummary summary = results.finish();
  if (!read) return read.error();
  return summary;
}

std::string answer_line(const QuestionAnswers& task, const SolverAnswer& answer, bool with_time) {
  std::size_t right = 0;
  std::size_t known = 0;
  for (const auto& correct : answer.correct) {
    known += correct ? 1U : 0U;
    right += correct.value_or(false) ? 1U : 0U;
  }
  std::string text = fmt::format("{:<24} {:<12} {:<8} fits {}/{}", task.task.id, answer.solver,
                                 to_text(answer.status), answer.fits, answer.examples);
  if (known > 0) text += fmt::format("  right {}/{}", right, known);
  if (with_time) text += "  " + seconds_text(answer.seconds);
  if (answer.error)
    text += "  " + inkling::to_text(*answer.error);
  else if (!answer.fits_all())
    text += fmt::format("  ({})", limit_text(answer.reason));
  if (!answer.program.empty()) text += "  " + answer.program;
  return text;
}

std::string to_text(const BatchSummary& summary, bool with_time) {
  std::string text;
  for (const auto& [solver, tally] : summary.tallies) {
    text += fmt::format("\n{}: solved {} of {} ({:.1f} %)", solver, tally.solved,
                        counted(tally.tasks, "task"), percent(tally.solved, tally.tasks));
    if (tally.queries > 0)
      text += fmt::format(", queries right {} of {} ({:.1f} %)", tally.right, tally.queries,
                          percent(tally.right, tally.queries));
    if (with_time) text += fmt::format(", median time {}", seconds_text(median(tally.seconds)));
    if (tally.solved > 0)
      text += fmt::format(", mean program size {:.1f}", static_cast<double>(tally.program_size) /
                                                            static_cast<double>(tally.solved));
    text += '\n';
  }
  if (summary.bad_lines > 0)
    text += fmt::format("{} could not be read\n", counted(summary.bad_lines, "line"));
  return text;
}

}  // namespace inkling::app
