// Session files: every command of the prompt, from a file that somebody else wrote.
#include "fuzz.hpp"
#include "support/scratch_folder.hpp"
#include "unit/repl/prompt.hpp"

namespace inkling::fuzz {
namespace {

void check(std::string_view text) {
  // One of the tiny domain's solvers waits for the end of its time.
  if (text.find("sleep") != text.npos) return;
  static const test::ScratchFolder folder;
  static const bool inside = [] {
    std::filesystem::current_path(folder.path());  // what it names lies here
    return true;
  }();
  static_cast<void>(inside);
  const auto file = folder.write("session.ink", std::string(text));
  const auto other = folder.write("other", "precious");
  repl::Prompt prompt;
  prompt.run({":load " + file.string()});
  const std::string shown = prompt.out.str() + prompt.err.str();
  require(shown.size() < (std::size_t{1} << 26), "what a session shows is bounded");
  std::ifstream in(other, std::ios::binary);
  const std::string kept{std::istreambuf_iterator<char>(in), {}};
  require(kept == "precious", "a session from a file writes no files");
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  inkling::fuzz::check(inkling::fuzz::text_of(data, size));
  return 0;
}
