// Trainings of LaSynth that take a moment, in a domain of a test's own.
#pragma once

#include <gtest/gtest.h>

#include "lasynth_shape.hpp"
#include "support/scratch_folder.hpp"
#include "trainer.hpp"
#include "writer_training.hpp"

namespace inkling::writer {

class LaSynthTrainings : public testing::Test {
 protected:
  LaSynthTrainings(std::unique_ptr<Domain> domain, std::unique_ptr<Language> language,
                   std::string settings)
      : domain_(std::move(domain)),
        language_(std::move(language)),
        settings_(std::move(settings)) {}

  // `more`: settings behind the test's own, each with a comma in front.
  Result<TrainingOutcome> train(const std::string& folder, const std::string& more) {
    const auto trainer = training::make_trainer(lasynth_architecture());
    const auto params = Params::parse(
        trainer->info().params,
        "steps=6,warmup=2,batch=4,pairs=3,evaluate_every=3,evaluate_tasks=4,evaluate_pairs=3,"
        "hidden=5,width=6,layers=1,answers=7,every=3," +
            settings_ + more);
    EXPECT_TRUE(params.ok()) << to_text(params.error());
    return trainer->train(*domain_, language_.get(), *params, scratch_ / folder, Budget(), nullptr);
  }
  nn::WeightsFile read(const std::string& file) {
    nn::WeightsFile weights;
    EXPECT_EQ(nn::read_weights(scratch_ / file, weights), std::nullopt);
    return weights;
  }

  test::ScratchFolder scratch_;
  std::unique_ptr<Domain> domain_;
  std::unique_ptr<Language> language_;
  std::string settings_;
};

}  // namespace inkling::writer
