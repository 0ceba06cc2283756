// Laws of Value and Type.
#include <algorithm>

#include "generators.hpp"

namespace inkling {
namespace {

using test::value;

RC_GTEST_PROP(ValueLaws, TextParsesBack, ()) {
  const Value v = *value();
  const Result<Value> again = parse_value(to_text(v));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == v);
}

RC_GTEST_PROP(ValueLaws, ListsOfTextsParseBack, ()) {
  const auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<Value>>(value(2)));
  std::string text;
  for (const Value& v : values) text += (text.empty() ? "" : " , ") + to_text(v);
  const auto again = parse_values(text);
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == values);
}

RC_GTEST_PROP(ValueLaws, SpacesBetweenTokensDoNotMatter, ()) {
  const auto items = *rc::gen::container<Value::List>(value(1));
  std::string text = " [ ";
  for (std::size_t i = 0; i < items.size(); ++i)
    text += (i == 0 ? "" : " ,\t") + to_text(items[i]) + " ";
  const auto again = parse_value(text + " ] ");
  RC_ASSERT(again.ok());
  RC_ASSERT(again->as_list() == items);
}

// A text form cut short is never taken for a whole list or string.
RC_GTEST_PROP(ValueLaws, APrefixOfAListOrStringDoesNotParse, ()) {
  const Value v =
      *rc::gen::suchThat(value(), [](const Value& it) { return it.is_list() || it.is_string(); });
  const std::string text = to_text(v);
  const auto length = *rc::gen::inRange<std::size_t>(0, text.size());
  const Result<Value> cut = parse_value(std::string_view(text).substr(0, length));
  RC_ASSERT(!cut.ok());
  RC_ASSERT(!cut.error().message.empty());
}

RC_GTEST_PROP(ValueLaws, EqualValuesHaveEqualHashes, ()) {
  const Value v = *value();
  const Value copy = *parse_value(to_text(v));
  RC_ASSERT(hash(copy) == hash(v));
  RC_ASSERT((copy <=> v) == std::strong_ordering::equal);
}

RC_GTEST_PROP(ValueLaws, DifferentValuesHaveDifferentHashes, ()) {
  const Value a = *value();
  const Value b = *value();
  RC_PRE(a != b);
  RC_ASSERT(hash(a) != hash(b));  // 64 bits: a collision among these would be no accident
}

RC_GTEST_PROP(ValueLaws, OrderIsTotal, ()) {
  const Value a = *value(2);
  const Value b = *value(2);
  RC_ASSERT(((a <=> b) == 0) == (a == b));
  RC_ASSERT((a < b) == (b > a));
}

RC_GTEST_PROP(ValueLaws, OrderIsTransitive, ()) {
  std::vector<Value> values = *rc::gen::container<std::vector<Value>>(value(2));
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = i; j < values.size(); ++j) RC_ASSERT(!(values[j] < values[i]));
}

RC_GTEST_PROP(ValueLaws, OrderGoesByKindFirst, ()) {
  const Value a = *value();
  const Value b = *value();
  RC_PRE(a.kind() != b.kind());
  RC_ASSERT((a < b) == (a.kind() < b.kind()));
}

rc::Gen<Type> type() {
  using Base = Type::Base;
  return rc::gen::map(rc::gen::pair(rc::gen::element(Base::any, Base::boolean, Base::integer,
                                                     Base::string, Base::mixed),
                                    rc::gen::inRange(0, 4)),
                      [](std::pair<Base, int> made) {
                        return Type{made.first, static_cast<std::uint8_t>(made.second)};
                      });
}

RC_GTEST_PROP(TypeLaws, TextParsesBack, ()) {
  const Type t = type_of(*value());
  const Result<Type> again = parse_type(to_text(t));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == t);
}

RC_GTEST_PROP(TypeLaws, UnifyingIsCommutative, ()) {
  const Type a = *type();
  const Type b = *type();
  RC_ASSERT(unify(a, b) == unify(b, a));
}

RC_GTEST_PROP(TypeLaws, UnifyingWithItselfOrAnyChangesNothing, ()) {
  const Type t = *type();
  RC_ASSERT(unify(t, t) == t);
  RC_ASSERT(unify(t, Type{}) == t);
}

RC_GTEST_PROP(TypeLaws, WhatTwoTypesFitTheyFitAgain, ()) {
  const Type a = *type();
  const auto both = unify(a, *type());
  RC_PRE(both.has_value());
  RC_ASSERT(unify(a, *both) == both);
}

RC_GTEST_PROP(Utf8Laws, EncodedTextIsValid, ()) {
  RC_ASSERT(!find_invalid_utf8(*test::text()).has_value());
}

RC_GTEST_PROP(Utf8Laws, AStrayByteIsFoundWhereItIs, ()) {
  const std::string before = *test::text();
  const auto byte =
      static_cast<char>(*rc::gen::element(0x00, 0x80, 0xBF, 0xC0, 0xC1, 0xF5, 0xFE, 0xFF));
  const auto found = find_invalid_utf8(before + byte + *test::text());
  RC_ASSERT(found.has_value());
  RC_ASSERT(*found == before.size());
}

}  // namespace
}  // namespace inkling
