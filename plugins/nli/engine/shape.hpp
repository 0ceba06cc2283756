// The sizes of a neural language interpreter, and where its numbers stand in one flat array. Shared
// by host and device. Architecture: plugins/nli/torch/model.hpp (the full model, without its
// ablations).
#pragma once

#include <inkling/nn/affine.hpp>

namespace inkling::nli::engine {

using nn::Affine;

inline constexpr int kMaxLayers = 4;         // of inductor and of interpreter
inline constexpr double kStateFloor = 1e-6;  // probability of a symbol that is not there
inline constexpr double kFar = -1e4;         // score of places beyond the reach
// Log of the probability below which a position that skips is passed over.
inline constexpr double kNothing = -46.0;
inline constexpr double kPlaceScale = 16.0;  // of the inductor's own bias, as nli::kPlaceScale

enum class Bias { none = 0, relative = 1, absolute = 2, mirrored = 3 };

struct Shape {
  int length = 20;     // n
  int symbols = 11;    // V
  int positions = 10;  // T
  int codes = 16;      // K; code 0 skips
  int width = 48;      // d
  int heads = 2;
  int encoder_layers = 1;
  int executor_layers = 1;
  int mlp_ratio = 2;
  Bias bias = Bias::relative;
  int reach = 0;                   // largest distance of the relative attention; 0 = any
  Bias encoder_bias = Bias::none;  // not relative

  INKLING_HD_SMALL int head() const { return width / heads; }
  INKLING_HD_SMALL int hidden() const { return mlp_ratio * width; }
  INKLING_HD_SMALL int places() const { return length + 1; }  // the program token stands last
  // Numbers per head that the program adds to the scores.
  INKLING_HD_SMALL int biases() const {
    return bias == Bias::none       ? 0
           : bias == Bias::relative ? 2 * length
           : bias == Bias::mirrored ? 4 * length
                                    : length * (length + 1);
  }
  // Which of them is added where place i asks place j; a mirrored bias adds mirror_at() as well.
  INKLING_HD_SMALL int bias_at(int i, int j) const {
    return bias == Bias::absolute ? i * (length + 1) + j
           : j < length           ? j - i + length - 1
                                  : 2 * length - 1;
  }
  INKLING_HD_SMALL int mirror_at(int i, int j) const {
    return 2 * length + (j < length ? i + j : 2 * length - 1);
  }
  // Places of the inductor: queries, then pairs.
  INKLING_HD_SMALL int encoder_rows() const { return positions + length; }
  INKLING_HD_SMALL int variables() const { return positions * width; }  // of one start
};

// The norms' scales, shifts and subtracted means are folded into the maps behind them: their
// columns have mean 0.
struct LayerPlan : nn::LayerMaps {
  Affine bias;      // rows = 0 without
  int scores = -1;  // of the inductor, [heads][T + n][T + n]: what scores get besides products
};

// What the first layer of a step reads, embed(probabilities) + place + program, has only V numbers
// of its own in a row; the rest is the model's or the program's. Its queries, keys and values are
//   (probabilities map + places[row] + program layer.map) / deviation + layer.map.b,
// with products of depth V in the place of d. Only where V < d; else `used` is false.
struct FirstPlan {
  bool used = false;
  Affine query, keyvalue;                       // [V x d], [V x 2 d], without b
  int query_places = -1, keyvalue_places = -1;  // [n x d], [n x 2 d]
};

struct Plan {
  Shape shape;
  LayerPlan encoder[kMaxLayers], executor[kMaxLayers];
  FirstPlan first;
  Affine head_up, head_down;
  Affine out;                // to the symbols' logits
  Affine codes, embed;       // code and symbol embeddings, without b
  int input_embedding = -1;  // [V x d/2]
  int output_embedding = -1;
  int encoder_places = -1;  // [n x d]
  int program_queries = -1;
  int encoder_scale = -1, encoder_shift = -1;  // of the last norm
  int places = -1;                             // of the executor, [n x d]
  int program_place = -1;                      // [d]
  int limit = -1;                              // [biases], or -1 with any reach
  int size = 0;                                // numbers in all
};

}  // namespace inkling::nli::engine
