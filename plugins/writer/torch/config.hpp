// Everything that can be set about networks that write programs and about their training. Free of
// LibTorch.
#pragma once

#include <string>

#include "fields.hpp"
#include "shape.hpp"

namespace inkling::writer {

using training::FieldFacts;

// Settings of every network here.
template <class Self, class F>
void visit_common(Self& c, F&& f) {
  f("room", c.room, FieldFacts{"tokens of the longest program, its end among them", 4, 512});
  f("width", c.width, FieldFacts{"numbers of an embedding and of a place", 2, 1024});
  f("hidden", c.hidden, FieldFacts{"numbers behind attention; of an LSTM its state", 1, 8192});
  f("heads", c.heads, FieldFacts{"of attention; divides width", 1, 64});
  f("layers", c.layers, FieldFacts{"that read inputs, and as many that read outputs", 1, 16});
  f("decoder_layers", c.decoder_layers, FieldFacts{"that write the program", 1, 16});
}

struct RobustFillConfig : Shape {
  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("core", c.core,
      FieldFacts{"transformer, or RobustFill's LSTM with double attention", 0, 0, kCores});
    visit_common(c, f);
  }
};

struct LatentConfig : Shape {
  LatentConfig() { codes = 40; }
  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    visit_common(c, f);
    f("bottleneck", c.bottleneck,
      FieldFacts{
          "what a plan is made of: codes; or vectors, of an autoencoder (plain: Latent AE) or "
          "a variational one (gaussian: Latent VAE)",
          0, 0, kBottlenecks});
    f("codes", c.codes, FieldFacts{"K: entries of the codebook", 2, 4096});
    f("halvings", c.halvings, FieldFacts{"l: a code stands for 2^l tokens", 1, 4});
    f("predictor_layers", c.predictor_layers, FieldFacts{"that predict the codes", 1, 16});
    f("program_layers", c.program_layers, FieldFacts{"that read programs, in training", 1, 16});
  }
};

struct CommonSchedule {
  std::string language;  // the caller's matter: it hands in the language
  bool vary = true;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("language", c.language, FieldFacts{"whose programs are written; empty: the domain's own"});
    f("vary", c.vary,
      FieldFacts{"a step sees a random number of a task's pairs, from two on; off: all of them"});
  }
};

struct LatentSchedule : CommonSchedule {
  double alone = 0.1;
  double commitment = 0.25;
  double decay = 0.99;
  bool end_to_end = true;
  double own = 0;
  double information = 0.01;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    CommonSchedule::visit(c, f);
    f("alone", c.alone,
      FieldFacts{"share of the steps, the first ones, in which the decoder sees the codes and not "
                 "the examples, so that it learns to use them",
                 0, 1});
    f("commitment", c.commitment,
      FieldFacts{"weight of the distance between a program's vectors and their codes", 0, 10});
    f("decay", c.decay, FieldFacts{"of the moving averages that the codebook is made of", 0, 1});
    f("end_to_end", c.end_to_end,
      FieldFacts{"once the codes are in use: the loss through the predicted mixture of codes"});
    f("own", c.own,
      FieldFacts{
          "once the codes are in use: share of the tasks whose program is written behind the "
          "codes that the predictor finds likeliest, and not behind the program's",
          0, 1});
    f("information", c.information,
      FieldFacts{"of a gaussian: weight of what a plan says, in nats a number, beyond N(0, 1)", 0,
                 10});
  }
};

}  // namespace inkling::writer
