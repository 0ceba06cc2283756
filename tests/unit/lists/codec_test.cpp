#include "codec.hpp"

#include <gtest/gtest.h>

#include "domain.hpp"

namespace inkling::lists {
namespace {

std::string words(const Codec& codec, const std::vector<int>& tokens) {
  std::string text;
  for (const int token : tokens) text += (text.empty() ? "" : " ") + codec.token_text(token);
  return text;
}

TEST(ListsCodec, WritesValuesAsTokensAndBack) {
  const auto codec = make_codec();
  const auto check = [&](const char* text, const char* expected) {
    const Value value = *parse_value(text);
    const auto tokens = codec->encode(value);
    ASSERT_TRUE(tokens.ok()) << text;
    EXPECT_EQ(words(*codec, *tokens), expected);
    for (const int token : *tokens)
      EXPECT_LT(static_cast<std::size_t>(token), codec->vocabulary_size());
    const auto back = codec->decode(*tokens);
    ASSERT_TRUE(back.ok()) << text;
    EXPECT_EQ(*back, value);
  };
  check("3", "3");
  check("-50", "-50");
  check("50", "50");
  check("[]", "[ ]");
  check("[1,-2]", "[ 1 -2 ]");
  check("[[true],[],[false]]", "[ [ true ] [ ] [ false ] ]");
}

TEST(ListsCodec, EveryTokenHasItsOwnText) {
  const auto codec = make_codec();
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < codec->vocabulary_size(); ++i)
    texts.push_back(codec->token_text(static_cast<int>(i)));
  std::sort(texts.begin(), texts.end());
  EXPECT_EQ(std::unique(texts.begin(), texts.end()), texts.end());
  EXPECT_EQ(codec->vocabulary_size(), 108u);
}

TEST(ListsCodec, SkipsTheBeginningAndStopsAtTheEnd) {
  const auto codec = make_codec();
  const std::vector<int> tokens = {1, 3, 57, 4, 2, 0, 0};  // BOS [ 0 ] EOS PAD PAD
  const auto value = codec->decode(tokens);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(to_text(*value), "[0]");
}

TEST(ListsCodec, RefusesWhatHasNoTokens) {
  const auto codec = make_codec();
  for (const char* text : {"51", "-51", "[1,300]", "\"a\""}) {
    const auto tokens = codec->encode(*parse_value(text));
    ASSERT_FALSE(tokens.ok()) << text;
    EXPECT_EQ(tokens.error().code, ErrorCode::bad_input);
  }
  EXPECT_FALSE(codec->encode(Value()).ok());
}

TEST(ListsCodec, RefusesTokensThatAreNoValue) {
  const auto codec = make_codec();
  const std::vector<std::vector<int>> bad = {{},
                                             {2},
                                             {3},
                                             {4},
                                             {57, 57},
                                             {3, 57},
                                             {108},
                                             {-1},
                                             {3, 1, 4},
                                             {57, 4},
                                             std::vector<int>(1000, 3)};
  for (const auto& tokens : bad) {
    const auto value = codec->decode(tokens);
    ASSERT_FALSE(value.ok()) << words(*codec, tokens);
    EXPECT_EQ(value.error().code, ErrorCode::bad_input);
  }
}

TEST(ListsCodec, TakesWhatTheGeneratorMakes) {
  const auto domain = make_domain();
  Rng rng(2);
  for (int i = 0; i < 50; ++i) {
    const auto made = domain->generate(Params(domain->info().generator), rng);
    ASSERT_TRUE(made.ok());
    for (const Example& example : made->task.examples) {
      for (const Value& input : example.inputs) EXPECT_TRUE(domain->codec()->encode(input).ok());
      const auto tokens = domain->codec()->encode(example.output);
      ASSERT_TRUE(tokens.ok());
      EXPECT_EQ(*domain->codec()->decode(*tokens), example.output);
    }
  }
}

}  // namespace
}  // namespace inkling::lists
