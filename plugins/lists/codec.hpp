// Values of the lists domain on a tape.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::lists {

// Registers: one for each input, and one, read, for the output. A register is the kind of its value
// (int, bool, ints, bools), the length of a list, and the cells; numbers are symbols of their own,
// lengths and booleans (0 and 1) are written with them, and everything else is blank. Lists of
// lists and lists of both integers and booleans do not fit.
ParamSpecs tape_specs();
// Error bad_param: the largest number is less than the number of cells.
Result<std::shared_ptr<const Codec>> make_codec(const Params& tape);

}  // namespace inkling::lists
