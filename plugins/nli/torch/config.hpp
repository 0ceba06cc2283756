// Everything that can be set about a model and the schedules of its training. Free of LibTorch.
#pragma once

#include <cstdint>
#include <string>

#include "fields.hpp"

namespace inkling::nli {

using training::FieldFacts;

// The shape of a model, and the seven switches of the ablation table (all on in the full model; the
// eighth row of that table, no encoder loss, is ScheduleConfig::regulariser = 0).
struct ModelConfig {
  // Those of the tape, which are no settings.
  int length = 20;          // n: places
  int symbols = 11;         // V: the alphabet
  int positions = 10;       // T: program positions
  int codes = 16;           // K: codebook size; code 0 is the skip token
  int width = 48;           // d
  int heads = 2;            // of every attention; divides width
  int encoder_layers = 1;   // transformer layers of the inductor
  int executor_layers = 1;  // transformer layers of the interpreter
  int mlp_ratio = 2;
  // What the inductor's attention scores get besides queries and keys: "none", or "mirrored", one
  // learned number per head for how far apart two places are and one for where their middle is, so
  // that a head finds "the place to the right" or "the same place from the other end" without
  // having to learn it through products.
  std::string encoder_bias = "none";
  // What the program's embedding adds to the interpreter's attention scores: "none", "relative"
  // (one number per head and distance), "mirrored" (as above) or "absolute" (one per head and pair
  // of places).
  std::string bias = "relative";
  int reach = 0;                   // largest distance that the relative attention spans; 0 = any
  double skip_bias = 0.0;          // added to the skip token's logit at the start of training
  bool discrete_program = true;    // off: the inductor's vectors go to the interpreter as they are
  bool recurrent = true;           // off: the interpreter sees all program tokens at once
  bool discrete_layer = true;      // off: a hidden vector is carried from step to step
  bool interpreter_gumbel = true;  // noise of the interpreter's states, in training
  bool inductor_gumbel = true;     // noise of the program, in training
  bool skip = true;                // the skip gate

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("positions", c.positions, FieldFacts{"program positions", 1, 256});
    f("codes", c.codes, FieldFacts{"size of the codebook, skip token included", 2, 4096});
    f("width", c.width, FieldFacts{"of every embedding; even, and a multiple of heads", 2, 4096});
    f("heads", c.heads, FieldFacts{"of every attention", 1, 64});
    f("encoder_layers", c.encoder_layers, FieldFacts{"transformer layers of the inductor", 1, 16});
    f("executor_layers", c.executor_layers,
      FieldFacts{"transformer layers of the interpreter", 1, 16});
    f("mlp_ratio", c.mlp_ratio, FieldFacts{"inner width of the layers over width", 1, 8});
    f("encoder_bias", c.encoder_bias,
      FieldFacts{"what the inductor's attention scores get besides products", 0, 0,
                 "none|mirrored|absolute"});
    f("bias", c.bias,
      FieldFacts{"what the program adds to the interpreter's attention scores", 0, 0,
                 "none|relative|mirrored|absolute"});
    f("reach", c.reach, FieldFacts{"largest distance of the relative attention; 0 = any", 0, 512});
    f("skip_bias", c.skip_bias,
      FieldFacts{"added to the skip token's logit at the start", -100, 100});
    f("discrete_program", c.discrete_program,
      FieldFacts{"ablation: off, programs are vectors without a codebook"});
    f("recurrent", c.recurrent,
      FieldFacts{"ablation: off, the interpreter sees all tokens at once"});
    f("discrete_layer", c.discrete_layer,
      FieldFacts{"ablation: off, a hidden vector is carried from step to step"});
    f("interpreter_gumbel", c.interpreter_gumbel,
      FieldFacts{"ablation: off, no noise on the interpreter's states"});
    f("inductor_gumbel", c.inductor_gumbel, FieldFacts{"ablation: off, no noise on the program"});
    f("skip", c.skip, FieldFacts{"ablation: off, no skip gate"});
  }
};

