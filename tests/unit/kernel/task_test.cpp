#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <inkling/task.hpp>

namespace inkling {
namespace {

using List = Value::List;
using testing::HasSubstr;

constexpr std::string_view kJson =
    R"({"id":"t1","domain":"lists","examples":[{"inputs":[[3,1,2]],"output":[1,2,3]}],)"
    R"("queries":[{"inputs":[[9,4]],"output":[4,9]},{"inputs":[[]]}],"meta":{"a":[1.5,null]}})";

Task task_with(std::vector<Example> examples) {
  return Task{"t", "lists", std::move(examples), {}};
}

std::string why(const Result<void>& result) {
  return result ? "" : result.error().message;
}

TEST(TaskJson, ReadsAndWritesTheSameText) {
  const Result<Task> task = task_from_json(kJson);
  ASSERT_TRUE(task) << to_text(task.error());
  EXPECT_EQ(task->id, "t1");
  EXPECT_EQ(task->examples[0].inputs[0], Value(List{3, 1, 2}));
  EXPECT_EQ(task->queries[0].output, Value(List{4, 9}));
  EXPECT_EQ(task->queries[1].output, std::nullopt);
  EXPECT_EQ(to_json(*task), kJson);
}

TEST(TaskJson, IgnoresUnknownFieldsAndOrder) {
  const Result<Task> task = task_from_json(
      R"({ "new":{"x":[{},[],"\u0041",-1.5e3,null]}, "examples":[{"output":1,"note":"","inputs":[2]}],
           "domain":"d", "meta": [ 1 , "a b" ] })");
  ASSERT_TRUE(task) << to_text(task.error());
  EXPECT_EQ(task->id, "");
  EXPECT_EQ(task->examples.size(), 1U);
  EXPECT_EQ(task->meta, R"([1,"a b"])");
}

TEST(TaskJson, TheOutputOfAQueryMayBeNull) {
  const Result<Task> task = task_from_json(
      R"({"domain":"d","examples":[{"inputs":[1],"output":1}],"queries":[{"inputs":[1],"output":null}]})");
  ASSERT_TRUE(task) << to_text(task.error());
  EXPECT_EQ(task->queries[0].output, std::nullopt);
}

struct BadJson {
  std::string json;
  std::string part;
};

std::string example(const std::string& inner) {
  return R"({"domain":"d","examples":[)" + inner + "]}";
}

class BadTask : public testing::TestWithParam<BadJson> {};

TEST_P(BadTask, SaysWhatIsWrong) {
  const Result<Task> task = task_from_json(GetParam().json);
  ASSERT_FALSE(task);
  EXPECT_THAT(to_text(task.error()), HasSubstr(GetParam().part));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, BadTask,
    testing::Values(
        BadJson{"", "expected a task object { ... }, found the end"},
        BadJson{"[1]", "expected a task object"}, BadJson{"3", "expected a task object"},
        BadJson{"{", "field name"}, BadJson{"{}", "missing field \"domain\""},
        BadJson{R"({"domain":"d"})", "missing field \"examples\""},
        BadJson{R"({"domain":3,"examples":[]})", "domain: expected a string, found '3'"},
        BadJson{R"({"domain":"d","examples":{}})", "examples: expected an array of examples"},
        BadJson{R"({"domain":"d","domain":"e","examples":[]})", "given twice"},
        BadJson{example("1"), "examples[0]: expected an object"},
        BadJson{example(R"({"inputs":[1]})"), "missing field \"output\""},
        BadJson{example(R"({"output":1})"), "examples[0]: missing field \"inputs\""},
        BadJson{example(R"({"inputs":1,"output":1})"), "examples[0].inputs: expected an array"},
        BadJson{example(R"({"inputs":[1],"output":1.5})"), "'1.5' is not a whole number"},
        BadJson{example(R"({"inputs":[1],"output":null})"), "examples[0].output: 'null'"},
        BadJson{example(R"({"inputs":[1],"output":undefined})"), "'undefined' is not a value"},
        BadJson{example(R"({"inputs":[1,{"a":1}],"output":1})"), "examples[0].inputs[1]: expected"},
        BadJson{example(R"({"inputs":[9223372036854775808],"output":1})"), "64-bit range"},
        BadJson{example(R"({"inputs":["\u0000"],"output":1})"), "NUL"},
        BadJson{example("{\"inputs\":[\"\xC3\"],\"output\":1}"), "not valid UTF-8"},
        BadJson{example(R"({"inputs":[1],"output":1},)"), "examples[1]"},
        BadJson{example(R"({"inputs":[1],"output":)" + std::string(50, '[') + std::string(50, ']') +
                        "}"),
                "nested deeper than 16"},
        BadJson{R"({"x":)" + std::string(100000, '[') + "}", "nested deeper than 256"},
        BadJson{R"({"x":tru})", "not a JSON value"}, BadJson{R"({"x":"\q"})", "unknown escape"},
        BadJson{R"({"x":01})", "not a JSON value"}, BadJson{"{\"x\":\"\xFF\"}", "UTF-8"},
        BadJson{R"({"domain":"d","examples":[]} x)", "expected nothing more, found 'x'"},
        BadJson{R"({"domain":"d","examples":[])", "at byte 28"}));

TEST(TaskJson, MoreExamplesThanTheLimitAreRefused) {
  const std::string one = R"({"inputs":[1],"output":1})";
  ReadLimits limits;
  limits.max_examples = 2;
  EXPECT_TRUE(task_from_json(example(one + "," + one), limits));
  const Result<Task> task = task_from_json(example(one + "," + one + "," + one), limits);
  ASSERT_FALSE(task);
  EXPECT_EQ(task.error().code, ErrorCode::bad_input);
  EXPECT_THAT(task.error().message, HasSubstr("more than 2"));
}

TEST(TaskJson, AMillionExamplesTakeLinearTime) {
  std::string json = R"({"domain":"d","examples":[)";
  for (int i = 0; i < 1'000'000; ++i)
    json += (i == 0 ? "" : ",") + (R"({"inputs":[)" + std::to_string(i) + R"(],"output":1})");
  json += "]}";
  const auto start = std::chrono::steady_clock::now();
  Result<Task> task = task_from_json(json);
  ASSERT_TRUE(task) << to_text(task.error());
  EXPECT_EQ(task->examples.size(), 1'000'000U);
  EXPECT_TRUE(check_task(*task));
  EXPECT_EQ(find_contradiction(*task), std::nullopt);
  task->examples.push_back({{Value(0)}, Value(2)});
  const auto found = find_contradiction(*task);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->second, 1'000'000U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

TEST(CheckTask, AcceptsWhatUnifies) {
  EXPECT_TRUE(check_task(task_with({{{List{}, 1}, List{}}, {{List{1}, 2}, List{"a"}}})));
}

TEST(CheckTask, NamesTheExampleThatDoesNotFit) {
  EXPECT_THAT(why(check_task(task_with({}))), HasSubstr("no examples"));
  EXPECT_THAT(why(check_task(task_with({{{}, 1}}))), HasSubstr("example 1 has no inputs"));
  EXPECT_THAT(why(check_task(task_with({{{1}, 1}, {{1, 2}, 1}}))),
              HasSubstr("example 2 has 2 inputs, but example 1 has 1"));
  EXPECT_THAT(
      why(check_task(task_with({{{1}, 1}, {{"a"}, 1}}))),
      HasSubstr("example 2: input 1 is \"a\", of type string, but before it was of type int"));
  EXPECT_THAT(why(check_task(task_with({{{1}, 1}, {{2}, List{1}}}))),
              HasSubstr("example 2: the output is [1], of type list of int"));
  EXPECT_THAT(why(check_task(task_with({{{1}, Value()}}))), HasSubstr("undefined output"));
  EXPECT_THAT(why(check_task(task_with({{{Value()}, 1}}))), HasSubstr("input 1 is undefined"));
}

TEST(CheckTask, QueriesCountForInputsOnly) {
  Task task = task_with({{{1}, 1}});
  task.queries = {{{2}, Value("other type")}};
  EXPECT_TRUE(check_task(task));
  task.queries = {{{"a"}}};
  EXPECT_THAT(why(check_task(task)), HasSubstr("query 1: input 1"));
}

TEST(CheckTask, LongValuesAreCutInMessages) {
  const std::string message =
      why(check_task(task_with({{{1}, 1}, {{std::string(100000, 'x')}, 1}})));
  EXPECT_LT(message.size(), 300U);
}

TEST(TaskTypes, AreUnifiedOverAllRows) {
  Task task = task_with({{{List{}}, List{}}, {{List{1}}, List{List{}}}});
  task.queries = {{{List{3}}}};
  EXPECT_EQ(input_types(task), (std::vector<Type>{{Type::Base::integer, 1}}));
  EXPECT_EQ(to_text(output_type(task)), "list of list of any");
}

TEST(WithoutAnswers, HidesOutputsAndMeta) {
  Task task = *task_from_json(kJson);
  const Task hidden = without_answers(task);
  EXPECT_EQ(hidden.meta, "");
  for (const Query& query : hidden.queries) EXPECT_EQ(query.output, std::nullopt);
  EXPECT_EQ(hidden.queries[0].inputs, task.queries[0].inputs);
  EXPECT_EQ(hidden.examples, task.examples);
}

TEST(Contradiction, IsTheFirstThatAppears) {
  EXPECT_EQ(find_contradiction(task_with({{{1}, 1}, {{1}, 1}, {{2}, 1}})), std::nullopt);
  const auto found =
      find_contradiction(task_with({{{5}, 1}, {{7}, 1}, {{7}, 1}, {{7}, 2}, {{5}, 3}}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->first, 1U);
  EXPECT_EQ(found->second, 3U);
}

}  // namespace
}  // namespace inkling
