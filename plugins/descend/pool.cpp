#include "pool.hpp"

#include <algorithm>

namespace inkling::descend {
namespace {

bool better(const Kept& a, const Kept& b) {
  return a.fits != b.fits ? a.fits > b.fits : a.loss < b.loss;
}

// Mixtures of the same tokens are much the same.
bool alike(const Program& a, const Program& b) {
  if (a.kind() != Program::Kind::latent || b.kind() != a.kind() || a.code().tokens.empty())
    return a.text() == b.text();
  return a.code().tokens == b.code().tokens && a.code().model == b.code().model;
}

}  // namespace

void Pool::add(Kept kept) {
  const auto same = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& other) {
    return alike(other.program, kept.program);
  });
  if (same == kept_.end())
    kept_.push_back(std::move(kept));
  else if (better(kept, *same))
    *same = std::move(kept);
  std::stable_sort(kept_.begin(), kept_.end(), better);
  if (kept_.size() > kCandidates) kept_.resize(kCandidates);
}

std::size_t count_fits(const Interpreter& interpreter, const Program& program, const Task& task,
                       const Budget& budget) {
  constexpr std::size_t kFirst = 32;   // examples that say whether it is worth running the others
  constexpr std::size_t kAtOnce = 64;  // examples between two looks at the clock
  const std::size_t count = task.examples.size();
  const std::size_t stride = std::max<std::size_t>(1, count / kFirst);
  std::vector<std::size_t> order;  // the first ones, then the others
  for (std::size_t i = 0; i < count; i += stride) order.push_back(i);
  const std::size_t first = order.size();
  for (std::size_t i = 0; i < count; ++i)
    if (i % stride != 0) order.push_back(i);

  std::size_t fits = 0;
  StopReason ignored{};
  for (std::size_t from = 0; from < count;) {
    const std::size_t to = from == 0 ? first : std::min(count, from + kAtOnce);
    std::vector<std::vector<Value>> rows;
    for (std::size_t k = from; k < to; ++k) rows.push_back(task.examples[order[k]].inputs);
    const auto outputs = interpreter.run_batch(program, rows);
    if (!outputs.ok()) return fits;
    for (std::size_t k = from; k < to; ++k)
      fits += (*outputs)[k - from] == task.examples[order[k]].output ? 1U : 0U;
    if ((from == 0 && fits < first) || (to < count && budget.exhausted(0, 0, ignored))) break;
    from = to;
  }
  return fits;
}

}  // namespace inkling::descend
