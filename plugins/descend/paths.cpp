#include "paths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inkling::descend {
namespace {

constexpr std::uint32_t kRoot = 0, kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMostTapes = 512;  // of a batch: what lies between two looks at the clock
constexpr std::size_t kFirstBatch = 4;   // edges
constexpr std::uint64_t kPatience = 8;   // edges tried for each one of a batch
constexpr std::size_t kEdgeBytes = sizeof(std::uint64_t) * 6, kIndexBytes = 48;

std::uint64_t hash_of(std::span<const int> tapes) {
  std::uint64_t h = 0xcbf29ce484222325U;
  for (const int symbol : tapes) {
    h ^= static_cast<std::uint64_t>(symbol) + 1;
    h *= 0x100000001b3U;
    h ^= h >> 29U;
  }
  return h;
}

}  // namespace

bool Movers::takes(int, std::span<const int>) const {
  return true;
}

PathSearch::PathSearch(Pairs pairs, bool mixed) : pairs_(std::move(pairs)), mixed_(mixed) {
  nodes_.push_back({kNone, {}, 0.0, 0, false});
  tapes_.assign(pairs_.x.begin(), pairs_.x.end());
  index_.emplace(hash_of(pairs_.x), kRoot);
}

void PathSearch::add(const Movers& movers, std::size_t longest, double bits) {
  Group group{&movers, longest, bits, {}};
  const std::vector<double>& prices = movers.prices();
  for (std::size_t move = 0; move < prices.size(); ++move)
    if (std::isfinite(prices[move])) group.moves.push_back(static_cast<int>(move));
  std::stable_sort(group.moves.begin(), group.moves.end(), [&](int a, int b) {
    return prices[static_cast<std::size_t>(a)] < prices[static_cast<std::size_t>(b)];
  });
  groups_.push_back(std::move(group));
}

void PathSearch::follow(const Path& path) {
  paths_.push_back(path);
}

std::size_t PathSearch::bytes() const {
  return nodes_.size() * (sizeof(Node) + cells() * sizeof(std::uint32_t) + kIndexBytes) +
         queue_.size() * kEdgeBytes + (kept_elsewhere ? kept_elsewhere() : 0);
}

std::size_t PathSearch::fits_of(std::span<const int> tapes) const {
  std::size_t fits = 0;
  for (std::size_t row = 0; row < pairs_.count(); ++row) {
    bool same = true;
    for (std::size_t i = 0; i < pairs_.places && same; ++i) {
      const std::size_t at = row * pairs_.places + i;
      same = (!pairs_.read.empty() && !pairs_.read[i]) || tapes[at] == pairs_.y[at];
    }
    fits += same ? 1U : 0U;
  }
  return fits;
}

Path PathSearch::path_to(std::uint32_t node) const {
  Path path;
  for (; node != kRoot; node = nodes_[node].parent) path.push_back(nodes_[node].step);
  std::reverse(path.begin(), path.end());
  return path;
}

std::uint32_t PathSearch::find(std::uint64_t hash, std::span<const int> tapes) const {
  const auto [from, to] = index_.equal_range(hash);
  for (auto it = from; it != to; ++it) {
    const auto stored = tapes_.begin() + static_cast<std::ptrdiff_t>(it->second * cells());
    if (std::equal(tapes.begin(), tapes.end(), stored)) return it->second;
  }
  return kNone;
}

void PathSearch::show(std::uint32_t parent, Step step, std::size_t fits) {
  const bool whole = fits == pairs_.count();
  if (done_ || (!whole && fits <= best_)) return;
  best_ = std::max(best_, fits);
  Path path = path_to(parent);
  path.push_back(step);
  done_ = (*(whole ? found_ : partly_))(path, fits);
}

std::uint32_t PathSearch::reach(std::uint32_t parent, Step step, double bits,
                                std::span<const int> tapes) {
  for (std::size_t row = 0; row < pairs_.count(); ++row)
    if (tapes[row * pairs_.places] < 0) return kNone;
  const std::uint64_t hash = hash_of(tapes);
  const std::uint32_t old = find(hash, tapes);
  const std::size_t fits = fits_of(tapes);
  // The states of a network between two tokens are not quite hard: where one program that
  // reproduces all examples fails when it is run as a whole, another one may not.
  if (old == kNone || fits == pairs_.count()) show(parent, step, fits);
  // A function that is not mixed with others goes on alone, whoever else was there.
  if (old != kNone && (mixed_ || old == kRoot || nodes_[old].step.movers == step.movers))
    return old;
  const auto node = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({parent, step, bits, nodes_[parent].length + 1, false});
  tapes_.insert(tapes_.end(), tapes.begin(), tapes.end());
  index_.emplace(hash, node);
  return node;
}

