#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/language.hpp>
#include <inkling/registry.hpp>
#include <inkling/search_clock.hpp>
#include <inkling/solver.hpp>

#include "candidates.hpp"
#include "guarded.hpp"

namespace inkling {

namespace {

Error unsupported(const SolverPreset& preset, const Domain& domain, std::string_view reason) {
  return Error{ErrorCode::unsupported, fmt::format("solver '{}' does not work on domain '{}': {}",
                                                   preset.id, domain.info().id, reason)};
}

Error not_ready(const SolverPreset& preset, const Domain& domain, const Error& cause) {
  Error error = unsupported(preset, domain, cause.message);
  error.notes = cause.notes;
  return error;
}

// Looks up what the preset names; an empty name leaves the tool null.
Result<Toolbox> find_tools(Registry& registry, const SolverPreset& preset, const Domain& domain) {
  Toolbox tools;
  tools.domain = &domain;
  if (!preset.inductor.empty()) {
    Result<const Inductor*> inductor = registry.inductor(preset.inductor, domain);
    const bool missing = !inductor && inductor.error().code == ErrorCode::not_found;
    if (!inductor && !(preset.spare && missing)) return std::move(inductor).error();
    if (inductor) tools.inductor = *inductor;
  }
  if (!preset.interpreter.empty()) {
    Result<const Interpreter*> interpreter = registry.interpreter(preset.interpreter, domain);
    if (!interpreter) return std::move(interpreter).error();
    tools.interpreter = *interpreter;
    tools.language = tools.interpreter->language();
  }
  if (tools.language == nullptr) {
    Result<const Language*> language = registry.language_of(domain);
    // A solver with an interpreter of its own does without.
    if (!language && tools.interpreter == nullptr) return std::move(language).error();
    if (language) tools.language = *language;
  }
  if (tools.interpreter == nullptr) tools.interpreter = tools.language;
  return tools;
}

// Why these tools cannot work together, or nothing.
Result<void> check_tools(const SolverPreset& preset, const Domain& domain, const Toolbox& tools,
                         const SearcherInfo& searcher) {
  const std::string& id = domain.info().id;
  const auto& domains = preset.domains;
  if (!domains.empty() && std::find(domains.begin(), domains.end(), id) == domains.end())
    return unsupported(preset, domain, fmt::format("it was made for {}", fmt::join(domains, ", ")));
  const bool searchable = tools.language != nullptr && tools.language->catalogue() != nullptr;
  if (searcher.needs_language && !searchable)
    return unsupported(preset, domain, "the domain has no language to search in");
  if (tools.interpreter == nullptr)
    return unsupported(preset, domain, "the domain has no language and the solver no interpreter");
  const std::string& made_for = tools.interpreter->info().domain;
  if (!preset.interpreter.empty() && !made_for.empty() && made_for != id)
    return unsupported(preset, domain,
                       fmt::format("its interpreter '{}' was made for '{}'",
                                   tools.interpreter->info().id, made_for));
  if (tools.inductor != nullptr && !tools.inductor->info().domain.empty() &&
      tools.inductor->info().domain != id)
    return unsupported(preset, domain,
                       fmt::format("its inductor '{}' was made for '{}'", tools.inductor->info().id,
                                   tools.inductor->info().domain));
  if (searcher.needs_gradient && tools.interpreter->gradient() == nullptr)
    return unsupported(
        preset, domain,
        fmt::format("interpreter '{}' gives no gradient", tools.interpreter->info().id));
  return {};
}

// Whether the tools have what they need. A model that a person named need not be among those that
// they find by themselves: whether it is there and fits, the search says.
Result<void> check_ready(const SolverPreset& preset, const Domain& domain, const Toolbox& tools,
                         const Params& params) {
  if (params.has("model") && !params.is_default("model")) return {};
  if (tools.inductor != nullptr && !preset.spare)
    if (auto ok = tools.inductor->ready(); !ok) return not_ready(preset, domain, ok.error());
  if (auto ok = tools.interpreter->ready(); !ok) return not_ready(preset, domain, ok.error());
  return {};
}

// The searcher's parameters, then the inductor's, then those of a differentiable interpreter, with
// the preset's values as defaults: then the text of a solver holds only what a person changed.
Result<Params> read_params(const SolverPreset& preset, const SearcherInfo& searcher,
                           const Toolbox& tools, std::string_view text) {
  ParamSpecs specs = searcher.params;
  const auto append = [&](const ParamSpecs& more) {
    for (const ParamSpec& extra : more) {
      const auto same = [&](const ParamSpec& spec) { return spec.name == extra.name; };
      if (std::none_of(specs.begin(), specs.end(), same)) specs.push_back(extra);
    }
  };
  if (tools.inductor != nullptr) append(tools.inductor->info().params);
  if (searcher.needs_gradient) append(tools.interpreter->gradient()->params());
  Result<Params> defaults = Params::parse(specs, preset.params);
  if (!defaults) {
    Error error = std::move(defaults).error();
    error.message = fmt::format("the preset of solver '{}' is wrong: {}", preset.id, error.message);
    return error;
  }
  for (ParamSpec& spec : specs) {
    switch (spec.type) {
      case ParamType::boolean:
        spec.default_value = defaults->get_bool(spec.name) ? "true" : "false";
        break;
      case ParamType::integer:
        spec.default_value = fmt::format("{}", defaults->get_int(spec.name));
        break;
      case ParamType::real:
        spec.default_value = fmt::format("{}", defaults->get_real(spec.name));
        break;
      case ParamType::text:
      case ParamType::choice:
        spec.default_value = defaults->get_text(spec.name);
        break;
    }
  }
  Result<Params> params = Params::parse(specs, text);
  if (!params) {
    Error error = std::move(params).error();
    error.message = fmt::format("solver '{}': {}", preset.id, error.message);
    return error;
  }
  return params;
}

void warn(Outcome& outcome, const Task& task) {
  if (const auto pair = find_contradiction(task))
    outcome.warnings.push_back(
        fmt::format("examples {} and {} have the same inputs and different outputs, {} and {}: no "
                    "program can reproduce both",
                    pair->first + 1, pair->second + 1, to_text(task.examples[pair->first].output),
                    to_text(task.examples[pair->second].output)));
  const std::size_t fits = outcome.candidates.empty() ? 0 : outcome.candidates.front().fits;
  if (outcome.reason == StopReason::solved && fits < task.examples.size())
    outcome.warnings.push_back(
        fmt::format("the search reported a solution, but its best program reproduces {} of {} "
                    "examples",
                    fits, task.examples.size()));
}

}  // namespace

Result<Solver> Solver::make(Registry& registry, std::string_view text, const Domain& domain) {
  Result<NamedParams> named = parse_named_params(text);
  if (!named) return std::move(named).error();
  Result<SolverPreset> preset = registry.solver(named->name);
  if (!preset) return std::move(preset).error();
  Result<const Searcher*> searcher = registry.searcher(preset->searcher);
  if (!searcher) return std::move(searcher).error();
  Result<Toolbox> tools = find_tools(registry, *preset, domain);
  if (!tools) return std::move(tools).error();
  Solver solver;
  solver.plugin_ = registry.provider(Kind::searcher, preset->searcher);
  return detail::guarded(solver.plugin_, [&]() -> Result<Solver> {
    const SearcherInfo& info = (*searcher)->info();
    if (auto ok = check_tools(*preset, domain, *tools, info); !ok) return ok.error();
    Result<Params> params = read_params(*preset, info, *tools, named->params);
    if (!params) return std::move(params).error();
    if (auto ok = check_ready(*preset, domain, *tools, *params); !ok) return ok.error();
    solver.preset_ = *preset;
    solver.params_ = *std::move(params);
    solver.tools_ = *tools;
    solver.searcher_ = *searcher;
    return solver;
  });
}

std::string Solver::text() const {
  const std::string params = params_.to_text();
  return params.empty() ? preset_.id : fmt::format("{}({})", preset_.id, params);
}

Result<Outcome> Solver::solve(const Task& task, std::uint64_t seed, const Budget& budget,
                              ProgressSink* progress) const {
  const auto start = search_now();
  if (auto ok = check_task(task); !ok) return ok.error();
  const Task hidden = without_answers(task);
  Result<Outcome> outcome = detail::guarded(plugin_, [&]() -> Result<Outcome> {
    if (auto ok = tools_.domain->check(hidden); !ok) return ok.error();
    return searcher_->search(hidden, tools_, params_, seed, budget, progress);
  });
  if (!outcome) return outcome;
  detail::run_candidates(*outcome, hidden, *tools_.interpreter, plugin_, budget);
  detail::drop_alike(*outcome, hidden, *tools_.domain, *tools_.interpreter, plugin_, budget);
  warn(*outcome, hidden);
  outcome->seconds = std::chrono::duration<double>(search_now() - start).count();
  return outcome;
}

}  // namespace inkling
