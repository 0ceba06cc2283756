// Spreadsheets: one formula over the cells A1, B1, .. of a row. An error value is undefined. Older
// versions cannot name a part of a formula, so what is needed twice is written twice.
#include <fmt/format.h>

#include "translate.hpp"

namespace inkling::dsl {
namespace {

constexpr std::size_t kMostCharacters = 8192;  // of a formula
constexpr int kMostNested = 64;                // functions inside one another
constexpr std::size_t kMostInputs = 26;        // one letter each

std::string quoted(std::string_view text) {
  constexpr std::size_t kMostInQuotes = 200;  // Excel takes 255 characters
  std::string out = "\"";
  std::size_t n = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\"&CHAR({})&\"", static_cast<int>(c));
      continue;
    }
    if (begins && ++n % kMostInQuotes == 0) out += "\"&\"";
    out += c == '"' ? std::string("\"\"") : std::string(1, c);
  }
  out += "\"";
  return out.find("\"&") == std::string::npos ? out : "(" + out + ")";
}

bool is_atom(std::string_view text) {
  if (text.starts_with('"')) return true;
  if (text.starts_with("(-")) text = text.substr(2, text.size() - 3);
  for (const char c : text)
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))) return false;
  return true;
}

int nesting(std::string_view text) {
  int depth = 0;
  int most = 0;
  bool inside = false;
  for (const char c : text) {
    if (c == '"') inside = !inside;
    if (inside) continue;
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    most = std::max(most, depth);
  }
  return most;
}

class ExcelWriter {
 public:
  explicit ExcelWriter(const Translation& translation) : translation_(translation) {}

  Result<std::string> write(const Expr& expr) {
    if (expr.sort.depth > 0) return cannot("a list, which no cell holds");
    switch (expr.kind) {
      case Expr::Kind::input:
        return cell(static_cast<std::size_t>(expr.index));
      case Expr::Kind::bound:
        return bound_[static_cast<std::size_t>(expr.index)];
      case Expr::Kind::literal:
        if (expr.value.is_string()) return quoted(expr.value.as_string());
        if (expr.value.is_bool()) return std::string(expr.value.as_bool() ? "TRUE" : "FALSE");
        return expr.value.as_int() < 0 ? "(" + to_text(expr.value) + ")" : to_text(expr.value);
      case Expr::Kind::call:
        return call(expr);
      case Expr::Kind::let: {
        auto value = write(*expr.args[0]);
        if (!value) return value;
        bound_.push_back(*value);
        auto body = write(*expr.args[1]);
        bound_.pop_back();
        if (!body || is_atom(*value)) return body;
        return checked(fmt::format("IF(ISERROR({}),NA(),{})", *value, *body));
      }
      case Expr::Kind::constant:
      case Expr::Kind::lambda:
        break;
    }
    return cannot("a function by itself");
  }

 private:
  // A list: a formula of one value, which number of them is `mark` in it, and of how many there
  // are.
  struct Array {
    std::string items;
    std::string count;
    std::string mark;
    std::string at(const std::string& number) const {
      std::string text = items;
      for (auto i = text.find(mark); i != std::string::npos; i = text.find(mark, i + number.size()))
        text.replace(i, mark.size(), number);
      return text;
    }
  };

  struct CallSlots : Slots {
    Result<std::string> slot(std::string_view name) override {
      const auto i = static_cast<std::size_t>(name[0] - '0');
      if (i >= args.size()) return Error{ErrorCode::internal, "no such argument"};
      const std::string_view what = name.size() > 2 ? name.substr(2) : "";
      if (what == "items") return lists[i].at("ROW(INDIRECT(\"1:\"&" + lists[i].count + "))");
      if (what == "count") return lists[i].count;
      if (what == "n") return mark;
      if (what.starts_with("at:")) {
        auto number = fill_template(what.substr(3), *this);
        return number ? lists[i].at("(" + *number + ")") : number;
      }
      return args[i];
    }
    std::vector<std::string> args;
    std::vector<Array> lists;  // of those that are lists
    std::string mark;          // {0.n}, in the values of the list that is made
  };

  std::string cell(std::size_t input) const {
    const auto& named = translation_.placement.inputs;
    if (input < named.size()) return named[input];
    return std::string(1, static_cast<char>('A' + input)) + "1";
  }

  Error cannot(std::string_view what) const {
    return cannot_be_written(what, translation_.renderings.target);
  }

