#include "generator.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/statement_tasks.hpp>
#include <set>

#include "characters.hpp"
#include "strings_catalogue.hpp"
#include "syntax.hpp"
#include "tokens.hpp"

namespace inkling::strings {
namespace {

const Language& language() {
  static const std::unique_ptr<Language> language = dsl::make_language(strings_catalogue());
  return *language;
}

GeneratedTask generate(std::string_view params, std::uint64_t seed) {
  const Result<Params> parsed = Params::parse(generator_specs(), params);
  EXPECT_TRUE(parsed.ok()) << params;
  Rng rng(seed);
  Result<GeneratedTask> task = generate_task(strings_catalogue(), *parsed, rng);
  EXPECT_TRUE(task.ok()) << params << ": " << (task ? "" : to_text(task.error()));
  return task ? *task : GeneratedTask{};
}

// The expressions of a program in RobustFill form: what stands between the bars outside quotes.
std::vector<std::string> expressions(const std::string& program) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < program.size(); ++i) {
    if (program.compare(i, 3, " | ") == 0) {  // no character constant is " | "
      parts.emplace_back();
      i += 2;
    } else {
      parts.back() += program[i];
    }
  }
  return parts;
}

bool starts_with_one_of(const std::string& text, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (text.starts_with(name + "(")) return true;
  return false;
}
bool is_substring(const std::string& text) {
  return starts_with_one_of(text, {"SubStr", "GetSpan", "GetToken", "GetUpto", "GetFrom"});
}
bool is_compose(const std::string& text) {
  return text.starts_with("Compose(");
}
bool is_compose_of_substring(const std::string& text) {
  if (!is_compose(text)) return false;
  for (const char* name : {", SubStr(", ", GetSpan(", ", GetToken(", ", GetUpto(", ", GetFrom("})
    if (text.find(name) != std::string::npos) return true;
  return false;
}
bool any(const std::vector<std::string>& parts, const std::function<bool(const std::string&)>& f) {
  return std::any_of(parts.begin(), parts.end(), f);
}
bool all(const std::vector<std::string>& parts, const std::function<bool(const std::string&)>& f) {
  return std::all_of(parts.begin(), parts.end(), f);
}

std::vector<std::string> params_of_all_splits() {
  std::vector<std::string> all;
  for (const ParamSpec& spec : generator_specs())
    if (spec.name == "split")
      for (const std::string& split : spec.choices)
        for (const char* part : {"train", "test"})
          for (const char* style : {"exedec", "lp"})
            all.push_back("split=" + split + ",part=" + part + ",style=" + style);
  return all;
}

TEST(StringsGenerator, ProgramsParseAndReproduceEveryOutput) {
  for (const std::string& params : params_of_all_splits()) {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
      const GeneratedTask generated = generate(params, seed);
      const Task& task = generated.task;
      ASSERT_TRUE(check_task(task).ok());
      EXPECT_EQ(task.examples.size(), 4u);
      EXPECT_EQ(task.queries.size(), 1u);
      const auto program = language().parse_typed(generated.program, input_types(task));
      ASSERT_TRUE(program.ok()) << render_error(program.error(), generated.program);
      for (const Example& example : task.examples)
        EXPECT_EQ(*language().run(*program, example.inputs), example.output) << generated.program;
      for (const Query& query : task.queries)
        EXPECT_EQ(*language().run(*program, query.inputs), query.output) << generated.program;
    }
  }
}

TEST(StringsGenerator, KeepsToTheSizesOfTheStyle) {
  const auto check = [](const std::string& params, std::size_t input, std::size_t output) {
    std::size_t longest = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      for (const Example& example : generate(params, seed).task.examples) {
        const std::string& text = example.inputs[0].as_string();
        longest = std::max(longest, text.size());
        EXPECT_LE(text.size(), input);
        EXPECT_FALSE(text.empty());
        EXPECT_LE(example.output.as_string().size(), output);
        EXPECT_FALSE(example.output.as_string().empty());
        for (char c : text) EXPECT_NE(kCharacters.find(c), std::string_view::npos);
      }
    }
    EXPECT_GT(longest, input * 4 / 5) << params;
  };
  check("style=exedec", 20, 200);
  check("style=lp", 100, 100);
}

