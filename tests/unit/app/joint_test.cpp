// One verdict from a latent and a symbolic program.
#include "inkling/app/joint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/answers.hpp>
#include <inkling/app/render.hpp>
#include <limits>
#include <map>
#include <set>

#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using testing::HasSubstr;
using List = Value::List;

TEST(Joint, AgreementRaisesTheConfidenceAndContradictionLowersIt) {
  for (const double alone : {0.2, 0.5, 0.8, 0.9}) {
    const double agreed = joint_confidence(alone, {1000, 1000, true});
    const double differing = joint_confidence(alone, {1000, 300, false});
    EXPECT_GT(agreed, alone) << alone;
    EXPECT_LT(differing, agreed) << alone;
    EXPECT_GE(joint_confidence(alone, {1000, 900, true}),
              joint_confidence(alone, {1000, 500, true}));
    EXPECT_GT(agreed, 0);
    EXPECT_LT(agreed, 1);
  }
  EXPECT_EQ(joint_confidence(0.7, {0, 0, true}), 0.7);  // nothing was compared
  EXPECT_LT(joint_confidence(1.0, {1000, 1000, true}), 1);
  EXPECT_GT(joint_confidence(0.0, {1000, 0, false}), 0);
}

TEST(Joint, TwoAnswersThatDifferAreTogetherAtMostCertain) {
  const Heard differs{1000, 300, false};
  const double joint = joint_confidence(0.9, differs);
  EXPECT_GT(latent_confidence(joint, differs), 0);
  EXPECT_LE(joint + latent_confidence(joint, differs), 1);
  EXPECT_EQ(latent_confidence(0.97, {1000, 1000, true}), 0.97);
}

// Two programs of a question: shift 4 and one of tokens, whose answers and agreement are the
// test's.
struct Question {
  explicit Question(int latent_shift, std::size_t agreements, double other_bits = 0) {
    all.task = test::shift_task(4, {Value(List{1, 2, 3})});
    all.task.queries = {Query{{Value(List{5})}, {}}};
    found.resize(2);
    found[0].candidates = {candidate(test::ShiftLanguage::program(4), 4, 5.0)};
    if (other_bits > 0)
      found[0].candidates.push_back(candidate(test::ShiftLanguage::program(7), 7, other_bits));
    found[1].candidates = {candidate(test::TinyLatent().program({1, 2}), latent_shift, 0.1)};
    all.answers = {make_answer(all.task, "readable", found[0]),
                   make_answer(all.task, "net", found[1])};
    CrossCheckReport report;
    report.inputs = 1000;
    report.agreements = agreements;
    if (agreements < 1000)
      report.divergences = {{{Value(List{})}, Value(), Value(List{1})},
                            {{Value(List{8})}, Value(List{2}), Value(List{3})}};
    all.agreements = {{"readable", "net", report, true, 0.004}};
  }
  Candidate candidate(Program program, int shift, double score) const {
    Candidate made{std::move(program), score};
    made.fits = all.task.examples.size();
    for (const Example& it : all.task.examples) made.outputs.push_back(it.output);
    made.predictions = {Value(List{(5 + shift) % 10})};
    return made;
  }
  const QuestionAnswers& rated() {
    rate_answers(all, {&found[0], &found[1]});
    ask_what_splits(all);
    return all;
  }
  double alone() {
    QuestionAnswers one{all.task, {all.answers[0]}, {}, {}};
    rate_answers(one, {&found[0]});
    return *one.answers[0].confidence;
  }
  QuestionAnswers all;
  std::vector<Outcome> found;
};

TEST(Joint, AnAgreedAnswerHasOneConfidence) {
  Question question(4, 1000);
  const double alone = question.alone();
  const QuestionAnswers& all = question.rated();
  ASSERT_TRUE(all.answers[0].confidence && all.answers[1].confidence);
  EXPECT_GT(*all.answers[0].confidence, alone);
  EXPECT_EQ(*all.answers[0].confidence, *all.answers[1].confidence);
  EXPECT_EQ(all.answers[0].confidences, all.answers[1].confidences);
  EXPECT_EQ(all.answers[0].confidences.size(), 1U);
  EXPECT_FALSE(all.ask);
  EXPECT_THAT(to_text(all, {}), HasSubstr("agree on 1000 of 1000 generated inputs (4.0 ms)"));
}

