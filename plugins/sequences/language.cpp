#include "language.hpp"

#include <algorithm>

#include "suite.hpp"

namespace inkling::sequences {
namespace {

using dsl::CallSite;
using dsl::Cell;
using dsl::EvalContext;

using Symbols = std::int64_t;

// An operator writes `out` from `xs`, n symbols each; amount is its second argument, or 0.
using Body = void (*)(const Symbols* xs, std::size_t n, std::size_t amount, Symbols* out);

template <Body body, bool takes_amount>
bool run(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  const std::size_t n = args[0].size;
  std::int64_t amount = 0;
  if constexpr (takes_amount) {
    amount = args[1].i;
    if (amount < 0) return false;
  }
  if (!context.spend(n)) return false;
  Symbols* out = context.arena.integers(n);
  body(args[0].v, n, static_cast<std::size_t>(amount), out);
  result.v = out;
  result.size = args[0].size;
  result.chars = 0;
  return true;
}

void shift_left(const Symbols* xs, std::size_t n, std::size_t amount, Symbols* out) {
  const std::size_t k = std::min(amount, n);
  std::fill(std::copy(xs + k, xs + n, out), out + n, kBlank);
}

void shift_right(const Symbols* xs, std::size_t n, std::size_t amount, Symbols* out) {
  const std::size_t k = std::min(amount, n);
  std::fill(out, out + k, kBlank);
  std::copy(xs, xs + (n - k), out + k);
}

void rotate_left(const Symbols* xs, std::size_t n, std::size_t amount, Symbols* out) {
  if (n > 0) std::rotate_copy(xs, xs + amount % n, xs + n, out);
}

void rotate_right(const Symbols* xs, std::size_t n, std::size_t amount, Symbols* out) {
  if (n > 0) rotate_left(xs, n, n - amount % n, out);
}

void take(const Symbols* xs, std::size_t n, std::size_t amount, Symbols* out) {
  const std::size_t k = std::min(amount, n);
  std::fill(std::copy(xs, xs + k, out), out + n, kBlank);
}

void drop(const Symbols* xs, std::size_t n, std::size_t amount, Symbols* out) {
  const std::size_t k = std::min(amount, n);
  std::fill(out, out + k, kBlank);
  std::copy(xs + k, xs + n, out + k);
}

void reverse(const Symbols* xs, std::size_t n, std::size_t, Symbols* out) {
  std::reverse_copy(xs, xs + n, out);
}

void sort_ascending(const Symbols* xs, std::size_t n, std::size_t, Symbols* out) {
  std::copy(xs, xs + n, out);
  std::sort(out, out + n);
}

void sort_descending(const Symbols* xs, std::size_t n, std::size_t, Symbols* out) {
  std::copy(xs, xs + n, out);
  std::sort(out, out + n, std::greater<>());
}

// Blanks stay as they are; other symbols count modulo ten.
template <int factor, int offset>
void map_digits(const Symbols* xs, std::size_t n, std::size_t, Symbols* out) {
  for (std::size_t i = 0; i < n; ++i) {
    const Symbols changed = (factor * xs[i] + offset) % kDigits;
    out[i] = xs[i] == kBlank ? kBlank : changed < 0 ? changed + kDigits : changed;
  }
}

// A rule of neighbours; of what is no digit and no blank it says nothing.
template <Rule rule, int numbers>
bool run_rule(EvalContext& context, const CallSite&, const Cell* args, Cell& result) {
  const std::size_t n = args[0].size;
  const std::int64_t amount = numbers > 0 ? args[1].i : 0, change = numbers > 1 ? args[2].i : 0;
  if (amount < 0 || change < 0 || !context.spend(n)) return false;
  if (std::any_of(args[0].v, args[0].v + n, [](Symbols v) { return v < kBlank || v >= kDigits; }))
    return false;
  Symbols* out = context.arena.integers(n);
  std::copy(args[0].v, args[0].v + n, out);
  apply_rule(rule, amount, change, out, n);
  result.v = out;
  result.size = args[0].size;
  result.chars = 0;
  return true;
}

struct Entry {
  const char* name;
  bool amount;  // takes one
  dsl::Eval eval;
  const char* group;
  const char* summary;
  const char* words;
};

const Entry kEntries[] = {
    {"shift_left", true, run<shift_left, true>, "moving",
     "the first n symbols fall off, blanks follow at the end", "{0} shifted left by {1}"},
    {"shift_right", true, run<shift_right, true>, "moving",
     "the last n symbols fall off, blanks come first", "{0} shifted right by {1}"},
    {"rotate_left", true, run<rotate_left, true>, "moving", "the first n symbols move to the end",
     "{0} rotated left by {1}"},
    {"rotate_right", true, run<rotate_right, true>, "moving",
     "the last n symbols move to the beginning", "{0} rotated right by {1}"},
    {"reverse", false, run<reverse, false>, "moving", "the symbols in reverse order",
     "{0} in reverse order"},
    {"sort_ascending", false, run<sort_ascending, false>, "moving",
     "blanks, then the digits from small to large", "{0} sorted"},
    {"sort_descending", false, run<sort_descending, false>, "moving",
     "the digits from large to small, then blanks", "{0} sorted from large to small"},
    {"increment", false, run<map_digits<1, 1>, false>, "digits",
     "every digit plus one, nine becomes zero", "every digit of {0} plus one"},
    {"decrement", false, run<map_digits<1, -1>, false>, "digits",
     "every digit minus one, zero becomes nine", "every digit of {0} minus one"},
    {"negate", false, run<map_digits<-1, 9>, false>, "digits", "nine minus every digit",
     "nine minus every digit of {0}"},
    {"take", true, run<take, true>, "cutting", "the first n symbols, the others become blanks",
     "the first {1} symbols of {0}"},
    {"drop", true, run<drop, true>, "cutting", "the first n symbols become blanks",
     "{0} with its first {1} symbols blank"},
};

struct RuleEntry {
  const char* name;
  const char* signature;
  dsl::Eval eval;
  const char* summary;
  const char* words;
};

const RuleEntry kRules[] = {
    {"above_next_minus", "(xs: list int, k: int, m: int) -> list int",
     run_rule<Rule::above_next, 2>, "digits that are k more than the next one, minus m",
     "the digits of {0} that are {1} more than the next, minus {2}"},
    {"below_next_minus", "(xs: list int, k: int, m: int) -> list int",
     run_rule<Rule::below_next, 2>, "digits that are k less than the next one, minus m",
     "the digits of {0} that are {1} less than the next, minus {2}"},
    {"above_last_plus", "(xs: list int, k: int, m: int) -> list int", run_rule<Rule::above_last, 2>,
     "digits that are k more than the one before, plus m",
     "the digits of {0} that are {1} more than the one before, plus {2}"},
    {"equal_sides_times", "(xs: list int, n: int) -> list int", run_rule<Rule::equal_sides, 1>,
     "digits between two equal ones, times n, at most 4",
     "the digits of {0} between equal ones, times {1}"},
    {"sides_sum", "(xs: list int) -> list int", run_rule<Rule::sides_sum, 0>,
     "every digit becomes the sum of those beside it",
     "every digit of {0} replaced by the sum of those beside it"},
    {"sides_average", "(xs: list int) -> list int", run_rule<Rule::sides_average, 0>,
     "every digit becomes the mean of those beside it, rounded down",
     "every digit of {0} replaced by the mean of those beside it"},
    {"sides_max", "(xs: list int) -> list int", run_rule<Rule::sides_max, 0>,
     "every digit becomes the larger of those beside it",
     "every digit of {0} replaced by the larger of those beside it"},
    {"sides_min", "(xs: list int) -> list int", run_rule<Rule::sides_min, 0>,
     "every digit becomes the smaller of those beside it",
     "every digit of {0} replaced by the smaller of those beside it"},
};

}  // namespace

std::shared_ptr<const dsl::Catalogue> sequences_catalogue() {
  static const std::shared_ptr<const dsl::Catalogue> catalogue = [] {
    auto made = std::make_shared<dsl::Catalogue>("sequences", "the language of sequences");
    for (const Entry& entry : kEntries) {
      dsl::Operator& op = made->add(entry.name, entry.amount ? "(xs: list int, n: int) -> list int"
                                                             : "(xs: list int) -> list int");
      op.group = entry.group;
      op.summary = entry.summary;
      op.words = entry.words;
      op.eval = entry.eval;
    }
    // They can be written and read, and are not searched: nobody asks for them but a suite that is
    // there to be too hard for it, and every other search would pay for eight more operators.
    for (const RuleEntry& entry : kRules) {
      dsl::Operator& op = made->add(entry.name, entry.signature);
      op.group = "neighbours, from left to right, modulo five";
      op.summary = entry.summary;
      op.words = entry.words;
      op.eval = entry.eval;
      op.cost = 0;
    }
    std::vector<Value> amounts;
    for (std::size_t n = 1; n < kLength; ++n) amounts.emplace_back(static_cast<std::int64_t>(n));
    made->set_search_constants(std::move(amounts));
    return made;
  }();
  return catalogue;
}

}  // namespace inkling::sequences
