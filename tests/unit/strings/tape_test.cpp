#include "tape.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling::strings {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Codec> tape(const char* params) {
  return make_tape(*Params::parse(tape_specs(), params));
}

std::string words(const Codec& codec, const std::vector<int>& symbols) {
  std::string text;
  for (const int symbol : symbols) text += (text.empty() ? "" : " ") + codec.symbol_text(symbol);
  return text;
}

TEST(StringsTape, WritesTextsWithEndMarksAndReadsThemBack) {
  const auto codec = tape("inputs=2,length=3");
  EXPECT_EQ(codec->shape(), (TapeShape{9, 97}));
  std::vector<int> symbols(9);
  ASSERT_TRUE(codec->write_inputs(std::vector<Value>{"a!"}, symbols));
  EXPECT_EQ(words(*codec, symbols), "a ! end blank blank blank blank blank blank");
  ASSERT_TRUE(codec->write_output(Value("xyz"), symbols));
  EXPECT_EQ(words(*codec, symbols), "blank blank blank blank blank blank x y z");
  EXPECT_EQ(*codec->read_output(symbols), Value("xyz"));
  ASSERT_TRUE(codec->write_output(Value(""), symbols));
  EXPECT_EQ(*codec->read_output(symbols), Value(""));
}

TEST(StringsTape, OnlyTheOutputsRegisterIsRead) {
  const auto codec = tape("inputs=1,length=2");
  EXPECT_EQ(codec->read_places(), (std::vector<bool>{false, false, true, true}));
}

TEST(StringsTape, NamesTheValueAndTheLimitOfWhatDoesNotFit) {
  const auto codec = tape("inputs=1,length=3");
  std::vector<int> symbols(6);
  const auto refusal = [&](const Value& value) {
    const auto written = codec->write_output(value, symbols);
    EXPECT_EQ(written.error().code, ErrorCode::bad_input);
    return written.error().message;
  };
  EXPECT_THAT(refusal("abcd"),
              HasSubstr("does not take a string of 4 characters: a register has 3"));
  EXPECT_THAT(refusal("é"), HasSubstr("printable ones of ASCII"));
  EXPECT_THAT(refusal("aé"), HasSubstr("the tape of strings does not take \"é\" in \"aé\": "));
  EXPECT_THAT(refusal(7), HasSubstr("takes strings only"));
  EXPECT_THAT(codec->write_inputs(std::vector<Value>{"a", "b"}, symbols).error().message,
              HasSubstr("the tape of strings does not take 2 inputs: it has registers for 1"));
}

TEST(StringsTape, ABlankInTheOutputIsNoText) {
  const auto codec = tape("inputs=1,length=2");
  EXPECT_EQ(codec->read_output(std::vector<int>{5, 5, 0, 1}).error().code, ErrorCode::bad_input);
}

}  // namespace
}  // namespace inkling::strings
