#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <inkling/app/model_evaluation.hpp>
#include <inkling/app/solver_names.hpp>
#include <iterator>

namespace inkling::app {
namespace {

const std::string kFull = "full";

bool has_spec(const ParamSpecs& specs, const std::string& name) {
  return std::any_of(specs.begin(), specs.end(),
                     [&](const ParamSpec& spec) { return spec.name == name; });
}

// Which tasks there are is a matter of choices; a part, sizes and counts are the evaluation's.
bool names_tasks(const ParamSpec& spec) {
  return spec.type == ParamType::choice && spec.name != "part";
}

std::string label_of(const Params& tasks) {
  std::string label;
  for (const ParamSpec& spec : tasks.specs()) {
    if (!names_tasks(spec) || (!label.empty() && tasks.is_default(spec.name))) continue;
    label += (label.empty() ? "" : ", ") + tasks.get_text(spec.name);
  }
  return label.empty() ? tasks.to_text() : label;
}

// In the order in which the generator lists its choices.
std::vector<std::size_t> order_of(const Params& tasks) {
  std::vector<std::size_t> order;
  for (const ParamSpec& spec : tasks.specs()) {
    if (!names_tasks(spec)) continue;
    const auto at = std::find(spec.choices.begin(), spec.choices.end(), tasks.get_text(spec.name));
    order.push_back(static_cast<std::size_t>(at - spec.choices.begin()));
  }
  return order;
}

bool has_value(const Params& tasks, const std::string& value) {
  return value.empty() ||
         std::any_of(tasks.specs().begin(), tasks.specs().end(), [&](const ParamSpec& spec) {
           return names_tasks(spec) && tasks.get_text(spec.name) == value;
         });
}

std::vector<ModelFacts> only(const std::vector<ModelFacts>& models, const std::string& ablation) {
  std::vector<ModelFacts> found;
  for (const ModelFacts& facts : models)
    if (facts.ablation() == ablation) found.push_back(facts);
  return found;
}

// The models that tables and curves are of: those with nothing switched off or, where there are
// none, whatever was trained.
std::vector<ModelFacts> whole(const std::vector<ModelFacts>& models) {
  auto full = only(models, kFull);
  return full.empty() ? models : full;
}

std::vector<std::string> train_some(const std::string& architecture) {
  return {
      fmt::format("train some (`inkling train {}`), or name files with --weights", architecture)};
}

}  // namespace

double Spread::mean() const {
  double sum = 0.0;
  for (const double x : values) sum += x;
  return values.empty() ? std::nan("") : sum / static_cast<double>(values.size());
}

double Spread::deviation() const {
  if (values.size() < 2) return 0.0;
  double sum = 0.0;
  for (const double x : values) sum += (x - mean()) * (x - mean());
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

ModelEvaluation::ModelEvaluation(Registry& registry, ModelEvaluationOptions options,
                                 std::stop_token stop, Ticking tick)
    : registry_(&registry),
      options_(std::move(options)),
      stop_(std::move(stop)),
      tick_(std::move(tick)) {}

Result<ModelEvaluation> ModelEvaluation::make(Registry& registry, ModelEvaluationOptions options,
                                              std::stop_token stop, Ticking tick) {
  const auto known = architectures(registry);
  if (std::find(known.begin(), known.end(), options.architecture) == known.end()) {
    Error error{ErrorCode::not_found,
                fmt::format("there is nothing to evaluate as '{}'", options.architecture)};
    if (const auto near = nearest(options.architecture, known); !near.empty())
      error.notes.push_back(fmt::format("did you mean '{}'?", near));
    error.notes.push_back(known.empty() ? "no solver that runs a trained model is there"
                                        : fmt::format("known are {}", fmt::join(known, ", ")));
    return error;
  }
  ModelEvaluation made(registry, std::move(options), std::move(stop), std::move(tick));
  // Solvers that somebody named wrongly are the cheaper mistake to find.
  if (auto checked = check_names(registry, made.options_.solvers); !checked)
    return std::move(checked).error();
  if (auto found = made.find_models(); !found) return std::move(found).error();
  if (auto kept = made.keep_wanted_splits(); !kept) return std::move(kept).error();
  if (auto found = made.find_solvers(); !found) return std::move(found).error();
  return made;
}

Result<void> ModelEvaluation::find_models() {
  const bool named = !options_.weights.empty();
  std::vector<std::filesystem::path> files(options_.weights.begin(), options_.weights.end());
  if (!named) files = installed_models();
  for (const auto& file : files) {
    auto facts = read_model_facts(file);
    if (!facts) return std::move(facts).error();
    if (auto added = add_model(*std::move(facts), named); !added) return added;
  }
  if (splits_.empty())
    return Error{ErrorCode::plugin,
                 fmt::format("there are no weights of '{}' to evaluate", options_.architecture),
                 train_some(options_.architecture)};
  return {};
}

Result<void> ModelEvaluation::add_model(ModelFacts facts, bool named) {
  const std::string& domain_id = facts.text("domain");
  const auto differs = [&](const char* what, const std::string& has, const std::string& wanted) {
    return Error{ErrorCode::plugin, fmt::format("the weights {} are for {} '{}', and {} is needed",
                                                facts.file.string(), what, has, wanted)};
  };
  const std::string architecture = facts.architecture();
  if (architecture != options_.architecture) {
    if (named) return differs("architecture", architecture, options_.architecture);
    return {};
  }
  if (!options_.domain.empty() && domain_id != options_.domain) {
    if (named) return differs("domain", domain_id, options_.domain);
    return {};
  }
  if (facts.file.string().find_first_of(",()") != std::string::npos)
    return Error{
        ErrorCode::bad_param,
        fmt::format("the path {} has a comma or a bracket: rename it", facts.file.string())};
  const auto domain = registry_->domain(domain_id);
  if (!domain) return domain.error();
  const ParamSpecs& generator = (*domain)->info().generator;
  if (!has_spec(generator, "part"))
    return Error{
        ErrorCode::unsupported,
        fmt::format("the generator of domain '{}' has no parameter 'part', so nothing is "
                    "in or out of distribution",
                    domain_id),
        {fmt::format("measure it with `inkling eval --domain {} --solvers ..`", domain_id)}};
  std::string text = facts.tasks();
  if (!options_.params.empty()) text += (text.empty() ? "" : ",") + options_.params;
  auto tasks = Params::parse(generator, text);
  if (!tasks) {
    Error error = std::move(tasks).error();
    error.message = fmt::format("the tasks of {}: {}", facts.file.string(), error.message);
    return error;
  }
  facts.file = std::filesystem::absolute(facts.file);
  for (TrainedOn& it : splits_)
    if (it.domain == *domain && it.tasks == *tasks) {
      it.models.push_back(std::move(facts));
      return {};
    }
  const std::string label = label_of(*tasks);
  splits_.push_back({*domain, *std::move(tasks), label, {std::move(facts)}});
  return {};
}

Result<void> ModelEvaluation::keep_wanted_splits() {
  std::vector<std::string> labels;
  for (const TrainedOn& it : splits_) labels.push_back(it.label);
  std::erase_if(splits_, [&](const TrainedOn& it) {
    return !has_value(it.tasks, options_.split) || !has_value(it.tasks, options_.variant);
  });
  if (splits_.empty())
    return Error{ErrorCode::not_found,
                 fmt::format("no weights of '{}' were trained on {}", options_.architecture,
                             options_.variant.empty() ? "'" + options_.split + "'"
                             : options_.split.empty()
                                 ? "'" + options_.variant + "'"
                                 : fmt::format("'{}' and '{}'", options_.split, options_.variant)),
                 {fmt::format("those that are there were trained on {}", fmt::join(labels, "; ")),
                  train_some(options_.architecture).front()}};
  std::stable_sort(splits_.begin(), splits_.end(), [](const TrainedOn& a, const TrainedOn& b) {
    const std::string &left = a.domain->info().id, &right = b.domain->info().id;
    return left != right ? left < right : order_of(a.tasks) < order_of(b.tasks);
  });
  return {};
}

Result<void> ModelEvaluation::find_solvers() {
  if (options_.solvers.empty()) {
    auto own = strongest_last(*registry_, solvers_of(*registry_, options_.architecture));
    if (!own) return std::move(own).error();
    options_.solvers = *std::move(own);
  }
  if (options_.solvers.empty())
    return Error{ErrorCode::not_found,
                 fmt::format("no solver runs models of '{}'", options_.architecture),
                 {"name some with --solvers"}};
  for (const std::string& text : options_.solvers) {
    const auto named = parse_named_params(text);
    if (!named) return named.error();
    const auto solver = Solver::make(*registry_, available_solver(*registry_, named->name),
                                     *splits_.front().domain);
    if (!solver) return solver.error();
  }
  return {};
}

// On one model, and with a budget of starts and steps as far as it has them.
Result<Solver> ModelEvaluation::make_solver(const std::string& text, const TrainedOn& split,
                                            const ModelFacts& model, std::size_t starts,
                                            std::size_t steps) const {
  const auto named = parse_named_params(text);
  if (!named) return named.error();
  const std::string id = available_solver(*registry_, named->name);
  const auto plain = Solver::make(*registry_, id, *split.domain);
  if (!plain) return plain.error();
  const ParamSpecs& specs = plain->params().specs();
  if (!has_spec(specs, "model"))
    return Error{ErrorCode::unsupported,
                 fmt::format("solver '{}' has no model that could be evaluated", id)};
  std::string params = fmt::format("model={}", model.file.string());
  if (has_spec(specs, "starts")) params += fmt::format(",starts={}", starts);
  if (has_spec(specs, "steps")) params += fmt::format(",steps={}", steps);
  if (!named->params.empty()) params += "," + named->params;
  return Solver::make(*registry_, fmt::format("{}({})", id, params), *split.domain);
}

Result<std::optional<Counts>> ModelEvaluation::run(const Solver& solver, const TrainedOn& split,
                                                   const std::string& part) const {
  Params generator = split.tasks;
  const std::pair<const char*, std::string> wanted[] = {
      {"part", part}, {"examples", std::to_string(options_.examples)}, {"queries", "1"}};
  for (const auto& [name, value] : wanted)
    if (generator.has(name))
      if (auto set = generator.set(name, value); !set) return std::move(set).error();
  const Trial trial{*split.domain, std::move(generator), options_.tasks,
                    options_.seed, options_.limits,      options_.jobs};
  return evaluate(solver, trial, stop_, [&](std::size_t done) {
    if (tick_)
      tick_(fmt::format("{} {} {}: {} of {}", split.label, solver.preset().id, part, done,
                        options_.tasks));
  });
}

// nullopt when stopped, or where there are no models.
Result<std::optional<ModelRow>> ModelEvaluation::row(const std::string& solver,
                                                     const TrainedOn& split,
                                                     const std::vector<ModelFacts>& models) const {
  ModelRow row{solver, split.label};
  for (const ModelFacts& model : models) {
    const auto made = make_solver(solver, split, model, options_.starts, options_.steps);
    if (!made) return made.error();
    row.provided_by = made->preset().id;
    const bool searches = has_spec(made->params().specs(), "starts");
    row.starts = searches ? static_cast<std::size_t>(made->params().get_int("starts")) : 0;
    row.steps = searches ? static_cast<std::size_t>(made->params().get_int("steps")) : 0;
    for (const std::string& part : {std::string("train"), options_.part}) {
      auto counts = run(*made, split, part);
      if (!counts) return std::move(counts).error();
      if (!*counts) return std::optional<ModelRow>();
      const Counts& c = **counts;
      row.all.add(c);
      const bool outside = part != "train";
      (outside ? row.ood : row.id).values.push_back(c.accuracy());
      (outside ? row.ood_discrete : row.id_discrete).values.push_back(c.discrete_accuracy());
      if (!outside) continue;
      row.ood_counts.add(c);
      if (c.novel > 0) row.novel.values.push_back(c.novel_accuracy());
    }
  }
  if (models.empty()) return std::optional<ModelRow>();
  return std::optional<ModelRow>(std::move(row));
}

Result<std::vector<ModelRow>> ModelEvaluation::table() const {
  std::vector<ModelRow> rows;
  for (const TrainedOn& split : splits_)
    for (const std::string& solver : options_.solvers) {
      if (stopped()) return rows;
      auto made = row(solver, split, whole(split.models));
      if (!made) return std::move(made).error();
      if (*made) rows.push_back(**std::move(made));
    }
  return rows;
}

Result<std::vector<AblationRow>> ModelEvaluation::ablations() const {
  std::vector<std::string> names;
  for (const TrainedOn& split : splits_)
    for (const ModelFacts& facts : split.models)
      if (std::find(names.begin(), names.end(), facts.ablation()) == names.end())
        names.push_back(facts.ablation());
  const std::string& solver = options_.solvers.back();
  std::vector<AblationRow> rows;
  for (const std::string& name : names) {
    AblationRow ablated{name, {}};
    for (const TrainedOn& split : splits_) {
      const auto models = only(split.models, name);
      auto made = row(solver, split, models);
      // The reference runs architectures that the fast engine does not.
      if (const std::string other = reference_solver(*registry_, solver); !made && !other.empty())
        made = row(other, split, models);
      if (stopped()) return rows;
      if (!made)
        ablated.faults.push_back(
            fmt::format("{} on {}: {}", name, split.label, made.error().message));
      ablated.ood.push_back(made && *made ? std::optional((**made).ood) : std::nullopt);
    }
    rows.push_back(std::move(ablated));
  }
  return rows;
}

Result<std::vector<CurvePoint>> ModelEvaluation::curve(
    const std::vector<std::size_t>& starts, const std::vector<std::size_t>& steps) const {
  const std::string& solver = options_.solvers.back();
  std::vector<CurvePoint> wanted;
  for (const TrainedOn& split : splits_) {
    for (const std::size_t it : starts) wanted.push_back({split.label, true, it, options_.steps});
    for (const std::size_t it : steps) wanted.push_back({split.label, false, options_.starts, it});
  }
  std::vector<CurvePoint> points;
  for (CurvePoint& point : wanted) {
    const auto split = std::find_if(splits_.begin(), splits_.end(),
                                    [&](const TrainedOn& it) { return it.label == point.label; });
    for (const ModelFacts& model : whole(split->models)) {
      const auto made = make_solver(solver, *split, model, point.starts, point.steps);
      if (!made) return made.error();
      auto counts = run(*made, *split, options_.part);
      if (!counts) return std::move(counts).error();
      if (!*counts) return points;
      point.counts.add(**counts);
    }
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace inkling::app
