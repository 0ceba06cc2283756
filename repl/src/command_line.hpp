// The command line itself: sub-commands with their options, and which of them runs. cli.cpp reads
// and runs it, task_options.cpp and model_options.cpp say what there is.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "cli.hpp"
#include "commands.hpp"

namespace inkling::repl {

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
RegistryOptions registry_options(const GlobalOptions& global);

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

inline constexpr std::uint64_t kAny = UINT64_MAX;  // as many as the number can be
inline constexpr std::uint64_t kMaxThreads = 1024;
inline constexpr std::uint64_t kMaxCount = 1'000'000;
inline constexpr std::uint64_t kMaxTasks = 10'000'000;

// Limits as typed; checked by their own parsers so that messages are the same everywhere.
struct LimitOptions {
  std::string budget = "10s";
  std::string memory = "4G";
  std::uint64_t evaluations = 0;
  unsigned threads = 1;
  std::uint64_t seed = 0;
  std::string solvers;

  void add_to(CLI::App& app);
  BudgetLimits limits() const;
  SessionSettings settings() const { return {limits(), seed}; }
};

// How long and with how many threads, as a training or an evaluation has it.
struct RunLimits {
  std::string time = "0";
  std::uint64_t evaluations = 0;
  unsigned threads = 1;
  BudgetLimits limits() const;
};

// What is wrong with a duration as typed; empty: nothing.
std::string duration_fault(const std::string& text);

// The names of a list with commas. Throws CLI's ValidationError: the parser of the command line has
// no Result.
std::vector<std::string> solver_list(const std::string& text);

// Made once, run once.
class CommandLine {
 public:
  CommandLine();
  // Returns the exit code.
  int run(int argc, const char* const* argv);

 private:
  void refuse_empty_values();
  Error unexpected(const CLI::ExtrasError& fault) const;
  int execute();
  Result<void> take_model(Context& context, const std::string& command) const;

  // A sub-command, what it runs, and an example for its help.
  CLI::App* add(const std::string& name, const std::string& summary, const std::string& example,
                std::function<int(Context&)> action);
  void add_solve();
  void add_export();
  void add_predict();
  void add_fill();
  void add_crosscheck();
  void add_report();
  void add_serve();
  void add_jupyter();
  void add_generate();
  void add_bench();
  void add_train();
  void add_eval();
  void add_eval_of_models(CLI::App& sub);
  void add_models();
  void add_information();
  void add_shell_files();

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
  ServeCommand serve_;
  JupyterOptions jupyter_;
  LimitOptions serve_limits_;
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
  std::vector<std::string> started_;  // with these words
  std::vector<std::pair<CLI::App*, std::function<int(Context&)>>> actions_;
};

}  // namespace inkling::repl
