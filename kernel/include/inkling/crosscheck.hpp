// CrossChecker: runs the same inputs through two (interpreter, program) pairs and says where they
// differ. What :compare, :crosscheck and the differential tests use.
#pragma once

#include <functional>
#include <inkling/budget.hpp>
#include <inkling/domain.hpp>
#include <inkling/interpreter.hpp>
#include <span>
#include <string>
#include <vector>

namespace inkling {

struct CheckedProgram {
  const Interpreter* interpreter = nullptr;
  Program program;
};

struct Divergence {
  std::vector<Value> inputs;
  Value left;
  Value right;
};

struct CrossCheckReport {
  std::size_t inputs = 0;      // rows compared
  std::size_t agreements = 0;  // equal results, both-undefined included
  std::size_t both_undefined = 0;
  std::size_t left_undefined = 0;  // undefined on the left only
  std::size_t right_undefined = 0;
  std::vector<Divergence> divergences{};  // the first few, in input order
  StopReason reason = StopReason::exhausted;
};

// Rows of inputs to compare programs on: what `make` gives one after the other and the domain takes
// itself, at most `count`, and fewer where they are long; what it refuses is left out, and `make`
// is called twice as often at most. Error: the domain's reason, where it takes none of them. What
// `make` throws passes through.
INKLING_API Result<std::vector<std::vector<Value>>> taken_inputs(
    const Domain& domain, const Task& task, std::size_t count,
    const std::function<std::vector<Value>()>& make);

// An interpreter's error on one row counts as undefined there.
INKLING_API Result<CrossCheckReport> crosscheck(const CheckedProgram& left,
                                                const CheckedProgram& right,
                                                std::span<const std::vector<Value>> rows,
                                                const Budget& budget,
                                                std::size_t max_divergences = 5);

// The row on which the programs split into the most different answers (the question to ask the
// person), or nullopt when they agree everywhere. Ties: the earlier row.
struct Disagreement {
  std::vector<Value> inputs;
  std::vector<Value> outputs;  // one per program
};
INKLING_API std::optional<Disagreement> most_divided(std::span<const CheckedProgram> programs,
                                                     std::span<const std::vector<Value>> rows,
                                                     const Budget& budget);

}  // namespace inkling
