#include "store.hpp"

#include <algorithm>

namespace inkling::enumerate {

using dsl::Sort;

namespace {

struct Magnitude {
  std::uint64_t integer = 0;
  std::uint32_t list = 0;
  std::uint32_t string = 0;
};

void measure(Sort sort, const Cell& cell, Magnitude& m) {
  if (sort.depth > 0) {
    m.list = std::max(m.list, cell.size);
    for (std::uint32_t k = 0; k < cell.size; ++k) {
      Cell item;
      if (sort.integers())
        item.i = cell.v[k];
      else
        item = cell.c[k];
      measure(sort.element(), item, m);
    }
  } else if (sort.base == Sort::Base::string) {
    m.string = std::max(m.string, cell.size);
  } else if (sort.base == Sort::Base::integer) {
    const auto v = static_cast<std::uint64_t>(cell.i);
    m.integer = std::max(m.integer, cell.i < 0 ? ~v + 1 : v);
  }
}

std::size_t bytes_of(Sort sort, const Cell& cell) {
  if (sort.depth == 0) return sort.base == Sort::Base::string ? cell.size : sizeof(cell.i);
  if (sort.integers()) return cell.size * sizeof(cell.i);
  std::size_t total = 0;
  for (std::uint32_t k = 0; k < cell.size; ++k) total += bytes_of(sort.element(), cell.c[k]);
  return total;
}

// The integers of a value, in order.
template <class Visit>
void visit_integers(Sort sort, const Cell& cell, const Visit& visit) {
  if (sort.base != Sort::Base::integer) return;
  if (sort.depth == 0)
    visit(cell.i);
  else if (sort.integers())
    std::for_each(cell.v, cell.v + cell.size, visit);
  else
    for (std::uint32_t k = 0; k < cell.size; ++k) visit_integers(sort.element(), cell.c[k], visit);
}

}  // namespace

Store::Store(const Setting& setting, SearchSpace space, const std::vector<std::size_t>& rows,
             const Limits& limits)
    : setting_(setting), space_(std::move(space)), limits_(limits), rows_(rows.size()) {
  inputs_.resize(space_.inputs.size());
  for (std::size_t r : rows) {
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      inputs_[i].push_back(setting_.verifier.inputs(r)[i]);
    target_.push_back(setting_.verifier.output(r));
  }
  const auto column = [](Sort sort, const std::vector<Cell>& cells) {
    std::size_t total = 0;
    for (const Cell& cell : cells) total += bytes_of(sort, cell);
    return total;
  };
  volume_ = column(sort(space_.goal), target_);
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    volume_ = std::max(volume_, column(space_.inputs[i], inputs_[i]));
  set_limits(limits);
  banks_.resize(space_.sorts.size());
  for (std::size_t s = 0; s < space_.sorts.size(); ++s) sort_seeds_.push_back(mix(0x1234567, s));
  captured_until_.assign(space_.sorts.size(), 0);
  make_body_banks();
}

void Store::set_limits(const Limits& limits) {
  Magnitude m;
  for (std::size_t r = 0; r < rows_; ++r) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) measure(space_.inputs[i], inputs_[i][r], m);
    measure(sort(space_.goal), target_[r], m);
  }
  // Whatever the examples hold may occur.
  const std::uint64_t most = std::uint64_t{1} << 40;
  if (limits.value == 0)
    limits_.value = static_cast<std::int64_t>(
        std::max({std::uint64_t{256}, std::min(most, m.integer) * 8, m.integer}));
  length_limit_ = std::min(dialect().max_length, 2 * m.list + 32);
  string_limit_ = std::min(dialect().max_length, 2 * m.string + 32);
  // Columns have room for what the search goes on from and for inputs and constants beyond that.
  for (const Leaf& leaf : space_.leaves) {
    Cell cell;
    if (leaf.input < 0 && !leaf.enumeration && dsl::to_cell(leaf.value, leaf.sort, values_, cell))
      measure(leaf.sort, cell, m);
  }
  set_packings(std::max(m.integer, static_cast<std::uint64_t>(limits_.value)),
               std::max(m.list, length_limit_));
}

