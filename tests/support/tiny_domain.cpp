#include "support/tiny_domain.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>

namespace inkling::test {

namespace {

Result<int> shift_of(std::string_view text) {
  constexpr std::string_view kWord = "shift ";
  if (text.starts_with(kWord)) {
    const Result<Value> number = parse_value(text.substr(kWord.size()));
    if (number && number->is_int() && number->as_int() >= 0 && number->as_int() < kTinyModulus)
      return static_cast<int>(number->as_int());
  }
  Error error{ErrorCode::parse, "expected 'shift n' with n from 0 to 9"};
  error.span = SourceSpan{0, text.size()};
  return error;
}

bool is_tiny_list(const Value& value) {
  if (!value.is_list()) return false;
  const Value::List& list = value.as_list();
  return std::all_of(list.begin(), list.end(), [](const Value& v) {
    return v.is_int() && v.as_int() >= 0 && v.as_int() < kTinyModulus;
  });
}

Value shifted(const Value& list, int shift) {
  Value::List out;
  for (const Value& v : list.as_list()) out.push_back((v.as_int() + shift) % kTinyModulus);
  return out;
}

void look(const Task& task, TinyLog& log) {
  ++log.searches;
  for (const Query& query : task.queries)
    if (query.output) log.saw_answers = true;
}

// Proposes every shift, the worst first and one of them twice: the kernel has to sort that out.
class ScanSearcher : public Searcher {
 public:
  explicit ScanSearcher(std::shared_ptr<TinyLog> log) : log_(std::move(log)) {}
  const SearcherInfo& info() const override {
    static const SearcherInfo info{"scan",
                                   "tries every shift",
                                   {{"most", ParamType::integer, "9", "largest shift tried", 0, 9},
                                    {"label", ParamType::text, "", "kept and ignored"}}};
    return info;
  }
  Result<Outcome> search(const Task& task, const Toolbox&, const Params& params, std::uint64_t,
                         const Budget& budget, ProgressSink* progress) const override {
    look(task, *log_);
    Outcome outcome;
    for (int shift = static_cast<int>(params.get_int("most")); shift >= 0; --shift) {
      if (budget.exhausted(outcome.evaluations, 0, outcome.reason)) return outcome;
      outcome.candidates.push_back({ShiftLanguage::program(shift), static_cast<double>(shift)});
      ++outcome.evaluations;
      if (progress != nullptr) progress->report({-1.0, outcome.evaluations});
    }
    outcome.candidates.push_back({ShiftLanguage::program(0), 0.5});
    return outcome;
  }

 private:
  std::shared_ptr<TinyLog> log_;
};

class ThrowingSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo info{
        "throws",
        "throws",
        {{"what", ParamType::choice, "std", "what it throws", {}, {}, {"std", "inkling", "int"}}}};
    return info;
  }
  Result<Outcome> search(const Task&, const Toolbox&, const Params& params, std::uint64_t,
                         const Budget&, ProgressSink*) const override {
    if (params.get_text("what") == "int") throw 7;
    if (params.get_text("what") == "inkling")
      throw Exception(Error{ErrorCode::device, "the device is gone"});
    throw std::runtime_error("first line\nsecond line");
  }
};

// Has one candidate and then waits for the end of its budget.
class SleepingSearcher : public Searcher {
 public:
  explicit SleepingSearcher(std::shared_ptr<TinyLog> log) : log_(std::move(log)) {}
  const SearcherInfo& info() const override {
    static const SearcherInfo info{"sleeper", "waits", {}};
    return info;
  }
  Result<Outcome> search(const Task& task, const Toolbox&, const Params&, std::uint64_t,
                         const Budget& budget, ProgressSink*) const override {
    look(task, *log_);
    Outcome outcome;
    outcome.candidates.push_back({ShiftLanguage::program(1), 1.0});
    while (!budget.exhausted(0, 0, outcome.reason))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return outcome;
  }

 private:
  std::shared_ptr<TinyLog> log_;
};

