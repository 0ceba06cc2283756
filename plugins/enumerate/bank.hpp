// Bank: the distinct values found so far, one store per sort, laid out by column: a value is one
// cell per active example (row). And the table of fingerprints that tells what has been seen.
#pragma once

#include <array>
#include <cstring>
#include <inkling/dsl/expr.hpp>
#include <memory>
#include <vector>

namespace inkling::enumerate {

using dsl::Cell;

inline std::uint64_t mix(std::uint64_t h, std::uint64_t x) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(h ^ x) * 0x9E3779B97F4A7C15ULL + 0xD1B54A32D192ED03ULL;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Hash and deep copy of one cell of a sort.
std::uint64_t hash_cell(dsl::Sort sort, const Cell& cell, std::uint64_t h);
Cell copy_cell(dsl::Sort sort, const Cell& cell, dsl::Arena& arena);

inline std::uint64_t hash_column(dsl::Sort sort, std::uint64_t seed, const Cell* cells,
                                 std::size_t rows) {
  std::uint64_t h = seed;
  for (std::size_t r = 0; r < rows; ++r) h = hash_cell(sort, cells[r], h);
  return h;
}
inline bool equal_columns(dsl::Sort sort, const Cell* a, const Cell* b, std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r)
    if (!dsl::equal_cells(sort, a[r], b[r])) return false;
  return true;
}

// How a value is built: a leaf, or a site with values and lambdas for its slots.
struct Entry {
  static constexpr std::uint32_t kLeaf = 0x80000000U;  // site is kLeaf | number of the leaf
  std::uint32_t site = 0;
  std::array<std::uint32_t, 4> args{};
  std::uint16_t cost = 0;
  bool constant = false;  // depends on no input
  bool leaf() const { return (site & kLeaf) != 0; }
};

class Bank {
 public:
  explicit Bank(std::size_t rows) : rows_(rows) {}
  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  const Cell* cells(std::uint32_t i) const {
    return chunks_[i / kChunk].get() + (i % kChunk) * rows_;
  }
  const Entry& entry(std::uint32_t i) const { return entries_[i]; }
  std::uint32_t add(const Entry& entry, const Cell* cells);
  // Entries of one cost are contiguous: [begin(cost), begin(cost + 1)).
  std::uint32_t begin(int cost) const;
  void open_level(int cost);  // entries added from now on have this cost
  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t kChunk = 4096;
  std::size_t rows_;
  std::vector<std::unique_ptr<Cell[]>> chunks_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> levels_;  // first entry of each cost
};

// Fingerprint -> entry number. Open addressing, linear probing, load at most 5/8. Two columns of
// 64-bit fingerprints collide with probability n^2 / 2^65: below 1e-4 at 50 million entries.
class FingerprintTable {
 public:
  FingerprintTable();
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  void prefetch(std::uint64_t h) const { __builtin_prefetch(&keys_[slot(h)]); }
  std::uint32_t find(std::uint64_t h) const {
    for (std::size_t i = slot(h);; i = (i + 1) & mask_) {
      if (keys_[i] == h) return values_[i];
      if (keys_[i] == 0) return kNone;
    }
  }
  bool contains(std::uint64_t h) const {
    for (std::size_t i = slot(h);; i = (i + 1) & mask_) {
      if (keys_[i] == h) return true;
      if (keys_[i] == 0) return false;
    }
  }
  void insert(std::uint64_t h, std::uint32_t value);  // precondition: not contained, h != 0
  std::size_t bytes() const { return keys_.size() * 12; }
  std::size_t size() const { return size_; }

 private:
  std::size_t slot(std::uint64_t h) const { return static_cast<std::size_t>(h >> shift_); }
  void grow();
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> values_;
  std::size_t mask_;
  int shift_;
  std::size_t size_ = 0;
};

}  // namespace inkling::enumerate
