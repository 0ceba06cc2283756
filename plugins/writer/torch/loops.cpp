#include "loops.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace inkling::writer::loops {
namespace {

float product(const float* __restrict a, const float* __restrict b, std::int64_t d) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t k = 0; k < d; ++k) sum += a[k] * b[k];
  return sum;
}

void add(float* __restrict to, float factor, const float* __restrict from, std::int64_t d) {
  for (std::int64_t k = 0; k < d; ++k) to[k] += factor * from[k];
}

}  // namespace

void next_cells(const float* gates, const float* before, float* cells, std::int64_t rows,
                std::int64_t h) {
  for (std::int64_t n = 0; n < rows; ++n) {
    const float* __restrict gate = gates + n * 4 * h;
    const float* __restrict old = before + n * h;
    float* __restrict cell = cells + n * h;
    for (std::int64_t k = 0; k < h; ++k) cell[k] = gate[h + k] * old[k] + gate[k] * gate[2 * h + k];
  }
}

void next_states(const float* gates, const float* bent, float* states, std::int64_t rows,
                 std::int64_t h) {
  for (std::int64_t n = 0; n < rows; ++n) {
    const float* __restrict gate = gates + n * 4 * h;
    const float* __restrict bend = bent + n * h;
    float* __restrict state = states + n * h;
    for (std::int64_t k = 0; k < h; ++k) state[k] = gate[3 * h + k] * bend[k];
  }
}

void step_back(const float* gates, const float* before, const float* bent, const float* d_state,
               float* d_cell, float* d_gates, std::int64_t rows, std::int64_t h) {
  for (std::int64_t n = 0; n < rows; ++n) {
    const float* __restrict gate = gates + n * 4 * h;
    const float* __restrict old = before + n * h;
    const float* __restrict bend = bent + n * h;
    const float* __restrict ds = d_state + n * h;
    float* __restrict dc = d_cell + n * h;
    float* __restrict to = d_gates + n * 4 * h;
    for (std::int64_t k = 0; k < h; ++k) {
      const float i = gate[k], f = gate[h + k], g = gate[2 * h + k], o = gate[3 * h + k];
      const float d = dc[k] + ds[k] * o * (1.0F - bend[k] * bend[k]);
      to[k] = d * g * i * (1.0F - i);
      to[h + k] = d * old[k] * f * (1.0F - f);
      to[2 * h + k] = d * i * (1.0F - g * g);
      to[3 * h + k] = ds[k] * bend[k] * o * (1.0F - o);
      dc[k] = d * f;
    }
  }
}

void find(const float* queries, const float* rows, float* found, float* shares, std::int64_t count,
          std::int64_t n, std::int64_t places, std::int64_t d) {
  const std::int64_t step = n * d;
  for (std::int64_t i = 0; i < count; ++i) {
    const float* query = queries + i * d;
    const float* row = rows + i % n * d;
    float* share = shares + i * places;
    for (std::int64_t p = 0; p < places; ++p) share[p] = product(query, row + p * step, d);
    const float largest = *std::max_element(share, share + places);
    float sum = 0;
    for (std::int64_t p = 0; p < places; ++p) sum += share[p] = std::exp(share[p] - largest);
    std::fill(found + i * d, found + (i + 1) * d, 0.0F);
    for (std::int64_t p = 0; p < places; ++p)
      add(found + i * d, share[p] /= sum, row + p * step, d);
  }
}

void find_back(const float* queries, const float* rows, const float* shares, const float* given,
               float* d_queries, float* d_rows, std::int64_t count, std::int64_t n,
               std::int64_t places, std::int64_t d) {
  const std::int64_t step = n * d;
  std::vector<float> slope(static_cast<std::size_t>(places));
  for (std::int64_t i = 0; i < count; ++i) {
    const float* g = given + i * d;
    const float* row = rows + i % n * d;
    float* d_row = d_rows + i % n * d;
    float mean = 0;
    for (std::int64_t p = 0; p < places; ++p) {
      const float along = product(g, row + p * step, d);
      slope[static_cast<std::size_t>(p)] = along;
      mean += shares[i * places + p] * along;
    }
    for (std::int64_t p = 0; p < places; ++p) {
      const float share = shares[i * places + p];
      const float score = share * (slope[static_cast<std::size_t>(p)] - mean);
      add(d_queries + i * d, score, row + p * step, d);
      add(d_row + p * step, score, queries + i * d, d);
      add(d_row + p * step, share, g, d);
    }
  }
}

}  // namespace inkling::writer::loops
