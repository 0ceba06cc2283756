#include "lambdas.hpp"

#include <algorithm>
#include <bit>

#include "bank.hpp"

namespace inkling::enumerate {

using dsl::Expr;
using dsl::kUndefined;
using dsl::Sort;

namespace {

constexpr std::size_t kMaxSteps = 8;
constexpr std::uint8_t kMaxBodySize = 9;
constexpr std::uint32_t kFailed = 0xFFFFFFFFU;  // of import_seed

const std::int64_t* locate(const Operand& operand, std::size_t row, const std::int64_t* const* args,
                           std::size_t at, const std::int64_t (*scratch)[kStride]) {
  switch (operand.kind) {
    case Operand::Kind::parameter:
      return args[operand.index] + at;
    case Operand::Kind::spread:
      return operand.values;
    case Operand::Kind::captured:
      return operand.values + row * kStride;
    case Operand::Kind::step:
      return scratch[operand.index];
  }
  return nullptr;
}

bool apply_one(const dsl::Closure& self, dsl::EvalContext& context, const Cell* args,
               Cell& result) {
  const auto& closure = static_cast<const LambdaClosure&>(self);
  const std::int64_t* columns[2] = {&args[0].i, nullptr};
  if (closure.lambda->arity == 2) columns[1] = &args[1].i;
  std::int64_t out;
  apply_lambda(*closure.lambda, closure.row, context.dialect, columns, 1, &out);
  result.i = out;
  return out != kUndefined;
}

void apply_many(const dsl::Closure& self, dsl::EvalContext& context,
                const std::int64_t* const* args, std::size_t n, std::int64_t* result) {
  const auto& closure = static_cast<const LambdaClosure&>(self);
  apply_lambda(*closure.lambda, closure.row, context.dialect, args, n, result);
}

}  // namespace

void apply_lambda(const Lambda& lambda, std::size_t row, const dsl::Dialect& dialect,
                  const std::int64_t* const* args, std::size_t n, std::int64_t* result) {
  if (lambda.steps.size() == 1 && n <= kStride) {
    const Step& step = lambda.steps[0];
    const std::int64_t* columns[3];
    for (std::size_t k = 0; k < step.arity; ++k)
      columns[k] = locate(step.args[k], row, args, 0, nullptr);
    step.kernel(columns, n, result, dialect);
    return;
  }
  std::int64_t scratch[kMaxSteps][kStride];
  for (std::size_t at = 0; at < n; at += kStride) {
    const std::size_t count = std::min(kStride, n - at);
    if (lambda.steps.empty()) {
      const std::int64_t* values = locate(lambda.operand, row, args, at, scratch);
      std::copy(values, values + count, result + at);
      continue;
    }
    const std::size_t last = lambda.steps.size() - 1;
    for (std::size_t s = 0; s <= last; ++s) {
      const Step& step = lambda.steps[s];
      const std::int64_t* columns[3];
      for (std::size_t k = 0; k < step.arity; ++k)
        columns[k] = locate(step.args[k], row, args, at, scratch);
      step.kernel(columns, count, s == last ? result + at : scratch[s], dialect);
    }
  }
}

LambdaClosure::LambdaClosure(std::size_t of_row) : row(of_row) {
  apply = apply_one;
  apply_column = apply_many;
}

// One operator on the unknown parameter and otherwise known scalars.
std::size_t LambdaClosure::run_back(const dsl::Closure& self, dsl::EvalContext& context,
                                    std::size_t unknown, const Cell* args, const Cell& result,
                                    Cell* values) {
  const auto& closure = static_cast<const LambdaClosure&>(self);
  const Step& step = closure.lambda->steps[0];
  const dsl::CallSite& call = *closure.lambda->back;
  Cell operands[3];
  std::size_t place = step.arity;
  for (std::size_t k = 0; k < step.arity; ++k) {
    const Operand& operand = step.args[k];
    if (operand.kind != Operand::Kind::parameter) {
      const bool captured = operand.kind == Operand::Kind::captured;
      operands[k].i = operand.values[captured ? closure.row * kStride : 0];
    } else if (operand.index != unknown) {
      operands[k] = args[operand.index];
    } else if (place < step.arity) {
      return 0;  // x * x
    } else {
      place = k;
    }
  }
  if (place == step.arity || !call.op->has_witness(place)) return 0;
  return call.op->witness(context, call, place, operands, result, values);
}

BodyBank::BodyBank(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect,
                   const Prices& prices, std::vector<Sort> params, const SearchSpace& space,
                   std::size_t rows, std::vector<std::int64_t> points)
    : catalogue_(catalogue), dialect_(dialect), params_(std::move(params)) {
  for (const dsl::Operator& op : catalogue.operators()) {
    if (op.kernel == nullptr || op.cost <= 0 || op.params.size() > 3) continue;
    // Generic operators (if, ==) on integers.
    const auto on_integers = [](Sort sort) {
      return sort.base == Sort::Base::variable && sort.depth == 0 ? Sort{Sort::Base::integer, 0, 0}
                                                                  : sort;
    };
    BodyOperator body{
        &op, {}, on_integers(op.result), prices.operators[static_cast<std::size_t>(op.id)]};
    bool scalar = body.result.scalar();
    for (std::size_t k = 0; k < op.params.size(); ++k) {
      body.params[k] = on_integers(op.params[k].sort);
      scalar = scalar && !op.params[k].is_function() && body.params[k].scalar();
    }
    if (scalar) ops_.push_back(body);
  }
  // Probes: every row (so that captured values tell) times a set of points.
  probe_rows_ = std::min<std::size_t>(rows, 3);
  const std::size_t n = points.size();
  points_ = params_.size() == 1 ? n : n + n / 2;
  probes_.resize(params_.size());
  for (std::size_t r = 0; r < probe_rows_; ++r)
    for (std::size_t k = 0; k < points_; ++k)
      for (std::size_t p = 0; p < params_.size(); ++p) {
        // Pairs (k, 7k+3), (k, k + 5...) cover equal, smaller and larger second arguments.
        const std::size_t at = p == 0 ? k : (k < n ? 7 * k + 3 : k + k / n);
        const std::int64_t v = points[at % n];
        probes_[p].push_back(params_[p].base == Sort::Base::boolean ? (v & 1) : v);
      }

  for (std::size_t p = 0; p < params_.size(); ++p) {
    BodyNode node;
    node.kind = BodyNode::Kind::parameter;
    node.sort = params_[p];
    node.index = static_cast<std::uint8_t>(p);
    node.parameters = static_cast<std::uint8_t>(1U << p);
    add_leaf(std::move(node), probes_[p]);
  }
  for (const Leaf& leaf : space.leaves) {
    if (leaf.input >= 0 || !leaf.value.is_int()) continue;
    if (leaf.enumeration) continue;
    BodyNode node;
    node.kind = BodyNode::Kind::constant;
    node.sort = leaf.sort;
    node.cost = leaf.cost - 1;
    node.value = leaf.value.as_int();
    add_leaf(std::move(node), std::vector<std::int64_t>(probes_[0].size(), leaf.value.as_int()));
  }
  add_seeds(prices);
}

void BodyBank::add_leaf(BodyNode node, std::vector<std::int64_t> column) {
  node.column = std::move(column);
  if (!seen_.insert(fingerprint(node)).second) return;
  const auto cost = static_cast<std::size_t>(node.cost);
  if (by_cost_.size() <= cost) by_cost_.resize(cost + 1);
  by_cost_[cost].push_back(static_cast<std::uint32_t>(nodes_.size()));
  nodes_.push_back(std::move(node));
}

std::uint64_t BodyBank::fingerprint(const BodyNode& node) const {
  std::uint64_t h = node.sort.base == Sort::Base::boolean ? 3 : 5;
  for (std::int64_t v : node.column) h = mix(h, static_cast<std::uint64_t>(v));
  return h;
}

bool BodyBank::add_call(const BodyOperator& body, std::array<std::uint32_t, 3> args, int cost) {
  const dsl::Operator& op = *body.op;
  BodyNode node;
  node.kind = BodyNode::Kind::call;
  node.sort = body.result;
  node.cost = cost;
  node.op = &op;
  node.args = args;
  const std::int64_t* columns[3] = {};
  std::size_t size = 1;
  for (std::size_t k = 0; k < op.params.size(); ++k) {
    const BodyNode& arg = nodes_[args[k]];
    columns[k] = arg.column.data();
    node.parameters |= arg.parameters;
    size += arg.size;
  }
  if (size > kMaxBodySize) return false;
  node.size = static_cast<std::uint8_t>(size);
  bool constant = true;
  for (std::size_t k = 0; k < op.params.size(); ++k)
    constant = constant && nodes_[args[k]].kind == BodyNode::Kind::constant;
  if (constant) return false;
  node.column.resize(probes_[0].size());
  op.kernel(columns, node.column.size(), node.column.data(), dialect_);
  if (std::all_of(node.column.begin(), node.column.end(),
                  [](std::int64_t v) { return v == kUndefined; }))
    return false;
  if (!seen_.insert(fingerprint(node)).second) return false;
  by_cost_[static_cast<std::size_t>(cost)].push_back(static_cast<std::uint32_t>(nodes_.size()));
  nodes_.push_back(std::move(node));
  return true;
}

const std::int64_t* BodyBank::spread(std::int64_t value) {
  auto& place = spreads_[value];
  if (!place) {
    place = std::make_unique<std::int64_t[]>(kStride);
    std::fill(place.get(), place.get() + kStride, value);
  }
  return place.get();
}

Operand BodyBank::operand(std::uint32_t index, Lambda& lambda) {
  const BodyNode& node = nodes_[index];
  switch (node.kind) {
    case BodyNode::Kind::parameter:
      return {Operand::Kind::parameter, node.index, nullptr};
    case BodyNode::Kind::constant:
      return {Operand::Kind::spread, 0, spread(node.value)};
    case BodyNode::Kind::captured:
      return {Operand::Kind::captured, 0, (*captured_)[node.captured].spread.data()};
    case BodyNode::Kind::call:
      break;
  }
  Step step;
  step.kernel = node.op->kernel;
  step.arity = static_cast<std::uint8_t>(node.op->params.size());
  for (std::size_t k = 0; k < step.arity; ++k) step.args[k] = operand(node.args[k], lambda);
  lambda.steps.push_back(step);
  return {Operand::Kind::step, static_cast<std::uint8_t>(lambda.steps.size() - 1), nullptr};
}

// A body becomes a lambda when it leaves out so many parameters and is not a parameter itself.
void BodyBank::finish(std::uint32_t index, int cost, int ignored) {
  const BodyNode& node = nodes_[index];
  if (std::popcount(node.parameters) + ignored != static_cast<int>(params_.size()) ||
      node.kind == BodyNode::Kind::parameter)
    return;
  if (!finished_.insert(fingerprint(node)).second) return;
  Lambda lambda;
  lambda.node = index;
  lambda.cost = cost;
  lambda.arity = static_cast<std::uint8_t>(params_.size());
  lambda.operand = operand(index, lambda);
  if (lambda.steps.size() > kMaxSteps) return;
  lambda.back = way_back(lambda);
  const bool boolean = node.sort.base == Sort::Base::boolean;
  auto& levels = levels_[boolean ? 1 : 0];
  auto& lambdas = lambdas_[boolean ? 1 : 0];
  while (levels.size() <= static_cast<std::size_t>(cost))
    levels.push_back(static_cast<std::uint32_t>(lambdas.size()));
  lambdas.push_back(std::move(lambda));
}

const dsl::CallSite* BodyBank::way_back(const Lambda& lambda) {
  const BodyNode& node = nodes_[lambda.node];
  if (lambda.steps.size() != 1 || node.op->witness == nullptr) return nullptr;
  // Parameters in their order, and nothing that differs from row to row.
  if (lambda.arity == 2 &&
      (lambda.steps[0].args[0].index != 0 || lambda.steps[0].args[1].index != 1))
    return nullptr;
  for (std::size_t k = 0; k < lambda.steps[0].arity; ++k)
    if (lambda.steps[0].args[k].kind == Operand::Kind::captured) return nullptr;
  dsl::CallSite call{node.op, {}, node.sort};
  for (std::size_t k = 0; k < node.op->params.size(); ++k) call.args[k] = nodes_[node.args[k]].sort;
  return &ways_back_.emplace_back(call);
}

std::uint32_t BodyBank::begin(bool boolean, int cost) const {
  const auto& levels = levels_[boolean ? 1 : 0];
  const auto level = static_cast<std::size_t>(std::max(cost, 0));
  return level < levels.size() ? levels[level]
                               : static_cast<std::uint32_t>(lambdas_[boolean ? 1 : 0].size());
}

// Puts a seed's tree among the nodes, outside the cost levels (its parts may be found again).
std::uint32_t BodyBank::import_seed(const Expr& expr) {
  BodyNode node;
  node.sort = expr.sort;
  switch (expr.kind) {
    case Expr::Kind::bound:
      if (static_cast<std::size_t>(expr.index) >= params_.size()) return kFailed;
      node.kind = BodyNode::Kind::parameter;
      node.index = static_cast<std::uint8_t>(expr.index);
      node.parameters = static_cast<std::uint8_t>(1U << expr.index);
      node.column = probes_[static_cast<std::size_t>(expr.index)];
      break;
    case Expr::Kind::literal:
      if (!expr.value.is_int()) return kFailed;
      node.kind = BodyNode::Kind::constant;
      node.value = expr.value.as_int();
      node.column.assign(probes_[0].size(), node.value);
      break;
    case Expr::Kind::call: {
      if (expr.op->kernel == nullptr || expr.args.size() > 3) return kFailed;
      node.kind = BodyNode::Kind::call;
      node.op = expr.op;
      const std::int64_t* columns[3] = {};
      for (std::size_t k = 0; k < expr.args.size(); ++k) {
        node.args[k] = import_seed(*expr.args[k]);
        if (node.args[k] == kFailed) return kFailed;
        node.parameters |= nodes_[node.args[k]].parameters;
        node.size = static_cast<std::uint8_t>(node.size + nodes_[node.args[k]].size);
      }
      for (std::size_t k = 0; k < expr.args.size(); ++k)
        columns[k] = nodes_[node.args[k]].column.data();
      node.column.resize(probes_[0].size());
      expr.op->kernel(columns, node.column.size(), node.column.data(), dialect_);
      break;
    }
    default:
      return kFailed;
  }
  nodes_.push_back(std::move(node));
  return static_cast<std::uint32_t>(nodes_.size()) - 1;
}

void BodyBank::add_seeds(const Prices& prices) {
  const auto& seeds = catalogue_.lambda_seeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    const auto parsed = dsl::parse_function(catalogue_, seeds[i].text, params_);
    if (!parsed.ok()) continue;
    const std::uint32_t node = import_seed(*(*parsed)->args[0]);
    if (node != kFailed) seeds_.push_back({node, prices.functions[i] - 1, seeds[i].cost - 1});
  }
}

