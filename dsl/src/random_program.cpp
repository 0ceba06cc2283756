#include <algorithm>
#include <array>
#include <inkling/dsl/random_program.hpp>

namespace inkling::dsl {
namespace {

using Instance = std::array<std::optional<Sort>, 4>;  // what the variables a..d stand for

bool match(Sort pattern, Sort sort, Instance& instance) {
  if (pattern.base != Sort::Base::variable) return pattern == sort;
  // Constants of an enumeration stand directly in the argument list that wants them.
  if (pattern.depth > sort.depth || sort.base == Sort::Base::enumeration) return false;
  const Sort bound{sort.base, static_cast<std::uint8_t>(sort.depth - pattern.depth), sort.index};
  std::optional<Sort>& slot = instance[pattern.index];
  if (slot) return *slot == bound;
  slot = bound;
  return true;
}

bool can_be_literal(Sort sort) {
  return sort.base == Sort::Base::boolean || sort.base == Sort::Base::integer ||
         sort.base == Sort::Base::string;
}

class Generator {
 public:
  Generator(const Catalogue& catalogue, const std::vector<Sort>& inputs,
            const RandomProgramOptions& options, Rng& rng)
      : catalogue_(catalogue), options_(options), rng_(rng) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
      leaves_.push_back(make_input(static_cast<int>(i), inputs[i]));
    for (Sort sort : inputs) note(sort);
    note({Sort::Base::integer});
  }

  ExprPtr generate(Sort sort, std::size_t budget, std::size_t depth) {
    const bool stop = budget <= 1 || depth >= options_.max_depth || rng_.bernoulli(0.1);
    if (options_.lets && budget > 3 && depth == 0 && rng_.bernoulli(0.5)) return let(sort, budget);
    if (!stop)
      if (ExprPtr made = call(sort, budget, depth)) return made;
    if (ExprPtr made = leaf(sort)) return made;
    // Nothing small of that sort: an enumeration's constants are leaves, so only calls remain.
    return depth < options_.max_depth ? call(sort, 1, depth) : nullptr;
  }

  void note(Sort sort) {
    for (;; sort = sort.element()) {
      if (can_be_literal(sort) && std::find(sorts_.begin(), sorts_.end(), sort) == sorts_.end())
        sorts_.push_back(sort);
      if (sort.depth == 0) break;
    }
  }

 private:
  ExprPtr leaf(Sort sort) {
    if (sort.base == Sort::Base::enumeration) return enumeration(sort);
    std::vector<ExprPtr> fitting;
    for (const ExprPtr& expr : leaves_)
      if (expr->sort == sort) fitting.push_back(expr);
    const bool literal = can_be_literal(sort);
    if (!fitting.empty() && (!literal || !rng_.bernoulli(options_.literal_probability)))
      return rng_.pick(std::span<const ExprPtr>(fitting));
    if (!literal) return nullptr;
    return constant(sort);
  }

  // An empty list says nothing about its elements: the program's text would not give the same tree.
  ExprPtr constant(Sort sort) {
    for (int i = 0; i < 20; ++i) {
      Value value = random_value(sort, 3, options_, rng_);
      if (type_of(value) == to_type(sort)) return make_literal(std::move(value), sort);
    }
    return nullptr;
  }

  ExprPtr enumeration(Sort sort) {
    std::vector<const EnumName*> names;
    for (const EnumName& name : catalogue_.constants())
      if (name.enumeration == sort.index) names.push_back(&name);
    const bool accepts_char = catalogue_.enumerations()[sort.index].accepts_char;
    if (accepts_char && (names.empty() || rng_.bernoulli(0.3))) {
      static constexpr std::string_view kChars = " ,.-/@()";
      const char c = kChars[static_cast<std::size_t>(
          rng_.uniform(0, static_cast<std::int64_t>(kChars.size()) - 1))];
      return make_constant(sort.index, 256 + c);
    }
    if (names.empty()) return nullptr;
    return make_constant(sort.index, rng_.pick(std::span<const EnumName* const>(names))->value);
  }

  ExprPtr let(Sort sort, std::size_t budget) {
    const Sort named = rng_.pick(std::span<const Sort>(sorts_));
    ExprPtr value = generate(named, budget / 2, 1);
    if (value == nullptr) return nullptr;
    const auto body = with_variables({named}, [&] { return generate(sort, budget / 2, 1); });
    if (body == nullptr) return nullptr;
    auto expr = std::make_shared<Expr>();
    expr->kind = Expr::Kind::let;
    expr->sort = body->sort;
    expr->args = {value, body};
    return expr;
  }

