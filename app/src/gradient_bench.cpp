#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <inkling/app/gradient_bench.hpp>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/solver_names.hpp>
#include <inkling/domain.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/nn/peak.hpp>
#include <inkling/solver.hpp>
#include <map>
#include <thread>

namespace inkling::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kStarts = 64;
constexpr std::size_t kTorchSteps = 2;  // LibTorch is timed over fewer steps
constexpr std::size_t kGroup = 16;      // starts that the searcher hands to LibTorch at once
constexpr std::size_t kTasks = 8;       // whose gradients are compared; the first is timed
constexpr float kSpread = 0.5F;
constexpr const char* kTemperature = "0.8";
constexpr const char* kSharp = "0.05";  // at which most probabilities all but vanish

// Of a search on a device.
constexpr std::size_t kMany = 4096, kLong = 400;

double timed(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// `count` calls of f(i) on as many threads; seconds until the last is done.
double timed_together(unsigned count, const std::function<void(unsigned)>& f) {
  return timed([&] {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < count; ++i) threads.emplace_back([&f, i] { f(i); });
    f(0);
  });
}

// Losses and gradients of `starts` at `from`, noisy.
Result<void> pass(LatentProblem& problem, const LatentSpace& space, const float* from,
                  std::size_t starts, std::uint64_t seed, std::vector<float>& gradient) {
  std::vector<float> loss(starts);
  gradient.resize(starts * space.size());
  const auto view = [&](auto* data) {
    return TensorView(data, {starts, space.positions, space.width});
  };
  return problem.evaluate(view(from), {0.0, seed}, TensorView<float>(loss.data(), {starts}),
                          view(gradient.data()));
}

}  // namespace

GradientBench::GradientBench(Registry& registry, const GradientBenchOptions& options)
    : registry_(&registry), options_(options) {
  if (options_.threads == 0) options_.threads = std::max(1U, std::thread::hardware_concurrency());
}

Result<GradientBench> GradientBench::make(Registry& registry, const GradientBenchOptions& options) {
  GradientBench made(registry, options);
  if (auto ready = made.open(); !ready) return ready.error();
  return made;
}

// The domain of most of the installed models, and the architecture that answers there by default.
Result<void> GradientBench::choose() {
  std::map<std::string, std::size_t> found;
  for (const auto& file : installed_models()) {
    const auto facts = read_model_facts(file);
    if (facts && (options_.domain.empty() || options_.domain == facts->text("domain")))
      ++found[facts->text("domain")];
  }
  const auto most = std::max_element(
      found.begin(), found.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == found.end())
    return Error{ErrorCode::not_found,
                 "no model is installed that could be measured",
                 {"`inkling models` lists them, `inkling doctor` says which plugins are there"}};
  domain_ = most->first;
  const auto domain = registry_->domain(domain_);
  if (!domain) return domain.error();
  const auto known = architectures(*registry_);
  for (const std::string& solver : (*domain)->info().default_solvers) {
    const std::string first = solver.substr(0, solver.find_first_of("+("));
    if (std::find(known.begin(), known.end(), first) == known.end()) continue;
    architecture_ = first;
    searcher_ = architecture_ + "+gradient";
    return {};
  }
  return Error{
      ErrorCode::not_found,
      fmt::format("no default solver of domain '{}' searches programs of a model", domain_),
      {"name another domain with --domain"}};
}

Result<void> GradientBench::open() {
  if (auto chosen = choose(); !chosen) return chosen;
  const auto domain = registry_->domain(domain_);
  if (!domain) return domain.error();
  auto params = Params((*domain)->info().generator);
  if (auto set = params.set("part", "test"); !set.ok()) return set;
  for (std::size_t i = 0; i < kTasks; ++i) {
    Rng rng = Rng(options_.seed).split("bench gradient", i);
    auto drawn = (*domain)->generate(params, rng);
    if (!drawn) return drawn.error();
    tasks_.push_back(without_answers(drawn->task));
  }
  const auto engine = registry_->interpreter(architecture_, **domain);
  if (!engine) return engine.error();
  engine_ = (*engine)->gradient();
  auto problem = prepare("cpu", 1);
  if (!problem.ok()) return std::move(problem).error();
  space_ = (*problem)->space();
  work_ = (*problem)->work();
  middle_ = (*problem)->initial();
  words_ = (*problem)->vocabulary().vectors;
  return {};
}

// Seconds of a solver's search with its 64 starts and 100 steps, to the end: the task is the first
// one with a symbol exchanged in one output, which no program explains. Nullopt: not in this build,
// or not for this processor.
std::optional<double> GradientBench::solve(const std::string& solver,
                                           const std::string& engine) const {
  const auto domain = registry_->domain(domain_);
  const std::vector<std::string> models = engine_->models();
  std::string text = fmt::format("{}(starts=64,steps=100,screen=100", solver);
  if (!models.empty()) text += ",model=" + models.front();
  if (!engine.empty()) text += ",engine=" + engine;
  const auto made = Solver::make(*registry_, text + ")", **domain);
  if (!made) return std::nullopt;
  Task task = tasks_.front();
  Value& output = task.examples.back().output;
  if (!output.is_list() || output.as_list().empty()) return std::nullopt;
  Value::List symbols = output.as_list();
  symbols.front() = symbols.front() == Value(1) ? Value(2) : Value(1);
  output = symbols;
  BudgetLimits limits;
  limits.time = std::chrono::nanoseconds(0);
  limits.bytes = 0;
  limits.threads = options_.threads;
  bool ran = false;
  const double seconds = timed([&] {
    const auto outcome = made->solve(task, options_.seed, Budget(limits));
    ran = outcome.ok() && outcome->reason == StopReason::exhausted;
  });
  return ran ? std::optional(seconds) : std::nullopt;
}

