// The models that ship, on fresh tasks like those they were trained on.
#include <gtest/gtest.h>

#include "domain.hpp"
#include "engine_model.hpp"
#include "latent_components.hpp"

namespace inkling::lpn {
namespace {

// Of 40 tasks of a part of the suite, how many the encoder's program alone answers.
int answered(const std::string& model, const std::string& suite, const char* part = "train",
             const char* format = kWeightsFormat) {
  const auto domain = sequences::make_domain();
  const auto load = [format](const std::filesystem::path& path) {
    return load_model(path, format);
  };
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load, format, {INKLING_MODELS}));
  const auto inductor = common::make_inductor("lpn", shelf, *domain);
  const auto interpreter = common::make_interpreter("lpn", shelf, *domain, {});
  Params generator =
      Params::parse(domain->info().generator, std::string("part=") + part + ",suite=" + suite)
          .value();
  Params wishes(inductor->info().params);
  EXPECT_TRUE(wishes.set("model", model));
  Rng rng(7);
  int right = 0;
  for (int i = 0; i < 40; ++i) {
    const Task task = domain->generate(generator, rng)->task;
    const auto programs = inductor->propose(task, 1, wishes, rng);
    EXPECT_TRUE(programs.ok());
    const Query& query = task.queries.at(0);
    right += interpreter->run(programs->at(0).program, query.inputs).value() == *query.output;
  }
  return right;
}

TEST(LpnShipped, AnswerTasksLikeThoseTheyWereTrainedOn) {
  EXPECT_EQ(answered("lpn-shift-l", "shift-l"), 40);
  EXPECT_GE(answered("lpn-comp-i", "comp-i"), 37);
}

TEST(LpnShipped, BaselinesAnswerTasksLikeThoseTheyWereTrainedOnAndNoOthers) {
  EXPECT_EQ(answered("lpn-shift-p", "shift-p"), 40);
  EXPECT_EQ(answered("lpn-shift-p", "shift-p", "test"), 0);
  EXPECT_EQ(answered("in-context-shift-l", "shift-l", "train", kContextFormat), 40);
  EXPECT_EQ(answered("in-context-shift-l", "shift-l", "test", kContextFormat), 0);
  EXPECT_EQ(answered("in-context-shift-p", "shift-p", "train", kContextFormat), 40);
  EXPECT_GE(answered("in-context-comp-i", "comp-i", "train", kContextFormat), 37);
  EXPECT_EQ(answered("d-lpn-shift-l", "shift-l", "train", kCodesFormat), 40);
  EXPECT_EQ(answered("d-lpn-shift-l", "shift-l", "test", kCodesFormat), 0);
  EXPECT_GE(answered("d-lpn-shift-p", "shift-p", "train", kCodesFormat), 37);
}

TEST(LpnShipped, AnswerNothingElseByThemselves) {
  EXPECT_LE(answered("lpn-shift-l", "comp-i"), 12);
}

}  // namespace
}  // namespace inkling::lpn
