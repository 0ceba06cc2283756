// Problem: what a SyGuS-IF file asks for, as far as it is programming by example: functions to be
// found, the grammars that they may be written in, and their values at some points.
#pragma once

#include <inkling/task.hpp>

#include "terms.hpp"

namespace inkling::sygus {

// One way to write what a nonterminal stands for.
struct Rule {
  enum class Kind {
    form,      // a term in which names of nonterminals are holes
    constant,  // (Constant Sort): every literal
    variable,  // (Variable Sort): every parameter of that sort
  };
  Kind kind = Kind::form;
  dsl::SExpr form{};
  dsl::Sort sort{};  // of constant, variable
  int weight = 0;    // (! term :weight 3): dearer in the search by so much
};
struct Nonterminal {
  std::string name;
  dsl::Sort sort{};
  std::vector<Rule> rules{};
};
struct Grammar {
  std::vector<Nonterminal> nonterminals{};  // the first is the start
  const Nonterminal* find(std::string_view name) const;
};

// f(arguments) = output.
struct Point {
  std::vector<Value> arguments{};
  Value output{};
  std::size_t constraint = 0;  // its number, from 1
};

struct SynthFun {
  std::string name;
  std::vector<TypedName> params{};
  dsl::Sort result{};
  std::optional<Grammar> grammar{};
  std::vector<Point> points{};  // without repetitions
  SourceSpan span{};
};

struct Constraint {
  dsl::SExpr form{};  // without variables
  SourceSpan span{};
};

struct Problem {
  std::string logic{};
  std::vector<SynthFun> functions{};
  std::vector<Constraint> constraints{};
  Scope scope{};                        // its define-funs
  std::string impossible{};             // why no functions can meet the constraints; empty: unknown
  std::vector<std::string> warnings{};  // what was read and has no effect
  bool check = false;                   // whether it asks for an answer (check-synth)
};

// SyGuS-IF 2.1, and the spelling of 1.0. Errors, with a span: parse, type, not_found; unsupported,
// with the name of what is outside programming by example; bad_input beyond the limits.
Result<Problem> read_problem(std::string_view text, const ReadLimits& limits = {});

// The grammar of every term over these parameters with the usual functions and any constant.
Grammar free_grammar(const SynthFun& function, std::string_view logic);

// A function and its points as examples.
Task to_task(const SynthFun& function, const std::string& id);

}  // namespace inkling::sygus
