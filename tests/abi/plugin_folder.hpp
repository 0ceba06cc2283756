// A folder of its own for every test, to be filled with fixture plugins.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <inkling/registry.hpp>
#include <string>

#include "support/scratch_folder.hpp"

namespace inkling::test {

class PluginFolder {
 public:
  const std::filesystem::path& path() const { return scratch_.path(); }
  static std::filesystem::path fixture(const std::string& name) {
    return std::filesystem::path(INKLING_FIXTURES) / (name + ".so");
  }
  // Copies a fixture, by default under its own name; the path of the copy.
  std::filesystem::path add(const std::string& name, const std::string& as = "") const {
    const auto target = scratch_ / ((as.empty() ? name : as) + ".so");
    std::filesystem::copy_file(fixture(name), target);
    return target;
  }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    return scratch_.write(name, text);
  }
  // Only this folder is searched.
  RegistryOptions options() const {
    RegistryOptions options;
    options.plugin_dirs = {path()};
    options.use_environment = false;
    options.use_default_dir = false;
    return options;
  }

 private:
  ScratchFolder scratch_;
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
