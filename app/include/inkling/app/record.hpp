// What a solver said about a task, as one line of `--json` output.
#pragma once

#include <inkling/solver.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling::app {

enum class SolveStatus { solved, partial, unsolved, timeout, error };
std::string_view to_text(SolveStatus status);

// One line of `--json` output. `correct` is empty when the query has no known output.
struct ResultRecord {
  std::string id;
  std::string solver;
  SolveStatus status = SolveStatus::unsolved;
  std::size_t fits = 0;
  std::size_t examples = 0;
  std::string program;
  std::size_t program_size = 0;
  std::vector<Value> predictions;
  std::vector<std::optional<bool>> correct;
  double seconds = 0.0;
  std::uint64_t evaluations = 0;
  std::optional<Error> error;
};
ResultRecord make_record(const Task& task, std::string solver, const Result<Outcome>& outcome);
std::string to_json(const ResultRecord& record, bool with_time = true);

}  // namespace inkling::app
