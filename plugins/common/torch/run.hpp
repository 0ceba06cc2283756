// One training from its first step to its last, in a folder of its own: metrics, checkpoints,
// weights and their card.
#pragma once

#include <filesystem>
#include <inkling/trainer.hpp>

#include "loop.hpp"

namespace inkling::training {

struct RunPlan {
  const Architecture& architecture;
  const Domain& domain;
  const Language* language;  // the domain's, or null
  Params params;             // of settings_of(architecture)
  std::filesystem::path folder;
  torch::Device device = torch::kCPU;
  std::function<bool()> stop{};  // asked before every step; may be empty
  World* world = nullptr;        // rank 0 writes the folder, the others read it at the beginning
};

// The parameters of a training: those of every one, the schedules and the shape of its
// architecture.
ParamSpecs training_specs(const Architecture& architecture);

// The training of a checkpoint in a folder; nullopt where there is none. Errors: io.
Result<std::optional<SavedTraining>> read_saved(const Architecture& architecture,
                                                const std::filesystem::path& folder);

// Figures of a look: those of the loop and of the model.
using Look = std::vector<Figure>;
// The figure of that name, or NaN.
double value_of(const Look& look, std::string_view name);
// {"step":100,"seconds":12.5,..}
std::string to_json_line(const Look& look);
// The looks of a metrics file up to `last_step`; lines that are no look are left out. Digits,
// panels and headlines are not in a file.
std::vector<Look> read_metrics(const std::filesystem::path& file, std::int64_t last_step);

// Whether the tasks of a step can be shared out over ranks. Error: bad_param.
Result<void> check_share(std::int64_t batch, int ranks);

// Writes to the folder: metrics.jsonl (a line per look), checkpoint.safetensors (every look, and
// the step at which it was stopped), and model.safetensors with model.md: the weights of the look
// with the highest accuracy in distribution, the newest of equals, once everything that grows has
// its last size; until then those of the step it was stopped at. Errors: those of Trainer::train.
Result<TrainingOutcome> run_training(const RunPlan& plan, TrainingSink* sink);

}  // namespace inkling::training
