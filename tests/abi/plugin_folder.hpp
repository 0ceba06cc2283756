// A folder of its own for every test, to be filled with fixture plugins.
#pragma once

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <inkling/registry.hpp>
#include <stdexcept>
#include <string>

namespace inkling::test {

class PluginFolder {
 public:
  PluginFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "inkling-abi-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary folder");
    path_ = name;
  }
  ~PluginFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  PluginFolder(const PluginFolder&) = delete;
  PluginFolder& operator=(const PluginFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  static std::filesystem::path fixture(const std::string& name) {
    return std::filesystem::path(INKLING_FIXTURES) / (name + ".so");
  }
  // Copies a fixture, by default under its own name; the path of the copy.
  std::filesystem::path add(const std::string& name, const std::string& as = "") const {
    const auto target = path_ / ((as.empty() ? name : as) + ".so");
    std::filesystem::copy_file(fixture(name), target);
    return target;
  }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  // Only this folder is searched.
  RegistryOptions options() const {
    RegistryOptions options;
    options.plugin_dirs = {path_};
    options.use_environment = false;
    options.use_default_dir = false;
    return options;
  }

 private:
  std::filesystem::path path_;
};

// Options for files given with --plugin, and nothing else.
inline RegistryOptions only(std::vector<std::filesystem::path> files) {
  RegistryOptions options;
  options.plugins = std::move(files);
  options.use_environment = false;
  options.use_default_dir = false;
  return options;
}

// The plugin whose file has that stem. The test fails (and an empty one is returned) without it.
inline PluginInfo plugin(const Registry& registry, const std::string& stem) {
  for (const auto& info : registry.plugins())
    if (info.path.stem() == stem) return info;
  ADD_FAILURE() << "no plugin file " << stem;
  return {};
}

}  // namespace inkling::test
