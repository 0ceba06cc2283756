#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <inkling/nn/weights.hpp>
#include <sstream>
#include <string_view>
#include <system_error>

namespace inkling::nn {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr std::uint64_t kMaxHeader = 16u << 20;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 31;

void write_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      constexpr const char* kHex = "0123456789abcdef";
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string header_of(const WeightsFile& weights) {
  std::string out = "{\"__metadata__\":{";
  bool first = true;
  for (const auto& [key, value] : weights.metadata) {
    if (!first) out += ',';
    first = false;
    write_string(out, key);
    out += ':';
    write_string(out, value);
  }
  out += '}';
  std::size_t offset = 0;
  for (const auto& [name, tensor] : weights.tensors) {
    out += ',';
    write_string(out, name);
    out += ":{\"dtype\":\"F32\",\"shape\":[";
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
      if (i > 0) out += ',';
      out += std::to_string(tensor.shape[i]);
    }
    const std::size_t end = offset + tensor.values.size() * sizeof(float);
    out += "],\"data_offsets\":[" + std::to_string(offset) + "," + std::to_string(end) + "]}";
    offset = end;
  }
  out += '}';
  while (out.size() % 8 != 0) out += ' ';  // the numbers start at a multiple of 8
  return out;
}

struct Entry {
  std::string type;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> offsets;
};

// The JSON of a header: objects of texts and of {dtype, shape, data_offsets}. Any departure ends
// with ok() == false.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : text_(text) {}

  bool read(std::map<std::string, std::string>& metadata, std::map<std::string, Entry>& entries) {
    read_object([&](const std::string& name) {
      if (name == "__metadata__")
        read_object([&](const std::string& key) { metadata[key] = read_string(); });
      else if (!entries.emplace(name, read_entry()).second)
        ok_ = false;  // the same name twice
    });
    skip_space();
    return ok_ && at_ == text_.size();
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \n\r\t").find(text_[at_]) != text_.npos) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void need(char c) {
    if (!take(c)) ok_ = false;
  }

  template <class F>
  void read_object(F&& member) {
    need('{');
    if (!ok_ || take('}')) return;
    do {
      const std::string key = read_string();
      need(':');
      if (ok_) member(key);
    } while (ok_ && take(','));
    need('}');
  }

  std::string read_string() {
    std::string out;
    need('"');
    while (ok_) {
      if (at_ >= text_.size()) return ok_ = false, out;
      const char c = text_[at_++];
      if (c == '"') return out;
      if (c == '\\')
        read_escape(out);
      else
        out += c;
    }
    return out;
  }

  void read_escape(std::string& out) {
    if (at_ >= text_.size()) {
      ok_ = false;
      return;
    }
    const char c = text_[at_++];
    constexpr std::string_view kFrom = "\"\\/bfnrt";
    constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    if (const std::size_t i = kFrom.find(c); i != kFrom.npos) {
      out += kTo[i];
      return;
    }
    unsigned code = 0;
    const char* begin = text_.data() + at_;
    if (c != 'u' || text_.size() - at_ < 4 ||
        std::from_chars(begin, begin + 4, code, 16).ptr != begin + 4 || code > 0x7F) {
      ok_ = false;  // names and metadata of inkling are ASCII or raw UTF-8
      return;
    }
    at_ += 4;
    out += static_cast<char>(code);
  }

  std::vector<std::int64_t> read_integers() {
    std::vector<std::int64_t> out;
    need('[');
    if (!ok_ || take(']')) return out;
    do {
      skip_space();
      std::int64_t value = 0;
      const auto [end, error] =
          std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
      if (error != std::errc() || value < 0) return ok_ = false, out;
      at_ = static_cast<std::size_t>(end - text_.data());
      out.push_back(value);
    } while (take(','));
    need(']');
    return out;
  }

  Entry read_entry() {
    Entry entry;
    read_object([&](const std::string& key) {
      if (key == "dtype")
        entry.type = read_string();
      else if (key == "shape")
        entry.shape = read_integers();
      else if (key == "data_offsets")
        entry.offsets = read_integers();
      else
        ok_ = false;
    });
    return entry;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

// Number of elements, or -1 when it is beyond any model.
std::int64_t element_count(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t n : shape) {
    if (n > kMaxElements || count * n > kMaxElements) return -1;
    count *= n;
  }
  return count;
}

