// What plugins export: their two aliases and nothing of their own, so that two plugins cannot get
// in each other's way and none is kept from unloading by accident.
#include <gmock/gmock.h>
#include <stdio.h>

#include <array>
#include <sstream>

#include "plugin_folder.hpp"

namespace inkling::test {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::string> lines_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return {};
  std::array<char, 4096> buffer;
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Templates of the standard library that the plugin instantiated, and type information (of function
// types, for std::function): weak, the same everywhere, harmless.
bool of_standard_library(const std::string& symbol) {
  for (const char* start :
       {"_ZSt",    "_ZNSt",  "_ZNKSt",   "_ZTI",   "_ZTS",          "_ZTVSt",         "_ZTTSt",
        "_ZNSa",   "_ZNSs",  "_ZNSo",    "_ZNSi",  "_ZN9__gnu_cxx", "_ZNK9__gnu_cxx", "_ZTVNSt",
        "_ZGVNSt", "_ZGVSt", "_ZGVZNSt", "_ZZNSt", "_ZZNKSt",       "_ZGVZNKSt"})
    if (symbol.starts_with(start)) return true;
  return false;
}

std::vector<std::string> exported(const fs::path& file) {
  std::vector<std::string> names;
  for (const auto& line : lines_of(INKLING_NM " -D --defined-only '" + file.string() + "'")) {
    const std::string name = line.substr(line.rfind(' ') + 1);
    if (!of_standard_library(name)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> unique_symbols(const fs::path& file) {
  std::vector<std::string> found;
  for (const auto& line : lines_of(INKLING_READELF " --dyn-syms -W '" + file.string() + "'"))
    if (line.find(" UNIQUE ") != std::string::npos &&
        !of_standard_library(line.substr(line.rfind(' ') + 1)))
      found.push_back(line);
  return found;
}

std::vector<fs::path> plugins_to_check() {
  std::vector<fs::path> files{PluginFolder::fixture("echo"), PluginFolder::fixture("factories")};
  for (const auto& entry : fs::directory_iterator(INKLING_BUILT_PLUGINS))
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  return files;
}

TEST(Symbols, PluginsExportTheirTwoAliasesOnly) {
#ifdef INKLING_SANITIZED
  GTEST_SKIP() << "sanitizers add symbols of their own";
#endif
  for (const auto& file : plugins_to_check())
    EXPECT_THAT(exported(file),
                UnorderedElementsAre("inkling_plugin_descriptor", "inkling_plugin_register"))
        << file;
}

// A static in an inline function or template of a header exists once per process for as long as
// anyone uses it: state that two plugins would share without knowing.
TEST(Symbols, PluginsHaveNoUniqueSymbolsOfTheirOwn) {
  for (const auto& file : plugins_to_check()) EXPECT_THAT(unique_symbols(file), IsEmpty()) << file;
}

}  // namespace
}  // namespace inkling::test
