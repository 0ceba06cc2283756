#include "offspring.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace inkling::descend {
namespace {

// Makes offspring from the population as it was before the round.
class Breeder {
 public:
  Breeder(const Starts& starts, std::vector<float> population, Rng& rng)
      : starts_(starts), space_(starts.space()), population_(std::move(population)), rng_(rng) {}

  std::size_t pick(std::size_t count) {
    return static_cast<std::size_t>(rng_.uniform(0, static_cast<std::int64_t>(count) - 1));
  }

  // `program` is a parent's copy; one or two edits.
  void change(float* program) {
    for (std::size_t edits = 1 + pick(2); edits > 0; --edits)
      space_.codes > 0 ? edit(program) : move(program);
  }

 private:
  void edit(float* program) {
    const std::size_t width = space_.width;
    float* const at = program + pick(space_.positions) * width;
    float* const end = program + space_.size();
    switch (pick(4)) {
      case 0:  // put in; the last one falls off
        std::copy_backward(at, end - width, end);
        fill(at);
        break;
      case 1:  // taken out
        std::copy(at + width, end, at);
        fill(end - width);
        break;
      case 2:
        if (float* const other = program + pick(space_.positions) * width; other != at)
          std::swap_ranges(at, at + width, other);
        break;
      default:
        fill(at);
    }
  }
  // A usual token, or one from anywhere in the population, or drawn anew.
  void fill(float* to) {
    if (starts_.word(rng_, to)) return;
    const std::size_t width = space_.width;
    const bool anew = pick(2) == 0;
    const float* from = starts_.middle().data();
    if (!anew) from = population_.data() + pick(starts_.count()) * space_.size();
    from += pick(space_.positions) * width;
    for (std::size_t c = 0; c < width; ++c)
      to[c] = from[c] + (anew ? starts_.spread() * static_cast<float>(rng_.normal()) : 0.0F);
  }
  void move(float* program) {
    for (std::size_t i = 0; i < space_.size(); ++i)
      program[i] += starts_.spread() * static_cast<float>(rng_.normal());
  }

  const Starts& starts_;
  const LatentSpace& space_;
  std::vector<float> population_;
  Rng& rng_;
};

}  // namespace

std::vector<std::size_t> best_first(const DescentState& state) {
  std::vector<std::size_t> order(state.best_loss.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return state.best_fits[a] != state.best_fits[b] ? state.best_fits[a] > state.best_fits[b]
                                                    : state.best_loss[a] < state.best_loss[b];
  });
  return order;
}

void renew(DescentState& state, const Starts& starts, Rng rng) {
  const std::vector<std::size_t> order = best_first(state);
  const std::size_t size = starts.space().size();
  const std::size_t parents = std::max<std::size_t>(1, order.size() / 4);
  const std::vector<float> population = state.best_latent;
  Breeder breeder(starts, population, rng);
  std::fill(state.first.begin(), state.first.end(), 0.0F);
  std::fill(state.second.begin(), state.second.end(), 0.0F);
  state.latent = population;
  for (std::size_t rank = parents; rank < order.size(); ++rank) {
    const std::size_t s = order[rank];
    float* mine = state.latent.data() + s * size;
    std::copy_n(population.data() + order[breeder.pick(parents)] * size, size, mine);
    breeder.change(mine);
    state.best_loss[s] = std::numeric_limits<float>::max();
    state.best_fits[s] = 0;
    std::copy_n(mine, size, state.best_latent.data() + s * size);
  }
}

}  // namespace inkling::descend
