#include "run_prompt.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "repl.hpp"

namespace inkling::repl {
namespace {

void show_banner(Repl& repl) {
  repl.say(
      fmt::format("inkling {}: type examples such as [3,1,2] -> [1,2,3], then ask with "
                  "[9,4] -> ?\n:help lists the commands, Ctrl-D leaves; domains: {}\n",
                  kernel_version(), fmt::join(repl.session().registry().ids(Kind::domain), ", ")));
}

void run_startup_file(Repl& repl) {
  std::error_code ec;
  const auto path = startup_file();
  if (path.empty() || !std::filesystem::exists(path, ec)) return;
  if (auto done = repl.run_lines(path.string(), false); !done) repl.report(done.error());
}

// What stays of a line that never became one.
void report_too_long(Repl& repl) {
  repl.report({ErrorCode::bad_input,
               fmt::format("a line is longer than {} MiB and was ignored", kMaxLineBytes >> 20U),
               {"put large values into a task file and use :load or `inkling solve`"}});
}

// Puts inputs into the history, each as one line however many it was typed in.
class InputMemory {
 public:
  explicit InputMemory(LineReader& reader) : reader_(reader) {}
  // `waiting`: whether the input goes on behind this line.
  void add(std::string line, bool waiting) {
    // A command ends an input that was never finished, and is one of its own.
    if (!input_.empty() && trim(line).starts_with(':')) flush();
    if (waiting && line.ends_with('\\')) line.pop_back();
    input_ += input_.empty() ? line : "\n" + line;
    if (!waiting) flush();
  }

 private:
  void flush() {
    while (input_.ends_with('\n')) input_.pop_back();
    reader_.remember(one_line(input_));
    input_.clear();
  }
  LineReader& reader_;
  std::string input_;
};

// Returns whether Ctrl-C ended it.
bool read_lines(Repl& repl, LineReader& reader, bool interactive) {
  InputMemory memory(reader);
  while (!repl.quit() && !(repl.interrupts() && repl.interrupts()->ending())) {
    ReadLine line = reader.read(interactive ? repl.prompt() : std::string());
    switch (line.kind) {
      case ReadLine::Kind::end:
        if (repl.waiting()) repl.finish();
        if (interactive) repl.out() << '\n';
        return false;
      case ReadLine::Kind::failed:
        repl.report({ErrorCode::io, "cannot read standard input: " + line.text});
        return false;
      case ReadLine::Kind::interrupted:
        if (!interactive) return true;
        repl.forget_pending();
        memory.add("", false);
        repl.out() << "(Ctrl-D or :quit leaves)\n" << std::flush;
        break;
      case ReadLine::Kind::too_long:
        report_too_long(repl);
        break;
      case ReadLine::Kind::line:
        // A terminal may have been made wider or narrower meanwhile.
        if (interactive) repl.options().width = terminal_columns(STDOUT_FILENO);
        repl.feed(line.text);
        memory.add(line.text, repl.waiting());
        repl.out() << std::flush;
        if (!interactive && repl.interrupted()) return true;
        break;
    }
  }
  return false;
}

}  // namespace

int run_prompt(Context& context, const PromptOptions& prompt) {
  const bool has_lines = !prompt.lines.empty();
  const bool interactive = !prompt.batch && !has_lines && is_terminal(STDIN_FILENO);
  Session session(context.registry);
  ReplOptions options;
  options.interactive = interactive;
  options.json = prompt.json;
  options.model = context.model;
  options.with_time = context.with_time;
  options.color = context.color;
  options.width = terminal_columns(STDOUT_FILENO);
  Repl repl(session, options, context.out, context.err, context.interrupts);

  if (interactive && !prompt.no_init) run_startup_file(repl);
  bool interrupted = false;
  if (has_lines) {
    for (const auto& line : prompt.lines) {
      if (repl.quit() || repl.interrupted()) break;
      repl.feed(line);
    }
    if (repl.waiting()) repl.finish();
    interrupted = repl.interrupted();
  } else {
    std::unique_ptr<LineReader> reader;
    if (interactive) {
      if (context.interrupts) context.interrupts->take_endings();
      show_banner(repl);
      reader = make_edit_reader(
          history_file(), [&](std::string_view line) { return repl.complete(line); },
          context.interrupts);
    }
    if (!reader) reader = make_plain_reader(STDIN_FILENO, interactive, context.interrupts);
    context.out << std::flush;
    interrupted = read_lines(repl, *reader, interactive);
  }
  if (interactive) return kRan;
  if (interrupted) return kInterrupted;
  return repl.bad_lines() > 0 ? kUnreadable : kRan;
}

}  // namespace inkling::repl
