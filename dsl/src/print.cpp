#include "print.hpp"

#include <inkling/dsl/expr.hpp>

namespace inkling::dsl {

std::string variable_name(int level) {
  static constexpr std::string_view kNames = "xyzwvutsrqpnmkji";
  if (level < static_cast<int>(kNames.size()))
    return std::string(1, kNames[static_cast<std::size_t>(level)]);
  return "v" + std::to_string(level);
}

std::string char_text(std::int64_t code) {
  std::string text;
  const auto add = [&](std::int64_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | (code >> 6)), add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12)), add(0x80 | ((code >> 6) & 0x3F)), add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | (code >> 18)), add(0x80 | ((code >> 12) & 0x3F));
    add(0x80 | ((code >> 6) & 0x3F)), add(0x80 | (code & 0x3F));
  }
  return text;
}

std::string constant_text(const Catalogue& catalogue, const Expr& expr) {
  const std::int64_t value = expr.value.as_int();
  if (const EnumName* constant = catalogue.constant(expr.sort.index, value)) return constant->name;
  return to_text(Value(char_text(value - 256)));
}

namespace {

// How tightly a printed expression binds; an operator's precedence lies between.
constexpr int kLoose = -1;         // let, lambda
constexpr int kTight = 1'000'000;  // names, constants, calls

struct Printed {
  std::string text;
  int binding = kTight;
};

class Printer {
 public:
  explicit Printer(const Catalogue& catalogue) : catalogue_(catalogue) {}

  Printed print(const Expr& expr, int level) const {
    switch (expr.kind) {
      case Expr::Kind::input:
        return {"x" + std::to_string(expr.index)};
      case Expr::Kind::bound:
        return {variable_name(expr.index)};
      case Expr::Kind::literal:
        return {to_text(expr.value)};
      case Expr::Kind::constant:
        return {constant_text(catalogue_, expr)};
      case Expr::Kind::call:
        return print_call(expr, level);
      case Expr::Kind::lambda:
        return print_lambda(expr, level);
      case Expr::Kind::let:
        break;
    }
    return {"let " + variable_name(level) + " = " + print(*expr.args[0], level).text + " in " +
                print(*expr.args[1], level + 1).text,
            kLoose};
  }

 private:
  static std::string in_brackets(Printed printed, int at_least) {
    return printed.binding < at_least ? "(" + printed.text + ")" : std::move(printed.text);
  }

  Printed print_lambda(const Expr& expr, int level) const {
    std::string names;
    const int n = static_cast<int>(expr.params.size());
    for (int i = 0; i < n; ++i) names += (i > 0 ? ", " : "") + variable_name(level + i);
    if (n != 1) names = "(" + names + ")";
    return {names + " -> " + print(*expr.args[0], level + n).text, kLoose};
  }

  Printed print_call(const Expr& expr, int level) const {
    const Operator& op = *expr.op;
    if (!op.infix.empty() && expr.args.size() == 2) {
      const int left = op.precedence + (op.right_associative ? 1 : 0);
      const int right = op.precedence + (op.right_associative ? 0 : 1);
      return {in_brackets(print(*expr.args[0], level), left) + " " + op.infix + " " +
                  in_brackets(print(*expr.args[1], level), right),
              op.precedence};
    }
    if (op.name == "neg" && negates(*expr.args[0]))
      return {"-" + in_brackets(print(*expr.args[0], level), kTight)};
    std::string text = op.name + "(";
    for (std::size_t i = 0; i < expr.args.size(); ++i)
      text += (i == 0 ? "" : ", ") + print(*expr.args[i], level).text;
    return {text + ")"};
  }

  // A minus sign before a number would read as a negative number, two would look like an operator.
  static bool negates(const Expr& arg) {
    return arg.kind != Expr::Kind::literal &&
           !(arg.kind == Expr::Kind::call && arg.op->name == "neg");
  }

  const Catalogue& catalogue_;
};

// The pieces of a chain of concat.
void flatten(const Expr& expr, std::vector<const Expr*>& pieces) {
  if (expr.kind == Expr::Kind::call && expr.op->name == "concat" && expr.args.size() == 2) {
    for (const ExprPtr& arg : expr.args) flatten(*arg, pieces);
  } else {
    pieces.push_back(&expr);
  }
}

std::optional<std::string> compact_piece(const Catalogue& catalogue, const Expr& expr) {
  if (expr.kind == Expr::Kind::literal && expr.value.is_string())
    return "ConstStr(" + to_text(expr.value) + ")";
  if (expr.kind != Expr::Kind::call || expr.op->compact.empty()) return std::nullopt;
  std::string text = expr.op->compact + "(";
  for (std::size_t i = 1; i < expr.args.size(); ++i) {
    const Expr& arg = *expr.args[i];
    if (i > 1) text += ", ";
    if (arg.kind == Expr::Kind::literal)
      text += to_text(arg.value);
    else if (arg.kind == Expr::Kind::constant)
      text += constant_text(catalogue, arg);
    else
      return std::nullopt;
  }
  text += ")";
  const Expr& subject = *expr.args[0];
  if (subject.kind == Expr::Kind::input && subject.index == 0) return text;
  if (subject.kind != Expr::Kind::call) return std::nullopt;
  const auto inner = compact_piece(catalogue, subject);
  if (!inner) return std::nullopt;
  return "Compose(" + text + ", " + *inner + ")";
}

}  // namespace

std::string print(const Catalogue& catalogue, const Expr& expr) {
  return Printer(catalogue).print(expr, 0).text;
}

std::string print_at(const Catalogue& catalogue, const Expr& expr, int level) {
  return Printer(catalogue).print(expr, level).text;
}

std::optional<std::string> print_compact(const Catalogue& catalogue, const Expr& expr) {
  std::vector<const Expr*> pieces;
  flatten(expr, pieces);
  std::string text;
  for (const Expr* piece : pieces) {
    const auto printed = compact_piece(catalogue, *piece);
    if (!printed) return std::nullopt;
    text += (text.empty() ? "" : " | ") + *printed;
  }
  return text;
}

}  // namespace inkling::dsl
