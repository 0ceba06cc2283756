// Cells of texts and integers, as functions and idioms make them.
#pragma once

#include <inkling/dsl/runtime.hpp>
#include <string_view>

namespace inkling::sygus {

inline std::string_view view(const dsl::Cell& s) {
  return {s.s, s.size};
}
// Whether every character is one byte.
inline bool one_byte(const dsl::Cell& s) {
  return s.size == s.chars;
}
// Shares the memory.
inline dsl::Cell text(const char* data, std::size_t bytes, std::size_t chars) {
  dsl::Cell cell;
  cell.s = data;
  cell.size = static_cast<std::uint32_t>(bytes);
  cell.chars = static_cast<std::uint32_t>(chars);
  return cell;
}
inline dsl::Cell integer(std::int64_t i) {
  dsl::Cell cell;
  cell.i = i;
  return cell;
}

}  // namespace inkling::sygus
