#include "prices.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <inkling/dsl/prior.hpp>
#include <limits>

#include "fixed_guide.hpp"
#include "guided_search.hpp"
#include "lambdas.hpp"
#include "language_domain.hpp"
#include "lists_catalogue.hpp"
#include "searcher.hpp"
#include "space.hpp"
#include "strings_catalogue.hpp"

namespace inkling::enumerate {
namespace {

// By the guide's prices alone.
Result<Outcome> search(const LanguageDomain& domain, const Task& task, const Inductor* inductor) {
  return search(domain, task, inductor, 200'000, "guide_after=0,guide_share=1");
}

std::size_t position(const dsl::Catalogue& catalogue, std::string_view name) {
  return static_cast<std::size_t>(catalogue.find(name).front()->id);
}

struct World {
  std::shared_ptr<const dsl::Catalogue> catalogue;
  std::vector<Task> tasks;
};

std::vector<World> worlds() {
  std::vector<World> all(2);
  all[0].catalogue = lists::lists_catalogue();
  all[0].tasks = {
      task_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}}),
      task_of({{"[3,1,2],10", "[13,11,12]"}, {"[9,4],-1", "[8,3]"}, {"[],3", "[]"}}),
      task_of({{"[1,2,3]", "[36,54,60]"}, {"[4,0]", "[24,48]"}, {"[2,2,5]", "[54,78,90]"}}),
      task_of({{"4", "2"}, {"6", "3"}, {"3", "10"}, {"7", "22"}}),
      task_of({{"[7,-3,12,0,5]", "[101,-57,33,7]"}, {"[-6,14,3]", "[-77,12,95,-31]"}})};
  all[1].catalogue = strings::strings_catalogue();
  all[1].tasks = {task_of({{R"("ada lovelace")", R"("A.L.")"}, {R"("alan turing")", R"("A.T.")"}}),
                  task_of({{R"("9:00","morning")", R"("9 AM")"},
                           {R"("11:00","morning")", R"("11 AM")"},
                           {R"("3:00","evening")", R"("3 PM")"},
                           {R"("10:00","evening")", R"("10 PM")"}}),
                  task_of({{R"("a-b")", R"("b")"}, {R"("cc-d")", R"("d")"}})};
  return all;
}

TEST(Prices, AnEvenGuideLeavesEveryCostAsItIs) {
  for (const World& world : worlds()) {
    const Prices own = catalogue_prices(*world.catalogue);
    for (double bits : {0.0, 1.0, 6.5, 3000.0}) {
      const Prices prices = guided_prices(*world.catalogue, even_prior(*world.catalogue, bits));
      EXPECT_EQ(prices.operators, own.operators) << bits;
      EXPECT_EQ(prices.constants, own.constants) << bits;
      EXPECT_EQ(prices.functions, own.functions) << bits;
    }
  }
}

TEST(Prices, AnEvenGuideChangesNothingOfASearch) {
  for (const World& world : worlds()) {
    const LanguageDomain domain(world.catalogue);
    const FixedGuide guide(even_prior(*world.catalogue, 5.0));
    for (const Task& task : world.tasks) {
      SCOPED_TRACE(to_text(task.examples.front().output));
      const auto plain = search(domain, task, nullptr);
      const auto guided = search(domain, task, &guide);
      ASSERT_TRUE(plain.ok() && guided.ok());
      EXPECT_EQ(plain->evaluations, guided->evaluations);
      EXPECT_EQ(plain->reason, guided->reason);
      ASSERT_EQ(plain->candidates.size(), guided->candidates.size());
      for (std::size_t i = 0; i < plain->candidates.size(); ++i) {
        EXPECT_EQ(plain->candidates[i].program.text(), guided->candidates[i].program.text());
        EXPECT_EQ(plain->candidates[i].score, guided->candidates[i].score);
      }
    }
  }
}

