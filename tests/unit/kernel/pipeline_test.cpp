// Programs of several interpreters, one after the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/pipeline.hpp>
#include <inkling/session.hpp>

#include "support/tiny_domain.hpp"

namespace inkling::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using List = Value::List;

TEST(SplitPipeline, PartsAtPipesOutsideQuotesBracketsAndLatentPrograms) {
  EXPECT_THAT(split_pipeline("sort(x0)"), ElementsAre("sort(x0)"));
  EXPECT_THAT(split_pipeline(" <a: 1 2> |> f(x0)|>g(x0) "),
              ElementsAre("<a: 1 2>", "f(x0)", "g(x0)"));
  EXPECT_THAT(split_pipeline("f(\"|>\", x0)"), ElementsAre("f(\"|>\", x0)"));
  EXPECT_THAT(split_pipeline("f(x |> y)"), ElementsAre("f(x |> y)"));
  EXPECT_THAT(split_pipeline("\"a\\\"|>\""), ElementsAre("\"a\\\"|>\""));
  EXPECT_THAT(split_pipeline("x0 |> <a|b: 1> |> x0"), ElementsAre("x0", "<a|b: 1>", "x0"));
  EXPECT_THAT(split_pipeline("<open |> x0"),
              ElementsAre("<open |> x0"));  // for its reader to refuse
  EXPECT_THAT(split_pipeline("f(x0) |>"), ElementsAre("f(x0)", ""));
  EXPECT_THAT(split_pipeline(""), ElementsAre(""));
}

TEST(Compose, PutsAProgramIntoTheInputOfAnother) {
  EXPECT_EQ(compose("reverse(x0)", "x0"), "reverse(x0)");
  EXPECT_EQ(compose("x0 * x0", "x0 + 1"), "(x0 + 1) * (x0 + 1)");
  EXPECT_EQ(compose("f(x01, fx0, \"x0\", x0)", "y"), "f(x01, fx0, \"x0\", y)");
}

class Pipelines : public testing::Test {
 protected:
  Pipelines() : registry_(tiny_registry()), domain_(registry_->domain("tiny").value()) {}
  const Interpreter& interpreter(std::string_view id) {
    const auto found = registry_->interpreter(id, *domain_);
    if (!found) throw Exception(found.error());
    return **found;
  }
  std::unique_ptr<Registry> registry_;
  const Domain* domain_;
};

TEST_F(Pipelines, AnEmptyIdIsTheLanguageOfTheDomainAndThereIsOneOfEach) {
  const Interpreter& both = interpreter("tiny-latent|>");
  EXPECT_EQ(both.info().id, "tiny-latent|>shift");
  EXPECT_EQ(&interpreter("tiny-latent |> shift"), &both);
  EXPECT_NE(both.gradient(), nullptr);
  EXPECT_EQ(both.language(), nullptr);
  const auto missing = registry_->interpreter("tiny-latent|>nothing", *domain_);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

TEST_F(Pipelines, StagesOfBothWorldsAreOneProgram) {
  const Interpreter& both = interpreter("tiny-latent|>");
  const auto program = both.parse("shift 5|> <2 1> |> shift 1");
  ASSERT_TRUE(program.ok()) << to_text(program.error());
  EXPECT_EQ(program->text(), "shift 5 |> <2 1> |> shift 1");
  EXPECT_EQ(both.parse(program->text())->text(), program->text());
  const std::vector<Value> inputs{Value(List{0, 9})};
  EXPECT_EQ(both.run(*program, inputs).value(), Value(List{0, 9}));  // 5 + 3 + 1 + 1
  EXPECT_THAT(stages_of({&both, *program}), testing::SizeIs(3));
  EXPECT_EQ(stages_of({&both, *program})[1].interpreter, &interpreter("tiny-latent"));
  const CheckedProgram alone{&interpreter("shift"), ShiftLanguage::program(2)};
  EXPECT_EQ(stages_of(alone).at(0).program.text(), "shift 2");
}

TEST_F(Pipelines, ATraceGoesThroughAllStages) {
  const Interpreter& both = interpreter("tiny-latent|>");
  const auto program = both.parse("<2 0> |> <0 1>");
  ASSERT_TRUE(program.ok());
  const std::vector<Value> inputs{Value(List{1})};
  const auto steps = both.trace(*program, inputs);
  ASSERT_TRUE(steps.ok());
  std::vector<std::string> values;
  for (const TraceStep& step : *steps) values.push_back(to_text(step.value));
  EXPECT_THAT(values, ElementsAre("[1]", "[4]", "[4]", "[4]", "[5]"));
}

// Halves even numbers; a later stage that gives what the next does not take is undefined there.
class Odd : public Interpreter {
 public:
  Odd() { info_.id = "odd"; }
  const InterpreterInfo& info() const override { return info_; }
  Result<Value> run(const Program&, std::span<const Value> inputs) const override {
    if (!inputs[0].is_int()) return Error{ErrorCode::type, "no number"};
    if (inputs[0].as_int() == 13) return Error{ErrorCode::device, "broken"};
    if (inputs[0].as_int() % 2 != 0) return Value();
    const std::int64_t half = inputs[0].as_int() / 2;
    return half == 50 ? Value("fifty") : Value(half);
  }
  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    auto value = run(program, inputs);
    if (!value) return std::move(value).error();
    return std::vector<TraceStep>{{"input", inputs[0]}, {"half", *std::move(value)}};
  }
  Result<Program> parse(std::string_view text) const override {
    if (text != "half") return Error{ErrorCode::parse, "expected 'half'", {}, SourceSpan{0, 1}};
    return Program::symbolic("odd", "half", 1, nullptr);
  }

 private:
  InterpreterInfo info_;
};

