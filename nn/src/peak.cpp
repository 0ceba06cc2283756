#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <inkling/nn/isa.hpp>
#include <inkling/nn/peak.hpp>
#include <thread>
#include <vector>

#if defined(INKLING_NN_X86)
#include <immintrin.h>
#endif

namespace inkling::nn {
namespace {

constexpr int kRepeats = 4;  // the fastest counts
constexpr long kTurns = 1'500'000;
constexpr int kChains = 12;  // more than a multiply-add takes cycles, times two units

// Seconds until f(thread) has run on so many threads.
double timed_on(unsigned threads, const std::function<void(unsigned)>& f) {
  const auto start = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(f, i);
    f(0);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

thread_local volatile float sink;  // what the chains come to, so that they are not left out

#if defined(INKLING_NN_X86)
__attribute__((target("avx512f"))) void chain_16() {
  __m512 sum[kChains];
  for (auto& x : sum) x = _mm512_set1_ps(1.0F);
  const __m512 by = _mm512_set1_ps(0.5F);
  for (long i = 0; i < kTurns; ++i)
    for (auto& x : sum) x = _mm512_fmadd_ps(x, by, by);
  for (const auto& x : sum) sink = sink + _mm512_cvtss_f32(x);
}
__attribute__((target("avx2,fma"))) void chain_8() {
  __m256 sum[kChains];
  for (auto& x : sum) x = _mm256_set1_ps(1.0F);
  const __m256 by = _mm256_set1_ps(0.5F);
  for (long i = 0; i < kTurns; ++i)
    for (auto& x : sum) x = _mm256_fmadd_ps(x, by, by);
  for (const auto& x : sum) sink = sink + _mm256_cvtss_f32(x);
}
void chain_4() {
  __m128 sum[kChains];
  for (auto& x : sum) x = _mm_set1_ps(1.0F);
  const __m128 by = _mm_set1_ps(0.5F);
  for (long i = 0; i < kTurns; ++i)
    for (auto& x : sum) x = _mm_add_ps(_mm_mul_ps(x, by), by);
  for (const auto& x : sum) sink = sink + _mm_cvtss_f32(x);
}
#else
void chain_4() {
  using Four __attribute__((vector_size(16))) = float;
  Four sum[kChains];
  for (auto& x : sum) x = Four{1, 1, 1, 1};
  const Four by{0.5F, 0.5F, 0.5F, 0.5F};
  for (long i = 0; i < kTurns; ++i)
    for (auto& x : sum) x = x * by + by;
  for (const auto& x : sum) sink = sink + x[0];
}
#endif

double fma_rate(unsigned threads) {
  int lanes = 4;
  void (*chain)() = chain_4;
#if defined(INKLING_NN_X86)
  if (best_isa() == Isa::avx512) {
    lanes = 16;
    chain = chain_16;
  } else if (best_isa() == Isa::avx2) {
    lanes = 8;
    chain = chain_8;
  }
#endif
  double best = 1e30;
  for (int repeat = 0; repeat < kRepeats; ++repeat)
    best = std::min(best, timed_on(threads, [&](unsigned) { chain(); }));
  return 2.0 * lanes * kChains * static_cast<double>(kTurns) * threads / best;
}

std::optional<double> gemm_rate(unsigned threads) {
  using Sgemm = void (*)(const char*, const char*, const int*, const int*, const int*, const float*,
                         const float*, const int*, const float*, const int*, const float*, float*,
                         const int*);
  void* library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return std::nullopt;
  const auto sgemm = reinterpret_cast<Sgemm>(dlsym(library, "sgemm_"));
  if (sgemm == nullptr) return std::nullopt;
  // Every thread makes products of its own.
  const auto set_threads =
      reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads"));
  const auto get_threads = reinterpret_cast<int (*)()>(dlsym(library, "openblas_get_num_threads"));
  const int before = get_threads == nullptr ? 0 : get_threads();
  if (set_threads != nullptr) set_threads(1);
  constexpr int kSize = 768;
  constexpr std::size_t kCells = std::size_t{kSize} * kSize;
  std::vector<std::vector<float>> buffers(threads);
  for (auto& buffer : buffers) buffer.assign(3 * kCells, 0.5F);
  const auto multiply = [&](unsigned thread) {
    float* a = buffers[thread].data();
    const float one = 1.0F, zero = 0.0F;
    sgemm("N", "N", &kSize, &kSize, &kSize, &one, a, &kSize, a + kCells, &kSize, &zero,
          a + 2 * kCells, &kSize);
  };
  double best = 1e30;
  for (int repeat = 0; repeat < kRepeats; ++repeat)
    best = std::min(best, timed_on(threads, multiply));
  if (set_threads != nullptr && before > 0) set_threads(before);
  return 2.0 * kSize * kSize * kSize * threads / best;
}

}  // namespace

Peak measure_peak(unsigned threads) {
  threads = std::max(1U, threads);
  return {fma_rate(threads), gemm_rate(threads)};
}

}  // namespace inkling::nn
