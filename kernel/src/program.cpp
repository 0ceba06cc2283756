#include <fmt/format.h>

#include <inkling/program.hpp>

namespace inkling {

Program::Program() = default;

Program Program::symbolic(std::string language, std::string text, std::size_t size,
                          std::shared_ptr<const void> handle) {
  Program program;
  program.kind_ = Kind::symbolic;
  program.owner_ = std::move(language);
  program.text_ = std::move(text);
  program.size_ = size;
  program.handle_ = std::move(handle);
  return program;
}

Program Program::latent(std::string interpreter, LatentCode code) {
  Program program;
  program.kind_ = Kind::latent;
  program.owner_ = std::move(interpreter);
  const bool continuous = code.space.codes == 0;
  const std::string numbers = fmt::format("{}", fmt::join(code.vector, " "));
  std::string body = continuous ? numbers : fmt::format("{}", fmt::join(code.tokens, " "));
  if (!continuous && !code.vector.empty()) body += " | " + numbers;
  program.text_ = fmt::format("<{}{}{}>", code.model, code.model.empty() ? "" : ": ", body);
  program.size_ = continuous ? code.vector.size() : code.tokens.size();
  program.code_ = std::make_shared<const LatentCode>(std::move(code));
  return program;
}

}  // namespace inkling