TEST(Prices, RareIsDearAndEmptyListsKeepTheirCosts) {
  const auto catalogue = lists::lists_catalogue();
  OperatorPrior prior = even_prior(*catalogue, 5.0);
  prior.constants.clear();
  prior.functions.clear();
  prior.operators[position(*catalogue, "sort")] = 20;
  prior.operators[position(*catalogue, "reverse")] = 1000;
  prior.operators[position(*catalogue, "map")] = 0.5;
  const Prices own = catalogue_prices(*catalogue);
  const Prices prices = guided_prices(*catalogue, prior);
  const auto of = [&](const Prices& all, const char* name) {
    return all.operators[position(*catalogue, name)];
  };
  EXPECT_EQ(of(prices, "sort"), of(own, "sort") + 7);         // 19.5 bits more than the likeliest
  EXPECT_EQ(of(prices, "reverse"), of(own, "reverse") + 12);  // never more than that
  EXPECT_EQ(of(prices, "map"), 1);
  EXPECT_EQ(prices.constants, own.constants);
  EXPECT_EQ(prices.functions, own.functions);
}

TEST(Prices, WhatTheGuideFavoursIsFoundFirst) {
  const auto catalogue = lists::lists_catalogue();
  const LanguageDomain domain(catalogue);
  // Both fit: the last element, the largest element.
  const Task task = task_of({{"[1,2,3]", "3"}, {"[4,9]", "9"}});
  for (const auto& [dear, found] : {std::pair("maximum", "last(x0)"), {"last", "maximum(x0)"}}) {
    OperatorPrior prior = even_prior(*catalogue, 5.0);
    prior.operators[position(*catalogue, dear)] = 30;
    const FixedGuide guide(prior);
    const auto outcome = search(domain, task, &guide);
    ASSERT_TRUE(outcome.ok());
    EXPECT_EQ(outcome->candidates.front().program.text(), found);
  }
}

// A function of the catalogue that costs more comes at its own level, in order.
TEST(Prices, FunctionsComeInOrderOfTheirPrice) {
  const auto catalogue = lists::lists_catalogue();
  OperatorPrior prior = even_prior(*catalogue, 4.0);
  prior.functions[0] = 13;
  prior.functions[3] = 7;
  const Prices prices = guided_prices(*catalogue, prior);
  ASSERT_EQ(prices.functions[0], 4);
  const SearchSpace space = make_space(*catalogue, prices, task_of({{"[1,2],3", "[4]"}}));
  BodyBank bank(*catalogue, catalogue->dialects().front(), prices, {{dsl::Sort::Base::integer}},
                space, 1, {0, 1, -1, 2, 3, 4, 5, -2, -3, 6, 7, 50, -50});
  std::size_t before = 0;
  for (int cost = 0; cost <= 4; ++cost) {
    bank.extend(cost, 0, {}, 100'000);
    std::size_t own = 0;
    for (const auto& seed : prices.functions) own += seed - 1 == cost;
    for (bool boolean : {false, true}) {
      int last = 0;
      for (const Lambda& lambda : bank.lambdas(boolean)) {
        EXPECT_GE(lambda.cost, last);
        last = lambda.cost;
      }
      EXPECT_EQ(bank.begin(boolean, cost + 1), bank.lambdas(boolean).size());
    }
    const std::size_t now = bank.lambdas(false).size() + bank.lambdas(true).size();
    EXPECT_LE(now - before, own);
    before = now;
  }
  EXPECT_GT(before, 10U);
}

TEST(Prices, BadPricesAreRefusedByName) {
  const auto catalogue = lists::lists_catalogue();
  const LanguageDomain domain(catalogue);
  const Task task = task_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}});
  const auto refused = [&](const OperatorPrior& prior) {
    const FixedGuide guide(prior);
    const auto outcome = search(domain, task, &guide);
    EXPECT_FALSE(outcome.ok());
    if (outcome.ok()) return std::string();
    EXPECT_EQ(outcome.error().code, ErrorCode::bad_input);
    EXPECT_FALSE(outcome.error().notes.empty());
    return outcome.error().message;
  };
  OperatorPrior prior = even_prior(*catalogue, 5.0);
  prior.operators[position(*catalogue, "sort")] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refused(prior),
            "enumerate: inductor 'fixed': the guide's price of operator 'sort' is nan");
  prior = even_prior(*catalogue, 5.0);
  prior.constants[0] = -1;
  EXPECT_NE(refused(prior).find("'fixed': the guide's price of constant '"), std::string::npos);
  prior = even_prior(*catalogue, 5.0);
  prior.functions.pop_back();
  EXPECT_NE(refused(prior).find("is missing"), std::string::npos);
  prior = even_prior(*catalogue, 5.0);
  prior.operators.clear();
  EXPECT_NE(refused(prior).find("0 prices for"), std::string::npos);
}

