#include <algorithm>
#include <set>

#include "checks.hpp"

namespace inkling::conformance {

namespace {

// What is wrong with one generated task.
Finding check_generated(const Domain& domain, const GeneratedTask& generated) {
  const Task& task = generated.task;
  const auto about = [&](std::string_view what) {
    return fmt::format("{}: {}", what, to_json(task));
  };
  if (task.domain != domain.info().id) return about("the task names another domain");
  if (auto ok = check_task(task); !ok) return about(to_text(ok.error()));
  if (auto ok = domain.check(task); !ok)
    return about("its own domain refuses it: " + to_text(ok.error()));
  for (const Example& example : task.examples)
    if (example.output.is_undefined()) return about("an output is undefined");
  for (const Query& query : task.queries)
    if (!query.output) return about("a query has no output to compare with");
  const Result<Task> again = task_from_json(to_json(task));
  if (!again) return about("its JSON is not read: " + to_text(again.error()));
  if (!(*again == task)) return about("its JSON is read as another task");
  return {};
}

Finding check_generator(const Domain& domain, const ConformanceOptions& options,
                        const Params& params, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    Rng rng = task_rng(options, i);
    const Result<GeneratedTask> task = domain.generate(params, rng);
    if (!task) return fmt::format("task {}: {}", i, to_text(task.error()));
    if (Finding wrong = check_generated(domain, *task)) return wrong;
  }
  return {};
}

// Every value of every choice parameter, one at a time.
Finding check_choices(const Domain& domain, const ConformanceOptions& options) {
  const ParamSpecs& specs = domain.info().generator;
  const auto is_choice = [](const ParamSpec& spec) { return spec.type == ParamType::choice; };
  if (std::none_of(specs.begin(), specs.end(), is_choice))
    throw Skip{"the generator has no choice parameter"};
  for (const ParamSpec& spec : specs) {
    for (const std::string& choice : spec.choices) {
      Params params(specs);
      if (auto set = params.set(spec.name, choice); !set) return to_text(set.error());
      if (Finding wrong = check_generator(domain, options, params, 3))
        return fmt::format("{}={}: {}", spec.name, choice, *wrong);
    }
  }
  return {};
}

Finding check_seeds(const Domain& domain, const ConformanceOptions& options) {
  const std::vector<GeneratedTask> first = generated_tasks(domain, options, options.tasks);
  const std::vector<GeneratedTask> second = generated_tasks(domain, options, options.tasks);
  std::set<std::string> distinct;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!(first[i].task == second[i].task) || first[i].program != second[i].program)
      return fmt::format("task {} came out differently the second time", i);
    Task task = first[i].task;
    task.id.clear();
    distinct.insert(to_json(task));
  }
  if (distinct.size() * 2 < first.size())
    return fmt::format("{} seeds gave {} different tasks", first.size(), distinct.size());
  return {};
}

// Value by value on examples and queries.
Finding reproduces(const Language& language, const Program& program, const Task& task) {
  const auto check_row = [&](const std::vector<Value>& inputs, const Value& output) -> Finding {
    const Result<Value> result = language.run(program, inputs);
    if (result && *result == output) return {};
    return fmt::format("'{}' on {} gives {}, not {}", program.text(), inputs_text(inputs),
                       result ? to_text(*result) : to_text(result.error()), to_text(output));
  };
  for (const Example& example : task.examples)
    if (Finding wrong = check_row(example.inputs, example.output)) return wrong;
  for (const Query& query : task.queries)
    if (Finding wrong = check_row(query.inputs, query.output.value_or(Value()))) return wrong;
  return {};
}

Finding check_hidden_programs(Registry& registry, const Domain& domain,
                              const ConformanceOptions& options) {
  const auto language = registry.language_of(domain);
  if (!language) return to_text(language.error());
  if (*language == nullptr) throw Skip{"the domain has no language"};
  for (const GeneratedTask& generated : generated_tasks(domain, options, options.tasks)) {
    const Result<Program> program =
        (*language)->parse_typed(generated.program, input_types(generated.task));
    if (!program)
      return fmt::format("'{}' is not parsed: {}", generated.program, to_text(program.error()));
    if (Finding wrong = reproduces(**language, *program, generated.task)) return wrong;
  }
  return {};
}

