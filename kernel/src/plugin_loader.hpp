// Opens one plugin file: look before load, dlopen, descriptor check, staged registration. Private
// to the kernel; the registry decides what a loaded plugin may add.
#pragma once

#include <filesystem>
#include <functional>
#include <inkling/plugin.hpp>
#include <inkling/registry.hpp>
#include <memory>
#include <string>
#include <vector>

namespace boost::dll {
class shared_library;
}

namespace inkling {

// What the sidecar `<name>.json` says, so that a plugin can be listed without loading it.
struct Manifest {
  std::string name;
  std::string version;
  std::string summary;
  std::string abi_tag;
  std::vector<Provided> provides;
  bool provides_known = false;  // the key may be left out: then only loading tells
  std::vector<std::string> needs;
};
// Errors: io (cannot be read), parse (not JSON, or a key of the wrong type).
Result<Manifest> read_manifest(const std::filesystem::path& file);

// What a register function asked for, not yet visible to anyone.
class StagedComponents final : public Registrar {
 public:
  struct Item {
    std::string id;
    AnyFactory factory;
  };

  void add_solver(SolverPreset preset) override;

  // In order of registration.
  const std::vector<Provided>& provides() const { return provides_; }
  // Empty, or why the whole registration is refused (bad id, empty factory, id given twice).
  const std::string& problem() const { return problem_; }

  std::vector<Item> components;
  std::vector<SolverPreset> solvers;

 private:
  void add_component(std::string id, AnyFactory factory) override;
  void note(Kind kind, const std::string& id, bool has_factory);
  std::vector<Provided> provides_;
  std::string problem_;
};

// Of the component that the factory makes.
Kind kind_of(const AnyFactory& factory);

using RegisterFunction = std::function<void(Registrar&)>;

// An open plugin whose descriptor has been accepted. The library is closed with the last copy.
struct OpenPlugin {
  std::shared_ptr<boost::dll::shared_library> library;
  const PluginDescriptor* descriptor = nullptr;  // inside the library
  void (*register_components)(Registrar&) = nullptr;
};

// Reads the file without running any code of it. Error plugin: no such file, not an ELF file,
// truncated, not an inkling plugin.
Result<void> inspect_plugin(const std::filesystem::path& file);
// inspect_plugin, then dlopen (now, local), then the descriptor. Runs static initialisers of the
// file.
Result<OpenPlugin> open_plugin(const std::filesystem::path& file);
// From now on the file stays mapped until the process ends.
Result<void> pin_plugin(const std::filesystem::path& file);
// Calls the register function. Error plugin: it threw, or what it asked for is not acceptable.
Result<void> stage(const std::string& plugin, const RegisterFunction& register_components,
                   StagedComponents& staged);

// The exception in flight as an Error that owns its text: call inside a catch (...) block. `doing`
// starts the message. Only the first line of the text is kept (LibTorch adds a backtrace).
Error error_in_flight(const std::string& plugin, const std::string& doing);

}  // namespace inkling
