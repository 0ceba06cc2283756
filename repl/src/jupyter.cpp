// inkling jupyter: the prompt as a kernel of Jupyter, and the file that makes it one of its
// kernels.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "notebook.hpp"
#include "parts.hpp"

namespace inkling::repl {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::uint64_t kMaxFile = 1 << 20;

// Who waits for messages is woken by no signal: all of them go to a thread of this. It also ends
// the process when whoever started it is gone, for nobody else could.
class SignalThread {
 public:
  SignalThread() {
    ::sigemptyset(&signals_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT})
      ::sigaddset(&signals_, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    thread_ = std::jthread([this](const std::stop_token& stop) { wait(stop); });
  }
  ~SignalThread() {
    thread_.request_stop();
    thread_.join();
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;

 private:
  void wait(const std::stop_token& stop) const {
    const bool watched = std::getenv("JPY_PARENT_PID") != nullptr;  // Jupyter sets it
    const pid_t parent = ::getppid();
    ::pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    while (!stop.stop_requested()) {
      constexpr timespec kPause{0, 200'000'000};
      ::nanosleep(&kPause, nullptr);
      if (watched && ::getppid() != parent) ::kill(::getpid(), SIGTERM);
    }
  }

  sigset_t signals_{}, before_{};
  std::jthread thread_;
};

Result<void*> kernel_entry() {
  return part_entry("jupyter", jupyter::kKernelEntry, "install xeus (Debian's package xeus-dev)");
}

int run_kernel(Context& context, const std::string& file) {
  if (file.empty())
    return fail(context,
                {ErrorCode::bad_param,
                 "the connection file is missing: Jupyter names it when it starts a kernel",
                 {"`inkling jupyter install` makes inkling one of Jupyter's kernels"}});
  const auto entry = kernel_entry();
  if (!entry) return fail(context, entry.error());
  jupyter::KernelOptions options;
  if (const files::Fault fault = files::read_file(file, kMaxFile, options.connection))
    return fail(context, {ErrorCode::io,
                          fmt::format("cannot read the connection file '{}': {}", file, *fault)});
  options.version = kernel_version();
  options.banner = fmt::format(
      "inkling {}: examples such as [3,1,2] -> [1,2,3], then a question [9,4] -> ?; :help lists "
      "the commands",
      kernel_version());
  PromptNotebook notebook(context);
  if (context.interrupts != nullptr) context.interrupts->take_any_number();
  const SignalThread signals;
  const auto run = reinterpret_cast<jupyter::KernelEntry>(*entry)()(notebook, options);
  return run ? kRan : fail(context, run.error());
}

// The folder of a variable; empty: it is not set.
fs::path folder_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? fs::path(value) : fs::path();
}

// Where Jupyter looks for kernels (its documentation, "Common directories and file locations").
Result<fs::path> kernels_folder(const JupyterOptions& options) {
  if (!options.prefix.empty())
    return fs::absolute(options.prefix).lexically_normal() / "share/jupyter/kernels";
  if (options.sys_prefix) {
    for (const char* variable : {"VIRTUAL_ENV", "CONDA_PREFIX"})
      if (const fs::path folder = folder_of(variable); !folder.empty())
        return folder / "share/jupyter/kernels";
    return Error{ErrorCode::bad_param,
                 "--sys-prefix was given, and no environment of Python is active: VIRTUAL_ENV and "
                 "CONDA_PREFIX are not set",
                 {"activate one, or name its folder with --prefix DIR"}};
  }
  if (const fs::path folder = folder_of("JUPYTER_DATA_DIR"); !folder.empty())
    return folder / "kernels";
  if (const fs::path folder = folder_of("XDG_DATA_HOME"); !folder.empty())
    return folder / "jupyter/kernels";
  if (const fs::path folder = folder_of("HOME"); !folder.empty())
    return folder / ".local/share/jupyter/kernels";
  return Error{ErrorCode::bad_param,
               "there is no home to install the kernel in: HOME is not set",
               {"name a folder with --prefix DIR"}};
}

// Whether a kernel's file is one of ours.
bool is_ours(const fs::path& file) {
  std::string text;
  if (files::read_file(file, kMaxFile, text)) return false;
  const Json json = Json::parse(text, nullptr, false);
  return json.is_object() && json.contains("metadata") && json["metadata"].is_object() &&
         json["metadata"].contains("inkling");
}

Error foreign(const fs::path& file) {
  return {ErrorCode::bad_param,
          fmt::format("'{}' is a kernel of somebody else, and was left alone", file.string()),
          {"--name gives inkling's kernel another name"}};
}

// How Jupyter starts this program, with the plugins and the model that it has now.
std::vector<std::string> kernel_command(const Context& context, const RegistryOptions& registry) {
  std::error_code ec;
  const fs::path program = fs::read_symlink("/proc/self/exe", ec);
  std::vector<std::string> command{ec ? "inkling" : program.string()};
  const auto add = [&](const char* option, const fs::path& path) {
    command.insert(command.end(), {option, fs::absolute(path).lexically_normal().string()});
  };
  for (const auto& plugin : registry.plugins) add("--plugin", plugin);
  for (const auto& folder : registry.plugin_dirs) add("--plugin-dir", folder);
  if (!registry.use_default_dir) command.emplace_back("--no-default-plugins");
  if (context.model) add("--model", context.model->file);
  command.insert(command.end(), {"jupyter", "run", "{connection_file}"});
  return command;
}

int install(Context& context, const JupyterOptions& options, const RegistryOptions& registry) {
  if (const auto at = find_invalid_utf8(options.title))
    return fail(context,
                {ErrorCode::bad_param,
                 fmt::format("the name to show is no text: byte {} of it is no UTF-8", *at),
                 {"give --display-name as UTF-8"}});
  if (const auto entry = kernel_entry(); !entry) return fail(context, entry.error());
  const auto folder = kernels_folder(options);
  if (!folder) return fail(context, folder.error());
  const fs::path place = *folder / options.name;
  const fs::path file = place / "kernel.json";
  std::error_code ec;
  if (fs::exists(file, ec) && !is_ours(file)) return fail(context, foreign(file));
  const Json spec{{"argv", kernel_command(context, registry)},
                  {"display_name", options.title.empty() ? options.name : options.title},
                  {"language", "inkling"},
                  {"interrupt_mode", "signal"},
                  {"metadata", {{"inkling", "jupyter"}}}};
  fs::create_directories(place, ec);
  if (ec)
    return fail(context, {ErrorCode::io, fmt::format("cannot make the folder '{}': {}",
                                                     place.string(), ec.message())});
  if (const files::Fault fault = files::write_file(file, spec.dump(1) + "\n"))
    return fail(context,
                {ErrorCode::io, fmt::format("cannot write '{}': {}", file.string(), *fault)});
  context.out << fmt::format(
      "wrote {}\nJupyter offers it as '{}'; `inkling jupyter uninstall` with the same options "
      "removes it\n",
      file.string(), spec["display_name"].get<std::string>());
  return kRan;
}

int uninstall(Context& context, const JupyterOptions& options) {
  const auto folder = kernels_folder(options);
  if (!folder) return fail(context, folder.error());
  const fs::path place = *folder / options.name;
  const fs::path file = place / "kernel.json";
  std::error_code ec;
  if (!fs::exists(file, ec))
    return fail(context, {ErrorCode::not_found,
                          fmt::format("there is no kernel '{}': '{}' does not exist", options.name,
                                      file.string()),
                          {"`jupyter kernelspec list` says where kernels are; --prefix, "
                           "--sys-prefix and --name choose one"}});
  if (!is_ours(file)) return fail(context, foreign(file));
  fs::remove(file, ec);
  if (ec)
    return fail(context, {ErrorCode::io,
                          fmt::format("cannot remove '{}': {}", file.string(), ec.message())});
  fs::remove(place, ec);  // stays where somebody put something into it
  context.out << fmt::format("removed {}\n", file.string());
  return kRan;
}

}  // namespace

int run_jupyter_command(Context& context, const JupyterOptions& options,
                        const RegistryOptions& registry) {
  const bool plain = !options.name.empty() && options.name != "." && options.name != ".." &&
                     options.name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST"
                         "UVWXYZ0123456789._-") == std::string::npos;
  if (!plain)
    return fail(context, {ErrorCode::bad_param,
                          fmt::format("'{}' is no name of a kernel: expected letters, digits and "
                                      "._-",
                                      options.name)});
  if (options.action == "run") return run_kernel(context, options.connection);
  if (!options.connection.empty())
    return fail(context, {ErrorCode::bad_param,
                          fmt::format("`inkling jupyter {}` takes no file, '{}' was given",
                                      options.action, options.connection)});
  return options.action == "install" ? install(context, options, registry)
                                     : uninstall(context, options);
}

}  // namespace inkling::repl
