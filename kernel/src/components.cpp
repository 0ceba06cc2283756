// Key functions of the interfaces and the defaults that their headers promise.
#include <fmt/format.h>

#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/language.hpp>
#include <inkling/progress.hpp>
#include <inkling/searcher.hpp>
#include <inkling/trainer.hpp>

namespace inkling {

Trainer::~Trainer() = default;

TrainingSink::~TrainingSink() = default;

Codec::~Codec() = default;

Domain::~Domain() = default;

Result<std::vector<Value>> Domain::read_inputs(std::string_view text) const {
  return parse_values(text);
}

Result<Value> Domain::read_output(std::string_view text) const {
  return parse_value(text);
}

const Codec* Domain::codec() const {
  return nullptr;
}

const Language* Domain::language() const {
  return nullptr;
}

Inductor::~Inductor() = default;

Interpreter::~Interpreter() = default;

Result<std::vector<Value>> Interpreter::run_batch(const Program& program,
                                                  std::span<const std::vector<Value>> rows) const {
  std::vector<Value> results;
  results.reserve(rows.size());
  for (const std::vector<Value>& row : rows) {
    Result<Value> result = run(program, row);
    if (!result) return std::move(result).error();
    results.push_back(*std::move(result));
  }
  return results;
}

Result<std::vector<TraceStep>> Interpreter::trace(const Program&, std::span<const Value>) const {
  return Error{ErrorCode::unsupported,
               fmt::format("interpreter '{}' cannot show the steps of a run", info().id)};
}

Result<Program> Interpreter::parse(std::string_view) const {
  return Error{ErrorCode::unsupported,
               fmt::format("interpreter '{}' cannot read programs from text", info().id)};
}

std::string Interpreter::explain(const Program& program) const {
  return program.text();
}

const DifferentiableInterpreter* Interpreter::gradient() const {
  return nullptr;
}

Language::~Language() = default;

const dsl::Catalogue* Language::catalogue() const {
  return nullptr;
}

LatentProblem::~LatentProblem() = default;

LatentVocabulary LatentProblem::vocabulary() const {
  return {};
}
std::optional<Result<void>> LatentProblem::run(GradientState&, const GradientSchedule&,
                                               const Budget&) {
  return std::nullopt;
}

std::vector<std::string> DifferentiableInterpreter::models() const {
  return {};
}

DifferentiableInterpreter::~DifferentiableInterpreter() = default;

ProgressSink::~ProgressSink() = default;

Searcher::~Searcher() = default;

}  // namespace inkling
