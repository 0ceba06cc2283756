#include "hnps_tasks.hpp"

#include <inkling/dsl/statement_tasks.hpp>

#include "sampler.hpp"
#include "tokens.hpp"

namespace inkling::strings {
namespace {

constexpr std::size_t kMostComposed = 4;  // sub-programs and expressions in the paper's data
constexpr int kTries = 400;               // programs, until one belongs to the part

// 60, 70 and 70 thousand programs of two, three and four; the direct ones even.
std::size_t draw_length(hnps::Suite suite, Rng& rng) {
  if (suite == hnps::Suite::direct) return static_cast<std::size_t>(rng.uniform(2, kMostComposed));
  const double at = 200 * rng.uniform_real();
  return at < 60 ? 2 : at < 130 ? 3 : 4;
}

bool in_train(const hnps::Program& program) {
  return dsl::in_part(to_text(program), false);
}

}  // namespace

Result<GeneratedTask> generate_hnps_task(const Params& params, Rng& rng) {
  const std::string& name = params.get_text("suite");
  const hnps::Suite suite = name == "hnps-short"      ? hnps::Suite::atomic
                            : name == "hnps-composed" ? hnps::Suite::composed
                                                      : hnps::Suite::direct;
  const std::int64_t low = params.get_int("min_expressions");
  const std::int64_t high = params.get_int("max_expressions");
  if (high != 0 && low > high)
    return Error{ErrorCode::bad_param, "max_expressions=" + std::to_string(high) +
                                           " is less than min_expressions=" + std::to_string(low)};
  if (suite == hnps::Suite::atomic && (low > 1 || high > 1))
    return Error{ErrorCode::bad_param, "programs of suite=hnps-short have one expression"};
  const auto examples = static_cast<std::size_t>(params.get_int("examples"));
  const std::size_t rows = examples + static_cast<std::size_t>(params.get_int("queries"));
  const bool test = params.get_text("part") == "test";
  for (int i = 0; i < kTries; ++i) {
    std::size_t length = suite == hnps::Suite::atomic ? 1 : draw_length(suite, rng);
    if (low != 0 || high != 0) {
      const std::int64_t most = high != 0 ? high : std::max<std::int64_t>(low, kMostComposed);
      length = static_cast<std::size_t>(rng.uniform(std::max<std::int64_t>(low, 1), most));
    }
    const auto made =
        hnps::sample(suite, length, rows, rng, suite == hnps::Suite::composed ? in_train : nullptr);
    if (!made) continue;
    GeneratedTask task;
    task.program = to_text(made->program);
    if (!dsl::in_part(task.program, test)) continue;
    task.task.id = name + "/" + params.get_text("part");
    task.task.domain = "strings";
    task.task.meta =
        "{\"language\":\"hnps\",\"tokens\":" + std::to_string(token_count(made->program)) + "}";
    for (std::size_t row = 0; row < rows; ++row) {
      if (row < examples) {
        Example& example = task.task.examples.emplace_back();
        example.inputs.emplace_back(made->inputs[row]);
        example.output = Value(made->outputs[row]);
      } else {
        Query& query = task.task.queries.emplace_back();
        query.inputs.emplace_back(made->inputs[row]);
        query.output.emplace(made->outputs[row]);
      }
    }
    return task;
  }
  return Error{
      ErrorCode::bad_param,
      "no program of suite=" + name + " of that length ran on " + std::to_string(rows) + " inputs",
      {"ask for fewer expressions, or fewer examples and queries"}};
}

}  // namespace inkling::strings
