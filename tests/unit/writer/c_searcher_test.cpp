#include <gmock/gmock.h>

#include <algorithm>
#include <inkling/nn/weights.hpp>

#include "domain.hpp"
#include "grammar.hpp"
#include "language.hpp"
#include "lasynth_shape.hpp"
#include "statement_searcher.hpp"
#include "support/scratch_folder.hpp"

namespace inkling::writer {
namespace {

using testing::HasSubstr;

const std::unique_ptr<Domain> kDomain = c::make_domain();
const std::unique_ptr<Language> kLanguage = dsl::make_language(c::c_language());
const test::Asking kAsking{*kDomain, *kLanguage};

TEST(CSearcher, WritesProgramsThatFitTheShortestFirst) {
  test::expect_solved(kAsking, kAsking.task({{"[1,2,3,0,4]", "[2,2,3,0,4]"},
                                             {"[0,0,-1,2,2]", "[1,0,-1,2,2]"},
                                             {"[-4,1,1,3,0]", "[-3,1,1,3,0]"},
                                             {"[3,-2,0,0,1]", "[4,-2,0,0,1]"},
                                             {"[2,4,-4,1,1]", "[3,4,-4,1,1]"},
                                             // Not read by the network, but run.
                                             {"[-1,3,3,3,3]", "[0,3,3,3,3]"}}));
  test::expect_unsolved(kAsking, kAsking.task({{"[1,2,3]", "[3,16,-16]"}, {"[1,2,3]", "[0,0,0]"}}));
}

TEST(CSearcher, LaSynthWritesThemAsWell) {
  const test::Asking asking{*kDomain, *kLanguage, kLaSynth, kLaSynthFormat};
  test::expect_solved(asking, asking.task({{"[1,2,3,0,4]", "[2,2,3,0,4]"},
                                           {"[0,0,-1,2,2]", "[1,0,-1,2,2]"},
                                           {"[-4,1,1,3,0]", "[-3,1,1,3,0]"},
                                           {"[3,-2,0,0,1]", "[4,-2,0,0,1]"},
                                           {"[2,4,-4,1,1]", "[3,4,-4,1,1]"}}));
  EXPECT_THAT(asking.refused(asking.task({{"[1]", "[2]"}, {"[17]", "[1]"}})),
              HasSubstr("lasynth: example 2: "));
}

TEST(CSearcher, WhatItsTapeDoesNotTakeIsRefused) {
  EXPECT_THAT(kAsking.refused(kAsking.task({{"[1]", "[2]"}, {"[17]", "[1]"}})),
              HasSubstr("robustfill: example 2: "));
  EXPECT_THAT(kAsking.refused(kAsking.task({{"[1,2,3,4,5,6]", "[1,2,3,4,5,6]"}})),
              HasSubstr("5 integers from -16 to 16"));
  Task task = kAsking.task({{"[1]", "[2]"}});
  task.examples[0].inputs.push_back(task.examples[0].output);
  EXPECT_THAT(kAsking.refused(task), HasSubstr("takes one array, not 2"));
  EXPECT_THAT(kAsking.refused(kAsking.task({})), HasSubstr("the task has none"));
}

// A network that says `i` wherever it may, which no program declares.
TEST(CSearcher, ProgramsThatCannotBeReadAreDroppedAndSoIsSaid) {
  nn::WeightsFile weights;
  const auto file = std::filesystem::path(INKLING_MODELS) / "robustfill-c.safetensors";
  ASSERT_EQ(nn::read_weights(file, weights), std::nullopt);
  const std::vector<std::string> names = common::split_lines(weights.metadata[kTokens]);
  const auto i = std::find(names.begin(), names.end(), "i") - names.begin();
  for (auto& [name, tensor] : weights.tensors)
    std::fill(tensor.values.begin(), tensor.values.end(), 0.0F);
  auto& bias = weights.tensors.at("answers.bias").values;
  bias.at(static_cast<std::size_t>(i)) = 9;
  bias.at(kEnd) = -50;  // no program without a statement
  const inkling::test::ScratchFolder scratch;
  const auto path = scratch / "i.safetensors";
  ASSERT_EQ(nn::write_weights(path, weights), std::nullopt);
  const auto outcome = kAsking.ask(kAsking.task({{"[1,2]", "[2,2]"}, {"[0,1]", "[1,1]"}}),
                                   "beam=1,model=\"" + path.string() + "\"");
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  EXPECT_EQ(outcome->candidates.size(), 1u);
  ASSERT_EQ(outcome->warnings.size(), 1u);
  EXPECT_THAT(outcome->warnings[0], HasSubstr("can be read: there is no variable 'i'"));
}

}  // namespace
}  // namespace inkling::writer
