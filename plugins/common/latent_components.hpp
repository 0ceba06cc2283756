// What every engine that runs neural language interpreters shares: the models that are there, and
// the inductor and interpreter of the kernel over any of them. An engine implements LatentModel.
#pragma once

#include <filesystem>
#include <functional>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/nn/weights.hpp>
#include <map>
#include <memory>
#include <mutex>

namespace inkling::common {

struct ModelFacts {
  int length = 0;     // n: symbols of a sequence
  int symbols = 0;    // V: the alphabet; the last one is the blank
  int positions = 0;  // T: program positions
  int codes = 0;      // K: codebook; code 0 skips
  int width = 0;      // of a search variable
};

// Examples as symbols: x and y are row-major [count x length].
struct Pairs {
  std::size_t count = 0;
  std::vector<int> x, y;
};

// That of a weights file: tensors vocabulary.vectors [count x width] and vocabulary.weights
// [count]. Empty when it has none. Error: shapes that do not go together, weights that are no
// shares.
nn::Fault read_vocabulary(const nn::WeightsFile& file, int width, LatentVocabulary& out);

// Temperatures of soft programs as they are decoded and run.
inline constexpr float kProgramTemperature = 0.3F;
inline constexpr float kStateTemperature = 0.3F;

// What LatentProblem::evaluate is given: starts [S x positions x width], loss [S], gradient as
// starts or of rank 0. Error: internal.
Result<void> check_sizes(const LatentShape& shape, const TensorView<const float>& starts,
                         const TensorView<float>& loss, const TensorView<float>& gradient);

// One model on one engine. Immutable and thread-safe.
class LatentModel {
 public:
  virtual ~LatentModel() = default;
  virtual const ModelFacts& facts() const = 0;
  // Mean over the pairs of the inductor's search variables, [positions x width].
  virtual std::vector<float> encode(const Pairs& pairs) const = 0;
  // Logits over the codes, [positions x codes], of search variables [positions x width].
  virtual std::vector<float> code_logits(std::span<const float> variables) const = 0;
  // The most likely symbols after every position, [inputs x positions x length], of the program
  // with log-probabilities [positions x codes] on inputs [inputs x length]. No noise.
  virtual std::vector<int> run(std::span<const float> log_codes, std::span<const int> x,
                               float temperature) const = 0;
  // `name` is for the programs that are decoded. Errors: unsupported (engine), device.
  virtual Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions& options,
                                                         std::string name) const = 0;
};

// Weights files, each read at its first use. Thread-safe.
class ModelShelf {
 public:
  using Model = std::shared_ptr<const LatentModel>;
  using Loader = std::function<Result<Model>(const std::filesystem::path&)>;
  // Names are those of the files without "nli-" and ".safetensors".
  ModelShelf(Loader loader, std::vector<std::filesystem::path> files);
  // Every nli-*.safetensors of a folder, sorted; `folder` is named when there is none.
  static ModelShelf of_folder(Loader loader, const std::filesystem::path& folder);

  std::vector<std::string> names() const;
  // A name, the path of a weights file, or "" for the first. Errors: not_found with the nearest
  // name or, without any, the cure; io and unsupported from the loader.
  Result<Model> model(std::string_view name) const;

 private:
  Loader loader_;
  std::map<std::string, std::filesystem::path> files_;
  std::filesystem::path folder_;
  mutable std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  mutable std::map<std::string, Model, std::less<>> read_;
};

// The program that logits [positions x codes] stand for, at kProgramTemperature.
LatentCode to_code(std::span<const float> logits, const ModelFacts& facts, std::string model);

// `id` is that of the interpreter; the inductor's programs belong to it. The shelf is
// shared.
std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelShelf> shelf);
std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelShelf> shelf);

}  // namespace inkling::common