// Plain gradient descent from several random starts through DifferentiableInterpreter alone.
class GradientSearcher : public Searcher {
 public:
  const SearcherInfo& info() const override {
    static const SearcherInfo info = [] {
      SearcherInfo i{"tiny-descent",
                     "gradient descent",
                     {{"starts", ParamType::integer, "8", "random starts", 1, 64},
                      {"steps", ParamType::integer, "60", "descent steps", 1, 1000},
                      {"rate", ParamType::real, "0.5", "step size", 0.0, 10.0}}};
      i.needs_gradient = true;
      return i;
    }();
    return info;
  }
  Result<Outcome> search(const Task& task, const Toolbox& tools, const Params& params,
                         std::uint64_t seed, const Budget& budget, ProgressSink*) const override {
    Result<std::unique_ptr<LatentProblem>> problem =
        tools.interpreter->gradient()->prepare(task, {});
    if (!problem) return std::move(problem).error();
    const LatentSpace space = (*problem)->space();
    const auto starts = static_cast<std::size_t>(params.get_int("starts"));
    const std::size_t size = starts * space.size();
    std::vector<float> latent(size), slope(size), loss(starts);
    Rng rng(seed);
    for (float& x : latent) x = static_cast<float>(rng.normal());
    const TensorView<float> at(latent.data(), {starts, space.positions, space.width});
    const TensorView<float> gradient(slope.data(), {starts, space.positions, space.width});
    const TensorView<float> losses(loss.data(), {starts});
    const Evaluation plain{0.0, {}};
    Outcome outcome;
    for (std::int64_t step = 0; step < params.get_int("steps"); ++step) {
      if (budget.exhausted(outcome.evaluations, 0, outcome.reason)) break;
      if (auto ok = (*problem)->evaluate(at, plain, losses, gradient); !ok) return ok.error();
      for (std::size_t i = 0; i < size; ++i)
        latent[i] -= static_cast<float>(params.get_real("rate")) * slope[i];
      outcome.evaluations += 3 * starts;
    }
    for (std::size_t s = 0; s < starts; ++s)
      outcome.candidates.push_back(
          {Program::latent(tools.interpreter->info().id, (*problem)->decode(at.row(s))),
           static_cast<double>(loss[s])});
    return outcome;
  }
};

}  // namespace

Program ShiftLanguage::program(int shift) {
  return Program::symbolic("shift", "shift " + std::to_string(shift), 2,
                           std::make_shared<const int>(shift));
}

const InterpreterInfo& ShiftLanguage::info() const {
  static const InterpreterInfo info{"shift", "adds n to every element", "tiny"};
  return info;
}

// "shift 9" is partial on purpose: undefined on the empty list.
Result<Value> ShiftLanguage::run(const Program& program, std::span<const Value> inputs) const {
  if (inputs.size() != 1 || !is_tiny_list(inputs[0]))
    return Error{ErrorCode::type, "expected one list of digits"};
  const Result<int> shift = shift_of(program.text());
  if (!shift) return shift.error();
  if (*shift == 9 && inputs[0].as_list().empty()) return Value();
  return shifted(inputs[0], *shift);
}

Result<Program> ShiftLanguage::parse(std::string_view text) const {
  const Result<int> shift = shift_of(text);
  if (!shift) return shift.error();
  return program(*shift);
}

Result<Program> ShiftLanguage::parse_typed(std::string_view text,
                                           std::span<const Type> inputs) const {
  const bool fits = inputs.size() == 1 && unify(inputs[0], {Type::Base::integer, 1});
  if (!fits) return Error{ErrorCode::type, "shift needs one list of int"};
  return parse(text);
}

std::vector<Completion> ShiftLanguage::complete(std::string_view prefix) const {
  if (!std::string_view("shift").starts_with(prefix)) return {};
  return {{"shift", "shift n: adds n"}};
}

std::string ShiftLanguage::reference() const {
  return "# shift n\n";
}

const DomainInfo& TinyDomain::info() const {
  static const DomainInfo info{"tiny",
                               "Tiny",
                               "lists of digits",
                               {{{Value(Value::List{1, 2})}, Value(Value::List{2, 3})}},
                               {{"length", ParamType::integer, "3", "elements of a list", 1, 9},
                                {"queries", ParamType::integer, "0", "with outputs", 0, 9}},
                               {"scan"},
                               "shift"};
  return info;
}

