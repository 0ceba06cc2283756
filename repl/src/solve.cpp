// inkling solve, predict and crosscheck.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <inkling/app/record.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <ostream>
#include <thread>

#include "answers.hpp"
#include "cli.hpp"
#include "commands.hpp"

namespace inkling::repl {
namespace {

// The solvers that a domain's tasks are given to; an error per solver that does not work there.
struct NamedSolver {
  std::string text;
  Result<Solver> solver;
};
using SolverSet = std::vector<NamedSolver>;

// Figures over all records of one solver.
struct Tally {
  std::size_t tasks = 0;
  std::size_t solved = 0;
  std::size_t queries = 0;
  std::size_t right = 0;
  std::size_t program_size = 0;  // summed over solved tasks
  std::vector<double> seconds{};
  void add(const ResultRecord& record) {
    ++tasks;
    seconds.push_back(record.seconds);
    for (const auto& correct : record.correct) {
      if (!correct) continue;
      ++queries;
      right += *correct ? 1U : 0U;
    }
    if (record.status != SolveStatus::solved) return;
    ++solved;
    program_size += record.program_size;
  }
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

std::string readable(const ResultRecord& record, bool with_time) {
  std::size_t right = 0;
  std::size_t known = 0;
  for (const auto& correct : record.correct) {
    known += correct ? 1U : 0U;
    right += correct.value_or(false) ? 1U : 0U;
  }
  std::string text = fmt::format("{:<24} {:<12} {:<8} fits {}/{}", record.id, record.solver,
                                 to_text(record.status), record.fits, record.examples);
  if (known > 0) text += fmt::format("  right {}/{}", right, known);
  if (with_time) text += "  " + seconds_text(record.seconds);
  if (record.error) text += "  " + to_text(*record.error);
  if (!record.program.empty()) text += "  " + record.program;
  return text;
}

// Prints what is done in the order of the input, whatever order it is done in. Thread-safe.
class OrderedPrinter {
 public:
  OrderedPrinter(Context& context, const SolveOptions& options)
      : context_(context), options_(options), progress_(!options.json && isatty(STDERR_FILENO)) {}

  void done(std::size_t sequence, std::vector<ResultRecord> records) {
    const std::scoped_lock lock(mutex_);
    waiting_.emplace(sequence, std::move(records));
    for (auto it = waiting_.begin(); it != waiting_.end() && it->first == next_;
         it = waiting_.erase(it), ++next_)
      print(it->second);
    show_progress();
  }

  // A line for standard error, kept apart from what the other threads print.
  void complain(const std::string& line) {
    const std::scoped_lock lock(mutex_);
    context_.err << (progress_ ? "\r\x1b[K" : "") << line << '\n' << std::flush;
  }

  // After the last `done`: what lies behind a task that was never run (Ctrl-C).
  void flush() {
    const std::scoped_lock lock(mutex_);
    for (const auto& [sequence, records] : waiting_) print(records);
    waiting_.clear();
    if (progress_) context_.err << "\r\x1b[K" << std::flush;
    context_.out << std::flush;
  }

  const std::map<std::string, Tally>& tallies() const { return tallies_; }

 private:
  void print(const std::vector<ResultRecord>& records) {
    if (progress_) context_.err << "\r\x1b[K" << std::flush;
    for (const auto& record : records) {
      tallies_[record.solver].add(record);
      context_.out << (options_.json ? to_json(record, context_.with_time)
                                     : readable(record, context_.with_time))
                   << '\n';
    }
    context_.out << std::flush;
  }

  void show_progress() {
    ++finished_;
    if (progress_)
      context_.err << fmt::format("\r\x1b[K{} done", counted(finished_, "task")) << std::flush;
  }

  Context& context_;
  const SolveOptions& options_;
  bool progress_;
  std::mutex mutex_;
  std::map<std::size_t, std::vector<ResultRecord>> waiting_;
  std::size_t next_ = 0;
  std::size_t finished_ = 0;
  std::map<std::string, Tally> tallies_;
};

struct Job {
  std::size_t sequence = 0;
  Task task;
  std::shared_ptr<const SolverSet> solvers;
};

// Threads that solve tasks from a short queue. A person's Ctrl-C ends running searches with their
// best so far and leaves the queued tasks.
class JobPool {
 public:
  JobPool(const SolveOptions& options, OrderedPrinter& printer, std::stop_token stop)
      : options_(options), printer_(printer), stop_(std::move(stop)) {
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
      if (!stop_.stop_requested()) printer_.done(job.sequence, solve(job));
    }
  }

