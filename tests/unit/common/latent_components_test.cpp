// The kernel's components over latent models, with a model whose programs are numbers.
#include "latent_components.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <inkling/certainty.hpp>
#include <limits>

#include "support/lists.hpp"
#include "support/scratch_folder.hpp"
#include "support/tape_domain.hpp"
#include "token_codes.hpp"

namespace inkling::common {
namespace {

using testing::HasSubstr;

using test::list;

// Adds the first of two numbers, rounded, to every symbol below the blank; the second does nothing.
class Adder : public LatentModel {
 public:
  const ModelFacts& facts() const override { return facts_; }
  std::vector<DrawnCode> propose(const Pairs& pairs, std::size_t, double, Rng&) const override {
    seen = pairs;
    return {{LatentCode{facts_.space, {first, -0.1F}, {}, {}}, -0.5}};
  }
  std::vector<int> run(const LatentCode& code, std::span<const int> x) const override {
    std::vector<int> y(x.begin(), x.end());
    for (int& symbol : y)
      if (symbol < 10) symbol = (symbol + static_cast<int>(std::lround(code.vector[0]))) % 10;
    return y;
  }
  Result<std::unique_ptr<LatentProblem>> prepare(Pairs, const ProblemOptions&,
                                                 std::string) const override {
    return Error{ErrorCode::unsupported, "not asked here"};
  }
  static inline Pairs seen;          // by the last proposal
  static inline float first = 1.0F;  // number of a proposal

 private:
  ModelFacts facts_{5, 11, {1, 2, 0}};
};

class Continuous : public testing::Test {
 protected:
  void SetUp() override {
    Adder::first = 1.0F;
    path_ = scratch_ / "adder.safetensors";
    nn::WeightsFile file;
    file.metadata = {{"format", "adder"}, {"domain", "tape"}, {"tape", "places=5"}};
    ASSERT_EQ(nn::write_weights(path_, file), std::nullopt);
    shelf_ = std::make_shared<const ModelShelf>(
        [](const std::filesystem::path&) -> Result<ModelShelf::Model> {
          return ModelShelf::Model(std::make_shared<const Adder>());
        },
        "adder", std::vector<std::filesystem::path>{path_});
    interpreter_ = make_interpreter("adder", shelf_, domain_, {});
    inductor_ = make_inductor("adder", shelf_, domain_);
  }

