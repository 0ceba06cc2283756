#include "suite.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace inkling::sequences {
namespace {

using Op = Step::Op;

Sequence shift_left(const Sequence& x, int amount) {
  const std::size_t k = std::min(static_cast<std::size_t>(amount), x.size());
  Sequence y(x.begin() + static_cast<std::ptrdiff_t>(k), x.end());
  y.resize(x.size(), kBlank);
  return y;
}

Sequence rotate_left(Sequence x, int amount) {
  if (x.empty()) return x;
  const auto k = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(amount) % x.size());
  std::rotate(x.begin(), x.begin() + k, x.end());
  return x;
}

Sequence map_digits(Sequence x, int factor, int offset) {
  for (int& v : x)
    if (v != kBlank) v = (factor * v + offset + kDigits) % kDigits;
  return x;
}

const char* name_of(Op op) {
  switch (op) {
    case Op::shift_left:
      return "shift_left";
    case Op::rotate_left:
      return "rotate_left";
    case Op::reverse:
      return "reverse";
    case Op::sort_ascending:
      return "sort_ascending";
    case Op::sort_descending:
      return "sort_descending";
    case Op::increment:
      return "increment";
    case Op::decrement:
      return "decrement";
    case Op::negate:
      return "negate";
    case Op::rule:
      return "rule";
  }
  return "?";
}

const char* name_of(Rule rule) {
  switch (rule) {
    case Rule::above_next:
      return "above_next_minus";
    case Rule::below_next:
      return "below_next_minus";
    case Rule::above_last:
      return "above_last_plus";
    case Rule::equal_sides:
      return "equal_sides_times";
    case Rule::sides_sum:
      return "sides_sum";
    case Rule::sides_average:
      return "sides_average";
    case Rule::sides_max:
      return "sides_max";
    case Rule::sides_min:
      return "sides_min";
  }
  return "?";
}

// How many numbers a rule is told.
int numbers_of(Rule rule) {
  if (rule == Rule::equal_sides) return 1;
  return rule < Rule::equal_sides ? 2 : 0;
}

bool takes_amount(Op op) {
  return op == Op::shift_left || op == Op::rotate_left;
}

std::vector<Steps> shifts(int first, int last, Variant variant) {
  const Op op = variant == Variant::circular ? Op::rotate_left : Op::shift_left;
  std::vector<Steps> all;
  for (int k = first; k <= last; ++k) all.push_back({Step{op, k}});
  return all;
}

std::vector<Steps> compositions_of_two(Compositions which) {
  std::vector<Steps> all;
  for (const Step& inner : primitives())
    for (const Step& outer : primitives()) {
      if (inner == outer) continue;
      Steps steps{inner, outer};
      if (which == Compositions::all || !equals_primitive(steps)) all.push_back(std::move(steps));
    }
  return all;
}

// The same programs are asked for with every task; the lists of compositions are made once.
const std::vector<Steps>& novel_compositions() {
  static const std::vector<Steps> all = compositions_of_two(Compositions::novel);
  return all;
}

const std::vector<Sequence>& fixed_sequences() {
  static const std::vector<Sequence> all = [] {
    Rng rng(20);
    std::vector<Sequence> made;
    for (int i = 0; i < 32; ++i) made.push_back(random_sequence(kLength, 0, rng));
    return made;
  }();
  return all;
}

// What the program makes of the fixed sequences. Equal programs have the same.
std::vector<Sequence> behaviour_of(const Steps& steps) {
  std::vector<Sequence> outputs;
  for (const Sequence& x : fixed_sequences()) outputs.push_back(execute(steps, x));
  return outputs;
}

// Of the identity and the primitives.
const std::set<std::vector<Sequence>>& simple_behaviours() {
  static const std::set<std::vector<Sequence>> all = [] {
    std::set<std::vector<Sequence>> found{behaviour_of({})};
    for (const Step& step : primitives()) found.insert(behaviour_of({step}));
    return found;
  }();
  return all;
}

