#include <gtest/gtest.h>

#include <inkling/app/answers.hpp>
#include <inkling/app/confidence.hpp>

namespace inkling::app {
namespace {

Task task_of(std::size_t examples, std::size_t queries = 1) {
  Task task{"t", "strings", {}, {}};
  for (std::size_t i = 0; i < examples; ++i) {
    Example& example = task.examples.emplace_back();
    example.inputs.emplace_back("name " + std::to_string(i));
    example.output = Value("made of it " + std::to_string(i));
  }
  for (std::size_t i = 0; i < queries; ++i)
    task.queries.push_back({{"asked " + std::to_string(i)}});
  return task;
}

Candidate voice(const Task& task, double bits, std::vector<Value> says) {
  static int number = 0;
  Candidate candidate{
      Program::symbolic("strings", "p" + std::to_string(++number) + "(x0)", 1, nullptr), bits};
  candidate.fits = task.examples.size();
  for (const Example& example : task.examples) candidate.outputs.push_back(example.output);
  candidate.predictions = std::move(says);
  return candidate;
}

Outcome outcome(std::vector<Candidate> candidates) {
  Outcome made;
  made.candidates = std::move(candidates);
  return made;
}

double confidence(const Task& task, const std::vector<Outcome>& outcomes, const Value& says) {
  std::vector<const Outcome*> all;
  for (const Outcome& it : outcomes) all.push_back(&it);
  return Pool(task, all).confidence(0, says);
}

TEST(Confidence, IsAShareOfTheWeightOfAllPrograms) {
  const Task task = task_of(3);
  const auto with_other_of = [&](double bits) {
    return confidence(task, {outcome({voice(task, 15, {"a"}), voice(task, bits, {"b"})})}, "a");
  };
  EXPECT_GT(with_other_of(30), with_other_of(18));
  EXPECT_GT(with_other_of(18), with_other_of(15));
  EXPECT_GT(with_other_of(15), with_other_of(12));
  // Programs that say the same stand together.
  EXPECT_GT(
      confidence(
          task, {outcome({voice(task, 15, {"a"}), voice(task, 15, {"a"}), voice(task, 16, {"b"})})},
          "a"),
      confidence(task, {outcome({voice(task, 15, {"a"}), voice(task, 16, {"b"})})}, "a"));
}

TEST(Confidence, TasksWithTextsAreWeighedApart) {
  const auto of = [](Task task) {
    return Pool(task, {}).evidence(std::vector<Value>(task.queries.size())).of;
  };
  EXPECT_EQ(of(task_of(1)), Evidence::Of::texts);
  Task numbers{"t", "lists", {}, {}};
  numbers.examples.push_back({{Value(Value::List{1, 2})}, Value(3)});
  EXPECT_EQ(of(numbers), Evidence::Of::values);
  numbers.examples.push_back({{Value(Value::List{1, Value(Value::List{"a"})})}, Value(3)});
  EXPECT_EQ(of(numbers), Evidence::Of::texts);
}

// Their programs name no inputs, and every example of a world says much.
TEST(Confidence, ProgramsOfStatementsAreWeighedByTheNumberOfExamples) {
  const auto of = [](bool statements, std::size_t examples) {
    Task task{"t", "arrays", {}, {}};
    for (std::size_t i = 0; i < examples; ++i)
      task.examples.push_back({{Value(Value::List{1, static_cast<int>(i)})},
                               Value(Value::List{2, static_cast<int>(i)})});
    task.queries.push_back({{Value(Value::List{7, 7})}});
    Candidate candidate{Program::symbolic("any", "a[0]++;", 1, nullptr), 6};
    candidate.fits = examples;
    for (const Example& example : task.examples) candidate.outputs.push_back(example.output);
    candidate.predictions = {Value(Value::List{8, 7})};
    const Outcome found = outcome({candidate});
    return Pool(task, {&found}, statements).confidence(0, candidate.predictions.front());
  };
  EXPECT_GT(of(true, 5), of(true, 2));
  EXPECT_GT(of(true, 5), of(false, 5));
}

// Where dates are wanted, a day that there is not is as good as no answer.
TEST(Confidence, OfADayThatThereIsNotIsLow) {
  Task task = task_of(3);
  for (Example& example : task.examples) example.output = Value("due 2023-05-04");
  const auto of = [&](const char* says) {
    return confidence(task, {outcome({voice(task, 15, {says})})}, says);
  };
  EXPECT_LT(of("due 2023-14-04"), of("due 2023-12-04"));
  EXPECT_LT(of("due 2023-02-29"), of("due 2024-02-29"));
  EXPECT_EQ(of("due 31.12.2024"), of("due 12/31/2024"));
  for (Example& example : task.examples) example.output = Value("part 2023-55-04");
  EXPECT_EQ(of("part 2023-14-04"), of("part 2023-12-04"));
}

TEST(Confidence, OfWhatIsMemorisedIsLow) {
  const Task task = task_of(2);
  const double general =
      confidence(task, {outcome({voice(task, 12, {"made of it 9"})})}, "made of it 9");
  const double memorised =
      confidence(task, {outcome({voice(task, 170, {"made of it 9"})})}, "made of it 9");
  EXPECT_GT(general, kSure);
  EXPECT_LT(memorised, kSure);
}

TEST(Confidence, MoreExamplesAreMoreEvidence) {
  const auto of = [](std::size_t examples) {
    const Task task = task_of(examples);
    return confidence(task, {outcome({voice(task, 20, {"a"}), voice(task, 23, {"b"})})}, "a");
  };
  EXPECT_GE(of(6), of(1));
}

TEST(Confidence, IsNeverCertainAndNeverNothing) {
  const Task task = task_of(5);
  const double most = confidence(task, {outcome({voice(task, 5, {"a"})})}, "a");
  const double least = confidence(task, {outcome({voice(task, 5, {"a"})})}, "never said");
  EXPECT_LT(most, 1);
  EXPECT_GT(least, 0);
  EXPECT_LT(least, most);
}

TEST(Confidence, ReadingsThatExcludeOneAnotherAreTogetherAtMostCertain) {
  const Task task = task_of(2);
  const Outcome found = outcome({voice(task, 15, {"a"}), voice(task, 15, {"b"}),
                                 voice(task, 15, {"c"}), voice(task, 15.5, {"d"})});
  QuestionAnswers all{task, {make_answer(task, "s", found)}, {}, {}};
  rate_answers(all, {&found});
  ASSERT_EQ(all.answers[0].alternatives.size(), 3U);
  double sum = *all.answers[0].confidence;
  for (const Alternative& other : all.answers[0].alternatives) {
    EXPECT_LE(*other.confidence, *all.answers[0].confidence);
    sum += *other.confidence;
  }
  EXPECT_LE(sum, 1 + 1e-9);
  const Pool pool(task, {&found});
  double of_cell = pool.confidence(0, "a");
  for (const auto& [value, confidence] : pool.others(0, "a", 3)) of_cell += confidence;
  EXPECT_LE(of_cell, 1 + 1e-9);
}

// The first has a form that no output has, the other has theirs and is a little longer.
TEST(Confidence, NoOtherReadingIsSurerThanTheFirst) {
  const Task task = task_of(2);
  const Value odd("?!#%&");
  const Value plain("made of it 9");
  const Outcome found = outcome({voice(task, 15, {odd}), voice(task, 15.2, {plain})});
  const Pool pool(task, {&found});
  ASSERT_GT(pool.confidence(0, plain), pool.confidence(0, odd));
  ASSERT_EQ(pool.others(0, odd, 3).size(), 1U);
  EXPECT_LE(pool.others(0, odd, 3)[0].second, pool.confidence(0, odd));
  QuestionAnswers all{task, {make_answer(task, "s", found)}, {}, {}};
  rate_answers(all, {&found});
  ASSERT_EQ(all.answers[0].alternatives.size(), 1U);
  EXPECT_LE(*all.answers[0].alternatives[0].confidence, *all.answers[0].confidence);
}

TEST(Confidence, OnlyProgramsThatFitAndHaveALengthCount) {
  const Task task = task_of(2);
  Candidate half = voice(task, 1, {"b"});
  half.fits = 1;
  Candidate latent = voice(task, 1, {"b"});
  latent.program = Program::latent("net", {{1, 1, 0}, {0.5F}, {}, {}});
  EXPECT_EQ(confidence(task, {outcome({voice(task, 15, {"a"}), half, latent})}, "a"),
            confidence(task, {outcome({voice(task, 15, {"a"})})}, "a"));
  EXPECT_TRUE(Pool(task, {nullptr}).empty());
}

QuestionAnswers answers_of(const Task& task, const Outcome& found) {
  QuestionAnswers all{task, {make_answer(task, "s", found)}, {}, {}};
  rate_answers(all, {&found});
  return all;
}

TEST(Confidence, AnAnswerHasThatOfAllItsPredictionsAndOfEach) {
  const Task task = task_of(2, 2);
  const Outcome found = outcome({voice(task, 20, {"a", "c"}), voice(task, 20.5, {"a", "d"})});
  const QuestionAnswers all = answers_of(task, found);
  const SolverAnswer& answer = all.answers[0];
  ASSERT_TRUE(answer.confidence);
  ASSERT_EQ(answer.confidences.size(), 2U);
  EXPECT_GT(answer.confidences[0], answer.confidences[1]);
  EXPECT_LE(*answer.confidence, answer.confidences[1] + 1e-9);
  ASSERT_EQ(answer.alternatives.size(), 1U);
  ASSERT_TRUE(answer.alternatives[0].confidence);
  EXPECT_LT(*answer.alternatives[0].confidence, *answer.confidence);
  EXPECT_EQ(answer.bits, 20.0);
  // The query on which the programs differ is what to ask.
  ASSERT_FALSE(all.is_sure(answer));
  EXPECT_EQ(all.ask, task.queries[1].inputs);
}

TEST(Confidence, OneExampleDoesNotMakeAConstantSure) {
  for (const std::size_t examples : {1U, 2U}) {
    QuestionAnswers all = answers_of(task_of(examples), outcome({}));
    SolverAnswer answer;
    answer.status = SolveStatus::solved;
    answer.confidence = 1.0;
    EXPECT_TRUE(all.is_sure(answer));
    answer.constant = true;
    EXPECT_EQ(all.is_sure(answer), examples == 2);
  }
}

TEST(Confidence, APartialFitHasNone) {
  const Task task = task_of(2);
  Candidate half = voice(task, 1, {"b"});
  half.fits = 1;
  half.outputs[1] = Value("wrong");
  const QuestionAnswers all = answers_of(task, outcome({half}));
  EXPECT_FALSE(all.answers[0].confidence);
  EXPECT_EQ(all.answers[0].fails, std::vector<std::size_t>{1});
  EXPECT_EQ(all.first(), nullptr);
}

}  // namespace
}  // namespace inkling::app
