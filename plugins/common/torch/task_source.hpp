// Tasks of a domain on tapes: what a network is trained on. Free of LibTorch.
#pragma once

#include <functional>
#include <inkling/domain.hpp>
#include <optional>
#include <vector>

#include "settings.hpp"

namespace inkling::training {

struct TaskRequest {
  bool test = false;                   // tasks of LoopSettings::test_part
  std::optional<std::int64_t> ramp{};  // value of the ramp; nothing: its last
  int tasks = 0;
  int pairs = 0;
};

struct TaskSource {
  TapeShape shape;
  std::vector<bool> read;  // [places]: where outputs stand; a loss looks at these only
  bool has_test = true;    // whether there are tasks of another part
  double unfit = 0;        // share of the generator's tasks that the tape does not take, redrawn
  // Fills x and y, [tasks x pairs x places], with symbols below the alphabet's size: x holds the
  // inputs, y the output. Errors: those of the generator, and bad_input where many tasks in a row
  // do not fit the tape.
  std::function<Result<void>(const TaskRequest&, Rng&, std::int64_t* x, std::int64_t* y)> draw;
};

// The domain must outlive the source. Whatever the generator and the tape have to say, they say
// here, before the first step. Errors: unsupported (no tape, with the domains' cure), bad_param
// (tasks, tape, part, ramp), bad_input (nothing fits).
Result<TaskSource> make_source(const Domain& domain, const LoopSettings& settings);

}  // namespace inkling::training
