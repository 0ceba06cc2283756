#include "generator.hpp"

#include <algorithm>
#include <array>
#include <inkling/dsl/expr.hpp>
#include <string>

#include "free_programs.hpp"
#include "lists_catalogue.hpp"

namespace inkling::lists {
namespace {

using dsl::Cell;
using dsl::Sort;

constexpr Sort kInt{Sort::Base::integer};
constexpr Sort kList{Sort::Base::integer, 1};

// ExeDec's two families of operations: first-order ones with Map, and the other higher-order ones.
enum class Concept { simple, higher };

// One statement without its variables.
struct Template {
  std::string operation;  // "Map"
  std::string function;   // "(*2)", or empty
  Concept family = Concept::simple;
  std::vector<Sort> args;
  Sort result{};
  dsl::ExprPtr expr;  // over x0, x1, ... for the arguments
};

Result<Template> make_template(std::string operation, std::string function,
                               std::vector<Sort> args) {
  const bool higher = !function.empty() && operation != "Map";
  std::string text;
  std::string names;
  for (std::size_t i = 0; i < args.size(); ++i) {
    text += "x" + std::to_string(i) + " = INPUT | ";
    names += " x" + std::to_string(i);
  }
  text += "x" + std::to_string(args.size()) + " = " + operation;
  if (!function.empty()) text += " " + function;
  text += names;
  const dsl::Dialect* dialect = nullptr;
  Result<dsl::ExprPtr> expr = dsl::parse(*lists_catalogue(), text, &args, &dialect);
  if (!expr.ok()) return std::move(expr).error();
  const Sort result = (*expr)->sort;
  return Template{std::move(operation),
                  std::move(function),
                  higher ? Concept::higher : Concept::simple,
                  std::move(args),
                  result,
                  std::move(*expr)};
}

// DeepCoder's fifteen operations with its nineteen functions.
Result<std::vector<Template>> make_templates() {
  struct Row {
    std::vector<const char*> operations;
    std::vector<const char*> functions;
    std::vector<Sort> args;
  };
  const Row rows[] = {
      {{"Head", "Last", "Minimum", "Maximum", "Reverse", "Sort", "Sum"}, {""}, {kList}},
      {{"Take", "Drop", "Access"}, {""}, {kInt, kList}},
      {{"Map"},
       {"(+1)", "(-1)", "(*2)", "(/2)", "(*(-1))", "(**2)", "(*3)", "(/3)", "(*4)", "(/4)"},
       {kList}},
      {{"Filter", "Count"}, {"(>0)", "(<0)", "(%2==0)", "(%2==1)"}, {kList}},
      {{"ZipWith"}, {"(+)", "(-)", "(*)", "(min)", "(max)"}, {kList, kList}},
      {{"Scanl1"}, {"(+)", "(-)", "(*)", "(min)", "(max)"}, {kList}},
  };
  std::vector<Template> templates;
  for (const Row& row : rows)
    for (const char* operation : row.operations)
      for (const char* function : row.functions) {
        Result<Template> made = make_template(operation, function, row.args);
        if (!made.ok()) return std::move(made).error();
        templates.push_back(std::move(*made));
      }
  return templates;
}

const Result<std::vector<Template>>& all_templates() {
  static const Result<std::vector<Template>> templates = make_templates();
  return templates;
}

// What the split asks of a program.
enum class Rule {
  none,
  one_concept,    // all statements of one family
  both_concepts,  // statements of both families
  higher_first,   // the first half higher-order, the rest simple
  simple_first,   // the reverse
  without_scan,   // no Scanl1
  lone_scan,      // one statement, a Scanl1
  with_scan,      // a Scanl1 somewhere
  old_scan,       // Scanl1 only with (-) and (min)
  new_scan,       // a Scanl1 with another function somewhere
};
struct Demand {
  Rule rule = Rule::none;
  std::int64_t min_statements = 1;
  std::int64_t max_statements = 5;
};

Demand demand_of(const std::string& split, bool train, Rng& rng) {
  if (split == "LENGTH_GENERALIZATION") return {Rule::none, train ? 1 : 5, train ? 4 : 5};
  if (split == "COMPOSE_DIFFERENT_CONCEPTS")
    return {train ? Rule::one_concept : Rule::both_concepts, 2, 4};
  if (split == "SWITCH_CONCEPT_ORDER")
    return {train ? Rule::higher_first : Rule::simple_first, 2, 4};
  if (split == "COMPOSE_NEW_OP") {
    if (!train) return {Rule::with_scan, 2, 4};
    if (rng.bernoulli(0.25)) return {Rule::lone_scan, 1, 1};
    return {Rule::without_scan, 2, 4};
  }
  if (split == "ADD_OP_FUNCTIONALITY") return {train ? Rule::old_scan : Rule::new_scan, 1, 4};
  return {};
}

bool is_scan(const Template& t) {
  return t.operation == "Scanl1";
}
bool is_old_scan(const Template& t) {
  return is_scan(t) && (t.function == "(-)" || t.function == "(min)");
}

// What a demand asks of one statement: a family, Scanl1, both or neither.
struct Slot {
  bool simple = true;
  bool higher = true;
  bool scan = true;            // Scanl1 may stand here
  bool only_old_scan = false;  // and only with (-) and (min)
  bool only_scan = false;      // nothing but Scanl1
  bool only_new_scan = false;  // nothing but Scanl1 with another function

