// Checks and times the engine on whatever machine it is carried to; see docs/gradient-engine.md.
//   selftest [--starts N] [--examples N] [--steps N] [--threads N]
// Prints one JSON object. Ends with 1 when a check failed.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

#include "engine/cuda_engine.hpp"
#include "engine/idle_case.hpp"

namespace {

using namespace inkling::nli::engine;
namespace nn = inkling::nn;
using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Numbers in (-1, 1) that follow from their place.
double number(std::uint64_t i) {
  std::uint64_t z = i * 0x9E3779B97F4A7C15ULL + 0xD1B54A32D192ED03ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((z ^ (z >> 31)) >> 11) / 4503599627370496.0 - 1.0;
}

Problem make_problem(const Shape& shape, int examples, std::uint64_t seed) {
  Problem problem;
  problem.examples = examples;
  problem.seed = seed;
  for (int i = 0; i < examples * shape.length; ++i) {
    const auto at = static_cast<std::uint64_t>(i) + 1000 * seed;
    problem.x.push_back(static_cast<int>((number(at) + 1) / 2 * (shape.symbols - 1)));
    problem.y.push_back(static_cast<int>((number(at + 77777) + 1) / 2 * (shape.symbols - 1)));
  }
  return problem;
}

std::vector<float> make_latent(const Shape& shape, std::size_t starts) {
  std::vector<float> latent(starts * static_cast<std::size_t>(shape.variables()));
  for (std::size_t i = 0; i < latent.size(); ++i) latent[i] = static_cast<float>(2 * number(i));
  return latent;
}

struct Reference {
  std::vector<double> loss;      // per pair, start-major
  std::vector<double> gradient;  // [starts x T x d]
};

// Pair by pair, in double.
Reference reference(const Model& model, const Problem& problem, const std::vector<float>& latent,
                    const Noise& noise) {
  const Backend& backend = reference_backend();
  const Shape& s = model.plan.shape;
  const auto size = static_cast<std::size_t>(s.variables());
  std::vector<double> memory(backend.bytes(model.plan) / sizeof(double) + 16);
  Reference out;
  out.gradient.assign(latent.size(), 0.0);
  std::vector<double> each(size);
  for (unsigned start = 0; start < latent.size() / size; ++start)
    for (unsigned example = 0; example < static_cast<unsigned>(problem.examples); ++example) {
      const float* e = latent.data() + start * size;
      const int* x = problem.x.data() + example * static_cast<unsigned>(s.length);
      const int* y = problem.y.data() + example * static_cast<unsigned>(s.length);
      const unsigned words[2] = {static_cast<unsigned>(problem.seed),
                                 static_cast<unsigned>(problem.seed >> 32)};
      const unsigned* key = words;
      double loss = 0, *gradient = each.data();
      unsigned char exact = 0;
      backend.run({&model.plan, model.exact.data(), 1, &e, &x, &y, &start, &example, &key,
                   noise.step, noise.on, noise.program_temperature, noise.state_temperature, &loss,
                   &exact, nullptr, &gradient},
                  memory.data());
      out.loss.push_back(loss);
      for (std::size_t i = 0; i < size; ++i) out.gradient[start * size + i] += each[i];
    }
  return out;
}

double relative_error(const std::vector<float>& got, const std::vector<double>& wanted) {
  double difference = 0, norm = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    difference += std::pow(double{got[i]} - wanted[i], 2);
    norm += wanted[i] * wanted[i];
  }
  return std::sqrt(difference / norm);
}

// Largest relative error of the reference's gradient against central differences of its loss, over
// a few directions.
double finite_differences(const Model& model, const Problem& problem,
                          const std::vector<float>& latent, const Noise& noise) {
  const Reference at = reference(model, problem, latent, noise);
  const auto total = [&](const std::vector<float>& e) {
    double sum = 0;
    for (const double x : reference(model, problem, e, noise).loss) sum += x;
    return sum;
  };
  double worst = 0;
  for (std::uint64_t direction = 0; direction < 4; ++direction) {
    std::vector<float> up = latent, down = latent;
    double expected = 0;
    for (std::size_t i = 0; i < latent.size(); ++i) {
      const auto step = static_cast<float>(1e-4 * number(i + 555555 * (direction + 1)));
      up[i] += step;
      down[i] -= step;
      expected += at.gradient[i] * (double{up[i]} - double{down[i]});
    }
    worst = std::max(worst, std::abs(total(up) - total(down) - expected) / std::abs(expected));
  }
  return worst;
}

int failures = 0;
bool first_entry = true;

void report(const std::string& name, double value, double limit) {
  const bool good = value <= limit;
  if (!good) ++failures;
  std::printf("%s\n  \"%s\":{\"value\":%.3g,\"limit\":%.3g,\"ok\":%s}", first_entry ? "" : ",",
              name.c_str(), value, limit, good ? "true" : "false");
  first_entry = false;
}

