// What recurrent networks over short rows spend their time in, as one node of the gradient each:
// LibTorch 1.13 has an operation for every gate and step, and on a processor these cost more than
// their work. Places stand first: [places, rows, numbers].
#pragma once

#include "libtorch.hpp"

namespace inkling::writer {

struct LstmRun {
  torch::Tensor states, cells;  // [T, N, H], place by place
};

// One LSTM over `gates` [T, N, 4 H], what the inputs add to them: input, forget, cell, output, as
// in LibTorch. weight [4 H, H], first state and cell [N, H]. `back`: from the last place to the
// first; states stand where they were read.
LstmRun run_lstm(const torch::Tensor& gates, const torch::Tensor& weight,
                 const torch::Tensor& state, const torch::Tensor& cell, bool back);

// What queries [T, N, D] find in rows [P, N, D], which are keys and values: the rows' mixture by
// the softmax of their products.
torch::Tensor find_rows(const torch::Tensor& queries, const torch::Tensor& rows);

}  // namespace inkling::writer
