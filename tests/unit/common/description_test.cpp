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
    return Description(*catalogue_, dsl::default_dialect(*catalogue_), task_, Features{})
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
    Description description(*catalogue_, dsl::default_dialect(*catalogue_), task_, Features{});
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

TEST_F(DescriptionTest, PartsOfPiecesAndConstantsAreDescribedOnceAsWell) {
  const Features parts = features("left(digits_only(x0), 3) ++ right(digits_only(x0), 2)");
  EXPECT_EQ(parts.at("(x) -> digits_only(x)"), 1);
  EXPECT_EQ(parts.at("again"), 1);
  const Features constants = features("\"/n\" ++ x0 ++ \"/n\"");
  EXPECT_EQ(constants.at("constant"), prices::of_constant("/n"));
  EXPECT_EQ(constants.at("again"), 1);
}

// The more rows have it, as often as each other, the less a mark costs; spaces are counted as
// words.
TEST_F(DescriptionTest, AMarkThatAllRowsHaveIsCheap) {
  const std::string cut = "after(x0, \": \")";
  task_ = {"t", "strings", {{{"a: b"}, "b"}, {{"c: d"}, "d"}}, {{{"e: f g"}}}};
  EXPECT_EQ(features(cut)["steady"], prices::of_steady(3));
  EXPECT_EQ(features("after(x0, \" \")").contains("steady"), false);
  task_.queries.push_back({{"h: i: j"}});
  EXPECT_EQ(features(cut).contains("steady"), false) << "twice in one row";
  EXPECT_EQ(prices::of_steady(2), 0) << "two rows tell little";
  EXPECT_LT(prices::of_steady(3), prices::of_steady(4));
}

TEST_F(DescriptionTest, ABranchLikeTheOtherOneIsDescribedByWhatDiffers) {
  const std::string test = "if(contains(x0, \"b\"), ";
  const Features alike = features(test + "left(x0, 2) ++ \" AM\", left(x0, 2) ++ \" PM\")");
  EXPECT_EQ(alike.at("changed"), 2 * prices::kChanged + prices::of_constant("P"));
  EXPECT_EQ(alike.at("(x, n) -> left(x, n)"), 1);
  const Features other = features(test + "left(x0, 2) ++ \" AM\", right(x0, 2) ++ \" PM\")");
  EXPECT_FALSE(other.contains("changed"));
  EXPECT_FALSE(bits_of_change(*parse("left(x0, 2)"), *parse("left(x0, 3)")).has_value());
  EXPECT_EQ(bits_of_change(*parse("left(x0, 2)"), *parse("left(x0, 2)")), prices::kChanged);
}

// What a piece gives on queries is held against what it gives for examples.
TEST_F(DescriptionTest, APieceOfAnotherKindOnAQueryIsLonger) {
  task_ = {"t", "strings", {{{"ab-12"}, "12"}, {{"cd-34"}, "34"}}, {{{"ef-x5"}}}};
  EXPECT_EQ(features("after(x0, \"-\")")["odd"], prices::kOdd) << "a letter";
  EXPECT_EQ(features("after(x0, \"-\")")["ends"], prices::kEnds) << "in front";
  EXPECT_FALSE(features("digits_only(x0)").contains("ends"));
  // Whole words of the examples, and part of one: `ef-x|5`.
  EXPECT_EQ(features("get_token(x0, NUMBER, 1)")["odd"], prices::kOdd);
  task_.queries = {{{"ef-56"}}};
  EXPECT_FALSE(features("get_token(x0, NUMBER, 1)").contains("odd"));
  // More words than before are nothing odd.
  task_ = {"t", "strings", {{{"a: b"}, "b"}}, {{{"c: d e"}}}};
  EXPECT_FALSE(features("after(x0, \": \")").contains("odd"));
}

TEST_F(DescriptionTest, ANumberThatAColumnHasIsCopied) {
  task_ = {"t", "strings", {{{"a-b-c", 2}, "b"}}, {{{"d-e-f", 3}}}};
  const std::vector<dsl::Sort> sorts{moves::kString, moves::kInteger};
  const dsl::Dialect* dialect = nullptr;
  Description description(*catalogue_, dsl::default_dialect(*catalogue_), task_, Features{});
  const auto spelt = dsl::parse(*catalogue_, "part(x0, \"-\", 2)", &sorts, &dialect);
  const auto named = dsl::parse(*catalogue_, "part(x0, \"-\", x1)", &sorts, &dialect);
  ASSERT_TRUE(spelt && named);
  EXPECT_EQ(description.features(**spelt).at("named"), 1);
  EXPECT_LT(description.bits(**named), description.bits(**spelt));
}

