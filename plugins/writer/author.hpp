// A network of a weights file together with the names of what it writes: plans and texts by beam
// search.
#pragma once

#include <functional>
#include <inkling/nn/weights.hpp>

#include "beam.hpp"
#include "lasynth_network.hpp"

namespace inkling::writer {

struct WrittenProgram {
  std::vector<int> tokens{};   // of the grammar, kEnd at last
  double log_probability = 0;  // of the tokens, and of the codes where there are some
  std::vector<int> codes{};    // of a Latent Programmer: its plan
};

struct Writing {
  std::vector<WrittenProgram> programs{};  // the likeliest first
  std::size_t masked = 0;
  bool stopped = false;
};

struct WritingOptions {
  std::size_t beam = 10;
  std::size_t latent_beam = 0;  // plans; 0: the root of `beam`
  std::uint64_t seed = 1;       // of plans that are drawn
  std::function<bool()> stop{};
};

// Immutable and thread-safe.
class Author {
 public:
  // `inputs`, `outputs` and `symbols`: of a specification. The grammar outlives the author. Errors:
  // another format, settings that do not go together, tensors that are missing or of another shape,
  // tokens of another language.
  static nn::Fault make(nn::WeightsFile& file, const std::string& format, std::size_t inputs,
                        std::size_t outputs, std::size_t symbols, const Grammar& grammar,
                        Author& out);

  // That of all formats but LaSynth's.
  const Network& network() const { return network_; }
  // Of LaSynth's format, or null.
  const LaSynthNetwork* lasynth() const { return lasynth_.get(); }
  // `examples`: rows of inputs + outputs symbols, at least one.
  Writing write(std::span<const int> examples, const WritingOptions& options) const;
  // Memory of a beam over so many examples.
  std::size_t bytes(std::size_t beam, std::size_t examples) const;

 private:
  struct Plan {
    Rows rows{};
    double log_probability = 0;
    std::vector<int> codes{};
  };
  std::vector<Plan> plans(const Reading& reading, const WritingOptions& options,
                          bool& stopped) const;

  nn::Fault make_network(const nn::WeightsFile& file, const std::string& format, Shape shape);
  nn::Fault make_lasynth(const nn::WeightsFile& file, const std::string& format, const Shape& of);
  std::size_t room() const;

  Network network_;
  std::shared_ptr<const LaSynthNetwork> lasynth_;
  Vocabulary programs_, codes_;
  std::shared_ptr<const Grammar> code_grammar_;
};

}  // namespace inkling::writer
