// What the tokens of a learned language mean, said in a language that people read. A token is run
// on many states; the domain's symbolic solver looks for the program that does the same.
#pragma once

#include <functional>
#include <inkling/app/model_facts.hpp>
#include <inkling/crosscheck.hpp>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace inkling::app {

struct TokenMeaning {
  int token = 0;
  std::string meaning{};   // a program of the language, of x0; empty: none was found
  double agreement = 0.0;  // share of the states held out on which both do the same
  // Where it is an explanation on a part of these states alone: which ("most_equal<=4"), and what
  // share of them; `agreement` is then that on these. Empty: on all.
  std::string where{};
  double covered = 1.0;
  // Where a tape holds more than a value and the token mostly follows others: the program has one
  // more input, the last, which is what stood there as the output.
  bool follows = false;
  double uses = 0.0;                    // share of the model's uses of tokens, 0..1
  std::optional<Divergence> failure{};  // the first such state where they differ; left: the token
};

// A whole program that the inductor wrote for a task of its training, and what the meanings of its
// tokens say together.
struct ProgramMeaning {
  std::string program;    // "<9 14>"
  std::string meaning{};  // empty: a token has none
  std::size_t agreements = 0, inputs = 0;
};

struct Dictionary {
  std::string model;
  std::string domain;
  std::string language;
  std::size_t states = 0;              // held out, for each token
  std::vector<TokenMeaning> tokens{};  // the most used first; those in use
  // Share of uses with an agreement of nn::kExplained; of a meaning on a part of the states, that
  // part.
  double explained_uses = 0.0;
  std::vector<ProgramMeaning> programs{};
  bool stopped = false;  // what comes after the stop is missing
};

struct DictionaryOptions {
  std::string solver{};   // of readable programs; empty: the first of the domain's own that is
  BudgetLimits limits{};  // of one search
  std::size_t states = 4000;
  std::size_t programs = 10;  // whole ones, all different
  double least_use = 0.005;   // tokens that are used less are left out
  std::uint64_t seed = 1;
};

using Ticked = std::function<void(const std::string& what)>;

// Errors: not_found, unsupported (programs that are not made of tokens, a domain without a language
// or whose programs the solver does not find), io.
Result<Dictionary> describe_model(Registry& registry, const ModelFacts& model,
                                  const DictionaryOptions& options, const std::stop_token& stop,
                                  const Ticked& tick = {});

// {"model","domain","language","states","tokens":[{"token","meaning","agreement","uses","interval",
// "follows"?,"where"?,"covered"?,"failure"?:{"state","token","meaning"}}],"explained_uses","programs":
// [{"program","meaning","agreements","inputs"}]}; the interval is that of 95 % of the agreement
std::string to_json(const Dictionary& dictionary);
std::string to_text(const Dictionary& dictionary, std::size_t width);

// Writes the meanings into the metadata of the weights file, as `dictionary`: a line per token,
// "14 0.998 shift_left(x0, 1)". Interpreters explain programs by it. Error: io.
Result<void> store_dictionary(const std::filesystem::path& file, const Dictionary& dictionary);

}  // namespace inkling::app
