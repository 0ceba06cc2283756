// From trees of the grammar to statements.
#include <algorithm>
#include <string>
#include <vector>

#include "language.hpp"

namespace inkling::c {
namespace {

using dsl::Block;
using dsl::Instruction;
using dsl::ParseNode;
using dsl::Statement;
using Kind = Statement::Kind;

class Reader {
 public:
  Reader(const dsl::Peg& peg, std::string_view text) : peg_(peg), text_(text) {}

  Result<Block> program(const ParseNode& root) {
    Block made;
    for (const ParseNode& it : root.children) {
      if (rule(it) == "declare")
        declare(it, made);
      else
        statement(it, made);
      if (error_) return *std::move(error_);
    }
    return made;
  }

 private:
  const std::string& rule(const ParseNode& node) const { return peg_.name(node.rule); }

  // The first error counts; what is read after it is thrown away.
  void fail(const ParseNode& node, std::string message, std::vector<std::string> notes = {}) {
    if (!error_) error_ = Error{ErrorCode::parse, std::move(message), std::move(notes), node.span};
  }

  std::string word(const ParseNode& node) const { return std::string(node.in(text_)); }

  int constant_of(const ParseNode& node) {
    std::string digits = word(node);
    digits.erase(std::remove_if(digits.begin(), digits.end(),
                                [](char c) { return c != '-' && (c < '0' || c > '9'); }),
                 digits.end());
    const int value = digits.size() > 3 ? 1000 : std::stoi(digits);
    if (value >= -kMostConstant && value <= kMostConstant) return value;
    fail(node, "the constant " + word(node) + " is out of range: -" +
                   std::to_string(kMostConstant) + " to " + std::to_string(kMostConstant) +
                   " are possible");
    return 0;
  }

  // The number of a variable; the innermost one of that name is meant.
  int find(const ParseNode& node) {
    const std::string name = word(node);
    for (std::size_t i = names_.size(); i-- > 0;)
      if (names_[i] == name) return static_cast<int>(i);
    if (name == "a")
      fail(node, "'a' is the array, and a number is needed", {"a[0] is its first element"});
    else
      fail(node, "there is no variable '" + name + "'",
           {"declare it first: int " + name + " = 0;"});
    return 0;
  }

  int introduce(const ParseNode& node) {
    if (names_.size() == kMostVariables)
      fail(node, "there are more than " + std::to_string(kMostVariables) + " variables");
    if (word(node) == "a") fail(node, "'a' is the array, and no name for a variable");
    names_.push_back(word(node));
    return std::min(static_cast<int>(names_.size()), kMostVariables) - 1;
  }

  void declare(const ParseNode& node, Block& into) {
    const ParseNode& name = node.children.at(0);
    const std::string text = word(name);
    if (std::find(names_.begin(), names_.end(), text) != names_.end())
      fail(name, "'" + text + "' is declared twice");
    const int value = node.children.size() > 1 ? constant(constant_of(node.children[1])) : kNothing;
    into.push_back({Kind::action, instruction(Word::declare, {introduce(name), value}), {}, {}});
  }

  void statement(const ParseNode& node, Block& into) {
    const ParseNode& it = node.children.at(0);
    const std::string& kind = rule(it);
    if (kind == "for") {
      loop(it, into);
    } else if (kind == "if") {
      choice(it, into);
    } else if (kind == "break" || kind == "continue") {
      if (loops_ == 0) fail(it, "'" + kind + "' stands outside of a loop");
      into.push_back({kind == "break" ? Kind::leave : Kind::next, {}, {}, {}});
    } else {
      into.push_back({Kind::action, change(it), {}, {}});
    }
  }

  dsl::BlockPtr block(const ParseNode& node) {
    auto made = std::make_shared<Block>();
    for (const ParseNode& it : node.children) statement(it, *made);
    return made;
  }

  void loop(const ParseNode& node, Block& into) {
    // TYPE? NAME CONSTANT NAME CONSTANT NAME block
    const bool declares = rule(node.children.at(0)) == "TYPE";
    const std::size_t first = declares ? 1 : 0;
    const ParseNode& name = node.children.at(first);
    for (const std::size_t again : {first + 2, first + 4})
      if (word(node.children.at(again)) != word(name))
        fail(node.children[again], "the loop counts '" + word(name) + "', and this is '" +
                                       word(node.children[again]) + "'");
    const int from = constant_of(node.children.at(first + 1));
    const int to = constant_of(node.children.at(first + 3));
    const int number = declares ? introduce(name) : find(name);
    Statement made;
    made.kind = Kind::loop;
    made.head = instruction(Word::count, {number, from, to, declares ? 1 : 0});
    ++loops_;
    made.body = block(node.children.at(first + 5));
    --loops_;
    if (declares) names_.pop_back();
    into.push_back(std::move(made));
  }

  void choice(const ParseNode& node, Block& into) {
    static constexpr std::array<std::string_view, 6> kTexts{"<", "<=", ">", ">=", "==", "!="};
    const auto found = std::find(kTexts.begin(), kTexts.end(), word(node.children.at(1)));
    Statement made;
    made.kind = Kind::choice;
    made.head = instruction(Word::compare,
                            {term(node.children.at(0)), static_cast<int>(found - kTexts.begin()),
                             term(node.children.at(2))});
    made.body = block(node.children.at(3));
    if (node.children.size() > 4) made.otherwise = block(node.children[4]);
    into.push_back(std::move(made));
  }

  Instruction change(const ParseNode& node) {
    const std::string& kind = rule(node);
    if (kind == "assign") {
      std::vector<int> parts;
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        const ParseNode& part = node.children[i];
        if (rule(part) == "SIGN")
          parts.push_back(static_cast<int>(word(part) == "+" ? Sign::plus : Sign::minus));
        else
          parts.push_back(term(part));
      }
      Instruction made = instruction(
          Word::assign, {place(node.children.at(0)), static_cast<int>(parts.size() + 1) / 2});
      for (std::size_t i = 0; i < parts.size(); ++i)
        made.operands.at(i + 2) = static_cast<std::int8_t>(parts[i]);
      return made;
    }
    const bool before = kind == "before";
    const ParseNode& sign = node.children.at(before ? 0 : 1);
    return instruction(word(sign) == "++" ? Word::increase : Word::decrease,
                       {place(node.children.at(before ? 1 : 0)), before ? 1 : 0});
  }

  std::int8_t place(const ParseNode& node) {
    const ParseNode& it = node.children.at(0);
    return rule(it) == "element" ? element_of(it) : variable(find(it));
  }

  std::int8_t term(const ParseNode& node) {
    const ParseNode& it = node.children.at(0);
    if (rule(it) == "CONSTANT") return constant(constant_of(it));
    return rule(it) == "element" ? element_of(it) : variable(find(it));
  }

  std::int8_t element_of(const ParseNode& node) {
    const ParseNode& index = node.children.at(0);
    if (rule(index) == "NAME") return element_at(find(index));
    const std::string digits = word(index);
    if (digits.size() > 3 || std::stoul(digits) >= kMostElements) {
      fail(index, "the index " + digits + " is out of range: arrays have at most " +
                      std::to_string(kMostElements) + " elements");
      return element(0);
    }
    return element(std::stoi(digits));
  }

  const dsl::Peg& peg_;
  std::string_view text_;
  std::vector<std::string> names_;  // of the variables that are alive
  int loops_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<Block> read_program(const dsl::Peg& peg, const ParseNode& root, std::string_view text) {
  return Reader(peg, text).program(root);
}

}  // namespace inkling::c
