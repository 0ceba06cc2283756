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

Finding check_hidden_programs(const Domain& domain, const ConformanceOptions& options) {
  if (domain.language() == nullptr) throw Skip{"the domain has no language"};
  for (const GeneratedTask& generated : generated_tasks(domain, options, options.tasks)) {
    const Result<Program> program =
        domain.language()->parse_typed(generated.program, input_types(generated.task));
    if (!program)
      return fmt::format("'{}' is not parsed: {}", generated.program, to_text(program.error()));
    if (Finding wrong = reproduces(*domain.language(), *program, generated.task)) return wrong;
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

std::vector<Value> values_of(const std::vector<GeneratedTask>& tasks) {
  std::vector<Value> values;
  for (const GeneratedTask& generated : tasks) {
    for (const Example& example : generated.task.examples) {
      values.insert(values.end(), example.inputs.begin(), example.inputs.end());
      values.push_back(example.output);
    }
  }
  return values;
}

Finding check_encoding(const Codec& codec, const Value& value, bool& encoded) {
  const Result<std::vector<int>> tokens = codec.encode(value);
  encoded = tokens.ok();
  if (!tokens) {
    if (tokens.error().code == ErrorCode::bad_input) return {};
    return fmt::format("refusing {} is not bad_input: {}", to_text(value), to_text(tokens.error()));
  }
  for (int token : *tokens)
    if (token < 0 || static_cast<std::size_t>(token) >= codec.vocabulary_size())
      return fmt::format("{} has token {}, outside the vocabulary of {}", to_text(value), token,
                         codec.vocabulary_size());
  const Result<Value> back = codec.decode(*tokens);
  if (back && *back == value) return {};
  return fmt::format("{} is decoded as {}", to_text(value),
                     back ? to_text(*back) : to_text(back.error()));
}

Finding check_codec(const Domain& domain, const ConformanceOptions& options) {
  const Codec* codec = domain.codec();
  if (codec == nullptr) throw Skip{"the domain has no codec"};
  const std::vector<Value> values = values_of(generated_tasks(domain, options, options.tasks));
  std::size_t count = 0;
  for (const Value& value : values) {
    bool encoded = false;
    if (Finding wrong = check_encoding(*codec, value, encoded)) return wrong;
    count += encoded ? 1 : 0;
  }
  if (count * 2 < values.size())
    return fmt::format("only {} of {} values of its own tasks can be encoded", count,
                       values.size());
  return {};
}

Finding check_vocabulary(const Domain& domain) {
  const Codec* codec = domain.codec();
  if (codec == nullptr) throw Skip{"the domain has no codec"};
  std::set<std::string> texts;
  for (std::size_t token = 0; token < codec->vocabulary_size(); ++token) {
    const std::string text = codec->token_text(static_cast<int>(token));
    if (text.empty()) return fmt::format("token {} has no text", token);
    if (!texts.insert(text).second) return fmt::format("two tokens are written '{}'", text);
  }
  const int beyond = static_cast<int>(codec->vocabulary_size());
  if (codec->decode(std::vector<int>{beyond})) return "a token beyond the vocabulary is decoded";
  if (codec->decode(std::vector<int>{-1})) return "token -1 is decoded";
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
             [&] { return check_hidden_programs(domain, options); });
  checks.run("sampled inputs are valid", [&] { return check_sampled_inputs(domain, options); });
  checks.run("text forms of values are read", [&] { return check_reading(domain, options); });
  checks.run("unreadable text gets an explanation", [&] { return check_bad_text(domain); });
  checks.run("decoding what was encoded gives it back",
             [&] { return check_codec(domain, options); });
  checks.run("the vocabulary is complete", [&] { return check_vocabulary(domain); });
  if (const Language* language = domain.language()) {
    std::vector<GeneratedTask> tasks;
    checks.run("its language has programs to try", [&]() -> Finding {
      tasks = generated_tasks(domain, options, options.tasks);
      return {};
    });
    check_language(checks, *language, tasks);
  }
}

}  // namespace inkling::conformance
