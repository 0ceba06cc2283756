#include "run.hpp"

#include <torch/version.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <inkling/base/files.hpp>
#include <limits>

#include "stored_model.hpp"

namespace inkling::training {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using nn::WeightsFile;

constexpr const char* kCheckpoint = "checkpoint.safetensors";
constexpr const char* kMetrics = "metrics.jsonl";
constexpr const char* kWeights = "model.safetensors";
constexpr const char* kCard = "model.md";
constexpr std::uint64_t kMaxMetrics = std::uint64_t{256} << 20;
constexpr const char* kAccuracy = "accuracy";  // metadata of the weights of a best look

Error file_error(std::string message) {
  return {ErrorCode::io, std::move(message)};
}

// Of one that cannot be read: without it nobody knows where the training was.
Error checkpoint_error(const fs::path& path, std::string fault) {
  return {ErrorCode::io,
          std::move(fault),
          {"the training cannot go on: remove " + path.string() +
           " to begin it anew, or take another folder"}};
}

Result<void> write_text(const fs::path& path, const std::string& text) {
  if (const files::Fault fault = files::write_file(path, text))
    return file_error("cannot write " + path.string() + ": " + *fault);
  return {};
}

ParamSpecs train_specs(const Architecture& architecture) {
  ParamSpecs specs = specs_of<LoopSettings>();
  specs.insert(specs.end(), architecture.training.begin(), architecture.training.end());
  return specs;
}

void put_settings(const Architecture& architecture, const Params& params, Metadata& metadata) {
  put_params(params, train_specs(architecture), "train.", metadata);
  put_params(params, architecture.model, "model.", metadata);
}

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string machine_text(torch::Device device) {
  return (device.is_cpu() ? "CPU, " + std::to_string(at::get_num_threads()) +
                                (at::get_num_threads() == 1 ? " thread" : " threads")
                          : std::string("CUDA device")) +
         ", LibTorch " + TORCH_VERSION;
}

// In the quotes of a shell where it needs them.
std::string shell_text(const std::string& text) {
  const bool plain =
      text.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=,.+-_/") == text.npos;
  return plain ? text : "'" + text + "'";
}

// What belongs to one run and outlives a step of it.
class Run {
 public:
  Run(const RunPlan& plan, const LoopSettings& settings, const TaskSource& source)
      : plan_(plan),
        loop_(
            settings, source,
            [&](torch::Device device) {
              return plan.architecture.make(plan.params, source, device);
            },
            plan.device, plan.world) {}

  Result<void> begin(TrainingOutcome& outcome) {
    std::error_code error;
    fs::create_directories(plan_.folder, error);
    if (std::error_code unknown; !fs::is_directory(plan_.folder, unknown))
      return Error{ErrorCode::io,
                   "cannot make the folder " + plan_.folder.string() + ": " +
                       (fs::exists(plan_.folder, unknown) ? "it is a file" : error.message()),
                   {"name another folder"}};
    if (!fs::exists(path(kCheckpoint), error))
      return writes() ? write_text(path(kMetrics), "") : Result<void>();
    WeightsFile file;
    if (auto fault = nn::read_weights(path(kCheckpoint), file))
      return checkpoint_error(path(kCheckpoint), *fault);
    if (auto fault = loop_.load(file))
      return file_error("cannot continue from " + path(kCheckpoint).string() + ": " + *fault);
    outcome.resumed_from = loop_.done();
    // A look that was written after the checkpoint comes again.
    const std::vector<Look> looks = read_metrics(path(kMetrics), loop_.done());
    std::string lines;
    for (const Look& look : looks) lines += to_json_line(look) + "\n";
    if (!looks.empty()) {
      last_ = looks.back();
      seconds_before_ = value_of(last_, "seconds");
    }
    if (writes())
      if (auto written = write_text(path(kMetrics), lines); !written) return written;
    return find_kept();
  }

  Loop& loop() { return loop_; }
  bool saved() const { return saved_at_ == loop_.done(); }
  const Look& last() const { return last_; }

