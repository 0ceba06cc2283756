// What is there, as text and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/inventory.hpp>

namespace inkling::app {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

PluginInfo some_plugin() {
  PluginInfo plugin;
  plugin.name = "tides";
  plugin.version = "1.2";
  plugin.summary = "high and low";
  plugin.path = "/a/tides.so";
  plugin.provides = {{Kind::domain, "sea"}, {Kind::solver, "moon"}};
  return plugin;
}

TEST(Inventory, APluginAsJson) {
  PluginInfo plugin = some_plugin();
  const std::string json = to_json(plugin);
  EXPECT_THAT(json, HasSubstr(R"({"name":"tides","version":"1.2","summary":"high and low",)"));
  EXPECT_THAT(json, HasSubstr(R"("provides":[{"kind":"domain","id":"sea"},)"));
  EXPECT_THAT(json, HasSubstr(R"("needs":[],"reason":null})"));
  plugin.reason = "too \xFF old";  // bytes that are no text
  EXPECT_THAT(to_json(plugin), HasSubstr(R"("reason":"too )"));
}

TEST(Inventory, APluginAsText) {
  PluginInfo plugin = some_plugin();
  EXPECT_THAT(to_text(plugin), HasSubstr("provides domain sea, solver moon\n"));
  EXPECT_THAT(to_text(plugin), HasSubstr("/a/tides.so\n"));
  plugin.needs = {"libmoon"};
  plugin.reason = "no moon";
  EXPECT_THAT(to_text(plugin), HasSubstr("needs libmoon\n"));
  EXPECT_TRUE(to_text(plugin).ends_with(" no moon\n"));
}

TEST(Inventory, TheProcessorHasAnInstructionSetAndAPeak) {
  EXPECT_THAT(processor_text(),
              MatchesRegex(".+; [0-9]+ threads? reach [0-9]+ GFLOP/s .float32. in registers, .+"));
}

}  // namespace
}  // namespace inkling::app
