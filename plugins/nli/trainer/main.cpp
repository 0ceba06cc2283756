// inkling-nli-trainer: trains and measures a Neural Language Interpreter on the compositional
// suite. Needs LibTorch and nothing else.
#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "run.hpp"
#include "search.hpp"
#include "suite.hpp"

namespace {

using namespace inkling;
using nli::Fault;
using Settings = std::map<std::string, std::string>;
using Clock = std::chrono::steady_clock;

constexpr const char* kUsage = R"(usage: inkling-nli-trainer train out=FOLDER [name=value ..]
       inkling-nli-trainer eval weights=FILE [part=test] [tasks=50] [starts=64] [steps=100]
                           [learning_rate=0.1] [spread=0.5] [compositions=all] [seed=1000]
                           [methods=nli,nli+prior,nli+gradient] [show=0]
train: names are those of the model and training configuration (suite=shift-l steps=6000 seed=1 ..);
       writes metrics.jsonl, curves.svg, checkpoint.safetensors, model.safetensors and model.md, and
       continues from a checkpoint that is there. minutes=N stops after that time.
in both: threads=1; device=cpu|cuda; tf32=0|1 (CUDA's matrix products in TF32, default 0).
)";

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void fail(const std::string& message, int code) {
  std::cerr << message << "\n";
  std::exit(code);
}

Settings read_settings(int argc, char** argv) {
  Settings settings;
  for (int i = 2; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equals = text.find('=');
    if (equals == std::string::npos) fail("'" + text + "' is not name=value\n" + kUsage, 2);
    settings[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return settings;
}

template <class T>
void take(Settings& settings, const std::string& name, T& field) {
  const auto found = settings.find(name);
  if (found == settings.end()) return;
  if (!nli::read_text(found->second, field))
    fail(name + "=" + found->second + " is no value of that setting", 2);
  settings.erase(found);
}

void refuse_rest(const Settings& settings) {
  if (!settings.empty()) fail("unknown setting '" + settings.begin()->first + "'\n" + kUsage, 2);
}

sequences::Suite suite_of(const std::string& name) {
  if (name == "shift-p") return sequences::Suite::shift_p;
  return name == "comp-i" ? sequences::Suite::comp_i : sequences::Suite::shift_l;
}

nli::TaskSource make_source(const std::string& suite, const std::string& variant, int length,
                            bool novel) {
  sequences::TaskOptions options;
  options.suite = suite_of(suite);
  options.variant =
      variant == "circular" ? sequences::Variant::circular : sequences::Variant::zero_fill;
  options.compositions = novel ? sequences::Compositions::novel : sequences::Compositions::all;
  options.length = static_cast<std::size_t>(length);
  return [options](const nli::TaskRequest& request, Rng& rng, int64_t* x, int64_t* y) {
    sequences::TaskOptions mine = options;
    mine.part = request.test ? sequences::Part::test : sequences::Part::train;
    mine.padding = static_cast<std::size_t>(request.padding);
    mine.pairs = static_cast<std::size_t>(request.pairs);
    const auto put = [](const sequences::Sequence& from, int64_t*& to) {
      for (const int v : from) *to++ = v == sequences::kBlank ? sequences::kDigits : v;
    };
    for (int task = 0; task < request.tasks; ++task) {
      const sequences::SuiteTask made = sequences::generate(mine, rng);
      for (std::size_t i = 0; i < made.inputs.size(); ++i) {
        put(made.inputs[i], x);
        put(made.outputs[i], y);
      }
    }
  };
}

void or_fail(const Fault& fault) {
  if (fault) fail(*fault, 4);
}

void or_fail(const std::optional<nli::RunFault>& fault) {
  if (fault) fail(fault->message, fault->kind == nli::RunFault::Kind::settings ? 2 : 4);
}

// The device to work on; sets up LibTorch for it.
torch::Device take_device(Settings& settings) {
  std::string name = "cpu";
  int threads = 1;
  bool tf32 = false;
  take(settings, "device", name);
  take(settings, "threads", threads);
  take(settings, "tf32", tf32);
  torch::Device device = torch::kCPU;
  or_fail(nli::use_device(name, tf32, threads, device));
  return device;
}

int run_train(Settings settings) {
  nli::RunSettings run;
  double minutes = 0;
  const auto take_field = [&](const char* name, auto& field, const nli::FieldFacts&) {
    if (settings.count(name) != 0) run.given.insert(name);
    take(settings, name, field);
  };
  std::string folder;
  take(settings, "out", folder);
  take(settings, "minutes", minutes);
  run.device = take_device(settings);
  nli::visit_model_fields(run.model, take_field);
  nli::visit_train_fields(run.config, take_field);
  refuse_rest(settings);
  if (folder.empty()) fail(std::string("out=FOLDER is missing\n") + kUsage, 2);
  run.folder = folder;
  const auto start = Clock::now();
  run.stop = [&] { return minutes > 0 && seconds_since(start) > 60 * minutes; };
  nli::RunResult result;
  const auto source_of = [](const nli::ModelConfig& model, const nli::TrainConfig& config,
                            nli::TaskSource& source) -> std::optional<nli::RunFault> {
    source = make_source(config.suite, config.variant, model.length, false);
    return std::nullopt;
  };
  or_fail(nli::run_training(
      run, source_of,
      [](std::int64_t, std::int64_t, const nli::Look* look) {
        if (look != nullptr) std::cout << nli::to_json_line(*look) << std::endl;
      },
      result));
  return 0;
}

std::string program_text(const torch::Tensor& log_z) {
  if (!log_z.defined()) return "<a vector>";
  const torch::Tensor tokens = log_z.argmax(1);
  std::string text = "<";
  for (int64_t t = 0; t < tokens.size(0); ++t)
    text += (t == 0 ? "" : " ") + nli::to_text(tokens[t].item<int64_t>());
  return text + ">";
}

int run_eval(Settings settings) {
  std::string path, part = "test", methods = "nli,nli+prior,nli+gradient", compositions = "all";
  std::string suite, variant;
  int tasks = 50, pairs = 4;
  bool show = false;
  std::uint64_t seed = 1000;
  nli::SearchOptions o;
  take(settings, "weights", path);
  take(settings, "part", part);
  take(settings, "methods", methods);
  take(settings, "compositions", compositions);
  take(settings, "tasks", tasks);
  take(settings, "pairs", pairs);
  take(settings, "seed", seed);
  take(settings, "show", show);
  take(settings, "starts", o.starts);
  take(settings, "steps", o.steps);
  take(settings, "learning_rate", o.learning_rate);
  take(settings, "spread", o.spread);
  take(settings, "clip", o.clip);
  take(settings, "program_temperature_from", o.program_temperature_from);
  take(settings, "program_temperature_to", o.program_temperature_to);
  take(settings, "state_temperature_from", o.state_temperature_from);
  take(settings, "state_temperature_to", o.state_temperature_to);
  take(settings, "check_every", o.check_every);
  const torch::Device device = take_device(settings);
  refuse_rest(settings);
  nli::WeightsFile file;
  or_fail(common::read_weights(path, file));
  std::shared_ptr<nli::Model> model;
  or_fail(nli::from_weights(file, model));
  const nli::TaskSource source =
      make_source(file.metadata["train.suite"], file.metadata["train.variant"],
                  model->config.length, compositions == "novel");
  for (auto& p : model->parameters()) p.set_requires_grad(false);
  model->move_to(device);
  for (const std::string method : {"nli", "nli+prior", "nli+gradient"}) {
    if (("," + methods + ",").find("," + method + ",") == std::string::npos) continue;
    const auto start = Clock::now();
    int right = 0, solved = 0;
    std::uint64_t evaluations = 0;
    for (int i = 0; i < tasks; ++i) {
      Rng rng = Rng(seed).split(part, static_cast<std::uint64_t>(i));
      const nli::TaskBatch task = nli::draw_tasks(source, {part == "test", 0, 1, pairs + 1},
                                                  model->config.length, rng, device);
      const torch::Tensor x = task.x[0].slice(0, 0, pairs), y = task.y[0].slice(0, 0, pairs);
      const auto task_seed = static_cast<std::uint64_t>(i) + seed;
      const nli::SearchResult found = method == "nli" ? nli::no_search(*model, x, y, o)
                                      : method == "nli+prior"
                                          ? nli::prior_search(*model, x, y, o, task_seed)
                                          : nli::gradient_search(*model, x, y, o, task_seed);
      const torch::Tensor out =
          nli::predict(*model, found, task.x[0].slice(0, pairs), o.state_temperature_to);
      const bool ok = out.equal(task.y[0].slice(0, pairs));
      right += ok ? 1 : 0;
      solved += found.fits == pairs ? 1 : 0;
      evaluations += found.evaluations;
      if (show)
        std::printf("%s task %d fits %d/%d %s %s %.1fs\n", method.c_str(), i, found.fits, pairs,
                    ok ? "right" : "wrong", program_text(found.log_z).c_str(),
                    seconds_since(start));
      std::fflush(stdout);
    }
    std::printf(
        "{\"solver\":\"%s\",\"part\":\"%s\",\"tasks\":%d,\"accuracy\":%.4f,\"solved\":%.4f,"
        "\"starts\":%d,\"steps\":%d,\"evaluations\":%.0f,\"seconds\":%.2f}\n",
        method.c_str(), part.c_str(), tasks, double(right) / tasks, double(solved) / tasks,
        o.starts, o.steps, double(evaluations) / tasks, seconds_since(start) / tasks);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "train") return run_train(read_settings(argc, argv));
  if (command == "eval") return run_eval(read_settings(argc, argv));
  std::cerr << kUsage;
  return command == "--help" ? 0 : 2;
}