TEST(StringsGenerator, TheSameSeedGivesTheSameTaskAndAnotherAnother) {
  std::set<std::string> programs;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const GeneratedTask first = generate("", seed);
    const GeneratedTask second = generate("", seed);
    EXPECT_EQ(first.task, second.task);
    EXPECT_EQ(first.program, second.program);
    programs.insert(first.program);
  }
  EXPECT_GT(programs.size(), 30u);
}

TEST(StringsGenerator, HasAsManyExpressionsAsTheSplitSays) {
  const std::tuple<const char*, std::size_t, std::size_t> bounds[] = {
      {"split=none", 1, 10},
      {"split=length,part=train", 1, 6},
      {"split=length,part=test", 7, 10},
      {"split=different_concepts,part=train", 2, 6},
      {"split=different_concepts,part=test", 2, 6},
      {"split=concept_order,part=train", 2, 6},
      {"split=new_op,part=train", 1, 6},
      {"split=new_op,part=test", 2, 6},
      {"split=op_functionality,part=test", 1, 6},
      {"min_expressions=3,max_expressions=3", 3, 3},
      {"split=length,part=test,max_expressions=2", 2, 2},
      {"split=length,part=train,min_expressions=9", 9, 9}};
  for (const auto& [params, low, high] : bounds) {
    std::set<std::size_t> seen;
    for (std::uint64_t seed = 0; seed < 80; ++seed)
      seen.insert(expressions(generate(params, seed).program).size());
    EXPECT_EQ(*seen.begin(), low) << params;
    EXPECT_EQ(*seen.rbegin(), high) << params;
  }
}

TEST(StringsGenerator, SplitsDifferInWhatTheySay) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto parts = [seed](const char* params) {
      return expressions(generate(params, seed).program);
    };
    const auto other = [](const std::string& e) { return !is_substring(e) && !is_compose(e); };
    const auto pure = parts("split=different_concepts,part=train");
    EXPECT_TRUE(all(pure, is_substring) || all(pure, other));
    const auto mixed = parts("split=different_concepts,part=test");
    EXPECT_TRUE(any(mixed, is_substring) && any(mixed, other) && !any(mixed, is_compose));
    const auto first = parts("split=concept_order,part=train");
    const auto reversed = parts("split=concept_order,part=test");
    for (std::size_t i = 0; i < first.size(); ++i)
      EXPECT_EQ(is_substring(first[i]), i < first.size() / 2);
    for (std::size_t i = 0; i < reversed.size(); ++i)
      EXPECT_EQ(is_substring(reversed[i]), i >= reversed.size() / 2);
    const auto lone = parts("split=new_op,part=train");
    EXPECT_EQ(any(lone, is_compose), lone.size() == 1);
    EXPECT_TRUE(any(parts("split=new_op,part=test"), is_compose));
    EXPECT_FALSE(any(parts("split=op_functionality,part=train"), is_compose_of_substring));
    EXPECT_TRUE(any(parts("split=op_functionality,part=test"), is_compose_of_substring));
  }
}

TEST(StringsGenerator, AllOperatorsOccur) {
  std::string text;
  for (std::uint64_t seed = 0; seed < 200; ++seed) text += generate("", seed).program + " | ";
  for (const char* name : {"SubStr", "GetSpan", "GetToken", "GetUpto", "GetFrom", "ToCase",
                           "Replace", "Trim", "GetFirst", "GetAll", "Substitute", "SubstituteAll",
                           "Remove", "RemoveAll", "Compose", "ConstStr"})
    EXPECT_NE(text.find(std::string(name) + "("), std::string::npos) << name;
}

