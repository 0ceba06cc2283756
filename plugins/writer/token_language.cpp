#include "token_language.hpp"

#include <inkling/dsl/imperative.hpp>

namespace inkling::writer {

Result<std::shared_ptr<const TokenLanguage>> make_token_language(const Domain& domain,
                                                                 const Language* language,
                                                                 std::string_view tape) {
  if (language == nullptr)
    return Error{ErrorCode::unsupported,
                 "networks write programs, and domain '" + domain.info().id + "' has no language"};
  auto made = dsl::imperative_of(*language) != nullptr
                  ? make_statement_tokens(domain, *language, tape)
                  : make_robustfill(domain, *language, tape);
  if (made || made.error().code != ErrorCode::unsupported) return made;
  Error error = made.error();
  error.notes.push_back(
      "they write the language of RobustFill, in domain strings, and languages of statements, as "
      "in domains c and karel");
  return error;
}

}  // namespace inkling::writer
