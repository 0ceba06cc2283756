// What the tokens of a learned language were found to mean, as the metadata `dictionary` of its
// weights says it: a line for each token, "14 0.998 shift_left(x0, 1)", or with a restriction
// "3 0.996 sort_descending(x0)\t0.950 most_equal<=4".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inkling::nn {

// From this agreement on a meaning counts as one; below, it is the nearest that was found.
inline constexpr double kExplained = 0.99;

struct DictionaryEntry {
  int token = 0;
  std::string meaning{};   // a program of the domain's language, of x0
  double agreement = 0.0;  // share of states on which both do the same, 0..1
  // Which states these are: "most_equal<=4". Empty: all that the token meets.
  std::string where{};
  double covered = 1.0;  // share of the states that it meets that are such
};

// What is no such line is left out.
std::vector<DictionaryEntry> read_dictionary(std::string_view text);
std::string write_dictionary(const std::vector<DictionaryEntry>& entries);
// Null: it says nothing of the token.
const DictionaryEntry* find_token(const std::vector<DictionaryEntry>& entries, int token);

}  // namespace inkling::nn
