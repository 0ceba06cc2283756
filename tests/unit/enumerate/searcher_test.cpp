#include "searcher.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <inkling/dsl/compiled.hpp>
#include <inkling/language.hpp>
#include <thread>

#include "language_domain.hpp"
#include "lists_catalogue.hpp"
#include "renamed.hpp"
#include "strings_catalogue.hpp"

namespace inkling::enumerate {
namespace {

using namespace std::chrono_literals;

class Enumerate : public testing::Test {
 protected:
  // The best program's text, or "" with `outcome` telling why.
  std::string best(const LanguageDomain& domain, const Task& task, const std::string& params = "",
                   std::uint64_t evaluations = 3'000'000, unsigned threads = 1) {
    BudgetLimits limits;
    limits.time = 60s;
    limits.evaluations = evaluations;
    limits.threads = threads;
    return best(domain, task, params, Budget(limits));
  }
  std::string best(const LanguageDomain& domain, const Task& task, const std::string& params,
                   const Budget& budget) {
    const auto parsed = Params::parse(searcher->info().params, params);
    EXPECT_TRUE(parsed.ok());
    Toolbox tools;
    tools.domain = &domain;
    tools.interpreter = domain.language();
    tools.language = domain.language();
    auto result = searcher->search(task, tools, *parsed, 0, budget, nullptr);
    if (!result.ok()) {
      error = result.error();
      return "";
    }
    outcome = *std::move(result);
    return outcome.candidates.empty() ? "" : outcome.candidates.front().program.text();
  }
  std::size_t fits(const LanguageDomain& domain, const Task& task) {
    std::size_t count = 0;
    for (const Example& example : task.examples) {
      const auto value = domain.language()->run(outcome.candidates.front().program, example.inputs);
      count += value.ok() && *value == example.output;
    }
    return count;
  }

  LanguageDomain lists{lists::lists_catalogue()};
  LanguageDomain strings{strings::strings_catalogue()};
  std::unique_ptr<Searcher> searcher = make_searcher();
  Outcome outcome;
  Error error;
};

TEST_F(Enumerate, FindsTheSmallestProgramOfAList) {
  EXPECT_EQ(best(lists, task_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}})), "sort(x0)");
  EXPECT_EQ(outcome.reason, StopReason::solved);
}

TEST_F(Enumerate, FindsLambdasWithCapturedInputs) {
  const Task task = task_of({{"[3,1,2],10", "[13,11,12]"}, {"[9,4],-1", "[8,3]"}, {"[],3", "[]"}});
  EXPECT_EQ(best(lists, task), "map(x -> x + x1, x0)");
}

// A function that stands in a function: its variable is another one.
TEST_F(Enumerate, CapturesWhatAFunctionMakes) {
  const Task task =
      task_of({{"[1,2,-3]", "[3,4,-1]"}, {"[5,-1,-1]", "[6,0,0]"}, {"[7,1]", "[9,3]"}});
  EXPECT_EQ(best(lists, task), "map(x -> x + count(y -> y > 0, x0), x0)");
}

