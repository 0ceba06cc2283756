#include "move_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/dsl/expr.hpp>
#include <inkling/dsl/statement_tasks.hpp>
#include <map>
#include <set>
#include <text/characters.hpp>
#include <text/moves.hpp>

#include "made_rows.hpp"
#include "strings_catalogue.hpp"

namespace inkling::strings {
namespace {

using dsl::Cell;
using dsl::ExprPtr;
using moves::Kind;
using moves::kString;
using moves::Step;
using Texts = std::vector<std::string>;  // by row

constexpr int kTries = 40;       // of one step
constexpr int kPrograms = 300;   // of one task
constexpr double kHalving = 2;   // bits that make a move half as frequent
constexpr double kChosen = 0.1;  // of programs that a condition chooses in

// The moves by their kinds.
class Moves {
 public:
  explicit Moves(const dsl::Catalogue& catalogue) : steps_(moves::steps_of(catalogue)) {
    for (const Step& step : steps_) by_kind_[step.kind].push_back(&step);
  }
  // One of a kind, those with few bits more often; nullptr: the language has none.
  const Step* draw(Kind kind, Rng& rng) const {
    const auto found = by_kind_.find(kind);
    if (found == by_kind_.end()) return nullptr;
    double all = 0;
    for (const Step* step : found->second) all += weight(*step);
    double at = all * rng.uniform_real();
    for (const Step* step : found->second)
      if ((at -= weight(*step)) < 0) return step;
    return found->second.back();
  }

 private:
  static double weight(const Step& step) { return std::exp2(-step.bits / kHalving); }
  std::vector<Step> steps_;
  std::map<Kind, std::vector<const Step*>> by_kind_;
};

class ProgramDrawer {
 public:
  ProgramDrawer(const dsl::Catalogue& catalogue, const Moves& moves, std::vector<Texts> columns,
                Rng& rng)
      : catalogue_(catalogue), moves_(moves), columns_(std::move(columns)), rng_(rng) {}

  // A program of so many pieces, or nullptr.
  ExprPtr draw(std::int64_t pieces) {
    ExprPtr program = concatenation(pieces);
    if (program == nullptr || !rng_.bernoulli(kChosen)) return program;
    const Step* choose = moves_.draw(Kind::choose, rng_);
    const ExprPtr test = condition();
    const ExprPtr other = concatenation(1);
    if (choose == nullptr || test == nullptr || other == nullptr) return nullptr;
    return moves::fill(choose->pattern, {test, std::move(program), other});
  }

  // What it gives in each row; nullopt where it is undefined or empty in one.
  std::optional<Texts> run(const dsl::Expr& expr) {
    Texts texts;
    for (std::size_t row = 0; row < columns_[0].size(); ++row) {
      Cell cell;
      arena_.reset();
      if (!evaluate(expr, row, cell) || cell.size == 0) return std::nullopt;
      texts.emplace_back(cell.s, cell.size);
    }
    return texts;
  }

