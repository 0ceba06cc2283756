// Passes of the networks that write programs, on rows of numbers: maps, layer norm, attention over
// what stands before, LSTM cells, convolutions. All arrays are row-major; `w` are a network's
// numbers, which maps point into. Every sum goes in one order, whatever the number of rows, so that
// results do not depend on how many texts are continued at once.
#pragma once

#include <cstddef>
#include <inkling/nn/affine.hpp>
#include <vector>

#include "network.hpp"

namespace inkling::writer::passes {

using Numbers = std::vector<float>;

inline std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}
inline std::size_t area(int rows, int cols) {
  return at(rows) * at(cols);
}

// out [count x cols] = a [count x rows] w + b, or added to what is there.
void dense(float* out, const float* a, const float* w, const nn::Affine& map, int count,
           bool add = false);
// Layer norm of rows: scale [width], then shift, stand at `norm`. out may be x.
void norm_rows(float* out, const float* x, const float* norm, int count, int width);
void soften(float* scores, int count);
void log_softmax_rows(Numbers& x, std::size_t count, std::size_t width);

// One query row of all heads against `count` rows of keys and values, [keys | values] each of
// 2 width numbers.
void attend_row(float* seen, const float* query, const float* keyvalue, int count, int width,
                int heads, Numbers& scores);
// The part of a layer behind attention, added to x.
void run_mlp(float* x, const float* w, const LayerParts& layer, int count, int width);
// x looks at `places` rows of keys and values, of keys_of().
void look(float* x, const float* w, const CrossMaps& maps, const Numbers& keyvalue, int places,
          int count, int width, int heads);
Numbers keys_of(const Rows& memory, const float* w, const nn::Affine& keyvalue);
// All layers of a stack over whole rows that see each other, then its norm. `memory`: null where it
// looks at nothing else.
void run_stack(Rows& x, const float* w, const StackMaps& stack, const Rows* memory, int width,
               int heads);

float sigmoid(float x);
// One step of `count` LSTM cells; gates [count x 4 size], in the order in, forget, cell, out.
void move_cell(const Numbers& gates, int count, int size, float* state, float* cell);
// A convolution of 3 x 3 cells over `rows` square grids at once, x [side^2 x rows x in]: map takes
// the numbers of nine cells, row by row and one cell's side by side, to those of one. Nothing
// stands beyond a grid.
void convolve(float* out, const float* x, const float* w, const nn::Affine& map, int side,
              int rows);
// What `query` [size] finds in `count` rows of as many numbers: their mean, by the softmax of
// products.
void find(float* seen, const float* query, const float* rows, int count, int size, Numbers& scores);

}  // namespace inkling::writer::passes
