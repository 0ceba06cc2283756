#include "lasynth_network.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "passes.hpp"

namespace inkling::writer {

using namespace passes;

namespace {

// Of every layer and direction, [rows x hidden] each.
struct State {
  std::vector<Numbers> states, cells;
};

// Row `from[r]` of `x` for every r.
Numbers picked(const Numbers& x, const std::vector<int>& from, int width) {
  Numbers to(from.size() * at(width));
  for (std::size_t r = 0; r < from.size(); ++r)
    std::memcpy(to.data() + r * at(width), x.data() + area(from[r], width),
                at(width) * sizeof(float));
  return to;
}

// Rows of all of `many`, one behind the other.
Numbers beside(const std::vector<const Numbers*>& many, std::size_t rows) {
  Numbers to;
  for (std::size_t r = 0; r < rows; ++r)
    for (const Numbers* it : many) {
      const std::size_t width = it->size() / rows;
      to.insert(to.end(), it->data() + r * width, it->data() + (r + 1) * width);
    }
  return to;
}

void bend(Numbers& x) {
  for (float& it : x) it = std::tanh(it);
}

}  // namespace

// Rows are the examples of a text, side by side; places stand first. A text keeps the state of its
// LSTM, what it wrote, and the number of the text that it was when the executor last ran, whose
// inputs, as they were then, and memories it looks at.
class LaSynthDecoder final : public Decoder {
 public:
  LaSynthDecoder(const LaSynthNetwork& network, std::span<const int> examples)
      : net_(network),
        s_(network.shape_),
        w_(network.numbers_.data()),
        count_(static_cast<int>(examples.size()) / (s_.inputs + s_.outputs)) {
    if (s_.signatures)
      read_signatures(examples);
    else
      read(examples);
  }

  std::size_t tokens() const override { return at(s_.tokens); }
  std::size_t bytes_per_text() const override { return net_.bytes_per_text(at(count_)); }

  void step(std::span<const int> parents, std::span<const int> fed,
            Numbers& log_probabilities) override {
    if (s_.runs() && length_ > 0 && length_ % s_.every == 0) run_executor(parents);
    move(parents);
    const int n = static_cast<int>(fed.size()), d = s_.width;
    Numbers x(area(n, d));
    for (int i = 0; i < n; ++i)
      std::memcpy(x.data() + area(i, d), w_ + net_.tokens_ + area(fed[at(i)], d),
                  at(d) * sizeof(float));
    const Numbers rows = s_.grid()
                             ? run(net_.program_, with_read(x, n), 1, n * count_, state_, true)
                             : run(net_.program_, x, 1, n, state_, true, count_);
    Numbers pooled = pool(rows, n);
    if (s_.attention) look_back(x, n, pooled);
    Numbers inner(area(n, s_.answers));
    dense(inner.data(), pooled.data(), w_, net_.inner_, n);
    for (float& it : inner) it = std::max(it, 0.0F);
    log_probabilities.resize(area(n, s_.tokens));
    dense(log_probabilities.data(), inner.data(), w_, net_.answers_, n);
    log_softmax_rows(log_probabilities, at(n), tokens());
    ++length_;
  }

 private:
  // x [length x n x in] -> [length x (n repeat) x both]; `state` is replaced by that behind it.
  Numbers run(const LaSynthNetwork::Lstm& lstm, const Numbers& x, int length, int n, State& state,
              bool alike, int repeat = 1) const {
    const int rows = n * repeat, h = s_.hidden, both = s_.both();
    Numbers before = x, after;
    if (state.states.empty()) {
      state.states.assign(lstm.size(), Numbers(area(rows, h)));
      state.cells = state.states;
    }
    for (std::size_t i = 0; i < lstm.size(); ++i) {
      const bool second = i % 2 == 1;
      if (!second) after.assign(at(length) * area(rows, both), 0.0F);
      const int wide = 4 * h, of = i < 2 ? n : rows, times = i < 2 ? repeat : 1;
      Numbers gates(at(length) * area(of, wide)), own(area(rows, wide));
      dense(gates.data(), before.data(), w_, lstm[i].in, length * of);
      for (int step = 0; step < length; ++step) {
        const int t = second && !alike ? length - 1 - step : step;
        for (int r = 0; r < rows; ++r)
          std::memcpy(own.data() + area(r, wide),
                      gates.data() + area(t, of * wide) + area(r / times, wide),
                      at(wide) * sizeof(float));
        dense(own.data(), state.states[i].data(), w_, lstm[i].state, rows, true);
        move_cell(own, rows, h, state.states[i].data(), state.cells[i].data());
        for (int r = 0; r < rows; ++r)
          std::memcpy(after.data() + area(t, rows * both) + area(r, both) + (second ? at(h) : 0),
                      state.states[i].data() + area(r, h), at(h) * sizeof(float));
      }
      if (second) before = after;
    }
    return before;
  }

