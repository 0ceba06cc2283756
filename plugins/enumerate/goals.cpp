#include "goals.hpp"

#include <algorithm>
#include <optional>

namespace inkling::enumerate {

namespace {

constexpr std::size_t kMaxGoals = 4000;
constexpr int kMaxGoalDepth = 3;
constexpr int kLeafCost = 2;  // of inputs and constants beside an unknown value, at most

// The slots of values, and that of a function or -1.
struct SlotKinds {
  std::array<std::size_t, kMaxSlots> values{};
  std::size_t count = 0;
  int lambda = -1;
};
SlotKinds slot_kinds(const Site& site) {
  SlotKinds kinds;
  for (std::size_t k = 0; k < site.arity; ++k) {
    if (site.slots[k].lambda)
      kinds.lambda = static_cast<int>(k);
    else
      kinds.values[kinds.count++] = k;
  }
  return kinds;
}

// What a witness says of one row.
struct Found {
  std::size_t count = 0;
  std::array<Cell, dsl::kMaxWitnesses> values{};
  const Cell& choose(std::size_t choice) const { return values[std::min(choice, count - 1)]; }
};

bool equal_columns(dsl::Sort sort, const Cell* a, const Cell* b, std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r)
    if (!dsl::equal_cells(sort, a[r], b[r])) return false;
  return true;
}

}  // namespace

// The arguments of a site on every row.
struct Goals::Call {
  explicit Call(std::size_t rows) : args(rows * kMaxSlots) {
    for (std::size_t r = 0; r < rows; ++r) closures.emplace_back(r);
  }
  Cell* row(std::size_t r) { return args.data() + r * site->arity; }
  void load_function(std::size_t slot, std::size_t r, const Lambda& lambda) {
    closures[r].aim(lambda);
    row(r)[slot].f = &closures[r];
  }
  void load_column(std::size_t slot, const Cell* cells) {
    for (std::size_t r = 0; r < closures.size(); ++r) row(r)[slot] = cells[r];
  }

  const Site* site = nullptr;
  std::vector<Cell> args;  // [row][slot]
  std::vector<LambdaClosure> closures;
};

// Columns to work in.
struct Goals::Room {
  Room(std::size_t rows, dsl::Arena& arena, const dsl::Dialect& dialect)
      : context{arena, dialect, kFuel}, check(rows), column(rows), known(rows), found(rows) {}

  // Asks the operator's witness for `unknown` on every row, after load(row). Gives the largest
  // number of values that a row has, 0 when some row has none; a value that keep() refuses is none.
  template <class Load, class Keep>
  std::size_t ask(Call& call, std::size_t unknown, const std::vector<Cell>& results,
                  const Load& load, const Keep& keep) {
    std::size_t most = 0;
    const Site& site = *call.site;
    for (std::size_t r = 0; r < found.size(); ++r) {
      load(r);
      Found& of = found[r];
      const std::size_t count = site.call.op->witness(context, site.call, unknown, call.row(r),
                                                      results[r], of.values.data());
      of.count =
          static_cast<std::size_t>(std::remove_if(of.values.begin(), of.values.begin() + count,
                                                  [&](const Cell& value) { return !keep(value); }) -
                                   of.values.begin());
      if (of.count == 0) return 0;
      most = std::max(most, of.count);
    }
    return most;
  }
  // One column of what was found: the choice'th value of every row, or its last one.
  void choose(std::size_t choice) {
    for (std::size_t r = 0; r < found.size(); ++r) column[r] = found[r].choose(choice);
  }

  dsl::EvalContext context;
  std::vector<Cell> check;
  std::vector<Cell> column;
  std::vector<Cell> known;                   // a value of the bank
  dsl::Arena contents;                       // of that value
  std::vector<Found> found;                  // by row
  std::vector<std::vector<Known>> leaves{};  // by sort
};