void check(const std::string& name, const Shape& shape, const Backend& backend, bool idle = false) {
  Model model = formula_model(shape, 7);
  const Problem problem = make_problem(shape, 3, 5);
  const std::vector<float> latent =
      idle ? make_idle_case(model, 7, make_latent(shape, 150)) : make_latent(shape, 7);
  const Noise noise{0.9F, 0.8F, true, 3};
  const Reference wanted = reference(model, problem, latent, noise);
  if (&backend == &reference_backend()) {
    if (!idle)
      report(name + ": finite differences", finite_differences(model, problem, latent, noise),
             2e-4);
    return;
  }
  CpuEngine engine(model, backend, 2);
  std::vector<float> loss(7), gradient(latent.size());
  engine.evaluate(problem, latent, noise, loss, {}, gradient, {});
  std::vector<double> sums(7);
  for (std::size_t i = 0; i < wanted.loss.size(); ++i) sums[i / 3] += wanted.loss[i];
  report(name + ": loss, " + backend.name, relative_error(loss, sums), 1e-5);
  report(name + ": gradient, " + backend.name, relative_error(gradient, wanted.gradient),
         idle ? 5e-4 : 2e-5);
}

// The GPU's engine against the reference, and a whole search against the processor's.
void check_cuda(const std::string& name, const Shape& shape, bool idle = false) {
  Model model = formula_model(shape, 7);
  const Problem problem = make_problem(shape, 3, 5);
  const std::vector<float> latent =
      idle ? make_idle_case(model, 7, make_latent(shape, 150)) : make_latent(shape, 7);
  const Noise noise{0.9F, 0.8F, true, 3};
  const Reference wanted = reference(model, problem, latent, noise);
  std::vector<double> sums(7);
  for (std::size_t i = 0; i < wanted.loss.size(); ++i) sums[i / 3] += wanted.loss[i];
  for (const Precision precision : {Precision::float32, Precision::tensor}) {
    const bool tensor = precision == Precision::tensor;
    std::string fault;
    const auto engine = make_cuda_engine(model, precision, fault);
    std::vector<float> loss(7), gradient(latent.size());
    if (engine == nullptr || !engine->evaluate(problem, latent, noise, loss, {}, gradient, fault)) {
      std::fprintf(stderr, "%s: %s\n", name.c_str(), fault.c_str());
      report(name + ": runs", 1, 0);
      continue;
    }
    const std::string kind = tensor ? ", cuda tensor" : ", cuda float32";
    report(name + ": loss" + kind, relative_error(loss, sums), tensor ? 2e-2 : 1e-5);
    // The logits of the idle case are large, and what tensor cores round is large with them.
    if (!tensor || !idle)
      report(name + ": gradient" + kind, relative_error(gradient, wanted.gradient),
             tensor ? 2e-2
             : idle ? 5e-4
                    : 2e-5);
    if (tensor || idle) continue;
    std::vector<Problem> problems{problem, make_problem(shape, 2, 6)};
    std::vector<State> on_cpu(2), on_gpu(2);
    on_cpu[0].latent = on_gpu[0].latent = latent;
    on_cpu[1].latent = on_gpu[1].latent = make_latent(shape, 3);
    Schedule schedule;
    schedule.steps = 4;
    schedule.check_every = 2;
    CpuEngine cpu(model, best_backend(), 2);
    cpu.run(problems, on_cpu, schedule, {});
    if (!engine->run(problems, on_gpu, schedule, {}, fault))
      std::fprintf(stderr, "%s\n", fault.c_str());
    for (std::size_t i = 0; i < 2; ++i) {
      report(name + ": best loss of a search" + kind,
             relative_error(on_gpu[i].best_loss,
                            {on_cpu[i].best_loss.begin(), on_cpu[i].best_loss.end()}),
             1e-3);
      report(name + ": evaluations" + kind,
             on_gpu[i].evaluations == on_cpu[i].evaluations ? 0.0 : 1.0, 0.0);
    }
  }
}

bool first_timing = true;

