#include <algorithm>
#include <bit>
#include <thread>

#include "search_state.hpp"

namespace inkling::enumerate {

using dsl::Sort;

namespace {

constexpr double kPatience = 200000;  // evaluations after the first solution, at least

constexpr double kRepeatedOutput = 20;  // cost of answering the only example with itself
constexpr double kUnusedInput = 3;      // cost of an input that is not looked at

void mark_inputs(const dsl::Expr& expr, std::uint64_t& used) {
  if (expr.kind == dsl::Expr::Kind::input && expr.index < 64)
    used |= std::uint64_t{1} << expr.index;
  for (const dsl::ExprPtr& arg : expr.args) mark_inputs(*arg, used);
}

struct Magnitude {
  std::uint64_t integer = 0;
  std::uint32_t list = 0;
  std::uint32_t string = 0;
};

void measure(const Value& value, Magnitude& m) {
  switch (value.kind()) {
    case Value::Kind::integer: {
      const std::int64_t v = value.as_int();
      m.integer = std::max(
          m.integer, v < 0 ? ~static_cast<std::uint64_t>(v) + 1 : static_cast<std::uint64_t>(v));
      break;
    }
    case Value::Kind::string:
      m.string = std::max(m.string, static_cast<std::uint32_t>(value.as_string().size()));
      break;
    case Value::Kind::list:
      m.list = std::max(m.list, static_cast<std::uint32_t>(value.as_list().size()));
      for (const Value& item : value.as_list()) measure(item, m);
      break;
    default:
      break;
  }
}

// Points that tell lambdas apart: small numbers, a few large ones, and elements of the inputs.
std::vector<std::int64_t> probe_points(const Task& task, const std::vector<std::size_t>& rows) {
  std::vector<std::int64_t> points = {0, 1, -1, 2, 3,  4,  5,  -2, -3,
                                      6, 7, 8,  9, 10, -7, 17, 50, -50};
  const auto add = [&](const Value& v, const auto& self) -> void {
    if (v.is_int()) {
      if (points.size() < 32 && std::find(points.begin(), points.end(), v.as_int()) == points.end())
        points.push_back(v.as_int());
    } else if (v.is_list()) {
      for (const Value& item : v.as_list()) self(item, self);
    }
  };
  for (std::size_t r : rows)
    for (const Value& v : task.examples[r].inputs) add(v, add);
  return points;
}

}  // namespace

Search::Search(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect, const Prices& prices,
               const Task& task, std::vector<std::size_t> rows, const Options& options,
               const Budget& budget, std::uint64_t evaluations_before, ProgressSink* progress)
    : catalogue_(catalogue),
      dialect_(dialect),
      prices_(prices),
      options_(options),
      budget_(budget),
      progress_(progress),
      rows_(rows.size()),
      evaluations_(evaluations_before) {
  space_ = make_space(catalogue, prices, task, options.max_operator_cost);
  Magnitude m;
  Task active;
  active.examples.reserve(rows_);
  for (std::size_t r : rows) active.examples.push_back(task.examples[r]);
  for (const Example& example : active.examples) {
    for (const Value& v : example.inputs) measure(v, m);
    measure(example.output, m);
  }
  const std::uint64_t most = std::uint64_t{1} << 40;
  value_limit_ =
      options.value_limit > 0
          ? options.value_limit
          : static_cast<std::int64_t>(std::max<std::uint64_t>(256, std::min(most, m.integer) * 8));
  // A tight memory budget means smaller steps between looks at it.
  const std::size_t allowance = budget.limits().bytes == 0 ? SIZE_MAX : budget.limits().bytes;
  max_lambdas_ = std::min(options.max_lambdas, std::max<std::size_t>(64, allowance >> 15));
  job_size_ = std::clamp<std::uint64_t>(allowance >> 18, 64, kJobSize);
  length_limit_ = std::min(dialect.max_length, 2 * m.list + 32);
  string_limit_ = std::min(dialect.max_length, 2 * m.string + 32);

  load_rows(active);
  for (std::size_t s = 0; s < space_.sorts.size(); ++s) {
    banks_.emplace_back(rows_);
    sort_seeds_.push_back(mix(0x1234567, s));
  }
  captured_until_.assign(space_.sorts.size(), 0);
  for (const LambdaKind& kind : space_.lambda_kinds) {
    int found = -1;
    for (std::size_t b = 0; b < body_banks_.size(); ++b)
      if (body_banks_[b]->params() == kind.params) found = static_cast<int>(b);
    if (found < 0 && kind.params.size() <= 2) {
      found = static_cast<int>(body_banks_.size());
      std::vector<std::size_t> all(rows_);
      for (std::size_t r = 0; r < rows_; ++r) all[r] = r;
      body_banks_.push_back(std::make_unique<BodyBank>(catalogue_, dialect_, prices_, kind.params,
                                                       space_, rows_, probe_points(active, all)));
    }
    kinds_.emplace_back(found, kind.result.base == Sort::Base::boolean);
  }
  std::erase_if(space_.sites, [&](const Site& site) {
    for (std::size_t k = 0; k < site.arity; ++k)
      if (site.slots[k].lambda && kinds_[static_cast<std::size_t>(site.slots[k].id)].first < 0)
        return true;
    return false;
  });

  const unsigned threads = std::max(1U, budget.limits().threads);
  for (unsigned t = 0; t < threads; ++t) {
    auto worker = std::make_unique<Worker>();
    for (auto& closures : worker->closures) closures.resize(rows_);
    worker->args.resize(rows_ * kMaxSlots);
    worker->columns.resize(rows_ * (kMaxSlots + 1));
    worker->cells.resize(kBatch * rows_);
    workers_.push_back(std::move(worker));
  }
  results_.resize(kWaveJobs);

  goal_filter_.assign(kFilterBits / 64, 0);
  Goal output;
  output.cells = target_;
  output.sort = space_.goal;
  add_goal(std::move(output), space_.sorts[static_cast<std::size_t>(space_.goal)]);
}

Search::~Search() = default;

void Search::load_rows(const Task& task) {
  inputs_.resize(space_.inputs.size());
  for (const Example& example : task.examples) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      Cell cell;
      dsl::to_cell(example.inputs[i], space_.inputs[i], values_, cell);
      inputs_[i].push_back(cell);
    }
    Cell cell;
    dsl::to_cell(example.output, space_.sorts[static_cast<std::size_t>(space_.goal)], values_,
                 cell);
    target_.push_back(cell);
  }
}

