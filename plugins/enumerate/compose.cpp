// Composition of partial answers at the end of a level: strings that are concatenations of values
// in the bank (the output is covered left to right, all rows at once), and conditionals whose
// branches each explain some rows and whose condition is a boolean of the bank.
#include <algorithm>
#include <bit>
#include <map>
#include <queue>

#include "search_state.hpp"

namespace inkling::enumerate {

using dsl::Sort;

namespace {

constexpr std::uint32_t kMaxPieces = 300000;    // string values that take part
constexpr std::size_t kMaxPerKey = 24;          // values per substring of the first row
constexpr std::uint64_t kWork = 400000;         // pieces tried per composition
constexpr std::uint64_t kWorkPerCover = 60000;  // and per set of rows
constexpr std::uint32_t kMaxPredicates = 20000;
constexpr std::size_t kMaxSplits = 400;  // conditions tried per set of rows
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

}  // namespace

struct Search::Composer {
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

  explicit Composer(const Search& s) : search(s) {
    const Sort goal = search.space_.sorts[static_cast<std::size_t>(search.space_.goal)];
    text = goal.base == Sort::Base::string && goal.depth == 0;
    for (const dsl::Operator& op : search.catalogue_.operators()) {
      if (op.role == dsl::Role::concatenation && op.result == goal) concat = &op;
      if (op.role == dsl::Role::conditional) conditional = &op;
    }
    const Bank& bank = search.banks_[static_cast<std::size_t>(search.space_.goal)];
    for (std::uint64_t mask : search.mask_order_)
      terms.push_back({mask, search.best_by_mask_.at(mask)});
    std::stable_sort(terms.begin(), terms.end(), [&](const auto& a, const auto& b) {
      return bank.entry(a.second).cost < bank.entry(b.second).cost;
    });
    const int boolean = search.space_.sort_id({Sort::Base::boolean, 0, 0});
    if (boolean < 0 || boolean == search.space_.goal) return;
    const Bank& booleans = search.banks_[static_cast<std::size_t>(boolean)];
    for (std::uint32_t i = 0; i < std::min(booleans.size(), kMaxPredicates); ++i) {
      std::uint64_t mask = 0;
      for (std::size_t r = 0; r < search.rows_; ++r)
        if (booleans.cells(i)[r].i != 0) mask |= std::uint64_t{1} << r;
      predicates.emplace_back(mask, i);
    }
  }

  double price(const dsl::Operator& op) const {
    return search.prices_.operators[static_cast<std::size_t>(op.id)];
  }
  double entry_cost(std::uint32_t entry) const {
    return search.banks_[static_cast<std::size_t>(search.space_.goal)].entry(entry).cost;
  }

  // The cheapest value that is right on all of `rows`.
  PlanPtr single(std::uint64_t rows) const {
    for (const auto& [mask, entry] : terms) {
      if ((rows & ~mask) != 0) continue;
      auto plan = std::make_shared<Plan>();
      const bool constant =
          search.banks_[static_cast<std::size_t>(search.space_.goal)].entry(entry).constant;
      plan->cost = entry_cost(entry) + (constant && std::popcount(rows) == 1 ? 3 : 0);
      plan->pieces.push_back({entry, {}});
      return plan;
    }
    return nullptr;
  }

  // Values by what they are on row `first`, for the substrings of its output.
  using Index = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;
  const Index& index(std::size_t first) {
    auto [place, fresh] = indices.try_emplace(first);
    if (!fresh) return place->second;
    Index& index = place->second;
    const std::string_view target = view(search.target_[first]);
    for (std::size_t at = 0; at < target.size(); ++at)
      for (std::size_t n = 1; at + n <= target.size(); ++n) index.try_emplace(target.substr(at, n));
    const Bank& bank = search.banks_[static_cast<std::size_t>(search.space_.goal)];
    const std::uint32_t count = std::min(bank.size(), kMaxPieces);
    for (std::uint32_t i = 0; i < count; ++i) {
      const Cell& cell = bank.cells(i)[first];
      if (cell.size == 0 || cell.size > target.size()) continue;
      const auto it = index.find(view(cell));
      if (it != index.end() && it->second.size() < kMaxPerKey) it->second.push_back(i);
    }
    return index;
  }