  Result<std::string> checked(std::string text) const {
    if (text.size() <= kMostCharacters) return text;
    return cannot(fmt::format("a formula of more than {} characters", kMostCharacters));
  }

  Result<std::string_view> text_of(const Expr& expr) const {
    const Rendering* row = find_rendering(translation_.renderings, *expr.op,
                                          expr.args.empty() ? nullptr : &expr.args.front()->sort);
    if (row == nullptr || row->text == nullptr) return cannot(expr.op->name);
    // These look at all values of an array at once.
    for (const char* name : {"OR(", "AND(", "SUMPRODUCT(", "TEXTJOIN(", "MAX(", "MIN(", "INDEX("})
      if (arrays_ > 0 && std::string_view(row->text).find(name) != std::string_view::npos)
        return cannot(expr.op->name + " of every element of a list");
    return std::string_view(row->text);
  }

  Result<void> write_arguments(const Expr& expr, CallSlots& slots) {
    for (const ExprPtr& arg : expr.args) {
      slots.lists.emplace_back();
      slots.args.emplace_back();
      if (arg->kind == Expr::Kind::lambda) continue;
      if (arg->sort.depth > 0) {
        auto list = write_list(*arg);
        if (!list) return std::move(list).error();
        slots.lists.back() = *std::move(list);
        continue;
      }
      auto written = write(*arg);
      if (!written) return std::move(written).error();
      slots.args.back() = *std::move(written);
    }
    return {};
  }

  // A text that begins with ! would give a value for an error: what it is about is looked at first.
  Result<std::string> call(const Expr& expr) {
    auto row = text_of(expr);
    if (!row) return std::move(row).error();
    std::string_view text = *row;
    if (text.starts_with('[')) return cannot("a list, which no cell holds");
    const bool guarded = text.starts_with('!');
    if (guarded) text.remove_prefix(1);
    CallSlots slots;
    if (auto written = write_arguments(expr, slots); !written) return std::move(written).error();
    std::string parts;
    for (const std::string& arg : slots.args)
      if (!is_atom(arg)) parts += (parts.empty() ? "" : "&") + arg;
    auto filled = fill_template(text, slots);
    if (!filled) return filled;
    if (!guarded || parts.empty()) return checked(*std::move(filled));
    return checked(fmt::format("IF(ISERROR({}),NA(),{})", parts, *filled));
  }

  // Texts of lists are "[how many]values", and "[each]" for a function of every element.
  Result<Array> write_list(const Expr& expr) {
    if (expr.kind != Expr::Kind::call) return cannot("a list, which no cell holds");
    auto row = text_of(expr);
    if (!row) return std::move(row).error();
    const auto close = row->find(']');
    if (!row->starts_with('[') || close == std::string_view::npos) return cannot(expr.op->name);
    CallSlots slots;
    if (auto written = write_arguments(expr, slots); !written) return std::move(written).error();
    if (row->substr(1, close - 1) == "each") {
      Array list = slots.lists[1];
      bound_.push_back(list.items);
      ++arrays_;
      auto body = write(*expr.args[0]->args[0]);
      --arrays_;
      bound_.pop_back();
      if (!body) return std::move(body).error();
      list.items = *std::move(body);
      return list;
    }
    auto count = fill_template(row->substr(1, close - 1), slots);
    if (!count) return std::move(count).error();
    slots.mark = fmt::format("\x01{}\x02", next_mark_++);  // no formula has these characters
    auto items = fill_template(row->substr(close + 1), slots);
    if (!items) return std::move(items).error();
    auto short_enough = checked(*std::move(items));
    if (!short_enough) return std::move(short_enough).error();
    return Array{*std::move(short_enough), *std::move(count), slots.mark};
  }

  const Translation& translation_;
  std::vector<std::string> bound_;  // by level
  int arrays_ = 0;                  // functions of every element that are written
  int next_mark_ = 0;
};

}  // namespace

Result<std::string> to_excel(const Translation& translation) {
  if (translation.inputs.size() > kMostInputs && translation.placement.inputs.empty())
    return cannot_be_written(fmt::format("more than {} inputs", kMostInputs),
                             translation.renderings.target);
  auto formula = ExcelWriter(translation).write(*translation.program.expr);
  if (!formula) return formula;
  if (nesting(*formula) >= kMostNested)
    return cannot_be_written(
        fmt::format("a formula of {} brackets inside one another", kMostNested),
        translation.renderings.target);
  return "=" + without_brackets(*std::move(formula), false) + "\n";
}

}  // namespace inkling::dsl
