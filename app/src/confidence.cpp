#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <inkling/app/confidence.hpp>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>

namespace inkling::app {
namespace {

struct Weight {
  std::string_view name;
  double of;
};

#include "confidence_lists.inc"
#include "confidence_statements.inc"
#include "confidence_strings.inc"

// That tell two readings apart: more says no more. What is as far behind hardly counts, so that it
// matters little whether a search had time enough to find it.
constexpr double kMostBits = 8;
constexpr double kUnsaid = 20;  // bits beyond spelling the outputs out, of what no program says
constexpr double kPerCharacter = 5;
constexpr double kPerNumber = 6;

// Bits of a value that is spelled out.
double spelled(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::undefined:
      return 0;
    case Value::Kind::boolean:
      return 1;
    case Value::Kind::integer:
      return kPerNumber;
    case Value::Kind::string:
      return kPerCharacter * (1 + static_cast<double>(value.as_string().size()));
    case Value::Kind::list:
      break;
  }
  double bits = 2;
  for (const Value& item : value.as_list()) bits += spelled(item);
  return bits;
}

// Whether the text of a program has the input of that number: x0, x1 ..
bool names_input(const std::string& program, std::size_t number) {
  const std::string name = "x" + std::to_string(number);
  const auto joins = [&](std::size_t at) {
    return at < program.size() &&
           (std::isalnum(static_cast<unsigned char>(program[at])) != 0 || program[at] == '_');
  };
  for (std::size_t at = program.find(name); at != std::string::npos;
       at = program.find(name, at + 1))
    if (!joins(at + name.size()) && (at == 0 || !joins(at - 1))) return true;
  return false;
}

// By the fitted correction.
double confidence_of(const Evidence& evidence) {
  double odds = 0;
  const std::span<const Weight> fitted =
      evidence.of == Evidence::Of::statements ? std::span<const Weight>(kStatements)
      : evidence.of == Evidence::Of::texts    ? std::span<const Weight>(kStrings)
                                              : std::span<const Weight>(kLists);
  for (const auto& [name, value] : evidence.items)
    for (const Weight& weight : fitted)
      if (weight.name == std::string_view(name)) odds += weight.of * value;
  return 1 / (1 + std::exp(-odds));
}

// Of a confidence `own` what can stand beside `first`: its share of what that leaves.
double part_of_rest(double first, double own, double share, double others) {
  return others > 0 ? std::min({own, (1 - first) * share / others, first}) : 0;
}

bool has_text(const Value& value) {
  return value.is_string() ||
         (value.is_list() && std::any_of(value.as_list().begin(), value.as_list().end(), has_text));
}

enum class Day { none, possible, impossible };

// Of the first date that is written with digits, 2024-02-29, 29.02.2024 or 2/29/2024, whether there
// is such a day.
Day day_in(const Value& value) {
  if (!value.is_string()) return Day::none;
  std::vector<std::pair<int, std::size_t>> groups;  // number and digits
  char between = 0;
  const std::string& text = value.as_string();
  for (std::size_t i = 0; i < text.size();) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) {
      const bool joined = i > 0 && !groups.empty() && i + 1 < text.size() &&
                          std::isdigit(static_cast<unsigned char>(text[i - 1])) != 0 &&
                          std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
                          (text[i] == '-' || text[i] == '.' || text[i] == '/') &&
                          (groups.size() == 1 || text[i] == between);
      if (!joined) groups.clear();
      between = text[i++];
      continue;
    }
    std::size_t end = i;
    int number = 0;
    for (; end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0; ++end)
      number = std::min(10 * number + (text[end] - '0'), 99999);
    groups.emplace_back(number, end - i);
    i = end;
    if (groups.size() != 3) continue;
    const auto fits = [](int year, int month, int day) {
      return (std::chrono::year(year) / month / day).ok();
    };
    const auto& [a, b, last] = std::tie(groups[0], groups[1], groups[2]);
    if (a.second == 4 && b.second <= 2 && last.second <= 2)
      return fits(a.first, b.first, last.first) ? Day::possible : Day::impossible;
    if (last.second == 4 && a.second <= 2 && b.second <= 2)
      return fits(last.first, a.first, b.first) || fits(last.first, b.first, a.first)
                 ? Day::possible
                 : Day::impossible;
    groups.clear();
  }
  return Day::none;
}

}  // namespace

