#include "trainer.hpp"

#include <torch/cuda.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "run.hpp"

namespace inkling::training {
namespace {

ParamSpecs call_specs() {
  return {{"device",
           ParamType::choice,
           "cpu",
           "what trains; cuda needs a LibTorch for it",
           {},
           {},
           {"cpu", "cuda"}},
          {"tf32",
           ParamType::boolean,
           "false",
           "matrix products of a CUDA device in TF32, faster and less exact",
           {},
           {},
           {}}};
}

class ArchitectureTrainer : public Trainer {
 public:
  explicit ArchitectureTrainer(Architecture architecture) : architecture_(std::move(architecture)) {
    info_.id = architecture_.id;
    info_.summary = architecture_.summary;
    info_.params = training_specs(architecture_);
    const ParamSpecs mine = call_specs();
    info_.params.insert(info_.params.end(), mine.begin(), mine.end());
  }
  const TrainerInfo& info() const override { return info_; }

  Result<std::optional<SavedTraining>> saved(const std::filesystem::path& folder) const override {
    return read_saved(architecture_, folder);
  }

  Result<TrainingOutcome> train(const Domain& domain, const Language* language,
                                const Params& params, const std::filesystem::path& folder,
                                const Budget& budget, TrainingSink* sink) const override {
    Params mine(training_specs(architecture_));
    for (const ParamSpec& spec : mine.specs())
      if (auto set = mine.set(spec.name, value_text(params, spec)); !set) return set.error();
    const auto device = use_device(params.get_text("device"), params.get_bool("tf32"),
                                   static_cast<int>(budget.limits().threads));
    if (!device) return device.error();
    const auto place = place_of_environment();
    if (!place) return place.error();
    // Before the ranks meet: one that is refused would be gone for the others, and not refused.
    if (auto shared = check_share(mine.get_int("batch"), place->size); !shared)
      return shared.error();
    auto world = join_world(*place);
    if (!world) return world.error();
    RunPlan plan{architecture_, domain, language, std::move(mine), folder, *device};
    plan.world = world->get();
    plan.stop = [&] { return budget.cancelled() || budget.remaining_seconds() <= 0; };
    return run_training(plan, sink);
  }

 private:
  Architecture architecture_;
  TrainerInfo info_;
};

}  // namespace

std::unique_ptr<Trainer> make_trainer(Architecture architecture) {
  return std::make_unique<ArchitectureTrainer>(std::move(architecture));
}

Result<torch::Device> use_device(const std::string& name, bool tf32, int threads) {
  if (name != "cpu" && name != "cuda")
    return Error{ErrorCode::bad_param, "device=" + name + " is not one of cpu, cuda"};
  if (name == "cuda" && !torch::cuda::is_available())
    return Error{ErrorCode::device,
                 "device=cuda: LibTorch finds no CUDA device; leave it out to use the CPU"};
  at::set_num_threads(threads);
#if defined(__GLIBC__)
  // A step's tensors have the sizes of the last step's: memory that is kept needs no new pages. A
  // tenth of the time of a training on a processor.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that it takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  at::globalContext().setFloat32MatmulPrecision(tf32 ? "high" : "highest");
  return torch::Device(name == "cuda" ? torch::kCUDA : torch::kCPU);
}

std::string settings_table(const ParamSpecs& specs) {
  std::string table = "| setting | default | values | meaning |\n|---|---|---|---|\n";
  for (const ParamSpec& spec : specs) {
    std::string values;
    for (const std::string& word : spec.choices) {
      if (!values.empty()) values += ", ";
      values += word;
    }
    if (spec.type == ParamType::boolean) values = "true, false";
    if (spec.type == ParamType::text) values = "text";
    if (spec.min && spec.max) values = to_text(*spec.min) + " .. " + to_text(*spec.max);
    table += "| `" + spec.name + "` | " + spec.default_value + " | " + values + " | " + spec.help +
             " |\n";
  }
  return table;
}

}  // namespace inkling::training