void time_cuda(const Model& model, std::size_t starts, int examples, std::size_t steps,
               Precision precision) {
  std::string fault;
  const auto engine = make_cuda_engine(model, precision, fault);
  if (engine == nullptr) return;
  const nn::Work work = work_of(model.plan.shape);
  std::vector<Problem> problems{make_problem(model.plan.shape, examples, 1)};
  Schedule schedule;
  schedule.steps = steps;
  schedule.stop_when_fit = false;
  double best = 1e30;
  for (int repeat = 0; repeat < 2; ++repeat) {
    std::vector<State> states(1);
    states[0].latent = make_latent(model.plan.shape, starts);
    const auto begin = Clock::now();
    if (!engine->run(problems, states, schedule, {}, fault)) {
      std::fprintf(stderr, "%s\n", fault.c_str());
      ++failures;
      return;
    }
    best = std::min(best, since(begin));
  }
  const double looks = 1 + static_cast<double>((steps + 4) / 5);
  const double flop =
      static_cast<double>(starts) * examples *
      (static_cast<double>(steps) * (work.forward + work.backward) + looks * work.forward);
  std::printf(
      "%s\n  {\"engine\":\"cuda %s\",\"starts\":%zu,\"examples\":%d,\"steps\":%zu,"
      "\"seconds\":%.4f,\"gflops\":%.1f,\"device_bytes\":%zu}",
      first_timing ? "" : ",", precision == Precision::tensor ? "tensor" : "float32", starts,
      examples, steps, best, flop / best / 1e9,
      engine->bytes(starts, static_cast<std::size_t>(examples)));
  std::fflush(stdout);
  first_timing = false;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t starts = 64, steps = 5;
  int examples = 4;
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--starts") starts = std::stoul(argv[i + 1]);
    if (flag == "--steps") steps = std::stoul(argv[i + 1]);
    if (flag == "--examples") examples = std::stoi(argv[i + 1]);
    if (flag == "--threads") threads = static_cast<unsigned>(std::stoul(argv[i + 1]));
  }
  const Shape standard;
  Shape odd;
  odd = {7, 5, 3, 9, 10, 5, 2, 2, 3, Bias::absolute, 0};
  Shape plain;
  plain = {6, 4, 2, 5, 12, 1, 1, 1, 2, Bias::none, 0};
  Shape near;
  near = {9, 11, 4, 8, 24, 4, 1, 2, 4, Bias::relative, 2};
  Shape mirrored;
  mirrored = {12, 11, 4, 16, 48, 4, 2, 1, 4, Bias::mirrored, 0, Bias::mirrored};
  std::printf("{\"checks\":{");
  for (const Backend* backend : {&reference_backend(), &portable_backend(),
                                 backend_of(nn::Isa::avx2), backend_of(nn::Isa::avx512)}) {
    if (backend == nullptr || !backend->available()) continue;
    check("standard", standard, *backend);
    check("two layers, absolute", odd, *backend);
    check("no bias", plain, *backend);
    check("reach 2", near, *backend);
    check("mirrored", mirrored, *backend);
    check("idle positions", mirrored, *backend, true);
  }
  const CudaDevice device = find_cuda_device();
  if (device.usable) {
    check_cuda("standard", standard);
    check_cuda("two layers, absolute", odd);
    check_cuda("no bias", plain);
    check_cuda("reach 2", near);
    check_cuda("mirrored", mirrored);
    check_cuda("idle positions", mirrored, true);
  }
  std::printf("},\n\"cuda\":\"%s\",\n\"timings\":[",
              device.usable ? device.name.c_str() : device.reason.c_str());
  if (device.usable) {
    const Model model = formula_model(standard, 7);
    for (const Precision precision : {Precision::tensor, Precision::float32})
      for (const std::size_t count : {std::size_t{64}, std::size_t{1024}, std::size_t{4096}})
        time_cuda(model, count, 4, count == 4096 ? 20 : 50, precision);
  }
  const Model model = formula_model(standard, 7);
  const nn::Work work = work_of(standard);
  for (const Backend* backend :
       {&portable_backend(), backend_of(nn::Isa::avx2), backend_of(nn::Isa::avx512)}) {
    if (backend == nullptr || !backend->available()) continue;
    CpuEngine engine(model, *backend, threads);
    std::vector<Problem> problems{make_problem(standard, examples, 1)};
    std::vector<State> states(1);
    states[0].latent = make_latent(standard, starts);
    Schedule schedule;
    schedule.steps = steps;
    schedule.check_every = steps;
    schedule.stop_when_fit = false;
    const auto begin = Clock::now();
    engine.run(problems, states, schedule, {});
    const double seconds = since(begin);
    const double pairs = static_cast<double>(starts) * examples;
    const double flop =
        pairs * (static_cast<double>(steps) * (work.forward + work.backward) + 2 * work.forward);
    std::printf(
        "%s\n  {\"engine\":\"%s\",\"threads\":%u,\"starts\":%zu,\"examples\":%d,"
        "\"steps\":%zu,\"seconds\":%.4f,\"gflops\":%.1f,\"workspace_bytes\":%zu}",
        first_timing ? "" : ",", backend->name, threads, starts, examples, steps, seconds,
        flop / seconds / 1e9, backend->bytes(model.plan));
    first_timing = false;
  }
  std::printf("],\n\"failures\":%d}\n", failures);
  return failures == 0 ? 0 : 1;
}
