// An engine's passes, compiled for every instruction set and found again.
#include <gtest/gtest.h>

#include <vector>

#include "tiny_engine.hpp"

namespace inkling::nn::tiny {

INKLING_NN_BACKENDS

namespace {

constexpr Isa kAll[] = {Isa::reference, Isa::portable, Isa::avx2, Isa::avx512, Isa::avx512_bf16};

TEST(Backends, TheReferenceAndThePortableOneAreAlwaysThere) {
  for (const Isa isa : {Isa::reference, Isa::portable}) {
    ASSERT_NE(backend_of(isa), nullptr);
    EXPECT_TRUE(backend_of(isa)->available());
  }
  EXPECT_TRUE(backend_of(Isa::reference)->reference());
  EXPECT_FALSE(backend_of(Isa::portable)->reference());
  EXPECT_NE(backend_of(best_isa()), nullptr);
}

TEST(Backends, EveryOneSaysWhatItIs) {
  int lanes = 0;
  for (const Isa isa : kAll) {
    const Backend* backend = backend_of(isa);
    if (backend == nullptr) continue;  // not of this kind of processor
    EXPECT_EQ(backend->isa, isa);
    EXPECT_EQ(backend->available(), runs(isa));
    EXPECT_GE(backend->lanes, lanes) << backend->name;
    EXPECT_LE(static_cast<std::size_t>(backend->lanes), kMostLanes) << backend->name;
    lanes = backend->lanes;
  }
  EXPECT_STREQ(backend_of(Isa::portable)->name, "portable");
}

TEST(Backends, TheyRunTheSamePasses) {
  const std::vector<float> numbers{1, 2, 3, 4, 5, 6, 7};
  for (const Isa isa : kAll) {
    const Backend* backend = backend_of(isa);
    if (backend == nullptr || !backend->available()) continue;
    const float* from[kMostLanes];
    int count[kMostLanes];
    double out[kMostLanes];
    for (int lane = 0; lane < backend->lanes; ++lane) {
      from[lane] = numbers.data() + lane % 3;
      count[lane] = 1 + lane % 4;
    }
    backend->sum(from, count, out);
    for (int lane = 0; lane < backend->lanes; ++lane) {
      double wanted = 0;
      for (int i = 0; i < count[lane]; ++i) wanted += static_cast<double>(from[lane][i]);
      EXPECT_EQ(out[lane], wanted) << backend->name << ", lane " << lane;
    }
  }
}

}  // namespace
}  // namespace inkling::nn::tiny
