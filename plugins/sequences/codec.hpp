// Sequences on a tape for networks.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::sequences {

// The first `places` symbols of a sequence, one a place, all of them read: 0..9 are the digits, 10
// is the blank. Of a sequence that is written the symbols behind them must be blanks, and of one
// that is read they are. Precondition: places is 1..20.
std::shared_ptr<const Codec> make_codec(std::size_t places);

// Why a value is no sequence ("it has 3 symbols, and 20 are needed"), or "".
std::string find_fault(const Value& value);

}  // namespace inkling::sequences