TEST(Prices, AProgramCostsWhatItsPartsCost) {
  const auto catalogue = lists::lists_catalogue();
  const Prices own = catalogue_prices(*catalogue);
  const auto cost = [&](const char* text) {
    const auto expr = dsl::parse(*catalogue, text, nullptr, nullptr);
    return expr.ok() ? cost_of(**expr, *catalogue, own) : -1;
  };
  const auto of = [&](const char* name) {
    return static_cast<double>(own.operators[position(*catalogue, name)]);
  };
  EXPECT_EQ(cost("sort(x0)"), 1 + of("sort"));
  EXPECT_EQ(cost("take(2, x0)"), 1 + 1 + of("take"));     // a constant of the language
  EXPECT_EQ(cost("take(17, x0)"), 2 + 1 + of("take"));    // a mined one
  EXPECT_EQ(cost("map(x -> x * 2, x0)"), 1 + of("map"));  // a function of the language
  EXPECT_EQ(cost("map(x -> x * 7 + 1, x0)"), 1 + of("map") + of("mul") + of("add") + 1);
  // What is used twice is built once.
  EXPECT_EQ(cost("zip_with((x, y) -> x + y, sort(x0), reverse(sort(x0)))"),
            1 + of("sort") + 1 * of("reverse") + of("zip_with") + 0.0);
}

TEST(Turns, WhatTheUsualPricesFindSoonStaysAsItIs) {
  const auto catalogue = lists::lists_catalogue();
  const LanguageDomain domain(catalogue);
  OperatorPrior prior = even_prior(*catalogue, 5.0);
  prior.operators[position(*catalogue, "sort")] = 30;
  const FixedGuide guide(prior);
  const Task task = task_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}});
  const auto plain = search(domain, task, nullptr, 1'000'000, "");
  const auto turns = search(domain, task, &guide, 1'000'000, "");
  ASSERT_TRUE(plain.ok() && turns.ok());
  EXPECT_EQ(plain->evaluations, turns->evaluations);
  EXPECT_EQ(plain->candidates.front().program.text(), turns->candidates.front().program.text());
  EXPECT_EQ(guide.calls, 0);  // it was not even asked
}

