#include <fmt/format.h>

#include <cctype>
#include <inkling/app/curves.hpp>
#include <inkling/app/text.hpp>
#include <inkling/app/training.hpp>
#include <inkling/base/files.hpp>
#include <inkling/domain.hpp>

namespace inkling::app {
namespace {

bool has_tape(const Domain& domain) {
  return make_codec(domain, "").ok();
}

// The domain that was named, or the one of the training that goes on.
Result<const Domain*> find_domain(Registry& registry, const TrainingRequest& request,
                                  const std::optional<SavedTraining>& saved) {
  if (!request.domain.empty() || saved)
    return registry.domain(request.domain.empty() ? saved->domain : request.domain);
  std::string known;
  for (const std::string& id : registry.ids(Kind::domain))
    if (const auto domain = registry.domain(id); domain && has_tape(**domain)) known += " " + id;
  return Error{ErrorCode::bad_param,
               "a training needs a domain whose tasks it learns: --domain ID",
               {known.empty() ? "no domain here has a tape that networks read"
                              : "domains with a tape are" + known}};
}

// The one that a setting `language` of the trainer names, or the domain's own. Most networks need
// none: an own one that cannot be loaded is missed by those that do.
Result<const Language*> find_language(Registry& registry, const Domain& domain,
                                      const Params& params) {
  const std::string name = params.has("language") ? params.get_text("language") : "";
  if (name.empty()) {
    const auto own = registry.language_of(domain);
    return own ? *own : nullptr;
  }
  const auto named = registry.language(name);
  if (!named || (*named)->info().domain == domain.info().id) return named;
  std::string known;
  for (const Language* it : registry.languages_of(domain)) known += " " + it->info().id;
  return Error{ErrorCode::bad_param,
               fmt::format("language={} is one of domain {}, and this training is of domain {}",
                           name, (*named)->info().domain, domain.info().id),
               {known.empty() ? "the domain has no language" : "its languages are" + known}};
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
Result<void> apply_settings(const TrainingRequest& request, Params& params) {
  if (!request.config.empty())
    if (auto read = read_config(request.config, params); !read) return read;
  for (const std::string& text : request.settings)
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
Result<void> go_on_with(const SavedTraining& saved, const TrainingRequest& request,
                        const std::string& folder, Params& params) {
  const auto differs = [&](const std::string& name, const std::string& has,
                           const std::string& asked) {
    return Error{ErrorCode::bad_param,
                 fmt::format("{} holds a training with {}={}, and {}={} was asked for", folder,
                             name, has, name, asked),
                 {"leave it out to go on, or take another folder with --out"}};
  };
  if (!request.domain.empty() && request.domain != saved.domain)
    return differs("domain", saved.domain, request.domain);
  for (const ParamSpec& spec : saved.params.specs())
    if (auto set = params.set(spec.name, value_text(saved.params, spec)); !set) return set;
  if (auto applied = apply_settings(request, params); !applied) return applied;
  for (const ParamSpec& spec : saved.params.specs()) {
    const std::string has = value_text(saved.params, spec);
    const std::string asked = value_text(params, spec);
    if (has != asked) return differs(spec.name, has, asked);
  }
  return {};
}

// runs/nli-sequences-shift-l-seed1: where a training goes that nobody gave a folder. Of the tasks
// the values alone.
std::string default_folder(const TrainingRequest& request, const Params& params) {
  std::string name = "runs/" + request.id;
  if (!request.domain.empty()) name += "-" + request.domain;
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

// Hears of looks, and draws them.
class Drawing : public TrainingSink {
 public:
  Drawing(const TrainingPlan& plan, TrainingSink* sink) : plan_(plan), sink_(sink) {}
  void report(const TrainingReport& report) override {
    if (sink_ != nullptr) sink_->report(report);
    if (!report.figures.empty()) curves = draw_curves(plan_.folder, plan_.title(), report.figures);
  }
  Result<std::filesystem::path> curves = std::filesystem::path();

 private:
  const TrainingPlan& plan_;
  TrainingSink* sink_;
};

}  // namespace

std::string TrainingPlan::title() const {
  return fmt::format("Training {} on {}", trainer->info().id, domain->info().id);
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

Result<TrainingPlan> plan_training(Registry& registry, const TrainingRequest& request) {
  const auto trainer = find_trainer(registry, request.id);
  if (!trainer) return trainer.error();
  TrainingPlan plan{*trainer, nullptr, nullptr, Params((*trainer)->info().params), request.folder};
  if (auto applied = apply_settings(request, plan.params); !applied) return applied.error();
  if (plan.folder.empty()) plan.folder = default_folder(request, plan.params);
  const auto saved = plan.trainer->saved(plan.folder);
  if (!saved) return saved.error();
  const auto domain = find_domain(registry, request, *saved);
  if (!domain) return domain.error();
  plan.domain = *domain;
  if (*saved)
    if (auto merged = go_on_with(**saved, request, plan.folder, plan.params); !merged)
      return merged.error();
  const auto language = find_language(registry, **domain, plan.params);
  if (!language) return language.error();
  plan.language = *language;
  return plan;
}

Result<FinishedTraining> run_training(const TrainingPlan& plan, const Budget& budget,
                                      TrainingSink* sink) {
  Drawing drawing(plan, sink);
  auto outcome =
      plan.trainer->train(*plan.domain, plan.language, plan.params, plan.folder, budget, &drawing);
  if (!outcome) return std::move(outcome).error();
  return FinishedTraining{*std::move(outcome), std::move(drawing.curves)};
}

std::string to_json(const TrainingReport& report, bool with_time) {
  std::string text = "{";
  for (const TrainingFigure& figure : report.figures) {
    if (!with_time && figure.name == "seconds") continue;
    text += fmt::format("{}\"{}\":{:.6g}", text.size() == 1 ? "" : ",", figure.name, figure.value);
  }
  return text + "}";
}

std::string to_text(const TrainingReport& report) {
  std::string text = fmt::format("step {:>7}", report.step);
  for (const TrainingFigure& figure : report.figures)
    if (figure.headline) text += fmt::format("  {} {:<7.4g}", figure.name, figure.value);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string settings_text(const ParamSpecs& specs) {
  std::string text;
  for (const ParamSpec& spec : specs)
    text += fmt::format(
        "  {:<26} {:<10} {}{}\n", spec.name, spec.default_value.empty() ? "-" : spec.default_value,
        spec.help,
        spec.choices.empty() ? std::string() : fmt::format(" ({})", fmt::join(spec.choices, ", ")));
  return text;
}

}  // namespace inkling::app