std::size_t Search::bytes() const {
  std::size_t total = values_.bytes() + table_.bytes();
  for (const Bank& bank : banks_) total += bank.bytes();
  for (const auto& worker : workers_) total += worker->keep.bytes() + worker->scratch.bytes();
  for (const auto& bodies : body_banks_) total += bodies->bytes();
  for (const JobResult& result : results_)
    total +=
        result.survivors.capacity() * sizeof(Survivor) + result.cells.capacity() * sizeof(Cell);
  return total;
}

const BodyBank& Search::bodies(int kind) const {
  return *body_banks_[static_cast<std::size_t>(kinds_[static_cast<std::size_t>(kind)].first)];
}
bool Search::boolean_kind(int kind) const {
  return kinds_[static_cast<std::size_t>(kind)].second;
}

// --- levels --------------------------------------------------------------------------------------

StopReason Search::run() {
  for (level_ = 1; level_ <= options_.max_cost; ++level_) {
    const std::uint64_t before = evaluations_;
    if (!run_level(level_)) break;
    if (options_.goals) join_pass();
    if (options_.goals && level_ == 2) expand_goals();
    if (options_.compose && level_ >= 2) {
      compose();
      // A composition is taken when plain programs of that size have had their chance.
      if (composed_.expr && composed_cost_ <= 2.5 * level_)
        add_solution(composed_.expr, composed_cost_);
    }
    // Every program that is cheaper than this level has been seen.
    if (!solutions_.empty() && solutions_.front().cost <= level_) break;
    if (level_ > 6 && before == evaluations_) {
      reason_ = StopReason::exhausted;
      break;
    }
  }
  if (solutions_.empty() && options_.goals) join_pass();
  if (solutions_.empty() && options_.compose && !budget_.cancelled()) compose();
  if (composed_.expr) add_solution(composed_.expr, composed_cost_);
  if (!solutions_.empty()) reason_ = StopReason::solved;
  return reason_;
}

bool Search::run_level(int cost) {
  for (Bank& bank : banks_) bank.open_level(cost);
  if (!add_leaves(cost)) return false;
  capture_scalars();
  // A lambda of cost c stands in a call of cost at least 1 + 1 + c; goals want those of cost 0 now.
  for (auto& bodies : body_banks_)
    bodies->extend(std::max(cost - 2, 0), options_.max_lambda_cost, captured_, max_lambdas_);
  // What contains the output's sort first: the answer is found sooner within the level.
  for (int pass = 0; pass < 2; ++pass)
    for (std::uint32_t s = 0; s < space_.sites.size(); ++s) {
      const Site& site = space_.sites[s];
      if ((site.result == space_.goal) != (pass == 0)) continue;
      if (!run_site(site, s, cost)) return false;
      if (options_.sharing && !run_shared(site, s, cost)) return false;
    }
  return run_wave();
}

