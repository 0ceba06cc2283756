// Bank: the distinct values found so far, one store per sort: how each is built, and its packed
// column. And the table of fingerprints that tells what has been seen.
#pragma once

#include <array>
#include <inkling/dsl/runtime.hpp>
#include <vector>

#include "columns.hpp"
#include "pages.hpp"

namespace inkling::enumerate {

// A sort in a set of sorts; several may share a bit.
inline std::uint8_t sort_bit(int sort) {
  return static_cast<std::uint8_t>(1U << (static_cast<unsigned>(sort) % 8));
}

// How a value is built: a leaf, or a site with values and lambdas for its slots.
struct Entry {
  static constexpr std::uint32_t kLeaf = 0x80000000U;  // site is kLeaf | number of the leaf
  std::uint32_t site = 0;
  std::array<std::uint32_t, 4> args{};
  std::uint16_t cost = 0;
  bool constant = false;   // depends on no input
  std::uint8_t parts = 0;  // what it is made of: the sorts of all values inside, but for leaves
  bool leaf() const { return (site & kLeaf) != 0; }
};

class Bank {
 public:
  std::uint32_t size() const { return size_; }
  const char* column(std::uint32_t i) const { return held(i).column; }
  const Entry& entry(std::uint32_t i) const { return held(i).entry; }
  std::uint32_t add(const Entry& entry, const char* column, std::size_t bytes);
  // Entries of one cost are contiguous: [begin(cost), begin(cost + 1)).
  std::uint32_t begin(int cost) const;
  void open_level(int cost);  // entries added from now on have this cost
  std::size_t bytes() const { return memory_.bytes(); }

 private:
  static constexpr std::uint32_t kChunk = 4096;
  struct Held {
    Entry entry;
    const char* column;
  };
  const Held& held(std::uint32_t i) const { return chunks_[i / kChunk][i % kChunk]; }

  dsl::Arena memory_;
  std::vector<Held*> chunks_;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> levels_;  // first entry of each cost
};

// Fingerprint -> entry number. Open addressing over buckets of one cache line each, at most four
// fifths full; a bucket that is full goes on in the next one. Two columns of 64-bit fingerprints
// collide with probability n^2 / 2^65: below 1e-4 at 50 million entries.
class FingerprintTable {
 public:
  FingerprintTable();
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  void prefetch(std::uint64_t h) const { __builtin_prefetch(buckets() + place(h)); }
  std::uint32_t find(std::uint64_t h) const {
    for (std::size_t i = place(h);; i = (i + 1) & mask_) {
      const Bucket& bucket = buckets()[i];
      for (std::size_t k = 0; k < kWidth; ++k)
        if (bucket.keys[k] == h) return bucket.values[k];
      if (bucket.count < kWidth) return kNone;
    }
  }
  bool contains(std::uint64_t h) const {
    for (std::size_t i = place(h);; i = (i + 1) & mask_) {
      const Bucket& bucket = buckets()[i];
      bool found = false;
      for (std::uint64_t key : bucket.keys) found |= key == h;
      if (found) return true;
      if (bucket.count < kWidth) return false;
    }
  }
  void insert(std::uint64_t h, std::uint32_t value) {  // precondition: not contained, h != 0
    if (crowded(1)) grow();
    put(h, value);
    ++size_;
  }
  std::size_t bytes() const { return memory_.size(); }
  // What it takes to grow, when that is near: the new table is there beside the old one.
  std::size_t growth() const { return crowded(kSoon) ? 2 * memory_.size() : 0; }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kWidth = 5;
  static constexpr std::size_t kSoon = 8192;  // insertions between two looks at growth()
  struct Bucket {
    std::array<std::uint64_t, kWidth> keys;  // 0: free
    std::array<std::uint32_t, kWidth> values;
    std::uint32_t count;
  };
  static_assert(sizeof(Bucket) == Pages::kLine);

  Bucket* buckets() const { return reinterpret_cast<Bucket*>(memory_.data()); }
  std::size_t place(std::uint64_t h) const { return static_cast<std::size_t>(h >> shift_); }
  void put(std::uint64_t h, std::uint32_t value) {
    std::size_t i = place(h);
    while (buckets()[i].count == kWidth) i = (i + 1) & mask_;
    Bucket& bucket = buckets()[i];
    bucket.keys[bucket.count] = h;
    bucket.values[bucket.count++] = value;
  }
  bool crowded(std::size_t more) const { return 10 * (size_ + more) > 8 * kWidth * (mask_ + 1); }
  void grow();
  Pages memory_;      // buckets
  std::size_t mask_;  // buckets - 1
  int shift_;
  std::size_t size_ = 0;
};

}  // namespace inkling::enumerate
