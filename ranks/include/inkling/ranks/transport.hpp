// Messages between the ranks of one run, whatever carries them.
#pragma once

#include <string>

namespace inkling::ranks {

// Of one thread.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  // Does not wait for the other side.
  virtual void send(int to, std::string text) = 0;
  // False: there is none at the moment.
  virtual bool receive(int& from, std::string& text) = 0;
  // No message follows. `together`: all ranks call this; otherwise one has not been heard of, and
  // the run is ended without it.
  virtual void end(bool together) = 0;
};

// What a library that carries messages has to offer: a transport that lives as long as the process.
// Called once, before threads are made.
using MakeTransport = Transport* (*)();
inline constexpr const char* kMakeTransport = "inkling_make_transport";

}  // namespace inkling::ranks
