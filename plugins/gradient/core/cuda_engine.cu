#include <cuda_runtime.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "cuda_engine.hpp"
#include "cuda_ops.cuh"

namespace inkling::gradient::core {
namespace cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kMostPairs = 8;  // of one block at a time
constexpr float kBeta = 0.9F;  // both of Adam's, as in engine.cpp

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

__device__ float annealed(float from, float to, int step, int steps) {
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
    for (int i = static_cast<int>(threadIdx.x); i < size; i += kThreads) gradient[i] = 0.0F;
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
    ops.each(pairs * size, [&](int i) { ws.e[i] = latent[i % size]; });
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
    for (int i = static_cast<int>(threadIdx.x); i < size; i += kThreads)
      for (int g = 0; g < pairs; ++g) gradient[i] += ws.de[g * size + i];
  }
  __syncthreads();
}

__device__ void descend(const Launch& call, int start, int step) {
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
    const float scale = norm > call.clip ? call.clip / norm : 1.0F;
    const float correct = 1.0F - powf(kBeta, static_cast<float>(step + 1));
    for (int i = static_cast<int>(threadIdx.x); i < size; i += kThreads) {
      const float g = call.gradient[at + i] * scale;
      const float first = call.first[at + i] = kBeta * call.first[at + i] + (1.0F - kBeta) * g;
      const float second = call.second[at + i] =
          kBeta * call.second[at + i] + (1.0F - kBeta) * g * g;
      call.latent[at + i] -=
          call.learning_rate * (first / correct) / (sqrtf(second / correct) + 1e-8F);
    }
  }
  __syncthreads();
}

__device__ void keep_best(const Launch& call, Task& task, int start, float loss, unsigned fits) {
  const int size = call.plan.shape.variables();
  const long at = static_cast<long>(start) * size;
  const bool better = fits > call.best_fits[start] ||
                      (fits == call.best_fits[start] && loss < call.best_loss[start]);
  __syncthreads();
  if (better) {
    for (int i = static_cast<int>(threadIdx.x); i < size; i += kThreads)
      call.best_latent[at + i] = call.latent[at + i];
    if (threadIdx.x == 0) {
      call.best_loss[start] = loss;
      call.best_fits[start] = fits;
      if (fits == static_cast<unsigned>(task.examples)) task.solved = 1;
    }
  }
  __syncthreads();
}

template <bool kTensor>
__global__ void __launch_bounds__(kThreads)
    search_kernel(const __grid_constant__ Launch call, const int* solved) {
  extern __shared__ __align__(16) float hot[];
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

// Memory on the device that frees itself.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { cudaFree(data_); }
  cudaError_t resize(std::size_t count) {
    if (count <= count_) return cudaSuccess;
    cudaFree(data_);
    data_ = nullptr;
    count_ = 0;
    const cudaError_t error = cudaMalloc(reinterpret_cast<void**>(&data_), count * sizeof(T));
    if (error == cudaSuccess) count_ = count;
    return error;
  }
  cudaError_t write(const T* from, std::size_t count) {
    if (const cudaError_t error = resize(count); error != cudaSuccess) return error;
    return cudaMemcpy(data_, from, count * sizeof(T), cudaMemcpyHostToDevice);
  }
  cudaError_t read(T* to, std::size_t count) const {
    return cudaMemcpy(to, data_, count * sizeof(T), cudaMemcpyDeviceToHost);
  }
  T* data() const { return data_; }

 private:
  T* data_ = nullptr;
  std::size_t count_ = 0;
};

// A map in the order in which the tensor cores read it: tiles of 8 x 8 (row tiles outermost), of
// each the two numbers of every lane. Rounded to TF32, as the other factor is.
int pack(std::vector<float>& out, const float* w, int rows, int cols) {
  const int at = static_cast<int>(out.size());
  const auto rounded = [](float x) {
    std::uint32_t bits;
    std::memcpy(&bits, &x, sizeof(bits));
    bits = (bits + 0x1000U) & 0xFFFFE000U;
    std::memcpy(&x, &bits, sizeof(bits));
    return x;
  };
  for (int k = 0; k < (rows + 7) / 8; ++k)
    for (int j = 0; j < (cols + 7) / 8; ++j)
      for (int lane = 0; lane < 32; ++lane)
        for (int half = 0; half < 2; ++half) {
          const int row = k * 8 + (lane & 3) + 4 * half, col = j * 8 + (lane >> 2);
          out.push_back(row < rows && col < cols ? rounded(w[row * cols + col]) : 0.0F);
        }
  return at;
}

