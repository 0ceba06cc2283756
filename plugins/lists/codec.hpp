// Values of the lists domain as tokens.
#pragma once

#include <inkling/domain.hpp>
#include <memory>

namespace inkling::lists {

// 0 PAD, 1 BOS, 2 EOS, 3 `[`, 4 `]`, 5 false, 6 true, then the integers -50..50, the range of
// ExeDec's DeepCoder. A value is written without BOS and EOS; decode skips a leading BOS and stops
// at EOS or PAD. Errors: bad_input.
std::unique_ptr<Codec> make_codec();

}  // namespace inkling::lists
