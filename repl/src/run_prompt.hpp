// The prompt as a program: banner, start-up file, and lines from a terminal, a pipe or -c.
#pragma once

#include "cli.hpp"

namespace inkling::repl {

struct PromptOptions {
  std::vector<std::string> lines{};  // of -c; empty: standard input is read
  bool batch = false;                // no prompt, banner and start-up file on a terminal either
  bool no_init = false;              // no start-up file
  bool json = false;
};
// Runs the lines until they end, or :quit or Ctrl-C does; blocks as long. Returns the exit code.
int run_prompt(Context& context, const PromptOptions& prompt);

}  // namespace inkling::repl
