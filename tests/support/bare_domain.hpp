// A domain that takes every task and makes none: what others add a tape or a language to.
#pragma once

#include <inkling/domain.hpp>

namespace inkling::test {

class BareDomain : public Domain {
 public:
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task&) const override { return {}; }
  Result<GeneratedTask> generate(const Params&, Rng&) const override {
    return Error{ErrorCode::unsupported, "no generator"};
  }
  std::vector<Value> sample_inputs(const Task& like, Rng&) const override {
    return like.examples.front().inputs;
  }

 protected:
  DomainInfo info_;
};

}  // namespace inkling::test
