#include "derive.hpp"

#include <algorithm>

#include "functions.hpp"

namespace inkling::sygus {
namespace {

using dsl::SExpr;

std::size_t size_of(const SExpr& expr) {
  std::size_t size = 1;
  for (const SExpr& item : expr.items) size += size_of(item);
  return size;
}

// The literal as a value, or nullopt.
std::optional<Value> value_in(const SExpr& expr) {
  auto value = literal(expr);
  return value ? *std::move(value) : std::nullopt;
}

}  // namespace

// One look at one term: what was found out about its parts is kept.
struct Derivation::Search {
  const Derivation& owner;
  const Holes& holes;
  bool loose;
  std::map<std::pair<const Nonterminal*, const SExpr*>, std::optional<SExpr>> known{};
  std::map<const SExpr*, std::set<const Nonterminal*>> running{};  // by term

  std::optional<SExpr> derive(const Nonterminal& nonterminal, const SExpr& term) {
    const auto key = std::pair(&nonterminal, &term);
    if (const auto it = known.find(key); it != known.end()) return it->second;
    std::set<const Nonterminal*>& here = running[&term];
    if (!here.insert(&nonterminal).second) return std::nullopt;  // A -> B -> A
    std::optional<SExpr> found;
    if (term.is_symbol())
      if (const auto hole = holes.find(term.text);
          hole != holes.end() && hole->second == nonterminal.name)
        found = term;
    for (const Rule& rule : nonterminal.rules) {
      if (found) break;
      found = apply(rule, term);
    }
    here.erase(&nonterminal);
    // Failures inside a circle of renamings, which stays at one term, may only be so because of it.
    if (found || here.empty()) known.emplace(key, found);
    return found;
  }

  std::optional<SExpr> apply(const Rule& rule, const SExpr& term) {
    switch (rule.kind) {
      case Rule::Kind::constant: {
        const auto value = value_in(term);
        if (value && dsl::to_sort(type_of(*value)) == rule.sort) return term;
        return std::nullopt;
      }
      case Rule::Kind::variable: {
        if (!term.is_symbol()) return std::nullopt;
        const auto param = owner.params_.find(term.text);
        if (param != owner.params_.end() && param->second == rule.sort) return term;
        return std::nullopt;
      }
      case Rule::Kind::form:
        return match(rule.form, term, false);
    }
    return std::nullopt;
  }

  std::optional<SExpr> match(const SExpr& form, const SExpr& term, bool head) {
    if (form.is_symbol() && !head)
      if (const Nonterminal* inner = owner.grammar_.find(form.text)) return derive(*inner, term);
    if (const auto wanted = value_in(form)) {
      if (value_in(term) == wanted) return term;
      return std::nullopt;
    }
    if (form.is_symbol()) {
      if (!term.is_symbol()) return std::nullopt;
      if (form.text == term.text) return term;
      if (head && loose && same_function(form.text, term.text)) return form;
      return std::nullopt;
    }
    if (!form.is_list()) return form == term ? std::optional(term) : std::nullopt;
    if (!term.is_list() || term.items.size() != form.items.size()) return std::nullopt;
    SExpr made;
    for (std::size_t i = 0; i < form.items.size(); ++i) {
      auto item = match(form.items[i], term.items[i], i == 0);
      if (!item) return std::nullopt;
      made.items.push_back(*std::move(item));
    }
    return made;
  }
};

Derivation::Derivation(const Grammar& grammar, const std::vector<TypedName>& params)
    : grammar_(grammar) {
  for (const TypedName& param : params) params_.emplace(param.name, param.sort);
  find_smallest();
  resolve_names();
}

// Rounds over all rules until nothing gets smaller.
void Derivation::find_smallest() {
  const auto filled = [&](const auto& self, const SExpr& form, bool head) -> std::optional<SExpr> {
    if (form.is_symbol() && !head && grammar_.find(form.text) != nullptr) {
      const auto it = smallest_.find(form.text);
      return it == smallest_.end() ? std::nullopt : std::optional(it->second.second);
    }
    SExpr made = form;
    for (std::size_t i = 0; i < made.items.size(); ++i) {
      auto item = self(self, form.items[i], i == 0);
      if (!item) return std::nullopt;
      made.items[i] = *std::move(item);
    }
    return made;
  };
  constexpr std::size_t kLargest = 10'000;  // a term of more nodes is as good as none
  for (bool changed = true; changed;) {
    changed = false;
    for (const Nonterminal& nonterminal : grammar_.nonterminals)
      for (const Rule& rule : nonterminal.rules) {
        std::optional<SExpr> term;
        if (rule.kind == Rule::Kind::constant) {
          term = to_sexpr(rule.sort.base == dsl::Sort::Base::string    ? Value("")
                          : rule.sort.base == dsl::Sort::Base::integer ? Value(0)
                                                                       : Value(true));
        } else if (rule.kind == Rule::Kind::variable) {
          for (const auto& [name, sort] : params_)
            if (sort == rule.sort && !term) term = SExpr{SExpr::Kind::symbol, name, {}, {}};
        } else {
          term = filled(filled, rule.form, false);
        }
        if (!term) continue;
        const std::size_t size = size_of(*term);
        const auto it = smallest_.find(nonterminal.name);
        if (size > kLargest || (it != smallest_.end() && it->second.first <= size)) continue;
        smallest_.insert_or_assign(nonterminal.name, std::pair(size, *std::move(term)));
        changed = true;
      }
  }
}

void Derivation::resolve_names() {
  const auto renames = [&](const std::string& name) -> const Nonterminal* {
    const Nonterminal* one = grammar_.find(name);
    if (one->rules.size() != 1 || one->rules[0].kind != Rule::Kind::form ||
        !one->rules[0].form.is_symbol())
      return nullptr;
    return grammar_.find(one->rules[0].form.text);
  };
  for (const Nonterminal& nonterminal : grammar_.nonterminals) {
    std::string name = nonterminal.name;
    for (std::size_t steps = 0; steps < grammar_.nonterminals.size(); ++steps)
      if (const Nonterminal* next = renames(name)) name = next->name;
    resolved_.emplace(nonterminal.name, name);
  }
}

bool Derivation::productive(std::string_view nonterminal) const {
  return smallest_.find(nonterminal) != smallest_.end();
}

const SExpr& Derivation::smallest(std::string_view nonterminal) const {
  return smallest_.find(nonterminal)->second.second;
}

const std::string& Derivation::resolved(const std::string& nonterminal) const {
  return resolved_.find(nonterminal)->second;
}

std::optional<SExpr> Derivation::derive(const std::string& nonterminal, const SExpr& term,
                                        const Holes& holes, bool loose) const {
  Search search{*this, holes, loose};
  return search.derive(*grammar_.find(nonterminal), term);
}

}  // namespace inkling::sygus
