#include "learned.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "tape_pairs.hpp"

namespace inkling::descend {
namespace {

constexpr std::size_t kDraws = 16;  // programs of the inductor that its tokens are priced by
constexpr double kUsual = 0.5;      // weight of what training tasks need
constexpr double kDrawn = 0.499;    // of what the inductor writes for these examples
constexpr double kAnything = 1.0 - kUsual - kDrawn;

std::vector<double> bits_of(const TokenMachine& machine, std::span<const LatentCode> drawn) {
  const std::size_t codes = machine.space().codes;
  std::vector<double> written(codes, 0.0), usual = machine.usage();
  for (const LatentCode& code : drawn)
    for (const int token : code.tokens) written[static_cast<std::size_t>(token)] += 1.0;
  written[0] = 0.0;
  if (usual.size() != codes) usual.assign(codes, 1.0);
  usual[0] = 0.0;
  const auto normalise = [&](std::vector<double>& shares) {
    double sum = 0.0;
    for (const double share : shares) sum += share;
    for (double& share : shares) share = sum > 0 ? share / sum : 1.0 / static_cast<double>(codes);
  };
  normalise(written);
  normalise(usual);
  std::vector<double> bits(codes, std::numeric_limits<double>::infinity());
  for (std::size_t t = 1; t < codes; ++t)
    bits[t] = -std::log2(kUsual * usual[t] + kDrawn * written[t] +
                         kAnything / static_cast<double>(codes));
  return bits;
}

Result<Learned> learned_language(const DifferentiableInterpreter& interpreter,
                                 const std::string& model, const Task& task, const Rng& root,
                                 Misfits misfits) {
  auto machine = interpreter.tokens(model);
  if (!machine) return std::move(machine).error();
  auto pairs = common::read_pairs(task, (*machine)->codec());
  if (!pairs && misfits == Misfits::taken && pairs.error().code == ErrorCode::bad_input) {
    Learned learned;
    learned.bits = bits_of(**machine, {});
    learned.machine = *std::move(machine);
    return learned;
  }
  if (!pairs) return std::move(pairs).error();
  Rng rng = root.split("tokens of " + model);
  auto drawn = (*machine)->propose(task, kDraws, rng);
  if (!drawn) return std::move(drawn).error();
  Learned learned;
  learned.x = std::move(pairs->x);
  learned.y = std::move(pairs->y);
  if (!drawn->empty())
    for (const int token : drawn->front().tokens)
      if (token != 0) learned.first.push_back(token);
  learned.bits = bits_of(**machine, *drawn);
  learned.machine = *std::move(machine);
  return learned;
}

}  // namespace

Result<std::vector<Learned>> learned_languages(const DifferentiableInterpreter& interpreter,
                                               const std::string& wanted, const Task& task,
                                               std::uint64_t seed, Misfits misfits) {
  std::vector<std::string> names{wanted};
  if (wanted == "auto") names = interpreter.models();
  if (names.empty()) names.emplace_back();
  std::vector<Learned> all;
  std::optional<Error> refused;
  for (const std::string& name : names) {
    auto learned = learned_language(interpreter, name, task, Rng(seed), misfits);
    if (learned.ok())
      all.push_back(*std::move(learned));
    else if (!refused)
      refused = std::move(learned).error();
  }
  if (all.empty()) return *std::move(refused);
  return all;
}

}  // namespace inkling::descend
