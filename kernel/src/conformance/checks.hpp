// Shared by the parts of the conformance suite: collecting verdicts, and tasks to try things on.
#pragma once

#include <fmt/format.h>

#include <inkling/conformance.hpp>
#include <inkling/domain.hpp>
#include <inkling/language.hpp>
#include <inkling/task_reader.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../guarded.hpp"

namespace inkling::conformance {

// What is wrong, or nothing.
using Finding = std::optional<std::string>;

// Why a check does not apply; thrown inside one and caught by Checks::run.
struct Skip {
  std::string why;
};

class Checks {
 public:
  Checks(Registry& registry, const ConformanceOptions& options, ConformanceReport& report)
      : registry_(registry), options_(options), report_(report) {}

  Registry& registry() { return registry_; }
  const ConformanceOptions& options() const { return options_; }
  void set_subject(Provided subject) { subject_ = std::move(subject); }

  // Runs one check: `body` returns a Finding. What it throws is a finding, too.
  template <class F>
  void run(std::string name, F&& body) {
    ConformanceCheck check{subject_, std::move(name), Verdict::passed, {}};
    try {
      if (Finding wrong = body()) {
        check.verdict = Verdict::failed;
        check.detail = *std::move(wrong);
      }
    } catch (const Skip& skip) {
      check.verdict = Verdict::skipped;
      check.detail = skip.why;
    } catch (...) {
      check.verdict = Verdict::failed;
      check.detail = "it threw: " + inkling::to_text(detail::current_plugin_error(""));
    }
    report_.checks.push_back(std::move(check));
  }

 private:
  Registry& registry_;
  const ConformanceOptions& options_;
  ConformanceReport& report_;
  Provided subject_;
};

// Generator stream number `index`; the same for the same options.
Rng task_rng(const ConformanceOptions& options, std::uint64_t index);
// Generated tasks 0..count-1 with the default parameters. Skips the check when the generator fails:
// that is the finding of another check.
std::vector<GeneratedTask> generated_tasks(const Domain& domain, const ConformanceOptions& options,
                                           std::size_t count);
// A task of this domain whose outputs belong to other tasks, so that no search finds a program
// soon.
Task hard_task(const Domain& domain, const ConformanceOptions& options);

// The argument list in text form: "[1,2], 3".
std::string inputs_text(const std::vector<Value>& inputs);

// id, summary and the other texts that people read.
Finding check_texts(std::string_view registered_id, std::string_view id, std::string_view summary);
// Defaults in range, unknown names and values out of range refused, text form there and back.
void check_params(Checks& checks, const ParamSpecs& specs);

void check_domain(Checks& checks, std::string_view id, const Domain& domain);
// A language or another interpreter, on programs of which the task is known.
void check_language(Checks& checks, const Language& language,
                    const std::vector<GeneratedTask>& tasks);
void check_registered_language(Checks& checks, std::string_view id, const Language& language);
// Both are looked up and checked for every domain that they work on.
void check_interpreter(Checks& checks, std::string_view id);
void check_inductor(Checks& checks, std::string_view id);
void check_task_reader(Checks& checks, std::string_view id, const TaskReader& reader);
void check_searcher(Checks& checks, std::string_view id, const Searcher& searcher);
void check_trainer(Checks& checks, std::string_view id, const Trainer& trainer);
void check_solver(Checks& checks, std::string_view id, const SolverPreset& preset);

// Every registered domain that can be loaded.
std::vector<const Domain*> domains(Registry& registry);
// The best program that solver `preset` finds within the evaluation limit on each task of the
// domain, with that task; empty where it does not work.
std::vector<std::pair<Task, Program>> programs_of(Checks& checks, const SolverPreset& preset,
                                                  const Domain& domain);

}  // namespace inkling::conformance
