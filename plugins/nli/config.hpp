// Everything that can be set about a model and its training, as plain data: one table of fields
// serves command lines, checkpoints, weights and model cards. Free of LibTorch.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace inkling::nli {

// The shape of a model, and the seven switches of the ablation table (all on in the full model; the
// eighth row of that table, no encoder loss, is TrainConfig::regulariser = 0).
struct ModelConfig {
  int length = 20;          // n: symbols of a sequence
  int symbols = 11;         // V: the alphabet, blank included
  int positions = 10;       // T: program positions
  int codes = 16;           // K: codebook size; code 0 is the skip token
  int width = 48;           // d
  int heads = 2;            // of every attention; divides width
  int encoder_layers = 1;   // transformer layers of the inductor
  int executor_layers = 1;  // transformer layers of the interpreter
  int mlp_ratio = 2;
  // What the program's embedding adds to the interpreter's attention scores: "none", "relative"
  // (one number per head and distance) or "absolute" (one per head and pair of places).
  std::string bias = "relative";
  int reach = 0;                   // largest distance that the relative attention spans; 0 = any
  double skip_bias = 0.0;          // added to the skip token's logit at the start of training
  bool discrete_program = true;    // off: the inductor's vectors go to the interpreter as they are
  bool recurrent = true;           // off: the interpreter sees all program tokens at once
  bool discrete_layer = true;      // off: a hidden vector is carried from step to step
  bool interpreter_gumbel = true;  // noise of the interpreter's states, in training
  bool inductor_gumbel = true;     // noise of the program, in training
  bool skip = true;                // the skip gate
};

struct TrainConfig {
  std::string suite = "shift-l";      // shift-l, shift-p, comp-i
  std::string variant = "zero-fill";  // zero-fill, circular
  int padding = 0;                    // training inputs end in 0..padding blanks
  std::int64_t steps = 6000;
  int batch = 32;  // tasks of a step
  int pairs = 4;   // m: pairs of a training task; each is predicted from the others
  double learning_rate = 1e-3;
  int warmup = 200;           // steps of linear warm-up; then cosine to 5 %
  double weight_decay = 0.0;  // decoupled
  double clip = 1.0;          // gradient norm
  double program_temperature_from = 2.0;
  double program_temperature_to = 0.5;
  double state_temperature_from = 1.0;
  double state_temperature_to = 0.5;
  double anneal = 0.7;           // share of the steps over which temperatures fall, exponentially
  double regulariser = 0.01;     // lambda; 0 = no encoder loss
  std::string scope = "global";  // global, per_position
  double regulariser_after = 0.98;  // ID accuracy (running mean) at which it starts; 0 = at once
  int regulariser_ramp = 500;       // steps over which it grows to its full size
  int start_positions = 0;          // programs are at first this long; 0 = full length
  int grow_every = 500;             // steps after which one position is added
  std::uint64_t seed = 1;
  int evaluate_every = 200;
  int evaluate_tasks = 100;
};

// Calls f(name, field) for every field; the names are those of flags and of metadata.
template <class Config, class F>
void visit_model_fields(Config& c, F&& f) {
  f("length", c.length);
  f("symbols", c.symbols);
  f("positions", c.positions);
  f("codes", c.codes);
  f("width", c.width);
  f("heads", c.heads);
  f("encoder_layers", c.encoder_layers);
  f("executor_layers", c.executor_layers);
  f("mlp_ratio", c.mlp_ratio);
  f("bias", c.bias);
  f("reach", c.reach);
  f("skip_bias", c.skip_bias);
  f("discrete_program", c.discrete_program);
  f("recurrent", c.recurrent);
  f("discrete_layer", c.discrete_layer);
  f("interpreter_gumbel", c.interpreter_gumbel);
  f("inductor_gumbel", c.inductor_gumbel);
  f("skip", c.skip);
}

template <class Config, class F>
void visit_train_fields(Config& c, F&& f) {
  f("suite", c.suite);
  f("variant", c.variant);
  f("padding", c.padding);
  f("steps", c.steps);
  f("batch", c.batch);
  f("pairs", c.pairs);
  f("learning_rate", c.learning_rate);
  f("warmup", c.warmup);
  f("weight_decay", c.weight_decay);
  f("clip", c.clip);
  f("program_temperature_from", c.program_temperature_from);
  f("program_temperature_to", c.program_temperature_to);
  f("state_temperature_from", c.state_temperature_from);
  f("state_temperature_to", c.state_temperature_to);
  f("anneal", c.anneal);
  f("regulariser", c.regulariser);
  f("scope", c.scope);
  f("regulariser_after", c.regulariser_after);
  f("regulariser_ramp", c.regulariser_ramp);
  f("start_positions", c.start_positions);
  f("grow_every", c.grow_every);
  f("seed", c.seed);
  f("evaluate_every", c.evaluate_every);
  f("evaluate_tasks", c.evaluate_tasks);
}

std::string to_text(double value);
inline std::string to_text(const std::string& value) {
  return value;
}
inline std::string to_text(bool value) {
  return value ? "true" : "false";
}
template <std::integral I>
requires(!std::same_as<I, bool>) std::string to_text(I value) {
  return std::to_string(value);
}

bool read_text(std::string_view text, double& value);
inline bool read_text(std::string_view text, std::string& value) {
  value = text;
  return true;
}
inline bool read_text(std::string_view text, bool& value) {
  value = text == "true" || text == "1";
  return value || text == "false" || text == "0";
}
template <std::integral I>
requires(!std::same_as<I, bool>) bool read_text(std::string_view text, I& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// Why the values do not go together ("heads=3 does not divide width=48"), or "".
std::string find_fault(const ModelConfig& config);
std::string find_fault(const TrainConfig& config);

}  // namespace inkling::nli
