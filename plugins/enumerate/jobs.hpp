// What the two halves of Levels share: the blocks of candidates and what running one gives.
#pragma once

#include <algorithm>

#include "levels.hpp"

namespace inkling::enumerate {

inline constexpr std::size_t kBatch = 128;  // candidates that are hashed and looked up together

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
    for (auto& column : closures)
      for (std::size_t r = 0; r < rows; ++r) column.emplace_back(r);
    args.resize(rows * kMaxSlots);
    results.resize(rows);
    values.resize(rows);
  }
  void begin(const Site& of, const Packing& of_values, const Bounds& acceptable) {
    site = &of;
    packing = &of_values;
    bounds = &acceptable;
    entry = {};
    has_value = std::any_of(of.slots.begin(), of.slots.begin() + of.arity,
                            [](const Slot& slot) { return !slot.lambda; });
    varying = 0;
    parts = {};
    pending = 0;
    packed.clear();
  }
  std::size_t bytes() const {
    std::size_t total = scratch.bytes() + packed.capacity();
    for (const dsl::Arena& arena : contents) total += arena.bytes();
    return total;
  }

  // Of the job
  const Site* site = nullptr;
  const Packing* packing = nullptr;  // of its values
  const Bounds* bounds = nullptr;
  Entry entry{};           // what all candidates have in common
  bool has_value = false;  // there is an argument that is no function
  // The arguments in their places
  dsl::Arena scratch;                                          // of one candidate's evaluation
  std::array<dsl::Arena, kMaxSlots> contents;                  // of its arguments
  std::array<std::vector<LambdaClosure>, kMaxSlots> closures;  // [slot][row]
  std::vector<Cell> args;                                      // [row][slot]
  std::array<const std::int64_t*, kMaxSlots> columns{};        // scalar sites: [slot][row]
  std::vector<std::int64_t> results;                           // and what they give, by row
  std::vector<Cell> values;                                    // of one candidate, by row
  std::uint8_t varying = 0;                                    // bit per slot: depends on an input
  std::array<std::uint8_t, kMaxSlots> parts{};
  // Candidates that wait for the table
  std::size_t pending = 0;
  std::array<Survivor, kBatch> candidates{};
  Bytes packed;  // their columns, one after the other
};

}  // namespace inkling::enumerate
