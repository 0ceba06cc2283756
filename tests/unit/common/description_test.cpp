#include <gtest/gtest.h>

#include <inkling/dsl/language.hpp>
#include <text/description.hpp>
#include <text/prices.hpp>

#include "strings_catalogue.hpp"

namespace inkling::text {
namespace {

class DescriptionTest : public testing::Test {
 protected:
  Task task_{"t",
             "strings",
             {{{"ab-cd"}, "ab"}, {{"ef-gh"}, "ef"}, {{"kl-mn-op"}, "kl"}},
             {{{"qr-st"}}, {{"uv"}}}};

  dsl::ExprPtr parse(const std::string& text) {
    const std::vector<dsl::Sort> sorts(task_.examples[0].inputs.size(), moves::kString);
    const dsl::Dialect* dialect = nullptr;
    auto expr = dsl::parse(*catalogue_, text, &sorts, &dialect);
    EXPECT_TRUE(expr) << text;
    return expr ? *expr : dsl::make_input(0, moves::kString);
  }
  double bits(const std::string& text) {
    return Description(*catalogue_, dsl::default_dialect(*catalogue_), task_,
                       Description::Prior::by_hand)
        .bits(*parse(text));
  }
  Features features(const std::string& text) {
    return Description(*catalogue_, dsl::default_dialect(*catalogue_), task_)
        .features(*parse(text));
  }
  std::shared_ptr<const dsl::Catalogue> catalogue_ = strings::strings_catalogue();
};

// A move costs what the language says, and its holes what stands in them.
TEST_F(DescriptionTest, AProgramCostsItsMovesAndWhatFillsThem) {
  const auto move = [&](const char* text) {
    for (const dsl::Move& it : catalogue_->moves())
      if (it.text == text) return it.bits;
    ADD_FAILURE() << "no move " << text;
    return 0.0;
  };
  EXPECT_DOUBLE_EQ(bits("part(x0, \"-\", 1)"), move("(x, d, i) -> part(x, d, i)") + prices::kInput +
                                                   prices::of_separator("-") + prices::of_index(1));
  // The same operator is a move with words in place of separators, too, which costs more.
  task_.queries.pop_back();  // it has no "-", and is told apart below
  EXPECT_DOUBLE_EQ(bits("before(x0, \"-\")"),
                   move("(x, d) -> before(x, d)") + prices::kInput + prices::of_separator("-"));
  const Features made = features("part(x0, \"-\", 1)");
  EXPECT_EQ(made.at("(x, d, i) -> part(x, d, i)"), 1);
  EXPECT_EQ(made.at("input"), 1);
}

// Of all ways to see a program as moves the shortest counts; every move describes itself.
TEST_F(DescriptionTest, EveryMoveOfOneHoleDescribesItsOwnProgram) {
  std::size_t tried = 0;
  for (const moves::Step& step : moves::steps_of(*catalogue_)) {
    if (step.holes != std::vector<char>{'x'} || step.sorts[0] != moves::kString) continue;
    ++tried;
    const auto expr = moves::fill(step.pattern, {dsl::make_input(0, moves::kString)});
    Description description(*catalogue_, dsl::default_dialect(*catalogue_), task_,
                            Description::Prior::by_hand);
    const Features made = description.features(*expr);
    EXPECT_TRUE(made.contains("input") && !made.contains("other")) << step.text;
  }
  EXPECT_GT(tried, 20U);
}

TEST_F(DescriptionTest, WhatIsUndefinedOnAQueryIsLonger) {
  const std::string cut = "part(x0, \"-\", 2)";  // none in "uv"
  EXPECT_EQ(features(cut)["undefined"] + features(cut)["empty"], 1);
  const double before = bits(cut);
  task_.queries.pop_back();
  EXPECT_LT(bits(cut), before);
}

TEST_F(DescriptionTest, MemorisingIsLong) {
  const double cut = bits("left(x0, 2)");
  EXPECT_GT(bits("if(x0 == \"ab-cd\", \"ab\", if(x0 == \"ef-gh\", \"ef\", \"kl\"))"), cut + 40);
  // A branch that rests on one example costs more than one of two.
  EXPECT_EQ(features("if(contains(x0, \"a\"), x0, lower(x0))")["lone"], 1);
  EXPECT_EQ(features("if(contains(x0, \"-\"), x0, lower(x0))")["lone"], 0);
}

TEST_F(DescriptionTest, WordsThatAllInputsHaveWereCopied) {
  task_ = {"t", "strings", {{{"sold apples"}, "apples"}, {{"old apples"}, "apples"}}, {}};
  EXPECT_GT(features("\"apples\"")["copied"], 10);
  EXPECT_EQ(features("\"pears\"")["copied"], 0);
  // In capitals or not, and where a word begins with it.
  task_ = {"t", "strings", {{{"ada lovelace"}, "A.L."}}, {}};
  EXPECT_GT(features("\"A.L.\"")["copied"], 10);
  EXPECT_EQ(features("\"D.V.\"")["copied"], 0);
}

TEST_F(DescriptionTest, WhatOccursTwiceIsDescribedOnce) {
  const Features twice = features("upper(x0) ++ \"/\" ++ upper(x0)");
  EXPECT_EQ(twice.at("(x) -> upper(x)"), 1);
  EXPECT_EQ(twice.at("again"), 1);
  EXPECT_EQ(twice.at("piece"), 2);
}

// Operators that are no moves, functions of pieces and integers have a length too.
TEST_F(DescriptionTest, EveryProgramHasALength) {
  for (const char* text :
       {"substr(x0, find(\"-\", x0) + 1, 2)", "join(map(y -> upper(y), words(x0)), \"-\")",
        "len(x0) + 3", "if(len(x0) > 5, \"a\", \"b\")"})
    EXPECT_GT(bits(text), 5) << text;
}

}  // namespace
}  // namespace inkling::text
