#include "decoders.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace inkling::writer {

using namespace passes;

Continuation::Continuation(const float* w, const StackMaps& stack, const Shape& shape,
                           const Rows& memory)
    : w_(w), stack_(stack), shape_(shape), places_(memory.count), kept_(stack.layers.size()) {
  for (const CrossMaps& it : stack.cross) memory_.push_back(keys_of(memory, w, it.keyvalue));
}

std::size_t Continuation::bytes_per_text() const {
  return kept_.size() * at(shape_.room) * 2 * at(shape_.width) * sizeof(float) * 2;
}

void Continuation::run(std::span<const int> parents, Numbers& x) {
  const int n = static_cast<int>(parents.size()), d = shape_.width;
  const std::size_t row = 2 * at(d), before = at(length_) * row, after = before + row;
  Numbers normal(area(n, d)), all(area(n, 3 * d)), scores;
  for (std::size_t l = 0; l < kept_.size(); ++l) {
    const LayerParts& layer = stack_.layers[l];
    norm_rows(normal.data(), x.data(), w_ + layer.attention_norm, n, d);
    dense(all.data(), normal.data(), w_, layer.qkv, n);
    Numbers kept(at(n) * after);
    for (int i = 0; i < n; ++i) {
      float* to = kept.data() + at(i) * after;
      if (length_ > 0)
        std::memcpy(to, kept_[l].data() + at(parents[at(i)]) * before, before * sizeof(float));
      std::memcpy(to + before, all.data() + area(i, 3 * d) + d, row * sizeof(float));
      attend_row(normal.data() + area(i, d), all.data() + area(i, 3 * d), to, length_ + 1, d,
                 shape_.heads, scores);
    }
    kept_[l] = std::move(kept);
    dense(x.data(), normal.data(), w_, layer.mix, n, true);
    look(x.data(), w_, stack_.cross[l], memory_[l], places_, n, d, shape_.heads);
    run_mlp(x.data(), w_, layer, n, d);
  }
  norm_rows(x.data(), x.data(), w_ + stack_.norm, n, d);
  ++length_;
}

namespace {

class TransformerDecoder final : public Decoder {
 public:
  TransformerDecoder(const float* w, const DecoderMaps& maps, const Shape& shape,
                     const Rows& memory)
      : w_(w), maps_(maps), width_(shape.width), layers_(w, maps.stack, shape, memory) {}

  std::size_t tokens() const override { return at(maps_.vocabulary); }
  std::size_t bytes_per_text() const override { return layers_.bytes_per_text(); }

  void step(std::span<const int> parents, std::span<const int> tokens,
            Numbers& log_probabilities) override {
    const int n = static_cast<int>(tokens.size()), d = width_;
    Numbers x(area(n, d));
    for (int i = 0; i < n; ++i)
      for (int c = 0; c < d; ++c)
        x[area(i, d) + at(c)] = w_[at(maps_.tokens) + area(tokens[at(i)], d) + at(c)] +
                                w_[at(maps_.places) + area(layers_.length(), d) + at(c)];
    layers_.run(parents, x);
    log_probabilities.resize(area(n, maps_.vocabulary));
    dense(log_probabilities.data(), x.data(), w_, maps_.answers, n);
    log_softmax_rows(log_probabilities, at(n), this->tokens());
  }

 private:
  const float* w_;
  const DecoderMaps& maps_;
  int width_;
  Continuation layers_;
};

class LstmDecoder final : public Decoder {
 public:
  LstmDecoder(const float* w, const LstmMaps& maps, const Shape& shape, const Reading& reading)
      : w_(w),
        maps_(maps),
        shape_(shape),
        reading_(reading),
        count_(static_cast<int>(reading.examples.size())),
        size_(shape.hidden) {
    for (const Reading::Example& it : reading.examples) {
      state_.insert(state_.end(), it.state.begin(), it.state.end());
      cell_.insert(cell_.end(), it.cell.begin(), it.cell.end());
    }
  }

  std::size_t tokens() const override { return at(shape_.tokens); }
  std::size_t bytes_per_text() const override {
    return area(count_, 8 * size_ + shape_.width) * sizeof(float);
  }

