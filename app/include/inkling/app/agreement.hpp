// How far two programs, or two solvers over a whole file of tasks, agree: shares with their
// intervals, the first disagreements made small, and a verdict in a sentence.
#pragma once

#include <functional>
#include <inkling/crosscheck.hpp>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace inkling::app {

// A share of `count` with its interval of 95 % (Wilson, JASA 1927, which holds for shares of 0 and
// 1 as well). All three are 0 where nothing was counted.
struct Share {
  double share = 0.0, low = 0.0, high = 0.0;
};
Share wilson(std::size_t part, std::size_t count);
// "98.6% (98.1 to 98.9)"
std::string to_text(const Share& share);

// Smaller inputs on which the programs still differ: pieces are left out of lists and texts, and
// numbers brought nearer to zero, as long as the domain takes the inputs; at most some hundred
// inputs are run. `like` is a task of those inputs. Where nothing smaller differs, what was given.
Divergence shrink(const Divergence& found, const CheckedProgram& left, const CheckedProgram& right,
                  const Domain& domain, const Task& like, const Budget& budget);
// The first divergence of the report, if it has one; the others stay as they were found.
void shrink_first(CrossCheckReport& report, const CheckedProgram& left, const CheckedProgram& right,
                  const Domain& domain, const Task& like, const Budget& budget);

// "agree on 584 of 1000 generated inputs: 58.4% (55.3 to 61.4)", and how often one has no value.
std::string verdict(const CrossCheckReport& report);

struct AgreementOptions {
  std::string file;                    // "-" is standard input
  std::vector<std::string> solvers{};  // two
  BudgetLimits limits{};               // of one search
  std::uint64_t seed = 0;
  std::size_t inputs = 1000;  // generated for each task
  std::size_t shown = 5;      // disagreements
};

// One task. Without programs of both solvers nothing was compared.
struct TaskAgreement {
  std::string id;
  std::string program[2];
  bool fits[2] = {false, false};  // all examples
  std::optional<Error> error[2];  // a solver that does not take the task
  std::optional<bool> right[2];   // every query; none: no outputs are known
  bool same_queries = false;      // equal predictions on all queries
  // That all predictions are right, by the solver's own programs, and by both together where one is
  // latent and the other symbolic. None: it does not fit, is latent (by itself), or nothing is
  // asked.
  std::optional<double> alone[2], joint[2];
  std::optional<CrossCheckReport>
      report;  // left and right as the solvers; the first divergence is small
};

// Sums over a file.
struct FileAgreement {
  std::string solvers[2];
  std::size_t tasks = 0, bad_lines = 0;
  std::size_t fits[2] = {0, 0};
  std::size_t compared = 0;   // tasks that both programs fit
  std::size_t identical = 0;  // of these, those that agree on every input
  std::size_t inputs = 0, agreements = 0, undefined = 0;
  // Where outputs of queries are known: tasks, those that a solver is right on, tasks whose two
  // predictions are the same, and those of them that are right.
  std::size_t known = 0, right[2] = {0, 0}, agreed = 0, agreed_right = 0;
  // Where they differ: the one, the other, or neither is right.
  std::size_t differ = 0, only[2] = {0, 0};
  std::vector<TaskAgreement> disagreements{};  // the first ones
  bool stopped = false;
};

// Calls `each` after every task, in the order of the file. Errors: not_found, bad_param (not two
// solvers), io.
Result<FileAgreement> check_agreement(
    Registry& registry, const AgreementOptions& options, const std::stop_token& stop,
    const std::function<void(const TaskAgreement&)>& each = {},
    const std::function<void(std::size_t, const Error&)>& bad_line = {});

std::string verdict(const FileAgreement& agreement);
std::string to_json(const TaskAgreement& task, const FileAgreement& of);
std::string to_json(const FileAgreement& agreement);
std::string to_text(const FileAgreement& agreement, std::size_t width);

}  // namespace inkling::app
