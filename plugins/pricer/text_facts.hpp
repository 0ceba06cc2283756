// Text facts: what holds of a text, and between a text and the output that is made of it: the
// property signatures (Odena and Sutton, ICLR 2020) of a domain of texts. Numbers, of which the
// encoding makes symbols.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace inkling::pricer {

inline constexpr std::size_t kTextFacts = 14;      // of a text
inline constexpr std::size_t kTextPairFacts = 45;  // of an input and the output

// A fact that there is nothing to say about.
inline constexpr std::int64_t kNoFact = INT64_MIN;

// Fill facts[0..kTextFacts) and facts[0..kTextPairFacts). Of long texts the first 120 bytes are
// looked at, so that the cost has a bound; any bytes will do.
void text_facts(std::string_view text, std::span<std::int64_t> facts);
void text_pair_facts(std::string_view input, std::string_view output,
                     std::span<std::int64_t> facts);

}  // namespace inkling::pricer
