// Where searches start: around the inductor's own program, and at random programs of the tokens
// that the model usually writes.
#pragma once

#include <inkling/gradient.hpp>
#include <inkling/rng.hpp>
#include <set>
#include <string_view>
#include <vector>

namespace inkling::descend {

struct StartOptions {
  std::size_t count = 32;  // at once
  float spread = 2.0F;     // standard deviation around the inductor's
  double written = 0.75;   // share of the starts that are random programs of usual tokens
};

class Starts {
 public:
  Starts(const LatentProblem& problem, const StartOptions& options, const Rng& root);

  const LatentSpace& space() const { return space_; }
  std::size_t count() const { return options_.count; }
  float spread() const { return options_.spread; }
  // The inductor's own, [positions x width].
  const std::vector<float>& middle() const { return middle_; }
  // [count x positions x width]. The first start of draw 0 is the inductor's own; the others lie
  // around it or are written.
  std::vector<float> draw(std::string_view stream, std::uint64_t index);
  // A usual token's search variables, [width], with the chance of `written`; else false.
  bool word(Rng& rng, float* to) const;

 private:
  bool knows_words() const { return options_.written > 0 && vocabulary_.weights.size() > 1; }
  void write(Rng& rng, float* program);
  std::size_t draw_word(Rng& rng) const;
  void put_word(std::size_t word, float* to) const;

  LatentSpace space_;
  StartOptions options_;
  std::vector<float> middle_;
  LatentVocabulary vocabulary_;
  Rng root_;
  std::set<std::vector<std::size_t>> sequences_;  // of words, written so far
};

}  // namespace inkling::descend
