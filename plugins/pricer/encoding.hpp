// Encoding: what the guide's network reads of an example, symbols at fixed places. The output and
// the first inputs as DeepCoder writes them (kind, length, elements; Balog et al., ICLR 2017), and
// what holds between them, property signatures (Odena and Sutton, ICLR 2020). Two forms: of numbers
// and lists, and of texts (text_facts.hpp), which differ in their number of places; weights say
// which one they read by theirs. Free of the network.
#pragma once

#include <cstddef>
#include <inkling/value.hpp>
#include <span>
#include <vector>

#include "text_facts.hpp"

namespace inkling::pricer {

inline constexpr std::size_t kInputs = 3;     // further ones are not looked at
inline constexpr std::size_t kElements = 20;  // of a list, or characters of a text: the first ones
inline constexpr std::size_t kSlot = 2 + kElements;
inline constexpr std::size_t kPairFacts = 18;   // of an input and the output
inline constexpr std::size_t kOutputFacts = 9;  // of the output
inline constexpr std::size_t kPlaces = (1 + kInputs) * kSlot + kInputs * kPairFacts + kOutputFacts;

// Of texts: two inputs, and more characters of each; values that are no texts as they are written.
inline constexpr std::size_t kTextInputs = 2;
inline constexpr std::size_t kTextElements = 32;
inline constexpr std::size_t kTextSlot = 2 + kTextElements;
inline constexpr std::size_t kTextPlaces =
    (1 + kTextInputs) * (kTextSlot + kTextFacts) + kTextInputs * kTextPairFacts;
static_assert(kTextPlaces != kPlaces);

// A symbol is 0, nothing, or an integer: each of -kExact..kExact its own; beyond, one for every
// doubling, and one for all that is beyond those.
inline constexpr std::int64_t kExact = 127;
inline constexpr int kDoublings = 5;
inline constexpr int kSymbols = 1 + 2 * static_cast<int>(kExact) + 1 + 2 * kDoublings;

int symbol_of(std::int64_t integer);
// An integer that the symbol stands for, for what a network is told of it before it learns:
// `symbol` in 1 .. kSymbols - 1.
std::int64_t integer_of(int symbol);

// Fills the places with symbols: kPlaces of them in the form of numbers, kTextPlaces in that of
// texts. Any values will do.
void encode(std::span<const Value> inputs, const Value& output, std::span<int> places);

}  // namespace inkling::pricer
