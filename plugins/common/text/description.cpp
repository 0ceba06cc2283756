#include "description.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <inkling/dsl/verifier.hpp>
#include <set>
#include <string_view>

#include "characters.hpp"
#include "prices.hpp"

namespace inkling::text {
namespace {

struct Fitted {
  std::string_view name;
  double bits;
};
#include "prior.inc"

using dsl::Cell;
using dsl::Expr;
using moves::Kind;
using moves::Step;

constexpr std::size_t kMostExamples = 24;
constexpr std::size_t kMostQueries = 16;
constexpr std::int64_t kFuel = 1'000'000;
// Bits of an operator that no move has, and of each of its catalogue cost.
constexpr double kOther = 6;
constexpr double kOtherCost = 1.5;
constexpr double kFunction = 1.5;  // a function that is no move

using RowSet = std::uint64_t;
constexpr RowSet bit(std::size_t row) {
  return RowSet{1} << row;
}

std::string_view view(const Cell& cell) {
  return {cell.s, cell.size};
}

bool is_text(const Expr& expr) {
  return expr.kind == Expr::Kind::literal && expr.value.is_string();
}
bool is_integer(const Expr& expr) {
  return expr.kind == Expr::Kind::literal && expr.value.is_int();
}
bool is_variable(const Expr& expr) {
  return expr.kind == Expr::Kind::input || expr.kind == Expr::Kind::bound;
}
bool of_signs(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), is_alphanumeric);
}

}  // namespace

// The task's rows as cells, and what its texts have in common.
class Description::Rows {
 public:
  Rows(const dsl::Dialect& dialect, const Task& task) : dialect_(dialect) {
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
      if (example.output.is_string())
        for (const char c : example.output.as_string()) usual_[kind_of(c)] = true;
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
  // Kinds of characters that no output has.
  bool odd(std::string_view text) const {
    return std::any_of(text.begin(), text.end(), [&](char c) { return !usual_[kind_of(c)]; });
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
  // In how many rows an input has the text.
  std::size_t rows_with(std::string_view text) const {
    std::size_t n = 0;
    const auto has = [&](std::string_view input) { return input.find(text) != input.npos; };
    for (std::size_t r = 0; r < size(); ++r) n += any_input(r, has) ? 1U : 0U;
    return n;
  }
  bool writes_text() const { return output_ == moves::kString; }

 private:
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
  std::array<bool, 256> usual_{};
};

void Description::Length::add(const Length& other) {
  bits += other.bits;
  parts.insert(parts.end(), other.parts.begin(), other.parts.end());
}

// One program being described: of all ways to see it as moves, the shortest.
class Description::Reading {
 public:
  Reading(const Description& description, Rows& rows) : d_(description), rows_(rows) {}

  // A program, or a branch of one, for the examples and queries of `reached`.
  Length whole(const Expr& expr, RowSet reached, bool branch) {
    Length length;
    if (const Step* choose = choice(expr)) {
      add(length, choose->text, 1, choose->bits);
      const Expr& condition = *expr.args[0];
      length.add(part(condition));
      RowSet holds = 0;
      RowSet defined = 0;
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        Cell cell;
        if ((reached & bit(r)) == 0 || !rows_.run(condition, r, cell)) continue;
        defined |= bit(r);
        if (cell.i != 0) holds |= bit(r);
      }
      undefined(std::popcount(reached & ~rows_.shown() & ~defined), length);
      length.add(whole(*expr.args[1], reached & holds, true));
      length.add(whole(*expr.args[2], reached & defined & ~holds, true));
      return length;
    }
    if (branch && std::popcount(reached & rows_.shown()) == 1)
      add(length, "lone", 1, prices::kLone);
    std::vector<const Expr*> pieces;
    flatten(expr, pieces);
    if (expr.sort == moves::kString)
      add(length, "piece", static_cast<double>(pieces.size()) - 1, prices::kPiece);
    for (const Expr* piece : pieces) {
      if (is_text(*piece)) {
        constant(piece->value.as_string(), reached, length);
        continue;
      }
      length.add(once(*piece));
      if (rows_.size() > 0) behaviour(*piece, reached, length);
    }
    return length;
  }

 private:
  const Step* choice(const Expr& expr) const {
    if (expr.kind != Expr::Kind::call || expr.op->role != dsl::Role::conditional) return nullptr;
    const auto known = d_.by_operator_.find(expr.op);
    if (known == d_.by_operator_.end()) return nullptr;
    for (const Step* step : known->second)
      if (step->kind == Kind::choose) return step;
    return nullptr;
  }

  void flatten(const Expr& expr, std::vector<const Expr*>& pieces) const {
    if (expr.kind == Expr::Kind::call && expr.op->role == dsl::Role::concatenation &&
        expr.sort == moves::kString) {
      flatten(*expr.args[0], pieces);
      flatten(*expr.args[1], pieces);
    } else {
      pieces.push_back(&expr);
    }
  }

  // So many times something of that price.
  void add(Length& length, std::string_view name, double count, double bits_each) const {
    if (count == 0) return;
    const auto fitted = d_.fitted_.find(name);
    length.bits += count * (bits_each + (fitted == d_.fitted_.end() ? 0 : fitted->second));
    length.parts.emplace_back(name, count);
  }

  void undefined(int count, Length& length) const {
    add(length, "undefined", count, prices::kUndefined);
  }

  // What a piece gives on the queries.
  void behaviour(const Expr& piece, RowSet reached, Length& length) {
    int missing = 0;
    int empty = 0;
    int odd = 0;
    bool filled = true;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if ((reached & bit(r)) == 0) continue;
      Cell cell;
      const bool shown = (rows_.shown() & bit(r)) != 0;
      const bool defined = rows_.run(piece, r, cell);
      const bool text = piece.sort == moves::kString;
      if (shown) {
        filled = filled && defined && text && cell.size > 0;
        continue;
      }
      if (!defined)
        ++missing;
      else if (text && cell.size == 0)
        ++empty;
      else if (text && rows_.writes_text() && rows_.odd(view(cell)))
        ++odd;
    }
    undefined(missing, length);
    add(length, "odd", std::min(prices::kOdd * odd, prices::kMostOdd), 1);
    if (filled) add(length, "empty", empty, prices::kEmpty);
  }

