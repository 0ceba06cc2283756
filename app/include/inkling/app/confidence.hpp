// Confidence: how likely a prediction is right. Its share of the weight (2^-bits) of all programs
// that fit, of all solvers, corrected by what was measured on tasks whose answers are known.
#pragma once

#include <inkling/searcher.hpp>
#include <inkling/task.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace inkling::app {

// Below it an answer is called not sure; chosen by measurement, see docs/results.md.
inline constexpr double kSure = 0.92;

// What speaks for a prediction, each with a name: that is what the correction is fitted on, apart
// for tasks with texts, for others, and for languages of statements.
struct Evidence {
  enum class Of : std::uint8_t { values, texts, statements };
  Of of = Of::values;
  std::vector<std::pair<const char*, double>> items{};
};

// The programs that reproduce all examples, whichever solver found them. Latent programs have no
// length in bits and are left out.
class Pool {
 public:
  // The outcomes of a question's solvers; null where there is none. They must outlive the pool.
  // `statements`: the programs are of a language without a catalogue of operators.
  Pool(const Task& task, const std::vector<const Outcome*>& outcomes, bool statements = false);

  bool empty() const { return voices_.empty(); }
  // Whether one of the programs predicts this, for all queries or for one.
  bool says(const std::vector<Value>& predictions) const;
  bool says(std::size_t query, const Value& prediction) const;
  // Of all the predictions together: that nothing in them is wrong.
  double confidence(const std::vector<Value>& predictions) const;
  // Of the prediction for one query.
  double confidence(std::size_t query, const Value& prediction) const;
  // The same of what contradicts the first answer: what that leaves is shared out by the weights,
  // so that all together are never more than certain, and none is surer than the first.
  double beside(const std::vector<Value>& first, const std::vector<Value>& said) const;
  double beside(std::size_t query, const Value& first, const Value& said) const;
  Evidence evidence(const std::vector<Value>& predictions) const;
  Evidence evidence(std::size_t query, const Value& prediction) const;
  // How much there is to learn from the answer to a query, in bits: the entropy of what the
  // programs say.
  double doubt(std::size_t query) const;
  // What other programs say of a query, best first, with their confidence; at most `most`.
  std::vector<std::pair<Value, double>> others(std::size_t query, const Value& prediction,
                                               std::size_t most) const;

 private:
  struct Voice {
    double bits = 0;
    std::size_t solver = 0;
    const Candidate* candidate = nullptr;
    double weight = 0;  // of all voices it is a part
    const std::vector<Value>& predictions() const { return candidate->predictions; }
  };
  // How values are put together: how many words, numbers and signs of each kind there are.
  using Shape = std::map<int, int>;
  // The least and the most of each that several values have.
  class Shapes {
   public:
    void add(const Value& value);
    // In how many respects a value is like none of them.
    int strange(const Value& value) const;

   private:
    std::map<int, std::pair<int, int>> range_;
    std::size_t count_ = 0;
  };
  static Shape shape_of(const Value& value);
  // What can be seen of rows: how strange inputs and prediction are. Of several the strangest.
  struct Row {
    bool defined = true;
    int inputs = 0;     // in how many respects the inputs are like no example's
    int strangers = 0;  // rows of which that is so
    int output = 0;
  };
  Row row_of(std::size_t query, const Value& prediction) const;
  template <class Says>
  double weight_of(const Says& says) const;
  template <class Says>
  Evidence weigh(const Row& row, const Says& says) const;

  std::vector<Voice> voices_;
  std::size_t solvers_ = 0;  // that have a voice
  std::size_t columns_ = 0;
  Evidence::Of of_ = Evidence::Of::values;
  bool alike_ = false;          // all outputs are the same
  bool dated_ = false;          // all outputs have a date
  std::vector<int> strangers_;  // per query: in how many respects its inputs are like no example's
  Shapes outputs_;
  double examples_ = 0;
  double spelled_ = 0;  // bits of the examples' outputs, spelled out
};

}  // namespace inkling::app
