#include "network.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <inkling/nn/blocks.hpp>
#include <inkling/nn/serial_ops.hpp>

#include "grammar.hpp"

namespace inkling::writer {
namespace {

using Numbers = std::vector<float>;

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}
std::size_t area(int rows, int cols) {
  return at(rows) * at(cols);
}

// out [count x cols] = a [count x rows] w + b, or added to what is there. Four rows share what is
// read of w; every sum goes over k in its order, so that the result does not depend on `count`.
void dense(float* out, const float* a, const float* w, const nn::Affine& map, int count,
           bool add = false) {
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

// Layer norm: scale [width], then shift, stand at `norm`.
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

// One query row of all heads against `count` rows of keys and values, [keys | values] each of
// 2 width numbers.
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

// The part behind attention, added to x.
void behind(float* x, const float* w, const LayerParts& layer, int count, int width) {
  nn::SerialOps<float> ops;
  Numbers normal(area(count, width)), inner(area(count, layer.up.cols));
  norm_rows(normal.data(), x, w + layer.mlp_norm, count, width);
  dense(inner.data(), normal.data(), w, layer.up, count);
  nn::gelu(ops, inner.data(), static_cast<float*>(nullptr), static_cast<int>(inner.size()));
  dense(x, inner.data(), w, layer.down, count, true);
}

// x looks at rows of keys and values.
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

// All layers of a stack over whole rows that see each other, then its norm.
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
    behind(x.numbers.data(), w, layer, n, width);
  }
  norm_rows(x.numbers.data(), x.numbers.data(), w + stack.norm, n, width);
}

void log_softmax_rows(Numbers& x, std::size_t count, std::size_t width) {
  nn::SerialOps<float> ops;
  nn::log_softmax(ops, x.data(), 1.0F, static_cast<int>(count), static_cast<int>(width));
}

class TransformerDecoder final : public Decoder {
 public:
  TransformerDecoder(const float* w, const DecoderMaps& maps, const Shape& shape,
                     const Rows& memory)
      : w_(w), maps_(maps), shape_(shape), places_(memory.count), kept_(maps.stack.layers.size()) {
    for (const CrossMaps& it : maps.stack.cross) memory_.push_back(keys_of(memory, w, it.keyvalue));
  }

  std::size_t tokens() const override { return at(maps_.vocabulary); }
  std::size_t bytes_per_text() const override {
    return kept_.size() * at(shape_.room) * 2 * at(shape_.width) * sizeof(float) * 2;
  }

  void step(std::span<const int> parents, std::span<const int> tokens,
            Numbers& log_probabilities) override {
    const int n = static_cast<int>(tokens.size()), d = shape_.width;
    const std::size_t row = 2 * at(d), before = at(length_) * row, after = before + row;
    Numbers x(area(n, d)), normal(area(n, d)), all(area(n, 3 * d)), scores;
    for (int i = 0; i < n; ++i)
      for (int c = 0; c < d; ++c)
        x[area(i, d) + at(c)] = w_[at(maps_.tokens) + area(tokens[at(i)], d) + at(c)] +
                                w_[at(maps_.places) + area(length_, d) + at(c)];
    for (std::size_t l = 0; l < kept_.size(); ++l) {
      const LayerParts& layer = maps_.stack.layers[l];
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
      look(x.data(), w_, maps_.stack.cross[l], memory_[l], places_, n, d, shape_.heads);
      behind(x.data(), w_, layer, n, d);
    }
    norm_rows(x.data(), x.data(), w_ + maps_.stack.norm, n, d);
    log_probabilities.resize(area(n, maps_.vocabulary));
    dense(log_probabilities.data(), x.data(), w_, maps_.answers, n);
    log_softmax_rows(log_probabilities, at(n), tokens_count());
    ++length_;
  }

 private:
  std::size_t tokens_count() const { return at(maps_.vocabulary); }

  const float* w_;
  const DecoderMaps& maps_;
  const Shape& shape_;
  int places_, length_ = 0;
  std::vector<Numbers> memory_;  // keys and values of a layer
  std::vector<Numbers> kept_;    // of what was written: [layer][texts x length x 2 width]
};

float sigmoid(float x) {
  return 1.0F / (1.0F + std::exp(-x));
}

// Gates [count x 4 size], in the order in, forget, cell, out.
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

