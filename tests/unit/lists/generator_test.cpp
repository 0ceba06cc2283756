// Generated tasks: their programs parse, reproduce every output and keep to the split.
#include "generator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/expr.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/usage.hpp>
#include <set>
#include <sstream>

#include "domain.hpp"
#include "lists_catalogue.hpp"

namespace inkling::lists {
namespace {

struct Statement {
  std::string operation;
  std::string function;
  std::vector<std::string> args;
  bool higher() const { return !function.empty() && operation != "Map"; }
};
struct Parsed {
  std::size_t inputs = 0;
  std::vector<Statement> statements;
};

// Reads "@exedec x0 = INPUT | x1 = Map (*2) x0" without the parser that is tested elsewhere.
Parsed read(const std::string& program) {
  Parsed parsed;
  std::istringstream words(program);
  std::vector<std::string> line;
  const auto finish = [&] {
    if (line.size() == 3 && line[2] == "INPUT") {
      ++parsed.inputs;
    } else {
      Statement statement{line.at(2), "", {}};
      for (std::size_t i = 3; i < line.size(); ++i)
        (line[i][0] == '(' ? statement.function : statement.args.emplace_back()) = line[i];
      parsed.statements.push_back(statement);
    }
    line.clear();
  };
  for (std::string word; words >> word;) {
    if (word[0] == '@') continue;
    if (word == "|")
      finish();
    else
      line.push_back(word);
  }
  finish();
  return parsed;
}

Params params_of(const std::string& text) {
  auto params = Params::parse(generator_params(), text);
  EXPECT_TRUE(params.ok()) << text;
  return *params;
}

bool is_new_scan(const Statement& s) {
  return s.operation == "Scanl1" && s.function != "(-)" && s.function != "(min)";
}
template <class Test>
std::size_t count_if(const Parsed& program, Test&& test) {
  return static_cast<std::size_t>(
      std::count_if(program.statements.begin(), program.statements.end(), test));
}

// Whether a program is one of that part of the split.
::testing::AssertionResult keeps_to(const Parsed& program, const std::string& split, bool train) {
  const std::size_t n = program.statements.size();
  const std::size_t higher = count_if(program, [](const Statement& s) { return s.higher(); });
  const std::size_t scans =
      count_if(program, [](const Statement& s) { return s.operation == "Scanl1"; });
  const std::size_t new_scans = count_if(program, is_new_scan);
  bool good = n >= 1 && n <= 5;
  if (split == "LENGTH_GENERALIZATION") good = train ? n >= 1 && n <= 4 : n == 5;
  if (split == "COMPOSE_DIFFERENT_CONCEPTS")
    good = n >= 2 && n <= 4 && (higher == 0 || higher == n) == train;
  if (split == "SWITCH_CONCEPT_ORDER") {
    good = n >= 2 && n <= 4;
    for (std::size_t i = 0; i < n; ++i)
      good = good && program.statements[i].higher() == ((i < n / 2) == train);
  }
  if (split == "COMPOSE_NEW_OP")
    good = train ? (scans == 0 && n >= 2 && n <= 4) || (scans == 1 && n == 1)
                 : scans > 0 && n >= 2 && n <= 4;
  if (split == "ADD_OP_FUNCTIONALITY") good = n <= 4 && (train ? new_scans == 0 : new_scans > 0);
  if (good) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << split << (train ? " train" : " test");
}

class Splits : public ::testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(Splits, ProgramsReproduceTheirTasks) {
  const std::string split = std::get<0>(GetParam());
  const std::string dialect = std::get<1>(GetParam());
  const auto domain = make_domain();
  const auto own = dsl::make_language(lists_catalogue());
  const Language& language = *own;
  for (const std::string part : {"train", "test"}) {
    const Params params = params_of("split=" + split + ",part=" + part + ",dialect=" + dialect);
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      Rng rng(seed);
      const Result<GeneratedTask> made = domain->generate(params, rng);
      ASSERT_TRUE(made.ok()) << to_text(made.error());
      const Task& task = made->task;
      ASSERT_EQ(task.examples.size(), 3u);
      ASSERT_EQ(task.queries.size(), 2u);
      EXPECT_TRUE(check_task(task).ok());
      EXPECT_TRUE(domain->check(task).ok());

      const Result<Program> program = language.parse_typed(made->program, input_types(task));
      ASSERT_TRUE(program.ok()) << made->program << ": " << to_text(program.error());
      for (const Example& example : task.examples) {
        const Result<Value> output = language.run(*program, example.inputs);
        ASSERT_TRUE(output.ok()) << made->program;
        EXPECT_EQ(*output, example.output) << made->program;
      }
      for (const Query& query : task.queries) {
        const Result<Value> output = language.run(*program, query.inputs);
        ASSERT_TRUE(output.ok() && query.output) << made->program;
        EXPECT_EQ(*output, *query.output) << made->program;
      }
      EXPECT_TRUE(keeps_to(read(made->program), split, part == "train")) << made->program;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Splits,
    ::testing::Combine(::testing::Values("NONE", "LENGTH_GENERALIZATION",
                                         "COMPOSE_DIFFERENT_CONCEPTS", "SWITCH_CONCEPT_ORDER",
                                         "COMPOSE_NEW_OP", "ADD_OP_FUNCTIONALITY"),
                       ::testing::Values("exedec", "deepcoder", "pccoder", "default")),
    [](const auto& chosen) {
      return std::string(std::get<0>(chosen.param)) + "_" + std::get<1>(chosen.param);
    });

TEST(Generator, ProgramsHaveNoDeadCodeAndTellTheirExamplesApart) {
  const Params params = params_of("min_statements=1,max_statements=5,examples=4");
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    const Result<GeneratedTask> made = generate(params, rng);
    ASSERT_TRUE(made.ok()) << to_text(made.error());
    const Parsed program = read(made->program);
    std::set<std::string> used;
    for (const Statement& statement : program.statements)
      used.insert(statement.args.begin(), statement.args.end());
    EXPECT_EQ(used.size(), program.inputs + program.statements.size() - 1) << made->program;

    std::set<Value> outputs;
    bool identity = false;
    for (std::size_t i = 0; i < program.inputs; ++i) {
      bool same = true;
      for (const Example& example : made->task.examples)
        same = same && example.inputs[i] == example.output;
      identity = identity || same;
    }
    for (const Example& example : made->task.examples) outputs.insert(example.output);
    EXPECT_FALSE(identity) << made->program;
    EXPECT_GT(outputs.size(), 1u) << made->program;
  }
}

TEST(Generator, EveryOperationAndFunctionOccurs) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 800; ++seed) {
    Rng rng(seed);
    const Result<GeneratedTask> made = generate(params_of("queries=0,dialect=deepcoder"), rng);
    ASSERT_TRUE(made.ok());
    for (const Statement& s : read(made->program).statements) seen.insert(s.operation + s.function);
  }
  EXPECT_EQ(seen.size(), 38u);  // 10 first-order, Map with 10, Filter and Count 4, two with 5 each
}