// With the prices that were learned, and where every hole costs as little as it can: marks that all
// rows have, numbers that are columns. Else a program would become shorter without end by being put
// into the same move again and again.
TEST_F(DescriptionTest, WhatIsDoneToATextMakesAProgramLonger) {
  task_ = {"t", "strings", {}, {}};
  for (int row = 0; row < 8; ++row) task_.examples.push_back({{"a, b,    c", row}, "a"});
  const std::vector<dsl::Sort> sorts{moves::kString, moves::kInteger};
  const dsl::Dialect* dialect = nullptr;
  const auto text = [](const char* it) { return dsl::make_literal(Value(it), moves::kString); };
  const auto fill = [&](const moves::Step& step, std::size_t hole, const dsl::ExprPtr& x) {
    if (hole == 0) return x;
    if (!step.choices[hole].empty()) {
      const Value& first = step.choices[hole].front();
      return dsl::make_literal(first, first.is_int() ? moves::kInteger : moves::kString);
    }
    switch (step.holes[hole]) {
      case 'd':
      case 'g':
        return text(",    ");
      case 'e':
      case 'c':
        return text(" ");
      case 'k':
      case 'z':
        return text("0");
      case 'r':
        return dsl::make_constant(0, catalogue_->constants()[0].value);
      case 'b':
      case 'y':
        return dsl::make_input(0, moves::kString);
      case 'p':
      case 'l':
        return x;
      default:
        return step.sorts[hole] == moves::kInteger ? dsl::make_input(1, moves::kInteger)
                                                   : text(", ");
    }
  };
  Description description(*catalogue_, dsl::default_dialect(*catalogue_), task_);
  std::size_t tried = 0;
  for (const moves::Step& step : moves::steps_of(*catalogue_)) {
    if (step.kind == moves::Kind::choose || step.kind == moves::Kind::append) continue;
    const char* made = step.sorts[0] == moves::kString    ? "lower(x0)"
                       : step.sorts[0] == moves::kStrings ? "words(x0)"
                       : step.sorts[0] == moves::kInteger ? "len(x0)"
                                                          : "is_blank(x0)";
    const auto x = dsl::parse(*catalogue_, made, &sorts, &dialect);
    ASSERT_TRUE(x) << made;
    std::vector<dsl::ExprPtr> args;
    for (std::size_t hole = 0; hole < step.holes.size(); ++hole)
      args.push_back(fill(step, hole, *x));
    EXPECT_GT(description.bits(*moves::fill(step.pattern, args)), description.bits(**x) + 0.1)
        << step.text;
    ++tried;
  }
  EXPECT_GT(tried, 100U);
}

// No price falls below nothing by what was learned, and no discount grows.
TEST_F(DescriptionTest, NothingCostsLessThanNothing) {
  const Features prior = fitted_prior();
  const auto learned = [&](const std::string& name) {
    const auto known = prior.find(name);
    return known == prior.end() ? 0.0 : known->second;
  };
  EXPECT_GE(prices::kInput + learned("input"), 0);
  EXPECT_GE(prices::kInput + learned("again"), 0);
  EXPECT_GE(learned("steady"), 0);
  for (const auto& [name, bits] : prior) EXPECT_GE(bits, -1) << name;
  for (const moves::Step& step : moves::steps_of(*catalogue_)) {
    if (step.kind == moves::Kind::append) continue;
    EXPECT_GT(step.bits + learned(step.text), 0.5) << step.text;
  }
}

TEST(Prices, MoreSpacesTakeNoMoreOff) {
  EXPECT_LT(prices::of_separator(", "), prices::of_separator(","));
  EXPECT_EQ(prices::of_separator("," + std::string(40, ' ')), prices::of_separator(", "));
  EXPECT_EQ(prices::of_separator(std::string(40, ' ')), prices::of_separator("  "));
}

// Every way to see an operator as a move looks at its argument: of many that stand in each other
// none is described more than once.
TEST_F(DescriptionTest, ADeepProgramIsDescribedInTime) {
  std::string deep = "x0";
  for (int i = 0; i < 40; ++i) deep = "remove(" + deep + ", \"-\")";
  EXPECT_EQ(features(deep).at("(x, d) -> remove(x, d)"), 40);
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
