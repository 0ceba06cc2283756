#include "run.hpp"

#include <torch/version.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <inkling/chart.hpp>
#include <limits>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace inkling::nli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kCheckpoint = "checkpoint.safetensors";
constexpr const char* kMetrics = "metrics.jsonl";
constexpr const char* kCurves = "curves.svg";
constexpr const char* kWeights = "model.safetensors";
constexpr const char* kAccuracy = "id_hard";  // metadata of the weights of a best look
constexpr const char* kCard = "model.md";

RunFault file_fault(std::string message) {
  return {RunFault::Kind::file, std::move(message)};
}

// Beside the target and renamed, so that a kill leaves the old text or the new one.
std::optional<RunFault> write_text(const fs::path& path, const std::string& text) {
  fs::path beside = path;
  beside += ".tmp";
  std::ofstream out(beside, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(beside, path, error);
  if (!out || error) return file_fault("cannot write " + path.string());
  return std::nullopt;
}

// Names of the metrics file, and digits behind the point.
Look blank_look() {
  const double none = std::numeric_limits<double>::quiet_NaN();
  return {
      {"step", none, 0},    {"seconds", none, 1}, {"loss", none, 5},      {"nll", none, 5},
      {"codes", none, 2},   {"skip", none, 3},    {"grad", none, 3},      {"tau_e", none, 3},
      {"tau_d", none, 3},   {"lambda", none, 5},  {"positions", none, 0}, {"id", none, 3},
      {"id_hard", none, 3}, {"ood", none, 3},     {"tokens", none, 0},    {"hard_skip", none, 3}};
}

Look look_of(const Trainer& trainer, const StepReport& r, const Evaluation& id,
             const Evaluation& ood, double seconds) {
  Look look = blank_look();
  const double values[] = {static_cast<double>(trainer.done()),
                           seconds,
                           r.loss,
                           r.reconstruction,
                           r.codes,
                           r.skip,
                           r.gradient,
                           r.program_temperature,
                           r.state_temperature,
                           r.regulariser,
                           static_cast<double>(r.positions),
                           id.accuracy,
                           id.hard_accuracy,
                           ood.accuracy,
                           static_cast<double>(id.unique_tokens),
                           id.skip};
  for (std::size_t i = 0; i < look.size(); ++i) look[i].value = values[i];
  return look;
}

// Number behind `"name":` in a line of the metrics file.
std::optional<double> number_in(const std::string& line, const std::string& name) {
  const std::string key = "\"" + name + "\":";
  const std::size_t at = line.find(key);
  if (at == line.npos) return std::nullopt;
  const char* begin = line.c_str() + at + key.size();
  char* end = nullptr;
  const double value = std::strtod(begin, &end);
  if (end == begin) return std::nullopt;
  return value;
}

std::string settings_that_differ(const ModelConfig& model, const TrainConfig& config) {
  std::string text;
  const auto compare = [&](const auto& given, const auto& defaults, auto&& visit) {
    std::vector<std::string> standard;
    visit(defaults, [&](const char*, const auto& field, const FieldFacts&) {
      standard.push_back(to_text(field));
    });
    std::size_t i = 0;
    visit(given, [&](const char* name, const auto& field, const FieldFacts&) {
      const std::string value = to_text(field);
      if (value != standard[i++]) text += " " + std::string(name) + "=" + value;
    });
  };
  compare(config, TrainConfig(), [](const auto& c, auto&& f) { visit_train_fields(c, f); });
  compare(model, ModelConfig(), [](const auto& c, auto&& f) { visit_model_fields(c, f); });
  return text;
}

// Where the folder holds a checkpoint, its settings are taken. Fault: one was given that differs.
std::optional<RunFault> adopt_checkpoint(RunSettings& settings) {
  ModelConfig model;
  TrainConfig config;
  bool found = false;
  if (auto fault = read_settings(settings.folder, model, config, found)) return fault;
  if (!found) return std::nullopt;
  std::map<std::string, std::string> has;
  const auto note = [&](const char* name, const auto& field, const FieldFacts&) {
    has[name] = to_text(field);
  };
  visit_model_fields(model, note);
  visit_train_fields(config, note);
  std::optional<RunFault> fault;
  const auto compare = [&](const char* name, const auto& field, const FieldFacts&) {
    if (fault || settings.given.count(name) == 0 || has[name] == to_text(field)) return;
    fault = RunFault{RunFault::Kind::settings,
                     settings.folder.string() + " holds a training with " + name + "=" + has[name] +
                         ", and " + name + "=" + to_text(field) +
                         " was asked for; leave it out to go on, or take another folder"};
  };
  visit_model_fields(settings.model, compare);
  visit_train_fields(settings.config, compare);
  settings.model = model;
  settings.config = config;
  return fault;
}

std::string machine_text(torch::Device device) {
  return (device.is_cpu() ? "CPU, " + std::to_string(at::get_num_threads()) +
                                (at::get_num_threads() == 1 ? " thread" : " threads")
                          : std::string("CUDA device")) +
         ", LibTorch " + TORCH_VERSION;
}

// What belongs to one run and outlives a step of it.
class Run {
 public:
  Run(const RunSettings& settings, const TaskSource& source)
      : settings_(settings),
        source_(source),
        trainer_(settings.model, settings.config, source, settings.device) {}

  std::optional<RunFault> begin(RunResult& result) {
    std::error_code error;
    fs::create_directories(settings_.folder, error);
    if (!fs::is_directory(settings_.folder, error))
      return file_fault("cannot make the folder " + settings_.folder.string());
    if (!fs::exists(path(kCheckpoint), error)) {
      if (auto fault = write_text(path(kMetrics), "")) return fault;
      return std::nullopt;
    }
    if (Fault fault = trainer_.load(path(kCheckpoint))) return file_fault(*fault);
    result.resumed_from = trainer_.done();
    // A look that was written after the checkpoint comes again.
    looks_ = read_metrics(path(kMetrics), trainer_.done());
    std::string lines;
    for (const Look& look : looks_) lines += to_json_line(look) + "\n";
    if (!looks_.empty()) seconds_before_ = value_of(looks_.back(), "seconds");
    if (auto fault = write_text(path(kMetrics), lines)) return fault;
    return find_kept();
  }

  bool finished() const { return trainer_.done() >= trainer_.config().steps; }
  bool saved() const { return saved_at_ == trainer_.done(); }
  Trainer& trainer() { return trainer_; }

  std::optional<RunFault> step() {
    if (Fault fault = trainer_.step(report_)) {
      std::error_code error;
      const bool kept = fs::exists(path(kCheckpoint), error);
      return RunFault{RunFault::Kind::numbers,
                      *fault + (kept ? " at " + path(kCheckpoint).string() : " (there is none)")};
    }
    return std::nullopt;
  }

  bool look_is_due() const {
    return finished() || trainer_.done() % trainer_.config().evaluate_every == 0;
  }

  std::optional<RunFault> look() {
    const bool settled = trainer_.settled();  // before check(), which may narrow attention
    const Evaluation id = trainer_.check();
    const TrainConfig& config = trainer_.config();
    Rng rng = Rng(config.seed).split("ood", static_cast<std::uint64_t>(trainer_.done()));
    const Evaluation ood =
        evaluate(trainer_.model(), source_, true, config.evaluate_tasks,
                 trainer_.program_temperature(), trainer_.state_temperature(), 0, rng);
    looks_.push_back(look_of(trainer_, report_, id, ood, seconds()));
    std::ofstream metrics(path(kMetrics), std::ios::app);
    metrics << to_json_line(looks_.back()) << std::endl;
    if (!metrics) return file_fault("cannot write " + path(kMetrics).string());
    if (auto fault = write_text(path(kCurves), curves_svg(config, looks_))) return fault;
    if (settled && id.hard_accuracy >= kept_) {
      kept_ = id.hard_accuracy;
      if (auto fault = write_model()) return fault;
    }
    return save();
  }

  std::optional<RunFault> save() {
    if (Fault fault = trainer_.save(path(kCheckpoint))) return file_fault(*fault);
    saved_at_ = trainer_.done();
    return std::nullopt;
  }

  // The weights of the best look, or where there was none yet those of now.
  std::optional<RunFault> end(RunResult& result) {
    if (kept_ < 0)
      if (auto fault = write_model()) return fault;
    result.files = {path(kWeights), path(kCard), path(kMetrics)};
    std::error_code error;
    if (fs::exists(path(kCurves), error)) result.files.push_back(path(kCurves));
    return std::nullopt;
  }

  const std::vector<Look>& looks() const { return looks_; }

 private:
  std::optional<RunFault> write_model() {
    WeightsFile weights = to_weights(trainer_.model());
    put_fields(trainer_.config(), weights.metadata);
    add_vocabulary(trainer_.model(), source_, trainer_.config().seed, weights);
    weights.metadata["trained_steps"] = to_text(trainer_.done());
    weights.metadata["trained_on"] = settings_.device.is_cpu() ? "cpu" : "cuda";
    if (kept_ >= 0) weights.metadata[kAccuracy] = to_text(kept_);
    if (Fault fault = nn::write_weights(path(kWeights), weights)) return file_fault(*fault);
    return write_text(path(kCard), model_card(trainer_.model().config, trainer_.config(), looks_,
                                              machine_text(settings_.device)));
  }

  // What a folder that is continued holds of a best look. One behind the checkpoint comes again.
  std::optional<RunFault> find_kept() {
    std::error_code error;
    if (!fs::exists(path(kWeights), error)) return std::nullopt;
    WeightsFile weights;
    if (Fault fault = nn::read_weights(path(kWeights), weights)) return file_fault(*fault);
    std::int64_t step = 0;
    double accuracy = 0;
    if (read_text(weights.metadata["trained_steps"], step) && step <= trainer_.done() &&
        read_text(weights.metadata[kAccuracy], accuracy))
      kept_ = accuracy;
    return std::nullopt;
  }

  fs::path path(const char* name) const { return settings_.folder / name; }
  double seconds() const {
    return seconds_before_ + std::chrono::duration<double>(Clock::now() - start_).count();
  }

  const RunSettings& settings_;
  const TaskSource& source_;
  Trainer trainer_;
  StepReport report_;
  std::vector<Look> looks_;
  Clock::time_point start_ = Clock::now();
  double seconds_before_ = 0;
  std::int64_t saved_at_ = -1;
  double kept_ = -1;  // accuracy in distribution, with discrete programs, of the weights kept
};

}  // namespace