const std::vector<Steps>& compositions_of_three() {
  static const std::vector<Steps> all = [] {
    std::set<std::vector<Sequence>> shorter = simple_behaviours();
    for (const Step& step : primitives()) shorter.insert(behaviour_of({step, step}));
    const std::vector<Steps> pairs = compositions_of_two(Compositions::all);
    for (const Steps& steps : pairs) shorter.insert(behaviour_of(steps));
    std::vector<Steps> found;
    for (const Steps& inner : pairs)
      for (const Step& outer : primitives()) {
        Steps steps{inner[0], inner[1], outer};
        if (!shorter.contains(behaviour_of(steps))) found.push_back(std::move(steps));
      }
    return found;
  }();
  return all;
}

// Every behaviour by the shortest programs that have it, a level after the other: a program of d
// primitives that no shorter one equals begins with one of d - 1 of which that is true as well.
std::vector<std::vector<Steps>> levels_of_compositions() {
  std::set<std::vector<Sequence>> seen{behaviour_of({})};
  std::vector<std::vector<Steps>> levels{{Steps{}}};
  for (std::size_t depth = 1; depth <= kMostDepth; ++depth) {
    std::vector<Steps> level;
    for (const Steps& inner : levels.back())
      for (const Step& outer : primitives()) {
        Steps steps = inner;
        steps.push_back(outer);
        if (seen.insert(behaviour_of(steps)).second) level.push_back(std::move(steps));
      }
    levels.push_back(std::move(level));
  }
  return levels;
}

// Of the paper's five kinds each as likely; the four of what becomes of a place between two others
// are one kind. Differences of 1 to 4, changes by 1 to 4, factors of 2 to 4.
Step random_rule(Rng& rng) {
  Step step{Op::rule};
  const auto kind = static_cast<int>(rng.uniform(0, 4));
  step.rule = static_cast<Rule>(kind < 4 ? kind : 4 + static_cast<int>(rng.uniform(0, 3)));
  const int numbers = numbers_of(step.rule);
  if (numbers == 1) step.amount = static_cast<int>(rng.uniform(2, kRuleDigits - 1));
  if (numbers == 2) {
    step.amount = static_cast<int>(rng.uniform(1, kRuleDigits - 1));
    step.change = static_cast<int>(rng.uniform(1, kRuleDigits - 1));
  }
  return step;
}

// Mixed: a shift, then primitives of Comp-I. Rules: three to five of them.
Steps random_program(const TaskOptions& options, Rng& rng) {
  if (options.suite == Suite::mixed) {
    Steps steps{Step{Op::shift_left, static_cast<int>(rng.uniform(1, 10))}};
    const auto& after = compositions_of(std::max<std::size_t>(1, options.depth));
    const Steps& drawn = rng.pick(std::span<const Steps>(after));
    steps.insert(steps.end(), drawn.begin(), drawn.end());
    return steps;
  }
  if (options.suite == Suite::rules) {
    const auto count =
        options.depth > 0 ? static_cast<std::int64_t>(options.depth) : rng.uniform(3, 5);
    Steps steps;
    for (std::int64_t i = 0; i < count; ++i) steps.push_back(random_rule(rng));
    return steps;
  }
  if (options.depth > 0) return rng.pick(std::span<const Steps>(compositions_of(options.depth)));
  const std::vector<Steps> choice =
      programs(options.suite, options.part, options.variant, options.compositions);
  return rng.pick(std::span<const Steps>(choice));
}

std::uint64_t hash_of(const Sequence& x) {
  std::uint64_t h = 0xcbf29ce484222325U;  // FNV-1a, then a final mix for the low bit
  for (const int v : x) h = (h ^ static_cast<std::uint64_t>(v - kBlank)) * 0x100000001b3U;
  h ^= h >> 29;
  h *= 0xbf58476d1ce4e5b9U;
  return h ^ (h >> 32);
}

Sequence random_input(const TaskOptions& options, Rng& rng) {
  const std::size_t blanks =
      options.padding == 0
          ? 0
          : static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(options.padding)));
  const std::size_t digits = std::min(options.digits, options.length);
  return random_sequence(options.length, options.length - digits + blanks, rng,
                         options.suite == Suite::rules ? kRuleDigits : kDigits);
}

}  // namespace

