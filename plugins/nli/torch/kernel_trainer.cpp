#include "kernel_trainer.hpp"

#include <algorithm>
#include <iterator>

#include "domain_source.hpp"
#include "run.hpp"

namespace inkling::nli {
namespace {

// A field as a parameter of the kernel.
struct SpecMaker {
  ParamSpecs specs;

  template <class T>
  void operator()(const char* name, const T& field, const FieldFacts& facts) {
    ParamSpec spec;
    spec.name = name;
    spec.default_value = to_text(field);
    spec.help = facts.help;
    if constexpr (std::same_as<T, bool>) {
      spec.type = ParamType::boolean;
    } else if constexpr (std::same_as<T, std::string>) {
      spec.type = ParamType::choice;
      spec.choices = split_choices(facts.choices);
    } else {
      spec.type = std::integral<T> ? ParamType::integer : ParamType::real;
      spec.min = facts.low;
      spec.max = facts.high;
    }
    specs.push_back(std::move(spec));
  }
};

// Those that belong to a training: device and speed are of one call.
ParamSpecs training_specs() {
  SpecMaker maker;
  const TrainConfig training;
  const ModelConfig model;
  visit_train_fields(training, maker);
  visit_model_fields(model, maker);
  return std::move(maker.specs);
}

ParamSpecs make_specs() {
  ParamSpecs specs = training_specs();
  specs.push_back({"device",
                   ParamType::choice,
                   "cpu",
                   "what trains; cuda needs a LibTorch for it",
                   {},
                   {},
                   {"cpu", "cuda"}});
  specs.push_back({"tf32",
                   ParamType::boolean,
                   "false",
                   "matrix products of a CUDA device in TF32, faster and less exact",
                   {},
                   {},
                   {}});
  return specs;
}

template <class T>
void take(const Params& params, const char* name, T& field) {
  if constexpr (std::same_as<T, bool>)
    field = params.get_bool(name);
  else if constexpr (std::same_as<T, std::string>)
    field = params.get_text(name);
  else if constexpr (std::integral<T>)
    field = static_cast<T>(params.get_int(name));
  else
    field = params.get_real(name);
}

Error to_error(const RunFault& fault) {
  const auto code = [&] {
    switch (fault.kind) {
      case RunFault::Kind::settings:
        return ErrorCode::bad_param;
      case RunFault::Kind::file:
        return ErrorCode::io;
      case RunFault::Kind::device:
        return ErrorCode::device;
      case RunFault::Kind::numbers:
        break;
    }
    return ErrorCode::internal;
  };
  return Error{code(), fault.message};
}

constexpr std::string_view kHeadlines[] = {"nll", "id", "id_hard", "ood", "tokens", "skip"};

std::vector<TrainingFigure> to_figures(const Look& look) {
  std::vector<TrainingFigure> figures;
  for (const Figure& figure : look) {
    const bool headline = std::find(std::begin(kHeadlines), std::end(kHeadlines), figure.name) !=
                          std::end(kHeadlines);
    figures.push_back({figure.name, figure.value, headline});
  }
  return figures;
}

class NliTrainer : public inkling::Trainer {
 public:
  NliTrainer() {
    info_.id = "nli";
    info_.summary =
        "the neural language interpreter: an inductor, and the interpreter that it "
        "writes programs for";
    info_.domain = "sequences";
    info_.params = make_specs();
  }
  const TrainerInfo& info() const override { return info_; }

  Result<std::optional<Params>> settings_of(const std::filesystem::path& folder) const override {
    ModelConfig model;
    TrainConfig config;
    bool found = false;
    if (auto fault = read_settings(folder, model, config, found)) return to_error(*fault);
    if (!found) return std::optional<Params>();
    Params params(training_specs());
    std::optional<Error> wrong;
    const auto write = [&](const char* name, const auto& field, const FieldFacts&) {
      if (auto set = params.set(name, to_text(field)); !set) wrong = set.error();
    };
    visit_train_fields(config, write);
    visit_model_fields(model, write);
    if (wrong) return *std::move(wrong);
    return std::optional<Params>(std::move(params));
  }

  Result<TrainingOutcome> train(const Domain& domain, const Params& params,
                                const std::filesystem::path& folder, const Budget& budget,
                                TrainingSink* sink) const override {
    RunSettings run;
    run.folder = folder;
    const auto read = [&](const char* name, auto& field, const FieldFacts&) {
      take(params, name, field);
      run.given.insert(name);
    };
    visit_train_fields(run.config, read);
    visit_model_fields(run.model, read);
    for (const std::string& wrong : {find_fault(run.model), find_fault(run.config)})
      if (!wrong.empty()) return Error{ErrorCode::bad_param, wrong};
    const int threads = static_cast<int>(budget.limits().threads);
    if (auto fault =
            use_device(params.get_text("device"), params.get_bool("tf32"), threads, run.device))
      return to_error(*fault);
    std::optional<Error> refused;  // by the domain
    const auto make_source = [&](const ModelConfig& model, const TrainConfig& config,
                                 TaskSource& source) -> std::optional<RunFault> {
      auto made = domain_source(domain, model, config);
      if (made) {
        source = *std::move(made);
        return std::nullopt;
      }
      refused = std::move(made).error();
      return RunFault{RunFault::Kind::settings, refused->message};
    };
    run.stop = [&] { return budget.cancelled() || budget.remaining_seconds() <= 0; };
    RunResult result;
    const auto watch = [&](std::int64_t step, std::int64_t steps, const Look* look) {
      if (sink == nullptr) return;
      TrainingReport report{step, steps, {}};
      if (look != nullptr) report.figures = to_figures(*look);
      sink->report(report);
    };
    if (auto fault = run_training(std::move(run), make_source, watch, result))
      return refused ? *refused : to_error(*fault);
    return TrainingOutcome{result.resumed_from, result.step, result.steps, to_figures(result.last),
                           std::move(result.files)};
  }

 private:
  TrainerInfo info_;
};

}  // namespace

std::unique_ptr<inkling::Trainer> make_trainer() {
  return std::make_unique<NliTrainer>();
}

}  // namespace inkling::nli
