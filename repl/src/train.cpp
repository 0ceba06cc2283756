// inkling train.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <inkling/app/curves.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <inkling/trainer.hpp>
#include <ostream>

#include "cli.hpp"
#include "status_line.hpp"

namespace inkling::repl {
namespace {

using Clock = std::chrono::steady_clock;

bool has_tape(const Domain& domain) {
  return make_codec(domain, "").ok();
}

Result<const Trainer*> find_trainer(Registry& registry, const std::string& id) {
  auto found = registry.trainer(id);
  if (found || found.error().code != ErrorCode::not_found) return found;
  Error error = found.error();
  if (registry.ids(Kind::trainer).empty())
    error.notes = {"nothing in this build trains: trainers need LibTorch",
                   "install it (Debian: libtorch-dev libopenblas0-openmp) and build again with "
                   "-DINKLING_WITH_TORCH=ON"};
  return error;
}

// The domain that was named, or the one of the training that goes on.
Result<const Domain*> find_domain(Registry& registry, const TrainOptions& options,
                                  const std::optional<SavedTraining>& saved) {
  if (!options.domain.empty() || saved)
    return registry.domain(options.domain.empty() ? saved->domain : options.domain);
  std::string known;
  for (const std::string& id : registry.ids(Kind::domain))
    if (const auto domain = registry.domain(id); domain && has_tape(**domain)) known += " " + id;
  return Error{ErrorCode::bad_param,
               "a training needs a domain whose tasks it learns: --domain ID",
               {known.empty() ? "no domain here has a tape that networks read"
                              : "domains with a tape are" + known}};
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

constexpr std::uint64_t kMaxConfig = std::uint64_t{1} << 20;

// A line is NAME=VALUE, empty, or begins with #.
Result<void> read_config(const std::string& file, Params& params) {
  const auto unreadable = [&](const std::string& reason) {
    return Error{ErrorCode::io,
                 fmt::format("cannot read the settings file '{}': {}", file, reason)};
  };
  files::Input in;
  if (const files::Fault fault = in.open(file, kMaxConfig)) return unreadable(*fault);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::string_view text = trim(std::string_view(line).substr(0, line.find('#')));
    if (text.empty()) continue;
    if (auto set = set_pair(params, text); !set) return at_line(file, number, set.error());
  }
  if (in.bad()) return unreadable(in.fault().value_or("reading failed"));
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
Result<void> go_on_with(const SavedTraining& saved, const TrainOptions& options,
                        const std::string& folder, Params& params) {
  const auto differs = [&](const std::string& name, const std::string& has,
                           const std::string& asked) {
    return Error{ErrorCode::bad_param,
                 fmt::format("{} holds a training with {}={}, and {}={} was asked for", folder,
                             name, has, name, asked),
                 {"leave it out to go on, or take another folder with --out"}};
  };
  if (!options.domain.empty() && options.domain != saved.domain)
    return differs("domain", saved.domain, options.domain);
  for (const ParamSpec& spec : saved.params.specs())
    if (auto set = params.set(spec.name, value_text(saved.params, spec)); !set) return set;
  if (auto applied = apply_settings(options, params); !applied) return applied;
  for (const ParamSpec& spec : saved.params.specs()) {
    const std::string has = value_text(saved.params, spec);
    const std::string asked = value_text(params, spec);
    if (has != asked) return differs(spec.name, has, asked);
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
  TrainingView(Context& context, bool json, std::filesystem::path folder, std::string title)
      : context_(context),
        json_(json),
        bar_(context.err, is_terminal(STDERR_FILENO)),
        folder_(std::move(folder)),
        title_(std::move(title)) {}

  void report(const TrainingReport& report) override {
    if (first_step_ < 0) first_step_ = report.step - 1;
    if (!report.figures.empty()) show_look(report);
    if (bar_.on()) show_bar(report);
  }
  void clear() { bar_.clear(); }
  // The drawing of the last look, or what kept it from being made.
  const Result<std::filesystem::path>& curves() const { return curves_; }

 private:
  void show_look(const TrainingReport& report) {
    clear();
    context_.out << (json_ ? look_json(report) : look_text(report)) << '\n' << std::flush;
    curves_ = app::draw_curves(folder_, title_, report.figures);
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
    bar_.show(shorten(line + headline_, terminal_columns(STDERR_FILENO)));
  }

  Context& context_;
  bool json_;
  StatusLine bar_;
  std::filesystem::path folder_;
  std::string title_;
  Result<std::filesystem::path> curves_ = std::filesystem::path();
  std::int64_t first_step_ = -1;
  std::string headline_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_{};
};

// runs/nli-sequences-shift-l-seed1: where a training goes that nobody gave a folder. Of the tasks
// the values alone.
std::string default_folder(const TrainOptions& options, const Params& params) {
  std::string name = "runs/" + options.id;
  if (!options.domain.empty()) name += "-" + options.domain;
  for (const ParamSpec& spec : params.specs()) {
    if (spec.name != "tasks") continue;
    bool value = false;
    for (const char c : params.get_text("tasks")) {
      const bool letter = c == '-' || c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
      if (c == '=') name += '-';
      value = c == '=' || (value && c != ',');
      if (value && letter) name += c;
    }
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
  const std::string folder = options.out.empty() ? default_folder(options, params) : options.out;
  const auto saved = (*trainer)->saved(folder);
  if (!saved) return fail(context, saved.error());
  const auto domain = find_domain(context.registry, options, *saved);
  if (!domain) return fail(context, domain.error());
  if (*saved)
    if (auto merged = go_on_with(**saved, options, folder, params); !merged)
      return fail(context, merged.error());
  StopOnInterrupt stop(context.interrupts);
  const std::string title = fmt::format("Training {} on {}", options.id, (*domain)->info().id);
  TrainingView view(context, options.json, folder, title);
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
  if (!view.curves())
    context.err << fmt::format("warning: {}\n", view.curves().error().message);
  else if (!view.curves()->empty())
    said << fmt::format("wrote {}\n", view.curves()->string());
  return stop.stopped() ? kInterrupted : kRan;
}

int run_train_settings_command(Context& context, const std::string& id) {
  const auto trainer = find_trainer(context.registry, id);
  if (!trainer) return fail(context, trainer.error());
  for (const ParamSpec& spec : (*trainer)->info().params)
    context.out << fmt::format(
        "  {:<26} {:<10} {}{}\n", spec.name, spec.default_value.empty() ? "-" : spec.default_value,
        spec.help,
        spec.choices.empty() ? std::string() : fmt::format(" ({})", fmt::join(spec.choices, ", ")));
  return kRan;
}

}  // namespace inkling::repl
