// ProgressSink: how a long-running call tells its caller how far it is. Handed in, never global.
#pragma once

#include <cstdint>
#include <inkling/export.hpp>
#include <string>

namespace inkling {

struct Progress {
  double fraction = -1.0;         // 0..1, or negative when unknown
  std::uint64_t evaluations = 0;  // done so far
  std::string best{};             // text of the best program so far, or empty
  std::size_t fits = 0;           // examples that it reproduces
};

// Called from the thread that started the work, a few times a second at most. Must return quickly.
class INKLING_API ProgressSink {
 public:
  virtual ~ProgressSink();
  virtual void report(const Progress& progress) = 0;
};

}  // namespace inkling
