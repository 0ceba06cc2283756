// The examples of a task as the language's executor wants them.
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

// Runs programs on the examples of a task. Owns copies of the inputs; not thread-safe.
class Examples {
 public:
  // Errors: bad_input, when a value does not have the sort of its column.
  static Result<Examples> make(const World& world, const Task& task);
  // How many examples the program reproduces. The work of one run is bounded.
  std::size_t fits(const dsl::Expr& expr);
  std::size_t size() const { return rows_.size(); }
  // Memory held.
  std::size_t bytes() const { return inputs_arena_.bytes() + scratch_.bytes(); }

 private:
  Examples(const World& world, const Task& task) : world_(&world), task_(&task) {}
  const World* world_;
  const Task* task_;
  dsl::Arena inputs_arena_;
  dsl::Arena scratch_;
  std::vector<std::vector<dsl::Cell>> rows_;
};

}  // namespace inkling::random
