// solve and eval over many processes and machines, under mpirun; and records that a run goes on
// from.
#pragma once

#include <cstdint>
#include <inkling/app/batch.hpp>
#include <string>
#include <vector>

#include "cli.hpp"

namespace inkling::repl {

// Whether several of this program were started together by mpirun (or srun), or by one of those to
// do its units of work.
bool has_ranks();
// In place of the usual ways of running, where has_ranks().
int run_solve_over_ranks(Context& context, const SolveOptions& options);
int run_eval_over_ranks(Context& context, const EvalOptions& options,
                        const EvaluationOptions& wanted);

struct Records {
  std::vector<std::string> done{};  // ids of the tasks whose records stand there, in order
  // Bytes of these. What is behind them, of the task that was the last one, may be half.
  std::uint64_t bytes = 0;
};
// A file that is not there has none. Changes nothing. Errors: io, parse.
Result<Records> take_up_records(const std::string& path);

}  // namespace inkling::repl
