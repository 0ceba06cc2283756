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
       inkling-nli-trainer inspect weights=FILE [tasks=100] [seed=1000]
       inkling-nli-trainer vocabulary weights=FILE
train: names are those of the model and training configuration (suite=shift-l steps=6000 seed=1 ..);
       writes metrics.jsonl, curves.svg, checkpoint.safetensors, model.safetensors and model.md, and
       continues from a checkpoint that is there. minutes=N stops after that time.
vocabulary: adds what a search needs to know of the tokens in use to weights that lack it.
inspect: what the inductor writes for every hidden program of the training part, how often it is
       right, and which hidden program every single token is closest to.
in all: threads=1; device=cpu|cuda; tf32=0|1 (CUDA's matrix products in TF32, default 0).
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
  if (part != "train" && part != "test") fail("part=" + part + " is neither train nor test", 2);
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

nli::TaskBatch pairs_of(const sequences::Steps& program, int tasks, int pairs, int length,
                        Rng& rng) {
  nli::TaskBatch batch{torch::empty({tasks, pairs, length}, torch::kLong),
                       torch::empty({tasks, pairs, length}, torch::kLong)};
  int64_t* x = batch.x.data_ptr<int64_t>();
  int64_t* y = batch.y.data_ptr<int64_t>();
  for (int i = 0; i < tasks * pairs; ++i) {
    const auto in = sequences::random_sequence(static_cast<std::size_t>(length), 0, rng);
    for (const int v : in) *x++ = v;
    for (const int v : sequences::execute(program, in))
      *y++ = v == sequences::kBlank ? sequences::kDigits : v;
  }
  return batch;
}

int run_inspect(Settings settings) {
  std::string path;
  int tasks = 100;
  std::uint64_t seed = 1000;
  take(settings, "weights", path);
  take(settings, "tasks", tasks);
  take(settings, "seed", seed);
  refuse_rest(settings);
  constexpr double kTemperature = 0.3;
  nli::WeightsFile file;
  or_fail(common::read_weights(path, file));
  std::shared_ptr<nli::Model> model;
  or_fail(nli::from_weights(file, model));
  torch::NoGradGuard guard;
  const nli::ModelConfig& shape = model->config;
  if (!shape.discrete_program) fail("inspect: this model's programs have no tokens", 2);
  const auto variant = file.metadata["train.variant"] == "circular" ? sequences::Variant::circular
                                                                    : sequences::Variant::zero_fill;
  const std::vector<sequences::Steps> programs =
      sequences::programs(suite_of(file.metadata["train.suite"]), sequences::Part::train, variant,
                          sequences::Compositions::all);
  std::vector<std::vector<int64_t>> tokens_of;  // of every program: the text met most, no skips
  for (const sequences::Steps& program : programs) {
    Rng rng(seed);
    const nli::TaskBatch batch = pairs_of(program, tasks, 5, shape.length, rng);
    const torch::Tensor e = model
                                ->encode(batch.x.slice(1, 0, 4).reshape({-1, shape.length}),
                                         batch.y.slice(1, 0, 4).reshape({-1, shape.length}))
                                .view({tasks, 4, shape.positions, shape.width})
                                .mean(1);
    const torch::Tensor log_z = nli::Model::log_codes(model->code_logits(e), kTemperature, nullptr);
    const torch::Tensor x = batch.x.select(1, 4).contiguous();
    const torch::Tensor y = batch.y.select(1, 4).contiguous();
    const torch::Tensor exact =
        nli::sequence_exact(model->run(log_z, x, kTemperature, nullptr), y).to(torch::kDouble);
    std::map<std::string, int> texts;
    std::vector<int64_t> usual;
    for (int i = 0, most = 0; i < tasks; ++i) {
      const int count = ++texts[program_text(log_z[i])];
      if (count <= most) continue;
      most = count;
      usual.clear();
      const torch::Tensor tokens = log_z[i].argmax(1);
      for (int64_t t = 0; t < shape.positions; ++t)
        if (tokens[t].item<int64_t>() != nli::kSkip) usual.push_back(tokens[t].item<int64_t>());
    }
    tokens_of.push_back(usual);
    std::printf("%-20s right %.2f ", sequences::to_text(program).c_str(),
                exact.mean().item<double>());
    for (const auto& [text, count] : texts)
      if (20 * count >= tasks) std::printf(" %s x%d", text.c_str(), count);
    std::printf("\n");
  }
  // Runs tokens, one after the other, on one input each of `tasks` pairs.
  const auto right_of = [&](const std::vector<int64_t>& tokens, const nli::TaskBatch& batch) {
    torch::Tensor log_z =
        torch::full({tasks, static_cast<int64_t>(tokens.size()), shape.codes}, std::log(1e-9));
    for (std::size_t t = 0; t < tokens.size(); ++t)
      log_z.select(1, static_cast<int64_t>(t)).select(1, tokens[t]).zero_();
    const torch::Tensor out = model->run(log_z, batch.x.select(1, 0).contiguous(), kTemperature,
                                         nullptr, static_cast<int64_t>(tokens.size()));
    return (out.argmax(2) == batch.y.select(1, 0)).to(torch::kDouble);
  };
  if (file.metadata["train.suite"] == "comp-i") {
    double sum = 0;
    int count = 0;
    for (std::size_t a = 0; a < programs.size(); ++a)
      for (std::size_t b = 0; b < programs.size(); ++b) {
        if (a == b) continue;
        std::vector<int64_t> tokens = tokens_of[a];
        tokens.insert(tokens.end(), tokens_of[b].begin(), tokens_of[b].end());
        const sequences::Steps both{programs[a][0], programs[b][0]};
        Rng rng(seed);
        const double right =
            tokens.empty()
                ? 0.0
                : std::get<0>(right_of(tokens, pairs_of(both, tasks, 1, shape.length, rng)).min(1))
                      .mean()
                      .item<double>();
        sum += right;
        ++count;
        if (right < 0.95)
          std::printf("%-40s right %.2f with the two programs in a row (%zu tokens)\n",
                      sequences::to_text(both).c_str(), right, tokens.size());
      }
    std::printf("compositions of the programs above, by hand: %.3f right\n", sum / count);
  }
  for (int64_t k = 0; k < shape.codes; ++k) {
    std::string best = "nothing";
    double best_exact = -1, best_symbols = -1;
    for (const sequences::Steps& program : programs) {
      Rng rng(seed);
      const nli::TaskBatch batch = pairs_of(program, tasks, 1, shape.length, rng);
      const torch::Tensor same = right_of({k}, batch);
      const double symbols = same.mean().item<double>();
      if (symbols <= best_symbols) continue;
      best_symbols = symbols;
      best_exact = std::get<0>(same.min(1)).mean().item<double>();
      best = sequences::to_text(program);
    }
    std::printf("token %2lld  closest to %s: %.2f of the symbols, %.2f of the sequences\n",
                static_cast<long long>(k), best.c_str(), best_symbols, best_exact);
  }
  return 0;
}

int run_vocabulary(Settings settings) {
  std::string path;
  take(settings, "weights", path);
  refuse_rest(settings);
  nli::WeightsFile file;
  or_fail(common::read_weights(path, file));
  std::shared_ptr<nli::Model> model;
  or_fail(nli::from_weights(file, model));
  nli::TrainConfig config;
  or_fail(nli::get_fields(file.metadata, config));
  nli::add_vocabulary(*model,
                      make_source(config.suite, config.variant, model->config.length, false),
                      config.seed, file);
  const auto words = file.tensors.find("vocabulary.weights");
  if (words == file.tensors.end()) or_fail("the model in " + path + " has no words to add");
  or_fail(common::write_weights(path, file));
  std::cout << path << ": " << words->second.values.size() << " words, the skip token among them\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "train") return run_train(read_settings(argc, argv));
  if (command == "eval") return run_eval(read_settings(argc, argv));
  if (command == "vocabulary") return run_vocabulary(read_settings(argc, argv));
  if (command == "inspect") return run_inspect(read_settings(argc, argv));
  std::cerr << kUsage;
  return command == "--help" ? 0 : 2;
}
