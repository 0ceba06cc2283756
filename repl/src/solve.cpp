// inkling solve, predict and crosscheck.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <inkling/app/agreement.hpp>
#include <inkling/app/batch.hpp>
#include <inkling/app/code.hpp>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <map>
#include <ostream>
#include <sstream>

#include "batch_printer.hpp"
#include "cli.hpp"
#include "commands.hpp"
#include "ranks.hpp"
#include "status_line.hpp"
#include "takeaway.hpp"

namespace inkling::repl {
namespace {

// Feeds lines to a prompt without a person: predict and crosscheck are sessions in one line each.
struct OneShot {
  OneShot(Context& context, std::ostream& out, const SessionSettings& settings, bool json = false,
          bool html = false)
      : session(context.registry),
        repl(session, options(context, json, html), out, context.err, context.interrupts) {
    session.settings() = settings;
  }
  static ReplOptions options(const Context& context, bool json, bool html) {
    ReplOptions result;
    result.html = html;
    result.json = json;
    result.model = context.model;
    result.with_time = context.with_time;
    result.color = context.color;
    result.width = terminal_columns(STDOUT_FILENO);
    return result;
  }
  Session session;
  Repl repl;
};

int run_agreement(Context& context, const CrosscheckOptions& options) {
  if (!options.right.empty())
    return fail(context, Error{ErrorCode::bad_param,
                               fmt::format("'{}' is too much: with --solvers a file is compared",
                                           options.right),
                               {"inkling crosscheck FILE --solvers A,B"}});
  StopOnInterrupt stop(context.interrupts);
  StatusLine progress(context.err, !options.json && is_terminal(STDERR_FILENO));
  AgreementOptions wanted = options.agreement;
  wanted.file = options.left;
  wanted.limits = options.settings.budget;
  wanted.seed = options.settings.seed;
  wanted.inputs = options.settings.check_inputs;
  FileAgreement names;
  for (std::size_t i = 0; i < 2 && i < wanted.solvers.size(); ++i)
    names.solvers[i] = wanted.solvers[i];
  std::size_t done = 0;
  const auto all = check_agreement(
      context.registry, wanted, stop.token(),
      [&](const TaskAgreement& task) {
        progress.show(fmt::format("{} done", counted(++done, "task")));
        if (options.json) context.out << to_json(task, names) << '\n' << std::flush;
      },
      [&](std::size_t line, const Error& error) {
        progress.clear();
        context.err << fmt::format("{}:{}: {}\n", wanted.file, line, to_text(error)) << std::flush;
      });
  progress.clear();
  if (!all) return fail(context, all.error());
  context.out << (options.json ? to_json(*all) + "\n"
                               : to_text(*all, terminal_columns(STDOUT_FILENO)));
  if (all->stopped) return kInterrupted;
  return all->bad_lines > 0 ? kUnreadable : kRan;
}

// The program that was found, alone on standard output.
int write_code(Context& context, OneShot& shot, const std::string& target) {
  const Task& task = shot.session.task();
  for (const Answer& answer : shot.session.answers()) {
    if (!answer.outcome || answer.outcome->candidates.empty() ||
        answer.outcome->candidates.front().fits != task.examples.size())
      continue;
    const auto code =
        code_of({answer.interpreter, answer.outcome->candidates.front().program}, target, task);
    if (!code && code.error().code == ErrorCode::unsupported)
      if (const auto other = other_code(shot.session, target)) {
        context.err << fmt::format(
            "note: the best program {}; this one fits all examples, too: {}\n",
            code.error().message, other->program.program.text());
        context.out << other->code << std::flush;
        return kRan;
      }
    if (!code) return fail(context, code.error());
    context.out << *code << std::flush;
    return kRan;
  }
  context.err << "no program fits all examples: there is none to write\n";
  return kFailed;
}

// The records that were printed, with their programs as code.
void write_records(Context& context, OneShot& shot, const std::string& target,
                   const std::string& records) {
  const Domain* domain = shot.session.domain();
  const auto language =
      domain ? context.registry.language_of(*domain) : Result<const Language*>(nullptr);
  std::istringstream lines(records);
  for (std::string line; std::getline(lines, line);)
    context.out << (language && *language != nullptr
                        ? record_with_code(line, **language, target,
                                           input_types(shot.session.task()))
                        : line)
                << '\n';
  context.out << std::flush;
}

constexpr std::string_view kSecond =
    "name a second program or solver, or --solvers A,B for a file of tasks";

Error nothing_to_compare(const std::string& with) {
  return Error{ErrorCode::bad_param,
               fmt::format("'{}' has nothing to be compared with", with),
               {std::string(kSecond)}};
}

}  // namespace

Result<Translation> translated(Session& session, const CheckedProgram& program,
                               std::stop_token stop) {
  const Domain& domain = *session.domain();
  Task like = session.task();
  if (like.examples.empty()) like.examples = domain.info().samples;
  std::vector<std::vector<Value>> rows;
  const Rng root = Rng(session.settings().seed).split("translated");
  for (std::size_t i = 0; i < session.settings().check_inputs; ++i) {
    Rng rng = root.split("row", i);
    rows.push_back(domain.sample_inputs(like, rng));
  }
  TranslationOptions options;
  options.seed = session.settings().seed;
  auto translation =
      translate(session.registry(), domain, program, like, rows, stored_meanings(), options, stop);
  if (!translation || translation->checked.divergences.empty()) return translation;
  CrossCheckReport& report = translation->checked;
  BudgetLimits unlimited;  // as in make_small()
  unlimited.time = {};
  shrink_first(report, program, *translation->program, domain, like, Budget(unlimited, stop));
  report.divergences.resize(1);
  return translation;
}

Result<CheckedProgram> reading_of(Session& session, const CheckedProgram& program,
                                  std::stop_token stop) {
  if (!is_translatable(program)) return nothing_to_compare(program.program.text());
  const auto translation = translated(session, program, stop);
  if (!translation) return translation.error();
  if (!translation->program)
    return Error{ErrorCode::not_found, to_text(*translation), {std::string(kSecond)}};
  return *translation->program;
}

void make_small(const Session& session, const CheckedProgram& left, const CheckedProgram& right,
                std::stop_token stop, CrossCheckReport& report) {
  // Of the work there is a limit, so that no clock decides what is shown.
  BudgetLimits unlimited;
  unlimited.time = {};
  shrink_first(report, left, right, *session.domain(), session.task(), Budget(unlimited, stop));
}

int run_solve_command(Context& context, const SolveOptions& options) {
  if (!options.resume.empty() && !options.json)
    return fail(context, {ErrorCode::bad_param,
                          "--resume was given without --json",
                          {"it adds records to a file: `--json --resume records.jsonl`"}});
  if (has_ranks()) return run_solve_over_ranks(context, options);
  StopOnInterrupt stop(context.interrupts);
  BatchOptions batch = options.batch;
  batch.model = context.model;
  Records records;
  if (!options.resume.empty()) {
    auto found = take_up_records(options.resume);
    if (!found) return fail(context, found.error());
    records = *std::move(found);
    batch.done = records.done;
  }
  BatchPrinter printer(context, options, records.bytes);
  const auto summary = run_batch(context.registry, batch, stop.token(), printer);
  printer.clear();
  if (!summary) return fail(context, summary.error());
  if (printer.fault()) return fail(context, *printer.fault());
  if (!options.json) context.out << to_text(*summary, context.with_time);
  context.out << std::flush;
  if (stop.stopped()) return kInterrupted;
  return summary->bad_lines > 0 ? kUnreadable : kRan;
}

int run_predict_command(Context& context, const PredictOptions& options) {
  std::ostringstream body;  // of a page
  const bool code = !options.target.empty();
  // Code stands by itself; records hold it.
  const bool kept = options.html || (code && options.json);
  OneShot shot(context,
               kept   ? body
               : code ? context.err
                      : context.out,
               options.settings, options.json, options.html);
  shot.repl.options().sure = options.sure;
  if (!options.domain.empty())
    if (auto set = shot.session.set_domain(options.domain); !set) return fail(context, set.error());
  if (!options.solvers.empty() || context.model) {
    const auto domain = shot.repl.domain();
    if (!domain) return fail(context, domain.error());
    const bool named = !options.solvers.empty();
    auto solvers =
        Result<std::vector<std::string>>(named ? options.solvers : shot.session.solvers());
    if (context.model)
      solvers = with_model(context.registry, **domain, *context.model, *solvers, named);
    if (!solvers) return fail(context, solvers.error());
    if (auto set = shot.session.set_solvers(*solvers); !set) return fail(context, set.error());
  }
  for (const auto& line : options.lines) {
    shot.repl.feed(line);
    if (shot.repl.waiting()) shot.repl.finish();
    if (shot.repl.interrupted()) return kInterrupted;
  }
  if (shot.repl.bad_lines() == 0 && shot.repl.asked_nothing()) {
    context.err << "error: no line asks for anything: `inputs -> ?` does\n";
    return kUsage;
  }
  if (options.html)
    context.out << html_page("inkling: " + shot.session.domain()->info().id, body.str());
  if (code && options.json) write_records(context, shot, options.target, body.str());
  if (shot.repl.bad_lines() > 0) return kUnreadable;
  return code && !options.json ? write_code(context, shot, options.target) : kRan;
}

int run_crosscheck_command(Context& context, const CrosscheckOptions& options) {
  if (!options.agreement.solvers.empty()) return run_agreement(context, options);
  if (options.right.empty() && options.left.find('<') == std::string::npos)
    return fail(context, nothing_to_compare(options.left));
  OneShot shot(context, context.out, options.settings);
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
    if (side.empty()) continue;
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
  StopOnInterrupt stop(context.interrupts);
  const auto right = options.right.empty() ? reading_of(session, *left, stop.token())
                                           : shot.repl.program(options.right);
  if (!right) return fail(context, right.error(), options.right);
  auto report = session.crosscheck(*left, *right, stop.token());
  if (!report) return fail(context, report.error());
  make_small(session, *left, *right, stop.token(), *report);
  if (options.json) {
    context.out << to_json(*report, left->program.text(), right->program.text()) << '\n';
  } else {
    context.out << fmt::format("  {}\n  {}\n  {}\n", left->program.text(), right->program.text(),
                               verdict(*report))
                << divergence_lines(*report);
  }
  return stop.stopped() ? kInterrupted : kRan;
}

}  // namespace inkling::repl
