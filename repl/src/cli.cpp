#include "cli.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <inkling/app/layout.hpp>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/plugin_trial.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/screen.hpp>
#include <inkling/formats/formats.hpp>
#include <iostream>
#include <map>
#include <set>

#include "commands.hpp"
#include "examples.hpp"
#include "repl.hpp"
#include "shell_files.hpp"

namespace inkling::repl {
namespace {

struct GlobalOptions {
  std::vector<std::string> plugins;
  std::vector<std::string> plugin_dirs;
  bool no_default_plugins = false;
  bool safe = false;
  bool no_init = false;
  bool no_time = false;
  bool batch = false;
  bool json = false;
  std::string model;
  std::string color = "auto";
  std::vector<std::string> lines;
};

// An option that takes a whole number from `least` to `most`. CLI11 reads `-1` as a huge number,
// `010` as eight and digits beyond the type as its largest number: what goes to it is checked first
// and has no zeros in front. Lists are checked number by number.
template <class Target>
CLI::Option* add_whole(CLI::App& app, const std::string& names, Target& target,
                       const std::string& help, std::uint64_t least, std::uint64_t most) {
  const auto check = [least, most](std::string& text) {
    const auto number = read_whole(text, least, most);
    if (!number) return number.error().message;
    text = std::to_string(*number);
    return std::string();
  };
  return app.add_option(names, target, help)
      ->transform(CLI::Validator(check, ""))
      ->capture_default_str();
}

constexpr std::uint64_t kAny = UINT64_MAX;  // as many as the number can be
constexpr std::uint64_t kMaxThreads = 1024;
constexpr std::uint64_t kMaxCount = 1'000'000;
constexpr std::uint64_t kMaxTasks = 10'000'000;

// Limits as typed; checked by their own parsers so that messages are the same everywhere.
struct LimitOptions {
  std::string budget = "10s";
  std::string memory = "4G";
  std::uint64_t evaluations = 0;
  unsigned threads = 1;
  std::uint64_t seed = 0;
  std::string solvers;

