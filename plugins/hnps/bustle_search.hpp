// BUSTLE's search (Odena et al., ICLR 2021, arXiv 2007.14381) over the language of HNPS: bottom-up
// by weight, what gives the same on all examples once, and heavier or lighter by how a value looks
// beside the outputs. Without the paper's learned model, as HNPS measures it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "edit_distance.hpp"
#include "program.hpp"
#include "search/fingerprint.hpp"
#include "search/meter.hpp"

namespace inkling::hnps {

struct BustleOptions {
  std::size_t max_weight = 100;
  std::uint64_t more = 20'000;  // expressions that are tried once one fits
  bool heuristics = true;       // weights by substrings and edit distance; without: by size alone
  bool prune = false;           // values that are no part of an output are dropped
};

class Bustle {
 public:
  // `inputs` and `outputs` have one text for each example, and outlive it, as does the meter.
  Bustle(const std::vector<std::string>& inputs, const std::vector<std::string>& outputs,
         const BustleOptions& options, search::Meter& meter);
  // False: the meter said that it is over, or enough was found.
  bool run();

  struct Found {
    Program program;
    std::size_t fits = 0;
  };
  // Programs that give all outputs, in the order that they were found in.
  const std::vector<Found>& solutions() const { return solutions_; }
  // The first one that gives the most of them; no program where none gives any.
  const Found& best() const { return best_; }
  std::uint64_t until_first() const { return until_first_; }  // expressions tried

  static constexpr std::size_t kMostFound = 16;

 private:
  // A text by how it is made: a constant, a part between two positions, or two texts in a row.
  struct Node {
    enum class Kind : std::uint8_t { constant, part, row };
    Kind kind = Kind::constant;
    std::uint32_t first = 0, second = 0;  // the character; numbers of positions or of texts
  };

  bool level(std::size_t weight);
  bool add_matches(Pattern pattern);
  // `found`: matches of its pattern in each input.
  bool add_position(const Position& how, const std::vector<std::vector<Match>>& found,
                    std::size_t weight);
  bool add_constant(std::uint8_t character);
  bool add_parts(std::size_t first, std::size_t second);  // by weights
  bool add_rows(std::size_t first, std::size_t second);
  // Looks at the texts in row_. False: the search ends here.
  bool tried(const Node& node);
  void keep(const Node& node, bool owned);
  std::size_t reweighted(std::size_t text, std::size_t weight);
  void expand(const Node& node, std::vector<Expression>& into) const;
  const std::string_view* text(std::size_t number) const { return &texts_[number * rows_]; }

  const std::vector<std::string>& outputs_;
  BustleOptions options_;
  search::Meter& meter_;
  std::size_t rows_;
  std::size_t longest_ = 0;  // of the outputs, in bytes
  std::vector<Subject> subjects_;
  std::vector<EditDistance> distances_;  // none where outputs are long

  std::vector<Position> positions_;
  std::vector<std::int32_t> places_;  // [positions, rows]
  std::vector<Node> nodes_;
  std::vector<std::string_view> texts_;  // [nodes, rows]
  std::vector<std::unique_ptr<char[]>> pages_;
  std::vector<std::vector<std::uint32_t>> positions_by_weight_, texts_by_weight_;
  std::unordered_set<search::Fingerprint, search::FingerprintHash> seen_;
  std::vector<std::size_t> fresh_;  // texts of this level
  std::vector<std::string_view> row_;
  std::string buffer_;
  std::vector<Found> solutions_;
  Found best_;
  std::uint64_t until_first_ = 0;
};

}  // namespace inkling::hnps
