// A program of an outsider: uses the installed package only, loads the template's plugin and has it
// solve tasks that its own domain generates. Exits with 0 when nearly every query was answered
// right (several short programs may fit three examples) and the plugin passes the conformance
// suite.
#include <cstdio>
#include <inkling/conformance.hpp>
#include <inkling/registry.hpp>
#include <inkling/solver.hpp>

namespace {

using namespace inkling;

constexpr int kTasks = 100;

int fail(const Error& error) {
  std::fprintf(stderr, "%s\n", to_text(error).c_str());
  return 1;
}

// Whether the best candidate fits all examples and answers the query as the hidden program does.
// (Several programs may fit the examples; with three of them the answer rarely differs.)
Result<bool> solves(const Solver& solver, const GeneratedTask& generated, std::uint64_t seed) {
  auto outcome = solver.solve(generated.task, seed, Budget());
  if (!outcome) return std::move(outcome).error();
  if (outcome->candidates.empty()) return false;
  const Candidate& best = outcome->candidates.front();
  return best.fits == generated.task.examples.size() &&
         best.predictions.at(0) == *generated.task.queries.at(0).output;
}

// What `inkling selftest` runs, on every component of the plugin.
bool conforms(Registry& registry) {
  bool all = true;
  for (const char* id : {"grid", "grid-steps", "grid-table"}) {
    const auto report = run_conformance(registry, id);
    if (!report) return fail(report.error()) == 0;
    std::printf("%s\n", to_text(*report, /*all=*/false).c_str());
    all = all && report->passed();
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  RegistryOptions options;
  options.use_environment = false;
  options.use_default_dir = false;
  for (int i = 1; i < argc; ++i) options.plugin_dirs.emplace_back(argv[i]);
  Registry registry(options);
  if (const auto named = registry.check_named(); !named) return fail(named.error());
  const auto domain = registry.domain("grid");
  if (!domain) return fail(domain.error());
  const auto solver = Solver::make(registry, "grid-table", **domain);
  if (!solver) return fail(solver.error());

  Rng rng(1);
  int right = 0;
  for (int i = 0; i < kTasks; ++i) {
    const auto generated = (*domain)->generate(Params((*domain)->info().generator), rng);
    if (!generated) return fail(generated.error());
    if (const auto ok = (*domain)->check(generated->task); !ok) return fail(ok.error());
    const auto solved = solves(*solver, *generated, 1);
    if (!solved) return fail(solved.error());
    right += *solved ? 1 : 0;
  }
  std::printf("%d of %d generated tasks answered right\n", right, kTasks);
  return right >= kTasks * 9 / 10 && conforms(registry) ? 0 : 1;
}
