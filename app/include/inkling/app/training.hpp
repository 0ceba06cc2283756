// A training as any face starts it: by whom, on which tasks, with which settings, and where it
// goes.
#pragma once

#include <filesystem>
#include <inkling/registry.hpp>
#include <inkling/trainer.hpp>
#include <string>
#include <vector>

namespace inkling::app {

struct TrainingRequest {
  std::string id;                       // of the trainer
  std::string domain{};                 // empty: that of the training that goes on
  std::vector<std::string> settings{};  // "steps=6000", in the order in which they count
  std::string config{};                 // a file of such lines, read before them
  std::string folder{};                 // empty: one that is named after the training
  BudgetLimits limits{};                // time and threads
};

// Everything that a training needs.
struct TrainingPlan {
  const Trainer* trainer = nullptr;
  const Domain* domain = nullptr;
  const Language* language = nullptr;  // that of a setting `language`, the domain's, or null
  Params params;
  std::string folder;
  std::string title() const;  // of its curves
};

struct FinishedTraining {
  TrainingOutcome outcome;
  // The drawing of the last look (nothing: there was none), or what kept it from being made.
  Result<std::filesystem::path> curves = std::filesystem::path();
};

// Errors: not_found, with the cure where nothing in this build trains.
Result<const Trainer*> find_trainer(Registry& registry, const std::string& id);

// A training that is in the folder goes on with its domain and settings. Errors: those of
// find_trainer; bad_param (no domain, a wrong setting, or another one than the folder's), io (the
// file of settings, or what stands in the folder).
Result<TrainingPlan> plan_training(Registry& registry, const TrainingRequest& request);

// Blocks until it is done or the budget ends it. Draws its curves at every look, after `sink` has
// heard of it. Errors: those of the trainer.
Result<FinishedTraining> run_training(const TrainingPlan& plan, const Budget& budget,
                                      TrainingSink* sink);

// A look in one line: all of its figures, or the step and those that are worth showing.
std::string to_json(const TrainingReport& report, bool with_time = true);
std::string to_text(const TrainingReport& report);
// What can be set, a line each.
std::string settings_text(const ParamSpecs& specs);

}  // namespace inkling::app
