#include "domain.hpp"

#include <gtest/gtest.h>

#include <inkling/dsl/language.hpp>

#include "lists_catalogue.hpp"

namespace inkling::lists {
namespace {

Task task_of(const std::string& json) {
  auto task = task_from_json(json);
  EXPECT_TRUE(task.ok()) << json;
  return task.ok() ? *task : Task{};
}
Task task_of_output(const std::string& output) {
  return task_of(R"({"id":"t","domain":"lists","examples":[{"inputs":[1],"output":)" + output +
                 "}]}");
}

TEST(ListsDomain, TakesIntegersBooleansAndNestedLists) {
  const auto domain = make_domain();
  for (const char* output : {"3", "true", "[]", "[1,2]", "[[1],[]]", "[true,false]", "[[[1]]]"})
    EXPECT_TRUE(domain->check(task_of_output(output)).ok()) << output;
}

TEST(ListsDomain, RefusesTheRestAndSaysWhere) {
  const auto domain = make_domain();
  const auto refusal = [&](const std::string& output) {
    const auto checked = domain->check(task_of_output(output));
    EXPECT_FALSE(checked.ok()) << output;
    if (checked.ok()) return std::string();
    EXPECT_EQ(checked.error().code, ErrorCode::bad_input);
    EXPECT_NE(checked.error().message.find("example 1, output"), std::string::npos);
    return to_text(checked.error());
  };
  EXPECT_NE(refusal("\"a\"").find("domain strings"), std::string::npos);
  EXPECT_NE(refusal("[[\"a\"]]").find("string"), std::string::npos);
  EXPECT_NE(refusal("[1,true]").find("different types"), std::string::npos);
  EXPECT_NE(refusal("[1,[2]]").find("different types"), std::string::npos);
  EXPECT_NE(refusal("-9223372036854775808").find("too small"), std::string::npos);
}

TEST(ListsDomain, NamesTheInputOrQueryAtFault) {
  const auto domain = make_domain();
  Task task = task_of(R"({"id":"t","domain":"lists","examples":[{"inputs":[[1],2],"output":3}],)"
                      R"("queries":[{"inputs":[[1],2]}]})");
  ASSERT_TRUE(domain->check(task).ok());
  task.queries[0].inputs[1] = Value("x");
  auto checked = domain->check(task);
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message.find("query 1, input 2"), std::string::npos);
  task.queries[0].inputs[1] = Value(2);
  task.examples[0].inputs[0] = Value("y");
  checked = domain->check(task);
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message.find("example 1, input 1"), std::string::npos);
}

TEST(ListsDomain, RefusesHugeValuesWithoutShowingThem) {
  const auto domain = make_domain();
  Task task = task_of_output("3");
  task.examples[0].output =
      Value(Value::List(3, Value(Value::List(std::size_t{1} << 19, Value(7)))));
  const auto checked = domain->check(task);
  ASSERT_FALSE(checked.ok());
  EXPECT_NE(checked.error().message.find("1048576"), std::string::npos);
  EXPECT_LT(to_text(checked.error()).size(), 400u);
}

TEST(ListsDomain, SamplesInputsLikeThoseOfTheTask) {
  const auto domain = make_domain();
  const Task task = task_of(
      R"({"id":"t","domain":"lists","examples":[)"
      R"({"inputs":[[3,9,4],2,[[true]]],"output":1},{"inputs":[[8,1,5,2],3,[]],"output":1}]})");
  Rng rng(4);
  bool empty = false;
  bool beyond = false;
  for (int i = 0; i < 500; ++i) {
    const std::vector<Value> row = domain->sample_inputs(task, rng);
    ASSERT_EQ(row.size(), 3u);
    ASSERT_TRUE(row[0].is_list() && row[1].is_int() && row[2].is_list());
    EXPECT_LE(row[0].as_list().size(), 6u);
    empty = empty || row[0].as_list().empty();
    for (const Value& element : row[0].as_list()) {
      ASSERT_TRUE(element.is_int());
      EXPECT_GE(element.as_int(), 0);
      EXPECT_LE(element.as_int(), 12);
      beyond = beyond || element.as_int() > 9;
    }
    EXPECT_GE(row[1].as_int(), 1);
    EXPECT_LE(row[1].as_int(), 4);
    for (const Value& inner : row[2].as_list()) {
      ASSERT_TRUE(inner.is_list());
      for (const Value& element : inner.as_list()) EXPECT_TRUE(element.is_bool());
    }
    Task extended = task;
    extended.queries.push_back({row});
    EXPECT_TRUE(check_task(extended).ok());
    EXPECT_TRUE(domain->check(extended).ok());
  }
  EXPECT_TRUE(empty);
  EXPECT_TRUE(beyond);
}

TEST(ListsDomain, SamplesFromExtremeTasks) {
  const auto domain = make_domain();
  Rng rng(9);
  const Task empty =
      task_of(R"({"id":"t","domain":"lists","examples":[{"inputs":[[]],"output":1}]})");
  const Task huge =
      task_of(R"({"id":"t","domain":"lists","examples":[{"inputs":[[9223372036854775807,)"
              R"(-9223372036854775807]],"output":1}]})");
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(domain->sample_inputs(empty, rng)[0].as_list().empty());
    EXPECT_TRUE(domain->sample_inputs(huge, rng)[0].is_list());
  }
}

TEST(ListsDomain, HasALanguageACodecAndSamples) {
  const auto domain = make_domain();
  EXPECT_TRUE(make_codec(*domain, "").ok());
  EXPECT_EQ(domain->info().language, "lists");
  const auto language = dsl::make_language(lists_catalogue());
  EXPECT_EQ(domain->info().default_solvers, std::vector<std::string>{"enumerate"});
  ASSERT_FALSE(domain->info().samples.empty());
  const auto sort = language->parse("sort(x0)");
  ASSERT_TRUE(sort.ok());
  for (const Example& sample : domain->info().samples)
    EXPECT_EQ(*language->run(*sort, sample.inputs), sample.output);
}

// What a row is made from is bounded, so that a task of a million numbers takes no longer.
TEST(ListsDomain, SamplesFromTheBeginningOfLargeTasks) {
  const auto domain = make_domain();
  Task task;
  task.domain = "lists";
  for (const std::int64_t number : {5, 7, 900'000})
    task.examples.push_back({{Value(Value::List(8'000, Value(number)))}, Value(1)});
  Rng rng(3);
  for (int i = 0; i < 20; ++i) {
    const std::vector<Value> row = domain->sample_inputs(task, rng);
    for (const Value& item : row[0].as_list()) ASSERT_LT(item.as_int(), 20);
  }
}

}  // namespace
}  // namespace inkling::lists