bool Search::add_leaves(int cost) {
  for (std::size_t i = 0; i < space_.leaves.size(); ++i) {
    const Leaf& leaf = space_.leaves[i];
    if (leaf.cost != cost) continue;
    const int sort = space_.sort_id(leaf.sort);
    JobResult result;
    Survivor survivor;
    survivor.entry.site = Entry::kLeaf | static_cast<std::uint32_t>(i);
    survivor.entry.cost = static_cast<std::uint16_t>(cost);
    survivor.entry.constant = leaf.input < 0;
    if (leaf.input >= 0) {
      result.cells = inputs_[static_cast<std::size_t>(leaf.input)];
    } else {
      Cell cell;
      if (leaf.enumeration)
        cell.i = leaf.value.as_int();
      else if (!dsl::to_cell(leaf.value, leaf.sort, values_, cell))
        continue;
      result.cells.assign(rows_, cell);
    }
    survivor.hash = hash_column(leaf.sort, sort_seeds_[static_cast<std::size_t>(sort)],
                                result.cells.data(), rows_);
    survivor.hash += survivor.hash == 0;
    result.survivors.push_back(survivor);
    result.evaluations = 1;
    merge(result);
    if (stop_now()) return false;
  }
  return true;
}

// Integers and booleans that a lambda may capture: those of the inputs and cheap functions of them.
void Search::capture_scalars() {
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
        captured.spread.insert(captured.spread.end(), kStride, bank.cells(i)[r].i);
      captured_.push_back(std::move(captured));
    }
  }
}

std::pair<std::uint32_t, std::uint32_t> Search::slot_range(const Site& site, std::size_t slot,
                                                           int cost) const {
  const int id = site.slots[slot].id;
  if (site.slots[slot].lambda) {
    const BodyBank& bank = bodies(id);
    const bool boolean = boolean_kind(id);
    return {bank.begin(boolean, cost), bank.begin(boolean, cost + 1)};
  }
  const Bank& bank = banks_[static_cast<std::size_t>(id)];
  return {bank.begin(cost), bank.begin(cost + 1)};
}

// Every way to spread `cost` over the slots: values cost at least 1, lambdas at least 0.
bool Search::run_site(const Site& site, std::uint32_t number, int cost) {
  const std::size_t arity = site.arity;
  std::array<int, kMaxSlots> least{};
  int rest = cost - site.cost;
  for (std::size_t k = 0; k < arity; ++k) rest -= least[k] = site.slots[k].lambda ? 0 : 1;
  if (rest < 0) return true;
  const bool commutative = site.call.op->commutative && arity >= 2 && !site.slots[0].lambda &&
                           site.slots[0].id == site.slots[1].id;

  std::array<int, kMaxSlots> extra{};
  const auto spread = [&](const auto& self, std::size_t slot, int left) -> bool {
    if (slot + 1 < arity) {
      for (int e = 0; e <= left; ++e) {
        extra[slot] = e;
        if (!self(self, slot + 1, left - e)) return false;
      }
      return true;
    }
    extra[slot] = left;
    if (commutative && extra[0] > extra[1]) return true;
    Job job;
    job.site = number;
    job.cost = cost;
    job.triangular = commutative && extra[0] == extra[1];
    for (std::size_t k = 0; k < arity; ++k) {
      const auto [begin, end] = slot_range(site, k, least[k] + extra[k]);
      if (begin == end) return true;
      job.begin[k] = begin;
      job.end[k] = end;
    }
    // Cut along the longest range so that no job is much larger than kJobSize.
    std::size_t cut = 0;
    std::uint64_t size = 1;
    for (std::size_t k = 0; k < arity; ++k) {
      size *= job.end[k] - job.begin[k];
      if (job.end[k] - job.begin[k] > job.end[cut] - job.begin[cut]) cut = k;
    }
    if (job.triangular) cut = 0;
    const std::uint32_t begin = job.begin[cut];
    const std::uint32_t end = job.end[cut];
    const std::uint64_t others = std::max<std::uint64_t>(1, size / (end - begin));
    const auto step = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, job_size_ / others));
    for (std::uint32_t at = begin; at < end;) {
      job.begin[cut] = at;
      at = end - at > step ? at + step : end;
      job.end[cut] = at;
      if (job.triangular) job.begin[1] = begin;  // raised to slot 0's index while it runs
      if (!emit(job)) return false;
    }
    return true;
  };
  return spread(spread, 0, rest);
}

