#include "ranks.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <inkling/app/solver_names.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <inkling/ranks/spread.hpp>
#include <inkling/ranks/worker.hpp>
#include <mutex>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <thread>

#include "batch_printer.hpp"
#include "parts.hpp"

namespace inkling::repl {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool several(const char* name) {
  const char* count = std::getenv(name);
  return count != nullptr && std::atoi(count) > 1;
}

Result<ranks::Transport*> make_transport() {
  const auto entry = part_entry(
      "mpi", ranks::kMakeTransport,
      "several of it were started together; install Debian's package libopenmpi-dev", true);
  if (!entry) return entry.error();
  return reinterpret_cast<ranks::MakeTransport>(*entry)();
}

ranks::SpreadOptions spread_options(const Context& context) {
  ranks::SpreadOptions options;
  std::error_code ec;
  options.command = context.command;
  options.command.front() = std::filesystem::read_symlink("/proc/self/exe", ec).string();
  return options;
}

// Says what every rank did, and ends the run.
void report(Context& context, ranks::Transport& transport, const ranks::SpreadReport& done) {
  std::size_t units = 0;
  for (const std::size_t count : done.units) units += count;
  context.err << fmt::format("{} over {} ranks ({} each); {} with {:.1f} kB",
                             counted(units, "unit"), done.units.size(), fmt::join(done.units, ", "),
                             counted(done.messages, "message"),
                             static_cast<double>(done.bytes) / 1000);
  if (done.again > 0) context.err << fmt::format("; {} given again", done.again);
  if (done.deaths > 0)
    context.err << fmt::format("; {} of their processes ended early", done.deaths);
  context.err << '\n';
  for (const int rank : done.silent)
    context.err << fmt::format("rank {} was not heard of; what it had, others did\n", rank);
  context.err << std::flush;
  context.out << std::flush;
  transport.end(done.silent.empty());
}

class Nothing : public ranks::Source {
 public:
  Next next(std::string&) override { return Next::end; }
  void done(const std::string&) override {}
  void failed(const std::string&) override {}
};

// The tasks of a file, read by a thread of its own; what comes back is printed.
class TaskSource : public ranks::Source {
 public:
  // `kept`: bytes of the file of records that stay.
  TaskSource(Context& context, const SolveOptions& options, std::uint64_t kept)
      : context_(context), options_(options), printer_(context, options, kept) {}
  ~TaskSource() override { close(); }

  void start(const BatchOptions& batch) {
    reader_ = std::thread([this, &batch] { read(batch); });
  }
  void close() {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    room_.notify_all();
    if (reader_.joinable()) reader_.join();
  }

  Next next(std::string& request) override {
    const std::scoped_lock lock(mutex_);
    if (requests_.empty()) return ended_ ? Next::end : Next::later;
    request = std::move(requests_.front().second);
    ids_.push_back(std::move(requests_.front().first));
    requests_.pop_front();
    room_.notify_one();
    return Next::unit;
  }

  void done(const std::string& reply) override {
    const std::string id = std::move(ids_.front());
    ids_.pop_front();
    const Json json = Json::parse(reply, nullptr, false);
    if (json.contains("error")) return complain(id, json["error"].get<std::string>());
    printer_.write(json.value("text", ""));
    for (const Json& it : json.value("tallies", Json::array())) {
      Tally& tally = summary_.tallies[it[0].get<std::string>()];
      ++tally.tasks;
      tally.solved += it[1].get<std::size_t>();
      tally.queries += it[2].get<std::size_t>();
      tally.right += it[3].get<std::size_t>();
      tally.program_size += it[4].get<std::size_t>();
      tally.seconds.push_back(it[5].get<double>());
    }
  }
  void failed(const std::string& why) override {
    complain(ids_.front(), why);
    ids_.pop_front();
  }

  int code(bool stopped) {
    close();
    if (fault_) return fail(context_, *fault_);
    if (printer_.fault()) return fail(context_, *printer_.fault());
    if (!options_.json) context_.out << to_text(summary_, context_.with_time) << std::flush;
    if (stopped) return kInterrupted;
    return summary_.bad_lines > 0 ? kUnreadable : failed_ > 0 ? kFailed : kRan;
  }
  bool broken() const { return printer_.fault().has_value(); }

 private:
  void complain(const std::string& id, const std::string& why) {
    ++failed_;
    const std::scoped_lock lock(mutex_);
    context_.err << fmt::format("{}: {}: {}\n", options_.batch.file, id, why) << std::flush;
  }

