// How solvers do on generated tasks with a fixed number of evaluations: the same on every machine,
// but for the time.
#pragma once

#include <cstdint>
#include <functional>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <stop_token>
#include <string>
#include <vector>

namespace inkling::app {

// Task `index` of a seed, with the program that it was made of.
Result<GeneratedTask> draw_task(const Domain& domain, const Params& generator, std::uint64_t seed,
                                std::size_t index);
// The same as a line of a task file: named after domain, seed and index, its program among its
// meta.
Result<Task> draw_named_task(const Domain& domain, const Params& generator, std::uint64_t seed,
                             std::size_t index);

struct BenchmarkOptions {
  std::vector<std::string> domains{};  // empty: all
  std::vector<std::string> solvers{};  // empty: those of each domain
  std::size_t tasks = 6;
  std::uint64_t evaluations = 200'000;
  unsigned threads = 1;
  std::uint64_t seed = 1;
};

// Of one solver on one domain.
struct Score {
  std::string domain;
  std::string solver;
  std::size_t tasks = 0;
  std::size_t solved = 0;
  std::uint64_t evaluations = 0;
  double seconds = 0.0;
  std::uint64_t signature = 0;  // of the answers: another one where behaviour changed
};

// Blocks. Hands every score on when it is known; after a stop the one that was under way is the
// last, of the tasks until then. Errors: those of the domains, their generators and the solvers.
Result<void> benchmark(Registry& registry, const BenchmarkOptions& options,
                       const std::stop_token& stop,
                       const std::function<void(const Score&)>& scored);

// One line each.
std::string to_json(const Score& score, bool with_time = true);
std::string to_text(const Score& score, bool with_time = true);

}  // namespace inkling::app
