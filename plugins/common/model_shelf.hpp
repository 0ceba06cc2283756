// The models that are there: weights files in the shipped folder and in the user's own, found by
// their metadata.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include "latent_model.hpp"

namespace inkling::common {

// The folders of models: the shipped one, and the user's own, $XDG_DATA_HOME/inkling/models or
// ~/.local/share/inkling/models.
std::vector<std::filesystem::path> model_folders();

// An error of what a weights file holds, naming the file.
Error unusable(const std::filesystem::path& path, Error error);

// What a model must get right of fresh tasks like those it was trained on, without a search, to be
// asked where none is named. Others are for research.
inline constexpr double kUsefulAccuracy = 0.5;

// Names as a text of metadata, a line each.
std::string join_lines(const std::vector<std::string>& names);
std::vector<std::string> split_lines(const std::string& text);

// Weights files of one format, each read at its first use. Which domain and tape a file is for
// stands in its metadata. Thread-safe.
class ModelShelf {
 public:
  using Model = std::shared_ptr<const LatentModel>;
  using Loader = std::function<Result<Model>(const std::filesystem::path&)>;
  // What a model was trained on.
  struct Origin {
    std::string domain;
    std::string tape;        // parameters of the domain's codec
    std::string accuracy{};  // share of 0..1 in the metadata; empty: it was not measured
    // What its tokens mean, a line each: "14 0.998 shift_left(x0, 1)"; empty: nobody has asked.
    std::string dictionary{};
  };
  // `format` is that of the metadata. Names are those of the files without "nli-" and
  // ".safetensors".
  ModelShelf(Loader loader, std::string format, std::vector<std::filesystem::path> files);
  // Every *.safetensors of that format in the folders; of equal names the first folder's.
  static ModelShelf of_folders(Loader loader, std::string format,
                               const std::vector<std::filesystem::path>& folders);

  // Of the models for a domain that are asked where none is named, sorted: those that are not known
  // to fall short of kUsefulAccuracy, or all where every one does.
  std::vector<std::string> names(std::string_view domain) const;
  // A name, or the path of a weights file. Errors: not_found with the nearest name of the domain's,
  // or that weights of that name are another architecture's, or, without any, the cure; io and
  // unsupported from the loader.
  Result<Model> model(std::string_view name, std::string_view domain) const;
  Result<Origin> origin(std::string_view name, std::string_view domain) const;
  // Where it is, for whom reads it himself. Errors: not_found, as above.
  Result<std::filesystem::path> file(std::string_view name, std::string_view domain) const;
  // Why there is no model for the domain, with the cure.
  Error none_for(std::string_view domain) const;

 private:
  struct Shelved {
    std::filesystem::path path;
    Origin origin;
  };
  Result<std::filesystem::path> find(std::string_view name, std::string_view domain) const;
  const std::map<std::string, Shelved>& shelved() const;  // locked

  Loader loader_;
  std::string format_;
  std::vector<std::filesystem::path> files_, folders_;
  mutable std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
  mutable std::optional<std::map<std::string, Shelved>> shelved_;  // headers are read when asked
  mutable std::vector<std::string> unusable_;                      // files, and why
  mutable std::map<std::string, std::string> others_;  // files of other formats, and which
  mutable std::map<std::string, Model, std::less<>> read_;
};

}  // namespace inkling::common
