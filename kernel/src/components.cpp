// Key functions of the interfaces and the defaults that their headers promise.
#include <fmt/format.h>

#include <inkling/certainty.hpp>
#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/guide.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/language.hpp>
#include <inkling/progress.hpp>
#include <inkling/searcher.hpp>
#include <inkling/task_reader.hpp>
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

Value read_or_undefined(const Codec& codec, std::span<const int> tape) {
  Result<Value> value = codec.read_output(tape);
  return value ? *std::move(value) : Value();
}

Result<std::shared_ptr<const Codec>> Domain::codec(const Params&) const {
  return Error{ErrorCode::unsupported,
               fmt::format("domain '{}' has no tape, so no network can work on it", info().id),
               {"a domain gets one by a Codec that its codec() returns; see docs/add-a-domain.md"}};
}

Result<std::shared_ptr<const Codec>> make_codec(const Domain& domain, std::string_view tape) {
  Result<Params> params = Params::parse(domain.info().tape, tape);
  if (!params) {
    Error error = std::move(params).error();
    error.message =
        fmt::format("tape '{}' of domain '{}': {}", tape, domain.info().id, error.message);
    return error;
  }
  return domain.codec(*params);
}

Inductor::~Inductor() = default;

Result<void> Inductor::ready() const {
  return {};
}

const Guide* Inductor::guide() const {
  return nullptr;
}

Guide::~Guide() = default;

TaskReader::~TaskReader() = default;

Interpreter::~Interpreter() = default;

StateCertainty::~StateCertainty() = default;

const StateCertainty* state_certainty(const Interpreter& interpreter) {
  return dynamic_cast<const StateCertainty*>(&interpreter);
}

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

Result<void> Interpreter::ready() const {
  return {};
}

const Language* Interpreter::language() const {
  return nullptr;
}

Catalogue::~Catalogue() = default;

Language::~Language() = default;

const Catalogue* Language::catalogue() const {
  return nullptr;
}

LatentProblem::~LatentProblem() = default;

LatentVocabulary LatentProblem::vocabulary() const {
  return {};
}

LatentWork LatentProblem::work() const {
  return {};
}

std::optional<Result<void>> LatentProblem::run(DescentState&, const Descent&, const Budget&) {
  return std::nullopt;
}

std::vector<std::string> DifferentiableInterpreter::models() const {
  return {};
}

ParamSpecs DifferentiableInterpreter::params() const {
  return {};
}

Result<std::unique_ptr<TokenMachine>> DifferentiableInterpreter::tokens(std::string_view) const {
  return Error{ErrorCode::unsupported, "its programs are not made of tokens"};
}

DifferentiableInterpreter::~DifferentiableInterpreter() = default;

TokenMachine::~TokenMachine() = default;

ProgressSink::~ProgressSink() = default;

Searcher::~Searcher() = default;

}  // namespace inkling
