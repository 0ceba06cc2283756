// The inner loop: runs the candidates of a job on all rows and keeps those whose values are new.
#include <algorithm>

#include "jobs.hpp"

namespace inkling::enumerate {

using dsl::kUndefined;

void Levels::run_job(const Job& job, Worker& worker, JobResult& result) {
  const Site& site = store_.site(job.site);
  worker.begin(site, store_.packing(site.result), store_.bounds(site.result));
  worker.entry.site = job.site;
  worker.entry.cost = static_cast<std::uint16_t>(job.cost);
  if (job.shared)
    run_sharing(job, worker, result);
  else
    run_ranges(job, worker, result);
  flush(worker, job, result);
}

void Levels::run_ranges(const Job& job, Worker& worker, JobResult& result) {
  const Site& site = store_.site(job.site);
  const std::size_t arity = site.arity;
  std::array<std::uint32_t, kMaxSlots> index = job.begin;
  if (job.triangular) index[1] = std::max(job.begin[1], index[0]);
  for (std::size_t k = 0; k < arity; ++k) load_slot(worker, k, index[k]);
  for (;;) {
    evaluate(worker, job, index.data(), result);
    std::size_t k = arity - 1;
    for (;; --k) {
      if (++index[k] < job.end[k]) break;
      if (k == 0) return;
    }
    load_slot(worker, k, index[k]);
    for (++k; k < arity; ++k) {
      index[k] = job.triangular && k == 1 ? std::max(job.begin[1], index[0]) : job.begin[k];
      load_slot(worker, k, index[k]);
    }
  }
}

void Levels::run_sharing(const Job& job, Worker& worker, JobResult& result) {
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
    if ((store_.bank(base_sort).entry(b).parts & sort_bit(other_sort)) == 0) continue;
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
      if (!loaded) load_slot(worker, job.base, b);
      loaded = true;
      index[job.other] = parts[p].entry;
      load_slot(worker, job.other, parts[p].entry);
      if (lambda < 0) {
        evaluate(worker, job, index.data(), result);
        continue;
      }
      for (index[l] = job.begin[l]; index[l] < job.end[l]; ++index[l]) {
        load_slot(worker, l, index[l]);
        evaluate(worker, job, index.data(), result);
      }
    }
  }
}

void Levels::load_slot(Worker& worker, std::size_t slot, std::uint32_t index) {
  const Site& site = *worker.site;
  const std::size_t arity = site.arity;
  const auto bit = static_cast<std::uint8_t>(1U << slot);
  if (site.slots[slot].lambda) {
    const Lambda& lambda = store_.lambda(site.slots[slot].id, index);
    Cell* arg = worker.args.data() + slot;
    for (LambdaClosure& closure : worker.closures[slot]) {
      closure.aim(lambda);
      arg->f = &closure;
      arg += arity;
    }
    return;
  }
  const int sort = site.slots[slot].id;
  const Bank& bank = store_.bank(sort);
  const char* column = bank.column(index);
  const Entry& entry = bank.entry(index);
  worker.varying =
      static_cast<std::uint8_t>(entry.constant ? worker.varying & ~bit : worker.varying | bit);
  worker.parts[slot] = entry.leaf() ? 0 : entry.parts | sort_bit(sort);
  if (site.scalar) {
    worker.columns[slot] = Packing::numbers(column);
    return;
  }
  worker.contents[slot].reset();
  store_.packing(sort).unpack(column, worker.args.data() + slot, arity, worker.contents[slot]);
}

void Levels::evaluate(Worker& worker, const Job& job, const std::uint32_t* index,
                      JobResult& result) {
  if (options_.literals && worker.varying == 0 && worker.has_value) return;
  ++result.evaluations;
  const std::size_t bytes = worker.site->scalar ? pack_scalars(worker) : pack_values(worker);
  if (bytes == 0) return;

  Survivor& candidate = worker.candidates[worker.pending];
  candidate.bytes = bytes;
  candidate.entry = worker.entry;
  std::copy(index, index + kMaxSlots, candidate.entry.args.begin());
  for (std::uint8_t parts : worker.parts) candidate.entry.parts |= parts;
  if (++worker.pending == kBatch) flush(worker, job, result);
}

// The column of a candidate, behind those that wait; 0 when a value is undefined or not acceptable.
std::size_t Levels::pack_values(Worker& worker) {
  const Site& site = *worker.site;
  worker.scratch.reset();
  dsl::EvalContext context{worker.scratch, store_.dialect(), kFuel};
  const Cell* args = worker.args.data();
  for (Cell& value : worker.values) {
    value = Cell{};
    if (!site.call.op->eval(context, site.call, args, value)) return 0;
    args += site.arity;
  }
  // Not row by row: reading at once what was just written, in larger pieces, would have to wait.
  return worker.packing->pack(worker.packed, *worker.bounds, worker.values.data());
}

std::size_t Levels::pack_scalars(Worker& worker) {
  std::int64_t* values = worker.results.data();
  worker.site->call.op->kernel(worker.columns.data(), store_.rows(), values, store_.dialect());
  for (std::size_t r = 0; r < store_.rows(); ++r) {
    if (values[r] == kUndefined) return 0;
    worker.values[r].i = values[r];
  }
  return worker.packing->pack(worker.packed, *worker.bounds, worker.values.data());
}

// Hashes the batch, the candidates side by side, and looks it up in the table; new values (and
// those that are goals, however often) survive. On a single thread new values go into the store at
// once, while they are in its cache.
void Levels::flush(Worker& worker, const Job& job, JobResult& result) {
  const int sort = store_.site(job.site).result;
  const bool single = workers_.size() == 1;
  const char* column = worker.packed.data();
  for (std::size_t p = 0; p < worker.pending; ++p) {
    Survivor& candidate = worker.candidates[p];
    candidate.hash = store_.fingerprint(sort, column, candidate.bytes);
    store_.table().prefetch(candidate.hash);
    column += candidate.bytes;
  }
  column = worker.packed.data();
  for (std::size_t p = 0; p < worker.pending; ++p) {
    const Survivor& candidate = worker.candidates[p];
    const bool goal = goals_.likely(candidate.hash) && goals_.contains(candidate.hash);
    if (goal || (!single && !store_.table().contains(candidate.hash))) {
      result.survivors.push_back(candidate);
      result.columns.append(column, candidate.bytes);
    }
    if (single) keep(sort, candidate, column);
    column += candidate.bytes;
  }
  worker.pending = 0;
  worker.packed.clear();
}

}  // namespace inkling::enumerate
