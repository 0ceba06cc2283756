// The command line: sub-commands and their options. Each sub-command is a function from a struct of
// options to an exit code, so that tests can call it without a process.
#pragma once

#include <inkling/app/agreement.hpp>
#include <inkling/app/batch.hpp>
#include <inkling/app/benchmark.hpp>
#include <inkling/app/dictionary.hpp>
#include <inkling/app/fill.hpp>
#include <inkling/app/model_evaluation.hpp>
#include <inkling/app/training.hpp>
#include <inkling/registry.hpp>
#include <inkling/session.hpp>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "interrupts.hpp"
#include "terminal.hpp"

namespace inkling::repl {

enum ExitCode : int {
  kRan = 0,
  kFailed = 1,      // ran, but there is no result to write (fill, selftest)
  kUsage = 2,       // wrong arguments, or a name that does not exist
  kUnreadable = 3,  // a file, line or value that could not be read
  kRefused = 4,     // a plugin given by name was refused
  kUnsure = 5,      // cells were left empty, for fill is not sure of them
  kInterrupted = 130
};

// What every sub-command works with.
struct Context {
  Registry& registry;
  std::ostream& out;
  std::ostream& err;
  Interrupts* interrupts = nullptr;
  bool with_time = true;
  ColorChoice color = ColorChoice::automatic;
  std::optional<ModelFacts> model{};   // --model: in place of those that are found
  std::vector<std::string> command{};  // how this program was started
};

struct SolveOptions {
  BatchOptions batch;
  bool json = false;
  std::string target{};  // programs are also written in this language; empty: not
  bool free_grammar = false;
  std::string resume{};  // a file of records that is gone on with; empty: standard output
};
int run_solve_command(Context& context, const SolveOptions& options);
// Whether the file is of a format that has answers of its own, and nothing else was asked for.
bool answers_in_own_words(const SolveOptions& options);
int run_answer_command(Context& context, const SolveOptions& options);

struct ExportOptions {
  std::string file;      // of tasks
  std::string format;    // of what is written
  std::string task{};    // its number from 1, or id; empty: the only one, or all with a folder
  std::string out{};     // a folder; empty: standard output
  std::string oracle{};  // a program that is asked for outputs of further inputs
};
int run_export_command(Context& context, const ExportOptions& options);

struct PredictOptions {
  std::string domain{};
  std::vector<std::string> lines;
  std::vector<std::string> solvers{};
  SessionSettings settings{};
  bool json = false;
  bool html = false;     // a page in place of screens
  std::string target{};  // the program alone, in this language, in place of screens
  double sure = kSure;
};
int run_predict_command(Context& context, const PredictOptions& options);

struct ReportOptions {
  std::string file;  // of tasks, a session, or records
  std::vector<std::string> solvers{};
  std::size_t limit = 20;  // tasks or questions
  SessionSettings settings{};
  std::string out{};  // empty: standard output
};
int run_report_command(Context& context, const ReportOptions& options);

struct CrosscheckOptions {
  std::string domain{};
  std::string left;
  std::string right;
  std::vector<std::string> lines{};  // examples, when A or B is a solver or the types are not plain
  SessionSettings settings{};
  AgreementOptions agreement{};  // with two solvers: `left` is a file of tasks
  bool json = false;
};
int run_crosscheck_command(Context& context, const CrosscheckOptions& options);

struct FillCommand {
  FillOptions fill{};  // its name is the file; "-" is standard input
  std::string out{};   // empty: standard output
  bool in_place = false;
  bool preview = false;             // shows what would be filled, and writes nothing
  std::optional<char> separator{};  // without one it is found out
  std::string target{};             // writes the program in this language in place of the table
};
// A table of a file, or of standard input for "-". Errors: io, and those of read_csv with the name.
Result<CsvTable> read_table(const std::string& name, std::optional<char> separator);
int run_fill_command(Context& context, const FillCommand& options);

int run_plugins_command(Context& context, bool json);
int run_doctor_command(Context& context, const RegistryOptions& options);

struct ModelsOptions {
  std::string action{};  // "describe", or empty: list them
  std::string name{};    // whose
  DictionaryOptions dictionary{};
  bool store = false;  // into the weights file
  bool json = false;
};
int run_models_command(Context& context, const ModelsOptions& options);
int run_selftest_command(Context& context, const std::string& id);

struct BenchOptions {
  BenchmarkOptions benchmark{};
  bool json = false;
};
int run_bench_command(Context& context, const BenchOptions& options);
// The engine of neural interpreters; `threads` 0 = all of the machine's. Only the first domain,
// threads, seed and json are read.
int run_bench_gradient_command(Context& context, const BenchOptions& options);

struct TrainOptions {
  TrainingRequest training{};
  bool json = false;
};
int run_train_command(Context& context, const TrainOptions& options);
// Lists what can be set, with defaults.
int run_train_settings_command(Context& context, const std::string& id);

struct EvalOptions {
  ModelEvaluationOptions models{};  // without an architecture: solvers on a domain's tasks
  bool json = false;
  bool ablations = false;
  bool budget_curve = false;
  std::vector<std::size_t> curve_starts{1, 4, 16, 64, 256};
  std::vector<std::size_t> curve_steps{1, 3, 10, 30, 100, 400};
  std::string out{};  // SVG of the curve
};
int run_eval_command(Context& context, const EvalOptions& options);

struct ServeCommand {
  unsigned port = 0;
  std::vector<std::string> solvers{};
  SessionSettings settings{};
  double sure = kSure;
  unsigned jobs = 2;
  std::size_t waiting = 64;
  std::size_t body = 1 << 20;
  std::string patience = "10s";
  bool json = false;
};
int run_serve_command(Context& context, const ServeCommand& options,
                      const RegistryOptions& registry);

struct JupyterOptions {
  std::string action;        // run, install or uninstall
  std::string connection{};  // Jupyter's file, of run
  std::string prefix{};      // installs below DIR/share/jupyter
  bool user = false;         // as without any
  bool sys_prefix = false;   // below the active environment of Python
  std::string name = "inkling";
  std::string title{};  // as Jupyter shows it; empty: the name
};
int run_jupyter_command(Context& context, const JupyterOptions& options,
                        const RegistryOptions& registry);

struct GenerateOptions {
  std::string domain;
  std::size_t count = 1;
  std::uint64_t seed = 0;
  std::string params{};
};
int run_generate_command(Context& context, const GenerateOptions& options);

// Prints "error: ..." and returns the exit code that fits the error.
int fail(Context& context, const Error& error, std::string_view source = {});

// The table of docs/repl.md (Markdown); --help lists the same.
std::string exit_code_table_markdown();
// The whole program.
int run_program(int argc, const char* const* argv);

}  // namespace inkling::repl