Result<std::unique_ptr<LatentProblem>> GradientBench::prepare(
    const DifferentiableInterpreter& engine, const std::string& name, unsigned threads,
    std::size_t task, const char* temperature) const {
  ProblemOptions options;
  options.params = Params(engine.params());
  for (const char* from : {"program_from", "state_from"})
    if (auto set = options.params.set(from, temperature); !set.ok()) return set.error();
  if (!name.empty())
    if (auto set = options.params.set("engine", name); !set.ok()) return set.error();
  options.threads = threads;
  return engine.prepare(tasks_[task], options);
}

Result<std::unique_ptr<LatentProblem>> GradientBench::prepare(const std::string& name,
                                                              unsigned threads) const {
  return prepare(*engine_, name, threads, 0, kTemperature);
}

// Programs of random words, none of them the one that does nothing, so that every position acts.
// Without a vocabulary, around the inductor's own.
std::vector<float> GradientBench::latent(std::size_t starts) const {
  const std::size_t words = words_.size() / space_.width;
  if (words < 2) return around(starts);
  Rng rng = Rng(options_.seed).split("words");
  std::vector<float> all;
  for (std::size_t i = 0; i < starts * space_.positions; ++i) {
    const auto from = words_.begin() + rng.uniform(1, static_cast<std::int64_t>(words) - 1) *
                                           static_cast<std::int64_t>(space_.width);
    all.insert(all.end(), from, from + static_cast<std::ptrdiff_t>(space_.width));
  }
  return all;
}

std::vector<float> GradientBench::around(std::size_t starts) const {
  Rng rng = Rng(options_.seed).split("starts");
  std::vector<float> all;
  for (std::size_t s = 0; s < starts; ++s)
    for (const float x : middle_) all.push_back(x + kSpread * static_cast<float>(rng.normal()));
  return all;
}

// Operations of one step where every position acts.
double GradientBench::work(std::size_t starts) const {
  return static_cast<double>(starts * tasks_[0].examples.size()) * (work_.forward + work_.backward);
}

// Seconds of a step's passes: losses and gradients, with noise.
double GradientBench::step(LatentProblem& problem, std::size_t starts) const {
  const std::vector<float> from = latent(starts);
  std::vector<float> gradient;
  const auto once = [&] {
    (void)pass(problem, space_, from.data(), starts, options_.seed, gradient);
  };
  once();  // warm
  double seconds = 1e30;
  for (int repeat = 0; repeat < 3; ++repeat) {
    const auto count = std::max<std::size_t>(1, 4 * kStarts / starts);
    seconds = std::min(seconds, timed([&] {
                                  for (std::size_t i = 0; i < count; ++i) once();
                                }) / static_cast<double>(count));
  }
  return seconds;
}

// Seconds of a search; the failure of a device is kept in fault_.
double GradientBench::search(LatentProblem& problem, std::size_t starts, std::size_t steps) {
  DescentState state;
  state.latent = latent(starts);
  Descent descent;
  descent.steps = descent.check_every = steps;
  descent.stop_when_fit = false;
  descent.learning_rate = 0.0F;  // the starts stay what they are: every position acts
  descent.seed = options_.seed;
  BudgetLimits limits;
  limits.time = std::chrono::nanoseconds(0);
  limits.bytes = 0;
  const double seconds = timed([&] {
    const auto done = problem.run(state, descent, Budget(limits));
    fault_ = done && !done->ok() ? done->error().message : "";
  });
  bytes_ = state.bytes;
  return seconds;
}

std::optional<GradientReport::Reference> GradientBench::reference_times() const {
  const auto domain = registry_->domain(domain_);
  if (!domain) return std::nullopt;
  const auto torch = registry_->interpreter(sibling(architecture_, true), **domain);
  if (!torch) return std::nullopt;
  const std::vector<float> from = latent(kStarts);
  std::vector<std::unique_ptr<LatentProblem>> problems;
  for (unsigned i = 0; i < options_.threads; ++i) {
    auto problem = prepare(*(*torch)->gradient(), "", options_.threads, 0, kTemperature);
    if (!problem.ok()) return std::nullopt;
    problems.push_back(*std::move(problem));
  }
  std::vector<std::vector<float>> gradients(problems.size());
  const auto passes = [&](unsigned thread, unsigned threads, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t first = thread * kGroup; first < kStarts; first += threads * kGroup)
        (void)pass(*problems[thread], space_, from.data() + first * middle_.size(),
                   std::min(kGroup, kStarts - first), options_.seed, gradients[thread]);
  };
  passes(0, 1, 1);  // warm
  const auto seconds = [&](unsigned threads) {
    return timed_together(threads, [&](unsigned thread) { passes(thread, threads, kTorchSteps); }) /
           static_cast<double>(kTorchSteps);
  };
  return GradientReport::Reference{seconds(1), seconds(options_.threads)};
}