TEST(Generator, SameSeedGivesTheSameTask) {
  const Params params = params_of("");
  Rng a(5);
  Rng b(5);
  Rng c(6);
  const auto first = generate(params, a);
  const auto second = generate(params, b);
  const auto other = generate(params, c);
  ASSERT_TRUE(first.ok() && second.ok() && other.ok());
  EXPECT_EQ(first->task, second->task);
  EXPECT_EQ(first->program, second->program);
  EXPECT_NE(first->task, other->task);
}

TEST(Generator, KeepsToNumbersAsked) {
  Rng rng(3);
  for (int inputs = 1; inputs <= 3; ++inputs) {
    const auto made = generate(params_of("examples=7,queries=4,min_statements=2,max_statements=2,"
                                         "inputs=" +
                                         std::to_string(inputs)),
                               rng);
    ASSERT_TRUE(made.ok()) << to_text(made.error());
    EXPECT_EQ(made->task.examples.size(), 7u);
    EXPECT_EQ(made->task.queries.size(), 4u);
    EXPECT_EQ(made->task.examples[0].inputs.size(), static_cast<std::size_t>(inputs));
    EXPECT_EQ(read(made->program).statements.size(), 2u);
  }
}

// Programs of all operators parse, reproduce what they are said to, and use what they are given.
TEST(Generator, ProgramsOfAllOperatorsReproduceTheirTasks) {
  const auto language = dsl::make_language(lists_catalogue(), "lists");
  dsl::Usage usage(*lists_catalogue());
  const Params params =
      params_of("operators=all,examples=4,queries=3,min_statements=1,max_statements=3");
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    Rng rng(seed);
    const Result<GeneratedTask> made = generate(params, rng);
    ASSERT_TRUE(made.ok()) << to_text(made.error());
    SCOPED_TRACE(made->program);
    const auto program = language->parse_typed(made->program, input_types(made->task));
    ASSERT_TRUE(program.ok()) << to_text(program.error());
    std::set<Value> outputs;
    for (const Example& example : made->task.examples) {
      const auto value = language->run(*program, example.inputs);
      ASSERT_TRUE(value.ok());
      EXPECT_EQ(*value, example.output);
      outputs.insert(example.output);
    }
    EXPECT_GT(outputs.size(), 1u);
    ASSERT_EQ(made->task.queries.size(), 3u);
    for (const Query& query : made->task.queries)
      EXPECT_EQ(language->run(*program, query.inputs).value(), *query.output);
    for (std::size_t i = 0; i < made->task.examples[0].inputs.size(); ++i)
      EXPECT_NE(made->program.find("x" + std::to_string(i)), std::string::npos);
    usage.add(*dsl::compiled(*lists_catalogue(), *program)->expr);
  }
  // Most of the language occurs, its own functions and numbers among it.
  const auto& operators = usage.operators();
  const auto often =
      std::count_if(operators.begin(), operators.end(), [](auto n) { return n > 0; });
  EXPECT_GT(often, 70);
  const auto& functions = usage.functions();
  EXPECT_GT(std::count_if(functions.begin(), functions.end(), [](auto n) { return n > 0; }), 20);
}

