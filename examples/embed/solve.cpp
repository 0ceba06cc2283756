// Solves a task: finds a program that fits two examples, and answers for a third input.
#include <inkling/registry.hpp>
#include <inkling/solver.hpp>
#include <iostream>

int main() try {
  inkling::Registry registry;  // the installed plugins
  const inkling::Domain& domain = **registry.domain("strings");
  inkling::Task task;
  task.examples = {{{"ada lovelace"}, "lovelace, ada"}, {{"grace hopper"}, "hopper, grace"}};
  task.queries = {{{"alan turing"}}};
  const auto solver = inkling::Solver::make(registry, "enumerate", domain).value();
  const inkling::Outcome outcome = solver.solve(task, /*seed=*/0, inkling::Budget()).value();
  const inkling::Candidate& best = outcome.candidates.at(0);
  std::cout << best.program.text() << "\n" << to_text(best.predictions.at(0)) << "\n";
  return best.fits == task.examples.size() ? 0 : 1;
} catch (const std::exception& fault) {
  std::cerr << fault.what() << "\n";
  return 1;
}
