// The inner loop: runs the candidates of a job on all rows and keeps those whose values are new.
#include <algorithm>

#include "jobs.hpp"

namespace inkling::enumerate {

using dsl::kUndefined;

void Levels::run_job(const Job& job, Worker& worker, JobResult& result) const {
  worker.pending = 0;
  worker.scratch.reset();
  if (job.shared)
    run_sharing(job, worker, result);
  else
    run_ranges(job, worker, result);
  flush(worker, job, result);
}

void Levels::run_ranges(const Job& job, Worker& worker, JobResult& result) const {
  const Site& site = store_.site(job.site);
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

void Levels::run_sharing(const Job& job, Worker& worker, JobResult& result) const {
  const Site& site = store_.site(job.site);
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
      const Site& inner = store_.site(entry.site);
      for (std::size_t k = 0; k < inner.arity && count < parts.size(); ++k) {
        if (inner.slots[k].lambda) continue;
        const Part part{inner.slots[k].id, entry.args[k]};
        if (store_.bank(part.sort).entry(part.entry).leaf()) continue;
        const bool known = std::any_of(parts.begin(), parts.begin() + count, [&](const Part& p) {
          return p.sort == part.sort && p.entry == part.entry;
        });
        if (!known) parts[count++] = part;
      }
    };
    add_parts(store_.bank(base_sort).entry(b));
    while (done < count) {
      const Part part = parts[done++];
      add_parts(store_.bank(part.sort).entry(part.entry));
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

void Levels::load_slot(Worker& worker, const Job& job, std::size_t slot,
                       std::uint32_t index) const {
  const std::size_t rows = store_.rows();
  const Site& site = store_.site(job.site);
  const std::size_t arity = site.arity;
  if (site.slots[slot].lambda) {
    const Lambda& lambda = store_.lambda(site.slots[slot].id, index);
    for (std::size_t r = 0; r < rows; ++r) {
      worker.closures[slot][r] = make_closure(lambda, r);
      worker.args[r * arity + slot].f = &worker.closures[slot][r];
    }
    worker.constant[slot] = true;
    return;
  }
  const Bank& bank = store_.bank(site.slots[slot].id);
  const Cell* cells = bank.cells(index);
  for (std::size_t r = 0; r < rows; ++r) worker.args[r * arity + slot] = cells[r];
  if (site.scalar)
    for (std::size_t r = 0; r < rows; ++r) worker.columns[slot * rows + r] = cells[r].i;
  worker.constant[slot] = bank.entry(index).constant;
}

void Levels::evaluate(Worker& worker, const Job& job, const std::uint32_t* index,
                      JobResult& result) const {
  const std::size_t rows = store_.rows();
  const Site& site = store_.site(job.site);
  const std::size_t arity = site.arity;
  bool constant = true;
  for (std::size_t k = 0; k < arity; ++k) constant = constant && worker.constant[k];
  bool has_value = false;
  for (std::size_t k = 0; k < arity; ++k) has_value = has_value || !site.slots[k].lambda;
  if (constant && has_value) return;  // constants of constants are of no use

  ++result.evaluations;
  Cell* out = worker.cells.data() + worker.pending * rows;
  dsl::EvalContext context{worker.scratch, store_.dialect(), kFuel};
  if (site.scalar) {
    const std::int64_t* columns[kMaxSlots];
    for (std::size_t k = 0; k < arity; ++k) columns[k] = worker.columns.data() + k * rows;
    std::int64_t* values = worker.columns.data() + kMaxSlots * rows;
    site.call.op->kernel(columns, rows, values, store_.dialect());
    for (std::size_t r = 0; r < rows; ++r) {
      out[r].i = values[r];
      if (values[r] == kUndefined || !store_.acceptable(site.call.result, out[r])) return;
    }
  } else if (!store_.compute(site, worker.args.data(), context, out)) {
    return;
  }

  const std::uint64_t hash = store_.fingerprint(site, out);
  store_.table().prefetch(hash);
  Entry& entry = worker.entries[worker.pending];
  entry.site = job.site;
  std::copy(index, index + kMaxSlots, entry.args.begin());
  entry.cost = static_cast<std::uint16_t>(job.cost);
  entry.constant = false;
  worker.hashes[worker.pending] = hash;
  if (++worker.pending == kBatch) flush(worker, job, result);
}

// Looks the batch up in the table; new values (and those that are goals, however often) survive.
void Levels::flush(Worker& worker, const Job& job, JobResult& result) const {
  const std::size_t rows = store_.rows();
  const dsl::Sort sort = store_.site(job.site).call.result;
  for (std::size_t p = 0; p < worker.pending; ++p) {
    const std::uint64_t hash = worker.hashes[p];
    const bool goal = goals_.likely(hash) && goals_.contains(hash);
    if (!goal && store_.table().contains(hash)) continue;
    result.survivors.push_back({hash, worker.entries[p]});
    const Cell* cells = worker.cells.data() + p * rows;
    for (std::size_t r = 0; r < rows; ++r)
      result.cells.push_back(copy_cell(sort, cells[r], worker.keep));
  }
  worker.pending = 0;
  worker.scratch.reset();
}

}  // namespace inkling::enumerate
