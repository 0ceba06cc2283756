#include "domain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "suite.hpp"

namespace inkling::sequences {
namespace {

using testing::HasSubstr;

Value sequence(std::size_t length, int symbol = 3) {
  return Value(Value::List(length, Value(symbol)));
}

Task task_of(Value input, Value output) {
  Task task{"t", "sequences", {}, {}, {}};
  task.examples.push_back(Example{{std::move(input)}, std::move(output)});
  return task;
}

std::string fault_of(const Task& task) {
  const auto checked = make_domain()->check(task);
  return checked.ok() ? "" : checked.error().message;
}

GeneratedTask generated(const std::string& text, std::uint64_t seed = 1) {
  const auto domain = make_domain();
  const auto params = Params::parse(domain->info().generator, text);
  Rng rng(seed);
  return domain->generate(params.value(), rng).value();
}

TEST(Check, TakesTwentyDigitsAndBlanks) {
  EXPECT_EQ(fault_of(task_of(sequence(20), sequence(20, -1))), "");
}

TEST(Check, NamesTheLengthThatIsWrong) {
  const std::string fault = fault_of(task_of(sequence(3), sequence(20)));
  EXPECT_THAT(fault, HasSubstr("example 1, input"));
  EXPECT_THAT(fault, HasSubstr("3 symbols"));
  EXPECT_THAT(fault, HasSubstr("exactly 20"));
  EXPECT_THAT(fault_of(task_of(sequence(20), sequence(21))), HasSubstr("example 1, output"));
}

TEST(Check, NamesTheSymbolOutsideTheAlphabet) {
  Value::List list(20, Value(1));
  list[4] = Value(10);
  EXPECT_THAT(fault_of(task_of(Value(list), sequence(20))), HasSubstr("symbol 5 is 10"));
  list[4] = Value(-2);
  EXPECT_THAT(fault_of(task_of(sequence(20), Value(list))), HasSubstr("symbol 5 is -2"));
  list[4] = Value(std::string(1000, 'a'));
  EXPECT_LT(fault_of(task_of(Value(list), sequence(20))).size(), 200U);
}

TEST(Check, RefusesOtherShapes) {
  EXPECT_THAT(fault_of(task_of(Value(3), sequence(20))), HasSubstr("it is int"));
  Task two = task_of(sequence(20), sequence(20));
  two.examples[0].inputs.push_back(sequence(20));
  EXPECT_THAT(fault_of(two), HasSubstr("2 inputs"));
  Task query = task_of(sequence(20), sequence(20));
  query.queries.push_back(Query{{sequence(19)}, std::nullopt});
  EXPECT_THAT(fault_of(query), HasSubstr("query 1, input"));
}

TEST(Generate, GivesTheAskedNumberOfExamplesAndQueries) {
  const Task task = generated("examples=3,queries=2").task;
  EXPECT_EQ(task.examples.size(), 3U);
  EXPECT_EQ(task.queries.size(), 2U);
  EXPECT_EQ(fault_of(task), "");
}

TEST(Generate, SaysInMetaWhichCompositionsAreNovel) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto novel = generated("suite=comp-i,part=test,compositions=novel", seed);
    EXPECT_THAT(novel.task.meta, HasSubstr("\"novel\":true"));
    EXPECT_THAT(generated("suite=comp-i", seed).task.meta, HasSubstr("\"novel\":false"));
  }
}

TEST(Generate, MetaSurvivesTheTaskFile) {
  for (const char* text : {"suite=comp-i", "suite=shift-p,part=test,variant=circular"}) {
    const Task task = generated(text).task;
    EXPECT_EQ(task_from_json(to_json(task)).value().meta, task.meta);
  }
}

TEST(Generate, RefusesPaddingWhereInputsHaveNoBlanks) {
  const auto domain = make_domain();
  for (const char* text :
       {"padding=3,part=test", "padding=3,part=test,suite=comp-i", "padding=3,part=development"}) {
    const auto params = Params::parse(domain->info().generator, text);
    Rng rng(1);
    const auto made = domain->generate(params.value(), rng);
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().code, ErrorCode::bad_param);
    EXPECT_THAT(made.error().message, HasSubstr("padding=3"));
  }
  EXPECT_NE(generated("padding=3").program, "");
  EXPECT_NE(generated("padding=3,suite=comp-i").program, "");
}

