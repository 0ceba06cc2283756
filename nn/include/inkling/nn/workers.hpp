// The threads of an engine on the processor, each with a work space of its own.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace inkling::nn {

// Not thread-safe. Threads are started per call; a work space is made when it is first asked for,
// and kept.
class Workers {
 public:
  // `bytes`: of a work space. At least one thread.
  Workers(unsigned threads, std::size_t bytes);

  unsigned threads() const { return static_cast<unsigned>(spaces_.size()); }
  // work(thread) on as many threads as there are jobs for, the caller's among
  // them, without denormal numbers (FlushDenormals); waits for all of them.
  void run(std::size_t jobs, const std::function<void(unsigned thread)>& work);
  // Of that thread, aligned to 64.
  void* space(unsigned thread);

 private:
  struct Free {
    void operator()(std::byte* space) const;
  };
  std::size_t bytes_;
  std::vector<std::unique_ptr<std::byte, Free>> spaces_;
};

}  // namespace inkling::nn
