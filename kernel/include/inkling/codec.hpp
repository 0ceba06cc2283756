// Codec: how networks see the values of a domain. A tape is a fixed number of places over an
// alphabet: a task's inputs are written on it, a network rewrites it step by step, and the output
// is read from some of its places.
#pragma once

#include <cstddef>
#include <inkling/result.hpp>
#include <inkling/value.hpp>
#include <span>
#include <string>
#include <vector>

namespace inkling {

struct TapeShape {
  std::size_t places = 0;
  std::size_t alphabet = 0;  // symbols are 0..alphabet-1
  friend bool operator==(const TapeShape&, const TapeShape&) = default;
};

// Immutable and thread-safe. Tapes handed in have exactly shape().places places.
class INKLING_API Codec {
 public:
  virtual ~Codec();
  virtual const TapeShape& shape() const = 0;
  // For people: short, and different for every symbol.
  virtual std::string symbol_text(int symbol) const = 0;
  // Fills every place. Error bad_input, naming the value and the limit, when one does not fit.
  virtual Result<void> write_inputs(std::span<const Value> inputs, std::span<int> tape) const = 0;
  // Fills every place as well; what stands at places that are not read says nothing.
  virtual Result<void> write_output(const Value& output, std::span<int> tape) const = 0;
  // [places]: where the output stands. A loss looks at these only.
  virtual const std::vector<bool>& read_places() const = 0;
  // Looks at the read places only. Error bad_input: what stands there is no value.
  virtual Result<Value> read_output(std::span<const int> tape) const = 0;
};

// Reads a run of the network: the value on the tape, or undefined where there is none.
INKLING_API Value read_or_undefined(const Codec& codec, std::span<const int> tape);

}  // namespace inkling
