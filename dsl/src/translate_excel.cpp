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
  struct CallSlots : Slots {
    Result<std::string> slot(std::string_view name) override {
      const auto i = static_cast<std::size_t>(name[0] - '0');
      if (i >= args.size()) return Error{ErrorCode::internal, "no such argument"};
      return args[i];
    }
    std::vector<std::string> args;
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

  // A text that begins with ! would give a value for an error: what it is about is looked at first.
  Result<std::string> call(const Expr& expr) {
    const Rendering* row = find_rendering(translation_.renderings, *expr.op,
                                          expr.args.empty() ? nullptr : &expr.args.front()->sort);
    if (row == nullptr || row->text == nullptr) return cannot(expr.op->name);
    std::string_view text = row->text;
    const bool guarded = text.starts_with('!');
    if (guarded) text.remove_prefix(1);
    CallSlots slots;
    std::string parts;
    for (const ExprPtr& arg : expr.args) {
      auto written = write(*arg);
      if (!written) return written;
      if (!is_atom(*written)) parts += (parts.empty() ? "" : "&") + *written;
      slots.args.push_back(*std::move(written));
    }
    auto filled = fill_template(text, slots);
    if (!filled) return filled;
    if (!guarded || parts.empty()) return checked(*std::move(filled));
    return checked(fmt::format("IF(ISERROR({}),NA(),{})", parts, *filled));
  }

  const Translation& translation_;
  std::vector<std::string> bound_;  // by level; functions, which bind variables too, are refused
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
