#pragma once

#include <initializer_list>
#include <inkling/value.hpp>

namespace inkling::test {

inline Value list(std::initializer_list<int> items) {
  Value::List values;
  for (const int item : items) values.emplace_back(item);
  return Value(std::move(values));
}

}  // namespace inkling::test
