#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <inkling/app/model_facts.hpp>
#include <inkling/registry.hpp>
#include <nlohmann/json.hpp>

namespace inkling::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxHeader = 16U << 20U;

// The switches of the ablation table, and what their absence is called.
struct Switch {
  const char* field;
  const char* off;
  const char* name;
};
constexpr Switch kSwitches[] = {
    {"model.discrete_program", "false", "no discrete program"},
    {"model.recurrent", "false", "no recurrent execution"},
    {"model.discrete_layer", "false", "no discrete layer"},
    {"model.interpreter_gumbel", "false", "no noise on states"},
    {"model.inductor_gumbel", "false", "no noise on programs"},
    {"model.skip", "false", "no skip token"},
    {"train.regulariser", "0", "no encoder loss"},
};

}  // namespace

const std::string& ModelFacts::text(const std::string& name) const {
  static const std::string kNone;
  const auto found = metadata.find(name);
  return found == metadata.end() ? kNone : found->second;
}

std::string ModelFacts::tasks() const {
  if (metadata.count("tasks") != 0 || text("train.suite").empty()) return text("tasks");
  const std::string& variant = text("train.variant");
  return "suite=" + text("train.suite") + (variant.empty() ? "" : ",variant=" + variant);
}

std::string ModelFacts::ablation() const {
  std::string all;
  for (const Switch& it : kSwitches)
    if (text(it.field) == it.off) all += (all.empty() ? "" : ", ") + std::string(it.name);
  return all.empty() ? "full" : all;
}

Result<ModelFacts> read_model_facts(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{ErrorCode::io, fmt::format("cannot read the weights {}", file.string())};
  const Error refused{ErrorCode::io, fmt::format("{} is no safetensors file", file.string())};
  std::array<unsigned char, 8> bytes{};
  in.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
  std::uint64_t size = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) size = (size << 8U) | bytes[i];
  if (!in || size > kMaxHeader) return refused;
  std::string header(size, '\0');
  in.read(header.data(), static_cast<std::streamsize>(size));
  if (!in) return refused;
  const auto json = nlohmann::json::parse(header, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return refused;
  ModelFacts facts{file, {}};
  const auto metadata = json.find("__metadata__");
  if (metadata == json.end() || !metadata->is_object()) return facts;
  for (const auto& [name, value] : metadata->items())
    if (value.is_string()) facts.metadata[name] = value.get<std::string>();
  return facts;
}

std::vector<fs::path> installed_models() {
  std::vector<fs::path> files;
  std::error_code ec;
  for (fs::directory_iterator it(data_dir() / "models", ec), end; !ec && it != end;
       it.increment(ec))
    if (it->path().extension() == ".safetensors") files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace inkling::app
