// The inductor that prices: models by name, catalogues that differ from what was learned, the
// shipped one.
#include "pricer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <inkling/dsl/language.hpp>
#include <inkling/guide.hpp>

#include "domain.hpp"
#include "encoding.hpp"
#include "entries.hpp"
#include "lists_catalogue.hpp"
#include "support/scratch_folder.hpp"

namespace inkling::pricer {
namespace {

using testing::HasSubstr;

// Weights without a hidden opinion: the odds of entry i are bias[i], whatever the examples.
nn::WeightsFile weights_of(const std::vector<std::string>& entries, std::vector<float> bias,
                           const std::string& domain = "lists") {
  constexpr std::int64_t kHidden = 2, kWidth = 1;
  const auto places = static_cast<std::int64_t>(kPlaces);
  nn::WeightsFile file;
  file.metadata = {{"format", kFormat},
                   {"domain", domain},
                   {"model.length", std::to_string(places)},
                   {"model.symbols", std::to_string(kSymbols)},
                   {"model.width", "1"},
                   {"model.hidden", "2"},
                   {"model.before", "1"},
                   {"model.after", "0"},
                   {kEntries, common::join_lines(entries)}};
  const auto zeros = [](std::int64_t count) {
    return std::vector<float>(static_cast<std::size_t>(count), 0.0F);
  };
  const auto count = static_cast<std::int64_t>(entries.size());
  file.tensors["embedding"] = {{kSymbols, kWidth}, zeros(kSymbols * kWidth)};
  file.tensors["before_0.weight"] = {{kHidden, places * kWidth}, zeros(kHidden * places * kWidth)};
  file.tensors["before_0.bias"] = {{kHidden}, zeros(kHidden)};
  file.tensors["answers.weight"] = {{count, kHidden}, zeros(count * kHidden)};
  file.tensors["answers.bias"] = {{count}, std::move(bias)};
  return file;
}

class GuideTest : public testing::Test {
 protected:
  void put(const std::string& name, const nn::WeightsFile& file) {
    ASSERT_EQ(nn::write_weights(scratch_ / (name + ".safetensors"), file), std::nullopt);
  }
  Result<OperatorPrior> weigh(const std::string& model, const char* input = "[3,1,2]",
                              const char* output = "[1,2,3]") {
    const auto shelf = std::make_shared<const common::ModelShelf>(
        common::ModelShelf::of_folders({}, kFormat, {scratch_.path()}));
    const auto inductor = make_inductor(shelf, *domain_);
    Task task;
    task.domain = "lists";
    task.examples = {{{*parse_value(input)}, *parse_value(output)}};
    return inductor->guide()->weigh(task, *language_, model);
  }
  std::string refused(const std::string& model) {
    const auto prior = weigh(model);
    EXPECT_FALSE(prior.ok());
    return prior.ok() ? std::string() : to_text(prior.error());
  }

