#include "bustle_search.hpp"

#include <algorithm>

namespace inkling::hnps {
namespace {

// As in the authors' program: an operator, a constant and a character weigh one each.
constexpr std::size_t kConstantWeight = 2;  // ConstPos and ConstStr
constexpr std::size_t kMatchWeight = 4;     // Regex
constexpr std::size_t kPartReduction = 2;   // of texts that are parts of all outputs
constexpr double kMostDistance = 3;         // what a large distance to an output adds at most
constexpr std::size_t kSeenBytes = 40;      // of a fingerprint that is known
// Outputs that are longer, in bytes, have no distance: it takes as long as both texts multiplied.
constexpr std::size_t kMostMeasured = 2000;

}  // namespace

Bustle::Bustle(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
               const BustleOptions& options, search::Meter& meter)
    : outputs_(outputs),
      options_(options),
      meter_(meter),
      rows_(inputs.size()),
      positions_by_weight_(options.max_weight + 1),
      texts_by_weight_(options.max_weight + 1),
      row_(inputs.size()) {
  for (const std::string& input : inputs) subjects_.emplace_back(input);
  for (const std::string& output : outputs) longest_ = std::max(longest_, output.size());
  if (options_.heuristics && longest_ <= kMostMeasured)
    for (const std::string& output : outputs) distances_.emplace_back(output);
}

bool Bustle::run() {
  for (std::size_t weight = kConstantWeight; weight <= options_.max_weight; ++weight)
    if (!level(weight)) return false;
  return true;
}

bool Bustle::level(std::size_t weight) {
  fresh_.clear();
  if (weight == kConstantWeight) {
    for (int k = -kFarthest; k <= kFarthest; ++k)
      if (!add_position({true, static_cast<std::int8_t>(k), {}, false}, {}, weight)) return false;
    for (std::size_t c = 0; c < kCharacters.size(); ++c)
      if (!add_constant(static_cast<std::uint8_t>(c))) return false;
  }
  if (weight == kMatchWeight)
    for (std::size_t pattern = 0; pattern < kPatterns; ++pattern)
      if (!add_matches({static_cast<std::uint8_t>(pattern)})) return false;
  for (std::size_t first = kConstantWeight; first + kConstantWeight < weight; ++first)
    if (!add_parts(first, weight - 1 - first) || !add_rows(first, weight - 1 - first)) return false;
  for (const std::size_t text : fresh_) {
    const std::size_t now = options_.heuristics ? reweighted(text, weight) : weight;
    if (now <= options_.max_weight)
      texts_by_weight_[now].push_back(static_cast<std::uint32_t>(text));
  }
  return true;
}

bool Bustle::add_matches(Pattern pattern) {
  std::vector<std::vector<Match>> found;
  for (const Subject& subject : subjects_) {
    meter_.look();  // texts may be long
    found.push_back(matches(subject.symbols(), pattern, false));
  }
  for (int n = -kMostIndex; n <= kMostIndex; ++n)
    for (const bool end : {false, true})
      if (!add_position({false, static_cast<std::int8_t>(n), pattern, end}, found, kMatchWeight))
        return false;
  return true;
}

bool Bustle::add_position(const Position& how, const std::vector<std::vector<Match>>& found,
                          std::size_t weight) {
  if (!meter_.spend()) return false;
  search::Fingerprint print;
  print.add(std::uint64_t{1});  // no text
  const std::size_t before = places_.size();
  bool fresh = true;
  for (std::size_t i = 0; i < rows_ && fresh; ++i) {
    const auto at = how.constant ? std::optional<std::int32_t>(how.number)
                                 : place(found[i], how.number, how.end);
    fresh = at.has_value();
    if (!fresh) break;
    print.add(static_cast<std::uint64_t>(*at));
    places_.push_back(*at);
  }
  if (!fresh || !seen_.insert(print).second) {
    places_.resize(before);
    return true;
  }
  positions_by_weight_[weight].push_back(static_cast<std::uint32_t>(positions_.size()));
  positions_.push_back(how);
  return true;
}

bool Bustle::add_constant(std::uint8_t character) {
  std::fill(row_.begin(), row_.end(), kCharacters.substr(character, 1));
  return tried({Node::Kind::constant, character, 0});
}

bool Bustle::add_parts(std::size_t first, std::size_t second) {
  for (const std::uint32_t from : positions_by_weight_[first])
    for (const std::uint32_t to : positions_by_weight_[second]) {
      bool empty = false;
      for (std::size_t i = 0; i < rows_ && !empty; ++i) {
        row_[i] = subjects_[i].cut(places_[from * rows_ + i], places_[to * rows_ + i]);
        empty = row_[i].empty();
      }
      if (empty ? !meter_.spend() : !tried({Node::Kind::part, from, to})) return false;
    }
  return true;
}

bool Bustle::add_rows(std::size_t first, std::size_t second) {
  for (const std::uint32_t left : texts_by_weight_[first])
    for (const std::uint32_t right : texts_by_weight_[second]) {
      buffer_.clear();
      std::size_t longest = 0;
      for (std::size_t i = 0; i < rows_; ++i) {
        buffer_ += text(left)[i];
        buffer_ += text(right)[i];
        longest = std::max(longest, text(left)[i].size() + text(right)[i].size());
      }
      const char* at = buffer_.data();
      for (std::size_t i = 0; i < rows_; ++i) {
        row_[i] = {at, text(left)[i].size() + text(right)[i].size()};
        at += row_[i].size();
      }
      // What is longer than the outputs is no part of them: texts only grow.
      if (longest > longest_ ? !meter_.spend() : !tried({Node::Kind::row, left, right}))
        return false;
    }
  return true;
}

bool Bustle::tried(const Node& node) {
  const bool more = meter_.spend();
  std::size_t fits = 0;
  for (std::size_t i = 0; i < rows_; ++i) fits += row_[i] == outputs_[i] ? 1U : 0U;
  if (fits > best_.fits || fits == rows_) {
    Found found{{{}, false}, fits};
    expand(node, found.program.expressions);
    if (found.program.expressions.size() <= kMostExpressions) {
      if (fits > best_.fits) best_ = found;
      const auto same = [&](const Found& it) { return it.program == found.program; };
      if (fits == rows_ && std::none_of(solutions_.begin(), solutions_.end(), same)) {
        if (solutions_.empty()) {
          until_first_ = meter_.evaluations();
          meter_.end_after(options_.more);
        }
        solutions_.push_back(std::move(found));
        if (solutions_.size() == kMostFound) return false;
      }
    }
  }
  if (!more) return false;
  search::Fingerprint print;
  bool part = true;
  for (std::size_t i = 0; i < rows_; ++i) {
    print.add(row_[i]);
    part = part && (!options_.prune || outputs_[i].find(row_[i]) != std::string::npos);
  }
  if (part && seen_.insert(print).second) keep(node, node.kind == Node::Kind::row);
  return true;
}

void Bustle::keep(const Node& node, bool owned) {
  std::size_t bytes = kSeenBytes + sizeof(Node) + rows_ * sizeof(std::string_view);
  if (owned) {
    auto page = std::make_unique<char[]>(buffer_.size());
    std::copy(buffer_.begin(), buffer_.end(), page.get());
    const char* at = page.get();
    for (std::string_view& it : row_) {
      it = {at, it.size()};
      at += it.size();
    }
    bytes += buffer_.size() + 2 * sizeof(void*);
    pages_.push_back(std::move(page));
  }
  meter_.bytes += bytes;
  fresh_.push_back(nodes_.size());
  nodes_.push_back(node);
  texts_.insert(texts_.end(), row_.begin(), row_.end());
}

std::size_t Bustle::reweighted(std::size_t number, std::size_t weight) {
  bool part = true;
  double farthest = 0;
  for (std::size_t i = 0; i < rows_; ++i) {
    const std::string_view value = text(number)[i];
    part = part && outputs_[i].find(value) != std::string::npos;
    if (distances_.empty()) continue;
    const auto distance = static_cast<double>(distances_[i].to(value));
    const auto length = static_cast<double>(outputs_[i].size() + value.size());
    farthest = std::max(farthest, 2 * distance / (length + distance));
  }
  const std::size_t heavier = weight + 1 + static_cast<std::size_t>(farthest * kMostDistance);
  return std::max(weight, part ? heavier - kPartReduction : heavier);
}

void Bustle::expand(const Node& node, std::vector<Expression>& into) const {
  if (node.kind == Node::Kind::row) {
    expand(nodes_[node.first], into);
    expand(nodes_[node.second], into);
    return;
  }
  Expression made;
  made.constant = node.kind == Node::Kind::constant;
  if (made.constant) {
    made.character = static_cast<std::uint8_t>(node.first);
  } else {
    made.from = positions_[node.first];
    made.to = positions_[node.second];
  }
  into.push_back(made);
}

}  // namespace inkling::hnps
