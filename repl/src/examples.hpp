// What help shows as examples: the one place of the program that names domains that come with it.
// Help reads them, and the prompt where it begins. Of models it shows one that is installed.
#pragma once

namespace inkling::repl::examples {

// ---- where the prompt begins, if that is there; else with the first domain by name
inline constexpr const char* kFirstDomain = "lists";

// ---- the command line
inline constexpr const char* kProgram =
    "inkling -c ':domain lists' -c '[1,2] -> [2,4]' -c '[5] -> ?'";
inline constexpr const char* kSolve =
    "inkling solve tasks.jsonl --solver enumerate --budget 2s --jobs 4 --json";
inline constexpr const char* kPredict =
    "inkling predict --domain strings 'ada lovelace -> A.L.' 'alan turing -> ?'";
inline constexpr const char* kCrosscheck =
    "inkling crosscheck --domain lists 'sort(x0)' 'reverse(x0)' --inputs 500";
inline constexpr const char* kGenerate =
    "inkling generate --domain lists --count 10 --seed 1 --params examples=5";
inline constexpr const char* kEval =
    "inkling eval --domain lists --solvers enumerate,random --tasks 20 --json";
inline constexpr const char* kSelftest = "inkling selftest lists";

// ---- the prompt
inline constexpr const char* kHelpTopics =
    "  :help solve        :help map        :help enumerate        :help strings";
inline constexpr const char* kDomain = "  :domain strings";

}  // namespace inkling::repl::examples
