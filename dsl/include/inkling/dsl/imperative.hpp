// Languages of statements: programs that change a state step by step, by actions, choices and
// loops. A language says what its state is, what its instructions do, and how it is written; runs,
// traces, explanations and searches are the same for all.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <inkling/dsl/peg.hpp>
#include <inkling/language.hpp>
#include <inkling/rng.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace inkling::dsl {

// An action, a condition, or the head of a loop: one of the language's forms, and what it is about
// in the language's own numbers.
struct Instruction {
  std::uint8_t form = 0;
  std::array<std::int8_t, 7> operands{};
  friend auto operator<=>(const Instruction&, const Instruction&) = default;
};

struct Statement;
using Block = std::vector<Statement>;
using BlockPtr = std::shared_ptr<const Block>;

struct Statement {
  enum class Kind : std::uint8_t {
    action,  // head changes the state
    choice,  // head is a condition of body, and of otherwise where there is one
    loop,    // head says before every round whether body runs once more
    leave,   // ends the loop around it
    next,    // ends this round of it
  };
  Kind kind = Kind::action;
  Instruction head{};
  BlockPtr body{};
  BlockPtr otherwise{};
};
// Structure; blocks may be shared.
INKLING_DSL_API bool equal(const Block& a, const Block& b);
INKLING_DSL_API std::size_t statement_count(const Block& block);  // with those inside others

// What an instruction gave: of conditions and heads no or yes, of actions kNo; below that a fault,
// which ends the program: kFault - i is number i of the language's faults.
inline constexpr int kNo = 0;
inline constexpr int kYes = 1;
inline constexpr int kFault = -1;

// `state` is the language's own, `round` how often the body of the loop has run; kLeft: a `leave`
// has ended the loop, and what the head gives is not looked at.
inline constexpr std::int32_t kLeft = -1;
using RunInstruction = int (*)(const Instruction& instruction, std::uint8_t* state,
                               std::int32_t round);
struct Form {
  std::string name;
  RunInstruction run = nullptr;
};

// What a search puts programs together from.
struct Choice {
  Statement::Kind kind = Statement::Kind::action;
  Instruction head{};
  int cost = 1;          // Imperative::cost()
  bool opening = false;  // stands at the beginning of a program only
};

class INKLING_DSL_API Imperative {
 public:
  struct Facts {
    std::string id;
    std::string title;
    std::string domain;
    std::string grammar;    // see peg.hpp
    std::string written{};  // its rules as print() writes: in place of those that read more
    Type value{};           // of the one input, and of the output
    std::vector<Form> forms{};
    std::vector<std::string> faults{};  // "a wall is in front"
    std::uint32_t max_steps = 1000;     // actions, conditions and rounds of one run
    std::vector<Completion> words{};    // of the grammar, in the order of the reference
  };
  virtual ~Imperative();
  virtual const Facts& facts() const = 0;

  // Text. Errors of read(): parse, with a span.
  virtual Result<Block> read(const Peg& peg, const ParseNode& root,
                             std::string_view text) const = 0;
  virtual std::string print(const Block& program) const = 0;  // reads back as the same
  virtual std::string text(Statement::Kind kind, const Instruction& head) const = 0;
  virtual std::string words(Statement::Kind kind, const Instruction& head) const = 0;

  // States: so many bytes, of which the first are what a program gives. Errors: bad_input.
  virtual Result<std::size_t> state_bytes(const Value& value) const = 0;
  virtual Result<void> load(const Value& value, std::uint8_t* state) const = 0;
  virtual Value value(const std::uint8_t* state) const = 0;
  virtual std::size_t result_bytes(const std::uint8_t* state) const = 0;
  // What a state holds besides its value, for people: "i = 2"; "" for nothing.
  virtual std::string remark(const std::uint8_t* state) const;

  // What a statement counts for, what is inside it apart: one or more.
  virtual int cost(Statement::Kind kind, const Instruction& head) const = 0;
  // Search: the cheapest first, and another state that the middle of a program may be in, so that
  // bodies which do the same in all of them count as one.
  virtual const std::vector<Choice>& choices() const = 0;
  virtual void vary(std::uint8_t* state, Rng& rng) const = 0;
};

inline constexpr int kOtherwiseCost = 1;  // of an alternative to a choice's body, besides its own
// What a program counts for, and its description in bits: one choice among all that there are for
// every unit of cost. Programs of several searches are ranked by it.
INKLING_DSL_API std::size_t cost(const Imperative& machine, const Block& program);
INKLING_DSL_API double description_bits(const Imperative& machine, std::size_t cost);

enum class Signal : std::uint8_t { done, leave, next, fault };

struct Running {
  std::uint32_t steps = 0;  // still allowed; at 0 the run ends as a fault
  int fault = 0;            // after Signal::fault: what the instruction gave; 0: no steps were left
};

// Told of every instruction that ran, and of blocks as they are entered.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void ran(Statement::Kind kind, const Instruction& head, int result,
                   const std::uint8_t* state) = 0;
  virtual void entered(const Block&) {}
};

// Total: ends after running.steps instructions. After a fault the state is worthless.
INKLING_DSL_API Signal execute(std::span<const Form> forms, const Block& block, std::uint8_t* state,
                               Running& running, Watcher* watcher = nullptr);
INKLING_DSL_API Signal execute(std::span<const Form> forms, const Statement& statement,
                               std::uint8_t* state, Running& running, Watcher* watcher = nullptr);

// The kernel's Language. The grammar that the facts hold is a bug if it is none: Exception.
INKLING_DSL_API std::unique_ptr<Language> make_language(std::shared_ptr<const Imperative> machine);
// Of a language that was made here, or null.
INKLING_DSL_API const Imperative* imperative_of(const Language& language);
// Of a program of such a language; parses it where it is text alone.
INKLING_DSL_API Result<BlockPtr> block_of(const Language& language, const Program& program);

}  // namespace inkling::dsl
