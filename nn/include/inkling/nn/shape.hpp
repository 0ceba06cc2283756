// What the shapes of networks have in common: read from a file's metadata, checked, and counted.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <inkling/nn/weights.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::nn {

// A shape's fields in the metadata of weights, "model.NAME". One that is younger than the file has
// the meaning of `otherwise`. The first fault is kept.
class ShapeFields {
 public:
  // Fault: a file of another format. The file must outlive them.
  ShapeFields(const WeightsFile& file, const std::string& format);

  // Fault: no whole number.
  int integer(const std::string& name, int otherwise);
  // Where the word stands in `words`. Fault: it is none of them; 0 then.
  std::size_t choice(const std::string& name, const std::string& otherwise,
                     std::initializer_list<const char*> words);
  // One of the words of "a|b|c". Fault: it is none of them; `otherwise` then.
  std::string word(const std::string& name, const std::string& otherwise, std::string_view words);
  const Fault& fault() const { return fault_; }

 private:
  std::string text(const std::string& key, const std::string& otherwise) const;
  std::size_t find(const std::string& key, const std::string& value,
                   const std::vector<std::string>& words);
  void refuse(const std::string& key, const std::string& value, const std::string& reason);

  const WeightsFile& file_;
  Fault fault_;
};

struct Bound {
  const char* name;
  int value, low, high;
};
// "width=5000 is outside 2..4096", of the first that is; nullopt when none is.
Fault check_bounds(std::initializer_list<Bound> bounds);
// A width is shared out among heads, and halved by what embeds pairs.
Fault check_heads(int width, int heads);

// Floating-point operations, 2 per multiply-add of the dense maps and of attention, that one
// program on one example takes: forward, and backward with respect to the program. Work that an
// engine repeats is not counted.
struct Work {
  double forward = 0, backward = 0;
};

}  // namespace inkling::nn
