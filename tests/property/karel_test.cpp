// Laws of the language of Karel, over random programs and worlds.
#include <inkling/faults.hpp>

#include "generator.hpp"
#include "generators.hpp"
#include "language.hpp"

namespace inkling::karel {
namespace {

struct Made {
  dsl::Block program;
  std::string text;
  std::vector<Value> inputs;
};

Made draw(std::uint64_t seed) {
  Rng rng(seed);
  Made made;
  made.program = random_program(rng.uniform(1, 5), rng);
  made.text = karel_language()->print(made.program);
  WorldShape shape;
  shape.rows = static_cast<std::size_t>(rng.uniform(1, 16));
  shape.columns = static_cast<std::size_t>(rng.uniform(1, 16));
  shape.walls = 0.3 * rng.uniform_real();
  shape.markers = rng.uniform_real();
  made.inputs = {to_value(random_world(shape, rng))};
  return made;
}

RC_GTEST_PROP(Karel, WhatIsPrintedParsesBack, (std::uint64_t seed)) {
  const auto language = dsl::make_language(karel_language());
  const Made made = draw(seed);
  const auto program = language->parse(made.text);
  RC_ASSERT(program.ok());
  RC_ASSERT(program->text() == made.text);
  RC_ASSERT(dsl::equal(**dsl::block_of(*language, *program), made.program));
}

RC_GTEST_PROP(Karel, WorldsParseBack, (std::uint64_t seed)) {
  const Value world = draw(seed).inputs[0];
  RC_ASSERT(to_value(*to_world(world)) == world);
}

// Every program ends on every world: with a world, or with a reason.
RC_GTEST_PROP(Karel, ProgramsEnd, (std::uint64_t seed)) {
  const auto language = dsl::make_language(karel_language());
  const Made made = draw(seed);
  const Program program = *language->parse(made.text);
  const auto result = language->run(program, made.inputs);
  RC_ASSERT(result.ok());
  const std::string why = faults_of(*language)->why_undefined(program, made.inputs);
  RC_ASSERT(result->is_undefined() != why.empty());
  RC_ASSERT(result->is_undefined() || to_world(*result).ok());
  const auto steps = language->trace(program, made.inputs);
  RC_ASSERT(steps.ok());
  RC_ASSERT(steps->back().value == *result);
}

}  // namespace
}  // namespace inkling::karel
