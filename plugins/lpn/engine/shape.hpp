// The sizes of a latent program network, and where its numbers stand in one flat array.
// Architecture: plugins/lpn/torch/model.hpp.
#pragma once

#include <inkling/nn/blocks.hpp>

namespace inkling::lpn::engine {

inline constexpr int kMaxLayers = 16;  // of encoder and of decoder

struct Shape {
  int length = 20;   // n
  int symbols = 11;  // V
  int latent = 32;   // numbers of a program
  int width = 48;    // d
  int heads = 4;
  int encoder_layers = 2;
  int decoder_layers = 2;
  int mlp_ratio = 2;
  bool relative = true;  // whether the program adds to the decoder's scores, by distance

  int hidden() const { return mlp_ratio * width; }
  int places() const { return length + 1; }  // of the decoder: the program's token stands last
  int biases() const { return relative ? 2 * length : 0; }  // per head
  // Which of them is added where place i asks place j.
  int bias_at(int i, int j) const { return j < length ? j - i + length - 1 : 2 * length - 1; }
  // The encoder's query stands first, and is all that is read of its last layer.
  nn::LayerSize encoder_size(int layer) const {
    return {width,     heads, hidden(), length + 1, layer + 1 == encoder_layers ? 1 : length + 1,
            length + 1};
  }
  nn::LayerSize decoder_size() const { return {width, heads, hidden(), length, length, places()}; }
};

struct Plan {
  Shape shape;
  nn::LayerMaps encoder[kMaxLayers], decoder[kMaxLayers];
  nn::Affine bias[kMaxLayers];    // of the decoder's layers: program to [heads x biases]
  nn::Affine mean, log_variance;  // of the encoder's distribution
  nn::Affine context;             // program's numbers to its embedding
  nn::Affine out;                 // to the symbols' logits
  int input_embedding = -1;       // [V x d/2]
  int output_embedding = -1;
  int encoder_places = -1;    // [n x d]
  int program_query = -1;     // [d]
  int symbol_embedding = -1;  // [V x d]
  int decoder_places = -1;    // [n x d]
  int context_place = -1;     // [d]
};

}  // namespace inkling::lpn::engine
