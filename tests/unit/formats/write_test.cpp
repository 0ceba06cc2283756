#include "write.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/formats/formats.hpp>
#include <sstream>

#include "problem.hpp"

namespace inkling::sygus {
namespace {

using testing::HasSubstr;
using testing::Not;

Task task() {
  return {"suite/one", "strings", {{{"a-b", 2}, "b"}, {{"\xC3\xA9-\"x\"", -1}, "\"x\""}}, {}, {}};
}

TEST(Write, ReadsBackAsTheSameExamples) {
  const auto text = write_problem(task(), "");
  ASSERT_TRUE(text.ok()) << to_text(text.error());
  EXPECT_THAT(*text, HasSubstr("(constraint (= (f \"\\u{e9}-\"\"x\"\"\" (- 1)) \"\"\"x\"\"\"))"));
  const auto problem = read_problem(*text);
  ASSERT_TRUE(problem.ok()) << to_text(problem.error());
  EXPECT_TRUE(problem->check);
  EXPECT_EQ(to_task(problem->functions[0], "").examples, task().examples);
  EXPECT_TRUE(problem->functions[0].grammar.has_value());
}

TEST(Write, TheFormatIsAskedForByName) {
  EXPECT_TRUE(formats::write_task("sygus", task(), {}).ok());
  const auto other = formats::write_task("tptp", task(), {});
  EXPECT_THAT(to_text(other.error()), HasSubstr("formats are sygus"));
}

TEST(Write, TakesTheGrammarOfMeta) {
  Task own = task();
  own.meta =
      R"({"sygus":{"constants":["#",7],"functions":["str.++","int.to.str"],"parameters":["s","k"]}})";
  const auto text = write_problem(own, "");
  ASSERT_TRUE(text.ok()) << to_text(text.error());
  EXPECT_THAT(*text, HasSubstr("(ntString String (s \"#\" (str.++ ntString ntString) "
                               "(str.from_int ntInt)))"));
  EXPECT_THAT(*text, HasSubstr("(ntInt Int (k 7))"));
  for (const char* wrong :
       {R"({"sygus":3})", R"({"sygus":{"parameters":["a"]}})", R"({"sygus":{"functions":["f"]}})",
        R"({"sygus":{"constants":[1.5]}})", R"({"sygus":{"other":[]}})"}) {
    own.meta = wrong;
    EXPECT_EQ(write_problem(own, "").error().code, ErrorCode::bad_input) << wrong;
  }
}

TEST(Write, RefusesNamesThatTheFormatCannotHave) {
  Task own = task();
  for (const char* names : {R"(["a|b","k"])", R"(["a\\b","k"])", R"(["","k"])", R"(["a","a"])",
                            R"(["ntInt","k"])", R"(["s","str.++"])"}) {
    own.meta = std::string(R"({"sygus":{"parameters":)") + names + "}}";
    const auto text = write_problem(own, "");
    ASSERT_FALSE(text.ok()) << names << *text;
    EXPECT_EQ(text.error().code, ErrorCode::bad_input) << names;
  }
  own.meta = R"({"sygus":{"parameters":["a b","k"]}})";
  ASSERT_TRUE(write_problem(own, "").ok());
  EXPECT_TRUE(read_problem(*write_problem(own, "")).ok());
  EXPECT_EQ(write_problem(task(), "ask|me").error().code, ErrorCode::bad_param);
}

TEST(Write, NamesTheOracleThatAnswersQuestions) {
  const std::string text = *write_problem(task(), "./ask me");
  EXPECT_THAT(text, HasSubstr("(set-feature :oracles true)"));
  EXPECT_THAT(text, HasSubstr("(oracle-constraint-io f |./ask me|)\n(check-synth)"));
  EXPECT_THAT(*write_problem(task(), ""), Not(HasSubstr("oracle")));
}

TEST(Write, RefusesLists) {
  Task lists{"l", "lists", {{{Value::List{1, 2}}, 1}}, {}, {}};
  EXPECT_EQ(write_problem(lists, "").error().code, ErrorCode::unsupported);
}

TEST(Read, AsTasksWithTheLineOfAFault) {
  const auto read = [](const std::string& text) {
    std::istringstream in(text);
    std::vector<TaskLine> lines;
    formats::read_tasks(*formats::format_of_file("a.sl"), in, "a",
                        [&](TaskLine line) {
                          lines.push_back(std::move(line));
                          return true;
                        },
                        {});
    return lines;
  };
  const auto good = read(*write_problem(task(), ""));
  ASSERT_EQ(good.size(), 1U);
  EXPECT_EQ(good[0].task->id, "a:f");
  EXPECT_EQ(good[0].line, 3U);
  const auto bad = read("(set-logic SLIA)\n(synth-fun f () Int)\n(constrain true)\n");
  ASSERT_EQ(bad.size(), 1U);
  EXPECT_EQ(bad[0].line, 3U);
  EXPECT_FALSE(bad[0].task.ok());
}

}  // namespace
}  // namespace inkling::sygus
