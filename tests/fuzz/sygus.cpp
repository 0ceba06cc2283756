// The reader of SyGuS-IF files: every text is a problem or has a fault with a message; of a problem
// the examples can be written as a file that has them again, and terms that a grammar generates are
// derived by it.
#include <derive.hpp>
#include <inkling/dsl/sexpr.hpp>
#include <problem.hpp>
#include <write.hpp>

#include "fuzz.hpp"

namespace inkling::fuzz {
namespace {

void check_expressions(const std::string& text) {
  const auto read = dsl::read_sexprs(text);
  if (!read) return;
  for (const dsl::SExpr& expr : *read) {
    const std::string written = dsl::to_text(expr);
    const auto again = dsl::read_sexprs(written);
    require(again.ok() && again->size() == 1 && again->front() == expr,
            "read_sexprs(to_text(e)) == e", written);
  }
}

void check_function(const sygus::SynthFun& function) {
  if (function.grammar) {
    const sygus::Derivation derivation(*function.grammar, function.params);
    const std::string& start = function.grammar->nonterminals.front().name;
    if (derivation.productive(start))
      require(derivation.derive(start, derivation.smallest(start)).has_value(),
              "a grammar derives what it generates", dsl::to_text(derivation.smallest(start)));
  }
  if (function.points.empty()) return;
  const Task task = sygus::to_task(function, "t");
  if (!check_task(task) || task.examples.front().inputs.empty()) return;
  const auto written = sygus::write_problem(task, "");
  require(written.ok(), "examples can be written", to_json(task));
  const auto again = sygus::read_problem(*written);
  require(again.ok() && sygus::to_task(again->functions[0], "t").examples == task.examples,
          "and read back", *written);
}

void check(const std::string& text) {
  check_expressions(text);
  ReadLimits limits;
  limits.max_examples = 16;
  const auto problem = sygus::read_problem(text, limits);
  if (!problem) {
    require(!problem.error().message.empty(), "an error has a message");
    return;
  }
  for (const sygus::SynthFun& function : problem->functions) check_function(function);
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  inkling::fuzz::check(std::string(inkling::fuzz::text_of(data, size)));
  return 0;
}
