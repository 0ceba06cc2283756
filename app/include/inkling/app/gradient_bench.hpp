// How fast programs of a neural interpreter are searched, against LibTorch and against what the
// machine's products reach. Knows interpreters by their ids only.
#pragma once

#include <cstdint>
#include <inkling/gradient.hpp>
#include <inkling/registry.hpp>
#include <inkling/task.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling::app {

struct GradientBenchOptions {
  std::string domain{};  // empty: the one of most of the installed models
  unsigned threads = 0;  // 0: all of the machine's
  std::uint64_t seed = 1;
};

// Steps of ever more starts.
struct GradientSizes {
  struct Row {
    std::size_t starts;
    double seconds;  // of a step
    double rate;     // operations a second
    std::size_t bytes;
  };
  unsigned threads = 1;
  std::size_t examples = 0;
  LatentSpace space;
  std::vector<Row> rows;
};

// Rates are operations a second, a multiplication and an addition counted as two; errors are those
// of gradients, relative to double precision.
struct GradientReport {
  struct Reference {
    double search;  // seconds of a step of all starts, as the searcher drives it
    double spread;  // the same with the starts spread over threads, which the searcher does not do
  };
  struct Rough {
    double step;  // seconds
    double error;
  };
  struct Device {
    std::string engine;
    std::size_t starts, steps;
    double seconds;  // of such a search
    double rate;
    double error;
  };
  struct Whole {  // seconds of a whole search, to the end; nothing where it does not run
    std::optional<double> plain, rough, reference;
  };
  std::string searcher, reference_searcher;
  unsigned threads = 1;
  std::size_t starts = 0;
  double step = 0;  // seconds, of all starts
  double rate = 0;
  double tiny = 0;      // how many times as long where most probabilities all but vanish
  std::string sharp{};  // the temperature at which they do
  double error = 0;
  double peak_fma = 0;                // of multiply-adds in registers
  std::optional<double> peak_gemm{};  // of OpenBLAS; nothing: it is not installed
  std::optional<Reference> reference{};
  std::optional<Rough> rough{};
  std::string rough_fault{};
  std::vector<Device> devices{};
  std::string device_fault{};  // why there are none
  Whole whole{};
};

// LibTorch's products are too small to be split and OpenBLAS's run on threads of the benchmark: the
// program sets OMP_NUM_THREADS=1 before it is made, which both read when they are loaded.
class GradientBench {
 public:
  // Errors: not_found (no model, no solver that searches its programs), and those of the domain.
  static Result<GradientBench> make(Registry& registry, const GradientBenchOptions& options);

  // Each blocks for some seconds. Errors: those of the interpreter.
  Result<GradientSizes> sizes();
  Result<GradientReport> report();

 private:
  explicit GradientBench(Registry& registry, const GradientBenchOptions& options);
  Result<void> choose();
  Result<void> open();
  Result<std::unique_ptr<LatentProblem>> prepare(const DifferentiableInterpreter& engine,
                                                 const std::string& name, unsigned threads,
                                                 std::size_t task, const char* temperature) const;
  Result<std::unique_ptr<LatentProblem>> prepare(const std::string& name, unsigned threads) const;
  std::vector<float> latent(std::size_t starts) const;
  std::vector<float> around(std::size_t starts) const;
  double work(std::size_t starts) const;
  double step(LatentProblem& problem, std::size_t starts) const;
  double search(LatentProblem& problem, std::size_t starts, std::size_t steps);
  std::optional<double> solve(const std::string& solver, const std::string& engine) const;
  std::optional<GradientReport::Reference> reference_times() const;
  Result<double> gradient_error(const std::string& engine) const;
  Result<std::vector<float>> gradient_of(const std::string& engine, std::size_t task) const;
  Result<GradientReport::Rough> measure_rough() const;
  Result<GradientReport::Device> measure_device(const std::string& engine);

  Registry* registry_;
  GradientBenchOptions options_;
  std::string domain_, architecture_, searcher_;
  std::vector<Task> tasks_;
  const DifferentiableInterpreter* engine_ = nullptr;
  LatentSpace space_;
  LatentWork work_;
  std::vector<float> middle_, words_;
  std::size_t bytes_ = 0;  // of the last search
  std::string fault_;      // of its device
};

std::string to_text(const GradientSizes& sizes);
std::string to_text(const GradientReport& report);
// {"cpu":{..},"peak":{..},"cpu-bf16":{..} or null,"cuda":{..} or null}
std::string to_json(const GradientReport& report);

}  // namespace inkling::app
