// Terms that programs on text are often made of. A search that takes one of them in one step
// reaches programs that are else too large.
#pragma once

#include <inkling/dsl/catalogue.hpp>
#include <string>
#include <vector>

namespace inkling::sygus {

struct Idiom {
  const char* name;
  const char* params;  // a letter each, for ?0, ?1 ..: S, I, B
  char result;
  int cost;
  // Ways to write something like it, of which the first that the grammar has is taken.
  std::vector<std::string> forms;
  dsl::Witness witness = nullptr;
  std::uint32_t witnessed = 0;
};

const std::vector<Idiom>& idioms();

}  // namespace inkling::sygus
