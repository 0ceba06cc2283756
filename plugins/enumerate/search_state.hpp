// The pieces of Search that its source files share.
#pragma once

#include "search.hpp"

namespace inkling::enumerate {

inline constexpr std::size_t kBatch = 32;               // candidates between table look-ups
inline constexpr std::uint64_t kJobSize = 8192;         // candidates of one job
inline constexpr std::size_t kWaveJobs = 16;            // jobs between merges, whatever the threads
inline constexpr std::uint64_t kFilterBits = 1U << 16;  // of the filter in front of the goals
inline constexpr std::uint32_t kMaxJoinBatch = 1U << 18;
inline constexpr std::int64_t kFuel = 1 << 20;  // work of one candidate

// A block of candidates: one site, a range of values or lambdas per slot, in row-major order. In a
// shared job slot `base` ranges over values and the other value slot over the values they contain.
struct Search::Job {
  std::uint32_t site = 0;
  int cost = 0;
  std::array<std::uint32_t, kMaxSlots> begin{};
  std::array<std::uint32_t, kMaxSlots> end{};
  bool triangular = false;  // slots 0 and 1 are the same range of a commutative operator
  bool shared = false;
  std::uint8_t base = 0;
  std::uint8_t other = 0;
};

struct Search::Survivor {
  std::uint64_t hash = 0;
  Entry entry{};
};

struct Search::JobResult {
  std::vector<Survivor> survivors;
  std::vector<Cell> cells;  // [survivor][row]
  std::uint64_t evaluations = 0;
  void clear() {
    survivors.clear();
    cells.clear();
    evaluations = 0;
  }
};

struct Search::Worker {
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

// A column from which the output follows: `site` applied with this column at `unknown` gives the
// parent goal. Goal 0 is the output itself.
struct Search::Goal {
  std::vector<Cell> cells;
  int sort = 0;
  std::uint64_t hash = 0;
  int cost = 0;  // of what is wrapped around
  int depth = 0;
  std::uint32_t parent = 0;
  std::uint32_t site = 0;
  std::uint8_t unknown = 0;
  std::array<std::uint32_t, kMaxSlots> args{};  // values or lambda of the other slots
};

}  // namespace inkling::enumerate