Sequence execute(const Step& step, const Sequence& x) {
  Sequence y = x;
  switch (step.op) {
    case Op::shift_left:
      return shift_left(x, step.amount);
    case Op::rotate_left:
      return rotate_left(std::move(y), step.amount);
    case Op::reverse:
      std::reverse(y.begin(), y.end());
      return y;
    case Op::sort_ascending:
      std::sort(y.begin(), y.end());
      return y;
    case Op::sort_descending:
      std::sort(y.begin(), y.end(), std::greater<>());
      return y;
    case Op::increment:
      return map_digits(std::move(y), 1, 1);
    case Op::decrement:
      return map_digits(std::move(y), 1, -1);
    case Op::negate:
      return map_digits(std::move(y), -1, kDigits - 1);
    case Op::rule:
      apply_rule(step.rule, step.amount, step.change, y.data(), y.size());
      return y;
  }
  return y;
}

Sequence execute(const Steps& steps, const Sequence& x) {
  Sequence y = x;
  for (const Step& step : steps) y = execute(step, y);
  return y;
}

std::string to_text(const Steps& steps) {
  std::string text = "x0";
  for (const Step& step : steps) {
    const bool rule = step.op == Op::rule;
    const int numbers = rule ? numbers_of(step.rule) : takes_amount(step.op) ? 1 : 0;
    text = std::string(rule ? name_of(step.rule) : name_of(step.op)) + "(" + text;
    if (numbers > 0) text += ", " + std::to_string(step.amount);
    if (numbers > 1) text += ", " + std::to_string(step.change);
    text += ")";
  }
  return text;
}

const std::vector<Step>& primitives() {
  static const std::vector<Step> all = {
      {Op::rotate_left, 1},     {Op::rotate_left, 2}, {Op::reverse, 0},   {Op::sort_ascending, 0},
      {Op::sort_descending, 0}, {Op::increment, 0},   {Op::decrement, 0}, {Op::negate, 0}};
  return all;
}

const std::vector<Steps>& compositions_of(std::size_t depth) {
  static const std::vector<std::vector<Steps>> levels = levels_of_compositions();
  return levels[std::min(depth, kMostDepth)];
}

bool equals_primitive(const Steps& steps) {
  return simple_behaviours().contains(behaviour_of(steps));
}

std::vector<Steps> programs(Suite suite, Part part, Variant variant, Compositions compositions) {
  if (suite != Suite::comp_i) {
    if (part == Part::development) return shifts(11, 15, variant);
    const bool near = (suite == Suite::shift_l) == (part == Part::train);
    return near ? shifts(1, 5, variant) : shifts(6, 10, variant);
  }
  if (part == Part::development) return compositions_of_three();
  if (part == Part::test) {
    if (compositions == Compositions::novel) return novel_compositions();
    return compositions_of_two(Compositions::all);
  }
  std::vector<Steps> single;
  for (const Step& step : primitives()) single.push_back({step});
  return single;
}

SuiteTask generate(const TaskOptions& options, Rng& rng) {
  const Part half = options.part == Part::test ? Part::test : Part::train;
  SuiteTask task{random_program(options, rng), {}, {}};
  for (std::size_t i = 0; i < options.pairs; ++i) {
    Sequence x = random_input(options, rng);
    while (i == 0 && part_of(x) != half) x = random_input(options, rng);
    task.outputs.push_back(execute(task.program, x));
    task.inputs.push_back(std::move(x));
  }
  return task;
}

Sequence random_sequence(std::size_t length, std::size_t blanks, Rng& rng, int digits) {
  Sequence x(length, kBlank);
  for (std::size_t i = 0; i + blanks < length; ++i)
    x[i] = static_cast<int>(rng.uniform(0, digits - 1));
  return x;
}

Part part_of(const Sequence& first_input) {
  return (hash_of(first_input) & 1U) == 0 ? Part::train : Part::test;
}

}  // namespace inkling::sequences
