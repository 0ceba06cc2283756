// The `constant` searcher: the outputs of the examples as literal programs, most frequent first.
#include <algorithm>
#include <map>

#include "baselines.hpp"
#include "world.hpp"

namespace inkling::random {

namespace {

constexpr std::size_t kCandidates = 8;
constexpr std::size_t kExamplesPerPoll = 4096;
constexpr double kLastResort = 1e6;  // bits: any program is shorter than what was memorised

struct Counted {
  const Value* output = nullptr;
  std::size_t count = 0;
};

// Distinct outputs of the examples seen before the budget was spent; the more frequent first, then
// the smaller.
std::vector<Counted> count_outputs(const Task& task, const Budget& budget, StopReason& reason) {
  const auto smaller = [](const Value* a, const Value* b) { return *a < *b; };
  std::map<const Value*, std::size_t, decltype(smaller)> counts(smaller);
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Value& output = task.examples[i].output;
    if (!output.is_undefined()) ++counts[&output];
    if ((i + 1) % kExamplesPerPoll == 0 && budget.exhausted(0, 0, reason)) break;
  }
  std::vector<Counted> outputs;
  for (const auto& [output, count] : counts) outputs.push_back({output, count});
  const auto more = [](const Counted& a, const Counted& b) { return a.count > b.count; };
  std::stable_sort(outputs.begin(), outputs.end(), more);
  if (outputs.size() > kCandidates) outputs.resize(kCandidates);
  return outputs;
}

class ConstantSearcher final : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo facts{
        "constant", "the most frequent output, whatever the input; a baseline", {}, true, false};
    return facts;
  }

  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params&, std::uint64_t,
                         const Budget& budget, ProgressSink*) const override {
    const Result<World> world = make_world("constant", task, tools);
    if (!world) return world.error();
    Outcome outcome;
    for (const Counted& it : count_outputs(task, budget, outcome.reason)) {
      Candidate candidate;
      candidate.program = world->program(dsl::make_literal(*it.output, world->output));
      candidate.score = kLastResort + static_cast<double>(outcome.candidates.size());
      candidate.note = "repeats an output";
      outcome.candidates.push_back(std::move(candidate));
      ++outcome.evaluations;
      if (it.count == task.examples.size()) outcome.reason = StopReason::solved;
    }
    return outcome;
  }
};

}  // namespace

std::unique_ptr<Searcher> make_constant() {
  return std::make_unique<ConstantSearcher>();
}

}  // namespace inkling::random
