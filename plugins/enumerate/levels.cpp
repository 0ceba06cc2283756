#include "levels.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <tuple>

#include "jobs.hpp"

namespace inkling::enumerate {

namespace {

constexpr std::size_t kWaveJobs = 16;  // jobs between merges, whatever the threads
constexpr std::uint32_t kMaxJoinBatch = 1U << 18;
// An idiom is a tree that is walked, far slower than an operator is run: it is tried on inputs,
// constants, and with one argument that is one step further.
constexpr int kIdiomReach = 1;

}  // namespace

Levels::Levels(Store& store, Goals& goals, Solutions& solutions, Meter& meter,
               const Options& options)
    : store_(store), goals_(goals), solutions_(solutions), meter_(meter), options_(options) {
  for (unsigned t = 0; t < std::max(1U, options.threads); ++t)
    workers_.push_back(std::make_unique<Worker>(store.rows()));
  results_.resize(kWaveJobs);
}

Levels::~Levels() = default;

std::size_t Levels::bytes() const {
  std::size_t total = 0;
  for (const auto& worker : workers_) total += worker->bytes();
  for (const JobResult& result : results_)
    total += result.survivors.capacity() * sizeof(Survivor) + result.columns.capacity();
  return total;
}

bool Levels::run(int cost) {
  store_.open_level(cost);
  if (!add_leaves(cost)) return false;
  store_.grow_functions(cost);
  // What contains the output's sort first: the answer is found sooner within the level.
  for (int pass = 0; pass < 2; ++pass)
    for (std::uint32_t s = 0; s < store_.space().sites.size(); ++s) {
      if ((store_.site(s).result == store_.space().goal) != (pass == 0)) continue;
      if (!run_site(s, cost)) return false;
      if (options_.sharing && !run_shared(s, cost)) return false;
    }
  return run_wave();
}

bool Levels::add_leaves(int cost) {
  const SearchSpace& space = store_.space();
  Bytes packed;
  for (std::size_t i = 0; i < space.leaves.size(); ++i) {
    const Leaf& leaf = space.leaves[i];
    if (leaf.cost != cost) continue;
    const auto column = store_.leaf_column(leaf);
    if (!column) continue;
    const int sort = space.sort_id(leaf.sort);
    if (!store_.pack(sort, column->data(), packed)) continue;
    Survivor survivor;
    survivor.entry.site = Entry::kLeaf | static_cast<std::uint32_t>(i);
    survivor.entry.cost = static_cast<std::uint16_t>(cost);
    survivor.entry.constant = leaf.input < 0;
    survivor.hash = store_.fingerprint(sort, packed);
    survivor.bytes = packed.size();
    meter_.count(1);
    merge(sort, survivor, packed.data());
    if (meter_.stop_now()) return false;
  }
  return true;
}

// Every way to spread `cost` over the slots: values cost at least 1, lambdas at least 0.
bool Levels::run_site(std::uint32_t number, int cost) {
  const Site& site = store_.site(number);
  const std::size_t arity = site.arity;
  if (site.idiom && cost - site.cost > static_cast<int>(arity) + kIdiomReach) return true;
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
      std::tie(job.begin[k], job.end[k]) = store_.slot_range(site, k, least[k] + extra[k]);
      if (job.begin[k] == job.end[k]) return true;
    }
    return emit_ranges(job);
  };
  return spread(spread, 0, rest);
}

// Cuts along the longest range so that no job is much larger than the size of one.
bool Levels::emit_ranges(Job job) {
  const std::size_t arity = store_.site(job.site).arity;
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
  const auto step =
      static_cast<std::uint32_t>(std::max<std::uint64_t>(1, options_.job_size / others));
  for (std::uint32_t at = begin; at < end;) {
    job.begin[cut] = at;
    at = end - at > step ? at + step : end;
    job.end[cut] = at;
    if (job.triangular) job.begin[1] = begin;  // raised to slot 0's index while it runs
    if (!emit(job)) return false;
  }
  return true;
}

