// The network that prices: every example's symbols are embedded and go through hidden layers, the
// mean over the examples through more, and a number for every entry of a catalogue comes out, the
// logarithm of the odds that the program uses it (after DeepCoder, Balog et al., ICLR 2017). The
// passes that answer; torch/ has the ones that train.
#pragma once

#include <inkling/nn/layout.hpp>
#include <inkling/nn/shape.hpp>
#include <inkling/nn/weights.hpp>
#include <span>
#include <string>
#include <vector>

namespace inkling::pricer {

inline constexpr const char* kFormat = "inkling-pricer-1";  // metadata "format"
inline constexpr const char* kEntries = "entries";          // metadata: what the outputs stand for

struct Shape {
  int places = 0;   // of an example
  int symbols = 0;  // of the alphabet
  int width = 12;   // of a symbol's embedding
  int hidden = 256;
  int before = 2;  // hidden layers of an example
  int after = 1;   // of the mean
  int entries = 0;
};
// "hidden=0 is outside 1..4096", or nullopt.
nn::Fault find_fault(const Shape& shape);

class Network {
 public:
  // Errors: a tensor that is missing or of another shape. Precondition: the shape has no fault.
  static nn::Fault make(const nn::WeightsFile& file, const Shape& shape, Network& out);

  // `examples`: rows of `places` symbols, at least one; gives [entries]. Thread-safe.
  std::vector<float> run(std::span<const int> examples) const;
  const Shape& shape() const { return shape_; }

 private:
  std::vector<float> layer(const nn::Affine& map, const std::vector<float>& in) const;

  Shape shape_;
  std::vector<float> numbers_;
  int embedding_ = 0;
  std::vector<nn::Affine> before_, after_;
  nn::Affine answers_;
};

}  // namespace inkling::pricer
