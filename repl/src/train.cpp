// inkling train.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <inkling/app/text.hpp>
#include <inkling/trainer.hpp>
#include <ostream>

#include "cli.hpp"

namespace inkling::repl {
namespace {

using Clock = std::chrono::steady_clock;

// Trainers that not every build has, and what is missing then.
struct OptionalTrainer {
  const char* id;
  const char* missing;
  const char* cure;
};
constexpr OptionalTrainer kOptional[] = {
    {"nli", "this build has no LibTorch",
     "install LibTorch (Debian: libtorch-dev libopenblas0-openmp) and build again with "
     "-DINKLING_WITH_TORCH=ON"}};

Result<const Trainer*> find_trainer(Registry& registry, const std::string& id) {
  auto found = registry.trainer(id);
  if (found || found.error().code != ErrorCode::not_found) return found;
  for (const OptionalTrainer& it : kOptional)
    if (id == it.id)
      return Error{ErrorCode::plugin,
                   fmt::format("'{}' cannot be trained here: {}", id, it.missing),
                   {it.cure, "`inkling plugins` lists what this build has"}};
  return found;
}

Error at_line(const std::string& file, std::size_t line, Error error) {
  error.message = fmt::format("{}:{}: {}", file, line, error.message);
  return error;
}

Result<void> set_pair(Params& params, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos)
    return Error{ErrorCode::bad_param,
                 fmt::format("'{}' is no setting: NAME=VALUE is expected, as in steps=6000", text)};
  return params.set(trim(text.substr(0, equals)), trim(text.substr(equals + 1)));
}

// A line is NAME=VALUE, empty, or begins with #.
Result<void> read_config(const std::string& file, Params& params) {
  std::ifstream in(file);
  if (!in) return Error{ErrorCode::io, fmt::format("cannot read the settings file {}", file)};
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::string_view text = trim(std::string_view(line).substr(0, line.find('#')));
    if (text.empty()) continue;
    if (auto set = set_pair(params, text); !set) return at_line(file, number, set.error());
  }
  return {};
}

// The settings file first, then what stands on the command line.
Result<void> apply_settings(const TrainOptions& options, Params& params) {
  if (!options.config.empty())
    if (auto read = read_config(options.config, params); !read) return read;
  for (const std::string& text : options.settings)
    if (auto set = set_pair(params, text); !set) return set;
  return {};
}

std::string value_text(const Params& params, const ParamSpec& spec) {
  switch (spec.type) {
    case ParamType::boolean:
      return params.get_bool(spec.name) ? "true" : "false";
    case ParamType::integer:
      return fmt::format("{}", params.get_int(spec.name));
    case ParamType::real:
      return fmt::format("{}", params.get_real(spec.name));
    case ParamType::text:
    case ParamType::choice:
      break;
  }
  return params.get_text(spec.name);
}

// A training that is there goes on with its own settings; asking for others is a mistake.
Result<void> go_on_with(const Params& saved, const TrainOptions& options, const std::string& folder,
                        Params& params) {
  for (const ParamSpec& spec : saved.specs())
    if (auto set = params.set(spec.name, value_text(saved, spec)); !set) return set;
  if (auto applied = apply_settings(options, params); !applied) return applied;
  for (const ParamSpec& spec : saved.specs()) {
    const std::string has = value_text(saved, spec);
    const std::string asked = value_text(params, spec);
    if (has != asked)
      return Error{ErrorCode::bad_param,
                   fmt::format("{} holds a training with {}={}, and {}={} was asked for", folder,
                               spec.name, has, spec.name, asked),
                   {"leave it out to go on, or take another folder with --out"}};
  }
  return {};
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole % 3600 / 60);
}

// A line per look to standard output, and a bar with rate and time left to a terminal.
class TrainingView : public TrainingSink {
 public:
  TrainingView(Context& context, bool json)
      : context_(context), json_(json), bar_(isatty(STDERR_FILENO) == 1) {}

  void report(const TrainingReport& report) override {
    if (first_step_ < 0) first_step_ = report.step - 1;
    if (!report.figures.empty()) show_look(report);
    if (bar_) show_bar(report);
  }
  void clear() {
    if (bar_) context_.err << "\r\x1b[K" << std::flush;
  }

 private:
  void show_look(const TrainingReport& report) {
    clear();
    context_.out << (json_ ? look_json(report) : look_text(report)) << '\n' << std::flush;
    headline_.clear();
    for (const TrainingFigure& figure : report.figures)
      if (figure.headline) headline_ += fmt::format("  {} {:.3g}", figure.name, figure.value);
  }

