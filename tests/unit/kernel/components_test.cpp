#include <gtest/gtest.h>

#include "support/tiny_domain.hpp"

namespace inkling {
namespace {

// An interpreter that overrides nothing optional.
class Plain : public Interpreter {
 public:
  const InterpreterInfo& info() const override {
    static const InterpreterInfo info{"plain", ""};
    return info;
  }
  Result<Value> run(const Program&, std::span<const Value> inputs) const override {
    if (inputs[0] == Value(0)) return Error{ErrorCode::type, "zero"};
    return inputs[0];
  }
};

TEST(InterpreterDefaults, BatchRunsRowByRowAndStopsAtAnError) {
  const Plain plain;
  const std::vector<std::vector<Value>> rows{{1}, {"a"}};
  EXPECT_EQ(*plain.run_batch(Program(), rows), (std::vector<Value>{1, "a"}));
  const std::vector<std::vector<Value>> bad{{1}, {0}};
  EXPECT_EQ(plain.run_batch(Program(), bad).error().message, "zero");
}

TEST(InterpreterDefaults, OptionalAbilitiesAreUnsupported) {
  const Plain plain;
  EXPECT_EQ(plain.trace(Program(), {}).error().code, ErrorCode::unsupported);
  EXPECT_EQ(plain.parse("x").error().code, ErrorCode::unsupported);
  EXPECT_EQ(plain.gradient(), nullptr);
  EXPECT_EQ(plain.language(), nullptr);
  EXPECT_TRUE(plain.ready());
  const test::ShiftLanguage shifts;
  EXPECT_EQ(shifts.language(), &shifts);
  EXPECT_EQ(shifts.catalogue(), nullptr);
  const Program program = Program::symbolic("plain", "f(x)", 2, nullptr);
  EXPECT_EQ(plain.explain(program), "f(x)");
}

TEST(DomainDefaults, ReadTheTextFormOfValues) {
  const test::TinyDomain domain;
  EXPECT_EQ(*domain.read_inputs("[1], 2"), (std::vector<Value>{Value::List{1}, 2}));
  EXPECT_EQ(*domain.read_output("[1]"), Value(Value::List{1}));
  EXPECT_FALSE(domain.read_output("1, 2"));
  EXPECT_EQ(make_codec(domain, "").error().code, ErrorCode::unsupported);
  EXPECT_EQ(domain.info().language, "shift");
}

TEST(Programs, LatentTextIsTheTokensOrTheNumbers) {
  const Program program = Program::latent("m", {{4, 8, 16}, {}, {14, 14, 0, 14}, {}});
  EXPECT_EQ(program.text(), "<14 14 0 14>");
  EXPECT_EQ(program.size(), 4U);
  EXPECT_EQ(program.kind(), Program::Kind::latent);
  EXPECT_EQ(program.code().space.codes, 16U);
  EXPECT_EQ(program.owner(), "m");
  const Program point = Program::latent("m", {{1, 3, 0}, {0.25F, -1.5F, 0.1F}, {}, "lpn"});
  EXPECT_EQ(point.text(), "<lpn: 0.25 -1.5 0.1>");
  EXPECT_EQ(point.size(), 3U);
  EXPECT_EQ(Program().text(), "");
}

}  // namespace
}  // namespace inkling
