#include "space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/dsl/compiled.hpp>

#include "functions.hpp"
#include "idioms.hpp"

namespace inkling::sygus {
namespace {

using dsl::Expr;
using dsl::ExprPtr;
using dsl::SExpr;
using dsl::Sort;

// What an operator of the language stands for: the term, with ?0, ?1 .. for its arguments.
struct Production {
  SExpr form{};
  ExprPtr body{};  // input k is argument k
};

std::string hole_name(std::size_t number) {
  return "?" + std::to_string(number);
}

bool run_body(dsl::EvalContext& context, const dsl::CallSite& site, const dsl::Cell* args,
              dsl::Cell& result) {
  const auto& production = *static_cast<const Production*>(site.op->data.get());
  return dsl::evaluate(*production.body, args, context, result);
}
bool same_value(dsl::EvalContext&, const dsl::CallSite&, const dsl::Cell* args, dsl::Cell& result) {
  result = args[0];
  return true;
}

// Whether the body is one function of all arguments in their order.
bool plain_call(const Expr& body, std::size_t arity) {
  if (body.kind != Expr::Kind::call || body.args.size() != arity) return false;
  for (std::size_t i = 0; i < arity; ++i)
    if (body.args[i]->kind != Expr::Kind::input || body.args[i]->index != static_cast<int>(i))
      return false;
  return true;
}

std::size_t functions_in(const SExpr& form) {
  std::size_t count = form.is_list() ? 1 : 0;
  for (const SExpr& item : form.items) count += functions_in(item);
  return count;
}

void collect_integers(const Task& task, std::set<std::int64_t>& into) {
  for (const Example& example : task.examples) {
    if (example.output.is_int() && into.size() < 16) into.insert(example.output.as_int());
  }
}

}  // namespace

class SpaceBuilder {
 public:
  SpaceBuilder(const SynthFun& function, const Grammar& grammar, const Scope& scope)
      : function_(function),
        grammar_(grammar),
        scope_(scope),
        derivation_(grammar, function.params) {}

  Result<std::unique_ptr<Space>> build() {
    reach(derivation_.resolved(grammar_.nonterminals.front().name));
    choose_sorts();
    for (const Nonterminal* one : reached_)
      for (const Rule& rule : one->rules)
        if (auto done = add(*one, rule); !done) return done.error();
    for (const Idiom& idiom : idioms())
      if (auto done = add_idiom(idiom); !done) return done.error();
    auto space = std::unique_ptr<Space>(new Space);
    if (auto done = add_examples(*space); !done) return done.error();
    add_integers(space->task_);
    add_texts(space->task_);
    std::vector<Value> values;
    for (const auto& [value, form] : constants_) values.push_back(value);
    catalogue_->set_search_constants(values);
    space->catalogue_ = catalogue_;
    space->language_ = dsl::make_language(catalogue_);
    space->leaves_ = std::move(leaves_);
    space->constants_ = std::move(constants_);
    space->any_constant_ = any_constant_.contains(function_.result);
    return space;
  }

 private:
  // The nonterminals that the start leads to.
  void reach(const std::string& name) {
    const Nonterminal* one = grammar_.find(name);
    if (!derivation_.productive(name) ||
        std::find(reached_.begin(), reached_.end(), one) != reached_.end())
      return;
    reached_.push_back(one);
    for (const Rule& rule : one->rules)
      if (rule.kind == Rule::Kind::form) reach_in(rule.form);
  }
  void reach_in(const SExpr& form) {
    if (form.is_symbol() && grammar_.find(form.text) != nullptr)
      reach(derivation_.resolved(form.text));
    for (const SExpr& item : form.items) reach_in(item);
  }