  Numbers mapped(const nn::Affine& map, const Numbers& x) const {
    const int rows = static_cast<int>(x.size() / at(map.rows));
    Numbers to(area(rows, map.cols));
    dense(to.data(), x.data(), w_, map, rows);
    return to;
  }

  // Keys [places x rows x both] of a memory, a row's places side by side.
  Numbers keys_of(const LaSynthNetwork::Asking& asking, const Numbers& memory, int rows) const {
    const Numbers keys = mapped(asking.memory, memory);
    const int both = s_.both(), places = static_cast<int>(keys.size() / area(rows, both));
    Numbers to(keys.size());
    for (int p = 0; p < places; ++p)
      for (int r = 0; r < rows; ++r)
        std::memcpy(to.data() + area(r * places + p, both), keys.data() + area(p * rows + r, both),
                    at(both) * sizeof(float));
    return to;
  }

  // tanh(what is found + what was asked) for queries x; row i looks at that of keys which of[i]
  // says.
  Numbers ask(const LaSynthNetwork::Asking& asking, const Numbers& x, const Numbers& keys,
              int places, const std::vector<int>& of) const {
    Numbers asked = mapped(asking.query, x), seen(at(s_.both())), scores;
    for (std::size_t i = 0; i < of.size(); ++i) {
      float* query = asked.data() + i * at(s_.both());
      find(seen.data(), query, keys.data() + area(of[i] * places, s_.both()), places, s_.both(),
           scores);
      for (std::size_t k = 0; k < seen.size(); ++k) query[k] = std::tanh(query[k] + seen[k]);
    }
    return asked;
  }

  Numbers embedded(std::span<const int> examples, int from) const {
    const int d = s_.width;
    Numbers to(area(s_.inputs * count_, d));
    for (int p = 0; p < s_.inputs; ++p)
      for (int e = 0; e < count_; ++e) {
        const int symbol = examples[area(e, s_.inputs + s_.outputs) + at(from + p)];
        std::memcpy(to.data() + area(p * count_ + e, d), w_ + net_.symbols_ + area(symbol, d),
                    at(d) * sizeof(float));
      }
    return to;
  }

  void read(std::span<const int> examples) {
    places_ = s_.inputs;
    inputs_ = embedded(examples, 0);
    outputs_ = embedded(examples, s_.inputs);
    origin_ = {0};
    if (s_.grid()) {
      output_rows_ = read_outputs(w_, net_.grid_, s_, outputs_, count_);
      look({}, 1);
      return;
    }
    const Numbers rows = read_inputs(1, state_);
    State behind = state_;
    output_rows_ = run(net_.output_, outputs_, places_, count_, behind, false);
    for (std::size_t i = 0; i < behind.states.size(); ++i)
      for (std::size_t k = 0; k < behind.states[i].size(); ++k) {
        state_.states[i][k] += behind.states[i][k];
        state_.cells[i][k] += behind.cells[i][k];
      }
    look(rows, 1);
  }

  void read_signatures(std::span<const int> examples) {
    const int kinds = 2 * kShifts + 1, d = s_.width;
    places_ = s_.inputs * kinds;
    Numbers x(area(places_, d));
    for (int p = 0; p < s_.inputs; ++p)
      for (int shift = -kShifts; shift <= kShifts; ++shift) {
        int holds = 0;
        for (int e = 0; e < count_; ++e) {
          const int* row = examples.data() + area(e, s_.inputs + s_.outputs);
          holds += row[s_.inputs + p] - row[p] == shift;
        }
        const int kind = (holds > 0) + (holds == count_);
        std::memcpy(x.data() + area(p * kinds + shift + kShifts, d),
                    w_ + net_.properties_ + area(kind, d), at(d) * sizeof(float));
      }
    count_ = 1;
    origin_ = {0};
    const Numbers rows = run(net_.input_, x, places_, 1, state_, false);
    seen_ = {keys_of(net_.ask_input_, rows, 1)};
  }

