// Benchmarks of solvers and of gradients, and how they are written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/benchmark.hpp>
#include <inkling/app/gradient_bench.hpp>

#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BenchmarkTest : public ::testing::Test {
 protected:
  std::vector<Score> run(const BenchmarkOptions& options, std::stop_token stop = {}) {
    std::vector<Score> scores;
    const auto done =
        benchmark(*registry_, options, stop, [&](const Score& score) { scores.push_back(score); });
    EXPECT_TRUE(done.ok()) << done.error().message;
    return scores;
  }
  std::unique_ptr<Registry> registry_ = test::tiny_registry();
};

TEST_F(BenchmarkTest, ScoresOfTheSameTasksAreTheSame) {
  BenchmarkOptions options;
  options.solvers = {"scan", "narrow"};
  const auto once = run(options), again = run(options);
  ASSERT_EQ(once.size(), 2U);
  EXPECT_EQ(once[0].domain, "tiny");
  EXPECT_EQ(once[0].solver, "scan");
  EXPECT_EQ(once[0].tasks, 6U);
  EXPECT_EQ(once[0].solved, 6U);
  EXPECT_LT(once[1].solved, 6U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(once[i].signature, again[i].signature);
  EXPECT_NE(once[0].signature, once[1].signature);
  options.seed = 2;
  EXPECT_NE(run(options)[0].signature, once[0].signature);
}

TEST_F(BenchmarkTest, AStopEndsItAfterTheScoreUnderWay) {
  std::stop_source source;
  source.request_stop();
  BenchmarkOptions options;
  options.solvers = {"scan", "narrow"};
  const auto scores = run(options, source.get_token());
  ASSERT_EQ(scores.size(), 1U);
  EXPECT_EQ(scores[0].tasks, 0U);
}

TEST_F(BenchmarkTest, WhatCannotBeMeasuredIsAnError) {
  BenchmarkOptions options;
  options.domains = {"tinny"};
  const auto ignore = [](const Score&) {};
  EXPECT_EQ(benchmark(*registry_, options, {}, ignore).error().code, ErrorCode::not_found);
  options.domains = {"tiny"};
  options.solvers = {"scam"};
  EXPECT_THAT(benchmark(*registry_, options, {}, ignore).error().notes.front(), HasSubstr("scan"));
}

TEST(Score, IsWrittenWithTimeOrWithout) {
  const Score score{"tiny", "scan", 6, 5, 1000, 0.5, 0xABCU};
  EXPECT_EQ(to_json(score, false),
            R"({"domain":"tiny","solver":"scan","tasks":6,"solved":5,"evaluations":1000,)"
            R"("signature":"0000000000000abc"})");
  EXPECT_THAT(to_json(score), HasSubstr(R"("seconds":0.5,"evaluations_per_second":2000,)"));
  EXPECT_EQ(to_text(score, false),
            "tiny       scan         solved 5/6  1000 evaluations  signature 0000000000000abc");
  EXPECT_THAT(to_text(score), HasSubstr("2e+03 per second"));
}

TEST_F(BenchmarkTest, TasksAreNamedAfterWhereTheyComeFrom) {
  const Domain& domain = **registry_->domain("tiny");
  const Params params(domain.info().generator);
  const auto task = draw_named_task(domain, params, 7, 3);
  ASSERT_TRUE(task.ok());
  EXPECT_EQ(task->id, "tiny-7-3");
  EXPECT_EQ(task->domain, "tiny");
  const auto drawn = draw_task(domain, params, 7, 3);
  EXPECT_EQ(task->meta, "{\"program\":\"" + drawn->program + "\"}");
  EXPECT_EQ(task->examples.size(), drawn->task.examples.size());
}

// ---- gradients

GradientReport some_report() {
  GradientReport report;
  report.searcher = "net+gradient";
  report.reference_searcher = "net-torch+gradient";
  report.threads = 2;
  report.starts = 64;
  report.step = 0.01;
  report.rate = 5e10;
  report.tiny = 1.25;
  report.sharp = "0.05";
  report.error = 8.57e-7;
  report.peak_fma = 2e11;
  report.rough_fault = "no such products";
  report.device_fault = "no card";
  return report;
}

TEST(GradientReport, WhatIsNotThereIsNull) {
  const std::string json = to_json(some_report());
  EXPECT_THAT(json, HasSubstr(R"({"cpu":{"speedup_over_libtorch":null,)"));
  EXPECT_THAT(json, HasSubstr(R"("fraction_of_gemm_peak":null,"fraction_of_fma_peak":0.25,)"));
  EXPECT_THAT(json, HasSubstr(R"("gradient_relative_error":8.57e-07})"));
  EXPECT_THAT(json, HasSubstr(R"("fma":200.0,"openblas":null},"cpu-bf16":null,"cuda":null})"));
  const std::string text = to_text(some_report());
  EXPECT_THAT(text, HasSubstr("64 starts: 50.0 GFLOP/s"));
  EXPECT_THAT(text, HasSubstr("25 % of the 200.0 of multiply-adds"));
  EXPECT_THAT(text, HasSubstr("LibTorch: not in this build"));
  EXPECT_THAT(text, HasSubstr("bfloat16: no such products\nCUDA: no card\n"));
  EXPECT_THAT(text, Not(HasSubstr("whole searches")));
}

TEST(GradientReport, ComparesWithTheReference) {
  GradientReport report = some_report();
  report.peak_gemm = 1e11;
  report.reference = GradientReport::Reference{0.1, 0.06};
  report.rough = GradientReport::Rough{0.005, 0.01};
  report.devices = {{"cuda", 4096, 400, 0.5, 1e13, 1e-6}};
  report.whole = {2.0, 1.0, 30.0};
  const std::string json = to_json(report);
  EXPECT_THAT(json, HasSubstr(R"("speedup_over_libtorch":15.0,"step_speedup_over_libtorch":10.0,)"
                              R"("fraction_of_gemm_peak":0.5,)"));
  EXPECT_THAT(json, HasSubstr(R"("cpu-bf16":{"speedup_over_libtorch":30.0,)"
                              R"("step_speedup_over_libtorch":20.0,)"));
  EXPECT_THAT(json, HasSubstr(R"("cuda":{"cuda":{"seconds_4096x400":0.5,"gflops":10000.0,)"));
  const std::string text = to_text(report);
  EXPECT_THAT(text, HasSubstr("50 % of the 100.0 of OpenBLAS's sgemm"));
  EXPECT_THAT(text, HasSubstr("2.00 times as fast, LibTorch 20.0 times as long"));
  EXPECT_THAT(text, HasSubstr("cuda: 4096 starts x 400 steps in "));
  EXPECT_THAT(text, HasSubstr("15.0 times as long, 30.0 times the one with bfloat16"));
}

TEST(GradientSizes, AreATable) {
  GradientSizes sizes{2, 4, {10, 48, 16}, {{64, 0.01, 5e10, 3'000'000}}};
  const std::string text = to_text(sizes);
  EXPECT_THAT(text, HasSubstr("with 2 threads: 4 examples, 10 positions of width 48"));
  EXPECT_THAT(text, HasSubstr("50.0"));
  EXPECT_THAT(text, HasSubstr("3.0 MB"));
}

TEST_F(BenchmarkTest, GradientsNeedAModel) {
  const auto none = GradientBench::make(*registry_, {"tinny", 1, 1});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_THAT(none.error().message, HasSubstr("no model is installed"));
}

}  // namespace
}  // namespace inkling::app
