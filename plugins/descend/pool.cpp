#include "pool.hpp"

#include <algorithm>

namespace inkling::descend {
namespace {

bool better(const Kept& a, const Kept& b) {
  return a.fits != b.fits ? a.fits > b.fits : a.loss < b.loss;
}

// Mixtures of the same tokens are much the same.
bool alike(const Program& a, const Program& b) {
  if (a.code().tokens.empty()) return a.text() == b.text();
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

std::size_t count_fits(const Interpreter& interpreter, const Program& program, const Task& task) {
  std::vector<std::vector<Value>> rows;
  for (const Example& example : task.examples) rows.push_back(example.inputs);
  const auto outputs = interpreter.run_batch(program, rows);
  if (!outputs.ok()) return 0;
  std::size_t fits = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    fits += (*outputs)[i] == task.examples[i].output ? 1U : 0U;
  return fits;
}

}  // namespace inkling::descend