TEST(PipelineRuns, WhatAStageDoesNotTakeIsUndefinedAndOtherErrorsAreErrors) {
  const Odd odd;
  const PipelineInterpreter twice("odd|>odd", "any", {&odd, &odd});
  const auto program = twice.parse("half |> half");
  ASSERT_TRUE(program.ok());
  const std::vector<std::vector<Value>> rows{{Value(8)}, {Value(6)}, {Value(3)}, {Value(100)}};
  const auto values = twice.run_batch(*program, rows);
  ASSERT_TRUE(values.ok()) << to_text(values.error());
  EXPECT_THAT(*values, ElementsAre(Value(2), Value(), Value(), Value()));
  EXPECT_EQ(twice.run(*program, rows[0]).value(), Value(2));
  // The inputs must be right, and what breaks is said.
  EXPECT_EQ(twice.run(*program, std::vector<Value>{Value("x")}).error().code, ErrorCode::type);
  EXPECT_EQ(twice.run(*program, std::vector<Value>{Value(26)}).error().code, ErrorCode::device);
  // Steps are those of a run.
  EXPECT_EQ(twice.trace(*program, rows[0])->back().value, Value(2));
  EXPECT_EQ(twice.trace(*program, rows[3])->back().value, Value());
  EXPECT_EQ(twice.trace(*program, std::vector<Value>{Value("x")}).error().code, ErrorCode::type);
  EXPECT_EQ(twice.trace(*program, std::vector<Value>{Value(26)}).error().code, ErrorCode::device);
  // A program of another interpreter is none of this.
  EXPECT_EQ(twice.run(odd.parse("half").value(), rows[0]).error().code, ErrorCode::type);
}

TEST(PipelineRuns, AnErrorNamesTheStageAndItsPlace) {
  const Odd odd;
  const PipelineInterpreter twice("odd|>odd", "any", {&odd, &odd});
  const auto wrong = twice.parse("half |> third");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().message, "stage 2: expected 'half'");
  EXPECT_EQ(wrong.error().span->begin, 8U);
  EXPECT_THAT(twice.parse("<1>").error().message, HasSubstr("'<1>' is a latent program"));
}

TEST_F(Pipelines, CanBeTypedAndCompared) {
  Session session(*registry_);
  ASSERT_TRUE(session.set_domain("tiny").ok());
  const auto typed = session.find_program("<2 0> |> shift 4");
  ASSERT_TRUE(typed.ok()) << to_text(typed.error());
  EXPECT_EQ(typed->interpreter->info().id, "tiny-latent|>shift");
  ASSERT_TRUE(session.add_example({{Value(List{1})}, Value(List{8})}).ok());
  const auto report = session.crosscheck(*typed, *session.find_program("shift 7"), {});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->agreements, report->inputs);
  // Stages of the language alone are a pipeline, too.
  EXPECT_EQ(session.find_program("shift 1 |> shift 2")->program.text(), "shift 1 |> shift 2");
  const auto bad = session.find_program("<2 0> |> shift 44");
  ASSERT_FALSE(bad.ok());
  EXPECT_THAT(bad.error().message, HasSubstr("stage 2: expected 'shift n'"));
}

}  // namespace
}  // namespace inkling::test
