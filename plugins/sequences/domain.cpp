#include "domain.hpp"

#include <algorithm>
#include <inkling/rows.hpp>

#include "codec.hpp"
#include "suite.hpp"

namespace inkling::sequences {
namespace {

Value to_value(const Sequence& x) {
  Value::List list;
  for (const int v : x) list.emplace_back(v);
  return Value(std::move(list));
}

ParamSpecs generator_params() {
  return {
      {"suite",
       ParamType::choice,
       "shift-l",
       "shift-l trains on shifts 1..5 and tests on 6..10, shift-p the other way round, comp-i "
       "trains on single functions and tests on f(g(x)), mixed shifts first and composes after it, "
       "rules applies three to five rules of neighbours to the digits 0..4",
       {},
       {},
       {"shift-l", "shift-p", "comp-i", "mixed", "rules"}},
      {"part",
       ParamType::choice,
       "train",
       "training or test functions, or others to tune a search on: shifts 11..15, f(g(h(x)))",
       {},
       {},
       {"train", "development", "test"}},
      {"variant",
       ParamType::choice,
       "zero-fill",
       "shifts fill with blanks, or rotate",
       {},
       {},
       {"zero-fill", "circular"}},
      {"examples", ParamType::integer, "4", "input/output examples of a task", 1, 1000, {}},
      {"queries", ParamType::integer, "1", "queries of a task", 0, 1000, {}},
      {"padding",
       ParamType::integer,
       "0",
       "inputs end in 0..padding blanks (training tasks only)",
       0,
       19,
       {}},
      {"length",
       ParamType::integer,
       "20",
       "digits of an input before padding; blanks fill its 20 places",
       1,
       static_cast<double>(kLength),
       {}},
      {"compositions",
       ParamType::choice,
       "all",
       "tests of comp-i: all, or only those that equal no single function",
       {},
       {},
       {"all", "novel"}},
      {"depth",
       ParamType::integer,
       "0",
       "tests of comp-i: compositions of so many functions that equal none of fewer; mixed: "
       "functions after the shift; rules: of them; 0: the suite's own",
       0,
       static_cast<double>(kMostDepth),
       {}},
  };
}

DomainInfo make_info() {
  DomainInfo info;
  info.id = "sequences";
  info.title = "sequences";
  info.summary = "functions on sequences of 20 digits; -1 is the blank";
  Rng rng(1);
  for (int i = 0; i < 2; ++i) {
    const Sequence x = random_sequence(kLength, 0, rng);
    const Sequence y = execute(Step{Step::Op::shift_left, 2}, x);
    info.samples.push_back(Example{{to_value(x)}, to_value(y)});
  }
  info.generator = generator_params();
  info.default_solvers = {"enumerate", "nli+symbolic"};
  info.language = "sequences";
  info.tape = {
      {"places",
       ParamType::integer,
       "20",
       "symbols of a sequence that the network sees; those behind them are blanks",
       1,
       static_cast<double>(kLength),
       {}},
  };
  return info;
}

Result<TaskOptions> read_options(const Params& params) {
  TaskOptions options;
  const std::string& suite = params.get_text("suite");
  options.suite = suite == "shift-l"   ? Suite::shift_l
                  : suite == "shift-p" ? Suite::shift_p
                  : suite == "mixed"   ? Suite::mixed
                  : suite == "rules"   ? Suite::rules
                                       : Suite::comp_i;
  const std::string& part = params.get_text("part");
  options.part = part == "train"         ? Part::train
                 : part == "development" ? Part::development
                                         : Part::test;
  options.variant =
      params.get_text("variant") == "circular" ? Variant::circular : Variant::zero_fill;
  options.compositions =
      params.get_text("compositions") == "novel" ? Compositions::novel : Compositions::all;
  options.pairs = static_cast<std::size_t>(params.get_int("examples") + params.get_int("queries"));
  options.padding = static_cast<std::size_t>(params.get_int("padding"));
  options.digits = static_cast<std::size_t>(params.get_int("length"));
  options.depth = static_cast<std::size_t>(params.get_int("depth"));
  const bool deep = options.suite == Suite::mixed || options.suite == Suite::rules ||
                    (options.suite == Suite::comp_i && options.part == Part::test);
  if (options.depth > 0 && !deep)
    return Error{ErrorCode::bad_param,
                 "depth=" + std::to_string(options.depth) +
                     " is for the tests of suite comp-i and for the suites mixed and rules",
                 {"leave depth out, or set suite=comp-i,part=test"}};
  if (options.padding > 0 && options.part != Part::train)
    return Error{ErrorCode::bad_param,
                 "padding=" + std::to_string(options.padding) +
                     " is for training tasks; others have no blanks in their inputs",
                 {"leave padding out, or set part=train"}};
  if (options.padding >= options.digits)
    return Error{ErrorCode::bad_param,
                 "padding=" + std::to_string(options.padding) +
                     " leaves no digit of length=" + std::to_string(options.digits),
                 {"padding must be below the length"}};
  return options;
}

// Keys in alphabetical order, as the task reader writes them.
std::string meta_of(const Params& params, const SuiteTask& made) {
  const std::string& suite = params.get_text("suite");
  std::string text = "{";
  if (params.get_int("depth") > 0)
    text += "\"depth\":" + std::to_string(params.get_int("depth")) + ",";
  if (params.get_int("length") < static_cast<std::int64_t>(kLength))
    text += "\"length\":" + std::to_string(params.get_int("length")) + ",";
  if (suite == "comp-i")
    text += std::string("\"novel\":") +
            (made.program.size() > 1 && !equals_primitive(made.program) ? "true" : "false") + ",";
  text += "\"part\":\"" + params.get_text("part") + "\",\"suite\":\"" + suite + "\"";
  if (suite == "shift-l" || suite == "shift-p")
    text += ",\"variant\":\"" + params.get_text("variant") + "\"";
  return text + "}";
}

Result<void> check_value(const Value& value, const std::string& where) {
  const std::string fault = find_fault(value);
  if (fault.empty()) return {};
  return Error{ErrorCode::bad_input, where + " is not a sequence: " + fault};
}

Result<void> check_row(const std::vector<Value>& inputs, const Value* output,
                       const std::string& row) {
  if (inputs.size() != 1)
    return Error{ErrorCode::bad_input, row + " has " + std::to_string(inputs.size()) +
                                           " inputs, and domain sequences takes exactly one list"};
  if (auto checked = check_value(inputs[0], row + ", input"); !checked.ok()) return checked;
  if (output != nullptr) return check_value(*output, row + ", output");
  return {};
}

// Of digits that are seen: five where they are all below, as those of the suite of rules.
int digits_of(const Value& value) {
  for (const Value& symbol : value.as_list())
    if (symbol >= Value(kRuleDigits)) return kDigits;
  return kRuleDigits;
}

std::size_t trailing_blanks(const Value& value) {
  const Value::List& list = value.as_list();
  std::size_t count = 0;
  while (count < list.size() && list[list.size() - 1 - count] == Value(kBlank)) ++count;
  return count;
}

class SequencesDomain : public Domain {
 public:
  const DomainInfo& info() const override { return info_; }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_codec(static_cast<std::size_t>(tape.get_int("places")));
  }

