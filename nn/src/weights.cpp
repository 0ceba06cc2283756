#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <inkling/base/files.hpp>
#include <inkling/nn/weights.hpp>
#include <string_view>
#include <utility>

namespace inkling::nn {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

// Of networks that a processor runs in milliseconds; a header has some hundred bytes a tensor.
constexpr std::uint64_t kMaxHeader = 1u << 20;
constexpr std::uint64_t kMaxFile = std::uint64_t{1} << 30;
constexpr std::size_t kMaxEntries = 10'000;  // tensors, and texts of the metadata
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
        read_object([&](const std::string& key) {
          if (metadata.size() >= kMaxEntries || !metadata.emplace(key, read_string()).second)
            ok_ = false;  // the same name twice
        });
      else if (entries.size() >= kMaxEntries || !entries.emplace(name, read_entry()).second)
        ok_ = false;
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
      else if (static_cast<unsigned char>(c) < 0x20)
        ok_ = false;  // JSON escapes it
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

// Why the entries, each of which is sound, do not share out `size` bytes of numbers, or "". The
// format knows neither gaps nor overlaps.
std::string find_fault(const std::map<std::string, Entry>& entries, std::uint64_t size) {
  using Range = std::pair<std::vector<std::int64_t>, const std::string*>;
  std::vector<Range> ranges;
  for (const auto& [name, entry] : entries) ranges.emplace_back(entry.offsets, &name);
  std::sort(ranges.begin(), ranges.end());
  std::int64_t at = 0;
  for (const auto& [range, name] : ranges) {
    if (range[0] != at)
      return "tensor " + *name + " begins at byte " + std::to_string(range[0]) +
             (range[0] < at ? ", within another one: " : ", behind a gap: ") + std::to_string(at) +
             " is expected";
    at = range[1];
  }
  if (static_cast<std::uint64_t>(at) == size) return "";
  return "its tensors cover " + std::to_string(at) + " of " + std::to_string(size) + " bytes";
}

// A file whose header has been read and goes with its size.
struct OpenWeights {
  files::Reader reader;
  std::map<std::string, std::string> metadata;
  std::map<std::string, Entry> entries;
  std::uint64_t numbers_at = 0;
};

// The reason alone, as does what follows.
Fault open_weights(const std::filesystem::path& path, OpenWeights& out) {
  if (Fault fault = out.reader.open(path, kMaxFile)) return "it cannot be read: " + *fault;
  const std::uint64_t size = out.reader.size();
  std::uint64_t header = 0;
  if (size < sizeof(header)) return "it is too short to be a safetensors file";
  if (Fault fault = out.reader.read_at(0, &header, sizeof(header))) return fault;
  if (header > size - sizeof(header)) return "its header is cut off, or it is no safetensors file";
  if (header > kMaxHeader)
    return "its header has " + files::size_text(header) + ", and at most " +
           files::size_text(kMaxHeader) + " are read";
  std::string text(header, '\0');
  if (Fault fault = out.reader.read_at(sizeof(header), text.data(), text.size())) return fault;
  if (!HeaderReader(text).read(out.metadata, out.entries))
    return "its header is not the JSON of a safetensors file, or has more than " +
           std::to_string(kMaxEntries) + " entries";
  out.numbers_at = sizeof(header) + header;
  const std::uint64_t numbers = size - out.numbers_at;
  for (const auto& [name, entry] : out.entries)
    if (std::string fault = find_fault(entry, numbers); !fault.empty())
      return "tensor " + name + " " + fault;
  if (std::string fault = find_fault(out.entries, numbers); !fault.empty()) return fault;
  return std::nullopt;
}

Fault read_tensors(const OpenWeights& file, std::map<std::string, TensorData>& out) {
  for (const auto& [name, entry] : file.entries) {
    TensorData tensor{entry.shape, {}};
    tensor.values.resize(static_cast<std::size_t>(element_count(entry.shape)));
    const std::uint64_t at = file.numbers_at + static_cast<std::uint64_t>(entry.offsets[0]);
    if (Fault fault =
            file.reader.read_at(at, tensor.values.data(), tensor.values.size() * sizeof(float)))
      return fault;
    for (const float v : tensor.values)
      if (!std::isfinite(v)) return "tensor " + name + " holds a number that is not finite";
    out.emplace(name, std::move(tensor));
  }
  return std::nullopt;
}

Fault refused(const std::filesystem::path& path, const std::string& reason) {
  return "cannot use the weights " + path.string() + ": " + reason;
}

}  // namespace

Fault write_weights(const std::filesystem::path& path, const WeightsFile& weights) {
  files::Writer writer(path);
  const std::string header = header_of(weights);
  const std::uint64_t size = header.size();
  writer.write({reinterpret_cast<const char*>(&size), sizeof(size)});
  writer.write(header);
  for (const auto& [name, tensor] : weights.tensors)
    writer.write({reinterpret_cast<const char*>(tensor.values.data()),
                  tensor.values.size() * sizeof(float)});
  if (Fault fault = writer.commit()) return "cannot write " + path.string() + ": " + *fault;
  return std::nullopt;
}

Fault read_metadata(const std::filesystem::path& path, std::map<std::string, std::string>& out) {
  OpenWeights file;
  if (Fault fault = open_weights(path, file)) return refused(path, *fault);
  out = std::move(file.metadata);
  return std::nullopt;
}

Fault read_weights(const std::filesystem::path& path, WeightsFile& out) {
  OpenWeights file;
  if (Fault fault = open_weights(path, file)) return refused(path, *fault);
  std::map<std::string, TensorData> tensors;
  if (Fault fault = read_tensors(file, tensors)) return refused(path, *fault);
  out = {std::move(file.metadata), std::move(tensors)};
  return std::nullopt;
}

}  // namespace inkling::nn
