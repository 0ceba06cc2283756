#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inkling/app/plugin_trial.hpp>

#include "support/scratch_folder.hpp"

namespace inkling::app {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

// Programs that stand for inkling with a plugin that does this or that; what a real one does is
// tested from the shell.
class PluginTrial : public testing::Test {
 protected:
  std::string tried(const std::string& script, std::chrono::milliseconds limit = 20s) {
    const auto program = folder_.write("program", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return try_plugin(program, "/some/plugin.so", limit);
  }
  test::ScratchFolder folder_;
};

TEST_F(PluginTrial, WhatIsListedPasses) {
  EXPECT_EQ(tried(R"(echo '{"name":"p","state":"loaded"}')"), "");
  EXPECT_EQ(tried(R"(echo '{"name":"p","state":"refused"}'; exit 4)"), "");
}

TEST_F(PluginTrial, TheProgramIsAskedForThatPluginAlone) {
  setenv("INKLING_PLUGIN_PATH", "/elsewhere", 1);
  EXPECT_EQ(
      tried(R"sh([ "$*" = "--no-default-plugins --plugin /some/plugin.so --json plugins" ] || exit 9
[ -z "$INKLING_PLUGIN_PATH" ] || exit 8
echo '{"state":"loaded"}')sh"),
      "");
  unsetenv("INKLING_PLUGIN_PATH");
}

TEST_F(PluginTrial, FallsAreNamed) {
  EXPECT_THAT(tried("kill -SEGV $$"), HasSubstr("crashed the process that tried it (Segm"));
  EXPECT_THAT(tried("exit 0"), HasSubstr("ended the process that tried it, with exit code 0"));
  EXPECT_THAT(tried("exit 7"), HasSubstr("exit code 7"));
  EXPECT_THAT(tried(R"(echo '{"state":"loaded"}'; kill -ABRT $$)"), HasSubstr("Aborted"));
  EXPECT_THAT(tried("echo nonsense"), HasSubstr("exit code 0"));
  EXPECT_THAT(tried("sleep 100", 300ms), HasSubstr("did not end in 0.3 s"));
  EXPECT_THAT(tried("exec >&-; sleep 100", 300ms), HasSubstr("did not end in 0.3 s"));
}

// More than a pipe holds.
TEST_F(PluginTrial, MuchOutputIsRead) {
  EXPECT_EQ(tried(R"sh(printf '{"state":"loaded","summary":"%0200000d"}\n' 1)sh"), "");
}

// Real plugins that fall are tried from the shell. One that is merely refused says so when it is
// loaded.
TEST_F(PluginTrial, ARehearsalTakesNothingWithIt) {
  EXPECT_EQ(rehearse_plugin("/no/such/plugin.so"), "");
  EXPECT_EQ(rehearse_plugin(folder_.write("p.so", "no plugin")), "");
  EXPECT_THAT(rehearse_plugin("/no/such/plugin.so", 0ms),
              testing::AnyOf("", HasSubstr("did not end")));
}

TEST_F(PluginTrial, AProgramThatCannotBeRunIsSaid) {
  EXPECT_THAT(try_plugin("/no/such/program", "p.so"), HasSubstr("could not be tried"));
}

}  // namespace
}  // namespace inkling::app
