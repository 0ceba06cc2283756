#include "engine.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace inkling::lpn::engine {

INKLING_NN_BACKENDS

namespace {

constexpr std::size_t kUnitsOfThread = 4;  // fewer are not worth a thread

const Backend& backend_or_best(const Backend* backend) {
  return backend != nullptr ? *backend : *backend_of(nn::best_isa());
}

std::size_t unsigned_of(int number) {
  return static_cast<std::size_t>(number);
}

}  // namespace

std::vector<std::size_t> fill_rows(std::size_t count, std::size_t rows) {
  std::vector<std::size_t> from;
  for (std::size_t k = 0; k < rows; ++k)
    from.push_back(count > rows ? k * count / rows : k % count);
  return from;
}

Engine::Engine(const Model& model, unsigned threads, const Backend* backend)
    : model_(model),
      backend_(backend_or_best(backend)),
      workers_(threads, backend_.bytes(model.plan)) {}

const void* Engine::numbers() const {
  return backend_.reference() ? static_cast<const void*>(model_.exact.data())
                              : static_cast<const void*>(model_.numbers.data());
}

template <class F>
void Engine::for_units(std::size_t pairs, F f) {
  const auto lanes = static_cast<std::size_t>(backend_.lanes);
  const std::size_t units = (pairs + lanes - 1) / lanes;
  std::atomic<std::size_t> next = 0;
  workers_.run(units / kUnitsOfThread, [&](unsigned thread) {
    for (std::size_t unit = next++; unit < units; unit = next++)
      f(unit * lanes, std::min(lanes, pairs - unit * lanes), workers_.space(thread));
  });
}

void Engine::evaluate(const Examples& examples, std::span<const float> z, const Softness& how,
                      std::span<float> loss, std::span<float> gradient) {
  const Shape& shape = model_.plan.shape;
  const std::size_t n = unsigned_of(shape.length), size = unsigned_of(shape.numbers());
  const std::size_t codes = unsigned_of(shape.rows) * unsigned_of(shape.codes);
  const std::size_t count = examples.x.size() / n, starts = loss.size(), pairs = starts * count;
  std::vector<double> losses(pairs);
  std::vector<float> slopes(gradient.empty() ? 0 : pairs * size);
  for_units(pairs, [&](std::size_t from, std::size_t lanes, void* memory) {
    const float *programs[nn::kMostLanes], *noise[nn::kMostLanes];
    const int *xs[nn::kMostLanes], *ys[nn::kMostLanes];
    float* mine[nn::kMostLanes];
    for (std::size_t i = 0; i < lanes; ++i) {
      const std::size_t start = (from + i) / count, example = (from + i) % count;
      programs[i] = z.data() + start * size;
      noise[i] = how.noise.data() + (how.noise.empty() ? 0 : start * codes);
      xs[i] = examples.x.data() + example * n;
      ys[i] = examples.y.data() + example * n;
      mine[i] = slopes.data() + (slopes.empty() ? 0 : (from + i) * size);
    }
    backend_.run(
        {&model_.plan, numbers(), static_cast<int>(lanes), programs, false, how.temperature,
         how.noise.empty() ? nullptr : noise, xs, ys, examples.read.data(), losses.data() + from,
         slopes.empty() ? nullptr : mine, nullptr, nullptr},
        memory);
  });
  // Sums in one order, whoever has computed what.
  for (std::size_t s = 0; s < starts; ++s) {
    double sum = 0;
    for (std::size_t e = 0; e < count; ++e) sum += losses[s * count + e];
    loss[s] = static_cast<float>(sum);
    for (std::size_t i = 0; i < size && !gradient.empty(); ++i) {
      float slope = 0;
      for (std::size_t e = 0; e < count; ++e) slope += slopes[(s * count + e) * size + i];
      gradient[s * size + i] = slope;
    }
  }
}

Engine::Programs Engine::encode(std::span<const int> x, std::span<const int> y) {
  const Shape& shape = model_.plan.shape;
  const std::size_t n = unsigned_of(shape.length), pairs = x.size() / n;
  // Numbers that a pair gives: a row, with codes the whole program.
  const std::size_t size = unsigned_of(shape.queries()) * unsigned_of(shape.latent);
  const bool varied = shape.codes == 0 && !shape.each;
  std::vector<float> means(pairs * size), log_variances(varied ? pairs * size : 0);
  for_units(pairs, [&](std::size_t from, std::size_t lanes, void* memory) {
    const int *xs[nn::kMostLanes], *ys[nn::kMostLanes];
    float *mean[nn::kMostLanes], *log_variance[nn::kMostLanes];
    for (std::size_t i = 0; i < lanes; ++i) {
      xs[i] = x.data() + (from + i) * n;
      ys[i] = y.data() + (from + i) * n;
      mean[i] = means.data() + (from + i) * size;
      log_variance[i] = log_variances.data() + (varied ? (from + i) * size : 0);
    }
    backend_.encode({&model_.plan, numbers(), static_cast<int>(lanes), xs, ys, mean,
                     varied ? log_variance : nullptr},
                    memory);
  });
  const std::size_t all = unsigned_of(shape.numbers());
  Programs out{std::vector<float>(all, 0.0F), std::vector<float>(all, 0.0F)};
  if (shape.each) {
    out.mean.clear();
    for (const std::size_t from : fill_rows(pairs, unsigned_of(shape.rows)))
      out.mean.insert(out.mean.end(), means.begin() + static_cast<std::ptrdiff_t>(from * size),
                      means.begin() + static_cast<std::ptrdiff_t>((from + 1) * size));
    return out;
  }
  for (std::size_t i = 0; i < means.size(); ++i) out.mean[i % size] += means[i];
  for (std::size_t i = 0; i < log_variances.size(); ++i)
    out.deviation[i % size] += std::exp(log_variances[i]);
  const auto count = static_cast<float>(pairs);
  for (float& number : out.mean) number /= count;
  for (float& number : out.deviation) number = std::sqrt(number) / count;
  return out;
}

std::vector<float> Engine::logits(std::span<const float> z) {
  const Shape& shape = model_.plan.shape;
  std::vector<float> out(unsigned_of(shape.rows) * unsigned_of(shape.codes));
  backend_.logits(model_.plan, numbers(), z.data(), out.data(), workers_.space(0));
  return out;
}

std::vector<int> Engine::run(std::span<const float> z, std::span<const int> x) {
  const std::size_t n = unsigned_of(model_.plan.shape.length);
  const std::vector<unsigned char> read(n, 1);
  std::vector<int> out(x.size());
  for_units(x.size() / n, [&](std::size_t from, std::size_t lanes, void* memory) {
    const float* programs[nn::kMostLanes];
    const int* xs[nn::kMostLanes];
    int* symbols[nn::kMostLanes];
    for (std::size_t i = 0; i < lanes; ++i) {
      programs[i] = z.data();
      xs[i] = x.data() + (from + i) * n;
      symbols[i] = out.data() + (from + i) * n;
    }
    backend_.run(
        {&model_.plan, numbers(), static_cast<int>(lanes), programs, model_.plan.shape.codes > 0,
         1.0F, nullptr, xs, nullptr, read.data(), nullptr, nullptr, nullptr, symbols},
        memory);
  });
  return out;
}

}  // namespace inkling::lpn::engine
