// Trainer: learns the weights of a model from the tasks of a domain. Not needed to solve anything;
// offered by plugins that hold a training library.
#pragma once

#include <filesystem>
#include <inkling/budget.hpp>
#include <inkling/domain.hpp>
#include <inkling/language.hpp>
#include <inkling/params.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling {

struct TrainerInfo {
  std::string id;       // what `inkling train` is given
  std::string summary;  // one line
  ParamSpecs params{};  // everything that can be set, of the model and of its training
};

// One figure of a look at the model in training. Names are those of the metrics file.
struct TrainingFigure {
  std::string name;
  double value = 0.0;
  bool headline = false;  // worth showing while training runs
  std::string panel{};    // title of the chart that it belongs to; empty: of none
};

struct TrainingReport {
  std::int64_t step = 0;                  // done so far, those of earlier calls included
  std::int64_t steps = 0;                 // of the whole training
  std::vector<TrainingFigure> figures{};  // of a look that was just taken; else empty
};

// Called from the thread that trains, after every step. Must return quickly.
class INKLING_API TrainingSink {
 public:
  virtual ~TrainingSink();
  virtual void report(const TrainingReport& report) = 0;
};

struct TrainingOutcome {
  std::int64_t resumed_from = 0;          // step of the checkpoint that was continued; 0 = none
  std::int64_t step = 0;                  // done
  std::int64_t steps = 0;                 // of the whole training
  std::vector<TrainingFigure> figures{};  // of the last look, if there was one in this call
  std::vector<std::filesystem::path> files{};  // written: weights and what describes them
  bool finished() const { return step >= steps; }
};

// What a folder holds of a training.
struct SavedTraining {
  std::string domain;
  Params params;  // those of TrainerInfo::params that belong to the training and not to one call
};

// Stateless; one call trains one model.
class INKLING_API Trainer {
 public:
  virtual ~Trainer();
  virtual const TrainerInfo& info() const = 0;
  // The training that `folder` holds; nullopt where there is none. Errors: io.
  virtual Result<std::optional<SavedTraining>> saved(const std::filesystem::path& folder) const = 0;
  // Trains on tasks of `domain` in `folder`, which is made if need be and belongs to this one
  // model: metrics.jsonl and a checkpoint grow there, and a call on a folder with a checkpoint goes
  // on from it, bit for bit on the same machine. `params` is of info().params. Blocks until the
  // last step, the deadline of `budget` or its stop token; in the latter two cases with a
  // checkpoint at the step reached. `budget.limits().threads` is for the arithmetic; other limits
  // are ignored. `sink` may be null.
  // `language` is the domain's default one, that which a setting `language` names, or null: what
  // networks learn that speak of its programs. Errors: unsupported (a domain without what the
  // network reads or speaks), bad_param (values that do not go together, that the domain's
  // generator or tape does not take, or that differ from saved(folder)), bad_input (tasks that do
  // not fit the tape), io (folder or checkpoint), device, internal (the loss is not finite: the
  // message names the step, and the last checkpoint stays).
  virtual Result<TrainingOutcome> train(const Domain& domain, const Language* language,
                                        const Params& params, const std::filesystem::path& folder,
                                        const Budget& budget, TrainingSink* sink) const = 0;
};

}  // namespace inkling
