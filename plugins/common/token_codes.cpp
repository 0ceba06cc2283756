#include "token_codes.hpp"

#include <algorithm>
#include <cmath>
#include <inkling/nn/descend.hpp>
#include <inkling/nn/dictionary.hpp>
#include <limits>
#include <map>

namespace inkling::common {
namespace {

constexpr double kMeans = 0.9;  // agreement from which on a meaning says anything
constexpr float kZero = 1e-9F;  // probability of a code that a discrete program does not name

// log softmax((logits + g) / temperature) for every row of `codes` numbers; g from `noise`, or
// none.
std::vector<float> log_softmax(std::span<const float> logits, std::size_t codes, double temperature,
                               Rng* noise) {
  std::vector<float> out(logits.size());
  std::vector<double> row(codes);
  for (std::size_t begin = 0; begin < logits.size(); begin += codes) {
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < codes; ++k) {
      const double g = noise == nullptr ? 0.0 : noise->gumbel();
      row[k] = (static_cast<double>(logits[begin + k]) + g) / temperature;
      largest = std::max(largest, row[k]);
    }
    double sum = 0.0;
    for (const double x : row) sum += std::exp(x - largest);
    const double log_sum = largest + std::log(sum);
    for (std::size_t k = 0; k < codes; ++k) out[begin + k] = static_cast<float>(row[k] - log_sum);
  }
  return out;
}

// Probabilities [positions x codes] at kProgramTemperature.
std::vector<float> soft_codes(std::span<const float> logits, std::size_t codes) {
  std::vector<float> soft = log_softmax(logits, codes, double{kProgramTemperature}, nullptr);
  for (float& x : soft) x = std::exp(x);
  return soft;
}

std::vector<int> likeliest(std::span<const float> rows, std::size_t codes) {
  std::vector<int> tokens;
  for (std::size_t at = 0; at < rows.size(); at += codes) {
    const std::span<const float> row = rows.subspan(at, codes);
    tokens.push_back(static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin()));
  }
  return tokens;
}

double score_of(std::span<const int> tokens, std::span<const float> log_q, std::size_t codes) {
  double score = 0.0;
  for (std::size_t t = 0; t < tokens.size(); ++t)
    score += static_cast<double>(log_q[t * codes + static_cast<std::size_t>(tokens[t])]);
  return score;
}

}  // namespace

ParamSpecs temperature_params() {
  return {
      {"program_from", ParamType::real, "1", "first temperature of the program", 0.01, 100, {}},
      {"program_to", ParamType::real, "0.3", "last temperature of the program", 0.01, 100, {}},
      {"state_from", ParamType::real, "1", "first temperature of the states", 0.01, 100, {}},
      {"state_to", ParamType::real, "0.3", "last temperature of the states", 0.01, 100, {}},
  };
}

Annealing::Annealing(const Params& params)
    : from{static_cast<float>(params.get_real("program_from")),
           static_cast<float>(params.get_real("state_from"))},
      to{static_cast<float>(params.get_real("program_to")),
         static_cast<float>(params.get_real("state_to"))} {}

Temperatures Annealing::at(double progress) const {
  if (progress >= 1.0) return to;
  return {nn::annealed(from.program, to.program, progress),
          nn::annealed(from.state, to.state, progress)};
}

LatentCode to_code(std::vector<float> vector, std::span<const float> logits,
                   const LatentSpace& space, std::string model) {
  std::vector<int> tokens = likeliest(soft_codes(logits, space.codes), space.codes);
  return {space, std::move(vector), std::move(tokens), std::move(model)};
}

std::vector<float> to_log_codes(const LatentCode& code, std::span<const float> logits,
                                const LatentSpace& space) {
  std::vector<float> log_z = logits.empty()
                                 ? std::vector<float>(space.positions * space.codes, 0.0F)
                                 : soft_codes(logits, space.codes);
  if (logits.empty())
    for (std::size_t t = 0; t < space.positions; ++t) {
      const int token = t < code.tokens.size() ? code.tokens[t] : kSkip;
      log_z[t * space.codes + static_cast<std::size_t>(token)] = 1.0F;
    }
  for (float& z : log_z) z = std::log(std::max(z, kZero));
  return log_z;
}

std::string words_of(const LatentCode& code, const std::string& dictionary) {
  std::map<int, std::string> meanings;
  for (const nn::DictionaryEntry& it : nn::read_dictionary(dictionary)) {
    if (it.agreement < kMeans) continue;
    std::string meaning = it.meaning;
    if (it.agreement < nn::kExplained || !it.where.empty())
      meaning += " (on " + std::to_string(std::lround(100 * it.agreement * it.covered)) +
                 "% of states" + (it.where.empty() ? "" : " or more") + ")";
    meanings[it.token] = std::move(meaning);
  }
  std::string text;
  for (std::size_t from = 0; from < code.tokens.size();) {
    std::size_t to = from;
    while (to < code.tokens.size() && code.tokens[to] == code.tokens[from]) ++to;
    if (code.tokens[from] != kSkip) {
      const auto meaning = meanings.find(code.tokens[from]);
      if (meaning == meanings.end()) return {};
      text += (text.empty() ? "" : ", then ") + meaning->second;
      if (to - from > 1) text += " " + std::to_string(to - from) + " times";
    }
    from = to;
  }
  return text;
}

std::vector<DrawnCode> propose_tokens(std::span<const float> logits, const LatentSpace& space,
                                      std::size_t count, double temperature, Rng& rng) {
  const std::vector<float> log_q = log_softmax(logits, space.codes, 1.0, nullptr);
  std::vector<DrawnCode> drawn;
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<float> rows = i == 0 ? soft_codes(logits, space.codes)
                                           : log_softmax(logits, space.codes, temperature, &rng);
    LatentCode code{space, {}, likeliest(rows, space.codes), {}};
    const double score = score_of(code.tokens, log_q, space.codes);
    drawn.push_back({std::move(code), score});
  }
  std::stable_sort(drawn.begin(), drawn.end(), [](const DrawnCode& a, const DrawnCode& b) {
    return a.log_probability > b.log_probability;
  });
  return drawn;
}

}  // namespace inkling::common