  void step(std::span<const int> parents, std::span<const int> tokens,
            Numbers& log_probabilities) override {
    const int n = static_cast<int>(tokens.size()), m = count_, s = size_, d = shape_.width;
    const std::size_t own = area(m, s);
    Numbers state(at(n) * own), cell(at(n) * own);
    for (int i = 0; i < n; ++i) {
      const std::size_t from = at(parents[at(i)]) * own;
      std::memcpy(state.data() + at(i) * own, state_.data() + from, own * sizeof(float));
      std::memcpy(cell.data() + at(i) * own, cell_.data() + from, own * sizeof(float));
    }
    const int rows = n * m, in = d + 2 * s;
    Numbers query(area(rows, s)), both(area(rows, 2 * s)), x(area(rows, in)), scores;
    dense(query.data(), state.data(), w_, maps_.ask_input, rows);
    for (int r = 0; r < rows; ++r) {
      float* to = x.data() + area(r, in);
      const int token = tokens[at(r / m)];
      std::copy_n(w_ + maps_.tokens + area(token, d), d, to);
      const Rows& of = reading_.examples[at(r % m)].input;
      find(to + d, query.data() + area(r, s), of.numbers.data(), of.count, s, scores);
      std::copy_n(state.data() + area(r, s), s, both.data() + area(r, 2 * s));
      std::copy_n(to + d, s, both.data() + area(r, 2 * s) + s);
    }
    dense(query.data(), both.data(), w_, maps_.ask_output, rows);
    for (int r = 0; r < rows; ++r) {
      const Rows& of = reading_.examples[at(r % m)].output;
      find(x.data() + area(r, in) + d + s, query.data() + area(r, s), of.numbers.data(), of.count,
           s, scores);
    }
    Numbers gates(area(rows, 4 * s));
    dense(gates.data(), x.data(), w_, maps_.program_cell.in, rows);
    dense(gates.data(), state.data(), w_, maps_.program_cell.state, rows, true);
    move_cell(gates, rows, s, state.data(), cell.data());
    dense(query.data(), state.data(), w_, maps_.pool, rows);
    Numbers pooled(area(n, s), -2.0F);
    for (int r = 0; r < rows; ++r)
      for (int k = 0; k < s; ++k) {
        float& best = pooled[area(r / m, s) + at(k)];
        best = std::max(best, std::tanh(query[area(r, s) + at(k)]));
      }
    log_probabilities.resize(at(n) * this->tokens());
    dense(log_probabilities.data(), pooled.data(), w_, maps_.answers, n);
    log_softmax_rows(log_probabilities, at(n), this->tokens());
    state_ = std::move(state);
    cell_ = std::move(cell);
  }

 private:
  const float* w_;
  const LstmMaps& maps_;
  const Shape& shape_;
  const Reading& reading_;
  int count_, size_;
  Numbers state_, cell_;  // [texts x examples x size]
};

}  // namespace

std::unique_ptr<Decoder> make_transformer_decoder(const float* w, const DecoderMaps& maps,
                                                  const Shape& shape, const Rows& memory) {
  return std::make_unique<TransformerDecoder>(w, maps, shape, memory);
}

std::unique_ptr<Decoder> make_lstm_decoder(const float* w, const LstmMaps& maps, const Shape& shape,
                                           const Reading& reading) {
  return std::make_unique<LstmDecoder>(w, maps, shape, reading);
}

Rows write_plan(const float* w, const PlannerMaps& maps, const Shape& shape, const Rows& memory,
                Rng* noise) {
  const int d = shape.width, outputs = maps.answers.cols;
  Continuation layers(w, maps.stack, shape, memory);
  Rows plan;
  Numbers x(w + maps.begin, w + maps.begin + d), answers(at(outputs));
  const int only[] = {0};
  while (true) {
    for (int c = 0; c < d; ++c) x[at(c)] += w[at(maps.places) + area(plan.count, d) + at(c)];
    layers.run(only, x);
    dense(answers.data(), x.data(), w, maps.answers, 1);
    if (plan.count > 0 && answers.back() > 0) break;
    for (int c = 0; c < d; ++c) {
      float number = answers[at(c)];
      if (noise != nullptr && shape.gaussian())
        number += std::exp(0.5F * answers[at(d + c)]) * static_cast<float>(noise->normal());
      plan.numbers.push_back(number);
    }
    if (++plan.count == shape.code_room()) break;
    dense(x.data(), plan.numbers.data() + area(plan.count - 1, d), w, maps.feed, 1);
  }
  return plan;
}

}  // namespace inkling::writer
