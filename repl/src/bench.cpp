// inkling bench and generate.
#include <cstdlib>
#include <inkling/app/benchmark.hpp>
#include <inkling/app/gradient_bench.hpp>
#include <inkling/domain.hpp>
#include <ostream>

#include "cli.hpp"

namespace inkling::repl {

int run_bench_command(Context& context, const BenchOptions& options) {
  StopOnInterrupt stop(context.interrupts);
  const auto done =
      benchmark(context.registry, options.benchmark, stop.token(), [&](const Score& score) {
        context.out << (options.json ? to_json(score, context.with_time)
                                     : to_text(score, context.with_time))
                    << '\n';
      });
  if (!done) return fail(context, done.error());
  return stop.stopped() ? kInterrupted : kRan;
}

int run_bench_gradient_command(Context& context, const BenchOptions& options) {
  setenv("OMP_NUM_THREADS", "1", 0);
  const auto& domains = options.benchmark.domains;
  auto bench =
      GradientBench::make(context.registry, {domains.empty() ? std::string() : domains.front(),
                                             options.benchmark.threads, options.benchmark.seed});
  if (!bench) return fail(context, bench.error());
  if (!options.json) {
    const auto sizes = bench->sizes();
    if (!sizes) return fail(context, sizes.error());
    context.out << to_text(*sizes) << std::flush;
  }
  const auto report = bench->report();
  if (!report) return fail(context, report.error());
  context.out << (options.json ? to_json(*report) + "\n" : to_text(*report));
  return kRan;
}

int run_generate_command(Context& context, const GenerateOptions& options) {
  const auto domain = context.registry.domain(options.domain);
  if (!domain) return fail(context, domain.error());
  const auto params = Params::parse((*domain)->info().generator, options.params);
  if (!params) return fail(context, params.error());
  StopOnInterrupt stop(context.interrupts);
  for (std::size_t i = 0; i < options.count && !stop.stopped(); ++i) {
    const auto task = draw_named_task(**domain, *params, options.seed, i);
    if (!task) return fail(context, task.error());
    context.out << to_json(*task) << '\n';
  }
  context.out << std::flush;
  return stop.stopped() ? kInterrupted : kRan;
}

}  // namespace inkling::repl
