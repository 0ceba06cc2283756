// Beam search over what a decoder writes: the likeliest texts of a grammar (Latent Programmer,
// section 4.3, and RobustFill). Whatever it gives parses.
#pragma once

#include <functional>

#include "grammar.hpp"
#include "network.hpp"

namespace inkling::writer {

// The tokens of a grammar as those of a network: places in its answers, -1 where it has none.
struct Vocabulary {
  const Grammar* grammar = nullptr;
  std::vector<int> place{};  // [tokens of the grammar]
  int begin = kBegin;        // what the network is fed first
};

struct Text {
  std::vector<int> tokens{};  // of the grammar, kEnd at last
  double log_probability = 0;
  double score = 0;  // with the length made up for: larger is better
};

struct Written {
  std::vector<Text> texts{};  // best first, at most `width`
  std::size_t masked = 0;     // times that the network's first choice may not stand there
  bool stopped = false;
};

// Wu et al., "Google's neural machine translation system", 2016, with the published exponent:
// ((5 + length) / 6)^0.6.
double length_penalty(std::size_t length);

// `room`: tokens of a text at most, its end among them. `stop` is asked before every step; then
// there are the texts that are complete. Preconditions: width and room are positive; the shortest
// text of the grammar has room.
Written search_beam(Decoder& decoder, const Vocabulary& vocabulary, std::size_t width,
                    std::size_t room, const std::function<bool()>& stop = {});

}  // namespace inkling::writer
