// The language of restricted C: what its instructions are, how they are written, what they do.
#pragma once

#include <inkling/dsl/imperative.hpp>
#include <memory>

namespace inkling::c {

inline constexpr std::size_t kMostElements = 8;  // of the array
inline constexpr int kMostConstant = 4;          // constants are -4 to 4
inline constexpr int kMostVariables = 5;         // alive at the same place
inline constexpr std::size_t kMostTerms = 3;

// Numbers of the language's forms, with their operands.
enum class Word : std::uint8_t {
  declare,   // variable, term (a constant, or kNothing)
  assign,    // place, how many terms, term, sign, term, sign, term
  increase,  // place, whether ++ stands in front
  decrease,  // the same
  compare,   // term, Comparison, term: a condition
  count,     // variable, first constant, last constant, whether the loop declares it: a head
};
enum class Comparison : std::uint8_t { less, less_equal, greater, greater_equal, equal, unequal };
enum class Sign : std::int8_t { plus, minus };

// A term is one number: a constant, an element by number or by variable, a variable. A place is one
// that is no constant.
constexpr std::int8_t kNothing = -1;
constexpr std::int8_t constant(int value) {
  return static_cast<std::int8_t>(value + kMostConstant);
}
constexpr std::int8_t element(int index) {
  return static_cast<std::int8_t>(16 + index);
}
constexpr std::int8_t element_at(int variable) {
  return static_cast<std::int8_t>(24 + variable);
}
constexpr std::int8_t variable(int number) {
  return static_cast<std::int8_t>(32 + number);
}
constexpr bool is_constant(std::int8_t term) {
  return term >= 0 && term <= 2 * kMostConstant;
}

dsl::Instruction instruction(Word word, std::initializer_list<int> operands);

// Whether it is an array of 1 to kMostElements numbers of an int. Errors: bad_input.
Result<void> check_array(const Value& value);

// Made once, shared.
std::shared_ptr<const dsl::Imperative> c_language();

// A tree of its grammar as statements. Variables are numbered by how many are alive where they are
// declared. Errors: parse, with a span.
Result<dsl::Block> read_program(const dsl::Peg& peg, const dsl::ParseNode& root,
                                std::string_view text);

}  // namespace inkling::c