  Result<void> step() {
    auto done = loop_.step();
    if (done || done.error().code != ErrorCode::internal) return done;
    Error error = std::move(done).error();
    std::error_code ignored;
    error.message += "; training stops here, and the last checkpoint stays" +
                     (fs::exists(path(kCheckpoint), ignored) ? " at " + path(kCheckpoint).string()
                                                             : std::string(" (there is none)"));
    return error;
  }

  bool look_is_due() const {
    return loop_.finished() || loop_.done() % loop_.settings().evaluate_every == 0;
  }

  Result<void> look() {
    const bool settled =
        loop_.model().settled(loop_.moment());  // before check(), which may grow it
    const auto judged = loop_.check();
    if (!judged) return judged.error();
    Look look{{"step", static_cast<double>(loop_.done()), 0}, {"seconds", seconds(), 1}};
    look.insert(look.end(), loop_.figures().begin(), loop_.figures().end());
    constexpr const char* kPanel = "Exact match, no search";
    look.push_back({"id", judged->accuracy, 3, true, kPanel});
    look.insert(look.end(), judged->figures.begin(), judged->figures.end());
    if (loop_.source().has_test) {
      const auto other = loop_.check_test();
      if (!other) return other.error();
      look.push_back({"ood", other->accuracy, 3, true, kPanel});
    }
    last_ = std::move(look);
    if (!writes()) {
      if (settled && judged->kept >= kept_) kept_ = judged->kept;
      return {};
    }
    if (const files::Fault fault = files::append_file(path(kMetrics), to_json_line(last_) + "\n"))
      return file_error("cannot write " + path(kMetrics).string() + ": " + *fault);
    if (settled && judged->kept >= kept_) {
      kept_ = judged->kept;
      if (auto written = write_model(); !written) return written;
    }
    return save();
  }

  Result<void> save() {
    if (!writes()) return {};
    WeightsFile file;
    put_origin(file.metadata);
    loop_.save(file);
    if (auto fault = nn::write_weights(path(kCheckpoint), file)) return file_error(*fault);
    saved_at_ = loop_.done();
    return {};
  }

  // The weights of the best look, or where there was none yet those of now.
  Result<void> end(TrainingOutcome& outcome) {
    if (kept_ < 0 && writes())
      if (auto written = write_model(); !written) return written;
    outcome.files = {path(kWeights), path(kCard), path(kMetrics)};
    return {};
  }

 private:
  // What the weights are and where they come from.
  void put_origin(Metadata& metadata) const {
    const LoopSettings& settings = loop_.settings();
    metadata["format"] = plan_.architecture.format;
    metadata["architecture"] = plan_.architecture.id;
    metadata["domain"] = plan_.domain.info().id;
    metadata["tape"] = settings.tape;
    metadata["tasks"] = settings.tasks;
    put_settings(plan_.architecture, plan_.params, metadata);
  }

  Result<void> write_model() {
    WeightsFile weights;
    put_origin(weights.metadata);
    put_parameters(loop_.model().module(), weights);
    put_tape(loop_.source().shape, weights.metadata);
    const LatentSpace space = loop_.model().space();
    if (space.size() > 0)
      weights.metadata["space"] = to_text(space.positions) + " x " + to_text(space.width) + ", " +
                                  to_text(space.codes) + " codes";
    const DrawTasks draw = [&](int tasks, int pairs, Rng& rng) {
      return loop_.draw({false, {}, tasks, pairs}, rng);
    };
    if (auto done = loop_.model().complete(weights, draw, loop_.settings().seed); !done)
      return done;
    weights.metadata["trained_steps"] = to_text(loop_.done());
    weights.metadata["trained_on"] = plan_.device.is_cpu() ? "cpu" : "cuda";
    if (kept_ >= 0) weights.metadata[kAccuracy] = to_text(kept_);
    if (auto fault = nn::write_weights(path(kWeights), weights)) return file_error(*fault);
    return write_text(path(kCard), card());
  }

