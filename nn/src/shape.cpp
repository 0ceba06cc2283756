#include <algorithm>
#include <charconv>
#include <inkling/nn/shape.hpp>

namespace inkling::nn {

ShapeFields::ShapeFields(const WeightsFile& file, const std::string& format) : file_(file) {
  if (const std::string has = text("format", ""); has != format)
    fault_ = "it is of format '" + has + "', and " + format + " is needed";
}

std::string ShapeFields::text(const std::string& key, const std::string& otherwise) const {
  const auto found = file_.metadata.find(key);
  return found == file_.metadata.end() ? otherwise : found->second;
}

void ShapeFields::refuse(const std::string& key, const std::string& value,
                         const std::string& reason) {
  if (!fault_) fault_ = "metadata '" + key + "' is '" + value + "', " + reason;
}

int ShapeFields::integer(const std::string& name, int otherwise) {
  const std::string key = "model." + name, value = text(key, std::to_string(otherwise));
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size())
    refuse(key, value, "which is no whole number");
  return number;
}

std::size_t ShapeFields::find(const std::string& key, const std::string& value,
                              const std::vector<std::string>& words) {
  const auto found = std::find(words.begin(), words.end(), value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i)
    list += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  refuse(key, value, "not " + list);
  return words.size();
}

std::size_t ShapeFields::choice(const std::string& name, const std::string& otherwise,
                                std::initializer_list<const char*> words) {
  const std::string key = "model." + name;
  const std::size_t found = find(key, text(key, otherwise), {words.begin(), words.end()});
  return found == words.size() ? 0 : found;
}

std::string ShapeFields::word(const std::string& name, const std::string& otherwise,
                              std::string_view words) {
  std::vector<std::string> all;
  for (std::size_t at = 0, bar = 0; bar != words.npos; at = bar + 1) {
    bar = words.find('|', at);
    all.emplace_back(words.substr(at, bar - at));
  }
  const std::string key = "model." + name, value = text(key, otherwise);
  return find(key, value, all) == all.size() ? otherwise : value;
}

Fault check_bounds(std::initializer_list<Bound> bounds) {
  for (const Bound& it : bounds)
    if (it.value < it.low || it.value > it.high)
      return std::string(it.name) + "=" + std::to_string(it.value) + " is outside " +
             std::to_string(it.low) + ".." + std::to_string(it.high);
  return std::nullopt;
}

Fault check_heads(int width, int heads) {
  if (width % heads == 0 && width % 2 == 0) return std::nullopt;
  return "width=" + std::to_string(width) +
         " is not even and a multiple of heads=" + std::to_string(heads);
}

}  // namespace inkling::nn
