// solve and eval over many processes and machines, under mpirun; and records that a run goes on
// from.
#pragma once

#include <inkling/app/batch.hpp>
#include <string>

#include "cli.hpp"

namespace inkling::repl {

// Whether several of this program were started together by mpirun (or srun), or by one of those to
// do its units of work.
bool has_ranks();
// In place of the usual ways of running, where has_ranks().
int run_solve_over_ranks(Context& context, const SolveOptions& options);
int run_eval_over_ranks(Context& context, const EvalOptions& options,
                        const EvaluationOptions& wanted);

// The ids of the tasks whose records stand in the file, in order. The records of the last one,
// which may be half, are cut off. A file that is not there has none. Errors: io, parse.
Result<std::vector<std::string>> take_up_records(const std::string& path);

}  // namespace inkling::repl
