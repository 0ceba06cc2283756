// TaskReader: reads a format of task files that the kernel does not know itself.
#pragma once

#include <functional>
#include <inkling/task.hpp>
#include <iosfwd>
#include <string>

namespace inkling {

struct TaskReaderInfo {
  std::string id;  // the extension of its files, without the dot: "sl" reads FILE.sl
  std::string summary;
};

// Stateless and thread-safe.
class INKLING_API TaskReader {
 public:
  virtual ~TaskReader();
  virtual const TaskReaderInfo& info() const = 0;
  // Calls `visit` for every task in order until it returns false. What cannot be read is delivered
  // as a TaskLine with an Error, and the rest still follows. `name` is the file's, for task ids and
  // messages. Must hold no more than `limits` allow in memory.
  virtual void read(std::istream& in, const std::string& name,
                    const std::function<bool(TaskLine)>& visit, const ReadLimits& limits) const = 0;
};

}  // namespace inkling