  bool allows(const Template& t) const {
    if (!(t.family == Concept::simple ? simple : higher)) return false;
    if (only_scan && !is_scan(t)) return false;
    if (only_new_scan && (!is_scan(t) || is_old_scan(t))) return false;
    if (only_old_scan && is_scan(t)) return is_old_scan(t);
    return scan || !is_scan(t);
  }
};

std::vector<Slot> plan(Rule rule, std::size_t n, Rng& rng) {
  std::vector<Slot> slots(n);
  const auto restrict_to = [](Slot& slot, Concept family) {
    slot.simple = family == Concept::simple;
    slot.higher = !slot.simple;
  };
  const auto any_place = [&] {
    return static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(n) - 1));
  };
  const Concept family = rng.bernoulli(0.5) ? Concept::simple : Concept::higher;
  const Concept other = family == Concept::simple ? Concept::higher : Concept::simple;
  switch (rule) {
    case Rule::none:
      break;
    case Rule::one_concept:
      for (Slot& slot : slots) restrict_to(slot, family);
      break;
    case Rule::both_concepts: {
      const std::size_t first = any_place();
      restrict_to(slots[first], family);
      restrict_to(slots[(first + 1 + any_place() % (n - 1)) % n], other);
      break;
    }
    case Rule::higher_first:
    case Rule::simple_first:
      for (std::size_t i = 0; i < n; ++i)
        restrict_to(slots[i], (i < n / 2) == (rule == Rule::higher_first) ? Concept::higher
                                                                          : Concept::simple);
      break;
    case Rule::without_scan:
      for (Slot& slot : slots) slot.scan = false;
      break;
    case Rule::lone_scan:
    case Rule::with_scan:
      slots[any_place()].only_scan = true;
      break;
    case Rule::old_scan:
      for (Slot& slot : slots) slot.only_old_scan = true;
      break;
    case Rule::new_scan:
      slots[any_place()].only_new_scan = true;
      break;
  }
  return slots;
}

struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};
// How one argument is drawn.
struct Source {
  bool list = true;
  Range values{};
  Range lengths{};
};

Source sample_source(bool list, const dsl::Dialect& dialect, Rng& rng) {
  static constexpr std::array<Range, 4> kSmallValues{{{0, 4}, {0, 9}, {-10, 10}, {-50, 50}}};
  static constexpr std::array<Range, 2> kSmallLengths{{{1, 3}, {0, 5}}};
  static constexpr std::array<Range, 5> kValues{
      {{0, 4}, {0, 9}, {-10, 10}, {-50, 50}, {-100, 100}}};
  static constexpr std::array<Range, 4> kLengths{{{1, 3}, {0, 5}, {2, 10}, {5, 20}}};
  constexpr Range kCounts{0, 5};
  const bool small = dialect.name == "exedec";
  Source source;
  source.list = list;
  const std::span<const Range> values = small ? std::span<const Range>(kSmallValues) : kValues;
  const std::span<const Range> lengths = small ? std::span<const Range>(kSmallLengths) : kLengths;
  source.values = list ? rng.pick(values) : kCounts;
  source.lengths = rng.pick(lengths);
  return source;
}

std::vector<Source> sample_sources(std::int64_t wanted, const dsl::Dialect& dialect, Rng& rng) {
  const std::int64_t n = wanted == 0 ? rng.uniform(1, 2) : wanted;
  const std::int64_t sure_list = rng.uniform(0, n - 1);
  std::vector<Source> sources;
  for (std::int64_t i = 0; i < n; ++i)
    sources.push_back(sample_source(i == sure_list || rng.bernoulli(0.5), dialect, rng));
  return sources;
}

