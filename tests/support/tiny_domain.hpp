// The domain "tiny" (lists of integers 0..9), its language "shift n" (adds n modulo 10 to every
// element), and searchers of known behaviour. register_tiny() puts all of it and TinyLatent into a
// registry: solvers scan, throws, sleeper, tiny+gradient.
#pragma once

#include <atomic>
#include <inkling/language.hpp>
#include <inkling/registry.hpp>
#include <memory>

#include "support/tiny_latent.hpp"

namespace inkling::test {

inline constexpr int kTinyModulus = 10;

// What the searchers saw, for tests that count; shared because factories run later.
struct TinyLog {
  std::atomic<int> searches{0};
  std::atomic<bool> saw_answers{false};  // a searcher was shown a query's output
};

class ShiftLanguage : public Language {
 public:
  static Program program(int shift);
  const InterpreterInfo& info() const override;
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override;
  Result<Program> parse(std::string_view text) const override;
  Result<Program> parse_typed(std::string_view text, std::span<const Type> inputs) const override;
  std::vector<Completion> complete(std::string_view prefix) const override;
  std::string reference() const override;
};

class TinyDomain : public Domain {
 public:
  const DomainInfo& info() const override;
  Result<void> check(const Task& task) const override;
  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override;
  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override;
};

void register_tiny(Registrar& registrar, std::shared_ptr<TinyLog> log);
// A registry with nothing but the tiny components.
std::unique_ptr<Registry> tiny_registry(std::shared_ptr<TinyLog> log = std::make_shared<TinyLog>());
// examples of "shift n" on these lists, in the domain tiny.
Task shift_task(int shift, const std::vector<Value>& lists);

}  // namespace inkling::test
