#include "support/tiny_latent.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/rng.hpp>
#include <optional>
#include <string>

namespace inkling::test {

namespace {

constexpr double kFloor = 1e-6;  // added to every probability before a logarithm
using Row = std::vector<double>;

Row softmax(const Row& logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  Row out;
  double sum = 0.0;
  for (const double x : logits) sum += out.emplace_back(std::exp(x - largest));
  for (double& x : out) x /= sum;
  return out;
}

// Gradient through a softmax: from d/d(output) to d/d(logit).
Row softmax_backward(const Row& output, const Row& gradient) {
  double mean = 0.0;
  for (std::size_t i = 0; i < output.size(); ++i) mean += output[i] * gradient[i];
  Row out(output.size());
  for (std::size_t i = 0; i < output.size(); ++i) out[i] = output[i] * (gradient[i] - mean);
  return out;
}

struct EncodedExample {
  std::vector<int> input;
  std::vector<int> output;
};

class TinyProblem : public LatentProblem {
 public:
  TinyProblem(TinyLatentSpec spec, std::vector<EncodedExample> examples, const Params& params)
      : spec_(std::move(spec)), examples_(std::move(examples)), params_(params) {}

  LatentSpace space() const override {
    return {spec_.positions, spec_.shifts.size(), spec_.shifts.size()};
  }

  std::vector<float> initial() const override {
    return std::vector<float>(spec_.positions * spec_.shifts.size(), 0.0F);
  }

  Result<void> evaluate(TensorView<const float> starts, const Evaluation& how,
                        TensorView<float> loss, TensorView<float> gradient) override {
    const std::size_t positions = spec_.positions;
    const std::size_t codes = spec_.shifts.size();
    if (starts.rank() != 3 || starts.dim(1) != positions || starts.dim(2) != codes ||
        loss.size() != starts.dim(0) || (gradient.rank() != 0 && gradient.size() != starts.size()))
      return Error{ErrorCode::bad_input, "starts, loss and gradient must have matching shapes"};
    const double program_temperature = temperature("program", how.progress);
    const double state_temperature = temperature("state", how.progress);
    for (std::size_t s = 0; s < starts.dim(0); ++s) {
      const std::vector<Row> mixture = relax(starts.row(s), program_temperature, how.noise, s);
      std::vector<Row> slope(positions, Row(codes, 0.0));
      double total = 0.0;
      for (const EncodedExample& example : examples_)
        total += example_loss(example, mixture, state_temperature, slope);
      loss[s] = static_cast<float>(total);
      if (gradient.rank() == 0) continue;
      const TensorView<float> out = gradient.row(s);
      for (std::size_t t = 0; t < positions; ++t) {
        const Row logits = softmax_backward(mixture[t], slope[t]);
        for (std::size_t k = 0; k < codes; ++k)
          out[t * codes + k] = static_cast<float>(logits[k] / program_temperature);
      }
    }
    return {};
  }

  LatentCode decode(TensorView<const float> start) const override {
    LatentCode code{space(), {start.data(), start.data() + start.size()}, {}, {}};
    for (const Row& row : relax(start, 1.0, std::nullopt, 0))
      code.tokens.push_back(
          static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin()));
    return code;
  }

 private:
  // softmax((start + noise) / temperature), one row per position.
  std::vector<Row> relax(TensorView<const float> start, double temperature,
                         const std::optional<std::uint64_t>& seed, std::size_t index) const {
    Rng rng = Rng(seed.value_or(0)).split("tiny-latent", index);
    std::vector<Row> rows;
    for (std::size_t t = 0; t < spec_.positions; ++t) {
      Row logits;
      for (std::size_t k = 0; k < spec_.shifts.size(); ++k) {
        const double noise = seed ? rng.gumbel() : 0.0;
        logits.push_back((static_cast<double>(start[t * spec_.shifts.size() + k]) + noise) /
                         temperature);
      }
      rows.push_back(softmax(logits));
    }
    return rows;
  }

