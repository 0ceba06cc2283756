#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <inkling/app/layout.hpp>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/plugin_trial.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/screen.hpp>
#include <iostream>
#include <set>

#include "command_line.hpp"
#include "examples.hpp"
#include "repl.hpp"
#include "run_prompt.hpp"

namespace inkling::repl {
namespace {

ColorChoice color_choice(const std::string& text) {
  return text == "always"  ? ColorChoice::always
         : text == "never" ? ColorChoice::never
                           : ColorChoice::automatic;
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
                 "predict, eval, jupyter)")
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

// Refuse --json. The others print JSON with it, or always (generate).
const std::set<std::string> kWithoutJson{"export",   "fill",       "doctor", "report",
                                         "selftest", "completion", "manual", "jupyter"};

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

std::size_t columns() {
  return terminal_columns(STDERR_FILENO);
}

// CLI11 takes [a,b] for a list and splits it; here it is a value (`[1,2] -> [2]`). A blank in
// front keeps it whole and is trimmed where values are read. CLI11 wants the arguments in
// reverse.
std::vector<std::string> arguments(int argc, const char* const* argv) {
  std::vector<std::string> reversed;
  for (int i = argc - 1; i > 0; --i) {
    const std::string_view text = argv[i];
    const bool list = text.starts_with('[') && text.ends_with(']');
    reversed.push_back((list ? " " : "") + std::string(text));
  }
  return reversed;
}

}  // namespace

void LimitOptions::add_to(CLI::App& app) {
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
  add_whole(app, "--evaluations", evaluations, "Programs tried per search; 0 = no limit", 0, kAny);
  add_whole(app, "--threads", threads, "Worker threads per search", 1, kMaxThreads);
  add_whole(app, "--seed", seed, "Seed of everything random", 0, kAny);
}

BudgetLimits LimitOptions::limits() const {
  BudgetLimits result;
  result.time = parse_duration(budget).value();
  result.bytes = read_memory(memory).value();
  result.evaluations = evaluations;
  result.threads = threads;
  return result;
}

BudgetLimits RunLimits::limits() const {
  BudgetLimits result;
  result.evaluations = evaluations;
  result.time = parse_duration(time).value();
  result.threads = threads;
  return result;
}

std::string duration_fault(const std::string& text) {
  const auto read = parse_duration(text);
  return read ? std::string() : read.error().message;
}

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

CommandLine::CommandLine() {
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
  add_serve();
  add_jupyter();
  add_generate();
  add_bench();
  add_train();
  add_eval();
  add_information();
  add_shell_files();
  refuse_empty_values();
}

int CommandLine::run(int argc, const char* const* argv) {
  started_.assign(argv, argv + argc);
  try {
    app_.parse(arguments(argc, argv));
    if (global_.batch && !global_.lines.empty())
      throw CLI::ExcludesError("--batch", "-c (lines given with -c need no --batch)");
    return execute();
  } catch (const CLI::ExtrasError& error) {
    std::cerr << "error: "
              << screen::printable(render_error(fitted(unexpected(error), columns()), {})) << '\n';
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return app_.exit(error) == 0 ? kRan : kUsage;
  }
}

// `--solver ''` is what a script passes whose variable is not set: it names nothing.
void CommandLine::refuse_empty_values() {
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
Error CommandLine::unexpected(const CLI::ExtrasError& fault) const {
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

CLI::App* CommandLine::add(const std::string& name, const std::string& summary,
                           const std::string& example, std::function<int(Context&)> action) {
  auto* sub = app_.add_subcommand(name, summary);
  sub->footer(example.empty() ? example : "Example: " + example);  // else it has the program's
  sub->fallthrough();
  actions_.emplace_back(sub, std::move(action));
  return sub;
}

int CommandLine::execute() {
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
  context.command = started_;
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
    code = action == actions_.end()
               ? run_prompt(context, {global_.lines, global_.batch, global_.no_init, global_.json})
               : action->second(context);
  return code;
}

// --model, for those that search.
Result<void> CommandLine::take_model(Context& context, const std::string& command) const {
  if (!command.empty() && command != "solve" && command != "predict" && command != "eval" &&
      command != "jupyter")
    return Error{
        ErrorCode::bad_param,
        fmt::format("--model {} was given, and `inkling {}` uses no model", global_.model, command),
        {"it is for the prompt, solve, predict, eval and jupyter"}};
  auto facts = open_model(context.registry, global_.model);
  if (!facts) return std::move(facts).error();
  context.model = *std::move(facts);
  return {};
}

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
  const int code = line.run(argc, argv);
  if (!std::cout.flush()) {  // what --help prints as well
    std::cerr << "error: standard output could not be written\n";
    return kFailed;
  }
  return code;
}

}  // namespace inkling::repl
