#include "statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace inkling::dsl {

using syntax::Node;
using syntax::NodePtr;
using syntax::Statement;

namespace {

class Desugarer {
 public:
  explicit Desugarer(const std::vector<Statement>& statements) : statements_(statements) {}

  Result<Desugared> run() {
    for (std::size_t i = 0; i < statements_.size(); ++i) {
      const auto [at, added] = index_.emplace(statements_[i].name.text, i);
      if (!added)
        return Error{ErrorCode::parse,
                     fmt::format("'{}' is defined twice", statements_[i].name.text),
                     {"give the second one another name"},
                     statements_[i].name.span};
      if (statements_[i].value == nullptr) result_.inputs.push_back(statements_[i].name);
    }
    uses_.resize(statements_.size());
    uses_.back().count = 1;
    for (std::size_t i = statements_.size(); i-- > 0;) {
      if (uses_[i].count == 0 || statements_[i].value == nullptr) continue;
      if (auto error = count_uses(*statements_[i].value, i, false)) return *std::move(error);
    }
    return build();
  }

 private:
  struct Uses {
    std::size_t count = 0;
    bool guarded = false;  // used where it might run often or not at all
  };

  // Statement that a name stands for, or the number of statements.
  std::size_t find(const Node& node) const {
    const bool hidden = std::find(hidden_.begin(), hidden_.end(), node.name.text) != hidden_.end();
    if (node.kind != Node::Kind::name || hidden) return statements_.size();
    const auto found = index_.find(node.name.text);
    return found == index_.end() ? statements_.size() : found->second;
  }

  static bool guards(const Node& node) {
    return node.kind == Node::Kind::lambda || node.kind == Node::Kind::section ||
           node.kind == Node::Kind::let || node.kind == Node::Kind::binary ||
           node.name.text == "if" || node.name.text == "and" || node.name.text == "or";
  }

  std::optional<Error> count_uses(const Node& node, std::size_t user, bool guarded) {
    const std::size_t used = find(node);
    if (used < statements_.size()) {
      if (used >= user)
        return Error{ErrorCode::parse,
                     fmt::format("'{}' is used before it is defined", node.name.text),
                     {},
                     node.span};
      ++uses_[used].count;
      uses_[used].guarded |= guarded;
    }
    const std::size_t outside = hidden_.size();
    for (const syntax::Name& name : node.names) hidden_.push_back(name.text);
    std::optional<Error> error;
    for (const NodePtr& child : node.children)
      if (!error) error = count_uses(*child, user, guarded || guards(node));
    hidden_.resize(outside);
    return error;
  }

  bool in_place(std::size_t i) const { return uses_[i].count == 1 && !uses_[i].guarded; }

  // The tree with every statement that is used once put where its name stands.
  Result<NodePtr> expand(const NodePtr& node) {
    const std::size_t used = find(*node);
    if (used < statements_.size() && statements_[used].value != nullptr && in_place(used))
      return expanded_[used];
    if (guards(*node) || node->children.empty()) return node;
    Node copy = *node;
    for (NodePtr& child : copy.children) {
      auto expanded = expand(child);
      if (!expanded.ok()) return expanded;
      child = *std::move(expanded);
    }
    return syntax::finish(std::move(copy));
  }

  Result<Desugared> build() {
    const std::size_t last = statements_.size() - 1;
    expanded_.resize(statements_.size());
    for (std::size_t i = 0; i <= last; ++i) {
      if (uses_[i].count == 0 || statements_[i].value == nullptr) continue;
      auto expanded = expand(statements_[i].value);
      if (!expanded.ok()) return std::move(expanded).error();
      expanded_[i] = *std::move(expanded);
    }
    result_.body = statements_[last].value == nullptr ? name_of(last) : expanded_[last];
    for (std::size_t i = last; i-- > 0;) {
      if (expanded_[i] == nullptr || in_place(i)) continue;
      Node let{Node::Kind::let, result_.body->span};
      let.names = {statements_[i].name};
      let.children = {expanded_[i], result_.body};
      auto finished = syntax::finish(std::move(let));
      if (!finished.ok()) return std::move(finished).error();
      result_.body = *std::move(finished);
    }
    return std::move(result_);
  }

  NodePtr name_of(std::size_t i) const {
    Node node{Node::Kind::name, statements_[i].name.span};
    node.name = statements_[i].name;
    return std::make_shared<const Node>(std::move(node));
  }

  const std::vector<Statement>& statements_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<Uses> uses_;
  std::vector<std::string> hidden_;  // by parameters of lambdas and lets around
  std::vector<NodePtr> expanded_;
  Desugared result_;
};

}  // namespace

Result<Desugared> desugar(const std::vector<Statement>& statements) {
  return Desugarer(statements).run();
}

}  // namespace inkling::dsl
