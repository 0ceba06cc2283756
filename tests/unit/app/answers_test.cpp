#include <gtest/gtest.h>

#include <inkling/app/answers.hpp>
#include <inkling/app/batch.hpp>
#include <inkling/app/render.hpp>

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
  return make_answer(sort_task(), "s", outcome).status;
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

// Both where nothing was found and where what was found fits some examples only.
TEST(Record, TextSaysWhyASearchEnded) {
  for (const auto& [reason, words] : {std::pair(StopReason::memory, "out of memory"),
                                      std::pair(StopReason::evaluations, "out of evaluations"),
                                      std::pair(StopReason::deadline, "out of time"),
                                      std::pair(StopReason::exhausted, "searched to the end")}) {
    Outcome outcome;
    outcome.reason = reason;
    outcome.candidates.push_back(candidate(1, {List{1}}));
    for (int i = 0; i < 2; ++i, outcome.candidates.clear()) {
      QuestionAnswers all{sort_task(), {make_answer(sort_task(), "s", outcome)}, {}, {}};
      EXPECT_NE(answer_line(all, all.answers[0], false).find(words), std::string::npos) << words;
      if (i > 0) continue;
      EXPECT_NE(to_text(all, {}).find(std::string("s does not fit all examples: ") + words),
                std::string::npos);
    }
  }
}

std::string json(const Task& task, const SolverAnswer& answer, bool with_time = true) {
  return to_json(QuestionAnswers{task, {answer}, {}, warnings_of(task)}, answer, with_time);
}

TEST(Record, JsonHasTheDocumentedShape) {
  Outcome outcome;
  outcome.candidates.push_back(candidate(2, {List{4, 9}}));
  outcome.seconds = 0.0004;
  outcome.evaluations = 1234;
  EXPECT_EQ(
      json(sort_task(), make_answer(sort_task(), "enumerate", outcome)),
      R"j({"id":"t1","solver":"enumerate","status":"solved","fits":2,"examples":2,"fails":[],)j"
      R"j("program":"sort(x0)","bits":0.0,"predictions":[[4,9]],"confidence":null,"confidences":[],"sure":null,"ask":null,)j"
      R"("correct":[true],"alternatives":[],"warnings":[],"seconds":0.0004,)"
      R"("evaluations":1234,"error":null})");
}

Candidate program(const std::string& text, std::size_t fits, Value prediction) {
  Candidate c{Program::symbolic("lists", text, 1, nullptr)};
  c.fits = fits;
  c.predictions = {std::move(prediction)};
  return c;
}

TEST(Record, AlternativesAreOtherPredictionsThatFitAsWell) {
  Outcome outcome;
  outcome.candidates = {program("a", 2, List{4, 9}), program("b", 2, List{4, 9}),
                        program("c", 2, List{9, 4}), program("d", 2, Value()),
                        program("e", 2, List{9, 4}), program("f", 2, List{1}),
                        program("g", 2, List{2}),    program("h", 1, List{3})};
  const SolverAnswer answer = make_answer(sort_task(), "s", outcome);
  EXPECT_NE(
      json(sort_task(), answer)
          .find(
              R"("alternatives":[{"prediction":[[9,4]],"program":"c","bits":0.0,"confidence":null},)"
              R"({"prediction":[null],"program":"d","bits":0.0,"confidence":null},)"
              R"({"prediction":[[1]],"program":"f","bits":0.0,"confidence":null}],)"),
      std::string::npos)
      << json(sort_task(), answer);
  // Where not even the best program fits, nothing else is as good.
  for (Candidate& it : outcome.candidates) it.fits = 1;
  EXPECT_TRUE(make_answer(sort_task(), "s", outcome).alternatives.empty());
}

TEST(Record, WarningsOfTheQuestionComeFirst) {
  Task task = sort_task();
  task.examples.resize(1);
  Outcome outcome;
  outcome.warnings = {"the model is of another size"};
  outcome.candidates.push_back(candidate(1, {List{4, 9}}));
  outcome.candidates.front().note = "repeats the outputs";
  EXPECT_NE(
      json(task, make_answer(task, "s", outcome))
          .find(R"("warnings":["only one example was given, which many programs fit; add another )"
                R"(one","the model is of another size","the program repeats the outputs"])"),
      std::string::npos);
}

TEST(Record, ErrorsAreRecordsToo) {
  const auto record =
      make_answer(sort_task(), "s", Error{ErrorCode::plugin, "it \"broke\"", {"n"}});
  EXPECT_EQ(
      json(sort_task(), record, false),
      R"({"id":"t1","solver":"s","status":"error","fits":0,"examples":2,"fails":[],"program":null,"bits":null,)"
      R"j("predictions":[],"confidence":null,"confidences":[],"sure":null,"ask":null,"correct":[false],"alternatives":[],"warnings":[],"evaluations":0,"error":"it \"broke\" (n)"})j");
  EXPECT_EQ(make_answer(sort_task(), "s", Error{ErrorCode::budget, "late"}).status,
            SolveStatus::timeout);
}

TEST(Record, CorrectIsEmptyWithoutKnownOutputs) {
  Task task = sort_task();
  task.queries = {{{List{1}}}};
  Outcome outcome;
  outcome.candidates.push_back(candidate(2, {Value()}));
  const std::string text = json(task, make_answer(task, "s", outcome), false);
  EXPECT_NE(
      text.find(
          R"("predictions":[null],"confidence":null,"confidences":[],"sure":null,"ask":null,"correct":[],)"),
      std::string::npos)
      << text;
  task.queries.push_back({{List{1}}, Value(List{7})});
  const std::string mixed = json(task, make_answer(task, "s", outcome), false);
  EXPECT_NE(mixed.find(R"("correct":[null,false],)"), std::string::npos) << mixed;
}

}  // namespace
}  // namespace inkling::app