Value sample_value(const Source& source, Rng& rng) {
  if (!source.list) return Value(rng.uniform(source.values.low, source.values.high));
  Value::List list;
  const std::int64_t n = rng.uniform(source.lengths.low, source.lengths.high);
  for (std::int64_t i = 0; i < n; ++i)
    list.emplace_back(rng.uniform(source.values.low, source.values.high));
  return Value(std::move(list));
}

std::vector<Value> sample_row(const std::vector<Source>& sources, Rng& rng) {
  std::vector<Value> row;
  for (const Source& source : sources) row.push_back(sample_value(source, rng));
  return row;
}

bool same_cell(Sort sort, const Cell& a, const Cell& b) {
  if (sort.depth == 0) return a.i == b.i;
  return a.size == b.size && std::equal(a.v, a.v + a.size, b.v);
}

// A variable of the program: an input or the result of a statement, on every example.
struct Variable {
  Sort sort{};
  std::vector<Cell> values;
  bool used = false;
};
struct Statement {
  const Template* form = nullptr;
  std::vector<std::size_t> args;
};

// One attempt at a program over given rows of inputs.
class Attempt {
 public:
  Attempt(const dsl::Dialect& dialect, Rng& rng) : dialect_(dialect), rng_(rng) {}

  bool set_inputs(const std::vector<Source>& sources, const std::vector<std::vector<Value>>& rows) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      Variable variable{sources[i].list ? kList : kInt, {}};
      for (const auto& row : rows) {
        Cell cell;
        if (!dsl::to_cell(row[i], variable.sort, arena_, cell)) return false;
        variable.values.push_back(cell);
      }
      variables_.push_back(std::move(variable));
    }
    inputs_ = sources.size();
    return true;
  }

  // Fills the slots; false when a slot finds no statement after some tries.
  bool build(const std::vector<Slot>& slots, const std::vector<Template>& templates) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const bool last = i + 1 == slots.size();
      bool found = false;
      for (int tries = 0; tries < kTries && !found; ++tries)
        found = try_statement(slots[i], last, templates);
      if (!found) return false;
    }
    return true;
  }

  // The output for one fresh row of inputs, or undefined.
  Value run(const std::vector<Value>& row) {
    std::vector<Cell> cells(variables_.size());
    for (std::size_t i = 0; i < inputs_; ++i)
      if (!dsl::to_cell(row[i], variables_[i].sort, arena_, cells[i])) return Value();
    for (std::size_t s = 0; s < statements_.size(); ++s) {
      std::vector<Cell> args;
      for (const std::size_t arg : statements_[s].args) args.push_back(cells[arg]);
      if (!evaluate(*statements_[s].form, args, cells[inputs_ + s])) return Value();
    }
    return dsl::to_value(cells.back(), variables_.back().sort);
  }

  Value output(std::size_t example) const {
    return dsl::to_value(variables_.back().values[example], variables_.back().sort);
  }

  std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < inputs_; ++i)
      text += (i == 0 ? "x" : " | x") + std::to_string(i) + " = INPUT";
    for (std::size_t s = 0; s < statements_.size(); ++s) {
      const Template& form = *statements_[s].form;
      text += " | x" + std::to_string(inputs_ + s) + " = " + form.operation;
      if (!form.function.empty()) text += " " + form.function;
      for (const std::size_t arg : statements_[s].args) text += " x" + std::to_string(arg);
    }
    return text;
  }

 private:
  static constexpr int kTries = 40;

  bool try_statement(const Slot& slot, bool last, const std::vector<Template>& templates) {
    const Template& form = rng_.pick(std::span<const Template>(templates));
    if (!slot.allows(form)) return false;
    Statement statement{&form, {}};
    for (const Sort sort : form.args) {
      const std::size_t arg = pick_variable(sort);
      if (arg == variables_.size()) return false;
      statement.args.push_back(arg);
    }
    if (!uses_enough(statement, last)) return false;
    Variable result{form.result, {}};
    for (std::size_t e = 0; e < variables_[0].values.size(); ++e) {
      std::vector<Cell> args;
      for (const std::size_t arg : statement.args) args.push_back(variables_[arg].values[e]);
      Cell cell;
      if (!evaluate(form, args, cell)) return false;
      result.values.push_back(cell);
    }
    if (is_old(result) || (last && is_constant(result))) return false;
    for (const std::size_t arg : statement.args) variables_[arg].used = true;
    variables_.push_back(std::move(result));
    statements_.push_back(std::move(statement));
    return true;
  }

  // A variable of that sort, or the number of variables when there is none.
  std::size_t pick_variable(Sort sort) {
    std::vector<std::size_t> fitting;
    for (std::size_t i = 0; i < variables_.size(); ++i)
      if (variables_[i].sort == sort) fitting.push_back(i);
    if (fitting.empty()) return variables_.size();
    return rng_.pick(std::span<const std::size_t>(fitting));
  }

  // No dead code: with two variables unused the next statement uses one, the last one uses all.
  bool uses_enough(const Statement& statement, bool last) const {
    std::size_t unused = 0;
    std::size_t left = 0;
    for (std::size_t i = 0; i < variables_.size(); ++i) {
      if (variables_[i].used) continue;
      ++unused;
      const auto& args = statement.args;
      left += std::find(args.begin(), args.end(), i) == args.end();
    }
    return last ? left == 0 : unused < 2 || left < unused;
  }

  bool evaluate(const Template& form, const std::vector<Cell>& args, Cell& result) {
    dsl::EvalContext context{arena_, dialect_};
    return dsl::evaluate(*form.expr, args.data(), context, result) &&
           dsl::within(dialect_, form.result, result);
  }

  bool is_old(const Variable& result) const {
    return std::any_of(variables_.begin(), variables_.end(), [&](const Variable& old) {
      if (old.sort != result.sort) return false;
      for (std::size_t e = 0; e < old.values.size(); ++e)
        if (!same_cell(old.sort, old.values[e], result.values[e])) return false;
      return true;
    });
  }
  static bool is_constant(const Variable& result) {
    return result.values.size() > 1 &&
           std::all_of(result.values.begin(), result.values.end(), [&](const Cell& cell) {
             return same_cell(result.sort, cell, result.values[0]);
           });
  }

  const dsl::Dialect& dialect_;
  Rng& rng_;
  dsl::Arena arena_;
  std::vector<Variable> variables_;
  std::vector<Statement> statements_;
  std::size_t inputs_ = 0;
};

