#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <inkling/app/plugin_trial.hpp>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
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
  // A copy of this process that calls `rehearse`, which gets the descriptor to write to and does
  // not return.
  explicit Child(void (*rehearse)(const fs::path& plugin, int output), const fs::path& plugin) {
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0) return;
    id_ = fork();
    if (id_ == 0) rehearse(plugin, pipe[1]);
    close(pipe[1]);
    output_ = pipe[0];
  }
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

constexpr std::string_view kRehearsed = "rehearsed";

// Other threads are not copied: what the process does at its end may wait for them.
bool has_one_thread() {
  std::error_code ec;
  const auto threads = fs::directory_iterator("/proc/self/task", ec);
  return !ec && std::distance(begin(threads), end(threads)) == 1;
}

// Components that need those of other plugins are not made: an error says so, and is none here.
void make_components(Registry& registry) {
  std::vector<const Domain*> domains;
  for (const std::string& id : registry.ids(Kind::domain))
    if (const auto domain = registry.domain(id)) domains.push_back(*domain);
  for (const std::string& id : registry.ids(Kind::language)) (void)registry.language(id);
  for (const std::string& id : registry.ids(Kind::searcher)) (void)registry.searcher(id);
  for (const std::string& id : registry.ids(Kind::solver)) (void)registry.solver(id);
  for (const std::string& id : registry.ids(Kind::trainer)) (void)registry.trainer(id);
  for (const std::string& id : registry.ids(Kind::task_reader)) (void)registry.task_reader(id);
  for (const Domain* domain : domains) {
    (void)registry.languages_of(*domain);
    for (const std::string& id : registry.ids(Kind::inductor)) (void)registry.inductor(id, *domain);
    for (const std::string& id : registry.ids(Kind::interpreter))
      (void)registry.interpreter(id, *domain);
  }
}

[[noreturn]] void rehearse(const fs::path& plugin, int output) {
  const bool alone = has_one_thread();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT}) ::signal(signal, SIG_DFL);
  const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, fd);
  {
    RegistryOptions options;
    options.plugins = {plugin};
    options.use_environment = options.use_default_dir = false;
    Registry registry(options);
    make_components(registry);
  }
  [[maybe_unused]] const auto written = write(output, kRehearsed.data(), kRehearsed.size());
  if (alone) std::exit(0);  // which runs what the plugin does at the end
  _exit(0);
}

// How a trial ended, or empty.
std::string fall(Child& child, std::chrono::milliseconds limit, bool (*done)(const std::string&)) {
  if (!child.started()) return "it could not be tried: no process could be started";
  int status = 0;
  std::string text;
  if (!child.wait(Clock::now() + limit, status, text))
    return fmt::format("the process that tried it did not end in {} s",
                       std::chrono::duration<double>(limit).count());
  if (WIFSIGNALED(status))
    return fmt::format("it crashed the process that tried it ({})", strsignal(WTERMSIG(status)));
  if (!done(text))
    return fmt::format("it ended the process that tried it, with exit code {}",
                       WEXITSTATUS(status));
  return {};
}

}  // namespace

std::string try_plugin(const fs::path& program, const fs::path& plugin,
                       std::chrono::milliseconds limit) {
  Child child(program, plugin);
  return fall(child, limit, listed);
}

std::string rehearse_plugin(const fs::path& plugin, std::chrono::milliseconds limit) {
  Child child(rehearse, plugin);
  return fall(child, limit, [](const std::string& text) { return text == kRehearsed; });
}

}  // namespace inkling::app