// An operator on two values of the output's sort, one of which is known, with its function.
struct Goals::Join {
  std::uint32_t site = 0;
  std::size_t known = 0;
  std::size_t unknown = 0;
  std::size_t lambda = kMaxSlots;  // slot of the function; kMaxSlots: none
  std::uint32_t function = 0;
  Call call;
};

Goals::Goals(const Store& store, Solutions& solutions, Meter& meter)
    : store_(store), solutions_(solutions), meter_(meter), filter_(kFilterBits / 64, 0) {
  Goal output;
  output.cells = store.target();
  output.sort = store.space().goal;
  add(std::move(output));
}

void Goals::add(Goal goal) {
  if (!store_.pack(goal.sort, goal.cells.data(), packed_)) return;
  goal.hash = store_.fingerprint(goal.sort, packed_);
  const auto [first, last] = index_.equal_range(goal.hash);
  for (auto it = first; it != last; ++it)
    if (goals_[it->second].sort == goal.sort) return;
  char* const column = contents_.chars(packed_.size());
  std::memcpy(column, packed_.data(), packed_.size());
  goal.column = column;
  const std::uint64_t bit = goal.hash % kFilterBits;
  filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  index_.emplace(goal.hash, static_cast<std::uint32_t>(goals_.size()));
  goals_.push_back(std::move(goal));
}

bool Goals::agree(int sort, const char* a, const char* b) {
  return store_.packing(sort).agreement(a, b, scratch_) == store_.all_rows();
}

void Goals::meet(std::uint64_t fingerprint, int sort, const Entry& entry, const char* column) {
  const auto [first, last] = index_.equal_range(fingerprint);
  for (auto it = first; it != last; ++it) {
    const Goal& goal = goals_[it->second];
    if (goal.sort == sort && agree(sort, goal.column, column)) hit(it->second, sort, entry);
  }
}

// A value equals a goal: wrap the goal's operators around it.
void Goals::hit(std::uint32_t number, int sort, const Entry& entry) {
  const double cost = entry.cost + goals_[number].cost;
  if (solutions_.hopeless(cost)) return;
  dsl::ExprPtr expr = store_.build(sort, entry);
  for (std::uint32_t g = number; g != 0; g = goals_[g].parent) {
    const Goal& goal = goals_[g];
    const Site& site = store_.site(goal.site);
    std::vector<dsl::ExprPtr> args;
    for (std::size_t k = 0; k < site.arity; ++k) {
      if (k == goal.unknown)
        args.push_back(expr);
      else if (site.slots[k].lambda)
        args.push_back(store_.build_lambda(site.slots[k].id, goal.args[k]));
      else
        args.push_back(store_.build(site.slots[k].id, goal.args[k]));
    }
    expr = dsl::make_call(*site.call.op, std::move(args), site.call.result);
  }
  solutions_.add(std::move(expr), cost, meter_.evaluations());
}

// --- expansion -----------------------------------------------------------------------------------

void Goals::expand() {
  Call call(store_.rows());
  Room room(store_.rows(), contents_, store_.dialect());
  room.leaves = inputs_and_constants();
  for (std::uint32_t g = 0; g < goals_.size() && goals_.size() < kMaxGoals; ++g) {
    if (goals_[g].depth >= kMaxGoalDepth || meter_.stop_now()) break;
    for (std::uint32_t s = 0; s < store_.space().sites.size(); ++s)
      if (store_.site(s).result == goals_[g].sort) expand_site(g, s, call, room);
  }
  meet_known();
}

std::vector<std::vector<Goals::Known>> Goals::inputs_and_constants() {
  std::vector<std::vector<Known>> known(store_.space().sorts.size());
  for (std::size_t s = 0; s < known.size(); ++s) {
    const int sort = static_cast<int>(s);
    const Bank& bank = store_.bank(sort);
    for (std::uint32_t i = 0; i < bank.begin(kLeafCost + 1); ++i) {
      if (!bank.entry(i).leaf()) continue;
      Cell* const cells = contents_.cells(store_.rows());
      store_.packing(sort).unpack(bank.column(i), cells, 1, contents_);
      known[s].push_back({i, bank.entry(i).cost, cells});
    }
  }
  return known;
}

