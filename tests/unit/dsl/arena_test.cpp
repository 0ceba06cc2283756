#include <gtest/gtest.h>

#include <cstring>
#include <inkling/dsl/runtime.hpp>

namespace inkling::dsl {
namespace {

TEST(Arena, GivesAlignedDisjointMemory) {
  Arena arena;
  char* before = nullptr;
  for (std::size_t n = 1; n < 5000; n += 37) {
    char* p = arena.chars(n);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(p) % 8, 0u);
    EXPECT_NE(p, before);
    std::memset(p, 0x5A, n);
    before = p;
  }
  const Cell* cells = arena.cells(100);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(cells[i].i, 0);
}

TEST(Arena, ReleasedMemoryIsUsedAgain) {
  Arena arena;
  std::int64_t* kept = arena.integers(10);
  kept[9] = 42;
  const Arena::Mark mark = arena.mark();
  for (int i = 0; i < 100; ++i) arena.integers(1000);
  const std::size_t held = arena.bytes();
  for (int round = 0; round < 20; ++round) {
    arena.release(mark);
    for (int i = 0; i < 100; ++i) arena.integers(1000)[999] = round;
  }
  EXPECT_EQ(arena.bytes(), held);
  EXPECT_EQ(kept[9], 42);
  arena.reset();
  EXPECT_EQ(arena.bytes(), held);
}

TEST(Arena, ABlockMovedUpDoesNotDisturbAMark) {
  Arena arena;
  arena.chars(100);
  const Arena::Mark start = arena.mark();
  arena.chars(5000);
  arena.chars(300'000);
  arena.release(start);
  char* big = arena.chars(200'000);  // skips the small block that is free before it
  std::memset(big, 1, 200'000);
  const Arena::Mark inside = arena.mark();
  std::memset(arena.chars(250'000), 2, 250'000);
  arena.release(inside);
  std::memset(arena.chars(4000), 3, 4000);
  EXPECT_EQ(big[0], 1);
  EXPECT_EQ(big[199'999], 1);
}

TEST(Arena, MovesWithItsContents) {
  Arena first;
  std::int64_t* values = first.integers(3);
  values[2] = 7;
  Arena second(std::move(first));
  EXPECT_EQ(values[2], 7);
  EXPECT_GT(second.bytes(), 0u);
  first.integers(3)[2] = 8;  // a moved-from arena is an empty one
  EXPECT_EQ(values[2], 7);
}

TEST(Arena, BlocksDoubleUpToAMebibyte) {
  Arena arena;
  std::size_t before = 0;
  std::size_t last = 0;
  for (int i = 0; i < 40'000; ++i) {
    arena.chars(1000);
    if (arena.bytes() == before) continue;
    const std::size_t block = arena.bytes() - before;
    EXPECT_GE(block, std::min<std::size_t>(2 * last, std::size_t{1} << 20));
    last = block;
    before = arena.bytes();
  }
  EXPECT_EQ(last, std::size_t{1} << 20);
}

}  // namespace
}  // namespace inkling::dsl
