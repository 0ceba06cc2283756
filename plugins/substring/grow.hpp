// Grow: fills a bank with what the moves make of the inputs, shortest descriptions first.
#pragma once

#include <functional>
#include <set>

#include "advice.hpp"
#include "bank.hpp"

namespace inkling::substring {

class Grower {
 public:
  Grower(Bank& bank, const Mined& mined, const dsl::Catalogue& catalogue, const Reach& reach);

  void texts(double until);  // cuts and changes of what is no longer than so many bits
  void pieces();             // split, arranged, mapped, joined
  void plain();              // read, calculated, written; and formats
  void measures();           // integers, also as text
  std::vector<int> tests();  // conditions on the inputs

 private:
  // What a hole may take: literals with their price, or items.
  struct Option {
    int arg = 0;
    double bits = 0;
  };
  using Visit = std::function<void(const std::array<int, kMostHoles>&, double)>;
  std::vector<Option> options(const Step& step, std::size_t hole, int item) const;
  // Calls visit(args, bits) for all ways to fill the holes of a step, the first of which takes
  // `item`.
  void apply(int step, int item, const Visit& visit);
  std::vector<int> steps_of_kind(Kind kind) const;
  void expand_text(int item, std::vector<int>& made);
  void each_function(int list, std::vector<int>& made);
  void join(int list);
  void work_out(int item);
  // With what would make a number proportional to those of the outputs but for an addition.
  void scale(int item);
  int input_of(int item) const;
  void combine(const std::vector<int>& tests);
  void add_integers(std::vector<Option>& options) const;
  void keep_number(int step, const std::array<int, kMostHoles>& args, double bits,
                   std::size_t least);
  bool worth_expanding(int item);
  std::vector<int> sources(double most) const;

  Bank& bank_;
  const Mined& mined_;
  Reach reach_;
  std::vector<Option> separators_;
  std::vector<Option> words_;
  std::vector<Option> common_;
  std::vector<Option> joiners_;
  std::vector<Option> fillers_;
  std::vector<Option> added_;
  std::vector<Option> dropped_;
  std::vector<Option> numbers_;
  std::vector<Option> values_;
  std::vector<Option> indices_;
  std::vector<Option> kinds_;                       // constants of the first enumeration
  std::vector<Option> widths_;                      // lengths of what is wanted
  std::vector<std::vector<std::string>> numerals_;  // of the outputs
  std::unordered_map<std::string, int> expanded_;
  std::set<std::pair<double, int>> open_;  // bits and item
  std::set<int> done_;
  int expansions_ = 0;
};

}  // namespace inkling::substring
