// Working backwards: columns from which the output follows by operators with a witness. A value
// that equals a goal is a solution several operators earlier than forward search alone would reach
// it; and of two values joined by such an operator only one has to be enumerated.
#include <algorithm>

#include "search_state.hpp"

namespace inkling::enumerate {

using dsl::Sort;

namespace {

constexpr std::size_t kMaxGoals = 4000;
constexpr int kMaxGoalDepth = 3;

}  // namespace

void Search::add_goal(Goal goal, Sort sort) {
  goal.hash =
      hash_column(sort, sort_seeds_[static_cast<std::size_t>(goal.sort)], goal.cells.data(), rows_);
  goal.hash += goal.hash == 0;
  const auto [first, last] = goal_index_.equal_range(goal.hash);
  for (auto it = first; it != last; ++it)
    if (goals_[it->second].sort == goal.sort) return;
  const std::uint64_t bit = goal.hash % kFilterBits;
  goal_filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  goal_index_.emplace(goal.hash, static_cast<std::uint32_t>(goals_.size()));
  goals_.push_back(std::move(goal));
}

// From every goal, every operator with a witness whose other arguments are inputs or constants.
void Search::expand_goals() {
  dsl::EvalContext context{values_, dialect_, kFuel};
  std::vector<Cell> args(rows_ * kMaxSlots);
  std::vector<Cell> check(rows_);
  std::vector<LambdaClosure> closures(rows_);

  const auto attempt = [&](std::uint32_t parent, std::uint32_t number, std::size_t unknown,
                           std::array<std::uint32_t, kMaxSlots> others, int cost) {
    const Site& site = space_.sites[number];
    const Lambda* lambda = nullptr;
    for (std::size_t k = 0; k < site.arity; ++k) {
      if (k == unknown) continue;
      if (site.slots[k].lambda) {
        const int kind = site.slots[k].id;
        lambda = &bodies(kind).lambdas(boolean_kind(kind))[others[k]];
        for (std::size_t r = 0; r < rows_; ++r) {
          closures[r] = make_closure(*lambda, r);
          args[r * site.arity + k].f = &closures[r];
        }
      } else {
        const Cell* cells = banks_[static_cast<std::size_t>(site.slots[k].id)].cells(others[k]);
        for (std::size_t r = 0; r < rows_; ++r) args[r * site.arity + k] = cells[r];
      }
    }
    ++evaluations_;
    Goal goal;
    goal.cells.resize(rows_);
    for (std::size_t r = 0; r < rows_; ++r) {
      const Cell& result = goals_[parent].cells[r];
      Cell& cell = goal.cells[r];
      Cell found[dsl::kMaxWitnesses];
      if (!site.call.op->has_witness(unknown) ||
          site.call.op->witness(context, site.call, unknown, args.data() + r * site.arity, result,
                                found) == 0)
        return;
      cell = found[0];
      if (!acceptable(site.call.args[unknown], cell)) return;
      args[r * site.arity + unknown] = cell;
    }
    if (!compute(site, args.data(), context, check.data()) ||
        !equal_columns(site.call.result, check.data(), goals_[parent].cells.data(), rows_))
      return;
    goal.sort = site.slots[unknown].id;
    goal.cost = goals_[parent].cost + cost;
    goal.depth = goals_[parent].depth + 1;
    goal.parent = parent;
    goal.site = number;
    goal.unknown = static_cast<std::uint8_t>(unknown);
    goal.args = others;
    add_goal(std::move(goal), site.call.args[unknown]);
  };

  for (std::uint32_t g = 0; g < goals_.size() && goals_.size() < kMaxGoals; ++g) {
    if (goals_[g].depth >= kMaxGoalDepth || stop_now()) break;
    for (std::uint32_t s = 0; s < space_.sites.size(); ++s) {
      const Site& site = space_.sites[s];
      if (site.result != goals_[g].sort || site.arity > 3) continue;
      std::vector<std::size_t> values;
      int lambda_slot = -1;
      for (std::size_t k = 0; k < site.arity; ++k) {
        if (site.slots[k].lambda)
          lambda_slot = static_cast<int>(k);
        else
          values.push_back(k);
      }
      if (lambda_slot < 0 && site.call.op->witness == nullptr) continue;
      if (values.size() > 2 || values.empty()) continue;
      for (std::size_t pick = 0; pick < values.size(); ++pick) {
        const std::size_t unknown = values[pick];
        if (lambda_slot < 0 && !site.call.op->has_witness(unknown)) continue;
        // The other value: an input or a constant.
        std::vector<std::pair<std::uint32_t, int>> others{{0, 0}};
        if (values.size() == 2) {
          others.clear();
          const Bank& bank = banks_[static_cast<std::size_t>(site.slots[values[1 - pick]].id)];
          for (std::uint32_t i = 0; i < bank.begin(3); ++i)
            if (bank.entry(i).leaf()) others.emplace_back(i, bank.entry(i).cost);
        }
        for (const auto& [other, other_cost] : others) {
          std::array<std::uint32_t, kMaxSlots> args_of{};
          if (values.size() == 2) args_of[values[1 - pick]] = other;
          if (lambda_slot < 0) {
            attempt(g, s, unknown, args_of, site.cost + other_cost);
            continue;
          }
          const auto l = static_cast<std::size_t>(lambda_slot);
          const std::uint32_t end = slot_range(site, l, goals_[g].depth == 0 ? 1 : 0).second;
          for (std::uint32_t f = 0; f < end && goals_.size() < kMaxGoals; ++f) {
            args_of[l] = f;
            const int kind = site.slots[l].id;
            const int lambda_cost = bodies(kind).lambdas(boolean_kind(kind))[f].cost;
            attempt(g, s, unknown, args_of, site.cost + other_cost + lambda_cost);
          }
        }
      }
    }
  }
  // Values that were there before the goals.
  for (std::uint32_t g = 1; g < goals_.size(); ++g) {
    const std::uint32_t found = table_.find(goals_[g].hash);
    if (found == FingerprintTable::kNone) continue;
    const Bank& bank = banks_[static_cast<std::size_t>(goals_[g].sort)];
    if (found < bank.size() && equal_columns(space_.sorts[static_cast<std::size_t>(goals_[g].sort)],
                                             bank.cells(found), goals_[g].cells.data(), rows_))
      hit_goal(g, goals_[g].sort, bank.entry(found));
  }
}

// A value equals a goal: wrap the goal's operators around it.
void Search::hit_goal(std::uint32_t number, int sort, const Entry& entry) {
  const double cost = entry.cost + goals_[number].cost;
  if (solutions_.size() >= options_.solutions && cost >= solutions_.back().cost) return;
  dsl::ExprPtr expr = build(sort, entry);
  for (std::uint32_t g = number; g != 0; g = goals_[g].parent) {
    const Goal& goal = goals_[g];
    const Site& site = space_.sites[goal.site];
    std::vector<dsl::ExprPtr> args;
    for (std::size_t k = 0; k < site.arity; ++k) {
      if (k == goal.unknown)
        args.push_back(expr);
      else if (site.slots[k].lambda)
        args.push_back(build_lambda(site.slots[k].id, goal.args[k]));
      else
        args.push_back(build(site.slots[k].id, goal.args[k]));
    }
    expr = dsl::make_call(*site.call.op, std::move(args), site.call.result);
  }
  add_solution(std::move(expr), cost);
}

// For every value that is new since the last pass: what would have to stand beside it under an
// operator with a witness, of two values of the output's sort? Is that in the table?
void Search::join_pass() {
  const Bank& bank = banks_[static_cast<std::size_t>(space_.goal)];
  if (join_sites_.empty() && joined_until_ == 0) {
    for (std::uint32_t s = 0; s < space_.sites.size(); ++s) {
      const Site& site = space_.sites[s];
      if (site.result != space_.goal) continue;
      std::vector<std::size_t> values;
      for (std::size_t k = 0; k < site.arity; ++k)
        if (!site.slots[k].lambda) values.push_back(k);
      if (values.size() != 2 || site.slots[values[0]].id != space_.goal ||
          site.slots[values[1]].id != space_.goal)
        continue;
      for (std::size_t pick = 0; pick < 2; ++pick) {
        if (pick == 1 && site.call.op->commutative) continue;
        const std::size_t unknown = values[1 - pick];
        if (site.call.op->has_witness(unknown)) join_sites_.emplace_back(s, values[pick]);
      }
    }
  }
  dsl::Arena scratch;
  for (; joined_until_ < bank.size() && !join_sites_.empty(); ++joined_until_) {
    if (joined_until_ % 4096 == 0 && budget_.cancelled()) break;
    scratch.reset();
    join_entry(joined_until_, scratch);
  }
}

void Search::join_entry(std::uint32_t known_entry, dsl::Arena& scratch) {
  const Bank& bank = banks_[static_cast<std::size_t>(space_.goal)];
  const Sort sort = space_.sorts[static_cast<std::size_t>(space_.goal)];
  const Cell* known = bank.cells(known_entry);
  dsl::EvalContext context{scratch, dialect_, kFuel};
  std::array<Cell, 64> column;

  for (const auto& [number, slot] : join_sites_) {
    const Site& site = space_.sites[number];
    std::size_t unknown = 0;
    int lambda_slot = -1;
    for (std::size_t k = 0; k < site.arity; ++k) {
      if (site.slots[k].lambda)
        lambda_slot = static_cast<int>(k);
      else if (k != slot)
        unknown = k;
    }
    std::uint32_t lambdas = 1;
    int kind = 0;
    if (lambda_slot >= 0) {
      kind = site.slots[static_cast<std::size_t>(lambda_slot)].id;
      lambdas = slot_range(site, static_cast<std::size_t>(lambda_slot), 0).second;
    }
    for (std::uint32_t f = 0; f < lambdas; ++f) {
      const Lambda* lambda =
          lambda_slot >= 0 ? &bodies(kind).lambdas(boolean_kind(kind))[f] : nullptr;
      bool ok = true;
      for (std::size_t r = 0; r < rows_ && ok; ++r) {
        Cell args[kMaxSlots];
        args[slot] = known[r];
        LambdaClosure closure;
        if (lambda != nullptr) {
          closure = make_closure(*lambda, r);
          args[static_cast<std::size_t>(lambda_slot)].f = &closure;
        }
        Cell found[dsl::kMaxWitnesses];
        ok = site.call.op->witness(context, site.call, unknown, args, target_[r], found) != 0;
        column[r] = found[0];
      }
      if (!ok) continue;
      ++evaluations_;
      std::uint64_t hash = hash_column(sort, sort_seeds_[static_cast<std::size_t>(space_.goal)],
                                       column.data(), rows_);
      hash += hash == 0;
      const std::uint32_t found = table_.find(hash);
      if (found == FingerprintTable::kNone || found >= bank.size() ||
          !equal_columns(sort, bank.cells(found), column.data(), rows_))
        continue;
      // Forwards, to be sure.
      std::vector<Cell> args(rows_ * site.arity);
      std::vector<Cell> out(rows_);
      std::vector<LambdaClosure> closures(rows_);
      Entry entry;
      entry.site = number;
      entry.args[slot] = known_entry;
      entry.args[unknown] = found;
      if (lambda_slot >= 0) entry.args[static_cast<std::size_t>(lambda_slot)] = f;
      for (std::size_t r = 0; r < rows_; ++r) {
        args[r * site.arity + slot] = known[r];
        args[r * site.arity + unknown] = bank.cells(found)[r];
        if (lambda != nullptr) {
          closures[r] = make_closure(*lambda, r);
          args[r * site.arity + static_cast<std::size_t>(lambda_slot)].f = &closures[r];
        }
      }
      if (!compute(site, args.data(), context, out.data()) ||
          !equal_columns(sort, out.data(), target_.data(), rows_))
        continue;
      entry.cost = static_cast<std::uint16_t>(site.cost + bank.entry(known_entry).cost +
                                              bank.entry(found).cost);
      hit_goal(0, space_.goal, entry);
    }
  }
}

}  // namespace inkling::enumerate
