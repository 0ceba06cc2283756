// latent+symbolic, on a language of tokens whose answers are known.
#include "tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <inkling/gradient.hpp>
#include <inkling/interpreter.hpp>

#include "support/tape_domain.hpp"

namespace inkling::descend {
namespace {

using testing::HasSubstr;

constexpr std::size_t kPlaces = 5, kMost = 6;

void step(int token, std::span<int> tape) {
  if (token == 1)
    for (int& symbol : tape)
      if (symbol < 10) symbol = (symbol + 1) % 10;
  if (token == 2) std::rotate(tape.begin(), tape.begin() + 1, tape.end());
  if (token == 3) std::reverse(tape.begin(), tape.end());
}

// Token 3 says it reverses, and a program that holds it does something else.
class Machine : public TokenMachine {
 public:
  explicit Machine(std::shared_ptr<const Codec> codec) : codec_(std::move(codec)) {}
  const std::string& model() const override { return model_; }
  const LatentSpace& space() const override { return space_; }
  const Codec& codec() const override { return *codec_; }
  std::vector<int> apply(std::span<const int> tokens, std::span<const int> tapes) const override {
    std::vector<int> after(tapes.begin(), tapes.end());
    for (std::size_t i = 0; i < tokens.size(); ++i)
      step(tokens[i], std::span(after).subspan(i * kPlaces, kPlaces));
    return after;
  }
  const std::vector<double>& usage() const override { return usage_; }
  Result<std::vector<LatentCode>> propose(const Task&, std::size_t, Rng&) const override {
    return std::vector<LatentCode>{LatentCode{space_, {}, {1, 0, 1}, model_}};
  }

 private:
  std::string model_ = "digits";
  LatentSpace space_{kMost, 4, 4};
  std::shared_ptr<const Codec> codec_;
  std::vector<double> usage_{0.0, 0.4, 0.4, 0.2};
};

class Tokens : public Interpreter, public DifferentiableInterpreter {
 public:
  explicit Tokens(const Domain& domain) : codec_(*make_codec(domain, "places=5")) {
    info_.id = "tokens";
    info_.accepts = Program::Kind::latent;
  }
  const InterpreterInfo& info() const override { return info_; }
  const DifferentiableInterpreter* gradient() const override { return this; }
  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    std::vector<int> tape(kPlaces);
    if (auto ok = codec_->write_inputs(inputs, tape); !ok) return ok.error();
    for (const int token : program.code().tokens)
      if (token != 3) step(token, tape);
    return codec_->read_output(tape);
  }
  Result<std::unique_ptr<LatentProblem>> prepare(const Task&,
                                                 const ProblemOptions&) const override {
    return Error{ErrorCode::unsupported, "not asked here"};
  }
  Result<std::unique_ptr<TokenMachine>> tokens(std::string_view) const override {
    return std::unique_ptr<TokenMachine>(std::make_unique<Machine>(codec_));
  }

 private:
  InterpreterInfo info_;
  std::shared_ptr<const Codec> codec_;
};

Value list(std::initializer_list<int> items) {
  Value::List values;
  for (const int item : items) values.emplace_back(item);
  return Value(std::move(values));
}

class SymbolicSearch : public testing::Test {
 protected:
  Result<Outcome> search(const Task& task) {
    Toolbox tools;
    tools.domain = &domain_;
    tools.interpreter = &interpreter_;
    const auto searcher = make_symbolic_searcher();
    return searcher->search(task, tools, Params(searcher->info().params), 1, Budget(), nullptr);
  }
  static Task task(const Value& input, const Value& output) {
    Task task;
    task.examples.push_back({{input}, output});
    return task;
  }
  test::TapeDomain domain_{"tape"};
  Tokens interpreter_{domain_};
};

TEST_F(SymbolicSearch, FindsAProgramOfTokens) {
  const auto outcome = search(task(list({1, 2, 3, 4, 5}), list({5, 6, 7, 3, 4})));
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->reason, StopReason::solved);
  std::vector<int> tokens = outcome->candidates.at(0).program.code().tokens;
  std::sort(tokens.begin(), tokens.end());  // whatever the order: it does the same
  EXPECT_THAT(tokens, testing::ElementsAre(1, 1, 2, 2));
  EXPECT_EQ(outcome->candidates.at(0).fits, 1U);
}

TEST_F(SymbolicSearch, TriesTheInductorsProgramFirst) {
  const auto outcome = search(task(list({1, 2, 3, 4, 5}), list({3, 4, 5, 6, 7})));
  EXPECT_EQ(outcome.value().evaluations, 1U);
}

// What its tokens do one by one is no proof of what a program does as a whole.
TEST_F(SymbolicSearch, AProgramIsRunBeforeItCounts) {
  const auto outcome = search(task(list({1, 2, 3, 4, 5}), list({5, 4, 3, 2, 1})));
  EXPECT_EQ(outcome.value().reason, StopReason::exhausted);
  EXPECT_EQ(outcome.value().candidates.at(0).fits, 0U);
}

TEST_F(SymbolicSearch, WhatDoesNotFitTheTapeIsAnError) {
  const auto outcome = search(task(list({1, 2}), list({1, 2})));
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::bad_input);
  EXPECT_THAT(outcome.error().message, HasSubstr("[1,2]"));
}

TEST_F(SymbolicSearch, NeedsAnInterpreterWithTokens) {
  const auto searcher = make_symbolic_searcher();
  const auto outcome =
      searcher->search({}, {}, Params(searcher->info().params), 1, Budget(), nullptr);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace inkling::descend