  Result<void> check(const Task& task) const override { return check_rows(task, check_row); }

  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    const Result<TaskOptions> options = read_options(params);
    if (!options.ok()) return options.error();
    const SuiteTask made = sequences::generate(*options, rng);
    GeneratedTask generated;
    generated.program = to_text(made.program);
    Task& task = generated.task;
    task.domain = info_.id;
    task.meta = meta_of(params, made);
    const auto examples = static_cast<std::size_t>(params.get_int("examples"));
    for (std::size_t i = 0; i < made.inputs.size(); ++i) {
      std::vector<Value> inputs{to_value(made.inputs[i])};
      Value output = to_value(made.outputs[i]);
      if (i < examples)
        task.examples.push_back(Example{std::move(inputs), std::move(output)});
      else
        task.queries.push_back(Query{std::move(inputs), std::move(output)});
    }
    return generated;
  }

  // As many blanks at the end as one of the inputs seen.
  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override {
    std::vector<std::size_t> blanks;
    int digits = 0;
    const auto see = [&](const Value& input) {
      blanks.push_back(trailing_blanks(input));
      digits = std::max(digits, digits_of(input));
    };
    for (const Example& example : like.examples) see(example.inputs[0]);
    for (const Query& query : like.queries) see(query.inputs[0]);
    if (blanks.empty()) return {to_value(random_sequence(kLength, 0, rng))};
    const std::size_t drawn = rng.pick(std::span<const std::size_t>(blanks));
    return {to_value(random_sequence(kLength, drawn, rng, digits))};
  }

 private:
  DomainInfo info_ = make_info();
};

}  // namespace

std::unique_ptr<Domain> make_domain() {
  return std::make_unique<SequencesDomain>();
}

}  // namespace inkling::sequences
