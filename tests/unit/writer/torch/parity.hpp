// Decoders that answer against the reference.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "libtorch.hpp"
#include "network.hpp"

namespace inkling::writer {

inline std::vector<int> numbers_of(const torch::Tensor& x) {
  const torch::Tensor flat = x.contiguous();
  const std::int64_t* at = flat.data_ptr<std::int64_t>();
  return {at, at + flat.numel()};
}

// `fed` one token after the other, among other texts, against the logits of all at once, [1, T,
// tokens].
inline void expect_same(Decoder& decoder, const std::vector<int>& fed,
                        const torch::Tensor& logits) {
  const torch::Tensor wanted = torch::log_softmax(logits, -1).squeeze(0).contiguous();
  const std::size_t count = decoder.tokens();
  ASSERT_EQ(wanted.size(1), static_cast<std::int64_t>(count));
  std::vector<float> all;
  std::size_t own = 0;
  for (std::size_t t = 0; t < fed.size(); ++t) {
    // The text stands last, then first, among others that came from it or from another.
    const std::vector<int> parents{static_cast<int>(own), t == 0 ? 0 : 1, static_cast<int>(own)};
    std::vector<int> tokens(3, fed[0]);
    tokens[1] = fed[fed.size() - 1 - t];
    own = t % 2 == 0 ? 2 : 0;
    tokens[own] = fed[t];
    decoder.step(parents, tokens, all);
    for (std::size_t i = 0; i < count; ++i) {
      const float one = wanted.data_ptr<float>()[t * count + i];
      EXPECT_NEAR(all[own * count + i], one, 1e-4F * (1 + std::abs(one)))
          << "step " << t << " token " << i;
    }
  }
}

}  // namespace inkling::writer
