#include "grammar.hpp"

#include <algorithm>
#include <limits>

namespace inkling::writer {

Grammar::Grammar() : names_{"<nothing>", "<begin>", "<end>"} {}

int Grammar::add_token(std::string name) {
  names_.push_back(std::move(name));
  return static_cast<int>(names_.size()) - 1;
}

int Grammar::add_symbol() {
  symbols_.emplace_back();
  return static_cast<int>(symbols_.size()) - 1;
}

void Grammar::add_rule(int symbol, int token, std::vector<int> then) {
  Symbol& of = symbols_[at(symbol)];
  of.rules.resize(std::max(of.rules.size(), at(token) + 1), -1);
  of.rules[at(token)] = static_cast<int>(then_.size());
  of.tokens.push_back(token);
  then_.push_back(std::move(then));
}

void Grammar::finish() {
  constexpr std::size_t kEndless = std::numeric_limits<std::size_t>::max() / 1024;
  for (Symbol& symbol : symbols_) {
    symbol.rules.resize(tokens(), -1);
    std::sort(symbol.tokens.begin(), symbol.tokens.end());
    symbol.least = kEndless;
  }
  for (bool moved = true; moved;) {
    moved = false;
    for (Symbol& symbol : symbols_)
      for (const int token : symbol.tokens) {
        std::size_t length = 1;
        for (const int next : then_[at(symbol.rules[at(token)])]) length += least(next);
        if (length >= symbol.least) continue;
        symbol.least = length;
        moved = true;
      }
  }
}

std::string Grammar::name_of(int token) const {
  return token < 0 || at(token) >= tokens() ? "number " + std::to_string(token) : names_[at(token)];
}

const std::vector<int>* Grammar::rule(int symbol, int token) const {
  if (token < 0 || at(token) >= tokens()) return nullptr;
  const int found = symbols_[at(symbol)].rules[at(token)];
  return found < 0 ? nullptr : &then_[at(found)];
}

std::size_t Cursor::length_with(int token) const {
  if (done()) return 0;
  const std::vector<int>* then = grammar_->rule(stack_.back(), token);
  if (then == nullptr) return 0;
  std::size_t length = 1;
  for (const int symbol : *then) length += grammar_->least(symbol);
  for (std::size_t i = 0; i + 1 < stack_.size(); ++i) length += grammar_->least(stack_[i]);
  return length;
}

bool Cursor::take(int token) {
  if (done()) return false;
  const std::vector<int>* then = grammar_->rule(stack_.back(), token);
  if (then == nullptr) return false;
  stack_.pop_back();
  stack_.insert(stack_.end(), then->rbegin(), then->rend());
  return true;
}

}  // namespace inkling::writer
