// LaSynthShape: the sizes of LaSynth's network, and which of its parts there are, as weights files
// and trainings have them.
#pragma once

#include <inkling/nn/shape.hpp>
#include <string>

namespace inkling::writer {

inline constexpr const char* kLaSynth = "lasynth";                  // architecture
inline constexpr const char* kLaSynthFormat = "inkling-lasynth-1";  // metadata "format"
inline constexpr const char* kExecutors = "partial|final|none";
inline constexpr int kShifts = 4;  // operations and properties add -kShifts .. kShifts to a symbol

struct LaSynthShape {
  // Of the language and its tape, no settings.
  int inputs = 0, outputs = 0;  // places of an example
  int symbols = 0;              // that stand there, kBlank among them
  int tokens = 0;
  int room = 64;  // tokens of the longest program, its end among them

  int width = 64;    // numbers of an embedding
  int hidden = 48;   // of an LSTM, in each direction
  int layers = 2;    // of every LSTM
  int answers = 96;  // behind the pooled examples, in front of the tokens
  int every = 8;     // tokens between two runs of the executor
  std::string executor = "partial";
  bool operations = true;
  bool attention = true;
  bool signatures = false;

  bool runs() const { return executor == "partial"; }  // while the program is written
  bool learns() const { return executor != "none"; }   // there is an executor at all
  int both() const { return 2 * hidden; }              // numbers of a place that was read
  // What a decoder looks at besides its state: properties alone; or input, output, operations.
  int looks() const { return signatures ? 1 : operations ? 3 : 2; }
};
// "signatures=true reads no inputs ..", or nullopt.
nn::Fault find_fault(const LaSynthShape& shape);

}  // namespace inkling::writer
