// How a person writes strings at the prompt.
#pragma once

#include <inkling/value.hpp>
#include <vector>

namespace inkling::strings {

// Text that starts with a double quote is a list of values separated by commas, strings as in JSON;
// "=5" and "=true" are an integer and a boolean, as in a spreadsheet cell; all else is one string,
// without the white space around it. Errors: parse with a span; bad_input for text that is empty,
// too long or not UTF-8.
Result<std::vector<Value>> read_inputs(std::string_view text);
// The same for exactly one value.
Result<Value> read_output(std::string_view text);

}  // namespace inkling::strings
