// TokenMachine: the tokens of one model's language as functions from tapes to tapes. What a
// symbolic search over a learned language needs, and whoever asks what a token means.
#pragma once

#include <inkling/codec.hpp>
#include <inkling/latent.hpp>
#include <inkling/rng.hpp>
#include <inkling/task.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace inkling {

// Immutable and thread-safe. Token 0 does nothing.
class INKLING_API TokenMachine {
 public:
  virtual ~TokenMachine();
  virtual const std::string& model() const = 0;
  // codes > 0, positions = the most tokens of a program.
  virtual const LatentSpace& space() const = 0;
  virtual const Codec& codec() const = 0;
  // The likeliest symbols after one token each: tapes [tokens x places], hard before and after.
  virtual std::vector<int> apply(std::span<const int> tokens, std::span<const int> tapes) const = 0;
  // [codes], of sum 1: how usual every token is in the programs of the training tasks. Empty:
  // unknown.
  virtual const std::vector<double>& usage() const = 0;
  // The inductor's programs for a task, the likeliest first, the others drawn. Error bad_input: the
  // task's values do not fit the tape.
  virtual Result<std::vector<LatentCode>> propose(const Task& task, std::size_t count,
                                                  Rng& rng) const = 0;
};

}  // namespace inkling
