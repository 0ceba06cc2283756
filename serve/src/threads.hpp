// The threads that connections are served on: as many as are needed, up to a limit; connections
// beyond it wait for one, and those beyond a second limit in the system's own queue.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace inkling::serve {

class Threads : public httplib::TaskQueue {
 public:
  Threads(std::size_t most, std::size_t waiting) : most_(most), most_waiting_(waiting) {}
  ~Threads() override { shutdown(); }

  // Blocks while too many wait.
  void enqueue(std::function<void()> work) override {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return waiting_.size() < most_waiting_ || closed_; });
    waiting_.push_back(std::move(work));
    if (idle_ < waiting_.size() && threads_.size() < most_)
      threads_.emplace_back([this] { serve(); });
    work_.notify_one();
  }

  // What waits is still served.
  void shutdown() override {
    {
      const std::scoped_lock lock(mutex_);
      closed_ = true;
    }
    work_.notify_all();
    room_.notify_all();
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      ++idle_;
      work_.wait(lock, [&] { return !waiting_.empty() || closed_; });
      --idle_;
      if (waiting_.empty()) return;
      const std::function<void()> work = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      room_.notify_one();
      work();
      lock.lock();
    }
  }

  const std::size_t most_;
  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable room_;
  std::deque<std::function<void()>> waiting_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool closed_ = false;
};

}  // namespace inkling::serve
