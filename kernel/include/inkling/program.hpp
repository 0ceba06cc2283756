// Program: what a solver finds. Symbolic (source text in a language) or latent (of a language that
// a network invented, meaningless without the interpreter that it belongs to).
#pragma once

#include <inkling/export.hpp>
#include <inkling/latent.hpp>
#include <memory>
#include <string>
#include <vector>

namespace inkling {

// Immutable and cheap to copy. `handle` is the owner's compiled form (an AST); only the owner reads
// it. A plugin's handle keeps code of that plugin alive only because plugins are never unloaded.
class INKLING_API Program {
 public:
  enum class Kind { symbolic, latent };

  Program();  // the empty program: empty text, no owner
  static Program symbolic(std::string language, std::string text, std::size_t size,
                          std::shared_ptr<const void> handle);
  // Text form of the tokens: "<14 14 0 14>", or "<shift-l: 14 14 0 14>" where a model is named; of
  // the numbers where there are no tokens, "<0.25 -1.5>"; of both for a mixture, "<3 0 | 0.5 -1>".
  static Program latent(std::string interpreter, LatentCode code);

  Kind kind() const { return kind_; }
  // Id of the language (symbolic) or of the interpreter (latent).
  const std::string& owner() const { return owner_; }
  const std::string& text() const { return text_; }  // canonical, parses back
  std::size_t size() const { return size_; }         // AST nodes, tokens or numbers
  const std::shared_ptr<const void>& handle() const { return handle_; }
  // Precondition: kind() == latent.
  const LatentCode& code() const { return *code_; }

 private:
  Kind kind_ = Kind::symbolic;
  std::string owner_;
  std::string text_;
  std::size_t size_ = 0;
  std::shared_ptr<const void> handle_;
  std::shared_ptr<const LatentCode> code_;
};

}  // namespace inkling