std::vector<int> PathSearch::state(std::uint32_t node) const {
  const auto from = tapes_.begin() + static_cast<std::ptrdiff_t>(node * cells());
  return {from, from + static_cast<std::ptrdiff_t>(cells())};
}

void PathSearch::push(std::uint32_t node, std::uint64_t order, std::size_t group,
                      std::size_t rank) {
  const Group& it = groups_[group];
  const std::vector<int> from = state(node);
  while (rank < it.moves.size() && !it.movers->takes(it.moves[rank], from)) ++rank;
  if (rank == it.moves.size()) return;
  const int move = it.moves[rank];
  const bool same = node != kRoot && nodes_[node].step.movers == group;
  const double bits = nodes_[node].bits + it.movers->prices()[static_cast<std::size_t>(move)] +
                      (same ? 0.0 : it.bits);
  queue_.push({bits, order, node, group, rank, move});
}

void PathSearch::open(std::uint32_t node) {
  if (nodes_[node].open) return;
  nodes_[node].open = true;
  const std::uint64_t order = order_++;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const bool same = node != kRoot && nodes_[node].step.movers == g;
    if ((node != kRoot && !same && !mixed_) || nodes_[node].length >= groups_[g].longest) continue;
    push(node, order, g, 0);
  }
}

void PathSearch::follow_all() {
  if (done_) return;
  std::vector<std::uint32_t> reached{kRoot};
  for (const Path& path : paths_) {
    std::uint32_t at = kRoot;
    double bits = 0;
    ++evaluations_;
    for (const Step& step : path) {
      const Group& group = groups_[step.movers];
      const std::vector<int> before = state(at);
      const std::vector<int> moves(pairs_.count(), step.move);
      const bool same = at != kRoot && nodes_[at].step.movers == step.movers;
      bits +=
          group.movers->prices()[static_cast<std::size_t>(step.move)] + (same ? 0.0 : group.bits);
      at = reach(at, step, bits, group.movers->apply(moves, before));
      if (at == kNone || done_ || nodes_[at].length >= group.longest) break;
      reached.push_back(at);
    }
    if (done_) return;
  }
  for (const std::uint32_t node : reached) open(node);
}

StopReason PathSearch::run(const Look& found, const Look& partly, const Budget& budget) {
  found_ = &found;
  partly_ = &partly;
  StopReason reason = StopReason::exhausted;
  if (const std::vector<int> root(pairs_.x); fits_of(root) == pairs_.count())
    done_ = found(Path{}, pairs_.count());
  follow_all();
  std::vector<Edge> batch;
  const std::size_t most =
      std::max<std::size_t>(1, kMostTapes / std::max<std::size_t>(1, pairs_.count()));
  while (!done_ && !queue_.empty()) {
    if (budget.exhausted(evaluations_, bytes(), reason)) return reason;
    // Small at first: what comes after the program that is looked for is lost.
    std::size_t want = std::clamp<std::size_t>(static_cast<std::size_t>(evaluations_ / kPatience),
                                               kFirstBatch, most);
    if (const std::uint64_t limit = budget.limits().evaluations; limit > 0)
      want = std::min<std::size_t>(want, limit - evaluations_);
    batch.clear();
    while (batch.size() < want && !queue_.empty()) {
      const Edge edge = queue_.top();
      queue_.pop();
      push(edge.node, edge.order, edge.group, edge.rank + 1);
      batch.push_back(edge);
    }
    evaluations_ += batch.size();
    // Those of one mover go together; what they lead to is taken in the order of the queue.
    std::vector<std::vector<int>> results(batch.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      std::vector<int> moves, before;
      std::vector<std::size_t> whose;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (batch[i].group != g) continue;
        whose.push_back(i);
        moves.insert(moves.end(), pairs_.count(), batch[i].move);
        const auto from = tapes_.begin() + static_cast<std::ptrdiff_t>(batch[i].node * cells());
        before.insert(before.end(), from, from + static_cast<std::ptrdiff_t>(cells()));
      }
      if (whose.empty()) continue;
      const std::vector<int> after = groups_[g].movers->apply(moves, before);
      for (std::size_t i = 0; i < whose.size(); ++i) {
        const auto from = after.begin() + static_cast<std::ptrdiff_t>(i * cells());
        results[whose[i]].assign(from, from + static_cast<std::ptrdiff_t>(cells()));
      }
    }
    for (std::size_t i = 0; i < batch.size() && !done_; ++i) {
      const std::uint32_t node =
          reach(batch[i].node, {batch[i].group, batch[i].move}, batch[i].bits, results[i]);
      if (node != kNone) open(node);
    }
  }
  return done_ ? StopReason::solved : StopReason::exhausted;
}

}  // namespace inkling::descend
