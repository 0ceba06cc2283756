// What a latent program says in the language that people read: the meanings of its tokens, one
// after the other, and how far both do the same.
#pragma once

#include <functional>
#include <inkling/crosscheck.hpp>
#include <inkling/domain.hpp>
#include <inkling/registry.hpp>
#include <inkling/solver.hpp>
#include <optional>
#include <stop_token>
#include <string>

namespace inkling::app {

// The meaning of a token of a latent program, a program of x0; empty: unknown.
using MeaningOf = std::function<std::string(const Program& latent, int token)>;
// By the dictionaries in the weights of installed models.
MeaningOf stored_meanings();

// The meanings of a program's tokens composed, and of a pipeline those of its stages; empty where
// one is unknown. Not yet what the language prints.
std::string compose_meanings(const CheckedProgram& program, const MeaningOf& meaning);

struct Translation {
  std::optional<CheckedProgram> program{};  // of the language; none: nothing was found
  // It was found by what the latent program does: a token has no meaning, or what the meanings say
  // is farther from it.
  bool searched = false;
  CrossCheckReport checked{};  // the latent program, and this one on the right
};

struct TranslationOptions {
  std::string solver{};               // of readable programs; empty: the domain's first that is
  std::uint64_t evaluations = 20000;  // of its search, for a shorter program or for any
  std::uint64_t seed = 0;
};

// Whether there is anything to translate: a latent program of tokens, or a pipeline with one.
bool is_translatable(const CheckedProgram& program);

// Compares on `rows`; `like` is a task with inputs like those. What the meanings of the tokens say
// together or, where that is not what the program does, the nearest that the solver finds; in
// either case the shortest that does the same. Errors: unsupported (not is_translatable(); no
// language or no solver of readable programs).
Result<Translation> translate(Registry& registry, const Domain& domain,
                              const CheckedProgram& program, const Task& like,
                              std::span<const std::vector<Value>> rows, const MeaningOf& meaning,
                              const TranslationOptions& options, const std::stop_token& stop);

// "the same as reverse(x0) on 1000 of 1000 generated inputs", or that nothing was found.
std::string to_text(const Translation& translation);

// The one that is named, or the domain's first that writes programs that people read. Errors:
// unsupported; those of Solver::make for a name.
Result<Solver> readable_solver(Registry& registry, const Domain& domain, const std::string& named);

}  // namespace inkling::app
