// Weights files: the header is what somebody else wrote.
#include <inkling/nn/weights.hpp>

#include "fuzz.hpp"
#include "support/scratch_folder.hpp"

namespace inkling::fuzz {
namespace {

void check(std::string_view text) {
  static const test::ScratchFolder folder;
  const auto path = folder.write("w.safetensors", std::string(text));
  nn::WeightsFile file;
  std::map<std::string, std::string> metadata;
  const nn::Fault whole = nn::read_weights(path, file);
  const nn::Fault header = nn::read_metadata(path, metadata);
  require(!header || whole, "what has no metadata has no weights", header.value_or(""));
  if (whole) {
    require(whole->find(path.filename().string()) != whole->npos, "a fault names the file", *whole);
    require(file.tensors.empty() && file.metadata.empty(), "a fault leaves nothing behind");
    return;
  }
  require(metadata == file.metadata, "both readers read the same metadata");
  for (const auto& [name, tensor] : file.tensors) {
    std::size_t count = 1;
    for (const std::int64_t extent : tensor.shape) count *= static_cast<std::size_t>(extent);
    require(count == tensor.values.size(), "a tensor has as many numbers as its shape says", name);
  }
  const auto copy = folder / "copy.safetensors";
  nn::WeightsFile back;
  require(!nn::write_weights(copy, file) && !nn::read_weights(copy, back),
          "weights that were read can be written and read");
  require(back.metadata == file.metadata && back.tensors.size() == file.tensors.size(),
          "and are the same");
}

}  // namespace
}  // namespace inkling::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  inkling::fuzz::check(inkling::fuzz::text_of(data, size));
  return 0;
}
