// Values as token ids: the vocabulary of ExeDec's RobustFill models.
#pragma once

#include <inkling/domain.hpp>

namespace inkling::strings {

// 316 tokens: 0 PAD, 1 BOS, 2 EOS, 3-18 operators, 19-101 the 83 characters, 102-109 regex types,
// 110-112 cases, 113-114 boundaries, 115-315 the integers -100..100. A string is its characters and
// an integer one token; decoding skips PAD and BOS and stops at EOS. Other values are refused.
// Token texts tell all of them apart: 'a' is a character, ALL_CAPS a type, case:ALL_CAPS a case.
class RobustFillCodec final : public Codec {
 public:
  std::size_t vocabulary_size() const override;
  std::string token_text(int token) const override;
  Result<std::vector<int>> encode(const Value& value) const override;
  Result<Value> decode(std::span<const int> tokens) const override;
};

// The 21 delimiters of the language, in the order of the vocabulary.
inline constexpr std::string_view kDelimiters = "&,.?!@()[]%{}/:;$#\"' ";
// The 83 characters, in the order of the vocabulary.
std::string_view characters();

}  // namespace inkling::strings
