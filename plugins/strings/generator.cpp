#include "generator.hpp"

#include <algorithm>
#include <inkling/dsl/expr.hpp>
#include <map>

#include "characters.hpp"
#include "hnps_tasks.hpp"
#include "move_tasks.hpp"

namespace inkling::strings {
namespace {

using dsl::ExprPtr;
using dsl::Operator;

// Members of the language. The order separates the concepts: substrings, modifications, the rest.
enum class Kind {
  sub_str,
  get_span,
  get_token,
  get_up_to,
  get_from,
  to_case,
  replace,
  trim,
  get_first,
  get_all,
  substitute,
  substitute_all,
  remove,
  remove_all,
  compose_modification,
  compose_substring,
  constant,
};
constexpr const char* kOperators[] = {
    "SubStr", "GetSpan",  "GetToken", "GetUpto",    "GetFrom",       "ToCase", "Replace",
    "Trim",   "GetFirst", "GetAll",   "Substitute", "SubstituteAll", "Remove", "RemoveAll"};

bool is_substring(Kind kind) {
  return kind <= Kind::get_from;
}
bool is_compose(Kind kind) {
  return kind == Kind::compose_modification || kind == Kind::compose_substring;
}
bool is_modification_or_constant(Kind kind) {
  return !is_substring(kind) && !is_compose(kind);
}

// A group is drawn, then one of its members.
using Group = std::vector<Kind>;
using Pool = std::vector<Group>;

const Group& substrings() {
  static const Group group{Kind::sub_str, Kind::get_span, Kind::get_token, Kind::get_up_to,
                           Kind::get_from};
  return group;
}
const Group& modifications() {
  static const Group group{Kind::to_case,        Kind::replace, Kind::trim,
                           Kind::get_first,      Kind::get_all, Kind::substitute,
                           Kind::substitute_all, Kind::remove,  Kind::remove_all};
  return group;
}
Group modifications_and_constant() {
  Group group = modifications();
  group.push_back(Kind::constant);
  return group;
}
const Group kComposes{Kind::compose_modification, Kind::compose_substring};
const Group kConstants{Kind::constant};

Pool everything() {
  return {substrings(), modifications(), kComposes, kConstants};
}

// Sizes of the two published generators.
struct Style {
  std::int64_t max_repeats;
  std::int64_t max_tokens;
  std::size_t max_input;
  std::size_t max_output;  // 0: no limit but max_input times the number of expressions
};
constexpr Style kExeDec{3, 5, 20, 0};
constexpr Style kLatentProgrammer{5, 10, 100, 100};

// What a task of a split looks like. `keep` decides on the kinds of the whole program.
struct Plan {
  std::int64_t min_expressions = 1;
  std::int64_t max_expressions = 10;
  Pool first = everything();   // pool of the first half of the expressions
  Pool second = everything();  // and of the second half
  bool (*keep)(const std::vector<Kind>&) = nullptr;
};

template <bool (*kTest)(Kind)>
bool has(const std::vector<Kind>& kinds) {
  return std::any_of(kinds.begin(), kinds.end(), kTest);
}
bool mixes_concepts(const std::vector<Kind>& kinds) {
  return has<is_substring>(kinds) && has<is_modification_or_constant>(kinds);
}
bool has_compose_of_substring(const std::vector<Kind>& kinds) {
  return std::find(kinds.begin(), kinds.end(), Kind::compose_substring) != kinds.end();
}

void set_pool(Plan& plan, Pool pool) {
  plan.first = plan.second = std::move(pool);
}

Plan plan_different_concepts(bool test, Rng& rng) {
  Plan plan{2, 6};
  const Pool pools[] = {{substrings()}, {modifications_and_constant()}};
  if (test) {
    set_pool(plan, {substrings(), modifications_and_constant()});
    plan.keep = mixes_concepts;
  } else {
    set_pool(plan, rng.pick(std::span<const Pool>(pools)));
  }
  return plan;
}

Plan plan_concept_order(bool test) {
  Plan plan{2, 6};
  plan.first = {substrings()};
  plan.second = {modifications_and_constant()};
  if (test) std::swap(plan.first, plan.second);
  return plan;
}

Plan plan_new_op(bool test, Rng& rng) {
  Plan plan{2, 6};
  if (test) {
    plan.keep = has<is_compose>;
  } else if (rng.bernoulli(0.25)) {
    plan.min_expressions = plan.max_expressions = 1;
    set_pool(plan, {kComposes});
  } else {
    set_pool(plan, {substrings(), modifications(), kConstants});
  }
  return plan;
}

Plan plan_op_functionality(bool test) {
  Plan plan{1, 6};
  if (test)
    plan.keep = has_compose_of_substring;
  else
    set_pool(plan, {substrings(), modifications(), {Kind::compose_modification}, kConstants});
  return plan;
}

Plan make_plan(const std::string& split, bool test, Rng& rng) {
  if (split == "length") return test ? Plan{7, 10} : Plan{1, 6};
  if (split == "different_concepts") return plan_different_concepts(test, rng);
  if (split == "concept_order") return plan_concept_order(test);
  if (split == "new_op") return plan_new_op(test, rng);
  if (split == "op_functionality") return plan_op_functionality(test);
  return {};
}

// An operator with all arguments but the string that it works on.
struct Step {
  const Operator* op = nullptr;
  std::vector<ExprPtr> args{};
  ExprPtr on(ExprPtr subject) const {
    std::vector<ExprPtr> all{std::move(subject)};
    all.insert(all.end(), args.begin(), args.end());
    return dsl::make_call(*op, std::move(all), op->result);
  }
};

const dsl::Sort kText{dsl::Sort::Base::string};
const dsl::Sort kInteger{dsl::Sort::Base::integer};

class TaskSampler {
 public:
  TaskSampler(const dsl::Catalogue& catalogue, Style style, Rng& rng)
      : catalogue_(catalogue), style_(style), rng_(rng) {}

