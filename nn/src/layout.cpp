#include <cmath>
#include <inkling/nn/layout.hpp>
#include <utility>

namespace inkling::nn {
namespace {

std::size_t size_of(int a, int b = 1) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t n : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(n);
  return text + "]";
}

constexpr std::size_t kLine = 16;  // numbers of a cache line

}  // namespace

Layout::Layout(Source source)
    : source_([source = std::move(source)](const std::string& name, std::size_t count,
                                           const auto&) { return source(name, count); }) {}

Layout Layout::of(const WeightsFile& file) {
  Layout layout([&file](const std::string& name, std::size_t count, const auto&) {
    const auto found = file.tensors.find(name);
    return found == file.tensors.end() || found->second.values.size() != count
               ? nullptr
               : found->second.values.data();
  });
  layout.file_ = &file;
  return layout;
}

std::vector<double> Layout::read(const std::string& name, std::size_t count,
                                 const std::vector<std::int64_t>& shape) {
  const std::vector<std::int64_t> any{static_cast<std::int64_t>(count)};
  const float* data = source_(name, count, shape.empty() ? any : shape);
  if (data != nullptr && file_ != nullptr && !shape.empty())
    if (const std::vector<std::int64_t>& has = file_->tensors.at(name).shape; has != shape) {
      if (!fault_)
        fault_ = "tensor " + name + " has the shape " + shape_text(has) + ", and " +
                 shape_text(shape) + " is expected";
      data = nullptr;
    }
  if (data == nullptr) {
    if (!fault_)
      fault_ = "tensor " + name + " is missing, or has not " + std::to_string(count) + " numbers";
    return std::vector<double>(count, 0.0);
  }
  std::vector<double> numbers(data, data + count);
  for (const double x : numbers)
    if (!std::isfinite(x) && !fault_)
      fault_ = "tensor " + name + " holds a number that is not finite";
  return numbers;
}

int Layout::put(const std::vector<double>& numbers) {
  const int at = static_cast<int>(numbers_.size());
  numbers_.insert(numbers_.end(), numbers.begin(), numbers.end());
  while (numbers_.size() % kLine != 0) numbers_.push_back(0.0);
  return at;
}

Affine Layout::map(const std::vector<double>& weight, const std::vector<double>& shift, int rows,
                   int cols) {
  std::vector<double> forward(weight.size());
  for (int j = 0; j < cols; ++j)
    for (int k = 0; k < rows; ++k)
      forward[size_of(k, cols) + size_of(j)] = weight[size_of(j, rows) + size_of(k)];
  Affine made;
  made.rows = rows;
  made.cols = cols;
  made.w = put(forward);
  made.t = put(weight);
  made.b = shift.empty() ? -1 : put(shift);
  return made;
}

Affine Layout::affine(const std::string& name, int rows, int cols, bool with_shift) {
  const std::vector<double> weight = read(name + ".weight", size_of(rows, cols), {cols, rows});
  const std::vector<double> shift =
      with_shift ? read(name + ".bias", size_of(cols), {cols}) : std::vector<double>();
  return map(weight, shift, rows, cols);
}

Affine Layout::normed(const std::string& name, const std::string& norm, int rows, int cols,
                      int from, int to, bool with_shift) {
  const std::vector<double> weight = read(name + ".weight", size_of(rows, cols), {cols, rows});
  const std::vector<double> bias = with_shift ? read(name + ".bias", size_of(cols), {cols})
                                              : std::vector<double>(size_of(cols), 0.0);
  const std::vector<double> scale = read(norm + ".weight", size_of(rows), {rows});
  const std::vector<double> shift = read(norm + ".bias", size_of(rows), {rows});
  std::vector<double> folded, moved;
  for (int j = from; j < to; ++j) {
    double sum = bias[size_of(j)], mean = 0;
    for (int k = 0; k < rows; ++k) {
      const double x = weight[size_of(j, rows) + size_of(k)];
      folded.push_back(x * scale[size_of(k)]);
      mean += folded.back() / rows;
      sum += x * shift[size_of(k)];
    }
    for (int k = 0; k < rows; ++k) folded[folded.size() - 1 - size_of(k)] -= mean;
    moved.push_back(sum);
  }
  return map(folded, moved, rows, to - from);
}

Affine Layout::table(const std::string& name, int rows, int cols) {
  const std::vector<double> numbers = read(name, size_of(rows, cols), {rows, cols});
  std::vector<double> turned(numbers.size());
  for (int k = 0; k < rows; ++k)
    for (int j = 0; j < cols; ++j)
      turned[size_of(j, rows) + size_of(k)] = numbers[size_of(k, cols) + size_of(j)];
  return map(turned, {}, rows, cols);
}

LayerMaps Layout::layer(const std::string& name, int width, int hidden) {
  const std::string norm = name + ".attention_norm";
  LayerMaps maps;
  maps.query = normed(name + ".qkv", norm, width, 3 * width, 0, width, false);
  maps.keyvalue = normed(name + ".qkv", norm, width, 3 * width, width, 3 * width, false);
  maps.mix = affine(name + ".mix", width, width);
  maps.up = normed(name + ".up", name + ".mlp_norm", width, hidden, 0, hidden);
  maps.down = affine(name + ".down", hidden, width);
  return maps;
}

}  // namespace inkling::nn
