// Random tasks with a hidden program of any of the language's operators: statement by statement,
// with constants and functions of its own. What DeepCoder's generator is to DeepCoder's operators.
#pragma once

#include <inkling/domain.hpp>
#include <optional>

namespace inkling::lists {

struct FreeRequest {
  std::size_t examples = 3, queries = 2;
  std::size_t statements = 1;
  std::int64_t inputs = 0;  // 0: one or two
};

// A program that runs on all inputs, has no dead code, repeats no value and whose outputs are not
// all the same; nullopt when none turned up.
std::optional<GeneratedTask> generate_free(const FreeRequest& request, Rng& rng);

}  // namespace inkling::lists
