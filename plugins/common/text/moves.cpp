#include "moves.hpp"

#include <algorithm>

#include "characters.hpp"

namespace inkling::moves {
namespace {

using text::is_letter;

// Copies a tree, with change(node) in place of the nodes for which it gives one.
template <class Change>
ExprPtr rebuild(const ExprPtr& expr, const Change& change) {
  if (ExprPtr changed = change(expr)) return changed;
  auto copy = std::make_shared<dsl::Expr>(*expr);
  for (ExprPtr& arg : copy->args) arg = rebuild(arg, change);
  return copy;
}

std::optional<Sort> sort_of_hole(char name, const dsl::Move& move) {
  switch (name) {
    case 'x':
      return move.kind == Kind::arrange || move.kind == Kind::each || move.kind == Kind::join
                 ? kStrings
                 : kString;
    case 'i':
    case 'n':
    case 'm':
    case 'w':
    case 'v':
      return kInteger;
    case 'p':
    case 'l':
      return kBoolean;
    case 'r':
      return Sort{Sort::Base::enumeration, 0, 0};
    default:
      return kString;
  }
}

// The names between the brackets of "(x, d) -> ..".
std::vector<char> names_of(const std::string& text) {
  std::vector<char> names;
  for (std::size_t i = 1; i < text.size() && text[i] != ')'; ++i)
    if (is_letter(text[i]) && !is_letter(text[i - 1])) names.push_back(text[i]);
  return names;
}

std::optional<Step> parse(const dsl::Catalogue& catalogue, const dsl::Move& move) {
  Step step;
  step.text = move.text;
  step.kind = move.kind;
  step.bits = move.bits;
  step.holes = names_of(move.text);
  constexpr std::string_view kNamed = "xydgethucinwrkqzmvplabj";
  std::size_t chosen = 0;
  for (const char name : step.holes) {
    step.choices.emplace_back();
    if (kNamed.find(name) != kNamed.npos) {
      step.sorts.push_back(*sort_of_hole(name, move));
      continue;
    }
    if (chosen >= move.choices.size()) return std::nullopt;
    step.choices.back() = move.choices[chosen++];
    step.sorts.push_back(dsl::to_sort(type_of(step.choices.back().front())));
  }
  const auto lambda = dsl::parse_function(catalogue, move.text, step.sorts);
  if (!lambda) return std::nullopt;
  const int holes = static_cast<int>(step.holes.size());
  step.pattern = rebuild((*lambda)->args[0], [&](const ExprPtr& node) -> ExprPtr {
    if (node->kind != dsl::Expr::Kind::bound) return nullptr;
    // The parameters of the move's own lambdas are numbered behind the holes.
    return node->index < holes ? dsl::make_input(node->index, node->sort)
                               : dsl::make_bound(node->index - holes, node->sort);
  });
  step.result = step.pattern->sort;
  const dsl::Expr& top = *step.pattern;
  const bool plain =
      top.kind == dsl::Expr::Kind::call && top.op->eval != nullptr && !top.op->lazy &&
      std::all_of(top.args.begin(), top.args.end(),
                  [](const ExprPtr& arg) { return arg->kind == dsl::Expr::Kind::input; });
  if (plain) {
    step.op = top.op;
    step.site = {top.op, {}, top.sort};
    for (std::size_t i = 0; i < top.args.size(); ++i) {
      step.order.push_back(top.args[i]->index);
      step.site.args[i] = top.args[i]->sort;
    }
  }
  return step;
}

}  // namespace

std::vector<Step> steps_of(const dsl::Catalogue& catalogue) {
  std::vector<Step> steps;
  for (const dsl::Move& move : catalogue.moves())
    if (auto step = parse(catalogue, move)) steps.push_back(*std::move(step));
  return steps;
}

bool run(const Step& step, dsl::EvalContext& context, const Cell* args, Cell& result) {
  if (step.op == nullptr) return dsl::evaluate(*step.pattern, args, context, result);
  Cell ordered[dsl::kMaxArity];
  for (std::size_t i = 0; i < step.order.size(); ++i)
    ordered[i] = args[static_cast<std::size_t>(step.order[i])];
  result = Cell{};
  return step.op->eval(context, step.site, ordered, result) &&
         dsl::within(context.dialect, step.result, result);
}

ExprPtr fill(const ExprPtr& pattern, const std::vector<ExprPtr>& args) {
  return rebuild(pattern, [&](const ExprPtr& node) -> ExprPtr {
    if (node->kind != dsl::Expr::Kind::input) return nullptr;
    return args[static_cast<std::size_t>(node->index)];
  });
}

ExprPtr with_body(const ExprPtr& pattern, const ExprPtr& body) {
  return rebuild(pattern, [&](const ExprPtr& node) -> ExprPtr {
    if (node->kind != dsl::Expr::Kind::lambda) return nullptr;
    return dsl::make_lambda(node->params, fill(body, {dsl::make_bound(0, node->params[0])}));
  });
}

}  // namespace inkling::moves
