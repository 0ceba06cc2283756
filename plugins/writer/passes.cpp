#include "passes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <inkling/nn/blocks.hpp>
#include <inkling/nn/serial_ops.hpp>

namespace inkling::writer::passes {

// Four rows share what is read of w; every sum goes over k in its order.
void dense(float* out, const float* a, const float* w, const nn::Affine& map, int count, bool add) {
  const int rows = map.rows, cols = map.cols;
  const float* matrix = w + map.w;
  for (int r = 0; r < count; ++r) {
    float* to = out + area(r, cols);
    if (!add) std::fill(to, to + cols, 0.0F);
    if (map.b >= 0)
      for (int c = 0; c < cols; ++c) to[c] += w[map.b + c];
  }
  int r = 0;
  for (; r + 4 <= count; r += 4) {
    float* __restrict t0 = out + area(r, cols);
    float* __restrict t1 = t0 + cols;
    float* __restrict t2 = t1 + cols;
    float* __restrict t3 = t2 + cols;
    const float* from = a + area(r, rows);
    for (int k = 0; k < rows; ++k) {
      const float a0 = from[k], a1 = from[rows + k], a2 = from[2 * rows + k],
                  a3 = from[3 * rows + k];
      const float* __restrict row = matrix + area(k, cols);
      for (int c = 0; c < cols; ++c) {
        t0[c] += a0 * row[c];
        t1[c] += a1 * row[c];
        t2[c] += a2 * row[c];
        t3[c] += a3 * row[c];
      }
    }
  }
  for (; r < count; ++r) {
    float* __restrict to = out + area(r, cols);
    for (int k = 0; k < rows; ++k) {
      const float factor = a[area(r, rows) + at(k)];
      const float* __restrict row = matrix + area(k, cols);
      for (int c = 0; c < cols; ++c) to[c] += factor * row[c];
    }
  }
}

void norm_rows(float* out, const float* x, const float* norm, int count, int width) {
  nn::SerialOps<float> ops;
  Numbers scales(at(count));
  nn::normalise(ops, out, scales.data(), x, count, width);
  for (int r = 0; r < count; ++r)
    for (int c = 0; c < width; ++c)
      out[area(r, width) + at(c)] = out[area(r, width) + at(c)] * norm[c] + norm[width + c];
}

void soften(float* scores, int count) {
  const float largest = *std::max_element(scores, scores + count);
  float sum = 0;
  for (int i = 0; i < count; ++i) sum += scores[i] = std::exp(scores[i] - largest);
  for (int i = 0; i < count; ++i) scores[i] /= sum;
}

void attend_row(float* seen, const float* query, const float* keyvalue, int count, int width,
                int heads, Numbers& scores) {
  const int head = width / heads;
  const float scale = 1.0F / std::sqrt(static_cast<float>(head));
  scores.resize(at(count));
  std::fill(seen, seen + width, 0.0F);
  for (int h = 0; h < heads; ++h) {
    for (int j = 0; j < count; ++j) {
      const float* key = keyvalue + area(j, 2 * width) + at(h * head);
      float sum = 0;
      for (int k = 0; k < head; ++k) sum += query[h * head + k] * key[k];
      scores[at(j)] = sum * scale;
    }
    soften(scores.data(), count);
    for (int j = 0; j < count; ++j) {
      const float* value = keyvalue + area(j, 2 * width) + at(width + h * head);
      for (int k = 0; k < head; ++k) seen[h * head + k] += scores[at(j)] * value[k];
    }
  }
}

void run_mlp(float* x, const float* w, const LayerParts& layer, int count, int width) {
  nn::SerialOps<float> ops;
  Numbers normal(area(count, width)), inner(area(count, layer.up.cols));
  norm_rows(normal.data(), x, w + layer.mlp_norm, count, width);
  dense(inner.data(), normal.data(), w, layer.up, count);
  nn::gelu(ops, inner.data(), static_cast<float*>(nullptr), static_cast<int>(inner.size()));
  dense(x, inner.data(), w, layer.down, count, true);
}

void look(float* x, const float* w, const CrossMaps& maps, const Numbers& keyvalue, int places,
          int count, int width, int heads) {
  Numbers normal(area(count, width)), query(area(count, width)), scores;
  norm_rows(normal.data(), x, w + maps.norm, count, width);
  dense(query.data(), normal.data(), w, maps.query, count);
  for (int r = 0; r < count; ++r)
    attend_row(normal.data() + area(r, width), query.data() + area(r, width), keyvalue.data(),
               places, width, heads, scores);
  dense(x, normal.data(), w, maps.mix, count, true);
}

Numbers keys_of(const Rows& memory, const float* w, const nn::Affine& keyvalue) {
  Numbers keys(area(memory.count, keyvalue.cols));
  dense(keys.data(), memory.numbers.data(), w, keyvalue, memory.count);
  return keys;
}

void run_stack(Rows& x, const float* w, const StackMaps& stack, const Rows* memory, int width,
               int heads) {
  const int n = x.count;
  Numbers normal(area(n, width)), all(area(n, 3 * width)), keyvalue(area(n, 2 * width)), scores;
  for (std::size_t i = 0; i < stack.layers.size(); ++i) {
    const LayerParts& layer = stack.layers[i];
    norm_rows(normal.data(), x.numbers.data(), w + layer.attention_norm, n, width);
    dense(all.data(), normal.data(), w, layer.qkv, n);
    for (int r = 0; r < n; ++r)
      std::memcpy(keyvalue.data() + area(r, 2 * width), all.data() + area(r, 3 * width) + width,
                  2 * at(width) * sizeof(float));
    for (int r = 0; r < n; ++r)
      attend_row(normal.data() + area(r, width), all.data() + area(r, 3 * width), keyvalue.data(),
                 n, width, heads, scores);
    dense(x.numbers.data(), normal.data(), w, layer.mix, n, true);
    if (memory != nullptr) {
      const CrossMaps& maps = stack.cross[i];
      look(x.numbers.data(), w, maps, keys_of(*memory, w, maps.keyvalue), memory->count, n, width,
           heads);
    }
    run_mlp(x.numbers.data(), w, layer, n, width);
  }
  norm_rows(x.numbers.data(), x.numbers.data(), w + stack.norm, n, width);
}

void log_softmax_rows(Numbers& x, std::size_t count, std::size_t width) {
  nn::SerialOps<float> ops;
  nn::log_softmax(ops, x.data(), 1.0F, static_cast<int>(count), static_cast<int>(width));
}

float sigmoid(float x) {
  return 1.0F / (1.0F + std::exp(-x));
}

void move_cell(const Numbers& gates, int count, int size, float* state, float* cell) {
  for (int i = 0; i < count; ++i) {
    const float* gate = gates.data() + area(i, 4 * size);
    for (int k = 0; k < size; ++k) {
      float& c = cell[area(i, size) + at(k)];
      c = sigmoid(gate[size + k]) * c + sigmoid(gate[k]) * std::tanh(gate[2 * size + k]);
      state[area(i, size) + at(k)] = sigmoid(gate[3 * size + k]) * std::tanh(c);
    }
  }
}

void convolve(float* out, const float* x, const float* w, const nn::Affine& map, int side,
              int rows) {
  const int in = map.rows / 9;
  nn::Affine one{map.w, map.b, -1, in, map.cols};
  for (int r = 0; r < side; ++r)
    for (int c = 0; c < side; ++c) {
      float* to = out + area((r * side + c) * rows, map.cols);
      for (const int tap : {4, 0, 1, 2, 3, 5, 6, 7, 8}) {  // the cell itself brings the shift
        const int y = r + tap / 3 - 1, z = c + tap % 3 - 1;
        if (y < 0 || y >= side || z < 0 || z >= side) continue;
        one.w = map.w + tap * in * map.cols;
        one.b = tap == 4 ? map.b : -1;
        dense(to, x + area((y * side + z) * rows, in), w, one, rows, tap != 4);
      }
    }
}

void find(float* seen, const float* query, const float* rows, int count, int size,
          Numbers& scores) {
  scores.resize(at(count));
  for (int j = 0; j < count; ++j) {
    float sum = 0;
    for (int k = 0; k < size; ++k) sum += query[k] * rows[area(j, size) + at(k)];
    scores[at(j)] = sum;
  }
  soften(scores.data(), count);
  std::fill(seen, seen + size, 0.0F);
  for (int j = 0; j < count; ++j)
    for (int k = 0; k < size; ++k) seen[k] += scores[at(j)] * rows[area(j, size) + at(k)];
}

}  // namespace inkling::writer::passes
