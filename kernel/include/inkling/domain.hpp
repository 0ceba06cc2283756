// Domain: a world of tasks. Types, how a person writes its values, a task generator, a value codec
// for networks, optionally a language.
#pragma once

#include <inkling/params.hpp>
#include <inkling/rng.hpp>
#include <inkling/task.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace inkling {

class Language;

struct DomainInfo {
  std::string id;
  std::string title;
  std::string summary;
  std::vector<Example> samples{};  // one or two short examples of one task, for help
  ParamSpecs generator{};          // parameters of generate()
  std::vector<std::string> default_solvers{};
};

struct GeneratedTask {
  Task task;            // queries carry their outputs
  std::string program;  // text of the hidden program: reproduces every output
};

// Values as token ids for networks. Immutable, thread-safe.
class INKLING_API Codec {
 public:
  virtual ~Codec();
  virtual std::size_t vocabulary_size() const = 0;
  virtual std::string token_text(int token) const = 0;
  // Errors: bad_input when the value has no encoding (out of the vocabulary, too long).
  virtual Result<std::vector<int>> encode(const Value& value) const = 0;
  virtual Result<Value> decode(std::span<const int> tokens) const = 0;
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
  virtual const Codec* codec() const;        // default: null
  virtual const Language* language() const;  // default: null
};

}  // namespace inkling