// What `query` [size] finds in rows of as many numbers.
void find(float* seen, const float* query, const Rows& rows, int size, Numbers& scores) {
  scores.resize(at(rows.count));
  for (int j = 0; j < rows.count; ++j) {
    float sum = 0;
    for (int k = 0; k < size; ++k) sum += query[k] * rows.numbers[area(j, size) + at(k)];
    scores[at(j)] = sum;
  }
  soften(scores.data(), rows.count);
  std::fill(seen, seen + size, 0.0F);
  for (int j = 0; j < rows.count; ++j)
    for (int k = 0; k < size; ++k) seen[k] += scores[at(j)] * rows.numbers[area(j, size) + at(k)];
}

}  // namespace

// One LSTM for every example and text: s = what the state finds in the input, then, with it, in the
// output; the examples' states are pooled.
class LstmDecoder final : public Decoder {
 public:
  LstmDecoder(const Network& network, const Reading& reading)
      : net_(network),
        reading_(reading),
        count_(static_cast<int>(reading.examples.size())),
        size_(network.shape_.hidden) {
    for (const Reading::Example& it : reading.examples) {
      state_.insert(state_.end(), it.state.begin(), it.state.end());
      cell_.insert(cell_.end(), it.cell.begin(), it.cell.end());
    }
  }

  std::size_t tokens() const override { return at(net_.shape_.tokens); }
  std::size_t bytes_per_text() const override {
    return area(count_, 8 * size_ + net_.shape_.width) * sizeof(float);
  }

  void step(std::span<const int> parents, std::span<const int> tokens,
            Numbers& log_probabilities) override {
    const int n = static_cast<int>(tokens.size()), m = count_, s = size_, d = net_.shape_.width;
    const float* w = net_.numbers_.data();
    const std::size_t own = area(m, s);
    Numbers state(at(n) * own), cell(at(n) * own);
    for (int i = 0; i < n; ++i) {
      const std::size_t from = at(parents[at(i)]) * own;
      std::memcpy(state.data() + at(i) * own, state_.data() + from, own * sizeof(float));
      std::memcpy(cell.data() + at(i) * own, cell_.data() + from, own * sizeof(float));
    }
    const int rows = n * m, in = d + 2 * s;
    Numbers query(area(rows, s)), both(area(rows, 2 * s)), x(area(rows, in)), scores;
    dense(query.data(), state.data(), w, net_.ask_input_, rows);
    for (int r = 0; r < rows; ++r) {
      float* to = x.data() + area(r, in);
      const int token = tokens[at(r / m)];
      std::copy_n(w + net_.program_.tokens + area(token, d), d, to);
      find(to + d, query.data() + area(r, s), reading_.examples[at(r % m)].input, s, scores);
      std::copy_n(state.data() + area(r, s), s, both.data() + area(r, 2 * s));
      std::copy_n(to + d, s, both.data() + area(r, 2 * s) + s);
    }
    dense(query.data(), both.data(), w, net_.ask_output_, rows);
    for (int r = 0; r < rows; ++r)
      find(x.data() + area(r, in) + d + s, query.data() + area(r, s),
           reading_.examples[at(r % m)].output, s, scores);
    Numbers gates(area(rows, 4 * s));
    dense(gates.data(), x.data(), w, net_.program_cell_.in, rows);
    dense(gates.data(), state.data(), w, net_.program_cell_.state, rows, true);
    move_cell(gates, rows, s, state.data(), cell.data());
    dense(query.data(), state.data(), w, net_.pool_, rows);
    Numbers pooled(area(n, s), -2.0F);
    for (int r = 0; r < rows; ++r)
      for (int k = 0; k < s; ++k) {
        float& best = pooled[area(r / m, s) + at(k)];
        best = std::max(best, std::tanh(query[area(r, s) + at(k)]));
      }
    log_probabilities.resize(at(n) * this->tokens());
    dense(log_probabilities.data(), pooled.data(), w, net_.program_.answers, n);
    log_softmax_rows(log_probabilities, at(n), this->tokens());
    state_ = std::move(state);
    cell_ = std::move(cell);
  }

 private:
  const Network& net_;
  const Reading& reading_;
  int count_, size_;
  Numbers state_, cell_;  // [texts x examples x size]
};

