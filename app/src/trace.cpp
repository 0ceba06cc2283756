#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/trace.hpp>

namespace inkling::app {

Result<TracedProgram> trace_program(const CheckedProgram& program, std::string name,
                                    std::span<const Value> inputs) {
  auto steps = program.interpreter->trace(program.program, inputs);
  if (!steps) return std::move(steps).error();
  TracedProgram traced{std::move(name), program.program.text(),
                       program.interpreter->explain(program.program), *std::move(steps)};
  traced.latent = program.program.kind() == Program::Kind::latent;
  if (const StateCertainty* certainty = state_certainty(*program.interpreter)) {
    auto states = certainty->states(program.program, inputs);
    if (states && states->size() == traced.steps.size()) traced.states = *std::move(states);
  }
  return traced;
}

std::vector<AlignedStep> align(const std::vector<TraceStep>& left,
                               const std::vector<TraceStep>& right) {
  const std::size_t n = left.size(), m = right.size();
  const auto same = [&](std::size_t i, std::size_t j) {
    return !left[i].value.is_undefined() && left[i].value == right[j].value;
  };
  // common[i][j]: how many steps from i and j on stand beside each other.
  std::vector<std::vector<std::size_t>> common(n + 1, std::vector<std::size_t>(m + 1, 0));
  for (std::size_t i = n; i-- > 0;)
    for (std::size_t j = m; j-- > 0;)
      common[i][j] =
          same(i, j) ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
  std::vector<AlignedStep> rows;
  std::size_t i = 0, j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && same(i, j))
      rows.push_back({i++, j++});
    else if (i < n && (j == m || common[i + 1][j] >= common[i][j + 1]))
      rows.push_back({i++, std::nullopt});
    else
      rows.push_back({std::nullopt, j++});
  }
  return rows;
}

ShownRows shown_rows(std::size_t count, std::size_t most) {
  if (most == 0 || count <= most) return {count, count};
  const std::size_t behind = (most + 3) / 4;
  return {most - behind, count - behind};
}

std::string value_text(const TracedProgram& program, std::size_t step) {
  const Value& value = program.steps[step].value;
  if (!value.is_undefined() || program.states.empty()) return to_text(value);
  return fmt::format("no value: {}", fmt::join(program.states[step].symbols, " "));
}

std::string certainty_text(const TracedProgram& program, std::size_t step) {
  constexpr double kClear = 0.99;  // from here on it does not matter which place it is
  if (program.states.empty() || program.states[step].certainty.empty()) return {};
  const std::vector<double>& all = program.states[step].certainty;
  const auto least = std::min_element(all.begin(), all.end());
  const std::string text = fmt::format("{:.1f} %", std::clamp(100 * *least, 0.1, 99.9));
  return *least >= kClear ? text : fmt::format("{} at place {}", text, least - all.begin() + 1);
}

}  // namespace inkling::app
