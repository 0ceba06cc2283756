#include "model_shelf.hpp"

#include <stdlib.h>  // secure_getenv

#include <algorithm>
#include <charconv>
#include <inkling/params.hpp>
#include <inkling/registry.hpp>

namespace inkling::common {
namespace {

ModelShelf::Origin origin_of(std::map<std::string, std::string>& metadata) {
  return {metadata["domain"], metadata["tape"], metadata["accuracy"], metadata["dictionary"]};
}

// Whether it is known to be right too rarely.
bool falls_short(const ModelShelf::Origin& origin) {
  const std::string& text = origin.accuracy;
  double accuracy = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), accuracy);
  return error == std::errc() && accuracy < kUsefulAccuracy;
}

std::string name_of(const std::filesystem::path& file) {
  std::string name = file.stem().string();
  if (name.starts_with("nli-")) name.erase(0, 4);
  return name;
}

// What is trained to make weights of a format: "d-lpn" of "inkling-d-lpn-1".
std::string architecture_of(std::string format) {
  if (format.starts_with("inkling-")) format.erase(0, 8);
  return format.substr(0, format.find_last_not_of("-0123456789") + 1);
}

}  // namespace

std::vector<std::filesystem::path> model_folders() {
  std::vector<std::filesystem::path> folders{data_dir() / "models"};
  // Null under AT_SECURE, where the environment is not to be trusted.
  const char* data = secure_getenv("XDG_DATA_HOME");
  const char* home = secure_getenv("HOME");
  if (data != nullptr && data[0] == '/')
    folders.push_back(std::filesystem::path(data) / "inkling" / "models");
  else if (home != nullptr && home[0] == '/')
    folders.push_back(std::filesystem::path(home) / ".local" / "share" / "inkling" / "models");
  return folders;
}

Error unusable(const std::filesystem::path& path, Error error) {
  error.message = "cannot use the weights " + path.string() + ": " + error.message;
  return error;
}

std::string join_lines(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  return text;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    names.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

ModelShelf::ModelShelf(Loader loader, std::string format, std::vector<std::filesystem::path> files)
    : loader_(std::move(loader)), format_(std::move(format)), files_(std::move(files)) {}

ModelShelf ModelShelf::of_folders(Loader loader, std::string format,
                                  const std::vector<std::filesystem::path>& folders) {
  ModelShelf shelf(std::move(loader), std::move(format), {});
  shelf.folders_ = folders;
  return shelf;
}

const std::map<std::string, ModelShelf::Shelved>& ModelShelf::shelved() const {
  if (shelved_) return *shelved_;
  std::vector<std::filesystem::path> files = files_;
  for (const std::filesystem::path& folder : folders_) {
    std::vector<std::filesystem::path> found;
    std::error_code ec;
    for (std::filesystem::directory_iterator it(folder, ec), end; !ec && it != end;
         it.increment(ec))
      if (it->path().extension() == ".safetensors") found.push_back(it->path());
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  shelved_.emplace();
  for (std::filesystem::path& file : files) {
    std::map<std::string, std::string> metadata;
    if (auto fault = nn::read_metadata(file, metadata)) {
      unusable_.push_back(*std::move(fault));
      continue;
    }
    std::string name = name_of(file);
    if (metadata["format"] != format_) {  // another architecture's
      others_.try_emplace(std::move(name), metadata["format"]);
      continue;
    }
    shelved_->try_emplace(std::move(name), Shelved{std::move(file), origin_of(metadata)});
  }
  return *shelved_;
}

std::vector<std::string> ModelShelf::names(std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  std::vector<std::string> useful, research;
  for (const auto& [name, file] : shelved())
    if (file.origin.domain == domain)
      (falls_short(file.origin) ? research : useful).push_back(name);
  return useful.empty() ? research : useful;
}

Error ModelShelf::none_for(std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  (void)shelved();
  std::string where;
  for (const auto& folder : folders_) where += (where.empty() ? "" : " or ") + folder.string();
  const std::string architecture = architecture_of(format_), id(domain);
  Error error{ErrorCode::unsupported,
              "there are no weights of architecture '" + architecture + "' for domain '" + id +
                  "'" + (where.empty() ? "" : " in " + where),
              {"put some there, or train them: inkling train " + architecture + " --domain " + id}};
  error.notes.insert(error.notes.end(), unusable_.begin(), unusable_.end());
  return error;
}

// Locked by the caller.
Result<std::filesystem::path> ModelShelf::find(std::string_view name,
                                               std::string_view domain) const {
  const auto& all = shelved();
  std::error_code ignored;
  if (const auto found = all.find(std::string(name)); found != all.end()) return found->second.path;
  if (name.ends_with(".safetensors")) {
    std::filesystem::path file(name);
    if (std::filesystem::exists(file, ignored)) return file;
    return Error{ErrorCode::not_found,
                 "there are no weights at " + file.string(),
                 {"train some with inkling train, or put a shipped file there"}};
  }
  if (std::filesystem::exists(std::filesystem::path(name), ignored))
    return Error{
        ErrorCode::not_found,
        "'" + std::string(name) + "' is no weights file: a name in .safetensors is expected",
        {"rename it if it is one"}};
  std::vector<std::string> known;
  for (const auto& [other, file] : all)
    if (file.origin.domain == domain) known.push_back(other);
  Error error{ErrorCode::not_found, "there is no model '" + std::string(name) + "'"};
  if (const auto other = others_.find(std::string(name)); other != others_.end())
    error.notes.push_back("weights of that name are of another architecture, of format '" +
                          other->second + "', and " + format_ + " is needed");
  else if (const std::string near = nearest(name, known); !near.empty())
    error.notes.push_back("did you mean '" + near + "'?");
  std::string list;
  for (const std::string& it : known) list += (list.empty() ? "models are " : ", ") + it;
  error.notes.push_back((known.empty() ? "none is known" : list) +
                        "; the path of a .safetensors file will do as well");
  return error;
}

Result<ModelShelf::Model> ModelShelf::model(std::string_view name, std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  if (const auto found = read_.find(name); found != read_.end()) return found->second;
  const auto file = find(name, domain);
  if (!file) return file.error();
  auto model = loader_(*file);
  if (model.ok()) read_.emplace(std::string(name), *model);
  return model;
}

Result<std::filesystem::path> ModelShelf::file(std::string_view name,
                                               std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  return find(name, domain);
}

Result<ModelShelf::Origin> ModelShelf::origin(std::string_view name,
                                              std::string_view domain) const {
  const std::lock_guard lock(*mutex_);
  const auto& all = shelved();
  if (const auto found = all.find(std::string(name)); found != all.end())
    return found->second.origin;
  const auto file = find(name, domain);
  if (!file) return file.error();
  std::map<std::string, std::string> metadata;
  if (auto fault = nn::read_metadata(*file, metadata)) return Error{ErrorCode::io, *fault};
  return origin_of(metadata);
}

}  // namespace inkling::common
