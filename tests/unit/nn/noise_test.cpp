// The generator of the noise.
#include <gtest/gtest.h>

#include <inkling/nn/noise.hpp>
#include <inkling/nn/serial_ops.hpp>
#include <vector>

namespace inkling::nn {
namespace {

// The reference vectors of Random123, the generator's own distribution (kat_vectors).
TEST(Philox, GivesThePublishedNumbers) {
  const auto run = [](unsigned a, unsigned b, unsigned c, unsigned d, unsigned k0, unsigned k1) {
    unsigned counter[4] = {a, b, c, d};
    philox(counter, k0, k1, [](unsigned m, unsigned x, unsigned& high, unsigned& low) {
      SerialOps<double>::multiply(m, x, high, low);
    });
    return std::vector<unsigned>(counter, counter + 4);
  };
  EXPECT_EQ(run(0, 0, 0, 0, 0, 0),
            (std::vector<unsigned>{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}));
  constexpr unsigned kAll = 0xFFFFFFFF;
  EXPECT_EQ(run(kAll, kAll, kAll, kAll, kAll, kAll),
            (std::vector<unsigned>{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD}));
  EXPECT_EQ(run(0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
            (std::vector<unsigned>{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1}));
}

}  // namespace
}  // namespace inkling::nn