  // Draws the inputs, and counts what they hold at most: later indices stay within these counts.
  void sample_inputs(std::size_t count) {
    std::vector<std::vector<std::string>> rows(count);
    delimiters_.clear();
    types_.clear();
    const std::int64_t tokens = rng_.uniform(3, style_.max_tokens);
    for (std::int64_t i = 0; i < tokens && longest(rows) < style_.max_input; ++i) add_token(rows);
    inputs_.clear();
    for (std::vector<std::string>& row : rows) {
      rng_.shuffle(row);
      std::string text;
      for (const std::string& token : row) text += token;
      inputs_.push_back(text.substr(0, style_.max_input));
    }
    types_[kAnyCharacter] = 0;
    for (const std::string& input : inputs_)
      types_[kAnyCharacter] =
          std::max(types_[kAnyCharacter], static_cast<std::int64_t>(input.size()));
  }
  const std::vector<std::string>& inputs() const { return inputs_; }

  // An expression on x0 that is empty on no input, and the kind that was drawn.
  std::pair<ExprPtr, Kind> sample_expression(const Pool& pool) {
    const ExprPtr input = dsl::make_input(0, kText);
    while (true) {
      const Group& group = rng_.pick(std::span<const Group>(pool));
      const Kind kind = rng_.pick(std::span<const Kind>(group));
      if (ExprPtr expr = try_kind(kind, input)) return {expr, kind};
    }
  }

  // What a program gives on each input; nullopt when it is undefined or empty on one of them.
  std::optional<std::vector<std::string>> run(const dsl::Expr& program) {
    std::vector<std::string> outputs;
    for (const std::string& input : inputs_) {
      arena_.reset();
      dsl::EvalContext context{arena_, catalogue_.dialects().front()};
      dsl::Cell argument;
      dsl::Cell result;
      if (!dsl::to_cell(Value(input), kText, arena_, argument) ||
          !dsl::evaluate(program, &argument, context, result) || result.size == 0)
        return std::nullopt;
      outputs.emplace_back(result.s, result.size);
    }
    return outputs;
  }

 private:
  static constexpr int kTypes = 8;
  static constexpr int kAnyCharacter = 7;
  static constexpr std::int64_t kMaxTokenLength = 4;
  static constexpr std::int64_t kMaxIndex = 5;
  static constexpr int kTries = 100;  // of one kind, before another is drawn

  static std::size_t longest(const std::vector<std::vector<std::string>>& rows) {
    std::size_t most = 0;
    for (const auto& row : rows) {
      std::size_t n = 0;
      for (const std::string& token : row) n += token.size();
      most = std::max(most, n);
    }
    return most;
  }

  char pick_char(std::string_view from) {
    return from[static_cast<std::size_t>(
        rng_.uniform(0, static_cast<std::int64_t>(from.size()) - 1))];
  }

