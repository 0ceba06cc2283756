// The loops of recurrent.hpp, over plain numbers: a source of its own, since LibTorch's headers
// allow no other options of the compiler.
#pragma once

#include <cstdint>

namespace inkling::writer::loops {

// Rows of numbers. `gates` [rows x 4 h] hold input, forget, cell and output, each through its
// function.

// cells = forget before + input cell.
void next_cells(const float* gates, const float* before, float* cells, std::int64_t rows,
                std::int64_t h);
// states = output bent, where `bent` is tanh of the cells.
void next_states(const float* gates, const float* bent, float* states, std::int64_t rows,
                 std::int64_t h);
// The gradient of both. d_state comes from above and from the step behind; d_cell becomes that of
// the step before.
void step_back(const float* gates, const float* before, const float* bent, const float* d_state,
               float* d_cell, float* d_gates, std::int64_t rows, std::int64_t h);

// What `count` queries of d numbers find in `places` rows each, which stand `step` numbers apart:
// query i looks at those that begin at rows + (i mod n) d. shares [count x places].
void find(const float* queries, const float* rows, float* found, float* shares, std::int64_t count,
          std::int64_t n, std::int64_t places, std::int64_t d);
// Adds to d_queries and d_rows.
void find_back(const float* queries, const float* rows, const float* shares, const float* given,
               float* d_queries, float* d_rows, std::int64_t count, std::int64_t n,
               std::int64_t places, std::int64_t d);

}  // namespace inkling::writer::loops
