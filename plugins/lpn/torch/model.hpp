// The Latent Program Network (arXiv 2411.08706) on tapes: an encoder that turns a pair into a
// distribution over programs, vectors of numbers, and a decoder that runs one on an input. The
// paper's decoder writes the output symbol by symbol; a tape has its places, and this one fills
// them at once, or with `writing` layers one after the other.
#pragma once

#include <algorithm>
#include <inkling/nn/weights.hpp>
#include <inkling/rng.hpp>
#include <memory>
#include <vector>

#include "config.hpp"
#include "layer.hpp"

namespace inkling::lpn {

inline constexpr const char* kFormat = "inkling-lpn-1";                // metadata "format"
inline constexpr const char* kContextFormat = "inkling-in-context-1";  // of ContextConfig

// Not thread-safe while training; forward passes without gradients may run concurrently.
struct Model : torch::nn::Module {
  explicit Model(const ModelConfig& config);

  void move_to(torch::Device device);

  struct Distribution {
    torch::Tensor mean, log_variance;  // [M, latent]; no variance where examples stay apart
  };
  // Pairs x, y [M, n] of int64.
  Distribution encode(const torch::Tensor& x, const torch::Tensor& y);
  // Programs z [N, latent], or [N, rows, latent], on inputs x [N, n] of int64 -> log-probabilities
  // of the output's symbols [N, n, V]. Where the model writes symbol by symbol those of a place are
  // given the symbols of y [N, n] before it; else y is not looked at.
  torch::Tensor decode(const torch::Tensor& z, const torch::Tensor& x, const torch::Tensor& y);
  // The same given what the model itself has written: the likeliest symbols are its output.
  torch::Tensor write(const torch::Tensor& z, const torch::Tensor& x);
  int rows() const { return std::max(config.examples, 1); }  // of a program

  ModelConfig config;
  torch::Tensor input_embedding, output_embedding, encoder_places, program_query;
  torch::Tensor symbol_embedding, decoder_places, context_place;
  torch::Tensor written_embedding;  // [V + 1, d], with `writing`; the last: nothing is written yet
  torch::Tensor map;                // of the decoder's bias, as attention() wants it
  torch::Tensor behind_only;        // added to that of writing layers: no place sees later ones
  std::vector<std::shared_ptr<training::TransformerLayer>> encoder, decoder;
  torch::nn::LayerNorm encoder_norm{nullptr}, decoder_norm{nullptr};
  torch::nn::Linear mean{nullptr}, log_variance{nullptr}, context{nullptr}, symbols{nullptr};
};

// The parameters of a model, with its shape as metadata.
nn::WeightsFile to_weights(const Model& model);
// A model from a weights file. Errors: another format, a field that cannot be read, a tensor that
// is missing or of another shape. Fields that are not there have their defaults.
nn::Fault from_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out);

// The same of in-context networks.
nn::WeightsFile to_context_weights(const Model& model);
nn::Fault from_context_weights(const nn::WeightsFile& weights, std::shared_ptr<Model>& out);

// Of the vectors of a task's examples [B, m, latent], those that stand in the rows of its program,
// [B, rows, latent]: the examples in turn where there are fewer, some that are spread evenly where
// there are more.
torch::Tensor fill_rows(const torch::Tensor& examples, int rows);

}  // namespace inkling::lpn