Finding check_samples(const Domain& domain) {
  Task task{"sample", domain.info().id, domain.info().samples, {}, {}};
  if (task.examples.empty()) return "there is no sample";
  if (auto ok = check_task(task); !ok) return to_text(ok.error());
  if (auto ok = domain.check(task); !ok) return to_text(ok.error());
  return {};
}

Finding check_sampled_inputs(const Domain& domain, const ConformanceOptions& options) {
  constexpr std::size_t kRows = 10;
  for (const GeneratedTask& generated : generated_tasks(domain, options, options.tasks)) {
    Task task = without_answers(generated.task);
    Rng rng = task_rng(options, 0);
    Rng same = task_rng(options, 0);
    for (std::size_t row = 0; row < kRows; ++row) {
      std::vector<Value> inputs = domain.sample_inputs(task, rng);
      if (domain.sample_inputs(task, same) != inputs)
        return fmt::format("the same generator state gave other inputs than {}",
                           inputs_text(inputs));
      task.queries = {Query{std::move(inputs)}};
      const Result<void> fits = check_task(task);
      const Result<void> ok = fits ? domain.check(task) : fits;
      if (!ok)
        return fmt::format("{} for {}: {}", inputs_text(task.queries.front().inputs),
                           to_json(generated.task), to_text(ok.error()));
    }
  }
  return {};
}

// What a person types is at least the text form of the values.
Finding check_reading(const Domain& domain, const ConformanceOptions& options) {
  for (const GeneratedTask& generated : generated_tasks(domain, options, options.tasks)) {
    for (const Example& example : generated.task.examples) {
      const std::string text = inputs_text(example.inputs);
      const auto inputs = domain.read_inputs(text);
      if (!inputs || *inputs != example.inputs)
        return fmt::format("inputs {} are read as {}", text,
                           inputs ? inputs_text(*inputs) : to_text(inputs.error()));
      const std::string wanted = to_text(example.output);
      const auto output = domain.read_output(wanted);
      if (!output || *output != example.output)
        return fmt::format("output {} is read as {}", wanted,
                           output ? to_text(*output) : to_text(output.error()));
    }
  }
  return {};
}

Finding check_bad_text(const Domain& domain) {
  for (std::string_view text : {"", "[1,", "\"", "]", "1 2 ]["}) {
    const auto inputs = domain.read_inputs(text);
    if (!inputs && inputs.error().message.empty())
      return fmt::format("the error for inputs '{}' says nothing", text);
    const auto output = domain.read_output(text);
    if (!output && output.error().message.empty())
      return fmt::format("the error for output '{}' says nothing", text);
  }
  return {};
}

// The codec of the default tape; skips the check where there is none.
std::shared_ptr<const Codec> codec_of(const Domain& domain) {
  const auto codec = domain.codec(Params(domain.info().tape));
  if (!codec && codec.error().code == ErrorCode::unsupported) throw Skip{"the domain has no tape"};
  if (!codec) throw Exception(codec.error());
  return *codec;
}

Finding check_symbols(const Codec& codec, const std::vector<int>& tape, const Value& value) {
  for (const int symbol : tape)
    if (symbol < 0 || static_cast<std::size_t>(symbol) >= codec.shape().alphabet)
      return fmt::format("{} is written with symbol {}, outside the alphabet of {}", to_text(value),
                         symbol, codec.shape().alphabet);
  return {};
}

// Writes inputs and output of one example; `fits` is whether the tape takes them.
Finding check_writing(const Codec& codec, const Example& example, bool& fits) {
  constexpr int kUntouched = -2;
  std::vector<int> tape(codec.shape().places, kUntouched);
  const Result<void> inputs = codec.write_inputs(example.inputs, tape);
  if (!inputs && inputs.error().code != ErrorCode::bad_input)
    return fmt::format("refusing {} is not bad_input: {}", inputs_text(example.inputs),
                       to_text(inputs.error()));
  if (inputs)
    if (Finding wrong = check_symbols(codec, tape, example.inputs.front())) return wrong;
  std::fill(tape.begin(), tape.end(), kUntouched);
  const Result<void> output = codec.write_output(example.output, tape);
  fits = inputs.ok() && output.ok();
  if (!output) {
    if (output.error().code == ErrorCode::bad_input) return {};
    return fmt::format("refusing {} is not bad_input: {}", to_text(example.output),
                       to_text(output.error()));
  }
  if (Finding wrong = check_symbols(codec, tape, example.output)) return wrong;
  // What stands elsewhere must not matter: a network may leave anything there.
  for (std::size_t place = 0; place < tape.size(); ++place)
    if (!codec.read_places()[place]) tape[place] = 0;
  const Result<Value> back = codec.read_output(tape);
  if (back && *back == example.output) return {};
  return fmt::format("{} is read as {}", to_text(example.output),
                     back ? to_text(*back) : to_text(back.error()));
}

