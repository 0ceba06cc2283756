#include "compose.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <map>
#include <queue>

namespace inkling::enumerate {

using dsl::Sort;

namespace {

constexpr std::uint32_t kMaxPieces = 300000;    // string values that take part
constexpr std::size_t kMaxPerKey = 24;          // values per substring of the first row
constexpr std::uint64_t kWork = 400000;         // pieces tried per composition
constexpr std::uint64_t kWorkPerCover = 60000;  // and per set of rows
constexpr std::uint32_t kMaxPredicates = 20000;
constexpr std::size_t kMaxSplits = 400;    // conditions tried per set of rows
constexpr std::size_t kLongestText = 256;  // bytes of an output that is covered
constexpr int kMaxConditions = 2;          // on any path
constexpr double kImpossible = 1e9;

std::string_view view(const Cell& cell) {
  return {cell.s, cell.size};
}

// What it costs to write a literal piece into the program: letters and digits are probably
// accidents of the examples, marks and spaces probably meant.
double literal_cost(std::string_view text) {
  double cost = 1.5;
  for (char c : text) {
    const auto u = static_cast<unsigned char>(c);
    cost += std::isalnum(u) != 0 || u >= 0x80 ? 0.75 : 0.25;
  }
  return cost;
}

struct Piece {
  std::uint32_t entry = FingerprintTable::kNone;  // kNone: literal
  std::string literal{};
};

struct Plan {
  double cost = kImpossible;
  std::vector<Piece> pieces{};  // concatenated; a single one is a plain value
  std::uint32_t condition = 0;
  std::shared_ptr<const Plan> yes{};
  std::shared_ptr<const Plan> no{};
};
using PlanPtr = std::shared_ptr<const Plan>;

// Values by what they are on one row, for the substrings of its output.
using Index = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;

Index make_index(const Store& store, std::size_t row) {
  Index index;
  const std::string_view target = view(store.target()[row]);
  for (std::size_t at = 0; at < target.size(); ++at)
    for (std::size_t n = 1; at + n <= target.size(); ++n) index.try_emplace(target.substr(at, n));
  const Bank& bank = store.goal_bank();
  const std::uint32_t count = std::min(bank.size(), kMaxPieces);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Cell cell = Packing::text(bank.column(i), store.rows(), row);
    if (cell.size == 0 || cell.size > target.size()) continue;
    const auto it = index.find(view(cell));
    if (it != index.end() && it->second.size() < kMaxPerKey) it->second.push_back(i);
  }
  return index;
}

// The cheapest concatenation of values that gives the output on some rows: Dijkstra over the
// positions reached in each of them.
class Cover {
 public:
  // `rows`: the one with the shortest output first; `pieces`: the index of that row; `join`: cost
  // of a concatenation; `literals`: whether texts of the outputs may be pieces.
  Cover(const Store& store, std::vector<std::size_t> rows, const Index& pieces, double join,
        bool literals)
      : store_(store), rows_(std::move(rows)), pieces_(pieces), join_(join), literals_(literals) {
    nodes_.push_back({Places(rows_.size(), 0), 0, -1, {}, false});
    known_.emplace(nodes_[0].at, 0);
    queue_.emplace(0.0, 0);
  }

  // Null when there is none, or none within the work that is allowed. `work` is counted up.
  PlanPtr run(std::uint64_t& work, std::uint64_t allowed, const Meter& meter) {
    while (!queue_.empty() && work < allowed && !meter.overdue()) {
      const auto [cost, number] = queue_.top();
      queue_.pop();
      Node& node = nodes_[static_cast<std::size_t>(number)];
      if (node.done || cost > node.cost) continue;
      node.done = true;
      const Places at = node.at;
      const std::size_t finished = count_finished(at);
      if (finished == rows_.size()) return plan_to(number);
      add_values(number, at, cost, work);
      if (literals_ && rows_.size() >= 2 && finished == 0) add_literals(number, at, cost, work);
    }
    return nullptr;
  }

 private:
  using Places = std::vector<std::uint16_t>;  // bytes covered, by row
  struct Node {
    Places at;
    double cost;
    int from;
    Piece piece;
    bool done = false;
  };

  std::string_view rest(std::size_t k, const Places& at) const {
    return view(store_.target()[rows_[k]]).substr(at[k]);
  }
  std::size_t count_finished(const Places& at) const {
    std::size_t count = 0;
    for (std::size_t k = 0; k < rows_.size(); ++k) count += at[k] == store_.target()[rows_[k]].size;
    return count;
  }

  PlanPtr plan_to(int number) const {
    auto plan = std::make_shared<Plan>();
    plan->cost = nodes_[static_cast<std::size_t>(number)].cost;
    for (int i = number; i > 0; i = nodes_[static_cast<std::size_t>(i)].from)
      plan->pieces.push_back(nodes_[static_cast<std::size_t>(i)].piece);
    std::reverse(plan->pieces.begin(), plan->pieces.end());
    return plan;
  }

