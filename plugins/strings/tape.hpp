// Strings on a tape for networks.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::strings {

// Registers of characters: one for each input, and one, read, for the output. Symbols are the
// printable characters of ASCII, the end of a text, which fills up its register, and the blank of a
// register without an input.
ParamSpecs tape_specs();
std::shared_ptr<const Codec> make_tape(const Params& tape);

}  // namespace inkling::strings