  void read(const BatchOptions& batch) {
    TaskSolver solver(context_.registry, batch);
    const auto read = read_batch(
        context_.registry, batch, [&](const Task& task) { return solver.check(task); },
        [&](std::size_t line, Result<Task> task) {
          constexpr std::size_t kReadAhead = 256;
          std::unique_lock lock(mutex_);
          if (!task) {
            ++summary_.bad_lines;
            printer_.refused(line, task.error());
            return !closed_;
          }
          room_.wait(lock, [&] { return requests_.size() < kReadAhead || closed_; });
          requests_.emplace_back(task->id, to_json(*task));
          return !closed_;
        });
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    if (!read) fault_ = read.error();
  }

  Context& context_;
  const SolveOptions& options_;
  BatchPrinter printer_;
  std::mutex mutex_;  // of what both threads touch
  std::condition_variable room_;
  std::deque<std::pair<std::string, std::string>> requests_;  // id, and the task
  std::deque<std::string> ids_;                               // of those that were given out
  bool ended_ = false;
  bool closed_ = false;
  std::optional<Error> fault_;
  BatchSummary summary_;
  std::size_t failed_ = 0;
  std::thread reader_;
};

// One task: what is printed of it, and the figures of its answers.
std::string solve_unit(Context& context, const SolveOptions& options, TaskSolver& solver,
                       const std::string& request) {
  auto task = task_from_json(request);
  auto answers = task ? solver.solve(*std::move(task), {}) : Result<QuestionAnswers>(task.error());
  if (!answers) return text_of({{"error", to_text(answers.error())}});
  std::ostringstream text;
  Context own{context.registry, text, context.err};
  own.with_time = context.with_time;
  SolveOptions plain = options;
  plain.resume.clear();
  BatchPrinter(own, plain).answered(*answers);
  Json tallies = Json::array();
  for (const SolverAnswer& answer : answers->answers) {
    Tally tally;
    tally.add(answer);
    tallies.push_back({answer.solver, tally.solved, tally.queries, tally.right, tally.program_size,
                       answer.seconds});
  }
  return text_of({{"text", text.str()}, {"tallies", std::move(tallies)}});
}

// Solvers times tasks.
class TrialSource : public ranks::Source {
 public:
  TrialSource(const app::Evaluator& evaluator, std::size_t tasks)
      : tasks_(tasks), counts_(evaluator.solvers().size()) {}
  Next next(std::string& request) override {
    if (given_ == tasks_ * counts_.size() || fault_) return Next::end;
    request = fmt::format("{} {}", given_ / tasks_, given_ % tasks_);
    ++given_;
    return Next::unit;
  }
  void done(const std::string& reply) override {
    const auto counts = app::counts_from_json(reply);
    if (counts)
      counts_[taken_ / tasks_].add(*counts);
    else
      fail_with(reply);
    ++taken_;
  }
  void failed(const std::string& why) override {
    fail_with(why);
    ++taken_;
  }
  const std::vector<app::Counts>& counts() const { return counts_; }
  const std::optional<Error>& fault() const { return fault_; }

 private:
  void fail_with(const std::string& why) {
    if (!fault_)
      fault_ = Error{ErrorCode::internal, fmt::format("task {}: {}", taken_ % tasks_, why)};
  }
  const std::size_t tasks_;
  std::vector<app::Counts> counts_;
  std::size_t given_ = 0;
  std::size_t taken_ = 0;
  std::optional<Error> fault_;
};

// That of rank 0, which shares out the work. Any other rank helps with it first, to the end, and
// has none then. Errors: as of make_transport().
Result<ranks::Transport*> leading_transport(const ranks::SpreadOptions& spreading) {
  const auto transport = make_transport();
  if (!transport || (*transport)->rank() == 0) return transport;
  ranks::help(**transport, spreading);
  (*transport)->end(true);
  return nullptr;
}

// There is nothing to do: the other ranks are told so.
void send_home(ranks::Transport& transport, const ranks::SpreadOptions& spreading,
               const std::stop_token& stop) {
  Nothing nothing;
  ranks::spread(transport, nothing, spreading, stop);
  transport.end(true);
}

}  // namespace

bool has_ranks() {
  return ranks::is_worker() || several("OMPI_COMM_WORLD_SIZE") || several("PMI_SIZE");
}

