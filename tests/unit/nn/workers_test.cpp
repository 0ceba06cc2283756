// The threads of engines, and their work spaces.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <inkling/nn/workers.hpp>
#include <limits>
#include <mutex>
#include <set>
#include <thread>

namespace inkling::nn {
namespace {

TEST(Workers, RunNoMoreThreadsThanThereAreJobs) {
  Workers workers(3, 64);
  EXPECT_EQ(workers.threads(), 3U);
  EXPECT_EQ(Workers(0, 64).threads(), 1U);
  const auto seen = [&](std::size_t jobs) {
    std::mutex mutex;
    std::set<unsigned> numbers;
    std::set<std::thread::id> threads;
    workers.run(jobs, [&](unsigned thread) {
      const std::scoped_lock lock(mutex);
      numbers.insert(thread);
      threads.insert(std::this_thread::get_id());
    });
    EXPECT_EQ(threads.count(std::this_thread::get_id()), 1U);
    EXPECT_EQ(threads.size(), numbers.size());
    return numbers;
  };
  EXPECT_EQ(seen(0), (std::set<unsigned>{0}));
  EXPECT_EQ(seen(2), (std::set<unsigned>{0, 1}));
  EXPECT_EQ(seen(100), (std::set<unsigned>{0, 1, 2}));
}

TEST(Workers, KeepASpacePerThread) {
  Workers workers(2, 100);
  void* first = workers.space(0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % 64, 0U);
  EXPECT_NE(first, workers.space(1));
  EXPECT_EQ(first, workers.space(0));
}

TEST(Workers, HaveNoDenormalNumbers) {
  constexpr float kSmallest = std::numeric_limits<float>::min();
  volatile float half = 0.5F;
  std::atomic<int> flushed{0};
  Workers(2, 64).run(2, [&](unsigned) {
    const float denormal = kSmallest * half;
    flushed += denormal == 0.0F ? 1 : 0;
  });
  EXPECT_EQ(flushed, 2);
  const float kept = kSmallest * half;
  EXPECT_NE(kept, 0.0F);  // the caller's state is as it was
}

}  // namespace
}  // namespace inkling::nn