// Why an entry cannot be read from `size` bytes of numbers, or "".
std::string find_fault(const Entry& entry, std::uint64_t size) {
  if (entry.type != "F32") return "has numbers of type '" + entry.type + "', and F32 is expected";
  const std::int64_t count = element_count(entry.shape);
  if (count < 0 || entry.offsets.size() != 2) return "has no usable shape or range";
  const std::int64_t bytes = entry.offsets[1] - entry.offsets[0];
  if (bytes != count * static_cast<std::int64_t>(sizeof(float)))
    return "has a shape of " + std::to_string(count) + " numbers and a range of " +
           std::to_string(bytes) + " bytes";
  if (static_cast<std::uint64_t>(entry.offsets[1]) > size)
    return "ends at byte " + std::to_string(entry.offsets[1]) + " of " + std::to_string(size) +
           ": the file is truncated";
  return "";
}

std::string whole_file(const std::filesystem::path& path, bool& ok) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (in) out << in.rdbuf();
  ok = in.good() || in.eof();
  return std::move(out).str();
}

}  // namespace

Fault write_weights(const std::filesystem::path& path, const WeightsFile& weights) {
  const std::filesystem::path beside = path.string() + ".part";
  const auto refused = [&](const std::string& reason) {
    return "cannot write " + path.string() + ": " + reason;
  };
  {
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    if (!out) return refused(beside.string() + " cannot be opened");
    const std::string header = header_of(weights);
    const std::uint64_t size = header.size();
    out.write(reinterpret_cast<const char*>(&size), sizeof(size));
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    for (const auto& [name, tensor] : weights.tensors)
      out.write(reinterpret_cast<const char*>(tensor.values.data()),
                static_cast<std::streamsize>(tensor.values.size() * sizeof(float)));
    out.flush();
    if (!out) return refused("writing failed; is the disk full?");
  }
  std::error_code error;
  std::filesystem::rename(beside, path, error);
  if (error) return refused(error.message());
  return std::nullopt;
}

Fault read_metadata(const std::filesystem::path& path, std::map<std::string, std::string>& out) {
  const auto refused = [&](const std::string& reason) {
    return "cannot use the weights " + path.string() + ": " + reason;
  };
  // A FIFO or a device would keep whoever opens it.
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return refused("it is no regular file");
  std::ifstream in(path, std::ios::binary);
  std::uint64_t header = 0;
  if (!in.read(reinterpret_cast<char*>(&header), sizeof(header)))
    return refused("it is too short to be a safetensors file");
  if (header > kMaxHeader || header > std::filesystem::file_size(path, ignored) - sizeof(header))
    return refused("its header is cut off, or it is no safetensors file");
  std::string text(header, '\0');
  std::map<std::string, std::string> metadata;
  std::map<std::string, Entry> entries;
  if (!in.read(text.data(), static_cast<std::streamsize>(header)) ||
      !HeaderReader(text).read(metadata, entries))
    return refused("its header is not the JSON of a safetensors file");
  out = std::move(metadata);
  return std::nullopt;
}

Fault read_weights(const std::filesystem::path& path, WeightsFile& out) {
  const auto refused = [&](const std::string& reason) {
    return "cannot use the weights " + path.string() + ": " + reason;
  };
  bool opened = false;
  const std::string bytes = whole_file(path, opened);
  if (!opened) return refused("the file cannot be read");
  std::uint64_t header = 0;
  if (bytes.size() < sizeof(header)) return refused("it is too short to be a safetensors file");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header > kMaxHeader || header > bytes.size() - sizeof(header))
    return refused("its header is cut off, or it is no safetensors file");
  WeightsFile read;
  std::map<std::string, Entry> entries;
  const std::string_view text = std::string_view(bytes).substr(sizeof(header), header);
  if (!HeaderReader(text).read(read.metadata, entries))
    return refused("its header is not the JSON of a safetensors file");
  const std::string_view numbers = std::string_view(bytes).substr(sizeof(header) + header);
  std::uint64_t total = 0;
  for (const auto& [name, entry] : entries) {
    if (const std::string fault = find_fault(entry, numbers.size()); !fault.empty())
      return refused("tensor " + name + " " + fault);
    TensorData tensor{entry.shape, {}};
    tensor.values.resize(static_cast<std::size_t>(element_count(entry.shape)));
    const std::size_t size = tensor.values.size() * sizeof(float);
    // An empty vector's data may be null, which memcpy does not take even for nothing.
    if (size > 0) std::memcpy(tensor.values.data(), numbers.data() + entry.offsets[0], size);
    for (const float v : tensor.values)
      if (!std::isfinite(v))
        return refused("tensor " + name + " holds a number that is not finite");
    total += size;
    read.tensors.emplace(name, std::move(tensor));
  }
  if (total != numbers.size())
    return refused("its tensors cover " + std::to_string(total) + " of " +
                   std::to_string(numbers.size()) + " bytes");
  out = std::move(read);
  return std::nullopt;
}

}  // namespace inkling::nn