  // One delimiter, or instances of one type, several times over in every row.
  void add_token(std::vector<std::vector<std::string>>& rows) {
    const bool is_delimiter = rng_.uniform(1, 3) == 1;
    const char delimiter = pick_char(kDelimiters);
    const int type = static_cast<int>(rng_.uniform(0, kTypes - 1));
    const std::int64_t repeats = rng_.uniform(1, style_.max_repeats);
    if (is_delimiter)
      delimiters_[delimiter] += repeats;
    else
      types_[type] += repeats;
    for (std::int64_t k = 0; k < repeats; ++k) {
      for (auto& row : rows) {
        row.push_back(is_delimiter ? std::string(1, delimiter) : random_instance(type));
        if (!is_delimiter) ++delimiters_[row.back()[0]];
      }
    }
  }

  // A delimiter and 1 to 4 characters of the type (a capital and 1 to 3 small letters).
  std::string random_instance(int type) {
    constexpr std::string_view kSmall = "abcdefghijklmnopqrstuvwxyz";
    constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    constexpr std::string_view kDigits = "0123456789";
    const std::string letters = std::string(kSmall) + std::string(kCapitals);
    const std::string both = letters + std::string(kDigits);
    const std::string_view alphabets[kTypes] = {kDigits, letters, both,    kCapitals,
                                                kSmall,  kSmall,  kDigits, both};
    constexpr int kPropCase = 4;
    std::string token(1, pick_char(kDelimiters));
    std::int64_t length = rng_.uniform(1, kMaxTokenLength - (type == kPropCase ? 1 : 0));
    if (type == kPropCase) token += pick_char(kCapitals);
    for (; length > 0; --length) token += pick_char(alphabets[type]);
    return token;
  }

  ExprPtr try_kind(Kind kind, const ExprPtr& input) {
    for (int i = 0; i < kTries; ++i) {
      ExprPtr expr = draw(kind, input);
      if (run(*expr)) return expr;
    }
    return nullptr;
  }

  ExprPtr draw(Kind kind, const ExprPtr& input) {
    if (kind == Kind::constant)
      return dsl::make_literal(Value(std::string(1, pick_char(kCharacters))), kText);
    if (!is_compose(kind)) return draw_step(kind).on(input);
    const Group& inner = kind == Kind::compose_substring ? substrings() : modifications();
    const Kind outer = rng_.pick(std::span<const Kind>(modifications()));
    return draw_step(outer).on(sample_expression({inner}).first);
  }

  const Operator& op(Kind kind) const {
    return *catalogue_.find_compact(kOperators[static_cast<std::size_t>(kind)]).front();
  }

  Step draw_step(Kind kind) {
    Step step{&op(kind)};
    switch (kind) {
      case Kind::sub_str:
        add_positions(step);
        break;
      case Kind::get_span:
        add_match(step, true);
        add_boundary(step);
        add_match(step, true);
        add_boundary(step);
        break;
      case Kind::get_token:
      case Kind::get_first:
      case Kind::remove:
        add_match(step, false);
        break;
      case Kind::substitute:
        add_match(step, false);
        add_text(step, pick_char(kCharacters));
        break;
      case Kind::get_up_to:
      case Kind::get_from:
        add_regex(step, true);
        break;
      case Kind::get_all:
      case Kind::remove_all:
        add_regex(step, false);
        break;
      case Kind::substitute_all:
        add_regex(step, false);
        add_text(step, pick_char(kCharacters));
        break;
      case Kind::to_case:
        add_constant(step, rng_.uniform(0, 2));
        break;
      case Kind::replace:
        add_text(step, pick_delimiter());
        add_text(step, pick_char(kDelimiters));
        break;
      case Kind::trim:
      case Kind::compose_modification:
      case Kind::compose_substring:
      case Kind::constant:
        break;
    }
    return step;
  }

  // Positions within the shortest input, both counted from the same end.
  void add_positions(Step& step) {
    std::size_t shortest = style_.max_input;
    for (const std::string& input : inputs_) shortest = std::min(shortest, input.size());
    const auto n = static_cast<std::int64_t>(shortest);
    const std::int64_t first = rng_.uniform(-n + 1, n);
    add_integer(step, first);
    add_integer(step, first > 0 ? rng_.uniform(first, n) : rng_.uniform(first, 0));
  }

