// What the network of LibTorch and that of the engine have in common where an output is written
// symbol by symbol.
#pragma once

#include <inkling/nn/shape.hpp>
#include <string>

namespace inkling::lpn {

// Added to the score of a place that is not to be seen.
inline constexpr double kNever = -1e4;

// Why the last `writing` of a decoder's layers cannot see what is written, or nullopt. What a place
// does not see is a matter of distance, so that scores need their bias.
inline nn::Fault check_writing(int writing, int decoder_layers, bool relative) {
  if (writing > decoder_layers)
    return "writing=" + std::to_string(writing) +
           " is more than decoder_layers=" + std::to_string(decoder_layers);
  if (writing > 0 && !relative)
    return "writing=" + std::to_string(writing) + " needs bias=relative, and bias is none";
  return std::nullopt;
}

}  // namespace inkling::lpn
