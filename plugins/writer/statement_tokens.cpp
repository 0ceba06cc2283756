// Languages of statements as tokens.
#include <inkling/dsl/imperative.hpp>

#include "sentences.hpp"
#include "token_language.hpp"

namespace inkling::writer {
namespace {

// Tapes of grids have a setting `side`, the number of their rows and columns; 0: this is none.
std::size_t side_of(const Domain& domain, std::string_view tape) {
  const auto params = Params::parse(domain.info().tape, tape);
  return params && params->has("side") ? static_cast<std::size_t>(params->get_int("side")) : 0;
}

class StatementTokens final : public TokenLanguage {
 public:
  StatementTokens(const Language& language, Sentences sentences, std::shared_ptr<const Codec> tape,
                  std::size_t side)
      : language_(language), sentences_(std::move(sentences)), tape_(std::move(tape)) {
    // The one value before and after, on a tape each.
    specification_.inputs = specification_.outputs = tape_->shape().places;
    specification_.symbols = tape_->shape().alphabet;
    if (side * side == tape_->shape().places) specification_.side = side;
  }

  const Grammar& grammar() const override { return sentences_.grammar(); }
  const SpecificationShape& specification() const override { return specification_; }

  Result<std::vector<int>> read(const Program& program) const override {
    auto tokens = sentences_.read(program.text());
    if (tokens) return tokens;
    Error error = tokens.error();
    error.code = ErrorCode::unsupported;
    return error;
  }

  Result<Program> write(std::span<const int> tokens) const override {
    const auto text = sentences_.write(tokens);
    return text ? language_.parse(*text) : Result<Program>(text.error());
  }

  Result<void> encode(const Example& example, std::span<int> places) const override {
    if (auto done = tape_->write_inputs(example.inputs, places.first(specification_.inputs)); !done)
      return done;
    return tape_->write_output(example.output, places.subspan(specification_.inputs));
  }

 private:
  const Language& language_;
  Sentences sentences_;
  std::shared_ptr<const Codec> tape_;
  SpecificationShape specification_;
};

}  // namespace

Result<std::shared_ptr<const TokenLanguage>> make_statement_tokens(const Domain& domain,
                                                                   const Language& language,
                                                                   std::string_view tape) {
  const dsl::Imperative* machine = dsl::imperative_of(language);
  if (machine == nullptr)
    return Error{ErrorCode::unsupported,
                 "the language '" + language.info().id + "' is none of statements"};
  const auto peg = dsl::Peg::make(machine->facts().grammar, machine->facts().written);
  if (!peg) return peg.error();
  auto sentences = Sentences::make(*peg);
  if (!sentences) return sentences.error();
  auto codec = make_codec(domain, tape);
  if (!codec) return codec.error();
  return std::shared_ptr<const TokenLanguage>(std::make_shared<const StatementTokens>(
      language, *std::move(sentences), *std::move(codec), side_of(domain, tape)));
}

}  // namespace inkling::writer