Result<GeneratedTask> unlucky(const Params& params) {
  return Error{ErrorCode::bad_param,
               "found no program that runs on all " + std::to_string(params.get_int("examples")) +
                   " examples (" + params.to_text() + ")",
               {"ask for fewer examples, queries or statements"}};
}

// The statements that both the split and the parameters allow.
Result<Demand> demand_for(const Params& params, Rng& rng) {
  const std::string& split = params.get_text("split");
  const std::string& part = params.get_text("part");
  const std::int64_t low = params.get_int("min_statements");
  const std::int64_t high = params.get_int("max_statements");
  if (low > high)
    return Error{ErrorCode::bad_param, "min_statements=" + std::to_string(low) +
                                           " is more than max_statements=" + std::to_string(high)};
  Demand demand = demand_of(split, part == "train", rng);
  if (split == "NONE") {
    demand.min_statements = low;
    demand.max_statements = high;
    return demand;
  }
  // A lone Scanl1 is one statement, whatever the parameters say of the others.
  if (demand.rule == Rule::lone_scan) return demand;
  const std::int64_t from = std::max(low, demand.min_statements);
  const std::int64_t to = std::min(high, demand.max_statements);
  if (from > to)
    return Error{ErrorCode::bad_param,
                 "split " + split + ", part " + part + " has programs of " +
                     std::to_string(demand.min_statements) + " to " +
                     std::to_string(demand.max_statements) + " statements; " + std::to_string(low) +
                     " to " + std::to_string(high) + " were asked for",
                 {"change min_statements and max_statements"}};
  demand.min_statements = from;
  demand.max_statements = to;
  return demand;
}

// Queries with their outputs; false when too few inputs turn up on which the program runs.
bool add_queries(Attempt& attempt, const std::vector<Source>& sources, std::size_t wanted, Rng& rng,
                 std::vector<Query>& queries) {
  for (std::size_t tries = 0; queries.size() < wanted && tries < 20 * wanted + 20; ++tries) {
    std::vector<Value> row = sample_row(sources, rng);
    Value output = attempt.run(row);
    if (!output.is_undefined()) queries.push_back({std::move(row), std::move(output)});
  }
  return queries.size() == wanted;
}

}  // namespace

