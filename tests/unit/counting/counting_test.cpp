// The counting guide, through the registry as everybody uses it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <inkling/domain.hpp>
#include <inkling/dsl/language.hpp>
#include <inkling/guide.hpp>
#include <inkling/inductor.hpp>
#include <inkling/registry.hpp>
#include <thread>

#include "support/built_plugins.hpp"

namespace inkling {
namespace {

using test::built_plugins;

// Its generator hides whatever text it is given.
class WordsDomain final : public Domain {
 public:
  WordsDomain(std::string id, std::string language, Result<std::string> program)
      : program_(std::move(program)) {
    info_.id = info_.title = info_.summary = std::move(id);
    info_.language = std::move(language);
  }
  const DomainInfo& info() const override { return info_; }
  Result<void> check(const Task&) const override { return {}; }
  Result<GeneratedTask> generate(const Params&, Rng&) const override {
    if (!program_.ok()) return program_.error();
    GeneratedTask made;
    made.task.domain = info_.id;
    made.task.examples.push_back({{*parse_value("[3,1,2]")}, *parse_value("[1,2,3]")});
    made.program = *program_;
    return made;
  }
  std::vector<Value> sample_inputs(const Task& like, Rng&) const override {
    return like.examples.front().inputs;
  }

 private:
  DomainInfo info_;
  Result<std::string> program_;
};

class Counting : public testing::Test {
 protected:
  const Domain& domain(const char* id) { return **registry_.domain(id); }
  const Language& language(const char* id) { return **registry_.language(id); }
  Result<OperatorPrior> weigh(const Domain& of, const Language& in) {
    const auto inductor = registry_.inductor("counting", of);
    if (!inductor.ok()) return inductor.error();
    if (auto ok = (*inductor)->ready(); !ok.ok()) return ok.error();
    return (*inductor)->guide()->weigh(Task{}, in, {});
  }
  OperatorPrior prior(const char* id) {
    auto found = weigh(domain(id), language(id));
    EXPECT_TRUE(found.ok()) << to_text(found.error());
    return found.ok() ? *found : OperatorPrior{};
  }
  static double price(const std::vector<double>& bits, const std::vector<std::string>& names,
                      std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name);
    EXPECT_NE(at, names.end()) << name;
    return bits.at(static_cast<std::size_t>(at - names.begin()));
  }