int run_solve_over_ranks(Context& context, const SolveOptions& options) {
  BatchOptions batch = options.batch;
  batch.model = context.model;
  if (ranks::is_worker()) {
    TaskSolver solver(context.registry, batch);
    ranks::do_units(
        [&](const std::string& request) { return solve_unit(context, options, solver, request); });
    return kRan;
  }
  const ranks::SpreadOptions spreading = spread_options(context);
  const auto transport = leading_transport(spreading);
  if (!transport) return fail(context, transport.error());
  if (*transport == nullptr) return kRan;
  StopOnInterrupt stop(context.interrupts);
  std::optional<Error> fault;
  std::uint64_t kept = 0;
  if (auto known = check_texts(context.registry, batch.solvers); !known) fault = known.error();
  if (!fault && !options.resume.empty()) {
    auto records = take_up_records(options.resume);
    if (records) {
      batch.done = std::move(records->done);
      kept = records->bytes;
    } else {
      fault = records.error();
    }
  }
  if (fault) {
    send_home(**transport, spreading, stop.token());
    return fail(context, *fault);
  }
  TaskSource source(context, options, kept);
  source.start(batch);
  const auto done = ranks::spread(**transport, source, spreading, stop.token());
  const int code = source.code(done.stopped);
  report(context, **transport, done);
  return code;
}

int run_eval_over_ranks(Context& context, const EvalOptions& options,
                        const EvaluationOptions& wanted) {
  const auto evaluator = app::Evaluator::make(context.registry, wanted);
  if (ranks::is_worker()) {
    if (!evaluator) return fail(context, evaluator.error());
    ranks::do_units([&](const std::string& request) {
      std::size_t solver = 0, task = 0;
      std::istringstream(request) >> solver >> task;
      const auto counts = evaluator->run(solver, task, {});
      return counts ? app::to_json(*counts) : to_text(counts.error());
    });
    return kRan;
  }
  const ranks::SpreadOptions spreading = spread_options(context);
  const auto transport = leading_transport(spreading);
  if (!transport) return fail(context, transport.error());
  if (*transport == nullptr) return kRan;
  StopOnInterrupt stop(context.interrupts);
  if (!evaluator) {
    send_home(**transport, spreading, stop.token());
    return fail(context, evaluator.error());
  }
  TrialSource source(*evaluator, wanted.tasks);
  const auto done = ranks::spread(**transport, source, spreading, stop.token());
  int code = kInterrupted;
  if (source.fault()) {
    code = fail(context, *source.fault());
  } else if (!done.stopped) {
    app::EvaluationTable table;
    for (std::size_t i = 0; i < source.counts().size(); ++i)
      table.rows.push_back({evaluator->solvers()[i], source.counts()[i]});
    context.out << (options.json
                        ? to_json(table, context.with_time) + "\n"
                        : to_text(table, terminal_columns(STDOUT_FILENO), context.with_time));
    code = kRan;
  }
  report(context, **transport, done);
  return code;
}

Result<Records> take_up_records(const std::string& path) {
  Records found;
  std::vector<std::string>& done = found.done;
  std::error_code ec;
  if (!std::filesystem::exists(path, ec)) return found;
  files::Input in;
  if (const files::Fault fault = in.open(path))
    return Error{ErrorCode::io, fmt::format("cannot read '{}': {}", path, *fault)};
  constexpr std::size_t kMostBytes = std::size_t{64} << 20;
  std::uint64_t offset = 0;  // where the next line begins
  std::size_t number = 0;
  std::string line;
  for (auto kind = files::LineKind::line;
       (kind = files::read_line(in, kMostBytes, line)) != files::LineKind::end;) {
    ++number;
    const Json json = kind == files::LineKind::line ? Json::parse(line, nullptr, false) : Json();
    const std::uint64_t next = offset + line.size() + 1;
    const bool record = json.is_object() && json.contains("id") && json["id"].is_string() &&
                        json.contains("solver") && json.contains("status");
    if (!record) {
      // A record that was being written: its beginning, and no end of a line. Anything else is
      // somebody's, and is not cut off.
      constexpr std::string_view kBeginning = "{\"id\":";
      const bool last = std::filesystem::file_size(path, ec) == offset + line.size();
      if (last && json.is_discarded() &&
          (line.starts_with(kBeginning) || kBeginning.starts_with(line)))
        break;
      return Error{ErrorCode::parse,
                   fmt::format("{}:{}: this is no record of `inkling solve --json`", path, number),
                   {"--resume goes on with a file of records, or makes it"}};
    }
    std::string id = json["id"].get<std::string>();
    if (done.empty() || done.back() != id) {
      found.bytes = offset;
      done.push_back(std::move(id));
    }
    offset = next;
  }
  if (in.fault())
    return Error{ErrorCode::io, fmt::format("cannot read '{}': {}", path, *in.fault())};
  if (!done.empty()) done.pop_back();
  return found;
}

}  // namespace inkling::repl