  // The cheapest concatenation of values that gives the output on all of `rows` (Dijkstra over the
  // positions reached in each row).
  PlanPtr cover(std::uint64_t rows) {
    if (concat == nullptr || !text || work >= kWork) return nullptr;
    std::vector<std::size_t> active;
    for (std::size_t r = 0; r < search.rows_; ++r)
      if ((rows >> r) & 1U) active.push_back(r);
    // The row with the shortest output has the fewest substrings.
    std::stable_sort(active.begin(), active.end(), [&](std::size_t a, std::size_t b) {
      return search.target_[a].size < search.target_[b].size;
    });
    const std::size_t first = active[0];
    const std::size_t longest = 256;
    if (search.target_[first].size == 0 || search.target_[active.back()].size > longest)
      return nullptr;
    const Index& pieces = index(first);
    const Bank& bank = search.banks_[static_cast<std::size_t>(search.space_.goal)];

    struct Node {
      std::vector<std::uint16_t> at;
      double cost;
      int from;
      Piece piece;
      bool done = false;
    };
    std::vector<Node> nodes;
    std::map<std::vector<std::uint16_t>, int> known;
    using Item = std::pair<double, int>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
    nodes.push_back({std::vector<std::uint16_t>(active.size(), 0), 0, -1, {}, false});
    known.emplace(nodes[0].at, 0);
    queue.emplace(0.0, 0);
    const auto relax = [&](int from, std::vector<std::uint16_t> at, double cost, Piece piece) {
      const auto [it, fresh] = known.try_emplace(at, static_cast<int>(nodes.size()));
      if (fresh) {
        nodes.push_back({std::move(at), cost, from, std::move(piece), false});
      } else {
        Node& node = nodes[static_cast<std::size_t>(it->second)];
        if (node.done || node.cost <= cost) return;
        node.cost = cost;
        node.from = from;
        node.piece = std::move(piece);
      }
      queue.emplace(cost, it->second);
    };

    const std::uint64_t allowed = std::min(kWork, work + kWorkPerCover);
    while (!queue.empty() && work < allowed && !search.budget_.cancelled()) {
      const auto [cost, number] = queue.top();
      queue.pop();
      const auto n = static_cast<std::size_t>(number);
      if (nodes[n].done || cost > nodes[n].cost) continue;
      nodes[n].done = true;
      const std::vector<std::uint16_t> at = nodes[n].at;
      bool finished = true;
      bool any_finished = false;
      for (std::size_t k = 0; k < active.size(); ++k) {
        const bool end = at[k] == search.target_[active[k]].size;
        finished = finished && end;
        any_finished = any_finished || end;
      }
      if (finished) {
        auto plan = std::make_shared<Plan>();
        plan->cost = cost;
        for (int i = number; i > 0; i = nodes[static_cast<std::size_t>(i)].from)
          plan->pieces.push_back(nodes[static_cast<std::size_t>(i)].piece);
        std::reverse(plan->pieces.begin(), plan->pieces.end());
        return plan;
      }
      const double join = number == 0 ? 0 : price(*concat);
      const std::string_view target = view(search.target_[first]).substr(at[0]);
      for (std::size_t length = 1; length <= target.size(); ++length) {
        const auto it = pieces.find(target.substr(0, length));
        if (it == pieces.end()) continue;
        for (std::uint32_t entry : it->second) {
          ++work;
          std::vector<std::uint16_t> next = at;
          next[0] = static_cast<std::uint16_t>(next[0] + length);
          bool fits = true;
          for (std::size_t k = 1; k < active.size() && fits; ++k) {
            const Cell& cell = bank.cells(entry)[active[k]];
            fits = view(search.target_[active[k]]).substr(at[k]).starts_with(view(cell));
            next[k] = static_cast<std::uint16_t>(next[k] + cell.size);
          }
          if (fits) relax(number, std::move(next), cost + join + entry_cost(entry), {entry, {}});
        }
      }
      if (active.size() < 2 || any_finished) continue;
      std::size_t common = target.size();
      for (std::size_t k = 1; k < active.size(); ++k) {
        const std::string_view rest = view(search.target_[active[k]]).substr(at[k]);
        std::size_t same = 0;
        while (same < std::min(common, rest.size()) && rest[same] == target[same]) ++same;
        common = same;
      }
      for (std::size_t length = 1; length <= common; ++length) {
        if (!starts_code_point(target, length)) continue;
        ++work;
        std::vector<std::uint16_t> next = at;
        for (std::uint16_t& p : next) p = static_cast<std::uint16_t>(p + length);
        const std::string literal(target.substr(0, length));
        relax(number, std::move(next), cost + join + literal_cost(literal),
              {FingerprintTable::kNone, literal});
      }
    }
    return nullptr;
  }

