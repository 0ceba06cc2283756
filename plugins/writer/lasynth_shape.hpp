// LaSynthShape: the sizes of LaSynth's network, and which of its parts there are, as weights files
// and trainings have them.
#pragma once

#include <inkling/nn/shape.hpp>
#include <string>

namespace inkling::writer {

inline constexpr const char* kLaSynth = "lasynth";                  // architecture
inline constexpr const char* kLaSynthFormat = "inkling-lasynth-1";  // metadata "format"
inline constexpr const char* kExecutors = "partial|final|none";
inline constexpr const char* kReadings = "row|grid";
inline constexpr int kMostGridSide = 32;
inline constexpr int kShifts = 4;  // operations and properties add -kShifts .. kShifts to a symbol

struct LaSynthShape {
  // Of the language and its tape, no settings.
  int inputs = 0, outputs = 0;  // places of an example
  int symbols = 0;              // that stand there, kBlank among them
  int tokens = 0;
  int room = 64;  // tokens of the longest program, its end among them

  int width = 64;             // numbers of an embedding
  int hidden = 48;            // of an LSTM, in each direction
  int layers = 2;             // of every LSTM
  int answers = 96;           // behind the pooled examples, in front of the tokens
  int every = 8;              // tokens between two runs of the executor
  std::string reads = "row";  // places one after the other, or as the cells of a square grid
  int channels = 16;          // of grid: what a convolution makes of either of input and output
  int blocks = 2;             // of grid: of three convolutions each, behind these
  std::string executor = "partial";
  bool operations = true;
  bool attention = true;
  bool signatures = false;

  bool grid() const { return reads == "grid"; }
  int side() const;                           // of the grid; 0: there are not as many places
  int joint() const { return 2 * channels; }  // of a cell behind the first convolutions
  bool runs() const { return executor == "partial"; }  // while the program is written
  bool learns() const { return executor != "none"; }   // there is an executor at all
  int both() const { return 2 * hidden; }              // numbers of a place that was read
  // What a decoder looks at besides its state: properties alone; or input, output, operations. Of
  // grids nothing: it is fed what was read of them with every token.
  int looks() const { return grid() ? 0 : signatures ? 1 : operations ? 3 : 2; }
};
// "signatures=true reads no inputs ..", or nullopt.
nn::Fault find_fault(const LaSynthShape& shape);

}  // namespace inkling::writer
