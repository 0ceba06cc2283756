#include "prefix_tree.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace inkling::nli::engine {
namespace {

constexpr std::size_t kMostRows = 1U << 16U;  // whose coming up is remembered

std::string_view bytes_of(const float* row, int codes) {
  return {reinterpret_cast<const char*>(row), static_cast<std::size_t>(codes) * sizeof(float)};
}
std::size_t hash_of(std::string_view row) {
  return std::hash<std::string_view>()(row);
}

// One example of a node, whose parent's state is there.
struct Lane {
  PrefixTree::Node* node;
  int example;
  std::size_t order;
  // Long programs first: they are what a batch waits for.
  bool operator<(const Lane& other) const {
    return node->height != other.node->height ? node->height < other.node->height
                                              : order > other.order;
  }
};

}  // namespace

std::size_t PrefixTree::Branches::Hash::operator()(const Key& key) const {
  return hash_of(key.row) * 31 + std::hash<const Node*>()(key.parent);
}

PrefixTree::Node* PrefixTree::Branches::find(const Node* parent, std::string_view row) const {
  const auto at = index_.find({parent, row});
  return at == index_.end() ? nullptr : at->second;
}

PrefixTree::Node* PrefixTree::Branches::add(const Node* parent, std::string_view row) {
  Node& node = nodes.emplace_back();
  node.parent = parent;
  node.row.resize(row.size() / sizeof(float));
  std::copy(row.begin(), row.end(), reinterpret_cast<char*>(node.row.data()));
  index_[{parent, bytes_of(node.row.data(), static_cast<int>(node.row.size()))}] = &node;
  return &node;
}

std::vector<float> hard_states(std::span<const int> x, std::size_t symbols) {
  const double high = std::log(1.0 - static_cast<double>(symbols - 1) * kStateFloor);
  std::vector<float> states(x.size() * symbols, static_cast<float>(std::log(kStateFloor)));
  for (std::size_t i = 0; i < x.size(); ++i)
    states[i * symbols + static_cast<std::size_t>(x[i])] = static_cast<float>(high);
  return states;
}

PrefixTree::PrefixTree(const Model& model, const Backend& backend, std::span<const int> x,
                       std::span<const int> y, float temperature)
    : model_(model),
      backend_(backend),
      x_(x.begin(), x.end()),
      y_(y.begin(), y.end()),
      temperature_(temperature) {
  root_.kept = true;
  root_.states = hard_states(x_, static_cast<std::size_t>(model.plan.shape.symbols));
}

bool PrefixTree::is_of(const Backend& backend, std::span<const int> x, std::span<const int> y,
                       float temperature) const {
  return &backend == &backend_ && temperature == temperature_ &&
         std::equal(x.begin(), x.end(), x_.begin(), x_.end()) &&
         std::equal(y.begin(), y.end(), y_.begin(), y_.end());
}

std::size_t PrefixTree::cells() const {
  const Shape& s = model_.plan.shape;
  return static_cast<std::size_t>(s.length) * static_cast<std::size_t>(s.symbols);
}

// As Machine::score, addition by addition.
void PrefixTree::score(const float* states, const QuietProgram& program) const {
  const auto n = static_cast<std::size_t>(model_.plan.shape.length);
  const auto v = static_cast<std::size_t>(model_.plan.shape.symbols);
  for (std::size_t example = 0; example < x_.size() / n; ++example) {
    float loss = 0.0F;
    bool exact = true;
    for (std::size_t i = 0; i < n; ++i) {
      const int target = y_[example * n + i];
      if (target < 0) continue;  // a place that is not read: no symbol is wanted there
      const float* row = states + (example * n + i) * v;
      const float right = row[target];
      loss = loss - right;
      exact = exact && !(right < *std::max_element(row, row + v));
    }
    program.loss[example] = static_cast<double>(loss / static_cast<float>(n));
    program.exact[example] = exact ? 1 : 0;
  }
}

bool PrefixTree::run(std::span<const QuietProgram> programs, const void* numbers, void* space,
                     const std::function<bool()>& stop, Branches& fresh) const {
  const int codes = model_.plan.shape.codes;
  const auto examples = static_cast<int>(x_.size()) / model_.plan.shape.length;
  const std::size_t size = cells();
  std::vector<const Node*> ends;
  std::vector<Node*> first;  // the new nodes behind states that are there
  for (const QuietProgram& program : programs) {
    const Node* at = &root_;
    Node* mine = nullptr;  // the same, once it is a new one
    for (int turn = 0; turn < program.turns; ++turn) {
      const std::string_view row = bytes_of(program.log_z + turn * codes, codes);
      if (mine == nullptr)
        if (const Node* old = kept_.find(at, row); old != nullptr) {
          at = old;
          continue;
        }
      Node* next = fresh.find(at, row);
      if (next == nullptr) {
        next = fresh.add(at, row);
        next->states.resize(static_cast<std::size_t>(examples) * size);
        (mine == nullptr ? first : mine->children).push_back(next);
      }
      next->height = std::max(next->height, program.turns - turn);
      at = mine = next;
    }
    ends.push_back(at);
  }

  std::priority_queue<Lane> ready;
  std::size_t order = 0;
  const auto push = [&](Node* node, int example) { ready.push({node, example, order++}); };
  for (Node* node : first)
    for (int example = 0; example < examples; ++example) push(node, example);
  const std::size_t lanes = std::min(nn::kMostLanes, static_cast<std::size_t>(backend_.lanes));
  while (!ready.empty()) {
    if (stop && stop()) return false;
    Lane now[nn::kMostLanes];
    const float *rows[nn::kMostLanes], *before[nn::kMostLanes];
    float* after[nn::kMostLanes];
    std::size_t count = 0;
    for (; count < lanes && !ready.empty(); ++count) {
      now[count] = ready.top();
      ready.pop();
      Node& node = *now[count].node;
      const std::size_t at = static_cast<std::size_t>(now[count].example) * size;
      rows[count] = node.row.data();
      before[count] = node.parent->states.data() + at;
      after[count] = node.states.data() + at;
    }
    backend_.step(
        {&model_.plan, numbers, static_cast<int>(count), rows, before, temperature_, after}, space);
    for (std::size_t i = 0; i < count; ++i)
      for (Node* child : now[i].node->children) push(child, now[i].example);
  }
  for (std::size_t i = 0; i < programs.size(); ++i) score(ends[i]->states.data(), programs[i]);
  return true;
}

void PrefixTree::keep(Branches& fresh) {
  std::unordered_map<const Node*, const Node*> moved;
  const auto kept_parent = [&](const Node* parent) -> const Node* {
    if (parent->kept) return parent;
    const auto at = moved.find(parent);
    return at == moved.end() ? nullptr : at->second;
  };
  for (Node& node : fresh.nodes) {
    const std::string_view row = bytes_of(node.row.data(), static_cast<int>(node.row.size()));
    const std::size_t hash = hash_of(row);
    const bool known = rows_.contains(hash);
    if (!known && rows_.size() < kMostRows) rows_.insert(hash);
    const Node* parent = kept_parent(node.parent);
    if (!known || parent == nullptr) continue;
    Node* old = kept_.find(parent, row);  // another thread's
    if (old == nullptr) {
      const std::size_t more = node.states.size() * sizeof(float);
      if (bytes_ + more > kKeptBytes) continue;
      bytes_ += more;
      old = kept_.add(parent, row);
      old->states = std::move(node.states);
      old->kept = true;
    }
    moved[&node] = old;
  }
}

}  // namespace inkling::nli::engine