  char pick_delimiter() {
    if (delimiters_.empty()) return pick_char(kDelimiters);
    auto at = delimiters_.begin();
    std::advance(at, rng_.uniform(0, static_cast<std::int64_t>(delimiters_.size()) - 1));
    return at->first;
  }

  // A type of the inputs, or half the time one of their delimiters; returns how often it occurs.
  std::int64_t add_regex(Step& step, bool or_delimiter) {
    if (or_delimiter && rng_.uniform(1, 2) == 1 && !delimiters_.empty()) {
      const char delimiter = pick_delimiter();
      add_constant(step, 256 + static_cast<unsigned char>(delimiter));
      return delimiters_[delimiter];
    }
    auto at = types_.begin();
    std::advance(at, rng_.uniform(0, static_cast<std::int64_t>(types_.size()) - 1));
    add_constant(step, at->first);
    return at->second;
  }

  // A regex and an index from either end, at most as often as it occurs.
  void add_match(Step& step, bool or_delimiter) {
    const std::int64_t most = std::min(kMaxIndex, add_regex(step, or_delimiter));
    const std::int64_t index = rng_.uniform(1, std::max<std::int64_t>(1, most));
    add_integer(step, rng_.bernoulli(0.5) ? index : -index);
  }

  void add_boundary(Step& step) { add_constant(step, rng_.uniform(0, 1)); }
  void add_integer(Step& step, std::int64_t i) {
    step.args.push_back(dsl::make_literal(Value(i), kInteger));
  }
  void add_text(Step& step, char c) {
    step.args.push_back(dsl::make_literal(Value(std::string(1, c)), kText));
  }
  // A member of the enumeration that the next parameter wants.
  void add_constant(Step& step, std::int64_t value) {
    const dsl::Sort sort = step.op->params[step.args.size() + 1].sort;
    step.args.push_back(dsl::make_constant(sort.index, value));
  }

  const dsl::Catalogue& catalogue_;
  Style style_;
  Rng& rng_;
  dsl::Arena arena_;
  std::vector<std::string> inputs_;
  std::map<char, std::int64_t> delimiters_;  // delimiter -> how often it may occur
  std::map<int, std::int64_t> types_;        // type -> the same
};

struct Drawn {
  ExprPtr program;
  std::vector<Kind> kinds;
};

Drawn draw_program(TaskSampler& sampler, const dsl::Catalogue& catalogue, const Plan& plan,
                   std::int64_t expressions) {
  const Operator& concat = *catalogue.find("concat").front();
  Drawn drawn;
  for (std::int64_t i = 0; i < expressions; ++i) {
    auto [expr, kind] = sampler.sample_expression(i < expressions / 2 ? plan.first : plan.second);
    drawn.program = drawn.program == nullptr
                        ? expr
                        : dsl::make_call(concat, {drawn.program, expr}, concat.result);
    drawn.kinds.push_back(kind);
  }
  return drawn;
}

// Overrides the plan's numbers of expressions. Errors: bad_param.
Result<void> set_lengths(Plan& plan, const std::string& split, const Params& params) {
  const std::int64_t low = params.get_int("min_expressions");
  const std::int64_t high = params.get_int("max_expressions");
  const std::int64_t least = split == "different_concepts" || split == "concept_order" ? 2 : 1;
  if (high != 0 && (low > high || high < least))
    return Error{ErrorCode::bad_param,
                 "max_expressions=" + std::to_string(high) + " is too small: expected at least " +
                     std::to_string(std::max(low, least)),
                 {low > high ? "min_expressions=" + std::to_string(low)
                             : "split=" + split + " needs two expressions or more"}};
  if (low != 0) plan.min_expressions = std::max(low, least);
  if (high != 0) plan.max_expressions = high;
  if (low != 0) plan.max_expressions = std::max(plan.max_expressions, plan.min_expressions);
  if (high != 0) plan.min_expressions = std::min(plan.max_expressions, plan.min_expressions);
  return {};
}

GeneratedTask make_task(const dsl::Catalogue& catalogue, const Params& params,
                        const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs, const dsl::Expr& program) {
  GeneratedTask generated;
  generated.task.id = "robustfill/" + params.get_text("split") + "/" + params.get_text("part");
  generated.task.domain = "strings";
  const auto examples = static_cast<std::size_t>(params.get_int("examples"));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (i < examples) {
      Example& example = generated.task.examples.emplace_back();
      example.inputs.emplace_back(inputs[i]);
      example.output = Value(outputs[i]);
    } else {
      Query& query = generated.task.queries.emplace_back();
      query.inputs.emplace_back(inputs[i]);
      query.output.emplace(outputs[i]);
    }
  }
  generated.program =
      dsl::print_compact(catalogue, program).value_or(dsl::print(catalogue, program));
  return generated;
}

}  // namespace

