// Judge: what is said of programs that a network has written for a task, by running them.
#pragma once

#include <inkling/language.hpp>
#include <inkling/searcher.hpp>
#include <inkling/task.hpp>
#include <memory>
#include <optional>

namespace inkling::writer {

// One per question; not thread-safe. The task and the language outlive it.
class Judge {
 public:
  virtual ~Judge() = default;
  // Examples that a program of the language reproduces.
  virtual std::size_t fits(const Program& program) = 0;
  // Of its description: those by which other searches of the language rank.
  virtual double bits(const Program& program) = 0;
  // What to answer besides where no program reproduces all examples. `alone`: nothing else is
  // there.
  virtual std::optional<Candidate> last_resort(bool alone) = 0;
  virtual std::size_t bytes() const { return 0; }
};

// Errors: unsupported (a language neither with an operator catalogue nor of statements), bad_input
// (examples that it cannot run).
Result<std::unique_ptr<Judge>> make_judge(const Language& language, const Task& task);

}  // namespace inkling::writer
