#include "answer.hpp"

#include <fmt/format.h>

#include <chrono>
#include <inkling/searcher.hpp>

#include "functions.hpp"
#include "space.hpp"

namespace inkling::sygus {
namespace {

using dsl::SExpr;

// How long to look for a smaller program once there is one, in times of the search for it.
constexpr std::string_view kSearch =
    "solutions=24,patience=0.1,max_operator_cost=1000,max_cost=200";

struct Found {
  std::optional<SExpr> body{};
  std::string reason{};  // without a body
  bool impossible = false;
  std::uint64_t evaluations = 0;
};

// A body of one function that gives its value at every point.
bool right_everywhere(const SynthFun& function, const SExpr& body, const Scope& scope) {
  const auto term = read_term(body, with_parameters(scope, function.params));
  if (!term || (*term)->sort != function.result) return false;
  for (const Point& point : function.points)
    if (value_of(**term, point.arguments) != point.output) return false;
  return true;
}

std::string why(StopReason reason) {
  switch (reason) {
    case StopReason::deadline:
      return "no answer was found in time";
    case StopReason::evaluations:
      return "no answer was found among the programs that may be tried";
    case StopReason::memory:
      return "no answer was found in the memory that may be used";
    case StopReason::cancelled:
      return "the search was stopped";
    default:
      return "no answer was found, and everything within reach was tried";
  }
}

Result<Found> find(Registry& registry, const Problem& problem, const SynthFun& function,
                   const AnswerOptions& options, const Budget& budget) {
  const bool limited = function.grammar && !options.free_grammar;
  const Grammar grammar = limited ? *function.grammar : free_grammar(function, problem.logic);
  const std::string start = grammar.nonterminals.front().name;
  const Derivation derivation(grammar, function.params);
  Found found;
  if (!derivation.productive(start)) {
    found.impossible = true;
    found.reason = fmt::format(
        "the grammar of '{}' generates nothing: no term comes to an end from "
        "'{}'",
        function.name, start);
    return found;
  }
  if (function.points.empty()) {
    found.body = derivation.smallest(start);
    return found;
  }
  auto space = Space::make(function, grammar, problem.scope);
  if (!space) return space.error();
  const auto searcher = registry.searcher(options.searcher);
  if (!searcher) return searcher.error();
  const std::string text =
      fmt::format("{},literals={}", kSearch, (*space)->any_constant() ? "true" : "false");
  const auto params = Params::parse((*searcher)->info().params, text);
  if (!params) return params.error();
  const Language& language = (*space)->language();
  const Toolbox tools{nullptr, nullptr, &language, &language};
  const auto outcome =
      (*searcher)->search((*space)->task(), tools, *params, options.seed, budget, nullptr);
  if (!outcome) return outcome.error();
  found.evaluations = outcome->evaluations;
  for (const Candidate& candidate : outcome->candidates) {
    const auto term = (*space)->term_of(candidate.program);
    if (!term || !derivation.derive(start, *term) ||
        !right_everywhere(function, *term, problem.scope))
      continue;
    found.body = *term;
    return found;
  }
  found.reason = why(outcome->reason);
  return found;
}

}  // namespace

bool meets(const Problem& problem, const std::map<std::string, SExpr>& bodies) {
  Scope scope = problem.scope;
  for (const SynthFun& function : problem.functions) {
    const auto body = bodies.find(function.name);
    if (body == bodies.end()) return false;
    Definition definition;
    const auto term =
        read_term(body->second, with_parameters(problem.scope, function.params), &definition.depth);
    if (!term || (*term)->sort != function.result) return false;
    definition.params = function.params;
    definition.result = function.result;
    definition.body = *term;
    scope.definitions[function.name] = std::move(definition);
  }
  for (const Constraint& constraint : problem.constraints) {
    const auto term = read_term(constraint.form, scope);
    if (!term || value_of(**term, {}) != Value(true)) return false;
  }
  return true;
}

std::string definition_text(const SynthFun& function, const SExpr& body) {
  const auto name = [](const std::string& text) {
    return dsl::to_text(SExpr{SExpr::Kind::symbol, text, {}, {}});
  };
  std::string params;
  for (const TypedName& param : function.params)
    params +=
        fmt::format("{}({} {})", params.empty() ? "" : " ", name(param.name), name_of(param.sort));
  return fmt::format("(define-fun {} ({}) {} {})", name(function.name), params,
                     name_of(function.result), dsl::to_text(body));
}

Result<Answer> answer(Registry& registry, const Problem& problem, const AnswerOptions& options,
                      std::stop_token stop) {
  Answer result;
  if (!problem.impossible.empty()) {
    result.verdict = Verdict::infeasible;
    result.text = "infeasible\n";
    result.reason = problem.impossible;
    return result;
  }
  const Budget whole(options.limits, stop);
  std::map<std::string, SExpr> bodies;
  std::size_t left = problem.functions.size();
  for (const SynthFun& function : problem.functions) {
    // What is left, in equal shares.
    BudgetLimits limits = options.limits;
    if (limits.time.count() > 0)
      limits.time = std::chrono::duration_cast<std::chrono::nanoseconds>(
          std::chrono::duration<double>(whole.remaining_seconds() / static_cast<double>(left)));
    if (limits.evaluations > 0)
      limits.evaluations = std::max<std::uint64_t>(
          1, (limits.evaluations - std::min(result.evaluations, limits.evaluations)) / left);
    --left;
    auto found = find(registry, problem, function, options, Budget(limits, stop));
    if (!found) return found.error();
    result.evaluations += found->evaluations;
    if (!found->body) {
      result.verdict = found->impossible ? Verdict::infeasible : Verdict::fail;
      result.text = found->impossible ? "infeasible\n" : "fail\n";
      result.reason = found->reason;
      return result;
    }
    bodies.emplace(function.name, *std::move(found->body));
  }
  if (!meets(problem, bodies)) {
    result.text = "fail\n";
    result.reason = "what was found does not meet the constraints as they are written";
    return result;
  }
  result.verdict = Verdict::solved;
  result.text = "(\n";
  for (const SynthFun& function : problem.functions)
    result.text += definition_text(function, bodies[function.name]) + "\n";
  result.text += ")\n";
  return result;
}

}  // namespace inkling::sygus
