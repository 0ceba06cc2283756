#include "sampler.hpp"

#include <algorithm>
#include <cmath>

namespace inkling::hnps {
namespace {

constexpr std::size_t kCandidates = 1000;  // inputs that are tried for a program
constexpr int kTries = 4000;               // programs
// Shares of constants among expressions that the paper's table 5 shows; its table 4 would give many
// more.
constexpr double kAtomicConstants = 0.06, kConstants = 0.037;
// Shares of types among patterns before programs that run nowhere are dropped: half by table 4. In
// D_short table 5 has 38 %, of which what is dropped here explains a part; the rest is in the
// share.
constexpr double kAtomicTypes = 0.29, kTypeShare = 0.5;
constexpr std::size_t kShortest = 50, kLongest = 70;

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kSmall = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kBoth = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
// The characters of a type, in the order of kTypes; of Propcase those after the first.
constexpr std::array<std::string_view, 8> kAlphabets{kLetters, kDigits, kBoth,   kCapitals,
                                                     kSmall,   kSmall,  kDigits, kBoth};
constexpr std::array<std::size_t, 6> kLeast{2, 2, 2, 2, 2, 2};

char pick(std::string_view from, Rng& rng) {
  return rng.pick(std::span<const char>(from.data(), from.size()));
}

Position random_position(double types, Rng& rng) {
  Position made;
  made.constant = rng.bernoulli(0.1);
  if (made.constant) {
    made.number = static_cast<std::int8_t>(rng.uniform(-kFarthest, kFarthest));
    return made;
  }
  const bool type = rng.bernoulli(types);
  const std::size_t first = type ? 0 : kTypes.size();
  const std::size_t last = (type ? kTypes.size() : kPatterns) - 1;
  made.pattern.number = static_cast<std::uint8_t>(
      rng.uniform(static_cast<std::int64_t>(first), static_cast<std::int64_t>(last)));
  made.number = static_cast<std::int8_t>(rng.uniform(-kMostIndex, kMostIndex));
  made.end = rng.bernoulli(0.5);
  return made;
}

char random_character(Rng& rng) {
  return pick(rng.bernoulli(0.25) ? kCharacters : kBoth, rng);
}

std::string instance(Pattern pattern, Rng& rng) {
  if (!pattern.is_type()) return std::string(1, pattern.character());
  // As long as a match must be, at least.
  const std::size_t least = pattern.number < kLeast.size() ? kLeast[pattern.number] : 1;
  const auto length = static_cast<std::size_t>(std::ceil(-1.5 * std::log(1 - rng.uniform_real())));
  std::string made;
  if (kTypes[pattern.number] == "Propcase") made += pick(kCapitals, rng);
  while (made.size() < std::max(least, length)) made += pick(kAlphabets[pattern.number], rng);
  return made;
}

std::string joined(std::vector<std::string>& pieces, Rng& rng) {
  rng.shuffle(pieces);
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  text.resize(static_cast<std::size_t>(
      rng.uniform(static_cast<std::int64_t>(kShortest), static_cast<std::int64_t>(kLongest))));
  return text;
}

// The first rows of so many that the program runs on; false where there are fewer.
bool find_rows(bool built, std::size_t rows, Rng& rng, Sample& sample) {
  sample.inputs.clear();
  sample.outputs.clear();
  for (std::size_t i = 0; i < kCandidates && sample.inputs.size() < rows; ++i) {
    // No rows, or hardly any, after a good part of the candidates: there will not be enough.
    if (i * 4 >= kCandidates && sample.inputs.size() * kCandidates < rows * i / 4) return false;
    std::string input = built ? built_input(sample.program, rng) : random_input(rng);
    if (auto output = run(sample.program, Subject(input))) {
      sample.outputs.push_back(*std::move(output));
      sample.inputs.push_back(std::move(input));
    }
  }
  return sample.inputs.size() == rows;
}

}  // namespace

Expression random_expression(bool constant, double types, Rng& rng) {
  Expression made;
  made.constant = constant;
  if (constant) {
    made.character = static_cast<std::uint8_t>(
        rng.uniform(0, static_cast<std::int64_t>(kCharacters.size()) - 1));
    return made;
  }
  made.from = random_position(types, rng);
  made.to = random_position(types, rng);
  return made;
}

std::string random_input(Rng& rng) {
  std::string text;
  for (auto left =
           rng.uniform(static_cast<std::int64_t>(kShortest), static_cast<std::int64_t>(kLongest));
       left > 0; --left)
    text += random_character(rng);
  return text;
}

std::string built_input(const Program& program, Rng& rng) {
  std::vector<std::string> pieces;
  std::size_t size = 0;
  const auto add = [&](std::string piece) {
    size += piece.size();
    pieces.push_back(std::move(piece));
  };
  const auto add_instances = [&](const Position& it) {
    if (it.constant) return;
    const std::int64_t need = it.number >= 0 ? it.number + 1 : -it.number;
    for (std::int64_t left = rng.uniform(std::min<std::int64_t>(1, need - 5), need + 5); left > 0;
         --left)
      add(instance(it.pattern, rng) + pick(kCharacters, rng));
  };
  for (const Expression& it : program.expressions) {
    if (it.constant) continue;
    add_instances(it.from);
    add_instances(it.to);
  }
  while (size < kLongest) add(std::string(1, random_character(rng)));
  return joined(pieces, rng);
}

std::optional<Sample> sample(Suite suite, std::size_t expressions, std::size_t rows, Rng& rng,
                             bool (*keep)(const Program&)) {
  const bool atomic = suite == Suite::atomic;
  Sample made;
  std::vector<bool> constants;
  for (std::size_t i = 0; i < expressions; ++i)
    constants.push_back(rng.bernoulli(atomic ? kAtomicConstants : kConstants));
  for (int i = 0; i < kTries; ++i) {
    made.program.expressions.clear();
    if (suite == Suite::composed) {
      for (std::size_t k = 0; k < expressions; ++k) {
        const auto part = sample(Suite::atomic, 1, rows, rng, keep);
        if (!part) return std::nullopt;
        made.program.expressions.push_back(part->program.expressions[0]);
      }
    } else {
      for (std::size_t k = 0; k < expressions; ++k)
        made.program.expressions.push_back(
            random_expression(constants[k], atomic ? kAtomicTypes : kTypeShare, rng));
      if (keep != nullptr && !keep(made.program)) continue;
    }
    if (find_rows(suite != Suite::atomic, rows, rng, made)) return made;
  }
  return std::nullopt;
}

}  // namespace inkling::hnps