  // Values of the main nonterminal of a sort, which inputs and constants belong to, have that sort;
  // those of other nonterminals have one that is told apart by its index.
  void choose_sorts() {
    for (const Nonterminal* one : reached_) {
      const auto [it, fresh] = main_.try_emplace(one->sort, one);
      // The start stays that of its sort: it is what is sought.
      if (!fresh && it->second != reached_.front() && one->rules.size() > it->second->rules.size())
        it->second = one;
    }
    std::map<Sort, std::uint8_t> count;
    for (const Nonterminal* one : reached_) {
      Sort sort = one->sort;
      if (main_[one->sort] != one) sort.index = ++count[one->sort];
      sorts_.emplace(one->name, sort);
    }
  }
  bool is_main(const Nonterminal& one) const { return main_.find(one.sort)->second == &one; }

  Result<void> add(const Nonterminal& of, const Rule& rule) {
    switch (rule.kind) {
      case Rule::Kind::constant:
        any_constant_.insert(rule.sort);
        for (const Value& value : usual_constants(rule.sort))
          constants_.emplace(value, to_sexpr(value));
        add_cast(rule.sort, of);
        return {};
      case Rule::Kind::variable:
        for (const TypedName& param : function_.params)
          if (param.sort == rule.sort) add_leaf({SExpr::Kind::symbol, param.name, {}, {}}, of);
        return {};
      case Rule::Kind::form:
        break;
    }
    const SExpr& form = rule.form;
    if (form.is_symbol() && grammar_.find(form.text) != nullptr) {
      const auto inner = sorts_.find(derivation_.resolved(form.text));
      if (inner != sorts_.end()) add_cast(inner->second, of);
      return {};
    }
    // Holes for nonterminals, and for parameters beside them.
    std::vector<Sort> args;
    SExpr holes = form;
    if (!open_holes(holes, args, false)) return {};  // with a nonterminal that produces nothing
    if (args.empty()) {
      bool variable = false;
      see_parameters(form, variable);
      if (variable) {
        add_leaf(form, of);
        return {};
      }
      const auto term = read_term(form, scope_);
      if (!term) return term.error();
      Value value = value_of(**term, {});
      if (value.is_undefined()) return {};
      // A name that a definition gives it, or what it is computed by; the literal itself has the
      // word.
      const auto plain = literal(form);
      if (plain && *plain)
        constants_.insert_or_assign(std::move(value), to_sexpr(**plain));
      else
        constants_.emplace(std::move(value), form);
      add_cast(of.sort, of);
      return {};
    }
    open_parameters(holes, args, false);
    return add_operator(
        std::move(holes), args, sorts_.find(of.name)->second,
        cost_of(form.head()) + static_cast<int>(functions_in(form)) - 1 + std::max(0, rule.weight),
        nullptr);
  }

  static std::vector<Value> usual_constants(Sort sort) {
    if (sort.base == Sort::Base::boolean) return {Value(true), Value(false)};
    if (sort.base == Sort::Base::string) return {Value(""), Value(" ")};
    return {Value(0), Value(1), Value(2), Value(3), Value(-1)};
  }

  // Puts holes in place of nonterminals. False: one of them produces nothing.
  bool open_holes(SExpr& form, std::vector<Sort>& args, bool head) {
    if (form.is_symbol() && !head && grammar_.find(form.text) != nullptr) {
      const auto sort = sorts_.find(derivation_.resolved(form.text));
      if (sort == sorts_.end()) return false;
      form.text = hole_name(args.size());
      args.push_back(sort->second);
      return true;
    }
    for (std::size_t i = 0; i < form.items.size(); ++i)
      if (!open_holes(form.items[i], args, i == 0)) return false;
    return true;
  }
  const TypedName* parameter(const SExpr& form) const {
    const auto it = std::find_if(function_.params.begin(), function_.params.end(),
                                 [&](const TypedName& p) { return form.is_symbol(p.name); });
    return it == function_.params.end() ? nullptr : &*it;
  }
  void see_parameters(const SExpr& form, bool& any) const {
    any = any || parameter(form) != nullptr;
    for (const SExpr& item : form.items) see_parameters(item, any);
  }
  // A parameter beside nonterminals is an argument, too; that another value is no answer is found
  // out in the end.
  void open_parameters(SExpr& form, std::vector<Sort>& args, bool head) {
    if (const TypedName* param = head ? nullptr : parameter(form)) {
      add_input(form);
      form.text = hole_name(args.size());
      args.push_back(param->sort);
      return;
    }
    for (std::size_t i = 0; i < form.items.size(); ++i)
      open_parameters(form.items[i], args, i == 0);
  }

