// A domain with a register tape and an architecture of one layer: what the training room is tested
// with.
#pragma once

#include <inkling/domain.hpp>

#include "trainable.hpp"

namespace inkling::training {

// Lists of up to `longest` numbers 0..3, each one counted up, of a generator without parts and
// without a say in the number of pairs (six). Tape: `cells` places for the input, as many for the
// output, of which those of the output are read; the last of five symbols is the blank.
class CellsDomain : public Domain {
 public:
  static constexpr int kPairs = 6;
  CellsDomain();
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task&) const override { return {}; }
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override;
  std::vector<Value> sample_inputs(const Task& like, Rng&) const override {
    return like.examples.at(0).inputs;
  }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override;

 private:
  DomainInfo info_;
};

// Predicts every symbol that is read from the input's tape by one linear map; with `noise` a
// share of its steps is told something wrong, and it is settled after `settle` looks.
Architecture toy_architecture();

}  // namespace inkling::training
