// Sequences on a tape for networks.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::sequences {

// 20 places, one a symbol, all of them read: 0..9 are the digits, 10 is the blank.
std::shared_ptr<const Codec> make_codec();

// Why a value is no sequence ("it has 3 symbols, and 20 are needed"), or "".
std::string find_fault(const Value& value);

}  // namespace inkling::sequences
