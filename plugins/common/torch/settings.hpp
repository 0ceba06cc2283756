// What can be set of a training whatever the architecture: its tasks, its length, its optimiser.
#pragma once

#include <cstdint>

#include "fields.hpp"

namespace inkling::training {

struct LoopSettings {
  std::string tasks;           // parameters of the domain's generator, "suite=shift-l"
  std::string part = "train";  // of the generator, where it has parts
  std::string test_part = "test";
  std::string tape;             // parameters of the domain's tape
  std::string ramp;             // "padding=5..0": see Ramp
  std::int64_t ramp_steps = 0;  // 0 = it stays where it begins
  double ramp_share = 1.0;      // of a step's tasks; the others have the last value
  std::int64_t steps = 6000;
  int batch = 32;  // tasks of a step
  int pairs = 4;   // m: pairs of a training task
  double learning_rate = 1e-3;
  int warmup = 200;           // steps of linear warm-up; then cosine to 5 %
  double weight_decay = 0.0;  // decoupled
  double clip = 1.0;          // gradient norm
  double epsilon = 1e-8;      // of Adam: keeps steps small where gradients have become tiny
  std::uint64_t seed = 1;
  int evaluate_every = 200;
  int evaluate_tasks = 100;
  int evaluate_pairs = 5;

  template <class Self, class F>
  static void visit(Self& s, F&& f) {
    f("tasks", s.tasks,
      FieldFacts{"what the domain's generator is asked for, as in suite=comp-i,variant=circular"});
    f("part", s.part,
      FieldFacts{"of the generator's tasks that is trained on, where it has parts"});
    f("test_part", s.test_part,
      FieldFacts{"and the one that looks out of distribution take their tasks from"});
    f("tape", s.tape, FieldFacts{"how values are written for the network, as the domain says it"});
    f("ramp", s.ramp,
      FieldFacts{"a whole number of the generator that moves in training, as in padding=10..0; "
                 "looks at fresh tasks have the last value"});
    f("ramp_steps", s.ramp_steps,
      FieldFacts{"steps that it takes; 0 = it stays at the first value", 0, 1e9});
    f("ramp_share", s.ramp_share,
      FieldFacts{"share of a step's tasks that it is for; the others have the last value", 0, 1});
    f("steps", s.steps, FieldFacts{"optimiser steps of the whole training", 1, 1e9});
    f("batch", s.batch, FieldFacts{"tasks of a step", 1, 65536});
    f("pairs", s.pairs,
      FieldFacts{"pairs of a training task; each is predicted from the others", 2, 64});
    f("learning_rate", s.learning_rate, FieldFacts{"of Adam, after the warm-up", 0, 1});
    f("warmup", s.warmup, FieldFacts{"steps of linear warm-up, then a cosine to 5 %", 0, 1e9});
    f("weight_decay", s.weight_decay, FieldFacts{"decoupled", 0, 1});
    f("clip", s.clip, FieldFacts{"largest gradient norm", 1e-6, 1e6});
    f("epsilon", s.epsilon,
      FieldFacts{"of Adam: keeps steps small where gradients have become tiny", 1e-12, 1});
    f("seed", s.seed, FieldFacts{"of everything random", 0, 9007199254740991});
    f("evaluate_every", s.evaluate_every,
      FieldFacts{"steps between two looks at fresh tasks, with a checkpoint each", 1, 1e9});
    f("evaluate_tasks", s.evaluate_tasks, FieldFacts{"tasks of a look", 1, 1e6});
    f("evaluate_pairs", s.evaluate_pairs,
      FieldFacts{"pairs of such a task; the last is predicted from the others", 2, 64});
  }
};

// One whole number of the generator on its way from one value to another.
struct Ramp {
  std::string name;  // empty: there is none
  std::int64_t from = 0;
  std::int64_t to = 0;
  // In the step after `done`, of a ramp of `steps`.
  std::int64_t at(std::int64_t done, std::int64_t steps) const;
};
// "padding=10..0". Errors: bad_param.
Result<Ramp> parse_ramp(const std::string& text);

}  // namespace inkling::training