Finding check_tape(const Domain& domain, const ConformanceOptions& options) {
  const auto codec = codec_of(domain);
  const TapeShape& shape = codec->shape();
  if (shape.places == 0 || shape.alphabet < 2)
    return fmt::format("the tape has {} places and an alphabet of {}", shape.places,
                       shape.alphabet);
  const std::vector<bool>& read = codec->read_places();
  if (read.size() != shape.places || std::find(read.begin(), read.end(), true) == read.end())
    return fmt::format("of {} places, {} are said to be read or not, and one at least must be",
                       shape.places, read.size());
  std::size_t count = 0, fitting = 0;
  for (const GeneratedTask& generated : generated_tasks(domain, options, options.tasks))
    for (const Example& example : generated.task.examples) {
      bool fits = false;
      if (Finding wrong = check_writing(*codec, example, fits)) return wrong;
      ++count;
      fitting += fits ? 1 : 0;
    }
  if (fitting * 2 >= count) return {};
  return fmt::format("only {} of {} examples of its own tasks fit the default tape", fitting,
                     count);
}

Finding check_alphabet(const Domain& domain) {
  const auto codec = codec_of(domain);
  std::set<std::string> texts;
  for (std::size_t symbol = 0; symbol < codec->shape().alphabet; ++symbol) {
    const std::string text = codec->symbol_text(static_cast<int>(symbol));
    if (text.empty()) return fmt::format("symbol {} has no text", symbol);
    if (!texts.insert(text).second) return fmt::format("two symbols are written '{}'", text);
  }
  for (const int beyond : {static_cast<int>(codec->shape().alphabet), -1})
    if (codec->read_output(std::vector<int>(codec->shape().places, beyond)))
      return fmt::format("symbol {} is read as if it were one", beyond);
  return {};
}

Finding check_default_solvers(Registry& registry, const Domain& domain) {
  const std::vector<std::string>& solvers = domain.info().default_solvers;
  if (solvers.empty()) throw Skip{"it names no default solver"};
  for (const std::string& text : solvers) {
    const Result<Solver> solver = Solver::make(registry, text, domain);
    if (solver) continue;
    if (solver.error().code == ErrorCode::not_found)
      throw Skip{fmt::format("solver '{}' is not installed", text)};
    return fmt::format("'{}': {}", text, to_text(solver.error()));
  }
  return {};
}

}  // namespace

void check_domain(Checks& checks, std::string_view id, const Domain& domain) {
  const ConformanceOptions& options = checks.options();
  const DomainInfo& info = domain.info();
  checks.run("its texts are complete", [&]() -> Finding {
    if (info.title.empty()) return "the title is empty";
    return check_texts(id, info.id, info.summary);
  });
  check_params(checks, info.generator);
  if (!info.tape.empty()) check_params(checks, info.tape);
  checks.run("its samples are valid", [&] { return check_samples(domain); });
  checks.run("its default solvers work on it",
             [&] { return check_default_solvers(checks.registry(), domain); });
  checks.run("the generator gives valid tasks", [&] {
    return check_generator(domain, options, Params(info.generator), options.tasks);
  });
  checks.run("the generator works for every choice",
             [&] { return check_choices(domain, options); });
  checks.run("same seed, same task; other seed, other task",
             [&] { return check_seeds(domain, options); });
  checks.run("hidden programs reproduce every output",
             [&] { return check_hidden_programs(checks.registry(), domain, options); });
  checks.run("sampled inputs are valid", [&] { return check_sampled_inputs(domain, options); });
  checks.run("text forms of values are read", [&] { return check_reading(domain, options); });
  checks.run("unreadable text gets an explanation", [&] { return check_bad_text(domain); });
  checks.run("what is written on the tape is read back",
             [&] { return check_tape(domain, options); });
  checks.run("the tape's alphabet is complete", [&] { return check_alphabet(domain); });
}

}  // namespace inkling::conformance
