// Usage: how often programs use what a catalogue prices.
#pragma once

#include <cstdint>
#include <inkling/dsl/expr.hpp>
#include <map>

namespace inkling::dsl {

// Parallel to the catalogue's operators(), search_constants() and lambda_seeds(). A function of the
// catalogue's list counts as that, and not by what it is made of. Not thread-safe.
class INKLING_DSL_API Usage {
 public:
  explicit Usage(const Catalogue& catalogue);  // which must outlive it
  void add(const Expr& program) { add(program, 0); }
  void clear();

  const std::vector<std::uint64_t>& operators() const { return operators_; }
  const std::vector<std::uint64_t>& constants() const { return constants_; }
  const std::vector<std::uint64_t>& functions() const { return functions_; }

 private:
  void add(const Expr& expr, int level);
  const std::vector<ExprPtr>& functions_of(const std::vector<Sort>& params);

  const Catalogue& catalogue_;
  std::vector<std::uint64_t> operators_, constants_, functions_;
  std::map<std::vector<Sort>, std::vector<ExprPtr>> parsed_;
};

}  // namespace inkling::dsl
