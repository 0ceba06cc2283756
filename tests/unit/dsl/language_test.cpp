#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LanguageTest : public ::testing::Test {
 protected:
  Program parse(const std::string& text) const {
    auto program = language_->parse(text);
    EXPECT_TRUE(program.ok()) << text;
    return program.ok() ? *program : Program();
  }
  Value run(const std::string& text, const std::vector<Value>& inputs) const {
    auto result = language_->run(parse(text), inputs);
    EXPECT_TRUE(result.ok()) << text << ": " << (result.ok() ? "" : to_text(result.error()));
    return result.ok() ? *result : Value();
  }
  std::unique_ptr<Language> language_ = make_language(small_catalogue());
};

TEST_F(LanguageTest, HandsOutItsCatalogueAndInfo) {
  EXPECT_EQ(language_->catalogue(), small_catalogue().get());
  EXPECT_EQ(language_->info().id, "small");
  EXPECT_EQ(language_->info().accepts, Program::Kind::symbolic);
}

TEST_F(LanguageTest, ProgramsHaveCanonicalTextSizeAndTree) {
  const Program program = parse("  Sort( map((+1),x0) ) ");
  EXPECT_EQ(program.text(), "sort(map(x -> x + 1, x0))");
  EXPECT_EQ(program.owner(), "small");
  EXPECT_EQ(program.size(), 7u);
  const CompiledProgram* tree = compiled(*small_catalogue(), program);
  ASSERT_NE(tree, nullptr);
  EXPECT_EQ(tree->inputs, std::vector{kInts});
  EXPECT_EQ(parse("@tight x0 + 1").text(), "@tight x0 + 1");
  EXPECT_EQ(parse("@default x0 + 1").text(), "x0 + 1");
  const Program foreign = Program::symbolic("other", "x0", 1, nullptr);
  EXPECT_EQ(compiled(*small_catalogue(), foreign), nullptr);
}

TEST_F(LanguageTest, RunsPrograms) {
  EXPECT_EQ(run("sort(x0)", {value("[3,1,2]")}), value("[1,2,3]"));
  EXPECT_EQ(run("@tight x0 + 1", {Value(50)}), Value());
  EXPECT_EQ(run("head(x0)", {value("[]")}), Value());
  EXPECT_EQ(run("x0 + 1", {Value()}), Value()) << "an undefined input";
}

TEST_F(LanguageTest, ChecksAgainWhenInputsHaveOtherTypesThanInferred) {
  EXPECT_EQ(run("head(x0)", {value("[\"a\"]")}), value("\"a\""));
  EXPECT_EQ(run("head(x0)", {value("[[1],[2]]")}), value("[1]"));
  EXPECT_EQ(run("x0", {value("\"a\"")}), value("\"a\""));
  const std::vector<std::vector<Value>> rows{{value("[1]")}, {value("[\"a\"]")}, {value("[]")}};
  const auto results = language_->run_batch(parse("head(x0)"), rows);
  ASSERT_TRUE(results.ok());
  EXPECT_THAT(*results, ElementsAre(Value(1), Value("a"), Value()));
}

TEST_F(LanguageTest, RunsProgramsThatAreTextOnly) {
  const Program program = Program::symbolic("small", "x0 * 2", 3, nullptr);
  const auto result = language_->run(program, std::vector<Value>{Value(4)});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, Value(8));
}

TEST_F(LanguageTest, RefusesInputsThatDoNotFit) {
  const auto result = language_->run(parse("sort(x0)"), std::vector<Value>{Value(1)});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::type);
  EXPECT_THAT(to_text(result.error()), HasSubstr("'sort(x0)' takes (list of int)"));
  EXPECT_THAT(to_text(result.error()), HasSubstr("(int)"));
  const auto missing = language_->run(parse("take(x1, x0)"), std::vector<Value>{Value(1)});
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(to_text(missing.error()), HasSubstr("needs 2 inputs, got 1"));
  const auto mixed = language_->run(parse("sort(x0)"), std::vector<Value>{value("[1,\"a\"]")});
  EXPECT_FALSE(mixed.ok());
  const auto latent = language_->run(Program::latent("nli", LatentCode{{1, 1, 1}, {}, {0}, {}}),
                                     std::vector<Value>{Value(1)});
  EXPECT_FALSE(latent.ok());
}

