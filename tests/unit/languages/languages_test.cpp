// What holds for both languages that come with inkling, whatever operators they have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/dsl/random_program.hpp>

#include "lists_catalogue.hpp"
#include "strings_catalogue.hpp"
#include "test_catalogue.hpp"

namespace inkling::dsl::test {
namespace {

class Languages : public ::testing::TestWithParam<std::shared_ptr<const Catalogue>> {
 protected:
  const Catalogue& catalogue() const { return *GetParam(); }
};

struct Sample {
  ExprPtr expr;
  std::vector<Sort> inputs;
  std::vector<Value> values;
};

template <class Visit>
void for_programs(const Catalogue& catalogue, int rounds, const Visit& visit) {
  const std::vector<Sort> targets{kInt, kBool, kString, kInts, kBools, kStrings, kNested};
  const std::vector<std::vector<Sort>> inputs{{kInts},         {kInt, kInts}, {kString},
                                              {kString, kInt}, {kNested},     {kStrings, kBool}};
  Rng rng(11);
  std::size_t n = 0;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& sorts : inputs) {
      for (Sort target : targets) {
        RandomProgramOptions options;
        options.max_nodes = 3 + static_cast<std::size_t>(round % 20);
        options.lets = round % 3 == 0;
        const auto expr = random_program(catalogue, sorts, target, options, rng);
        if (!expr) continue;
        Sample sample{*expr, sorts, {}};
        for (Sort sort : sorts) sample.values.push_back(random_value(sort, 6, options, rng));
        visit(sample);
        ++n;
      }
    }
  }
  EXPECT_GT(n, static_cast<std::size_t>(rounds) * 20);
}

TEST_P(Languages, PrintedProgramsParseBack) {
  for_programs(catalogue(), 60, [&](const Sample& sample) {
    const std::string text = print(catalogue(), *sample.expr);
    const Dialect* dialect = nullptr;
    const auto again = parse(catalogue(), text, &sample.inputs, &dialect);
    ASSERT_TRUE(again.ok()) << render_error(again.error(), text);
    ASSERT_TRUE(equal(**again, *sample.expr)) << text << "\n" << print(catalogue(), **again);
  });
}

TEST_P(Languages, ProgramsAreTotalAndWellTypedInEveryDialect) {
  std::size_t defined = 0;
  for_programs(catalogue(), 60, [&](const Sample& sample) {
    for (const Dialect& dialect : catalogue().dialects()) {
      Arena arena;
      std::vector<Cell> cells(sample.inputs.size());
      for (std::size_t i = 0; i < cells.size(); ++i)
        ASSERT_TRUE(to_cell(sample.values[i], sample.inputs[i], arena, cells[i]));
      EvalContext context{arena, dialect, 200'000};
      Cell result;
      if (!evaluate(*sample.expr, cells.data(), context, result)) continue;
      ++defined;
      const Value value = to_value(result, sample.expr->sort);
      ASSERT_TRUE(unify(type_of(value), to_type(sample.expr->sort)).has_value())
          << print(catalogue(), *sample.expr) << " gave " << to_text(value);
      ASSERT_TRUE(within(dialect, sample.expr->sort, result) ||
                  sample.expr->kind != Expr::Kind::call);
    }
  });
  EXPECT_GT(defined, 500u);
}

TEST_P(Languages, ExplanationsLeaveNoSlotOpen) {
  const auto language = make_language(GetParam());
  for_programs(catalogue(), 20, [&](const Sample& sample) {
    const Program program = make_program(GetParam(), sample.expr, catalogue().dialects().front());
    const std::string words = language->explain(program);
    ASSERT_FALSE(words.empty());
    ASSERT_EQ(words.find("{0}"), std::string::npos) << words;
    ASSERT_EQ(words.find("{1}"), std::string::npos) << words;
  });
}

TEST_P(Languages, EveryOperatorIsComplete) {
  for (const Operator& op : catalogue().operators()) {
    EXPECT_TRUE(op.eval != nullptr || op.kernel != nullptr) << op.name;
    EXPECT_FALSE(op.summary.empty()) << op.name;
    EXPECT_FALSE(op.words.empty()) << op.name;
    EXPECT_FALSE(op.group.empty()) << op.name;
    EXPECT_TRUE(op.infix.empty() || op.params.size() == 2) << op.name;
    EXPECT_TRUE(!op.commutative || op.params.at(0).sort == op.params.at(1).sort) << op.name;
    for (std::size_t i = 0; i < op.params.size(); ++i) {
      const std::string slot = "{" + std::to_string(i) + "}";
      EXPECT_THAT(op.words, ::testing::HasSubstr(slot)) << op.name;
    }
  }
}

TEST_P(Languages, LambdaSeedsAreFunctions) {
  const std::vector<Sort> inputs{kInts};
  for (const LambdaSeed& seed : catalogue().lambda_seeds()) {
    bool parses = false;
    for (const char* op : {"map", "filter", "zip_with"}) {
      const std::string tail = std::string(op) == "zip_with" ? ", x0, x0)" : ", x0)";
      const Dialect* dialect = nullptr;
      const std::string text = std::string(op) + "(" + seed.text + tail;
      parses |= parse(catalogue(), text, &inputs, &dialect).ok();
    }
    EXPECT_TRUE(parses) << seed.text;
  }
}

TEST_P(Languages, MangledProgramsAreRefusedOrParse) {
  Rng rng(3);
  const std::string alphabet = "()[],+-*/%<>=&|\"\\ x0y1->ifthenelseletin@#.";
  for_programs(catalogue(), 20, [&](const Sample& sample) {
    std::string text = print(catalogue(), *sample.expr);
    for (int i = 0; i < 3; ++i) {
      const auto at =
          static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(text.size())));
      text.insert(at, 1, rng.pick(std::span<const char>(alphabet.data(), alphabet.size())));
    }
    const Dialect* dialect = nullptr;
    const auto expr = parse(catalogue(), text, nullptr, &dialect);
    const bool inside = expr.ok() || expr.error().span.value_or(SourceSpan{}).end <= text.size();
    ASSERT_TRUE(inside) << text;
  });
}

INSTANTIATE_TEST_SUITE_P(All, Languages,
                         ::testing::Values(lists::lists_catalogue(), strings::strings_catalogue()),
                         [](const auto& row) { return row.param->id(); });

}  // namespace
}  // namespace inkling::dsl::test
