// What a symbolic search puts answers together from: a language with an operator for every rule of
// a grammar, and for terms that programs are often made of, as far as the grammar can write them.
#pragma once

#include <inkling/dsl/language.hpp>

#include "derive.hpp"

namespace inkling::sygus {

class Space {
 public:
  // Precondition: the grammar's start is productive, the function has points. The grammar must
  // outlive it.
  static Result<std::unique_ptr<Space>> make(const SynthFun& function, const Grammar& grammar,
                                             const Scope& scope);

  const Language& language() const { return *language_; }
  const Task& task() const { return task_; }
  // Whether the grammar has every constant of the sort that is sought.
  bool any_constant() const { return any_constant_; }
  // The term that a program of the language stands for; nullopt: it is none.
  std::optional<dsl::SExpr> term_of(const Program& program) const;

 private:
  Space() = default;
  std::shared_ptr<const dsl::Catalogue> catalogue_;
  std::unique_ptr<Language> language_;
  Task task_;
  std::vector<dsl::SExpr> leaves_;           // what the task's inputs are
  std::map<Value, dsl::SExpr> constants_{};  // how the grammar writes its own
  bool any_constant_ = false;
  friend class SpaceBuilder;
};

}  // namespace inkling::sygus
