#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/model_choice.hpp>
#include <inkling/app/solver_names.hpp>
#include <inkling/solver.hpp>

namespace inkling::app {
namespace {

std::string path_of(const ModelFacts& model) {
  return model.file.string();
}

std::string architecture_of(const std::string& solver) {
  const std::string plain = sibling(solver, false);
  return plain.substr(0, plain.find('+'));
}

Result<void> check_domain(const ModelFacts& model, const Domain& domain) {
  const std::string& trained = model.text("domain");
  const std::string& id = domain.info().id;
  if (trained != id)
    return Error{
        ErrorCode::unsupported,
        fmt::format("the model {} was trained for domain '{}', and this is domain '{}'",
                    path_of(model), trained, id),
        {fmt::format("name another file with --model, or change the domain to '{}'", trained)}};
  if (const auto codec = make_codec(domain, model.text("tape")); !codec) {
    Error error = codec.error();
    error.code = ErrorCode::unsupported;
    error.message =
        fmt::format("the model {} is for the tape '{}', which domain '{}' does not have: {}",
                    path_of(model), model.text("tape"), id, error.message);
    return error;
  }
  return {};
}

// Some solver takes weights of the model's architecture with --model.
Result<void> check_architecture(Registry& registry, const ModelFacts& model) {
  const std::string path = path_of(model), architecture = model.architecture();
  const auto among = [&](const std::vector<std::string>& all) {
    return std::find(all.begin(), all.end(), architecture) != all.end();
  };
  if (among(architectures(registry))) return {};  // without loading a plugin
  const auto known = solver_architectures(registry);
  if (among(known)) return {};
  if (const auto domain = registry.domain(model.text("domain")); domain && !architecture.empty())
    if (const auto guided = guided_by(registry, architecture, **domain, path); !guided.empty())
      return Error{ErrorCode::unsupported,
                   fmt::format("the model {} is of architecture '{}', which guides searches and "
                               "writes no programs",
                               path, architecture),
                   {fmt::format("name it to the solver instead: {}", fmt::join(guided, ", "))}};
  return Error{ErrorCode::unsupported,
               architecture.empty()
                   ? fmt::format("the weights {} name no architecture", path)
                   : fmt::format("the model {} is of architecture '{}', which no solver runs", path,
                                 architecture),
               {fmt::format("known are {}; `inkling plugins` lists what is there",
                            known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")))}};
}

}  // namespace

Result<ModelFacts> open_model(Registry& registry, const std::filesystem::path& file) {
  auto facts = read_model_facts(file);
  if (!facts) return facts;
  const std::string path = file.string();
  if (path.find_first_of(",()") != std::string::npos || !path.ends_with(".safetensors"))
    return Error{ErrorCode::bad_param,
                 fmt::format("the model {} cannot be named to a solver", path),
                 {"rename it: it must end in .safetensors, without a comma or a bracket"}};
  if (auto taken = check_architecture(registry, *facts); !taken) return std::move(taken).error();
  if (const auto domain = registry.domain(facts->text("domain")); !domain) {
    Error error = domain.error();
    error.message = fmt::format("the model {}: {}", path, error.message);
    return error;
  }
  facts->file = std::filesystem::absolute(file);
  return facts;
}

Result<std::vector<std::string>> add_model(const ModelFacts& model,
                                           const std::vector<std::string>& solvers) {
  std::vector<std::string> result;
  for (const std::string& text : solvers) {
    const auto parsed = parse_named_params(text);
    if (!parsed) return parsed.error();
    const bool takes = architecture_of(parsed->name) == model.architecture() &&
                       ("," + parsed->params).find(",model=") == std::string::npos;
    result.push_back(takes ? fmt::format("{}(model={}{}{})", parsed->name, path_of(model),
                                         parsed->params.empty() ? "" : ",", parsed->params)
                           : text);
  }
  return result;
}

Result<std::vector<std::string>> with_model(Registry& registry, const Domain& domain,
                                            const ModelFacts& model,
                                            const std::vector<std::string>& solvers, bool named) {
  if (auto fits = check_domain(model, domain); !fits) return std::move(fits).error();
  auto result = add_model(model, solvers);
  if (!result || *result != solvers) return result;
  const std::string architecture = model.architecture();
  const auto own = strongest_last(registry, solvers_of(registry, architecture));
  if (!own) return own.error();
  if (named || own->empty())
    return Error{
        ErrorCode::unsupported,
        fmt::format("the model {} is of architecture '{}', and none of the solvers {} takes it",
                    path_of(model), architecture, fmt::join(solvers, ", ")),
        {fmt::format("solvers that do are {}, without a model of their own",
                     fmt::join(*own, ", "))}};
  result->push_back(
      fmt::format("{}(model={})", available_solver(registry, own->back()), path_of(model)));
  return result;
}

}  // namespace inkling::app
