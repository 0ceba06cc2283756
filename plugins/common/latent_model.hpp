// LatentModel: one network that runs latent programs, on one engine. What an architecture
// implements; the kernel's components over it are latent_components.hpp.
#pragma once

#include <inkling/gradient.hpp>
#include <inkling/nn/weights.hpp>
#include <inkling/rng.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace inkling::common {

struct ModelFacts {
  std::size_t length = 0;   // places of the tape
  std::size_t symbols = 0;  // its alphabet
  LatentSpace space;
  bool at_once = false;  // tokens are decoded together, and none of them is a step
  // What a program is, for people, where it is neither one vector nor steps of tokens; or empty.
  std::string explanation{};
  // Of a run: one state per token, or the output alone.
  std::size_t steps() const { return space.codes == 0 || at_once ? 1 : space.positions; }
};

// Examples on the tape: x and y are row-major [count x length]. `read`: which places of y a loss
// looks at, or empty for all of them.
struct Pairs {
  std::size_t count = 0;
  std::vector<int> x, y;
  std::vector<bool> read{};
};

struct DrawnCode {
  LatentCode code;
  double log_probability = 0.0;  // under what the inductor thinks
};

// Immutable and thread-safe.
class LatentModel {
 public:
  virtual ~LatentModel() = default;
  virtual const ModelFacts& facts() const = 0;
  // At most `count` programs for the examples, the likeliest first; the others are drawn at a
  // temperature.
  virtual std::vector<DrawnCode> propose(const Pairs& pairs, std::size_t count, double temperature,
                                         Rng& rng) const = 0;
  // The likeliest symbols after every step, [inputs x steps x length], of a program of this space
  // (check_code) on inputs [inputs x length]. No noise.
  virtual std::vector<int> run(const LatentCode& code, std::span<const int> x) const = 0;
  // The probabilities of the symbols that run() gives, in the same order. Empty (default): the
  // model does not say.
  virtual std::vector<float> certainty(const LatentCode& code, std::span<const int> x) const;
  // The likeliest symbols after one token each, on tapes [tokens x length]. Precondition: the space
  // has tokens. Default: programs of one token, one after the other.
  virtual std::vector<int> apply(std::span<const int> tokens, std::span<const int> tapes) const;
  // [codes], of sum 1: how usual every token is in training tasks; empty: unknown.
  virtual const std::vector<double>& usage() const;
  // Programs that the problem decodes are of model `name`. Errors: unsupported (engine), device.
  virtual Result<std::unique_ptr<LatentProblem>> prepare(Pairs pairs, const ProblemOptions& options,
                                                         std::string name) const = 0;
};

// Whether a program is of this space. Error: type; `text` is the program's.
Result<void> check_code(const LatentCode& code, const LatentSpace& space, const std::string& text);

// Of what an inductor makes of examples. Error: unsupported, with numbers that are no program's:
// the weights are damaged.
Result<void> check_finite(std::span<const float> numbers, const std::string& model);

// What LatentProblem::evaluate is given: starts [S x positions x width], loss [S], gradient as
// starts or of rank 0. Error: internal.
Result<void> check_sizes(const LatentSpace& space, const TensorView<const float>& starts,
                         const TensorView<float>& loss, const TensorView<float>& gradient);

// That of a weights file: tensors vocabulary.vectors [count x width] and vocabulary.weights
// [count]. Empty when it has none. Error: shapes that do not go together, weights that are no
// shares.
nn::Fault read_vocabulary(const nn::WeightsFile& file, std::size_t width, LatentVocabulary& out);

}  // namespace inkling::common