  std::size_t moved(std::size_t v, int shift) const {
    const int sum = static_cast<int>(v) + shift;
    return static_cast<std::size_t>((sum % spec_.modulus + spec_.modulus) % spec_.modulus);
  }

  // One position: a mixture of shifts, then a softmax of the log-probabilities at `temperature`.
  Row mix(const Row& state, const Row& weights) const {
    Row out(state.size(), 0.0);
    for (std::size_t k = 0; k < weights.size(); ++k)
      for (std::size_t v = 0; v < state.size(); ++v)
        out[moved(v, spec_.shifts[k])] += weights[k] * state[v];
    return out;
  }

  Row sharpen(const Row& mixed, double temperature) const {
    Row logits;
    for (const double p : mixed) logits.push_back(std::log(p + kFloor) / temperature);
    return softmax(logits);
  }

  // Mean negative log-likelihood of the output's tokens; adds d(loss)/d(mixture) to `slope`.
  double example_loss(const EncodedExample& example, const std::vector<Row>& mixture,
                      double temperature, std::vector<Row>& slope) const {
    double total = 0.0;
    for (std::size_t i = 0; i < example.input.size(); ++i)
      total += token_loss(example.input[i], example.output[i], mixture, temperature,
                          1.0 / static_cast<double>(example.input.size()), slope);
    return total;
  }

  double token_loss(int input, int output, const std::vector<Row>& mixture, double temperature,
                    double weight, std::vector<Row>& slope) const {
    const auto size = static_cast<std::size_t>(spec_.modulus);
    std::vector<Row> states(1, Row(size, 0.0));
    std::vector<Row> mixed;
    states[0][static_cast<std::size_t>(input)] = 1.0;
    for (const Row& weights : mixture) {
      mixed.push_back(mix(states.back(), weights));
      states.push_back(sharpen(mixed.back(), temperature));
    }
    const double likelihood = states.back()[static_cast<std::size_t>(output)] + kFloor;
    Row back(size, 0.0);
    back[static_cast<std::size_t>(output)] = -weight / likelihood;
    for (std::size_t t = mixture.size(); t-- > 0;) {
      Row at_mixed = softmax_backward(states[t + 1], back);
      for (std::size_t v = 0; v < size; ++v) at_mixed[v] /= temperature * (mixed[t][v] + kFloor);
      Row at_state(size, 0.0);
      for (std::size_t k = 0; k < mixture[t].size(); ++k) {
        for (std::size_t v = 0; v < size; ++v) {
          const double g = at_mixed[moved(v, spec_.shifts[k])];
          slope[t][k] += g * states[t][v];
          at_state[v] += g * mixture[t][k];
        }
      }
      back = std::move(at_state);
    }
    return -weight * std::log(likelihood);
  }

  // From one end to the other, exponentially.
  double temperature(const std::string& of, double progress) const {
    const double from = params_.get_real(of + "_from"), to = params_.get_real(of + "_to");
    return from * std::pow(to / from, progress);
  }

  TinyLatentSpec spec_;
  std::vector<EncodedExample> examples_;
  Params params_;
};

Value to_value(const std::vector<int>& items) {
  return Value(Value::List(items.begin(), items.end()));
}

}  // namespace

TinyLatent::TinyLatent(TinyLatentSpec spec)
    : spec_(std::move(spec)),
      info_{"tiny-latent", "adds constants modulo a number", "tiny", Program::Kind::latent} {}

ParamSpecs TinyLatent::params() const {
  const auto temperature = [](const char* name, const char* value) {
    return ParamSpec{name, ParamType::real, value, "temperature", 0.01, 100, {}};
  };
  return {temperature("program_from", "1"), temperature("program_to", "0.3"),
          temperature("state_from", "1"), temperature("state_to", "0.3")};
}

Program TinyLatent::program(std::vector<int> tokens) const {
  const std::size_t positions = tokens.size();
  return Program::latent(
      info_.id, {{positions, spec_.shifts.size(), spec_.shifts.size()}, {}, std::move(tokens), {}});
}