TEST_F(LanguageTest, ParsesAgainstGivenTypes) {
  const std::vector<Type> types{*parse_type("list of string")};
  const auto program = language_->parse_typed("head(x0)", types);
  ASSERT_TRUE(program.ok());
  EXPECT_EQ(compiled(*small_catalogue(), *program)->expr->sort, kString);
  EXPECT_FALSE(language_->parse_typed("sort(x0)", types).ok());
  // The element type of an empty list is open.
  const std::vector<Type> open{type_of(value("[]"))};
  EXPECT_TRUE(language_->parse_typed("sort(x0)", open).ok());
}

TEST_F(LanguageTest, TracesEveryCallOutsideFunctions) {
  const auto steps = language_->trace(parse("take(1 + 1, sort(map((*2), x0)))"),
                                      std::vector<Value>{value("[3,1,2]")});
  ASSERT_TRUE(steps.ok());
  std::vector<std::string> lines;
  for (const TraceStep& step : *steps) lines.push_back(step.label + " = " + to_text(step.value));
  EXPECT_THAT(lines, ElementsAre("x0 = [3,1,2]", "1 + 1 = 2", "map(x -> x * 2, x0) = [6,2,4]",
                                 "sort(map(x -> x * 2, x0)) = [2,4,6]",
                                 "take(1 + 1, sort(map(x -> x * 2, x0))) = [2,4]"));
}

TEST_F(LanguageTest, TracesUpToWhatIsUndefined) {
  const auto steps = language_->trace(parse("1 + head(x0)"), std::vector<Value>{value("[]")});
  ASSERT_TRUE(steps.ok());
  ASSERT_EQ(steps->size(), 3u);
  EXPECT_EQ((*steps)[1].label, "head(x0)");
  EXPECT_TRUE((*steps)[1].value.is_undefined());
  EXPECT_TRUE((*steps)[2].value.is_undefined());
}

TEST_F(LanguageTest, ExplainsInPlainWords) {
  const auto explain = [&](const char* text) { return language_->explain(parse(text)); };
  EXPECT_EQ(explain("take(2, sort(x0))"), "the first 2 elements of the input in ascending order");
  EXPECT_EQ(explain("take(1, sort(x0))"), "the first element of the input in ascending order");
  EXPECT_EQ(explain("take(-1, x0)"), "the first -1 elements of the input");
  EXPECT_EQ(explain("map((*2), x0)"), "the input after (x times 2)");
  EXPECT_EQ(explain("zip_with((a, b) -> (a + b) * 2, x0, x1)"),
            "input x0 and input x1 combined by ((x plus y) times 2)");
  EXPECT_EQ(explain("filter((>0), x0)"), "the elements of the input that pass x is greater than 0");
  EXPECT_EQ(explain("token(x0, DIGITS, 1)"), "run 1 of a run of digits in the input");
  EXPECT_EQ(explain("1 - 2 - (3 - x0)"), "1 minus 2 minus (3 minus the input)");
  EXPECT_EQ(explain("x0 ++ \"\""), "the input followed by the empty text");
  EXPECT_EQ(explain("square(x0)"), "square(x0)") << "no words: the text itself";
}

TEST_F(LanguageTest, CompletesWords) {
  const auto words = [&](const char* prefix) {
    std::vector<std::string> texts;
    for (const Completion& completion : language_->complete(prefix))
      texts.push_back(completion.text);
    return texts;
  };
  EXPECT_THAT(words("take(1, so"), ElementsAre("sort"));
  EXPECT_THAT(words("S"), ElementsAre("Scanl1", "Sort"));
  EXPECT_THAT(words("token(x0, DI"), ElementsAre("DIGITS"));
  EXPECT_THAT(words("@t"), ElementsAre("@tight", "@truncating"));
  EXPECT_GT(words("").size(), 30u);
  const auto completion = language_->complete("lengt");
  ASSERT_EQ(completion.size(), 1u);
  EXPECT_THAT(completion[0].summary, HasSubstr("(xs: list of a) -> int"));
}

TEST_F(LanguageTest, WritesItsReference) {
  const std::string text = language_->reference();
  EXPECT_THAT(text, HasSubstr("# The small language"));
  EXPECT_THAT(text, HasSubstr("## numbers"));
  EXPECT_THAT(text, HasSubstr("| `take` | `(n: int, xs: list of a) -> list of a` | `Take` |"));
  EXPECT_THAT(text, HasSubstr("`GetToken(..)`"));
  EXPECT_THAT(text, HasSubstr("| `@tight` |"));
  for (const Operator& op : small_catalogue()->operators())
    EXPECT_THAT(text, HasSubstr("| `" + op.name + "` |"));
}

}  // namespace
}  // namespace inkling::dsl::test