std::optional<RunFault> read_settings(const fs::path& folder, ModelConfig& model,
                                      TrainConfig& config, bool& found) {
  const fs::path path = folder / kCheckpoint;
  std::error_code error;
  found = fs::exists(path, error);
  if (!found) return std::nullopt;
  WeightsFile file;
  if (Fault fault = nn::read_weights(path, file)) return file_fault(*fault);
  Fault unreadable = get_fields(file.metadata, model);
  if (!unreadable) unreadable = get_fields(file.metadata, config);
  if (unreadable) return file_fault("cannot continue from " + path.string() + ": " + *unreadable);
  return std::nullopt;
}

double value_of(const Look& look, std::string_view name) {
  for (const Figure& figure : look)
    if (figure.name == name) return figure.value;
  return std::numeric_limits<double>::quiet_NaN();
}

std::string to_json_line(const Look& look) {
  std::string line = "{";
  for (const Figure& figure : look) {
    char number[64];
    std::snprintf(number, sizeof number, "%.*f", figure.digits, figure.value);
    line += (line.size() == 1 ? "\"" : ",\"") + figure.name +
            "\":" + (std::isfinite(figure.value) ? number : "null");
  }
  return line + "}";
}

std::vector<Look> read_metrics(const fs::path& file, std::int64_t last_step) {
  std::vector<Look> looks;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.back() != '}') continue;  // cut off by a kill
    Look look = blank_look();
    for (Figure& figure : look)
      figure.value =
          number_in(line, figure.name).value_or(std::numeric_limits<double>::quiet_NaN());
    const double step = value_of(look, "step");
    const bool next = looks.empty() || step > value_of(looks.back(), "step");
    if (step <= static_cast<double>(last_step) && next) looks.push_back(std::move(look));
  }
  return looks;
}

