#include "operators.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/dsl/language.hpp>
#include <inkling/pipeline.hpp>
#include <optional>

namespace inkling::descend {
namespace {

constexpr std::size_t kMostWays = 2000;  // of an operator: what it may be applied to

// What may stand at a parameter.
std::vector<std::string> choices_for(const dsl::Catalogue& catalogue, const dsl::Param& param,
                                     std::size_t inputs) {
  std::vector<std::string> found;
  if (param.is_function()) {
    for (const dsl::LambdaSeed& seed : catalogue.lambda_seeds()) found.push_back(seed.text);
    return found;
  }
  if (param.sort.base == dsl::Sort::Base::enumeration) {
    for (const dsl::EnumName& constant : catalogue.constants())
      if (constant.enumeration == param.sort.index) found.push_back(constant.name);
    return found;
  }
  for (std::size_t i = 0; i < inputs; ++i) found.push_back("x" + std::to_string(i));
  for (const Value& constant : catalogue.search_constants()) {
    const dsl::Sort sort = dsl::to_sort(type_of(constant));
    if (param.sort.base == dsl::Sort::Base::variable ||
        (sort.base == param.sort.base && sort.depth == param.sort.depth))
      found.push_back(to_text(constant));
  }
  return found;
}

bool is_input(const std::string& text) {
  return text.size() > 1 && text[0] == 'x' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "name(a, b)" for every choice that looks at an input.
std::vector<std::string> calls_of(const dsl::Catalogue& catalogue, const dsl::Operator& op,
                                  std::size_t inputs) {
  std::vector<std::pair<std::string, bool>> calls{{op.name + "(", false}};
  for (std::size_t p = 0; p < op.params.size(); ++p) {
    std::vector<std::pair<std::string, bool>> longer;
    const std::vector<std::string> choices = choices_for(catalogue, op.params[p], inputs);
    for (const auto& [text, looks] : calls)
      for (const std::string& choice : choices)
        if (longer.size() < kMostWays)
          longer.emplace_back(text + (p == 0 ? "" : ", ") + choice,
                              looks || (!op.params[p].is_function() && is_input(choice)));
    calls = std::move(longer);
  }
  std::vector<std::string> texts;
  for (auto& [text, looks] : calls)
    if (looks) texts.push_back(text + ")");
  return texts;
}

}  // namespace

std::vector<OperatorMove> operator_moves(const Language& language, std::size_t inputs) {
  std::vector<OperatorMove> moves;
  const dsl::Catalogue* catalogue = dsl::catalogue_of(language);
  if (catalogue == nullptr) return moves;
  double sum = 0;
  for (const dsl::Operator& op : catalogue->operators()) {
    if (op.cost <= 0) continue;
    std::vector<std::string> calls = calls_of(*catalogue, op, inputs);
    if (calls.empty()) continue;
    sum += std::exp2(-op.cost);
    const double ways = std::log2(static_cast<double>(calls.size()));
    for (std::string& call : calls) moves.push_back({std::move(call), op.cost + ways});
  }
  for (OperatorMove& move : moves) move.bits += std::log2(sum);
  return moves;
}

OperatorMovers::OperatorMovers(const Language& language, std::vector<OperatorMove> moves,
                               double more, std::size_t examples, States& states)
    : language_(language), moves_(std::move(moves)), examples_(examples), states_(states) {
  for (const OperatorMove& move : moves_) prices_.push_back(move.bits + more);
}

const Program* OperatorMovers::program(int move, std::span<const int> state) const {
  std::vector<Type> types;
  for (std::size_t row = 0; row < examples_; ++row) {
    const std::vector<Value>& values = states_.values(state[row * kSymbols]);
    if (values.empty()) return nullptr;
    if (row == 0) types.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto both = unify(types[i], type_of(values[i]));
      if (!both) return nullptr;
      types[i] = *both;
    }
  }
  const auto [at, fresh] = programs_.try_emplace({move, std::move(types)});
  if (fresh)
    if (auto parsed = language_.parse_typed(text(move), at->first.second); parsed.ok())
      at->second = *std::move(parsed);
  return at->second ? &*at->second : nullptr;
}

bool OperatorMovers::takes(int move, std::span<const int> state) const {
  return program(move, state) != nullptr;
}

std::vector<int> OperatorMovers::apply(std::span<const int> moves,
                                       std::span<const int> symbols) const {
  std::vector<int> after(symbols.size(), -1);
  for (std::size_t from = 0; from < moves.size(); from += examples_) {
    const auto state = symbols.subspan(from * kSymbols, examples_ * kSymbols);
    const Program* operation = program(moves[from], state);
    if (operation == nullptr) continue;
    for (std::size_t row = 0; row < examples_; ++row) {
      auto value = language_.run(*operation, states_.values(state[row * kSymbols]));
      if (!value.ok() || value->is_undefined()) break;  // undefined on one is enough
      const std::size_t at = (from + row) * kSymbols;
      after[at] = states_.row({*std::move(value)});
      after[at + 1] = kNoTape;
    }
  }
  return after;
}

}  // namespace inkling::descend
