// A block of a GPU's threads on a processor: every thread is a fiber, and one that waits for the
// others hands over to the next. Whoever waits for a thread that never comes is found out.
#pragma once

#include <ucontext.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

namespace inkling::nn::block_shim {

struct Index {
  unsigned x = 0;
};

class Block {
 public:
  static constexpr unsigned kThreads = 64;
  static constexpr unsigned kWarp = 32;

  // Runs f once as every thread.
  void run(const std::function<void()>& f) {
    current_ = this;
    body_ = &f;
    fibers_ = std::vector<Fiber>(kThreads);
    for (Fiber& fiber : fibers_) {
      fiber.stack = std::make_unique<char[]>(kStack);
      getcontext(&fiber.context);
      fiber.context.uc_stack.ss_sp = fiber.stack.get();
      fiber.context.uc_stack.ss_size = kStack;
      fiber.context.uc_link = &scheduler_;
      makecontext(&fiber.context, &Block::enter, 0);
    }
    for (unsigned left = kThreads; left > 0;) {
      moved_ = false;
      for (unsigned i = 0; i < kThreads; ++i) {
        if (fibers_[i].done) continue;
        thread_.x = i;
        swapcontext(&scheduler_, &fibers_[i].context);
        if (fibers_[i].done) --left;
      }
      if (!moved_ && left > 0) throw std::runtime_error("threads of the block wait for ever");
    }
  }

  static Block& current() { return *current_; }
  const Index& thread() const { return thread_; }

  // Waits for all threads of the block.
  void wait_block() {
    Fiber& me = fibers_[thread_.x];
    const std::uint64_t round = ++me.block_round;
    moved_ = true;
    wait([&] { return all(0, kThreads, &Fiber::block_round, round); });
  }

  // Leaves `mine` for the warp and returns what its lanes left, [32 x count].
  const float* exchange(const float* mine, unsigned count) {
    const unsigned warp = thread_.x / kWarp;
    Fiber& me = fibers_[thread_.x];
    const std::uint64_t round = ++me.warp_round;
    moved_ = true;
    // Two buffers in turn: nobody is two rounds ahead of a lane that still reads.
    float* left = left_[warp][round % 2];
    std::memcpy(left + thread_.x % kWarp * count, mine, count * sizeof(float));
    wait([&] { return all(warp * kWarp, kWarp, &Fiber::warp_round, round); });
    return left;
  }

 private:
  static constexpr std::size_t kStack = 256 * 1024;
  struct Fiber {
    ucontext_t context{};
    std::unique_ptr<char[]> stack{};
    std::uint64_t block_round = 0, warp_round = 0;
    bool done = false;
  };

  static void enter() {
    Block& block = *current_;
    (*block.body_)();
    Fiber& me = block.fibers_[block.thread_.x];
    me.done = true;
    me.block_round = me.warp_round = std::numeric_limits<std::uint64_t>::max();
    block.moved_ = true;
  }
  bool all(unsigned from, unsigned count, std::uint64_t Fiber::*round, std::uint64_t least) const {
    for (unsigned i = from; i < from + count; ++i)
      if (fibers_[i].*round < least) return false;
    return true;
  }
  template <class Ready>
  void wait(Ready ready) {
    const unsigned self = thread_.x;
    while (!ready()) {
      swapcontext(&fibers_[self].context, &scheduler_);
      thread_.x = self;
    }
    moved_ = true;
  }

  static inline Block* current_ = nullptr;
  const std::function<void()>* body_ = nullptr;
  std::vector<Fiber> fibers_;
  ucontext_t scheduler_{};
  Index thread_;
  bool moved_ = false;
  float left_[kThreads / kWarp][2][kWarp * 6] = {};
};

}  // namespace inkling::nn::block_shim

// ---- what CUDA has built in ----

#define threadIdx (::inkling::nn::block_shim::Block::current().thread())
#define __device__
#define __noinline__
#define __shared__ static
inline const ::inkling::nn::block_shim::Index blockIdx{0}, gridDim{1},
    blockDim{::inkling::nn::block_shim::Block::kThreads};

struct float2 {
  float x, y;
};
inline float2 __ldg(const float2* at) {
  return *at;
}
inline void __syncthreads() {
  ::inkling::nn::block_shim::Block::current().wait_block();
}
inline float __shfl_xor_sync(unsigned, float x, int offset) {
  auto& block = ::inkling::nn::block_shim::Block::current();
  const unsigned lane = threadIdx.x % 32;
  return block.exchange(&x, 1)[lane ^ static_cast<unsigned>(offset)];
}
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((static_cast<std::uint64_t>(a) * b) >> 32);
}
inline int min(int a, int b) {
  return a < b ? a : b;
}
using std::isfinite;

namespace inkling::nn::cuda {

// Round to nearest, ties away from zero, 10 bits of fraction (PTX ISA, cvt.rna.tf32.f32).
inline unsigned to_tf32(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  return (bits + 0x1000U) & 0xFFFFE000U;
}

// mma.m16n8k8 with .tf32 factors: which lane holds what is told by the PTX ISA, section "Matrix
// Fragments for mma.m16n8k8".
inline void multiply_tile(float (&c)[4], const unsigned (&a)[4], float2 b) {
  float mine[6];
  std::memcpy(mine, a, sizeof(a));
  mine[4] = b.x;
  mine[5] = b.y;
  auto& block = block_shim::Block::current();
  const unsigned lane = threadIdx.x % 32;
  const float* all = block.exchange(mine, 6);
  const auto left = [&](unsigned row, unsigned k) {  // a0 a2 in rows 0-7, a1 a3 in 8-15
    return all[(row % 8 * 4 + k % 4) * 6 + (row < 8 ? 0 : 1) + (k < 4 ? 0 : 2)];
  };
  const auto right = [&](unsigned k, unsigned col) {
    return all[(col * 4 + k % 4) * 6 + 4 + k / 4];
  };
  for (unsigned i = 0; i < 4; ++i)
    for (unsigned k = 0; k < 8; ++k)
      c[i] += left(lane / 4 + (i < 2 ? 0 : 8), k) * right(k, lane % 4 * 2 + i % 2);
}

}  // namespace inkling::nn::cuda
