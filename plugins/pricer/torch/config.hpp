// Everything that can be set about a guide's network and its training. Free of LibTorch.
#pragma once

#include <string>

#include "fields.hpp"

namespace inkling::pricer {

using training::FieldFacts;

struct ModelConfig {
  // Those of the encoding and the catalogue, which are no settings.
  int length = 0;   // places of an example
  int symbols = 0;  // of the alphabet
  int entries = 0;  // of the catalogue
  int width = 12;   // of a symbol's embedding
  int hidden = 256;
  int before = 2;  // hidden layers of an example
  int after = 1;   // hidden layers of the mean

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("width", c.width, FieldFacts{"numbers of a symbol's embedding", 1, 256});
    f("hidden", c.hidden, FieldFacts{"numbers of a hidden layer", 1, 4096});
    f("before", c.before, FieldFacts{"hidden layers that every example goes through", 1, 8});
    f("after", c.after, FieldFacts{"hidden layers behind the mean over the examples", 0, 8});
  }
};

struct ScheduleConfig {
  bool vary = true;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("vary", c.vary,
      FieldFacts{"a step sees a random number of a task's pairs, from one on; off: all of them"});
  }
};

}  // namespace inkling::pricer
