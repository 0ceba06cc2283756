#include "bleu.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace inkling::docstrings {
namespace {

using Words = std::vector<std::string>;

std::map<Words, std::size_t> runs(const Words& text, std::size_t length) {
  std::map<Words, std::size_t> counts;
  for (std::size_t i = 0; i + length <= text.size(); ++i)
    ++counts[Words(text.begin() + static_cast<std::ptrdiff_t>(i),
                   text.begin() + static_cast<std::ptrdiff_t>(i + length))];
  return counts;
}

struct Match {
  std::size_t common = 0, all = 0;
};
Match match(const Words& text, const Words& meant, std::size_t length) {
  const auto wanted = runs(meant, length);
  Match result;
  for (const auto& [run, count] : runs(text, length)) {
    result.all += count;
    const auto found = wanted.find(run);
    if (found != wanted.end()) result.common += std::min(count, found->second);
  }
  return result;
}

double penalty(std::size_t length, std::size_t meant) {
  if (length >= meant) return 1;
  return length == 0 ? 0 : std::exp(1.0 - static_cast<double>(meant) / static_cast<double>(length));
}

}  // namespace

void Bleu::add(const Words& text, const Words& meant) {
  for (std::size_t n = 0; n < common_.size(); ++n) {
    const Match found = match(text, meant, n + 1);
    common_[n] += found.common;
    all_[n] += found.all;
  }
  length_ += text.size();
  meant_length_ += meant.size();
}

double Bleu::score() const {
  double sum = 0;
  for (std::size_t n = 0; n < common_.size(); ++n) {
    if (common_[n] == 0) return 0;
    sum += std::log(static_cast<double>(common_[n]) / static_cast<double>(all_[n]));
  }
  return penalty(length_, meant_length_) * std::exp(sum / static_cast<double>(common_.size()));
}

double sentence_bleu(const Words& text, const Words& meant) {
  double sum = 0;
  for (std::size_t n = 1; n <= 4; ++n) {
    const Match found = match(text, meant, n);
    const double more = n == 1 ? 0 : 1;
    if (static_cast<double>(found.common) + more == 0) return 0;
    sum += std::log((static_cast<double>(found.common) + more) /
                    (static_cast<double>(found.all) + more));
  }
  return penalty(text.size(), meant.size()) * std::exp(sum / 4);
}

}  // namespace inkling::docstrings
