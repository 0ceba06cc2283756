// What an architecture gets for its two structs of settings: a model's weights and back, and its
// trainable form.
#include "stored_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling::training {
namespace {

using ::testing::HasSubstr;
using torch::Tensor;

struct ModelConfig {
  int length = 4;
  int symbols = 3;
  int width = 2;
  bool deep = false;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("width", c.width, FieldFacts{"of the map", 1, 8});
    f("deep", c.deep, FieldFacts{"whether it is"});
  }
};
std::string find_fault(const ModelConfig& c) {
  return c.width == 5 ? "width=5 is forbidden" : "";
}
struct ScheduleConfig {
  double pull = 0.5;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("pull", c.pull, FieldFacts{"towards 0", 0, 1});
  }
};
struct Model : torch::nn::Module {
  explicit Model(const ModelConfig& c)
      : config(c), map(register_parameter("map", torch::randn({c.symbols, c.width}))) {}
  ModelConfig config;
  Tensor map;
};
class Trainable : public TrainableModel {
 public:
  Trainable(const ModelConfig& shape, const ScheduleConfig& schedule, Tensor read, torch::Device)
      : model(std::make_shared<Model>(shape)), schedule_(schedule), read_(std::move(read)) {}
  torch::nn::Module& module() override { return *model; }
  LatentSpace space() const override { return {1, 1, 0}; }
  StepLoss loss(const Batch&, const Moment&, const Rng&) override { return {}; }
  Judgement judge(const Batch&, const Moment&, bool) override { return {}; }
  double pull() const { return schedule_.pull; }
  const Tensor& read() const { return read_; }
  std::shared_ptr<Model> model;

 private:
  ScheduleConfig schedule_;
  Tensor read_;
};

constexpr const char* kFormat = "inkling-plain-1";

nn::WeightsFile some_weights() {
  torch::manual_seed(3);
  ModelConfig config;
  config.length = 7;
  config.width = 3;
  config.deep = true;
  return weights_of(Model(config), kFormat);
}

TEST(StoredModel, WeightsComeBackWithTheirShape) {
  const nn::WeightsFile file = some_weights();
  EXPECT_EQ(file.metadata.at("format"), kFormat);
  EXPECT_EQ(file.metadata.at("model.length"), "7");
  EXPECT_EQ(file.metadata.at("model.symbols"), "3");
  EXPECT_EQ(file.metadata.at("model.width"), "3");
  EXPECT_EQ(file.metadata.at("model.deep"), "true");
  std::shared_ptr<Model> model;
  ASSERT_EQ(read_model(file, kFormat, model), std::nullopt);
  EXPECT_EQ(model->config.length, 7);
  EXPECT_EQ(model->config.width, 3);
  EXPECT_TRUE(model->config.deep);
  EXPECT_EQ(to_data(model->map).values, file.tensors.at("map").values);
}

TEST(StoredModel, WhatIsYoungerThanAFileHasItsDefault) {
  nn::WeightsFile file = some_weights();
  file.metadata.erase("model.deep");
  file.metadata.erase("model.length");
  std::shared_ptr<Model> model;
  ASSERT_EQ(read_model(file, kFormat, model), std::nullopt);
  EXPECT_FALSE(model->config.deep);
  EXPECT_EQ(model->config.length, 4);
}

TEST(StoredModel, WhatIsWrongWithAFileIsNamed) {
  std::shared_ptr<Model> model;
  const auto fault = [&](auto&& change, const char* format = kFormat) {
    nn::WeightsFile file = some_weights();
    change(file);
    return read_model(file, format, model).value_or("none");
  };
  const auto nothing = [](nn::WeightsFile&) {};
  EXPECT_EQ(fault(nothing, "inkling-fancy-1"),
            "it is of format 'inkling-plain-1', and inkling-fancy-1 is needed");
  EXPECT_THAT(fault([](auto& f) { f.metadata.erase("format"); }), HasSubstr("names no format"));
  EXPECT_THAT(fault([](auto& f) { f.metadata["model.width"] = "wide"; }),
              HasSubstr("'model.width'"));
  EXPECT_THAT(fault([](auto& f) { f.metadata["model.symbols"] = "1"; }),
              HasSubstr("'model.symbols'"));
  EXPECT_EQ(fault([](auto& f) { f.metadata["model.width"] = "5"; }), "width=5 is forbidden");
  EXPECT_THAT(fault([](auto& f) { f.metadata["model.width"] = "4"; }),
              HasSubstr("tensor map has shape [3,3], and the model needs [3,4]"));
  EXPECT_EQ(fault([](auto& f) { f.tensors.clear(); }), "tensor map is missing");
  EXPECT_EQ(model, nullptr);
}

TEST(StoredModel, AnArchitectureIsMadeOfItsSettings) {
  Architecture made;
  made.id = "plain";
  made = with_settings<ModelConfig, ScheduleConfig, Trainable>(std::move(made));
  EXPECT_EQ(made.id, "plain");
  ASSERT_EQ(made.model.size(), 2U);
  EXPECT_EQ(made.model[0].name, "width");
  ASSERT_EQ(made.training.size(), 1U);
  EXPECT_EQ(made.training[0].default_value, "0.5");
  ParamSpecs both = made.model;
  both.insert(both.end(), made.training.begin(), made.training.end());
  Params params(both);
  ASSERT_TRUE(params.set("width", "5").ok());
  EXPECT_EQ(made.find_fault(params), "width=5 is forbidden");
  ASSERT_TRUE(params.set("width", "6").ok());
  ASSERT_TRUE(params.set("pull", "0.25").ok());
  EXPECT_EQ(made.find_fault(params), "");
  TaskSource source;
  source.shape = {9, 4};
  source.read = std::vector<bool>(9, true);
  source.read[0] = false;
  const auto model = made.make(params, source, torch::kCPU);
  const auto& plain = static_cast<const Trainable&>(*model);
  EXPECT_EQ(plain.model->config.length, 9);
  EXPECT_EQ(plain.model->config.symbols, 4);
  EXPECT_EQ(plain.model->config.width, 6);
  EXPECT_EQ(plain.pull(), 0.25);
  EXPECT_EQ(plain.read().numel(), 8);
  // What it does not say itself.
  EXPECT_TRUE(model->schedule({}).empty());
  EXPECT_TRUE(model->state().empty());
  EXPECT_TRUE(model->settled({0, 1, true}));
  EXPECT_FALSE(model->settled({0, 1, false}));
}

}  // namespace
}  // namespace inkling::training
