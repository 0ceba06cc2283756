// States side by side: one a row, all with the same stride.
#pragma once

#include <cstdint>
#include <cstring>
#include <inkling/dsl/imperative.hpp>
#include <inkling/task.hpp>
#include <vector>

#include "search/fingerprint.hpp"

namespace inkling::statements {

using search::Fingerprint;
using search::FingerprintHash;

// Rows of states, eight bytes aligned; what is behind the end of a short one is zero.
class States {
 public:
  States(std::size_t rows, std::size_t stride) : rows_(rows), stride_(stride) {
    words_.resize(rows * stride / 8);
  }
  std::size_t rows() const { return rows_; }
  std::size_t stride() const { return stride_; }
  std::size_t bytes() const { return rows_ * stride_; }
  std::uint8_t* row(std::size_t i) { return data() + i * stride_; }
  const std::uint8_t* row(std::size_t i) const { return data() + i * stride_; }
  std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(words_.data()); }
  const std::uint8_t* data() const { return reinterpret_cast<const std::uint8_t*>(words_.data()); }

 private:
  std::size_t rows_;
  std::size_t stride_;
  std::vector<std::uint64_t> words_;
};

// The examples of a task: where programs begin, and what they should give.
struct Examples {
  States inputs;
  States outputs;
};
// Errors: bad_input, naming the example.
Result<Examples> load(const dsl::Imperative& machine, const Task& task);

// States to tell bodies of loops and choices apart by: those of the examples, and others like them.
States make_probes(const dsl::Imperative& machine, const Examples& examples, std::size_t count);

}  // namespace inkling::statements
