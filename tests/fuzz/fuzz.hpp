// What the fuzz targets share. A target defines LLVMFuzzerTestOneInput; a law that does not hold
// ends the process, which is what libFuzzer and the replay in the tests look for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace inkling::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void require(bool holds, std::string_view law, const std::string& about = {}) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: broken: %.*s: %s\n", static_cast<int>(law.size()), law.data(),
               about.c_str());
  std::abort();
}

}  // namespace inkling::fuzz
