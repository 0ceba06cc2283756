// A network of a weights file together with the language that it writes.
#pragma once

#include <filesystem>
#include <inkling/result.hpp>

#include "beam.hpp"
#include "token_language.hpp"

namespace inkling::writer {

struct WrittenProgram {
  std::vector<int> tokens{};
  double log_probability = 0;  // of the tokens, and of the codes where there are some
  std::vector<int> codes{};    // of a Latent Programmer: its plan
};

struct Writing {
  std::vector<WrittenProgram> programs{};  // the likeliest first
  std::size_t masked = 0;
  bool stopped = false;
};

struct WritingOptions {
  std::size_t beam = 10;
  std::size_t latent_beam = 0;  // 0: the root of `beam`
  std::function<bool()> stop{};
};

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
  const Network& network() const { return network_; }
  // `examples`: rows as TokenLanguage::encode fills them, at least one.
  Writing write(std::span<const int> examples, const WritingOptions& options) const;
  // Memory of a beam.
  std::size_t bytes(std::size_t beam) const;

 private:
  std::vector<int> latent_codes(const Text& text) const;

  Network network_;
  std::shared_ptr<const TokenLanguage> language_;
  Vocabulary programs_, codes_;
  Grammar code_grammar_;
};

// "<TOK_14 TOK_3>": a plan as the Latent Programmer's paper shows it.
std::string show_codes(std::span<const int> codes);

}  // namespace inkling::writer
