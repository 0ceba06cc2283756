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
  std::size_t bytes = 0;  // of its column
};

struct Levels::JobResult {
  std::vector<Survivor> survivors;
  Bytes columns;  // one after the other
  std::uint64_t evaluations = 0;
  void clear() {
    survivors.clear();
    columns.clear();
    evaluations = 0;
  }
};

struct Levels::Worker {
  explicit Worker(std::size_t rows) {
    for (auto& column : closures) column.resize(rows);
    args.resize(rows * kMaxSlots);
    results.resize(rows);
  }
  std::size_t bytes() const {
    std::size_t total = scratch.bytes() + packed.capacity();
    for (const dsl::Arena& arena : contents) total += arena.bytes();
    return total;
  }
  dsl::Arena scratch;                                          // contents of one candidate's value
  std::array<dsl::Arena, kMaxSlots> contents;                  // and of its arguments
  std::array<std::vector<LambdaClosure>, kMaxSlots> closures;  // [slot][row]
  std::vector<Cell> args;                                      // [row][slot]
  std::array<const std::int64_t*, kMaxSlots> columns{};        // scalar sites: [slot][row]
  std::vector<std::int64_t> results;                           // and what they give, by row
  // Of the arguments
  std::array<bool, kMaxSlots> constant{};
  std::array<std::uint8_t, kMaxSlots> parts{};
  std::size_t pending = 0;
  std::array<Survivor, kBatch> candidates{};
  Bytes packed;  // their columns, one after the other
};

}  // namespace inkling::enumerate