  Registry registry_{built_plugins()};
};

void expect_distribution(const std::vector<double>& bits) {
  double mass = 0;
  for (double b : bits) mass += std::exp2(-b);
  EXPECT_NEAR(mass, bits.empty() ? 0.0 : 1.0, 1e-9);
}

TEST_F(Counting, PricesAreThoseOfADistributionInEveryDomainWithPrograms) {
  for (const char* id : {"lists", "strings", "sequences"}) {
    SCOPED_TRACE(id);
    const OperatorPrior found = prior(id);
    const auto ok = check_prior(found, *language(id).catalogue());
    EXPECT_TRUE(ok.ok()) << to_text(ok.error());
    expect_distribution(found.operators);
    expect_distribution(found.constants);
    expect_distribution(found.functions);
  }
}

TEST_F(Counting, WhatTheGeneratorWritesIsCheaperThanWhatItNeverDoes) {
  const OperatorPrior lists = prior("lists");
  const auto names = language("lists").catalogue()->operator_names();
  const auto functions = language("lists").catalogue()->function_texts();
  for (const char* used : {"map", "scanl1", "take", "sort"})
    EXPECT_LT(price(lists.operators, names, used) + 3, price(lists.operators, names, "is_prime"))
        << used;
  // Functions of the catalogue are counted as such: all of DeepCoder's, its first nineteen, occur,
  // none is smoothing alone; the generator draws no others.
  ASSERT_GT(functions.size(), 19U);
  for (std::size_t i = 0; i < 19; ++i)
    EXPECT_LT(lists.functions[i], std::log2(functions.size()) + 2) << functions[i];
  for (std::size_t i = 19; i < functions.size(); ++i)
    EXPECT_GT(lists.functions[i], std::log2(functions.size()) + 2) << functions[i];
  // And what they are made of is not.
  EXPECT_EQ(price(lists.operators, names, "mul"), price(lists.operators, names, "is_prime"));
  const OperatorPrior sequences = prior("sequences");
  const auto moves = language("sequences").catalogue()->operator_names();
  EXPECT_LT(price(sequences.operators, moves, "shift_left") + 3,
            price(sequences.operators, moves, "sort_ascending"));
}

TEST_F(Counting, CountsExactlyWhatStandsInTheProgram) {
  const auto catalogue = dsl::catalogue_of(language("lists"));
  ASSERT_NE(catalogue, nullptr);
  const auto names = catalogue->operator_names();
  const auto functions = catalogue->function_texts();
  const WordsDomain words("words", "lists",
                          std::string("let y = sort(x0) in zip_with((a, b) -> a - b, y, "
                                      "map(x -> x * 7, y))"));
  const auto found = weigh(words, language("lists"));
  ASSERT_TRUE(found.ok()) << to_text(found.error());
  // 1000 programs with sort, zip_with, map and mul once; `-` is a function of the catalogue.
  const double total = 4000.0 + static_cast<double>(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool used =
        names[i] == "sort" || names[i] == "zip_with" || names[i] == "map" || names[i] == "mul";
    EXPECT_NEAR(found->operators[i], std::log2(total / (used ? 1001.0 : 1.0)), 1e-9) << names[i];
  }
  std::size_t cheap = 0;
  for (std::size_t i = 0; i < functions.size(); ++i) cheap += found->functions[i] < 1;
  EXPECT_EQ(cheap, 1U);
}

TEST_F(Counting, SaysWhyThereIsNothingToCount) {
  const auto refused = [&](const WordsDomain& of) {
    const auto found = weigh(of, language("lists"));
    EXPECT_FALSE(found.ok());
    if (found.ok()) return std::string();
    EXPECT_EQ(found.error().code, ErrorCode::unsupported);
    return to_text(found.error());
  };
  EXPECT_NE(refused({"mute", "", std::string("sort(x0)")}).find("'mute' names no language"),
            std::string::npos);
  EXPECT_NE(
      refused({"empty", "lists", std::string()}).find("generator of domain 'empty' hides none"),
      std::string::npos);
  const std::string broken =
      refused({"broken", "lists", Error{ErrorCode::unsupported, "no generator", {}}});
  EXPECT_NE(broken.find("'broken' gives no task"), std::string::npos);
  EXPECT_NE(broken.find("no generator"), std::string::npos);
  const std::string foreign = refused({"foreign", "lists", std::string("<12 3>")});
  EXPECT_NE(foreign.find("are not of language 'lists'"), std::string::npos);
  EXPECT_NE(foreign.find("<12 3>"), std::string::npos);
}

TEST_F(Counting, TheSameFromManyThreads) {
  const OperatorPrior once = prior("strings");
  const auto inductor = registry_.inductor("counting", domain("lists"));
  ASSERT_TRUE(inductor.ok());
  const Language& lists = language("lists");
  std::vector<OperatorPrior> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& place : found)
      threads.emplace_back([&] { place = *(*inductor)->guide()->weigh(Task{}, lists, {}); });
  }
  Registry other{built_plugins()};
  const auto fresh = other.inductor("counting", **other.domain("lists"));
  const auto again = (*fresh)->guide()->weigh(Task{}, **other.language("lists"), {});
  ASSERT_TRUE(again.ok());
  for (const auto& prior : found) {
    EXPECT_EQ(prior.operators, again->operators);
    EXPECT_EQ(prior.constants, again->constants);
    EXPECT_EQ(prior.functions, again->functions);
  }
}

TEST_F(Counting, TheSolverSearchesByItsPrices) {
  const Domain& lists = domain("lists");
  const auto guided = Solver::make(registry_, "enumerate+counting", lists);
  ASSERT_TRUE(guided.ok()) << to_text(guided.error());
  const auto plain = Solver::make(registry_, "enumerate", lists);
  ASSERT_TRUE(plain.ok());
  Task task;  // take(x1, map(x -> x * 3, sort(x0)))
  task.domain = "lists";
  task.examples = {{{*parse_value("[3,1,2]"), *parse_value("2")}, *parse_value("[3,6]")},
                   {{*parse_value("[9,4,5,7]"), *parse_value("3")}, *parse_value("[12,15,21]")}};
  BudgetLimits limits;
  limits.evaluations = 1'000'000;
  const auto with = guided->solve(task, 0, Budget(limits));
  const auto without = plain->solve(task, 0, Budget(limits));
  ASSERT_TRUE(with.ok() && without.ok());
  EXPECT_EQ(with->candidates.front().fits, 2U);
  EXPECT_NE(with->evaluations, without->evaluations);
}

}  // namespace
}  // namespace inkling
