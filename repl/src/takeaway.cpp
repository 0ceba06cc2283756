#include "takeaway.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <inkling/app/code.hpp>
#include <inkling/app/fill.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <ostream>

#include "cli.hpp"

namespace inkling::repl {
namespace {

std::vector<Target> targets_here(Repl& repl) {
  const Domain* domain = repl.session().domain();
  const auto language =
      domain ? repl.session().registry().language_of(*domain) : Result<const Language*>(nullptr);
  return targets_of(language ? *language : nullptr);
}

std::string because(const std::string& why) {
  return why.empty() ? "" : ": " + why;
}

// What was taken from the table, and what from that.
std::string table_words(const TableTask& table) {
  std::string inputs;
  for (std::size_t i = 0; i < table.inputs.size(); ++i)
    inputs += fmt::format("{}x{} is {}", i > 0 ? ", " : "", i, table.inputs[i]);
  std::string text = fmt::format("  {} with a cell in {}, {} without; {}\n",
                                 counted(table.filled, "row"), table.wanted, table.empty, inputs);
  text += fmt::format("  the first row is taken as {}{}\n", table.header ? "a header" : "data",
                      because(table.header_why));
  const std::size_t queries = table.task.queries.size();
  if (table.task.examples.size() < table.filled || queries < table.empty)
    text +=
        fmt::format("  {} and {} of them are here; `inkling fill` looks at all rows\n",
                    counted(table.task.examples.size(), "example"), counted(queries, "question"));
  return text + "  :solve answers; `inkling fill` writes the cells into the table\n";
}

}  // namespace

std::vector<Completion> target_words(Repl& repl) {
  std::vector<Completion> words;
  for (const Target& target : targets_here(repl)) words.push_back({target.id, target.summary});
  return words;
}

std::optional<OtherCode> other_code(const Session& session, std::string_view target) {
  const Task& task = session.task();
  for (const Answer& answer : session.answers()) {
    if (!answer.outcome) continue;
    for (const Candidate& candidate : answer.outcome->candidates) {
      if (candidate.fits != task.examples.size()) continue;
      CheckedProgram program{answer.interpreter, candidate.program};
      if (auto code = code_of(program, target, task))
        return OtherCode{std::move(program), *std::move(code)};
    }
  }
  return std::nullopt;
}

Result<void> run_why(Repl& repl, std::string_view args) {
  if (auto ready = repl.domain(); !ready) return ready.error();
  const auto both = read_program_and_inputs(repl, args);
  if (!both) return both.error();
  const auto origins = origins_of(both->program, both->inputs);
  if (!origins) return origins.error();
  if (repl.options().json)
    repl.records() << to_json(*origins) << '\n' << std::flush;
  else
    repl.out() << to_text(*origins, repl.style(), repl.options().width);
  return {};
}

Result<void> run_as(Repl& repl, std::string_view args) {
  if (auto ready = repl.domain(); !ready) return ready.error();
  const auto [target, text] = split_first(args);
  if (target.empty()) {
    Table table({{"language", false, true}, {"what comes out", true, false, true}});
    const auto targets = targets_here(repl);
    for (const Target& it : targets) table.add({it.id, it.summary});
    if (targets.empty())
      repl.out() << "  programs of this domain are written in no other language\n";
    else
      repl.show(table);
    return {};
  }
  auto program = text.empty() ? repl.best_program() : repl.program(text);
  if (!program) {
    Error error = program.error();
    const std::size_t by = text.empty() ? 0 : offset_in(args, text);
    if (error.span) error.span = SourceSpan{error.span->begin + by, error.span->end + by};
    return error;
  }
  // Without examples the program itself says what it takes.
  auto code = code_of(*program, target, repl.session().task());
  if (!code && text.empty() && code.error().code == ErrorCode::unsupported) {
    const std::string why = code.error().message;
    if (auto other = other_code(repl.session(), target)) {
      repl.err() << fmt::format("{}the best program {}; this one fits all examples, too: {}\n",
                                repl.style().yellow("note: "), why, other->program.program.text());
      program = std::move(other->program);
      code = std::move(other->code);
    }
  }
  if (!code) {
    Error error = code.error();
    if (error.code == ErrorCode::not_found) error.span = SourceSpan{0, target.size()};
    return error;
  }
  if (repl.options().json)
    repl.records() << code_json(program->program.text(), target, *code) << '\n' << std::flush;
  else
    repl.out() << *code;
  return {};
}

Result<void> run_table(Repl& repl, std::string_view args) {
  if (args.empty()) return Error{ErrorCode::bad_input, "a file is missing: `:table people.csv`"};
  // Names may hold blanks: what is a file as a whole has no column behind it.
  std::string path(args);
  FillOptions options;
  std::error_code ec;
  const auto blank = args.find_last_of(" \t");
  if (blank != std::string_view::npos && !std::filesystem::exists(path, ec)) {
    path = trim(args.substr(0, blank));
    options.columns.emplace_back(args.substr(blank + 1));
  }
  options.name = path;
  auto table = read_table(path, std::nullopt);
  if (!table) return table.error();
  const auto made = table_task(repl.session().registry(), *std::move(table), options);
  if (!made) return made.error();
  if (auto used = repl.use_domain(made->task.domain); !used) return used.error();
  repl.session().load_task(made->task);
  repl.task_number() = 0;
  repl.question().reset();
  repl.asked().clear();
  for (const Query& query : made->task.queries) repl.asked().push_back(query.inputs);
  repl.out() << table_words(*made);
  return {};
}

}  // namespace inkling::repl
