// The model as inductor, interpreter and differentiable interpreter of the kernel.
#pragma once

#include <filesystem>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <memory>
#include <mutex>

namespace inkling::nli {

struct Model;

// Weights that are read at first use, by whichever component comes first. Thread-safe.
class ModelSlot {
 public:
  explicit ModelSlot(std::filesystem::path path) : path_(std::move(path)) {}
  // Errors: not_found (no such file, with the cure), io (unusable weights, with the reason).
  Result<std::shared_ptr<Model>> model() const;

 private:
  std::filesystem::path path_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<Model> model_;
};

// `id` is that of the interpreter; the inductor's programs belong to it.
std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelSlot> slot);
std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelSlot> slot);

}  // namespace inkling::nli
