// The networks that write programs in LibTorch: what is trained, and the reference of the passes
// (../network.hpp). Masks are added to the scores of attention: 0, or -1e9 where a place is not
// seen.
#pragma once

#include <inkling/nn/weights.hpp>
#include <memory>
#include <vector>

#include "config.hpp"
#include "layer.hpp"
#include "libtorch.hpp"

namespace inkling::writer {

// Layers that look at themselves and, with `looks`, at a memory; norm behind the last.
struct Stack : torch::nn::Module {
  struct Cross : torch::nn::Module {
    explicit Cross(std::int64_t width);
    torch::nn::LayerNorm norm{nullptr};
    torch::nn::Linear query{nullptr}, keyvalue{nullptr}, mix{nullptr};
  };
  Stack(const Shape& shape, int layers, bool looks);
  // x [N, L, D], mask [N or 1, 1, 1 or L, L]; memory [N, M, D] and its mask [N, 1, 1, M].
  torch::Tensor forward(torch::Tensor x, const torch::Tensor& mask,
                        const torch::Tensor& memory = {}, const torch::Tensor& memory_mask = {});
  std::vector<std::shared_ptr<training::TransformerLayer>> layers;
  std::vector<std::shared_ptr<Cross>> cross;
  torch::nn::LayerNorm norm{nullptr};
  std::int64_t heads;
};

// A memory and what of it is seen.
struct Memory {
  torch::Tensor rows;  // [N, M, D]
  torch::Tensor mask;  // [N, 1, 1, M]
};

// Writes texts over a vocabulary, each token from those before it and from a memory.
struct TokenDecoder : torch::nn::Module {
  TokenDecoder(const Shape& shape, int vocabulary, int room, int layers);
  // before [N, T]: what a decoder was fed, the beginning first. Gives logits [N, T, vocabulary].
  torch::Tensor forward(const torch::Tensor& before, const Memory& memory);
  torch::Tensor tokens, places;
  std::shared_ptr<Stack> stack;
  torch::nn::Linear answers{nullptr};
};

// Writes a plan in vectors (network.hpp, PlannerMaps).
struct VectorPlanner : torch::nn::Module {
  explicit VectorPlanner(const Shape& shape);
  // vectors [N, C, D] -> [N, C + 1, D + 1], of a gaussian [N, C + 1, 2 D + 1].
  torch::Tensor forward(const torch::Tensor& vectors, const Memory& memory);
  torch::Tensor begin, places;
  torch::nn::Linear feed{nullptr}, answers{nullptr};
  std::shared_ptr<Stack> stack;
};

struct Encoder : torch::nn::Module {
  explicit Encoder(const Shape& shape);
  // x [tasks, examples, inputs + outputs]: the outputs of all examples of a task side by side.
  Memory forward(const torch::Tensor& x);
  Shape shape;
  torch::Tensor symbols, input_places, output_places;
  std::shared_ptr<Stack> input, output;
};

// What both cores are: a specification and the tokens so far to the logits of the next.
struct Model : torch::nn::Module {
  // x [tasks, examples, places], before [tasks, T] -> [tasks, T, tokens].
  virtual torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& before) = 0;
};
std::shared_ptr<Model> make_model(const Shape& shape);

struct TransformerModel : Model {
  explicit TransformerModel(const Shape& shape);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& before) override;
  std::shared_ptr<Encoder> encoder;
  std::shared_ptr<TokenDecoder> program;
};

struct LstmModel : Model {
  explicit LstmModel(const Shape& shape);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& before) override;
  Shape shape;
  torch::Tensor symbols, tokens;
  torch::nn::Linear input_in{nullptr}, input_state{nullptr}, output_in{nullptr},
      output_state{nullptr}, program_in{nullptr}, program_state{nullptr};
  torch::nn::Linear ask_input{nullptr}, ask_output{nullptr}, pool{nullptr}, answers{nullptr};
};

// The Latent Programmer: besides the encoder and the decoder of programs a predictor of codes; and
// for training an encoder of programs and a codebook. The codebook's tensors are parameters that no
// gradient reaches: moving averages move them. Its baselines have a planner of vectors in place of
// the predictor and the codebook.
struct LatentModel : torch::nn::Module {
  explicit LatentModel(const Shape& shape);
  int begin_code() const { return shape.codes; }
  int end_code() const { return shape.codes + 1; }
  // program [tasks, T] of tokens, with kEnd and then kNothing -> vectors [tasks, C, D]; seen
  // [tasks, C]: which of them stand for tokens. spread, of a gaussian: the logarithms of its
  // variances, the vectors are its means.
  torch::Tensor encode(const torch::Tensor& program, torch::Tensor& seen,
                       torch::Tensor* spread = nullptr);
  // The nearest codes of vectors, [tasks, C].
  torch::Tensor nearest(const torch::Tensor& vectors) const;
  // The specification with a latent program [tasks, C, D] behind it; `alone`: that alone.
  Memory behind(const Memory& memory, const torch::Tensor& latents, const torch::Tensor& seen,
                bool alone) const;

  Shape shape;
  std::shared_ptr<Encoder> encoder;
  std::shared_ptr<TokenDecoder> program, latent;
  std::shared_ptr<VectorPlanner> planner;
  torch::nn::Linear spreads{nullptr};
  torch::Tensor codebook, code_places, code_counts, code_sums;
  torch::Tensor reader_tokens, reader_places;
  std::shared_ptr<Stack> reader;
  std::vector<torch::nn::Linear> halves;
  torch::nn::LayerNorm halves_norm{nullptr};  // programs' vectors are of one size
};

}  // namespace inkling::writer
