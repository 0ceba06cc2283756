#include "description.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <string_view>

#include "prices.hpp"
#include "task_rows.hpp"

namespace inkling::text {
namespace {

struct Fitted {
  std::string_view name;
  double bits;
};
#include "prior.inc"

using moves::Kind;
using moves::Step;

// Bits of an operator that no move has, and of each of its catalogue cost.
constexpr double kOther = 6;
constexpr double kOtherCost = 1.5;
constexpr double kFunction = 1.5;  // a function that is no move

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

void Description::Length::add(const Length& other) {
  bits += other.bits;
  parts.insert(parts.end(), other.parts.begin(), other.parts.end());
}

// One program being described: of all ways to see it as moves, the shortest.
class Description::Reading {
 public:
  Reading(const Description& description, TaskRows& rows) : d_(description), rows_(rows) {}

  // A program, or a branch of one, for the examples and queries of `reached`.
  Length whole(const Expr& expr, RowSet reached, bool branch) {
    Length length;
    if (const Step* choose = choice(expr)) {
      add(length, choose->text, 1, choose->bits);
      const Expr& condition = *expr.args[0];
      length.add(once(condition));
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
      const RowSet others = reached & defined & ~holds;
      const auto before = described_;
      Length otherwise = whole(*expr.args[2], others, true);
      if (const auto change = bits_of_change(*expr.args[1], *expr.args[2])) {
        Length changed;
        add(changed, "changed", *change, 1);
        if (std::popcount(others & rows_.shown()) == 1) add(changed, "lone", 1, prices::kLone);
        behaviour_of_pieces(*expr.args[2], others, changed);
        if (changed.bits < otherwise.bits) {
          otherwise = std::move(changed);
          described_ = before;
        }
      }
      length.add(otherwise);
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
    const auto fitted = d_.prior_.find(name);
    length.bits += count * (bits_each + (fitted == d_.prior_.end() ? 0 : fitted->second));
    length.parts.emplace_back(name, count);
  }

  void undefined(int count, Length& length) const {
    add(length, "undefined", count, prices::kUndefined);
  }

  void behaviour_of_pieces(const Expr& expr, RowSet reached, Length& length) {
    std::vector<const Expr*> pieces;
    flatten(expr, pieces);
    for (const Expr* piece : pieces)
      if (!is_text(*piece)) behaviour(*piece, reached, length);
  }

  // What a piece gives on the queries: nothing, or what is of another kind than it gives for
  // examples.
  void behaviour(const Expr& piece, RowSet reached, Length& length) {
    int missing = 0;
    int empty = 0;
    int odd = 0;
    int ends = 0;
    bool filled = true;
    bool whole_words = true;
    Kinds usual;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if ((reached & bit(r)) == 0) continue;
      Cell cell;
      const bool shown = (rows_.shown() & bit(r)) != 0;
      const bool defined = rows_.run(piece, r, cell);
      const bool text = piece.sort == moves::kString;
      if (shown) {
        filled = filled && defined && text && cell.size > 0;
        if (!defined || !text) continue;
        usual.add(view(cell));
        whole_words = whole_words && rows_.whole_words(r, view(cell)).value_or(false);
        continue;
      }
      if (!defined)
        ++missing;
      else if (text && cell.size == 0)
        ++empty;
      else if (text && rows_.writes_text()) {
        const bool cuts_a_word = whole_words && !rows_.whole_words(r, view(cell)).value_or(true);
        odd += cuts_a_word || !usual.has_all(view(cell)) ? 1 : 0;
        ends += usual.has_ends(view(cell)) ? 0 : 1;
      }
    }
    undefined(missing, length);
    add(length, "odd", std::min(prices::kOdd * odd, prices::kMostOdd), 1);
    add(length, "ends", std::min(prices::kEnds * ends, prices::kMostEnds), 1);
    if (filled) add(length, "empty", empty, prices::kEmpty);
  }

  // A constant piece, spelled out. Words that all inputs have were more likely copied.
  void constant(const std::string& text, RowSet reached, Length& length) {
    if (prices::of_constant(text) > prices::kInput && !constants_.insert(text).second) {
      add(length, "again", 1, prices::kInput);
      return;
    }
    add(length, "constant", prices::of_constant(text), 1);
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i;
      while (end < text.size() && is_alphanumeric(text[end])) ++end;
      if (end > i && rows_.in_all(std::string_view(text).substr(i, end - i), reached))
        add(length, "copied", prices::kCopied + prices::kLetter * static_cast<double>(end - i), 1);
      i = std::max(end, i + 1);
    }
  }