std::string curves_svg(const TrainConfig& config, const std::vector<Look>& looks) {
  const auto series = [&](const char* title, const char* name) {
    ChartSeries made{title, {}};
    for (const Look& look : looks)
      made.points.push_back({value_of(look, "step"), value_of(look, name)});
    return made;
  };
  Chart chart;
  chart.title = "Training on " + config.suite +
                (config.suite == "comp-i" ? "" : ", " + config.variant) + ", seed " +
                to_text(config.seed);
  ChartPanel loss{"Loss", "step", {series("minimised", "loss"), series("reconstruction", "nll")}};
  loss.log_y = true;
  ChartPanel accuracy{"Exact match, inductor alone",
                      "step",
                      {series("in distribution", "id"), series("its discrete programs", "id_hard"),
                       series("out of distribution", "ood")}};
  accuracy.unit_y = true;
  ChartPanel tokens{"Codes in use",
                    "step",
                    {series("different tokens", "tokens"), series("regulariser's count", "codes")}};
  ChartPanel skip{"Skipped positions",
                  "step",
                  {series("mean probability", "skip"), series("share of tokens", "hard_skip")}};
  skip.unit_y = true;
  ChartPanel temperatures{
      "Temperatures", "step", {series("program", "tau_e"), series("states", "tau_d")}};
  chart.panels = {loss, accuracy, tokens, skip, temperatures};
  return to_svg(chart);
}

