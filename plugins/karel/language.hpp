// The language of Karel: what its words do, how programs are read and written.
#pragma once

#include <inkling/dsl/imperative.hpp>
#include <memory>

#include "world.hpp"

namespace inkling::karel {

// Numbers of the language's forms.
enum class Word : std::uint8_t {
  move,
  turn_left,
  turn_right,
  pick_marker,
  put_marker,
  front_is_clear,
  left_is_clear,
  right_is_clear,
  markers_present,
  no_markers_present,
  while_loop,   // operands: the condition's word, how often it is negated
  repeat_loop,  // operand: how often
};
inline constexpr int kMostRepeats = 19;
inline constexpr int kMostNegations = 20;

// Made once, shared.
std::shared_ptr<const dsl::Imperative> karel_language();

}  // namespace inkling::karel