TEST(Generator, MixesBothKinds) {
  int deepcoder = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rng rng(seed);
    const auto made = generate(params_of("operators=mixed,dialect=deepcoder"), rng);
    ASSERT_TRUE(made.ok());
    deepcoder += made->program.starts_with("@deepcoder");
  }
  EXPECT_GT(deepcoder, 30);
  EXPECT_LT(deepcoder, 70);
}

TEST(Generator, RefusesWhatCannotBe) {
  Rng rng(1);
  const auto message = [&](const std::string& text) {
    const auto made = generate(params_of(text), rng);
    EXPECT_FALSE(made.ok()) << text;
    EXPECT_EQ(made.error().code, ErrorCode::bad_param);
    return made.ok() ? "" : to_text(made.error());
  };
  EXPECT_NE(message("min_statements=4,max_statements=2").find("min_statements=4"),
            std::string::npos);
  EXPECT_NE(
      message("split=LENGTH_GENERALIZATION,part=test,max_statements=3").find("5 to 5 statements"),
      std::string::npos);
  EXPECT_NE(message("operators=all,split=COMPOSE_NEW_OP").find("has no split COMPOSE_NEW_OP"),
            std::string::npos);
  EXPECT_NE(message("operators=all,min_statements=4,max_statements=2").find("min_statements=4"),
            std::string::npos);
}

}  // namespace
}  // namespace inkling::lists
