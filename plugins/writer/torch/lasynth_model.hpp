// LaSynth in LibTorch (Chen, Song, Tian, "Latent Execution for Neural Program Synthesis", NeurIPS
// 2021): what is trained, and the reference of the passes (../lasynth_network.hpp).
// Rows are the examples of all tasks, one task's side by side; places stand first.
#pragma once

#include <vector>

#include "lasynth_config.hpp"
#include "lasynth_grid.hpp"
#include "libtorch.hpp"

namespace inkling::writer {

// State and cell of every layer and direction, [N, H] each: layer by layer, forward then backward.
struct LstmState {
  std::vector<torch::Tensor> states, cells;
};

// Layers of two LSTMs each, next to one another.
struct BiLstm : torch::nn::Module {
  // `alike`: both go from left to right, as those that are fed one token at a time.
  BiLstm(const LaSynthShape& shape, std::int64_t in, bool alike = false);
  struct Read {
    torch::Tensor rows;  // [L, N, 2 H]
    LstmState all;       // at every place, [L, N, H] each
    LstmState last;      // behind the last place of either direction
  };
  // x [L, N, in]; `from`: empty or a state. repeat: x has N / repeat rows, each of which is read by
  // as many that differ in their state.
  Read forward(const torch::Tensor& x, const LstmState& from, std::int64_t repeat = 1);
  bool alike;
  std::int64_t hidden;
  struct Cell {
    torch::nn::Linear in{nullptr};
    torch::Tensor state;  // [4 H, H]
  };
  std::vector<Cell> cells;
};

// attention(memory, q) = tanh(softmax(M memory . Q q) M memory + Q q).
struct Asking : torch::nn::Module {
  Asking(std::int64_t memory, std::int64_t query, std::int64_t width);
  torch::Tensor keys(const torch::Tensor& rows) { return memory->forward(rows); }
  torch::Tensor forward(const torch::Tensor& keys, const torch::Tensor& q);
  torch::nn::Linear memory{nullptr}, query{nullptr};
};

struct LaSynthModel : torch::nn::Module {
  explicit LaSynthModel(const LaSynthShape& shape);

  struct Answers {
    torch::Tensor logits;    // [tasks, T, tokens]
    torch::Tensor executed;  // [places, N, symbols]: outputs after the whole program, or undefined
    torch::Tensor values;    // [places, N, symbols]: which symbol an input is taken for, likewise
  };
  // x [tasks, examples, inputs + outputs], before [tasks, T]: what the decoder is fed, the
  // beginning first. ends [tasks]: places in `before` at which programs end, the last one for some;
  // undefined: they go on, and nothing is executed for its own sake.
  Answers forward(const torch::Tensor& x, const torch::Tensor& before,
                  const torch::Tensor& ends = {});

  // What the decoder looks at: keys of its memories, input, output and operations, or properties;
  // of grids what was read of them, [N, 2 H].
  using Seen = std::vector<torch::Tensor>;
  struct Specification {
    torch::Tensor inputs, outputs;  // embeddings of symbols [P, N, D]
    torch::Tensor output_rows;      // [P, N, 2 H]; of grids what read_outputs() gives
    torch::Tensor values;           // see Answers
    LstmState state;                // of the decoder
    Seen seen;
  };
  Specification read(const torch::Tensor& x);
  Specification read_signatures(const torch::Tensor& x);
  // The decoder's LSTM over what it is fed, [T, tasks, D].
  BiLstm::Read write(const torch::Tensor& fed, const Seen& seen, const LstmState& state,
                     std::int64_t examples);
  // Reads what the inputs are now, and how the outputs differ from them. `first`: it is read for
  // the first time, and what else there is to know of it comes with it.
  Seen look(const torch::Tensor& inputs, Specification& of, bool first);
  // [P, N, D] -> embeddings of the operations that make the output of the input. values: see
  // Answers.
  torch::Tensor operations_of(const torch::Tensor& inputs, const torch::Tensor& outputs,
                              torch::Tensor& values);
  // The pooled examples of every task, [T, tasks, 2 H], for states [T, N, 2 H].
  torch::Tensor pooled(const torch::Tensor& states, const Seen& seen, std::int64_t examples);
  // [T, tasks, 2 H] and what was fed [T, tasks, D] -> logits [tasks, T, tokens].
  torch::Tensor answer(torch::Tensor pooled, const torch::Tensor& fed);
  // What the places hold once the program so far has run: logits [P, N, symbols].
  torch::Tensor execute(const torch::Tensor& inputs, const LstmState& state);

  LaSynthShape shape;
  torch::Tensor symbols, tokens, operations, properties;  // embeddings
  std::shared_ptr<BiLstm> input, output, program, executor;
  std::shared_ptr<GridEncoder> grid;
  std::shared_ptr<GridExecutor> grid_executor;
  std::shared_ptr<Asking> first_round, second_round, ask_input, ask_output, ask_operations,
      ask_tokens;
  torch::nn::Linear executed{nullptr}, key{nullptr}, pool{nullptr}, inner{nullptr},
      answers{nullptr};
};

}  // namespace inkling::writer