void pack(std::vector<float>& out, const std::vector<float>& numbers, Affine& map) {
  if (map.rows == 0) return;
  map.tiles = pack(out, numbers.data() + map.w, map.rows, map.cols);
  map.tiles_t = pack(out, numbers.data() + map.t, map.cols, map.rows);
}

class Engine : public CudaEngine {
 public:
  Engine(const Model& model, Precision precision) : model_(model), precision_(precision) {}

  bool open(std::string& fault) {
    cudaDeviceProp device{};
    if (!good(cudaGetDeviceProperties(&device, 0), fault)) return false;
    plan_ = model_.plan;
    std::vector<float> tiles;
    for (int l = 0; l < plan_.shape.executor_layers; ++l) {
      LayerPlan& layer = plan_.executor[l];
      for (Affine* map :
           {&layer.query, &layer.keyvalue, &layer.mix, &layer.up, &layer.down, &layer.bias})
        pack(tiles, model_.numbers, *map);
    }
    for (Affine* map : {&plan_.head_up, &plan_.head_down, &plan_.out, &plan_.codes, &plan_.embed})
      pack(tiles, model_.numbers, *map);
    if (!good(numbers_.write(model_.numbers.data(), model_.numbers.size()), fault) ||
        !good(tiles_.write(tiles.data(), tiles.size()), fault))
      return false;
    limit_ = device.sharedMemPerBlockOptin;
    processors_ = device.multiProcessorCount;
    per_processor_ = device.sharedMemPerMultiprocessor;
    if (hot_bytes(1) > limit_) {
      fault = "a model of this size needs " + std::to_string(hot_bytes(1)) +
              " bytes of a block's memory, and the card has " + std::to_string(limit_);
      return false;
    }
    return true;
  }

