// The grammar. Every choice is decided by looking ahead, so that actions never run in vain; what
// must follow is an `expect`, which ends the parse with a message.
#pragma once

#include <tao/pegtl.hpp>

#include "reader.hpp"

namespace inkling::dsl::grammar {

namespace p = tao::pegtl;

// A rule that asks the reader instead of matching sub-rules. Condition: static std::size_t
// length(const Reader&, std::string_view rest); npos: no match.
template <class Condition>
struct ask {
  using rule_t = ask;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <class...> class, template <class...> class,
            class Input>
  static bool match(Input& in, Reader& reader) {
    const std::size_t n = Condition::length(reader, std::string_view(in.current(), in.size()));
    if (n == std::string_view::npos) return false;
    in.bump(n);
    return true;
  }
};

// Ends the parse: Message::text says what was expected here.
template <class Message>
struct refuse {
  using rule_t = refuse;
  using subs_t = p::empty_list;
  template <p::apply_mode, p::rewind_mode, template <class...> class, template <class...> class,
            class Input>
  static bool match(Input& in, Reader& reader) {
    reader.refuse(in.current(), Message::text);
    return false;
  }
};

template <class Rule, class Message>
struct expect : p::sor<Rule, refuse<Message>> {};

struct an_expression {
  static constexpr const char* text = "an expression";
};
struct a_closing_bracket {
  static constexpr const char* text = "an operator or ')'";
};
struct a_comma_or_bracket {
  static constexpr const char* text = "an operator, ',' or ')'";
};
struct a_comma_or_square {
  static constexpr const char* text = "an operator, ',' or ']'";
};
struct a_closing_quote {
  static constexpr const char* text = "a closing '\"'";
};
struct a_name {
  static constexpr const char* text = "a name";
};
struct an_equals_sign {
  static constexpr const char* text = "'='";
};
struct the_word_then {
  static constexpr const char* text = "an operator or 'then'";
};
struct the_word_else {
  static constexpr const char* text = "an operator or 'else'";
};
struct the_word_in {
  static constexpr const char* text = "an operator or 'in'";
};
struct a_dialect {
  static constexpr const char* text = "the name of a dialect after '@'";
};
struct a_statement {
  static constexpr const char* text = "a statement such as x1 = Sort x0";
};
struct an_argument {
  static constexpr const char* text = "an argument (a name, a constant or something in brackets)";
};
struct the_end {
  static constexpr const char* text = "an operator, '|' or the end";
};

// Conditions, answered by the reader.
struct is_infix {
  static std::size_t length(const Reader& r, std::string_view rest) { return r.infix(rest); }
};
struct is_if_then {
  static std::size_t length(const Reader& r, std::string_view rest) { return r.if_then(rest); }
};
struct is_applied {
  static std::size_t length(const Reader& r, std::string_view rest) { return r.applied(rest); }
};

// Tokens.
struct ws : p::star<p::space> {};
struct word_char : p::sor<p::alnum, p::one<'_'>> {};
struct word : p::seq<p::sor<p::alpha, p::one<'_'>>, p::star<word_char>> {};
template <char... C>
struct key : p::seq<p::string<C...>, p::not_at<word_char>> {};
struct reserved
    : p::sor<key<'l', 'e', 't'>, key<'i', 'n'>, key<'t', 'h', 'e', 'n'>, key<'e', 'l', 's', 'e'>> {
};
struct name : p::seq<p::not_at<reserved>, word> {};
struct arrow : p::string<'-', '>'> {};
struct open : p::one<'('> {};
struct close : p::one<')'> {};
struct comma : p::one<','> {};
struct infix : ask<is_infix> {};

// Expressions.
struct expression;
struct an_operand;
struct must_expression : expect<expression, an_expression> {};

struct number : p::plus<p::digit> {};
struct string_body : p::star<p::sor<p::seq<p::one<'\\'>, p::any>, p::not_one<'"', '\\'>>> {};
struct string : p::seq<p::one<'"'>, string_body, expect<p::one<'"'>, a_closing_quote>> {};
struct boolean : p::sor<key<'t', 'r', 'u', 'e'>, key<'f', 'a', 'l', 's', 'e'>> {};
struct variable : name {};

struct list_open : p::one<'['> {};
struct list_close : p::one<']'> {};
struct list_rest : p::seq<must_expression, ws, p::star<comma, ws, must_expression, ws>,
                          expect<list_close, a_comma_or_square>> {};
struct list : p::seq<list_open, ws, p::sor<list_close, list_rest>> {};

struct call_open : p::seq<name, ws, open> {};
struct call_close : close {};
struct call_rest : p::seq<must_expression, ws, p::star<comma, ws, must_expression, ws>,
                          expect<call_close, a_comma_or_bracket>> {};
struct call : p::seq<call_open, ws, p::sor<call_close, call_rest>> {};

struct operation : p::seq<infix, ws, expect<an_operand, an_expression>> {};
struct operations : p::star<ws, operation> {};

// (+), (*2), (%2==0), (-1)
struct section_open : p::seq<open, ws, p::at<infix>> {};
struct section_close : close {};
struct section
    : p::seq<section_open, infix, ws,
             p::sor<section_close, p::seq<expect<an_operand, an_expression>, operations, ws,
                                          expect<section_close, a_closing_bracket>>>> {};
struct bracket : p::seq<open, ws, must_expression, ws, expect<close, a_closing_bracket>> {};

struct if_open : p::seq<p::at<ask<is_if_then>>, key<'i', 'f'>> {};
struct if_close : p::success {};
struct conditional
    : p::seq<if_open, ws, must_expression, ws, expect<key<'t', 'h', 'e', 'n'>, the_word_then>, ws,
             must_expression, ws, expect<key<'e', 'l', 's', 'e'>, the_word_else>, ws,
             must_expression, if_close> {};

struct let_open : key<'l', 'e', 't'> {};
struct let_name : name {};
struct let_equals : p::seq<p::one<'='>, p::not_at<p::one<'='>>> {};
struct let_close : p::success {};
struct let : p::seq<let_open, ws, expect<let_name, a_name>, ws, expect<let_equals, an_equals_sign>,
                    ws, must_expression, ws, expect<key<'i', 'n'>, the_word_in>, ws,
                    must_expression, let_close> {};

// Arguments side by side: Map (*2) x0
struct signed_number : p::seq<p::opt<p::one<'-'>>, p::plus<p::digit>> {};
struct atom : p::sor<signed_number, string, list, section, bracket, boolean, variable> {};
struct applied_open : p::seq<p::at<ask<is_applied>>, word> {};
struct applied_close : p::success {};
struct applied : p::seq<applied_open, p::plus<ws, atom>, applied_close> {};
struct primary : p::sor<conditional, let, number, string, list, section, bracket, applied, call,
                        boolean, variable> {};
struct minus : p::seq<p::one<'-'>, p::not_at<p::one<'>'>>> {};
struct operand_end : p::success {};
struct an_operand
    : p::seq<p::star<minus, ws>, p::sor<primary, refuse<an_expression>>, operand_end> {};
struct chain_open : p::success {};
struct chain_close : p::success {};
struct chain : p::seq<chain_open, an_operand, operations, chain_close> {};

struct parameters : p::sor<name, p::seq<open, ws, name, p::star<ws, comma, ws, name>, ws, close>> {
};
struct lambda_open : p::seq<parameters, ws, arrow> {};
struct lambda_close : p::success {};
struct lambda : p::seq<lambda_open, ws, must_expression, lambda_close> {};

struct expression : p::sor<lambda, chain> {};

// Statement form: x0 = INPUT | x1 = Map (*2) x0
struct input : key<'I', 'N', 'P', 'U', 'T'> {};
struct statement_open : p::seq<name, ws, let_equals> {};
struct statement_close : p::success {};
struct statement : p::seq<statement_open, ws, p::sor<input, must_expression>, statement_close> {};
struct bar : p::one<'|'> {};
struct statements : p::seq<statement, p::star<ws, bar, ws, expect<statement, a_statement>>> {};

struct dialect_name : word {};
struct dialect : p::seq<p::one<'@'>, expect<dialect_name, a_dialect>> {};
struct parts : p::seq<must_expression, p::star<ws, bar, ws, must_expression>> {};
struct program
    : p::seq<ws, p::opt<dialect, ws>, p::sor<statements, parts>, ws, expect<p::eof, the_end>> {};

}  // namespace inkling::dsl::grammar
