#include "model.hpp"

#include <cmath>

#include "grammar.hpp"

namespace inkling::writer {
namespace {

namespace nn = torch::nn;
using torch::Tensor;

constexpr double kUnseen = -1e9;

// Every table begins with numbers of about 1 / sqrt(width), as in the published models.
Tensor first_table(std::int64_t rows, std::int64_t width) {
  return torch::randn({rows, width}) / std::sqrt(static_cast<double>(width));
}

// Places begin as sinusoids (Vaswani et al.), of the size of the tables.
Tensor first_places(std::int64_t rows, std::int64_t width) {
  Tensor table = torch::zeros({rows, width});
  auto at = table.accessor<float, 2>();
  const double size = std::sqrt(2.0 / static_cast<double>(width));
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t c = 0; c < width; ++c) {
      const double turn = std::pow(1000.0, -static_cast<double>(c / 2 * 2) / double(width));
      const double angle = static_cast<double>(r) * turn;
      at[r][c] = static_cast<float>(size * (c % 2 == 0 ? std::sin(angle) : std::cos(angle)));
    }
  return table;
}

nn::Linear linear(std::int64_t in, std::int64_t out, bool bias = true) {
  return nn::Linear(nn::LinearOptions(in, out).bias(bias));
}

// [N, L, D] -> [N, H, L, D / H].
Tensor split_heads(const Tensor& x, std::int64_t heads) {
  return x.view({x.size(0), x.size(1), heads, -1}).transpose(1, 2);
}

Tensor attend(const Tensor& query, const Tensor& key, const Tensor& value, const Tensor& mask,
              std::int64_t heads) {
  const Tensor q = split_heads(query, heads);
  const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(3)));
  const Tensor scores = torch::matmul(q * scale, split_heads(key, heads).transpose(2, 3)) + mask;
  const Tensor seen = torch::matmul(torch::softmax(scores, -1), split_heads(value, heads));
  return seen.transpose(1, 2).reshape({query.size(0), query.size(1), query.size(2)});
}

// 1 where something stands -> a mask [N, 1, 1, L].
Tensor mask_of(const Tensor& stands) {
  return ((1.0 - stands.to(torch::kFloat)) * kUnseen).unsqueeze(1).unsqueeze(1);
}

Tensor causal_mask(std::int64_t length) {
  return torch::full({length, length}, kUnseen).triu(1).view({1, 1, length, length});
}

// Without the columns at the end that are blank in every row.
Tensor trimmed(const Tensor& x) {
  const Tensor any = (x != 0).view({-1, x.size(-1)}).any(0).nonzero();
  const std::int64_t length = any.numel() == 0 ? 1 : any.max().item<std::int64_t>() + 1;
  return x.slice(-1, 0, length);
}

// Where something stands; of a row with nothing at all, the first place.
Tensor standing(const Tensor& x) {
  Tensor stands = x != 0;
  stands.select(1, 0).fill_(true);
  return stands;
}

}  // namespace

Stack::Cross::Cross(std::int64_t width) {
  norm = register_module("norm", nn::LayerNorm(nn::LayerNormOptions({width})));
  query = register_module("query", linear(width, width, false));
  keyvalue = register_module("keyvalue", linear(width, 2 * width, false));
  mix = register_module("mix", linear(width, width));
}

Stack::Stack(const Shape& shape, int count, bool looks) : heads(shape.heads) {
  for (int i = 0; i < count; ++i) {
    const training::LayerShape sizes{shape.width, shape.heads, shape.hidden, 0};
    layers.push_back(register_module("layer_" + std::to_string(i),
                                     std::make_shared<training::TransformerLayer>(sizes)));
    if (looks)
      cross.push_back(
          register_module("cross_" + std::to_string(i), std::make_shared<Cross>(shape.width)));
  }
  norm = register_module("norm", nn::LayerNorm(nn::LayerNormOptions({shape.width})));
}

