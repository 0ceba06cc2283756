// Programs run without noise and without a gradient. Programs that begin alike reach the same
// states, so that every beginning is run once; beginnings made of rows that came up before, words
// of a vocabulary, are kept for the programs to come.
#pragma once

#include <deque>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model.hpp"
#include "unit.hpp"

namespace inkling::nli::engine {

// log pi [x.size() x V] of tapes that are known for certain, as a run begins with them.
std::vector<float> hard_states(std::span<const int> x, std::size_t symbols);

// The acting positions of one program, and where its results go. Not owned.
struct QuietProgram {
  const float* log_z;    // [turns x K]
  int turns;             // how many act; may be 0
  double* loss;          // [examples], mean negative log-likelihood of y
  unsigned char* exact;  // [examples], whether y is the likeliest output
};

// Of one task: x and y are [examples x n], and copied; model and backend are not.
class PrefixTree {
 public:
  static constexpr std::size_t kKeptBytes = std::size_t{8} << 20;

  PrefixTree(const Model& model, const Backend& backend, std::span<const int> x,
             std::span<const int> y, float temperature);
  PrefixTree(const PrefixTree&) = delete;  // nodes point to its root
  PrefixTree& operator=(const PrefixTree&) = delete;
  bool is_of(const Backend& backend, std::span<const int> x, std::span<const int> y,
             float temperature) const;

  struct Node {
    const Node* parent = nullptr;
    std::vector<float> row;     // [K], log z of the position that led here
    std::vector<float> states;  // [examples x n x V], log pi after it
    int height = 0;             // steps to the end of the longest program through it
    bool kept = false;
    std::vector<Node*> children;
  };
  // What a run adds to the tree.
  class Branches {
   public:
    Node* find(const Node* parent, std::string_view row) const;
    Node* add(const Node* parent, std::string_view row);
    std::deque<Node> nodes;  // parents first

   private:
    struct Key {
      const Node* parent;
      std::string_view row;
      bool operator==(const Key&) const = default;
    };
    struct Hash {
      std::size_t operator()(const Key& key) const;
    };
    std::unordered_map<Key, Node*, Hash> index_;
  };

  // Changes nothing but `fresh`, so that several threads may run programs at once, each with its
  // own. `numbers` and `space` as in UnitCall. False when `stop`, asked before every vector, ended
  // it.
  bool run(std::span<const QuietProgram> programs, const void* numbers, void* space,
           const std::function<bool()>& stop, Branches& fresh) const;
  // Takes over what is worth it, up to kKeptBytes; `fresh` is used up.
  void keep(Branches& fresh);

 private:
  std::size_t cells() const;  // of one state
  void score(const float* states, const QuietProgram& program) const;

  const Model& model_;
  const Backend& backend_;
  std::vector<int> x_, y_;
  float temperature_;
  Node root_;
  Branches kept_;
  std::size_t bytes_ = 0;
  std::unordered_set<std::size_t> rows_;  // hashes of those that came up
};

}  // namespace inkling::nli::engine
