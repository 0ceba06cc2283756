#include "codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain.hpp"

namespace inkling::lists {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Codec> codec_of(const char* params) {
  return *make_codec(*Params::parse(tape_specs(), params));
}

std::string words(const Codec& codec, const std::vector<int>& tape) {
  std::string text;
  for (const int symbol : tape) text += (text.empty() ? "" : " ") + codec.symbol_text(symbol);
  return text;
}

TEST(ListsCodec, WritesValuesIntoRegistersAndReadsTheOutput) {
  const auto codec = codec_of("inputs=1,cells=3,low=-5,high=5");
  EXPECT_EQ(codec->shape(), (TapeShape{10, 16}));
  std::vector<int> tape(10);
  const auto check = [&](const char* text, const std::string& expected) {
    const Value value = *parse_value(text);
    ASSERT_TRUE(codec->write_output(value, tape)) << text;
    EXPECT_EQ(words(*codec, tape), "_ _ _ _ _ " + expected);
    EXPECT_EQ(*codec->read_output(tape), value);
    ASSERT_TRUE(codec->write_inputs(std::vector<Value>{value}, tape)) << text;
    EXPECT_EQ(words(*codec, tape), expected + " _ _ _ _ _");
  };
  check("3", "int _ 3 _ _");
  check("true", "bool _ 1 _ _");
  check("[]", "ints 0 _ _ _");
  check("[1,-2]", "ints 2 1 -2 _");
  check("[false,true,true]", "bools 3 0 1 1");
}

TEST(ListsCodec, InputsThatAreNotThereAreBlank) {
  const auto codec = codec_of("inputs=2,cells=1,low=-5,high=5");
  std::vector<int> tape(9);
  ASSERT_TRUE(codec->write_inputs(std::vector<Value>{4}, tape));
  EXPECT_EQ(words(*codec, tape), "int _ 4 _ _ _ _ _ _");
  EXPECT_EQ(codec->read_places(),
            (std::vector<bool>{false, false, false, false, false, false, true, true, true}));
}

TEST(ListsCodec, NamesTheValueAndTheLimitOfWhatDoesNotFit) {
  const auto codec = codec_of("inputs=1,cells=3,low=-5,high=5");
  std::vector<int> tape(10);
  const auto refusal = [&](const char* text) {
    const auto written = codec->write_output(*parse_value(text), tape);
    EXPECT_EQ(written.error().code, ErrorCode::bad_input) << text;
    return written.error().message;
  };
  EXPECT_THAT(refusal("6"),
              HasSubstr("the tape of lists does not take the integer 6: its numbers are -5..5"));
  EXPECT_THAT(refusal("[1,2,3,4]"), HasSubstr("4 elements: a register has 3 cells"));
  EXPECT_THAT(refusal("[[1]]"), HasSubstr("an integer or a boolean"));
  EXPECT_THAT(refusal("\"a\""), HasSubstr("an integer or a boolean"));
  EXPECT_THAT(refusal("[1,true]"), HasSubstr("not both"));
  EXPECT_THAT(codec->write_inputs(std::vector<Value>{1, 2}, tape).error().message,
              HasSubstr("it has registers for 1"));
}

TEST(ListsCodec, RefusesAnOutputThatIsNoValue) {
  const auto codec = codec_of("inputs=1,cells=2,low=-2,high=2");
  const int zero = 5 + 2;
  const std::vector<std::vector<int>> bad = {
      {0, 0, zero, 0},         // no kind
      {1, 0, 0, 0},            // an integer without its number
      {3, 0, zero, 0},         // a list without its length
      {3, zero - 1, zero, 0},  // of length -1
      {3, zero + 2, zero, 0},  // of two, with one number
      {2, 0, zero + 2, 0},     // a boolean that is 2
      {1, 0, 10, 0},           // outside the alphabet
  };
  for (const auto& output : bad) {
    std::vector<int> tape(4, 0);
    tape.insert(tape.end(), output.begin(), output.end());
    EXPECT_EQ(codec->read_output(tape).error().code, ErrorCode::bad_input) << words(*codec, tape);
  }
}

TEST(ListsCodec, NumbersMustReachTheLengthOfAList) {
  const auto made = make_codec(*Params::parse(tape_specs(), "cells=6,high=5"));
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::bad_param);
  EXPECT_THAT(made.error().message, HasSubstr("high=5 is less than cells=6"));
}

}  // namespace
}  // namespace inkling::lists
