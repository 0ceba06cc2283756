#include "connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace inkling::serve {
namespace {

using Clock = std::chrono::steady_clock;

int milliseconds_to(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

// Whether one of the descriptors is ready.
bool poll_until(pollfd* fds, nfds_t count, Clock::time_point deadline) {
  while (true) {
    const int ready = ::poll(fds, count, milliseconds_to(deadline));
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) return false;
  }
}

}  // namespace

Connection::Connection(int fd, int ending, std::chrono::milliseconds patience)
    : fd_(fd), ending_(ending), patience_(patience) {}

bool Connection::wait_for_request(std::chrono::milliseconds time) const {
  if (begin_ < end_) return true;
  pollfd fds[] = {{fd_, POLLIN, 0}, {ending_, POLLIN, 0}};
  return poll_until(fds, 2, Clock::now() + time) && fds[0].revents != 0 && fds[1].revents == 0;
}

void Connection::begin_request(std::size_t head) {
  deadline_ = Clock::now() + patience_;
  allowed_ = head;
}

void Connection::begin_answer() {
  deadline_ = Clock::now() + patience_;
}

bool Connection::gone() const {
  if (begin_ < end_) return false;
  pollfd fd{fd_, POLLIN, 0};
  if (::poll(&fd, 1, 0) <= 0) return false;
  if ((fd.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return true;
  char byte = 0;
  return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void Connection::finish() {
  constexpr std::chrono::seconds kMoment(2);
  constexpr std::size_t kMost = std::size_t{512} << 20;
  ::shutdown(fd_, SHUT_WR);
  if (!last_) return;
  const auto deadline = Clock::now() + std::min<std::chrono::milliseconds>(kMoment, patience_);
  std::array<char, 1 << 16> nothing;
  for (std::size_t taken = 0; taken < kMost;) {
    pollfd fds[] = {{fd_, POLLIN, 0}, {ending_, POLLIN, 0}};
    if (!poll_until(fds, 2, deadline) || fds[1].revents != 0) return;
    const ssize_t got = ::recv(fd_, nothing.data(), nothing.size(), MSG_DONTWAIT);
    if (got <= 0) return;
    taken += static_cast<std::size_t>(got);
  }
}

bool Connection::wait(short events) const {
  pollfd fd{fd_, events, 0};
  return poll_until(&fd, 1, deadline_);
}

bool Connection::is_readable() const {
  return begin_ < end_ || wait(POLLIN);
}

bool Connection::is_writable() const {
  return wait(POLLOUT) && !gone();
}

ssize_t Connection::read(char* to, std::size_t size) {
  if (begin_ == end_) {
    pollfd fds[] = {{fd_, POLLIN, 0}, {ending_, POLLIN, 0}};
    if (!poll_until(fds, 2, deadline_) || fds[1].revents != 0) {
      too_slow_ = true;
      return -1;
    }
    const ssize_t got = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) return got;
    begin_ = 0;
    end_ = static_cast<std::size_t>(got);
  }
  if (allowed_ == 0) {
    too_long_ = true;
    return -1;
  }
  const std::size_t count = std::min({size, end_ - begin_, allowed_});
  std::copy_n(buffer_.data() + begin_, count, to);
  begin_ += count;
  allowed_ -= count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  return wait(POLLOUT) ? ::send(fd_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT) : -1;
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = "127.0.0.1";
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip = "127.0.0.1";
  port = 0;
}

}  // namespace inkling::serve
