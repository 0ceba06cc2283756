// The language that a baseline searches in.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <inkling/searcher.hpp>
#include <memory>
#include <vector>

namespace inkling::random {

// What a baseline searches in. The registry keeps domain and catalogue alive.
struct World {
  const dsl::Catalogue* catalogue = nullptr;
  const dsl::Dialect* dialect = nullptr;
  std::vector<dsl::Sort> inputs;
  dsl::Sort output{};

  Program program(dsl::ExprPtr expr) const;
};

// Errors: unsupported (no language with a catalogue), bad_input (lists of mixed types).
Result<World> make_world(std::string_view searcher, const Task& task, const Toolbox& tools);

}  // namespace inkling::random