TEST(Joint, WhereTheyDifferTheInputThatSplitsThemIsAsked) {
  Question question(5, 300);
  const QuestionAnswers& all = question.rated();
  EXPECT_LT(*all.answers[0].confidence, *Question(4, 1000).rated().answers[0].confidence);
  EXPECT_LE(*all.answers[0].confidence + *all.answers[1].confidence, 1);
  // The first one on which both have a value.
  EXPECT_EQ(all.ask, std::vector<Value>{Value(List{8})});
  const std::string text = to_text(all, {});
  EXPECT_THAT(text, HasSubstr("[8]"));
  EXPECT_THAT(text, HasSubstr("`-> output` answers"));
}

// Programs that neither agrees with share what is left.
TEST(Joint, WhatNobodyElseSaysLosesByIt) {
  Question without(4, 0, 5.5), with(4, 1000, 5.5);
  without.all.agreements.clear();
  const Alternative before = without.rated().answers[0].alternatives.at(0);
  const QuestionAnswers& all = with.rated();
  ASSERT_TRUE(before.confidence && all.answers[0].alternatives.at(0).confidence);
  EXPECT_LT(*all.answers[0].alternatives[0].confidence, *before.confidence);
  EXPECT_LE(*all.answers[0].confidence + *all.answers[0].alternatives[0].confidence, 1);
}

// What is said of one query is said of it everywhere: with one query, of the whole and of that one.
TEST(Joint, EachQueryIsHeardAsAllOfThemAre) {
  for (const int latent_shift : {4, 7, 5}) {  // as the first one, as the second, as neither
    Question question(latent_shift, 300);
    question.found.push_back({});
    question.found[2].candidates = {question.candidate(test::ShiftLanguage::program(7), 7, 5.5)};
    question.all.answers.push_back(make_answer(question.all.task, "another", question.found[2]));
    rate_answers(question.all, {&question.found[0], &question.found[1], &question.found[2]});
    double sum = 0;
    std::set<Value> said;
    for (const SolverAnswer& answer : question.all.answers) {
      ASSERT_EQ(answer.confidences.size(), 1U) << answer.solver;
      EXPECT_NEAR(answer.confidences[0], *answer.confidence, 1e-9)
          << answer.solver << " beside a latent program of shift " << latent_shift;
      if (said.insert(answer.predictions[0]).second) sum += answer.confidences[0];
    }
    EXPECT_LE(sum, 1 + 1e-9) << latent_shift;
  }
}

// One of several languages has no length in bits.
Program of_both_worlds() {
  return Program::symbolic("tiny-latent|>shift", "<1 2> |> shift 0", 4, nullptr);
}

// Whoever says it, a prediction has one confidence, and all different ones together are at most
// certain.
TEST(Joint, EveryAnswerIsRatedByWhatItSays) {
  struct Case {
    int shift;  // of the answer beside the readable one (4) and the first latent one
    bool latent, rated;
  };
  for (const int first_latent : {4, 5})
    for (const Case& it : {Case{4, true, true}, Case{5, true, true}, Case{6, true, true},
                           Case{4, false, true}, Case{6, false, false}}) {
      Question question(first_latent, first_latent == 4 ? 1000 : 300, 5.5);
      question.found.push_back({});
      question.found[2].candidates = {
          question.candidate(it.latent ? test::TinyLatent().program({2, 2}) : of_both_worlds(),
                             it.shift, it.latent ? 0.2 : std::numeric_limits<double>::infinity())};
      question.all.answers.push_back(make_answer(question.all.task, "third", question.found[2]));
      rate_answers(question.all, {&question.found[0], &question.found[1], &question.found[2]});
      const auto& answers = question.all.answers;
      EXPECT_EQ(answers[2].confidence.has_value(), it.rated) << it.shift << it.latent;
      std::map<Value, double> sure{
          {answers[0].alternatives.at(0).predictions[0], *answers[0].alternatives[0].confidence}};
      for (const SolverAnswer& answer : answers) {
        if (!answer.confidence) continue;
        EXPECT_NEAR(answer.confidences.at(0), *answer.confidence, 1e-9) << answer.solver;
        const auto [known, fresh] = sure.emplace(answer.predictions[0], *answer.confidence);
        EXPECT_NEAR(known->second, *answer.confidence, 1e-9) << answer.solver;
      }
      double sum = 0;
      for (const auto& [value, confidence] : sure) sum += confidence;
      EXPECT_LE(sum, 1 + 1e-9) << it.shift << it.latent << first_latent;
    }
}

