#include "write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "functions.hpp"

namespace inkling::sygus {
namespace {

using Json = nlohmann::json;
using dsl::SExpr;
using dsl::Sort;

struct TrackFunction {
  std::string_view name;
  std::string_view form;  // S, I, B: nonterminals
  char result;
};
// What problems of the public track may use, in the spelling of SMT-LIB 2.6.
constexpr std::array kTrack = {
    TrackFunction{"str.++", "(str.++ S S)", 'S'},
    TrackFunction{"str.replace", "(str.replace S S S)", 'S'},
    TrackFunction{"str.at", "(str.at S I)", 'S'},
    TrackFunction{"str.from_int", "(str.from_int I)", 'S'},
    TrackFunction{"ite", "(ite B S S)", 'S'},
    TrackFunction{"str.substr", "(str.substr S I I)", 'S'},
    TrackFunction{"+", "(+ I I)", 'I'},
    TrackFunction{"-", "(- I I)", 'I'},
    TrackFunction{"str.len", "(str.len S)", 'I'},
    TrackFunction{"str.to_int", "(str.to_int S)", 'I'},
    TrackFunction{"ite", "(ite B I I)", 'I'},
    TrackFunction{"str.indexof", "(str.indexof S S I)", 'I'},
    TrackFunction{"=", "(= I I)", 'B'},
    TrackFunction{"str.prefixof", "(str.prefixof S S)", 'B'},
    TrackFunction{"str.suffixof", "(str.suffixof S S)", 'B'},
    TrackFunction{"str.contains", "(str.contains S S)", 'B'},
};

struct Wanted {
  std::vector<std::string> parameters{};
  std::optional<std::vector<Value>> constants{};
  std::optional<std::vector<std::string>> functions{};
};

Error bad_meta(const std::string& what) {
  return {ErrorCode::bad_input,
          fmt::format("meta.sygus: {}", what),
          {R"(expected {"constants":["-",1],"functions":["str.++"],"parameters":["name"]})"}};
}

// Whether the format can write a name: between bars there is neither of these.
bool nameable(const std::string& name) {
  return !name.empty() && name.find_first_of("|\\") == std::string::npos;
}

Result<Wanted> read_wanted(const Task& task, std::size_t arity) {
  Wanted wanted;
  const Json meta = task.meta.empty() ? Json() : Json::parse(task.meta, nullptr, false);
  if (!meta.is_object() || !meta.contains("sygus")) return wanted;
  const Json& own = meta["sygus"];
  if (!own.is_object()) return bad_meta("it is no object");
  for (const auto& [key, list] : own.items()) {
    if (!list.is_array()) return bad_meta(fmt::format("'{}' is no list", key));
    if (key == "constants") {
      wanted.constants.emplace();
      for (const Json& item : list) {
        if (item.is_string())
          wanted.constants->emplace_back(item.get<std::string>());
        else if (item.is_number_integer())
          wanted.constants->emplace_back(item.get<std::int64_t>());
        else
          return bad_meta("a constant is neither a text nor an integer");
      }
    } else if (key == "functions" || key == "parameters") {
      auto& names = key == "functions" ? wanted.functions.emplace() : wanted.parameters;
      for (const Json& item : list) {
        if (!item.is_string())
          return bad_meta(fmt::format("'{}' holds something else than names", key));
        names.push_back(item.get<std::string>());
      }
    } else {
      return bad_meta(fmt::format("'{}' is unknown", key));
    }
  }
  if (!wanted.parameters.empty() && wanted.parameters.size() != arity)
    return bad_meta(fmt::format("{} parameters are named, and the task has {}",
                                wanted.parameters.size(), arity));
  std::set<std::string_view> taken = {"Start", "ntString", "ntInt", "ntBool"};
  for (const std::string& name : wanted.parameters)
    if (!nameable(name) || is_function(name) || !taken.insert(name).second)
      return bad_meta(fmt::format(
          "the parameter '{}' has a name that is there already, that is empty, or with '|' or '\\'",
          name));
  if (wanted.functions)
    for (const std::string& name : *wanted.functions)
      if (!is_function(name)) return bad_meta(fmt::format("there is no function '{}'", name));
  return wanted;
}

// Marks and spaces, and parts of outputs that no input has: what programs on texts are made of.
std::vector<Value> usual_constants(const Task& task) {
  constexpr std::size_t kMost = 16;
  std::set<std::string> texts;
  bool strings = false;
  for (const Example& example : task.examples) {
    std::string inputs;
    for (const Value& input : example.inputs)
      if (input.is_string()) inputs += input.as_string() + '\n';
    std::string output = example.output.is_string() ? example.output.as_string() : "";
    strings = strings || !inputs.empty() || example.output.is_string();
    for (char c : inputs + output)
      if (c == ' ' || std::ispunct(static_cast<unsigned char>(c)) != 0) texts.insert({c});
    // What is left when the longest parts that stand in the inputs are taken away.
    std::string own;
    for (std::size_t at = 0; at < output.size();) {
      std::size_t n = 0;
      while (at + n < output.size() && inputs.find(output.substr(at, n + 1)) != std::string::npos)
        ++n;
      if (n == 0) own += output[at++];
      if ((n > 0 || at == output.size()) && !own.empty() && own.size() <= 20 &&
          !find_invalid_utf8(own))
        texts.insert(std::exchange(own, {}));
      at += n;
    }
  }
  std::vector<Value> constants;
  if (strings) constants.emplace_back("");
  for (const std::string& one : texts)
    if (constants.size() < kMost) constants.emplace_back(one);
  for (std::int64_t i : {-1, 0, 1, 2, 3}) constants.emplace_back(i);
  return constants;
}

std::string symbol(const std::string& name) {
  return dsl::to_text(SExpr{SExpr::Kind::symbol, name, {}, {}});
}

std::string nonterminal(char letter) {
  return "nt" + std::string(name_of(sort_of(letter)));
}

// One group: parameters, constants, functions.
std::string group(char letter, const std::vector<std::pair<std::string, Sort>>& params,
                  const std::vector<Value>& constants, const Wanted& wanted) {
  const Sort sort = sort_of(letter);
  std::string rules;
  const auto add = [&](const std::string& rule) { rules += (rules.empty() ? "" : " ") + rule; };
  for (const auto& [name, of] : params)
    if (of == sort) add(name);
  for (const Value& constant : constants)
    if (dsl::to_sort(type_of(constant)) == sort) add(dsl::to_text(to_sexpr(constant)));
  if (letter == 'B') add("true false");
  for (const TrackFunction& function : kTrack) {
    if (function.result != letter) continue;
    if (wanted.functions &&
        std::none_of(wanted.functions->begin(), wanted.functions->end(),
                     [&](const std::string& name) { return same_function(name, function.name); }))
      continue;
    std::string form;
    for (char c : function.form)
      form += c == 'S' || c == 'I' || c == 'B' ? nonterminal(c) : std::string(1, c);
    add(form);
  }
  return fmt::format("\n    ({} {} ({}))", nonterminal(letter), name_of(sort), rules);
}

}  // namespace

Result<std::string> write_problem(const Task& task, const std::string& oracle) {
  if (auto ok = check_task(task); !ok) return ok.error();
  std::vector<Sort> sorts;
  for (Type type : input_types(task)) sorts.push_back(dsl::to_sort(type));
  const Sort output = dsl::to_sort(output_type(task));
  sorts.push_back(output);
  for (const Sort sort : sorts)
    if (sort.depth > 0 || !(sort.scalar() || sort.base == Sort::Base::string))
      return Error{ErrorCode::unsupported,
                   fmt::format("task '{}' has lists, which the format has not", task.id),
                   {"tasks on texts, integers and truth values can be written"}};
  if (!oracle.empty() && !nameable(oracle))
    return Error{
        ErrorCode::bad_param,
        fmt::format("the oracle '{}' has '|' or '\\', which names of the format have not", oracle),
        {"a program of another name can call it"}};
  sorts.pop_back();
  auto wanted = read_wanted(task, sorts.size());
  if (!wanted) return wanted.error();
  std::vector<std::pair<std::string, Sort>> params;
  for (std::size_t i = 0; i < sorts.size(); ++i)
    params.emplace_back(
        symbol(wanted->parameters.empty() ? fmt::format("_arg_{}", i) : wanted->parameters[i]),
        sorts[i]);
  const std::vector<Value> constants =
      wanted->constants ? *wanted->constants : usual_constants(task);

  std::string text = "; ";
  for (char c : task.id) text += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  text += "\n(set-logic SLIA)\n";
  if (!oracle.empty()) text += "(set-feature :oracles true)\n";
  std::string list;
  for (const auto& [name, sort] : params)
    list += fmt::format("{}({} {})", list.empty() ? "" : " ", name, name_of(sort));
  text += fmt::format("(synth-fun f ({}) {}\n", list, name_of(output));
  const char start = name_of(output).front();
  text +=
      fmt::format("  ((Start {}) (ntString String) (ntInt Int) (ntBool Bool))\n", name_of(output));
  text += fmt::format("  ((Start {} ({}))", name_of(output), nonterminal(start));
  for (char letter : {'S', 'I', 'B'}) text += group(letter, params, constants, *wanted);
  text += "))\n";
  for (const Example& example : task.examples) {
    std::string args;
    for (const Value& input : example.inputs) args += " " + dsl::to_text(to_sexpr(input));
    text +=
        fmt::format("(constraint (= (f{}) {}))\n", args, dsl::to_text(to_sexpr(example.output)));
  }
  if (!oracle.empty()) text += fmt::format("(oracle-constraint-io f {})\n", symbol(oracle));
  text += "(check-synth)\n";
  return text;
}

}  // namespace inkling::sygus