  Numbers read_inputs(int texts, State& behind) const {
    return run(net_.input_, inputs_, places_, texts * count_, behind, false);
  }

  // Memories of the inputs as they are, for so many texts; of grids what is read of them, and
  // `rows` say nothing.
  void look(const Numbers& rows, int texts) {
    const int all = texts * count_, both = s_.both();
    // An output asks at every place; rows stand behind those of the place before.
    std::vector<int> example, text_row;
    for (int p = 0; p < places_; ++p)
      for (int r = 0; r < all; ++r) {
        example.push_back(p * count_ + r % count_);
        text_row.push_back(r);
      }
    if (s_.grid()) {
      seen_ = {
          read_grids(w_, net_.grid_, s_, inputs_, picked(output_rows_, example, s_.channels), all)};
      return;
    }
    const Numbers keys_first = keys_of(net_.first_round_, rows, all),
                  keys_second = keys_of(net_.second_round_, rows, all);
    Numbers outputs = picked(output_rows_, example, both);
    outputs = ask(net_.first_round_, outputs, keys_first, places_, text_row);
    outputs = ask(net_.second_round_, outputs, keys_second, places_, text_row);
    seen_ = {keys_of(net_.ask_input_, rows, all), keys_of(net_.ask_output_, outputs, all)};
    if (!s_.operations) return;
    State none;
    const Numbers made = run(net_.input_, operations_of(picked(outputs_, example, s_.width)),
                             places_, all, none, false);
    seen_.push_back(keys_of(net_.ask_operations_, made, all));
  }

  // Embeddings of what makes the outputs of the inputs as they are.
  Numbers operations_of(const Numbers& outputs) const {
    const int d = s_.width, kinds = 2 * kShifts + 1;
    Numbers table(w_ + net_.symbols_, w_ + net_.symbols_ + area(s_.symbols, d));
    const Numbers keys = mapped(net_.key_, table), asked = mapped(net_.key_, inputs_);
    Numbers made(inputs_.size()), is(at(s_.symbols)), like(at(s_.symbols)), score(at(kinds));
    const auto product = [&](const float* a, const float* b) {
      float sum = 0;
      for (int k = 0; k < d; ++k) sum += a[k] * b[k];
      return sum;
    };
    for (std::size_t r = 0; r < inputs_.size() / at(d); ++r) {
      for (int v = 0; v < s_.symbols; ++v) {
        is[at(v)] = product(asked.data() + r * at(d), keys.data() + area(v, d));
        like[at(v)] = product(outputs.data() + r * at(d), table.data() + area(v, d));
      }
      soften(is.data(), s_.symbols);
      for (int shift = -kShifts; shift <= kShifts; ++shift) {
        float sum = 0;
        for (int v = std::max(1, 1 - shift); v < std::min(s_.symbols, s_.symbols - shift); ++v)
          sum += is[at(v)] * like[at(v + shift)];
        score[at(shift + kShifts)] = sum;
      }
      soften(score.data(), kinds);
      for (int o = 0; o < kinds; ++o)
        for (int k = 0; k < d; ++k)
          made[r * at(d) + at(k)] += score[at(o)] * w_[at(net_.operations_) + area(o, d) + at(k)];
    }
    return made;
  }

  // Of the texts that go on; they look at what comes of it from now on.
  void run_executor(std::span<const int> parents) {
    std::vector<int> texts(parents.begin(), parents.end());
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    const int n = static_cast<int>(texts.size()), d = s_.width;
    const int before = static_cast<int>(inputs_.size() / area(places_, d));
    std::vector<int> rows, old;
    for (const int text : texts)
      for (int e = 0; e < count_; ++e) rows.push_back(text * count_ + e);
    for (int p = 0; p < places_; ++p)
      for (const int text : texts)
        for (int e = 0; e < count_; ++e) old.push_back(p * before + origin_[at(text)] * count_ + e);
    State state;
    for (std::size_t i = 0; i < state_.states.size(); ++i) {
      state.states.push_back(picked(state_.states[i], rows, s_.hidden));
      state.cells.push_back(picked(state_.cells[i], rows, s_.hidden));
    }
    inputs_ = picked(inputs_, old, d);
    Numbers now = mapped(net_.executed_, executed_of(state, n * count_));
    for (std::size_t i = 0; i < now.size(); ++i) now[i] += inputs_[i];
    inputs_.assign(inputs_.size(), 0.0F);
    Numbers shares(at(s_.symbols));
    const float* table = w_ + net_.symbols_;
    for (std::size_t r = 0; r < now.size() / at(d); ++r) {
      for (int v = 0; v < s_.symbols; ++v) {
        float sum = 0;
        for (int k = 0; k < d; ++k) sum += now[r * at(d) + at(k)] * table[area(v, d) + at(k)];
        shares[at(v)] = sum;
      }
      soften(shares.data(), s_.symbols);
      for (int v = 0; v < s_.symbols; ++v)
        for (int k = 0; k < d; ++k)
          inputs_[r * at(d) + at(k)] += shares[at(v)] * table[area(v, d) + at(k)];
    }
    for (int i = 0; i < n; ++i) origin_[at(texts[at(i)])] = i;
    State ignored;
    look(s_.grid() ? Numbers() : read_inputs(n, ignored), n);
  }