std::string model_card(const ModelConfig& model, const TrainConfig& config,
                       const std::vector<Look>& looks, const std::string& machine) {
  const bool shift = config.suite != "comp-i";
  const Look last = looks.empty() ? Look() : looks.back();
  const auto share = [&](const char* name) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value_of(last, name));
    return std::string(text);
  };
  std::string card = "# Neural language interpreter: " + config.suite +
                     (shift ? ", " + config.variant : "") + ", seed " + to_text(config.seed) +
                     "\n\nA model of the domain `sequences`, trained with `inkling train nli`. It "
                     "writes programs of " +
                     to_text(model.positions) + " positions over " + to_text(model.codes) +
                     " codes of its own and runs them; see docs/nli.md.\n\n## Data\n\n" +
                     "Tasks of the training part of " + config.suite +
                     ", drawn on the fly: " + to_text(config.pairs) + " pairs each, length " +
                     to_text(model.length) + ". ";
  if (config.padding == 0)
    card += "Training inputs have no blanks.\n";
  else
    card += "Training inputs end in 0 to " + to_text(config.padding) + " blanks" +
            (config.padding_steps > 0
                 ? ", fewer and fewer until step " + to_text(config.padding_steps) + ".\n"
                 : std::string(".\n")) +
            (config.padded < 1 ? "That is so for a share of " + to_text(config.padded) +
                                     " of the tasks; the others have no blanks.\n"
                               : std::string());
  if (!last.empty()) {
    char done[128];
    std::snprintf(done, sizeof done, "%.0f of %lld steps, %.0f s", value_of(last, "step"),
                  static_cast<long long>(config.steps), value_of(last, "seconds"));
    card += "\n## Training\n\n" + std::string(done) + ", " + machine + ". At that step, on " +
            to_text(config.evaluate_tasks) +
            " fresh tasks, the inductor alone:\n\n| figure | value |\n|---|---|\n| accuracy in "
            "distribution | " +
            share("id") + " |\n| the same with discrete programs | " + share("id_hard") +
            " |\n| accuracy out of distribution, no search | " + share("ood") +
            " |\n| different tokens in use | " +
            to_text(static_cast<int>(value_of(last, "tokens"))) + " |\n| loss per symbol | " +
            share("nll") +
            " |\n\nWhat search makes of it: `inkling eval nli --weights model.safetensors`.\n";
  }
  card += "\n## How to repeat it\n\n```\ninkling train nli" + settings_that_differ(model, config) +
          "\n```\n\n## All settings\n\n| setting | value |\n|---|---|\n";
  const auto row = [&](const char* name, const auto& field, const FieldFacts&) {
    card += "| `" + std::string(name) + "` | " + to_text(field) + " |\n";
  };
  visit_model_fields(model, row);
  visit_train_fields(config, row);
  return card;
}

