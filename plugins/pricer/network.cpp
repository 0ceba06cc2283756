#include "network.hpp"

#include <algorithm>

namespace inkling::pricer {
namespace {

void rectify(std::vector<float>& numbers) {
  for (float& it : numbers) it = std::max(it, 0.0F);
}

}  // namespace

nn::Fault find_fault(const Shape& s) {
  return nn::check_bounds({{"places", s.places, 1, 4096},
                           {"symbols", s.symbols, 2, 65536},
                           {"width", s.width, 1, 256},
                           {"hidden", s.hidden, 1, 4096},
                           {"before", s.before, 1, 8},
                           {"after", s.after, 0, 8},
                           {"entries", s.entries, 1, 65536}});
}

nn::Fault Network::make(const nn::WeightsFile& file, const Shape& s, Network& out) {
  nn::Layout layout = nn::Layout::of(file);
  Network made;
  made.shape_ = s;
  const auto size = static_cast<std::size_t>(s.symbols) * static_cast<std::size_t>(s.width);
  made.embedding_ = layout.put(layout.read("embedding", size, {s.symbols, s.width}));
  int in = s.places * s.width;
  for (int i = 0; i < s.before; ++i, in = s.hidden)
    made.before_.push_back(layout.affine("before_" + std::to_string(i), in, s.hidden));
  for (int i = 0; i < s.after; ++i)
    made.after_.push_back(layout.affine("after_" + std::to_string(i), s.hidden, s.hidden));
  made.answers_ = layout.affine("answers", s.hidden, s.entries);
  if (layout.fault()) return layout.fault();
  made.numbers_ = layout.floats();
  out = std::move(made);
  return std::nullopt;
}

std::vector<float> Network::layer(const nn::Affine& map, const std::vector<float>& in) const {
  const auto cols = static_cast<std::size_t>(map.cols);
  const float* shift = numbers_.data() + map.b;
  std::vector<float> result(shift, shift + cols);
  const float* row = numbers_.data() + map.w;
  for (const float number : in) {
    if (number != 0)
      for (std::size_t c = 0; c < cols; ++c) result[c] += number * row[c];
    row += cols;
  }
  return result;
}

std::vector<float> Network::run(std::span<const int> examples) const {
  const auto places = static_cast<std::size_t>(shape_.places);
  const auto width = static_cast<std::size_t>(shape_.width);
  const std::size_t count = examples.size() / places;
  std::vector<float> mean(static_cast<std::size_t>(shape_.hidden));
  for (std::size_t e = 0; e < count; ++e) {
    std::vector<float> state;
    state.reserve(places * width);
    for (const int symbol : examples.subspan(e * places, places)) {
      const float* at =
          numbers_.data() + embedding_ + static_cast<std::ptrdiff_t>(symbol) * shape_.width;
      state.insert(state.end(), at, at + width);
    }
    for (const nn::Affine& map : before_) {
      state = layer(map, state);
      rectify(state);
    }
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += state[i];
  }
  for (float& it : mean) it /= static_cast<float>(count);
  for (const nn::Affine& map : after_) {
    mean = layer(map, mean);
    rectify(mean);
  }
  return layer(answers_, mean);
}

}  // namespace inkling::pricer
