// Tables of operators, which catalogues are filled from.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <span>

namespace inkling::dsl {

// A row; see Operator for the meaning of the fields. `words` explains a call: "the first {1}
// elements of {0}".
struct OperatorRow {
  const char* name;
  const char* signature;
  Eval eval;
  int cost;
  const char* words;
  const char* summary;
  std::vector<std::string> aliases{};
  const char* compact = "";
  const char* infix = "";
  int precedence = 0;
  Witness witness = nullptr;
  std::uint32_t witnessed = 0;
  Role role = Role::none;
  bool commutative = false;
  bool right_associative = false;
  bool lazy = false;
  ScalarKernel kernel = nullptr;
};

// Adds the operators under the heading `group`, in their order.
INKLING_DSL_API void add_operators(Catalogue& catalogue, const char* group,
                                   std::span<const OperatorRow> rows);

}  // namespace inkling::dsl
