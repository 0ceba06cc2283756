// Manifests of plugins: read for every file of a folder before any plugin runs.
#include <inkling/registry.hpp>

#include "fuzz.hpp"
#include "support/scratch_folder.hpp"

namespace inkling::fuzz {
namespace {

void check(std::string_view text) {
  static const test::ScratchFolder folder;
  folder.write("plugin.so", "no plugin");
  folder.write("plugin.json", std::string(text));
  RegistryOptions options;
  options.plugin_dirs = {folder.path()};
  options.use_environment = false;
  options.use_default_dir = false;
  Registry registry(options);
  require(registry.plugins().size() == 1, "a file is a plugin, whatever its manifest says");
  require(!registry.plugins()[0].name.empty(), "a plugin has a name");
  // What it promises is not there.
  for (const std::string& id : registry.ids(Kind::domain)) {
    const auto domain = registry.domain(id);
    require(!domain.ok() && !domain.error().message.empty(), "a promise is no plugin", id);
  }
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  inkling::fuzz::check(inkling::fuzz::text_of(data, size));
  return 0;
}
