#include "writer_model.hpp"

#include <model_shelf.hpp>

namespace inkling::writer {

Result<std::shared_ptr<const WriterModel>> WriterModel::load(const std::filesystem::path& path,
                                                             const std::string& format,
                                                             const Domain& domain,
                                                             const Language* language) {
  nn::WeightsFile file;
  if (nn::Fault fault = nn::read_weights(path, file)) return Error{ErrorCode::io, *fault};
  auto tokens = make_token_language(domain, language, file.metadata["tape"]);
  if (!tokens) return common::unusable(path, tokens.error());
  auto model = std::make_shared<WriterModel>();
  model->language_ = *std::move(tokens);
  const SpecificationShape& shape = model->language_->specification();
  if (const nn::Fault fault = Author::make(file, format, shape.inputs, shape.outputs, shape.symbols,
                                           model->language_->grammar(), model->author_))
    return common::unusable(path, Error{ErrorCode::io, *fault});
  return std::shared_ptr<const WriterModel>(std::move(model));
}

std::string show_codes(std::span<const int> codes) {
  std::string text;
  for (const int code : codes) text += (text.empty() ? "<TOK_" : " TOK_") + std::to_string(code);
  return text + ">";
}

}  // namespace inkling::writer
