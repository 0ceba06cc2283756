#include "problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <inkling/params.hpp>
#include <set>

#include "functions.hpp"

namespace inkling::sygus {
namespace {

using dsl::SExpr;
using dsl::Sort;

Error malformed(const SExpr& expr, std::string_view expected) {
  return {ErrorCode::parse, fmt::format("expected {}", expected), {}, expr.span};
}
Error outside(const SExpr& expr, std::string what, std::string cure) {
  return {ErrorCode::unsupported, std::move(what), {std::move(cure)}, expr.span};
}

const char* const kByExample =
    "a constraint must give a function's value for definite arguments: (= (f \"a\" 1) \"b\")";

class ProblemReader {
 public:
  explicit ProblemReader(const ReadLimits& limits) : limits_(limits) {}

  Result<Problem> read(const std::vector<SExpr>& commands) {
    for (const SExpr& command : commands)
      if (auto done = run(command); !done) return done.error();
    if (problem_.functions.empty())
      return Error{ErrorCode::bad_input,
                   "the file declares no function to be found",
                   {"(synth-fun f ((x String)) String) does"}};
    for (std::size_t i = 0; i < stated_.size(); ++i)
      if (auto done = constrain(stated_[i], i + 1); !done) return done.error();
    // What is false may be an assumption, and then every function is an answer.
    if (assumes_) problem_.impossible.clear();
    return std::move(problem_);
  }

 private:
  Result<void> run(const SExpr& command) {
    using Handler = Result<void> (ProblemReader::*)(const SExpr&);
    static const std::map<std::string_view, Handler> handlers = {
        {"set-logic", &ProblemReader::set_logic},
        {"set-info", &ProblemReader::ignore},
        {"set-option", &ProblemReader::ignore},
        {"set-options", &ProblemReader::ignore},
        {"set-feature", &ProblemReader::ignore},
        {"synth-fun", &ProblemReader::synth_fun},
        {"declare-var", &ProblemReader::declare_var},
        {"declare-primed-var", &ProblemReader::declare_var},
        {"define-fun", &ProblemReader::define_fun},
        {"constraint", &ProblemReader::constraint},
        {"assume", &ProblemReader::assume},
        {"declare-weight", &ProblemReader::declare_weight},
        {"check-synth", &ProblemReader::check_synth},
    };
    const std::string_view head = command.head();
    if (head.empty()) return malformed(command, "a command such as (check-synth)");
    const auto handler = handlers.find(head);
    if (handler != handlers.end()) return (this->*handler->second)(command);
    static const std::set<std::string_view> elsewhere = {"inv-constraint",
                                                         "synth-inv",
                                                         "chc-constraint",
                                                         "optimize-synth",
                                                         "declare-datatype",
                                                         "declare-datatypes",
                                                         "declare-sort",
                                                         "define-sort",
                                                         "declare-fun",
                                                         "define-fun-rec",
                                                         "define-funs-rec",
                                                         "oracle-assume",
                                                         "oracle-constraint",
                                                         "oracle-constraint-io",
                                                         "oracle-constraint-cex",
                                                         "oracle-constraint-membership",
                                                         "oracle-constraint-poswitness",
                                                         "oracle-constraint-negwitness",
                                                         "declare-oracle-fun",
                                                         "declare-correctness-oracle",
                                                         "declare-correctness-cex-oracle"};
    if (elsewhere.contains(head))
      return outside(command, fmt::format("the command '{}' is outside what is read", head),
                     "problems that give a function's values are");
    std::vector<std::string> known;
    for (const auto& [name, unused] : handlers) known.emplace_back(name);
    Error error{ErrorCode::parse,
                fmt::format("there is no command '{}'", head),
                {},
                command.items.front().span};
    if (const std::string near = nearest(head, known); !near.empty())
      error.notes.push_back(fmt::format("did you mean '{}'?", near));
    return error;
  }

