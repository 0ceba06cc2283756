// The model that ships for patterns, on fresh tasks.
#include <gtest/gtest.h>

#include "domain.hpp"
#include "engine_model.hpp"
#include "latent_components.hpp"

namespace inkling::patterns {
namespace {

// Of 40 tasks, how many the encoder's program alone answers.
int answered(const std::string& tasks) {
  const auto domain = make_domain();
  const auto load = [](const std::filesystem::path& path) {
    return lpn::load_model(path, lpn::kWeightsFormat);
  };
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load, lpn::kWeightsFormat, {INKLING_MODELS}));
  EXPECT_EQ(shelf->names("patterns"), std::vector<std::string>{"lpn-patterns"});
  const auto inductor = common::make_inductor("lpn", shelf, *domain);
  const auto interpreter = common::make_interpreter("lpn", shelf, *domain, {});
  const Params generator = Params::parse(domain->info().generator, tasks).value();
  Rng rng(7);
  int right = 0;
  for (int i = 0; i < 40; ++i) {
    const Task task = domain->generate(generator, rng)->task;
    const auto programs = inductor->propose(task, 1, Params(inductor->info().params), rng);
    EXPECT_TRUE(programs.ok());
    const Query& query = task.queries.at(0);
    right += interpreter->run(programs->at(0).program, query.inputs).value() == *query.output;
  }
  return right;
}

TEST(PatternsShipped, AnswersPatternsOfItsDensityAndMostOfOthers) {
  EXPECT_GE(answered("side=5,pattern=2"), 39);
  EXPECT_GE(answered("side=5,pattern=2,part=test,test_density=1"), 34);
}

TEST(PatternsShipped, KnowsNoLargerPatterns) {
  EXPECT_LE(answered("side=5,pattern=3"), 4);
}

}  // namespace
}  // namespace inkling::patterns
