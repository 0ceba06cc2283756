// The sizes of a latent program network, and where its numbers stand in one flat array. Three
// architectures are one network here, which differ in what a program is:
//
//   lpn         one row of numbers, the mean over the pairs (plugins/lpn/torch/model.hpp)
//   in-context  a row of numbers for every example
//   d-lpn       rows that each stand for one of so many codes, the mean over the pairs; the rows
//               are search variables, and the decoder reads shares of the codes
//               (plugins/nli/torch/model.hpp without recurrence)
#pragma once

#include <inkling/nn/blocks.hpp>

namespace inkling::lpn::engine {

inline constexpr int kMaxLayers = 16;  // of encoder and of decoder

struct Shape {
  int length = 20;   // n
  int symbols = 11;  // V
  int rows = 1;      // of a program
  int latent = 32;   // numbers of a row
  int codes = 0;     // K; 0: rows are numbers
  int width = 48;    // d; with codes the numbers of a row as well
  int heads = 4;
  int encoder_layers = 2;
  int decoder_layers = 2;
  int writing = 0;  // of those, the last so many see the output up to the place before
  int mlp_ratio = 2;
  bool relative = true;  // whether the program adds to the decoder's scores, by distance
  bool each = false;     // whether rows are those of examples, one each

  int first_writing() const { return decoder_layers - writing; }
  // Whether entry `e` of a head's bias is that of a place that stands later.
  bool later(int e) const { return e >= length && e < 2 * length - 1; }
  int hidden() const { return mlp_ratio * width; }
  int numbers() const { return rows * latent; }            // of a program
  int read() const { return codes > 0 ? codes : latent; }  // of a row, by the decoder
  int queries() const { return codes > 0 ? rows : 1; }     // of the encoder: rows that a pair gives
  int places() const { return length + rows; }  // of the decoder: the program's rows stand last
  int biases() const { return relative ? 2 * length : 0; }  // per head
  // Which of them is added where place i asks place j.
  int bias_at(int i, int j) const { return j < length ? j - i + length - 1 : 2 * length - 1; }
  int encoder_places() const { return length + queries(); }
  // The encoder's queries stand first, and are all that is read of its last layer.
  nn::LayerSize encoder_size(int layer) const {
    const int all = encoder_places();
    return {width, heads, hidden(), all, layer + 1 == encoder_layers ? queries() : all, all};
  }
  nn::LayerSize decoder_size() const { return {width, heads, hidden(), length, length, places()}; }
};

struct Plan {
  Shape shape;
  nn::LayerMaps encoder[kMaxLayers], decoder[kMaxLayers];
  nn::Affine bias[kMaxLayers];    // of the decoder's layers: program to [heads x biases]
  nn::Affine mean, log_variance;  // of the encoder's distribution; the first alone with `each`
  nn::Affine head_up, head_down;  // with codes: a row to its logits
  nn::Affine context;             // what the decoder reads of a row to its embedding
  nn::Affine out;                 // to the symbols' logits
  int input_embedding = -1;       // [V x d/2]
  int output_embedding = -1;
  int encoder_places = -1;                     // [n x d]
  int program_query = -1;                      // [queries x d]
  int encoder_scale = -1, encoder_shift = -1;  // with codes: of the encoder's last norm
  int symbol_embedding = -1;                   // [V x d]
  int decoder_places = -1;                     // [n x d]
  int context_place = -1;                      // [rows x d]
  int written_embedding = -1;                  // [(V + 1) x d], with `writing`
};

}  // namespace inkling::lpn::engine
