// Which symbols a shared object exports, read from the file: no code of it runs. Written here
// because boost::dll::library_info of Boost 1.74 reads symbol names from the wrong string table
// (and past its end), and finds none at all in a stripped file.
#pragma once

#include <filesystem>
#include <inkling/result.hpp>
#include <string>
#include <vector>

namespace inkling {

// Names of the defined dynamic symbols. Every offset in the file is checked against its size. Error
// plugin: unreadable, not a 64-bit ELF file of this machine, truncated or damaged.
Result<std::vector<std::string>> exported_symbols(const std::filesystem::path& file);

}  // namespace inkling