ParamSpecs generator_specs() {
  return {
      {.name = "suite",
       .type = ParamType::choice,
       .default_value = "robustfill",
       .help = "robustfill; moves: rows of tables and programs of what a text search does with "
               "them; mixed: one half each; or HNPS's tasks, whose programs are of the language "
               "hnps: of one expression, composed of such, or drawn at once",
       .choices = {"robustfill", "moves", "mixed", "hnps-short", "hnps-composed", "hnps-long"}},
      {.name = "examples",
       .type = ParamType::integer,
       .default_value = "4",
       .help = "number of examples",
       .min = 1,
       .max = 1000},
      {.name = "queries",
       .type = ParamType::integer,
       .default_value = "1",
       .help = "number of queries",
       .min = 0,
       .max = 1000},
      {.name = "split",
       .type = ParamType::choice,
       .default_value = "none",
       .help = "ExeDec's kind of generalisation that train and test differ in",
       .choices = {"none", "length", "different_concepts", "concept_order", "new_op",
                   "op_functionality"}},
      {.name = "part",
       .type = ParamType::choice,
       .default_value = "train",
       .help = "side of the split",
       .choices = {"train", "test"}},
      {.name = "style",
       .type = ParamType::choice,
       .default_value = "exedec",
       .help = "sizes of the inputs: exedec up to 20 characters, lp (Latent Programmer) up to 100",
       .choices = {"exedec", "lp"}},
      {.name = "min_expressions",
       .type = ParamType::integer,
       .default_value = "0",
       .help = "fewest expressions of the program, 0: as the split says",
       .min = 0,
       .max = 20},
      {.name = "max_expressions",
       .type = ParamType::integer,
       .default_value = "0",
       .help = "most expressions of the program, 0: as the split says",
       .min = 0,
       .max = 20},
  };
}

Result<GeneratedTask> generate_task(const std::shared_ptr<const dsl::Catalogue>& catalogue,
                                    const Params& params, Rng& rng) {
  const std::string& suite = params.get_text("suite");
  for (const char* own : {"split", "style"})
    if (suite != "robustfill" && !params.is_default(own))
      return Error{ErrorCode::bad_param, std::string(own) + "=" + params.get_text(own) +
                                             " belongs to suite=robustfill, and the suite is " +
                                             suite};
  if (suite == "moves" || (suite == "mixed" && rng.bernoulli(0.5)))
    return generate_move_task(params, rng);
  if (suite.starts_with("hnps")) return generate_hnps_task(params, rng);
  const Style style = params.get_text("style") == "lp" ? kLatentProgrammer : kExeDec;
  const std::string& split = params.get_text("split");
  const bool test = params.get_text("part") == "test";
  const auto rows =
      static_cast<std::size_t>(params.get_int("examples") + params.get_int("queries"));
  TaskSampler sampler(*catalogue, style, rng);
  constexpr int kInputs = 100;    // sets of inputs that are tried
  constexpr int kPrograms = 200;  // programs that are tried on each
  for (int i = 0; i < kInputs; ++i) {
    Plan plan = make_plan(split, test, rng);
    if (Result<void> ok = set_lengths(plan, split, params); !ok) return ok.error();
    sampler.sample_inputs(rows);
    const std::int64_t expressions = rng.uniform(plan.min_expressions, plan.max_expressions);
    for (int k = 0; k < kPrograms; ++k) {
      const Drawn drawn = draw_program(sampler, *catalogue, plan, expressions);
      if (plan.keep != nullptr && !plan.keep(drawn.kinds)) continue;
      const auto outputs = sampler.run(*drawn.program);
      const auto too_long = [&](const std::string& output) {
        return style.max_output != 0 && output.size() > style.max_output;
      };
      if (!outputs || std::any_of(outputs->begin(), outputs->end(), too_long)) continue;
      return make_task(*catalogue, params, sampler.inputs(), *outputs, *drawn.program);
    }
  }
  return Error{ErrorCode::internal, "no program of split=" + split + " fitted any inputs"};
}

}  // namespace inkling::strings
