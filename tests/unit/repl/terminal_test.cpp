#include "terminal.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace inkling::repl {
namespace {

TEST(Terminal, ColorsFollowTheChoiceAndTheEnvironment) {
  ::setenv("TERM", "xterm", 1);
  ::unsetenv("NO_COLOR");
  EXPECT_TRUE(colors_wanted(ColorChoice::automatic, true));
  EXPECT_FALSE(colors_wanted(ColorChoice::automatic, false));
  ::setenv("TERM", "dumb", 1);
  EXPECT_FALSE(colors_wanted(ColorChoice::automatic, true));
  ::setenv("TERM", "xterm", 1);
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(colors_wanted(ColorChoice::automatic, true));
  EXPECT_TRUE(colors_wanted(ColorChoice::always, false));
  ::unsetenv("NO_COLOR");
  EXPECT_FALSE(colors_wanted(ColorChoice::never, true));
}

}  // namespace
}  // namespace inkling::repl