// Two programs without a value on any input agree on all of them, and that says nothing.
TEST(Joint, HavingNoValueIsNothingInCommon) {
  Question question(4, 1000);
  const double alone = question.alone();
  question.all.agreements[0].report.both_undefined = 1000;
  EXPECT_EQ(*question.rated().answers[0].confidence, alone);
}

// In whatever order they stand, and with programs that agree beside them.
TEST(Joint, TheFirstOfEachWorldAreCompared) {
  const test::ShiftLanguage language;
  const test::TinyLatent latent;
  const auto answer = [](std::string solver, const Program& program,
                         const Interpreter& interpreter) {
    Outcome made;
    made.candidates = {Candidate{program, 1.0}};
    made.candidates[0].fits = 1;
    return Answer{std::move(solver), made, &interpreter};
  };
  std::size_t compared = 0;
  const Compare compare = [&](const CheckedProgram&, const CheckedProgram&) {
    ++compared;
    return Result<CrossCheckReport>(CrossCheckReport{});
  };
  const std::vector<Answer> answers{answer("net", latent.program({1, 0}), latent),
                                    answer("one", language.program(1), language),
                                    answer("two", language.program(2), language)};
  const auto pair = compare_answers(answers, 1, false, compare);
  ASSERT_EQ(pair.size(), 1U);
  EXPECT_EQ(pair[0].right, "one");
  EXPECT_TRUE(pair[0].two_worlds);
  EXPECT_EQ(compared, 1U);
  const auto all = compare_answers(answers, 1, true, compare);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_FALSE(all[1].two_worlds);
  EXPECT_TRUE(compare_answers(answers, 2, true, compare).empty());  // they do not fit
}

// A program that leans on the network and on a readable language stands for neither.
TEST(Joint, AProgramOfBothWorldsTakesNoPlaceInThePair) {
  const test::ShiftLanguage language;
  const test::TinyLatent latent;
  const auto answer = [](std::string solver, Program program, double score,
                         const Interpreter& interpreter) {
    Outcome made;
    made.candidates = {Candidate{std::move(program), score}};
    made.candidates[0].fits = 1;
    return Answer{std::move(solver), made, &interpreter};
  };
  const Compare compare = [](const CheckedProgram&, const CheckedProgram&) {
    return Result<CrossCheckReport>(CrossCheckReport{});
  };
  const Answer mixed =
      answer("both", of_both_worlds(), std::numeric_limits<double>::infinity(), language);
  const Answer net = answer("net", latent.program({1, 0}), 1.0, latent);
  const Answer one = answer("one", language.program(1), 1.0, language);
  for (const auto& answers :
       {std::vector{mixed, net, one}, std::vector{net, mixed, one}, std::vector{one, mixed, net}}) {
    for (const bool all_pairs : {false, true}) {
      std::vector<std::string> of_two_worlds;
      for (const Agreement& it : compare_answers(answers, 1, all_pairs, compare))
        if (it.two_worlds)
          of_two_worlds.push_back(std::min(it.left, it.right) + " " + std::max(it.left, it.right));
      EXPECT_EQ(of_two_worlds, std::vector<std::string>{"net one"});
    }
    EXPECT_EQ(compare_answers(answers, 1, false, compare).size(), 1U);
  }
  EXPECT_TRUE(compare_answers({net, mixed}, 1, false, compare).empty());
}

}  // namespace
}  // namespace inkling::app