Pool::Pool(const Task& task, const std::vector<const Outcome*>& outcomes, bool statements)
    : examples_(static_cast<double>(task.examples.size())) {
  std::set<Value> outputs;
  columns_ = task.examples.empty() ? 0 : task.examples.front().inputs.size();
  std::vector<Shapes> columns(columns_);
  dated_ = !task.examples.empty();
  for (const Example& example : task.examples) {
    if (outputs.insert(example.output).second) spelled_ += spelled(example.output);
    outputs_.add(example.output);
    dated_ = dated_ && day_in(example.output) == Day::possible;
    if (has_text(example.output) ||
        std::any_of(example.inputs.begin(), example.inputs.end(), has_text))
      of_ = Evidence::Of::texts;
    for (std::size_t i = 0; i < columns_; ++i) columns[i].add(example.inputs[i]);
  }
  if (statements) of_ = Evidence::Of::statements;
  alike_ = outputs.size() < 2;
  for (const Query& query : task.queries) {
    int strange = 0;
    for (std::size_t i = 0; i < std::min(columns_, query.inputs.size()); ++i)
      strange += columns[i].strange(query.inputs[i]);
    strangers_.push_back(strange);
  }
  std::map<std::string_view, std::size_t> known;  // a program is one voice, whoever found it
  std::set<std::size_t> heard;
  for (std::size_t s = 0; s < outcomes.size(); ++s) {
    if (outcomes[s] == nullptr) continue;
    for (const Candidate& candidate : outcomes[s]->candidates) {
      if (candidate.fits < task.examples.size() ||
          candidate.program.kind() != Program::Kind::symbolic || !std::isfinite(candidate.score) ||
          candidate.predictions.size() != task.queries.size())
        continue;
      heard.insert(s);
      const auto [at, fresh] = known.try_emplace(candidate.program.text(), voices_.size());
      if (fresh)
        voices_.push_back({candidate.score, s, &candidate, 0});
      else
        voices_[at->second].bits = std::min(voices_[at->second].bits, candidate.score);
    }
  }
  solvers_ = heard.size();
  double least = std::numeric_limits<double>::infinity();
  for (const Voice& voice : voices_) least = std::min(least, voice.bits);
  double all = 0;
  for (Voice& voice : voices_) all += voice.weight = std::exp2(least - voice.bits);
  for (Voice& voice : voices_) voice.weight /= all;
}

Pool::Shape Pool::shape_of(const Value& value) {
  constexpr int kLength = -1;
  constexpr int kWords = -2;
  constexpr int kNumbers = -3;
  constexpr int kCapitals = -4;
  constexpr int kSmall = -5;
  constexpr int kNegative = -6;
  Shape shape;
  if (value.is_int()) {
    shape[kNegative] = value.as_int() < 0 ? 1 : 0;
    shape[kNumbers] = value.as_int() == 0 ? 0 : 1;
  } else if (value.is_list()) {
    shape[kLength] = value.as_list().empty() ? 0 : 1;
  } else if (value.is_string()) {
    const std::string& text = value.as_string();
    shape[kLength] = text.empty() ? 0 : 1;
    int before = 0;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      const bool digit = c >= '0' && c <= '9';
      const bool capital = c >= 'A' && c <= 'Z';
      const bool letter = capital || (c >= 'a' && c <= 'z') || byte >= 0x80;
      const int kind = digit ? kNumbers : letter ? kWords : byte;
      if (kind != before || kind > 0) ++shape[kind];
      if (capital) shape[kCapitals] = 1;
      if (letter && !capital) shape[kSmall] = 1;
      before = kind;
    }
  }
  return shape;
}

void Pool::Shapes::add(const Value& value) {
  const Shape shape = shape_of(value);
  for (const auto& [kind, count] : shape) {
    const auto [at, fresh] = range_.try_emplace(kind, count_ > 0 ? 0 : count, count);
    at->second.first = std::min(at->second.first, count);
    at->second.second = std::max(at->second.second, count);
  }
  for (auto& [kind, range] : range_)
    if (!shape.contains(kind)) range.first = 0;
  ++count_;
}

int Pool::Shapes::strange(const Value& value) const {
  const Shape shape = shape_of(value);
  int strange = 0;
  for (const auto& [kind, count] : shape) {
    const auto known = range_.find(kind);
    const auto [least, most] = known == range_.end() ? std::pair(0, 0) : known->second;
    if (count < least || count > most) ++strange;
  }
  for (const auto& [kind, range] : range_)
    if (range.first > 0 && !shape.contains(kind)) ++strange;
  return strange;
}

Pool::Row Pool::row_of(std::size_t query, const Value& prediction) const {
  // A day that there is not is no date, and as good as undefined where dates are wanted.
  const bool none = prediction.is_undefined() || (dated_ && day_in(prediction) == Day::impossible);
  return {!none, strangers_[query], strangers_[query] > 0 ? 1 : 0,
          prediction.is_undefined() ? 0 : outputs_.strange(prediction)};
}

