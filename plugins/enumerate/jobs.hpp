// What the two halves of Levels share: the blocks of candidates and what running one gives.
#pragma once

#include "levels.hpp"

namespace inkling::enumerate {

inline constexpr std::size_t kBatch = 32;  // candidates between table look-ups

// A block of candidates: one site, a range of values or lambdas per slot, in row-major order. In a
// shared job slot `base` ranges over values and the other value slot over the values they contain.
struct Levels::Job {
  std::uint32_t site = 0;
  int cost = 0;
  std::array<std::uint32_t, kMaxSlots> begin{};
  std::array<std::uint32_t, kMaxSlots> end{};
  bool triangular = false;  // slots 0 and 1 are the same range of a commutative operator
  bool shared = false;
  std::uint8_t base = 0;
  std::uint8_t other = 0;
};

struct Levels::Survivor {
  std::uint64_t hash = 0;
  Entry entry{};
};

struct Levels::JobResult {
  std::vector<Survivor> survivors;
  std::vector<Cell> cells;  // [survivor][row]
  std::uint64_t evaluations = 0;
  void clear() {
    survivors.clear();
    cells.clear();
    evaluations = 0;
  }
};

struct Levels::Worker {
  explicit Worker(std::size_t rows) {
    for (auto& column : closures) column.resize(rows);
    args.resize(rows * kMaxSlots);
    columns.resize(rows * (kMaxSlots + 1));
    cells.resize(kBatch * rows);
  }
  dsl::Arena keep;     // contents of survivors; lives as long as the search
  dsl::Arena scratch;  // contents of the batch
  std::array<std::vector<LambdaClosure>, kMaxSlots> closures;  // [slot][row]
  std::vector<Cell> args;                                      // [row][slot]
  std::vector<std::int64_t> columns;                           // scalar sites: [slot][row]
  std::array<bool, kMaxSlots> constant{};
  std::size_t pending = 0;
  std::array<std::uint64_t, kBatch> hashes{};
  std::array<Entry, kBatch> entries{};
  std::vector<Cell> cells;  // [pending][row]
};

}  // namespace inkling::enumerate
