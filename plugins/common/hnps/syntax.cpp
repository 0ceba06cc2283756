#include "syntax.hpp"

#include <algorithm>
#include <charconv>

namespace inkling::hnps {
namespace {

using dsl::ParseNode;
using dsl::Peg;

constexpr std::string_view kGrammar = R"(program    <- DIALECT? 'Concat' 'c(' expression+ 'c)'
expression <- substr / conststr
substr     <- 'SubStr' 's(' position position 's)'
conststr   <- 'ConstStr' 'k(' CHARACTER 'k)'
position   <- constpos / regex
constpos   <- 'ConstPos' 'p(' NUMBER 'p)'
regex      <- 'Regex' 'r(' pattern NUMBER BOUNDARY 'r)'
pattern    <- TYPE / CHARACTER
DIALECT    <- '@single'
TYPE       <- 'Word' / 'Num' / 'Alphanum' / 'Allcaps' / 'Propcase' / 'Lower' / 'Digit' / 'Char'
BOUNDARY   <- 'Start' / 'End'
NUMBER     <- '-'? [0-9]+
CHARACTER  <- '"' [&,.?!@()\[\]%{}/:;$#' ] '"'
)";

const Peg& peg() {
  static const Peg made = [] {
    Result<Peg> result = Peg::make(kGrammar);
    if (!result) throw Exception(std::move(result).error());
    return *std::move(result);
  }();
  return made;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Program> program(const ParseNode& root) {
    Program made;
    for (const ParseNode& child : root.children) {
      if (is(child, "DIALECT"))
        made.single = true;
      else
        made.expressions.push_back(expression(child.children.at(0)));
    }
    if (made.expressions.size() > kMostExpressions)
      return Error{ErrorCode::parse,
                   "the program has " + std::to_string(made.expressions.size()) +
                       " expressions: expected at most " + std::to_string(kMostExpressions),
                   {},
                   root.children.at(kMostExpressions).span};
    if (error_) return *std::move(error_);
    return made;
  }

 private:
  static bool is(const ParseNode& node, std::string_view name) {
    return peg().name(node.rule) == name;
  }

  Expression expression(const ParseNode& node) {
    Expression made;
    made.constant = is(node, "conststr");
    if (made.constant) {
      made.character = character(node.children.at(0));
    } else {
      made.from = position(node.children.at(0).children.at(0));
      made.to = position(node.children.at(1).children.at(0));
    }
    return made;
  }

  Position position(const ParseNode& node) {
    Position made;
    made.constant = is(node, "constpos");
    if (made.constant) {
      made.number = number(node.children.at(0), kFarthest, "a constant position");
      return made;
    }
    const ParseNode& pattern = node.children.at(0).children.at(0);
    if (is(pattern, "TYPE")) {
      const auto at = std::find(kTypes.begin(), kTypes.end(), pattern.in(text_));
      made.pattern.number = static_cast<std::uint8_t>(at - kTypes.begin());
    } else {
      made.pattern.number = static_cast<std::uint8_t>(kTypes.size() + character(pattern));
    }
    made.number = number(node.children.at(1), kMostIndex, "the index of a match");
    made.end = node.children.at(2).in(text_) == "End";
    return made;
  }

  std::uint8_t character(const ParseNode& node) const {
    return static_cast<std::uint8_t>(kCharacters.find(node.in(text_).at(1)));
  }

  std::int8_t number(const ParseNode& node, int most, const char* what) {
    const std::string_view digits = node.in(text_);
    int value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if ((read.ec != std::errc() || value < -most || value > most) && !error_)
      error_ = Error{ErrorCode::parse,
                     std::string(what) + " is " + std::string(digits.substr(0, 20)) +
                         ": expected -" + std::to_string(most) + " to " + std::to_string(most),
                     {},
                     node.span};
    return static_cast<std::int8_t>(std::clamp(value, -most, most));
  }

  std::string_view text_;
  std::optional<Error> error_;
};

}  // namespace

std::string_view grammar() {
  return kGrammar;
}

Result<Program> read(std::string_view text) {
  const Result<ParseNode> tree = peg().parse(text);
  if (!tree) return tree.error();
  return Reader(text).program(*tree);
}

}  // namespace inkling::hnps