  // A term without holes that looks at parameters: an input of the search.
  void add_leaf(const SExpr& form, const Nonterminal& of) {
    add_input(form);
    add_cast(of.sort, of);
  }
  void add_input(const SExpr& form) {
    if (std::find(leaves_.begin(), leaves_.end(), form) == leaves_.end()) leaves_.push_back(form);
  }

  // Values of one sort are values of the nonterminal as they are.
  void add_cast(Sort from, const Nonterminal& to) {
    const Sort sort = sorts_.find(to.name)->second;
    if (from == sort || !casts_.insert({from, sort}).second) return;
    dsl::Operator& op =
        catalogue_->add(fmt::format("as {}{}", to.name, casts_.size()), "() -> int");
    op.params = {{"value", from, {}}};
    op.result = sort;
    op.eval = same_value;
    op.cost = 1;
    auto production = std::make_shared<Production>();
    production->form = {SExpr::Kind::symbol, hole_name(0), {}, {}};
    op.data = production;
  }

  Result<void> add_operator(SExpr form, const std::vector<Sort>& args, Sort result, int cost,
                            const Idiom* idiom) {
    if (args.size() > dsl::kMaxArity) return {};
    auto production = std::make_shared<Production>();
    Scope scope = scope_;
    for (std::size_t i = 0; i < args.size(); ++i)
      scope.variables[hole_name(i)] =
          dsl::make_input(static_cast<int>(i), {args[i].base, args[i].depth, 0});
    auto body = read_term(form, scope);
    if (!body) return body.error();
    const std::string name =
        dsl::to_text(form) + (result.index > 0 ? std::to_string(result.index) : "");
    for (const dsl::Operator& other : catalogue_->operators())
      if (other.name == name && other.result == result && same_args(other, args)) return {};
    production->form = std::move(form);
    production->body = *std::move(body);
    dsl::Operator& op = catalogue_->add(name, "() -> int");
    for (std::size_t i = 0; i < args.size(); ++i)
      op.params.push_back({hole_name(i).substr(1), args[i], {}});
    op.result = result;
    op.cost = std::max(1, cost);
    op.eval = run_body;
    if (idiom != nullptr) {
      op.witness = idiom->witness;
      op.witnessed = idiom->witnessed;
    }
    if (plain_call(*production->body, args.size())) describe(op, *production->body->op, args);
    op.data = std::move(production);
    return {};
  }
  static bool same_args(const dsl::Operator& op, const std::vector<Sort>& args) {
    bool same = op.params.size() == args.size();
    for (std::size_t i = 0; same && i < args.size(); ++i) same = op.params[i].sort == args[i];
    return same;
  }

  // What a search may know of one function.
  void describe(dsl::Operator& op, const dsl::Operator& function, const std::vector<Sort>& args) {
    static const std::set<std::string_view> either_way = {"+",   "*", "and",     "or",
                                                          "xor", "=", "distinct"};
    op.eval = function.eval;
    op.witness = function.witness;
    op.witnessed = function.witnessed;
    op.commutative = either_way.contains(function.name) && args[0] == args[1];
    if (function.name == "str.++" && args[0] == op.result && args[1] == op.result)
      op.role = dsl::Role::concatenation;
    if (function.name == "ite" && op.result == function_.result && args[1] == op.result &&
        args[2] == op.result && args[0].index == 0)
      op.role = dsl::Role::conditional;
  }

