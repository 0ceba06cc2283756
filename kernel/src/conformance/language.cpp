#include <algorithm>
#include <cmath>
#include <inkling/gradient.hpp>
#include <sstream>

#include "checks.hpp"

namespace inkling::conformance {

namespace {

// A program with the rows that it was made for.
struct Case {
  Program program;
  std::vector<std::vector<Value>> rows;
  std::string source;  // text as it was found, for messages
};

std::vector<std::vector<Value>> rows_of(const Task& task) {
  std::vector<std::vector<Value>> rows;
  for (const Example& example : task.examples) rows.push_back(example.inputs);
  for (const Query& query : task.queries) rows.push_back(query.inputs);
  return rows;
}

bool same_result(const Result<Value>& a, const Result<Value>& b) {
  return a.ok() == b.ok() && (!a || *a == *b);
}

std::string result_text(const Result<Value>& result) {
  return result ? to_text(*result) : "error: " + to_text(result.error());
}

Finding check_repeatable(const Interpreter& interpreter, const std::vector<Case>& cases) {
  for (const Case& it : cases) {
    std::vector<Value> singles;
    for (const std::vector<Value>& row : it.rows) {
      const Result<Value> once = interpreter.run(it.program, row);
      if (!same_result(once, interpreter.run(it.program, row)))
        return fmt::format("'{}' on {} gives two results", it.source, inputs_text(row));
      singles.push_back(once ? *once : Value());
    }
    const auto batch = interpreter.run_batch(it.program, it.rows);
    if (!batch) continue;
    if (*batch != singles) return fmt::format("'{}' gives other results in a batch", it.source);
  }
  return {};
}

// Wrong number and kinds of inputs: any answer will do, but an answer it must be.
Finding check_odd_inputs(const Interpreter& interpreter, const std::vector<Case>& cases) {
  std::vector<Value> nested(1);
  for (std::size_t depth = 0; depth < kMaxValueDepth; ++depth) nested = {Value(nested)};
  const std::vector<std::vector<Value>> odd = {
      {}, {Value()}, {true}, {""}, {Value::List{}}, nested, {1, "a", false, Value::List{1, "b"}}};
  for (const Case& it : cases) {
    for (const std::vector<Value>& row : odd) {
      const Result<Value> result = interpreter.run(it.program, row);
      if (!result && result.error().message.empty())
        return fmt::format("'{}' on {}: the error says nothing", it.source, inputs_text(row));
    }
  }
  return {};
}

Finding check_trace(const Interpreter& interpreter, const std::vector<Case>& cases) {
  for (const Case& it : cases) {
    for (const std::vector<Value>& row : it.rows) {
      const auto steps = interpreter.trace(it.program, row);
      if (!steps && steps.error().code == ErrorCode::unsupported)
        throw Skip{"it cannot show its steps"};
      if (!steps) return fmt::format("'{}': {}", it.source, to_text(steps.error()));
      const Result<Value> result = interpreter.run(it.program, row);
      if (steps->empty() || !result || steps->back().value != *result)
        return fmt::format("the steps of '{}' on {} do not end with its result, {}", it.source,
                           inputs_text(row), result_text(result));
    }
  }
  return {};
}

Finding check_text_form(const Interpreter& interpreter, const std::vector<Case>& cases) {
  for (const Case& it : cases) {
    const Result<Program> again = interpreter.parse(it.program.text());
    if (!again && again.error().code == ErrorCode::unsupported)
      throw Skip{"it reads no programs from text"};
    if (!again)
      return fmt::format("'{}' is not parsed: {}", it.program.text(), to_text(again.error()));
    if (again->text() != it.program.text())
      return fmt::format("'{}' comes back as '{}'", it.program.text(), again->text());
    for (const std::vector<Value>& row : it.rows)
      if (!same_result(interpreter.run(*again, row), interpreter.run(it.program, row)))
        return fmt::format("'{}' means something else once it is parsed again", it.source);
  }
  return {};
}

Finding check_explanations(const Interpreter& interpreter, const std::vector<Case>& cases) {
  for (const Case& it : cases)
    if (interpreter.explain(it.program).empty())
      return fmt::format("'{}' has an empty explanation", it.source);
  return {};
}

void check_cases(Checks& checks, const Interpreter& interpreter, const std::vector<Case>& cases) {
  const auto run = [&](std::string name,
                       Finding (*check)(const Interpreter&, const std::vector<Case>&)) {
    checks.run(std::move(name), [&] {
      if (cases.empty()) throw Skip{"there is no program to try"};
      return check(interpreter, cases);
    });
  };
  run("running twice or in a batch gives the same", check_repeatable);
  run("odd inputs get an answer", check_odd_inputs);
  run("a trace ends with the result", check_trace);
  run("programs' text form parses back", check_text_form);
  run("programs are explained", check_explanations);
}

// One small damage to a text: a byte left out, doubled, or replaced.
std::string damaged(std::string text, Rng& rng) {
  constexpr std::string_view kBytes = "()[]{},|->\"\\x0 9+*@\xff\x00";
  if (text.empty()) return "(";
  const auto at =
      static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(text.size()) - 1));
  switch (rng.uniform(0, 2)) {
    case 0:
      text.erase(at, 1);
      break;
    case 1:
      text.insert(at, 1, text[at]);
      break;
    default:
      text[at] = rng.pick(std::span<const char>(kBytes.data(), kBytes.size()));
  }
  return text;
}