  template <class Body>
  ExprPtr with_variables(const std::vector<Sort>& sorts, const Body& body) {
    const std::size_t leaves = leaves_.size();
    for (Sort sort : sorts) leaves_.push_back(make_bound(level_++, sort));
    ExprPtr expr = body();
    level_ -= static_cast<int>(sorts.size());
    leaves_.resize(leaves);
    return expr;
  }

  bool usable(const Operator& op, Sort sort, Instance& instance) const {
    if (options_.searched_only && op.cost == 0) return false;
    if (!options_.lambdas)
      for (const Param& param : op.params)
        if (param.is_function()) return false;
    return match(op.result, sort, instance);
  }

  ExprPtr call(Sort sort, std::size_t budget, std::size_t depth) {
    std::vector<const Operator*> fitting;
    for (const Operator& op : catalogue_.operators()) {
      Instance instance{};
      if (usable(op, sort, instance)) fitting.push_back(&op);
    }
    if (fitting.empty()) return nullptr;
    const Operator& op = *rng_.pick(std::span<const Operator* const>(fitting));
    Instance instance{};
    match(op.result, sort, instance);
    const std::size_t share = (budget - 1) / std::max<std::size_t>(op.params.size(), 1);
    std::vector<ExprPtr> args;
    for (const Param& param : op.params) {
      args.push_back(argument(param, instance, share, depth + 1));
      if (args.back() == nullptr) return nullptr;
    }
    return make_call(op, std::move(args), sort);
  }

  ExprPtr argument(const Param& param, Instance& instance, std::size_t budget, std::size_t depth) {
    const Sort result = replace(param.sort, instance);
    if (!param.is_function()) return generate(result, budget, depth);
    std::vector<Sort> sorts;
    for (Sort sort : param.lambda) sorts.push_back(replace(sort, instance));
    ExprPtr body = with_variables(
        sorts, [&] { return generate(result, std::max<std::size_t>(budget, 2), depth); });
    return body == nullptr ? nullptr : make_lambda(std::move(sorts), std::move(body));
  }

  // The sort with its variable replaced; one that is still free is chosen among what is around.
  Sort replace(Sort sort, Instance& instance) {
    if (sort.base != Sort::Base::variable) return sort;
    std::optional<Sort>& slot = instance[sort.index];
    if (!slot) slot = rng_.pick(std::span<const Sort>(sorts_));
    return {slot->base, static_cast<std::uint8_t>(slot->depth + sort.depth), slot->index};
  }

  const Catalogue& catalogue_;
  const RandomProgramOptions& options_;
  Rng& rng_;
  std::vector<ExprPtr> leaves_;  // inputs and variables in scope
  std::vector<Sort> sorts_;      // that variables of signatures may stand for
  int level_ = 0;
};

}  // namespace

std::optional<ExprPtr> random_program(const Catalogue& catalogue, const std::vector<Sort>& inputs,
                                      Sort target, const RandomProgramOptions& options, Rng& rng) {
  constexpr int kAttempts = 20;
  Generator generator(catalogue, inputs, options, rng);
  generator.note(target);
  for (int i = 0; i < kAttempts; ++i) {
    ExprPtr expr = generator.generate(target, options.max_nodes, 0);
    if (expr != nullptr && node_count(*expr) <= 2 * options.max_nodes) return expr;
  }
  return std::nullopt;
}

Value random_value(Sort sort, std::size_t size, const RandomProgramOptions& options, Rng& rng) {
  if (sort.depth > 0) {
    const std::int64_t n = rng.uniform(0, static_cast<std::int64_t>(size));
    Value::List list;
    for (std::int64_t i = 0; i < n; ++i)
      list.push_back(random_value(sort.element(), size, options, rng));
    return Value(std::move(list));
  }
  if (sort.base == Sort::Base::boolean) return Value(rng.bernoulli(0.5));
  if (sort.base != Sort::Base::string)
    return Value(rng.uniform(options.min_literal, options.max_literal));
  std::string text;
  if (options.strings.empty()) return Value(text);
  const std::int64_t n = rng.uniform(0, static_cast<std::int64_t>(size));
  for (std::int64_t i = 0; i < n; ++i)
    text += rng.pick(std::span<const std::string>(options.strings));
  return Value(std::move(text));
}

}  // namespace inkling::dsl