  // The cheapest plan for a set of rows with at most `depth` conditions on the way.
  PlanPtr best(std::uint64_t rows, int depth) {
    const auto key = std::pair(rows, depth);
    if (const auto it = memo.find(key); it != memo.end()) return it->second;
    PlanPtr plan = single(rows);
    if (std::popcount(rows) >= 2)
      if (PlanPtr joined = cover_once(rows); joined && (!plan || joined->cost < plan->cost))
        plan = joined;
    if (depth > 0 && conditional != nullptr && std::popcount(rows) >= 2) {
      std::map<std::uint64_t, std::uint32_t> splits;  // rows that satisfy it -> cheapest condition
      std::vector<std::uint64_t> order;
      for (const auto& [mask, entry] : predicates) {
        const std::uint64_t yes = mask & rows;
        if (yes == 0 || yes == rows || !splits.emplace(yes, entry).second) continue;
        order.push_back(yes);
        if (order.size() >= kMaxSplits) break;
      }
      const int boolean = search.space_.sort_id({Sort::Base::boolean, 0, 0});
      const Bank& booleans = search.banks_[static_cast<std::size_t>(boolean)];
      for (std::uint64_t yes : order) {
        if (search.budget_.cancelled()) break;
        const double condition = price(*conditional) + booleans.entry(splits[yes]).cost;
        if (plan && plan->cost <= condition + 2) continue;
        const PlanPtr left = best(yes, depth - 1);
        if (!left || (plan && plan->cost <= condition + left->cost)) continue;
        const PlanPtr right = best(rows & ~yes, depth - 1);
        if (!right) continue;
        const double cost = condition + left->cost + right->cost;
        if (plan && plan->cost <= cost) continue;
        auto choice = std::make_shared<Plan>();
        choice->cost = cost;
        choice->condition = splits[yes];
        choice->yes = left;
        choice->no = right;
        plan = choice;
      }
    }
    memo.emplace(key, plan);
    return plan;
  }

  PlanPtr cover_once(std::uint64_t rows) {
    const auto [it, fresh] = covers.try_emplace(rows);
    if (fresh) it->second = cover(rows);
    return it->second;
  }

  dsl::ExprPtr build(const Plan& plan) const {
    const Sort sort = search.space_.sorts[static_cast<std::size_t>(search.space_.goal)];
    if (plan.yes) {
      const int boolean = search.space_.sort_id({Sort::Base::boolean, 0, 0});
      return dsl::make_call(
          *conditional, {search.build(boolean, plan.condition), build(*plan.yes), build(*plan.no)},
          sort);
    }
    dsl::ExprPtr expr;
    for (std::size_t k = plan.pieces.size(); k-- > 0;) {
      const Piece& piece = plan.pieces[k];
      dsl::ExprPtr part = piece.entry == FingerprintTable::kNone
                              ? dsl::make_literal(Value(piece.literal), sort)
                              : search.build(search.space_.goal, piece.entry);
      expr = expr ? dsl::make_call(*concat, {std::move(part), std::move(expr)}, sort)
                  : std::move(part);
    }
    return expr;
  }

  const Search& search;
  bool text = false;
  const dsl::Operator* concat = nullptr;
  const dsl::Operator* conditional = nullptr;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> terms;       // rows right, value
  std::vector<std::pair<std::uint64_t, std::uint32_t>> predicates;  // rows true, value
  std::map<std::size_t, Index> indices;
  std::map<std::uint64_t, PlanPtr> covers;
  std::map<std::pair<std::uint64_t, int>, PlanPtr> memo;
  std::uint64_t work = 0;
};

void Search::compose() {
  Composer composer(*this);
  const std::uint64_t all = rows_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << rows_) - 1;
  Composer::PlanPtr plan;
  for (int depth = 0; depth <= 2 && !plan; ++depth) plan = composer.best(all, depth);
  evaluations_ += composer.work;
  if (!plan || plan->cost >= composed_cost_) return;
  composed_cost_ = plan->cost;
  composed_ = {composer.build(*plan), plan->cost, rows_};
}

}  // namespace inkling::enumerate