  void add_to(CLI::App& app) {
    const auto check = [](auto parse) {
      return [parse](const std::string& text) {
        const auto read = parse(text);
        return read ? std::string() : read.error().message;
      };
    };
    app.add_option("--solver", solvers, "Solvers, separated by commas: enumerate,random(seed=3)");
    app.add_option("--budget", budget, "Time per search: 10s, 500ms, 2m; 0 = no limit")
        ->check(CLI::Validator(check(parse_duration), ""))
        ->capture_default_str();
    app.add_option("--memory", memory, "Memory per search: 512M, 2G; 0 = no limit")
        ->check(CLI::Validator(check(read_memory), ""))
        ->capture_default_str();
    add_whole(app, "--evaluations", evaluations, "Programs tried per search; 0 = no limit", 0,
              kAny);
    add_whole(app, "--threads", threads, "Worker threads per search", 1, kMaxThreads);
    add_whole(app, "--seed", seed, "Seed of everything random", 0, kAny);
  }
  BudgetLimits limits() const {
    BudgetLimits result;
    result.time = parse_duration(budget).value();
    result.bytes = read_memory(memory).value();
    result.evaluations = evaluations;
    result.threads = threads;
    return result;
  }
  SessionSettings settings() const { return {limits(), seed}; }
};

// Checked when parsing; the parser of the command line has no Result.
std::vector<std::string> solver_list(const std::string& text) {
  if (text.empty()) return {};  // not given: an option refuses the empty text
  auto names = split_names(text);
  if (!names) throw CLI::ValidationError("--solver", names.error().message);
  return *std::move(names);
}

RegistryOptions registry_options(const GlobalOptions& global) {
  RegistryOptions options;
  options.plugins.assign(global.plugins.begin(), global.plugins.end());
  options.plugin_dirs.assign(global.plugin_dirs.begin(), global.plugin_dirs.end());
  options.use_default_dir = !global.no_default_plugins;
  if (global.safe)
    options.trial = [](const std::filesystem::path& plugin) {
      std::error_code ec;
      const auto program = std::filesystem::read_symlink("/proc/self/exe", ec);
      const std::string why = app::try_plugin(program, plugin);
      return why.empty() ? app::rehearse_plugin(plugin) : why;
    };
  return options;
}

ColorChoice color_choice(const std::string& text) {
  return text == "always"  ? ColorChoice::always
         : text == "never" ? ColorChoice::never
                           : ColorChoice::automatic;
}

void show_banner(std::ostream& out, const Registry& registry) {
  out << fmt::format(
             "inkling {}: type examples such as [3,1,2] -> [1,2,3], then ask with [9,4] -> "
             "?\n",
             kernel_version())
      << fmt::format(":help lists the commands, Ctrl-D leaves; domains: {}\n",
                     fmt::join(registry.ids(Kind::domain), ", "));
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

int run_repl(Context& context, const GlobalOptions& global) {
  const bool has_lines = !global.lines.empty();
  const bool interactive = !global.batch && !has_lines && is_terminal(STDIN_FILENO);
  Session session(context.registry);
  ReplOptions options;
  options.interactive = interactive;
  options.json = global.json;
  options.model = context.model;
  options.with_time = context.with_time;
  options.color = context.color;
  options.width = terminal_columns(STDOUT_FILENO);
  Repl repl(session, options, context.out, context.err, context.interrupts);

  if (interactive && !global.no_init) run_startup_file(repl);
  bool interrupted = false;
  if (has_lines) {
    for (const auto& line : global.lines) {
      if (repl.quit() || repl.interrupted()) break;
      repl.feed(line);
    }
    if (repl.waiting()) repl.finish();
    interrupted = repl.interrupted();
  } else {
    std::unique_ptr<LineReader> reader;
    if (interactive) {
      if (context.interrupts) context.interrupts->take_endings();
      show_banner(repl.out(), context.registry);
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

void add_global_options(CLI::App& app, GlobalOptions& global) {
  app.add_option("--plugin", global.plugins, "Load this plugin; exit code 4 when it is refused")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--plugin-dir", global.plugin_dirs, "Also look for plugins here")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app.add_flag("--no-default-plugins", global.no_default_plugins,
               "Leave out the plugins that come with inkling");
  app.add_flag(
      "--safe", global.safe,
      "Load every plugin in a process of its own first, and leave out those that crash it");
  app.add_option("--model", global.model,
                 "Use this weights file in place of the models that are found (the prompt, solve, "
                 "predict, eval)")
      ->type_name("FILE");
  app.add_flag("--no-init", global.no_init, "Do not run the start-up file");
  app.add_flag("--no-time", global.no_time,
               "Print nothing that depends on the clock (also INKLING_NO_TIME)");
  app.add_option("--color", global.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_option("-c,--command", global.lines, "Run this line of the prompt; may be repeated")
      ->type_name("LINE")
      ->allow_extra_args(false);
  app.add_flag("--batch", global.batch, "Read lines without prompt, banner and start-up file");
  app.add_flag("--json", global.json,
               "Answers as one JSON object per line, and all text on standard error");
  app.set_version_flag("--version", fmt::format("inkling {}", kernel_version()));
}

constexpr const char* kAsHelp = "Write the program found in this language, too: python, sql, excel";
// Refuse --json. The others print JSON with it, or always (generate).
const std::set<std::string> kWithoutJson{"export",   "fill",       "doctor", "report",
                                         "selftest", "completion", "manual"};

struct ExitMeaning {
  int code;
  std::string_view meaning;
};
constexpr ExitMeaning kExitMeanings[] = {
    {kRan, "ran, whatever the answers are: `fits` and `status` say how good they are"},
    {kFailed,
     "ran without a result to write: `fill` found no program or is sure of no cell, a `selftest` "
     "failed, the loss of a training is not finite"},
    {kUsage, "wrong usage, or a name or parameter that does not exist"},
    {kUnreadable, "something could not be read: a file, a task line, a line of the prompt"},
    {kRefused,
     "a plugin that was named was refused, or what trains or evaluates a model is not there"},
    {kUnsure, "`fill` wrote the table and left cells as they were of which it is not sure"},
    {kInterrupted, "interrupted"},
};

std::string exit_code_lines() {
  std::string text;
  for (const auto& [code, meaning] : kExitMeanings)
    text += break_lines(fmt::format("  {:<4} {}", code, meaning), 100, 5) + "\n";
  return text;
}

// A sub-command, what it runs, and an example for its help.
class CommandLine {
 public:
  CommandLine() {
    app_.footer(
        "Without a sub-command inkling starts a prompt, or runs the lines of -c or of a pipe.\n"
        "Exit codes:\n" +
        exit_code_lines() + "Example: " + std::string(examples::kProgram));
    app_.require_subcommand(0, 1);
    app_.fallthrough();
    add_global_options(app_, global_);
    add_solve();
    add_export();
    add_predict();
    add_fill();
    add_crosscheck();
    add_report();
    add_generate();
    add_bench();
    add_train();
    add_eval();
    add_information();
    add_shell_files();
    refuse_empty_values();
  }

  int run(int argc, const char* const* argv) {
    try {
      app_.parse(arguments(argc, argv));
      if (global_.batch && !global_.lines.empty())
        throw CLI::ExcludesError("--batch", "-c (lines given with -c need no --batch)");
      return execute();
    } catch (const CLI::ExtrasError& error) {
      std::cerr << "error: "
                << screen::printable(render_error(fitted(unexpected(error), columns()), {}))
                << '\n';
      return kUsage;
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? kRan : kUsage;
    }
  }

 private:
  static std::size_t columns() { return terminal_columns(STDERR_FILENO); }

  // `--solver ''` is what a script passes whose variable is not set: it names nothing.
  void refuse_empty_values() {
    static const std::set<std::string> may_be_empty{"empty", "command", "params", "tasks", "tape"};
    const auto check = [](const std::string& text) {
      return text.empty() ? std::string("the value is empty: leave the option out for its default")
                          : std::string();
    };
    auto apps = app_.get_subcommands({});
    apps.push_back(&app_);
    for (CLI::App* app : apps)
      for (CLI::Option* option : app->get_options()) {
        if (option->get_lnames().empty() || option->get_items_expected_min() == 0) continue;
        if (!may_be_empty.contains(option->get_lnames().front()))
          option->check(CLI::Validator(check, ""));
      }
  }

  // Words that no sub-command or option is, with the nearest that is one.
  Error unexpected(const CLI::ExtrasError& fault) const {
    const auto chosen = app_.get_subcommands();
    const auto words = app_.remaining(true);
    const std::string word = words.empty() ? std::string() : std::string(trim(words.front()));
    if (word.empty() || (!word.starts_with("-") && !chosen.empty()))
      return {ErrorCode::bad_param, fault.what(), {"--help says what is expected"}};
    std::vector<std::string> known;
    Error error{ErrorCode::not_found, {}, {}};
    if (word.starts_with("-")) {
      const CLI::App* app = chosen.empty() ? &app_ : chosen.front();
      const std::string owner = chosen.empty() ? "inkling" : "inkling " + app->get_name();
      for (const CLI::App* from : {&app_, app})
        for (const CLI::Option* option : from->get_options())
          for (const auto& name : option->get_lnames()) known.push_back("--" + name);
      error.message = fmt::format("`{}` has no option '{}'", owner, word);
      error.notes.push_back(fmt::format("`{} --help` lists the options", owner));
    } else {
      for (const CLI::App* sub : app_.get_subcommands([](const CLI::App*) { return true; }))
        known.push_back(sub->get_name());
      error.message = fmt::format("there is no sub-command '{}'", word);
      error.notes.push_back(fmt::format("sub-commands are {}", fmt::join(known, ", ")));
    }
    if (const auto near = nearest(word, known); !near.empty())
      error.notes.insert(error.notes.begin(), fmt::format("did you mean '{}'?", near));
    return error;
  }

  // CLI11 takes [a,b] for a list and splits it; here it is a value (`[1,2] -> [2]`). A blank in
  // front keeps it whole and is trimmed where values are read. CLI11 wants the arguments in
  // reverse.
  static std::vector<std::string> arguments(int argc, const char* const* argv) {
    std::vector<std::string> reversed;
    for (int i = argc - 1; i > 0; --i) {
      const std::string_view text = argv[i];
      const bool list = text.starts_with('[') && text.ends_with(']');
      reversed.push_back((list ? " " : "") + std::string(text));
    }
    return reversed;
  }

  CLI::App* add(const std::string& name, const std::string& summary, const std::string& example,
                std::function<int(Context&)> action) {
    auto* sub = app_.add_subcommand(name, summary);
    sub->footer(example.empty() ? example : "Example: " + example);  // else it has the program's
    sub->fallthrough();
    actions_.emplace_back(sub, std::move(action));
    return sub;
  }

  // How an installed model was trained, or the form of it where there is none.
  static std::string train_example() {
    std::string what = "ARCH --domain D --tasks NAME=VALUE,..";
    for (const auto& file : installed_models()) {
      const auto facts = read_model_facts(file);
      if (!facts || facts->architecture().empty()) continue;
      what = fmt::format("{} --domain {}", facts->architecture(), facts->text("domain"));
      if (!facts->tasks().empty()) what += fmt::format(" --tasks '{}'", facts->tasks());
      break;
    }
    return fmt::format("inkling train {} --out runs/a steps=6000", what);
  }

  int execute() {
    const auto action = std::find_if(actions_.begin(), actions_.end(),
                                     [](const auto& a) { return a.first->parsed(); });
    // It loads everything, and is what one calls when that goes wrong.
    if (action != actions_.end() && action->first->get_name() == "doctor") global_.safe = true;
    const auto options = registry_options(global_);
    Registry registry(options);
    // Installed from here on: Ctrl-C during loading ends the program as usual.
    Interrupts interrupts;
    Context context{registry, std::cout, std::cerr, &interrupts};
    context.with_time = !global_.no_time && std::getenv("INKLING_NO_TIME") == nullptr;
    context.color = color_choice(global_.color);
    int code = kRan;
    const std::string command = action == actions_.end() ? "" : action->first->get_name();
    if (global_.json && kWithoutJson.contains(command))
      return fail(context,
                  {ErrorCode::bad_param,
                   fmt::format("--json was given, and `inkling {}` prints text alone", command),
                   {"leave --json out; `inkling plugins --json` lists what is installed"}});
    const auto named = options.plugins.empty() ? Result<void>() : registry.check_named();
    // These two are what one calls to find out why.
    const bool reports = action != actions_.end() && (action->first->get_name() == "doctor" ||
                                                      action->first->get_name() == "plugins");
    auto model = Result<void>();
    if (!global_.model.empty())
      model = take_model(context, action == actions_.end() ? "" : action->first->get_name());
    if (!named && !reports)
      code = fail(context, named.error());
    else if (!model)
      code = fail(context, model.error());
    else
      code = action == actions_.end() ? run_repl(context, global_) : action->second(context);
    if (!std::cout.flush()) {
      std::cerr << "error: standard output could not be written\n";
      return kFailed;
    }
    return code;
  }

  // --model, for those that search.
  Result<void> take_model(Context& context, const std::string& command) const {
    if (!command.empty() && command != "solve" && command != "predict" && command != "eval")
      return Error{ErrorCode::bad_param,
                   fmt::format("--model {} was given, and `inkling {}` uses no model",
                               global_.model, command),
                   {"it is for the prompt, solve, predict and eval"}};
    auto facts = open_model(context.registry, global_.model);
    if (!facts) return std::move(facts).error();
    context.model = *std::move(facts);
    return {};
  }

  static void add_sure(CLI::App& app, double& sure) {
    app.add_option("--sure", sure,
                   "Confidence below which an answer is called not sure, from 0 to 1")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
  }

  void add_solve() {
    auto* sub =
        add("solve", "Solve the tasks of a file (JSON Lines; - is standard input)",
            examples::kSolve, [this](Context& context) {
              solve_.batch.solvers = solver_list(limits_.solvers);
              solve_.batch.limits = limits_.limits();
              solve_.batch.seed = limits_.seed;
              solve_.batch.shard = parse_shard(shard_).value();
              solve_.json = global_.json;
              solve_.batch.model = context.model;
              if (answers_in_own_words(solve_)) return run_answer_command(context, solve_);
              if (solve_.free_grammar)
                return fail(context, {ErrorCode::bad_param,
                                      "--free-grammar was given, and what is read are tasks, which "
                                      "have no grammar",
                                      {"it is for files of " + format_list() +
                                       ", without --solver, --as and --json"}});
              return run_solve_command(context, solve_);
            });
    sub->add_option("file", solve_.batch.file,
                    "Task file, or a problem in another tool's format: " + format_list())
        ->required();
    sub->add_flag("--free-grammar", solve_.free_grammar,
                  "Of a problem with a grammar: answers need not keep to it");
    add_whole(*sub, "--jobs", solve_.batch.jobs, "Tasks solved at the same time", 1, kMaxThreads);
    add_whole(*sub, "--limit", solve_.batch.limit, "Stop after this many tasks; 0 = all", 0, kAny);
    sub->add_option("--as", solve_.target, kAsHelp)->type_name("LANGUAGE");
    sub->add_option("--shard", shard_, "Part I of N of the rows, I from 1: for several machines")
        ->type_name("I/N")
        ->check(CLI::Validator(shard_fault, ""));
    add_sure(*sub, solve_.batch.sure);
    limits_.add_to(*sub);
  }

  // "SyGuS-IF 2.1: .. (.sl)"
  static std::string format_list() {
    std::vector<std::string> names;
    for (const auto& format : formats::known())
      names.push_back(fmt::format("{} (.{})", format.id, format.extension));
    return fmt::format("{}", fmt::join(names, ", "));
  }

  void add_export() {
    std::vector<std::string> names;
    for (const auto& format : formats::known()) names.push_back(format.id);
    auto* sub =
        add("export", "Write tasks as files of another tool's format",
            fmt::format("inkling export examples/tasks.jsonl --task 1 --as {}", names.front()),
            [this](Context& context) { return run_export_command(context, export_); });
    sub->add_option("file", export_.file, "Task file")->required();
    sub->add_option("--as", export_.format, "Format: " + format_list())
        ->required()
        ->type_name("FORMAT")
        ->check(CLI::IsMember(names));
    sub->add_option("--task", export_.task, "The task of this number (from 1) or id");
    sub->add_option("--out", export_.out,
                    "A folder, for a file of each task (default: standard output)")
        ->type_name("FOLDER");
    sub->add_option("--oracle", export_.oracle,
                    "A program that answers questions about further inputs, named in the file")
        ->type_name("PROGRAM");
  }

  void add_predict() {
    auto* sub = add("predict", "Answer a question from examples given as arguments",
                    examples::kPredict, [this](Context& context) {
                      predict_.solvers = solver_list(limits_.solvers);
                      predict_.settings = limits_.settings();
                      predict_.json = global_.json;
                      if (predict_.html && !predict_.target.empty())
                        return fail(context, {ErrorCode::bad_param,
                                              "--html and --as were both given",
                                              {"leave one of them out"}});
                      if (predict_.json && predict_.html)
                        return fail(context, {ErrorCode::bad_param,
                                              "--html and --json were both given",
                                              {"leave one of them out"}});
                      return run_predict_command(context, predict_);
                    });
    sub->add_option("--domain", predict_.domain, "Domain (default: that of the prompt)");
    sub->add_option("--as", predict_.target, kAsHelp)->type_name("LANGUAGE");
    sub->add_flag("--html", predict_.html, "A page that stands by itself, in place of text");
    sub->add_option("lines", predict_.lines, "'inputs -> output' and 'inputs -> ?'")->required();
    add_sure(*sub, predict_.sure);
    limits_.add_to(*sub);
  }

  void add_fill() {
    auto* sub =
        add("fill", "Fill the empty cells of a table's columns from the rows that have them",
            "inkling fill people.csv --column initials --out filled.csv", [this](Context& context) {
              fill_.fill.solvers = solver_list(limits_.solvers);
              fill_.fill.settings = limits_.settings();
              fill_.fill.header = header_yes_  ? FillOptions::Header::yes
                                  : header_no_ ? FillOptions::Header::no
                                               : FillOptions::Header::detect;
              if (!separator_.empty())
                fill_.separator = separator_ == "tab" ? '\t' : separator_.front();
              return run_fill_command(context, fill_);
            });
    auto& fill = fill_.fill;
    sub->add_option("file", fill.name, "CSV file (- is standard input)")->required();
    sub->add_option("--column", fill.columns,
                    "What is filled: a name of the header or a number from 1; may be repeated "
                    "(default: the last column)")
        ->type_name("NAME")
        ->allow_extra_args(false);
    sub->add_option("--domain", fill.domain, "Domain (default: one that takes text)")
        ->type_name("ID");
    auto* out = sub->add_option("--out", fill_.out, "Where to write (default: standard output)");
    auto* in_place = sub->add_flag("--in-place", fill_.in_place, "Overwrite the file");
    in_place->excludes(out);
    auto* preview =
        sub->add_flag("--preview", fill_.preview, "Show what would be filled, and write nothing")
            ->excludes(out)
            ->excludes(in_place);
    sub->add_option("--as", fill_.target,
                    "Write the program in this language (python, sql, excel) in place of the table")
        ->type_name("LANGUAGE")
        ->excludes(in_place)
        ->excludes(preview);
    auto* header = sub->add_flag("--header", header_yes_, "The first row is a header");
    sub->add_flag("--no-header", header_no_, "The first row is data")->excludes(header);
    sub->add_option("--separator", separator_,
                    "Between cells: , ; | or tab (default: found out from the rows)")
        ->check(CLI::IsMember({",", ";", "|", "tab"}));
    sub->add_option("--empty", fill.blanks.texts,
                    "A cell of this text is an empty one, as one of white space is; may be "
                    "repeated")
        ->type_name("TEXT")
        ->allow_extra_args(false)
        ->capture_default_str();
    sub->add_flag("--short-rows", fill.short_rows,
                  "Take rows with fewer cells than the first: their last cells are missing");
    sub->add_flag(
        "--all", fill.all,
        "Fill the cells that are not sure, too (otherwise they stay empty and are listed)");
    add_sure(*sub, fill.sure);
    limits_.add_to(*sub);
  }

  void add_crosscheck() {
    auto* sub = add("crosscheck", "Run two programs on generated inputs and show where they differ",
                    examples::kCrosscheck, [this](Context& context) {
                      const std::size_t inputs = crosscheck_.settings.check_inputs;
                      crosscheck_.settings = limits_.settings();
                      crosscheck_.settings.check_inputs = inputs;
                      crosscheck_.json = global_.json;
                      crosscheck_.agreement.solvers = solver_list(crosscheck_solvers_);
                      return run_crosscheck_command(context, crosscheck_);
                    });
    sub->add_option("--domain", crosscheck_.domain, "Domain (default: that of the prompt)");
    sub->add_option(
           "a", crosscheck_.left,
           "A program, or a solver when examples are given, or a file of tasks with --solvers")
        ->required();
    sub->add_option("b", crosscheck_.right,
                    "Another one; without it a latent program is compared with what it says in the "
                    "readable language");
    sub->add_option(
        "--solvers", crosscheck_solvers_,
        "Two, separated by a comma, whose programs are compared on every task of a file");
    sub->add_option("examples", crosscheck_.lines,
                    "'inputs -> output': what inputs look like, and what solvers learn from");
    add_whole(*sub, "--inputs", crosscheck_.settings.check_inputs, "Generated inputs", 1,
              kMaxCount);
    limits_.add_to(*sub);
  }

  void add_report() {
    auto* sub =
        add("report", "Write a page about tasks, a session or records: answers, steps, differences",
            "inkling report examples/tasks.jsonl --out page.html", [this](Context& context) {
              report_.settings = limits_.settings();
              report_.solvers = solver_list(report_solvers_);
              return run_report_command(context, report_);
            });
    sub->add_option("file", report_.file,
                    "Tasks (JSON lines; - is standard input), a session (.ink), or records that "
                    "solve, eval or crosscheck wrote with --json")
        ->required();
    sub->add_option("--solvers", report_solvers_,
                    "Separated by commas (default: those of each task's domain)");
    add_whole(*sub, "--limit", report_.limit, "Tasks or questions of the file", 1, 1000);
    sub->add_option("--out", report_.out, "The page (default: standard output)")->type_name("FILE");
    limits_.add_to(*sub);
  }

  void add_generate() {
    auto* sub = add("generate", "Print tasks drawn from a domain's generator", examples::kGenerate,
                    [this](Context& context) { return run_generate_command(context, generate_); });
    sub->add_option("--domain", generate_.domain, "Domain")->required();
    add_whole(*sub, "--count", generate_.count, "Tasks", 0, kAny);
    add_whole(*sub, "--seed", generate_.seed, "Seed", 0, kAny);
    sub->add_option("--params", generate_.params, "Of the generator: a=1,b=2");
  }

  void add_bench() {
    auto* sub = add("bench",
                    "Measure searches on generated tasks; the signature changes only when "
                    "behaviour does",
                    "inkling bench --evaluations 100000 --json", [this](Context& context) {
                      bench_.benchmark.solvers = solver_list(bench_solvers_);
                      bench_.json = global_.json;
                      if (bench_what_.empty()) return run_bench_command(context, bench_);
                      if (!bench_threads_->count()) bench_.benchmark.threads = 0;
                      return run_bench_gradient_command(context, bench_);
                    });
    sub->add_option("what", bench_what_,
                    "gradient: the engine of neural interpreters, against LibTorch and OpenBLAS")
        ->check(CLI::IsMember({"gradient"}));
    sub->add_option("--domain", bench_.benchmark.domains, "Domains (default: all)")->delimiter(',');
    sub->add_option("--solver", bench_solvers_, "Solvers (default: those of each domain)");
    add_whole(*sub, "--tasks", bench_.benchmark.tasks, "Tasks per domain", 1, kMaxTasks);
    add_whole(*sub, "--evaluations", bench_.benchmark.evaluations, "Programs tried per task", 1,
              kAny);
    bench_threads_ =
        add_whole(*sub, "--threads", bench_.benchmark.threads, "Worker threads", 1, kMaxThreads);
    add_whole(*sub, "--seed", bench_.benchmark.seed, "Seed", 0, kAny);
  }

  // How long and with how many threads, as a training or an evaluation has it.
  struct RunLimits {
    std::string time = "0";
    std::uint64_t evaluations = 0;
    unsigned threads = 1;
    BudgetLimits limits() const {
      BudgetLimits result;
      result.evaluations = evaluations;
      result.time = parse_duration(time).value();
      result.threads = threads;
      return result;
    }
  };

  static std::string duration_fault(const std::string& text) {
    const auto read = parse_duration(text);
    return read ? std::string() : read.error().message;
  }

  static std::string shard_fault(const std::string& text) {
    const auto read = parse_shard(text);
    return read ? std::string() : to_text(read.error());
  }

  void add_train() {
    auto* sub =
        add("train", "Train the weights of a neural solver, or go on where a training stopped", "",
            [this](Context& context) {
              if (train_list_) return run_train_settings_command(context, train_.training.id);
              // The short options are settings like any other, and stand before those given as
              // such.
              std::vector<std::string> settings;
              for (const auto& [name, value] : train_short_)
                if (!value.empty()) settings.push_back(name + "=" + value);
              train_.training.settings.insert(train_.training.settings.begin(), settings.begin(),
                                              settings.end());
              train_.training.limits = train_limits_.limits();
              train_.json = global_.json;
              return run_train_command(context, train_);
            });
    sub->add_option("id", train_.training.id, "What to train; `inkling plugins` lists the trainers")
        ->required();
    // Files are read where help is asked for.
    sub->footer([] { return "Example: " + train_example(); });
    sub->add_option("settings", train_.training.settings, "NAME=VALUE; --list shows all of them");
    sub->add_option("--domain", train_.training.domain,
                    "Whose tasks; where a training goes on, its own")
        ->type_name("ID");
    sub->add_option("--tasks", train_short_["tasks"],
                    "What the domain's generator is asked for: NAME=VALUE,..");
    sub->add_option("--tape", train_short_["tape"], "How the domain writes values for a network");
    sub->add_option("--steps", train_short_["steps"], "Steps of the whole training");
    sub->add_option("--seed", train_short_["seed"], "Seed of everything random");
    sub->add_option("--config", train_.training.config, "A file with a NAME=VALUE in every line")
        ->type_name("FILE");
    sub->add_option("--out", train_.training.folder, "Folder (default: runs/ID-DOMAIN-TASKS-seedN)")
        ->type_name("DIR");
    sub->add_option("--time", train_limits_.time, "Stop after this time: 30m, 8h; 0 = no limit")
        ->check(CLI::Validator(duration_fault, ""))
        ->capture_default_str();
    add_whole(*sub, "--threads", train_limits_.threads, "Threads of the arithmetic", 1,
              kMaxThreads);
    sub->add_flag("--list", train_list_, "List the settings and train nothing");
  }

  void add_eval() {
    auto* sub = add("eval", "Measure solvers on a domain's fresh tasks, or trained models",
                    examples::kEval, [this](Context& context) {
                      auto& models = eval_.models;
                      models.split = eval_split_ == "all" ? "" : eval_split_;
                      models.variant = eval_variant_ == "all" ? "" : eval_variant_;
                      models.solvers = solver_list(eval_solvers_);
                      models.limits = eval_limits_.limits();
                      eval_.json = global_.json;
                      return run_eval_command(context, eval_);
                    });
    auto& models = eval_.models;
    sub->add_option("architecture", models.architecture,
                    "Whose trained models are measured, in and out of distribution; without one "
                    "solvers are");
    sub->add_option("--domain", models.domain, "Whose tasks; of models, those of that domain only")
        ->type_name("ID");
    sub->add_option(
           "--params", models.params,
           "Of the domain's generator: a=1,b=2; of models, above what they were trained on")
        ->type_name("TEXT");
    sub->add_option("--solvers", eval_solvers_,
                    "Separated by commas (default: the domain's, or all of the architecture)");
    add_whole(*sub, "--tasks", models.tasks,
              "Tasks per solver; of models, in and as many out of distribution", 1, kMaxTasks);
    sub->add_option("--budget", eval_limits_.time, "Time per search; 0 = no limit")
        ->check(CLI::Validator(duration_fault, ""))
        ->capture_default_str();
    add_whole(*sub, "--evaluations", eval_limits_.evaluations,
              "Programs tried per search; 0 = no limit", 0, kAny);
    add_whole(*sub, "--threads", eval_limits_.threads, "Threads of a search", 1, kMaxThreads);
    add_whole(*sub, "--jobs", models.jobs, "Tasks at the same time", 1, kMaxThreads);
    add_whole(*sub, "--seed", models.seed, "Seed of tasks and searches", 0, kAny);
    add_eval_of_models(*sub);
  }

  void add_eval_of_models(CLI::App& sub) {
    auto& models = eval_.models;
    sub.add_option("--weights", models.weights, "Weights files (default: the installed models)")
        ->type_name("FILE");
    sub.add_option("--split", eval_split_,
                   "Only models that were trained on this value of one of the generator's choices, "
                   "or all")
        ->capture_default_str();
    sub.add_option("--variant", eval_variant_, "The same for a second choice")
        ->capture_default_str();
    sub.add_option("--part", models.part,
                   "Tasks out of distribution: test, or development (to tune a search on)")
        ->check(CLI::IsMember({"test", "development"}))
        ->capture_default_str();
    add_whole(sub, "--examples", models.examples, "Examples of a task", 1, 1000);
    add_whole(sub, "--starts", models.starts, "Starts of a search", 1, kMaxCount);
    add_whole(sub, "--steps", models.steps, "Steps of every start", 1, kMaxCount);
    auto* ablations =
        sub.add_flag("--ablations", eval_.ablations,
                     "Accuracy out of distribution of ablated models, by the last solver");
    sub.add_flag("--budget-curve", eval_.budget_curve,
                 "Accuracy out of distribution against starts and steps, of the last solver")
        ->excludes(ablations);
    add_whole(sub, "--curve-starts", eval_.curve_starts, "Starts of the curve", 1, kMaxCount)
        ->delimiter(',');
    add_whole(sub, "--curve-steps", eval_.curve_steps, "Steps of the curve", 1, kMaxCount)
        ->delimiter(',');
    sub.add_option("--out", eval_.out, "Where to write the curve as SVG")->type_name("FILE");
  }

  void add_models() {
    auto* sub = add("models", "List the installed models, or say what the tokens of one mean",
                    "inkling models describe NAME", [this](Context& context) {
                      models_.dictionary.limits = models_limits_.limits();
                      models_.json = global_.json;
                      return run_models_command(context, models_);
                    });
    sub->add_option("action", models_.action, "describe, or nothing: list them")
        ->check(CLI::IsMember({"describe"}));
    sub->add_option("name", models_.name, "Of a model, as the list has it, or its file");
    DictionaryOptions& dictionary = models_.dictionary;
    sub->add_option(
        "--solver", dictionary.solver,
        "Which looks for the meanings (default: the domain's first that writes readable "
        "programs)");
    models_limits_.time = "2s";
    sub->add_option("--budget", models_limits_.time, "Time per search; 0 = no limit")
        ->check(CLI::Validator(duration_fault, ""))
        ->capture_default_str();
    add_whole(*sub, "--evaluations", models_limits_.evaluations,
              "Programs tried per search; 0 = no limit", 0, kAny);
    add_whole(*sub, "--states", dictionary.states, "States that a meaning is held against", 1,
              1000000);
    add_whole(*sub, "--programs", dictionary.programs,
              "Whole programs of its inductor that are said in the readable language", 0, 10000);
    add_whole(*sub, "--seed", dictionary.seed, "Seed of states and searches", 0, kAny);
    sub->add_flag("--store", models_.store,
                  "Write the meanings into the weights file, where :explain finds them");
  }

  // What packages install beside the program, and what a person may write to a file of their own.
  void add_shell_files() {
    auto* sub = add("completion", "Print what a shell needs to complete inkling's command line",
                    "inkling completion bash > ~/.local/share/bash-completion/completions/inkling",
                    [this](Context& context) {
                      context.out << (shell_ == "bash"  ? bash_completion(app_)
                                      : shell_ == "zsh" ? zsh_completion(app_)
                                                        : fish_completion(app_));
                      return kRan;
                    });
    sub->add_option("shell", shell_, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    add("manual", "Print the manual page", "inkling manual | man -l -", [this](Context& context) {
      context.out << manual_page(app_, std::string(kernel_version()));
      return kRan;
    });
  }

  void add_information() {
    add("plugins", "List the plugins and what they provide", "inkling plugins --json",
        [this](Context& context) { return run_plugins_command(context, global_.json); });
    add("doctor", "Load everything and say what works, what was refused and why", "inkling doctor",
        [this](Context& context) {
          return run_doctor_command(context, registry_options(global_));
        });
    add_models();
    auto* sub = add("selftest", "Check a domain, solver or other component against its contract",
                    examples::kSelftest, [this](Context& context) {
                      return run_selftest_command(context, selftest_id_);
                    });
    sub->add_option("id", selftest_id_, "What to check, as `inkling plugins` lists it")->required();
  }

  CLI::App app_{"inkling: type input/output examples, get predictions and the program behind them",
                "inkling"};
  GlobalOptions global_;
  LimitOptions limits_;
  SolveOptions solve_;
  ExportOptions export_;
  PredictOptions predict_;
  FillCommand fill_;
  ReportOptions report_;
  std::string report_solvers_;
  CrosscheckOptions crosscheck_;
  std::string crosscheck_solvers_;
  GenerateOptions generate_;
  BenchOptions bench_;
  std::string bench_solvers_;
  std::string bench_what_;
  CLI::Option* bench_threads_ = nullptr;
  TrainOptions train_;
  RunLimits train_limits_;
  std::map<std::string, std::string> train_short_;
  bool train_list_ = false;
  EvalOptions eval_;
  RunLimits eval_limits_;
  std::string eval_split_ = "all";
  std::string eval_variant_ = "all";
  std::string eval_solvers_;
  ModelsOptions models_;
  RunLimits models_limits_;
  std::string selftest_id_;
  std::string shell_;
  std::string shard_ = "1/1";
  std::string separator_;
  bool header_yes_ = false;
  bool header_no_ = false;
  std::vector<std::pair<CLI::App*, std::function<int(Context&)>>> actions_;
};

}  // namespace

int fail(Context& context, const Error& error, std::string_view source) {
  context.out << std::flush;
  context.err << "error: "
              << screen::printable(
                     render_error(fitted(error, terminal_columns(STDERR_FILENO)), source))
              << '\n'
              << std::flush;
  switch (error.code) {
    case ErrorCode::plugin:
      return kRefused;
    case ErrorCode::not_found:
    case ErrorCode::bad_param:
    case ErrorCode::unsupported:
      return kUsage;
    case ErrorCode::internal:
    case ErrorCode::budget:
    case ErrorCode::device:
      return kFailed;
    case ErrorCode::parse:
    case ErrorCode::type:
    case ErrorCode::bad_input:
    case ErrorCode::io:
      break;
  }
  return kUnreadable;
}

std::string exit_code_table_markdown() {
  std::string text = "| exit code | meaning |\n|---|---|\n";
  for (const auto& [code, meaning] : kExitMeanings)
    text += fmt::format("| {} | {} |\n", code, meaning);
  return text;
}

int run_program(int argc, const char* const* argv) {
  std::ios::sync_with_stdio(false);
  // Nothing reaches the terminal but through these, whoever wrote it.
  const screen::Screen out(std::cout);
  const screen::Screen err(std::cerr);
  CommandLine line;
  return line.run(argc, argv);
}

}  // namespace inkling::repl
