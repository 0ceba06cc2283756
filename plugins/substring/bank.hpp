// Bank: values of all rows and how they are made. Of everything that gives the same in every row,
// queries included, the shortest description is kept.
#pragma once

#include <array>
#include <inkling/budget.hpp>
#include <search/guidance.hpp>
#include <unordered_map>

#include "literals.hpp"

namespace inkling::substring {

// Counts evaluations and says when it is over.
class Meter {
 public:
  explicit Meter(const Budget& budget) : budget_(&budget) {}
  // From here on patience counts, too.
  void begin_turn(const search::Patience& patience);
  // It was over because patience was at its end.
  bool gave_up() const { return gave_up_; }
  void count(std::uint64_t n = 1) { evaluations_ += n; }
  std::uint64_t evaluations() const { return evaluations_; }
  // Once true, always. Reads the clock now and then only.
  bool over(std::size_t bytes = 0);
  StopReason reason() const { return reason_; }

 private:
  const Budget* budget_;
  std::uint64_t evaluations_ = 0;
  std::uint64_t next_look_ = 0;
  search::Patience patience_{};
  bool over_ = false, gave_up_ = false;
  StopReason reason_ = StopReason::exhausted;
};

struct Item {
  Sort sort{};
  double bits = 0;
  int step = -1;                       // of the steps; -1: an input, or all of `body`
  std::array<int, kMostHoles> args{};  // per hole: an item, or ~literal
  ExprPtr body{};                      // of the lambda of an `each`; without a step, the whole
  RowSet defined = 0;
  RowSet within = 0;  // examples of whose output the text is a part
  RowSet alike = 0;   // examples of whose output it is a part but for the case of letters
  RowSet filled = 0;  // rows where it is not empty
  int origin = -1;    // the change of an input that it was made from, or -1
  RowSet odd = 0;     // queries where it has kinds of characters that no output has
  bool form =
      false;  // made by a format: kept beside a part of the same text, since forms are joined
  std::uint8_t cuts = 0;
  std::uint8_t changes = 0;
};

class Bank {
 public:
  Bank(const Rows& rows, const std::vector<Step>& steps, Literals& literals, dsl::Arena& arena,
       Meter& meter);

  // The item that a step makes of these arguments, when it is new, or shorter than what was known;
  // else -1. `most`: longer descriptions are kept only where the text is part of an output, with
  // `keep_alike` also where only the case of letters differs.
  int add(int step, const std::array<int, kMostHoles>& args, double bits, double most,
          const ExprPtr& body = nullptr, bool keep_alike = false);
  // What an expression of the inputs gives, when it is new.
  int add_whole(const ExprPtr& expr, double bits);
  const Item& operator[](int item) const { return items_[static_cast<std::size_t>(item)]; }
  int size() const { return static_cast<int>(items_.size()); }
  const Cell& cell(int item, std::size_t row) const {
    return cells_[static_cast<std::size_t>(item) * rows_.size() + row];
  }
  std::string_view text(int item, std::size_t row) const { return view(cell(item, row)); }
  const Cell& argument(int arg, std::size_t row) const {
    return arg < 0 ? literals_[~arg].cell : cell(arg, row);
  }
  double bits_of(int arg) const { return arg < 0 ? 0 : (*this)[arg].bits; }
  // Counts the cuts and changes that made it.
  void mark_depth(int item);
  ExprPtr expr(int item) const;
  ExprPtr expr_of(int arg) const { return arg < 0 ? literals_[~arg].expr : expr(arg); }
  std::size_t bytes() const;

  const Rows& rows() const { return rows_; }
  const std::vector<Step>& steps() const { return steps_; }
  Literals& literals() { return literals_; }
  Meter& meter() { return meter_; }
  dsl::EvalContext context() { return {arena_, *rows_.dialect, kFuel}; }

 private:
  static constexpr std::int64_t kFuel = 1'000'000;
  void describe(Item& item, const Cell* cells, std::size_t from, std::size_t to) const;
  bool is_alike(std::string_view text, std::size_t row) const;
  std::uint64_t fingerprint(const Item& item, const Cell* cells) const;
  bool same(const Item& item, const Cell* cells, int other) const;

  const Rows& rows_;
  const std::vector<Step>& steps_;
  Literals& literals_;
  dsl::Arena& arena_;
  Meter& meter_;
  std::vector<std::string> small_outputs_;
  std::array<bool, 256> usual_{};  // kinds of characters of outputs, see kind_of()
  std::vector<Item> items_;
  std::vector<Cell> cells_;
  std::unordered_multimap<std::uint64_t, int> known_;
};

}  // namespace inkling::substring