// Programs that use a value twice: slot `base` holds a value, the other one a part of it, which is
// not paid for again (a statement's result used by two later statements).
bool Search::run_shared(const Site& site, std::uint32_t number, int cost) {
  std::vector<std::size_t> values;
  int lambda = -1;
  for (std::size_t k = 0; k < site.arity; ++k) {
    if (!site.slots[k].lambda)
      values.push_back(k);
    else
      lambda = static_cast<int>(k);
  }
  if (values.size() != 2 || site.arity > 3) return true;
  for (std::size_t pick = 0; pick < 2; ++pick) {
    if (pick == 1 && site.call.op->commutative) break;
    Job job;
    job.site = number;
    job.cost = cost;
    job.shared = true;
    job.base = static_cast<std::uint8_t>(values[pick]);
    job.other = static_cast<std::uint8_t>(values[1 - pick]);
    for (int extra = 0; extra <= (lambda >= 0 ? std::min(3, cost) : 0); ++extra) {
      const int base_cost = cost - site.cost - extra;
      if (base_cost < 3) break;
      const auto [begin, end] = slot_range(site, job.base, base_cost);
      if (begin == end) continue;
      std::uint32_t lambdas = 1;
      if (lambda >= 0) {
        const auto l = static_cast<std::size_t>(lambda);
        std::tie(job.begin[l], job.end[l]) = slot_range(site, l, extra);
        lambdas = job.end[l] - job.begin[l];
        if (lambdas == 0) continue;
      }
      const auto step =
          static_cast<std::uint32_t>(std::max<std::uint64_t>(1, job_size_ / (2 * lambdas)));
      for (std::uint32_t at = begin; at < end;) {
        job.begin[job.base] = at;
        at = end - at > step ? at + step : end;
        job.end[job.base] = at;
        if (!emit(job)) return false;
      }
    }
  }
  return true;
}

bool Search::emit(Job job) {
  wave_.push_back(job);
  return wave_.size() < kWaveJobs || run_wave();
}

// Runs the waiting jobs, on all threads, and merges their results in order. What a job sees (banks,
// table) does not change while the wave runs, so the outcome does not depend on the threads.
bool Search::run_wave() {
  if (wave_.empty()) return !stop_now();
  const std::size_t count = wave_.size();
  const std::size_t threads = std::min(workers_.size(), count);
  std::atomic<std::size_t> next{0};
  const auto work = [&](std::size_t t) {
    for (std::size_t j; (j = next.fetch_add(1)) < count;) {
      results_[j].clear();
      if (!budget_.cancelled()) run_job(wave_[j], *workers_[t], results_[j]);
    }
  };
  if (threads == 1) {
    work(0);
  } else {
    std::vector<std::jthread> pool;
    for (std::size_t t = 0; t < threads; ++t) pool.emplace_back(work, t);
  }
  wave_.clear();
  for (std::size_t j = 0; j < count; ++j) {
    merge(results_[j]);
    if (stop_now()) return false;
  }
  if (options_.goals &&
      banks_[static_cast<std::size_t>(space_.goal)].size() - joined_until_ > kMaxJoinBatch)
    join_pass();
  return !stop_now();
}

bool Search::stop_now() {
  if (stopped_) return true;
  if (budget_.exhausted(evaluations_, bytes(), reason_)) return stopped_ = true;
  if (!solutions_.empty() && evaluations_ >= patience_ends()) {
    reason_ = StopReason::solved;
    return stopped_ = true;
  }
  if (progress_ != nullptr) report();
  return false;
}

// A cheaper program may come yet: look on for a while after the first one, and longer when the best
// one is much dearer than the programs that are being tried (goals and compositions reach far
// ahead).
std::uint64_t Search::patience_ends() const {
  const double first = static_cast<double>(first_found_);
  const double base = std::max(kPatience, options_.patience * first);
  const double ahead = std::max(1.0, solutions_.front().cost / std::max(level_, 1));
  return static_cast<std::uint64_t>(first + base * ahead * ahead);
}