void Store::set_packings(std::uint64_t magnitude, std::uint64_t length) {
  const std::int64_t low = std::max(-limits_.value, dialect().min_int);
  const std::int64_t high = std::min(limits_.value, dialect().max_int);
  for (Sort sort : space_.sorts) {
    packings_.emplace_back(sort, rows_, magnitude, length);
    Bounds bounds = packings_.back().widest();
    if (sort.base == Sort::Base::integer) {
      bounds.low = low;
      bounds.high = high;
    }
    bounds.list = length_limit_;
    bounds.string = string_limit_;
    bounds_.push_back(bounds);
  }
}

// One bank for every parameter list; sites whose functions take more than two are not searched.
void Store::make_body_banks() {
  for (const LambdaKind& kind : space_.lambda_kinds) {
    int found = -1;
    for (std::size_t b = 0; b < body_banks_.size(); ++b)
      if (body_banks_[b]->params() == kind.params) found = static_cast<int>(b);
    if (found < 0 && kind.params.size() <= 2) {
      found = static_cast<int>(body_banks_.size());
      body_banks_.push_back(std::make_unique<BodyBank>(catalogue(), dialect(), setting_.prices,
                                                       kind.params, space_, rows_, probe_points()));
    }
    kinds_.emplace_back(found, kind.result.base == Sort::Base::boolean);
  }
  std::erase_if(space_.sites, [&](const Site& site) {
    for (std::size_t k = 0; k < site.arity; ++k)
      if (site.slots[k].lambda && kinds_[static_cast<std::size_t>(site.slots[k].id)].first < 0)
        return true;
    return false;
  });
}

// Points that tell lambdas apart: small numbers, a few large ones, and elements of the inputs.
std::vector<std::int64_t> Store::probe_points() const {
  std::vector<std::int64_t> points = {0, 1, -1, 2, 3,  4,  5,  -2, -3,
                                      6, 7, 8,  9, 10, -7, 17, 50, -50};
  for (std::size_t r = 0; r < rows_; ++r)
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      visit_integers(space_.inputs[i], inputs_[i][r], [&](std::int64_t v) {
        if (points.size() < 32 && std::find(points.begin(), points.end(), v) == points.end())
          points.push_back(v);
      });
  return points;
}

std::pair<std::uint32_t, std::uint32_t> Store::slot_range(const Site& site, std::size_t slot,
                                                          int cost) const {
  const int id = site.slots[slot].id;
  if (site.slots[slot].lambda) {
    const BodyBank& bank = bodies(id);
    const bool boolean = boolean_kind(id);
    return {bank.begin(boolean, cost), bank.begin(boolean, cost + 1)};
  }
  return {bank(id).begin(cost), bank(id).begin(cost + 1)};
}

void Store::open_level(int cost) {
  for (Bank& bank : banks_) bank.open_level(cost);
}

std::optional<std::vector<Cell>> Store::leaf_column(const Leaf& leaf) {
  if (leaf.input >= 0) return inputs_[static_cast<std::size_t>(leaf.input)];
  Cell cell;
  if (leaf.enumeration)
    cell.i = leaf.value.as_int();
  else if (!dsl::to_cell(leaf.value, leaf.sort, values_, cell))
    return std::nullopt;
  return std::vector<Cell>(rows_, cell);
}

bool Store::pack(int sort, const Cell* cells, Bytes& packed) const {
  const Packing& packing = this->packing(sort);
  packed.clear();
  return packing.pack(packed, packing.widest(), cells) > 0;
}

// A lambda of cost c stands in a call of cost at least 1 + 1 + c; goals want those of cost 0 from
// the beginning.
void Store::grow_functions(int level) {
  capture_scalars();
  for (auto& bodies : body_banks_)
    bodies->extend(std::max(level - 2, 0), limits_.body_cost, captured_, limits_.lambdas);
}

// Integers and booleans that a lambda may capture: those of the inputs and cheap functions of them.
void Store::capture_scalars() {
  for (std::size_t s = 0; s < space_.sorts.size(); ++s) {
    if (!space_.sorts[s].scalar()) continue;
    const Bank& bank = banks_[s];
    for (std::uint32_t& i = captured_until_[s]; i < bank.size(); ++i) {
      const Entry& entry = bank.entry(i);
      if (entry.cost > 2 || captured_.size() >= 40) break;
      if (entry.constant) continue;
      Captured captured;
      captured.sort = space_.sorts[s];
      captured.cost = entry.cost;
      captured.entry = i;
      for (std::size_t r = 0; r < rows_; ++r)
        captured.spread.insert(captured.spread.end(), kStride, Packing::numbers(bank.column(i))[r]);
      captured_.push_back(std::move(captured));
    }
  }
}

