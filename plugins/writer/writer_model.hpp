// An author together with the language that it writes.
#pragma once

#include <filesystem>
#include <inkling/result.hpp>

#include "author.hpp"
#include "token_language.hpp"

namespace inkling::writer {

// Immutable and thread-safe. The domain and the language outlive it.
class WriterModel {
 public:
  // Errors: io (no weights, another format), unsupported (another tape or language), naming the
  // file.
  static Result<std::shared_ptr<const WriterModel>> load(const std::filesystem::path& file,
                                                         const std::string& format,
                                                         const Domain& domain,
                                                         const Language* language);

  const TokenLanguage& language() const { return *language_; }
  const Network& network() const { return author_.network(); }
  const LaSynthNetwork* lasynth() const { return author_.lasynth(); }  // or null
  // Of a task that it reads, the first ones: as many as in training.
  std::size_t examples() const { return examples_; }
  // `examples`: rows as TokenLanguage::encode fills them, at least one.
  Writing write(std::span<const int> examples, const WritingOptions& options) const {
    return author_.write(examples, options);
  }
  // Memory of a beam.
  std::size_t bytes(std::size_t beam) const { return author_.bytes(beam, examples_); }

 private:
  std::shared_ptr<const TokenLanguage> language_;
  Author author_;
  std::size_t examples_ = 0;
};

// "<TOK_14 TOK_3>": a plan as the Latent Programmer's paper shows it.
std::string show_codes(std::span<const int> codes);

}  // namespace inkling::writer
