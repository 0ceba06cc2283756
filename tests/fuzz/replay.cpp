// Runs a fuzz target over files and folders of files, and over changed copies of them: main() where
// libFuzzer does not give one. The changes are the same on every run; `scripts/fuzz` looks for new
// ones for as long as it is given.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <random>
#include <vector>

#include "fuzz.hpp"

namespace {

namespace fs = std::filesystem;

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kCopies = 100;  // of every file

std::optional<Bytes> read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::cerr << "cannot read " << path << "\n";
    return std::nullopt;
  }
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

// A copy of its own, so that a read past the end is seen by a sanitizer.
void run(const Bytes& bytes) {
  const Bytes data(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(data.data(), data.size());
}

// One to four changes: a byte set or left out, a mark that grammars and formats look at put in, a
// piece left out or repeated, the rest taken from another file.
Bytes changed(Bytes data, const std::vector<Bytes>& corpus, std::mt19937& random) {
  constexpr char kMarks[] = "()[]{},;:\"'\\-0919.=<>|\n\t \0\xff\xc3";
  const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const std::size_t at = below(data.size() + 1);
    const auto here = data.begin() + static_cast<std::ptrdiff_t>(at);
    const auto piece_end =
        here + static_cast<std::ptrdiff_t>(below(std::min<std::size_t>(data.size() - at, 16) + 1));
    switch (below(6)) {
      case 0:
        if (at < data.size()) *here = static_cast<std::uint8_t>(random());
        break;
      case 1:
        if (at < data.size()) data.erase(here);
        break;
      case 2:
        data.insert(here, static_cast<std::uint8_t>(kMarks[below(sizeof kMarks - 1)]));
        break;
      case 3:
        data.erase(here, piece_end);
        break;
      case 4: {
        const Bytes piece(here, piece_end);
        data.insert(here, piece.begin(), piece.end());
        break;
      }
      default: {
        const Bytes& other = corpus[below(corpus.size())];
        const auto from = other.begin() + static_cast<std::ptrdiff_t>(below(other.size() + 1));
        data.erase(here, data.end());
        data.insert(data.end(), from, other.end());
      }
    }
  }
  return data;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      files.emplace_back(argv[i]);
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(argv[i]))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());  // the same changes on every file system
  std::vector<Bytes> corpus;
  for (const fs::path& file : files) {
    std::optional<Bytes> bytes = read(file);
    if (!bytes) return 1;
    corpus.push_back(std::move(*bytes));
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::cout << files[i].filename().string()
              << std::endl;  // the last one named is the one that fell
    run(corpus[i]);
    std::mt19937 random(static_cast<std::uint32_t>(i));
    for (std::size_t copy = 0; copy < kCopies; ++copy) run(changed(corpus[i], corpus, random));
  }
  std::cout << files.size() << " inputs replayed, each with " << kCopies << " changed copies\n";
  return files.empty() ? 1 : 0;  // an empty corpus tests nothing
}
