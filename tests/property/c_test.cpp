// Laws of restricted C, over random programs and arrays.
#include <inkling/faults.hpp>

#include "generator.hpp"
#include "generators.hpp"
#include "language.hpp"

namespace inkling::c {
namespace {

struct Made {
  dsl::Block program;
  std::string text;
  std::vector<Value> inputs;
};

Made draw(std::uint64_t seed) {
  Rng rng(seed);
  Made made;
  made.program = random_program(rng.uniform(1, 3), rng.uniform(1, 6), rng);
  made.text = c_language()->print(made.program);
  made.inputs = {random_array(static_cast<std::size_t>(rng.uniform(1, 8)), rng)};
  return made;
}

RC_GTEST_PROP(C, WhatIsPrintedParsesBack, (std::uint64_t seed)) {
  const auto language = dsl::make_language(c_language());
  const Made made = draw(seed);
  const auto program = language->parse(made.text);
  RC_ASSERT(program.ok());
  RC_ASSERT(program->text() == made.text);
  RC_ASSERT(dsl::equal(**dsl::block_of(*language, *program), made.program));
}

// Every program ends on every array: with an array of the same length, or with a reason.
RC_GTEST_PROP(C, ProgramsEnd, (std::uint64_t seed)) {
  const auto language = dsl::make_language(c_language());
  const Made made = draw(seed);
  const Program program = *language->parse(made.text);
  const auto result = language->run(program, made.inputs);
  RC_ASSERT(result.ok());
  const std::string why = faults_of(*language)->why_undefined(program, made.inputs);
  RC_ASSERT(result->is_undefined() != why.empty());
  if (!result->is_undefined())
    RC_ASSERT(result->as_list().size() == made.inputs[0].as_list().size());
  const auto steps = language->trace(program, made.inputs);
  RC_ASSERT(steps.ok());
  RC_ASSERT(steps->back().value == *result);
}

}  // namespace
}  // namespace inkling::c
