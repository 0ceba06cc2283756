// A client's connection: reading and writing end at a deadline for the whole of a request or
// answer, however slowly bytes come, and a request is never longer than it may be.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>

namespace inkling::serve {

class Connection : public httplib::Stream {
 public:
  // Owns neither descriptor; `ending` becomes readable when the server ends.
  Connection(int fd, int ending, std::chrono::milliseconds patience);

  // Whether another request begins before the time is over or the server ends.
  bool wait_for_request(std::chrono::milliseconds time) const;
  // From here on `head` bytes may come until `allow`.
  void begin_request(std::size_t head);
  void allow(std::size_t more) { allowed_ = more; }
  void begin_answer();
  // The last answer: what the client still sends is of no interest.
  void close_after() { last_ = true; }
  bool is_last() const { return last_; }
  bool too_slow() const { return too_slow_; }
  bool too_long() const { return too_long_; }
  // Whether the client has closed its side.
  bool gone() const;
  // Says that nothing more comes, and takes what does for a moment, so that the answer arrives.
  void finish();

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  // None: it is not for anybody else, and no number of it is too large.
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  bool wait(short events) const;

  int fd_;
  int ending_;
  std::chrono::milliseconds patience_;
  std::chrono::steady_clock::time_point deadline_{};
  std::size_t allowed_ = 0;
  bool last_ = false;
  bool too_slow_ = false;
  bool too_long_ = false;
  std::array<char, 4096> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace inkling::serve
