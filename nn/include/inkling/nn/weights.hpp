// Reader and writer of safetensors files (a length, a JSON header, raw little-endian numbers), the
// part of the format that inkling uses: float32 tensors and text metadata. Free of LibTorch and of
// other libraries. At most 1 GiB, of which 1 MiB and 10,000 names are the header.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace inkling::nn {

struct TensorData {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major
};

struct WeightsFile {
  std::map<std::string, std::string> metadata;
  std::map<std::string, TensorData> tensors;
};

// What went wrong, naming the file, or nullopt.
using Fault = std::optional<std::string>;

// A kill, or a full disk, leaves the old file or the new one.
Fault write_weights(const std::filesystem::path& path, const WeightsFile& weights);
// Checks the header against the file's size before it reads numbers; refuses files that are
// truncated, have overlapping or missing ranges, other number types or non-finite numbers, and what
// is no regular file. `out` is only changed on success.
Fault read_weights(const std::filesystem::path& path, WeightsFile& out);

// The metadata alone: the same checks, without reading the numbers. `out` is only changed on
// success.
Fault read_metadata(const std::filesystem::path& path, std::map<std::string, std::string>& out);

}  // namespace inkling::nn
