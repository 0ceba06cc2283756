#include "free_programs.hpp"

#include <algorithm>
#include <array>
#include <inkling/dsl/expr.hpp>

#include "lists_catalogue.hpp"

namespace inkling::lists {
namespace {

using dsl::Cell;
using dsl::ExprPtr;
using dsl::Operator;
using dsl::Sort;
using Base = Sort::Base;

constexpr Sort kInt{Base::integer};
constexpr Sort kBool{Base::boolean};
constexpr Sort kList{Base::integer, 1};
constexpr std::int64_t kLargest = 10'000;  // of a value on the way
constexpr std::size_t kLongest = 40;       // list on the way

// What the variables of a signature stand for.
using Binding = std::array<std::optional<Sort>, 8>;

bool match(Sort pattern, Sort sort, Binding& binding) {
  if (pattern.base != Base::variable) return pattern == sort;
  if (pattern.depth > sort.depth) return false;
  const Sort bound{sort.base, static_cast<std::uint8_t>(sort.depth - pattern.depth), sort.index};
  std::optional<Sort>& slot = binding[pattern.index];
  if (slot) return *slot == bound;
  slot = bound;
  return true;
}

// The sort with its variable replaced; one that is free becomes an integer or, seldom, a boolean.
Sort replace(Sort sort, Binding& binding, Rng& rng) {
  if (sort.base != Base::variable) return sort;
  std::optional<Sort>& slot = binding[sort.index];
  if (!slot) slot = rng.bernoulli(0.8) ? kInt : kBool;
  return {slot->base, static_cast<std::uint8_t>(slot->depth + sort.depth), slot->index};
}

// Numbers that people write: small ones, most of them.
std::int64_t draw_number(Rng& rng) {
  return rng.bernoulli(0.8) ? rng.uniform(0, 4) : rng.uniform(-3, 10);
}

ExprPtr number(Rng& rng) {
  return dsl::make_literal(Value(draw_number(rng)), kInt);
}

// Searched operators, those that a search tries sooner more often.
const std::vector<const Operator*>& urn(bool scalar) {
  const auto fill = [](bool scalars) {
    std::vector<const Operator*> all;
    for (const Operator& op : lists_catalogue()->operators())
      if (op.cost >= 1 && op.cost <= 3 && !op.params.empty() && (!scalars || op.kernel != nullptr))
        for (int copies = 4 >> (op.cost - 1); copies > 0; --copies) all.push_back(&op);
    return all;
  };
  static const std::vector<const Operator*> any = fill(false), scalars = fill(true);
  return scalar ? scalars : any;
}

// A function's body: an operator on its parameters and numbers, one inside another now and then.
ExprPtr draw_body(Sort wanted, const std::vector<Sort>& params, int depth, bool& used, Rng& rng) {
  for (int tries = 0; tries < 20; ++tries) {
    const Operator& op = *rng.pick(std::span<const Operator* const>(urn(true)));
    Binding binding{};
    if (!match(op.result, wanted, binding)) continue;
    std::vector<ExprPtr> args;
    for (const dsl::Param& param : op.params) {
      const Sort sort = replace(param.sort, binding, rng);
      std::vector<int> fitting;
      for (std::size_t i = 0; i < params.size(); ++i)
        if (params[i] == sort) fitting.push_back(static_cast<int>(i));
      const bool nested = depth > 0 && rng.bernoulli(0.25);
      if (nested || (fitting.empty() && sort != kInt)) {
        ExprPtr inner = depth > 0 ? draw_body(sort, params, depth - 1, used, rng) : nullptr;
        if (inner == nullptr) break;
        args.push_back(std::move(inner));
      } else if (!fitting.empty() && rng.bernoulli(0.6)) {
        used = true;
        args.push_back(dsl::make_bound(rng.pick(std::span<const int>(fitting)), sort));
      } else if (sort == kInt) {
        args.push_back(number(rng));
      } else {
        break;
      }
    }
    if (args.size() == op.params.size()) return dsl::make_call(op, std::move(args), wanted);
  }
  return nullptr;
}

// One of the language's own functions, else a body; nullptr where none turns up.
ExprPtr draw_function(const std::vector<Sort>& params, Sort wanted, Rng& rng) {
  for (const Sort sort : params)
    if (!sort.scalar()) return nullptr;
  if (!wanted.scalar()) return nullptr;
  if (rng.bernoulli(0.65)) {
    const auto& seeds = lists_catalogue()->lambda_seeds();
    for (int tries = 0; tries < 12; ++tries) {
      const dsl::LambdaSeed& seed = rng.pick(std::span<const dsl::LambdaSeed>(seeds));
      auto made = dsl::parse_function(*lists_catalogue(), seed.text, params);
      if (made.ok() && (*made)->sort == wanted) return *std::move(made);
    }
  }
  bool used = false;
  ExprPtr body = draw_body(wanted, params, 1, used, rng);
  return body == nullptr || !used ? nullptr : dsl::make_lambda(params, std::move(body));
}

struct Variable {
  Sort sort{};
  ExprPtr tree;             // over the inputs
  std::vector<Cell> cells;  // by row
  bool used = false;
};

bool acceptable(Sort sort, const Cell& cell) {
  if (sort.depth == 0) return cell.i >= -kLargest && cell.i <= kLargest;
  if (cell.size > kLongest) return false;
  for (std::uint32_t i = 0; i < cell.size; ++i) {
    if (sort.integers() ? cell.v[i] < -kLargest || cell.v[i] > kLargest
                        : !acceptable(sort.element(), cell.c[i]))
      return false;
  }
  return true;
}

class Builder {
 public:
  explicit Builder(Rng& rng) : rng_(rng), dialect_(lists_catalogue()->dialects().front()) {}

