// Shape: the sizes of a network that writes programs, as weights files and trainings have them.
#pragma once

#include <inkling/nn/shape.hpp>
#include <string>

namespace inkling::writer {

inline constexpr const char* kRobustFill = "robustfill";  // architectures
inline constexpr const char* kLatentProgrammer = "latent-programmer";
inline constexpr const char* kRobustFillFormat = "inkling-robustfill-1";  // metadata "format"
inline constexpr const char* kLatentFormat = "inkling-latent-programmer-1";
inline constexpr const char* kTokens =
    "vocabulary";  // metadata: the names of the tokens, a line each
inline constexpr const char* kCores = "transformer|lstm";
inline constexpr const char* kBottlenecks = "codes|plain|gaussian";

struct Shape {
  // Of the language and its tape, no settings.
  int inputs = 0, outputs = 0;  // places of an example
  int symbols = 0;              // that stand there, kBlank among them
  int tokens = 0;
  int room = 64;  // tokens of the longest program, its end among them
  std::string core = "transformer";
  int width = 64;
  int heads = 4;
  int hidden = 256;  // behind attention; of an LSTM its state
  int layers = 2;    // that read inputs, and as many that read outputs
  int decoder_layers = 2;
  // Of the Latent Programmer, and of its baselines without a codebook: Latent AE (plain) and VAE
  // (gaussian), whose plans are vectors.
  std::string bottleneck = "codes";
  int codes = 0;     // of the codebook; 0: no plans at all
  int halvings = 2;  // a code stands for 2^halvings tokens
  int predictor_layers = 1;
  int program_layers = 1;  // that read programs, in training

  bool lstm() const { return core == "lstm"; }
  bool latent() const { return codes > 0; }
  bool gaussian() const { return bottleneck == "gaussian"; }
  bool plans_vectors() const { return latent() && bottleneck != "codes"; }
  int code_room() const { return (room + (1 << halvings) - 1) >> halvings; }  // of a plan
};
// "width=30 is not a multiple of heads=4", or nullopt.
nn::Fault find_fault(const Shape& shape);

}  // namespace inkling::writer
