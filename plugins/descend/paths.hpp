// Breadth-first search over the programs of functions from tapes to tapes, cheapest in bits first.
// Programs that leave the same tapes behind on all examples are the same (observational
// equivalence): only the cheapest of them goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <inkling/budget.hpp>
#include <inkling/codec.hpp>
#include <queue>
#include <span>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace inkling::descend {

// Functions that work on the same tapes.
class Movers {
 public:
  virtual ~Movers() = default;
  // [moves]: bits of each; infinite: never taken.
  virtual const std::vector<double>& prices() const = 0;
  // One move for each tape [moves x places]. A first symbol below 0: the function is undefined
  // there.
  virtual std::vector<int> apply(std::span<const int> moves, std::span<const int> tapes) const = 0;
  // Whether a move may be taken from a state, the tapes [examples x places] of all examples; one
  // that may not costs no evaluation. Default: any.
  virtual bool takes(int move, std::span<const int> state) const;
};

// What a search looks at is symbols; that they are those of a tape is not its affair. Examples,
// row-major [examples x places].
struct Pairs {
  std::size_t places = 0;
  std::vector<int> x, y;
  std::vector<bool> read{};  // [places]: where an output stands
  std::size_t count() const { return places == 0 ? 0 : x.size() / places; }
};

// Of one function after the other.
struct Step {
  std::size_t movers = 0;  // index of add()
  int move = 0;
  friend bool operator==(const Step&, const Step&) = default;
};
using Path = std::vector<Step>;

class PathSearch {
 public:
  // `mixed`: functions of different movers may follow one another; otherwise a program is of one.
  PathSearch(Pairs pairs, bool mixed);
  // Movers must outlive the search; `longest` is how often a program may use them in all, `bits`
  // what their first use costs.
  void add(const Movers& movers, std::size_t longest, double bits);
  // Follows a program before anything else is tried. Its states count as one evaluation.
  void follow(const Path& path);

  // What a look at a program says: go on, or enough.
  using Look = std::function<bool(const Path&, std::size_t fits)>;
  // Calls `found` for every program whose hard states reproduce all examples and `partly` for the
  // first that reproduces more of them than any before; ends when `found` says so, when all states
  // were seen, or with the budget.
  StopReason run(const Look& found, const Look& partly, const Budget& budget);
  // Bytes that movers keep of states; counted as the search's own. Set before run().
  std::function<std::size_t()> kept_elsewhere{};
  std::uint64_t evaluations() const { return evaluations_; }
  std::size_t states() const { return nodes_.size(); }
  std::size_t bytes() const;

 private:
  struct Node {
    std::uint32_t parent;
    Step step;
    double bits;
    std::uint32_t length;  // steps from the inputs
    bool open;             // its edges are in the queue, or were
  };
  // The next move of a group from a node. The others follow when it is taken: there may be
  // thousands.
  struct Edge {
    double bits;
    std::uint64_t order;  // in which nodes were opened
    std::uint32_t node;
    std::size_t group, rank;  // rank: of Group::moves
    int move;
    bool operator<(const Edge& other) const {
      return std::tie(bits, order, group, move) >
             std::tie(other.bits, other.order, other.group, other.move);
    }
  };
  struct Group {
    const Movers* movers;
    std::size_t longest;
    double bits;
    std::vector<int> moves;  // those with a price, the cheapest first
  };
  std::size_t cells() const { return pairs_.x.size(); }
  std::size_t fits_of(std::span<const int> tapes) const;
  Path path_to(std::uint32_t node) const;
  void open(std::uint32_t node);
  // Puts the first move of that rank or a later one that may be taken into the queue.
  void push(std::uint32_t node, std::uint64_t order, std::size_t group, std::size_t rank);
  std::vector<int> state(std::uint32_t node) const;
  // The node with these tapes, or kNone.
  std::uint32_t find(std::uint64_t hash, std::span<const int> tapes) const;
  // Takes what a step left behind; a state that is new becomes a node, which is returned, or else
  // the old one. Sets done_ when it was shown and that was enough.
  std::uint32_t reach(std::uint32_t parent, Step step, double bits, std::span<const int> tapes);
  void show(std::uint32_t parent, Step step, std::size_t fits);
  void follow_all();

  Pairs pairs_;
  bool mixed_;
  std::vector<Group> groups_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> tapes_;                             // [nodes x cells]
  std::unordered_multimap<std::uint64_t, std::uint32_t> index_;  // by the hash of the tapes
  std::priority_queue<Edge> queue_;
  std::vector<Path> paths_;  // to follow
  std::uint64_t order_ = 0, evaluations_ = 0;
  std::size_t best_ = 0;
  bool done_ = false;
  const Look* found_ = nullptr;
  const Look* partly_ = nullptr;
};

}  // namespace inkling::descend
