// How far programs agree, and the smallest inputs on which they do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/agreement.hpp>
#include <inkling/language.hpp>

#include "support/bare_domain.hpp"
#include "support/calls.hpp"
#include "support/scratch_folder.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using test::Calls;
using testing::HasSubstr;

TEST(Wilson, IsTheIntervalOfTheTextbooks) {
  const Share share = wilson(81, 263);  // Wilson 1927, in the form of Newcombe 1998, table I
  EXPECT_NEAR(share.share, 0.3080, 1e-4);
  EXPECT_NEAR(share.low, 0.2553, 1e-4);
  EXPECT_NEAR(share.high, 0.3662, 1e-4);
  EXPECT_NEAR(wilson(0, 20).high, 0.1611, 1e-4);
  EXPECT_EQ(wilson(0, 20).low, 0.0);
  EXPECT_EQ(wilson(20, 20).high, 1.0);
  EXPECT_EQ(wilson(0, 0).high, 0.0);
}

Task like(const Value& input) {
  Task task;
  task.examples.push_back({{input}, Value(0)});
  return task;
}

Divergence shrunk(const Value& input, Calls::Function left, Calls::Function right,
                  const Domain& domain = test::BareDomain()) {
  const Calls a(std::move(left)), b(std::move(right));
  const std::vector<Value> inputs{input};
  return shrink({inputs, a.run({}, inputs).value(), b.run({}, inputs).value()}, {&a, {}}, {&b, {}},
                domain, like(input), Budget());
}

std::int64_t sum(const Value& list) {
  std::int64_t sum = 0;
  for (const Value& item : list.as_list()) sum += item.as_int();
  return sum;
}

// The planted fault: long lists with a seven in them lose one.
TEST(Shrink, FindsTheSmallestListWithAPlantedFault) {
  Value::List items;
  for (int i = 0; i < 40; ++i) items.emplace_back(i * 31 % 50);
  items[23] = Value(7);
  const auto right = [](std::span<const Value> inputs) { return Value(sum(inputs[0])); };
  const auto wrong = [](std::span<const Value> inputs) {
    for (const Value& item : inputs[0].as_list())
      if (item == Value(7) && inputs[0].as_list().size() > 2) return Value(sum(inputs[0]) - 1);
    return Value(sum(inputs[0]));
  };
  const Divergence small = shrunk(Value(items), right, wrong);
  EXPECT_EQ(small.inputs.at(0).as_list().size(), 3U);
  EXPECT_EQ(small.left.as_int(), 7);
  EXPECT_EQ(small.right.as_int(), 6);
}

TEST(Shrink, TextsLoseWholeCharacters) {
  const auto length = [](std::span<const Value> inputs) {
    return Value(static_cast<int>(inputs[0].as_string().size()));
  };
  const auto wrong = [](std::span<const Value> inputs) {
    const std::string& text = inputs[0].as_string();
    return Value(static_cast<int>(text.size()) + (text.find("é") != std::string::npos ? 1 : 0));
  };
  EXPECT_EQ(shrunk(Value("Anne Hélène 12"), length, wrong).inputs.at(0), Value("é"));
}

// A domain that wants three numbers gets three, and a difference in values stays one.
TEST(Shrink, KeepsToTheDomainAndTheKindOfDifference) {
  class Triples : public test::BareDomain {
   public:
    Result<void> check(const Task& task) const override {
      for (const Query& query : task.queries)
        if (query.inputs[0].as_list().size() != 3) return Error{ErrorCode::bad_input, "not three"};
      return {};
    }
  };
  const auto left = [](std::span<const Value> inputs) {
    return sum(inputs[0]) < 5 ? Value() : Value(sum(inputs[0]));
  };
  const auto right = [](std::span<const Value> inputs) { return Value(sum(inputs[0]) + 1); };
  const Divergence small = shrunk(Value(Value::List{40, 50, 60}), left, right, Triples());
  EXPECT_EQ(small.inputs.at(0).as_list().size(), 3U);
  EXPECT_EQ(small.left, Value(5));
  EXPECT_EQ(small.right, Value(6));
}

TEST(Verdict, SaysWhatFollowsFromTheCounts) {
  CrossCheckReport report;
  EXPECT_EQ(verdict(report), "nothing was compared");
  report.inputs = report.agreements = 1000;
  EXPECT_EQ(verdict(report),
            "agree on 1000 of 1000 generated inputs: on 99.6% of such inputs or more");
  report.agreements = 584;
  report.left_undefined = 3;
  EXPECT_EQ(verdict(report),
            "agree on 584 of 1000 generated inputs: 58.4% (55.3 to 61.4); the first alone has no "
            "value on 3");
}

