#include "writer_model.hpp"

#include <charconv>
#include <model_shelf.hpp>

namespace inkling::writer {
namespace {

constexpr const char* kPairs = "train.pairs";  // metadata: examples of a task in training
constexpr std::size_t kMostPairs = 64;

}  // namespace

Result<std::shared_ptr<const WriterModel>> WriterModel::load(const std::filesystem::path& path,
                                                             const std::string& format,
                                                             const Domain& domain,
                                                             const Language* language) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  const auto refused = [&](const std::string& reason) {
    return common::unusable(path, Error{ErrorCode::io, reason});
  };
  const std::string& named = file.metadata["train.language"];
  const std::string& trained = named.empty() ? domain.info().language : named;
  if (language != nullptr && language->info().id != trained)
    return refused("it writes the language '" + trained + "', and this is '" + language->info().id +
                   "'");
  auto tokens = make_token_language(domain, language, file.metadata["tape"]);
  if (!tokens) return common::unusable(path, tokens.error());
  auto model = std::make_shared<WriterModel>();
  model->language_ = *std::move(tokens);
  const SpecificationShape& shape = model->language_->specification();
  if (const nn::Fault fault = Author::make(file, format, shape.inputs, shape.outputs, shape.symbols,
                                           model->language_->grammar(), model->author_))
    return refused(*fault);
  if (model->lasynth() != nullptr && model->lasynth()->shape().grid() && shape.side == 0)
    return refused("it reads grids (reads=grid), and values of domain " + domain.info().id +
                   " are none on its tape");
  const std::string& pairs = file.metadata.try_emplace(kPairs, "4").first->second;
  const auto [end, wrong] =
      std::from_chars(pairs.data(), pairs.data() + pairs.size(), model->examples_);
  if (wrong != std::errc() || end != pairs.data() + pairs.size() || model->examples_ < 1 ||
      model->examples_ > kMostPairs)
    return refused("its metadata '" + std::string(kPairs) + "' is '" + pairs + "', and 1 to " +
                   std::to_string(kMostPairs) + " are possible");
  return std::shared_ptr<const WriterModel>(std::move(model));
}

std::string show_codes(std::span<const int> codes) {
  std::string text;
  for (const int code : codes) text += (text.empty() ? "<TOK_" : " TOK_") + std::to_string(code);
  return text + ">";
}

}  // namespace inkling::writer