// Of the noisy gradients of a few starts on a few tasks, together, against the same engine in
// double precision. Together, because where a program fits there is next to no gradient.
Result<double> GradientBench::gradient_error(const std::string& engine) const {
  double difference = 0.0, norm = 0.0;
  for (std::size_t task = 0; task < kTasks; ++task) {
    const auto got = gradient_of(engine, task), wanted = gradient_of("reference", task);
    if (!got.ok()) return got.error();
    if (!wanted.ok()) return wanted.error();
    for (std::size_t i = 0; i < wanted->size(); ++i) {
      const double off = double{(*got)[i]} - double{(*wanted)[i]};
      difference += off * off;
      norm += double{(*wanted)[i]} * double{(*wanted)[i]};
    }
  }
  return std::sqrt(difference / norm);
}

Result<std::vector<float>> GradientBench::gradient_of(const std::string& engine,
                                                      std::size_t task) const {
  constexpr std::size_t kFew = 2;
  const std::vector<float> from = around(kFew);
  auto problem = prepare(*engine_, engine, options_.threads, task, kTemperature);
  if (!problem.ok()) return std::move(problem).error();
  std::vector<float> gradient;
  if (auto done = pass(**problem, space_, from.data(), kFew, options_.seed, gradient); !done)
    return done.error();
  return gradient;
}

// The processor's engine with gradients in bfloat16.
Result<GradientReport::Rough> GradientBench::measure_rough() const {
  auto problem = prepare("cpu-bf16", options_.threads);
  if (!problem.ok()) return problem.error();
  const auto error = gradient_error("cpu-bf16");
  if (!error.ok()) return error.error();
  return GradientReport::Rough{step(**problem, kStarts), *error};
}

// A search of many starts on one of the GPU's engines.
Result<GradientReport::Device> GradientBench::measure_device(const std::string& engine) {
  auto problem = prepare(engine, 1);
  if (!problem.ok()) return problem.error();
  const double seconds = search(**problem, kMany, kLong);
  if (!fault_.empty()) return Error{ErrorCode::device, fault_};
  const auto error = gradient_error(engine);
  if (!error.ok()) return error.error();
  // Looks, before the first step and after the last, count as a forward pass each.
  const double looks = 2.0 * static_cast<double>(kMany * tasks_[0].examples.size()) * work_.forward;
  return GradientReport::Device{
      engine, kMany, kLong, seconds, (static_cast<double>(kLong) * work(kMany) + looks) / seconds,
      *error};
}

Result<GradientSizes> GradientBench::sizes() {
  auto problem = prepare("cpu", options_.threads);
  if (!problem.ok()) return std::move(problem).error();
  GradientSizes sizes{options_.threads, tasks_[0].examples.size(), space_, {}};
  for (const std::size_t starts : {1U, 4U, 16U, 64U, 256U, 1024U}) {
    const double seconds = step(**problem, starts);
    (void)search(**problem, starts, 1);  // tells the memory
    sizes.rows.push_back({starts, seconds, work(starts) / seconds, bytes_});
  }
  return sizes;
}

Result<GradientReport> GradientBench::report() {
  GradientReport report;
  report.searcher = searcher_;
  report.reference_searcher = sibling(searcher_, true);
  report.threads = options_.threads;
  auto problem = prepare("cpu", options_.threads);
  if (!problem.ok()) return std::move(problem).error();
  report.starts = kStarts;
  report.step = step(**problem, kStarts);
  report.rate = work(kStarts) / report.step;
  const auto sharp = prepare(*engine_, "cpu", options_.threads, 0, kSharp);
  if (!sharp.ok()) return sharp.error();
  report.tiny = step(**sharp, kStarts) / report.step;
  report.sharp = kSharp;
  const nn::Peak peak = nn::measure_peak(options_.threads);
  report.peak_fma = peak.fma;
  report.peak_gemm = peak.gemm;
  report.reference = reference_times();
  const auto error = gradient_error("cpu");
  if (!error.ok()) return error.error();
  report.error = *error;
  report.whole = {solve(searcher_, "cpu"), solve(searcher_, "cpu-bf16"),
                  solve(report.reference_searcher, "")};
  if (const auto rough = measure_rough(); rough.ok())
    report.rough = *rough;
  else
    report.rough_fault = rough.error().message;
  for (const char* engine : {"cuda", "cuda-tf32"}) {
    auto device = measure_device(engine);
    if (!device.ok()) {
      report.devices.clear();
      report.device_fault = device.error().message;
      break;
    }
    report.devices.push_back(*std::move(device));
  }
  return report;
}

}  // namespace inkling::app
