// The suites: hidden programs on sequences of digits, and the tasks made from them. Depends on
// nothing but inkling/rng.hpp.
#pragma once

#include <cstdint>
#include <inkling/rng.hpp>
#include <string>
#include <vector>

#include "rules.hpp"

namespace inkling::sequences {

inline constexpr int kBlank = -1;
inline constexpr int kDigits = 10;
inline constexpr std::size_t kLength = 20;

using Sequence = std::vector<int>;  // digits 0..9 and kBlank

enum class Suite { shift_l, shift_p, comp_i, mixed, rules };
enum class Part { train, development, test };
enum class Variant { zero_fill, circular };
enum class Compositions { all, novel };

// One step of a hidden program. `amount` is used by shift_left, rotate_left and, like `change`, by
// rules.
struct Step {
  enum class Op {
    shift_left,   // drops the first `amount` symbols and fills with blanks at the end
    rotate_left,  // the first `amount` symbols move to the end
    reverse,
    sort_ascending,
    sort_descending,
    increment,  // mod 10
    decrement,  // mod 10
    negate,     // 9 - x
    rule,
  };
  Op op = Op::reverse;
  int amount = 0;
  Rule rule = Rule::above_next;
  int change = 0;
  friend bool operator==(const Step&, const Step&) = default;
};

// Applied first to last.
using Steps = std::vector<Step>;

// Blanks stay as they are under increment, decrement and negate, and sort before every digit.
Sequence execute(const Step& step, const Sequence& x);
Sequence execute(const Steps& steps, const Sequence& x);
// "shift_left(x0, 7)", "reverse(negate(x0))": a program of the language of sequences; the last step
// is the outermost call.
std::string to_text(const Steps& steps);

// The eight primitives of Comp-I; closed on the digits.
const std::vector<Step>& primitives();

// All hidden programs of a part of a suite other than mixed and rules, which draw theirs. Shift-L
// trains on shifts 1..5 and tests on 6..10, Shift-P the other way round; Comp-I trains on single
// primitives and tests on f(g(x)) with f != g. The development part is out of distribution too, and
// shares no program with the test part, so that a search may be tuned on it: shifts 11..15, and
// those f(g(h(x))) that equal no composition of fewer primitives. `variant` is for the shifts,
// `compositions` for the test part of Comp-I: `novel` leaves out those that equal the identity or a
// single primitive.
std::vector<Steps> programs(Suite suite, Part part, Variant variant, Compositions compositions);

// Programs of exactly `depth` primitives of Comp-I that equal no program of fewer, one of each
// behaviour. Precondition: depth 1..kMostDepth. The first call for a depth takes up to some
// seconds.
inline constexpr std::size_t kMostDepth = 6;
const std::vector<Steps>& compositions_of(std::size_t depth);

// Whether the program computes the identity or one of the eight primitives. Decided, like all
// equality of programs here, by running both on 32 fixed sequences.
bool equals_primitive(const Steps& steps);

struct TaskOptions {
  Suite suite = Suite::shift_l;
  Part part = Part::train;
  Variant variant = Variant::zero_fill;
  Compositions compositions = Compositions::all;
  std::size_t pairs = 5;         // input/output pairs, queries included
  std::size_t padding = 0;       // inputs end in 0..padding blanks; training tasks only
  std::size_t length = kLength;  // symbols of a sequence
  std::size_t digits = kLength;  // of an input; blanks fill up to its length, behind the padding's
  // Of Comp-I's test part: compositions_of(depth) in place of its own. Of the mixed suite: so many
  // primitives after a shift to the left by 1..10, at least one. Of the suite of rules: so many
  // rules, in place of three to five. 0: the suite's own.
  std::size_t depth = 0;
};

struct SuiteTask {
  Steps program;
  std::vector<Sequence> inputs;
  std::vector<Sequence> outputs;
};

// A random task; of the suite of rules, all parts draw the same programs. The first input alone
// decides whether a task can belong to train or to test (half of all sequences each), so the two
// parts never share a task, in any suite or variant. The development part has the training part's
// half. Precondition: pairs >= 1, padding < digits, and padding < length.
SuiteTask generate(const TaskOptions& options, Rng& rng);

// Digits below `digits` drawn uniformly, then `blanks` blanks. Precondition: blanks <= length.
Sequence random_sequence(std::size_t length, std::size_t blanks, Rng& rng, int digits = kDigits);
// Train or test: the part whose tasks may start with this input.
Part part_of(const Sequence& first_input);

}  // namespace inkling::sequences
