// One training from its first step to its last, in a folder of its own: metrics, curves,
// checkpoints, weights and their card. The kernel's Trainer is a thin caller of it. Free of the
// kernel, except for its random numbers and charts.
#pragma once

#include <set>

#include "train.hpp"

namespace inkling::nli {

struct RunSettings {
  ModelConfig model;
  TrainConfig config;
  // Fields that were asked for by name: a checkpoint that says otherwise is refused. All others
  // come from the checkpoint, where there is one.
  std::set<std::string> given;
  std::filesystem::path folder;
  torch::Device device = torch::kCPU;
  std::function<bool()> stop;  // asked before every step; may be empty
};

// A figure of the metrics file.
struct Figure {
  std::string name;
  double value = 0;
  int digits = 0;  // behind the point, in the file
};
using Look = std::vector<Figure>;
// The figure of that name, or NaN.
double value_of(const Look& look, std::string_view name);
// {"step":100,"seconds":12.5,..}
std::string to_json_line(const Look& look);

// After every step; `look` is null between looks.
using Watch = std::function<void(std::int64_t step, std::int64_t steps, const Look* look)>;

struct RunResult {
  std::int64_t resumed_from = 0;  // step of the checkpoint that was continued; 0 = none
  std::int64_t step = 0;
  std::int64_t steps = 0;
  Look last;  // empty without a look in this call
  std::vector<std::filesystem::path> files;
};

struct RunFault {
  enum class Kind { settings, file, device, numbers } kind = Kind::file;
  std::string message;
};

// The settings of the checkpoint in a folder. `found` is false where there is none.
std::optional<RunFault> read_settings(const std::filesystem::path& folder, ModelConfig& model,
                                      TrainConfig& config, bool& found);

// The tasks of a configuration: that of the checkpoint, where there is one.
using SourceMaker = std::function<std::optional<RunFault>(
    const ModelConfig& model, const TrainConfig& config, TaskSource& source)>;

// Writes to the folder: metrics.jsonl (a line per look), curves.svg, checkpoint.safetensors (every
// look, and the step at which it was stopped), and model.safetensors with model.md: the weights of
// the look with the highest accuracy in distribution with discrete programs, the newest of equals,
// once everything that grows is in force; until then those of the step it was stopped at.
std::optional<RunFault> run_training(RunSettings settings, const SourceMaker& make_source,
                                     const Watch& watch, RunResult& result);

// Makes LibTorch ready for "cpu" or "cuda" with `threads` threads; tf32 is for CUDA.
std::optional<RunFault> use_device(const std::string& name, bool tf32, int threads,
                                   torch::Device& device);

// The looks of a metrics file up to `last_step`; lines that are no look are left out.
std::vector<Look> read_metrics(const std::filesystem::path& file, std::int64_t last_step);
std::string curves_svg(const TrainConfig& config, const std::vector<Look>& looks);
// The card of a model, in Markdown. `looks` may be empty.
std::string model_card(const ModelConfig& model, const TrainConfig& config,
                       const std::vector<Look>& looks, const std::string& machine);
// The table of docs/nli.md: every field with its default, values and meaning.
std::string field_table();

}  // namespace inkling::nli
