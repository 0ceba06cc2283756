#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <inkling/app/plugin_trial.hpp>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

extern char** environ;

namespace inkling::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// A child process whose standard output is read here.
class Child {
 public:
  Child(const fs::path& program, const fs::path& plugin) {
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::vector<std::string> words{
        program.string(), "--no-default-plugins", "--plugin", plugin.string(), "--json", "plugins"};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    // Other folders of plugins are not this child's business.
    std::vector<char*> environment;
    for (char** entry = environ; *entry != nullptr; ++entry)
      if (!std::string_view(*entry).starts_with("INKLING_PLUGIN_PATH="))
        environment.push_back(*entry);
    environment.push_back(nullptr);
    if (posix_spawn(&id_, program.c_str(), &actions, nullptr, arguments.data(),
                    environment.data()) != 0)
      id_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(pipe[1]);
    output_ = pipe[0];
  }
  ~Child() {
    if (output_ >= 0) close(output_);
    if (id_ <= 0) return;
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool started() const { return id_ > 0; }
  // Whether it ended in time: then `status` is what waitpid says and `text` what it wrote.
  bool wait(Clock::time_point end, int& status, std::string& text) {
    for (;;) {
      const pid_t ended = waitpid(id_, &status, WNOHANG);
      read_some(text);
      if (ended == id_) {
        id_ = 0;
        return true;
      }
      if (Clock::now() > end) return false;
    }
  }

 private:
  // What is there; waits a moment when there is nothing.
  void read_some(std::string& text) const {
    constexpr int kMoment = 5;  // ms
    pollfd wanted{output_, POLLIN, 0};
    std::array<char, 4096> buffer;
    int wait = kMoment;
    while (text.size() < (1U << 20) && poll(&wanted, 1, wait) > 0) {
      const ssize_t count = read(output_, buffer.data(), buffer.size());
      if (count <= 0) break;  // the end: what is left is to wait for the process
      text.append(buffer.data(), static_cast<std::size_t>(count));
      wait = 0;
    }
    if ((wanted.revents & POLLHUP) != 0) poll(nullptr, 0, kMoment);
  }

  pid_t id_ = -1;
  int output_ = -1;
};

// Whether the list of plugins was written to its end: the line of a plugin that was loaded or
// refused.
bool listed(const std::string& text) {
  const auto json = nlohmann::json::parse(text.substr(0, text.find('\n')), nullptr, false);
  if (!json.is_object()) return false;
  const std::string state = json.value("state", "");
  return state == "loaded" || state == "refused";
}

}  // namespace

std::string try_plugin(const fs::path& program, const fs::path& plugin,
                       std::chrono::milliseconds limit) {
  Child child(program, plugin);
  if (!child.started()) return "it could not be tried: no process could be started";
  int status = 0;
  std::string text;
  if (!child.wait(Clock::now() + limit, status, text))
    return fmt::format("the process that tried it did not end in {} s",
                       std::chrono::duration<double>(limit).count());
  if (WIFSIGNALED(status))
    return fmt::format("it crashed the process that tried it ({})", strsignal(WTERMSIG(status)));
  if (!listed(text))
    return fmt::format("it ended the process that tried it, with exit code {}",
                       WEXITSTATUS(status));
  return {};
}

}  // namespace inkling::app
