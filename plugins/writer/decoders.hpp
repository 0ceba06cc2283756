// The decoders of a Network: what continues texts and plans, one place at a time.
#pragma once

#include "passes.hpp"

namespace inkling::writer {

// Layers over what stands so far and over a memory. The maps, the shape and the numbers outlive it.
class Continuation {
 public:
  Continuation(const float* w, const StackMaps& stack, const Shape& shape, const Rows& memory);
  // x [texts x width]: the next place of texts of which each goes on where parents[i] was; becomes
  // what the stack makes of it.
  void run(std::span<const int> parents, passes::Numbers& x);
  int length() const { return length_; }
  std::size_t bytes_per_text() const;

 private:
  const float* w_;
  const StackMaps& stack_;
  const Shape& shape_;
  int places_, length_ = 0;
  std::vector<passes::Numbers> memory_;  // keys and values of a layer
  std::vector<passes::Numbers> kept_;    // of what was written: [layer][texts x length x 2 width]
};

std::unique_ptr<Decoder> make_transformer_decoder(const float* w, const DecoderMaps& maps,
                                                  const Shape& shape, const Rows& memory);
// One LSTM for every example and text: s = what the state finds in the input, then, with it, in the
// output; the examples' states are pooled.
std::unique_ptr<Decoder> make_lstm_decoder(const float* w, const LstmMaps& maps, const Shape& shape,
                                           const Reading& reading);
// The vectors of a plan, at least one and at most code_room(); `noise` as in Network::plan().
Rows write_plan(const float* w, const PlannerMaps& maps, const Shape& shape, const Rows& memory,
                Rng* noise);

}  // namespace inkling::writer
