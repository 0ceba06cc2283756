// The untyped tree that the grammar yields and the checker reads.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::dsl::syntax {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Name {
  std::string text;
  SourceSpan span{};
};

struct Node {
  enum class Kind {
    literal,  // value
    list,     // children, which must be constants
    name,     // name
    call,     // name(children)
    binary,   // children[0] name children[1]
    negate,   // -children[0]
    section,  // (name), or children[0] = reading as a function of the hole; children[1], when
              // present, = reading as a value: (-1)
    hole,     // the missing operand of the innermost section
    lambda,   // names -> children[0]
    let,      // let names[0] = children[0] in children[1]
  };
  Kind kind = Kind::literal;
  SourceSpan span{};
  Name name{};
  Value value{};
  std::vector<NodePtr> children{};
  std::vector<Name> names{};
  std::size_t depth = 1;  // levels of the tree below and including this node
};

struct Statement {
  Name name;
  NodePtr value;  // null: INPUT
};

struct Program {
  std::optional<Name> dialect{};
  std::vector<Statement> statements{};  // statement form, or
  std::vector<NodePtr> parts{};         // an expression; several are joined by |
  SourceSpan span{};
};

// Error parse for every text that is not a program; never deeper than kMaxProgramDepth.
Result<Program> read(const Catalogue& catalogue, std::string_view text);

// Sets the depth; parse error when the tree would be too deep.
Result<NodePtr> finish(Node node);

}  // namespace inkling::dsl::syntax
