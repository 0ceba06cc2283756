// How an architecture of networks that write programs is made of its settings.
#pragma once

#include <algorithm>

#include "writer_training.hpp"

namespace inkling::writer {

// Config: a shape with inputs, outputs, symbols and tokens, which are those of the tasks; visit()
// of fields.hpp for the rest, and find_fault(). Schedule: visit(). make(shape, schedule,
// vocabulary, device) gives what is trained. Without a summary, and without words about it.
template <class Config, class Schedule, class Make>
training::Architecture architecture_of(const char* id, const char* format, Make make) {
  training::Architecture made;
  made.id = id;
  made.format = format;
  made.model = training::specs_of<Config>();
  made.training = training::specs_of<Schedule>();
  const auto shape_of = [](const Params& params, const training::TaskSource* source) {
    Config shape;
    training::read_fields(params, shape);
    if (source == nullptr) {
      shape.inputs = shape.outputs = 1;  // whatever they are
      shape.symbols = shape.tokens = 4;
      return shape;
    }
    shape.outputs = static_cast<int>(std::count(source->read.begin(), source->read.end(), true));
    shape.inputs = static_cast<int>(source->read.size()) - shape.outputs;
    shape.symbols = static_cast<int>(source->shape.alphabet);
    shape.tokens = static_cast<int>(source->vocabulary.size());
    return shape;
  };
  made.find_fault = [shape_of](const Params& params) {
    return find_fault(shape_of(params, nullptr)).value_or("");
  };
  made.source = [](const Domain& domain, const Language* language,
                   const training::LoopSettings& settings, const Params& params) {
    return make_source(domain, language, settings, params);
  };
  made.make = [shape_of, make](const Params& params, const training::TaskSource& source,
                               torch::Device device) {
    Schedule schedule;
    training::read_fields(params, schedule);
    return make(shape_of(params, &source), schedule, source.vocabulary, device);
  };
  return made;
}

}  // namespace inkling::writer
