#include "codec.hpp"

#include <array>

namespace inkling::strings {
namespace {

constexpr std::array kNames{"PAD",        "BOS",           "EOS",      "Compose",  "ConstStr",
                            "SubStr",     "GetSpan",       "GetToken", "ToCase",   "Replace",
                            "Trim",       "GetUpto",       "GetFrom",  "GetFirst", "GetAll",
                            "Substitute", "SubstituteAll", "Remove",   "RemoveAll"};
constexpr std::array kConstants{"NUMBER",     "WORD",  "ALPHANUM", "ALL_CAPS",    "PROP_CASE",
                                "LOWER",      "DIGIT", "CHAR",     "case:PROPER", "case:ALL_CAPS",
                                "case:LOWER", "START", "END"};
constexpr std::string_view kCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&,.?!@()[]%{}/:;$#\"' ";

constexpr int kEnd = 2;
constexpr int kFirstCharacter = static_cast<int>(kNames.size());
constexpr int kFirstConstant = kFirstCharacter + static_cast<int>(kCharacters.size());
constexpr int kFirstInteger = kFirstConstant + static_cast<int>(kConstants.size());
constexpr int kMaxInteger = 100;
constexpr int kSize = kFirstInteger + 2 * kMaxInteger + 1;
static_assert(kFirstCharacter == 19 && kFirstConstant == 102 && kFirstInteger == 115 &&
              kSize == 316);

Error no_token(std::string what, std::string expected) {
  return {ErrorCode::bad_input, std::move(what) + " has no token: expected " + std::move(expected)};
}

}  // namespace

std::string_view characters() {
  return kCharacters;
}

std::size_t RobustFillCodec::vocabulary_size() const {
  return kSize;
}

std::string RobustFillCodec::token_text(int token) const {
  if (token < 0 || token >= kSize)
    return std::string("<").append(std::to_string(token)).append(">");
  const auto at = static_cast<std::size_t>(token);
  if (token < kFirstCharacter) return kNames[at];
  if (token < kFirstConstant) return {'\'', kCharacters[at - kFirstCharacter], '\''};
  if (token < kFirstInteger) return kConstants[at - kFirstConstant];
  return std::to_string(token - kFirstInteger - kMaxInteger);
}

Result<std::vector<int>> RobustFillCodec::encode(const Value& value) const {
  if (value.is_int()) {
    if (value.as_int() < -kMaxInteger || value.as_int() > kMaxInteger)
      return no_token("the integer " + to_text(value), "one from -100 to 100");
    return std::vector<int>{static_cast<int>(value.as_int()) + kMaxInteger + kFirstInteger};
  }
  if (!value.is_string()) return no_token("the value " + to_text(value), "a string or an integer");
  std::vector<int> tokens;
  for (char c : value.as_string()) {
    const std::size_t at = kCharacters.find(c);
    if (at == std::string_view::npos)
      return no_token("a character of " + to_text(value),
                      "letters, digits, spaces and " +
                          std::string(kDelimiters.substr(0, kDelimiters.size() - 1)));
    tokens.push_back(static_cast<int>(at) + kFirstCharacter);
  }
  return tokens;
}

Result<Value> RobustFillCodec::decode(std::span<const int> tokens) const {
  std::string text;
  std::optional<int> integer;
  for (int token : tokens) {
    if (token == kEnd) break;
    if (token == 0 || token == 1) continue;
    if (token >= kFirstCharacter && token < kFirstConstant && !integer) {
      text += kCharacters[static_cast<std::size_t>(token - kFirstCharacter)];
    } else if (token >= kFirstInteger && token < kSize && !integer && text.empty()) {
      integer = token - kFirstInteger - kMaxInteger;
    } else {
      return Error{ErrorCode::bad_input,
                   "token " + std::to_string(token) + " (" + token_text(token) +
                       ") stands where a value has none: expected characters, or one integer"};
    }
  }
  return integer ? Value(*integer) : Value(std::move(text));
}

}  // namespace inkling::strings
