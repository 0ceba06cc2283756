// The networks that write programs, as they answer: what they read of a specification, and decoders
// that continue several texts at once. torch/ has the passes that train, and the reference.
//
// Transformer (Vaswani et al., 2017; pre-LN): layers over the characters of an input, then layers
// over those of the output that also look at the input; decoders look at the outputs of all
// examples side by side (Hong et al., "Latent Programmer", 2021, section 4 and its code). LSTM:
// RobustFill's with double attention (Devlin et al., 2017, section 4).
#pragma once

#include <inkling/nn/layout.hpp>
#include <inkling/rng.hpp>
#include <memory>
#include <span>
#include <vector>

#include "shape.hpp"

namespace inkling::writer {

// Continues texts over one vocabulary. One per question; not thread-safe.
class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual std::size_t tokens() const = 0;
  // Text i becomes the former text parents[i] and behind it tokens[i]; at first there is one text,
  // number 0, which is empty. log_probabilities [texts x tokens()] of what comes next.
  // Precondition: no text grows beyond the room.
  virtual void step(std::span<const int> parents, std::span<const int> tokens,
                    std::vector<float>& log_probabilities) = 0;
  // Memory of one more text.
  virtual std::size_t bytes_per_text() const = 0;
};

// Places and rows that attention looks at.
struct Rows {
  std::vector<float> numbers;  // [count x width]
  int count = 0;
};
// What a network made of a specification.
struct Reading {
  Rows memory;  // of a transformer: the outputs of all examples
  struct Example {
    Rows input, output;
    std::vector<float> state, cell;
  };
  std::vector<Example> examples{};  // of an LSTM
};

struct CrossMaps {
  int norm = 0;  // scale, then shift
  nn::Affine query, keyvalue, mix;
};
struct LayerParts {
  int attention_norm = 0, mlp_norm = 0;
  nn::Affine qkv, mix, up, down;
};
// Layers with what they look at besides themselves; `cross` is empty where they look at nothing.
struct StackMaps {
  std::vector<LayerParts> layers{};
  std::vector<CrossMaps> cross{};
  int norm = 0;  // behind the last layer
};
struct DecoderMaps {
  int tokens = 0, places = 0;  // embeddings
  StackMaps stack{};
  nn::Affine answers{};
  int vocabulary = 0;
};
// Writes a plan of vectors: each from those before it; `answers` are its mean, of a gaussian the
// logarithms of its variances, and last how much says that the plan is at its end.
struct PlannerMaps {
  int begin = 0, places = 0;  // what stands before the first, embeddings
  nn::Affine feed{};
  StackMaps stack{};
  nn::Affine answers{};
};
struct CellMaps {
  nn::Affine in, state;
};
struct LstmMaps {
  int tokens = 0;  // embeddings
  CellMaps input_cell, output_cell, program_cell;
  nn::Affine ask_input, ask_output, pool, answers;
};

// Immutable and thread-safe.
class Network {
 public:
  // Errors: a tensor that is missing or of another shape. Precondition: the shape has no fault.
  static nn::Fault make(const nn::WeightsFile& file, const Shape& shape, Network& out);
  const Shape& shape() const { return shape_; }

  // `examples`: rows of inputs + outputs symbols below shape().symbols, at least one row.
  Reading read(std::span<const int> examples) const;
  // Of programs. `plan`: of a Latent Programmer the vectors of its plan, at most code_room().
  std::unique_ptr<Decoder> programs(const Reading& reading, const Rows& plan = {}) const;

  // Of plans in codes: 0 .. codes - 1, then that of the beginning and that of the end.
  std::unique_ptr<Decoder> latent_programs(const Reading& reading) const;
  Rows vectors_of(std::span<const int> codes) const;
  // A plan in vectors. `noise`: of a gaussian what draws it; without, and of a plain one, its mean.
  Rows plan(const Reading& reading, Rng* noise = nullptr) const;

 private:
  nn::Fault make_transformer(nn::Layout& layout);
  nn::Fault make_lstm(nn::Layout& layout);
  void read_lstm(std::span<const std::pair<int, int>> row, bool output,
                 Reading::Example& example) const;

  Shape shape_;
  std::vector<float> numbers_;
  int symbols_ = 0, input_places_ = 0, output_places_ = 0;
  StackMaps input_, output_;
  DecoderMaps program_, latent_;
  PlannerMaps planner_;
  int codebook_ = 0, code_places_ = 0;
  LstmMaps lstm_;
};

}  // namespace inkling::writer
