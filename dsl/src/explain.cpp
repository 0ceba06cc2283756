#include "explain.hpp"

#include <inkling/dsl/compiled.hpp>

#include "print.hpp"

namespace inkling::dsl {
namespace {

class Explainer {
 public:
  Explainer(const Catalogue& catalogue, std::size_t inputs)
      : catalogue_(catalogue), inputs_(inputs) {}

  std::string words(const Expr& expr, int level) const {
    switch (expr.kind) {
      case Expr::Kind::input:
        return inputs_ == 1 ? "the input" : "input x" + std::to_string(expr.index);
      case Expr::Kind::bound:
        return variable_name(expr.index);
      case Expr::Kind::literal:
        return literal(expr.value);
      case Expr::Kind::constant:
        return constant(expr);
      case Expr::Kind::call:
        return call(expr, level);
      case Expr::Kind::lambda:
        return function(expr, level);
      case Expr::Kind::let:
        break;
    }
    const std::string name = variable_name(level);
    return words(*expr.args[1], level + 1) + ", where " + name + " is " +
           words(*expr.args[0], level);
  }

 private:
  static std::string literal(const Value& value) {
    if (value.is_string() && value.as_string().empty()) return "the empty text";
    if (value.is_list() && value.as_list().empty()) return "the empty list";
    return to_text(value);
  }

  std::string constant(const Expr& expr) const {
    const EnumName* name = catalogue_.constant(expr.sort.index, expr.value.as_int());
    return name != nullptr && !name->summary.empty() ? name->summary
                                                     : constant_text(catalogue_, expr);
  }

  // A call inside another goes in brackets when its words would run together with those around it.
  // The left one of the same operator does not: a plus b plus c.
  std::string argument(const Expr& call, std::size_t i, int level) const {
    const Expr& expr = *call.args[i];
    std::string text = words(expr, level);
    const bool same = i == 0 && expr.op == call.op && !call.op->right_associative;
    const bool infix = expr.kind == Expr::Kind::call && !expr.op->infix.empty() && !same;
    return infix || expr.kind == Expr::Kind::let ? "(" + text + ")" : text;
  }

  std::string call(const Expr& expr, int level) const {
    const std::string& words = expr.op->words;
    if (words.empty()) return print_at(catalogue_, expr, level);
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool slot = words[i] == '{' && i + 2 < words.size() && words[i + 2] == '}' &&
                        words[i + 1] >= '0' && words[i + 1] <= '9';
      const std::size_t arg = slot ? static_cast<std::size_t>(words[i + 1] - '0') : 0;
      if (!slot || arg >= expr.args.size()) {
        text += words[i];
        continue;
      }
      i += 2;
      if (const std::size_t length =
              one_thing(expr, arg, std::string_view(words).substr(i + 1), text))
        i += length;
      else
        text += argument(expr, arg, level);
    }
    return text;
  }

  // "the first 1 characters" is "the first character". The length of what was read of the words
  // behind the number; 0: it is not 1, or nothing that is counted.
  static std::size_t one_thing(const Expr& expr, std::size_t arg, std::string_view behind,
                               std::string& text) {
    if (expr.args[arg]->kind != Expr::Kind::literal || expr.args[arg]->value != Value(1)) return 0;
    for (const std::string_view things : {" characters", " elements"}) {
      if (!behind.starts_with(things)) continue;
      if (text.ends_with("first ") || text.ends_with("last "))
        text.pop_back();
      else
        text += '1';
      text += things.substr(0, things.size() - 1);
      return things.size();
    }
    return 0;
  }

  // A condition reads on: "for which x is even". What a function computes goes in brackets: "(x
  // plus 1) of each element".
  std::string function(const Expr& expr, int level) const {
    const int n = static_cast<int>(expr.params.size());
    const std::string body = words(*expr.args[0], level + n);
    return expr.sort == Sort{Sort::Base::boolean, 0} ? body : "(" + body + ")";
  }

  const Catalogue& catalogue_;
  std::size_t inputs_;
};

}  // namespace

std::string explain(const Catalogue& catalogue, const Expr& expr) {
  return Explainer(catalogue, input_sorts(expr).size()).words(expr, 0);
}

}  // namespace inkling::dsl
