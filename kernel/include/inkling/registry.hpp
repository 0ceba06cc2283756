// Registry: finds plugins, loads them on first use, owns their components. An object owned by
// main() or a test; plugins are never unloaded while it lives.
#pragma once

#include <filesystem>
#include <functional>
#include <inkling/plugin.hpp>
#include <memory>
#include <string>
#include <vector>

namespace inkling {

struct RegistryOptions {
  std::vector<std::filesystem::path> plugins{};      // --plugin: files; refusal is an error
  std::vector<std::filesystem::path> plugin_dirs{};  // --plugin-dir
  bool use_environment = true;                       // INKLING_PLUGIN_PATH; ignored under AT_SECURE
  bool use_default_dir = true;                       // beside libinkling-kernel.so
  // Asked before code of a plugin runs for the first time: a text refuses the plugin and is the
  // reason. Null: all may run.
  std::function<std::string(const std::filesystem::path&)> trial{};
};

enum class PluginState { available, loaded, refused, shadowed };
INKLING_API std::string_view to_text(PluginState state);

struct PluginInfo {
  std::string name;  // from manifest or descriptor; the file's stem until known
  std::string version{};
  std::string summary{};
  std::string abi_tag{};
  std::filesystem::path path{};
  PluginState state = PluginState::available;
  std::vector<Provided> provides{};
  std::vector<std::string> needs{};  // "libtorch"
  std::string reason{};              // why refused or shadowed, with the cure
  bool named = false;                // given by --plugin, so a refusal is an error
};

// Not thread-safe; the components it returns are.
class INKLING_API Registry {
 public:
  explicit Registry(RegistryOptions options = {});
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Look up by id, loading the plugin that provides it. Errors: not_found with the nearest match
  // and the valid list, plugin (refused, or the factory threw). Pointers live as long as the
  // registry.
  Result<const Domain*> domain(std::string_view id);
  Result<const Language*> language(std::string_view id);
  Result<const Inductor*> inductor(std::string_view id, const Domain& domain);
  // An interpreter, or a language of that id.
  Result<const Interpreter*> interpreter(std::string_view id, const Domain& domain);
  Result<const Searcher*> searcher(std::string_view id);
  Result<SolverPreset> solver(std::string_view id);
  Result<const Trainer*> trainer(std::string_view id);
  Result<const TaskReader*> task_reader(std::string_view id);

  // The domain's default language; null when it names none.
  Result<const Language*> language_of(const Domain& domain);
  // Every language that was made for the domain, the default first; those that cannot be loaded are
  // left out.
  std::vector<const Language*> languages_of(const Domain& domain);
  // Reads a task file by the task reader whose id is its extension, and as JSON without one; "-" is
  // standard input. Errors: io, plugin.
  Result<void> read_tasks(const std::string& path, const std::function<bool(TaskLine)>& visit,
                          const ReadLimits& limits = {});

  // Known ids of a kind, sorted; from manifests where the plugin is not loaded yet.
  std::vector<std::string> ids(Kind kind) const;
  // Name of the plugin that provides it, or empty.
  std::string provider(Kind kind, std::string_view id) const;
  const std::vector<PluginInfo>& plugins() const;
  // Loads every plugin now (doctor, selftest); refusals are in plugins().
  void load_all();
  // Error plugin for the first --plugin that was refused.
  Result<void> check_named() const;
  // Adds components without a shared object (tests, hosts with built-in components).
  Result<void> add(std::string name, const std::function<void(Registrar&)>& register_components);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The kernel's own numbers, for `plugins` and `doctor`.
INKLING_API std::string_view kernel_abi_tag();
INKLING_API std::string_view kernel_version();
INKLING_API std::filesystem::path kernel_library_path();
INKLING_API std::filesystem::path default_plugin_dir();
// The shared data folder (models, examples), found relative to the kernel library.
INKLING_API std::filesystem::path data_dir();

}  // namespace inkling