  bool add_input(Sort sort, const std::vector<Value>& values) {
    Variable input{sort, dsl::make_input(static_cast<int>(variables_.size()), sort), {}};
    for (const Value& value : values) {
      Cell cell;
      if (!dsl::to_cell(value, sort, arena_, cell)) return false;
      input.cells.push_back(cell);
    }
    variables_.push_back(std::move(input));
    return true;
  }

  // `examples`: the rows that must not all give the same at the end.
  bool add_statement(bool last, std::size_t examples) {
    constexpr int kTries = 60;
    for (int tries = 0; tries < kTries; ++tries)
      if (try_statement(last, examples)) return true;
    return false;
  }

  const Variable& result() const { return variables_.back(); }
  Value value(std::size_t row) const { return dsl::to_value(result().cells[row], result().sort); }

 private:
  bool try_statement(bool last, std::size_t examples) {
    const Operator& op = *rng_.pick(std::span<const Operator* const>(urn(false)));
    Binding binding{};
    std::vector<std::size_t> taken;    // variables
    std::vector<ExprPtr> args, trees;  // over what is taken, over the inputs
    for (const dsl::Param& param : op.params) {
      if (param.is_function()) {
        args.push_back(nullptr);  // when all other arguments are known
        trees.push_back(nullptr);
        continue;
      }
      if (!take(param, binding, taken, args, trees)) return false;
    }
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (args[i] != nullptr) continue;
      const dsl::Param& param = op.params[i];
      std::vector<Sort> params;
      for (const Sort sort : param.lambda) params.push_back(replace(sort, binding, rng_));
      args[i] = trees[i] = draw_function(params, replace(param.sort, binding, rng_), rng_);
      if (args[i] == nullptr) return false;
    }
    if (taken.empty() || !uses_enough(taken, last)) return false;
    Variable made{replace(op.result, binding, rng_), nullptr, {}};
    if (made.sort.depth > (last ? 1 : 2) && !rng_.bernoulli(0.2)) return false;
    const ExprPtr call = dsl::make_call(op, std::move(args), made.sort);
    if (!run(*call, taken, made) || is_old(made)) return false;
    if (last && is_constant(made, examples)) return false;
    made.tree = dsl::make_call(op, std::move(trees), made.sort);
    for (const std::size_t i : taken) variables_[i].used = true;
    variables_.push_back(std::move(made));
    return true;
  }

  // An argument: a variable whose sort fits, the newest more often, or a number.
  bool take(const dsl::Param& param, Binding& binding, std::vector<std::size_t>& taken,
            std::vector<ExprPtr>& args, std::vector<ExprPtr>& trees) {
    const bool whole = param.sort.depth == 0 &&
                       (param.sort.base == Base::integer || param.sort.base == Base::variable);
    Binding as_number = binding;
    if (whole && match(param.sort, kInt, as_number) && rng_.bernoulli(0.6)) {
      binding = as_number;
      args.push_back(number(rng_));
      trees.push_back(args.back());
      return true;
    }
    std::vector<std::size_t> fitting;
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      Binding trial = binding;
      if (match(param.sort, variables_[i].sort, trial)) fitting.push_back(i);
    }
    if (fitting.empty()) return false;
    const std::size_t i =
        rng_.bernoulli(0.5) ? fitting.back() : rng_.pick(std::span<const std::size_t>(fitting));
    match(param.sort, variables_[i].sort, binding);
    args.push_back(dsl::make_input(static_cast<int>(taken.size()), variables_[i].sort));
    trees.push_back(variables_[i].tree);
    taken.push_back(i);
    return true;
  }

