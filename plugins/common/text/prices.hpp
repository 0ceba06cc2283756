// Prices in bits: the description length of everything that is no operator (those have theirs in
// the language's table of moves). What is a habit of writing costs little, what had to be memorised
// costs much.
#pragma once

#include <cstdint>
#include <string_view>

namespace inkling::prices {

inline constexpr double kInput = 1;  // in a search also kColumn for each doubling of their number
inline constexpr double kColumn = 0.7;
inline constexpr double kPiece = 2.5;  // one more piece of a concatenation
inline constexpr double kLiteral = 2;  // a constant piece, and its characters
inline constexpr double kSpace = 2.5;
inline constexpr double kSign = 3.5;  // punctuation
inline constexpr double kLetter = 5;
inline constexpr double kDigit = 6;
inline constexpr double kLone = 6;       // a branch that rests on one example
inline constexpr double kUndefined = 6;  // on a query, each
inline constexpr double kEmpty = 2.5;    // on a query, each
inline constexpr double kOdd = 2;  // on a query, each: characters of a kind that no output has
inline constexpr double kMostOdd = 2.5;  // less than a change that would leave them out
inline constexpr double kEnds =
    0.4;  // on a query, each: begins or ends with another kind of character
inline constexpr double kMostEnds = 1.5;
inline constexpr double kMostPenalty = 24;
inline constexpr double kCopied = 4;   // a word that the inputs of all examples have, spelled out
inline constexpr double kNamed = 1.5;  // a number that is that of a column in all examples
inline constexpr double kChanged =
    1;  // a branch like the other one, and each constant of it that differs
inline constexpr double kKind = 1.5;      // the first constant of the enumeration
inline constexpr double kKindStep = 0.6;  // the next ones a little more
inline constexpr double kChoice = 1;      // of the choices of a move the first one
inline constexpr double kChoiceStep = 0.4;
// Of a program in a language without moves: each unit of its cost, or each of its nodes.
inline constexpr double kPlain = 3;

double of_index(std::int64_t i);             // position counted from either end
double of_count(std::int64_t n);             // number of characters
double of_bound(std::int64_t n);             // a number to compare with
double of_separator(std::string_view text);  // that inputs or outputs contain
double of_mined(std::string_view text);      // that several inputs contain
double of_number(std::string_view text);     // in plain form, calculated with
double of_constant(std::string_view text);   // memorised
// What a text costs less that every one of so many rows has, equally often: where it stands is the
// form of the rows.
double of_steady(std::size_t rows);

}  // namespace inkling::prices
