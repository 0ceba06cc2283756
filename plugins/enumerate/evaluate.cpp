// The inner loop: runs the candidates of a job on all rows and keeps those whose values are new.
#include <algorithm>

#include "search_state.hpp"

namespace inkling::enumerate {

using dsl::kUndefined;
using dsl::Sort;

void Search::run_job(const Job& job, Worker& worker, JobResult& result) const {
  worker.pending = 0;
  worker.scratch.reset();
  if (job.shared)
    run_sharing(job, worker, result);
  else
    run_ranges(job, worker, result);
  flush(worker, job, result);
}

void Search::run_ranges(const Job& job, Worker& worker, JobResult& result) const {
  const Site& site = space_.sites[job.site];
  const std::size_t arity = site.arity;
  std::array<std::uint32_t, kMaxSlots> index = job.begin;
  if (job.triangular) index[1] = std::max(job.begin[1], index[0]);
  for (std::size_t k = 0; k < arity; ++k) load_slot(worker, job, k, index[k]);
  for (;;) {
    evaluate(worker, job, index.data(), result);
    std::size_t k = arity - 1;
    for (;; --k) {
      if (++index[k] < job.end[k]) break;
      if (k == 0) return;
    }
    load_slot(worker, job, k, index[k]);
    for (++k; k < arity; ++k) {
      index[k] = job.triangular && k == 1 ? std::max(job.begin[1], index[0]) : job.begin[k];
      load_slot(worker, job, k, index[k]);
    }
  }
}

void Search::run_sharing(const Job& job, Worker& worker, JobResult& result) const {
  const Site& site = space_.sites[job.site];
  const int base_sort = site.slots[job.base].id;
  const int other_sort = site.slots[job.other].id;
  int lambda = -1;
  for (std::size_t k = 0; k < site.arity; ++k)
    if (site.slots[k].lambda) lambda = static_cast<int>(k);
  const auto l = static_cast<std::size_t>(std::max(lambda, 0));

  struct Part {
    int sort;
    std::uint32_t entry;
  };
  std::array<Part, 24> parts;
  for (std::uint32_t b = job.begin[job.base]; b < job.end[job.base]; ++b) {
    // The values that b is made of, inputs and constants excepted: those are paid for anyway.
    std::size_t count = 0;
    std::size_t done = 0;
    const auto add_parts = [&](const Entry& entry) {
      if (entry.leaf()) return;
      const Site& inner = space_.sites[entry.site];
      for (std::size_t k = 0; k < inner.arity && count < parts.size(); ++k) {
        if (inner.slots[k].lambda) continue;
        const Part part{inner.slots[k].id, entry.args[k]};
        if (banks_[static_cast<std::size_t>(part.sort)].entry(part.entry).leaf()) continue;
        const bool known = std::any_of(parts.begin(), parts.begin() + count, [&](const Part& p) {
          return p.sort == part.sort && p.entry == part.entry;
        });
        if (!known) parts[count++] = part;
      }
    };
    add_parts(banks_[static_cast<std::size_t>(base_sort)].entry(b));
    while (done < count) {
      const Part part = parts[done++];
      add_parts(banks_[static_cast<std::size_t>(part.sort)].entry(part.entry));
    }
    bool loaded = false;
    std::array<std::uint32_t, kMaxSlots> index{};
    index[job.base] = b;
    for (std::size_t p = 0; p < count; ++p) {
      if (parts[p].sort != other_sort) continue;
      if (!loaded) load_slot(worker, job, job.base, b);
      loaded = true;
      index[job.other] = parts[p].entry;
      load_slot(worker, job, job.other, parts[p].entry);
      if (lambda < 0) {
        evaluate(worker, job, index.data(), result);
        continue;
      }
      for (index[l] = job.begin[l]; index[l] < job.end[l]; ++index[l]) {
        load_slot(worker, job, l, index[l]);
        evaluate(worker, job, index.data(), result);
      }
    }
  }
}

void Search::load_slot(Worker& worker, const Job& job, std::size_t slot,
                       std::uint32_t index) const {
  const Site& site = space_.sites[job.site];
  const std::size_t arity = site.arity;
  if (site.slots[slot].lambda) {
    const int kind = site.slots[slot].id;
    const Lambda& lambda = bodies(kind).lambdas(boolean_kind(kind))[index];
    for (std::size_t r = 0; r < rows_; ++r) {
      worker.closures[slot][r] = make_closure(lambda, r);
      worker.args[r * arity + slot].f = &worker.closures[slot][r];
    }
    worker.constant[slot] = true;
    return;
  }
  const Bank& bank = banks_[static_cast<std::size_t>(site.slots[slot].id)];
  const Cell* cells = bank.cells(index);
  for (std::size_t r = 0; r < rows_; ++r) worker.args[r * arity + slot] = cells[r];
  if (site.scalar)
    for (std::size_t r = 0; r < rows_; ++r) worker.columns[slot * rows_ + r] = cells[r].i;
  worker.constant[slot] = bank.entry(index).constant;
}

bool Search::acceptable(Sort sort, const Cell& cell) const {
  if (sort.depth == 0) {
    if (sort.base == Sort::Base::integer) {
      const std::int64_t v = cell.i;
      return v <= value_limit_ && v >= -value_limit_ && v >= dialect_.min_int &&
             v <= dialect_.max_int;
    }
    return sort.base != Sort::Base::string || cell.size <= string_limit_;
  }
  if (cell.size > length_limit_) return false;
  if (sort.integers()) {
    if (sort.base != Sort::Base::integer) return true;
    const std::int64_t low = std::max(-value_limit_, dialect_.min_int);
    const std::int64_t high = std::min(value_limit_, dialect_.max_int);
    bool inside = true;
    for (std::uint32_t k = 0; k < cell.size; ++k) inside &= cell.v[k] >= low && cell.v[k] <= high;
    return inside;
  }
  for (std::uint32_t k = 0; k < cell.size; ++k)
    if (!acceptable(sort.element(), cell.c[k])) return false;
  return true;
}

// Every row of one application; false when one is undefined or out of bounds.
bool Search::compute(const Site& site, const Cell* args, dsl::EvalContext& context,
                     Cell* out) const {
  for (std::size_t r = 0; r < rows_; ++r) {
    out[r] = Cell{};
    if (!site.call.op->eval(context, site.call, args + r * site.arity, out[r])) return false;
    if (!acceptable(site.call.result, out[r])) return false;
  }
  return true;
}

void Search::evaluate(Worker& worker, const Job& job, const std::uint32_t* index,
                      JobResult& result) const {
  const Site& site = space_.sites[job.site];
  const std::size_t arity = site.arity;
  bool constant = true;
  for (std::size_t k = 0; k < arity; ++k) constant = constant && worker.constant[k];
  bool has_value = false;
  for (std::size_t k = 0; k < arity; ++k) has_value = has_value || !site.slots[k].lambda;
  if (constant && has_value) return;  // constants of constants are of no use

  ++result.evaluations;
  Cell* out = worker.cells.data() + worker.pending * rows_;
  dsl::EvalContext context{worker.scratch, dialect_, kFuel};
  if (site.scalar) {
    const std::int64_t* columns[kMaxSlots];
    for (std::size_t k = 0; k < arity; ++k) columns[k] = worker.columns.data() + k * rows_;
    std::int64_t* values = worker.columns.data() + kMaxSlots * rows_;
    site.call.op->kernel(columns, rows_, values, dialect_);
    for (std::size_t r = 0; r < rows_; ++r) {
      out[r].i = values[r];
      if (values[r] == kUndefined || !acceptable(site.call.result, out[r])) return;
    }
  } else if (!compute(site, worker.args.data(), context, out)) {
    return;
  }

  std::uint64_t hash =
      hash_column(site.call.result, sort_seeds_[static_cast<std::size_t>(site.result)], out, rows_);
  hash += hash == 0;
  table_.prefetch(hash);
  Entry& entry = worker.entries[worker.pending];
  entry.site = job.site;
  std::copy(index, index + kMaxSlots, entry.args.begin());
  entry.cost = static_cast<std::uint16_t>(job.cost);
  entry.constant = false;
  worker.hashes[worker.pending] = hash;
  if (++worker.pending == kBatch) flush(worker, job, result);
}

// Looks the batch up in the table; new values (and those that are goals, however often) survive.
void Search::flush(Worker& worker, const Job& job, JobResult& result) const {
  const Sort sort = space_.sites[job.site].call.result;
  for (std::size_t p = 0; p < worker.pending; ++p) {
    const std::uint64_t hash = worker.hashes[p];
    const std::uint64_t bit = hash % kFilterBits;
    const bool goal = ((goal_filter_[bit / 64] >> (bit % 64)) & 1U) != 0 &&
                      goal_index_.find(hash) != goal_index_.end();
    if (!goal && table_.contains(hash)) continue;
    result.survivors.push_back({hash, worker.entries[p]});
    const Cell* cells = worker.cells.data() + p * rows_;
    for (std::size_t r = 0; r < rows_; ++r)
      result.cells.push_back(copy_cell(sort, cells[r], worker.keep));
  }
  worker.pending = 0;
  worker.scratch.reset();
}

}  // namespace inkling::enumerate
