// Tasks as HNPS draws them (arXiv 2303.06018, section 4.1 and appendix C): programs, and inputs
// that they run on.
#pragma once

#include <inkling/rng.hpp>

#include "program.hpp"

namespace inkling::hnps {

enum class Suite : std::uint8_t {
  atomic,    // D_short: one expression; on any inputs
  composed,  // D_composed: the expressions of 2 to 4 atomic programs; on inputs built for it
  direct,    // D_long: 2 to 4 expressions drawn at once; on inputs built for it
};

struct Sample {
  Program program;
  std::vector<std::string> inputs, outputs;  // rows of both
};

// A constant, or a part by the probabilities of the paper's table 4, which bits() goes by; `types`
// is the share of types among patterns, there a half.
Expression random_expression(bool constant, double types, Rng& rng);
// 50 to 70 characters, a quarter of them kCharacters and the rest letters and digits.
std::string random_input(Rng& rng);
// The same with instances of what the program looks for among them, mostly as many as it needs.
std::string built_input(const Program& program, Rng& rng);

// A program of so many expressions (1 for atomic) with its rows. `keep` decides on programs, of
// composed ones on each of their atomic programs; null: all are kept. nullopt: none was found in
// some thousands of tries.
std::optional<Sample> sample(Suite suite, std::size_t expressions, std::size_t rows, Rng& rng,
                             bool (*keep)(const Program&) = nullptr);

}  // namespace inkling::hnps