  Result<void> set_logic(const SExpr& command) {
    if (command.items.size() != 2 || !command.items[1].is_symbol())
      return malformed(command, "(set-logic NAME)");
    problem_.logic = command.items[1].text;
    if (problem_.logic.find("BV") != std::string::npos)
      return outside(command, fmt::format("the logic {} has bit-vectors", problem_.logic),
                     "strings, integers and truth values are supported");
    return {};
  }

  Result<void> ignore(const SExpr&) { return {}; }

  Result<void> declare_weight(const SExpr& command) {
    if (command.items.size() < 2 || !command.items[1].is_symbol())
      return malformed(command, "(declare-weight NAME)");
    weights_.insert(command.items[1].text);
    return {};
  }

  Result<void> check_synth(const SExpr& command) {
    if (command.items.size() != 1) return malformed(command, "(check-synth)");
    problem_.check = true;
    return {};
  }

  Result<void> fresh(const SExpr& name, std::string_view what) {
    if (!name.is_symbol()) return malformed(name, fmt::format("the name of {}", what));
    if (is_function(name.text))
      return Error{ErrorCode::bad_input,
                   fmt::format("'{}' is a function of the theory already", name.text),
                   {},
                   name.span};
    if (!names_.insert(name.text).second)
      return Error{
          ErrorCode::bad_input, fmt::format("'{}' is declared twice", name.text), {}, name.span};
    return {};
  }

  Result<std::vector<TypedName>> params(const SExpr& list) const {
    if (!list.is_list()) return malformed(list, "parameters such as ((x String) (n Int))");
    std::vector<TypedName> result;
    std::set<std::string> seen;
    for (const SExpr& param : list.items) {
      if (!param.is_list() || param.items.size() != 2 || !param.items[0].is_symbol())
        return malformed(param, "a parameter such as (x String)");
      const auto sort = read_sort(param.items[1]);
      if (!sort) return sort.error();
      if (!seen.insert(param.items[0].text).second)
        return Error{ErrorCode::bad_input,
                     fmt::format("the parameter '{}' is there twice", param.items[0].text),
                     {},
                     param.span};
      result.push_back({param.items[0].text, *sort});
    }
    return result;
  }

  Result<void> declare_var(const SExpr& command) {
    if (command.items.size() != 3) return malformed(command, "(declare-var NAME SORT)");
    if (auto ok = fresh(command.items[1], "a variable"); !ok) return ok;
    const auto sort = read_sort(command.items[2]);
    if (!sort) return sort.error();
    variables_[command.items[1].text] = *sort;
    return {};
  }

  Result<void> define_fun(const SExpr& command) {
    if (command.items.size() != 5)
      return malformed(command, "(define-fun NAME ((x SORT) ..) SORT TERM)");
    if (auto ok = fresh(command.items[1], "a function"); !ok) return ok;
    auto named = params(command.items[2]);
    if (!named) return named.error();
    const auto result = read_sort(command.items[3]);
    if (!result) return result.error();
    Definition definition;
    auto body =
        read_term(command.items[4], with_parameters(problem_.scope, *named), &definition.depth);
    if (!body) return body.error();
    if ((*body)->sort != *result)
      return Error{ErrorCode::type,
                   fmt::format("'{}' is declared {}, and its body is {}", command.items[1].text,
                               name_of(*result), name_of((*body)->sort)),
                   {},
                   command.items[4].span};
    definition.params = *std::move(named);
    definition.result = *result;
    definition.body = *std::move(body);
    problem_.scope.definitions[command.items[1].text] = std::move(definition);
    return {};
  }

  // --- grammars ----------------------------------------------------------------------------------

