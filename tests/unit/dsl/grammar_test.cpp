#include "grammar.hpp"

#include <gtest/gtest.h>

#include <tao/pegtl/contrib/analyze.hpp>

// The rules that ask the reader match some text (or none, when they only look ahead).
namespace TAO_PEGTL_NAMESPACE {
template <class Name>
struct analyze_traits<Name, inkling::dsl::grammar::ask<inkling::dsl::grammar::is_infix>>
    : analyze_any_traits<> {};
template <class Name>
struct analyze_traits<Name, inkling::dsl::grammar::ask<inkling::dsl::grammar::is_if_then>>
    : analyze_opt_traits<> {};
template <class Name>
struct analyze_traits<Name, inkling::dsl::grammar::ask<inkling::dsl::grammar::is_applied>>
    : analyze_opt_traits<> {};
template <class Name, class Message>
struct analyze_traits<Name, inkling::dsl::grammar::refuse<Message>> : analyze_any_traits<> {};
}  // namespace TAO_PEGTL_NAMESPACE

namespace inkling::dsl {
namespace {

TEST(Grammar, HasNoEndlessLoop) {
  EXPECT_EQ(tao::pegtl::analyze<grammar::program>(1), std::size_t{0});
}

}  // namespace
}  // namespace inkling::dsl
