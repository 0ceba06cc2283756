// How many inputs a second two programs are compared on, and what that adds to a question at the
// prompt. The latent program is of a shipped model; without models its lines are skipped.
#include <benchmark/benchmark.h>

#include <inkling/crosscheck.hpp>
#include <inkling/domain.hpp>
#include <inkling/session.hpp>

namespace {

using namespace inkling;

// A session in the domain of sequences, and two programs that do the same.
struct Pair {
  explicit Pair(const char* left_text, const char* right_text) {
    if (!session.set_domain("sequences")) return;
    for (const Example& sample : session.domain()->info().samples)
      if (!session.add_example(sample)) return;
    auto l = session.find_program(left_text), r = session.find_program(right_text);
    if (!l || !r) return;
    left = *std::move(l);
    right = *std::move(r);
    ready = true;
  }
  Registry registry;
  Session session{registry};
  CheckedProgram left, right;
  bool ready = false;
};

void compare(benchmark::State& state, const char* left, const char* right) {
  Pair pair(left, right);
  if (!pair.ready) return state.SkipWithError("a program is not there: are the models installed?");
  const auto rows = pair.session.sample_inputs(4096);
  if (!rows) return state.SkipWithError("no inputs");
  for (auto _ : state)
    benchmark::DoNotOptimize(crosscheck(pair.left, pair.right, *rows, Budget()).value().agreements);
  state.SetItemsProcessed(static_cast<std::int64_t>(rows->size()) * state.iterations());
}

// Inputs are made, both programs run, and outputs compared: what is done below every answer.
void question(benchmark::State& state, const char* left, const char* right) {
  Pair pair(left, right);
  if (!pair.ready) return state.SkipWithError("a program is not there: are the models installed?");
  for (auto _ : state)
    benchmark::DoNotOptimize(pair.session.crosscheck(pair.left, pair.right, {}).value().agreements);
}

constexpr const char* kSymbolic = "increment(reverse(x0))";
constexpr const char* kOther = "reverse(increment(x0))";
constexpr const char* kLatent = "<comp-i: 9 14>";

BENCHMARK_CAPTURE(compare, symbolic_symbolic, kSymbolic, kOther)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(compare, latent_symbolic, kLatent, kSymbolic)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(question, symbolic_symbolic, kSymbolic, kOther)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(question, latent_symbolic, kLatent, kSymbolic)->Unit(benchmark::kMillisecond);

}  // namespace
