// Rows such as tables have: names, codes, telephone numbers, mail addresses, paths, dates ..
#pragma once

#include <functional>
#include <inkling/rng.hpp>
#include <string>

namespace inkling::strings {

// Gives the text of one row.
using DrawText = std::function<std::string(Rng&)>;

// The form of a column, drawn once: what it gives differs in words and digits and, where the form
// says so, in how many there are.
DrawText draw_column(Rng& rng);

// A made-up word of small letters: one to three syllables.
std::string made_word(Rng& rng);

}  // namespace inkling::strings
