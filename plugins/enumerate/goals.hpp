// Goals: columns from which the output follows by operators with a witness. A value that equals a
// goal is a solution several operators earlier than forward search alone would reach it; and of two
// values joined by such an operator only one has to be enumerated.
#pragma once

#include <array>
#include <unordered_map>
#include <vector>

#include "meter.hpp"
#include "solutions.hpp"
#include "store.hpp"

namespace inkling::enumerate {

class Goals {
 public:
  // The output is the first goal.
  Goals(const Store& store, Solutions& solutions, Meter& meter);

  // Whether a value with this fingerprint may be a goal; false is certain.
  bool likely(std::uint64_t fingerprint) const {
    const std::uint64_t bit = fingerprint % kFilterBits;
    return ((filter_[bit / 64] >> (bit % 64)) & 1U) != 0;
  }
  bool contains(std::uint64_t fingerprint) const {
    return index_.find(fingerprint) != index_.end();
  }
  // Makes solutions of a value that equals goals.
  void meet(std::uint64_t fingerprint, int sort, const Entry& entry, const char* column);

  // From every goal, every operator with a witness whose other arguments are inputs or constants.
  void expand();
  // For every value of the output's sort that is new since the last call: what would have to stand
  // beside it under an operator with a witness, of two values of that sort? Is that in the table?
  void join();
  std::size_t bytes() const {
    return contents_.bytes() + scratch_.bytes() + packed_.capacity() + filter_.size() * 8 +
           goals_.capacity() * (sizeof(Goal) + store_.rows() * sizeof(Cell) + kIndexed);
  }
  std::size_t waiting() const { return store_.goal_bank().size() - joined_until_; }  // for join()

 private:
  static constexpr std::uint64_t kFilterBits = 1U << 16;
  static constexpr std::size_t kIndexed = 48;  // bytes of an entry of the index, about

  // `site` applied with this column at `unknown` gives the parent goal. Goal 0 is the output.
  struct Goal {
    std::vector<Cell> cells;
    const char* column = nullptr;  // the same, packed
    int sort = 0;
    std::uint64_t hash = 0;
    int cost = 0;  // of what is wrapped around
    int depth = 0;
    std::uint32_t parent = 0;
    std::uint32_t site = 0;
    std::uint8_t unknown = 0;
    std::array<std::uint32_t, kMaxSlots> args{};  // values or lambda of the other slots
  };
  // A step back from a goal that is to be tried.
  struct Step {
    std::uint32_t parent = 0;
    std::uint32_t site = 0;
    std::size_t unknown = 0;
    std::array<std::uint32_t, kMaxSlots> others{};
    const Cell* other = nullptr;  // the other value, by row
    int cost = 0;
  };
  // An input or a constant.
  struct Known {
    std::uint32_t entry = 0;
    int cost = 0;
    const Cell* cells = nullptr;
  };
  struct Call;
  struct Room;
  struct Join;

  void add(Goal goal);
  void hit(std::uint32_t goal, int sort, const Entry& entry);
  void expand_site(std::uint32_t goal, std::uint32_t site, Call& call, Room& room);
  void attempt_functions(Step step, std::size_t slot, Call& call, Room& room);
  void attempt(const Step& step, Call& call, Room& room);
  std::vector<std::vector<Known>> inputs_and_constants();  // by sort
  void meet_known();
  bool agree(int sort, const char* a, const char* b);
  std::vector<Join> find_joins() const;
  void join_value(std::uint32_t known, Join& join, Room& room);

  const Store& store_;
  Solutions& solutions_;
  Meter& meter_;
  dsl::Arena contents_;  // of the goals' cells, and their columns
  dsl::Arena scratch_;
  Bytes packed_;
  std::vector<Goal> goals_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> index_;
  std::vector<std::uint64_t> filter_;  // bit per low fingerprint bits: may be a goal
  std::uint32_t joined_until_ = 0;
};

}  // namespace inkling::enumerate