// How temperatures, programs, attention and the regulariser change in the course of a training.
struct ScheduleConfig {
  double program_temperature_from = 2.0;
  double program_temperature_to = 0.5;
  double state_temperature_from = 1.0;
  double state_temperature_to = 0.5;
  double anneal = 0.7;           // share of the steps over which temperatures fall, exponentially
  double anneal_after = 0.0;     // ID accuracy at which they begin to; 0 = at once
  double regulariser = 0.01;     // lambda; 0 = no encoder loss
  std::string scope = "global";  // global, per_position
  double regulariser_after = 0.98;  // ID accuracy (running mean) at which it starts; 0 = at once
  int regulariser_ramp = 500;       // steps over which it grows to its full size
  int start_positions = 0;          // programs are at first this long; 0 = full length
  int grow_every = 500;             // steps after which one position is added
  double grow_after = 0.0;          // ID accuracy at which that begins; 0 = at once
  double shuffle = 0;   // share of programs that run in random order once sizes are the last
  int start_reach = 0;  // attention reaches at first this far; 0 = as far as the model's
  int narrow_by = 0;    // and is narrowed by so much at a time; 0 = by half, without a trace

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("program_temperature_from", c.program_temperature_from,
      FieldFacts{"of the Gumbel-softmax of the program, at first", 1e-3, 100});
    f("program_temperature_to", c.program_temperature_to,
      FieldFacts{"likewise, at last", 1e-3, 100});
    f("state_temperature_from", c.state_temperature_from,
      FieldFacts{"of the interpreter's states, at first", 1e-3, 100});
    f("state_temperature_to", c.state_temperature_to, FieldFacts{"likewise, at last", 1e-3, 100});
    f("anneal", c.anneal,
      FieldFacts{"share of the steps over which temperatures fall, exponentially", 1e-3, 1});
    f("anneal_after", c.anneal_after,
      FieldFacts{"ID accuracy at which temperatures begin to fall; 0 = at once", 0, 1});
    f("regulariser", c.regulariser,
      FieldFacts{"weight of the count of codes in use; 0 = none (ablation)", 0, 100});
    f("scope", c.scope,
      FieldFacts{"whether a code counts once, or once for every position", 0, 0,
                 "global|per_position"});
    f("regulariser_after", c.regulariser_after,
      FieldFacts{"ID accuracy at which the regulariser starts; 0 = at once", 0, 2});
    f("regulariser_ramp", c.regulariser_ramp,
      FieldFacts{"steps over which it grows to its full weight", 0, 1e9});
    f("start_positions", c.start_positions,
      FieldFacts{"programs are at first this long; 0 = full length", 0, 256});
    f("grow_every", c.grow_every, FieldFacts{"steps after which one position is added", 0, 1e9});
    f("grow_after", c.grow_after,
      FieldFacts{"ID accuracy at which that begins; 0 = at once", 0, 1});
    f("shuffle", c.shuffle,
      FieldFacts{
          "share of programs whose tokens run in random order in training once programs and "
          "attention have their last size, so that a token means the same wherever it stands",
          0, 1});
    f("start_reach", c.start_reach,
      FieldFacts{"attention reaches at first this far, and is narrowed towards the model's reach "
                 "whenever ID accuracy is good; temperatures fall after that; 0 = off",
                 0, 512});
    f("narrow_by", c.narrow_by,
      FieldFacts{
          "what is taken off attention's reach at a time, and what looked further looks as far "
          "as is left; 0 = half of it, and what looked further is learned anew",
          0, 512});
  }
};

// D-LPN: the inductor of an NLI, and a decoder that sees all of its tokens at once, in one step.
// The settings are those that mean something there.
struct OnceConfig : ModelConfig {
  OnceConfig() {
    heads = 4;
    encoder_layers = executor_layers = 2;
    recurrent = false;
    interpreter_gumbel = false;
  }
  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("positions", c.positions, FieldFacts{"program positions", 1, 256});
    f("codes", c.codes, FieldFacts{"size of the codebook", 2, 4096});
    f("width", c.width, FieldFacts{"of every embedding; even, and a multiple of heads", 2, 4096});
    f("heads", c.heads, FieldFacts{"of every attention", 1, 64});
    f("encoder_layers", c.encoder_layers, FieldFacts{"transformer layers of the inductor", 1, 16});
    f("executor_layers", c.executor_layers, FieldFacts{"transformer layers of the decoder", 1, 16});
    f("mlp_ratio", c.mlp_ratio, FieldFacts{"inner width of the layers over width", 1, 8});
    f("bias", c.bias,
      FieldFacts{"what the program adds to the decoder's attention scores", 0, 0, "none|relative"});
    f("inductor_gumbel", c.inductor_gumbel, FieldFacts{"noise of the program, in training"});
  }
};

// Its schedules: no states are in between, so that nothing of theirs changes.
struct OnceSchedule : ScheduleConfig {
  OnceSchedule() { state_temperature_from = state_temperature_to = 1.0; }
  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    ScheduleConfig::visit(c, [&](std::string_view name, auto& field, const FieldFacts& facts) {
      for (const char* mine :
           {"program_temperature_from", "program_temperature_to", "anneal", "anneal_after",
            "regulariser", "scope", "regulariser_after", "regulariser_ramp"})
        if (name == mine) f(mine, field, facts);
    });
  }
};

// Why the values do not go together ("width=48 is not even and a multiple of heads=5"), or "".
std::string find_fault(const ModelConfig& config);

}  // namespace inkling::nli
