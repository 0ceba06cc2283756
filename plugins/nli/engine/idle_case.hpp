// For tests and self-tests: starts of which some positions are idle (machine.hpp, Turns) and the
// others undecided between skipping and another code, so that there is a gradient to compare.
#pragma once

#include <algorithm>
#include <vector>

#include "engine.hpp"

namespace inkling::nli::engine {

// Changes the model's logit of the skip code and returns [starts x T x d]; `drawn` are numbers to
// make them of, [any x T x d], some hundreds of positions.
inline std::vector<float> make_idle_case(Model& model, std::size_t starts,
                                         std::vector<float> drawn) {
  const Shape& s = model.plan.shape;
  const auto width = static_cast<std::size_t>(s.width), codes = static_cast<std::size_t>(s.codes);
  const auto size = static_cast<std::size_t>(s.variables());
  const auto rows = drawn.size() / width;
  std::vector<float> ahead(rows);  // skip, of the best other code
  const auto measure = [&] {
    CpuEngine engine(model, reference_backend(), 1);
    for (std::size_t from = 0; from < drawn.size(); from += size) {
      const std::vector<float> logits = engine.logits({drawn.data() + from, size});
      for (std::size_t t = 0; t < size / width; ++t) {
        const float* row = logits.data() + t * codes;
        ahead[from / width + t] = row[0] - *std::max_element(row + 1, row + codes);
      }
    }
  };
  // The ninth part that skips most easily is to be further ahead than kNothing asks, of the middle.
  constexpr float kFarAhead = -1.5F * static_cast<float>(kNothing);
  float middle = 0.0F;
  for (int round = 0; round < 8; ++round) {
    measure();
    std::vector<float> sorted = ahead;
    std::sort(sorted.begin(), sorted.end());
    middle = sorted[rows / 2];
    const float spread = sorted[rows * 8 / 9] - middle;
    if (spread >= kFarAhead) break;
    for (float& x : drawn) x *= std::min(1.1F * kFarAhead / spread, 100.0F);
  }
  const auto skip = static_cast<std::size_t>(model.plan.head_down.b);
  model.numbers[skip] -= middle;
  model.exact[skip] -= double{middle};
  std::vector<std::size_t> idle, undecided;
  for (std::size_t row = 0; row < rows; ++row) {
    const float now = ahead[row] - middle;
    if (now > 0.9F * kFarAhead) idle.push_back(row);
    if (now > -3.0F && now < 3.0F) undecided.push_back(row);
  }
  std::vector<float> made;
  if (idle.empty() || undecided.empty()) return made;
  for (std::size_t i = 0; i < starts * size / width; ++i) {
    // In each start another pattern.
    const auto& from = i * (i / (size / width) + 3) % 5 < 3 ? idle : undecided;
    const auto row = drawn.begin() + static_cast<std::ptrdiff_t>(from[i % from.size()] * width);
    made.insert(made.end(), row, row + static_cast<std::ptrdiff_t>(width));
  }
  return made;
}

}  // namespace inkling::nli::engine