  // No dead code: with two variables unused the next statement uses one, the last one uses all.
  bool uses_enough(const std::vector<std::size_t>& taken, bool last) const {
    std::size_t unused = 0, left = 0;
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      if (variables_[i].used) continue;
      ++unused;
      left += std::find(taken.begin(), taken.end(), i) == taken.end();
    }
    return last ? left == 0 : unused < 2 || left < unused;
  }

  bool run(const dsl::Expr& call, const std::vector<std::size_t>& taken, Variable& made) {
    std::vector<Cell> inputs(taken.size());
    for (std::size_t row = 0; row < variables_[0].cells.size(); ++row) {
      for (std::size_t i = 0; i < taken.size(); ++i) inputs[i] = variables_[taken[i]].cells[row];
      dsl::EvalContext context{arena_, dialect_};
      Cell cell;
      if (!dsl::evaluate(call, inputs.data(), context, cell) || !acceptable(made.sort, cell))
        return false;
      made.cells.push_back(cell);
    }
    return true;
  }

  bool is_old(const Variable& made) const {
    return std::any_of(variables_.begin(), variables_.end(), [&](const Variable& old) {
      if (old.sort != made.sort) return false;
      for (std::size_t row = 0; row < old.cells.size(); ++row)
        if (!dsl::equal_cells(made.sort, old.cells[row], made.cells[row])) return false;
      return true;
    });
  }
  static bool is_constant(const Variable& made, std::size_t examples) {
    for (std::size_t row = 1; row < examples; ++row)
      if (!dsl::equal_cells(made.sort, made.cells[row], made.cells[0])) return false;
    return examples > 1;
  }

  Rng& rng_;
  const dsl::Dialect& dialect_;
  dsl::Arena arena_;
  std::vector<Variable> variables_;
};

struct Range {
  std::int64_t low = 0, high = 0;
};

// The values of one input in all rows: an integer, or lists as people and DeepCoder write them.
std::vector<Value> draw_input(bool list, std::size_t rows, Rng& rng) {
  static constexpr std::array<Range, 6> kValues{
      {{0, 4}, {0, 9}, {0, 20}, {-10, 10}, {-50, 50}, {0, 100}}};
  static constexpr std::array<Range, 5> kLengths{{{1, 3}, {2, 5}, {3, 8}, {0, 10}, {5, 20}}};
  const Range values = rng.pick(std::span<const Range>(kValues));
  const Range lengths = rng.pick(std::span<const Range>(kLengths));
  std::vector<Value> drawn;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!list) {
      drawn.emplace_back(rng.uniform(0, 9));
      continue;
    }
    Value::List items;
    for (std::int64_t n = rng.uniform(lengths.low, lengths.high); n > 0; --n)
      items.emplace_back(rng.uniform(values.low, values.high));
    drawn.emplace_back(std::move(items));
  }
  return drawn;
}

}  // namespace

std::optional<GeneratedTask> generate_free(const FreeRequest& request, Rng& rng) {
  constexpr int kAttempts = 4000;
  const std::size_t rows = request.examples + request.queries;
  for (int tries = 0; tries < kAttempts; ++tries) {
    const std::int64_t count = request.inputs == 0 ? rng.uniform(1, 2) : request.inputs;
    const std::int64_t sure_list = rng.uniform(0, count - 1);
    Builder builder(rng);
    std::vector<std::vector<Value>> inputs;
    for (std::int64_t i = 0; i < count; ++i) {
      const bool list = i == sure_list || rng.bernoulli(0.5);
      inputs.push_back(draw_input(list, rows, rng));
      if (!builder.add_input(list ? kList : kInt, inputs.back())) return std::nullopt;
    }
    bool built = true;
    for (std::size_t i = 0; built && i < request.statements; ++i)
      built = builder.add_statement(i + 1 == request.statements, request.examples);
    if (!built) continue;
    GeneratedTask made;
    made.task.domain = "lists";
    made.program = dsl::print(*lists_catalogue(), *builder.result().tree);
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<Value> arguments;
      for (const auto& values : inputs) arguments.push_back(values[row]);
      Value output = builder.value(row);
      if (row < request.examples)
        made.task.examples.push_back({std::move(arguments), std::move(output)});
      else
        made.task.queries.push_back({std::move(arguments), std::move(output)});
    }
    return made;
  }
  return std::nullopt;
}

}  // namespace inkling::lists