  std::vector<ResultRecord> solve(const Job& job) const {
    std::vector<ResultRecord> records;
    for (const auto& [text, solver] : *job.solvers) {
      if (stop_.stop_requested() && !records.empty()) break;
      const Budget budget(options_.limits, stop_);
      const auto outcome =
          solver ? solver->solve(job.task, options_.seed, budget) : Result<Outcome>(solver.error());
      records.push_back(make_record(job.task, text, outcome));
    }
    return records;
  }

  const SolveOptions& options_;
  OrderedPrinter& printer_;
  std::stop_token stop_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable room_;
  std::deque<Job> queue_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

// Solvers per domain, made once and on the thread that reads: the registry is not thread-safe.
class SolverCache {
 public:
  SolverCache(Registry& registry, const SolveOptions& options)
      : registry_(registry), options_(options) {}

  Result<std::shared_ptr<const SolverSet>> of(const std::string& domain_id) {
    const auto found = sets_.find(domain_id);
    if (found != sets_.end()) return found->second;
    const auto domain = registry_.domain(domain_id);
    if (!domain) return domain.error();
    auto set = std::make_shared<SolverSet>();
    const auto& names =
        options_.solvers.empty() ? (*domain)->info().default_solvers : options_.solvers;
    for (const auto& text : names) set->push_back({text, Solver::make(registry_, text, **domain)});
    sets_.emplace(domain_id, set);
    return std::shared_ptr<const SolverSet>(set);
  }

