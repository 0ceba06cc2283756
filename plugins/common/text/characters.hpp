// Kinds of characters of a text in UTF-8, byte by byte.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

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
inline std::size_t count_of(std::string_view text, std::string_view wanted) {
  std::size_t n = 0;
  for (std::size_t at = text.find(wanted); at != text.npos;
       at = text.find(wanted, at + wanted.size()))
    ++n;
  return n;
}
// Whether the text stands somewhere with no letter or digit beside its own at the ends.
inline bool has_whole(std::string_view input, std::string_view text) {
  for (std::size_t at = input.find(text); at != input.npos && !text.empty();
       at = input.find(text, at + 1)) {
    const std::size_t end = at + text.size();
    if ((at == 0 || !is_alphanumeric(input[at - 1]) || !is_alphanumeric(text.front())) &&
        (end == input.size() || !is_alphanumeric(input[end]) || !is_alphanumeric(text.back())))
      return true;
  }
  return text.empty();
}
// Whether all texts have the wanted one, equally often. Spaces alone are no mark of a form: words
// are counted as such.
inline bool is_steady(const std::vector<std::string_view>& texts, std::string_view wanted) {
  if (texts.empty() || wanted.find_first_not_of(' ') == wanted.npos) return false;
  const std::size_t n = count_of(texts.front(), wanted);
  return n > 0 && std::all_of(texts.begin(), texts.end(),
                              [&](std::string_view text) { return count_of(text, wanted) == n; });
}
// Whether a word of the input is the text or begins with it, in capitals or not.
inline bool begins_a_word(std::string_view input, std::string_view text) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto same = [&](char a, char b) { return lower(a) == lower(b); };
  for (std::size_t at = 0; at + text.size() <= input.size(); ++at)
    if ((at == 0 || !is_alphanumeric(input[at - 1])) &&
        std::equal(text.begin(), text.end(), input.substr(at).begin(), same))
      return true;
  return false;
}

}  // namespace inkling::text
