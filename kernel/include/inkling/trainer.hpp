// Trainer: learns the weights of a model from the tasks of a domain. Not needed to solve anything;
// offered by plugins that hold a training library.
#pragma once

#include <filesystem>
#include <inkling/budget.hpp>
#include <inkling/domain.hpp>
#include <inkling/params.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling {

struct TrainerInfo {
  std::string id;       // what `inkling train` is given
  std::string summary;  // one line
  std::string domain;   // whose generator makes the tasks
  ParamSpecs params{};  // everything that can be set, of the model and of its training
};

// One figure of a look at the model in training. Names are those of the metrics file.
struct TrainingFigure {
  std::string name;
  double value = 0.0;
  bool headline = false;  // worth showing while training runs
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

// Stateless; one call trains one model.
class INKLING_API Trainer {
 public:
  virtual ~Trainer();
  virtual const TrainerInfo& info() const = 0;
  // The settings of the training that `folder` holds, those of info().params that belong to the
  // training and not to one call of it; nullopt where there is none. Errors: io.
  virtual Result<std::optional<Params>> settings_of(const std::filesystem::path& folder) const = 0;
  // Trains in `folder`, which is made if need be and belongs to this one model: metrics.jsonl and a
  // checkpoint grow there, and a call on a folder with a checkpoint goes on from it, bit for bit on
  // the same machine. `params` is of info().params, `domain` the one that it names. Blocks until
  // the last step, the deadline of `budget` or its stop token; in the latter two cases with a
  // checkpoint at the step reached. `budget.limits().threads` is for the arithmetic; other limits
  // are ignored. `sink` may be null.
  // Errors: bad_param (values that do not go together, or differ from settings_of(folder)), io
  // (folder or checkpoint), device, internal (the loss is not finite: the message names the step,
  // and the last checkpoint stays).
  virtual Result<TrainingOutcome> train(const Domain& domain, const Params& params,
                                        const std::filesystem::path& folder, const Budget& budget,
                                        TrainingSink* sink) const = 0;
};

}  // namespace inkling
