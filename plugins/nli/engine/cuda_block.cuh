// What the threads of a block do. Apart from the engine, so that a test can run it on a processor
// with threads in the place of a GPU's.
#pragma once

#include <inkling/nn/cuda_ops.cuh>
#include <inkling/nn/descend.hpp>

#include "machine.hpp"

namespace inkling::nli::engine::cuda {

using nn::cuda::BlockOps;
using nn::cuda::WarpPart;

inline constexpr int kMostPairs = 8;  // of one block at a time

// One task, as the device sees it.
struct Task {
  const int *x, *y;  // [examples x n]
  int examples;
  unsigned key0, key1;
  int first;  // its first start among all starts of the launch
  int starts;
  int solved;  // set by a look, read by later launches
};

struct Launch {
  Plan plan;
  const float* numbers;
  const float* tiles;
  Task* tasks;
  const int* task_of;  // of every start
  int starts;          // of all tasks
  int pairs;           // of one block at a time
  // [starts x T x d]
  float *latent, *first, *second, *best_latent, *gradient;
  float* best_loss;     // [starts]
  unsigned* best_fits;  // [starts]
  float* loss;          // [starts]: of the last pass
  unsigned* fits;       // [starts]
  float* cold;          // per block
  long cold_each;
  // Steps [from, to) of the schedule, then a look if `look`; from == to: the look alone.
  int from, to, steps;
  bool look, stop_when_fit;
  bool noise;           // of a single pass (evaluate)
  bool single, wanted;  // evaluate: one pass, with gradient
  unsigned single_step;
  float learning_rate, clip;
  float program_from, program_to, state_from, state_to;
};

__device__ inline float annealed(float from, float to, int step, int steps) {
  const float at = steps <= 1 ? 1.0F : static_cast<float>(step) / static_cast<float>(steps - 1);
  return from * powf(to / from, at);
}

// One start's pass over its examples: loss, fits, and the gradient unless it is null.
template <bool kTensor>
__device__ void pass(const Launch& call, const Task& task, int start, const float* latent,
                     float program_temperature, float state_temperature, bool noise, unsigned step,
                     float* gradient, float* hot, float* cold, float& loss, unsigned& fits) {
  const Shape& s = call.plan.shape;
  const int size = s.variables();
  loss = 0.0F;
  fits = 0;
  if (gradient != nullptr) {
    for (int i = static_cast<int>(threadIdx.x); i < size; i += static_cast<int>(blockDim.x))
      gradient[i] = 0.0F;
  }
  __shared__ Workspace<float> ws;
  __shared__ Workspace<float>::Step stored;
  __shared__ unsigned ids[4][kMostPairs];
  for (int from = 0; from < task.examples; from += call.pairs) {
    const int pairs = min(call.pairs, task.examples - from);
    __syncthreads();
    if (threadIdx.x == 0) {
      Carver<float> in_hot{hot, 0}, in_cold{cold, 0};
      carve_hot(in_hot, s, pairs, true, ws);
      carve_step(in_hot, s, pairs, stored);
      carve_cold(in_cold, s, pairs, true, ws);
      for (int g = 0; g < pairs; ++g) {
        ids[0][g] = static_cast<unsigned>(start);
        ids[1][g] = static_cast<unsigned>(from + g);
        ids[2][g] = task.key0;
        ids[3][g] = task.key1;
      }
    }
    __syncthreads();
    BlockOps<kTensor> ops{s.length, call.tiles};
    Machine<BlockOps<kTensor>> machine{ops, call.plan, call.numbers, ws, pairs};
    const float high = logf(1.0F - static_cast<float>(s.symbols - 1) * 1e-6F);
    const float low = logf(1e-6F);
    const auto in_latent = [&](int i) { return i / s.width / pairs * s.width + i % s.width; };
    ops.each(pairs * size, [&](int i) { ws.e[i] = latent[in_latent(i)]; });
    ops.each(pairs * s.length * s.symbols, [&](int i) {
      const int r = i / s.symbols, v = i % s.symbols;
      const int at = from * s.length + r;
      ws.states[i] = task.x[at] == v ? high : low;
      ws.target[i] = task.y[at] == v ? 1.0F : 0.0F;
    });
    const NoiseIds<unsigned> noisy{ids[0], ids[1], ids[2], ids[3], step, noise};
    machine.forward(&stored, 0, 1.0F / program_temperature, 1.0F / state_temperature, noisy);
    for (int g = 0; g < pairs; ++g) {
      loss += ws.loss[g];
      fits += ws.exact[g] > 0.5F ? 1U : 0U;
    }
    if (gradient == nullptr) continue;
    machine.backward(&stored, 0, 1.0F / program_temperature, 1.0F / state_temperature, noisy);
    for (int i = static_cast<int>(threadIdx.x); i < size; i += static_cast<int>(blockDim.x))
      for (int g = 0; g < pairs; ++g)
        gradient[i] += ws.de[machine.token(i / s.width, g) * s.width + i % s.width];
  }
  __syncthreads();
}

__device__ inline void descend(const Launch& call, int start, int step) {
  const int size = call.plan.shape.variables();
  const long at = static_cast<long>(start) * size;
  __shared__ float norm;
  if (threadIdx.x < 32) {
    float sum = 0.0F;
    for (int i = static_cast<int>(threadIdx.x); i < size; i += 32)
      sum += call.gradient[at + i] * call.gradient[at + i];
    sum = WarpPart().sum(sum);
    if (threadIdx.x == 0) norm = sqrtf(sum);
  }
  __syncthreads();
  if (isfinite(norm)) {
    const nn::AdamStep by =
        nn::adam_step(call.learning_rate, call.clip, norm, static_cast<std::size_t>(step));
    for (int i = static_cast<int>(threadIdx.x); i < size; i += static_cast<int>(blockDim.x))
      nn::adam(by, call.gradient[at + i], call.first[at + i], call.second[at + i],
               call.latent[at + i]);
  }
  __syncthreads();
}

__device__ inline void keep_best(const Launch& call, Task& task, int start, float loss,
                                 unsigned fits) {
  const int size = call.plan.shape.variables();
  const long at = static_cast<long>(start) * size;
  const bool better = fits > call.best_fits[start] ||
                      (fits == call.best_fits[start] && loss < call.best_loss[start]);
  __syncthreads();
  if (better) {
    for (int i = static_cast<int>(threadIdx.x); i < size; i += static_cast<int>(blockDim.x))
      call.best_latent[at + i] = call.latent[at + i];
    if (threadIdx.x == 0) {
      call.best_loss[start] = loss;
      call.best_fits[start] = fits;
      if (fits == static_cast<unsigned>(task.examples)) task.solved = 1;
    }
  }
  __syncthreads();
}

// What one block does: every start whose turn it is, from one look to the next. `hot` is the
// block's fast memory.
template <bool kTensor>
__device__ void search_block(const Launch& call, const int* solved, float* hot) {
  float* cold = call.cold + blockIdx.x * call.cold_each;
  const int size = call.plan.shape.variables();
  for (int start = static_cast<int>(blockIdx.x); start < call.starts;
       start += static_cast<int>(gridDim.x)) {
    Task& task = call.tasks[call.task_of[start]];
    // A snapshot of earlier launches: what this launch finds changes nothing in it, whatever the
    // order of the blocks.
    if (call.stop_when_fit && solved[call.task_of[start]] != 0) continue;
    const int within = start - task.first;
    float* latent = call.latent + static_cast<long>(start) * size;
    float* gradient = call.gradient + static_cast<long>(start) * size;
    float loss = 0.0F;
    unsigned fits = 0;
    if (call.single) {
      pass<kTensor>(call, task, within, latent, call.program_from, call.state_from, call.noise,
                    call.single_step, call.wanted ? gradient : nullptr, hot, cold, loss, fits);
      if (threadIdx.x == 0) {
        call.loss[start] = loss;
        call.fits[start] = fits;
      }
      continue;
    }
    for (int step = call.from; step < call.to; ++step) {
      pass<kTensor>(call, task, within, latent,
                    annealed(call.program_from, call.program_to, step, call.steps),
                    annealed(call.state_from, call.state_to, step, call.steps), true,
                    static_cast<unsigned>(step), gradient, hot, cold, loss, fits);
      descend(call, start, step);
    }
    if (!call.look) continue;
    pass<kTensor>(call, task, within, latent, call.program_to, call.state_to, false, 0, nullptr,
                  hot, cold, loss, fits);
    keep_best(call, task, start, loss, fits);
  }
}

}  // namespace inkling::nli::engine::cuda
