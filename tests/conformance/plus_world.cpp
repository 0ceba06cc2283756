#include "plus_world.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <ctime>

namespace inkling::test {
namespace {

constexpr std::int64_t kLargest = 1000;  // of the inputs

std::string program_text(std::int64_t k) {
  return "add " + std::to_string(k);
}

Example plus_example(std::int64_t x, std::int64_t k) {
  Example example;
  example.inputs.emplace_back(x);
  example.output = Value(x + k);
  return example;
}

Program make_program(std::int64_t k) {
  return Program::symbolic("plus", program_text(k), 2, std::make_shared<const std::int64_t>(k));
}

class PlusLanguage final : public Language {
 public:
  explicit PlusLanguage(Flaw flaw) : flaw_(flaw) {}
  const InterpreterInfo& info() const override { return info_; }

  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    if (inputs.size() != 1 || !inputs[0].is_int())
      return Error{ErrorCode::type, "the input is not one integer"};
    const auto k = *static_cast<const std::int64_t*>(program.handle().get());
    return Value(inputs[0].as_int() + k);
  }

  Result<Program> parse(std::string_view text) const override {
    constexpr std::string_view kWord = "add ";
    std::int64_t k = 0;
    const char* end = text.data() + text.size();
    if (text.starts_with(kWord)) {
      const auto read = std::from_chars(text.data() + kWord.size(), end, k);
      if (read.ec == std::errc() && read.ptr == end)
        return make_program(flaw_ == Flaw::shifting_text ? k + 1 : k);
    }
    Error error{ErrorCode::parse, "expected 'add' and a number"};
    if (flaw_ != Flaw::no_place) error.span = SourceSpan{0, text.size()};
    return error;
  }

  Result<Program> parse_typed(std::string_view text, std::span<const Type>) const override {
    return parse(text);
  }

  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    Result<Value> result = run(program, inputs);
    if (!result) return result.error();
    return std::vector<TraceStep>{
        {program.text(), flaw_ == Flaw::wrong_trace ? Value(-1) : *result}};
  }

  std::string explain(const Program& program) const override {
    if (flaw_ == Flaw::throws) throw std::runtime_error("explain fell over");
    return "the input plus " + program.text().substr(4);
  }

  std::vector<Completion> complete(std::string_view prefix) const override {
    std::vector<Completion> words{{"add", "adds a number"}, {"added", "the same"}};
    std::erase_if(words, [&](const Completion& word) { return !word.text.starts_with(prefix); });
    if (flaw_ == Flaw::unsorted_words) std::reverse(words.begin(), words.end());
    return words;
  }

  std::string reference() const override { return "`add k` adds k."; }

 private:
  Flaw flaw_;
  InterpreterInfo info_{"plus", "programs that add a number", "plus", Program::Kind::symbolic};
};

// Two places, the input's and the output's; one symbol per integer from 0, and a blank.
class PlusCodec final : public Codec {
 public:
  explicit PlusCodec(Flaw flaw) : flaw_(flaw) {}
  const TapeShape& shape() const override { return shape_; }
  const std::vector<bool>& read_places() const override { return read_; }
  std::string symbol_text(int symbol) const override {
    return flaw_ == Flaw::same_tokens ? "t" : std::to_string(symbol);
  }
  Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const override {
    tape[1] = 2 * kLargest;
    return write(inputs[0], tape[0]);
  }
  Result<void> write_output(const Value& output, std::span<int> tape) const override {
    tape[0] = 2 * kLargest;
    return write(output, tape[1]);
  }
  Result<Value> read_output(std::span<const int> tape) const override {
    if (tape[1] < 0 || tape[1] >= 2 * kLargest) return Error{ErrorCode::bad_input, "not a number"};
    return Value(flaw_ == Flaw::lossy_codec ? tape[1] / 2 : tape[1]);
  }

 private:
  static Result<void> write(const Value& value, int& place) {
    if (!value.is_int() || value.as_int() < 0 || value.as_int() >= 2 * kLargest)
      return Error{ErrorCode::bad_input, "not an integer of the alphabet"};
    place = static_cast<int>(value.as_int());
    return {};
  }
  TapeShape shape_{2, 2 * kLargest + 1};
  std::vector<bool> read_{false, true};
  Flaw flaw_;
};

DomainInfo domain_info(Flaw flaw) {
  DomainInfo info;
  info.id = "plus";
  info.title = flaw == Flaw::no_title ? "" : "Plus";
  info.summary = "numbers plus a number";
  for (int x : {1, 2}) info.samples.push_back(plus_example(x, 3));
  info.generator = {
      {"examples", ParamType::integer, flaw == Flaw::bad_default ? "0" : "4", "examples per task",
       1, 9},
      {"size", ParamType::choice, "large", "size of the added number", {}, {}, {"small", "large"}}};
  info.default_solvers = {"plus"};
  info.language = "plus";
  return info;
}

class PlusDomain final : public Domain {
 public:
  explicit PlusDomain(Flaw flaw) : flaw_(flaw), info_(domain_info(flaw)) {}
  const DomainInfo& info() const override { return info_; }
  Result<std::shared_ptr<const Codec>> codec(const Params&) const override {
    return std::shared_ptr<const Codec>(std::make_shared<PlusCodec>(flaw_));
  }

