#include "codec.hpp"

#include <string>

namespace inkling::lists {
namespace {

enum Token : int { kPad, kBos, kEos, kOpen, kClose, kFalse, kTrue, kFirstInteger };
constexpr std::int64_t kLow = -50;
constexpr std::int64_t kHigh = 50;
constexpr int kSize = kFirstInteger + static_cast<int>(kHigh - kLow) + 1;

Error unreadable(std::string message) {
  return Error{ErrorCode::bad_input, std::move(message)};
}

// Reads one value from tokens; `at` moves behind it.
class Decoder {
 public:
  explicit Decoder(std::span<const int> tokens) : tokens_(tokens) {
    if (!tokens_.empty() && tokens_[0] == kBos) tokens_ = tokens_.subspan(1);
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (tokens_[i] == kEos || tokens_[i] == kPad) tokens_ = tokens_.first(i);
  }

  Result<Value> whole() {
    Result<Value> value = read(0);
    if (value.ok() && at_ != tokens_.size())
      return unreadable("token " + std::to_string(at_) + " comes after the end of the value");
    return value;
  }

 private:
  Result<Value> read(std::size_t depth) {
    if (at_ == tokens_.size()) return unreadable("the tokens end inside a value");
    const int token = tokens_[at_++];
    if (token >= kFirstInteger && token < kSize) return Value(token - kFirstInteger + kLow);
    if (token == kFalse || token == kTrue) return Value(token == kTrue);
    if (token == kOpen && depth < kMaxValueDepth) return read_list(depth);
    return unreadable("token " + std::to_string(token) + " at place " + std::to_string(at_ - 1) +
                      " cannot begin a value here");
  }

  Result<Value> read_list(std::size_t depth) {
    Value::List list;
    while (at_ == tokens_.size() || tokens_[at_] != kClose) {
      Result<Value> element = read(depth + 1);
      if (!element.ok()) return element;
      list.push_back(std::move(*element));
    }
    ++at_;
    return Value(std::move(list));
  }

  std::span<const int> tokens_;
  std::size_t at_ = 0;
};

Result<void> write(const Value& value, std::vector<int>& tokens) {
  if (value.is_bool()) {
    tokens.push_back(value.as_bool() ? kTrue : kFalse);
    return {};
  }
  if (value.is_int()) {
    const std::int64_t i = value.as_int();
    if (i < kLow || i > kHigh)
      return unreadable("integer " + std::to_string(i) + " has no token: the codec of lists has " +
                        std::to_string(kLow) + ".." + std::to_string(kHigh));
    tokens.push_back(kFirstInteger + static_cast<int>(i - kLow));
    return {};
  }
  if (!value.is_list())
    return unreadable(to_text(value) +
                      " has no token: the codec of lists knows integers, booleans and lists");
  tokens.push_back(kOpen);
  for (const Value& element : value.as_list())
    if (Result<void> written = write(element, tokens); !written.ok()) return written;
  tokens.push_back(kClose);
  return {};
}

class ListsCodec : public Codec {
 public:
  std::size_t vocabulary_size() const override { return kSize; }

  std::string token_text(int token) const override {
    static constexpr const char* kNames[] = {"PAD", "BOS", "EOS", "[", "]", "false", "true"};
    if (token < 0 || token >= kSize) return "?";
    if (token < kFirstInteger) return kNames[token];
    return std::to_string(token - kFirstInteger + kLow);
  }

  Result<std::vector<int>> encode(const Value& value) const override {
    std::vector<int> tokens;
    if (Result<void> written = write(value, tokens); !written.ok())
      return std::move(written).error();
    return tokens;
  }

  Result<Value> decode(std::span<const int> tokens) const override {
    return Decoder(tokens).whole();
  }
};

}  // namespace

std::unique_ptr<Codec> make_codec() {
  return std::make_unique<ListsCodec>();
}

}  // namespace inkling::lists