void Search::report() {
  const double now = budget_.elapsed_seconds();
  if (now - last_report_ < 0.2) return;
  last_report_ = now;
  Progress progress;
  progress.evaluations = evaluations_;
  if (budget_.limits().time.count() > 0)
    progress.fraction =
        std::min(1.0, now / std::chrono::duration<double>(budget_.limits().time).count());
  progress_->report(progress);
}

// --- merging -------------------------------------------------------------------------------------

void Search::merge(const JobResult& result) {
  evaluations_ += result.evaluations;
  constexpr std::size_t kAhead = 8;
  for (std::size_t s = 0; s < result.survivors.size(); ++s) {
    if (s + kAhead < result.survivors.size()) table_.prefetch(result.survivors[s + kAhead].hash);
    const Survivor& survivor = result.survivors[s];
    const Cell* cells = result.cells.data() + s * rows_;
    const int sort = survivor.entry.leaf()
                         ? space_.sort_id(space_.leaves[survivor.entry.site & ~Entry::kLeaf].sort)
                         : space_.sites[survivor.entry.site].result;
    const std::uint64_t bit = survivor.hash % kFilterBits;
    if (((goal_filter_[bit / 64] >> (bit % 64)) & 1U) != 0) {
      const auto [first, last] = goal_index_.equal_range(survivor.hash);
      for (auto it = first; it != last; ++it) {
        const Goal& goal = goals_[it->second];
        if (goal.sort == sort && equal_columns(space_.sorts[static_cast<std::size_t>(sort)],
                                               goal.cells.data(), cells, rows_))
          hit_goal(it->second, sort, survivor.entry);
      }
    }
    if (table_.contains(survivor.hash)) continue;
    Bank& bank = banks_[static_cast<std::size_t>(sort)];
    const std::uint32_t entry = bank.add(survivor.entry, cells);
    table_.insert(survivor.hash, entry);
    if (sort == space_.goal) note_match(entry);
  }
}

// Remembers the cheapest value for every set of rows on which the output is right.
void Search::note_match(std::uint32_t entry) {
  const Sort sort = space_.sorts[static_cast<std::size_t>(space_.goal)];
  const Cell* cells = banks_[static_cast<std::size_t>(space_.goal)].cells(entry);
  std::uint64_t mask = 0;
  for (std::size_t r = 0; r < rows_; ++r)
    if (dsl::equal_cells(sort, cells[r], target_[r])) mask |= std::uint64_t{1} << r;
  if (mask == 0 || best_by_mask_.size() >= 4096) return;
  if (best_by_mask_.emplace(mask, entry).second) mask_order_.push_back(mask);
}

std::vector<Solution> Search::partial() const {
  std::vector<std::uint64_t> order = mask_order_;
  std::stable_sort(order.begin(), order.end(), [](std::uint64_t a, std::uint64_t b) {
    return std::popcount(a) > std::popcount(b);
  });
  std::vector<Solution> best;
  for (std::uint64_t mask : order) {
    if (best.size() >= 3) break;
    const std::uint32_t entry = best_by_mask_.at(mask);
    const Bank& bank = banks_[static_cast<std::size_t>(space_.goal)];
    best.push_back({build(space_.goal, entry), static_cast<double>(bank.entry(entry).cost),
                    static_cast<std::size_t>(std::popcount(mask))});
  }
  return best;
}

// Keeps the cheapest solutions, cheapest first. An input that a program ignores was probably given
// for a reason.
void Search::add_solution(dsl::ExprPtr expr, double cost) {
  std::uint64_t used = 0;
  mark_inputs(*expr, used);
  for (std::size_t i = 0; i < std::min<std::size_t>(inputs_.size(), 64); ++i)
    if (((used >> i) & 1U) == 0) cost += kUnusedInput;
  // One example is no evidence that the output never changes.
  if (used == 0 && rows_ == 1) cost += kRepeatedOutput;
  if (solutions_.size() >= options_.solutions && cost >= solutions_.back().cost) return;
  for (const Solution& solution : solutions_)
    if (dsl::equal(*solution.expr, *expr)) return;
  const auto place =
      std::upper_bound(solutions_.begin(), solutions_.end(), cost,
                       [](double c, const Solution& solution) { return c < solution.cost; });
  solutions_.insert(place, {std::move(expr), cost, rows_});
  if (solutions_.size() > options_.solutions) solutions_.pop_back();
  if (first_found_ == 0) first_found_ = evaluations_;
}

}  // namespace inkling::enumerate