Tensor Stack::forward(Tensor x, const Tensor& mask, const Tensor& memory,
                      const Tensor& memory_mask) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    training::TransformerLayer& layer = *layers[i];
    const std::vector<Tensor> own =
        layer.qkv->forward(layer.attention_norm->forward(x)).chunk(3, 2);
    x = x + layer.mix->forward(attend(own[0], own[1], own[2], mask, heads));
    if (i < cross.size()) {
      Cross& other = *cross[i];
      const std::vector<Tensor> seen = other.keyvalue->forward(memory).chunk(2, 2);
      const Tensor query = other.query->forward(other.norm->forward(x));
      x = x + other.mix->forward(attend(query, seen[0], seen[1], memory_mask, heads));
    }
    x = x + layer.down->forward(torch::gelu(layer.up->forward(layer.mlp_norm->forward(x))));
  }
  return norm->forward(x);
}

TokenDecoder::TokenDecoder(const Shape& shape, int vocabulary, int room, int layers) {
  tokens = register_parameter("vocabulary", first_table(vocabulary, shape.width));
  places = register_parameter("places", first_places(room, shape.width));
  stack = register_module("stack", std::make_shared<Stack>(shape, layers, true));
  answers = register_module("answers", linear(shape.width, vocabulary));
}

Tensor TokenDecoder::forward(const Tensor& before, const Memory& memory) {
  const std::int64_t length = before.size(1);
  const Tensor x = torch::embedding(tokens, before) + places.slice(0, 0, length);
  return answers->forward(stack->forward(x, causal_mask(length), memory.rows, memory.mask));
}

VectorPlanner::VectorPlanner(const Shape& s) {
  const std::int64_t d = s.width;
  begin = register_parameter("begin", first_table(1, d).squeeze(0));
  places = register_parameter("places", first_places(s.code_room() + 1, d));
  feed = register_module("feed", linear(d, d));
  stack = register_module("stack", std::make_shared<Stack>(s, s.predictor_layers, true));
  answers = register_module("answers", linear(d, (s.gaussian() ? 2 * d : d) + 1));
}

Tensor VectorPlanner::forward(const Tensor& vectors, const Memory& memory) {
  const std::int64_t length = vectors.size(1) + 1;
  const Tensor first = begin.expand({vectors.size(0), 1, begin.size(0)});
  const Tensor x = torch::cat({first, feed->forward(vectors)}, 1) + places.slice(0, 0, length);
  return answers->forward(stack->forward(x, causal_mask(length), memory.rows, memory.mask));
}

Encoder::Encoder(const Shape& s) : shape(s) {
  symbols = register_parameter("symbols", first_table(s.symbols, s.width));
  input_places = register_parameter("input_places", first_places(s.inputs, s.width));
  output_places = register_parameter("output_places", first_places(s.outputs, s.width));
  input = register_module("input", std::make_shared<Stack>(s, s.layers, false));
  output = register_module("output", std::make_shared<Stack>(s, s.layers, true));
}

Memory Encoder::forward(const Tensor& x) {
  const Tensor all = x.reshape({-1, x.size(2)});
  const auto embed = [&](const Tensor& row, const Tensor& places) {
    return torch::embedding(symbols, row) + places.slice(0, 0, row.size(1));
  };
  const Tensor in = trimmed(all.slice(1, 0, shape.inputs));
  const Tensor out = trimmed(all.slice(1, shape.inputs));
  const Tensor in_mask = mask_of(standing(in)), out_stands = standing(out);
  const Tensor read = input->forward(embed(in, input_places), in_mask);
  const Tensor rows =
      output->forward(embed(out, output_places), mask_of(out_stands), read, in_mask);
  return {rows.reshape({x.size(0), -1, shape.width}), mask_of(out_stands.reshape({x.size(0), -1}))};
}

std::shared_ptr<Model> make_model(const Shape& shape) {
  if (shape.lstm()) return std::make_shared<LstmModel>(shape);
  return std::make_shared<TransformerModel>(shape);
}

