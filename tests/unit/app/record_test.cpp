#include <gtest/gtest.h>

#include <inkling/app/record.hpp>

namespace inkling::app {
namespace {

using List = Value::List;

Task sort_task() {
  return Task{"t1",
              "lists",
              {{{List{2, 1}}, List{1, 2}}, {{List{3}}, List{3}}},
              {{{List{9, 4}}, Value(List{4, 9})}}};
}

Candidate candidate(std::size_t fits, std::vector<Value> predictions) {
  Candidate c{Program::symbolic("lists", "sort(x0)", 2, nullptr)};
  c.fits = fits;
  c.predictions = std::move(predictions);
  return c;
}

SolveStatus status(std::optional<std::size_t> fits, StopReason reason) {
  Outcome outcome;
  outcome.reason = reason;
  if (fits) outcome.candidates.push_back(candidate(*fits, {}));
  return make_record(sort_task(), "s", outcome).status;
}

TEST(Record, StatusFollowsFitsAndReason) {
  EXPECT_EQ(status(2, StopReason::deadline), SolveStatus::solved);
  EXPECT_EQ(status(1, StopReason::deadline), SolveStatus::partial);
  EXPECT_EQ(status(1, StopReason::exhausted), SolveStatus::partial);
  EXPECT_EQ(status(0, StopReason::deadline), SolveStatus::timeout);
  EXPECT_EQ(status({}, StopReason::deadline), SolveStatus::timeout);
  EXPECT_EQ(status(0, StopReason::exhausted), SolveStatus::unsolved);
  EXPECT_EQ(status({}, StopReason::memory), SolveStatus::unsolved);
}

TEST(Record, JsonHasTheDocumentedShape) {
  Outcome outcome;
  outcome.candidates.push_back(candidate(2, {List{4, 9}}));
  outcome.seconds = 0.0004;
  outcome.evaluations = 1234;
  EXPECT_EQ(
      to_json(make_record(sort_task(), "enumerate", outcome)),
      R"j({"id":"t1","solver":"enumerate","status":"solved","fits":2,"examples":2,"program":"sort(x0)",)j"
      R"("predictions":[[4,9]],"correct":[true],"seconds":0.0004,"evaluations":1234,"error":null})");
}

TEST(Record, ErrorsAreRecordsToo) {
  const auto record =
      make_record(sort_task(), "s", Error{ErrorCode::plugin, "it \"broke\"", {"n"}});
  EXPECT_EQ(to_json(record, false),
            R"({"id":"t1","solver":"s","status":"error","fits":0,"examples":2,"program":null,)"
            R"j("predictions":[],"correct":[false],"evaluations":0,"error":"it \"broke\" (n)"})j");
  EXPECT_EQ(make_record(sort_task(), "s", Error{ErrorCode::budget, "late"}).status,
            SolveStatus::timeout);
}

TEST(Record, CorrectIsEmptyWithoutKnownOutputs) {
  Task task = sort_task();
  task.queries = {{{List{1}}}};
  Outcome outcome;
  outcome.candidates.push_back(candidate(2, {Value()}));
  const std::string json = to_json(make_record(task, "s", outcome), false);
  EXPECT_NE(json.find(R"("predictions":[null],"correct":[],)"), std::string::npos) << json;
  task.queries.push_back({{List{1}}, Value(List{7})});
  const std::string mixed = to_json(make_record(task, "s", outcome), false);
  EXPECT_NE(mixed.find(R"("correct":[null,false],)"), std::string::npos) << mixed;
}

}  // namespace
}  // namespace inkling::app
