// Every plugin built here: its manifest says exactly what the plugin says once it is loaded.
#include <gmock/gmock.h>

#include "plugin_folder.hpp"

namespace inkling::test {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

TEST(Manifests, SayWhatThePluginsRegister) {
  RegistryOptions options;
  options.plugin_dirs = {INKLING_BUILT_PLUGINS};
  options.use_environment = false;
  options.use_default_dir = false;
  Registry registry(options);
  const std::vector<PluginInfo> listed = registry.plugins();
  registry.load_all();
  const std::vector<PluginInfo>& loaded = registry.plugins();
  ASSERT_EQ(listed.size(), loaded.size());
  ASSERT_FALSE(listed.empty()) << "no plugin in " << INKLING_BUILT_PLUGINS;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    SCOPED_TRACE(listed[i].path);
    EXPECT_TRUE(
        std::filesystem::exists(std::filesystem::path(listed[i].path).replace_extension(".json")));
    EXPECT_EQ(loaded[i].state, PluginState::loaded);
    EXPECT_THAT(loaded[i].reason, IsEmpty());
    EXPECT_EQ(listed[i].name, loaded[i].name);
    EXPECT_EQ(listed[i].version, loaded[i].version);
    EXPECT_EQ(listed[i].summary, loaded[i].summary);
    EXPECT_EQ(listed[i].abi_tag, loaded[i].abi_tag);
    std::vector<std::string> promised, registered;
    for (const auto& p : listed[i].provides)
      promised.push_back(std::string(to_text(p.kind)) + ":" + p.id);
    for (const auto& p : loaded[i].provides)
      registered.push_back(std::string(to_text(p.kind)) + ":" + p.id);
    EXPECT_THAT(promised, UnorderedElementsAreArray(registered));
  }
}

}  // namespace
}  // namespace inkling::test
