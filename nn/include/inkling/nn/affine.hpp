// What the operations of a network work on: maps that stand in a model's numbers, and factors of
// products that are made on the way.
#pragma once

#include <inkling/nn/host_device.hpp>

namespace inkling::nn {

// An affine map: w [rows x cols] takes rows numbers to cols, b [cols] is added (or -1: nothing), t
// is the transpose. Offsets into the model's numbers. `tiles` and `tiles_t` are those of the packed
// forms that tensor cores read, or -1; `pairs` and `pairs_t` those of w and t as bfloat16, two rows
// in a word, the upper row in its lower half.
struct Affine {
  int w = -1, b = -1, t = -1;
  int rows = 0, cols = 0;
  int tiles = -1, tiles_t = -1;
  int pairs = -1, pairs_t = -1;
};

// Those of a pre-LN transformer layer, their norms folded in: y = x + mix(attend(norm x)), y +
// down(gelu(up(norm y))).
struct LayerMaps {
  Affine query, keyvalue, mix, up, down;
};

// One factor's place: element (i, k) of A at a[i * a_row + k * a_col], and so on.
template <class Real>
struct Factors {
  const Real* a;
  int a_row, a_col;
  const Real* b;
  int b_row, b_col;
  Real* c;
  int c_row, c_col;
};

}  // namespace inkling::nn