  // A constant piece, spelled out. Words that all inputs have were more likely copied.
  void constant(const std::string& text, RowSet reached, Length& length) const {
    add(length, "constant", prices::of_constant(text), 1);
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i;
      while (end < text.size() && is_alphanumeric(text[end])) ++end;
      if (end > i && rows_.in_all(std::string_view(text).substr(i, end - i), reached))
        add(length, "copied", prices::kCopied + prices::kLetter * static_cast<double>(end - i), 1);
      i = std::max(end, i + 1);
    }
  }

  // What occurs a second time is only named.
  Length once(const Expr& expr) {
    if (expr.kind == Expr::Kind::call && !described_.insert(&expr).second) {
      Length length;
      add(length, "again", 1, prices::kInput);
      return length;
    }
    return part(expr);
  }

  // An expression inside a piece.
  Length part(const Expr& expr) {
    Length length;
    switch (expr.kind) {
      case Expr::Kind::input:
      case Expr::Kind::bound:
        add(length, "input", 1, prices::kInput);
        return length;
      case Expr::Kind::literal:
        literal(expr.value, length);
        return length;
      case Expr::Kind::constant:
        add(length, "kind", prices::kKind + prices::kKindStep * static_cast<double>(place(expr)),
            1);
        return length;
      case Expr::Kind::lambda:
      case Expr::Kind::let:
        add(length, "function", 1, kFunction);
        for (const auto& arg : expr.args) length.add(part(*arg));
        return length;
      case Expr::Kind::call:
        break;
    }
    return call(expr);
  }

  Length call(const Expr& expr) {
    Length best = other(expr);
    const auto known = d_.by_operator_.find(expr.op);
    if (known == d_.by_operator_.end()) return best;
    for (const Step* step : known->second) {
      Length length;
      add(length, step->text, 1, step->bits);
      if (length.bits < best.bits && matches(*step, *step->pattern, expr, length, best.bits) &&
          length.bits < best.bits)
        best = std::move(length);
    }
    return best;
  }

  // An operator that is no move here.
  Length other(const Expr& expr) {
    Length length;
    const bool appends = expr.op->role == dsl::Role::concatenation;
    if (appends)
      add(length, "piece", 1, prices::kPiece);
    else
      add(length, "other", kOther + kOtherCost * std::max(expr.op->cost, 1), 1);
    for (const auto& arg : expr.args) length.add(part(*arg));
    return length;
  }

  void literal(const Value& value, Length& length) const {
    if (value.is_int())
      add(length, "bound", prices::of_bound(value.as_int()), 1);
    else if (value.is_string())
      add(length, "constant", prices::of_constant(value.as_string()), 1);
    else
      add(length, "constant", prices::kLiteral + prices::of_constant(to_text(value)), 1);
  }

  std::size_t place(const Expr& expr) const {
    std::size_t at = 0;
    for (const dsl::EnumName& name : d_.catalogue_.constants()) {
      if (name.enumeration != expr.sort.index) continue;
      if (name.value == expr.value.as_int()) return at;
      ++at;
    }
    return at;
  }

  // Whether the expression is the pattern with its holes filled; adds what fills them.
  bool matches(const Step& step, const Expr& pattern, const Expr& expr, Length& length,
               double most) {
    if (length.bits >= most) return false;
    if (pattern.kind == Expr::Kind::input)
      return hole(step, static_cast<std::size_t>(pattern.index), expr, length);
    if (pattern.kind != expr.kind || pattern.args.size() != expr.args.size() ||
        pattern.op != expr.op)
      return false;
    if (pattern.kind == Expr::Kind::lambda) {
      // A function of pieces: whatever its body is.
      length.add(part(*expr.args[0]));
      return true;
    }
    if (pattern.kind == Expr::Kind::literal || pattern.kind == Expr::Kind::constant)
      return pattern.sort == expr.sort && pattern.value == expr.value;
    for (std::size_t i = 0; i < pattern.args.size(); ++i)
      if (!matches(step, *pattern.args[i], *expr.args[i], length, most)) return false;
    return true;
  }

  bool hole(const Step& step, std::size_t hole, const Expr& expr, Length& length) {
    const auto priced = [&](std::string_view name, double bits) {
      add(length, name, bits, 1);
      return true;
    };
    if (!step.choices[hole].empty()) {
      if (expr.kind != Expr::Kind::literal) return false;
      const auto& choices = step.choices[hole];
      const auto at = std::find(choices.begin(), choices.end(), expr.value);
      if (at != choices.end())
        return priced("choice", prices::kChoice + prices::kChoiceStep *
                                                      static_cast<double>(at - choices.begin()));
      // Forms that were joined are several choices.
      if (step.kind != Kind::format || !expr.value.is_string()) return false;
      double parts = 0;
      char before = 0;
      for (const char c : expr.value.as_string()) {
        if (is_alphanumeric(c) && c != before) ++parts;
        before = c;
      }
      return priced("choice", prices::kChoice + 2 * prices::kChoiceStep + 0.5 * parts);
    }
    const std::string_view text =
        is_text(expr) ? std::string_view(expr.value.as_string()) : std::string_view();
    const auto integer = [&](double (*price)(std::int64_t), std::string_view name) {
      if (is_integer(expr)) return priced(name, price(expr.value.as_int()));
      if (!is_variable(expr)) return false;
      add(length, "input", 1, prices::kInput);
      return true;
    };
    switch (step.holes[hole]) {
      case 'd':
      case 'g':
        return of_signs(text) && priced("separator", prices::of_separator(text));
      case 'e':
      case 'c':
        return is_text(expr) && priced("separator", prices::of_separator(text));
      case 't':
        if (text.empty()) return false;
        return rows_.rows_with(text) >= std::min<std::size_t>(2, rows_.size())
                   ? priced("mined", prices::of_mined(text))
                   : priced("constant", prices::of_constant(text));
      case 'u':
      case 'q':
        return is_text(expr) && priced("constant", prices::of_constant(text));
      case 'k':
        return is_text(expr) && priced("number", prices::of_number(text));
      case 'z':
        return is_text(expr) &&
               priced("bound", prices::of_bound(std::atoll(std::string(text).c_str())));
      case 'i':
        return integer(prices::of_index, "index");
      case 'n':
      case 'w':
        return integer(prices::of_count, "count");
      case 'm':
        return integer(prices::of_bound, "bound");
      case 'r':
        if (expr.kind != Expr::Kind::constant) return false;
        length.add(part(expr));
        return true;
      case 'y':
        if (!is_variable(expr)) return false;
        add(length, "input", 1, prices::kInput);
        return true;
      default:
        length.add(part(expr));
        return true;
    }
  }

  const Description& d_;
  Rows& rows_;
  // By what they are, not by where they stand.
  struct Before {
    bool operator()(const Expr* a, const Expr* b) const { return less(*a, *b); }
    static bool less(const Expr& a, const Expr& b) {
      if (a.kind != b.kind) return a.kind < b.kind;
      if (a.op != b.op) return std::less<>{}(a.op, b.op);
      if (a.index != b.index) return a.index < b.index;
      if (a.value != b.value) return a.value < b.value;
      if (a.args.size() != b.args.size()) return a.args.size() < b.args.size();
      for (std::size_t i = 0; i < a.args.size(); ++i) {
        if (less(*a.args[i], *b.args[i])) return true;
        if (less(*b.args[i], *a.args[i])) return false;
      }
      return false;
    }
  };
  std::set<const Expr*, Before> described_;
};

Description::Description(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect,
                         const Task& task, Prior prior)
    : catalogue_(catalogue),
      steps_(moves::steps_of(catalogue)),
      rows_(std::make_unique<Rows>(dialect, task)) {
  if (prior == Prior::fitted)
    for (const Fitted& it : kFitted) fitted_.emplace(it.name, it.bits);
  for (const Step& step : steps_)
    if (step.pattern->kind == Expr::Kind::call && step.kind != Kind::append)
      by_operator_[step.pattern->op].push_back(&step);
}

Description::~Description() = default;

Description::Length Description::describe(const Expr& expr) {
  return Reading(*this, *rows_).whole(expr, rows_->all(), false);
}

Features Description::features(const Expr& expr) {
  Features features;
  for (const auto& [name, count] : describe(expr).parts) features[name] += count;
  return features;
}

}  // namespace inkling::text