nn::Fault find_fault(const Shape& s) {
  if (auto fault = nn::check_bounds({{"inputs", s.inputs, 1, 4096},
                                     {"outputs", s.outputs, 1, 4096},
                                     {"symbols", s.symbols, 2, 65536},
                                     {"vocabulary", s.tokens, 4, 65536},
                                     {"room", s.room, 2, 512},
                                     {"width", s.width, 2, 1024},
                                     {"heads", s.heads, 1, 64},
                                     {"hidden", s.hidden, 1, 8192},
                                     {"layers", s.layers, 1, 16},
                                     {"decoder_layers", s.decoder_layers, 1, 16},
                                     {"codes", s.codes, 0, 4096},
                                     {"halvings", s.halvings, 1, 4},
                                     {"predictor_layers", s.predictor_layers, 1, 16},
                                     {"program_layers", s.program_layers, 1, 16}}))
    return fault;
  if (s.width % s.heads != 0)
    return "width=" + std::to_string(s.width) +
           " is not a multiple of heads=" + std::to_string(s.heads);
  return std::nullopt;
}

namespace {

// Reads what stacks and decoders are made of, by the names that the trainer's modules have.
class Reader {
 public:
  Reader(nn::Layout& layout, const Shape& shape) : layout_(layout), s_(shape) {}

  int table(const std::string& name, int rows) {
    return layout_.put(layout_.read(name, area(rows, s_.width), {rows, s_.width}));
  }
  int norm(const std::string& name) {
    std::vector<double> both = layout_.read(name + ".weight", at(s_.width));
    const std::vector<double> shift = layout_.read(name + ".bias", at(s_.width));
    both.insert(both.end(), shift.begin(), shift.end());
    return layout_.put(both);
  }
  StackMaps stack(const std::string& name, int layers, bool looks) {
    StackMaps maps;
    const int d = s_.width;
    for (int i = 0; i < layers; ++i) {
      const std::string own = name + ".layer_" + std::to_string(i);
      maps.layers.push_back(
          {norm(own + ".attention_norm"), norm(own + ".mlp_norm"),
           layout_.affine(own + ".qkv", d, 3 * d, false), layout_.affine(own + ".mix", d, d),
           layout_.affine(own + ".up", d, s_.hidden), layout_.affine(own + ".down", s_.hidden, d)});
      if (!looks) continue;
      const std::string other = name + ".cross_" + std::to_string(i);
      maps.cross.push_back({norm(other + ".norm"), layout_.affine(other + ".query", d, d, false),
                            layout_.affine(other + ".keyvalue", d, 2 * d, false),
                            layout_.affine(other + ".mix", d, d)});
    }
    maps.norm = norm(name + ".norm");
    return maps;
  }
  DecoderMaps decoder(const std::string& name, int vocabulary, int room, int layers) {
    DecoderMaps maps;
    maps.tokens = table(name + ".vocabulary", vocabulary);
    maps.places = table(name + ".places", room);
    maps.stack = stack(name + ".stack", layers, true);
    maps.answers = layout_.affine(name + ".answers", s_.width, vocabulary);
    maps.vocabulary = vocabulary;
    return maps;
  }

 private:
  nn::Layout& layout_;
  const Shape& s_;
};

}  // namespace

nn::Fault Network::make(const nn::WeightsFile& file, const Shape& shape, Network& out) {
  nn::Layout layout = nn::Layout::of(file);
  Network made;
  made.shape_ = shape;
  const nn::Fault fault = shape.lstm() ? made.make_lstm(layout) : made.make_transformer(layout);
  if (fault) return fault;
  made.numbers_ = layout.floats();
  out = std::move(made);
  return std::nullopt;
}

nn::Fault Network::make_transformer(nn::Layout& layout) {
  Reader reader(layout, shape_);
  symbols_ = reader.table("encoder.symbols", shape_.symbols);
  input_places_ = reader.table("encoder.input_places", shape_.inputs);
  output_places_ = reader.table("encoder.output_places", shape_.outputs);
  input_ = reader.stack("encoder.input", shape_.layers, false);
  output_ = reader.stack("encoder.output", shape_.layers, true);
  program_ = reader.decoder("program", shape_.tokens, shape_.room, shape_.decoder_layers);
  if (shape_.latent()) {
    latent_ =
        reader.decoder("latent", shape_.codes + 2, shape_.code_room() + 1, shape_.predictor_layers);
    codebook_ = reader.table("codebook", shape_.codes);
    code_places_ = reader.table("code_places", shape_.code_room());
  }
  return layout.fault();
}