  // What the executor makes of the inputs, [places x rows x ..].
  Numbers executed_of(State& state, int rows) const {
    if (!s_.grid()) return run(net_.executor_, inputs_, places_, rows, state, false);
    const Numbers top = beside({&state.states.end()[-2], &state.states.back()}, at(rows));
    return execute_grids(w_, net_.grid_executor_, s_, inputs_, top, rows);
  }

  // Tokens x [n x width], beside what was read of each example of their texts.
  Numbers with_read(const Numbers& x, int n) const {
    std::vector<int> text, row;
    for (int r = 0; r < n * count_; ++r) {
      text.push_back(r / count_);
      row.push_back(origin_[at(r / count_)] * count_ + r % count_);
    }
    const Numbers tokens = picked(x, text, s_.width), read = picked(seen_[0], row, s_.both());
    return beside({&tokens, &read}, text.size());
  }

  void move(std::span<const int> parents) {
    std::vector<int> rows, origin;
    for (const int parent : parents) {
      origin.push_back(origin_[at(parent)]);
      for (int e = 0; e < count_; ++e) rows.push_back(parent * count_ + e);
    }
    origin_ = std::move(origin);
    for (Numbers& it : state_.states) it = picked(it, rows, s_.hidden);
    for (Numbers& it : state_.cells) it = picked(it, rows, s_.hidden);
    if (s_.attention && length_ > 0)
      written_ = picked(written_, {parents.begin(), parents.end()}, length_ * s_.both());
  }

  // What the examples of every text found, pooled.
  Numbers pool(const Numbers& rows, int n) const {
    const int both = s_.both(), parts = 1 + s_.looks(), all = n * count_;
    std::vector<int> of;
    for (int r = 0; r < all; ++r) of.push_back(origin_[at(r / count_)] * count_ + r % count_);
    Numbers input, output, operations;
    std::vector<const Numbers*> found{&rows};
    if (parts > 1) {
      input = ask(net_.ask_input_, rows, seen_[0], places_, of);
      found.push_back(&input);
    }
    if (parts > 2) {
      output = ask(net_.ask_output_, beside({&rows, &input}, of.size()), seen_[1], places_, of);
      found.push_back(&output);
    }
    if (parts > 3) {
      operations =
          ask(net_.ask_operations_, beside({&input, &output}, of.size()), seen_[2], places_, of);
      found.push_back(&operations);
    }
    Numbers each = mapped(net_.pool_, beside(found, of.size()));
    bend(each);
    Numbers pooled(area(n, both), -2.0F);
    for (int r = 0; r < all; ++r)
      for (int k = 0; k < both; ++k) {
        float& best = pooled[area(r / count_, both) + at(k)];
        best = std::max(best, each[area(r, both) + at(k)]);
      }
    return pooled;
  }

  // Every text looks at what it was fed, now `x` as well.
  void look_back(const Numbers& x, int n, Numbers& pooled) {
    const int both = s_.both(), length = length_ + 1;
    const Numbers keys = mapped(net_.ask_tokens_.memory, x);
    Numbers all(area(n * length, both));
    std::vector<int> of;
    for (int i = 0; i < n; ++i) {
      float* to = all.data() + area(i * length, both);
      if (length_ > 0)
        std::memcpy(to, written_.data() + area(i * length_, both),
                    area(length_, both) * sizeof(float));
      std::memcpy(to + area(length_, both), keys.data() + area(i, both), at(both) * sizeof(float));
      of.push_back(i);
    }
    written_ = std::move(all);
    pooled = ask(net_.ask_tokens_, pooled, written_, length, of);
  }

