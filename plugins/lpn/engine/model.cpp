#include "model.hpp"

#include <utility>

#include "writing.hpp"

namespace inkling::lpn::engine {
namespace {

std::size_t size_of(int a, int b) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

// An NLI's state is a distribution over symbols, in which what is not there has a probability of
// kFloor: the embedding of one symbol has something of all of them.
constexpr double kFloor = 1e-6;

int floored(nn::Layout& from, int embedding, const Shape& s) {
  const std::size_t size = size_of(s.symbols, s.width), width = size_of(1, s.width);
  const auto first = from.numbers().begin() + embedding;
  std::vector<double> mixed(first, first + static_cast<std::ptrdiff_t>(size)), all(width, 0.0);
  for (std::size_t i = 0; i < size; ++i) all[i % width] += kFloor * mixed[i];
  const double own = 1.0 - static_cast<double>(s.symbols) * kFloor;
  for (std::size_t i = 0; i < size; ++i) mixed[i] = own * mixed[i] + all[i % width];
  return from.put(mixed);
}

}  // namespace

nn::Fault find_fault(const Shape& s) {
  if (auto fault = nn::check_bounds(
          {{"length", s.length, 1, 4096},
           {"symbols", s.symbols, 2, 4096},
           {s.each ? "examples" : "positions", s.rows, 1, 256},
           {"latent", s.latent, 1, 4096},
           {"codes", s.codes, 0, 4096},
           {"width", s.width, 2, 4096},
           {"heads", s.heads, 1, 64},
           {"encoder_layers", s.encoder_layers, 1, kMaxLayers},
           {s.codes > 0 ? "executor_layers" : "decoder_layers", s.decoder_layers, 1, kMaxLayers},
           {"writing", s.writing, 0, kMaxLayers},
           {"mlp_ratio", s.mlp_ratio, 1, 8}}))
    return fault;
  if (auto fault = nn::check_heads(s.width, s.heads)) return fault;
  return check_writing(s.writing, s.decoder_layers, s.relative);
}

nn::Fault build_model(const Shape& given, nn::Layout from, Model& out) {
  Shape s = given;
  if (s.codes > 0) s.latent = s.width;
  if (nn::Fault fault = find_fault(s)) return fault;
  const int d = s.width;
  // With codes the tensors have the names of plugins/nli/torch.
  const bool codes = s.codes > 0;
  const std::string decoder = codes ? "executor" : "decoder";
  Model model;
  Plan& p = model.plan;
  p.shape = s;
  for (int l = 0; l < s.encoder_layers; ++l)
    p.encoder[l] = from.layer("encoder" + std::to_string(l), d, s.hidden());
  for (int l = 0; l < s.decoder_layers; ++l) {
    const std::string name = decoder + std::to_string(l);
    p.decoder[l] = from.layer(name, d, s.hidden());
    if (s.relative) p.bias[l] = from.affine(name + ".bias", d, s.heads * s.biases(), false);
  }
  if (codes) {
    p.encoder_scale = from.raw("encoder_norm.weight", size_of(1, d));
    p.encoder_shift = from.raw("encoder_norm.bias", size_of(1, d));
    p.head_up = from.affine("head_up", d, 2 * d);
    p.head_down = from.affine("head_down", 2 * d, s.codes);
    p.context = from.table("code_embedding", s.codes, d);
  } else {
    p.mean = from.normed("mean", "encoder_norm", d, s.latent, 0, s.latent, false);
    if (!s.each)
      p.log_variance = from.normed("log_variance", "encoder_norm", d, s.latent, 0, s.latent, false);
    p.context = from.affine("context", s.latent, d, false);
  }
  p.out = from.normed("symbols", decoder + "_norm", d, s.symbols, 0, s.symbols);
  p.input_embedding = from.raw("input_embedding", size_of(s.symbols, d / 2));
  p.output_embedding = from.raw("output_embedding", size_of(s.symbols, d / 2));
  p.encoder_places = from.raw("encoder_places", size_of(s.length, d));
  p.program_query = from.raw(codes ? "program_queries" : "program_query", size_of(s.queries(), d));
  p.symbol_embedding = from.raw("symbol_embedding", size_of(s.symbols, d));
  if (codes) p.symbol_embedding = floored(from, p.symbol_embedding, s);
  p.decoder_places = from.raw(decoder + "_places", size_of(s.length, d));
  p.context_place = from.raw(codes ? "program_place" : "context_place", size_of(s.rows, d));
  if (s.writing > 0) p.written_embedding = from.raw("written_embedding", size_of(s.symbols + 1, d));
  if (from.fault()) return from.fault();
  model.numbers = from.floats();
  model.exact = from.numbers();
  out = std::move(model);
  return std::nullopt;
}

nn::Work work_of(const Shape& s) {
  const double n = s.length, d = s.width, places = s.places(), rows = s.rows;
  const double maps = n * (4 * d * d + 2 * d * s.hidden());
  const double attention = n * places * d;  // once for the scores, once for what is seen
  const double head = s.codes > 0 ? rows * 2 * d * (d + s.codes) : 0;
  const double ends = n * d * s.symbols + rows * d * s.read() + head;
  const double token = rows * 2 * d * d + d * s.heads * s.biases();
  nn::Work work;
  work.forward = 2.0 * (s.decoder_layers * (maps + 2 * attention + token) + ends);
  work.backward = 2.0 * (s.decoder_layers * (maps + 4 * attention + token) + ends);
  return work;
}

}  // namespace inkling::lpn::engine