Finding check_damaged_text(const Language& language, const ConformanceOptions& options,
                           const std::vector<GeneratedTask>& tasks) {
  constexpr int kDamages = 20;
  Rng rng = task_rng(options, 1000);
  for (const GeneratedTask& generated : tasks) {
    for (int i = 0; i < kDamages; ++i) {
      const std::string text = damaged(generated.program, rng);
      const Result<Program> program = language.parse_typed(text, input_types(generated.task));
      if (program) continue;
      const Error& error = program.error();
      if (error.message.empty()) return fmt::format("the error for '{}' says nothing", text);
      if (!error.span || error.span->begin > error.span->end || error.span->end > text.size())
        return fmt::format("the error for '{}' does not say where in it: {}", text, to_text(error));
    }
  }
  return {};
}

Finding check_completion(const Language& language, std::string_view prefix) {
  const std::vector<Completion> words = language.complete(prefix);
  const auto before = [](const Completion& a, const Completion& b) { return a.text < b.text; };
  if (!std::is_sorted(words.begin(), words.end(), before))
    return fmt::format("the completions of '{}' are not sorted", prefix);
  for (const Completion& word : words) {
    if (!word.text.starts_with(prefix))
      return fmt::format("'{}' is offered for '{}'", word.text, prefix);
    if (word.summary.empty()) return fmt::format("completion '{}' has no summary", word.text);
  }
  return {};
}

Finding check_completions(const Language& language) {
  const std::vector<Completion> all = language.complete("");
  if (all.empty()) return "nothing is offered at the start of a program";
  for (const Completion& word : all) {
    const std::string_view half = std::string_view(word.text).substr(0, word.text.size() / 2);
    if (Finding wrong = check_completion(language, half)) return wrong;
  }
  return check_completion(language, "");
}

std::vector<Case> cases_of(const Language& language, const std::vector<GeneratedTask>& tasks) {
  std::vector<Case> cases;
  for (const GeneratedTask& generated : tasks) {
    Result<Program> program = language.parse_typed(generated.program, input_types(generated.task));
    if (program) cases.push_back({*std::move(program), rows_of(generated.task), generated.program});
  }
  return cases;
}

}  // namespace

void check_language(Checks& checks, const Language& language,
                    const std::vector<GeneratedTask>& tasks) {
  checks.run("the language's texts are complete", [&]() -> Finding {
    if (language.reference().empty()) return "the reference is empty";
    return check_texts(language.info().id, language.info().id, language.info().summary);
  });
  checks.run("the language completes words", [&] { return check_completions(language); });
  std::vector<Case> cases;
  checks.run("the language parses its programs", [&]() -> Finding {
    if (tasks.empty()) throw Skip{"there is no program to try"};
    cases = cases_of(language, tasks);
    if (cases.size() == tasks.size()) return {};
    return fmt::format("{} of {} programs were not parsed", tasks.size() - cases.size(),
                       tasks.size());
  });
  checks.run("errors say where and what",
             [&] { return check_damaged_text(language, checks.options(), tasks); });
  check_cases(checks, language, cases);
}

