// Loading a plugin in a process of its own first: code that crashes, hangs or ends the program
// while it is loaded takes only that process with it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace inkling::app {

// Why the plugin must not be loaded, or empty. `program` is inkling itself: it is run as `program
// --no-default-plugins --plugin FILE --json plugins`, with nothing to read, and killed after
// `limit`. A plugin that is merely refused passes: it will be refused here, too, and say why.
std::string try_plugin(const std::filesystem::path& program, const std::filesystem::path& plugin,
                       std::chrono::milliseconds limit = std::chrono::seconds(30));

// The same in a copy of this process (fork), which loads the plugin, makes each of its components
// and ends. Whether a damaged file crashes depends on where the loader puts it: the copy has the
// addresses that this process will have, which a process of its own has not. For a plugin that
// passed try_plugin.
std::string rehearse_plugin(const std::filesystem::path& plugin,
                            std::chrono::milliseconds limit = std::chrono::seconds(30));

}  // namespace inkling::app
