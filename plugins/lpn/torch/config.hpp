// Everything that can be set about a latent program network and its training. Free of LibTorch.
#pragma once

#include <string>

#include "fields.hpp"

namespace inkling::lpn {

using training::FieldFacts;

struct ModelConfig {
  // Those of the tape, which are no settings.
  int length = 20;   // n: places
  int symbols = 11;  // V: the alphabet
  int latent = 32;   // numbers of a program
  int width = 48;    // d: of every embedding
  int heads = 4;     // of every attention; divides width
  int encoder_layers = 2;
  int decoder_layers = 2;
  int writing = 0;  // of the decoder's layers, those behind which see what has been written
  int mlp_ratio = 2;
  // What the program adds to the decoder's attention scores: "none", or "relative", one number per
  // head and distance, as the interpreter of an NLI has it.
  std::string bias = "relative";
  // Rows of a program that each stand for an example of their own; 0: a program is one row, the
  // mean over the examples.
  int examples = 0;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("latent", c.latent, FieldFacts{"numbers of a program", 1, 4096});
    f("width", c.width, FieldFacts{"of every embedding; even, and a multiple of heads", 2, 4096});
    f("heads", c.heads, FieldFacts{"of every attention", 1, 64});
    f("encoder_layers", c.encoder_layers, FieldFacts{"transformer layers of the encoder", 1, 16});
    f("decoder_layers", c.decoder_layers, FieldFacts{"transformer layers of the decoder", 1, 16});
    f("writing", c.writing,
      FieldFacts{
          "of the decoder's layers, the last so many, in which a place sees what was written "
          "up to the one before it: symbol by symbol; 0: all places at once",
          0, 16});
    f("mlp_ratio", c.mlp_ratio, FieldFacts{"inner width of the layers over width", 1, 8});
    f("bias", c.bias,
      FieldFacts{"what the program adds to the decoder's attention scores", 0, 0, "none|relative"});
  }
};

struct ScheduleConfig {
  double kl = 1e-4;             // beta
  int search_steps = 0;         // K
  double search_rate = 0.1;     // of these steps, of Adam
  bool search_through = false;  // the meta-learning variant

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("kl", c.kl, FieldFacts{"weight of the encoder's divergence from a standard normal", 0, 100});
    f("search_steps", c.search_steps,
      FieldFacts{"gradient steps on the other pairs that a program takes before its loss counts; "
                 "their gradients are constants unless search_through",
                 0, 100});
    f("search_rate", c.search_rate,
      FieldFacts{"rate of these steps, of Adam as in a search", 0, 100});
    f("search_through", c.search_through,
      FieldFacts{"the loss is differentiated through the gradients of these steps, so that weights "
                 "learn to be searched (meta-learning); off: those gradients are constants"});
  }
};

// The in-context network: no program is made of the examples, the decoder sees them as they are,
// each as a row of numbers.
struct ContextConfig : ModelConfig {
  ContextConfig() { examples = 4; }
  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    ModelConfig::visit(c, [&](std::string_view name, auto& field, const FieldFacts& facts) {
      if (name == "latent")
        f("latent", field, FieldFacts{"numbers of an example", facts.low, facts.high});
      else if (name == "bias")
        f("bias", field,
          FieldFacts{"what the examples add to the decoder's attention scores", 0, 0,
                     facts.choices});
      else
        f(name.data(), field, facts);
    });
    f("examples", c.examples, FieldFacts{"that it sees, at most", 1, 64});
  }
};

struct ContextSchedule {
  bool vary = true;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("vary", c.vary,
      FieldFacts{"half of the steps see fewer examples than there are, at random from one on; off: "
                 "all of them see all others"});
  }
};

// Why the values do not go together ("width=48 is not even and a multiple of heads=5"), or "".
std::string find_fault(const ModelConfig& config);

}  // namespace inkling::lpn
