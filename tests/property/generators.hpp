// Random values and tasks for the property tests.
#pragma once

// rapidcheck/gtest.h needs gtest to come first.
#include <gtest/gtest.h>
// (order matters)
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <inkling/task.hpp>

namespace inkling::test {

// UTF-8 of one code point.
inline std::string encode(char32_t c) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | c >> 6), byte(0x80 | (c & 0x3F))};
  if (c < 0x10000)
    return {byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 0x3F)), byte(0x80 | (c & 0x3F))};
  return {byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 0x3F)), byte(0x80 | (c >> 6 & 0x3F)),
          byte(0x80 | (c & 0x3F))};
}

// Any code point but NUL and the surrogates; the ASCII ones, quotes and controls among them, often.
inline rc::Gen<char32_t> code_point() {
  return rc::gen::weightedOneOf<char32_t>({{6, rc::gen::inRange<char32_t>(1, 0x80)},
                                           {2, rc::gen::inRange<char32_t>(0x80, 0xD800)},
                                           {1, rc::gen::inRange<char32_t>(0xE000, 0x110000)}});
}

inline rc::Gen<std::string> text() {
  return rc::gen::map(rc::gen::container<std::vector<char32_t>>(code_point()),
                      [](const std::vector<char32_t>& points) {
                        std::string text;
                        for (char32_t c : points) text += encode(c);
                        return text;
                      });
}

// Small and extreme integers alike.
inline rc::Gen<std::int64_t> integer() {
  using Limits = std::numeric_limits<std::int64_t>;
  return rc::gen::weightedOneOf<std::int64_t>(
      {{5, rc::gen::inRange<std::int64_t>(-20, 20)},
       {3, rc::gen::arbitrary<std::int64_t>()},
       {1, rc::gen::element(Limits::min(), Limits::max(), Limits::min() + 1)}});
}

// Any value of at most `depth` nested lists, mixed lists included.
inline rc::Gen<Value> defined_value(int depth) {
  const auto scalar = rc::gen::weightedOneOf<Value>(
      {{2, rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value(b); })},
       {5, rc::gen::map(integer(), [](std::int64_t i) { return Value(i); })},
       {4, rc::gen::map(text(), [](std::string s) { return Value(std::move(s)); })}});
  if (depth == 0) return scalar;
  const auto items = rc::gen::lazy([depth] { return defined_value(depth - 1); });
  const auto list = rc::gen::map(rc::gen::scale(0.4, rc::gen::container<Value::List>(items)),
                                 [](Value::List made) { return Value(std::move(made)); });
  return rc::gen::weightedOneOf<Value>({{3, scalar}, {2, list}});
}

// The same and, at the top or in a list, undefined.
inline rc::Gen<Value> value(int depth = 3) {
  const auto list = rc::gen::map(defined_value(depth), [](const Value& made) {
    return Value(Value::List{made, Value(), 1});
  });
  return rc::gen::weightedOneOf<Value>(
      {{10, defined_value(depth)}, {1, rc::gen::just(Value())}, {1, list}});
}

inline rc::Gen<Example> example(std::size_t arity) {
  return rc::gen::build<Example>(
      rc::gen::set(&Example::inputs,
                   rc::gen::container<std::vector<Value>>(arity, defined_value(2))),
      rc::gen::set(&Example::output, defined_value(2)));
}

// Any task that the format can hold (it has no undefined values); its types need not unify.
inline rc::Gen<Task> task() {
  const auto of_arity = [](std::size_t arity) {
    const auto queries = rc::gen::map(rc::gen::pair(example(arity), rc::gen::arbitrary<bool>()),
                                      [](std::pair<Example, bool> made) {
                                        Query query{std::move(made.first.inputs)};
                                        if (made.second)
                                          query.output = std::move(made.first.output);
                                        return query;
                                      });
    return rc::gen::build<Task>(
        rc::gen::set(&Task::id, rc::gen::nonEmpty(text())),
        rc::gen::set(&Task::domain, rc::gen::element<std::string>("lists", "strings", "d-1")),
        rc::gen::set(&Task::examples,
                     rc::gen::nonEmpty(rc::gen::container<std::vector<Example>>(example(arity)))),
        rc::gen::set(&Task::queries, rc::gen::container<std::vector<Query>>(queries)));
  };
  return rc::gen::scale(0.4, rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 4), of_arity));
}

}  // namespace inkling::test

namespace inkling {
// How rapidcheck prints a counterexample.
inline void showValue(const Value& value, std::ostream& os) {
  os << to_text(value);
}
inline void showValue(const Task& task, std::ostream& os) {
  os << to_json(task);
}
}  // namespace inkling
