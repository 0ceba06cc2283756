#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/model_facts.hpp>
#include <inkling/nn/weights.hpp>
#include <inkling/registry.hpp>
#include <optional>

#include "json.hpp"

namespace inkling::app {
namespace {

namespace fs = std::filesystem;

// Of files from before "architecture" was written down: "inkling-ARCHITECTURE-1".
constexpr std::string_view kFormatPrefix = "inkling-";

// "model.hard_layer" -> "no hard layer".
std::string without(std::string_view setting) {
  std::string words(setting.substr(setting.find('.') + 1));
  std::replace(words.begin(), words.end(), '_', ' ');
  return "no " + words;
}

}  // namespace

const std::string& ModelFacts::text(const std::string& name) const {
  static const std::string kNone;
  const auto found = metadata.find(name);
  return found == metadata.end() ? kNone : found->second;
}

std::string ModelFacts::architecture() const {
  if (const std::string& named = text("architecture"); !named.empty()) return named;
  std::string format = text("format");
  if (!format.starts_with(kFormatPrefix)) return {};
  format.erase(0, kFormatPrefix.size());
  return format.substr(0, format.rfind('-'));
}

std::string ModelFacts::tasks() const {
  std::string tasks = text("tasks");
  if (metadata.count("tasks") != 0) return tasks;
  for (const char* name : {"suite", "variant"})
    if (const std::string& value = text(std::string("train.") + name); !value.empty())
      tasks += fmt::format("{}{}={}", tasks.empty() ? "" : ",", name, value);
  return tasks;
}

std::string ModelFacts::ablation() const {
  std::string all;
  for (const auto& [name, value] : metadata) {
    const bool off = (name.starts_with("model.") && value == "false") ||
                     (name == "train.regulariser" && value == "0");
    if (off) all += (all.empty() ? "" : ", ") + without(name);
  }
  return all.empty() ? "full" : all;
}

std::string to_json(const ModelFacts& facts) {
  return line_of(Json{{"name", facts.file.stem().string()},
                      {"file", facts.file.string()},
                      {"architecture", facts.architecture()},
                      {"domain", facts.text("domain")},
                      {"tasks", facts.tasks()},
                      {"steps", facts.text("trained_steps")},
                      {"accuracy", facts.text("accuracy")}});
}

Result<ModelFacts> read_model_facts(const fs::path& file) {
  ModelFacts facts{file, {}};
  if (const nn::Fault fault = nn::read_metadata(file, facts.metadata))
    return Error{ErrorCode::io, *fault};
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

Result<ModelFacts> find_model(const std::string& name) {
  std::vector<std::string> known, alike;
  std::optional<fs::path> found;
  for (const fs::path& file : installed_models()) {
    const std::string stem = file.stem().string();
    if (stem == name) return read_model_facts(file);
    if (stem.substr(stem.find('-') + 1) == name) {
      alike.push_back(stem);
      found = file;
    }
    known.push_back(stem);
  }
  if (alike.size() == 1) return read_model_facts(*found);
  if (alike.size() > 1)
    return Error{ErrorCode::not_found,
                 fmt::format("'{}' is the name of several models", name),
                 {fmt::format("say which: {}", fmt::join(alike, ", "))}};
  std::error_code ec;
  if (name.ends_with(".safetensors") && fs::exists(name, ec)) return read_model_facts(name);
  Error error{ErrorCode::not_found, fmt::format("there is no model '{}'", name)};
  if (const std::string near = nearest(name, known); !near.empty())
    error.notes.push_back(fmt::format("did you mean '{}'?", near));
  error.notes.push_back(
      fmt::format("models are {}; the path of a .safetensors file will do as well",
                  known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
  return error;
}

Result<ModelFacts> model_of(const Program& latent) {
  const std::string& model = latent.code().model;
  auto facts = find_model(latent.owner() + "-" + model);
  return facts ? facts : find_model(model);  // a path, or the whole name
}

}  // namespace inkling::app
