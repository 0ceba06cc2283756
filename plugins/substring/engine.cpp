#include "engine.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "compact.hpp"
#include "functions.hpp"

namespace inkling::substring {
namespace {

constexpr double kLook = 2;   // bits: of what something is put together for the case that time goes
constexpr double kFirst = 8;  // bits: how far to go before anything is put together
constexpr double kLong = 45;  // bits of a program in place of which another form is looked for
constexpr double kCut = 2;    // of the shortest thing that can be done with a text

}  // namespace

Found Engine::run(const Rows& rows) {
  if (rows.output == kInteger)
    for (const Step& step : advice_.steps)
      if (step.kind == Kind::value) return run_as_text(rows, step);
  return search(rows);
}

// Integers are looked for as the texts that spell them, too.
Found Engine::run_as_text(const Rows& rows, const Step& value) {
  Rows spelt = rows;
  spelt.output = kString;
  std::vector<std::string> texts;
  texts.reserve(rows.examples);
  for (std::size_t r = 0; r < rows.examples; ++r) {
    texts.push_back(std::to_string(rows.outputs[r].i));
    spelt.outputs[r] = text_cell(texts.back());
  }
  Found found = search(spelt);
  const auto back = [&](Solution& solution) {
    const dsl::Expr& top = *solution.expr;
    const bool shown =
        top.kind == dsl::Expr::Kind::call && top.args.size() == 1 && top.args[0]->sort == kInteger;
    solution.expr = shown ? top.args[0] : fill(value.pattern, {solution.expr});
    solution.bits += shown ? 0 : value.bits;
  };
  for (Solution& solution : found.solutions) back(solution);
  if (found.partial.expr != nullptr) back(found.partial);
  std::stable_sort(found.solutions.begin(), found.solutions.end(),
                   [](const Solution& a, const Solution& b) { return a.bits < b.bits; });
  return found;
}

Found Engine::search(const Rows& rows) {
  dsl::Arena arena;
  Literals literals(arena);
  const Mined mined = mine(rows);
  Bank bank(rows, advice_.steps, literals, arena, meter_);
  const Reach& reach = advice_.reach;
  Grower grower(bank, mined, catalogue_, reach);
  std::vector<Reading> known;
  for (const double until : {kLook, kFirst}) {
    grower.texts(until);
    if (rows.output != kString) continue;
    auto some = concatenate(bank, meter_, rows.shown(), rows.asked(), 1, reach.most);
    if (!some.empty()) known = std::move(some);
  }
  if (rows.output == kString) {
    // What is longer than a program that is known is of no use.
    grower.texts(known.empty() ? reach.expand : known.front().bits - kCut);
  } else {
    grower.texts(reach.expand);
  }
  grower.pieces();
  grower.plain();
  grower.measures();
  const std::vector<int> tests = grower.tests();
  add_loops(bank, mined, catalogue_, reach.source);
  Branches branches(bank, meter_, tests);
  Found found;
  const int depth = rows.examples <= 12 ? options_.conditions : 1;
  found.solutions = branches.best(rows.shown(), rows.asked(), depth, options_.solutions);
  if (rows.output == kString && (found.solutions.empty() || found.solutions.front().bits > kLong))
    search_compact(bank, found);
  // Where the budget went before more was put together: what was known by then.
  if (found.solutions.empty() && !known.empty() && meter_.over())
    found.solutions = {{known.front().bits, branches.put_together(known.front().pieces)}};
  if (found.solutions.empty()) {
    // Leave out one example after the other.
    RowSet left = rows.shown();
    for (std::size_t r = rows.examples; r-- > 1 && found.partial.expr == nullptr;) {
      left &= ~bit(r);
      const auto& some = branches.best(left, rows.asked(), 0, 1);
      if (!some.empty()) found.partial = some.front();
    }
  }
  bytes_ = bank.bytes();
  return found;
}

void Engine::search_compact(Bank& bank, Found& found) {
  const Rows& rows = bank.rows();
  Compact compact(bank, catalogue_, advice_);
  for (const bool changes : {false, true}) {
    if (meter_.over(bank.bytes())) return;
    if (changes)
      compact.changes();
    else if (!compact.parts())
      return;
    Branches branches(bank, meter_, {}, true);
    const auto& more = branches.best(rows.shown(), rows.asked(), 0, options_.solutions);
    if (more.empty()) continue;
    found.solutions.insert(found.solutions.end(), more.begin(), more.end());
    std::stable_sort(found.solutions.begin(), found.solutions.end(),
                     [](const Solution& a, const Solution& b) { return a.bits < b.bits; });
    if (found.solutions.size() > options_.solutions) found.solutions.resize(options_.solutions);
    return;
  }
}

}  // namespace inkling::substring
