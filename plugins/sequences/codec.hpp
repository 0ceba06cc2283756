// Sequences as tokens for networks.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::sequences {

// Tokens 0..9 are the digits, 10 is the blank. A sequence is exactly 20 tokens, without a beginning
// or an end mark. Errors: bad_input.
std::unique_ptr<Codec> make_codec();

// Why a value is no sequence ("it has 3 symbols, and 20 are needed"), or "".
std::string find_fault(const Value& value);

}  // namespace inkling::sequences