// Programs that use a value twice: slot `base` holds a value, the other one a part of it, which is
// not paid for again (a statement's result used by two later statements).
bool Levels::run_shared(std::uint32_t number, int cost) {
  const Site& site = store_.site(number);
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
    if (!emit_shared(job, lambda)) return false;
  }
  return true;
}

bool Levels::emit_shared(Job job, int lambda) {
  const Site& site = store_.site(job.site);
  for (int extra = 0; extra <= (lambda >= 0 ? std::min(3, job.cost) : 0); ++extra) {
    const int base_cost = job.cost - site.cost - extra;
    if (base_cost < 3) break;
    const auto [begin, end] = store_.slot_range(site, job.base, base_cost);
    if (begin == end) continue;
    std::uint32_t lambdas = 1;
    if (lambda >= 0) {
      const auto l = static_cast<std::size_t>(lambda);
      std::tie(job.begin[l], job.end[l]) = store_.slot_range(site, l, extra);
      lambdas = job.end[l] - job.begin[l];
      if (lambdas == 0) continue;
    }
    const auto step =
        static_cast<std::uint32_t>(std::max<std::uint64_t>(1, options_.job_size / (2 * lambdas)));
    for (std::uint32_t at = begin; at < end;) {
      job.begin[job.base] = at;
      at = end - at > step ? at + step : end;
      job.end[job.base] = at;
      if (!emit(job)) return false;
    }
  }
  return true;
}

bool Levels::emit(const Job& job) {
  wave_.push_back(job);
  return wave_.size() < kWaveJobs || run_wave();
}

// Runs the waiting jobs, on all threads, and merges their results in order. What a job sees (banks,
// table) does not change while the wave runs, so the outcome does not depend on the threads.
bool Levels::run_wave() {
  if (wave_.empty()) return !meter_.stop_now();
  const std::size_t count = wave_.size();
  const std::size_t threads = std::min(workers_.size(), count);
  std::atomic<std::size_t> next{0};
  const auto run = [&](std::size_t j, std::size_t thread, JobResult& result) {
    result.clear();
    if (!meter_.over()) run_job(wave_[j], *workers_[thread], result);
  };
  if (threads > 1) {
    const auto work = [&](std::size_t thread) {
      for (std::size_t j; (j = next.fetch_add(1)) < count;) run(j, thread, results_[j]);
    };
    std::vector<std::jthread> pool;
    for (std::size_t t = 0; t < threads; ++t) pool.emplace_back(work, t);
  }
  // A single thread need not wait: that a candidate sees what those before it found changes nothing
  // but what is put aside.
  bool stopped = false;
  for (std::size_t j = 0; j < count && !stopped; ++j) {
    JobResult& result = results_[threads == 1 ? 0 : j];
    if (threads == 1) run(j, 0, result);
    merge(result);
    stopped = meter_.stop_now();
  }
  wave_.clear();
  if (stopped) return false;
  if (options_.joins && goals_.waiting() > kMaxJoinBatch) goals_.join();
  return !meter_.stop_now();
}

void Levels::merge(const JobResult& result) {
  meter_.count(result.evaluations);
  constexpr std::size_t kAhead = 8;
  const char* column = result.columns.data();
  for (std::size_t s = 0; s < result.survivors.size(); ++s) {
    if (s + kAhead < result.survivors.size())
      store_.table().prefetch(result.survivors[s + kAhead].hash);
    const Survivor& survivor = result.survivors[s];
    merge(store_.site(survivor.entry.site).result, survivor, column);
    column += survivor.bytes;
  }
}

void Levels::merge(int sort, const Survivor& survivor, const char* column) {
  if (goals_.likely(survivor.hash)) goals_.meet(survivor.hash, sort, survivor.entry, column);
  keep(sort, survivor, column);
}

void Levels::keep(int sort, const Survivor& survivor, const char* column) {
  const std::uint32_t added =
      store_.add(sort, survivor.entry, survivor.hash, column, survivor.bytes);
  if (added != Store::kNone && sort == store_.space().goal) solutions_.note_match(added);
}

}  // namespace inkling::enumerate