template <class Says>
Evidence Pool::weigh(const Row& row, const Says& says) const {
  double share = 0;
  double other = std::numeric_limits<double>::infinity();
  const Voice* best = nullptr;
  std::set<std::size_t> by;
  for (const Voice& voice : voices_) {
    if (says(voice)) {
      share += voice.weight;
      if (best == nullptr || voice.bits < best->bits) best = &voice;
      by.insert(voice.solver);
    } else {
      other = std::min(other, voice.bits);
    }
  }
  const double least = std::exp2(-kMostBits);
  share = std::clamp(share, least, 1 - least);
  const double bits = best != nullptr ? best->bits : spelled_ + kUnsaid;
  const double gap =
      std::isfinite(other) ? std::clamp(other - bits, -kMostBits, kMostBits) : kMostBits;
  std::size_t ignored = 0;
  for (std::size_t i = 0; i < columns_; ++i)
    if (best != nullptr && !names_input(best->candidate->program.text(), i)) ++ignored;
  return {of_,
          {{"one", 1},
           {"share", std::log2(share / (1 - share)) / kMostBits},
           {"doubt", 1 - share},
           {"gap", gap / kMostBits},
           {"length", std::log2(1 + std::max(0.0, bits)) - 4},
           {"saved", std::clamp((spelled_ - bits) / (10 * examples_), -3.0, 3.0)},
           {"undefined", row.defined ? 0.0 : 1.0},
           {"strange", std::log2(1.0 + row.inputs)},
           {"strangers", std::log2(1.0 + row.strangers)},
           {"odd", std::log2(1.0 + row.output)},
           {"alike", alike_ ? 1.0 : 0.0},
           {"ignored", static_cast<double>(std::min<std::size_t>(ignored, 2))},
           {"examples", std::log2(std::max(1.0, examples_))},
           {"confirmed", solvers_ > 1 && by.size() > 1 ? 1.0 : 0.0}}};
}

Evidence Pool::evidence(const std::vector<Value>& predictions) const {
  Row all;
  for (std::size_t q = 0; q < predictions.size(); ++q) {
    const Row row = row_of(q, predictions[q]);
    all = {all.defined && row.defined, std::max(all.inputs, row.inputs),
           all.strangers + row.strangers, std::max(all.output, row.output)};
  }
  return weigh(all, [&](const Voice& voice) { return voice.predictions() == predictions; });
}

Evidence Pool::evidence(std::size_t query, const Value& prediction) const {
  return weigh(row_of(query, prediction),
               [&](const Voice& voice) { return voice.predictions()[query] == prediction; });
}

double Pool::confidence(const std::vector<Value>& predictions) const {
  return confidence_of(evidence(predictions));
}
double Pool::confidence(std::size_t query, const Value& prediction) const {
  return confidence_of(evidence(query, prediction));
}

bool Pool::says(const std::vector<Value>& predictions) const {
  return std::any_of(voices_.begin(), voices_.end(),
                     [&](const Voice& voice) { return voice.predictions() == predictions; });
}
bool Pool::says(std::size_t query, const Value& prediction) const {
  return std::any_of(voices_.begin(), voices_.end(),
                     [&](const Voice& voice) { return voice.predictions()[query] == prediction; });
}

template <class Says>
double Pool::weight_of(const Says& says) const {
  double weight = 0;
  for (const Voice& voice : voices_)
    if (says(voice)) weight += voice.weight;
  return weight;
}

double Pool::beside(const std::vector<Value>& first, const std::vector<Value>& said) const {
  return part_of_rest(confidence(first), confidence(said),
                      weight_of([&](const Voice& voice) { return voice.predictions() == said; }),
                      weight_of([&](const Voice& voice) { return voice.predictions() != first; }));
}
double Pool::beside(std::size_t query, const Value& first, const Value& said) const {
  return part_of_rest(
      confidence(query, first), confidence(query, said),
      weight_of([&](const Voice& voice) { return voice.predictions()[query] == said; }),
      weight_of([&](const Voice& voice) { return voice.predictions()[query] != first; }));
}

double Pool::doubt(std::size_t query) const {
  std::map<Value, double> shares;
  for (const Voice& voice : voices_) shares[voice.predictions()[query]] += voice.weight;
  double bits = 0;
  for (const auto& [value, share] : shares)
    if (share > 0) bits -= share * std::log2(share);
  return bits;
}

std::vector<std::pair<Value, double>> Pool::others(std::size_t query, const Value& prediction,
                                                   std::size_t most) const {
  std::map<Value, double> shares;
  for (const Voice& voice : voices_)
    if (voice.predictions()[query] != prediction)
      shares[voice.predictions()[query]] += voice.weight;
  std::vector<std::pair<Value, double>> found(shares.begin(), shares.end());
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (found.size() > most) found.resize(most);
  for (auto& [value, share] : found) share = beside(query, prediction, value);
  return found;
}

}  // namespace inkling::app
