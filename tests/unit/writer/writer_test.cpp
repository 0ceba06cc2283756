// What stands around the networks that write: tokens and programs, the mask, the beam, memory, and
// what is refused. The networks themselves are tested against LibTorch (torch/).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <inkling/dsl/language.hpp>
#include <set>

#include "beam.hpp"
#include "drawn_sentence.hpp"
#include "generator.hpp"
#include "searcher.hpp"
#include "strings_catalogue.hpp"
#include "strings_domain.hpp"
#include "support/scratch_folder.hpp"
#include "token_language.hpp"
#include "writer_model.hpp"

namespace inkling::writer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<Type> kOneText{{Type::Base::string, 0}};

class WriterTest : public testing::Test {
 protected:
  std::shared_ptr<const TokenLanguage> tokens(const std::string& tape = "length=32") {
    auto made = make_token_language(*domain_, language_.get(), tape);
    EXPECT_TRUE(made.ok()) << to_text(made.error());
    return *made;
  }
  GeneratedTask generated(const std::string& params, std::uint64_t seed) {
    Rng rng(seed);
    return *domain_->generate(*Params::parse(domain_->info().generator, params), rng);
  }
  Program parsed(const std::string& text) {
    auto program = language_->parse_typed(text, kOneText);
    EXPECT_TRUE(program.ok()) << text;
    return *program;
  }
  std::vector<std::string> names(const TokenLanguage& of, const std::vector<int>& sentence) {
    std::vector<std::string> all;
    for (const int token : sentence)
      all.push_back(of.grammar().names()[static_cast<std::size_t>(token)]);
    return all;
  }

  std::unique_ptr<Domain> domain_ = strings::make_domain();
  std::unique_ptr<Language> language_ = dsl::make_language(strings::strings_catalogue());
};

TEST_F(WriterTest, ProgramsAreWrittenAsTheReferenceWritesThem) {
  const auto of = tokens();
  const auto show = [&](const char* text) { return names(*of, *of->read(parsed(text))); };
  EXPECT_THAT(show("GetToken(WORD, 1) | ConstStr(\".\")"),
              ElementsAre("GetToken", "regex WORD", "1", "ConstStr", "'.'", "<end>"));
  EXPECT_THAT(show("Compose(ToCase(ALL_CAPS), GetSpan(\",\", -1, END, NUMBER, 2, START))"),
              ElementsAre("Compose", "ToCase", "case ALL_CAPS", "GetSpan", "','", "-1",
                          "boundary END", "regex NUMBER", "2", "boundary START", "<end>"));
  EXPECT_THAT(show("Substitute(DIGIT, 1, \"x\") | SubStr(-3, 100)"),
              ElementsAre("Substitute", "regex DIGIT", "1", "'x'", "SubStr", "-3", "100", "<end>"));
  EXPECT_FALSE(of->read(parsed("reverse(x0)")).ok());
  EXPECT_FALSE(of->read(parsed("SubStr(1, 101)")).ok());
}

TEST_F(WriterTest, GeneratedProgramsOfAllSplitsComeBackFromTheirTokens) {
  const auto of = tokens();
  for (const char* split :
       {"none", "length", "different_concepts", "concept_order", "new_op", "op_functionality"})
    for (const char* part : {"train", "test"})
      for (std::uint64_t seed = 0; seed < 15; ++seed) {
        const auto task = generated(std::string("split=") + split + ",part=" + part, seed);
        const Program program = parsed(task.program);
        const auto sentence = of->read(program);
        ASSERT_TRUE(sentence.ok()) << task.program;
        EXPECT_EQ(sentence->back(), kEnd);
        const auto back = of->write(*sentence);
        ASSERT_TRUE(back.ok()) << to_text(back.error());
        EXPECT_EQ(back->text(), program.text());
      }
}

TEST_F(WriterTest, WhateverTheMaskAllowsParsesAndEndsInItsRoom) {
  const auto of = tokens();
  Rng rng(1);
  for (int i = 0; i < 300; ++i) {
    const auto room = static_cast<std::size_t>(rng.uniform(3, 40));
    const std::vector<int> sentence = test::drawn_sentence(of->grammar(), room, rng);
    const auto program = of->write(sentence);
    ASSERT_TRUE(program.ok()) << to_text(program.error());
    const auto again = language_->parse_typed(program->text(), kOneText);
    ASSERT_TRUE(again.ok()) << program->text();
    EXPECT_EQ(*of->read(*again), sentence) << program->text();
  }
}

