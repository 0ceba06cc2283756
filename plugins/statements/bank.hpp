// Statements and blocks by cost, each effect once: of those that do the same to all probes only the
// cheapest is kept.
#pragma once

#include <inkling/dsl/imperative.hpp>
#include <unordered_set>
#include <vector>

#include "search/meter.hpp"
#include "states.hpp"

namespace inkling::statements {

using search::Meter;

class Bank {
 public:
  // Machine and meter must outlive it.
  Bank(const dsl::Imperative& machine, States probes, Meter& meter);

  // Costs are asked for in rising order, from 1 on. False: the budget is spent, and what there is
  // of this cost is not all. Opening statements are in none of them.
  bool make_statements(std::size_t cost);
  bool make_blocks(std::size_t cost);
  const std::vector<dsl::Statement>& statements(std::size_t cost) const {
    return statements_.at(cost);
  }

 private:
  bool add_inside(const dsl::Choice& choice, std::size_t cost);
  bool add_branches(const dsl::Choice& choice, std::size_t cost);
  // Keeps what does something that nothing before it does.
  bool keep_statement(dsl::Statement statement, std::size_t cost);
  bool is_new(const dsl::Block& block);

  const dsl::Imperative& machine_;
  States probes_;
  States scratch_;
  Meter& meter_;
  std::vector<std::vector<dsl::Statement>> statements_{{}};  // by cost
  std::vector<std::vector<dsl::BlockPtr>> blocks_{{}};
  std::unordered_set<Fingerprint, FingerprintHash> seen_;
};

}  // namespace inkling::statements
