// A training that is shared out over ranks: threads here, processes in tests/ranks.
#include "world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "run.hpp"
#include "support/scratch_folder.hpp"
#include "toy.hpp"

namespace inkling::training {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::vector<std::unique_ptr<World>> worlds_of(int size) {
  auto worlds = make_worlds(size);
  if (!worlds) return {};
  return *std::move(worlds);
}

LoopSettings settings() {
  LoopSettings made;
  made.steps = 40;
  made.batch = 8;
  made.pairs = 3;
  made.learning_rate = 0.05;
  return made;
}

Loop make_loop(const CellsDomain& domain, World* world) {
  const auto source = make_source(domain, settings());
  const Architecture architecture = toy_architecture();
  return {settings(), *source,
          [&](torch::Device device) {
            return architecture.make(Params(training_specs(architecture)), *source, device);
          },
          torch::kCPU, world};
}

std::vector<torch::Tensor> weights_of(const Loop& loop) {
  nn::WeightsFile file;
  std::vector<torch::Tensor> all;
  for (const auto& item : const_cast<Loop&>(loop).model().module().named_parameters())
    all.push_back(item.value().detach().clone());
  return all;
}

double distance(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, (a[i] - b[i]).abs().max().item<double>());
  return most;
}

#define NEEDS_RANKS(worlds, size)      \
  const auto worlds = worlds_of(size); \
  if (worlds.empty()) GTEST_SKIP() << "built without Gloo's headers (Debian's libgloo-dev)"

TEST(World, MeansAreOverAllRanks) {
  NEEDS_RANKS(worlds, 3);
  std::vector<std::vector<torch::Tensor>> tensors;
  for (int rank = 0; rank < 3; ++rank)
    tensors.push_back({torch::full({2, 3}, static_cast<double>(rank)),
                       torch::full({}, 10.0 * rank, torch::kDouble)});
  {
    std::vector<std::jthread> threads;
    for (std::size_t rank = 0; rank < 3; ++rank)
      threads.emplace_back([&, rank] { EXPECT_TRUE(worlds[rank]->average(tensors[rank]).ok()); });
  }
  for (const auto& mine : tensors) {
    EXPECT_TRUE(mine[0].equal(torch::full({2, 3}, 1.0)));
    EXPECT_EQ(mine[1].item<double>(), 10.0);
  }
}

// Two ranks with half the tasks each make the steps of one rank with all of them.
TEST(World, TwoRanksOnHalvesTrainAsOneOnTheWhole) {
  NEEDS_RANKS(worlds, 2);
  const CellsDomain domain;
  Loop alone = make_loop(domain, nullptr);
  const auto before = weights_of(alone);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(alone.step().ok());
  std::vector<Loop> loops;
  for (const auto& world : worlds) loops.push_back(make_loop(domain, world.get()));
  {
    std::vector<std::jthread> threads;
    for (Loop& loop : loops)
      threads.emplace_back([&loop] {
        for (int i = 0; i < 10; ++i) ASSERT_TRUE(loop.step().ok());
      });
  }
  EXPECT_GT(distance(weights_of(alone), before), 1e-3);  // it moved
  EXPECT_EQ(distance(weights_of(loops[0]), weights_of(loops[1])), 0.0);
  EXPECT_LT(distance(weights_of(loops[0]), weights_of(alone)), 1e-5);
  // What is told of the step is that of all tasks, too.
  EXPECT_NEAR(loops[1].figures()[0].value, alone.figures()[0].value, 1e-5);
}

TEST(World, RanksAtDifferentStepsAreTold) {
  NEEDS_RANKS(worlds, 2);
  const CellsDomain domain;
  Loop first = make_loop(domain, worlds[0].get());
  Loop ahead = make_loop(domain, nullptr);
  ASSERT_TRUE(ahead.step().ok());
  nn::WeightsFile file;
  ahead.save(file);
  Loop second = make_loop(domain, worlds[1].get());
  ASSERT_EQ(second.load(file), std::nullopt);
  Result<void> mine, other;
  {
    std::jthread a([&] { mine = first.step(); });
    std::jthread b([&] { other = second.step(); });
  }
  ASSERT_FALSE(mine.ok());
  ASSERT_FALSE(other.ok());
  EXPECT_THAT(other.error().message, HasSubstr("stands at step 1"));
}