  std::string look_json(const TrainingReport& report) const {
    std::string text = "{";
    for (const TrainingFigure& figure : report.figures) {
      if (!context_.with_time && figure.name == "seconds") continue;
      text +=
          fmt::format("{}\"{}\":{:.6g}", text.size() == 1 ? "" : ",", figure.name, figure.value);
    }
    return text + "}";
  }
  static std::string look_text(const TrainingReport& report) {
    std::string text = fmt::format("step {:>7}", report.step);
    for (const TrainingFigure& figure : report.figures)
      if (figure.headline) text += fmt::format("  {} {:<7.4g}", figure.name, figure.value);
    return std::string(text.substr(0, text.find_last_not_of(' ') + 1));
  }

  // A few times a second; the rate is that of this call.
  void show_bar(const TrainingReport& report) {
    const auto now = Clock::now();
    if (now - shown_ < std::chrono::milliseconds(200) && report.step != report.steps) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double rate = static_cast<double>(report.step - first_step_) / std::max(seconds, 1e-9);
    const double share = static_cast<double>(report.step) / static_cast<double>(report.steps);
    constexpr std::size_t kCells = 24;
    const auto full = static_cast<std::size_t>(share * static_cast<double>(kCells));
    std::string line = fmt::format("[{}{}] {}/{}", std::string(full, '#'),
                                   std::string(kCells - full, '.'), report.step, report.steps);
    if (context_.with_time)
      line += fmt::format("  {:.3g} steps/s  {} left", rate,
                          duration_text(static_cast<double>(report.steps - report.step) / rate));
    context_.err << "\r\x1b[K" << shorten(line + headline_, terminal_columns(STDERR_FILENO))
                 << std::flush;
  }

  Context& context_;
  bool json_;
  bool bar_;
  std::int64_t first_step_ = -1;
  std::string headline_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_{};
};

// runs/nli-shift-l-seed1: where a training goes that nobody gave a folder.
std::string default_folder(const Trainer& trainer, const Params& params) {
  std::string name = "runs/" + trainer.info().id;
  for (const ParamSpec& spec : params.specs()) {
    if (spec.name == "suite") name += "-" + params.get_text("suite");
    if (spec.name == "variant" && !params.is_default("variant"))
      name += "-" + params.get_text("variant");
  }
  for (const ParamSpec& spec : params.specs())
    if (spec.name == "seed") name += fmt::format("-seed{}", params.get_int("seed"));
  return name;
}

}  // namespace

int run_train_command(Context& context, const TrainOptions& options) {
  const auto trainer = find_trainer(context.registry, options.id);
  if (!trainer) return fail(context, trainer.error());
  Params params((*trainer)->info().params);
  if (auto applied = apply_settings(options, params); !applied)
    return fail(context, applied.error());
  const auto domain = context.registry.domain((*trainer)->info().domain);
  if (!domain) return fail(context, domain.error());
  const std::string folder = options.out.empty() ? default_folder(**trainer, params) : options.out;
  const auto saved = (*trainer)->settings_of(folder);
  if (!saved) return fail(context, saved.error());
  if (*saved)
    if (auto merged = go_on_with(**saved, options, folder, params); !merged)
      return fail(context, merged.error());
  StopOnInterrupt stop(context.interrupts);
  TrainingView view(context, options.json);
  const auto outcome =
      (*trainer)->train(**domain, params, folder, Budget(options.limits, stop.token()), &view);
  view.clear();
  if (!outcome) return fail(context, outcome.error());
  auto& said = options.json ? context.err : context.out;
  if (outcome->resumed_from > 0)
    said << fmt::format("went on from step {}\n", outcome->resumed_from);
  if (!outcome->finished())
    said << fmt::format("stopped at step {} of {}; the same command goes on from there\n",
                        outcome->step, outcome->steps);
  for (const auto& file : outcome->files) said << fmt::format("wrote {}\n", file.string());
  return stop.stopped() ? kInterrupted : kRan;
}

int run_train_settings_command(Context& context, const std::string& id) {
  const auto trainer = find_trainer(context.registry, id);
  if (!trainer) return fail(context, trainer.error());
  for (const ParamSpec& spec : (*trainer)->info().params)
    context.out << fmt::format(
        "  {:<26} {:<10} {}{}\n", spec.name, spec.default_value, spec.help,
        spec.choices.empty() ? std::string() : fmt::format(" ({})", fmt::join(spec.choices, ", ")));
  return kRan;
}

}  // namespace inkling::repl
