// Whether a term can be written in a grammar.
#pragma once

#include <map>
#include <set>

#include "problem.hpp"

namespace inkling::sygus {

class Derivation {
 public:
  Derivation(const Grammar& grammar, const std::vector<TypedName>& params);

  // Whether the nonterminal can stand for anything at all.
  bool productive(std::string_view nonterminal) const;
  // A smallest term of it. Precondition: productive.
  const dsl::SExpr& smallest(std::string_view nonterminal) const;
  // The nonterminal that this one only renames (Start -> ntString), or itself.
  const std::string& resolved(const std::string& nonterminal) const;

  // `holes` stand for terms of nonterminals.
  using Holes = std::map<std::string, std::string, std::less<>>;
  // The term as it is, or nullopt where the nonterminal does not produce it. `loose`: names of
  // functions are taken for others of the same function, and come out in the grammar's spelling.
  std::optional<dsl::SExpr> derive(const std::string& nonterminal, const dsl::SExpr& term,
                                   const Holes& holes = {}, bool loose = false) const;

 private:
  struct Search;
  void find_smallest();
  void resolve_names();
  const Grammar& grammar_;
  std::map<std::string, dsl::Sort, std::less<>> params_;
  std::map<std::string, std::pair<std::size_t, dsl::SExpr>, std::less<>> smallest_;
  std::map<std::string, std::string, std::less<>> resolved_;
};

}  // namespace inkling::sygus
