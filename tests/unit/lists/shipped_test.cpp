// The latent program network that ships for lists, on fresh tasks that fit its tape.
#include <gtest/gtest.h>

#include "domain.hpp"
#include "engine_model.hpp"
#include "latent_components.hpp"

namespace inkling::lists {
namespace {

TEST(ListsShipped, AnswersMostTasksOfOneStatement) {
  const auto domain = make_domain();
  const auto load = [](const std::filesystem::path& path) {
    return lpn::load_model(path, lpn::kWeightsFormat);
  };
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders(load, lpn::kWeightsFormat, {INKLING_MODELS}));
  EXPECT_EQ(shelf->names("lists"), std::vector<std::string>{"lpn-lists"});
  const auto inductor = common::make_inductor("lpn", shelf, *domain);
  const auto interpreter = common::make_interpreter("lpn", shelf, *domain, {});
  const Params generator =
      Params::parse(domain->info().generator, "inputs=1,max_statements=1,examples=4,queries=1")
          .value();
  Rng rng(7);
  int tasks = 0, right = 0;
  while (tasks < 60) {
    const Task task = domain->generate(generator, rng)->task;
    const auto programs = inductor->propose(task, 1, Params(inductor->info().params), rng);
    const Query& query = task.queries.at(0);
    const auto value = programs.ok() ? interpreter->run(programs->at(0).program, query.inputs)
                                     : Result<Value>(programs.error());
    if (!value.ok()) {  // what does not fit the tape
      EXPECT_EQ(value.error().code, ErrorCode::bad_input) << value.error().message;
      continue;
    }
    ++tasks;
    right += *value == *query.output;
  }
  EXPECT_GE(right, 34);  // 0.73 of many
}

}  // namespace
}  // namespace inkling::lists
