#include "model.hpp"

#include <utility>

namespace inkling::lpn::engine {
namespace {

std::size_t size_of(int a, int b) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

}  // namespace

nn::Fault find_fault(const Shape& s) {
  if (auto fault = nn::check_bounds({{"length", s.length, 1, 4096},
                                     {"symbols", s.symbols, 2, 4096},
                                     {"latent", s.latent, 1, 4096},
                                     {"width", s.width, 2, 4096},
                                     {"heads", s.heads, 1, 64},
                                     {"encoder_layers", s.encoder_layers, 1, kMaxLayers},
                                     {"decoder_layers", s.decoder_layers, 1, kMaxLayers},
                                     {"mlp_ratio", s.mlp_ratio, 1, 8}}))
    return fault;
  return nn::check_heads(s.width, s.heads);
}

nn::Fault build_model(const Shape& s, nn::Layout from, Model& out) {
  if (nn::Fault fault = find_fault(s)) return fault;
  const int d = s.width;
  Model model;
  Plan& p = model.plan;
  p.shape = s;
  for (int l = 0; l < s.encoder_layers; ++l)
    p.encoder[l] = from.layer("encoder" + std::to_string(l), d, s.hidden());
  for (int l = 0; l < s.decoder_layers; ++l) {
    const std::string name = "decoder" + std::to_string(l);
    p.decoder[l] = from.layer(name, d, s.hidden());
    if (s.relative) p.bias[l] = from.affine(name + ".bias", d, s.heads * s.biases(), false);
  }
  p.mean = from.normed("mean", "encoder_norm", d, s.latent, 0, s.latent, false);
  p.log_variance = from.normed("log_variance", "encoder_norm", d, s.latent, 0, s.latent, false);
  p.context = from.affine("context", s.latent, d, false);
  p.out = from.normed("symbols", "decoder_norm", d, s.symbols, 0, s.symbols);
  p.input_embedding = from.raw("input_embedding", size_of(s.symbols, d / 2));
  p.output_embedding = from.raw("output_embedding", size_of(s.symbols, d / 2));
  p.encoder_places = from.raw("encoder_places", size_of(s.length, d));
  p.program_query = from.raw("program_query", size_of(1, d));
  p.symbol_embedding = from.raw("symbol_embedding", size_of(s.symbols, d));
  p.decoder_places = from.raw("decoder_places", size_of(s.length, d));
  p.context_place = from.raw("context_place", size_of(1, d));
  if (from.fault()) return from.fault();
  model.numbers = from.floats();
  model.exact = from.numbers();
  out = std::move(model);
  return std::nullopt;
}

nn::Work work_of(const Shape& s) {
  const double n = s.length, d = s.width, places = s.places();
  const double maps = n * (4 * d * d + 2 * d * s.hidden());
  const double attention = n * places * d;  // once for the scores, once for what is seen
  const double ends = n * d * s.symbols + d * s.latent;
  const double token = 2 * d * d + d * s.heads * s.biases();
  nn::Work work;
  work.forward = 2.0 * (s.decoder_layers * (maps + 2 * attention + token) + ends);
  work.backward = 2.0 * (s.decoder_layers * (maps + 4 * attention + token) + ends);
  return work;
}

}  // namespace inkling::lpn::engine