  bool run(std::span<const Problem> problems, std::span<State> states, const Schedule& schedule,
           const Stop& stop, std::string& fault) override {
    const Shape& shape = plan_.shape;
    bool fresh = true;
    for (State& state : states) {
      state.prepare(shape);
      fresh = fresh && state.step == 0;
      if (state.step != states[0].step) {
        fault = "the searches of one batch must have done the same number of steps";
        return false;
      }
    }
    Launch call{};
    std::vector<Task> tasks;
    if (!upload(problems, states, tasks, call, fault)) return false;
    call.learning_rate = schedule.learning_rate;
    call.clip = schedule.clip_norm;
    call.program_from = schedule.program_from;
    call.program_to = schedule.program_to;
    call.state_from = schedule.state_from;
    call.state_to = schedule.state_to;
    call.steps = static_cast<int>(schedule.steps);
    call.stop_when_fit = schedule.stop_when_fit;
    std::vector<int> solved(tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i) solved[i] = states[i].solved ? 1 : 0;
    std::size_t step = states[0].step;
    const std::size_t every = schedule.check_every;
    bool ended = true;
    while (step < schedule.end() || fresh) {
      if (stop && stop()) {
        ended = false;
        break;
      }
      if (schedule.stop_when_fit &&
          std::all_of(solved.begin(), solved.end(), [](int x) { return x != 0; }))
        break;
      std::size_t to = fresh ? 0 : std::min((step / every + 1) * every, schedule.end());
      call.from = static_cast<int>(step);
      call.to = static_cast<int>(to);
      call.look = fresh || to % every == 0 || to == schedule.steps;
      if (!good(solved_.write(solved.data(), solved.size()), fault) || !launch(call, fault) ||
          !good(tasks_.read(tasks.data(), tasks.size()), fault))
        return false;
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (schedule.stop_when_fit && solved[i] != 0) continue;
        const std::uint64_t starts = states[i].starts(shape);
        states[i].evaluations += starts * (3 * (to - step) + (call.look ? 1 : 0));
        states[i].step = to;
        solved[i] = tasks[i].solved;
      }
      step = to;
      fresh = false;
    }
    return download(states, tasks, fault) && ended;
  }

  bool evaluate(const Problem& problem, std::span<const float> latent, const Noise& noise,
                std::span<float> loss, std::span<std::uint32_t> fits, std::span<float> gradient,
                std::string& fault) override {
    std::vector<State> states(1);
    states[0].latent.assign(latent.begin(), latent.end());
    states[0].prepare(plan_.shape);
    Launch call{};
    std::vector<Task> tasks;
    if (!upload({&problem, 1}, states, tasks, call, fault)) return false;
    call.single = true;
    call.wanted = !gradient.empty();
    call.noise = noise.on;
    call.single_step = noise.step;
    call.program_from = noise.program_temperature;
    call.state_from = noise.state_temperature;
    const int none = 0;
    if (!good(solved_.write(&none, 1), fault) || !launch(call, fault)) return false;
    std::vector<std::uint32_t> counts(loss.size());
    if (!good(loss_.read(loss.data(), loss.size()), fault) ||
        !good(fits_.read(counts.data(), counts.size()), fault))
      return false;
    if (!fits.empty()) std::copy(counts.begin(), counts.end(), fits.begin());
    return gradient.empty() || good(gradient_.read(gradient.data(), gradient.size()), fault);
  }

  std::size_t bytes(std::size_t starts, std::size_t examples) const override {
    const int pairs = pairs_for(static_cast<int>(std::min<std::size_t>(examples, kMostPairs)));
    const auto size = static_cast<std::size_t>(plan_.shape.variables());
    return starts * (5 * size + 8) * sizeof(float) +
           static_cast<std::size_t>(blocks(pairs)) * cold_floats(pairs) * sizeof(float) +
           (model_.numbers.size() * 3) * sizeof(float);
  }

 private:
  static bool good(cudaError_t error, std::string& fault) {
    if (error == cudaSuccess) return true;
    fault = std::string("the CUDA device failed: ") + cudaGetErrorString(error);
    return false;
  }
  std::size_t hot_bytes(int pairs) const {
    Workspace<float> ws;
    Workspace<float>::Step step;
    Carver<float> count;
    carve_hot(count, plan_.shape, pairs, true, ws);
    carve_step(count, plan_.shape, pairs, step);
    return static_cast<std::size_t>(count.used) * sizeof(float);
  }
  std::size_t cold_floats(int pairs) const {
    Workspace<float> ws;
    Carver<float> count;
    carve_cold(count, plan_.shape, pairs, true, ws);
    return (static_cast<std::size_t>(count.used) + 31) / 32 * 32;
  }
  // As many examples at once as fit a block.
  int pairs_for(int examples) const {
    int pairs = std::max(1, std::min(examples, kMostPairs));
    while (pairs > 1 && hot_bytes(pairs) > limit_) --pairs;
    // Even shares: five examples are three and two, not four and one.
    const int groups = (examples + pairs - 1) / pairs;
    return (examples + groups - 1) / groups;
  }
  int blocks(int pairs) const {
    constexpr std::size_t kReserved = 1024;  // of a processor's memory, per block
    const std::size_t most = per_processor_ / (hot_bytes(pairs) + kReserved);
    return processors_ * static_cast<int>(std::clamp<std::size_t>(most, 1, 4));
  }

  bool upload(std::span<const Problem> problems, std::span<State> states, std::vector<Task>& tasks,
              Launch& call, std::string& fault) {
    const auto size = static_cast<std::size_t>(plan_.shape.variables());
    std::vector<int> symbols, task_of;
    std::vector<std::size_t> offsets;
    int most = 1;
    for (std::size_t i = 0; i < problems.size(); ++i) {
      const Problem& p = problems[i];
      Task task{};
      offsets.push_back(symbols.size());
      symbols.insert(symbols.end(), p.x.begin(), p.x.end());
      symbols.insert(symbols.end(), p.y.begin(), p.y.end());
      task.examples = p.examples;
      most = std::max(most, p.examples);
      task.key0 = static_cast<unsigned>(p.seed);
      task.key1 = static_cast<unsigned>(p.seed >> 32);
      task.first = static_cast<int>(task_of.size());
      task.starts = static_cast<int>(states[i].starts(plan_.shape));
      task.solved = states[i].solved ? 1 : 0;
      task_of.insert(task_of.end(), states[i].starts(plan_.shape), static_cast<int>(i));
      tasks.push_back(task);
    }
    if (!good(symbols_.write(symbols.data(), symbols.size()), fault)) return false;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      tasks[i].x = symbols_.data() + offsets[i];
      tasks[i].y = tasks[i].x + problems[i].x.size();
    }
    const std::size_t starts = task_of.size();
    const int pairs = pairs_for(most);
    const int grid = std::min(blocks(pairs), static_cast<int>(starts));
    if (!good(tasks_.write(tasks.data(), tasks.size()), fault) ||
        !good(task_of_.write(task_of.data(), starts), fault) ||
        !good(gradient_.resize(starts * size), fault) || !good(loss_.resize(starts), fault) ||
        !good(fits_.resize(starts), fault) ||
        !good(cold_.resize(static_cast<std::size_t>(grid) * cold_floats(pairs)), fault))
      return false;
    std::vector<float> all;
    const auto send = [&](Buffer<float>& to, std::vector<float> State::*field) {
      all.clear();
      for (const State& state : states)
        all.insert(all.end(), (state.*field).begin(), (state.*field).end());
      return good(to.write(all.data(), all.size()), fault);
    };
    std::vector<std::uint32_t> counts;
    for (const State& state : states)
      counts.insert(counts.end(), state.best_fits.begin(), state.best_fits.end());
    if (!send(latent_, &State::latent) || !send(first_, &State::first) ||
        !send(second_, &State::second) || !send(best_latent_, &State::best_latent) ||
        !send(best_loss_, &State::best_loss) ||
        !good(best_fits_.write(counts.data(), counts.size()), fault))
      return false;
    call.plan = plan_;
    call.numbers = numbers_.data();
    call.tiles = tiles_.data();
    call.tasks = tasks_.data();
    call.task_of = task_of_.data();
    call.starts = static_cast<int>(starts);
    call.pairs = pairs;
    call.latent = latent_.data();
    call.first = first_.data();
    call.second = second_.data();
    call.best_latent = best_latent_.data();
    call.gradient = gradient_.data();
    call.best_loss = best_loss_.data();
    call.best_fits = best_fits_.data();
    call.loss = loss_.data();
    call.fits = fits_.data();
    call.cold = cold_.data();
    call.cold_each = static_cast<long>(cold_floats(pairs));
    grid_ = grid;
    return true;
  }

  bool download(std::span<State> states, const std::vector<Task>& tasks, std::string& fault) {
    std::vector<float> all;
    const auto fetch = [&](const Buffer<float>& from, std::vector<float> State::*field) {
      std::size_t total = 0;
      for (const State& state : states) total += (state.*field).size();
      all.resize(total);
      if (!good(from.read(all.data(), total), fault)) return false;
      std::size_t at = 0;
      for (State& state : states) {
        std::copy_n(all.data() + at, (state.*field).size(), (state.*field).begin());
        at += (state.*field).size();
      }
      return true;
    };
    std::vector<std::uint32_t> counts;
    for (const State& state : states) counts.resize(counts.size() + state.best_fits.size());
    if (!fetch(latent_, &State::latent) || !fetch(first_, &State::first) ||
        !fetch(second_, &State::second) || !fetch(best_latent_, &State::best_latent) ||
        !fetch(best_loss_, &State::best_loss) ||
        !good(best_fits_.read(counts.data(), counts.size()), fault))
      return false;
    std::size_t at = 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
      std::copy_n(counts.data() + at, states[i].best_fits.size(), states[i].best_fits.begin());
      at += states[i].best_fits.size();
      states[i].solved = tasks[i].solved != 0;
    }
    return true;
  }

  bool launch(const Launch& call, std::string& fault) {
    const std::size_t shared = hot_bytes(call.pairs);
    const auto kernel =
        precision_ == Precision::tensor ? search_kernel<true> : search_kernel<false>;
    if (!good(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                   static_cast<int>(shared)),
              fault))
      return false;
    kernel<<<static_cast<unsigned>(grid_), kThreads, shared>>>(call, solved_.data());
    return good(cudaGetLastError(), fault) && good(cudaDeviceSynchronize(), fault);
  }

  const Model& model_;
  Precision precision_;
  Plan plan_;
  std::size_t limit_ = 0, per_processor_ = 0;
  int processors_ = 0, grid_ = 0;
  Buffer<float> numbers_, tiles_, latent_, first_, second_, best_latent_, gradient_, best_loss_,
      loss_, cold_;
  Buffer<std::uint32_t> best_fits_, fits_;
  Buffer<Task> tasks_;
  Buffer<int> task_of_, symbols_, solved_;
};

}  // namespace
}  // namespace cuda

CudaDevice find_cuda_device() {
  CudaDevice device;
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess || count == 0) {
    device.reason = "no CUDA device";
    if (error != cudaSuccess) device.reason += std::string(" (") + cudaGetErrorString(error) + ")";
    return device;
  }
  cudaDeviceProp facts{};
  std::size_t total = 0;
  if (cudaGetDeviceProperties(&facts, 0) != cudaSuccess ||
      cudaMemGetInfo(&device.memory, &total) != cudaSuccess) {
    device.reason = "the CUDA device cannot be asked";
    return device;
  }
  device.usable = true;
  device.name = facts.name;
  device.processors = facts.multiProcessorCount;
  return device;
}

std::unique_ptr<CudaEngine> make_cuda_engine(const Model& model, Precision precision,
                                             std::string& fault) {
  const CudaDevice device = find_cuda_device();
  if (!device.usable) {
    fault = device.reason;
    return nullptr;
  }
  auto engine = std::make_unique<cuda::Engine>(model, precision);
  if (!engine->open(fault)) return nullptr;
  return engine;
}

}  // namespace inkling::gradient::core
