// LaSynth as it answers (Chen, Song, Tian, "Latent Execution for Neural Program Synthesis", NeurIPS
// 2021): it reads examples, and decoders write programs while an executor makes of the
// inputs what the program so far does to them. torch/lasynth_model.hpp trains it, and is the
// reference.
#pragma once

#include <inkling/nn/layout.hpp>
#include <memory>
#include <span>
#include <vector>

#include "lasynth_grid.hpp"
#include "lasynth_shape.hpp"
#include "network.hpp"

namespace inkling::writer {

// Immutable and thread-safe.
class LaSynthNetwork {
 public:
  // Errors: a tensor that is missing or of another shape. Precondition: the shape has no fault.
  static nn::Fault make(const nn::WeightsFile& file, const LaSynthShape& shape,
                        LaSynthNetwork& out);
  const LaSynthShape& shape() const { return shape_; }

  // `examples`: rows of inputs + outputs symbols below shape().symbols, at least one row. The
  // network must outlive the decoder.
  std::unique_ptr<Decoder> programs(std::span<const int> examples) const;
  // Memory of one more text that reads so many examples.
  std::size_t bytes_per_text(std::size_t examples) const;

 private:
  struct Cell {
    nn::Affine in, state;
  };
  using Lstm = std::vector<Cell>;  // layer by layer, its two directions side by side
  struct Asking {
    nn::Affine memory, query;
  };

  LaSynthShape shape_;
  std::vector<float> numbers_;
  int symbols_ = 0, tokens_ = 0, operations_ = 0, properties_ = 0;  // embeddings
  Lstm input_, output_, program_, executor_;
  GridMaps grid_, grid_executor_;
  Asking first_round_, second_round_, ask_input_, ask_output_, ask_operations_, ask_tokens_;
  nn::Affine executed_, key_, pool_, inner_, answers_;

  friend class LaSynthDecoder;
};

}  // namespace inkling::writer
