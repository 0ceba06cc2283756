// What an ideal learner would be right on in the suite `rules` of sequences: who weighs every
// program by its chance to be drawn, keeps those that reproduce all examples, and says what most of
// the weight says of the query.
//   inkling-ideal-rules DIGITS EXAMPLES LEAST MOST [--tasks N] [--seed N]
// for programs of LEAST to MOST rules. Five rules are 500 million programs; those that have left
// the same behind are one, and a task of them takes seconds to a minute.
#include <array>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "suite.hpp"

namespace {

using namespace inkling;
using namespace inkling::sequences;

using Digits = std::string;  // '0' to '4', of all pairs of a task, the query's last

struct Weighed {
  Step step;
  double chance;
};

// As suite.cpp draws them: five kinds, each as likely.
std::vector<Weighed> all_rules() {
  std::vector<Weighed> all;
  const auto add = [&](Rule rule, int amount, int change, double chance) {
    Step step{Step::Op::rule};
    step.rule = rule;
    step.amount = amount;
    step.change = change;
    all.push_back({step, chance});
  };
  for (const Rule rule : {Rule::above_next, Rule::below_next, Rule::above_last})
    for (int amount = 1; amount < kRuleDigits; ++amount)
      for (int change = 1; change < kRuleDigits; ++change) add(rule, amount, change, 1.0 / 80);
  for (int factor = 2; factor < kRuleDigits; ++factor) add(Rule::equal_sides, factor, 0, 1.0 / 15);
  for (const Rule rule : {Rule::sides_sum, Rule::sides_average, Rule::sides_max, Rule::sides_min})
    add(rule, 0, 0, 1.0 / 20);
  return all;
}

struct Problem {
  std::size_t digits, examples;
  Digits inputs, outputs;
};

void apply(const Step& step, std::size_t from, std::size_t to, std::size_t digits, Digits& all) {
  std::array<int, kLength> one{};
  for (std::size_t at = from * digits; at < to * digits; at += digits) {
    for (std::size_t i = 0; i < digits; ++i) one[i] = all[at + i] - '0';
    apply_rule(step.rule, step.amount, step.change, one.data(), digits);
    for (std::size_t i = 0; i < digits; ++i) all[at + i] = static_cast<char>('0' + one[i]);
  }
}

bool explains(const Problem& it, const Digits& reached) {
  const std::size_t seen = it.examples * it.digits;
  return reached.compare(0, seen, it.outputs, 0, seen) == 0;
}

// The weight of every answer to the query.
std::map<Digits, double> answers(const Problem& it, std::size_t least, std::size_t most) {
  static const std::vector<Weighed> rules = all_rules();
  struct Reached {
    Digits all;
    double weight;
  };
  std::map<Digits, double> found;
  std::vector<Reached> level{{it.inputs, 1.0}};
  for (std::size_t depth = 1; depth <= most; ++depth) {
    std::vector<Reached> next;
    std::unordered_map<std::string, std::size_t> known;
    for (const Reached& before : level)
      for (const Weighed& rule : rules) {
        Digits after = before.all;
        apply(rule.step, 0, it.examples, it.digits, after);
        // Of the last rule only those are of interest that explain the examples.
        if (depth == most && !explains(it, after)) continue;
        apply(rule.step, it.examples, it.examples + 1, it.digits, after);
        const double weight = before.weight * rule.chance;
        if (depth >= least && explains(it, after))
          found[after.substr(it.examples * it.digits)] += weight;
        if (depth == most) continue;
        const auto [at, fresh] = known.try_emplace(after, next.size());
        if (fresh)
          next.push_back({std::move(after), weight});
        else
          next[at->second].weight += weight;
      }
    level = std::move(next);
  }
  return found;
}

std::size_t number(const std::string& text) {
  return static_cast<std::size_t>(std::strtoull(text.c_str(), nullptr, 10));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  std::size_t tasks = 40, seed = 1000;
  for (std::size_t i = 4; i + 1 < words.size(); i += 2)
    (words[i] == "--tasks" ? tasks : seed) = number(words[i + 1]);
  TaskOptions options;
  options.suite = Suite::rules;
  if (words.size() >= 4) options.digits = number(words[0]);
  if (words.size() < 4 || options.digits < 1 || options.digits > kLength) {
    std::cerr << "usage: inkling-ideal-rules DIGITS EXAMPLES LEAST MOST [--tasks N] [--seed N]\n"
                 "DIGITS is 1 to 20\n";
    return 2;
  }
  options.pairs = number(words[1]) + 1;
  const std::size_t least = number(words[2]), most = number(words[3]);
  std::size_t right = 0, copied = 0, single = 0;
  double sure = 0;
  for (std::size_t i = 0; i < tasks; ++i) {
    Rng rng = Rng(seed).split("task", i);
    options.depth = static_cast<std::size_t>(
        rng.uniform(static_cast<std::int64_t>(least), static_cast<std::int64_t>(most)));
    const SuiteTask task = generate(options, rng);
    Problem problem{options.digits, options.pairs - 1, {}, {}};
    for (std::size_t pair = 0; pair < options.pairs; ++pair)
      for (std::size_t place = 0; place < options.digits; ++place) {
        problem.inputs += static_cast<char>('0' + task.inputs[pair][place]);
        problem.outputs += static_cast<char>('0' + task.outputs[pair][place]);
      }
    const std::size_t query = problem.examples * problem.digits;
    double best = 0, all = 0;
    Digits said;
    const auto found = answers(problem, least, most);
    for (const auto& [answer, weight] : found) {
      all += weight;
      if (weight > best) std::tie(best, said) = std::pair(weight, answer);
    }
    right += said == problem.outputs.substr(query) ? 1U : 0U;
    copied += problem.inputs.substr(query) == problem.outputs.substr(query) ? 1U : 0U;
    single += found.size() == 1 ? 1U : 0U;
    sure += best / all;
  }
  const auto share = [&](double part) { return part / static_cast<double>(tasks); };
  std::cout << tasks << " tasks: right on " << share(static_cast<double>(right))
            << ", by its own account " << share(sure) << "; only one answer in "
            << share(static_cast<double>(single)) << "; the input is right on "
            << share(static_cast<double>(copied)) << "\n";
}
