// Domain: a world of tasks. Types, how a person writes its values, a task generator, a value codec
// for networks. Its languages are components of their own.
#pragma once

#include <inkling/codec.hpp>
#include <inkling/params.hpp>
#include <inkling/rng.hpp>
#include <inkling/task.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace inkling {

struct DomainInfo {
  std::string id;
  std::string title;
  std::string summary;
  std::vector<Example> samples{};  // one or two short examples of one task, for help
  ParamSpecs generator{};          // parameters of generate()
  std::vector<std::string> default_solvers{};
  std::string language{};  // id of its default language, or empty
  ParamSpecs tape{};       // parameters of codec()
};

struct GeneratedTask {
  Task task;            // queries carry their outputs
  std::string program;  // text of the hidden program: reproduces every output
};

// Stateless and thread-safe; the registry owns it.
class INKLING_API Domain {
 public:
  virtual ~Domain();
  virtual const DomainInfo& info() const = 0;
  // Whether the values belong to this domain (types, limits), beyond inkling::check_task. The error
  // names the example and the value.
  virtual Result<void> check(const Task& task) const = 0;
  // A task with a hidden program. Same params and rng state => same task. Errors: bad_param.
  virtual Result<GeneratedTask> generate(const Params& params, Rng& rng) const = 0;
  // Fresh inputs that look like those of `like` (same arity and types). One row.
  virtual std::vector<Value> sample_inputs(const Task& like, Rng& rng) const = 0;
  // How a person writes inputs and outputs at the prompt; default: parse_values / parse_value.
  virtual Result<std::vector<Value>> read_inputs(std::string_view text) const;
  virtual Result<Value> read_output(std::string_view text) const;
  // The codec of a tape with these parameters (of info().tape). Errors: bad_param (values that do
  // not go together), unsupported (default: the domain has no tape, so no network can work on it).
  virtual Result<std::shared_ptr<const Codec>> codec(const Params& tape) const;
};

// The codec of a tape in text form, "cells=4,low=-10"; empty is the domain's default. Errors:
// those of Domain::codec, bad_param for the text.
INKLING_API Result<std::shared_ptr<const Codec>> make_codec(const Domain& domain,
                                                            std::string_view tape);

}  // namespace inkling
