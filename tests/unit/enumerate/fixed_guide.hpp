// A guide that says what a test wants.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <inkling/guide.hpp>
#include <inkling/inductor.hpp>

namespace inkling::enumerate {

// Gives the same prices whatever the task; or an error.
class FixedGuide final : public Inductor, public Guide {
 public:
  explicit FixedGuide(Result<OperatorPrior> prior) : prior_(std::move(prior)) {}
  const InductorInfo& info() const override { return info_; }
  Result<std::vector<ScoredProgram>> propose(const Task&, std::size_t, const Params&,
                                             Rng&) const override {
    return Error{ErrorCode::unsupported, "it only guides"};
  }
  const Guide* guide() const override { return guides ? this : nullptr; }
  Result<OperatorPrior> weigh(const Task&, const Language&, std::string_view model) const override {
    asked = model;
    ++calls;
    return prior_;
  }

  bool guides = true;
  mutable std::string asked;
  mutable int calls = 0;

 private:
  InductorInfo info_{"fixed", "fixed prices", {}, {}};
  Result<OperatorPrior> prior_;
};

inline OperatorPrior even_prior(const dsl::Catalogue& catalogue, double bits) {
  return {std::vector<double>(catalogue.operators().size(), bits),
          std::vector<double>(catalogue.search_constants().size(), bits),
          std::vector<double>(catalogue.lambda_seeds().size(), bits)};
}

}  // namespace inkling::enumerate
