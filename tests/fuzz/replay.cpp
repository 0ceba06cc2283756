// Runs a fuzz target over files and folders of files: main() where libFuzzer does not give one.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "fuzz.hpp"

namespace {

namespace fs = std::filesystem;

bool replay(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::cerr << "cannot read " << path << "\n";
    return false;
  }
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  // A copy of its own, so that a read past the end is seen by a sanitizer.
  const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
  std::cout << path.filename().string() << std::endl;
  LLVMFuzzerTestOneInput(data.data(), data.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      if (!replay(argv[i])) return 1;
      ++count;
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(argv[i])) {
      if (!replay(entry.path())) return 1;
      ++count;
    }
  }
  std::cout << count << " inputs replayed\n";
  return count > 0 ? 0 : 1;  // an empty corpus tests nothing
}