void Goals::expand_site(std::uint32_t goal, std::uint32_t number, Call& call, Room& room) {
  const Site& site = store_.site(number);
  const SlotKinds kinds = slot_kinds(site);
  if (site.arity > 3 || kinds.count == 0 || kinds.count > 2) return;
  for (std::size_t pick = 0; pick < kinds.count; ++pick) {
    Step step{goal, number, kinds.values[pick], {}, 0};
    if (!site.call.op->has_witness(step.unknown)) continue;
    // The other value: an input or a constant.
    static const std::vector<Known> none(1);
    const std::size_t other_slot = kinds.values[1 - pick];
    const std::vector<Known>& others =
        kinds.count == 2 ? room.leaves[static_cast<std::size_t>(site.slots[other_slot].id)] : none;
    for (const Known& other : others) {
      if (kinds.count == 2) step.others[other_slot] = other.entry;
      step.other = other.cells;
      step.cost = site.cost + other.cost;
      if (kinds.lambda < 0)
        attempt(step, call, room);
      else
        attempt_functions(step, static_cast<std::size_t>(kinds.lambda), call, room);
    }
  }
}

void Goals::attempt_functions(Step step, std::size_t slot, Call& call, Room& room) {
  const Site& site = store_.site(step.site);
  const int dearest = goals_[step.parent].depth == 0 ? 1 : 0;
  const std::uint32_t end = store_.slot_range(site, slot, dearest).second;
  const int cost = step.cost;
  for (std::uint32_t f = 0; f < end && goals_.size() < kMaxGoals; ++f) {
    step.others[slot] = f;
    step.cost = cost + store_.lambda(site.slots[slot].id, f).cost;
    attempt(step, call, room);
  }
}

void Goals::attempt(const Step& step, Call& call, Room& room) {
  const Site& site = store_.site(step.site);
  call.site = &site;
  const auto mark = contents_.mark();
  const std::size_t goals = goals_.size();
  meter_.count(1);
  const auto load = [&](std::size_t r) {
    for (std::size_t k = 0; k < site.arity; ++k) {
      if (k == step.unknown) continue;
      if (site.slots[k].lambda)
        call.load_function(k, r, store_.lambda(site.slots[k].id, step.others[k]));
      else
        call.row(r)[k] = step.other[r];
    }
  };
  const auto keep = [&](const Cell& cell) {
    return store_.acceptable(site.call.args[step.unknown], cell);
  };
  const std::size_t choices = room.ask(call, step.unknown, goals_[step.parent].cells, load, keep);
  for (std::size_t choice = 0; choice < choices; ++choice) {
    if (choice > 0) meter_.count(1);
    room.choose(choice);
    call.load_column(step.unknown, room.column.data());
    if (!store_.compute(site, call.args.data(), room.context, room.check.data()) ||
        !equal_columns(site.call.result, room.check.data(), goals_[step.parent].cells.data(),
                       store_.rows()))
      continue;
    Goal goal;
    goal.cells = room.column;
    goal.sort = site.slots[step.unknown].id;
    goal.cost = goals_[step.parent].cost + step.cost;
    goal.depth = goals_[step.parent].depth + 1;
    goal.parent = step.parent;
    goal.site = step.site;
    goal.unknown = static_cast<std::uint8_t>(step.unknown);
    goal.args = step.others;
    add(std::move(goal));
  }
  if (goals_.size() == goals) contents_.release(mark);
}

// Values that were there before the goals.
void Goals::meet_known() {
  for (std::uint32_t g = 1; g < goals_.size(); ++g) {
    const Goal& goal = goals_[g];
    const std::uint32_t found = store_.table().find(goal.hash);
    const Bank& bank = store_.bank(goal.sort);
    if (found < bank.size() && agree(goal.sort, bank.column(found), goal.column))
      hit(g, goal.sort, bank.entry(found));
  }
}