  test::ScratchFolder scratch_;
  std::unique_ptr<Domain> domain_ = lists::make_domain();
  std::unique_ptr<Language> language_ = dsl::make_language(lists::lists_catalogue(), "lists");
  Entries entries_ = entries_of(*lists::lists_catalogue());
};

TEST_F(GuideTest, GivesEveryEntryItsOwnPrice) {
  std::vector<float> odds;
  for (std::size_t i = 0; i < entries_.names.size(); ++i)
    odds.push_back(static_cast<float>(i % 11) - 6);
  put("a", weights_of(entries_.names, odds));
  const auto prior = weigh("");
  ASSERT_TRUE(prior.ok()) << to_text(prior.error());
  const auto checked = check_prior(*prior, *lists::lists_catalogue());
  EXPECT_TRUE(checked.ok());
  EXPECT_EQ(prior->note, "");
  for (std::size_t i = 0; i < entries_.operators; ++i)
    EXPECT_NEAR(prior->operators[entries_.numbers[i]], std::log2(1 + std::exp(-odds[i])), 1e-4);
  const std::size_t last = odds.size() - 1;
  EXPECT_NEAR(prior->functions.back(), std::log2(1 + std::exp(-odds[last])), 1e-4);
}

TEST_F(GuideTest, WhatItDoesNotKnowHasAMiddlingPriceAndIsSaid) {
  auto names = entries_.names;
  names[0] = "retired(xs: list of a) -> a";  // an operator that there was
  std::vector<float> odds(names.size(), -3.0F);
  put("old", weights_of(names, odds));
  const auto prior = weigh("old");
  ASSERT_TRUE(prior.ok());
  EXPECT_NEAR(prior->operators[entries_.numbers[0]], std::log2(1 + std::exp(3.0)), 1e-4);
  EXPECT_THAT(prior->note, HasSubstr("'old' does not know 1 of the"));
  EXPECT_THAT(prior->note, HasSubstr(entries_.names[0]));
}

TEST_F(GuideTest, RefusesModelsThatAreNotForThisQuestion) {
  put("a", weights_of(entries_.names, std::vector<float>(entries_.names.size())));
  EXPECT_THAT(refused("b"), HasSubstr("there is no model 'b'"));
  EXPECT_THAT(refused("b"), HasSubstr("a"));
  EXPECT_THAT(refused((scratch_ / "none.safetensors").string()), HasSubstr("no weights at"));
  put("other", weights_of(entries_.names, std::vector<float>(entries_.names.size()), "strings"));
  EXPECT_THAT(refused("other"), HasSubstr("trained for domain 'strings'"));
  put("foreign", weights_of({"pasted(a: b) -> c"}, {0.0F}));
  EXPECT_THAT(refused("foreign"), HasSubstr("does not know"));
  auto file = weights_of(entries_.names, std::vector<float>(entries_.names.size()));
  file.metadata["format"] = "inkling-lpn-1";
  put("latent", file);
  EXPECT_THAT(refused((scratch_ / "latent.safetensors").string()), HasSubstr("inkling-lpn-1"));
  file = weights_of(entries_.names, std::vector<float>(entries_.names.size()));
  file.metadata["model.length"] = "7";
  put("short", file);
  EXPECT_THAT(refused("short"), HasSubstr("places"));
  EXPECT_THAT(refused("short"), HasSubstr("or texts on " + std::to_string(kTextPlaces)));
  file = weights_of(entries_.names, std::vector<float>(entries_.names.size()));
  file.tensors.erase("answers.bias");
  put("torn", file);
  EXPECT_THAT(refused("torn"), HasSubstr("answers.bias"));
}

// Weights say by their number of places in which form they read examples.
TEST_F(GuideTest, ReadsExamplesInTheFormOfItsWeights) {
  nn::WeightsFile file =
      weights_of(entries_.names, std::vector<float>(entries_.names.size(), -1.0F));
  const auto places = static_cast<std::int64_t>(kTextPlaces);
  file.metadata["model.length"] = std::to_string(places);
  nn::TensorData& map = file.tensors["before_0.weight"];
  map = {{2, places}, std::vector<float>(static_cast<std::size_t>(2 * places), 0.0F)};
  // The first hidden number is the symbol of the last fact of the first input: 1 for one letter.
  file.tensors["embedding"].values[static_cast<std::size_t>(symbol_of(1))] = 1.0F;
  const std::size_t fact = 2 * (kTextSlot + kTextFacts) + kTextPairFacts - 1;
  map.values[fact] = 1.0F;
  for (float& weight : file.tensors["answers.weight"].values) weight = 1.0F;
  put("texts", file);
  const auto same = weigh("texts", R"("abc")", R"("ax")"),
             other = weigh("texts", R"("abc")", R"("x")");
  ASSERT_TRUE(same.ok()) << to_text(same.error());
  ASSERT_TRUE(other.ok());
  EXPECT_NEAR(same->operators[entries_.numbers[0]], std::log2(1 + std::exp(0.0)), 1e-4);
  EXPECT_NEAR(other->operators[entries_.numbers[0]], std::log2(1 + std::exp(1.0)), 1e-4);
}

TEST_F(GuideTest, HasNothingToSayWithoutModelsAndExamples) {
  EXPECT_THAT(refused(""), HasSubstr("no weights of architecture 'pricer' for domain 'lists'"));
  const auto shelf = std::make_shared<const common::ModelShelf>(
      common::ModelShelf::of_folders({}, kFormat, {scratch_.path()}));
  const auto inductor = make_inductor(shelf, *domain_);
  EXPECT_FALSE(inductor->ready().ok());
  Rng rng(1);
  EXPECT_EQ(inductor->propose(Task{}, 1, Params(ParamSpecs{}), rng).error().code,
            ErrorCode::unsupported);
  EXPECT_EQ(inductor->guide()->weigh(Task{}, *language_, "").error().code, ErrorCode::bad_input);
}

TEST(ShippedModels, ReadExamplesInTheFormOfTheirDomain) {
  const std::filesystem::path folder = INKLING_MODELS;
  for (const auto& [name, places] :
       {std::pair("pricer-lists", kPlaces), std::pair("pricer-strings", kTextPlaces)}) {
    const auto path = folder / (std::string(name) + ".safetensors");
    const auto model = load_model(path);
    ASSERT_TRUE(model.ok()) << to_text(model.error());
    EXPECT_EQ((*model)->network.shape().places, static_cast<int>(places));
    EXPECT_LT(std::filesystem::file_size(path), 4'000'000u);
    EXPECT_TRUE(std::filesystem::exists(folder / (std::string(name) + ".md")));
  }
}

}  // namespace
}  // namespace inkling::pricer
