// HNPS's networks in LibTorch (arXiv 2303.06018, section 3 and appendix B): a task's embedding, a
// decoder of programs, and a composer that says one embedding after another.
#pragma once

#include "config.hpp"
#include "libtorch.hpp"
#include "tokens.hpp"

namespace inkling::hnps {

inline constexpr std::int64_t kInputPlaces = 70;    // characters
inline constexpr std::int64_t kOutputPlaces = 100;  // longer outputs are drawn again
inline constexpr std::int64_t kSymbols = 96;        // nothing, and what ASCII prints
inline constexpr std::int64_t kRoom = 64;           // tokens of a program, with the end
inline constexpr std::int64_t kSubRoom = 19;        // of a sub-program
inline constexpr std::int64_t kMostSubs = 4;
inline constexpr auto kTokens = static_cast<std::int64_t>(kVocabulary);

struct Gru : torch::nn::Module {
  Gru(std::int64_t in, std::int64_t size);
  // x [N, T, in], begin [N, size] or undefined for zeros -> all states [N, T, size].
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& begin = {}) const;
  torch::Tensor in_weight, state_weight, in_bias, state_bias;
  std::int64_t state;
};

struct Encoder : torch::nn::Module {
  explicit Encoder(const ModelConfig& shape);
  // inputs [tasks, pairs, kInputPlaces], outputs [tasks, pairs, kOutputPlaces] of symbols ->
  // [tasks, task]. In training the norm goes by the batch, and moves what it goes by else; `keep`
  // [tasks * pairs, task], undefined without dropout, says what is kept of the joint layer.
  torch::Tensor forward(const torch::Tensor& inputs, const torch::Tensor& outputs, bool train,
                        const torch::Tensor& keep = {});
  // texts [N, places] -> [N, hidden].
  torch::Tensor last_state(const torch::Tensor& texts) const;
  // Of last states, [tasks * pairs, hidden].
  torch::Tensor embed(const torch::Tensor& inputs, const torch::Tensor& outputs, std::int64_t tasks,
                      bool train, const torch::Tensor& keep = {});
  torch::Tensor symbols;
  std::shared_ptr<Gru> reader;
  torch::nn::Linear joint{nullptr};
  // Of BatchNorm; no gradient reaches mean and variance.
  torch::Tensor scale, shift, mean, variance;
};

struct Decoder : torch::nn::Module {
  explicit Decoder(const ModelConfig& shape);
  // task [N, task], before [N, T] of tokens, -1 where nothing is -> states [N, T, decoder].
  torch::Tensor states(const torch::Tensor& task, const torch::Tensor& before,
                       const torch::Tensor& begin = {}) const;
  torch::Tensor logits(const torch::Tensor& states);  // [N, T, kTokens]
  std::shared_ptr<Gru> writer;
  torch::nn::Linear first{nullptr}, second{nullptr};
};

struct Composer : torch::nn::Module {
  explicit Composer(const ModelConfig& shape);
  // The task, the embedding before and the decoder's last state (zeros at first) -> the composer's
  // state, and the next embedding.
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& task,
                                                  const torch::Tensor& embedding,
                                                  const torch::Tensor& written,
                                                  const torch::Tensor& state);
  std::shared_ptr<Gru> memory;
  torch::nn::Linear next{nullptr};
};

struct Model : torch::nn::Module {
  explicit Model(const ModelConfig& shape);
  ModelConfig config;
  std::shared_ptr<Encoder> encoder;
  std::shared_ptr<Decoder> decoder;
  std::shared_ptr<Composer> composer;  // null without
};

}  // namespace inkling::hnps