TEST_F(Enumerate, FindsIdioms) {
  EXPECT_EQ(best(lists, task_of({{"[1,2,3],[4,5,6]", "[1,4,2,5,3,6]"}, {"[7],[8]", "[7,8]"}})),
            "flatten(zip(x0, x1))");
  EXPECT_EQ(best(lists, task_of({{"[1,1,2,2,2,3]", "[2,3,1]"}, {"[5,5]", "[2]"}})),
            "map(x -> length(x), group(x0))");
  EXPECT_EQ(best(lists, task_of({{"[[1,2],[3]]", "[2,1]"}, {"[[-4,5,0],[],[7]]", "[3,0,1]"}})),
            "map(x -> length(x), x0)");
  // Of programs that are the same on all examples the one that people mean is kept.
  EXPECT_EQ(best(lists, task_of({{"[5,2]", "2"}, {"[1,4,5]", "3"}, {"[]", "0"}})), "length(x0)");
  // They are dearer than what is left out.
  const Task task = task_of({{"[1,2,3],[4,5,6]", "[1,4,2,5,3,6]"}, {"[7],[8]", "[7,8]"}});
  best(lists, task, "max_operator_cost=1,compose=false", 20'000);
  EXPECT_NE(fits(lists, task), task.examples.size());
}

// What an idiom says several times is said of the same argument, also inside its functions.
TEST_F(Enumerate, PutsProgramsIntoIdioms) {
  const Task task =
      task_of({{"[2,3,4,8]", "[2,4]"}, {"[9,8,1,6,7]", "[0]"}, {"[10,2,11,5]", "[1,2]"}});
  EXPECT_EQ(best(lists, task),
            "filter(x -> count_of(map(y -> y / 2, x0), x) == 1, map(x -> x / 2, x0))");
  EXPECT_EQ(fits(lists, task), task.examples.size());
}

TEST_F(Enumerate, UsesAValueTwice) {
  // zip_with(-, s, reverse(s)) with s = scanl1(*, sort(x0)), which is paid for once.
  const Task task = task_of(
      {{"[3,1,2]", "[-5,0,5]"}, {"[2,5]", "[-8,8]"}, {"[4]", "[0]"}, {"[1,2,1,2]", "[-3,-1,1,3]"}});
  best(lists, task, "goals=false,compose=false", 1'000'000);
  EXPECT_EQ(fits(lists, task), task.examples.size());
}

TEST_F(Enumerate, GoalsReachDeeperThanForwardSearch) {
  // map(* 2) of scanl1(+) of reverse of map(* 3) of scanl1(+): every step can be undone.
  const Task task =
      task_of({{"[1,2,3]", "[36,54,60]"}, {"[4,0]", "[24,48]"}, {"[2,2,5]", "[54,78,90]"}});
  best(lists, task, "compose=false", 100'000);
  EXPECT_EQ(fits(lists, task), 3U);
  best(lists, task, "compose=false,goals=false", 100'000);
  EXPECT_LT(fits(lists, task), 3U);
}

// Goals, joins, seeds, concatenations and conditionals come from the catalogue, not from names.
TEST_F(Enumerate, KnowsNoOperatorByItsName) {
  struct Case {
    std::shared_ptr<const dsl::Catalogue> catalogue;
    Task task;
    const char* params;
  };
  const auto list_language = lists::lists_catalogue();
  const auto string_language = strings::strings_catalogue();
  const std::vector<Case> cases = {
      // goals: * 2, scanl1(+), reverse, * 3, scanl1(+)
      {list_language,
       task_of({{"[1,2,3]", "[36,54,60]"}, {"[4,0]", "[24,48]"}, {"[2,2,5]", "[54,78,90]"}}),
       "compose=false"},
      // goals and joins of a sum
      {list_language, task_of({{"[3,1,2],10", "-4"}, {"[9,4],-1", "14"}, {"[5],3", "2"}}), ""},
      // joins under zip_with
      {list_language,
       task_of({{"[3,1,2]", "[4,4,8]"}, {"[2,5]", "[7,10]"}, {"[4]", "[8]"}, {"[]", "[]"}}), ""},
      // conditionals
      {list_language, task_of({{"4", "2"}, {"6", "3"}, {"3", "10"}, {"7", "22"}}), ""},
      // concatenations
      {string_language,
       task_of({{R"("ada lovelace")", R"("A.L.")"}, {R"("alan turing")", R"("A.T.")"}}), ""},
      // both
      {string_language,
       task_of({{R"("9:00","morning")", R"("9 AM")"},
                {R"("11:00","morning")", R"("11 AM")"},
                {R"("3:00","evening")", R"("3 PM")"},
                {R"("10:00","evening")", R"("10 PM")"}}),
       ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(to_text(c.task.examples.front().output));
    const LanguageDomain domain(c.catalogue);
    best(domain, c.task, c.params, 400'000);
    const Outcome with_names = std::move(outcome);
    const auto other = renamed(*c.catalogue);
    const LanguageDomain renamed_domain(other);
    best(renamed_domain, c.task, c.params, 400'000);
    EXPECT_EQ(fits(renamed_domain, c.task), c.task.examples.size());
    EXPECT_EQ(outcome.evaluations, with_names.evaluations);
    ASSERT_EQ(outcome.candidates.size(), with_names.candidates.size());
    for (std::size_t i = 0; i < outcome.candidates.size(); ++i) {
      const auto* renamed_tree = dsl::compiled(*other, outcome.candidates[i].program);
      const auto* tree = dsl::compiled(*c.catalogue, with_names.candidates[i].program);
      ASSERT_TRUE(renamed_tree != nullptr && tree != nullptr);
      EXPECT_TRUE(same_up_to_names(*renamed_tree->expr, *tree->expr))
          << with_names.candidates[i].program.text() << " and "
          << outcome.candidates[i].program.text();
      // Moves are part of a language; where it has none its costs are what counts.
      if (c.catalogue->moves().empty()) {
        EXPECT_DOUBLE_EQ(outcome.candidates[i].score, with_names.candidates[i].score);
      }
    }
  }
}

TEST_F(Enumerate, FindsStringPrograms) {
  const Task task = task_of({{R"("ada lovelace")", R"("A.L.")"},
                             {R"("alan turing")", R"("A.T.")"},
                             {R"("grace hopper")", R"("G.H.")"}});
  best(strings, task);
  EXPECT_EQ(fits(strings, task), 3U);
  const auto value = strings.language()->run(outcome.candidates.front().program,
                                             std::vector<Value>{"barbara liskov"});
  EXPECT_EQ(*value, Value("B.L."));
}

TEST_F(Enumerate, TextsOfTheExamplesAreConstantsUnlessTheyAreLeftOut) {
  const Task task = task_of({{"\"a\"", "\"qzj-a\""}, {"\"bc\"", "\"qzj-bc\""}});
  best(strings, task, "", 100'000);
  EXPECT_EQ(fits(strings, task), 2U);
  for (const char* params : {"literals=false", "literals=false,compose=false"}) {
    best(strings, task, params, 100'000);
    EXPECT_LT(fits(strings, task), 2U) << params;
  }
}

TEST_F(Enumerate, FindsConditionals) {
  const Task task = task_of({{R"("9:00","morning")", R"("9 AM")"},
                             {R"("11:00","morning")", R"("11 AM")"},
                             {R"("3:00","evening")", R"("3 PM")"},
                             {R"("10:00","evening")", R"("10 PM")"}});
  best(strings, task, "", 6'000'000);
  EXPECT_EQ(fits(strings, task), 4U);
}

TEST_F(Enumerate, ManyExamplesAreSearchedThroughAFew) {
  Task task;
  task.domain = "test";
  for (int i = 0; i < 300; ++i) {
    const std::int64_t n = i < 250 ? i % 5 : i;
    Example& example = task.examples.emplace_back();
    example.inputs.emplace_back(Value::List{Value(n), Value(n + 1)});
    example.output = Value(2 * n + 1);
  }
  best(lists, task);
  EXPECT_EQ(fits(lists, task), 300U);
}

TEST_F(Enumerate, SameOutcomeWithOneAndThreeThreads) {
  const Task task =
      task_of({{"[3,1,2],2", "[7,5]"}, {"[9,4,4],1", "[19]"}, {"[5,6],9", "[11,13]"}});
  best(lists, task, "patience=3", 400'000, 1);
  std::vector<std::string> one;
  for (const Candidate& c : outcome.candidates) one.push_back(c.program.text());
  const std::uint64_t evaluations = outcome.evaluations;
  best(lists, task, "patience=3", 400'000, 3);
  std::vector<std::string> three;
  for (const Candidate& c : outcome.candidates) three.push_back(c.program.text());
  EXPECT_EQ(one, three);
  EXPECT_EQ(evaluations, outcome.evaluations);
}

TEST_F(Enumerate, ContradictoryExamplesGiveTheBestPartialProgram) {
  const Task task = task_of({{"[3,1]", "[1,3]"}, {"[3,1]", "[3,1]"}, {"[2,0]", "[0,2]"}});
  best(lists, task, "", 50'000);
  ASSERT_FALSE(outcome.candidates.empty());
  EXPECT_EQ(fits(lists, task), 2U);
  EXPECT_NE(outcome.reason, StopReason::solved);
}

TEST_F(Enumerate, NeverEmptyHanded) {
  const Task task =
      task_of({{R"("a")", R"("#q9!zz")"}, {R"("b")", R"("00-~x")"}, {R"("c")", R"("&&")"}});
  best(strings, task, "", 1000);
  ASSERT_FALSE(outcome.candidates.empty());
  EXPECT_GE(fits(strings, task), 1U);
}

TEST_F(Enumerate, HonoursTheMemoryLimit) {
  BudgetLimits limits;
  limits.time = 30s;
  limits.bytes = 48U << 20;
  const Task task =
      task_of({{"[7,-3,12,0,5]", "[101,-57,33,7]"}, {"[-6,14,3]", "[-77,12,95,-31]"}});
  best(lists, task, "goals=false,compose=false", Budget(limits));
  EXPECT_EQ(outcome.reason, StopReason::memory);
  EXPECT_LE(outcome.bytes, limits.bytes + limits.bytes / 10);
}

// Of large values few candidates lie between two looks at the budget.
TEST_F(Enumerate, LargeValuesAreLookedAfterMoreOften) {
  Rng rng(5);
  Task task{"large", "lists", {}, {}};
  for (int i = 0; i < 3; ++i) {
    const auto numbers = [&](int count) {
      Value::List list;
      for (int k = 0; k < count; ++k) list.emplace_back(rng.uniform(-1000, 1000));
      return Value(std::move(list));
    };
    task.examples.push_back({{numbers(20'000)}, numbers(20)});
  }
  for (const unsigned threads : {1U, 2U}) {
    BudgetLimits limits;
    limits.time = 0s;
    limits.evaluations = 100;
    limits.threads = threads;
    best(lists, task, "", Budget(limits));
    EXPECT_EQ(outcome.reason, StopReason::evaluations);
    EXPECT_LT(outcome.evaluations, 100U + 16U * 20U);  // a wave of jobs: 8 MB are 17 such columns
    limits.evaluations = 0;
    limits.bytes = std::size_t{96} << 20U;
    best(lists, task, "", Budget(limits));
    EXPECT_EQ(outcome.reason, StopReason::memory);
    EXPECT_LE(outcome.bytes, limits.bytes + limits.bytes / 10);
  }
}

TEST_F(Enumerate, StopsWhenCancelled) {
  std::stop_source stop;
  BudgetLimits limits;
  limits.time = 60s;
  const Budget budget(limits, stop.get_token());
  std::jthread later([&] {
    std::this_thread::sleep_for(50ms);
    stop.request_stop();
  });
  const Task task =
      task_of({{"[7,-3,12,0,5]", "[101,-57,33,7]"}, {"[-6,14,3]", "[-77,12,95,-31]"}});
  best(lists, task, "", budget);
  EXPECT_EQ(outcome.reason, StopReason::cancelled);
  EXPECT_LT(budget.elapsed_seconds(), 30);
  EXPECT_FALSE(outcome.candidates.empty());
}

TEST_F(Enumerate, KeepsToTheDialect) {
  const Task task = task_of({{"[20,1]", "[10,0]"}, {"[8]", "[4]"}, {"[7,3,3]", "[3,1,1]"}});
  EXPECT_EQ(best(lists, task, "dialect=exedec"), "@exedec map(x -> x / 2, x0)");
  EXPECT_EQ(best(lists, task, "dialect=nonsense"), "");
  EXPECT_EQ(error.code, ErrorCode::bad_param);
  EXPECT_NE(error.notes.front().find("exedec"), std::string::npos);
}

TEST_F(Enumerate, RefusesWhatTheLanguageHasNoValuesFor) {
  const Task task = task_of({{R"([1,"a"])", "1"}});
  EXPECT_EQ(best(lists, task), "");
  EXPECT_EQ(error.code, ErrorCode::bad_input);
}

TEST_F(Enumerate, CandidatesAreDistinctAndCheapestFirst) {
  best(lists, task_of({{"[2,1]", "[1,2]"}}));
  ASSERT_GE(outcome.candidates.size(), 2U);
  for (std::size_t i = 1; i < outcome.candidates.size(); ++i) {
    EXPECT_LE(outcome.candidates[i - 1].score, outcome.candidates[i].score);
    EXPECT_NE(outcome.candidates[i - 1].program.text(), outcome.candidates[i].program.text());
  }
}

// The bound on integers between holds for what is between, not for what the examples hold.
TEST_F(Enumerate, TakesTheLargestNumbersOfTheExamples) {
  for (const char* most : {"4611686018427387904", "9223372036854775807"}) {
    const std::string in = std::string("[") + most + "]";
    const std::string out = std::string("[-") + most + "]";
    EXPECT_EQ(best(lists, task_of({{"[5]", "[-5]"}, {in.c_str(), out.c_str()}})),
              "map(x -> x * -1, x0)");
  }
}

// Constants that the numbers point at are as cheap as the language's own.
TEST_F(Enumerate, TakesConstantsThatNumbersPointAt) {
  EXPECT_EQ(best(lists, task_of({{"[82,130,48]", "[22,10,48]"}, {"[180,154]", "[0,34]"}})),
            "map(x -> x % 60, x0)");
  EXPECT_EQ(best(lists, task_of({{"[55,82,177]", "[0,1,2]"}, {"[28,129,60]", "[0,2,1]"}})),
            "map(x -> x / 60, x0)");
  EXPECT_EQ(best(lists, task_of({{"[5,28,44]", "[28,44]"}, {"[21,90,2,7]", "[21,90]"}})),
            "filter(x -> 10 < x, x0)");
}

// What makes an element of the other, where elements are lists.
TEST_F(Enumerate, MapsFunctionsOfLists) {
  const Task sums = task_of({{"[[1,2],[3,4,5]]", "[3,12]"}, {"[[7],[1,1]]", "[7,2]"}});
  EXPECT_EQ(best(lists, sums), "map(x -> sum(x), x0)");
  // A function within: its variable is the inner one.
  const Task more =
      task_of({{"[[1,2],[3,4,5]]", "[[2,3],[4,5,6]]"}, {"[[7],[1,3]]", "[[8],[2,4]]"}});
  EXPECT_EQ(best(lists, more), "map(x -> map(y -> y + 1, x), x0)");
  // With another input.
  const Task taken =
      task_of({{"[[1,2,3],[3,4,5]],2", "[[1,2],[3,4]]"}, {"[[7,8],[1,3]],1", "[[7],[1]]"}});
  best(lists, taken);
  EXPECT_EQ(fits(lists, taken), 2U);
  EXPECT_EQ(best(lists, taken), "map(x -> take(x1, x), x0)");
  // Of numbers: a conditional.
  const Task halves =
      task_of({{"[23,36,30,7]", "[23,18,15,7]"}, {"[13,10,7]", "[13,5,7]"}, {"[2]", "[1]"}});
  EXPECT_EQ(best(lists, halves), "map(x -> if(is_even(x), x / 2, x), x0)");
  // Lists that do not match up are no such task.
  EXPECT_EQ(best(lists, task_of({{"[[1,2],[3]]", "[1,2,3]"}, {"[[7],[1,3]]", "[7,1,3]"}})),
            "flatten(x0)");
}

}  // namespace
}  // namespace inkling::enumerate
