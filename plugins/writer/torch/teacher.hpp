// Iterative retraining (Chen, Song, Tian, "Latent Execution for Neural Program Synthesis", NeurIPS
// 2021): a trained network writes programs for the tasks of the next training, and where one of
// them does the same as the hidden one, it is learned in its place. Free of LibTorch.
#pragma once

#include <filesystem>
#include <inkling/domain.hpp>
#include <inkling/language.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace inkling::writer {

class WriterModel;

// Immutable and thread-safe. The domain and the language outlive it.
class Teacher {
 public:
  // `beam`: programs that it writes for a task. Errors: those of WriterModel::load.
  static Result<std::shared_ptr<const Teacher>> load(const std::filesystem::path& weights,
                                                     const std::string& format,
                                                     const Domain& domain, const Language& language,
                                                     std::size_t beam);
  // The tokens of the likeliest program of the beam that is right on the pairs and on as many
  // others, whose inputs are drawn and whose outputs are the hidden program's; nullopt: there is
  // none.
  std::optional<std::vector<int>> write(const Program& hidden, const Task& task,
                                        std::span<const Example> pairs) const;

 private:
  std::shared_ptr<const WriterModel> model_;
  const Domain* domain_ = nullptr;
  const Language* language_ = nullptr;
  std::size_t beam_ = 1;
};

}  // namespace inkling::writer