TEST(Turns, TheGuideHasItsTurnAndTheUsualPricesTheRest) {
  const auto catalogue = lists::lists_catalogue();
  const LanguageDomain domain(catalogue);
  // scanl1((x, y) -> x + y, sort(map(x -> x * 3, filter(x -> x % 2 == 1, x0))))
  const Task task =
      task_of({{"[3,1,2,5]", "[3,12,27]"}, {"[9,4,7]", "[21,48]"}, {"[8,5,1,11,2]", "[3,18,51]"}});
  const char* params = "patience=0,guide_after=200,guide_share=0.5";
  OperatorPrior prior = even_prior(*catalogue, 30.0);
  for (const char* name : {"scanl1", "map", "sort", "filter"})
    prior.operators[position(*catalogue, name)] = 0;
  const auto functions = catalogue->function_texts();
  for (const char* text : {"x -> x * 3", "x -> x % 2 == 1", "(x, y) -> x + y"})
    prior.functions[static_cast<std::size_t>(std::find(functions.begin(), functions.end(), text) -
                                             functions.begin())] = 0;
  const FixedGuide wise(prior);
  const auto plain = search(domain, task, nullptr, 2'000'000, "patience=0");
  const auto guided = search(domain, task, &wise, 2'000'000, params);
  ASSERT_TRUE(plain.ok() && guided.ok());
  EXPECT_EQ(wise.calls, 1);
  EXPECT_EQ(plain->reason, StopReason::solved);
  EXPECT_EQ(guided->reason, StopReason::solved);
  EXPECT_LT(3 * guided->evaluations, plain->evaluations);
  // The score is that of the usual prices, whatever the search went by.
  const std::string found = guided->candidates.front().program.text();
  const auto expr = dsl::parse(*catalogue, found, nullptr, nullptr);
  ASSERT_TRUE(expr.ok());
  EXPECT_NEAR(guided->candidates.front().score,
              3 * cost_of(**expr, *catalogue, catalogue_prices(*catalogue)) +
                  dsl::bits(catalogue->prior(), dsl::features(*catalogue, **expr, 1)),
              1e-9)
      << found;
  // Where the guide's turn finds nothing, the usual prices have the rest.
  prior = even_prior(*catalogue, 60.0);
  prior.operators[position(*catalogue, "is_prime")] = 0;
  const FixedGuide wrong(prior);
  const auto late =
      search(domain, task, &wrong, 2'000'000, "patience=0,guide_after=200,guide_share=0.001");
  ASSERT_TRUE(late.ok());
  EXPECT_EQ(late->reason, StopReason::solved);
  EXPECT_GT(late->evaluations, plain->evaluations);
}

TEST(Turns, ByNameByAutoAndOff) {
  const auto catalogue = lists::lists_catalogue();
  const LanguageDomain domain(catalogue);
  const Task task = task_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}});
  const FixedGuide guide(even_prior(*catalogue, 5.0));
  ASSERT_TRUE(search(domain, task, &guide, 100'000, "guide=off").ok());
  EXPECT_EQ(guide.calls, 0);
  ASSERT_TRUE(search(domain, task, &guide, 100'000, "guide=some-model").ok());
  EXPECT_EQ(guide.asked, "some-model");  // a name is asked for at once
  const FixedGuide none(Error{ErrorCode::not_found, "there is no model 'x'", {}});
  const auto refused = search(domain, task, &none, 100'000, "guide=x");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "enumerate: inductor 'fixed': there is no model 'x'");
  const auto nobody = search(domain, task, nullptr, 100'000, "guide=x");
  ASSERT_FALSE(nobody.ok());
  EXPECT_EQ(nobody.error().code, ErrorCode::not_found);
}

TEST(Prices, AGuideOfAnotherLanguageAndAnInductorWithoutOneAreRefused) {
  const LanguageDomain domain(lists::lists_catalogue());
  const Task task = task_of({{"[3,1,2]", "[1,2,3]"}, {"[9,4]", "[4,9]"}});
  const FixedGuide other(Error{ErrorCode::unsupported, "it was made for language strings", {}});
  auto outcome = search(domain, task, &other);
  EXPECT_TRUE(outcome.ok());  // left to itself it does without
  outcome = search(domain, task, &other, 200'000, "guide=model");
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
  EXPECT_EQ(outcome.error().message,
            "enumerate: inductor 'fixed': it was made for language strings");
  // Prices of another catalogue that its guide did not notice.
  const FixedGuide strange(even_prior(*strings::strings_catalogue(), 5.0));
  outcome = search(domain, task, &strange);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::bad_input);
  FixedGuide silent(even_prior(*lists::lists_catalogue(), 5.0));
  silent.guides = false;
  outcome = search(domain, task, &silent);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().code, ErrorCode::unsupported);
  EXPECT_EQ(outcome.error().message, "enumerate: inductor 'fixed': it does not guide a search");
}

}  // namespace
}  // namespace inkling::enumerate