const ParamSpecs& generator_params() {
  static const ParamSpecs specs = {
      {"examples", ParamType::integer, "3", "number of examples", 1, 1000},
      {"queries", ParamType::integer, "2", "number of queries", 0, 1000},
      {"inputs", ParamType::integer, "0", "arguments of the program; 0: one or two at random", 0,
       3},
      {"min_statements", ParamType::integer, "1", "fewest statements of the program", 1, 8},
      {"max_statements", ParamType::integer, "5", "most statements of the program", 1, 8},
      {"split",
       ParamType::choice,
       "NONE",
       "ExeDec's kind of compositional generalisation",
       {},
       {},
       {"NONE", "LENGTH_GENERALIZATION", "COMPOSE_DIFFERENT_CONCEPTS", "SWITCH_CONCEPT_ORDER",
        "COMPOSE_NEW_OP", "ADD_OP_FUNCTIONALITY"}},
      {"part", ParamType::choice, "train", "side of the split", {}, {}, {"train", "test"}},
      {"dialect",
       ParamType::choice,
       "exedec",
       "dialect of the program",
       {},
       {},
       {"exedec", "deepcoder", "pccoder", "default"}},
      {"operators",
       ParamType::choice,
       "deepcoder",
       "whose operators the program is made of: DeepCoder's, all that a search uses (in the "
       "default "
       "dialect), or of one task these and of another those",
       {},
       {},
       {"deepcoder", "all", "mixed"}},
  };
  return specs;
}

namespace {

// A task of any operators, where the parameters ask for those.
Result<std::optional<GeneratedTask>> generate_of_all(const Params& params, Rng& rng) {
  const std::string& operators = params.get_text("operators");
  if (operators == "deepcoder") return std::optional<GeneratedTask>();
  if (params.get_text("split") != "NONE")
    return Error{ErrorCode::bad_param,
                 "operators=" + operators + " has no split " + params.get_text("split"),
                 {"splits are of DeepCoder's operators: leave one of the two out"}};
  if (operators == "mixed" && rng.bernoulli(0.5)) return std::optional<GeneratedTask>();
  const std::int64_t low = params.get_int("min_statements");
  const std::int64_t high = params.get_int("max_statements");
  if (low > high) return std::optional<GeneratedTask>();  // demand_for() says what is wrong
  FreeRequest request;
  request.examples = static_cast<std::size_t>(params.get_int("examples"));
  request.queries = static_cast<std::size_t>(params.get_int("queries"));
  request.statements = static_cast<std::size_t>(rng.uniform(low, high));
  request.inputs = params.get_int("inputs");
  auto made = generate_free(request, rng);
  if (!made) return unlucky(params).error();
  return made;
}

}  // namespace

Result<GeneratedTask> generate(const Params& params, Rng& rng) {
  auto free = generate_of_all(params, rng);
  if (!free.ok()) return std::move(free).error();
  if (*free) return std::move(**free);
  const Result<std::vector<Template>>& templates = all_templates();
  if (!templates.ok()) return templates.error();
  Result<Demand> demand = demand_for(params, rng);
  if (!demand.ok()) return std::move(demand).error();
  const auto catalogue = lists_catalogue();
  const dsl::Dialect& dialect = *catalogue->dialect(params.get_text("dialect"));
  const auto examples = static_cast<std::size_t>(params.get_int("examples"));
  const auto queries = static_cast<std::size_t>(params.get_int("queries"));
  // The length is drawn once, so that hard lengths are not rarer than easy ones.
  const auto length =
      static_cast<std::size_t>(rng.uniform(demand->min_statements, demand->max_statements));

  constexpr int kAttempts = 4000;
  for (int tries = 0; tries < kAttempts; ++tries) {
    const std::vector<Source> sources = sample_sources(params.get_int("inputs"), dialect, rng);
    std::vector<std::vector<Value>> rows;
    while (rows.size() < examples) rows.push_back(sample_row(sources, rng));
    Attempt attempt(dialect, rng);
    if (!attempt.set_inputs(sources, rows)) continue;
    if (!attempt.build(plan(demand->rule, length, rng), *templates)) continue;
    GeneratedTask made;
    made.task.domain = "lists";
    if (!add_queries(attempt, sources, queries, rng, made.task.queries)) continue;
    for (std::size_t e = 0; e < examples; ++e)
      made.task.examples.push_back({std::move(rows[e]), attempt.output(e)});
    const bool plain = dialect.name == catalogue->dialects().front().name;
    made.program = (plain ? "" : "@" + dialect.name + " ") + attempt.text();
    return made;
  }
  return unlucky(params);
}

}  // namespace inkling::lists