  Result<void> add_idiom(const Idiom& idiom) {
    Derivation::Holes holes;
    std::vector<Sort> args;
    const auto main_of = [&](char letter) {
      const auto it = main_.find(sort_of(letter));
      return it == main_.end() ? nullptr : it->second;
    };
    const Nonterminal* result = main_of(idiom.result);
    if (result == nullptr) return {};
    for (const char* letter = idiom.params; *letter != '\0'; ++letter) {
      const Nonterminal* param = main_of(*letter);
      if (param == nullptr) return {};
      holes.emplace(hole_name(args.size()), param->name);
      args.push_back(param->sort);
    }
    for (const std::string& text : idiom.forms) {
      const auto form = dsl::read_sexprs(text);
      if (!form) return form.error();
      if (auto written = derivation_.derive(result->name, form->front(), holes, true))
        return add_operator(*std::move(written), args, result->sort, idiom.cost, &idiom);
    }
    return {};
  }

  // The points, with the values of all leaves as inputs.
  Result<void> add_examples(Space& space) {
    const Scope scope = with_parameters(scope_, function_.params);
    std::vector<ExprPtr> terms;
    std::vector<SExpr> defined;
    for (const SExpr& leaf : leaves_) {
      const auto term = read_term(leaf, scope);
      if (!term) return term.error();
      const bool everywhere = std::none_of(
          function_.points.begin(), function_.points.end(),
          [&](const Point& point) { return value_of(**term, point.arguments).is_undefined(); });
      if (!everywhere) continue;
      terms.push_back(*term);
      defined.push_back(leaf);
    }
    if (terms.empty()) {  // a task has an input
      defined.push_back(to_sexpr(Value(true)));
      terms.push_back(dsl::make_literal(Value(true), {Sort::Base::boolean}));
    }
    leaves_ = std::move(defined);
    for (const Point& point : function_.points) {
      Example example;
      for (const ExprPtr& term : terms) example.inputs.push_back(value_of(*term, point.arguments));
      example.output = point.output;
      space.task_.examples.push_back(std::move(example));
    }
    space.task_.id = function_.name;
    return {};
  }

  // Where any integer may stand: those of the outputs.
  void add_integers(const Task& task) {
    if (!any_constant_.contains({Sort::Base::integer})) return;
    std::set<std::int64_t> found;
    collect_integers(task, found);
    for (std::int64_t value : found) constants_.emplace(Value(value), to_sexpr(Value(value)));
  }

  // Where any text may stand and the outputs are none, which texts are made of by themselves: the
  // characters of inputs that tell outputs apart best, and how inputs of one output all begin and
  // end.
  void add_texts(const Task& task) {
    constexpr std::size_t kMostCharacters = 16;
    constexpr std::size_t kLongest = 4;
    if (!any_constant_.contains({Sort::Base::string}) ||
        function_.result.base == Sort::Base::string)
      return;
    std::map<Value, std::vector<std::string_view>> by_output;
    for (const Example& example : task.examples)
      for (const Value& input : example.inputs)
        if (input.is_string()) by_output[example.output].push_back(input.as_string());
    // For every character the greatest and the least share of an output's inputs that have it.
    std::map<std::string, std::pair<double, double>> shares;
    for (const auto& [output, inputs] : by_output)
      for (const std::string_view input : inputs)
        for (const char c : input)
          if (static_cast<unsigned char>(c) < 0x80) shares.try_emplace(std::string(1, c), 0.0, 1.0);
    for (const auto& [output, inputs] : by_output) {
      for (auto& [letter, share] : shares) {
        const std::string_view text = letter;  // a lambda takes no structured binding
        const auto with = std::count_if(inputs.begin(), inputs.end(), [&](std::string_view input) {
          return input.find(text) != std::string_view::npos;
        });
        const double part = static_cast<double>(with) / static_cast<double>(inputs.size());
        share = {std::max(share.first, part), std::min(share.second, part)};
      }
      add_ends(inputs, kLongest);
    }
    std::vector<std::pair<double, std::string>> ranked;
    for (const auto& [text, share] : shares) ranked.emplace_back(share.second - share.first, text);
    std::sort(ranked.begin(), ranked.end());
    if (ranked.size() > kMostCharacters) ranked.resize(kMostCharacters);
    for (const auto& [rank, text] : ranked) constants_.emplace(Value(text), to_sexpr(Value(text)));
  }