 private:
  Registry& registry_;
  const SolveOptions& options_;
  std::map<std::string, std::shared_ptr<const SolverSet>> sets_;
};

// A solver that nobody provides is a mistake in the command, not in the tasks.
Result<void> check_solver_names(const Registry& registry, const std::vector<std::string>& solvers) {
  const auto ids = registry.ids(Kind::solver);
  for (const auto& text : solvers) {
    const auto named = parse_named_params(text);
    if (!named) return named.error();
    if (std::find(ids.begin(), ids.end(), named->name) != ids.end()) continue;
    Error error{ErrorCode::not_found, fmt::format("there is no solver '{}'", named->name)};
    if (const auto near = nearest(named->name, ids); !near.empty())
      error.notes.push_back(fmt::format("did you mean '{}'?", near));
    error.notes.push_back(fmt::format("solvers are {}", fmt::join(ids, ", ")));
    return error;
  }
  return {};
}

void print_summary(Context& context, const OrderedPrinter& printer, std::size_t bad_lines) {
  for (const auto& [solver, tally] : printer.tallies()) {
    context.out << fmt::format("\n{}: solved {} of {} ({:.1f} %)", solver, tally.solved,
                               counted(tally.tasks, "task"), percent(tally.solved, tally.tasks));
    if (tally.queries > 0)
      context.out << fmt::format(", queries right {} of {} ({:.1f} %)", tally.right, tally.queries,
                                 percent(tally.right, tally.queries));
    if (context.with_time)
      context.out << fmt::format(", median time {}", seconds_text(median(tally.seconds)));
    if (tally.solved > 0)
      context.out << fmt::format(
          ", mean program size {:.1f}",
          static_cast<double>(tally.program_size) / static_cast<double>(tally.solved));
    context.out << '\n';
  }
  if (bad_lines > 0)
    context.out << fmt::format("{} could not be read\n", counted(bad_lines, "line"));
}

// Feeds lines to a prompt without a person: predict and crosscheck are sessions in one line each.
struct OneShot {
  OneShot(Context& context, const SessionSettings& settings, bool json)
      : session(context.registry),
        repl(session, options(context, json), context.out, context.err, context.interrupts) {
    session.settings() = settings;
  }
  static ReplOptions options(const Context& context, bool json) {
    ReplOptions result;
    result.json = json;
    result.with_time = context.with_time;
    result.color = context.color;
    result.width = terminal_columns(STDOUT_FILENO);
    return result;
  }
  Session session;
  Repl repl;
};

}  // namespace

int run_solve_command(Context& context, const SolveOptions& options) {
  if (auto known = check_solver_names(context.registry, options.solvers); !known)
    return fail(context, known.error());
  StopOnInterrupt stop(context.interrupts);
  OrderedPrinter printer(context, options);
  JobPool pool(options, printer, stop.token());
  SolverCache solvers(context.registry, options);
  std::size_t sequence = 0;
  std::size_t bad_lines = 0;
  const auto complain = [&](std::size_t line, const Error& error) {
    ++bad_lines;
    printer.complain(fmt::format("{}:{}: {}", options.file, line, to_text(error)));
  };
  const auto read = context.registry.read_tasks(options.file, [&](TaskLine line) {
    if (stop.stopped()) return false;
    if (!line.task) {
      complain(line.line, line.task.error());
      return true;
    }
    auto set = solvers.of(line.task->domain);
    if (!set) {
      complain(line.line, set.error());
      return true;
    }
    if (line.task->id.empty()) line.task->id = fmt::format("line {}", line.line);
    pool.push({sequence++, *std::move(line.task), *std::move(set)});
    return options.limit == 0 || sequence < options.limit;
  });
  pool.join();
  printer.flush();
  if (!read) return fail(context, read.error());
  if (!options.json) print_summary(context, printer, bad_lines);
  if (stop.stopped()) return kInterrupted;
  return bad_lines > 0 ? kUnreadable : kRan;
}

int run_predict_command(Context& context, const PredictOptions& options) {
  OneShot shot(context, options.settings, options.json);
  if (!options.domain.empty())
    if (auto set = shot.session.set_domain(options.domain); !set) return fail(context, set.error());
  if (!options.solvers.empty()) {
    if (auto ready = shot.repl.domain(); !ready) return fail(context, ready.error());
    if (auto set = shot.session.set_solvers(options.solvers); !set)
      return fail(context, set.error());
  }
  for (const auto& line : options.lines) {
    shot.repl.feed(line);
    if (shot.repl.waiting()) shot.repl.finish();
    if (shot.repl.interrupted()) return kInterrupted;
  }
  return shot.repl.bad_lines() > 0 ? kUnreadable : kRan;
}

int run_crosscheck_command(Context& context, const CrosscheckOptions& options) {
  OneShot shot(context, options.settings, false);
  auto& session = shot.session;
  if (!options.domain.empty())
    if (auto set = session.set_domain(options.domain); !set) return fail(context, set.error());
  const auto domain = shot.repl.domain();
  if (!domain) return fail(context, domain.error());
  for (const auto& line : options.lines) shot.repl.feed(line);
  if (shot.repl.bad_lines() > 0) return kUnreadable;
  // Without examples the domain's own ones say what the inputs look like.
  if (options.lines.empty())
    for (const auto& sample : (*domain)->info().samples)
      if (auto added = session.add_example(sample); !added) return fail(context, added.error());
  std::vector<std::string> solvers;
  const auto ids = context.registry.ids(Kind::solver);
  for (const auto& side : {options.left, options.right}) {
    const auto named = parse_named_params(side.substr(0, side.find('#')));
    if (named && std::find(ids.begin(), ids.end(), named->name) != ids.end())
      solvers.push_back(side.substr(0, side.find('#')));
  }
  if (!solvers.empty()) {
    if (auto set = session.set_solvers(solvers); !set) return fail(context, set.error());
    if (auto answers = shot.repl.search({}); !answers) return fail(context, answers.error());
  }
  const auto left = shot.repl.program(options.left);
  if (!left) return fail(context, left.error(), options.left);
  const auto right = shot.repl.program(options.right);
  if (!right) return fail(context, right.error(), options.right);
  StopOnInterrupt stop(context.interrupts);
  const auto report = session.crosscheck(*left, *right, stop.token());
  if (!report) return fail(context, report.error());
  if (options.json) {
    std::string examples;
    for (const auto& d : report->divergences)
      examples +=
          fmt::format("{}{{\"inputs\":{},\"left\":{},\"right\":{}}}", examples.empty() ? "" : ",",
                      to_json(Value(d.inputs)), to_json(d.left), to_json(d.right));
    context.out << fmt::format(
        "{{\"left\":{},\"right\":{},\"inputs\":{},\"agreements\":{},\"both_undefined\":{},"
        "\"left_undefined\":{},\"right_undefined\":{},\"divergences\":[{}]}}\n",
        to_json(Value(left->program.text())), to_json(Value(right->program.text())), report->inputs,
        report->agreements, report->both_undefined, report->left_undefined, report->right_undefined,
        examples);
  } else {
    context.out << fmt::format("  {}\n  {}\n  agree on {} of {} generated inputs\n",
                               left->program.text(), right->program.text(), report->agreements,
                               report->inputs)
                << divergence_lines(*report);
  }
  return stop.stopped() ? kInterrupted : kRan;
}

}  // namespace inkling::repl
