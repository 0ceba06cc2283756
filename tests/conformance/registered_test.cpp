// Runs the conformance suite over everything that the plugins of this build register: the subjects
// are asked of the registry when the tests start, so that a new component is tested by being there.
#include <gtest/gtest.h>

#include <algorithm>
#include <inkling/conformance.hpp>
#include <sstream>

#include "support/built_plugins.hpp"

namespace inkling {
namespace {

using test::built_plugins;

std::string subject(Kind kind, const std::string& id) {
  return std::string(to_text(kind)) + ":" + id;
}

// "domain:lists", "searcher:random", ...
std::vector<std::string> subjects() {
  Registry registry(built_plugins());
  registry.load_all();
  std::vector<std::string> all;
  for (const Kind kind : kAllKinds)
    for (const std::string& id : registry.ids(kind)) all.push_back(subject(kind, id));
  return all;
}

bool needs_libtorch(Registry& registry, const std::string& text) {
  const std::size_t colon = text.find(':');
  const auto kind = kind_of(text.substr(0, colon));
  const std::string plugin = registry.provider(*kind, text.substr(colon + 1));
  const auto& plugins = registry.plugins();
  return std::any_of(plugins.begin(), plugins.end(), [&](const PluginInfo& info) {
    return info.name == plugin &&
           std::find(info.needs.begin(), info.needs.end(), "libtorch") != info.needs.end();
  });
}

class Registered : public testing::TestWithParam<std::string> {};

TEST_P(Registered, KeepsItsPromises) {
  Registry registry(built_plugins());
  ConformanceOptions options;
  // Instrumented code runs several times slower, also after it was told to stop.
  if (INKLING_SANITIZED) options.slack = std::chrono::seconds(2);
  // So do references on LibTorch, which evaluate sixteen starts between two looks at the clock.
  if (needs_libtorch(registry, GetParam())) options.slack = std::chrono::seconds(1);
  const Result<ConformanceReport> report = run_conformance(registry, GetParam(), options);
  ASSERT_TRUE(report) << to_text(report.error());
  EXPECT_TRUE(report->passed()) << to_text(*report, false);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  const auto ordinary = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  std::replace_if(
      name.begin(), name.end(), [&](char c) { return !ordinary(c); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Everything, Registered, testing::ValuesIn(subjects()), test_name);

TEST(RegisteredPlugins, EveryPluginOfTheBuildIsTested) {
  Registry registry(built_plugins());
  registry.load_all();
  const std::vector<std::string> tested = subjects();
  std::istringstream names(INKLING_BUILT_PLUGINS);
  std::size_t count = 0;
  for (std::string name; std::getline(names, name, ','); ++count) {
    const auto& plugins = registry.plugins();
    const auto it = std::find_if(plugins.begin(), plugins.end(),
                                 [&](const PluginInfo& plugin) { return plugin.name == name; });
    ASSERT_NE(it, plugins.end()) << "plugin '" << name << "' is built and not found";
    ASSERT_EQ(it->state, PluginState::loaded) << name << ": " << it->reason;
    EXPECT_FALSE(it->provides.empty()) << "plugin '" << name << "' registers nothing";
    for (const Provided& provided : it->provides)
      EXPECT_EQ(std::count(tested.begin(), tested.end(), subject(provided.kind, provided.id)), 1)
          << to_text(provided.kind) << " " << provided.id << " of plugin '" << name
          << "' is not tested";
  }
  EXPECT_GT(count, 0U);
}

}  // namespace
}  // namespace inkling
