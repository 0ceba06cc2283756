// inkling bench gradient: how fast programs of a neural interpreter are searched, against LibTorch
// and against what the machine's matrix products reach. Knows interpreters by their ids only.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <inkling/app/model_facts.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/solver_names.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>
#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/nn/peak.hpp>
#include <inkling/solver.hpp>
#include <map>
#include <optional>
#include <ostream>
#include <thread>

#include "cli.hpp"

namespace inkling::repl {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kStarts = 64;
constexpr std::size_t kTorchSteps = 2;  // LibTorch is timed over fewer steps
constexpr std::size_t kGroup = 16;      // starts that the searcher hands to LibTorch at once
constexpr std::size_t kTasks = 8;       // whose gradients are compared; the first is timed
constexpr float kSpread = 0.5F;
constexpr const char* kTemperature = "0.8";
constexpr const char* kSharp = "0.05";  // at which most probabilities all but vanish
constexpr const char* kWhole = "64 starts x 100 steps, to the end";

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

class GradientBench {
 public:
  GradientBench(Context& context, const BenchOptions& options)
      : context_(context),
        threads_(options.threads == 0 ? std::max(1U, std::thread::hardware_concurrency())
                                      : options.threads),
        seed_(options.seed),
        wanted_domain_(options.domains.empty() ? std::string() : options.domains.front()) {}

  Result<void> run(bool json) {
    if (auto ready = open(); !ready.ok()) return ready;
    auto problem = prepare(*engine_, "cpu", threads_);
    if (!problem.ok()) return std::move(problem).error();
    if (!json) {
      context_.out << fmt::format(
          "searching with {} threads: {} examples, {} positions of width {}\n", threads_,
          tasks_[0].examples.size(), space_.positions, space_.width);
      table(**problem);
    }
    const double per_step = step(**problem, kStarts);
    const double rate = work(kStarts) / per_step;
    const auto sharp = prepare(*engine_, "cpu", threads_, 0, kSharp);
    if (!sharp.ok()) return sharp.error();
    const double tiny = step(**sharp, kStarts) / per_step;
    const nn::Peak peak = nn::measure_peak(threads_);
    const auto torch = torch_seconds_per_step();
    const auto error = gradient_error("cpu");
    if (!error.ok()) return error.error();
    const auto whole = solve(searcher_, "cpu"), whole_rough = solve(searcher_, "cpu-bf16");
    const auto whole_torch = solve(sibling(searcher_, true), "");
    const auto times = [](const std::optional<double>& slow, const std::optional<double>& fast) {
      return slow && fast ? std::optional(*slow / *fast) : std::nullopt;
    };
    const auto step_ratio = torch ? std::optional(torch->search / per_step) : std::nullopt;
    const Result<Rough> rough = measure_rough();
    const std::string cuda = cuda_report(json);
    if (json) {
      const std::string bfloat16 =
          rough.ok()
              ? fmt::format(
                    "{{\"speedup_over_libtorch\":{},\"step_speedup_over_libtorch\":{},"
                    "\"gradient_relative_error\":{:.3g}}}",
                    number(times(whole_torch, whole_rough)),
                    number(torch ? std::optional(torch->search / rough->step) : std::nullopt),
                    rough->error)
              : "null";
      context_.out << fmt::format(
          "{{\"cpu\":{{\"speedup_over_libtorch\":{},\"step_speedup_over_libtorch\":{},"
          "\"fraction_of_gemm_peak\":{},\"fraction_of_fma_peak\":{:.3g},"
          "\"tiny_probabilities_slowdown\":{:.3g},\"gradient_relative_error\":{:.3g}}},"
          "\"peak\":{{\"unit\":\"GFLOP/s of "
          "float32\",\"threads\":{},\"fma\":{:.4g},\"openblas\":{}}},"
          "\"cpu-bf16\":{},\"cuda\":{}}}\n",
          number(times(whole_torch, whole)), number(step_ratio),
          number(peak.gemm ? std::optional(rate / *peak.gemm) : std::nullopt), rate / peak.fma,
          tiny, *error, threads_, peak.fma / 1e9,
          number(peak.gemm ? std::optional(*peak.gemm / 1e9) : std::nullopt), bfloat16, cuda);
      return {};
    }
    context_.out << fmt::format(
        "{} starts: {:.1f} GFLOP/s (float32, 2 per multiply-add), {:.0f} % of the {:.1f} of "
        "multiply-adds in registers",
        kStarts, rate / 1e9, 100 * rate / peak.fma, peak.fma / 1e9);
    if (peak.gemm)
      context_.out << fmt::format(", {:.0f} % of the {:.1f} of OpenBLAS's sgemm",
                                  100 * rate / *peak.gemm, *peak.gemm / 1e9);
    else
      context_.out << "; libopenblas.so.0 is not installed";
    context_.out << fmt::format(
        "\nat temperature {}, where most probabilities all but vanish: {:.2f} times as long\n",
        kSharp, tiny);
    if (torch)
      context_.out << fmt::format(
          "LibTorch: {} a step, {:.1f} times as long; {} with the starts spread over {} threads, "
          "{:.1f} times as long\n",
          seconds_text(torch->search), *step_ratio, seconds_text(torch->spread), threads_,
          torch->spread / per_step);
    else
      context_.out << "LibTorch: not in this build (-DINKLING_WITH_TORCH=ON)\n";
    context_.out << fmt::format("gradient against double precision: relative error {:.2g}\n",
                                *error);
    if (rough.ok())
      context_.out << fmt::format(
          "bfloat16: {} a step, {:.2f} times as fast{}; relative error {:.2g}\n",
          seconds_text(rough->step), per_step / rough->step,
          torch ? fmt::format(", LibTorch {:.1f} times as long", torch->search / rough->step) : "",
          rough->error);
    else
      context_.out << "bfloat16: " << rough.error().message << '\n';
    context_.out << cuda << '\n';
    if (whole)
      context_.out << fmt::format("whole searches, {}:\n  {:<20}{}\n", kWhole, searcher_,
                                  seconds_text(*whole));
    if (whole_rough)
      context_.out << fmt::format("  with bfloat16       {}\n", seconds_text(*whole_rough));
    if (const auto ratio = times(whole_torch, whole))
      context_.out << fmt::format("  {:<20}{}, {:.1f} times as long{}\n", sibling(searcher_, true),
                                  seconds_text(*whole_torch), *ratio,
                                  whole_rough ? fmt::format(", {:.1f} times the one with bfloat16",
                                                            *whole_torch / *whole_rough)
                                              : "");
    return {};
  }