  const LaSynthNetwork& net_;
  const LaSynthShape& s_;
  const float* w_;
  int count_;  // examples; rows of a text
  int places_ = 0, length_ = 0;
  Numbers outputs_, output_rows_;  // [places x examples x ..]
  State state_;                    // of every text
  Numbers written_;                // keys of what it was fed
  std::vector<int> origin_;        // of every text: which of these it looks at
  Numbers inputs_;                 // [places x rows x width]
  std::vector<Numbers> seen_;      // [rows x places x both] each
};

nn::Fault LaSynthNetwork::make(const nn::WeightsFile& file, const LaSynthShape& s,
                               LaSynthNetwork& out) {
  nn::Layout layout = nn::Layout::of(file);
  LaSynthNetwork made;
  made.shape_ = s;
  const int d = s.width, h = s.hidden, both = s.both();
  const auto table = [&](const std::string& name, int rows) {
    return layout.put(layout.read(name, area(rows, d), {rows, d}));
  };
  const auto lstm = [&](const std::string& name, int in_first) {
    Lstm cells;
    for (int layer = 0; layer < s.layers; ++layer)
      for (const char* direction : {".forward_", ".back_"}) {
        const std::string own = name + direction + std::to_string(layer);
        const nn::Affine in = layout.affine(own, layer == 0 ? in_first : both, 4 * h);
        cells.push_back({in, layout.map(layout.read(own + "_state", area(4 * h, h), {4 * h, h}), {},
                                        h, 4 * h)});
      }
    return cells;
  };
  const auto ask = [&](const std::string& name, int memory, int query) {
    return Asking{layout.affine(name + ".memory", memory, both, false),
                  layout.affine(name + ".query", query, both)};
  };
  made.tokens_ = table("vocabulary", s.tokens);
  if (s.signatures) {
    made.properties_ = table("properties", 3);
  } else {
    made.symbols_ = table("symbols", s.symbols);
  }
  if (s.grid()) {
    made.grid_ = encoder_of_grids(layout, "grid", s);
  } else if (!s.signatures) {
    made.output_ = lstm("output", d);
    made.first_round_ = ask("first_round", both, both);
    made.second_round_ = ask("second_round", both, both);
    made.ask_output_ = ask("ask_output", both, 2 * both);
  }
  if (!s.grid()) {
    made.input_ = lstm("input", d);
    made.ask_input_ = ask("ask_input", both, both);
  }
  if (s.operations) {
    made.operations_ = table("operations", 2 * kShifts + 1);
    made.key_ = layout.affine("key", d, d, false);
    made.ask_operations_ = ask("ask_operations", both, 2 * both);
  }
  made.program_ = lstm("program", s.grid() ? d + both : d);
  if (s.learns()) {
    if (s.grid())
      made.grid_executor_ = executor_of_grids(layout, "executor", s);
    else
      made.executor_ = lstm("executor", d);
    made.executed_ = layout.affine("executed", s.grid() ? s.joint() : both, d);
  }
  made.pool_ = layout.affine("pool", (1 + s.looks()) * both, both);
  if (s.attention) made.ask_tokens_ = ask("ask_tokens", d, both);
  made.inner_ = layout.affine("inner", both, s.answers);
  made.answers_ = layout.affine("answers", s.answers, s.tokens);
  if (layout.fault()) return layout.fault();
  made.numbers_ = layout.floats();
  out = std::move(made);
  return std::nullopt;
}

std::unique_ptr<Decoder> LaSynthNetwork::programs(std::span<const int> examples) const {
  return std::make_unique<LaSynthDecoder>(*this, examples);
}

std::size_t LaSynthNetwork::bytes_per_text(std::size_t examples) const {
  const std::size_t rows = shape_.signatures ? 1 : examples, both = at(shape_.both());
  // Inputs, memories and what makes them; gates and what is found of a step; what was written,
  // twice while it moves on.
  const std::size_t of_place =
      at(shape_.width) * 3 +
      (shape_.grid() ? at(shape_.joint()) * 4 : both * 8 + at(4 * shape_.hidden));
  const std::size_t of_row =
      at(shape_.inputs) * of_place + both * 12 + at(4 * shape_.layers) * at(shape_.hidden) * 2;
  const std::size_t of_text = 2 * at(shape_.room) * both + at(shape_.tokens) * 2;
  return (rows * of_row + of_text) * sizeof(float);
}

}  // namespace inkling::writer