  Result<void> synth_fun(const SExpr& command) {
    const auto& items = command.items;
    if (items.size() < 4 || items.size() > 6)
      return malformed(command, "(synth-fun NAME ((x SORT) ..) SORT [GRAMMAR])");
    if (auto ok = fresh(items[1], "a function"); !ok) return ok;
    SynthFun function;
    function.name = items[1].text;
    function.span = command.span;
    auto named = params(items[2]);
    if (!named) return named.error();
    function.params = *std::move(named);
    const auto result = read_sort(items[3]);
    if (!result) return result.error();
    function.result = *result;
    if (items.size() > 4) {
      // The nonterminals once more in front, or the groups alone (1.0).
      auto grammar = read_grammar(items.size() == 6 ? &items[4] : nullptr, items.back(), function);
      if (!grammar) return grammar.error();
      function.grammar = *std::move(grammar);
    }
    by_name_[function.name] = problem_.functions.size();
    problem_.functions.push_back(std::move(function));
    return {};
  }

  Result<Grammar> read_grammar(const SExpr* declared, const SExpr& groups,
                               const SynthFun& function) const {
    if (!groups.is_list() || groups.items.empty())
      return malformed(groups, "the groups of a grammar: ((Start String (x ..)) ..)");
    Grammar grammar;
    for (const SExpr& group : groups.items) {
      if (!group.is_list() || group.items.size() != 3 || !group.items[0].is_symbol() ||
          !group.items[2].is_list())
        return malformed(group, "a group of a grammar: (NAME SORT (TERM ..))");
      const auto sort = read_sort(group.items[1]);
      if (!sort) return sort.error();
      if (grammar.find(group.items[0].text) != nullptr)
        return Error{ErrorCode::bad_input,
                     fmt::format("the nonterminal '{}' has two groups", group.items[0].text),
                     {},
                     group.span};
      grammar.nonterminals.push_back({group.items[0].text, *sort, {}});
    }
    if (declared != nullptr)
      if (auto same = check_declared(*declared, grammar); !same) return same.error();
    for (std::size_t g = 0; g < groups.items.size(); ++g)
      for (const SExpr& term : groups.items[g].items[2].items) {
        auto rule = read_rule(term, grammar, grammar.nonterminals[g], function);
        if (!rule) return rule.error();
        grammar.nonterminals[g].rules.push_back(*std::move(rule));
      }
    if (grammar.nonterminals.front().sort != function.result)
      return Error{
          ErrorCode::type,
          fmt::format("the grammar of '{}' begins with the {} '{}', and the function is {}",
                      function.name, name_of(grammar.nonterminals.front().sort),
                      grammar.nonterminals.front().name, name_of(function.result)),
          {},
          groups.items.front().span};
    return grammar;
  }

  static Result<void> check_declared(const SExpr& declared, const Grammar& grammar) {
    const auto wrong = [&](const SExpr& where) -> Result<void> {
      return malformed(where, "the nonterminals of the grammar in its order, ((NAME SORT) ..)");
    };
    if (!declared.is_list() || declared.items.size() != grammar.nonterminals.size())
      return wrong(declared);
    for (std::size_t i = 0; i < declared.items.size(); ++i) {
      const SExpr& one = declared.items[i];
      if (!one.is_list() || one.items.size() != 2 ||
          !one.items[0].is_symbol(grammar.nonterminals[i].name) || !one.items[1].is_symbol() ||
          sort_named(one.items[1].text) != grammar.nonterminals[i].sort)
        return wrong(one);
    }
    return {};
  }

