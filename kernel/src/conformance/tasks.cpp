#include <algorithm>

#include "checks.hpp"

namespace inkling::conformance {

Rng task_rng(const ConformanceOptions& options, std::uint64_t index) {
  return Rng(options.seed).split("conformance", index);
}

std::vector<GeneratedTask> generated_tasks(const Domain& domain, const ConformanceOptions& options,
                                           std::size_t count) {
  const Params params(domain.info().generator);
  std::vector<GeneratedTask> tasks;
  for (std::size_t i = 0; i < count; ++i) {
    Rng rng = task_rng(options, i);
    Result<GeneratedTask> task = domain.generate(params, rng);
    if (!task) throw Skip{fmt::format("domain '{}' generates no task", domain.info().id)};
    tasks.push_back(*std::move(task));
  }
  return tasks;
}

Task hard_task(const Domain& domain, const ConformanceOptions& options) {
  constexpr std::size_t kPool = 40;
  constexpr std::size_t kExamples = 4;
  const std::vector<GeneratedTask> pool = generated_tasks(domain, options, kPool);
  Task hard = without_answers(pool.front().task);
  const Type wanted = output_type(hard);
  std::size_t mixed = 0;
  for (std::size_t i = 1; i < pool.size() && mixed < kExamples; ++i) {
    const std::vector<Example>& others = pool[i].task.examples;
    if (!unify(output_type(pool[i].task), wanted)) continue;
    if (mixed == hard.examples.size()) break;
    hard.examples[mixed].output = others[mixed % others.size()].output;
    ++mixed;
  }
  hard.id = "unsolvable";
  if (!check_task(hard) || !domain.check(hard)) return without_answers(pool.front().task);
  return hard;
}

std::string inputs_text(const std::vector<Value>& inputs) {
  std::string text;
  for (const Value& value : inputs) {
    if (!text.empty()) text += ", ";
    text += to_text(value);
  }
  return text;
}

Finding check_texts(std::string_view registered_id, std::string_view id, std::string_view summary) {
  if (id != registered_id)
    return fmt::format("it is registered as '{}' and calls itself '{}'", registered_id, id);
  if (summary.empty()) return "the summary is empty";
  if (summary.find('\n') != std::string_view::npos) return "the summary has more than one line";
  return {};
}

}  // namespace inkling::conformance