std::size_t Store::bytes() const {
  std::size_t total = values_.bytes() + table_.bytes();
  for (const Bank& bank : banks_) total += bank.bytes();
  for (const auto& bodies : body_banks_) total += bodies->bytes();
  return total;
}

// --- from entries back to programs ---------------------------------------------------------------

namespace {

// The tree below a lambda that is `level` variables further in.
dsl::ExprPtr moved_in(const dsl::ExprPtr& expr, int level) {
  if (level == 0) return expr;
  auto copy = std::make_shared<dsl::Expr>(*expr);
  if (copy->kind == dsl::Expr::Kind::bound) copy->index += level;
  for (dsl::ExprPtr& arg : copy->args) arg = moved_in(arg, level);
  return copy;
}

// The body with these programs in place of its inputs; `level` variables are in scope.
dsl::ExprPtr with_inputs(const dsl::ExprPtr& body, const std::vector<dsl::ExprPtr>& programs,
                         int level) {
  if (body->kind == dsl::Expr::Kind::input)
    return moved_in(programs[static_cast<std::size_t>(body->index)], level);
  if (body->args.empty()) return body;
  auto copy = std::make_shared<dsl::Expr>(*body);
  if (body->kind == dsl::Expr::Kind::lambda) level += static_cast<int>(body->params.size());
  for (dsl::ExprPtr& arg : copy->args) arg = with_inputs(arg, programs, level);
  return copy;
}

dsl::ExprPtr spelled_out(const dsl::Operator& idiom, const std::vector<dsl::ExprPtr>& args) {
  const auto body = std::static_pointer_cast<const dsl::Expr>(idiom.data);
  return with_inputs(body, args, 0);
}

}  // namespace

dsl::ExprPtr Store::build(int sort, std::uint32_t entry) const {
  return build(sort, bank(sort).entry(entry));
}

dsl::ExprPtr Store::build(int sort, const Entry& entry) const {
  if (!entry.leaf()) return build_call(space_.sites[entry.site], entry);
  const Leaf& leaf = space_.leaves[entry.site & ~Entry::kLeaf];
  if (leaf.input >= 0) return dsl::make_input(leaf.input, leaf.sort);
  if (leaf.enumeration) return dsl::make_constant(leaf.sort.index, leaf.value.as_int());
  return dsl::make_literal(leaf.value, this->sort(sort));
}

dsl::ExprPtr Store::build_call(const Site& site, const Entry& entry) const {
  std::vector<dsl::ExprPtr> args;
  for (std::size_t k = 0; k < site.arity; ++k)
    args.push_back(site.slots[k].lambda ? build_lambda(site.slots[k].id, entry.args[k])
                                        : build(site.slots[k].id, entry.args[k]));
  if (site.idiom) return spelled_out(*site.call.op, args);
  return dsl::make_call(*site.call.op, std::move(args), site.call.result);
}

dsl::ExprPtr Store::build_lambda(int kind, std::uint32_t lambda) const {
  const BodyBank& bank = bodies(kind);
  return dsl::make_lambda(bank.params(), build_body(bank, this->lambda(kind, lambda).node));
}

dsl::ExprPtr Store::build_body(const BodyBank& bank, std::uint32_t index) const {
  const BodyNode& node = bank.node(index);
  switch (node.kind) {
    case BodyNode::Kind::parameter:
      return dsl::make_bound(node.index, node.sort);
    case BodyNode::Kind::constant:
      return dsl::make_literal(Value(node.value), node.sort);
    case BodyNode::Kind::captured: {
      const Captured& captured = captured_[node.captured];
      return moved_in(build(space_.sort_id(captured.sort), captured.entry),
                      static_cast<int>(bank.params().size()));
    }
    case BodyNode::Kind::call:
      break;
  }
  std::vector<dsl::ExprPtr> args;
  for (std::size_t k = 0; k < node.op->params.size(); ++k)
    args.push_back(build_body(bank, node.args[k]));
  return dsl::make_call(*node.op, std::move(args), node.sort);
}

}  // namespace inkling::enumerate
