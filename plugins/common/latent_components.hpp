// What every engine that runs neural language interpreters shares: the models that are there, and
// the inductor and interpreter of the kernel over any of them. An engine implements LatentModel.
#pragma once

#include <filesystem>
#include <functional>
#include <inkling/domain.hpp>
#include <inkling/gradient.hpp>
#include <inkling/inductor.hpp>
#include <inkling/interpreter.hpp>
#include <inkling/nn/weights.hpp>
#include <map>
#include <memory>
#include <mutex>

namespace inkling::common {

struct ModelFacts {
  int length = 0;     // n: places of the tape
  int symbols = 0;    // V: its alphabet
  int positions = 0;  // T: program positions
  int codes = 0;      // K: codebook; code 0 skips
  int width = 0;      // of a search variable
};

// Examples on the tape: x and y are row-major [count x length]. `read`: which places of y a loss
// looks at, or empty for all of them.
struct Pairs {
  std::size_t count = 0;
  std::vector<int> x, y;
  std::vector<bool> read{};
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

// The folders of models: the shipped one, and the user's own, $XDG_DATA_HOME/inkling/models or
// ~/.local/share/inkling/models.
std::vector<std::filesystem::path> model_folders();

// What a model must get right of fresh tasks like those it was trained on, without a search, to be
// asked where none is named. Others are for research.
inline constexpr double kUsefulAccuracy = 0.5;

// Weights files of one format, each read at its first use. Which domain and tape a file is for
// stands in its metadata. Thread-safe.
class ModelShelf {
 public:
  using Model = std::shared_ptr<const LatentModel>;
  using Loader = std::function<Result<Model>(const std::filesystem::path&)>;
  // What a model was trained on.
  struct Origin {
    std::string domain;
    std::string tape;        // parameters of the domain's codec
    std::string accuracy{};  // share of 0..1 in the metadata; empty: it was not measured
  };
  // `format` is that of the metadata. Names are those of the files without "nli-" and
  // ".safetensors".
  ModelShelf(Loader loader, std::string format, std::vector<std::filesystem::path> files);
  // Every *.safetensors of that format in the folders; of equal names the first folder's.
  static ModelShelf of_folders(Loader loader, std::string format,
                               const std::vector<std::filesystem::path>& folders);

  // Of the models for a domain that are asked where none is named, sorted: those that are not known
  // to fall short of kUsefulAccuracy, or all where every one does.
  std::vector<std::string> names(std::string_view domain) const;
  // A name, or the path of a weights file. Errors: not_found with the nearest name of the domain's
  // or, without any, the cure; io and unsupported from the loader.
  Result<Model> model(std::string_view name, std::string_view domain) const;
  Result<Origin> origin(std::string_view name, std::string_view domain) const;
  // Why there is no model for the domain, with the cure.
  Error none_for(std::string_view domain) const;

 private:
  struct Shelved {
    std::filesystem::path path;
    Origin origin;
  };
  Result<std::filesystem::path> find(std::string_view name, std::string_view domain) const;
  const std::map<std::string, Shelved>& shelved() const;  // locked

  Loader loader_;
  std::string format_;
  std::vector<std::filesystem::path> files_, folders_;
  mutable std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  mutable std::optional<std::map<std::string, Shelved>> shelved_;  // headers are read when asked
  mutable std::vector<std::string> unusable_;                      // files, and why
  mutable std::map<std::string, Model, std::less<>> read_;
};

// The program that logits [positions x codes] stand for, at kProgramTemperature.
LatentCode to_code(std::span<const float> logits, const ModelFacts& facts, std::string model);

// The components of a domain over the models of a shelf that were trained for it. `id` is that of
// the interpreter; the inductor's programs belong to it. The shelf is shared, the domain must
// outlive them.
std::unique_ptr<Inductor> make_inductor(std::string id, std::shared_ptr<const ModelShelf> shelf,
                                        const Domain& domain);
std::unique_ptr<Interpreter> make_interpreter(std::string id,
                                              std::shared_ptr<const ModelShelf> shelf,
                                              const Domain& domain);

}  // namespace inkling::common