  Result<Rule> read_rule(const SExpr& term, const Grammar& grammar, const Nonterminal& of,
                         const SynthFun& function) const {
    Rule rule;
    rule.form = term;
    if (term.head() == "!") {
      if (term.items.size() < 2) return malformed(term, "(! TERM :weight 1)");
      for (std::size_t i = 2; i + 1 < term.items.size(); i += 2) {
        const SExpr& name = term.items[i];
        const auto value = literal(term.items[i + 1]);
        if (!value) return value.error();
        const bool known = name.kind == SExpr::Kind::keyword &&
                           (name.text == ":weight" || weights_.contains(name.text.substr(1)));
        if (!known || !*value || !(*value)->is_int())
          return malformed(name, "a weight that is declared, and its integer: :weight 1");
        rule.weight += static_cast<int>(std::clamp<std::int64_t>((*value)->as_int(), -100, 100));
      }
      rule.form = term.items[1];
    }
    const std::string_view head = rule.form.head();
    if (head == "Constant" || head == "Variable" || head == "InputVariable") {
      if (rule.form.items.size() != 2) return malformed(rule.form, fmt::format("({} SORT)", head));
      const auto sort = read_sort(rule.form.items[1]);
      if (!sort) return sort.error();
      rule.kind = head == "Constant" ? Rule::Kind::constant : Rule::Kind::variable;
      rule.sort = *sort;
      if (*sort != of.sort) return wrong_sort(rule.form, of, *sort);
      return rule;
    }
    if (head == "LocalVariable" || head == "let")
      return outside(rule.form, fmt::format("'{}' in a grammar is not supported", head),
                     "leave local variables out of the grammar");
    // As a term in which nonterminals are variables.
    std::vector<TypedName> names = function.params;
    for (const Nonterminal& other : grammar.nonterminals) names.push_back({other.name, other.sort});
    const auto read = read_term(rule.form, with_parameters(problem_.scope, names));
    if (!read) return read.error();
    if ((*read)->sort != of.sort) return wrong_sort(rule.form, of, (*read)->sort);
    return rule;
  }

  static Error wrong_sort(const SExpr& form, const Nonterminal& of, Sort sort) {
    return {ErrorCode::type,
            fmt::format("{} is {}, and the nonterminal '{}' is {}", dsl::to_text(form),
                        name_of(sort), of.name, name_of(of.sort)),
            {},
            form.span};
  }

  // --- constraints -------------------------------------------------------------------------------

  Result<void> constraint(const SExpr& command) {
    if (command.items.size() != 2) return malformed(command, "(constraint TERM)");
    if (stated_.size() >= limits_.max_examples)
      return Error{ErrorCode::bad_input,
                   fmt::format("more than {} constraints", limits_.max_examples),
                   {},
                   command.span};
    stated_.push_back(command.items[1]);
    return {};
  }

  // Answers meet it like a constraint.
  Result<void> assume(const SExpr& command) {
    if (command.items.size() != 2) return malformed(command, "(assume TERM)");
    assumes_ = true;
    return constraint(command);
  }

  // Replaces names by what they stand for.
  static SExpr replaced(const SExpr& expr, const std::map<std::string, SExpr>& by) {
    if (expr.is_symbol()) {
      const auto it = by.find(expr.text);
      return it == by.end() ? expr : it->second;
    }
    SExpr copy = expr;
    for (SExpr& item : copy.items) item = replaced(item, by);
    return copy;
  }

  bool mentions(const SExpr& expr, const auto& names) const {
    if (expr.is_symbol()) return names.contains(expr.text);
    return std::any_of(expr.items.begin(), expr.items.end(),
                       [&](const SExpr& item) { return mentions(item, names); });
  }

  // (= x 3) and such, of a condition: what its variables must be.
  void pin(const SExpr& condition, std::map<std::string, SExpr>& pinned) const {
    if (condition.head() == "and")
      for (std::size_t i = 1; i < condition.items.size(); ++i) pin(condition.items[i], pinned);
    if (condition.head() != "=" || condition.items.size() != 3) return;
    for (const std::size_t side : {1U, 2U}) {
      const SExpr& name = condition.items[side];
      const SExpr& value = condition.items[3 - side];
      if (name.is_symbol() && variables_.contains(name.text) && !mentions(value, variables_) &&
          !mentions(value, by_name_))
        pinned.try_emplace(name.text, value);
    }
  }

  Result<void> constrain(SExpr form, std::size_t number) {
    const SExpr stated = form;
    if (mentions(form, variables_)) {
      std::map<std::string, SExpr> pinned;
      if (form.head() == "=>" && form.items.size() == 3) pin(form.items[1], pinned);
      form = replaced(form, pinned);
      if (mentions(form, variables_))
        return outside(stated,
                       fmt::format("constraint {} is about every value of a variable", number),
                       kByExample);
    }
    problem_.constraints.push_back({form, stated.span});
    return take(form, stated, number, true);
  }