Result<void> TinyDomain::check(const Task& task) const {
  const auto bad = [](std::string_view kind, std::size_t i, const Value& value) {
    return Error{ErrorCode::type, std::string(kind) + " " + std::to_string(i + 1) + ": " +
                                      to_text(value) + " is not a list of digits"};
  };
  for (std::size_t i = 0; i < task.examples.size(); ++i) {
    const Example& example = task.examples[i];
    if (example.inputs.size() != 1 || !is_tiny_list(example.inputs[0]))
      return bad("example", i, example.inputs.front());
    if (!is_tiny_list(example.output)) return bad("example", i, example.output);
  }
  for (std::size_t i = 0; i < task.queries.size(); ++i)
    if (!is_tiny_list(task.queries[i].inputs.front()))
      return bad("query", i, task.queries[i].inputs.front());
  return {};
}

Result<GeneratedTask> TinyDomain::generate(const Params& params, Rng& rng) const {
  Task like;
  const std::int64_t queries = params.get_int("queries");
  for (std::int64_t i = 0; i < params.get_int("length") + queries; ++i)
    like.examples.push_back({sample_inputs(like, rng), Value()});
  const int shift = static_cast<int>(rng.uniform(0, 8));
  std::vector<Value> lists;
  for (const Example& example : like.examples) lists.push_back(example.inputs[0]);
  Task task = shift_task(shift, lists);
  for (std::int64_t i = 0; i < queries; ++i) {
    task.queries.push_back({task.examples.back().inputs, task.examples.back().output});
    task.examples.pop_back();
  }
  return GeneratedTask{std::move(task), ShiftLanguage::program(shift).text()};
}

std::vector<Value> TinyDomain::sample_inputs(const Task&, Rng& rng) const {
  Value::List list;
  for (std::int64_t n = rng.uniform(0, 4); n > 0; --n) list.push_back(rng.uniform(0, 9));
  return {Value(list)};
}

void register_tiny(Registrar& registrar, std::shared_ptr<TinyLog> log) {
  registrar.add<Domain>("tiny", [] { return std::make_unique<TinyDomain>(); });
  registrar.add<Language>("shift", [] { return std::make_unique<ShiftLanguage>(); });
  registrar.add<Interpreter>("tiny-latent",
                             [](const Domain&) { return std::make_unique<TinyLatent>(); });
  registrar.add<Searcher>("scan", [log] { return std::make_unique<ScanSearcher>(log); });
  registrar.add<Searcher>("throws", [] { return std::make_unique<ThrowingSearcher>(); });
  registrar.add<Searcher>("sleeper", [log] { return std::make_unique<SleepingSearcher>(log); });
  registrar.add<Searcher>("tiny-descent", [] { return std::make_unique<GradientSearcher>(); });
  registrar.add_solver({"scan", "tries every shift", "scan"});
  registrar.add_solver({"throws", "throws", "throws"});
  registrar.add_solver({"sleeper", "waits", "sleeper"});
  registrar.add_solver({"narrow", "few shifts", "scan", "", "", "most=2"});
  registrar.add_solver({"elsewhere", "of another world", "scan", "", "", "", {"lists"}});
  registrar.add_solver({"no-gradient", "lacks a tool", "tiny-descent"});
  registrar.add_solver({"tiny+gradient", "descent", "tiny-descent", "", "tiny-latent", "steps=80"});
}

std::unique_ptr<Registry> tiny_registry(std::shared_ptr<TinyLog> log) {
  RegistryOptions options;
  options.use_environment = false;
  options.use_default_dir = false;
  auto registry = std::make_unique<Registry>(options);
  const Result<void> added =
      registry->add("tiny", [&](Registrar& registrar) { register_tiny(registrar, log); });
  if (!added) throw Exception(added.error());
  return registry;
}

Task shift_task(int shift, const std::vector<Value>& lists) {
  Task task{"shift-" + std::to_string(shift), "tiny", {}, {}};
  for (const Value& list : lists) task.examples.push_back({{list}, shifted(list, shift)});
  return task;
}

}  // namespace inkling::test
