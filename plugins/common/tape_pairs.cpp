#include "tape_pairs.hpp"

#include <algorithm>

namespace inkling::common {

std::vector<std::size_t> kept_examples(std::size_t count) {
  std::vector<std::size_t> kept(std::min(count, kMostPairs));
  for (std::size_t k = 0; k < kept.size(); ++k) kept[k] = k * count / kept.size();
  return kept;
}

Result<Pairs> read_pairs(const Task& task, const Codec& codec) {
  Pairs pairs;
  std::vector<int> tape(codec.shape().places);
  bool kept = true;
  const auto append = [&](const Result<void>& written, std::vector<int>& to,
                          const std::string& where) -> Result<void> {
    if (!written) {
      Error error = written.error();
      error.message = where + ": " + error.message;
      return error;
    }
    if (kept) to.insert(to.end(), tape.begin(), tape.end());
    return {};
  };
  const std::vector<std::size_t> wanted = kept_examples(task.examples.size());
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Example& example = task.examples[i];
    kept = pairs.count < wanted.size() && i == wanted[pairs.count];
    const std::string where = "example " + std::to_string(i + 1);
    if (auto ok = append(codec.write_inputs(example.inputs, tape), pairs.x, where + ", input"); !ok)
      return std::move(ok).error();
    if (auto ok = append(codec.write_output(example.output, tape), pairs.y, where + ", output");
        !ok)
      return std::move(ok).error();
    if (kept) ++pairs.count;
  }
  if (pairs.count == 0) return Error{ErrorCode::bad_input, "the task has no examples"};
  const std::vector<bool>& read = codec.read_places();
  if (std::find(read.begin(), read.end(), false) != read.end()) pairs.read = read;
  return pairs;
}

}  // namespace inkling::common
