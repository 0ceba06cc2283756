// The Neural Language Interpreter: an inductor that writes programs in a language of its own, and a
// recurrent interpreter that runs them. See docs/science and arXiv 2604.18907.
#pragma once

#include <inkling/rng.hpp>
#include <vector>

#include "config.hpp"
#include "layer.hpp"

namespace inkling::nli {

inline constexpr int64_t kSkip = 0;                // code of the skip token
inline constexpr double kStateFloor = 1e-6;        // probability of a symbol that is not there
inline constexpr double kNothing = -46.0;          // log probability; see Model::run
inline constexpr double kPlaceScale = 16.0;        // Layer::places move by the learning rate a step
inline constexpr double kRegulariserClamp = 1e-6;  // q <= 1 - clamp

// Standard Gumbel noise of `options`' type, on its device. On the CPU every number comes from
// `rng`, whatever LibTorch's version; on a CUDA device they come from that device's generator,
// seeded by one draw of `rng`, so that the same state gives the same noise on the same kind of
// device.
torch::Tensor gumbel(at::IntArrayRef shape, Rng& rng, const torch::TensorOptions& options);

// A transformer layer whose attention may have a limited reach, or a bias of its own.
struct Layer : training::TransformerLayer {
  // `biases`: entries per head that the program's embedding adds to the scores, or 0; `places`: the
  // same with entries of the layer's own, or 0.
  Layer(const ModelConfig& config, int64_t biases, int64_t places);
  // x [N, L, D] -> the first `queries` places, [N, queries, D]. program [N, D] is read for the
  // bias.
  torch::Tensor forward(const torch::Tensor& x, int64_t queries, const torch::Tensor& program,
                        const torch::Tensor& map);

  torch::Tensor limit;   // [biases], added to the bias; undefined without a limited reach
  torch::Tensor places;  // [heads, R], times kPlaceScale the layer's own bias; or undefined
};

// Not thread-safe while training; forward passes without gradients may run concurrently.
struct Model : torch::nn::Module {
  explicit Model(const ModelConfig& config);

  // Moves everything the model holds; inputs of later calls must be on that device.
  void move_to(torch::Device device);
  torch::Device device() const { return symbol_embedding.device(); }

  // Pairs x, y [M, n] of int64 -> search variables e [M, T, D].
  torch::Tensor encode(const torch::Tensor& x, const torch::Tensor& y);
  // e [.., T, D] -> logits over the codes [.., T, K].
  torch::Tensor code_logits(const torch::Tensor& e);
  // log z = log_softmax((logits + g) / temperature), g from `noise` or zero when null.
  static torch::Tensor log_codes(const torch::Tensor& logits, double temperature, Rng* noise);

  // Runs programs on inputs. log_z [N, T, K]; x [N, n] of int64; result: log-probabilities of the
  // output's symbols [N, n, V]. `noise` is that of the states, or null. `positions`: how many
  // program positions are run, 0 = all. `states` receives log pi after every step; without
  // recurrence, where nothing is in between, the output for each. In evaluation mode (eval()) a
  // position whose codes but skip are all less likely than kNothing leaves the state as it is.
  torch::Tensor run(const torch::Tensor& log_z, const torch::Tensor& x, double temperature,
                    Rng* noise, int64_t positions = 0,
                    std::vector<torch::Tensor>* states = nullptr);
  // The same for the ablation without a codebook: e [N, T, D] is the program.
  torch::Tensor run_vectors(const torch::Tensor& e, const torch::Tensor& x, double temperature,
                            Rng* noise, int64_t positions = 0);
  // The program that e stands for, run: the way from a search variable to the output, whatever the
  // ablation. Both noises may be null.
  torch::Tensor run_latent(const torch::Tensor& e, const torch::Tensor& x,
                           double program_temperature, double state_temperature, Rng* program_noise,
                           Rng* state_noise, int64_t positions = 0);

  // One application of the executor: state [N, n, D] and program embedding [N, P, D] (P = 1 but for
  // the ablation without recurrence) -> [N, n, D].
  torch::Tensor execute(const torch::Tensor& state, const torch::Tensor& programs);

  // log z_skip + log pi (+) log(1 - z_skip) + log step, all in log space. gates [N, 1, 1].
  static torch::Tensor mix_states(const torch::Tensor& log_skip, const torch::Tensor& log_rest,
                                  const torch::Tensor& before, const torch::Tensor& step);

  // Changes how far the executor's attention reaches, of a model that has a limit (config.reach >
  // 0).
  void set_reach(int reach);
  // Narrows it from `from` places to `to`, of such a model alone. What looked further than `to`
  // looks that far from now on: biases of lost distances are added to those of the last one kept.
  void narrow(int from, int to);

  ModelConfig config;
  torch::Tensor input_embedding, output_embedding, encoder_places, program_queries;
  torch::Tensor code_embedding, symbol_embedding, executor_places, program_place;
  // Of the attention biases of executor and encoder, in the form that attention() wants.
  torch::Tensor map, encoder_map;
  std::vector<std::shared_ptr<Layer>> encoder, executor;
  torch::nn::LayerNorm encoder_norm{nullptr}, executor_norm{nullptr};
  torch::nn::Linear head_up{nullptr}, head_down{nullptr}, symbols{nullptr};

 private:
  struct Gates {
    torch::Tensor log_skip, log_rest;  // [N, T]; undefined without a skip gate
    torch::Tensor acts;                // [N, T] of bool; undefined where every position acts
  };
  torch::Tensor unroll(const torch::Tensor& programs, const Gates& gates, const torch::Tensor& x,
                       double temperature, Rng* noise, int64_t positions,
                       std::vector<torch::Tensor>* states);
  torch::Tensor unroll_hidden(const torch::Tensor& programs, const Gates& gates,
                              const torch::Tensor& x, int64_t positions,
                              std::vector<torch::Tensor>* states);
  torch::Tensor floored_onehot(const torch::Tensor& x) const;
};

// Programs [P, T, K] of which a share run their tokens in random order; the others stay.
torch::Tensor shuffle_tokens(const torch::Tensor& log_z, double share, Rng& rng);

// Differentiable count of the codes in use, skip exempt. q [specs, T, K]: noise-free probabilities
// given by the encoder. `global` counts a code once, per_position once for every position.
torch::Tensor codes_in_use(const torch::Tensor& q, bool per_position, bool has_skip);

}  // namespace inkling::nli
