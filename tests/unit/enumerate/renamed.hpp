// A language with every operator under another name: a search that knows one by its name would
// fail.
#pragma once

#include <algorithm>
#include <cctype>
#include <inkling/dsl/expr.hpp>
#include <memory>
#include <string>

namespace inkling::enumerate {

inline std::string renamed_operator(const dsl::Operator& op) {
  return "op" + std::to_string(op.id);
}

// Names in front of a bracket, as the functions of lambda_seeds() contain them.
inline std::string renamed_text(const dsl::Catalogue& catalogue, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
      ++end;
    const std::string word = text.substr(i, end - i);
    if (word.empty()) {
      out += text[i++];
      continue;
    }
    const bool call = end < text.size() && text[end] == '(';
    out += call && !catalogue.find(word).empty() ? renamed_operator(*catalogue.find(word).front())
                                                 : word;
    i = end;
  }
  return out;
}

inline std::shared_ptr<const dsl::Catalogue> renamed(const dsl::Catalogue& original) {
  auto catalogue = std::make_shared<dsl::Catalogue>("renamed", "the same under other names");
  for (const dsl::Dialect& dialect : original.dialects()) catalogue->add_dialect(dialect);
  for (const dsl::Enumeration& e : original.enumerations()) catalogue->add_enumeration(e);
  for (const dsl::EnumName& constant : original.constants()) catalogue->add_constant(constant);
  for (const dsl::Operator& op : original.operators()) {
    dsl::Operator& added = catalogue->add(renamed_operator(op), original.signature(op));
    const int id = added.id;
    added = op;
    added.name = renamed_operator(op);
    added.aliases.clear();
    added.compact.clear();
    added.id = id;
  }
  catalogue->set_search_constants(original.search_constants());
  std::vector<dsl::LambdaSeed> seeds = original.lambda_seeds();
  for (dsl::LambdaSeed& seed : seeds) seed.text = renamed_text(original, seed.text);
  catalogue->set_lambda_seeds(std::move(seeds));
  std::vector<dsl::Idiom> idioms;
  for (const dsl::Operator& idiom : original.idioms())
    idioms.push_back({original.signature(idiom), renamed_text(original, idiom.name), idiom.cost});
  catalogue->set_idioms(idioms);
  dsl::Features prior = original.prior();
  for (const auto& [name, bits] : original.prior())
    for (const dsl::Operator& op : original.operators()) {
      const std::size_t at = name.size() - std::min(name.size(), op.name.size());
      if (name.substr(at) == op.name && (at == 0 || name[at - 1] == ' '))
        prior[name.substr(0, at) + renamed_operator(op)] = bits;
    }
  catalogue->set_prior(std::move(prior));
  return catalogue;
}

// The same tree, operators compared by their place in the catalogue.
inline bool same_up_to_names(const dsl::Expr& a, const dsl::Expr& b) {
  if (a.kind != b.kind || a.sort != b.sort || a.index != b.index || a.value != b.value ||
      a.args.size() != b.args.size() || (a.op == nullptr) != (b.op == nullptr) ||
      (a.op != nullptr && a.op->id != b.op->id))
    return false;
  for (std::size_t i = 0; i < a.args.size(); ++i)
    if (!same_up_to_names(*a.args[i], *b.args[i])) return false;
  return true;
}

}  // namespace inkling::enumerate