// Rank 0 writes the folder; where one rank is told to stop, both do, and the same line goes on.
TEST(World, AWholeTrainingStopsTogetherAndGoesOn) {
  NEEDS_RANKS(worlds, 2);
  const CellsDomain domain;
  const Architecture architecture = toy_architecture();
  const test::ScratchFolder scratch;
  const auto train = [&](int rank, std::int64_t last) {
    Params params(training_specs(architecture));
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"steps", "12"}, {"batch", "4"}, {"evaluate_every", "4"}, {"evaluate_tasks", "5"}})
      EXPECT_TRUE(params.set(name, value).ok());
    RunPlan plan{architecture, domain, nullptr, std::move(params), scratch / "run"};
    std::int64_t step = 0;
    plan.stop = [&] { return rank == 1 && step++ >= last; };  // rank 1 alone is told
    plan.world = worlds[static_cast<std::size_t>(rank)].get();
    return run_training(plan, nullptr);
  };
  for (const auto& [last, expected] : {std::pair{5, 5}, {100, 12}}) {
    std::vector<Result<TrainingOutcome>> outcomes(2, TrainingOutcome{});
    {
      std::vector<std::jthread> threads;
      for (int rank = 0; rank < 2; ++rank)
        threads.emplace_back([&, rank, last = last] {
          outcomes[static_cast<std::size_t>(rank)] = train(rank, last);
        });
    }
    for (const auto& outcome : outcomes) {
      ASSERT_TRUE(outcome.ok()) << outcome.error().message;
      EXPECT_EQ(outcome->step, expected);
    }
  }
  EXPECT_EQ(read_metrics(scratch / "run" / "metrics.jsonl", 100).size(), 3U);
  EXPECT_TRUE(fs::exists(scratch / "run" / "model.safetensors"));
}

TEST(World, ABatchThatCannotBeSharedOutIsRefused) {
  NEEDS_RANKS(worlds, 2);
  const CellsDomain domain;
  const Architecture architecture = toy_architecture();
  const test::ScratchFolder scratch;
  Params params(training_specs(architecture));
  ASSERT_TRUE(params.set("batch", "5").ok());
  RunPlan plan{architecture, domain, nullptr, std::move(params), scratch / "run"};
  plan.world = worlds[0].get();
  const auto outcome = run_training(plan, nullptr);
  ASSERT_FALSE(outcome.ok());
  EXPECT_THAT(outcome.error().message, HasSubstr("batch=5 cannot be shared out over 2 ranks"));
}

TEST(World, ThePlaceComesFromTheEnvironment) {
  const auto with = [](std::map<std::string, std::string> variables) {
    for (const char* name : {"RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT",
                             "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"})
      ::unsetenv(name);
    for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
    auto place = place_of_environment();
    for (const auto& [name, value] : variables) ::unsetenv(name.c_str());
    return place;
  };
  EXPECT_EQ(with({})->size, 1);
  const auto named = with({{"RANK", "1"},
                           {"WORLD_SIZE", "4"},
                           {"MASTER_ADDR", "node7"},
                           {"MASTER_PORT", "1234"},
                           {"OMPI_COMM_WORLD_SIZE", "9"}});
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(named->rank, 1);
  EXPECT_EQ(named->size, 4);
  EXPECT_EQ(named->address, "node7");
  EXPECT_EQ(named->port, 1234);
  const auto mpi = with({{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "3"}});
  ASSERT_TRUE(mpi.ok());
  EXPECT_EQ(mpi->rank, 2);
  EXPECT_EQ(mpi->size, 3);
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"WORLD_SIZE", "two"}, {"RANK", "7"}, {"MASTER_PORT", "0"}}) {
    auto variables = std::map<std::string, std::string>{{"WORLD_SIZE", "2"}, {"RANK", "0"}};
    variables[name] = value;
    const auto place = with(variables);
    ASSERT_FALSE(place.ok()) << name;
    EXPECT_THAT(place.error().message, HasSubstr(name + "=" + value));
  }
}

}  // namespace
}  // namespace inkling::training