// --- joins ---------------------------------------------------------------------------------------

// Every join, with every function that costs nothing.
std::vector<Goals::Join> Goals::find_joins() const {
  std::vector<Join> joins;
  const int goal = store_.space().goal;
  for (std::uint32_t s = 0; s < store_.space().sites.size(); ++s) {
    const Site& site = store_.site(s);
    const SlotKinds kinds = slot_kinds(site);
    if (site.result != goal || kinds.count != 2 || site.slots[kinds.values[0]].id != goal ||
        site.slots[kinds.values[1]].id != goal)
      continue;
    for (std::size_t pick = 0; pick < 2; ++pick) {
      if (pick == 1 && site.call.op->commutative) continue;
      const std::size_t unknown = kinds.values[1 - pick];
      if (!site.call.op->has_witness(unknown)) continue;
      Join join{s, kinds.values[pick], unknown, kMaxSlots, 0, Call(store_.rows())};
      join.call.site = &site;
      if (kinds.lambda < 0) {
        joins.push_back(std::move(join));
        continue;
      }
      join.lambda = static_cast<std::size_t>(kinds.lambda);
      const std::uint32_t functions = store_.slot_range(site, join.lambda, 0).second;
      for (join.function = 0; join.function < functions; ++join.function) {
        joins.push_back(join);
        const Lambda& lambda = store_.lambda(site.slots[join.lambda].id, join.function);
        for (std::size_t r = 0; r < store_.rows(); ++r)
          joins.back().call.load_function(join.lambda, r, lambda);
      }
    }
  }
  return joins;
}

void Goals::join() {
  std::vector<Join> joins = find_joins();
  if (joins.empty()) return;
  dsl::Arena scratch;
  Room room(store_.rows(), scratch, store_.dialect());
  for (; joined_until_ < store_.goal_bank().size(); ++joined_until_) {
    if (joined_until_ % 64 == 0 && meter_.overdue()) break;
    scratch.reset();
    room.context.fuel = kFuel;
    const int goal = store_.space().goal;
    room.contents.reset();
    store_.packing(goal).unpack(store_.goal_bank().column(joined_until_), room.known.data(), 1,
                                room.contents);
    for (Join& join : joins) join_value(joined_until_, join, room);
  }
}

void Goals::join_value(std::uint32_t known, Join& join, Room& room) {
  Call& call = join.call;
  const Site& site = *call.site;
  const Bank& bank = store_.goal_bank();
  const int goal = store_.space().goal;
  const std::size_t choices = room.ask(
      call, join.unknown, store_.target(),
      [&](std::size_t r) { call.row(r)[join.known] = room.known[r]; },
      [](const Cell&) { return true; });
  for (std::size_t choice = 0; choice < choices; ++choice) {
    room.choose(choice);
    meter_.count(1);
    if (!store_.pack(goal, room.column.data(), packed_)) continue;
    const std::uint32_t found = store_.table().find(store_.fingerprint(goal, packed_));
    if (found >= bank.size() || !agree(goal, bank.column(found), packed_.data())) continue;
    // Forwards, to be sure.
    call.load_column(join.unknown, room.column.data());
    if (!store_.compute(site, call.args.data(), room.context, room.check.data()) ||
        !equal_columns(store_.sort(goal), room.check.data(), store_.target().data(), store_.rows()))
      continue;
    Entry entry;
    entry.site = join.site;
    entry.args[join.known] = known;
    entry.args[join.unknown] = found;
    if (join.lambda < kMaxSlots) entry.args[join.lambda] = join.function;
    entry.cost =
        static_cast<std::uint16_t>(site.cost + bank.entry(known).cost + bank.entry(found).cost);
    hit(0, goal, entry);
  }
}

}  // namespace inkling::enumerate
