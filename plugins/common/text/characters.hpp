// Kinds of characters of a text in UTF-8, byte by byte.
#pragma once

namespace inkling::text {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
// Of ASCII, and every byte of another code point.
inline bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}
inline bool is_alphanumeric(char c) {
  return is_digit(c) || is_letter(c);
}
// Letters, capitals and digits are one kind each; every sign is one of its own.
inline unsigned char kind_of(char c) {
  if (c >= 'A' && c <= 'Z') return 'A';
  if (is_letter(c)) return 'a';
  return is_digit(c) ? '0' : static_cast<unsigned char>(c);
}

}  // namespace inkling::text
