// Ties the grammar's rules to the reader's actions.
#include "grammar.hpp"

#include <fmt/format.h>

namespace inkling::dsl {
namespace {

using namespace grammar;

template <class Rule>
struct action {};

// An action that hands the matched text to a member of Reader.
template <auto Member>
struct matched {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    (reader.*Member)(in.begin(), in.end());
  }
};
template <auto Member>
struct at_begin {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    (reader.*Member)(in.begin());
  }
};
template <auto Member>
struct at_end {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    (reader.*Member)(in.end());
  }
};
template <auto Member>
struct plain {
  static void apply0(Reader& reader) { (reader.*Member)(); }
};

template <>
struct action<number> : matched<&Reader::number> {};
template <>
struct action<signed_number> : matched<&Reader::number> {};
template <>
struct action<grammar::string> : matched<&Reader::string> {};
template <>
struct action<boolean> : matched<&Reader::boolean> {};
template <>
struct action<variable> : matched<&Reader::variable> {};
template <>
struct action<list_open> : matched<&Reader::open> {};
template <>
struct action<list_close> : at_end<&Reader::close_list> {};
template <>
struct action<call_close> : at_end<&Reader::close_call> {};
template <>
struct action<applied_open> : matched<&Reader::open> {};
template <>
struct action<applied_close> : at_end<&Reader::close_applied> {};
template <>
struct action<if_open> : matched<&Reader::open> {};
template <>
struct action<if_close> : at_end<&Reader::close_if> {};
template <>
struct action<let_open> : matched<&Reader::open> {};
template <>
struct action<let_name> : matched<&Reader::let_name> {};
template <>
struct action<let_close> : at_end<&Reader::close_let> {};
template <>
struct action<lambda_open> : matched<&Reader::open_lambda> {};
template <>
struct action<lambda_close> : at_end<&Reader::close_lambda> {};
template <>
struct action<chain_open> : at_begin<&Reader::open_chain> {};
template <>
struct action<minus> : at_begin<&Reader::minus> {};
template <>
struct action<operand_end> : plain<&Reader::operand> {};
template <>
struct action<infix> : matched<&Reader::operation> {};
template <>
struct action<chain_close> : plain<&Reader::close_chain> {};
template <>
struct action<section_open> : at_begin<&Reader::open_chain> {};
template <>
struct action<section_close> : at_end<&Reader::close_section> {};
template <>
struct action<dialect_name> : matched<&Reader::dialect> {};
template <>
struct action<statement_open> : at_begin<&Reader::open_statement> {};
template <>
struct action<input> : plain<&Reader::input> {};
template <>
struct action<statement_close> : plain<&Reader::close_statement> {};

template <>
struct action<call_open> {
  template <class Input>
  static void apply(const Input& in, Reader& reader) {
    reader.open_call(in.begin());
  }
};

// Counts levels: everything that nests passes through an expression (functions) or an operand
// (sections), most through both.
template <class Rule>
struct control : p::normal<Rule> {};
template <class Rule>
struct counted : p::normal<Rule> {
  template <class Input>
  static void start(const Input&, Reader& reader) {
    reader.enter();
  }
  template <class Input>
  static void success(const Input&, Reader& reader) {
    reader.leave();
  }
  template <class Input>
  static void failure(const Input&, Reader& reader) {
    reader.leave();
  }
};
template <>
struct control<expression> : counted<expression> {};
template <>
struct control<an_operand> : counted<an_operand> {};

}  // namespace

namespace syntax {

Result<Program> read(const Catalogue& catalogue, std::string_view text) {
  if (text.size() > kMaxProgramBytes)
    return Error{ErrorCode::parse, fmt::format("the program has {} bytes; at most {} are read",
                                               text.size(), kMaxProgramBytes)};
  if (const auto bad = find_invalid_utf8(text))
    return Error{
        ErrorCode::parse, "the program is not valid UTF-8", {}, SourceSpan{*bad, *bad + 1}};
  Reader reader(catalogue, text);
  p::memory_input<p::tracking_mode::lazy> in(text.data(), text.data() + text.size(), "program");
  try {
    p::parse<grammar::program, action, control>(in, reader);
  } catch (SyntaxError& failure) {
    return std::move(failure.error);
  }
  return reader.take();
}

}  // namespace syntax
}  // namespace inkling::dsl
