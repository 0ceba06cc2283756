// Searches of all clients: some at the same time, some waiting, none without bound.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <inkling/registry.hpp>
#include <inkling/session.hpp>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace inkling::serve {

// What became of a search.
enum class Ended {
  answered,
  replaced,  // the same client asked something newer
  gone,      // the client has left
  full,      // too many wait
  late,      // it waited too long for its turn
  closing,   // the server ends
};

// What a thread of searches has to itself.
struct Bench {
  explicit Bench(const RegistryOptions& options) : registry(options) {}
  Registry registry;
  std::unique_ptr<Session> last{};     // of the last table
  std::vector<std::string> solvers{};  // that it was asked for with
};

class Searches {
 public:
  // Runs on a thread of its own, with what that has; owns what it looks at, as whoever asked may
  // have left.
  using Work = std::function<std::string(Bench&, std::stop_token)>;

  Searches(const RegistryOptions& registry, unsigned jobs, std::size_t waiting,
           std::chrono::milliseconds patience);
  ~Searches();
  Searches(const Searches&) = delete;
  Searches& operator=(const Searches&) = delete;

  // Blocks until the search ends. A newer one of the same client ends an older one; a client
  // without a name has no older one. `gone` is asked from time to time.
  Ended run(const std::string& client, Work work, const std::function<bool()>& gone,
            std::string& answer);
  // After which there may be room, by how long searches took of late; from 1 to 30.
  unsigned seconds_to_wait();
  // Running searches stop with their best so far and are still answered; those that wait are not
  // begun.
  void close();

 private:
  struct Job {
    std::string client;
    Work work;
    std::stop_source stop{};
    bool begun = false;
    bool done = false;
    bool replaced = false;
    std::string answer{};
    std::condition_variable ended{};
  };
  void serve(const RegistryOptions& options);
  void drop(const std::shared_ptr<Job>& job);

  const std::size_t most_waiting_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<std::shared_ptr<Job>> waiting_;
  std::list<std::shared_ptr<Job>> jobs_;  // waiting and running
  bool closing_ = false;
  double seconds_ = 0;  // of a search, an average in which late ones count most
  std::vector<std::thread> threads_;
};

}  // namespace inkling::serve
