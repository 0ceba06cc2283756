// Answers to a problem: found by a search, written as terms, and held against grammar and
// constraints before they are given.
#pragma once

#include <inkling/budget.hpp>
#include <inkling/registry.hpp>

#include "problem.hpp"

namespace inkling::sygus {

struct AnswerOptions {
  BudgetLimits limits{};  // for all functions together
  std::uint64_t seed = 0;
  bool free_grammar = false;  // answers may use every function, whatever the grammar says
  std::string searcher = "enumerate";
};

enum class Verdict {
  solved,
  infeasible,  // no functions meet the constraints in this grammar
  fail,        // none were found
};

struct Answer {
  Verdict verdict = Verdict::fail;
  std::string text{};    // as the format wants it, with a line end
  std::string reason{};  // why not solved
  std::uint64_t evaluations = 0;
};

// Blocks until it is found or the budget is spent. Errors: those of the searcher.
Result<Answer> answer(Registry& registry, const Problem& problem, const AnswerOptions& options,
                      std::stop_token stop);

// Whether terms, by the names of the functions that they are the bodies of, meet every constraint.
bool meets(const Problem& problem, const std::map<std::string, dsl::SExpr>& bodies);

// (define-fun f ((x String)) String body)
std::string definition_text(const SynthFun& function, const dsl::SExpr& body);

}  // namespace inkling::sygus