 private:
  bool evaluate(const dsl::Expr& expr, std::size_t row, Cell& result) {
    std::vector<Cell> inputs(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (!dsl::to_cell(Value(columns_[i][row]), kString, arena_, inputs[i])) return false;
    dsl::EvalContext context{arena_, catalogue_.dialects().front()};
    return dsl::evaluate(expr, inputs.data(), context, result);
  }

  ExprPtr text(std::string chars) { return dsl::make_literal(Value(std::move(chars)), kString); }
  ExprPtr column() {
    return dsl::make_input(
        static_cast<int>(rng_.uniform(0, static_cast<std::int64_t>(columns_.size()) - 1)), kString);
  }

  ExprPtr concatenation(std::int64_t pieces) {
    static constexpr std::array<const char*, 12> kBetween{" ", " ",  " ",  "-",   "_", ".",
                                                          "/", ", ", ": ", " - ", "@", "#"};
    const Step* append = moves_.draw(Kind::append, rng_);
    if (append == nullptr) return nullptr;
    std::vector<ExprPtr> parts;
    if (rng_.bernoulli(0.08)) parts.push_back(text(made_word(rng_) + " "));
    for (std::int64_t i = 0; i < pieces; ++i) {
      if (i > 0 && rng_.bernoulli(0.75))
        parts.push_back(text(rng_.pick(std::span<const char* const>(kBetween))));
      ExprPtr made = piece(pieces > 1);
      if (made == nullptr) return nullptr;
      parts.push_back(std::move(made));
    }
    if (rng_.bernoulli(0.1))
      parts.push_back(text(rng_.bernoulli(0.5) ? "." : " " + made_word(rng_)));
    ExprPtr all = parts.back();
    for (std::size_t i = parts.size() - 1; i-- > 0;)
      all = moves::fill(append->pattern, {parts[i], all});
    return all;
  }

  // An input, and up to two steps on it.
  ExprPtr piece(bool may_be_whole) {
    const double at = rng_.uniform_real();
    int links = at < 0.65 ? 1 : at < 0.9 ? 2 : may_be_whole ? 0 : 1;
    ExprPtr made = column();
    for (; links > 0; --links) {
      made = link(made);
      if (made == nullptr) return nullptr;
    }
    return made;
  }

  // A step that changes something.
  ExprPtr link(const ExprPtr& subject) {
    const auto before = run(*subject);
    if (!before) return nullptr;
    for (int i = 0; i < kTries; ++i) {
      ExprPtr made = step_on(subject, *before);
      if (made == nullptr || made->sort != kString) continue;
      const auto after = run(*made);
      if (after && *after != *before) return made;
    }
    return nullptr;
  }

  ExprPtr step_on(const ExprPtr& subject, const Texts& texts) {
    const double at = rng_.uniform_real();
    if (at < 0.5) return apply(Kind::cut, subject, texts);
    if (at < 0.76) return apply(Kind::change, subject, texts);
    if (at < 0.87) return through_pieces(subject, texts);
    if (at < 0.91) return apply(Kind::show, apply(Kind::measure, subject, texts), texts);
    if (at < 0.95) return apply(Kind::format, subject, texts);
    ExprPtr number = apply(Kind::read, subject, texts);
    if (rng_.bernoulli(0.4)) number = apply(Kind::calculate, number, texts);
    return rng_.bernoulli(0.6) ? apply(Kind::write, number, texts) : number;
  }

  ExprPtr through_pieces(const ExprPtr& subject, const Texts& texts) {
    ExprPtr pieces = apply(Kind::split, subject, texts);
    const bool arranged = rng_.bernoulli(0.5);
    if (arranged) pieces = apply(Kind::arrange, pieces, texts);
    const Step* each = arranged && rng_.bernoulli(0.7) ? nullptr : moves_.draw(Kind::each, rng_);
    if (each != nullptr && pieces != nullptr) {
      const ExprPtr body =
          apply(rng_.bernoulli(0.5) ? Kind::cut : Kind::change, dsl::make_input(0, kString), texts);
      if (body == nullptr || has_other_inputs(*body)) return nullptr;
      pieces = moves::fill(moves::with_body(each->pattern, body), {pieces});
    }
    return apply(Kind::join, pieces, texts);
  }
  static bool has_other_inputs(const dsl::Expr& expr) {
    return (expr.kind == dsl::Expr::Kind::input && expr.index != 0) ||
           std::any_of(expr.args.begin(), expr.args.end(),
                       [](const ExprPtr& arg) { return has_other_inputs(*arg); });
  }

  // That holds in some rows and not in others.
  ExprPtr condition() {
    for (int i = 0; i < kTries; ++i) {
      const ExprPtr subject = column();
      const auto& texts = columns_[static_cast<std::size_t>(subject->index)];
      const ExprPtr test = apply(Kind::test, subject, texts);
      if (test == nullptr) continue;
      std::size_t holds = 0;
      for (std::size_t row = 0; row < texts.size(); ++row) {
        Cell cell;
        arena_.reset();
        holds += evaluate(*test, row, cell) && cell.i != 0;
      }
      if (holds > 0 && holds < texts.size()) return test;
    }
    return nullptr;
  }

  // A move of a kind with its holes filled; nullptr where one has nothing to take.
  ExprPtr apply(Kind kind, const ExprPtr& subject, const Texts& texts) {
    const Step* step = subject == nullptr ? nullptr : moves_.draw(kind, rng_);
    if (step == nullptr || step->holes.empty() || step->sorts[0] != subject->sort) return nullptr;
    std::vector<ExprPtr> args{subject};
    for (std::size_t hole = 1; hole < step->holes.size(); ++hole) {
      args.push_back(filling(*step, hole, subject, texts));
      if (args.back() == nullptr) return nullptr;
    }
    return moves::fill(step->pattern, args);
  }

  ExprPtr filling(const Step& step, std::size_t hole, const ExprPtr& subject, const Texts& texts) {
    if (!step.choices[hole].empty())
      return dsl::make_literal(rng_.pick(std::span<const Value>(step.choices[hole])),
                               step.sorts[hole]);
    const dsl::Sort sort = step.sorts[hole];
    switch (step.holes[hole]) {
      case 'd':
      case 'g':
        return sign_of(texts);
      case 'h':
      case 't':
        return word_of(texts);
      case 'e':
        return joiner();
      case 'u':
        return text(made_word(rng_));
      case 'c':
        return text(rng_.bernoulli(0.5) ? "*" : "X");
      case 'i':
        return integer(1, rng_.bernoulli(0.7) ? 2 : 4, sort, rng_.bernoulli(0.3));
      case 'n':
        return integer(1, rng_.bernoulli(0.7) ? 4 : 8, sort);
      case 'm':
        return integer(1, 12, sort);
      case 'w':
        return integer(3, 8, sort);
      case 'k':
        return text(std::to_string(rng_.bernoulli(0.5) ? rng_.uniform(1, 12) : 100));
      case 'z':
        return text(std::to_string(rng_.uniform(1, 300)));
      case 'j':
        return text(made_word(rng_).substr(0, 2));
      case 'r':
        return dsl::make_constant(sort.index, rng_.uniform(0, 7));
      case 'y':
        return other_than(subject);
      default:
        return nullptr;
    }
  }
  ExprPtr integer(std::int64_t low, std::int64_t high, dsl::Sort sort, bool from_behind = false) {
    const std::int64_t n = rng_.uniform(low, high);
    return dsl::make_literal(Value(from_behind ? -n : n), sort);
  }
  ExprPtr joiner() {
    static constexpr std::array<const char*, 9> kJoiners{" ", " ",  "-", "_", "",
                                                         "",  ", ", ".", "/"};
    return text(rng_.pick(std::span<const char* const>(kJoiners)));
  }
  ExprPtr other_than(const ExprPtr& subject) {
    ExprPtr other = column();
    const bool same = subject->kind == dsl::Expr::Kind::input && subject->index == other->index;
    return same ? nullptr : other;
  }

  // A run of signs that stands in every row, or one of its characters.
  ExprPtr sign_of(const Texts& texts) {
    std::set<std::string> all;
    const std::string& first = texts.front();
    for (std::size_t i = 0, begin = 0; i <= first.size(); ++i) {
      if (i < first.size() && !text::is_alphanumeric(first[i])) {
        all.insert(std::string(1, first[i]));
        continue;
      }
      if (i > begin) all.insert(first.substr(begin, i - begin));
      begin = i + 1;
    }
    return common_of(all, texts);
  }
  // A word that stands in every row, with the sign behind it now and then.
  ExprPtr word_of(const Texts& texts) {
    std::set<std::string> all;
    const std::string& first = texts.front();
    for (std::size_t i = 0, begin = 0; i <= first.size(); ++i) {
      if (i < first.size() && text::is_alphanumeric(first[i])) continue;
      if (i > begin) {
        all.insert(first.substr(begin, i - begin));
        if (i < first.size()) all.insert(first.substr(begin, i + 1 - begin));
      }
      begin = i + 1;
    }
    return common_of(all, texts);
  }
  ExprPtr common_of(const std::set<std::string>& all, const Texts& texts) {
    std::vector<std::string> common;
    for (const std::string& one : all)
      if (std::all_of(texts.begin(), texts.end(),
                      [&](const std::string& row) { return row.find(one) != row.npos; }))
        common.push_back(one);
    return common.empty() ? nullptr : text(rng_.pick(std::span<const std::string>(common)));
  }

  const dsl::Catalogue& catalogue_;
  const Moves& moves_;
  std::vector<Texts> columns_;
  Rng& rng_;
  dsl::Arena arena_;
};

std::vector<Texts> draw_columns(std::size_t rows, Rng& rng) {
  std::vector<Texts> columns(rng.bernoulli(0.3) ? 2 : 1);
  for (Texts& column : columns) {
    const DrawText draw = draw_column(rng);
    for (std::size_t row = 0; row < rows; ++row) column.push_back(draw(rng));
  }
  return columns;
}

bool says_something(const Texts& outputs, const std::vector<Texts>& columns, std::size_t examples) {
  if (std::find(columns.begin(), columns.end(), outputs) != columns.end()) return false;
  return examples < 2 ||
         std::any_of(outputs.begin() + 1, outputs.begin() + static_cast<std::ptrdiff_t>(examples),
                     [&](const std::string& it) { return it != outputs[0]; });
}

GeneratedTask task_of(const std::vector<Texts>& columns, const Texts& outputs, std::size_t examples,
                      const std::string& part) {
  GeneratedTask made;
  made.task.id = "moves/" + part;
  made.task.domain = "strings";
  for (std::size_t row = 0; row < outputs.size(); ++row) {
    std::vector<Value> inputs;
    for (const Texts& column : columns) inputs.emplace_back(column[row]);
    if (row < examples)
      made.task.examples.push_back({std::move(inputs), Value(outputs[row])});
    else
      made.task.queries.push_back({std::move(inputs), Value(outputs[row])});
  }
  return made;
}

}  // namespace

Result<GeneratedTask> generate_move_task(const Params& params, Rng& rng) {
  const std::int64_t low = std::max<std::int64_t>(1, params.get_int("min_expressions"));
  const std::int64_t most = params.get_int("max_expressions");
  const std::int64_t high = most == 0 ? std::max<std::int64_t>(low, 3) : most;
  if (low > high)
    return Error{ErrorCode::bad_param, "max_expressions=" + std::to_string(high) +
                                           " is less than min_expressions=" + std::to_string(low)};
  static const Moves moves(*strings_catalogue());
  const auto examples = static_cast<std::size_t>(params.get_int("examples"));
  const std::size_t rows = examples + static_cast<std::size_t>(params.get_int("queries"));
  const bool test = params.get_text("part") == "test";
  for (int i = 0; i < kPrograms; ++i) {
    const std::vector<Texts> columns = draw_columns(rows, rng);
    ProgramDrawer drawer(*strings_catalogue(), moves, columns, rng);
    const ExprPtr program = drawer.draw(rng.uniform(low, high));
    const auto outputs = program == nullptr ? std::nullopt : drawer.run(*program);
    if (!outputs || !says_something(*outputs, columns, examples)) continue;
    GeneratedTask made = task_of(columns, *outputs, examples, params.get_text("part"));
    made.program = dsl::print(*strings_catalogue(), *program);
    if (dsl::in_part(made.program, test)) return made;
  }
  return Error{ErrorCode::bad_param,
               "no program of the language's moves ran on " + std::to_string(rows) + " rows",
               {"ask for fewer expressions, or fewer examples and queries"}};
}

}  // namespace inkling::strings
