// Commands about the domain, the examples, tasks and session files.
#include <fmt/format.h>

#include <filesystem>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <inkling/base/screen.hpp>
#include <inkling/task.hpp>
#include <ostream>

#include "commands.hpp"

namespace inkling::repl {
namespace {

constexpr std::size_t kMaxListed = 50;       // examples or tasks shown by one command
constexpr std::size_t kMaxLoaded = 100'000;  // tasks kept by :load,
constexpr std::uint64_t kMaxLoadedBytes = std::uint64_t{128} << 20;  // of a file of so many bytes
constexpr std::string_view kSessionMark = "# an inkling session";    // begins what :save writes

Error missing(std::string_view what, std::string_view usage) {
  return Error{ErrorCode::bad_input, fmt::format("{} is missing: `{}`", what, usage)};
}

void list_examples(Repl& repl) {
  const auto& task = repl.session().task();
  if (task.examples.empty()) repl.out() << "  no examples yet; type one: `inputs -> output`\n";
  for (std::size_t i = 0; i < std::min(task.examples.size(), kMaxListed); ++i)
    repl.out() << fmt::format("  {}  {} -> {}\n", i + 1, inputs_text(task.examples[i].inputs),
                              to_text(task.examples[i].output));
  if (task.examples.size() > kMaxListed)
    repl.out() << fmt::format("  and {}\n",
                              counted(task.examples.size() - kMaxListed, "more example"));
}

Result<void> sample_examples(Repl& repl, std::size_t count) {
  const auto domain = repl.domain();
  if (!domain) return domain.error();
  auto& session = repl.session();
  if (!session.task().examples.empty())
    return Error{ErrorCode::bad_input,
                 fmt::format("there are {} already, which drawing new ones would replace",
                             counted(session.task().examples.size(), "example")),
                 {":save FILE keeps them, :clear removes them"}};
  Params params((*domain)->info().generator);
  for (const auto& spec : params.specs())
    if (spec.name == "examples")
      if (auto set = params.set("examples", std::to_string(count)); !set) return set;
  Rng rng = Rng(session.settings().seed).split("sample");
  auto drawn = (*domain)->generate(params, rng);
  if (!drawn) return drawn.error();
  auto& examples = drawn->task.examples;
  if (examples.size() > count) examples.resize(count);
  for (auto& example : examples)
    if (auto added = session.add_example(std::move(example)); !added) return added;
  list_examples(repl);
  repl.say(fmt::format("  drawn with seed {} from a hidden program; :solve looks for it\n",
                       session.settings().seed));
  return {};
}

Result<void> choose_task(Repl& repl, std::size_t number) {
  if (number > repl.tasks().size())
    return Error{ErrorCode::not_found,
                 fmt::format("there is no task {}: {} loaded", number,
                             counted(repl.tasks().size(), "task") +
                                 (repl.tasks().size() == 1 ? " is" : " are"))};
  const Task& task = repl.tasks()[number - 1];
  auto& session = repl.session();
  if (!task.domain.empty()) {
    if (auto known = session.registry().domain(task.domain); !known) return known.error();
  } else if (auto ready = repl.domain(); !ready) {
    return ready.error();
  }
  session.load_task(task);
  repl.task_number() = number;
  repl.asked().clear();
  repl.question().reset();
  for (const auto& query : task.queries) repl.asked().push_back(query.inputs);
  repl.say(fmt::format(
      "  task {}{}: {}, {} in the domain '{}'\n", number,
      task.id.empty() ? "" : " (" + task.id + ")", counted(task.examples.size(), "example"),
      task.queries.size() == 1 ? "1 query" : fmt::format("{} queries", task.queries.size()),
      session.domain()->info().id));
  return {};
}

// What a file may hold that :save writes over: a session, as its first line says, or nothing.
bool may_overwrite(const std::string& path) {
  std::error_code ec;
  if (!std::filesystem::is_regular_file(path, ec)) return true;  // new, or written to as it is
  files::Input file;
  std::string line;
  if (file.open(path)) return true;  // the writer says what is wrong
  return files::read_line(file, kMaxLineBytes, line) == files::LineKind::end
             ? !file.bad()
             : line.starts_with(kSessionMark);
}

}  // namespace

bool is_session_file(const std::string& path) {
  if (path.ends_with(".ink")) return true;
  if (path.ends_with(".json") || path.ends_with(".jsonl")) return false;
  files::Input file;
  char first = '{';
  // What cannot be read is said by who reads it.
  if (file.open(path)) return false;
  file >> first;
  return file && first != '{' && first != '[';
}

std::vector<Completion> complete_file(Repl&, std::string_view args) {
  constexpr std::size_t kMost = 1000;  // of a folder
  const std::string_view typed = args.substr(std::min(args.find_first_not_of(" \t"), args.size()));
  const auto slash = typed.rfind('/');
  const std::string folder(typed.substr(0, slash == std::string_view::npos ? 0 : slash + 1));
  const bool hidden = typed.substr(folder.size()).starts_with('.');
  std::vector<Completion> words;
  std::error_code ec;
  std::filesystem::directory_iterator at(folder.empty() ? "." : folder, ec);
  for (; !ec && at != std::filesystem::directory_iterator() && words.size() < kMost;
       at.increment(ec)) {
    std::string name = at->path().filename().string();
    // What a terminal would obey is never put into a line.
    if (name.starts_with('.') != hidden || screen::printable(name) != name) continue;
    std::error_code unknown;
    const bool is_folder = at->is_directory(unknown);
    words.push_back({folder + name + (is_folder ? "/" : ""), is_folder ? "folder" : ""});
  }
  return words;
}

Result<void> run_domain(Repl& repl, std::string_view args) {
  if (!args.empty()) {
    const Domain* before = repl.session().domain();
    const auto dropped = repl.use_domain(args);
    const bool changed = before != repl.session().domain();
    if (!dropped) {
      Error error = dropped.error();
      error.span = SourceSpan{0, args.size()};
      return error;
    }
    repl.asked().clear();
    repl.question().reset();
    if (*dropped > 0)
      repl.say(fmt::format("  {} dropped: not of the domain '{}'\n",
                           counted(*dropped, "example") + (*dropped == 1 ? " was" : " were"),
                           args));
    // They were meant for another domain, and fit this one by chance.
    const std::size_t kept = repl.session().task().examples.size();
    if (kept > 0 && changed)
      repl.say(fmt::format("  {} of the domain '{}' too and {} kept; :clear removes {}\n",
                           counted(kept, "example") + (kept == 1 ? " is" : " are"), args,
                           kept == 1 ? "was" : "were", kept == 1 ? "it" : "them"));
    return {};
  }
  const auto current = repl.domain();
  if (!current) return current.error();
  for (const auto& id : repl.session().registry().ids(Kind::domain))
    repl.out() << fmt::format("  {} {}\n", id == (*current)->info().id ? "*" : " ", id);
  return {};
}

Result<void> run_examples(Repl& repl, std::string_view args) {
  const auto split = split_first(args);
  if (split.word.empty()) {
    list_examples(repl);
    return {};
  }
  if (split.word != "sample")
    return Error{ErrorCode::bad_input,
                 fmt::format("'{}' is not known here: expected nothing or 'sample N'", split.word),
                 {},
                 SourceSpan{0, split.word.size()}};
  if (split.rest.empty()) return sample_examples(repl, 3);
  const auto count = read_number(split.rest, "a number of examples");
  if (!count) {
    Error error = count.error();
    error.span = SourceSpan{offset_in(args, split.rest), args.size()};
    return error;
  }
  return sample_examples(repl, *count);
}

Result<void> run_drop(Repl& repl, std::string_view args) {
  if (args.empty()) return missing("the number of an example", ":drop 2");
  const auto number = read_number(args, "the number of an example");
  if (!number) return number.error();
  auto done = repl.session().drop_example(*number - 1);
  if (done) return done;
  Error error = done.error();
  error.span = SourceSpan{0, args.size()};
  return error;
}

Result<void> run_clear(Repl& repl, std::string_view) {
  repl.session().clear();
  repl.asked().clear();
  repl.question().reset();
  return {};
}

Result<void> run_load(Repl& repl, std::string_view args) {
  if (args.empty()) return missing("a file", ":load tasks.jsonl");
  const std::string path(args);
  if (is_session_file(path)) return repl.run_lines(path, false);
  std::error_code ec;
  if (const auto size = std::filesystem::file_size(path, ec); !ec && size > kMaxLoadedBytes)
    return Error{ErrorCode::bad_input,
                 fmt::format("'{}' has {}, and :load keeps at most {} in memory", path,
                             files::size_text(size), files::size_text(kMaxLoadedBytes)),
                 {"`inkling solve` reads files of any size"}};
  std::vector<Task> tasks;
  bool more = false;
  std::size_t bad = 0;
  const auto no_tasks = [&] { return tasks.empty() && bad >= kMaxBadStart; };
  const auto read = repl.session().registry().read_tasks(path, [&](TaskLine line) {
    if (!line.task) {
      ++bad;
      Error error = line.task.error();
      error.message = fmt::format("{}:{}: {}", path, line.line, error.message);
      error.span.reset();  // within the line of the file, which is not shown
      repl.report(error);
    } else if (tasks.size() < kMaxLoaded) {
      tasks.push_back(*std::move(line.task));
    } else {
      more = true;
    }
    return !more && !no_tasks();
  });
  if (!read) return read.error();
  if (tasks.empty())
    return Error{ErrorCode::bad_input,
                 no_tasks() ? fmt::format("'{}' does not look like a task file: none of its first "
                                          "{} is a task, and the rest was left out",
                                          path, counted(bad, "line"))
                            : fmt::format("'{}' holds no task that could be read", path),
                 {"one JSON object a line is expected, see docs/repl.md"}};
  repl.out() << fmt::format("  {} loaded{}\n", counted(tasks.size(), "task"),
                            more ? "; the rest of the file was left out" : "");
  repl.tasks() = std::move(tasks);
  return choose_task(repl, 1);
}

Result<void> run_task(Repl& repl, std::string_view args) {
  if (repl.tasks().empty())
    return Error{ErrorCode::bad_input, "no tasks are loaded", {":load FILE loads some"}};
  if (!args.empty()) {
    const auto number = read_number(args, "the number of a task");
    if (!number) return number.error();
    return choose_task(repl, *number);
  }
  for (std::size_t i = 0; i < std::min(repl.tasks().size(), kMaxListed); ++i) {
    const Task& task = repl.tasks()[i];
    repl.out() << fmt::format("  {} {}  {}  {}\n", i + 1 == repl.task_number() ? "*" : " ", i + 1,
                              task.id, counted(task.examples.size(), "example"));
  }
  if (repl.tasks().size() > kMaxListed)
    repl.out() << fmt::format("  and {}\n", counted(repl.tasks().size() - kMaxListed, "more task"));
  return {};
}

Result<void> run_save(Repl& repl, std::string_view args) {
  if (args.empty()) return missing("a file", ":save session.ink");
  const std::string path(args);
  const SourceSpan span{0, args.size()};
  // A file that somebody else wrote must not decide what is written where.
  if (repl.replaying())
    return Error{ErrorCode::unsupported,
                 ":save was left out: a session file may not write files",
                 {"type it yourself once the file has run"},
                 span};
  if (!may_overwrite(path))
    return Error{
        ErrorCode::bad_input,
        fmt::format("'{}' is there already and holds no session, and was left as it is", path),
        {"choose another name, or remove the file first"},
        span};
  const auto domain = repl.domain();
  if (!domain) return domain.error();
  auto& session = repl.session();
  std::string text = fmt::format("{}: run it with `:replay FILE`\n", kSessionMark);
  text += fmt::format(":domain {}\n", (*domain)->info().id);
  for (const auto& line : changed_settings(repl)) text += line + "\n";
  text += fmt::format(":solvers {}\n", fmt::join(session.solvers(), ","));
  for (const auto& example : session.task().examples)
    text += fmt::format("{} -> {}\n", inputs_text(example.inputs), to_text(example.output));
  for (const auto& query : repl.asked()) text += fmt::format("{} -> ?\n", inputs_text(query));
  if (const files::Fault fault = files::write_file(path, text))
    return Error{ErrorCode::io, fmt::format("cannot write '{}': {}", path, *fault), {}, span};
  repl.out() << fmt::format("  saved {} to {}\n",
                            counted(session.task().examples.size(), "example"), args);
  return {};
}

Result<void> run_replay(Repl& repl, std::string_view args) {
  if (args.empty()) return missing("a file", ":replay session.ink");
  return repl.run_lines(std::string(args), true);
}

Result<void> run_history(Repl& repl, std::string_view) {
  for (std::size_t i = 0; i < repl.entered().size(); ++i)
    repl.out() << fmt::format("  {}  {}\n", i + 1, repl.entered()[i]);
  return {};
}

}  // namespace inkling::repl
