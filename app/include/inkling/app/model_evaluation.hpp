// The tables of trained models: how often they are right in distribution and out of it. What a
// model was trained on, its metadata say, and its domain draws the tasks.
#pragma once

#include <inkling/app/evaluation.hpp>
#include <inkling/app/model_facts.hpp>
#include <string>
#include <utility>
#include <vector>

namespace inkling::app {

struct ModelEvaluationOptions {
  std::string architecture;            // the first word of its solvers, and what `train` is given
  std::string domain{};                // empty: whatever the models are for
  std::vector<std::string> weights{};  // files; empty: the installed ones
  std::string split{};    // only models of these tasks: a value of one of the generator's choices
  std::string variant{};  // the same, for a second choice
  std::string params{};   // of the generator, above those that the model was trained on
  std::vector<std::string> solvers{};  // empty: all of the architecture
  std::size_t tasks = 100;             // per part
  std::string part = "test";           // of the tasks out of distribution
  std::size_t examples = 4;
  std::size_t starts = 64;  // for solvers that do not say themselves
  std::size_t steps = 100;
  BudgetLimits limits{};  // of one search
  unsigned jobs = 1;
  std::uint64_t seed = 1000;
};

// Over the models of a row, one per training.
struct Spread {
  std::vector<double> values{};
  double mean() const;
  double deviation() const;  // of the sample; 0 for one model
};

// Models that were trained on the same tasks.
struct TrainedOn {
  const Domain* domain = nullptr;
  Params tasks;       // of the generator
  std::string label;  // "left, circular": the first choice, and what differs from the defaults
  std::vector<ModelFacts> models;
};

struct ModelRow {
  std::string solver;
  std::string label;
  Spread id{}, ood{}, id_discrete{}, ood_discrete{}, novel{};
  Counts ood_counts{};
  Counts all{};
  std::size_t starts = 0;  // 0: the solver does not search
  std::size_t steps = 0;
  std::string provided_by{};
};
struct AblationRow {
  std::string ablation;
  std::vector<std::optional<Spread>> ood;  // per split; none where no such model could be measured
  std::vector<std::string> faults{};       // why not
};
struct CurvePoint {
  std::string label;
  bool over_starts = true;  // of the curve over starts; else of that over steps
  std::size_t starts = 0;
  std::size_t steps = 0;
  Counts counts{};
};

// Measures the models of an architecture; keeps nothing but references.
class ModelEvaluation {
 public:
  // Finds models, tasks and solvers. Errors: not_found (no such architecture, no model of it or of
  // that split), io (an unreadable file), plugin (a file of another architecture or domain),
  // unsupported (a domain whose generator has no parts).
  static Result<ModelEvaluation> make(Registry& registry, ModelEvaluationOptions options,
                                      std::stop_token stop, Ticking tick);

  const ModelEvaluationOptions& options() const { return options_; }
  const std::vector<TrainedOn>& splits() const { return splits_; }
  bool stopped() const { return stop_.stop_requested(); }

  // Each blocks; after a stop what was measured completely is there. Of models that have nothing
  // switched off or, for tasks that none of them was trained on, of all.
  Result<std::vector<ModelRow>> table() const;
  // Of every ablation among the models, by the last solver.
  Result<std::vector<AblationRow>> ablations() const;
  // By the last solver: over starts at options().steps, then over steps at options().starts.
  Result<std::vector<CurvePoint>> curve(const std::vector<std::size_t>& starts,
                                        const std::vector<std::size_t>& steps) const;

 private:
  ModelEvaluation(Registry& registry, ModelEvaluationOptions options, std::stop_token stop,
                  Ticking tick);
  Result<void> find_models();
  Result<void> add_model(ModelFacts facts, bool named);
  Result<void> keep_wanted_splits();
  Result<void> find_solvers();
  Result<Solver> make_solver(const std::string& text, const TrainedOn& split,
                             const ModelFacts& model, std::size_t starts, std::size_t steps) const;
  Result<std::optional<Counts>> run(const Solver& solver, const TrainedOn& split,
                                    const std::string& part) const;
  Result<std::optional<ModelRow>> row(const std::string& solver, const TrainedOn& split,
                                      const std::vector<ModelFacts>& models) const;

  Registry* registry_;
  ModelEvaluationOptions options_;
  std::stop_token stop_;
  Ticking tick_;
  std::vector<TrainedOn> splits_;
};

std::string to_json(const ModelEvaluation& evaluation, const std::vector<ModelRow>& rows,
                    bool with_time = true);
std::string to_text(const ModelEvaluation& evaluation, const std::vector<ModelRow>& rows,
                    std::size_t width, bool with_time = true);
std::string to_json(const ModelEvaluation& evaluation, const std::vector<AblationRow>& rows);
std::string to_text(const ModelEvaluation& evaluation, const std::vector<AblationRow>& rows,
                    std::size_t width);
std::string to_json(const ModelEvaluation& evaluation, const std::vector<CurvePoint>& points,
                    bool with_time = true);
std::string to_text(const ModelEvaluation& evaluation, const std::vector<CurvePoint>& points,
                    std::size_t width, bool with_time = true);
std::string to_svg(const ModelEvaluation& evaluation, const std::vector<CurvePoint>& points);

}  // namespace inkling::app