void BodyBank::extend(int cost, int body_cost, const std::deque<Captured>& captured,
                      std::size_t limit) {
  captured_ = &captured;
  for (; captured_seen_ < captured.size(); ++captured_seen_) {
    const Captured& scalar = captured[captured_seen_];
    BodyNode node;
    node.kind = BodyNode::Kind::captured;
    node.sort = scalar.sort;
    node.cost = std::max(scalar.cost, built_ + 1);
    node.captured = static_cast<std::uint32_t>(captured_seen_);
    std::vector<std::int64_t> column;
    for (std::size_t r = 0; r < probe_rows_; ++r)
      column.insert(column.end(), points_, scalar.spread[r * kStride]);
    add_leaf(std::move(node), std::move(column));
  }
  for (int c = built_ + 1; c <= cost; ++c) {
    built_ = c;
    for (const Seed& seed : seeds_)
      if (seed.cost == c && seed.unguided <= body_cost) finish(seed.node, c, 0);
    if (c > body_cost || nodes_.size() >= limit) continue;
    if (by_cost_.size() <= static_cast<std::size_t>(c))
      by_cost_.resize(static_cast<std::size_t>(c) + 1);
    for (const BodyOperator& op : ops_)
      if (op.cost <= c) extend_operator(op, c, limit);
    // What a function ignores was given for a reason, and costs more.
    for (int ignored = 0; ignored <= static_cast<int>(params_.size()); ++ignored) {
      if (ignored > c) continue;
      const auto made = by_cost_[static_cast<std::size_t>(c - ignored)];
      for (std::uint32_t node : made) finish(node, c, ignored);
    }
  }
}

// All bodies of cost `cost` with this operator at the root. Operators cost at least 1, so the level
// that is being filled is not among those that are read.
void BodyBank::extend_operator(const BodyOperator& op, int cost, std::size_t limit) {
  const std::size_t arity = op.op->params.size();
  std::array<std::uint32_t, 3> args{};
  const auto fill = [&](const auto& self, std::size_t k, int left) -> void {
    for (int c = k + 1 == arity ? left : 0; c <= left; ++c)
      for (std::uint32_t node : by_cost_[static_cast<std::size_t>(c)]) {
        if (nodes_.size() >= limit) return;
        if (nodes_[node].sort != op.params[k]) continue;
        if (k == 1 && op.op->commutative && node < args[0]) continue;
        args[k] = node;
        if (k + 1 == arity)
          add_call(op, args, cost);
        else
          self(self, k + 1, left - c);
      }
  };
  fill(fill, 0, cost - op.cost);
}

std::size_t BodyBank::bytes() const {
  return nodes_.size() * (sizeof(BodyNode) + probes_[0].size() * sizeof(std::int64_t)) +
         (lambdas_[0].size() + lambdas_[1].size()) * (sizeof(Lambda) + 2 * sizeof(Step));
}

}  // namespace inkling::enumerate
