#include "searches.hpp"

#include <algorithm>
#include <cmath>

namespace inkling::serve {

Searches::Searches(const RegistryOptions& registry, unsigned jobs, std::size_t waiting,
                   std::chrono::milliseconds patience)
    : most_waiting_(waiting), patience_(patience) {
  for (unsigned i = 0; i < std::max(1U, jobs); ++i)
    threads_.emplace_back([this, registry] { serve(registry); });
}

Searches::~Searches() {
  close();
  for (std::thread& thread : threads_) thread.join();
}

void Searches::close() {
  const std::scoped_lock lock(mutex_);
  closing_ = true;
  waiting_.clear();
  for (const auto& job : jobs_) {
    job->stop.request_stop();
    job->ended.notify_all();
  }
  work_.notify_all();
}

void Searches::serve(const RegistryOptions& options) {
  Bench bench(options);
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::shared_ptr<Job> job = std::move(waiting_.front());
    waiting_.pop_front();
    job->begun = true;
    lock.unlock();
    const auto began = std::chrono::steady_clock::now();
    std::string answer = job->work(bench, job->stop.get_token());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    lock.lock();
    constexpr double kLate = 0.1;
    seconds_ += kLate * (took.count() - seconds_);
    job->answer = std::move(answer);
    job->done = true;
    drop(job);
    job->ended.notify_all();
  }
}

unsigned Searches::seconds_to_wait() {
  const std::scoped_lock lock(mutex_);
  const double turns = static_cast<double>(waiting_.size()) / static_cast<double>(threads_.size());
  return static_cast<unsigned>(std::clamp(std::ceil(seconds_ * turns), 1.0, 30.0));
}

// Locked.
void Searches::drop(const std::shared_ptr<Job>& job) {
  jobs_.remove(job);
  waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), job), waiting_.end());
}

Ended Searches::run(const std::string& client, Work work, const std::function<bool()>& gone,
                    std::string& answer) {
  constexpr std::chrono::milliseconds kLook(50);  // at whether the client is there
  const auto job = std::make_shared<Job>();
  job->client = client;
  job->work = std::move(work);
  std::unique_lock lock(mutex_);
  if (closing_) return Ended::closing;
  if (!client.empty())
    for (const auto& older : std::list<std::shared_ptr<Job>>(jobs_))
      if (older->client == client) {
        older->replaced = true;
        older->stop.request_stop();
        older->ended.notify_all();
        if (!older->begun) drop(older);
      }
  if (waiting_.size() >= most_waiting_) return Ended::full;
  waiting_.push_back(job);
  jobs_.push_back(job);
  work_.notify_one();
  const auto last_begin = std::chrono::steady_clock::now() + patience_;
  while (true) {
    job->ended.wait_for(lock, kLook);
    if (job->replaced) return Ended::replaced;
    if (job->done) {
      answer = std::move(job->answer);
      return Ended::answered;
    }
    if (closing_ && !job->begun) return Ended::closing;
    lock.unlock();
    const bool left = gone();
    lock.lock();
    if (left) job->stop.request_stop();
    const bool late = !job->begun && std::chrono::steady_clock::now() > last_begin;
    if (job->done || (!left && !late)) continue;
    if (!job->begun) drop(job);
    return left ? Ended::gone : Ended::late;
  }
}

}  // namespace inkling::serve
