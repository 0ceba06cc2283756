#include "plugin_loader.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/dll/shared_library.hpp>
#include <cstdio>
#include <cstdlib>
#include <inkling/base/files.hpp>
#include <inkling/base/screen.hpp>
#include <nlohmann/json.hpp>

#include "elf_symbols.hpp"
#include "guarded.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using boost::dll::load_mode::type;

constexpr const char* kDescriptorAlias = "inkling_plugin_descriptor";
constexpr const char* kRegisterAlias = "inkling_plugin_register";
constexpr std::uintmax_t kMaxManifestBytes = 1u << 20;

Error refusal(std::string reason) {
  return Error{ErrorCode::plugin, std::move(reason)};
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

// Boost wraps the text of dlerror(); only that part helps a person.
std::string dlerror_part(std::string_view text) {
  constexpr std::string_view kStart = "dlerror system message: ";
  if (const auto at = text.find(kStart); at != text.npos) {
    text.remove_prefix(at + kStart.size());
    text = text.substr(0, text.rfind("): "));
  }
  return first_line(text);
}

// "libtorch.so.1.13: cannot open shared object file: No such file or directory" with the cure.
std::string explain_dlerror(const std::string& text) {
  if (text.find("cannot open shared object file") != text.npos) {
    const std::string library = text.substr(0, text.find(':'));
    if (library.starts_with("libtorch") || library.starts_with("libc10"))
      return text + ": is LibTorch installed? (Debian: apt install libtorch-dev)";
    return fmt::format("{}: install the package that has {}, or add its folder to LD_LIBRARY_PATH",
                       text, library);
  }
  if (text.find("undefined symbol") != text.npos)
    return text + ": rebuild the plugin against this inkling, linked with -Wl,--no-undefined";
  return text;
}

Result<void> check_descriptor(const PluginDescriptor& d) {
  const std::string here = fmt::format("{}.{}", INKLING_ABI_MAJOR, INKLING_ABI_MINOR);
  if (d.abi_major != INKLING_ABI_MAJOR)
    return refusal(
        fmt::format("built for plugin ABI {}.{}, this kernel has {}: rebuild the plugin "
                    "against inkling {}",
                    d.abi_major, d.abi_minor, here, kernel_version()));
  if (d.struct_size < sizeof(PluginDescriptor))
    return refusal(
        fmt::format("its descriptor has {} bytes, this kernel expects at least {}: rebuild "
                    "the plugin",
                    d.struct_size, sizeof(PluginDescriptor)));
  if (d.abi_minor > INKLING_ABI_MINOR)
    return refusal(
        fmt::format("needs plugin ABI {}.{}, this kernel has {}: update inkling, or "
                    "rebuild the plugin against inkling {}",
                    d.abi_major, d.abi_minor, here, kernel_version()));
  const std::string_view tag = d.abi_tag ? d.abi_tag : "";
  if (tag != kernel_abi_tag())
    return refusal(
        fmt::format("compiled as {}, this kernel as {}: rebuild the plugin with the same "
                    "compiler, standard library and options",
                    tag, kernel_abi_tag()));
  if (!d.name || !*d.name || !d.version || !d.summary)
    return refusal("its descriptor lacks a name, version or summary: use INKLING_PLUGIN(..)");
  return {};
}

std::string text_or_empty(const nlohmann::json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool valid_id(std::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_+-.").find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<Manifest> read_manifest(const fs::path& file) {
  std::string text;
  if (const files::Fault fault = files::read_file(file, kMaxManifestBytes, text))
    return Error{ErrorCode::io,
                 fmt::format("manifest {} cannot be read: {}", file.string(), *fault)};
  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object())
    return Error{ErrorCode::parse, fmt::format("manifest {} is not a JSON object", file.string())};
  Manifest manifest{text_or_empty(json, "name"),
                    text_or_empty(json, "version"),
                    text_or_empty(json, "summary"),
                    text_or_empty(json, "abi_tag"),
                    {},
                    json.contains("provides"),
                    {}};
  const auto bad = [&](const char* key, const char* expected) {
    return Error{ErrorCode::parse,
                 fmt::format("manifest {}: '{}' must be {}", file.string(), key, expected)};
  };
  if (manifest.name.empty()) return bad("name", "a text");
  const auto list = [&](const char* key) { return json.value(key, nlohmann::json::array()); };
  const auto provides = list("provides");
  if (!provides.is_array()) return bad("provides", "a list of {\"kind\":..,\"id\":..}");
  for (const auto& item : provides) {
    if (!item.is_object()) return bad("provides", "a list of {\"kind\":..,\"id\":..}");
    const auto kind = kind_of(text_or_empty(item, "kind"));
    if (!kind)
      return Error{ErrorCode::parse, fmt::format("manifest {}: there is no kind '{}' of component",
                                                 file.string(), text_or_empty(item, "kind"))};
    manifest.provides.push_back({*kind, text_or_empty(item, "id")});
  }
  const auto needs = list("needs");
  if (!needs.is_array()) return bad("needs", "a list of texts");
  for (const auto& item : needs) {
    if (!item.is_string()) return bad("needs", "a list of texts");
    manifest.needs.push_back(item.get<std::string>());
  }
  return manifest;
}

Kind kind_of(const AnyFactory& factory) {
  // In the order of AnyFactory.
  constexpr std::array kKinds = {Kind::domain,      Kind::language, Kind::inductor,
                                 Kind::interpreter, Kind::searcher, Kind::trainer,
                                 Kind::task_reader};
  static_assert(kKinds.size() == std::variant_size_v<AnyFactory>);
  return kKinds[factory.index()];
}

void StagedComponents::note(Kind kind, const std::string& id, bool has_factory) {
  Provided entry{kind, id};
  std::string problem;
  if (!valid_id(id))
    problem =
        fmt::format("{} id '{}' is not one word of letters, digits and _+-.", to_text(kind), id);
  else if (!has_factory)
    problem = fmt::format("{} '{}' has an empty factory", to_text(kind), id);
  else if (std::find(provides_.begin(), provides_.end(), entry) != provides_.end())
    problem = fmt::format("{} '{}' is registered twice", to_text(kind), id);
  if (problem_.empty()) problem_ = std::move(problem);
  provides_.push_back(std::move(entry));
}

void StagedComponents::add_component(std::string id, AnyFactory factory) {
  const bool filled = std::visit([](const auto& it) { return static_cast<bool>(it); }, factory);
  note(kind_of(factory), id, filled);
  components.push_back({std::move(id), std::move(factory)});
}

void StagedComponents::add_solver(SolverPreset preset) {
  note(Kind::solver, preset.id, true);
  solvers.push_back(std::move(preset));
}

Result<void> inspect_plugin(const fs::path& file) {
  std::error_code ec;
  const auto status = fs::status(file, ec);
  if (!fs::exists(status)) return refusal("no such file: check the path");
  if (fs::is_directory(status)) return refusal("is a folder: give folders with --plugin-dir");
  if (!fs::is_regular_file(status)) return refusal("not a regular file");
  const auto symbols = exported_symbols(file);
  if (!symbols) return symbols.error();
  const auto exports = [&](const char* name) {
    return std::find(symbols->begin(), symbols->end(), name) != symbols->end();
  };
  if (!exports(kDescriptorAlias) || !exports(kRegisterAlias))
    return refusal(
        fmt::format("not an inkling plugin: it does not export {} and {}; a plugin says "
                    "INKLING_PLUGIN(..) in one of its sources",
                    kDescriptorAlias, kRegisterAlias));
  return {};
}

namespace {

// The plugin whose code runs while it is loaded.
std::atomic<const char*> g_loading{nullptr};

// A plugin that calls exit() while it is loaded would end the program without a word and with exit
// code 0, as if all were well.
class LoadingMark {
 public:
  explicit LoadingMark(const char* file) {
    static const bool watched = std::atexit([] {
                                  const char* name = g_loading.load();
                                  if (name == nullptr) return;
                                  std::fprintf(stderr,
                                               "error: plugin %s ended the program while it was "
                                               "loaded; leave it out\n",
                                               screen::printable(name).c_str());
                                  std::_Exit(kEnded);
                                }) == 0;
    static_cast<void>(watched);
    g_loading = file;
  }
  ~LoadingMark() { g_loading = nullptr; }
  LoadingMark(const LoadingMark&) = delete;
  LoadingMark& operator=(const LoadingMark&) = delete;

 private:
  static constexpr int kEnded = 4;  // as for a plugin that is refused
};

}  // namespace

Result<OpenPlugin> open_plugin(const fs::path& file) {
  if (auto looks_right = inspect_plugin(file); !looks_right) return looks_right.error();
  const LoadingMark mark(file.c_str());
  OpenPlugin plugin;
  try {
    // Now, not lazily: a missing symbol must be a refusal here, not a crash an hour later.
    plugin.library = std::make_shared<boost::dll::shared_library>(
        fs::absolute(file), type::rtld_now | type::rtld_local);
    plugin.descriptor = &plugin.library->get_alias<const PluginDescriptor>(kDescriptorAlias);
    plugin.register_components = &plugin.library->get_alias<void(Registrar&)>(kRegisterAlias);
  } catch (const std::exception& e) {
    return refusal(explain_dlerror(dlerror_part(e.what())));
  }
  if (auto accepted = check_descriptor(*plugin.descriptor); !accepted) return accepted.error();
  return plugin;
}

Result<void> pin_plugin(const fs::path& file) {
  try {
    // Boost.DLL has no mode for it; unknown bits pass straight to dlopen. The mark stays when this
    // second handle is closed.
    boost::dll::shared_library pin(
        fs::absolute(file), static_cast<type>(RTLD_NODELETE) | type::rtld_now | type::rtld_local);
  } catch (const std::exception& e) {
    return refusal("cannot be pinned: " + dlerror_part(e.what()));
  }
  return {};
}

Result<void> stage(const std::string& plugin, const RegisterFunction& register_components,
                   StagedComponents& staged) {
  const LoadingMark mark(plugin.c_str());
  try {
    register_components(staged);
  } catch (...) {
    return error_in_flight(plugin, "registration failed");
  }
  if (!staged.problem().empty())
    return Error{ErrorCode::plugin, "registration refused: " + staged.problem(), {}, {}, plugin};
  return {};
}

Error error_in_flight(const std::string& plugin, const std::string& doing) {
  Error error = detail::current_plugin_error(plugin);
  error.code = ErrorCode::plugin;
  error.message = doing + ": " + error.message;
  return error;
}

}  // namespace inkling