TEST(StringsGenerator, TasksOfHnpsRunInItsLanguage) {
  for (const char* params : {"suite=hnps-short", "suite=hnps-composed,part=test,examples=10",
                             "suite=hnps-long,min_expressions=2,max_expressions=2"}) {
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      const GeneratedTask task = generate(params, seed);
      const Result<hnps::Program> program = hnps::read(task.program);
      ASSERT_TRUE(program) << task.program;
      EXPECT_EQ(task.task.meta, "{\"language\":\"hnps\",\"tokens\":" +
                                    std::to_string(hnps::token_count(*program)) + "}");
      for (const Example& row : task.task.examples)
        EXPECT_EQ(hnps::run(*program, hnps::Subject(row.inputs[0].as_string())),
                  row.output.as_string());
    }
  }
}

TEST(StringsGenerator, TasksOfMovesAreOfTheLanguageAndSaySomething) {
  std::string text;
  std::size_t columns = 0, conditions = 0;
  for (const char* params : {"suite=moves", "suite=moves,part=test,examples=2,queries=3",
                             "suite=moves,min_expressions=4,max_expressions=5"}) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const GeneratedTask made = generate(params, seed);
      ASSERT_TRUE(check_task(made.task).ok());
      const auto program = language().parse_typed(made.program, input_types(made.task));
      ASSERT_TRUE(program.ok()) << render_error(program.error(), made.program);
      EXPECT_EQ(dsl::in_part(made.program, true), made.task.id == "moves/test");
      std::set<Value> outputs;
      for (const Example& example : made.task.examples) {
        EXPECT_EQ(*language().run(*program, example.inputs), example.output) << made.program;
        outputs.insert(example.output);
      }
      EXPECT_GT(outputs.size(), 1u) << made.program;
      columns = std::max(columns, made.task.examples[0].inputs.size());
      conditions += made.program.find("if(") != std::string::npos;
      text += made.program;
    }
  }
  EXPECT_EQ(columns, 2u);
  EXPECT_GT(conditions, 0u);
  for (const char* name : {"part(", "word(", "before(", "upper(", "left(", "join(", "len("})
    EXPECT_NE(text.find(name), std::string::npos) << name;
}

TEST(StringsGenerator, MixedTasksAreOneHalfOfEachSuite) {
  int moves = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed)
    moves += generate("suite=mixed,max_expressions=2", seed).task.id.starts_with("moves/");
  EXPECT_GT(moves, 15);
  EXPECT_LT(moves, 45);
}

// A group is drawn, then one of its members; what is empty on an input is drawn again, which
// members of a group suffer from more or less.
TEST(StringsGenerator, GroupsOccurAboutEquallyOften) {
  constexpr int kTasks = 800;
  int substrings = 0, composes = 0, constants = 0;
  for (std::uint64_t seed = 0; seed < kTasks; ++seed) {
    const std::string program = generate("max_expressions=1", 1000 + seed).program;
    substrings += is_substring(program) ? 1 : 0;
    composes += is_compose(program) ? 1 : 0;
    constants += program.starts_with("ConstStr(") ? 1 : 0;
  }
  const int others = kTasks - substrings - composes - constants;
  for (const int count : {substrings, composes, constants, others}) {
    EXPECT_GT(count, kTasks / 4 - kTasks / 20);
    EXPECT_LT(count, kTasks / 4 + kTasks / 20);
  }
}

TEST(StringsGenerator, RefusesNumbersThatContradictEachOther) {
  for (const char* text :
       {"min_expressions=5,max_expressions=4", "split=different_concepts,max_expressions=1",
        "split=concept_order,max_expressions=1", "suite=hnps-short,max_expressions=2",
        "suite=hnps-long,split=length", "suite=moves,split=length", "suite=mixed,style=lp",
        "suite=moves,min_expressions=3,max_expressions=2",
        "suite=hnps-long,min_expressions=4,max_expressions=3"}) {
    Rng rng(1);
    const auto params = Params::parse(generator_specs(), text);
    ASSERT_TRUE(params.ok());
    const auto task = generate_task(strings_catalogue(), *params, rng);
    ASSERT_FALSE(task.ok()) << text;
    EXPECT_EQ(task.error().code, ErrorCode::bad_param);
  }
}

}  // namespace
}  // namespace inkling::strings
