// What shells and `man` want to know about a command line, taken from its own description.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace inkling::repl {

// For bash, zsh and fish: sub-commands, options and the values that options may have.
std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);
std::string fish_completion(const CLI::App& app);
// The manual page, section 1, in roff.
std::string manual_page(const CLI::App& app, const std::string& version);

}  // namespace inkling::repl
