// The learned languages that a search for one task puts programs together from.
#pragma once

#include <inkling/gradient.hpp>
#include <inkling/task.hpp>
#include <memory>
#include <string>
#include <vector>

namespace inkling::descend {

// A model with what is to be known of it for a task.
struct Learned {
  std::unique_ptr<TokenMachine> machine;
  // [codes]: bits of every token for these examples; infinite for the one that does nothing. Half
  // is what the model says of its training tasks, half how often the inductor writes it here, and
  // very little every other token.
  std::vector<double> bits;
  std::vector<int> first;  // the inductor's own program, without what does nothing
  std::vector<int> x, y;   // the examples on the machine's tape [pairs x places]
};

// A model whose tape the examples do not fit has no program for them. It may be wanted all the
// same, for values in between: then without a first program, examples, and what its inductor
// writes.
enum class Misfits { refused, taken };

// Of the model that is wanted, or with "auto" of every one that takes the task; the first model's
// error when none does.
Result<std::vector<Learned>> learned_languages(const DifferentiableInterpreter& interpreter,
                                               const std::string& wanted, const Task& task,
                                               std::uint64_t seed, Misfits misfits);

}  // namespace inkling::descend
