#include "rows.hpp"

namespace inkling::substring {

Cell text_cell(std::string_view text) {
  Cell cell;
  cell.s = text.data();
  cell.size = static_cast<std::uint32_t>(text.size());
  for (const char c : text) cell.chars += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1U : 0U;
  return cell;
}

std::size_t step(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace inkling::substring
