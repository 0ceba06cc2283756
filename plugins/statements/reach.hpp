// The states of all examples that programs reach, by cost: of the programs that reach the same only
// the cheapest goes on.
#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

#include "bank.hpp"

namespace inkling::statements {

// A program that gives all outputs, or the most of them.
struct Found {
  dsl::Block program;
  std::size_t cost = 0;
  std::size_t fits = 0;
};

class Reach {
 public:
  Reach(const dsl::Imperative& machine, const Examples& examples, Meter& meter);

  // Programs of this cost, which end with these statements of `last_cost`. Costs are asked for in
  // rising order. False: the budget is spent.
  bool extend(std::size_t cost, std::size_t last_cost,
              const std::vector<dsl::Statement>& statements, bool opening);
  std::size_t size() const { return nodes_.size(); }
  // Programs that give all outputs, cheapest first, at most kMostFound.
  const std::vector<Found>& solutions() const { return solutions_; }
  // The best of the others; none where not one ran on an example.
  const std::vector<Found>& best() const { return best_; }

  static constexpr std::size_t kMostFound = 16;

 private:
  struct Node {
    std::uint32_t parent = 0;
    dsl::Statement last{};
    bool opening = false;  // of opening statements alone
  };
  void reached(std::size_t parent, const dsl::Statement& last, std::size_t cost, bool opening);
  void note(std::size_t parent, const dsl::Statement& last, std::size_t cost, std::size_t fits);
  dsl::Block program(std::size_t parent, const dsl::Statement& last) const;
  const std::uint8_t* states(std::size_t node) const;
  std::uint8_t* room();

  const dsl::Imperative& machine_;
  const Examples& examples_;
  Meter& meter_;
  States scratch_;
  std::vector<Node> nodes_;
  std::vector<std::vector<std::uint32_t>> by_cost_;
  std::size_t per_page_ = 0;
  std::vector<std::unique_ptr<std::uint64_t[]>> pages_;  // states of the nodes
  std::unordered_set<Fingerprint, FingerprintHash> seen_;
  std::vector<Found> solutions_;
  std::vector<Found> best_;
};

}  // namespace inkling::statements
