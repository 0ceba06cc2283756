// Rules of neighbours on the digits 0..4, as Macfarlane and Bonnet, Searching Latent Program Spaces
// (arXiv 2411.08706), appendix B.7, describe theirs. A rule goes over a sequence once, from left to
// right, and what it has changed is what the next place sees.
#pragma once

#include <algorithm>
#include <cstddef>

namespace inkling::sequences {

inline constexpr int kRuleDigits = 5;  // rules count modulo this

enum class Rule {
  above_next,     // is `amount` more than the next symbol: minus `change`
  below_next,     // is `amount` less than the next symbol: minus `change`
  above_last,     // is `amount` more than the symbol before: plus `change`
  equal_sides,    // stands between equal symbols: times `amount`, at most 4
  sides_sum,      // becomes the sum of the symbols beside it
  sides_average,  // their mean, rounded down
  sides_max,
  sides_min,
};

// Blanks stay as they are and are nobody's neighbours; a place that lacks a neighbour the rule asks
// about stays as it is. Precondition: symbols are -1..9, amount and change >= 0.
template <class Symbol>
void apply_rule(Rule rule, Symbol amount, Symbol change, Symbol* x, std::size_t n) {
  constexpr Symbol kNone = -1;  // the blank
  const auto wrapped = [](Symbol v) {
    const Symbol rest = v % kRuleDigits;
    return rest < 0 ? rest + kRuleDigits : rest;
  };
  for (std::size_t i = 0; i < n; ++i) {
    const Symbol at = x[i], last = i > 0 ? x[i - 1] : kNone, next = i + 1 < n ? x[i + 1] : kNone;
    if (at == kNone) continue;
    if (rule == Rule::above_next || rule == Rule::below_next) {
      const Symbol more = rule == Rule::above_next ? at - next : next - at;
      if (next != kNone && more == amount) x[i] = wrapped(at - change % kRuleDigits);
      continue;
    }
    if (last == kNone) continue;
    if (rule == Rule::above_last) {
      if (at - last == amount) x[i] = wrapped(at + change % kRuleDigits);
      continue;
    }
    if (next == kNone) continue;
    switch (rule) {
      case Rule::equal_sides:
        if (last == next)
          x[i] = at == 0 ? 0
                         : std::min<Symbol>(kRuleDigits - 1,
                                            at * std::min<Symbol>(amount, kRuleDigits));
        break;
      case Rule::sides_sum:
        x[i] = wrapped(last + next);
        break;
      case Rule::sides_average:
        x[i] = wrapped((last + next) / 2);
        break;
      case Rule::sides_max:
        x[i] = wrapped(std::max(last, next));
        break;
      default:
        x[i] = wrapped(std::min(last, next));
        break;
    }
  }
}

}  // namespace inkling::sequences