  // What a constraint without variables says of the functions: that it is `truth`.
  Result<void> take(const SExpr& form, const SExpr& stated, std::size_t number, bool truth) {
    const std::string_view head = form.head();
    if (!mentions(form, by_name_)) {
      const auto value = ground(form);
      if (!value) return value.error();
      if (!value->is_bool())
        return Error{ErrorCode::type,
                     fmt::format("constraint {} is no truth value", number),
                     {},
                     stated.span};
      if (value->as_bool() != truth && problem_.impossible.empty())
        problem_.impossible =
            fmt::format("constraint {} is false whatever the functions are", number);
      return {};
    }
    if (head == "and" && truth) {
      for (std::size_t i = 1; i < form.items.size(); ++i)
        if (auto done = take(form.items[i], stated, number, true); !done) return done;
      return {};
    }
    if (head == "not" && form.items.size() == 2) return take(form.items[1], stated, number, !truth);
    if (head == "=>" && form.items.size() == 3 && truth && !mentions(form.items[1], by_name_)) {
      const auto condition = ground(form.items[1]);
      if (!condition) return condition.error();
      if (!condition->is_bool())
        return Error{
            ErrorCode::type,
            fmt::format("'=>' of {} in constraint {}", dsl::to_text(form.items[1]), number),
            {},
            stated.span};
      if (!condition->as_bool()) return {};
      return take(form.items[2], stated, number, true);
    }
    if (head == "=" && form.items.size() == 3)
      for (const std::size_t side : {1U, 2U}) {
        if (!is_call(form.items[side]) || mentions(form.items[3 - side], by_name_)) continue;
        const auto output = ground(form.items[3 - side]);
        if (!output) return output.error();
        if (truth) return add_point(form.items[side], *output, number);
        if (output->is_bool()) return add_point(form.items[side], !output->as_bool(), number);
      }
    if (is_call(form)) return add_point(form, truth, number);
    return outside(
        stated,
        fmt::format("constraint {} is no example: {}", number, shortened(dsl::to_text(stated))),
        kByExample);
  }

  static std::string shortened(std::string text) {
    constexpr std::size_t kMost = 120;
    if (text.size() <= kMost) return text;
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + " ..";
  }

  bool is_call(const SExpr& form) const {
    return by_name_.contains(std::string(form.is_symbol() ? form.text : form.head()));
  }

  // Error bad_input: the term has no value.
  Result<Value> ground(const SExpr& form) const {
    const auto term = read_term(form, problem_.scope);
    if (!term) return term.error();
    Value value = value_of(**term, {});
    if (value.is_undefined())
      return Error{ErrorCode::unsupported,
                   fmt::format("{} has no value here: it divides by zero or exceeds 64 bits",
                               shortened(dsl::to_text(form))),
                   {},
                   form.span};
    return value;
  }

  Result<void> add_point(const SExpr& call, Value output, std::size_t number) {
    const std::string name(call.is_symbol() ? call.text : call.head());
    SynthFun& function = problem_.functions[by_name_.find(name)->second];
    const std::size_t count = call.is_symbol() ? 0 : call.items.size() - 1;
    if (count != function.params.size())
      return Error{ErrorCode::type,
                   fmt::format("'{}' has {} parameters, and constraint {} gives it {}", name,
                               function.params.size(), number, count),
                   {},
                   call.span};
    Point point;
    point.constraint = number;
    for (std::size_t i = 0; i < count; ++i) {
      const SExpr& arg = call.items[i + 1];
      if (mentions(arg, by_name_))
        return outside(call,
                       fmt::format("constraint {} uses a function's value as an argument", number),
                       kByExample);
      auto value = ground(arg);
      if (!value) return value.error();
      if (dsl::to_sort(type_of(*value)) != function.params[i].sort)
        return Error{
            ErrorCode::type,
            fmt::format("argument {} of '{}' is {}, expected {}", i + 1, name,
                        name_of(dsl::to_sort(type_of(*value))), name_of(function.params[i].sort)),
            {},
            arg.span};
      point.arguments.push_back(*std::move(value));
    }
    if (dsl::to_sort(type_of(output)) != function.result)
      return Error{
          ErrorCode::type,
          fmt::format("'{}' is {}, and constraint {} makes it {}", name, name_of(function.result),
                      number, name_of(dsl::to_sort(type_of(output)))),
          {},
          call.span};
    point.output = std::move(output);
    auto& known = outputs_[name];
    const auto [it, fresh] = known.try_emplace(point.arguments, std::pair(point.output, number));
    if (!fresh) {
      if (it->second.first != point.output && problem_.impossible.empty())
        problem_.impossible =
            fmt::format("constraints {} and {} give '{}' two values for the same arguments",
                        it->second.second, number, name);
      return {};
    }
    function.points.push_back(std::move(point));
    return {};
  }