std::string field_table() {
  std::string table = "| setting | default | values | meaning |\n|---|---|---|---|\n";
  const auto row = [&](const char* name, const auto& field, const FieldFacts& facts) {
    std::string values = "true, false";
    if constexpr (std::same_as<std::remove_cvref_t<decltype(field)>, std::string>) {
      values.clear();
      for (const std::string& word : split_choices(facts.choices))
        values += (values.empty() ? "" : ", ") + word;
    } else if constexpr (!std::same_as<std::remove_cvref_t<decltype(field)>, bool>) {
      values = to_text(facts.low) + " .. " + to_text(facts.high);
    }
    table += "| `" + std::string(name) + "` | " + to_text(field) + " | " + values + " | " +
             std::string(facts.help) + " |\n";
  };
  const TrainConfig training;
  const ModelConfig model;
  visit_train_fields(training, row);
  visit_model_fields(model, row);
  return table;
}

std::optional<RunFault> use_device(const std::string& name, bool tf32, int threads,
                                   torch::Device& device) {
  if (name != "cpu" && name != "cuda")
    return RunFault{RunFault::Kind::settings, "device=" + name + " is not one of cpu, cuda"};
  if (name == "cuda" && !torch::cuda::is_available())
    return RunFault{RunFault::Kind::device,
                    "device=cuda: LibTorch finds no CUDA device; leave it out to use the CPU"};
  at::set_num_threads(threads);
#if defined(__GLIBC__)
  // A step's tensors have the sizes of the last step's: memory that is kept needs no new pages. A
  // tenth of the time of a training on a processor.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest that it takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  at::globalContext().setFloat32MatmulPrecision(tf32 ? "high" : "highest");
  device = torch::Device(name == "cuda" ? torch::kCUDA : torch::kCPU);
  return std::nullopt;
}

std::optional<RunFault> run_training(RunSettings settings, const SourceMaker& make_source,
                                     const Watch& watch, RunResult& result) {
  for (const std::string& wrong : {find_fault(settings.model), find_fault(settings.config)})
    if (!wrong.empty()) return RunFault{RunFault::Kind::settings, wrong};
  if (auto fault = adopt_checkpoint(settings)) return fault;
  TaskSource source;
  if (auto fault = make_source(settings.model, settings.config, source)) return fault;
  Run run(settings, source);
  if (auto fault = run.begin(result)) return fault;
  Trainer& trainer = run.trainer();
  while (!run.finished() && !(settings.stop && settings.stop())) {
    if (auto fault = run.step()) return fault;
    const bool due = run.look_is_due();
    if (due)
      if (auto fault = run.look()) return fault;
    if (due) result.last = run.looks().back();
    if (watch) watch(trainer.done(), trainer.config().steps, due ? &run.looks().back() : nullptr);
  }
  result.step = trainer.done();
  result.steps = trainer.config().steps;
  if (!run.saved())
    if (auto fault = run.save()) return fault;
  return run.end(result);
}

}  // namespace inkling::nli
