#include "starts.hpp"

#include <algorithm>
#include <numeric>

namespace inkling::descend {
namespace {

constexpr int kTries = 20;  // for a program that was not written before

// N of 1 to `most` with a chance of 1 / N each, before they are made to sum to 1.
std::size_t draw_count(Rng& rng, std::size_t most) {
  double all = 0;
  for (std::size_t n = 1; n <= most; ++n) all += 1.0 / static_cast<double>(n);
  double left = all * rng.uniform_real();
  std::size_t count = 1;
  for (; count < most && left > 1.0 / static_cast<double>(count); ++count)
    left -= 1.0 / static_cast<double>(count);
  return count;
}

}  // namespace

Starts::Starts(const LatentProblem& problem, const StartOptions& options, const Rng& root)
    : space_(problem.space()),
      options_(options),
      middle_(problem.initial()),
      vocabulary_(problem.vocabulary()),
      root_(root) {}

std::vector<float> Starts::draw(std::string_view stream, std::uint64_t index) {
  std::vector<float> all;
  all.reserve(options_.count * space_.size());
  const Rng own = root_.split(stream, index);
  Rng rng = own;
  for (std::size_t s = 0; s < options_.count; ++s) {
    const bool first = s == 0 && index == 0;
    for (const float x : middle_)
      all.push_back(first ? x : x + options_.spread * static_cast<float>(rng.normal()));
    if (first || !knows_words()) continue;
    // The words' own stream: starts around the inductor do not depend on how many are written.
    Rng words = own.split("words", s);
    if (words.uniform_real() < options_.written)
      write(words, all.data() + all.size() - space_.size());
  }
  return all;
}

bool Starts::word(Rng& rng, float* to) const {
  if (!knows_words() || !(rng.uniform_real() < options_.written)) return false;
  put_word(draw_word(rng), to);
  return true;
}

// A random program of usual tokens: skips, and N tokens anywhere, N with a chance of 1 / N. Where
// the skips stand changes nothing, so a sequence of tokens is written once; when kTries in a row
// were there before, `program` stays what it is.
void Starts::write(Rng& rng, float* program) {
  const std::size_t positions = space_.positions;
  std::vector<std::size_t> words;
  for (int tries = 0; tries < kTries; ++tries) {
    const std::size_t count = draw_count(rng, positions);
    words.clear();
    for (std::size_t i = 0; i < count; ++i) words.push_back(draw_word(rng));
    if (sequences_.insert(words).second) break;
    words.clear();
  }
  if (words.empty()) return;
  std::vector<std::size_t> places(positions);
  std::iota(places.begin(), places.end(), std::size_t{0});
  rng.shuffle(places);
  std::sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(words.size()));
  for (std::size_t t = 0; t < positions; ++t) put_word(0, program + t * space_.width);
  for (std::size_t i = 0; i < words.size(); ++i)
    put_word(words[i], program + places[i] * space_.width);
}

// One of the words but the first, by their weights.
std::size_t Starts::draw_word(Rng& rng) const {
  const std::vector<float>& weights = vocabulary_.weights;
  double left = rng.uniform_real() * (1.0 - double{weights[0]});
  std::size_t word = 1;
  for (; word + 1 < weights.size() && left > double{weights[word]}; ++word)
    left -= double{weights[word]};
  return word;
}

void Starts::put_word(std::size_t word, float* to) const {
  std::copy_n(vocabulary_.vectors.begin() + static_cast<std::ptrdiff_t>(word * space_.width),
              space_.width, to);
}

}  // namespace inkling::descend
