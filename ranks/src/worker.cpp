#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <inkling/ranks/worker.hpp>

extern char** environ;

namespace inkling::ranks {
namespace {

constexpr const char* kMark = "INKLING_WORKER=1";
constexpr int kSocket = 3;  // of the process

// A message is its length and its bytes.
bool send_all(int socket, std::string_view text) {
  const std::uint64_t length = text.size();
  std::string message(reinterpret_cast<const char*>(&length), sizeof length);
  message += text;
  for (std::size_t sent = 0; sent < message.size();) {
    const ssize_t count =
        ::send(socket, message.data() + sent, message.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

// Takes a whole message off the front.
bool take_message(std::string& received, std::string& text) {
  std::uint64_t length = 0;
  if (received.size() < sizeof length) return false;
  std::memcpy(&length, received.data(), sizeof length);
  if (received.size() - sizeof length < length) return false;
  text = received.substr(sizeof length, length);
  received.erase(0, sizeof length + length);
  return true;
}

// What is there; false at the end.
bool receive_some(int socket, std::string& received) {
  std::array<char, 1 << 16> bytes;
  const ssize_t count = ::recv(socket, bytes.data(), bytes.size(), 0);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  received.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

// The processes are no ranks themselves.
std::vector<char*> environment() {
  std::vector<char*> kept;
  for (char** it = environ; *it != nullptr; ++it) {
    const std::string_view text = *it;
    if (!text.starts_with("OMPI_") && !text.starts_with("PMIX_") && !text.starts_with("PMI_"))
      kept.push_back(*it);
  }
  kept.push_back(const_cast<char*>(kMark));
  kept.push_back(nullptr);
  return kept;
}

}  // namespace

bool Worker::start() {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return false;
  // Where both ends have one number, adddup2 clears the mark that closes it.
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, pair[1], kSocket);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawnattr_init(&attributes);
  // Ctrl-C is for those who hand out the work.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<char*> arguments;
  for (std::string& it : command_) arguments.push_back(it.data());
  arguments.push_back(nullptr);
  std::vector<char*> kept = environment();
  const int fault = ::posix_spawn(&process_, arguments.front(), &actions, &attributes,
                                  arguments.data(), kept.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(pair[1]);
  if (fault != 0) {
    process_ = -1;
    ::close(pair[0]);
    return false;
  }
  socket_ = pair[0];
  received_.clear();
  return true;
}

void Worker::begin(std::string_view request) {
  busy_ = true;
  if (process_ < 0 && !start()) return;  // look() says so
  send_all(socket_, request);            // where that fails it has died
}

Worker::State Worker::look(int milliseconds, std::string& text) {
  if (!busy_) return State::busy;
  if (process_ < 0) {
    busy_ = false;
    text = "no process could be started";
    return State::failed;
  }
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, milliseconds) <= 0) return State::busy;
  if (!receive_some(socket_, received_)) return died(text);
  if (!take_message(received_, text)) return State::busy;
  busy_ = false;
  return State::done;
}

Worker::State Worker::died(std::string& text) {
  int status = 0;
  ::kill(process_, SIGKILL);  // one that only closed its socket
  ::waitpid(process_, &status, 0);
  text = WIFSIGNALED(status)
             ? std::string("its process ended by signal ") + std::to_string(WTERMSIG(status)) +
                   " (" + ::strsignal(WTERMSIG(status)) + ")"
             : "its process ended with exit code " + std::to_string(WEXITSTATUS(status));
  ::close(socket_);
  socket_ = process_ = -1;
  busy_ = false;
  return State::failed;
}

void Worker::stop() {
  if (process_ < 0) return;
  std::string ignored;
  died(ignored);
}

bool is_worker() {
  const char* mark = std::getenv("INKLING_WORKER");
  return mark != nullptr && std::string_view(mark) == "1" && ::fcntl(kSocket, F_GETFD) >= 0;
}

void do_units(const std::function<std::string(const std::string&)>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::string received, request;
  while (true) {
    while (!take_message(received, request))
      if (!receive_some(kSocket, received)) return;
    if (!send_all(kSocket, work(request))) return;
  }
}

}  // namespace inkling::ranks