  // What a folder that is continued holds of a best look. One behind the checkpoint comes again.
  Result<void> find_kept() {
    std::error_code error;
    if (!fs::exists(path(kWeights), error)) return {};
    WeightsFile weights;
    if (auto fault = nn::read_weights(path(kWeights), weights)) return file_error(*fault);
    const auto step = weights.metadata.find("trained_steps");
    const auto accuracy = weights.metadata.find(kAccuracy);
    if (step != weights.metadata.end() && accuracy != weights.metadata.end() &&
        std::strtoll(step->second.c_str(), nullptr, 10) <= loop_.done())
      kept_ = std::strtod(accuracy->second.c_str(), nullptr);
    return {};
  }

  // The card of the model, in Markdown.
  std::string card() const {
    const LoopSettings& settings = loop_.settings();
    const std::string tasks = settings.tasks.empty() ? "" : ", " + settings.tasks;
    const LatentSpace space = loop_.model().space();
    std::string text = "# " + plan_.architecture.id + ": " + plan_.domain.info().id + tasks +
                       ", seed " + to_text(settings.seed) + "\n\nA model of the domain `" +
                       plan_.domain.info().id + "`, trained with `inkling train " +
                       plan_.architecture.id + "`. " + plan_.architecture.about + "\n";
    if (space.size() > 0) {
      text += "\nPrograms: " + to_text(space.positions) +
              (space.positions == 1 ? " vector" : " positions");
      text += space.codes == 0 ? " of width " + to_text(space.width) + ".\n"
                               : " over " + to_text(space.codes) + " codes.\n";
    }
    text += data_section() + training_section();
    text += "\n## How to repeat it\n\n```\ninkling train " + plan_.architecture.id + " --domain " +
            plan_.domain.info().id;
    for (const ParamSpec& spec : plan_.params.specs())
      if (!plan_.params.is_default(spec.name))
        text += " " + shell_text(spec.name + "=" + value_text(plan_.params, spec));
    text += "\n```\n\n## All settings\n\n| setting | value |\n|---|---|\n";
    for (const ParamSpec& spec : plan_.params.specs())
      text += "| `" + spec.name + "` | " + value_text(plan_.params, spec) + " |\n";
    return text;
  }

  std::string data_section() const {
    const LoopSettings& settings = loop_.settings();
    std::string text = "\n## Data\n\nTasks of the generator of `" + plan_.domain.info().id + "`";
    if (!settings.tasks.empty()) text += " with `" + settings.tasks + "`";
    if (loop_.source().has_test) text += ", part `" + settings.part + "`";
    text += ", drawn on the fly: " + to_text(settings.pairs) + " pairs each, on a tape of " +
            to_text(loop_.source().shape.places) + " places";
    if (!loop_.source().answers.empty())
      text += ", with " + to_text(loop_.source().answers.size()) + " answers a task";
    if (!settings.tape.empty()) text += " (`" + settings.tape + "`)";
    text += ".\n";
    if (loop_.source().unfit > 0)
      text +=
          "About " + fixed(100 * loop_.source().unfit, 0) +
          " % of the generator's tasks do not fit the tape; others were drawn in their place.\n";
    const Ramp ramp = parse_ramp(settings.ramp).value();  // the source was made of it
    if (ramp.name.empty()) return text;
    text += "`" + ramp.name + "` ";
    text +=
        settings.ramp_steps > 0
            ? "goes from " + to_text(ramp.from) + " to " + to_text(ramp.to) + " until step " +
                  to_text(settings.ramp_steps)
            : "is " + to_text(ramp.from) + " in training and " + to_text(ramp.to) + " otherwise";
    if (settings.ramp_share < 1)
      text += ", for a share of " + to_text(settings.ramp_share) + " of the tasks; it is " +
              to_text(ramp.to) + " for the others";
    return text + ".\n";
  }

