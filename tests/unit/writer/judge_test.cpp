#include "judge.hpp"

#include <gmock/gmock.h>

#include "language.hpp"

namespace inkling::writer {
namespace {

const std::unique_ptr<Language> kLanguage = dsl::make_language(c::c_language());

Program program(const std::string& body) {
  return *kLanguage->parse("int *run(int a[]) { " + body + " return a; }");
}

TEST(Judge, RunsProgramsOfStatementsOnAllExamples) {
  Task task;
  task.domain = "c";
  for (const auto& [before, after] :
       {std::pair("[1,2]", "[2,2]"), std::pair("[0,4]", "[1,4]"), std::pair("[3,0]", "[4,1]")})
    task.examples.push_back({{*parse_value(before)}, *parse_value(after)});
  auto made = make_judge(*kLanguage, task);
  ASSERT_TRUE(made.ok()) << to_text(made.error());
  Judge& judge = **made;
  EXPECT_EQ(judge.fits(program("a[0]++;")), 2u);
  EXPECT_EQ(judge.fits(program("a[0]++; if (a[1] == 0) { a[1]++; }")), 3u);
  EXPECT_EQ(judge.fits(program("a[7]++;")), 0u);  // outside of the array
  EXPECT_EQ(judge.fits(program("for (int i = 1; i <= 2; i++) i = 0;")), 0u);  // does not end
  const double one = judge.bits(program("a[0]++;"));
  EXPECT_GT(one, 0);
  EXPECT_EQ(judge.bits(program("a[0] = a[0] + 1 + 0;")), 4 * one);
  EXPECT_FALSE(judge.last_resort(false).has_value());
  const auto last = judge.last_resort(true);
  ASSERT_TRUE(last.has_value());
  EXPECT_TRUE(kLanguage->run(last->program, task.examples[0].inputs).ok());
  // What only stands in fits by chance alone, and would pass for the network's.
  const std::vector<Value> inputs{*parse_value("[1,2]")};
  task.examples.clear();
  task.examples.push_back({inputs, *kLanguage->run(last->program, inputs)});
  const auto other = (*make_judge(*kLanguage, task))->last_resort(true);
  ASSERT_TRUE(other.has_value());
  EXPECT_NE(other->program.text(), last->program.text());
  EXPECT_LT((*make_judge(*kLanguage, task))->fits(other->program), 1u);
}

}  // namespace
}  // namespace inkling::writer
