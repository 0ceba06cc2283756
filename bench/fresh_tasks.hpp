// Fresh tasks of a domain and the solver that is measured on them, by what a command line says.
#pragma once

#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <inkling/solver.hpp>
#include <string>

namespace inkling::bench {

// Task number n is the same whatever the solver and the other numbers.
struct FreshTasks {
  const Domain* domain;  // the registry's
  Solver solver;
  Params params;
  std::uint64_t seed;

  // What a task is drawn with, for what else belongs to it.
  Rng rng(std::uint64_t number) const { return Rng(seed).split("task", number); }
  // Errors: those of Domain::generate.
  Result<GeneratedTask> task(std::uint64_t number) const {
    Rng own = rng(number);
    return domain->generate(params, own);
  }
  // With so many evaluations and no clock.
  Result<Outcome> solve(const Task& task, std::uint64_t evaluations) const {
    BudgetLimits limits;
    limits.time = {};
    limits.evaluations = evaluations;
    return solver.solve(task, seed, Budget(limits));
  }
};

// The registry must outlive it. Errors: not_found; those of Solver::make; bad_param (`params` is
// what the domain's generator is asked for: "suite=mixed,depth=3").
inline Result<FreshTasks> fresh_tasks(Registry& registry, const std::string& domain,
                                      const std::string& solver, const std::string& params,
                                      std::uint64_t seed) {
  const auto found = registry.domain(domain);
  if (!found) return found.error();
  auto made = Solver::make(registry, solver, **found);
  if (!made) return std::move(made).error();
  auto asked = Params::parse((*found)->info().generator, params);
  if (!asked) return std::move(asked).error();
  return FreshTasks{*found, *std::move(made), *std::move(asked), seed};
}

}  // namespace inkling::bench