namespace {

// A symbolic search must get along with the catalogue: parsing and running alone do not show that.
Finding check_searchable(Checks& checks, const Language& language, const Domain& domain) {
  if (domain.info().language != language.info().id)
    throw Skip{"it is not the domain's default language"};
  bool tried = false;
  for (const std::string& id : checks.registry().ids(Kind::solver)) {
    const auto preset = checks.registry().solver(id);
    const auto searcher = preset ? checks.registry().searcher(preset->searcher)
                                 : Result<const Searcher*>(preset.error());
    if (!searcher || !(*searcher)->info().needs_language || !preset->interpreter.empty()) continue;
    const auto solver = Solver::make(checks.registry(), id, domain);
    if (!solver) continue;
    BudgetLimits limits;
    limits.evaluations = 1000;
    for (const GeneratedTask& it : generated_tasks(domain, checks.options(), 1)) {
      const auto outcome = solver->solve(it.task, checks.options().seed, Budget(limits));
      if (outcome) tried = true;
      if (!outcome && outcome.error().code != ErrorCode::bad_input)
        return fmt::format("solver '{}' on {}: {}", id, to_json(it.task), to_text(outcome.error()));
    }
  }
  if (!tried) throw Skip{"no symbolic solver is registered"};
  return {};
}

}  // namespace

void check_registered_language(Checks& checks, std::string_view id, const Language& language) {
  std::vector<GeneratedTask> tasks;
  const auto domain = checks.registry().domain(language.info().domain);
  checks.run("its domain is registered", [&]() -> Finding {
    if (!domain) return to_text(domain.error());
    // Hidden programs are written in the default language.
    if ((*domain)->info().language == id)
      tasks = generated_tasks(**domain, checks.options(), checks.options().tasks);
    return {};
  });
  check_language(checks, language, tasks);
  if (!domain || language.catalogue() == nullptr) return;
  checks.run("a symbolic search works on it",
             [&] { return check_searchable(checks, language, **domain); });
}

void check_interpreter(Checks& checks, std::string_view id) {
  bool described = false;
  for (const Domain* domain : domains(checks.registry())) {
    const auto found = checks.registry().interpreter(id, *domain);
    if (!found) {
      checks.run(fmt::format("it can be made for {}", domain->info().id),
                 [&]() -> Finding { return to_text(found.error()); });
      continue;
    }
    const Interpreter& interpreter = **found;
    const InterpreterInfo& info = interpreter.info();
    if (!described) {
      described = true;
      checks.run("its texts are complete", [&] { return check_texts(id, info.id, info.summary); });
    }
    if (!info.domain.empty() && info.domain != domain->info().id) continue;
    if (!interpreter.ready()) continue;
    std::vector<Case> cases;
    checks.run(fmt::format("on {}: solvers find programs for it", domain->info().id),
               [&]() -> Finding {
                 for (const std::string& name : checks.registry().ids(Kind::solver)) {
                   const Result<SolverPreset> preset = checks.registry().solver(name);
                   if (!preset || preset->interpreter != id) continue;
                   for (auto& [task, program] : programs_of(checks, *preset, *domain))
                     cases.push_back({program, rows_of(task), program.text()});
                 }
                 if (cases.empty()) throw Skip{"no solver uses it"};
                 return {};
               });
    check_cases(checks, interpreter, cases);
  }
  checks.run("there is a domain to try it on", [&]() -> Finding {
    if (!described) return "no domain is registered";
    return {};
  });
}

void check_task_reader(Checks& checks, std::string_view id, const TaskReader& reader) {
  const TaskReaderInfo& info = reader.info();
  checks.run("its texts are complete", [&] { return check_texts(id, info.id, info.summary); });
  checks.run("odd files get an answer", [&]() -> Finding {
    using namespace std::string_view_literals;
    for (const std::string_view text : {""sv, "\n"sv, "("sv, "\xff\x00\x01"sv, "{\"id\":1}"sv}) {
      std::istringstream in{std::string(text)};
      Finding wrong;
      reader.read(in, "odd",
                  [&](const TaskLine& line) {
                    if (!line.task && line.task.error().message.empty())
                      wrong = fmt::format("the error for '{}' says nothing", text);
                    return true;
                  },
                  {});
      if (wrong) return wrong;
    }
    return {};
  });
}

}  // namespace inkling::conformance
