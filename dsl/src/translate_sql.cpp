// SQLite: one query. Every step that is looked at more than once is a column of a table of its own,
// as deep nesting overflows SQLite's parser and copied text would run again and again. Lists are
// JSON, truth values 0 and 1, and NULL is undefined.
#include <fmt/format.h>

#include "print.hpp"
#include "translate.hpp"

namespace inkling::dsl {
namespace {

constexpr int kDeepest = 3;  // calls inside one another in one expression

bool in_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_quoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return false;
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == '\'' && text[++i] != '\'') return false;
  return true;
}
// A column or a constant: may be written as often as one likes.
bool is_atom(std::string_view text) {
  for (const char c : text)
    if (!in_name(c))
      return is_quoted(text) ||
             (text.starts_with("(-") && is_atom(text.substr(2, text.size() - 3)));
  return !text.empty();
}
bool is_constant(std::string_view text) {
  return text.starts_with('\'') || text.starts_with("(-") || (text[0] >= '0' && text[0] <= '9');
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

// JSON with truth values as 0 and 1.
std::string json_text(const Value& value) {
  if (value.is_bool()) return value.as_bool() ? "1" : "0";
  if (!value.is_list()) return to_text(value);
  std::string items;
  for (const Value& item : value.as_list()) items += (items.empty() ? "" : ",") + json_text(item);
  return "[" + items + "]";
}

class SqlWriter {
 public:
  explicit SqlWriter(const Translation& translation) : translation_(translation) {}

  // The steps of one table of rows, each a table with one column more.
  struct Chain {
    std::string table;  // the last one
    std::string text;   // all of them, each behind a comma
  };

  Result<std::string> write(const Expr& expr, int level, int depth) {
    switch (expr.kind) {
      case Expr::Kind::input:
        return "x" + std::to_string(expr.index);
      case Expr::Kind::bound:
        return bound_[static_cast<std::size_t>(expr.index)];
      case Expr::Kind::literal:
        return literal(expr.value);
      case Expr::Kind::constant:
        return constant(expr, "");
      case Expr::Kind::call:
        return call(expr, level, depth);
      case Expr::Kind::let:
        return let(expr, level, depth);
      case Expr::Kind::lambda:
        break;
    }
    return cannot_be_written("a function by itself", translation_.renderings.target);
  }

  Result<std::string> query() {
    std::string columns;
    for (std::size_t i = 0; i < translation_.inputs.size(); ++i) {
      const Type type = translation_.inputs[i];
      const bool flags = type.base == Type::Base::boolean;
      if (flags && type.depth > 1)
        return cannot_be_written("lists of lists of truth values", translation_.renderings.target);
      const auto& named = translation_.placement.inputs;
      std::string column = i < named.size() ? name(named[i]) : fmt::format(":x{}", i);
      if (flags && type.depth == 1)
        column = fmt::format("(SELECT json_group_array(value) FROM json_each({}))", column);
      else if (type.depth > 0)
        column = fmt::format("json({})", column);
      columns += fmt::format("{}{} AS x{}", i > 0 ? ", " : "", column, i);
    }
    if (columns.empty()) columns = "1 AS x";
    Chain chain{"input", ""};
    chain_ = &chain;
    auto result = write(*translation_.program.expr, 0, 0);
    if (!result) return result;
    std::string comment;
    for (const char c : translation_.text) comment += c == '\n' || c == '\r' ? ' ' : c;
    if (!translation_.placement.table.empty())
      columns += " FROM " + name(translation_.placement.table);
    return fmt::format("-- {}\nWITH input AS (SELECT {}){}\nSELECT {} AS output FROM {};\n",
                       comment, columns, chain.text, without_brackets(*result, false), chain.table);
  }

 private:
  struct CallSlots : Slots {
    CallSlots(SqlWriter& w, const Expr& e, int l) : writer(w), expr(e), level(l) {}
    Result<std::string> slot(std::string_view name) override {
      const auto colon = name.find(':');
      const std::string_view head = name.substr(0, colon);
      const std::string_view inner =
          colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
      if (head == "out.item") return item(expr.sort, inner);
      const auto i = static_cast<std::size_t>(head[0] - '0');
      if (i >= expr.args.size()) return Error{ErrorCode::internal, "no such argument"};
      const Expr& arg = *expr.args[i];
      if (head.size() == 1) return args[i];
      const std::string_view what = head.substr(2);
      if (what == "item") return item(arg.sort, inner);
      if (what == "inner") return item(arg.sort.element(), inner);
      if (what == "flat")  // SQLite orders lists as text
        return arg.sort.depth > 1
                   ? Result<std::string>(cannot_be_written(expr.op->name + " of lists",
                                                           writer.translation_.renderings.target))
                   : args[i];
      if (what == "natural")
        return is_constant(args[i]) && !args[i].starts_with('(')
                   ? args[i]
                   : fmt::format("CASE WHEN {0} >= 0 THEN {0} END", args[i]);
      if (what == "rows" || what == "value") return rows(arg, inner, what == "value");
      if (what[0] >= '0' && what[0] <= '9') return fmt::format("v{}", level + (what[0] - '0'));
      return writer.constant(arg, what);
    }
    Result<std::string> item(Sort list, std::string_view inner) {
      auto text = fill_template(inner, *this);
      if (!text || list.depth < 2) return text;
      return "json(" + *text + ")";
    }
    // The body of a function for every row of a source; a query of one row gives it as a value.
    Result<std::string> rows(const Expr& lambda, std::string_view source, bool value) {
      const int n = static_cast<int>(lambda.params.size());
      auto from = fill_template(source, *this);
      if (!from) return from;
      Chain inner{fmt::format("e{}", writer.next_), ""};
      Chain* outer = writer.chain_;
      const std::string head = fmt::format("e{} AS ({})", writer.next_++, *from);
      writer.chain_ = &inner;
      for (int k = 0; k < n; ++k) writer.bind(level + k, fmt::format("v{}", level + k));
      auto body = writer.write(*lambda.args[0], level + n, 0);
      writer.chain_ = outer;
      if (!body) return body;
      if (value)
        return fmt::format("(WITH {}{} SELECT {} FROM {})", head, inner.text, *body, inner.table);
      return fmt::format("{}{}, f AS MATERIALIZED (SELECT *, {} AS r FROM {})", head, inner.text,
                         *body, inner.table);
    }
    SqlWriter& writer;
    const Expr& expr;
    int level;
    std::vector<std::string> args;
  };

  // Of a column or a table.
  static std::string name(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
  }

  static std::string literal(const Value& value) {
    if (value.is_string()) return quoted(value.as_string());
    if (value.is_list()) return quoted(json_text(value));
    const std::string text = json_text(value);
    return text.starts_with('-') ? "(" + text + ")" : text;
  }

  // What the definitions say of a constant, "REGEX_WORD.first = ..", one a line.
  Result<std::string> constant(const Expr& expr, std::string_view what) const {
    const std::int64_t value = expr.value.as_int();
    const EnumName* name = translation_.catalogue.constant(expr.sort.index, value);
    if (name == nullptr && what == "first") return quoted(char_text(value - 256));
    std::string key = translation_.catalogue.enumerations()[expr.sort.index].name;
    for (char& c : key)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (name != nullptr) key += "_" + name->name;
    if (!what.empty()) key += "." + std::string(what);
    const std::string& all = translation_.renderings.definitions;
    const auto at = all.find("\n" + key + " = ");
    if (at == std::string::npos)
      return cannot_be_written(constant_text(translation_.catalogue, expr),
                               translation_.renderings.target);
    const auto begin = at + key.size() + 4;
    return all.substr(begin, all.find('\n', begin) - begin);
  }

  void bind(int level, std::string text) {
    const auto i = static_cast<std::size_t>(level);
    if (bound_.size() <= i) bound_.resize(i + 1);
    bound_[i] = std::move(text);
  }

  // A column that holds it.
  Result<std::string> atom(const Expr& expr, int level) {
    auto text = write(expr, level, 0);
    if (!text || is_atom(*text)) return text;
    const int n = next_++;
    chain_->text += fmt::format(",\n  s{0} AS MATERIALIZED (SELECT *, {1} AS t{0} FROM {2})", n,
                                without_brackets(*std::move(text), false), chain_->table);
    chain_->table = fmt::format("s{}", n);
    return fmt::format("t{}", n);
  }

  Result<std::string> let(const Expr& expr, int level, int depth) {
    auto value = atom(*expr.args[0], level);
    if (!value) return value;
    bind(level, *value);
    auto body = write(*expr.args[1], level + 1, depth);
    if (!body || is_constant(*value)) return body;
    return fmt::format("CASE WHEN {} IS NOT NULL THEN {} END", *value, *body);
  }

  Result<std::string> call(const Expr& expr, int level, int depth) {
    const Expr* first = nullptr;
    for (const ExprPtr& arg : expr.args)
      if (arg->kind != Expr::Kind::lambda && first == nullptr) first = arg.get();
    const Rendering* row = find_rendering(translation_.renderings, *expr.op,
                                          first != nullptr ? &first->sort : nullptr);
    if (row == nullptr || row->text == nullptr)
      return cannot_be_written(expr.op->name, translation_.renderings.target);
    std::string_view text = row->text;
    const bool strict = text.starts_with('?');  // gives NULL for NULL only when it is told to
    if (strict) text.remove_prefix(1);
    CallSlots slots(*this, expr, level);
    std::string guard;
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      const Expr& arg = *expr.args[i];
      const bool value = arg.kind != Expr::Kind::lambda && arg.kind != Expr::Kind::constant;
      slots.args.emplace_back();
      if (!value && arg.kind == Expr::Kind::lambda) continue;
      const bool often = strict || uses_of(text, i) > 1 || depth >= kDeepest || has_rows(text);
      auto written = !value  ? constant_value(arg)
                     : often ? atom(arg, level)
                             : write(arg, level, depth + 1);
      if (!written) return written;
      if (strict && value && !is_constant(*written))
        guard += (guard.empty() ? "" : " AND ") + *written + " IS NOT NULL";
      slots.args.back() = *std::move(written);
    }
    auto filled = fill_template(text, slots);
    if (!filled) return filled;
    if (!guard.empty()) return fmt::format("CASE WHEN {} THEN {} END", guard, *filled);
    return filled->starts_with("CASE ") ? "(" + *filled + ")" : filled;
  }

  static bool has_rows(std::string_view text) {
    return text.find(".rows:") != std::string_view::npos ||
           text.find(".value:") != std::string_view::npos;
  }

  // Of an enumeration: only some have one.
  Result<std::string> constant_value(const Expr& expr) const {
    auto text = constant(expr, "");
    return text ? text : Result<std::string>(std::string());
  }

  const Translation& translation_;
  Chain* chain_ = nullptr;
  int next_ = 1;
  std::vector<std::string> bound_;  // by level
};

}  // namespace

Result<std::string> to_sql(const Translation& translation) {
  return SqlWriter(translation).query();
}

}  // namespace inkling::dsl
