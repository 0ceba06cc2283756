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
    std::vector<Value> amounts;
    for (std::size_t n = 1; n < kLength; ++n) amounts.emplace_back(static_cast<std::int64_t>(n));
    made->set_search_constants(std::move(amounts));
    return made;
  }();
  return catalogue;
}

}  // namespace inkling::sequences