  test::TapeDomain domain_{"tape"};
  test::ScratchFolder scratch_;
  std::filesystem::path path_;
  std::shared_ptr<const ModelShelf> shelf_;
  std::unique_ptr<Interpreter> interpreter_;
  std::unique_ptr<Inductor> inductor_;
};

TEST_F(Continuous, NumbersThatAreNotFiniteAreNoProgram) {
  Task task;
  task.examples = {Example{{list({1, 2, 3, 4, 5})}, list({2, 3, 4, 5, 6})}};
  Rng rng(1);
  for (const float damaged :
       {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    Adder::first = damaged;
    const auto proposed = inductor_->propose(task, 3, Params(inductor_->info().params), rng);
    ASSERT_FALSE(proposed.ok());
    EXPECT_THAT(to_text(proposed.error()), HasSubstr("model 'adder'"));
    EXPECT_THAT(to_text(proposed.error()), HasSubstr("not finite"));
  }
}

TEST_F(Continuous, ProgramsPrintRunAndParseBack) {
  Task task;
  task.examples = {Example{{list({1, 2, 3, 4, 5})}, list({2, 3, 4, 5, 6})}};
  Rng rng(1);
  const auto proposed = inductor_->propose(task, 3, Params(inductor_->info().params), rng);
  ASSERT_TRUE(proposed.ok()) << to_text(proposed.error());
  const Program& program = proposed->at(0).program;
  EXPECT_EQ(program.text(), "<adder: 1 -0.1>");
  const auto back = interpreter_->parse(program.text());
  ASSERT_TRUE(back.ok()) << to_text(back.error());
  EXPECT_EQ(back->text(), program.text());
  EXPECT_EQ(back->code().vector, program.code().vector);  // to the bit
  const std::vector<Value> inputs{list({7, 8, 9, 0, 1})};
  EXPECT_EQ(interpreter_->run(*back, inputs).value(), list({8, 9, 0, 1, 2}));
  const auto trace = interpreter_->trace(*back, inputs);
  ASSERT_TRUE(trace.ok()) << to_text(trace.error());
  ASSERT_EQ(trace->size(), 2U);
  EXPECT_EQ(trace->at(1).label, "decoded");
  EXPECT_THAT(interpreter_->explain(*back), HasSubstr("2 dimensions"));
}

TEST_F(Continuous, WeightsOfAnotherArchitectureAreSaidToBeThat) {
  nn::WeightsFile file;
  file.metadata = {{"format", "counter"}, {"domain", "tape"}, {"tape", "places=5"}};
  ASSERT_EQ(nn::write_weights(scratch_ / "counting.safetensors", file), std::nullopt);
  const ModelShelf shelf = ModelShelf::of_folders(
      [](const std::filesystem::path&) -> Result<ModelShelf::Model> {
        return ModelShelf::Model(std::make_shared<const Adder>());
      },
      "adder", {scratch_.path()});
  EXPECT_TRUE(shelf.model("adder", "tape").ok());
  const auto other = shelf.model("counting", "tape");
  ASSERT_FALSE(other.ok());
  // not_found: somebody else may know it.
  EXPECT_EQ(other.error().code, ErrorCode::not_found);
  EXPECT_THAT(to_text(other.error()),
              testing::HasSubstr("of format 'counter', and adder is needed"));
  EXPECT_THAT(to_text(shelf.model("addder", "tape").error()),
              testing::HasSubstr("did you mean 'adder'?"));
}

TEST_F(Continuous, AModelThatDoesNotSayHowCertainItIsIsNamed) {
  const StateCertainty* certainty = state_certainty(*interpreter_);
  ASSERT_NE(certainty, nullptr);
  const auto states =
      certainty->states(*interpreter_->parse("<1 0>"), std::vector<Value>{list({7, 8, 9, 0, 1})});
  ASSERT_FALSE(states.ok());
  EXPECT_EQ(states.error().code, ErrorCode::unsupported);
  EXPECT_THAT(states.error().message, HasSubstr("model 'adder' does not say"));
}

// Tokens add their number; the places are the less certain the more was added.
class Counter : public LatentModel {
 public:
  const ModelFacts& facts() const override { return facts_; }
  std::vector<DrawnCode> propose(const Pairs&, std::size_t, double, Rng&) const override {
    return {};
  }
  std::vector<int> run(const LatentCode& code, std::span<const int> x) const override {
    std::vector<int> states;
    for (std::size_t from = 0; from < x.size(); from += facts_.length) {
      std::vector<int> tape(x.begin() + static_cast<std::ptrdiff_t>(from),
                            x.begin() + static_cast<std::ptrdiff_t>(from + facts_.length));
      for (std::size_t t = 0; t < facts_.space.positions; ++t) {
        for (int& symbol : tape)
          if (symbol < 10 && t < code.tokens.size()) symbol = (symbol + code.tokens[t]) % 11;
        states.insert(states.end(), tape.begin(), tape.end());
      }
    }
    return states;
  }
  std::vector<float> certainty(const LatentCode& code, std::span<const int> x) const override {
    const std::vector<int> states = run(code, x);
    std::vector<float> all;
    for (const int symbol : states) all.push_back(1.0F - 0.05F * static_cast<float>(symbol));
    return all;
  }
  Result<std::unique_ptr<LatentProblem>> prepare(Pairs, const ProblemOptions&,
                                                 std::string) const override {
    return Error{ErrorCode::unsupported, "not asked here"};
  }

 private:
  ModelFacts facts_{5, 11, {3, 2, 4}};
};

TEST(Certainty, IsOfEveryPlaceAfterEveryTokenThatIsShown) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "counter.safetensors";
  nn::WeightsFile file;
  file.metadata = {{"format", "counter"}, {"domain", "tape"}, {"tape", "places=5"}};
  ASSERT_EQ(nn::write_weights(path, file), std::nullopt);
  const auto shelf = std::make_shared<const ModelShelf>(
      [](const std::filesystem::path&) -> Result<ModelShelf::Model> {
        return ModelShelf::Model(std::make_shared<const Counter>());
      },
      "counter", std::vector<std::filesystem::path>{path});
  const test::TapeDomain domain("tape");
  const auto interpreter = make_interpreter("counter", shelf, domain, {});
  const auto program = interpreter->parse("<1 2>");
  ASSERT_TRUE(program.ok()) << to_text(program.error());
  const std::vector<Value> inputs{list({1, 2, 3, 4, 5})};
  const auto steps = interpreter->trace(*program, inputs);
  const auto states = state_certainty(*interpreter)->states(*program, inputs);
  ASSERT_TRUE(steps.ok() && states.ok());
  ASSERT_EQ(steps->size(), 3U);  // the input and two tokens: the third position does nothing
  ASSERT_EQ(states->size(), 3U);
  EXPECT_EQ(states->at(0).certainty, std::vector<double>(5, 1.0));
  EXPECT_EQ(states->at(2).symbols.size(), 5U);
  EXPECT_NEAR(states->at(1).certainty[0], 0.9, 1e-6);  // 2
  EXPECT_NEAR(states->at(2).certainty[4], 0.6, 1e-6);  // 8
  EXPECT_EQ(states->at(2).symbols[4], "8");
}

TEST_F(Continuous, NumbersThatAreNoneAndTooFewAreRefused) {
  for (const char* text : {"<1>", "<1 2 3>", "<1 x>", "<1 nan>", "<1 inf>", "<>", "<1,2>", "1 2"}) {
    const auto program = interpreter_->parse(text);
    ASSERT_FALSE(program.ok()) << text;
    EXPECT_EQ(program.error().code, ErrorCode::parse) << text;
  }
  EXPECT_THAT(interpreter_->parse("<1>").error().notes.at(0), HasSubstr("2 numbers"));
  EXPECT_THAT(interpreter_->parse("<1 1e999>").error().message,
              HasSubstr("'1e999' is outside the range of a number"));
}

// A vector of another model's width, and tokens, are no programs of this one.
TEST_F(Continuous, ProgramsOfAnotherSpaceAreRefused) {
  const std::vector<Value> inputs{list({1, 2, 3, 4, 5})};
  for (const LatentCode& code : {LatentCode{{1, 3, 0}, {1, 2, 3}, {}, "adder"},
                                 LatentCode{{2, 1, 4}, {}, {1, 2}, "adder"}}) {
    const auto output = interpreter_->run(Program::latent("adder", code), inputs);
    ASSERT_FALSE(output.ok());
    EXPECT_EQ(output.error().code, ErrorCode::type);
    EXPECT_THAT(output.error().message, HasSubstr("is not of 2 numbers"));
  }
}

TEST_F(Continuous, OfManyExamplesSomeAreLookedAt) {
  Task task;
  task.examples.assign(1000, Example{{list({1, 2, 3, 4, 5})}, list({2, 3, 4, 5, 6})});
  task.examples[999] = Example{{list({0, 0, 0, 0, 0})}, list({1, 1, 1, 1, 1})};
  Rng rng(1);
  const Params params(inductor_->info().params);
  ASSERT_TRUE(inductor_->propose(task, 1, params, rng).ok());
  EXPECT_EQ(Adder::seen.count, 32U);
  EXPECT_EQ(Adder::seen.x.size(), 32U * 5U);
  EXPECT_EQ(Adder::seen.y.size(), 32U * 5U);
  // What is not looked at must fit the tape all the same.
  task.examples[998].inputs = {list({1, 2})};
  const auto refused = inductor_->propose(task, 1, params, rng);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("example 999, input"));
  task.examples.resize(33);
  ASSERT_TRUE(inductor_->propose(task, 1, params, rng).ok());
  EXPECT_EQ(Adder::seen.count, 32U);
  task.examples.resize(32);
  ASSERT_TRUE(inductor_->propose(task, 1, params, rng).ok());
  EXPECT_EQ(Adder::seen.count, 32U);
}

TEST_F(Continuous, AVectorIsNotMadeOfTokens) {
  const auto tokens = interpreter_->gradient()->tokens("");
  ASSERT_FALSE(tokens.ok());
  EXPECT_EQ(tokens.error().code, ErrorCode::unsupported);
  EXPECT_THAT(tokens.error().message, HasSubstr("not made of tokens"));
}

TEST(Words, SayWhatAProgramDoesByItsTokens) {
  const std::string dictionary =
      "2 1.000 reverse(x0)\n14 0.998 shift_left(x0, 1)\nnonsense\n5 0.9\n6 0.5 x0\n"
      "7 0.96 negate(x0)\n8 0.995 sort(x0)\t0.900 most_equal<=4\n";
  const LatentSpace space{6, 8, 16};
  const auto words = [&](std::vector<int> tokens) {
    return words_of({space, {}, std::move(tokens), {}}, dictionary);
  };
  EXPECT_EQ(words({2, 14, 14, 14, 0}), "reverse(x0), then shift_left(x0, 1) 3 times");
  EXPECT_EQ(words({0, 2}), "reverse(x0)");
  EXPECT_EQ(words({2, 5}), "");  // 5 has no meaning
  EXPECT_EQ(words({6}), "");     // and 6 none to speak of
  EXPECT_EQ(words({7}), "negate(x0) (on 96% of states)");
  EXPECT_EQ(words({8}), "sort(x0) (on 90% of states or more)");
  EXPECT_EQ(words({0, 0}), "");
}

}  // namespace
}  // namespace inkling::common
