// The best few programs that a search has run.
#pragma once

#include <inkling/budget.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/program.hpp>
#include <inkling/task.hpp>
#include <vector>

namespace inkling::descend {

inline constexpr std::size_t kCandidates = 5;

struct Kept {
  Program program;
  std::size_t fits = 0;
  double loss = 0;
};

// Each program once; more fits first, then the smaller loss.
class Pool {
 public:
  void add(Kept kept);
  const std::vector<Kept>& kept() const { return kept_; }

 private:
  std::vector<Kept> kept_;
};

// Examples that a program reproduces when it is run. Of many examples some spread evenly are run
// first, and the others only after a program that reproduces all of those; they are cut short when
// the budget is over.
std::size_t count_fits(const Interpreter& interpreter, const Program& program, const Task& task,
                       const Budget& budget);

}  // namespace inkling::descend
