// What the networks of this room have in common for the training room: a Model, its schedule and
// the places of the tape that are read.
#pragma once

#include "model.hpp"
#include "trainable.hpp"

namespace inkling::lpn {

template <class Config, class Schedule>
class ModelTrainable : public training::TrainableModel {
 public:
  // read: of tape_loss.
  ModelTrainable(const Config& shape, const Schedule& schedule, torch::Tensor read,
                 torch::Device device)
      : config_(schedule), read_(std::move(read)), model_(std::make_shared<Model>(shape)) {
    model_->move_to(device);
  }
  torch::nn::Module& module() override { return *model_; }
  Model& model() { return *model_; }

 protected:
  Schedule config_;
  torch::Tensor read_;
  std::shared_ptr<Model> model_;
};

}  // namespace inkling::lpn