class Files : public testing::Test {
 protected:
  void SetUp() override {
    file_ = scratch_ / "tasks.jsonl";
    std::ofstream out(file_);
    for (const int shift : {1, 4, 9}) {
      Task task = test::shift_task(shift, {Value(Value::List{1, 2, 3})});
      task.id = "shift " + std::to_string(shift);
      task.queries = {Query{{Value(Value::List{5})}, Value(Value::List{(5 + shift) % 10})}};
      out << to_json(task) << '\n';
    }
  }
  Result<FileAgreement> check(std::vector<std::string> solvers) {
    AgreementOptions options;
    options.file = file_.string();
    options.solvers = std::move(solvers);
    options.inputs = 50;
    return check_agreement(*registry_, options, {});
  }
  test::ScratchFolder scratch_;
  std::filesystem::path file_;
  std::unique_ptr<Registry> registry_ = test::tiny_registry();
};

TEST_F(Files, TwoSolversOverAFile) {
  const auto all = check({"scan", "tiny+gradient"});
  ASSERT_TRUE(all.ok()) << to_text(all.error());
  EXPECT_EQ(all->tasks, 3U);
  EXPECT_EQ(all->known, 3U);
  EXPECT_EQ(all->right[0], 3U);
  EXPECT_EQ(all->inputs, 50 * all->compared);
  EXPECT_EQ(all->agreements, all->inputs);
  EXPECT_EQ(all->agreed, all->compared);
  EXPECT_EQ(all->agreed_right, all->agreed);
  EXPECT_GT(all->compared, 0U);
  EXPECT_THAT(verdict(*all), HasSubstr("do the same on every input of all"));
  EXPECT_THAT(to_json(*all), HasSubstr("\"verdict\":"));
}

TEST_F(Files, WantsTwoSolversThatAreThere) {
  EXPECT_EQ(check({"scan"}).error().code, ErrorCode::bad_param);
  EXPECT_EQ(check({"scan", "nobody"}).error().code, ErrorCode::not_found);
}

TEST_F(Files, LinesThatCannotBeReadAreCounted) {
  std::ofstream(file_, std::ios::app) << "{\"domain\": 3}\n";
  const auto all = check({"scan", "scan"});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->bad_lines, 1U);
  EXPECT_EQ(all->identical, 3U);
}

// A domain whose generator makes what the domain does not take: the task is named, and counted as
// one that could not be compared.
TEST_F(Files, ADomainThatMakesNoInputsOfItsOwnIsNamed) {
  class Careless : public test::TinyDomain {
   public:
    const DomainInfo& info() const override {
      static const DomainInfo info{"careless", "Careless", "", {}, {}, {"scan"}, "shift", {}};
      return info;
    }
    std::vector<Value> sample_inputs(const Task&, Rng&) const override {
      return {Value(Value::List{11})};
    }
  };
  ASSERT_TRUE(registry_->add("careless", [](Registrar& registrar) {
    registrar.add<Domain>("careless", [] { return std::make_unique<Careless>(); });
  }));
  Task task = test::shift_task(1, {Value(Value::List{1, 2, 3})});
  task.domain = "careless";
  std::ofstream(file_) << to_json(task) << '\n';
  AgreementOptions options;
  options.file = file_.string();
  options.solvers = {"scan", "narrow"};
  std::string said;
  const auto all = check_agreement(*registry_, options, {}, {},
                                   [&](std::size_t, const Error& error) { said = to_text(error); });
  ASSERT_TRUE(all.ok()) << to_text(all.error());
  EXPECT_EQ(all->bad_lines, 1U);
  EXPECT_THAT(said, HasSubstr("domain 'careless' makes no inputs like those of the examples"));
  EXPECT_THAT(said, HasSubstr("[11]"));
}

// A latent program whose output is no value is counted and named, not dropped.
TEST(CrossCheck, OutputsThatAreNoValueAreCountedAndNamed) {
  const Calls some([](std::span<const Value> inputs) {
    return inputs[0].as_int() % 10 == 0 ? Value() : inputs[0];
  });
  const Calls all([](std::span<const Value> inputs) { return inputs[0]; });
  std::vector<std::vector<Value>> rows;
  for (int i = 1; i <= 100; ++i) rows.push_back({Value(i)});
  const auto report = crosscheck({&some, {}}, {&all, {}}, rows, Budget());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->inputs, 100U);
  EXPECT_EQ(report->left_undefined, 10U);
  EXPECT_THAT(verdict(*report), HasSubstr("agree on 90 of 100"));
  EXPECT_THAT(verdict(*report), HasSubstr("the first alone has no value on 10"));
  ASSERT_FALSE(report->divergences.empty());
  EXPECT_EQ(report->divergences.front().inputs.front(), Value(10));
}

}  // namespace
}  // namespace inkling::app
