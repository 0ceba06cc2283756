#include "beam.hpp"

#include <algorithm>
#include <cmath>

namespace inkling::writer {
namespace {

struct Live {
  Cursor cursor;
  std::vector<int> tokens{};
  double log_probability = 0;
};

struct Step {
  double log_probability = 0;
  std::size_t live = 0;
  int token = 0;
};

// The likelier first; of equals the one that came first, so that results do not vary.
bool before(const Step& a, const Step& b) {
  if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
  return a.live != b.live ? a.live < b.live : a.token < b.token;
}

}  // namespace

double length_penalty(std::size_t length) {
  return std::pow((5.0 + static_cast<double>(length)) / 6.0, 0.6);
}

Written search_beam(Decoder& decoder, const Vocabulary& vocabulary, std::size_t width,
                    std::size_t room, const std::function<bool()>& stop) {
  Written written;
  std::vector<Live> live{{Cursor(*vocabulary.grammar)}};
  std::vector<int> parents{0}, fed{vocabulary.begin};
  std::vector<float> all;
  const auto better = [](const Text& a, const Text& b) { return a.score > b.score; };
  for (std::size_t length = 1; length <= room && !live.empty(); ++length) {
    if (stop && stop()) {
      written.stopped = true;
      break;
    }
    decoder.step(parents, fed, all);
    std::vector<Step> steps;
    for (std::size_t i = 0; i < live.size(); ++i) {
      const float* row = all.data() + i * decoder.tokens();
      const auto first = static_cast<int>(std::max_element(row, row + decoder.tokens()) - row);
      bool may = false;
      for (const int token : live[i].cursor.choices()) {
        const int place = vocabulary.place[static_cast<std::size_t>(token)];
        if (place < 0 || length - 1 + live[i].cursor.length_with(token) > room) continue;
        may |= place == first;
        steps.push_back({live[i].log_probability + double{row[place]}, i, token});
      }
      written.masked += may ? 0 : 1;
    }
    // Twice as many, since some may come to their end.
    const std::size_t kept = std::min(steps.size(), 2 * width);
    std::partial_sort(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(kept), steps.end(),
                      before);
    steps.resize(kept);
    std::vector<Live> next;
    parents.clear();
    fed.clear();
    for (const Step& step : steps) {
      Live moved = live[step.live];
      moved.cursor.take(step.token);
      moved.tokens.push_back(step.token);
      moved.log_probability = step.log_probability;
      if (moved.cursor.done()) {
        const double score = moved.log_probability / length_penalty(moved.tokens.size());
        written.texts.push_back({std::move(moved.tokens), moved.log_probability, score});
        continue;
      }
      if (next.size() == width) continue;
      parents.push_back(static_cast<int>(step.live));
      fed.push_back(vocabulary.place[static_cast<std::size_t>(step.token)]);
      next.push_back(std::move(moved));
    }
    live = std::move(next);
    std::stable_sort(written.texts.begin(), written.texts.end(), better);
    if (written.texts.size() > width) written.texts.resize(width);
    // What is live can come to no better score than this one.
    if (written.texts.size() == width && !live.empty() &&
        live.front().log_probability / length_penalty(room) <= written.texts.back().score)
      break;
  }
  return written;
}

}  // namespace inkling::writer