  // What all of several texts begin with, and end in.
  void add_ends(const std::vector<std::string_view>& texts, std::size_t longest) {
    if (texts.size() < 2) return;
    std::size_t front = longest, back = longest;
    for (const std::string_view text : texts) {
      front = std::min(front, text.size());
      back = std::min(back, text.size());
      while (text.substr(0, front) != texts.front().substr(0, front)) --front;
      while (text.substr(text.size() - back) != texts.front().substr(texts.front().size() - back))
        --back;
    }
    for (const std::string_view end :
         {texts.front().substr(0, front), texts.front().substr(texts.front().size() - back)})
      if (!end.empty() && !find_invalid_utf8(end))
        constants_.emplace(Value(std::string(end)), to_sexpr(Value(std::string(end))));
  }

  const SynthFun& function_;
  const Grammar& grammar_;
  const Scope& scope_;
  Derivation derivation_;
  std::vector<const Nonterminal*> reached_{};
  std::map<Sort, const Nonterminal*> main_{};
  std::map<std::string, Sort, std::less<>> sorts_{};
  std::set<std::pair<Sort, Sort>> casts_{};
  std::set<Sort> any_constant_{};
  std::map<Value, SExpr> constants_{};
  std::vector<SExpr> leaves_{};
  std::shared_ptr<dsl::Catalogue> catalogue_ =
      std::make_shared<dsl::Catalogue>("grammar", "the rules of a grammar");
};

Result<std::unique_ptr<Space>> Space::make(const SynthFun& function, const Grammar& grammar,
                                           const Scope& scope) {
  return SpaceBuilder(function, grammar, scope).build();
}

std::optional<SExpr> Space::term_of(const Program& program) const {
  const dsl::CompiledProgram* compiled = dsl::compiled(*catalogue_, program);
  if (compiled == nullptr) return std::nullopt;
  // Programs share parts, terms do not: beyond this one of them has grown out of hand.
  constexpr std::size_t kLargest = 100'000;
  std::size_t left = kLargest;
  const auto fill = [&](const auto& self, const SExpr& form,
                        const std::vector<SExpr>& args) -> SExpr {
    if (left == 0) return {};
    --left;
    if (form.is_symbol() && form.text.size() > 1 && form.text[0] == '?')
      for (std::size_t i = 0; i < args.size(); ++i)
        if (form.text == hole_name(i)) return args[i];
    SExpr made = form;
    for (SExpr& item : made.items) item = self(self, item, args);
    return made;
  };
  const auto write = [&](const auto& self, const Expr& expr) -> std::optional<SExpr> {
    switch (expr.kind) {
      case Expr::Kind::input:
        return leaves_[static_cast<std::size_t>(expr.index)];
      case Expr::Kind::literal: {
        const auto own = constants_.find(expr.value);
        return own == constants_.end() ? to_sexpr(expr.value) : own->second;
      }
      case Expr::Kind::call: {
        std::vector<SExpr> args;
        for (const ExprPtr& arg : expr.args) {
          auto made = self(self, *arg);
          if (!made || left == 0) return std::nullopt;
          args.push_back(*std::move(made));
        }
        return fill(fill, static_cast<const Production*>(expr.op->data.get())->form, args);
      }
      default:
        return std::nullopt;
    }
  };
  auto term = write(write, *compiled->expr);
  if (left == 0) return std::nullopt;
  return term;
}

}  // namespace inkling::sygus
