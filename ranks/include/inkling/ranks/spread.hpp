// Units of work shared out over ranks: rank 0 hands them out and takes replies in order, and every
// rank has a process of its own that does them. A unit whose process dies is given to another, a
// few times; one whose rank is slow or silent is given to a second rank, and the first reply
// counts.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <inkling/ranks/transport.hpp>
#include <stop_token>
#include <string>
#include <vector>

namespace inkling::ranks {

// Where units come from and replies go to, on rank 0.
class Source {
 public:
  virtual ~Source() = default;
  enum class Next { unit, later, end };
  // Does not wait.
  virtual Next next(std::string& request) = 0;
  // Once for every unit, in the order in which they came.
  virtual void done(const std::string& reply) = 0;
  // In place of it: nobody could do it, as its process died every time.
  virtual void failed(const std::string& why) = 0;
};

struct SpreadOptions {
  std::vector<std::string> command{};  // of the processes: program and arguments
  unsigned tries = 3;                  // of a unit whose process dies
  // A unit that takes so many times as long as the longest so far, and this beside, is given to a
  // second rank when nothing else is left.
  double slow = 3;
  std::chrono::milliseconds beside{1000};
  std::chrono::milliseconds farewell{5000};  // for ranks to say that they end
};

struct SpreadReport {
  std::vector<std::size_t> units{};  // done by every rank
  std::uint64_t messages = 0, bytes = 0;
  std::size_t again = 0;      // units that were given to another rank, too
  std::size_t deaths = 0;     // of processes
  std::size_t failed = 0;     // units
  std::vector<int> silent{};  // ranks that were not heard of at the end
  bool stopped = false;
};

// On rank 0. Blocks until every unit is done, or the token stops it.
SpreadReport spread(Transport& transport, Source& source, const SpreadOptions& options,
                    const std::stop_token& stop);
// On every other rank. Blocks until rank 0 says that all is done and all ranks are there; where one
// is not, until the run is ended without it.
void help(Transport& transport, const SpreadOptions& options);

}  // namespace inkling::ranks
