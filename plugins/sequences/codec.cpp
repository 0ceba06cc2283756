#include "codec.hpp"

#include "suite.hpp"

namespace inkling::sequences {
namespace {

constexpr int kBlankToken = kDigits;
constexpr int kTokens = kDigits + 1;

class SequenceCodec : public Codec {
 public:
  std::size_t vocabulary_size() const override { return kTokens; }

  std::string token_text(int token) const override {
    if (token < 0 || token >= kTokens) return "?";
    return token == kBlankToken ? "_" : std::to_string(token);
  }

  Result<std::vector<int>> encode(const Value& value) const override {
    if (const std::string fault = find_fault(value); !fault.empty())
      return Error{ErrorCode::bad_input, "this is not a sequence: " + fault};
    std::vector<int> tokens;
    for (const Value& symbol : value.as_list()) {
      const int v = static_cast<int>(symbol.as_int());
      tokens.push_back(v == kBlank ? kBlankToken : v);
    }
    return tokens;
  }

  Result<Value> decode(std::span<const int> tokens) const override {
    if (tokens.size() != kLength)
      return Error{ErrorCode::bad_input, "a sequence is " + std::to_string(kLength) +
                                             " tokens, not " + std::to_string(tokens.size())};
    Value::List list;
    for (const int token : tokens) {
      if (token < 0 || token >= kTokens)
        return Error{ErrorCode::bad_input, "token " + std::to_string(token) +
                                               " is outside the vocabulary 0.." +
                                               std::to_string(kTokens - 1)};
      list.emplace_back(token == kBlankToken ? kBlank : token);
    }
    return Value(std::move(list));
  }
};

}  // namespace

std::string find_fault(const Value& value) {
  if (!value.is_list())
    return "it is " + to_text(type_of(value)) + ", and a list of 20 integers is needed";
  const Value::List& list = value.as_list();
  if (list.size() != kLength)
    return "it has " + std::to_string(list.size()) + " symbols, and exactly " +
           std::to_string(kLength) + " are needed; fill the end with -1, the blank";
  for (std::size_t i = 0; i < list.size(); ++i)
    if (!list[i].is_int() || list[i].as_int() < kBlank || list[i].as_int() >= kDigits) {
      std::string symbol = to_text(list[i]);
      if (symbol.size() > 24) symbol = "of " + to_text(type_of(list[i]));
      return "symbol " + std::to_string(i + 1) + " is " + symbol +
             ", and only the digits 0..9 and -1, the blank, are allowed";
    }
  return "";
}

std::unique_ptr<Codec> make_codec() {
  return std::make_unique<SequenceCodec>();
}

}  // namespace inkling::sequences
