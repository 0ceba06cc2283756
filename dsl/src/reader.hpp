// Reader: what the grammar's actions build the untyped tree with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "syntax.hpp"

namespace inkling::dsl {

// Thrown by the reader only, caught in syntax::read: PEGTL has no other way to stop at once.
struct SyntaxError {
  Error error;
};

class Reader {
 public:
  Reader(const Catalogue& catalogue, std::string_view text);

  // Conditions of the grammar; npos = no.
  std::size_t infix(std::string_view rest) const;    // length of the infix symbol
  std::size_t if_then(std::string_view rest) const;  // `if` without a comma list in brackets
  std::size_t applied(std::string_view rest) const;  // operator, space, argument

  // `what` was expected at `at`.
  [[noreturn]] void refuse(const char* at, std::string_view what) const;

  void enter();  // one expression or operand deeper; each level of brackets is both
  void leave() { --depth_; }

  // Actions. `begin` and `end` point into the text.
  void number(const char* begin, const char* end);
  void string(const char* begin, const char* end);
  void boolean(const char* begin, const char* end);
  void variable(const char* begin, const char* end);
  void open(const char* begin, const char* name_end);  // a call, list, let, if or application
  void open_call(const char* begin);                   // "name ("
  void close_list(const char* end);
  void close_call(const char* end);
  void close_applied(const char* end) { close_call(end); }
  void close_if(const char* end);
  void let_name(const char* begin, const char* end);
  void close_let(const char* end);
  void open_lambda(const char* begin, const char* end);  // "(x, y) ->"
  void close_lambda(const char* end);
  void open_chain(const char* begin);
  void minus(const char* begin);
  void operand();
  void operation(const char* begin, const char* end);
  void close_chain();
  void close_section(const char* end);
  void dialect(const char* begin, const char* end);
  void open_statement(const char* begin);
  void input() { is_input_ = true; }
  void close_statement();

  syntax::Program take();

 private:
  // A construct that is being read: what came before stays below `first` on the node stack.
  struct Frame {
    std::size_t first = 0;
    std::size_t begin = 0;
    syntax::Name name{};
    std::vector<syntax::Name> names{};
    std::vector<syntax::Name> operators{};
    std::vector<std::size_t> minuses{};
  };

  bool begins_atom(std::string_view rest) const;
  std::size_t offset(const char* at) const { return static_cast<std::size_t>(at - text_.data()); }
  syntax::Name name_at(const char* begin, const char* end) const;
  Frame pop();
  std::vector<syntax::NodePtr> take_nodes(std::size_t first);
  void push(syntax::Node node);
  syntax::NodePtr climb(std::vector<syntax::NodePtr> operands,
                        const std::vector<syntax::Name>& operators) const;
  syntax::NodePtr negated(syntax::NodePtr node, std::size_t begin) const;
  const Operator* infix_operator(const syntax::Name& symbol) const;

  const Catalogue& catalogue_;
  std::string_view text_;
  std::vector<std::string> symbols_;  // infix symbols, longest first
  std::vector<Frame> frames_;
  std::vector<syntax::NodePtr> nodes_;
  std::size_t depth_ = 0;
  bool is_input_ = false;
  std::vector<syntax::Name> statement_names_;
  syntax::Program program_;
};

}  // namespace inkling::dsl
