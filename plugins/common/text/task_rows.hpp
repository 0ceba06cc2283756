// TaskRows: the rows of a task as cells, and what their texts have in common.
#pragma once

#include <algorithm>
#include <array>
#include <inkling/dsl/verifier.hpp>
#include <inkling/task.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "characters.hpp"
#include "moves.hpp"

namespace inkling::text {

using dsl::Cell;
using dsl::Expr;

using RowSet = std::uint64_t;
inline constexpr RowSet bit(std::size_t row) {
  return RowSet{1} << row;
}

inline std::string_view view(const Cell& cell) {
  return {cell.s, cell.size};
}

// The task's rows as cells, and what its texts have in common.
class TaskRows {
 public:
  TaskRows(const dsl::Dialect& dialect, const Task& task) : dialect_(dialect) {
    for (const Type type : input_types(task)) sorts_.push_back(dsl::column_sort(type));
    output_ = dsl::column_sort(output_type(task));
    const auto add = [&](const std::vector<Value>& inputs) {
      std::vector<Cell> cells(sorts_.size());
      for (std::size_t i = 0; i < sorts_.size(); ++i)
        if (i >= inputs.size() || !dsl::to_cell(inputs[i], sorts_[i], values_, cells[i]))
          return false;
      cells_.push_back(std::move(cells));
      return true;
    };
    for (const Example& example : task.examples) {
      if (examples_ == kMostExamples) break;
      if (!add(example.inputs)) continue;
      ++examples_;
    }
    for (const Query& query : task.queries)
      if (cells_.size() < examples_ + kMostQueries) add(query.inputs);
  }

  std::size_t size() const { return cells_.size(); }
  std::size_t arity() const { return sorts_.size(); }
  RowSet shown() const { return bit(examples_) - 1; }
  RowSet all() const { return bit(size()) - 1; }
  bool run(const Expr& expr, std::size_t row, Cell& result) {
    scratch_.reset();
    dsl::EvalContext context{scratch_, dialect_, kFuel};
    return dsl::evaluate(expr, cells_[row].data(), context, result);
  }
  // Whether the inputs of every example of the set have the word, or begin one with it.
  bool in_all(std::string_view word, RowSet rows) const {
    bool any = false;
    for (std::size_t r = 0; r < examples_; ++r) {
      if ((rows & bit(r)) == 0) continue;
      any = true;
      if (!any_input(r, [&](std::string_view input) { return begins_a_word(input, word); }))
        return false;
    }
    return any;
  }
  // Whether it is a mark of the form that the rows of a column have.
  bool is_steady(std::string_view text) const {
    for (std::size_t i = 0; i < sorts_.size(); ++i) {
      if (sorts_[i] != moves::kString) continue;
      std::vector<std::string_view> column;
      for (const auto& cells : cells_) column.push_back(view(cells[i]));
      if (text::is_steady(column, text)) return true;
    }
    return false;
  }
  // Whether a column has the number in all examples.
  bool is_column(std::int64_t number) const {
    for (std::size_t i = 0; i < sorts_.size(); ++i) {
      bool all = sorts_[i] == moves::kInteger && examples_ > 0;
      for (std::size_t r = 0; all && r < examples_; ++r) all = cells_[r][i].i == number;
      if (all) return true;
    }
    return false;
  }
  // Whether the text stands in the inputs of a row as whole words; none where it is not in them.
  std::optional<bool> whole_words(std::size_t row, std::string_view text) const {
    if (any_input(row, [&](std::string_view input) { return has_whole(input, text); })) return true;
    const auto has = [&](std::string_view input) { return input.find(text) != input.npos; };
    if (any_input(row, has)) return false;
    return std::nullopt;
  }
  // In how many rows an input has the text.
  std::size_t rows_with(std::string_view text) const {
    std::size_t n = 0;
    const auto has = [&](std::string_view input) { return input.find(text) != input.npos; };
    for (std::size_t r = 0; r < size(); ++r) n += any_input(r, has) ? 1U : 0U;
    return n;
  }
  bool writes_text() const { return output_ == moves::kString; }

 private:
  static constexpr std::size_t kMostExamples = 24;
  static constexpr std::size_t kMostQueries = 16;
  static constexpr std::int64_t kFuel = 1'000'000;
  // Whether it holds for an input of the row that is a text.
  template <class Holds>
  bool any_input(std::size_t row, Holds holds) const {
    for (std::size_t i = 0; i < sorts_.size(); ++i)
      if (sorts_[i] == moves::kString && holds(view(cells_[row][i]))) return true;
    return false;
  }

  const dsl::Dialect& dialect_;
  dsl::Arena values_;
  dsl::Arena scratch_;
  std::vector<dsl::Sort> sorts_;
  dsl::Sort output_{};
  std::vector<std::vector<Cell>> cells_;
  std::size_t examples_ = 0;
};

// The kinds of characters that texts have, and that they begin and end with. Spaces are no kind:
// names have one word or two.
class Kinds {
 public:
  void add(std::string_view text) {
    if (text.empty()) return;
    any_[' '] = true;
    for (const char c : text) any_[kind_of(c)] = true;
    ends_[0][kind_of(text.front())] = true;
    ends_[1][kind_of(text.back())] = true;
  }
  bool has_all(std::string_view text) const {
    return std::all_of(text.begin(), text.end(), [&](char c) { return any_[kind_of(c)]; });
  }
  bool has_ends(std::string_view text) const {
    return text.empty() || (ends_[0][kind_of(text.front())] && ends_[1][kind_of(text.back())]);
  }

 private:
  std::array<bool, 256> any_{};
  std::array<std::array<bool, 256>, 2> ends_{};
};

}  // namespace inkling::text