TEST(Generate, LengthLeavesBlanksAtTheEnd) {
  const Task task = generated("length=14,part=test").task;
  const Value::List& list = task.examples[0].inputs[0].as_list();
  EXPECT_NE(list[13], Value(-1));
  EXPECT_EQ(list[14], Value(-1));
  EXPECT_THAT(task.meta, HasSubstr("\"length\":14"));
  EXPECT_EQ(task_from_json(to_json(task)).value().meta, task.meta);
  EXPECT_EQ(generated("length=20").task.meta, generated("").task.meta);
  const auto domain = make_domain();
  Rng rng(1);
  const auto params = Params::parse(domain->info().generator, "length=8,padding=8");
  EXPECT_THAT(domain->generate(params.value(), rng).error().message,
              HasSubstr("padding=8 leaves no digit of length=8"));
}

TEST(Generate, RulesMayBeCounted) {
  const GeneratedTask made = generated("suite=rules,depth=1,length=8");
  EXPECT_THAT(made.task.meta, HasSubstr("\"suite\":\"rules\""));
  EXPECT_EQ(std::count(made.program.begin(), made.program.end(), '('), 1) << made.program;
  EXPECT_EQ(made.task.examples[0].inputs[0].as_list()[8], Value(-1));
}

TEST(SampleInputs, KeepsToFiveDigitsWhereNoOtherIsSeen) {
  Rng rng(3);
  const auto largest = [&](const Task& like) {
    Value most(0);
    for (int i = 0; i < 20; ++i) {
      const std::vector<Value> row = make_domain()->sample_inputs(like, rng);
      for (const Value& symbol : row[0].as_list()) most = std::max(most, symbol);
    }
    return most;
  };
  EXPECT_EQ(largest(generated("suite=rules").task), Value(4));
  EXPECT_EQ(largest(generated("suite=shift-l").task), Value(9));
  EXPECT_EQ(largest(Task{"t", "sequences", {}, {}, {}}), Value(9));
}

TEST(SampleInputs, HasAsManyBlanksAsTheInputsSeen) {
  Value::List list(20, Value(1));
  list[19] = list[18] = Value(-1);
  const Task like = task_of(Value(list), sequence(20));
  Rng rng(2);
  for (int i = 0; i < 20; ++i) {
    const auto row = make_domain()->sample_inputs(like, rng);
    ASSERT_EQ(row.size(), 1U);
    const Value::List& drawn = row[0].as_list();
    EXPECT_EQ(drawn[19], Value(-1));
    EXPECT_EQ(drawn[18], Value(-1));
    EXPECT_NE(drawn[17], Value(-1));
  }
}

TEST(Codec, WritesDigitsAndBlanks) {
  const auto codec = *make_codec(*make_domain(), "");
  Value::List list(20, Value(7));
  list[1] = Value(-1);
  std::vector<int> tape(20);
  ASSERT_TRUE(codec->write_inputs(std::vector<Value>{Value(list)}, tape));
  EXPECT_EQ(tape[0], 7);
  EXPECT_EQ(tape[1], 10);
  EXPECT_EQ(*codec->read_output(tape), Value(list));
  EXPECT_EQ(codec->read_places(), std::vector<bool>(20, true));
}

TEST(Codec, RefusesWhatIsNoSequence) {
  const auto codec = *make_codec(*make_domain(), "");
  std::vector<int> tape(20);
  EXPECT_FALSE(codec->write_output(sequence(19), tape));
  EXPECT_FALSE(codec->write_output(sequence(20, 11), tape));
  EXPECT_FALSE(codec->write_inputs(std::vector<Value>{sequence(20), sequence(20)}, tape));
  EXPECT_FALSE(codec->read_output(std::vector<int>(20, 11)));
}

TEST(Codec, MayLeaveOutTheBlanksAtTheEnd) {
  const auto codec = *make_codec(*make_domain(), "places=8");
  EXPECT_EQ(codec->shape().places, 8U);
  Value::List list(20, Value(-1));
  std::fill_n(list.begin(), 7, Value(3));
  std::vector<int> tape(8);
  ASSERT_TRUE(codec->write_output(Value(list), tape));
  EXPECT_EQ(tape, (std::vector<int>{3, 3, 3, 3, 3, 3, 3, 10}));
  EXPECT_EQ(*codec->read_output(tape), Value(list));
  list[8] = Value(0);
  const auto refused = codec->write_output(Value(list), tape);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, testing::HasSubstr("the tape takes 8 symbols"));
}

TEST(Codec, RefusesParametersThatATapeDoesNotHave) {
  for (const char* tape : {"cells=4", "places=0", "places=21"}) {
    const auto made = make_codec(*make_domain(), tape);
    ASSERT_FALSE(made.ok()) << tape;
    EXPECT_EQ(made.error().code, ErrorCode::bad_param);
  }
}

}  // namespace
}  // namespace inkling::sequences
