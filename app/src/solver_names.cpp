#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/solver_names.hpp>
#include <inkling/solver.hpp>
#include <optional>
#include <set>
#include <utility>

namespace inkling::app {
namespace {

constexpr std::string_view kReference = "-torch";

std::size_t head_length(const std::string& id) {
  return std::min(id.find('+'), id.size());
}

bool is_reference(const std::string& id) {
  return std::string_view(id).substr(0, head_length(id)).ends_with(kReference);
}

bool has(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

std::string sibling(const std::string& id, bool reference) {
  const std::size_t head = head_length(id);
  std::string first = id.substr(0, head);
  if (is_reference(id)) first.resize(first.size() - kReference.size());
  return first + std::string(reference ? kReference : "") + id.substr(head);
}

std::vector<std::string> architectures(const Registry& registry) {
  std::set<std::string> found;
  for (const std::string& id : registry.ids(Kind::interpreter)) found.insert(sibling(id, false));
  return {found.begin(), found.end()};
}

std::vector<std::string> solver_architectures(Registry& registry) {
  const auto interpreted = architectures(registry);
  std::set<std::string> found(interpreted.begin(), interpreted.end());
  const auto searchers = registry.ids(Kind::searcher);
  for (const std::string& id : registry.ids(Kind::solver)) {
    const std::string plain = sibling(id, false);
    const std::string head = plain.substr(0, head_length(plain));
    if (found.count(head) != 0 || !has(searchers, head)) continue;
    const auto searcher = registry.searcher(head);
    if (searcher && Params((*searcher)->info().params).has("model")) found.insert(head);
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> guided_by(Registry& registry, const std::string& architecture,
                                   const Domain& domain, const std::string& file) {
  std::vector<std::string> found;
  for (const std::string& id : registry.ids(Kind::solver)) {
    const auto preset = registry.solver(id);
    if (!preset || preset->inductor != architecture) continue;
    std::string text = fmt::format("{}(guide={})", id, file);
    if (Solver::make(registry, text, domain)) found.push_back(std::move(text));
  }
  return found;
}

std::vector<std::string> solvers_of(const Registry& registry, const std::string& architecture) {
  std::set<std::string> found;
  for (const std::string& id : registry.ids(Kind::solver)) {
    const std::string plain = sibling(id, false);
    if (plain.substr(0, head_length(plain)) == architecture) found.insert(plain);
  }
  return {found.begin(), found.end()};
}

Result<std::vector<std::string>> strongest_last(Registry& registry,
                                                const std::vector<std::string>& ids) {
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const std::string& id : ids) {
    const auto preset = registry.solver(available_solver(registry, id));
    if (!preset) return preset.error();
    const auto searcher = registry.searcher(preset->searcher);
    if (!searcher) return searcher.error();
    found.emplace_back((*searcher)->info().params.size(), id);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> sorted;
  for (auto& [size, id] : found) sorted.push_back(std::move(id));
  return sorted;
}

std::string available_solver(const Registry& registry, const std::string& id) {
  const auto ids = registry.ids(Kind::solver);
  const std::string other = sibling(id, true);
  return !has(ids, id) && has(ids, other) ? other : id;
}

std::string reference_solver(const Registry& registry, const std::string& text) {
  const auto named = parse_named_params(text);
  if (!named || is_reference(named->name)) return {};
  const std::string other = sibling(named->name, true);
  if (!has(registry.ids(Kind::solver), other)) return {};
  return named->params.empty() ? other : other + "(" + named->params + ")";
}

Result<void> check_names(const Registry& registry, const std::vector<std::string>& solvers) {
  const auto ids = registry.ids(Kind::solver);
  for (const std::string& text : solvers) {
    const auto named = parse_named_params(text);
    if (!named) return named.error();
    if (has(ids, available_solver(registry, named->name))) continue;
    Error error{ErrorCode::not_found, fmt::format("there is no solver '{}'", named->name)};
    if (const auto near = nearest(named->name, ids); !near.empty())
      error.notes.push_back(fmt::format("did you mean '{}'?", near));
    error.notes.push_back(fmt::format("solvers are {}", fmt::join(ids, ", ")));
    return error;
  }
  return {};
}

Result<void> check_texts(Registry& registry, const std::vector<std::string>& solvers) {
  if (auto known = check_names(registry, solvers); !known) return known;
  for (const std::string& text : solvers) {
    const auto named = parse_named_params(text);
    if (!named || named->params.empty()) continue;
    const std::string here =
        fmt::format("{}({})", available_solver(registry, named->name), named->params);
    std::optional<Error> wrong;
    for (const std::string& id : registry.ids(Kind::domain)) {
      const auto domain = registry.domain(id);
      if (!domain) continue;
      const auto made = Solver::make(registry, here, **domain);
      if (!made && made.error().code != ErrorCode::bad_param)
        continue;  // of the domain, not the text
      if (made) {
        wrong.reset();
        break;
      }
      if (!wrong) wrong = made.error();
    }
    if (wrong) return *std::move(wrong);
  }
  return {};
}

}  // namespace inkling::app