  ReadLimits limits_;
  Problem problem_{};
  std::set<std::string> names_{};
  std::set<std::string, std::less<>> weights_{};
  std::map<std::string, Sort> variables_{};
  std::map<std::string, std::size_t> by_name_{};  // functions to be found
  std::vector<SExpr> stated_{};
  bool assumes_ = false;
  // By function: what is known of each argument list, and from which constraint.
  std::map<std::string, std::map<std::vector<Value>, std::pair<Value, std::size_t>>> outputs_{};
};

}  // namespace

const Nonterminal* Grammar::find(std::string_view name) const {
  const auto it = std::find_if(nonterminals.begin(), nonterminals.end(),
                               [&](const Nonterminal& n) { return n.name == name; });
  return it == nonterminals.end() ? nullptr : &*it;
}

Result<Problem> read_problem(std::string_view text, const ReadLimits& limits) {
  const auto commands = dsl::read_sexprs(text);
  if (!commands) return commands.error();
  return ProblemReader(limits).read(*commands);
}

Grammar free_grammar(const SynthFun& function, std::string_view logic) {
  // Without strings where neither the logic nor the function has any.
  bool strings = logic.empty() || logic == "ALL" || logic.find('S') != std::string_view::npos ||
                 function.result.base == Sort::Base::string;
  for (const TypedName& param : function.params)
    strings = strings || param.sort.base == Sort::Base::string;
  Grammar grammar;
  const auto nonterminal = [&](std::string_view sort) -> std::string {
    return "?" + std::string(sort);
  };
  std::vector<std::string_view> sorts = {name_of(function.result)};
  for (const std::string_view sort : {"String", "Int", "Bool"})
    if (sort != sorts.front() && (strings || sort != "String")) sorts.push_back(sort);
  for (const std::string_view name : sorts) {
    const Sort sort = *sort_named(name);
    Nonterminal one{nonterminal(name), sort, {}};
    one.rules.push_back({Rule::Kind::variable, {}, sort, 0});
    one.rules.push_back({Rule::Kind::constant, {}, sort, 0});
    for (const FunctionUse& use : usual_functions()) {
      const std::string letters = std::string(use.arguments) + use.result;
      if (use.result != name.front() || (!strings && letters.find('S') != std::string::npos))
        continue;
      SExpr form;
      form.items.push_back({SExpr::Kind::symbol, std::string(use.name), {}, {}});
      for (char letter : use.arguments)
        form.items.push_back({SExpr::Kind::symbol, nonterminal(name_of(sort_of(letter))), {}, {}});
      one.rules.push_back({Rule::Kind::form, std::move(form), sort, 0});
    }
    grammar.nonterminals.push_back(std::move(one));
  }
  return grammar;
}

Task to_task(const SynthFun& function, const std::string& id) {
  Task task;
  task.id = id;
  for (const Point& point : function.points)
    task.examples.push_back({point.arguments, point.output});
  return task;
}

}  // namespace inkling::sygus
