// The semantics of SMT-LIB's functions, by the text of the standard.
#include "functions.hpp"

#include <gtest/gtest.h>

#include <inkling/dsl/language.hpp>
#include <limits>

#include "terms.hpp"

namespace inkling::sygus {
namespace {

// The value of a term as a literal; "undefined" or the message of an error.
std::string value_text(const std::string& text) {
  const auto read = dsl::read_sexprs(text);
  if (!read) return read.error().message;
  const auto term = read_term(read->front(), {});
  if (!term) return term.error().message;
  const Value value = value_of(**term, {});
  return value.is_undefined() ? "undefined" : dsl::to_text(to_sexpr(value));
}

struct Case {
  const char* term;
  const char* value;
};

TEST(SmtFunctions, Strings) {
  const Case cases[] = {
      {"(str.++ \"ab\" \"c\")", "\"abc\""},
      {"(str.++ \"a\" \"b\" \"c\")", "\"abc\""},
      {"(str.len \"\")", "0"},
      {"(str.at \"abc\" 1)", "\"b\""},
      {"(str.at \"abc\" 3)", "\"\""},
      {"(str.at \"abc\" (- 1))", "\"\""},
      {"(str.substr \"abcdef\" 2 3)", "\"cde\""},
      {"(str.substr \"abc\" 1 100)", "\"bc\""},
      {"(str.substr \"abc\" 3 1)", "\"\""},
      {"(str.substr \"abc\" (- 1) 2)", "\"\""},
      {"(str.substr \"abc\" 1 0)", "\"\""},
      {"(str.substr \"abc\" 1 (- 5))", "\"\""},
      {"(str.prefixof \"\" \"a\")", "true"},
      {"(str.prefixof \"ab\" \"abc\")", "true"},
      {"(str.prefixof \"abc\" \"ab\")", "false"},
      {"(str.suffixof \"bc\" \"abc\")", "true"},
      {"(str.contains \"abc\" \"\")", "true"},
      {"(str.contains \"abc\" \"bd\")", "false"},
      {"(str.indexof \"abcab\" \"ab\" 1)", "3"},
      {"(str.indexof \"abc\" \"\" 3)", "3"},
      {"(str.indexof \"abc\" \"\" 4)", "(- 1)"},
      {"(str.indexof \"abc\" \"a\" (- 1))", "(- 1)"},
      {"(str.indexof \"abc\" \"z\" 0)", "(- 1)"},
      {"(str.replace \"abab\" \"ab\" \"x\")", "\"xab\""},
      {"(str.replace \"abc\" \"\" \"x\")", "\"xabc\""},
      {"(str.replace \"abc\" \"z\" \"x\")", "\"abc\""},
      {"(str.replace_all \"abab\" \"ab\" \"x\")", "\"xx\""},
      {"(str.replace_all \"aaa\" \"aa\" \"b\")", "\"ba\""},
      {"(str.replace_all \"abc\" \"\" \"x\")", "\"abc\""},
      {"(str.to_int \"0042\")", "42"},
      {"(str.to_int \"\")", "(- 1)"},
      {"(str.to_int \"-4\")", "(- 1)"},
      {"(str.to_int \"4 \")", "(- 1)"},
      {"(str.to.int \"7\")", "7"},
      {"(str.to_int \"99999999999999999999\")", "undefined"},
      {"(str.from_int 42)", "\"42\""},
      {"(int.to.str (- 42))", "\"\""},
      {"(str.< \"a\" \"b\")", "true"},
      {"(str.< \"\" \"a\" \"aa\" \"b\")", "true"},
      {"(str.<= \"b\" \"b\")", "true"},
      {"(str.to_code \"A\")", "65"},
      {"(str.to_code \"AB\")", "(- 1)"},
      {"(str.from_code 65)", "\"A\""},
      {"(str.from_code (- 1))", "\"\""},
      {"(str.from_code 200000)", "\"\""},
      {"(str.from_code 0)", "undefined"},
      {"(str.is_digit \"7\")", "true"},
      {"(str.is_digit \"77\")", "false"},
      // Characters, not bytes.
      {"(str.len \"\\u{e9}t\\u00e9\")", "3"},
      {"(str.at \"\\u{e9}t\\u{1F600}\" 2)", "\"\\u{1f600}\""},
      {"(str.indexof \"\\u{e9}ab\" \"b\" 0)", "2"},
      {"(str.substr \"\\u{e9}\\u{e8}ab\" 1 2)", "\"\\u{e8}a\""},
      {"(str.replace \"\\u{e9}a\" \"a\" \"\\u{e8}\")", "\"\\u{e9}\\u{e8}\""},
      {"(str.len \"\\u{zz}\")", "6"},
      {"(str.len \"\\x41\")", "4"},
  };
  for (const Case& one : cases) EXPECT_EQ(value_text(one.term), one.value) << one.term;
}

TEST(SmtFunctions, IntegersAndTruthValues) {
  const Case cases[] = {
      {"(+ 1 2 3)", "6"},
      {"(- 5)", "(- 5)"},
      {"(- 5 2 1)", "2"},
      {"(* (- 2) 3)", "(- 6)"},
      {"(div 7 2)", "3"},
      {"(div (- 7) 2)", "(- 4)"},
      {"(div 7 (- 2))", "(- 3)"},
      {"(div (- 7) (- 2))", "4"},
      {"(mod (- 7) 2)", "1"},
      {"(mod 7 (- 2))", "1"},
      {"(mod (- 7) (- 2))", "1"},
      {"(div 1 0)", "undefined"},
      {"(abs (- 3))", "3"},
      {"(+ 9223372036854775807 1)", "undefined"},
      {"(< 1 2 2)", "false"},
      {"(<= 1 2 2)", "true"},
      {"(= 1 1 1)", "true"},
      {"(distinct 1 2 1)", "false"},
      {"(distinct \"a\" \"b\")", "true"},
      {"(ite (> 2 1) \"a\" \"b\")", "\"a\""},
      {"(=> true true false)", "false"},
      {"(=> false false false)", "true"},
      {"(xor true false true)", "false"},
      {"(and true (not false) (or false true))", "true"},
      {"(let ((x 1) (y 2)) (let ((x y)) (+ x y)))", "4"},
  };
  for (const Case& one : cases) EXPECT_EQ(value_text(one.term), one.value) << one.term;
}

TEST(SmtFunctions, BackwardsWithin64Bits) {
  dsl::Arena arena;
  dsl::EvalContext context{arena, dsl::default_dialect(functions()), 1000};
  const auto cell = [](std::int64_t i) {
    dsl::Cell c;
    c.i = i;
    return c;
  };
  // The argument `unknown` of a function with two, of which the other is `known`; nullopt: none.
  const auto argument = [&](const char* name, std::size_t unknown, std::int64_t known,
                            std::int64_t result) -> std::optional<std::int64_t> {
    dsl::Cell args[2];
    args[1 - unknown] = cell(known);
    dsl::Cell values[dsl::kMaxWitnesses];
    const dsl::Operator& op = *functions().find(name).front();
    if (op.witness(context, {&op}, unknown, args, cell(result), values) == 0) return std::nullopt;
    return values[0].i;
  };
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(argument("+", 0, 3, 5), 2);
  EXPECT_EQ(argument("-", 0, 3, 5), 8);
  EXPECT_EQ(argument("-", 1, 3, 5), -2);
  EXPECT_EQ(argument("+", 1, -1, kMost), std::nullopt);
  EXPECT_EQ(argument("-", 0, 1, kMost), std::nullopt);
  EXPECT_EQ(argument("-", 1, -2, kMost), std::nullopt);
}

TEST(SmtFunctions, WhatIsNoTermIsNamed) {
  const Case cases[] = {
      {"(str.len 3)", "'str.len' does not take (Int)"},
      {"(str.lenn \"a\")", "nothing declares the function 'str.lenn'"},
      {"(str.in_re \"a\" re.all)", "nothing declares 're.all'"},
      {"(bvadd 1 2)", "the function 'bvadd' is not supported"},
      {"x", "nothing declares 'x'"},
      {"#b01", "#b01 is a bit-vector; strings, integers and truth values are supported"},
      {"1.5", "1.5 is a real number; strings, integers and truth values are supported"},
      {"(forall ((x Int)) true)", "'forall' is not supported: a term must have a value"},
      {"99999999999999999999", "the integer 99999999999999999999 does not fit 64 bits"},
      {"\"\\u{0}\"",
       "the string \"\\u{0}\" has the character \\u{0}, which texts here cannot hold"},
      {"()", "() is no term"},
  };
  for (const Case& one : cases) EXPECT_EQ(value_text(one.term), one.value) << one.term;
}

TEST(SmtFunctions, ADeepTermIsRefused) {
  std::string many = "(+ 0";
  for (int i = 0; i < 2000; ++i) many += " 1";
  EXPECT_EQ(value_text(many + ")"),
            "the term nests deeper than 1000 levels, with the definitions that it uses");
}

TEST(SmtFunctions, LiteralsReadBack) {
  for (const Value& value : {Value(-3), Value(0), Value(true), Value("a\"b"), Value("\\u{41}"),
                             Value("\xC3\xA9 \t"), Value("")}) {
    const auto read = dsl::read_sexprs(dsl::to_text(to_sexpr(value)));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*literal(read->front()).value(), value) << to_text(value);
  }
  EXPECT_EQ(*literal(dsl::read_sexprs("-12")->front()).value(), Value(-12));
}

}  // namespace
}  // namespace inkling::sygus
