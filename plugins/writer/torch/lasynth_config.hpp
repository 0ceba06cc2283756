// Everything that can be set about LaSynth and its training. Free of LibTorch.
#pragma once

#include "config.hpp"
#include "lasynth_shape.hpp"

namespace inkling::writer {

struct LaSynthConfig : LaSynthShape {
  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("room", c.room, FieldFacts{"tokens of the longest program, its end among them", 4, 512});
    f("width", c.width, FieldFacts{"numbers of an embedding", 2, 1024});
    f("hidden", c.hidden, FieldFacts{"numbers of an LSTM's state, in each direction", 1, 1024});
    f("layers", c.layers, FieldFacts{"of every LSTM", 1, 4});
    f("answers", c.answers, FieldFacts{"numbers in front of the tokens", 1, 4096});
    f("every", c.every, FieldFacts{"tokens between two runs of the executor", 1, 512});
    f("reads", c.reads,
      FieldFacts{"row: places one after the other, by LSTMs; grid: as the cells of a grid, by "
                 "convolutions, in encoder and executor; needs operations=false",
                 0, 0, kReadings});
    f("channels", c.channels,
      FieldFacts{"of reads=grid: numbers of a cell of either of input and output", 1, 256});
    f("blocks", c.blocks, FieldFacts{"of reads=grid: of three convolutions each", 0, 8});
    f("executor", c.executor,
      FieldFacts{"partial: runs while the program is written; final: at its end alone, for the "
                 "loss; none",
                 0, 0, kExecutors});
    f("operations", c.operations,
      FieldFacts{"the decoder sees by which operation each output is made of its input"});
    f("attention", c.attention, FieldFacts{"the decoder looks at the tokens that it has written"});
    f("signatures", c.signatures,
      FieldFacts{"the baseline Property Signatures: properties of all examples in place of each "
                 "example's input and output"});
  }
};

struct LaSynthSchedule : CommonSchedule {
  LaSynthSchedule() { vary = false; }
  std::string teacher;
  int teacher_beam = 4;
  double execution = 1.0;
  double operation = 1.0;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    CommonSchedule::visit(c, f);
    f("teacher", c.teacher,
      FieldFacts{
          "weights of a lasynth whose programs are learned in place of the hidden ones where "
          "they do the same: iterative retraining; empty: none"});
    f("teacher_beam", c.teacher_beam, FieldFacts{"programs that the teacher writes", 1, 1000});
    f("execution", c.execution,
      FieldFacts{"weight of the loss of what the executor makes of the inputs in the end", 0, 100});
    f("operation", c.operation,
      FieldFacts{"weight of the loss of which symbols the operations take inputs for", 0, 100});
  }
};

}  // namespace inkling::writer
