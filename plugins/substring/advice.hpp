// Advice: what moves and operators cost in a search that a guide leads.
#pragma once

#include <inkling/guide.hpp>
#include <vector>

#include "rows.hpp"

namespace inkling::substring {

// Bits: how far to go.
struct Reach {
  double expand = 14;  // what is no longer is worked on further
  double most = 30;    // nothing longer is made
  double source = 10;  // of what is cut into pieces, or read
  int items = 30000;
  int expansions = 900;
  std::uint64_t evaluations = 300000;  // of texts, each time they are asked for
};

struct Advice {
  std::vector<Step> steps{};  // those of the language, by these prices
  std::vector<double>
      more{};  // per operator: bits beyond what it costs in the compact form; none: 0
  Reach reach{};
  double of(const dsl::Operator& op) const {
    return more.empty() ? 0 : more[static_cast<std::size_t>(op.id)];
  }
};

// The language's own prices.
Advice own_advice(std::vector<Step> steps);

// A move costs more or less by what the guide says of its operators, the rarest of them; one that
// it says is likely costs a few bits less, one that it rules out kRare more. Less is tried in all.
// What makes no text of texts (conditions, concatenation) keeps its price, and so do operators that
// a guide does not price. Precondition: check_prior(prior, catalogue) is ok.
Advice guided_advice(const Advice& own, const dsl::Catalogue& catalogue,
                     const OperatorPrior& prior);
inline constexpr double kRare = 6;

}  // namespace inkling::substring
