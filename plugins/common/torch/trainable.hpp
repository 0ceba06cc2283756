// What an architecture must bring to be trained: a loss, its schedules, and how it is judged.
// Tasks, optimiser, checkpoints, metrics, weights and cards are those of every architecture.
#pragma once

#include <functional>
#include <inkling/language.hpp>
#include <inkling/latent.hpp>
#include <inkling/nn/weights.hpp>
#include <inkling/rng.hpp>
#include <memory>

#include "fields.hpp"
#include "libtorch.hpp"
#include "task_source.hpp"

namespace inkling::training {

// Tasks on tapes.
struct Batch {
  // [tasks, pairs, places] of int64, on the model's device; y has the source's answer_places().
  torch::Tensor x, y;
};

// A figure of a look at the model in training; the name is that of the metrics file.
struct Figure {
  std::string name;
  double value = 0;
  int digits = 5;         // behind the point, in the file
  bool headline = false;  // worth showing while training runs
  std::string panel{};    // title of the chart it belongs to; empty: it is in none
};

// Where a training stands.
struct Moment {
  std::int64_t step = 0;  // steps done
  std::int64_t steps = 0;
  bool last_tasks = true;  // tasks are those of the end: no ramp is under way
};

struct StepLoss {
  torch::Tensor total;  // a scalar: what is minimised
  // What is to be told of the step: a scalar each, on the same device. Values are read from there.
  std::vector<std::pair<Figure, torch::Tensor>> figures;
};

struct Judgement {
  double accuracy = 0;  // share of tasks whose last output is right, whole
  double kept = 0;      // by which weights are chosen: accuracy as the model will be used
  std::vector<Figure> figures;
};

// Tasks for what a model does besides its steps; of the training part, with the ramp's last value.
using DrawTasks = std::function<Result<Batch>(int tasks, int pairs, Rng&)>;

class TrainableModel {
 public:
  virtual ~TrainableModel() = default;
  // Its named parameters are what is trained and stored.
  virtual torch::nn::Module& module() = 0;
  // Of its programs; of size 0: it writes none.
  virtual LatentSpace space() const = 0;
  // The loss of the step that comes next. Everything random follows from `rng`.
  virtual StepLoss loss(const Batch& batch, const Moment& moment, const Rng& rng) = 0;
  // What its schedules have in force, for the metrics.
  virtual std::vector<Figure> schedule(const Moment&) const { return {}; }
  // Without gradients and noise: all pairs of a task but the last are its examples, and the last
  // one's output is predicted. `test`: of another part, with all that grows at its last size.
  virtual Judgement judge(const Batch& batch, const Moment& moment, bool test) = 0;
  // After a look at fresh training tasks: schedules that wait for accuracy go on here.
  virtual void after_look(const Judgement&, const Moment&) {}
  // Whether all that grows has its last size, so that weights may be the ones to keep.
  virtual bool settled(const Moment& moment) const { return moment.last_tasks; }
  // What after_look() decided, for checkpoints. restore(): whether all of it was there.
  virtual std::map<std::string, std::int64_t> state() const { return {}; }
  virtual bool restore(const std::map<std::string, std::int64_t>&) { return true; }
  // Adds to weights that are written for use: tensors besides the parameters, metadata of its own.
  virtual Result<void> complete(nn::WeightsFile&, const DrawTasks&, std::uint64_t /*seed*/) {
    return {};
  }
};

struct Architecture {
  std::string id;       // what `inkling train` is given, and metadata "architecture"
  std::string summary;  // one line
  std::string format;   // metadata "format" of its weights
  std::string about;    // of models' cards, a sentence or two
  ParamSpecs model;     // its shape: metadata "model.<name>"
  ParamSpecs training;  // its schedules: metadata "train.<name>"
  // Which values of `model` and `training` do not go together, or "".
  std::function<std::string(const Params&)> find_fault;
  // Its tasks; empty: those of the domain's tape, make_source(). `language`: the domain's, or null;
  // `params` has both tables, and what the settings are read from.
  std::function<Result<TaskSource>(const Domain& domain, const Language* language,
                                   const LoopSettings& settings, const Params& params)>
      source{};
  // On that device, with weights drawn from LibTorch's generator; `params` has both tables.
  std::function<std::unique_ptr<TrainableModel>(const Params& params, const TaskSource& source,
                                                torch::Device device)>
      make{};
};

}  // namespace inkling::training
