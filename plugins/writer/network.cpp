#include "network.hpp"

#include "decoders.hpp"

namespace inkling::writer {

using namespace passes;

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
  PlannerMaps planner(const std::string& name, int room, int layers) {
    PlannerMaps maps;
    const int d = s_.width;
    maps.begin = layout_.raw(name + ".begin", at(d));
    maps.places = table(name + ".places", room);
    maps.feed = layout_.affine(name + ".feed", d, d);
    maps.stack = stack(name + ".stack", layers, true);
    maps.answers = layout_.affine(name + ".answers", d, (s_.gaussian() ? 2 * d : d) + 1);
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
  if (shape_.latent()) code_places_ = reader.table("code_places", shape_.code_room());
  if (shape_.plans_vectors()) {
    planner_ = reader.planner("latent", shape_.code_room() + 1, shape_.predictor_layers);
  } else if (shape_.latent()) {
    latent_ =
        reader.decoder("latent", shape_.codes + 2, shape_.code_room() + 1, shape_.predictor_layers);
    codebook_ = reader.table("codebook", shape_.codes);
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
  lstm_.tokens = reader.table("vocabulary", shape_.tokens);
  lstm_.input_cell = cell("input_cell", d);
  lstm_.output_cell = cell("output_cell", d);
  lstm_.program_cell = cell("program_cell", d + 2 * s);
  lstm_.ask_input = layout.affine("ask_input", s, s, false);
  lstm_.ask_output = layout.affine("ask_output", 2 * s, s, false);
  lstm_.pool = layout.affine("pool", s, s);
  lstm_.answers = layout.affine("answers", s, shape_.tokens);
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
      for (const bool output : {false, true}) read_lstm(row_of(e, output), output, example);
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

void Network::read_lstm(std::span<const std::pair<int, int>> row, bool output,
                        Reading::Example& example) const {
  const float* w = numbers_.data();
  const CellMaps& maps = output ? lstm_.output_cell : lstm_.input_cell;
  Rows& rows = output ? example.output : example.input;
  Numbers gates(at(4 * shape_.hidden));
  for (const auto& [place, symbol] : row) {
    dense(gates.data(), w + symbols_ + area(symbol, shape_.width), w, maps.in, 1);
    dense(gates.data(), example.state.data(), w, maps.state, 1, true);
    move_cell(gates, 1, shape_.hidden, example.state.data(), example.cell.data());
    rows.numbers.insert(rows.numbers.end(), example.state.begin(), example.state.end());
    ++rows.count;
  }
}

std::unique_ptr<Decoder> Network::programs(const Reading& reading, const Rows& plan) const {
  const float* w = numbers_.data();
  if (shape_.lstm()) return make_lstm_decoder(w, lstm_, shape_, reading);
  Rows memory = reading.memory;
  for (std::size_t i = 0; i < plan.numbers.size(); ++i)
    memory.numbers.push_back(plan.numbers[i] + w[at(code_places_) + i]);
  memory.count += plan.count;
  return make_transformer_decoder(w, program_, shape_, memory);
}

std::unique_ptr<Decoder> Network::latent_programs(const Reading& reading) const {
  return make_transformer_decoder(numbers_.data(), latent_, shape_, reading.memory);
}

Rows Network::vectors_of(std::span<const int> codes) const {
  Rows rows;
  for (const int code : codes) {
    const auto first = numbers_.begin() + codebook_ + static_cast<long>(area(code, shape_.width));
    rows.numbers.insert(rows.numbers.end(), first, first + shape_.width);
    ++rows.count;
  }
  return rows;
}

Rows Network::plan(const Reading& reading, Rng* noise) const {
  return write_plan(numbers_.data(), planner_, shape_, reading.memory, noise);
}

}  // namespace inkling::writer