 private:
  static std::string number(const std::optional<double>& value) {
    return value ? fmt::format("{:.3g}", *value) : "null";
  }

  // The domain of most of the installed models, and the architecture that answers there by default.
  Result<void> choose() {
    std::map<std::string, std::size_t> found;
    for (const auto& file : installed_models()) {
      const auto facts = read_model_facts(file);
      if (facts && (wanted_domain_.empty() || wanted_domain_ == facts->text("domain")))
        ++found[facts->text("domain")];
    }
    const auto most =
        std::max_element(found.begin(), found.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == found.end())
      return Error{ErrorCode::not_found,
                   "no model is installed that could be measured",
                   {"`inkling models` lists them, `inkling doctor` says which plugins are there"}};
    domain_ = most->first;
    const auto domain = context_.registry.domain(domain_);
    if (!domain) return domain.error();
    const auto known = architectures(context_.registry);
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

  Result<void> open() {
    if (auto chosen = choose(); !chosen) return chosen;
    const auto domain = context_.registry.domain(domain_);
    if (!domain) return domain.error();
    auto params = Params((*domain)->info().generator);
    if (auto set = params.set("part", "test"); !set.ok()) return set;
    for (std::size_t i = 0; i < kTasks; ++i) {
      Rng rng = Rng(seed_).split("bench gradient", i);
      auto drawn = (*domain)->generate(params, rng);
      if (!drawn) return drawn.error();
      tasks_.push_back(without_answers(drawn->task));
    }
    const auto engine = context_.registry.interpreter(architecture_, **domain);
    if (!engine) return engine.error();
    engine_ = (*engine)->gradient();
    auto problem = prepare(*engine_, "cpu", 1);
    if (!problem.ok()) return std::move(problem).error();
    space_ = (*problem)->space();
    work_ = (*problem)->work();
    middle_ = (*problem)->initial();
    words_ = (*problem)->vocabulary().vectors;
    return {};
  }

  // Seconds of a solver's search with its 64 starts and 100 steps, to the end: the task is the
  // first one with a symbol exchanged in one output, which no program explains. Nullopt: not in
  // this build, or not for this processor.
  std::optional<double> solve(const std::string& solver, const std::string& engine) const {
    const auto domain = context_.registry.domain(domain_);
    const std::vector<std::string> models = engine_->models();
    std::string text = fmt::format("{}(starts=64,steps=100,screen=100", solver);
    if (!models.empty()) text += ",model=" + models.front();
    if (!engine.empty()) text += ",engine=" + engine;
    const auto made = Solver::make(context_.registry, text + ")", **domain);
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
    limits.threads = threads_;
    bool ran = false;
    const double seconds = timed([&] {
      const auto outcome = made->solve(task, seed_, Budget(limits));
      ran = outcome.ok() && outcome->reason == StopReason::exhausted;
    });
    return ran ? std::optional(seconds) : std::nullopt;
  }

  Result<std::unique_ptr<LatentProblem>> prepare(const DifferentiableInterpreter& engine,
                                                 const std::string& name, unsigned threads,
                                                 std::size_t task = 0,
                                                 const char* temperature = kTemperature) const {
    ProblemOptions options;
    options.params = Params(engine.params());
    for (const char* from : {"program_from", "state_from"})
      if (auto set = options.params.set(from, temperature); !set.ok()) return set.error();
    if (!name.empty())
      if (auto set = options.params.set("engine", name); !set.ok()) return set.error();
    options.threads = threads;
    return engine.prepare(tasks_[task], options);
  }

  // Programs of random words, none of them the one that does nothing, so that every position acts.
  // Without a vocabulary, around the inductor's own.
  std::vector<float> latent(std::size_t starts) const {
    const std::size_t words = words_.size() / space_.width;
    if (words < 2) return around(starts);
    Rng rng = Rng(seed_).split("words");
    std::vector<float> all;
    for (std::size_t i = 0; i < starts * space_.positions; ++i) {
      const auto from = words_.begin() + rng.uniform(1, static_cast<std::int64_t>(words) - 1) *
                                             static_cast<std::int64_t>(space_.width);
      all.insert(all.end(), from, from + static_cast<std::ptrdiff_t>(space_.width));
    }
    return all;
  }

  std::vector<float> around(std::size_t starts) const {
    Rng rng = Rng(seed_).split("starts");
    std::vector<float> all;
    for (std::size_t s = 0; s < starts; ++s)
      for (const float x : middle_) all.push_back(x + kSpread * static_cast<float>(rng.normal()));
    return all;
  }

  // Operations of one step where every position acts.
  double work(std::size_t starts) const {
    return static_cast<double>(starts * tasks_[0].examples.size()) *
           (work_.forward + work_.backward);
  }

  // Seconds of a step's passes: losses and gradients, with noise.
  double step(LatentProblem& problem, std::size_t starts) const {
    const std::vector<float> from = latent(starts);
    std::vector<float> loss(starts), gradient(from.size());
    const auto pass = [&] {
      (void)problem.evaluate(
          TensorView<const float>(from.data(), {starts, space_.positions, space_.width}),
          {0.0, seed_}, TensorView<float>(loss.data(), {starts}),
          TensorView<float>(gradient.data(), {starts, space_.positions, space_.width}));
    };
    pass();  // warm
    double seconds = 1e30;
    for (int repeat = 0; repeat < 3; ++repeat) {
      const auto count = std::max<std::size_t>(1, 4 * kStarts / starts);
      seconds = std::min(seconds, timed([&] {
                                    for (std::size_t i = 0; i < count; ++i) pass();
                                  }) / static_cast<double>(count));
    }
    return seconds;
  }

  // Seconds of a search; the failure of a device is kept in fault_.
  double search(LatentProblem& problem, std::size_t starts, std::size_t steps) {
    DescentState state;
    state.latent = latent(starts);
    Descent descent;
    descent.steps = descent.check_every = steps;
    descent.stop_when_fit = false;
    descent.learning_rate = 0.0F;  // the starts stay what they are: every position acts
    descent.seed = seed_;
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

  void table(LatentProblem& problem) {
    Table rows({{"starts"}, {"time of a step"}, {"of a start"}, {"GFLOP/s"}, {"memory"}});
    for (const std::size_t starts : {1U, 4U, 16U, 64U, 256U, 1024U}) {
      const double seconds = step(problem, starts);
      (void)search(problem, starts, 1);  // tells the memory
      rows.add({std::to_string(starts), seconds_text(seconds),
                seconds_text(seconds / static_cast<double>(starts)),
                fmt::format("{:.1f}", work(starts) / seconds / 1e9),
                fmt::format("{:.1f} MB", static_cast<double>(bytes_) / 1e6)});
    }
    context_.out << rows.render(100, {});
  }

  struct TorchTimes {
    double search;  // of a step of all starts, as the searcher drives it
    double spread;  // the same with the starts spread over threads, which the searcher does not do
  };
  std::optional<TorchTimes> torch_seconds_per_step() {
    const auto domain = context_.registry.domain(domain_);
    if (!domain) return std::nullopt;
    const auto torch = context_.registry.interpreter(sibling(architecture_, true), **domain);
    if (!torch) return std::nullopt;
    const std::vector<float> from = latent(kStarts);
    std::vector<std::unique_ptr<LatentProblem>> problems;
    for (unsigned i = 0; i < threads_; ++i) {
      auto problem = prepare(*(*torch)->gradient(), "", threads_);
      if (!problem.ok()) return std::nullopt;
      problems.push_back(*std::move(problem));
    }
    const auto passes = [&](unsigned thread, unsigned threads, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t first = thread * kGroup; first < kStarts; first += threads * kGroup)
          torch_pass(*problems[thread], from, first);
    };
    passes(0, 1, 1);  // warm
    const auto seconds = [&](unsigned threads) {
      return timed_together(threads,
                            [&](unsigned thread) { passes(thread, threads, kTorchSteps); }) /
             static_cast<double>(kTorchSteps);
    };
    return TorchTimes{seconds(1), seconds(threads_)};
  }

  void torch_pass(LatentProblem& problem, const std::vector<float>& from, std::size_t first) const {
    const std::size_t count = std::min(kGroup, kStarts - first), size = middle_.size();
    std::vector<float> loss(count), gradient(count * size);
    const auto view = [&](auto* data) {
      return TensorView(data, {count, space_.positions, space_.width});
    };
    (void)problem.evaluate(view(from.data() + first * size), {0.0, seed_},
                           TensorView<float>(loss.data(), {count}), view(gradient.data()));
  }

  // Of the noisy gradients of a few starts on a few tasks, together, against the same engine in
  // double precision. Together, because where a program fits there is next to no gradient.
  Result<double> gradient_error(const std::string& engine) const {
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

  Result<std::vector<float>> gradient_of(const std::string& engine, std::size_t task) const {
    constexpr std::size_t kFew = 2;
    const std::vector<float> from = around(kFew);
    auto problem = prepare(*engine_, engine, threads_, task);
    if (!problem.ok()) return std::move(problem).error();
    std::vector<float> loss(kFew), gradient(from.size());
    const auto done = (*problem)->evaluate(
        TensorView<const float>(from.data(), {kFew, space_.positions, space_.width}), {0.0, seed_},
        TensorView<float>(loss.data(), {kFew}),
        TensorView<float>(gradient.data(), {kFew, space_.positions, space_.width}));
    if (!done.ok()) return done.error();
    return gradient;
  }

  // The processor's engine with gradients in bfloat16.
  struct Rough {
    double step;   // seconds
    double error;  // of gradients, relative
  };
  Result<Rough> measure_rough() {
    auto problem = prepare(*engine_, "cpu-bf16", threads_);
    if (!problem.ok()) return problem.error();
    const auto error = gradient_error("cpu-bf16");
    if (!error.ok()) return error.error();
    return Rough{step(**problem, kStarts), *error};
  }

  // A search of many starts on each of the GPU's engines: JSON, or lines for people.
  std::string cuda_report(bool json) {
    constexpr std::size_t kMany = 4096, kLong = 400;
    std::string text;
    for (const char* engine : {"cuda", "cuda-tf32"}) {
      auto problem = prepare(*engine_, engine, 1);
      if (!problem.ok()) return json ? "null" : "CUDA: " + problem.error().message;
      const double seconds = search(**problem, kMany, kLong);
      const auto error = gradient_error(engine);
      if (!fault_.empty() || !error.ok())
        return json ? "null" : "CUDA: " + (fault_.empty() ? error.error().message : fault_);
      // Looks, before the first step and after the last, count as a forward pass each.
      const double looks =
          2.0 * static_cast<double>(kMany * tasks_[0].examples.size()) * work_.forward;
      const double rate = (static_cast<double>(kLong) * work(kMany) + looks) / seconds / 1e9;
      if (json)
        text += fmt::format(
            "{}\"{}\":{{\"seconds_4096x400\":{:.3g},\"gflops\":{:.4g},"
            "\"gradient_relative_error\":{:.3g}}}",
            text.empty() ? "{" : ",", engine, seconds, rate, *error);
      else
        text += fmt::format("{}{}: {} starts x {} steps in {}, {:.0f} GFLOP/s, error {:.2g}",
                            text.empty() ? "" : "\n", engine, kMany, kLong, seconds_text(seconds),
                            rate, *error);
    }
    return json ? text + "}" : text;
  }

  Context& context_;
  unsigned threads_;
  std::uint64_t seed_;
  std::string wanted_domain_;  // empty: any
  std::string domain_, architecture_, searcher_;
  std::vector<Task> tasks_;
  const DifferentiableInterpreter* engine_ = nullptr;
  LatentSpace space_;
  LatentWork work_;
  std::vector<float> middle_, words_;
  std::size_t bytes_ = 0;
  std::string fault_;
};

}  // namespace

int run_bench_gradient_command(Context& context, const BenchOptions& options) {
  // LibTorch's products are too small to be split and OpenBLAS's run on threads of this command;
  // they read this when they are loaded.
  setenv("OMP_NUM_THREADS", "1", 0);
  const auto done = GradientBench(context, options).run(options.json);
  return done.ok() ? kRan : fail(context, done.error());
}

}  // namespace inkling::repl
