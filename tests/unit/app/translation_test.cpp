// What latent programs say in the readable language.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/translation.hpp>
#include <inkling/pipeline.hpp>

#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using testing::HasSubstr;

Program tokens(std::vector<int> codes) {
  return Program::latent("x", {LatentSpace{8, 4, 16}, {}, std::move(codes), "m"});
}

std::string meaning(const Program&, int token) {
  return token == 1 ? "reverse(x0)" : token == 2 ? "x0 + 1" : "";
}

TEST(ComposeMeanings, OneInTheOther) {
  const auto composed = [](Program program) {
    return compose_meanings({nullptr, std::move(program)}, meaning);
  };
  EXPECT_EQ(composed(tokens({1, 0, 2})), "(reverse(x0)) + 1");
  EXPECT_EQ(composed(tokens({0, 0})), "x0");
  EXPECT_EQ(composed(tokens({1, 3})), "");  // one is unknown
  EXPECT_EQ(composed(Program::latent("x", {LatentSpace{1, 2, 0}, {0.5F, 1.0F}, {}, "m"})), "");
}

class Translations : public testing::Test {
 protected:
  Translations() : registry_(test::tiny_registry()), domain_(registry_->domain("tiny").value()) {
    for (std::int64_t i = 0; i < 50; ++i) rows_.push_back({Value(Value::List{i % 10, 3})});
    options_.solver = "scan";
  }
  Result<Translation> translation(const std::string& interpreter, const std::string& program,
                                  const MeaningOf& meanings) {
    const auto found = registry_->interpreter(interpreter, *domain_);
    if (!found) return found.error();
    auto parsed = (*found)->parse(program);
    if (!parsed) return std::move(parsed).error();
    return translate(*registry_, *domain_, {*found, *std::move(parsed)},
                     test::shift_task(1, {Value(Value::List{1, 2})}), rows_, meanings, options_,
                     {});
  }
  std::unique_ptr<Registry> registry_;
  const Domain* domain_;
  std::vector<std::vector<Value>> rows_;
  TranslationOptions options_;
};

const MeaningOf kUnknown = [](const Program&, int) { return std::string(); };

TEST_F(Translations, AreSearchedWhereATokenHasNoMeaning) {
  const auto found = translation("tiny-latent", "<2 1>", kUnknown);
  ASSERT_TRUE(found.ok()) << to_text(found.error());
  EXPECT_TRUE(found->searched);
  EXPECT_EQ(found->program->program.text(), "shift 4");
  EXPECT_EQ(to_text(*found),
            "the same as shift 4 on 50 of 50 generated inputs, found by what it does");
}

TEST_F(Translations, AreThoseOfTheDictionaryWhereThatIsRight) {
  const auto found = translation("tiny-latent", "<2 0>",
                                 [](const Program&, int) { return std::string("shift 3"); });
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->searched);
  EXPECT_EQ(to_text(*found), "the same as shift 3 on 50 of 50 generated inputs");
}

// A dictionary may be wrong, and what the program does is what counts.
TEST_F(Translations, AWrongDictionaryIsOutvoted) {
  const auto found = translation("tiny-latent", "<2 0>",
                                 [](const Program&, int) { return std::string("shift 8"); });
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->searched);
  EXPECT_EQ(found->program->program.text(), "shift 3");
}

TEST_F(Translations, WhatNoProgramOfTheSolverDoesIsSaid) {
  options_.solver = "narrow";  // shifts up to 2
  const auto found = translation("tiny-latent", "<2 2>", kUnknown);
  ASSERT_TRUE(found.ok()) << to_text(found.error());
  EXPECT_FALSE(found->program.has_value());
  EXPECT_THAT(to_text(*found), HasSubstr("no program of the readable language"));
  const auto near = translation("tiny-latent", "<2 0>",
                                [](const Program&, int) { return std::string("shift 8"); });
  ASSERT_TRUE(near.ok());
  EXPECT_EQ(to_text(*near), "its tokens say shift 8: the same on 0 of 50 generated inputs");
}

TEST_F(Translations, ArePipelinesToo) {
  const auto found = translation("tiny-latent|>", "<2 1> |> shift 3", kUnknown);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->program->program.text(), "shift 7");
  const auto readable = translation("tiny-latent|>", "shift 1 |> shift 3", kUnknown);
  ASSERT_FALSE(readable.ok());
  EXPECT_EQ(readable.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace inkling::app
