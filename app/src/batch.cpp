#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <deque>
#include <exception>
#include <inkling/app/batch.hpp>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/solver_names.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
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
      if (!stop_.stop_requested()) results_.done(job.sequence, solve(std::move(job)));
    }
  }

  QuestionAnswers solve(Job job) const {
    QuestionAnswers all{std::move(job.task), {}, {}, {}};
    all.sure = options_.sure;
    all.warnings = warnings_of(all.task);
    const std::size_t examples = all.task.examples.size();
    const ProbeRows probes = probe_rows(*job.solvers->domain, all.task, options_.seed);
    std::vector<Answer> answers;
    for (const auto& [text, solver] : job.solvers->solvers) {
      if (stop_.stop_requested() && !answers.empty()) break;
      if (!solver) {
        answers.push_back({text, solver.error()});
        continue;
      }
      // The domain's own solvers answer as at the prompt; those that were named are compared.
      const Interpreter& interpreter = solver->interpreter();
      const Budget budget(options_.solvers.empty()
                              ? limits_after(answers, interpreter, examples, options_.limits)
                              : options_.limits,
                          stop_);
      answers.push_back({text, solver->solve(all.task, options_.seed, budget), &interpreter});
    }
    best_first(answers, examples);
    std::vector<const Outcome*> found;
    for (const Answer& answer : answers) {
      all.answers.push_back(
          make_answer(all.task, answer.solver, answer.outcome, answer.interpreter, probes));
      found.push_back(answer.outcome ? &*answer.outcome : nullptr);
    }
    const ProbeRows fresh = probe_rows(*job.solvers->domain, all.task, options_.seed, kFreshInputs);
    BudgetLimits limits = options_.limits;
    limits.evaluations = 0;  // of a search
    all.agreements =
        compare_answers(answers, examples, /*all_pairs=*/false,
                        [&](const CheckedProgram& left, const CheckedProgram& right) {
                          return crosscheck(left, right, fresh(), Budget(limits, stop_));
                        });
    rate_answers(all, found);
    ask_what_splits(all);
    return all;
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

Result<BatchSummary> run_batch(Registry& registry, const BatchOptions& options,
                               std::stop_token stop, BatchSink& sink) {
  // A solver that nobody provides, or parameters that it never has, are mistakes in the command,
  // not in the tasks.
  if (auto known = check_texts(registry, options.solvers); !known) return known.error();
  InOrder results(sink);
  JobPool pool(options, results, stop);
  SolverCache solvers(registry, options);
  std::size_t row = 0;
  std::size_t tasks = 0;  // of the whole file, so that a limit means the same for every shard
  std::size_t sequence = 0;
  const auto read = registry.read_tasks(options.file, [&](TaskLine line) {
    if (stop.stop_requested()) return false;
    const bool mine = options.shard.owns(row++);
    auto set = line.task ? solvers.of(line.task->domain)
                         : Result<std::shared_ptr<const SolverSet>>(line.task.error());
    const auto fits = set ? check(*(*set)->domain, *line.task) : Result<void>(set.error());
    if (!fits) {
      if (mine) results.refused(line.line, fits.error());
      return true;
    }
    if (line.task->id.empty()) line.task->id = fmt::format("line {}", line.line);
    if (mine) pool.push({sequence++, *std::move(line.task), *std::move(set)});
    return options.limit == 0 || ++tasks < options.limit;
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
