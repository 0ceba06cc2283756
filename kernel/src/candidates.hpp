// Running the programs that a search found on the rows of a task.
#pragma once

#include <inkling/budget.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/searcher.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {
class Domain;
}

namespace inkling::detail {

// One value per row; an error or exception of the interpreter on a row counts as undefined there.
// `failure`, unless null, receives the first such error. Never throws because of a plugin.
std::vector<Value> run_rows(const Interpreter& interpreter, const Program& program,
                            std::span<const std::vector<Value>> rows, std::string_view plugin,
                            std::string* failure = nullptr);

// Fills fits, outputs and predictions of every candidate, merges those with equal text and ranks
// them: more fits, smaller score, smaller program, text. Once the budget is over, the candidates
// not run within a short grace keep fits = 0 and a note. The first is always run, on the first
// piece of many examples at least: an example that was not run does not count.
void run_candidates(Outcome& outcome, const Task& task, const Interpreter& interpreter,
                    std::string_view plugin, const Budget& budget);

// Of symbolic programs that reproduce all examples, those that give what a better one gives on the
// queries and on rows made like those of the task are dropped: they are the same function, and a
// person has nothing to choose between them. Nothing is dropped where there are no such rows, where
// the programs are undefined on most of them, or once the budget is over.
void drop_alike(Outcome& outcome, const Task& task, const Domain& domain,
                const Interpreter& interpreter, std::string_view plugin, const Budget& budget);

// Only the predictions, for new queries.
void predict_again(Outcome& outcome, std::span<const std::vector<Value>> queries,
                   const Interpreter& interpreter, std::string_view plugin);

}  // namespace inkling::detail