nn::Fault Network::make_lstm(nn::Layout& layout) {
  Reader reader(layout, shape_);
  const int d = shape_.width, s = shape_.hidden;
  const auto cell = [&](const std::string& name, int in) {
    return CellMaps{layout.affine(name + "_in", in, 4 * s),
                    layout.affine(name + "_state", s, 4 * s, false)};
  };
  symbols_ = reader.table("symbols", shape_.symbols);
  program_.tokens = reader.table("vocabulary", shape_.tokens);
  input_cell_ = cell("input_cell", d);
  output_cell_ = cell("output_cell", d);
  program_cell_ = cell("program_cell", d + 2 * s);
  ask_input_ = layout.affine("ask_input", s, s, false);
  ask_output_ = layout.affine("ask_output", 2 * s, s, false);
  pool_ = layout.affine("pool", s, s);
  program_.answers = layout.affine("answers", s, shape_.tokens);
  return layout.fault();
}

Reading Network::read(std::span<const int> examples) const {
  const int places = shape_.inputs + shape_.outputs, d = shape_.width;
  const int count = static_cast<int>(examples.size()) / places;
  const float* w = numbers_.data();
  Reading reading;
  // The symbols of an input or output that are no blanks, and where they stand.
  const auto row_of = [&](int example, bool output) {
    const std::span<const int> all =
        examples.subspan(area(example, places) + (output ? at(shape_.inputs) : 0),
                         at(output ? shape_.outputs : shape_.inputs));
    std::vector<std::pair<int, int>> row;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i] != 0) row.emplace_back(static_cast<int>(i), all[i]);
    if (row.empty()) row.emplace_back(0, 0);
    return row;
  };
  for (int e = 0; e < count; ++e) {
    if (shape_.lstm()) {
      Reading::Example& example = reading.examples.emplace_back();
      example.state.assign(at(shape_.hidden), 0.0F);
      example.cell.assign(at(shape_.hidden), 0.0F);
      for (const bool output : {false, true}) {
        const CellMaps& maps = output ? output_cell_ : input_cell_;
        Rows& rows = output ? example.output : example.input;
        Numbers gates(at(4 * shape_.hidden));
        for (const auto& [place, symbol] : row_of(e, output)) {
          dense(gates.data(), w + symbols_ + area(symbol, d), w, maps.in, 1);
          dense(gates.data(), example.state.data(), w, maps.state, 1, true);
          move_cell(gates, 1, shape_.hidden, example.state.data(), example.cell.data());
          rows.numbers.insert(rows.numbers.end(), example.state.begin(), example.state.end());
          ++rows.count;
        }
      }
      continue;
    }
    const auto embed = [&](bool output) {
      Rows rows;
      const int positions = output ? output_places_ : input_places_;
      for (const auto& [place, symbol] : row_of(e, output)) {
        for (int c = 0; c < d; ++c)
          rows.numbers.push_back(w[at(symbols_) + area(symbol, d) + at(c)] +
                                 w[at(positions) + area(place, d) + at(c)]);
        ++rows.count;
      }
      return rows;
    };
    Rows input = embed(false), output = embed(true);
    run_stack(input, w, input_, nullptr, d, shape_.heads);
    run_stack(output, w, output_, &input, d, shape_.heads);
    reading.memory.numbers.insert(reading.memory.numbers.end(), output.numbers.begin(),
                                  output.numbers.end());
    reading.memory.count += output.count;
  }
  return reading;
}

std::unique_ptr<Decoder> Network::programs(const Reading& reading,
                                           std::span<const int> codes) const {
  if (shape_.lstm()) return std::make_unique<LstmDecoder>(*this, reading);
  Rows memory = reading.memory;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    for (std::size_t c = 0; c < at(shape_.width); ++c)
      memory.numbers.push_back(
          numbers_[at(codebook_) + area(codes[i], shape_.width) + c] +
          numbers_[at(code_places_) + area(static_cast<int>(i), shape_.width) + c]);
    ++memory.count;
  }
  return std::make_unique<TransformerDecoder>(numbers_.data(), program_, shape_, memory);
}

std::unique_ptr<Decoder> Network::latent_programs(const Reading& reading) const {
  return std::make_unique<TransformerDecoder>(numbers_.data(), latent_, shape_, reading.memory);
}

}  // namespace inkling::writer