TEST_F(WriterTest, SentencesThatAreNoneAreRefused) {
  const auto of = tokens();
  const auto sentence = *of->read(parsed("SubStr(1, 2)"));
  const auto error = [&](std::vector<int> broken) {
    const auto program = of->write(broken);
    EXPECT_FALSE(program.ok());
    return program.ok() ? std::string() : to_text(program.error());
  };
  EXPECT_THAT(error({}), HasSubstr("not complete"));
  EXPECT_THAT(error({sentence[0], sentence[1]}), HasSubstr("not complete"));
  EXPECT_THAT(error({sentence[1]}), HasSubstr("token 1, 1, may not stand there"));
  EXPECT_THAT(error({kEnd}), HasSubstr("may not stand there"));
  EXPECT_THAT(error({100'000}), HasSubstr("number 100000"));
  EXPECT_THAT(error({-1}), HasSubstr("number -1"));
}

TEST_F(WriterTest, ExamplesAreWrittenUpToTheirFirstEnd) {
  const auto of = tokens("length=4");
  EXPECT_EQ(of->specification().places(), 8u);
  std::vector<int> places(8);
  ASSERT_TRUE(of->encode({{Value("ab")}, Value("")}, places).ok());
  // A blank is 0; the tape's end 1 and its characters come one later.
  EXPECT_THAT(places, ElementsAre('a' - ' ' + 3, 'b' - ' ' + 3, 2, 0, 2, 0, 0, 0));
  const auto full = of->encode({{Value("abcd")}, Value("abcde")}, places);
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, ErrorCode::bad_input);
  EXPECT_THAT(full.error().message, HasSubstr("5 characters"));
  EXPECT_THAT(of->encode({{Value("\xC3\xA9")}, Value("")}, places).error().message,
              HasSubstr("printable ones of ASCII"));
}

TEST_F(WriterTest, WeightsSayHowManyExamplesTheyReadAndWhichLanguageTheyWrite) {
  const auto file = std::filesystem::path(INKLING_MODELS) / "robustfill-strings.safetensors";
  const inkling::test::ScratchFolder scratch;
  const auto load = [&](const char* key, const char* value) {
    nn::WeightsFile weights;
    EXPECT_EQ(nn::read_weights(file, weights), std::nullopt);
    weights.metadata[key] = value;
    EXPECT_EQ(nn::write_weights(scratch / "w.safetensors", weights), std::nullopt);
    return WriterModel::load(scratch / "w.safetensors", kRobustFillFormat, *domain_,
                             language_.get());
  };
  EXPECT_EQ((*load("train.pairs", "7"))->examples(), 7u);
  EXPECT_EQ((*load("train.language", "strings"))->examples(), 4u);
  for (const char* bad : {"0", "65", "-1", "4x", ""})
    EXPECT_THAT(load("train.pairs", bad).error().message, HasSubstr("1 to 64 are possible")) << bad;
  EXPECT_THAT(load("train.language", "hnps").error().message,
              HasSubstr("it writes the language 'hnps', and this is 'strings'"));
}

// Tokens of a small grammar, "a" or "b" twice, with probabilities that depend on the last one.
class TwoLetters : public Decoder {
 public:
  std::size_t tokens() const override { return 4; }
  std::size_t bytes_per_text() const override { return 1; }
  void step(std::span<const int> parents, std::span<const int> fed,
            std::vector<float>& all) override {
    EXPECT_EQ(parents.size(), fed.size());
    all.clear();
    for (const int token : fed) {
      // place 0 is "nonsense", which no grammar has, 1 is a, 2 is b, 3 the end.
      const float of[3][4] = {
          {0.4F, 0.3F, 0.2F, 0.1F}, {0.1F, 0.1F, 0.7F, 0.1F}, {0.1F, 0.4F, 0.4F, 0.1F}};
      for (const float p : of[token == 1 ? 1 : token == 2 ? 2 : 0]) all.push_back(std::log(p));
    }
  }
};

TEST(WriterBeam, FindsTheLikeliestTextsOfTheGrammar) {
  Grammar grammar;
  const int a = grammar.add_token("a"), b = grammar.add_token("b");
  const int first = grammar.add_symbol(), second = grammar.add_symbol(), end = grammar.add_symbol();
  for (const int token : {a, b}) {
    grammar.add_rule(first, token, {second});
    grammar.add_rule(second, token, {end});
  }
  grammar.add_rule(end, kEnd, {});
  grammar.finish();
  const Vocabulary vocabulary{&grammar, {-1, -1, 3, 1, 2}, 0};
  TwoLetters decoder;
  const Written all = search_beam(decoder, vocabulary, 10, 3);
  ASSERT_EQ(all.texts.size(), 4u);
  EXPECT_THAT(all.texts[0].tokens, ElementsAre(a, b, kEnd));
  EXPECT_NEAR(all.texts[0].log_probability, std::log(0.3 * 0.7 * 0.1), 1e-5);
  EXPECT_NEAR(all.texts[0].score, std::log(0.3 * 0.7 * 0.1) / length_penalty(3), 1e-5);
  EXPECT_EQ(all.masked, 1u + 4u);  // the very first choice, and every end: there it is a or b
  EXPECT_THAT(search_beam(decoder, vocabulary, 1, 3).texts.front().tokens, ElementsAre(a, b, kEnd));
  const Written stopped = search_beam(decoder, vocabulary, 10, 3, [] { return true; });
  EXPECT_TRUE(stopped.stopped);
  EXPECT_TRUE(stopped.texts.empty());
}

TEST(WriterCodes, AreShownAsInThePaper) {
  EXPECT_EQ(show_codes(std::vector<int>{14, 3}), "<TOK_14 TOK_3>");
}

TEST(WriterShape, NamesWhatDoesNotGoTogether) {
  Shape shape;
  shape.inputs = shape.outputs = shape.symbols = shape.tokens = 8;
  EXPECT_EQ(find_fault(shape), std::nullopt);
  shape.heads = 5;
  EXPECT_EQ(find_fault(shape), "width=64 is not a multiple of heads=5");
  shape.heads = 4;
  shape.width = 5000;
  EXPECT_EQ(find_fault(shape), "width=5000 is outside 2..1024");
}

}  // namespace
}  // namespace inkling::writer
