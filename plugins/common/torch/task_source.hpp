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
  // What the places of y stand for, one after the other; empty: those of x, a tape.
  std::vector<std::string> answers{};
  // Names of the symbols of y, where they are others than those of x.
  std::vector<std::string> vocabulary{};
  std::size_t answer_places() const { return answers.empty() ? shape.places : answers.size(); }
  // Fills x, [tasks x pairs x places], and y, [tasks x pairs x answer_places()], with symbols below
  // the alphabet's size: x holds the inputs, y the output. Errors: those of the generator, and
  // bad_input where many tasks in a row do not fit the tape.
  std::function<Result<void>(const TaskRequest&, Rng&, std::int64_t* x, std::int64_t* y)> draw;
};

// Draws tasks as the settings ask for them, and has `write` write each one; where it refuses one,
// another is drawn. `write` gets `pairs` examples, and places for x and y as TaskSource::draw has
// them; the source's `draw`, `unfit` and `has_test` are filled. The domain must outlive it. Errors:
// as below.
using WriteTask = std::function<Result<void>(const GeneratedTask& task, std::span<const Example>,
                                             std::int64_t* x, std::int64_t* y)>;
Result<void> fill_source(const Domain& domain, const LoopSettings& settings, WriteTask write,
                         TaskSource& source);

// Tasks on the domain's tape. The domain must outlive the source. Whatever the generator and the
// tape have to say, they say here, before the first step. Errors: unsupported (no tape, with the
// domains' cure), bad_param (tasks, tape, part, ramp), bad_input (nothing fits).
Result<TaskSource> make_source(const Domain& domain, const LoopSettings& settings);

}  // namespace inkling::training
