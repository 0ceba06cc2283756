// Everything that can be set about HNPS's networks and about their training. Free of LibTorch.
#pragma once

#include <string>

#include "fields.hpp"

namespace inkling::hnps {

using training::FieldFacts;

inline constexpr const char* kFormat = "hnps-1";

struct ModelConfig {
  int width = 256;
  int hidden = 512;
  int task = 256;
  int decoder = 256;
  bool composer = true;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("width", c.width, FieldFacts{"numbers of a character's embedding", 1, 4096});
    f("hidden", c.hidden, FieldFacts{"of the states that read texts", 1, 4096});
    f("task", c.task, FieldFacts{"of a task's embedding", 1, 4096});
    f("decoder", c.decoder, FieldFacts{"of the states that write and compose", 1, 4096});
    f("composer", c.composer,
      FieldFacts{"programs are put together from sub-programs; off: written at once (Naive)"});
  }
};

struct ScheduleConfig {
  std::string begin;
  double embedding = 1.0;

  template <class Self, class F>
  static void visit(Self& c, F&& f) {
    f("begin", c.begin,
      FieldFacts{
          "weights of a training on suite=hnps-short, where encoder and decoder begin; empty: "
          "they begin anew"});
    f("embedding", c.embedding,
      FieldFacts{
          "lambda: weight of the distance to the embeddings that the encoder of `begin` gives "
          "to the sub-programs' tasks",
          0, 1e6});
  }
};

}  // namespace inkling::hnps
