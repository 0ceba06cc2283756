// Sub-commands about what answers: generate, bench, train, eval, models, and what is installed.
#include <fmt/format.h>

#include <inkling/app/model_choice.hpp>
#include <inkling/app/model_facts.hpp>

#include "command_line.hpp"
#include "examples.hpp"
#include "shell_files.hpp"

namespace inkling::repl {
namespace {

// How an installed model was trained, or the form of it where there is none.
std::string train_example() {
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

}  // namespace

void CommandLine::add_generate() {
  auto* sub = add("generate", "Print tasks drawn from a domain's generator", examples::kGenerate,
                  [this](Context& context) { return run_generate_command(context, generate_); });
  sub->add_option("--domain", generate_.domain, "Domain")->required();
  add_whole(*sub, "--count", generate_.count, "Tasks", 0, kAny);
  add_whole(*sub, "--seed", generate_.seed, "Seed", 0, kAny);
  sub->add_option("--params", generate_.params, "Of the generator: a=1,b=2");
}

void CommandLine::add_bench() {
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

void CommandLine::add_train() {
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
  add_whole(*sub, "--threads", train_limits_.threads, "Threads of the arithmetic", 1, kMaxThreads);
  sub->add_flag("--list", train_list_, "List the settings and train nothing");
}

void CommandLine::add_eval() {
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
  sub->add_option("--params", models.params,
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

void CommandLine::add_eval_of_models(CLI::App& sub) {
  auto& models = eval_.models;
  sub.add_option("--weights", models.weights, "Weights files (default: the installed models)")
      ->type_name("FILE");
  sub.add_option("--split", eval_split_,
                 "Only models that were trained on this value of one of the generator's choices, "
                 "or all")
      ->capture_default_str();
  sub.add_option("--variant", eval_variant_, "The same for a second choice")->capture_default_str();
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

void CommandLine::add_models() {
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
  sub->add_option("--solver", dictionary.solver,
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
void CommandLine::add_shell_files() {
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

void CommandLine::add_information() {
  add("plugins", "List the plugins and what they provide", "inkling plugins --json",
      [this](Context& context) { return run_plugins_command(context, global_.json); });
  add("doctor", "Load everything and say what works, what was refused and why", "inkling doctor",
      [this](Context& context) { return run_doctor_command(context, registry_options(global_)); });
  add_models();
  auto* sub = add("selftest", "Check a domain, solver or other component against its contract",
                  examples::kSelftest,
                  [this](Context& context) { return run_selftest_command(context, selftest_id_); });
  sub->add_option("id", selftest_id_, "What to check, as `inkling plugins` lists it")->required();
}

}  // namespace inkling::repl