  void relax(int from, Places at, double cost, Piece piece) {
    const auto [it, fresh] = known_.try_emplace(at, static_cast<int>(nodes_.size()));
    if (fresh) {
      nodes_.push_back({std::move(at), cost, from, std::move(piece), false});
    } else {
      Node& node = nodes_[static_cast<std::size_t>(it->second)];
      if (node.done || node.cost <= cost) return;
      node.cost = cost;
      node.from = from;
      node.piece = std::move(piece);
    }
    queue_.emplace(cost, it->second);
  }

  // The cost of what stands between a piece and those before it.
  double join(int number) const { return number == 0 ? 0 : join_; }

  void add_values(int number, const Places& at, double cost, std::uint64_t& work) {
    const Bank& bank = store_.goal_bank();
    const std::string_view target = rest(0, at);
    for (std::size_t length = 1; length <= target.size(); ++length) {
      const auto it = pieces_.find(target.substr(0, length));
      if (it == pieces_.end()) continue;
      for (std::uint32_t entry : it->second) {
        ++work;
        Places next = at;
        next[0] = static_cast<std::uint16_t>(next[0] + length);
        bool fits = true;
        for (std::size_t k = 1; k < rows_.size() && fits; ++k) {
          const Cell cell = Packing::text(bank.column(entry), store_.rows(), rows_[k]);
          fits = rest(k, at).starts_with(view(cell));
          next[k] = static_cast<std::uint16_t>(next[k] + cell.size);
        }
        if (fits)
          relax(number, std::move(next), cost + join(number) + bank.entry(entry).cost, {entry, {}});
      }
    }
  }

  // Text that comes next in all rows.
  void add_literals(int number, const Places& at, double cost, std::uint64_t& work) {
    const std::string_view target = rest(0, at);
    std::size_t common = target.size();
    for (std::size_t k = 1; k < rows_.size(); ++k) {
      const std::string_view other = rest(k, at);
      std::size_t same = 0;
      while (same < std::min(common, other.size()) && other[same] == target[same]) ++same;
      common = same;
    }
    for (std::size_t length = 1; length <= common; ++length) {
      if (!starts_code_point(target, length)) continue;
      ++work;
      Places next = at;
      for (std::uint16_t& p : next) p = static_cast<std::uint16_t>(p + length);
      const std::string literal(target.substr(0, length));
      relax(number, std::move(next), cost + join(number) + literal_cost(literal),
            {FingerprintTable::kNone, literal});
    }
  }

  const Store& store_;
  std::vector<std::size_t> rows_;
  const Index& pieces_;
  double join_;
  bool literals_;
  std::vector<Node> nodes_;
  std::map<Places, int> known_;
  using Item = std::pair<double, int>;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue_;
};

// One composition: plans for sets of rows, each made once.
class Composition {
 public:
  Composition(const Store& store, const Solutions& solutions, const Meter& meter, bool literals);

  // The cheapest plan for a set of rows with at most `depth` conditions on the way; null when there
  // is none.
  PlanPtr best(std::uint64_t rows, int depth);
  dsl::ExprPtr build(const Plan& plan) const;
  std::uint64_t work() const { return work_; }

 private:
  PlanPtr single(std::uint64_t rows) const;
  PlanPtr cover(std::uint64_t rows);
  PlanPtr choose(std::uint64_t rows, int depth, PlanPtr plan);
  // The cheapest condition for every way to split the rows, cheapest first.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> splits(std::uint64_t rows) const;