  Result<void> check(const Task& task) const override {
    const auto fits = [](const std::vector<Value>& inputs) {
      return inputs.size() == 1 && inputs[0].is_int() && inputs[0].as_int() >= 0;
    };
    for (const Example& example : task.examples)
      if (!fits(example.inputs) || !example.output.is_int())
        return Error{ErrorCode::bad_input, "an example is not made of integers from 0"};
    for (const Query& query : task.queries)
      if (!fits(query.inputs))
        return Error{ErrorCode::bad_input, "a query is not an integer from 0"};
    return {};
  }

  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    if (flaw_ == Flaw::constant_generator) rng = Rng(5);
    if (flaw_ == Flaw::unseeded) rng = Rng(calls_.fetch_add(1));
    const std::int64_t k = rng.uniform(0, params.get_text("size") == "small" ? 9 : 500);
    GeneratedTask made{{"plus", "plus", {}, {}, {}},
                       program_text(flaw_ == Flaw::wrong_program ? k + 1 : k)};
    const std::int64_t sign = flaw_ == Flaw::invalid_tasks ? -1 : 1;
    for (std::int64_t i = 0; i < params.get_int("examples"); ++i) {
      const std::int64_t x = sign * rng.uniform(1, kLargest);
      made.task.examples.push_back(plus_example(x, k));
    }
    made.task.queries.push_back({{Value(7)}, Value(7 + k)});
    return made;
  }

  std::vector<Value> sample_inputs(const Task&, Rng& rng) const override {
    const std::int64_t sign = flaw_ == Flaw::invalid_inputs ? -1 : 1;
    return {Value(sign * rng.uniform(1, kLargest))};
  }

  Result<Value> read_output(std::string_view text) const override {
    Result<Value> value = parse_value(text);
    if (flaw_ != Flaw::reads_otherwise || !value || !value->is_int()) return value;
    return Value(-value->as_int());
  }

 private:
  Flaw flaw_;
  DomainInfo info_;
  mutable std::atomic<std::uint64_t> calls_{0};
};

// Tries every k, over and over when none fits all the examples, until the budget is spent.
class PlusSearcher final : public Searcher {
 public:
  explicit PlusSearcher(Flaw flaw) : flaw_(flaw) {
    if (flaw == Flaw::no_summary) info_.summary.clear();
  }
  const SearcherInfo& info() const override { return info_; }

  Result<Outcome> search(const Task& task, const Toolbox&, const Params&, std::uint64_t,
                         const Budget& budget, ProgressSink*) const override {
    if (flaw_ == Flaw::busy) work_for(0.3);
    Outcome outcome;
    const std::int64_t wanted =
        task.examples[0].output.as_int() - task.examples[0].inputs[0].as_int();
    outcome.bytes = flaw_ == Flaw::greedy ? std::size_t{1} << 30 : 100;
    while (!over(outcome, budget)) {
      const auto k = static_cast<std::int64_t>(outcome.evaluations++ % kLargest);
      if (k != wanted || !outcome.candidates.empty()) continue;
      outcome.candidates.push_back({make_program(k)});
      if (fits_all(task, k)) {
        outcome.reason = StopReason::solved;
        break;
      }
    }
    if (outcome.candidates.empty()) outcome.candidates.push_back({make_program(0)});
    if (flaw_ == Flaw::no_answer) outcome.candidates.clear();
    if (flaw_ == Flaw::thread_dependent && budget.limits().threads > 1)
      outcome.candidates.push_back({make_program(kLargest)});
    return outcome;
  }

 private:
  bool over(Outcome& outcome, const Budget& budget) const {
    if (outcome.evaluations % 256 != 0) return false;
    const BudgetLimits& limits = budget.limits();
    if (flaw_ == Flaw::deaf)
      return budget.remaining_seconds() <= 0 ||
             (limits.evaluations != 0 && outcome.evaluations >= limits.evaluations);
    // "Uncounted" means 40 times as many as it was given.
    const std::uint64_t counted =
        flaw_ == Flaw::uncounted ? outcome.evaluations / 40 : outcome.evaluations;
    const bool exhausted = budget.exhausted(counted, 0, outcome.reason);
    // "Late" means a million steps more.
    const bool deadline = outcome.reason == StopReason::deadline;
    return exhausted && (flaw_ != Flaw::late || !deadline || outcome.evaluations >= 1'000'000);
  }

  static void work_for(double seconds) {
    const std::clock_t start = std::clock();
    while (std::clock() - start < seconds * CLOCKS_PER_SEC) {
    }
  }

  static bool fits_all(const Task& task, std::int64_t k) {
    return std::all_of(task.examples.begin(), task.examples.end(), [&](const Example& example) {
      return example.inputs[0].as_int() + k == example.output.as_int();
    });
  }

  Flaw flaw_;
  SearcherInfo info_{"plus", "tries every number", {}, false, false};
};

}  // namespace

void register_plus(Registrar& registrar, Flaw flaw) {
  registrar.add<Domain>("plus", [flaw] { return std::make_unique<PlusDomain>(flaw); });
  registrar.add<Language>("plus", [flaw] { return std::make_unique<PlusLanguage>(flaw); });
  registrar.add<Searcher>("plus", [flaw] { return std::make_unique<PlusSearcher>(flaw); });
  registrar.add_solver({"plus", "tries every number", "plus", {}, {}, {}, {}});
}

}  // namespace inkling::test