  // A piece, or a condition. What occurs in others before it is only named.
  Length once(const Expr& expr) {
    const Length length = part(expr);
    remember(expr);
    calls_.clear();  // they were the shortest without what is remembered now
    return length;
  }
  void remember(const Expr& expr) {
    if (expr.kind == Expr::Kind::call) described_.insert(&expr);
    if (expr.kind != Expr::Kind::lambda)
      for (const auto& arg : expr.args) remember(*arg);
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
    if (described_.count(&expr) > 0) {
      add(length, "again", 1, prices::kInput);
      return length;
    }
    // Every way to see the call asks for its arguments, and each of them for its own: once is
    // enough.
    const auto known = calls_.find(&expr);
    return known != calls_.end() ? known->second : calls_.emplace(&expr, call(expr)).first->second;
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

  // A form of several: as the latest of them in the table of choices (the first few cost the same),
  // and a little for each more.
  static double of_joined(std::string_view form, const std::vector<Value>& choices) {
    constexpr double kMore = 0.5;
    double latest = 2;
    double parts = 0;
    for (std::size_t i = 0; i < form.size();) {
      std::size_t end = i;
      while (end < form.size() && form[end] == form[i]) ++end;
      if (is_alphanumeric(form[i])) {
        const auto at = std::find_if(choices.begin(), choices.end(), [&](const Value& choice) {
          return choice.as_string() == form.substr(i, end - i);
        });
        latest = std::max(latest, static_cast<double>(at - choices.begin()));
        ++parts;
      }
      i = end;
    }
    return prices::kChoice + prices::kChoiceStep * latest + kMore * std::max(0.0, parts - 1);
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
      return priced("choice", of_joined(expr.value.as_string(), choices));
    }
    const std::string_view text =
        is_text(expr) ? std::string_view(expr.value.as_string()) : std::string_view();
    const auto integer = [&](double (*price)(std::int64_t), std::string_view name) {
      if (is_integer(expr)) {
        if (rows_.is_column(expr.value.as_int())) add(length, "named", 1, prices::kNamed);
        return priced(name, price(expr.value.as_int()));
      }
      if (!is_variable(expr)) return false;
      add(length, "input", 1, prices::kInput);
      return true;
    };
    const auto steady = [&] {
      if (rows_.is_steady(text)) add(length, "steady", prices::of_steady(rows_.size()), -1);
    };
    switch (step.holes[hole]) {
      case 'd':
      case 'g':
        if (!of_signs(text)) return false;
        steady();
        return priced("separator", prices::of_separator(text));
      case 'e':
      case 'c':
        return is_text(expr) && priced("separator", prices::of_separator(text));
      case 't':
      case 'h':
        if (text.empty()) return false;
        steady();
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
  TaskRows& rows_;
  // By what they are, not by where they stand.
  struct Before {
    bool operator()(const Expr* a, const Expr* b) const { return order(*a, *b) < 0; }
    static int order(const Expr& a, const Expr& b) {
      const auto of = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
      if (a.kind != b.kind) return of(a.kind, b.kind);
      if (a.op != b.op) return std::less<>{}(a.op, b.op) ? -1 : 1;
      if (a.index != b.index) return of(a.index, b.index);
      if (a.value != b.value) return of(a.value, b.value);
      if (a.args.size() != b.args.size()) return of(a.args.size(), b.args.size());
      for (std::size_t i = 0; i < a.args.size(); ++i)
        if (const int arg = order(*a.args[i], *b.args[i]); arg != 0) return arg;
      return 0;
    }
  };
  std::set<const Expr*, Before> described_;
  std::map<const Expr*, Length> calls_;  // of the piece that is being described
  std::set<std::string, std::less<>> constants_;
};

std::optional<double> bits_of_change(const Expr& a, const Expr& b) {
  if (a.kind != b.kind || a.op != b.op || a.index != b.index || a.sort != b.sort ||
      a.args.size() != b.args.size())
    return std::nullopt;
  double bits = prices::kChanged;
  if (is_text(a) && is_text(b) && a.value != b.value) {
    const std::string_view from = a.value.as_string();
    const std::string_view to = b.value.as_string();
    const auto front = std::mismatch(from.begin(), from.end(), to.begin(), to.end());
    std::size_t same = static_cast<std::size_t>(front.first - from.begin());
    const std::size_t shorter = std::min(from.size(), to.size());
    std::size_t back = 0;
    while (back < shorter - same && from[from.size() - 1 - back] == to[to.size() - 1 - back])
      ++back;
    return bits + prices::kChanged + prices::of_constant(to.substr(same, to.size() - same - back));
  }
  if (a.value != b.value) return std::nullopt;
  for (std::size_t i = 0; i < a.args.size(); ++i) {
    const auto change = bits_of_change(*a.args[i], *b.args[i]);
    if (!change) return std::nullopt;
    bits += *change - prices::kChanged;
  }
  return bits;
}

Features fitted_prior() {
  Features prior;
  for (const Fitted& it : kFitted) prior.emplace(it.name, it.bits);
  return prior;
}

Description::Description(const dsl::Catalogue& catalogue, const dsl::Dialect& dialect,
                         const Task& task, Features prior)
    : catalogue_(catalogue),
      steps_(moves::steps_of(catalogue)),
      prior_(std::move(prior)),
      rows_(std::make_unique<TaskRows>(dialect, task)) {
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