  const Store& store_;
  const Meter& meter_;
  bool literals_;
  Sort sort_;  // of the output
  int boolean_;
  const dsl::Operator* concat_ = nullptr;
  const dsl::Operator* conditional_ = nullptr;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> terms_;       // rows right, value
  std::vector<std::pair<std::uint64_t, std::uint32_t>> predicates_;  // rows true, value
  std::map<std::size_t, Index> indices_;                             // by row
  std::map<std::uint64_t, PlanPtr> covers_;
  std::map<std::pair<std::uint64_t, int>, PlanPtr> memo_;
  std::uint64_t work_ = 0;
};

Composition::Composition(const Store& store, const Solutions& solutions, const Meter& meter,
                         bool literals)
    : store_(store),
      meter_(meter),
      literals_(literals),
      sort_(store.sort(store.space().goal)),
      boolean_(store.space().sort_id({Sort::Base::boolean, 0, 0})) {
  for (const dsl::Operator& op : store.catalogue().operators()) {
    if (op.role == dsl::Role::concatenation && op.result == sort_) concat_ = &op;
    if (op.role == dsl::Role::conditional) conditional_ = &op;
  }
  const Bank& bank = store.goal_bank();
  for (std::uint64_t mask : solutions.matched()) terms_.push_back({mask, solutions.match(mask)});
  std::stable_sort(terms_.begin(), terms_.end(), [&](const auto& a, const auto& b) {
    return bank.entry(a.second).cost < bank.entry(b.second).cost;
  });
  if (boolean_ < 0 || boolean_ == store.space().goal) return;
  const Bank& booleans = store.bank(boolean_);
  for (std::uint32_t i = 0; i < std::min(booleans.size(), kMaxPredicates); ++i) {
    std::uint64_t mask = 0;
    for (std::size_t r = 0; r < store.rows(); ++r)
      if (Packing::numbers(booleans.column(i))[r] != 0) mask |= std::uint64_t{1} << r;
    predicates_.emplace_back(mask, i);
  }
}

PlanPtr Composition::best(std::uint64_t rows, int depth) {
  const auto key = std::pair(rows, depth);
  if (const auto it = memo_.find(key); it != memo_.end()) return it->second;
  PlanPtr plan = single(rows);
  if (std::popcount(rows) >= 2) {
    const auto [it, fresh] = covers_.try_emplace(rows);
    if (fresh) it->second = cover(rows);
    if (it->second && (!plan || it->second->cost < plan->cost)) plan = it->second;
    if (depth > 0 && conditional_ != nullptr) plan = choose(rows, depth, plan);
  }
  memo_.emplace(key, plan);
  return plan;
}

// The cheapest value that is right on all of the rows.
PlanPtr Composition::single(std::uint64_t rows) const {
  for (const auto& [mask, entry] : terms_) {
    if ((rows & ~mask) != 0) continue;
    const Entry& value = store_.goal_bank().entry(entry);
    auto plan = std::make_shared<Plan>();
    plan->cost = value.cost + (value.constant && std::popcount(rows) == 1 ? 3.0 : 0.0);
    plan->pieces.push_back({entry, {}});
    return plan;
  }
  return nullptr;
}

PlanPtr Composition::cover(std::uint64_t rows) {
  const bool text = sort_.base == Sort::Base::string && sort_.depth == 0;
  if (concat_ == nullptr || !text || work_ >= kWork) return nullptr;
  std::vector<std::size_t> active;
  for (std::size_t r = 0; r < store_.rows(); ++r)
    if (((rows >> r) & 1U) != 0) active.push_back(r);
  // The row with the shortest output has the fewest substrings.
  const std::vector<Cell>& target = store_.target();
  std::stable_sort(active.begin(), active.end(),
                   [&](std::size_t a, std::size_t b) { return target[a].size < target[b].size; });
  const std::size_t first = active.front();
  if (target[first].size == 0 || target[active.back()].size > kLongestText) return nullptr;
  auto index = indices_.find(first);
  if (index == indices_.end()) index = indices_.emplace(first, make_index(store_, first)).first;
  Cover search(store_, std::move(active), index->second, store_.price(*concat_), literals_);
  return search.run(work_, std::min(kWork, work_ + kWorkPerCover), meter_);
}

std::vector<std::pair<std::uint64_t, std::uint32_t>> Composition::splits(std::uint64_t rows) const {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
  std::unordered_map<std::uint64_t, std::uint32_t> seen;
  for (const auto& [mask, entry] : predicates_) {
    const std::uint64_t yes = mask & rows;
    if (yes == 0 || yes == rows || !seen.emplace(yes, entry).second) continue;
    order.emplace_back(yes, entry);
    if (order.size() >= kMaxSplits) break;
  }
  return order;
}

// A conditional that is cheaper than `plan`, or `plan`.
PlanPtr Composition::choose(std::uint64_t rows, int depth, PlanPtr plan) {
  for (const auto& [yes, entry] : splits(rows)) {
    if (meter_.overdue()) break;
    const double condition = store_.price(*conditional_) + store_.bank(boolean_).entry(entry).cost;
    if (plan && plan->cost <= condition + 2) continue;
    const PlanPtr left = best(yes, depth - 1);
    if (!left || (plan && plan->cost <= condition + left->cost)) continue;
    const PlanPtr right = best(rows & ~yes, depth - 1);
    if (!right) continue;
    const double cost = condition + left->cost + right->cost;
    if (plan && plan->cost <= cost) continue;
    auto choice = std::make_shared<Plan>();
    choice->cost = cost;
    choice->condition = entry;
    choice->yes = left;
    choice->no = right;
    plan = choice;
  }
  return plan;
}

dsl::ExprPtr Composition::build(const Plan& plan) const {
  if (plan.yes)
    return dsl::make_call(
        *conditional_, {store_.build(boolean_, plan.condition), build(*plan.yes), build(*plan.no)},
        sort_);
  dsl::ExprPtr expr;
  for (std::size_t k = plan.pieces.size(); k-- > 0;) {
    const Piece& piece = plan.pieces[k];
    dsl::ExprPtr part = piece.entry == FingerprintTable::kNone
                            ? dsl::make_literal(Value(piece.literal), sort_)
                            : store_.build(store_.space().goal, piece.entry);
    expr = expr ? dsl::make_call(*concat_, {std::move(part), std::move(expr)}, sort_)
                : std::move(part);
  }
  return expr;
}

}  // namespace

void Composer::run() {
  Composition composition(store_, solutions_, meter_, literals_);
  PlanPtr plan;
  for (int depth = 0; depth <= kMaxConditions && !plan; ++depth)
    plan = composition.best(store_.all_rows(), depth);
  meter_.count(composition.work());
  if (plan && plan->cost < best_.cost)
    best_ = {composition.build(*plan), plan->cost, store_.rows()};
}

}  // namespace inkling::enumerate