Result<std::vector<int>> TinyLatent::read_list(const Value& value) const {
  if (!value.is_list()) return Error{ErrorCode::type, "expected a list, got " + to_text(value)};
  std::vector<int> items;
  for (const Value& item : value.as_list()) {
    if (!item.is_int() || item.as_int() < 0 || item.as_int() >= spec_.modulus)
      return Error{ErrorCode::bad_input, to_text(item) + " is outside the vocabulary"};
    items.push_back(static_cast<int>(item.as_int()));
  }
  return items;
}

Result<std::vector<int>> TinyLatent::read_row(const std::vector<Value>& inputs) const {
  if (inputs.size() != 1) return Error{ErrorCode::type, "expected one input"};
  return read_list(inputs[0]);
}

// The input, then the list after every position; a mixture of codes counts as the likeliest.
Result<std::vector<Value>> TinyLatent::states(const Program& program,
                                              std::span<const Value> inputs) const {
  if (program.kind() != Program::Kind::latent || program.owner() != info_.id)
    return Error{ErrorCode::type, "'" + program.text() + "' is not a program of tiny-latent"};
  Result<std::vector<int>> items = read_row({inputs.begin(), inputs.end()});
  if (!items) return std::move(items).error();
  std::vector<Value> out{to_value(*items)};
  for (const int token : program.code().tokens) {
    if (token < 0 || static_cast<std::size_t>(token) >= spec_.shifts.size())
      return Error{ErrorCode::bad_input, "unknown code " + std::to_string(token)};
    for (int& item : *items)
      item = (item + spec_.shifts[static_cast<std::size_t>(token)]) % spec_.modulus;
    out.push_back(to_value(*items));
  }
  return out;
}

Result<Value> TinyLatent::run(const Program& program, std::span<const Value> inputs) const {
  Result<std::vector<Value>> all = states(program, inputs);
  if (!all) return std::move(all).error();
  return all->back();
}

Result<std::vector<TraceStep>> TinyLatent::trace(const Program& program,
                                                 std::span<const Value> inputs) const {
  Result<std::vector<Value>> all = states(program, inputs);
  if (!all) return std::move(all).error();
  std::vector<TraceStep> steps;
  for (std::size_t i = 0; i < all->size(); ++i)
    steps.push_back(
        {i == 0 ? "input" : "t" + std::to_string(program.code().tokens[i - 1]), (*all)[i]});
  return steps;
}

Result<Program> TinyLatent::parse(std::string_view text) const {
  const Error bad{ErrorCode::parse, "expected codes as in <0 1>, got " + std::string(text)};
  if (text.size() < 2 || text.front() != '<' || text.back() != '>') return bad;
  std::string list = "[" + std::string(text.substr(1, text.size() - 2)) + "]";
  std::replace(list.begin(), list.end(), ' ', ',');
  const Result<Value> values = parse_value(list);
  if (!values || values->as_list().size() != spec_.positions) return bad;
  std::vector<int> tokens;
  for (const Value& value : values->as_list()) {
    const auto codes = static_cast<std::int64_t>(spec_.shifts.size());
    if (!value.is_int() || value.as_int() < 0 || value.as_int() >= codes) return bad;
    tokens.push_back(static_cast<int>(value.as_int()));
  }
  return program(std::move(tokens));
}

Result<std::unique_ptr<LatentProblem>> TinyLatent::prepare(const Task& task,
                                                           const ProblemOptions& options) const {
  const Result<Params> evaluated = options.params.select(params());
  if (!evaluated) return evaluated.error();
  std::vector<EncodedExample> examples;
  for (const Example& example : task.examples) {
    Result<std::vector<int>> input = read_row(example.inputs);
    if (!input) return std::move(input).error();
    Result<std::vector<int>> output = read_list(example.output);
    if (!output) return std::move(output).error();
    if (input->size() != output->size())
      return Error{ErrorCode::bad_input, "input and output must have the same length"};
    examples.push_back({*std::move(input), *std::move(output)});
  }
  return std::unique_ptr<LatentProblem>(
      std::make_unique<TinyProblem>(spec_, std::move(examples), *evaluated));
}

}  // namespace inkling::test