  std::string training_section() const {
    if (last_.empty()) return "";
    std::string text = "\n## Training\n\n" + fixed(value_of(last_, "step"), 0) + " of " +
                       to_text(loop_.settings().steps) + " steps, " +
                       fixed(value_of(last_, "seconds"), 0) + " s, " + machine_text(plan_.device) +
                       ". At that step, on " + to_text(loop_.settings().evaluate_tasks) +
                       " fresh tasks, without a search (`id`: of the part trained on, `ood`: of "
                       "another one):\n\n| figure | value |\n|---|---|\n";
    for (const Figure& figure : last_)
      if (figure.name != "step" && figure.name != "seconds")
        text += "| `" + figure.name + "` | " + fixed(figure.value, figure.digits) + " |\n";
    return text;
  }

  bool writes() const { return plan_.world == nullptr || plan_.world->rank() == 0; }
  fs::path path(const char* name) const { return plan_.folder / name; }
  double seconds() const {
    return seconds_before_ + std::chrono::duration<double>(Clock::now() - start_).count();
  }

  const RunPlan& plan_;
  Loop loop_;
  Look last_;  // empty before the first one
  Clock::time_point start_ = Clock::now();
  double seconds_before_ = 0;
  std::int64_t saved_at_ = -1;
  double kept_ = -1;  // by which the weights that are kept were chosen
};

std::vector<TrainingFigure> to_figures(const Look& look) {
  std::vector<TrainingFigure> figures;
  for (const Figure& it : look) figures.push_back({it.name, it.value, it.headline, it.panel});
  return figures;
}

// Refuses settings that differ from those of a training that is there.
Result<void> check_saved(const RunPlan& plan) {
  const auto saved = read_saved(plan.architecture, plan.folder);
  if (!saved) return saved.error();
  if (!*saved) return {};
  const auto differs = [&](const std::string& name, const std::string& has,
                           const std::string& asked) -> Result<void> {
    if (has == asked) return {};
    return Error{ErrorCode::bad_param,
                 plan.folder.string() + " holds a training with " + name + "=" + has + ", and " +
                     name + "=" + asked + " was asked for",
                 {"leave it out to go on, or take another folder"}};
  };
  if (auto same = differs("domain", (*saved)->domain, plan.domain.info().id); !same) return same;
  for (const ParamSpec& spec : (*saved)->params.specs())
    if (auto same =
            differs(spec.name, value_text((*saved)->params, spec), value_text(plan.params, spec));
        !same)
      return same;
  return {};
}

// Where one rank is told to stop, all do, at the same step.
Result<bool> asked_to_stop(const RunPlan& plan) {
  const bool here = plan.stop && plan.stop();
  if (plan.world == nullptr) return here;
  const torch::Tensor told = torch::full({}, here ? 1.0 : 0.0);
  if (auto asked = plan.world->average({told}); !asked) return asked.error();
  return told.item<double>() > 0;
}

}  // namespace

ParamSpecs training_specs(const Architecture& architecture) {
  ParamSpecs specs = train_specs(architecture);
  specs.insert(specs.end(), architecture.model.begin(), architecture.model.end());
  return specs;
}

Result<std::optional<SavedTraining>> read_saved(const Architecture& architecture,
                                                const fs::path& folder) {
  const fs::path path = folder / kCheckpoint;
  std::error_code error;
  if (!fs::exists(path, error)) return std::optional<SavedTraining>();
  WeightsFile file;
  if (auto fault = nn::read_weights(path, file)) return checkpoint_error(path, *fault);
  const auto refused = [&](const std::string& reason) {
    return file_error("cannot continue from " + path.string() + ": " + reason);
  };
  const std::string& has = file.metadata["architecture"];
  if (has != architecture.id)
    return refused("it is a training of architecture '" + has + "', and '" + architecture.id +
                   "' is trained here");
  SavedTraining saved{file.metadata["domain"], Params(training_specs(architecture))};
  auto read = get_params(file.metadata, train_specs(architecture), "train.", saved.params);
  if (read) read = get_params(file.metadata, architecture.model, "model.", saved.params);
  if (!read) return refused(read.error().message);
  return std::optional<SavedTraining>(std::move(saved));
}