TransformerModel::TransformerModel(const Shape& s) {
  encoder = register_module("encoder", std::make_shared<Encoder>(s));
  program = register_module("program",
                            std::make_shared<TokenDecoder>(s, s.tokens, s.room, s.decoder_layers));
}

Tensor TransformerModel::forward(const Tensor& x, const Tensor& before) {
  return program->forward(before, encoder->forward(x));
}

LstmModel::LstmModel(const Shape& s) : shape(s) {
  const std::int64_t d = s.width, h = s.hidden;
  symbols = register_parameter("symbols", first_table(s.symbols, d));
  tokens = register_parameter("vocabulary", first_table(s.tokens, d));
  input_in = register_module("input_cell_in", linear(d, 4 * h));
  input_state = register_module("input_cell_state", linear(h, 4 * h, false));
  output_in = register_module("output_cell_in", linear(d, 4 * h));
  output_state = register_module("output_cell_state", linear(h, 4 * h, false));
  program_in = register_module("program_cell_in", linear(d + 2 * h, 4 * h));
  program_state = register_module("program_cell_state", linear(h, 4 * h, false));
  ask_input = register_module("ask_input", linear(h, h, false));
  ask_output = register_module("ask_output", linear(2 * h, h, false));
  pool = register_module("pool", linear(h, h));
  answers = register_module("answers", linear(h, s.tokens));
}

namespace {

struct State {
  Tensor h, c;
};

// Gates in the order in, forget, cell, out.
State moved(const Tensor& gates, const State& from) {
  const std::vector<Tensor> gate = gates.chunk(4, -1);
  State to;
  to.c = torch::sigmoid(gate[1]) * from.c + torch::sigmoid(gate[0]) * torch::tanh(gate[2]);
  to.h = torch::sigmoid(gate[3]) * torch::tanh(to.c);
  return to;
}

struct ReadRow {
  Tensor rows, mask;  // [N, L, H], [N, L]
  State last;
};

// From left to right; behind a row's end its state stays.
ReadRow read_row(nn::Linear& in, nn::Linear& state, const Tensor& table, const Tensor& row,
                 State from) {
  const Tensor stands = standing(row);
  const Tensor gates = in->forward(torch::embedding(table, row));
  std::vector<Tensor> rows;
  for (std::int64_t i = 0; i < row.size(1); ++i) {
    const State next = moved(gates.select(1, i) + state->forward(from.h), from);
    const Tensor here = stands.select(1, i).unsqueeze(1);
    from = {torch::where(here, next.h, from.h), torch::where(here, next.c, from.c)};
    rows.push_back(from.h);
  }
  return {torch::stack(rows, 1), (1.0 - stands.to(torch::kFloat)) * kUnseen, from};
}

// What queries [N, H] find.
Tensor found(const Tensor& query, const ReadRow& in) {
  const Tensor scores = torch::matmul(in.rows, query.unsqueeze(2)).squeeze(2) + in.mask;
  return torch::matmul(torch::softmax(scores, 1).unsqueeze(1), in.rows).squeeze(1);
}

}  // namespace

Tensor LstmModel::forward(const Tensor& x, const Tensor& before) {
  const Tensor all = x.reshape({-1, x.size(2)});
  const std::int64_t n = all.size(0), m = x.size(1);
  const State none{torch::zeros({n, shape.hidden}), torch::zeros({n, shape.hidden})};
  const ReadRow in =
      read_row(input_in, input_state, symbols, trimmed(all.slice(1, 0, shape.inputs)), none);
  const ReadRow out =
      read_row(output_in, output_state, symbols, trimmed(all.slice(1, shape.inputs)), in.last);
  const Tensor fed = torch::embedding(tokens, before).repeat_interleave(m, 0);  // [N, T, D]
  State state = out.last;
  std::vector<Tensor> pooled;
  for (std::int64_t t = 0; t < before.size(1); ++t) {
    const Tensor from_input = found(ask_input->forward(state.h), in);
    const Tensor from_output =
        found(ask_output->forward(torch::cat({state.h, from_input}, 1)), out);
    const Tensor seen = torch::cat({fed.select(1, t), from_input, from_output}, 1);
    state = moved(program_in->forward(seen) + program_state->forward(state.h), state);
    pooled.push_back(torch::tanh(pool->forward(state.h)).view({-1, m, shape.hidden}).amax(1));
  }
  return answers->forward(torch::stack(pooled, 1));
}

