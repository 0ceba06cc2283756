#include <cuda_runtime.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "cuda_block.cuh"
#include "cuda_engine.hpp"
#include "cuda_tiles.hpp"

namespace inkling::nli::engine {
namespace cuda {
namespace {

constexpr int kThreads = 256;

template <bool kTensor>
__global__ void __launch_bounds__(kThreads)
    search_kernel(const __grid_constant__ Launch call, const int* solved) {
  extern __shared__ __align__(16) float hot[];
  search_block<kTensor>(call, solved, hot);
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

class Engine : public CudaEngine {
 public:
  Engine(const Model& model, Precision precision) : model_(model), precision_(precision) {}

  bool open(std::string& fault) {
    cudaDeviceProp device{};
    if (!good(cudaGetDeviceProperties(&device, 0), fault)) return false;
    plan_ = model_.plan;
    const std::vector<float> tiles = pack(model_.numbers, plan_);
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
    struct Progress {
      std::size_t step;
      std::uint64_t evaluations;
    };
    std::vector<Progress> before;
    for (const State& state : states) before.push_back({state.step, state.evaluations});
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
          !good(tasks_.read(tasks.data(), tasks.size()), fault)) {
        // What the host still has belongs to the step that it came with.
        for (std::size_t i = 0; i < states.size(); ++i) {
          states[i].step = before[i].step;
          states[i].evaluations = before[i].evaluations;
        }
        return false;
      }
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
    if (download(states, tasks, fault)) return ended;
    for (std::size_t i = 0; i < states.size(); ++i) {
      states[i].step = before[i].step;
      states[i].evaluations = before[i].evaluations;
    }
    return false;
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

}  // namespace inkling::nli::engine