double value_of(const Look& look, std::string_view name) {
  for (const Figure& figure : look)
    if (figure.name == name) return figure.value;
  return std::numeric_limits<double>::quiet_NaN();
}

std::string to_json_line(const Look& look) {
  std::string line = "{";
  for (const Figure& figure : look) {
    line += (line.size() == 1 ? "\"" : ",\"") + figure.name + "\":";
    line += std::isfinite(figure.value) ? fixed(figure.value, figure.digits) : "null";
  }
  return line + "}";
}

// The file is our own: names hold neither quotes nor escapes. Digits are kept as they were.
std::vector<Look> read_metrics(const fs::path& file, std::int64_t last_step) {
  std::vector<Look> looks;
  files::Input in;
  if (in.open(file, kMaxMetrics)) return looks;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.back() != '}') continue;  // cut off by a kill
    Look look;
    for (std::size_t at = line.find('"'); at != line.npos; at = line.find('"', at)) {
      const std::size_t end = line.find("\":", at + 1);
      if (end == line.npos) break;
      Figure figure{line.substr(at + 1, end - at - 1), std::numeric_limits<double>::quiet_NaN()};
      const char* begin = line.c_str() + end + 2;
      char* stop = nullptr;
      const double value = std::strtod(begin, &stop);
      if (stop != begin) figure.value = value;
      const std::string_view text(begin, static_cast<std::size_t>(stop - begin));
      const std::size_t point = text.find('.');
      figure.digits = point == text.npos ? 0 : static_cast<int>(text.size() - point - 1);
      look.push_back(std::move(figure));
      at = end + 2;
    }
    const double step = value_of(look, "step");
    const bool next = looks.empty() || step > value_of(looks.back(), "step");
    if (step <= static_cast<double>(last_step) && next) looks.push_back(std::move(look));
  }
  return looks;
}

Result<void> check_share(std::int64_t batch, int ranks) {
  if (batch % ranks == 0) return {};
  return Error{
      ErrorCode::bad_param,
      "batch=" + to_text(batch) + " cannot be shared out over " + to_text(ranks) + " ranks",
      {"take a multiple of the ranks"}};
}

Result<TrainingOutcome> run_training(const RunPlan& plan, TrainingSink* sink) {
  if (const std::string wrong = plan.architecture.find_fault(plan.params); !wrong.empty())
    return Error{ErrorCode::bad_param, wrong};
  if (auto same = check_saved(plan); !same) return same.error();
  LoopSettings settings;
  read_fields(plan.params, settings);
  if (plan.world != nullptr)
    if (auto shared = check_share(settings.batch, plan.world->size()); !shared)
      return shared.error();
  auto source = plan.architecture.source
                    ? plan.architecture.source(plan.domain, plan.language, settings, plan.params)
                    : make_source(plan.domain, settings);
  if (!source) return std::move(source).error();
  Run run(plan, settings, *source);
  TrainingOutcome outcome;
  if (auto begun = run.begin(outcome); !begun) return begun.error();
  Loop& loop = run.loop();
  while (!loop.finished()) {
    const auto stop = asked_to_stop(plan);
    if (!stop) return stop.error();
    if (*stop) break;
    if (auto done = run.step(); !done) return done.error();
    const bool due = run.look_is_due();
    if (due)
      if (auto looked = run.look(); !looked) return looked.error();
    TrainingReport report{loop.done(), settings.steps, {}};
    if (due) outcome.figures = report.figures = to_figures(run.last());
    if (sink != nullptr) sink->report(report);
  }
  outcome.step = loop.done();
  outcome.steps = settings.steps;
  if (!run.saved())
    if (auto saved = run.save(); !saved) return saved.error();
  if (auto ended = run.end(outcome); !ended) return ended.error();
  return outcome;
}

}  // namespace inkling::training