LatentModel::LatentModel(const Shape& s) : shape(s) {
  encoder = register_module("encoder", std::make_shared<Encoder>(s));
  program = register_module("program",
                            std::make_shared<TokenDecoder>(s, s.tokens, s.room, s.decoder_layers));
  code_places = register_parameter("code_places", first_places(s.code_room(), s.width));
  if (s.plans_vectors()) {
    planner = register_module("latent", std::make_shared<VectorPlanner>(s));
    if (s.gaussian()) spreads = register_module("spreads", linear(s.width, s.width));
  } else {
    latent = register_module("latent", std::make_shared<TokenDecoder>(
                                           s, s.codes + 2, s.code_room() + 1, s.predictor_layers));
    const Tensor first = torch::randn({s.codes, s.width});
    codebook = register_parameter("codebook", first);
    code_counts = register_parameter("code_counts", torch::ones({s.codes}));
    code_sums = register_parameter("code_sums", first.clone());
  }
  reader_tokens = register_parameter("reader_tokens", first_table(s.tokens, s.width));
  reader_places = register_parameter(
      "reader_places", first_places(std::int64_t{s.code_room()} << s.halvings, s.width));
  reader = register_module("reader", std::make_shared<Stack>(s, s.program_layers, false));
  for (int i = 0; i < s.halvings; ++i)
    halves.push_back(register_module("half_" + std::to_string(i), linear(2 * s.width, s.width)));
  halves_norm = register_module("halves_norm", nn::LayerNorm(nn::LayerNormOptions({s.width})));
}

Tensor LatentModel::encode(const Tensor& program_tokens, Tensor& seen, Tensor* spread) {
  const std::int64_t block = std::int64_t{1} << shape.halvings;
  const std::int64_t length = (program_tokens.size(1) + block - 1) / block * block;
  const Tensor padded = torch::constant_pad_nd(program_tokens, {0, length - program_tokens.size(1)},
                                               std::int64_t{kNothing});
  const Tensor stands = padded != kNothing;
  Tensor x = torch::embedding(reader_tokens, padded) + reader_places.slice(0, 0, length);
  x = reader->forward(x, mask_of(stands)) * stands.to(torch::kFloat).unsqueeze(2);
  for (std::size_t i = 0; i < halves.size(); ++i) {
    if (i > 0) x = torch::gelu(x);
    x = halves[i]->forward(x.view({x.size(0), x.size(1) / 2, 2 * x.size(2)}));
  }
  seen = stands.view({stands.size(0), -1, block}).any(2);
  if (spread != nullptr) *spread = spreads->forward(x);
  return halves_norm->forward(x);
}

Tensor LatentModel::nearest(const Tensor& vectors) const {
  // |v - c|^2 less |v|^2.
  const Tensor distances =
      codebook.square().sum(1) - 2 * torch::matmul(vectors, codebook.transpose(0, 1));
  return distances.argmin(-1);
}

Memory LatentModel::behind(const Memory& memory, const Tensor& latents, const Tensor& seen,
                           bool alone) const {
  const Tensor rows = latents + code_places.slice(0, 0, latents.size(1));
  if (alone) return {rows, mask_of(seen)};
  return {torch::cat({memory.rows, rows}, 1), torch::cat({memory.mask, mask_of(seen)}, 3)};
}

}  // namespace inkling::writer
