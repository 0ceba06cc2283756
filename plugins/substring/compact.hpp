// Compact: what the language's compact form (RobustFill's) can say of a text with one operator or
// two: every part between two places, every change, every change of a part or of a change. Much
// more than moves reach, and dearer: for outputs that moves do not explain.
#pragma once

#include <array>
#include <unordered_map>

#include "advice.hpp"
#include "bank.hpp"

namespace inkling::substring {

class Compact {
 public:
  // Operators that are ruled out by the advice, which must outlive it, are left out.
  Compact(Bank& bank, const dsl::Catalogue& catalogue, const Advice& advice);

  // Add to the bank what is part of the outputs of all examples, of every input: parts, changes,
  // and changes of parts; then also changes of changes. False when the language has no such form.
  bool parts();
  void changes();

 private:
  static constexpr std::size_t kMostArgs = 6;  // beside the text
  struct Form {
    const dsl::Operator* op = nullptr;
    dsl::CallSite site{};
    std::array<int, kMostArgs> literals{};
    double bits = 0;
    bool inner = false;  // puts in what outputs need not have: worth a second change only
  };
  using Ids = std::vector<int>;  // of texts, per example
  struct Way {
    double bits = 0;
    int input = 0;
    int first = -1;   // form of the input; -1: the input itself
    int second = -1;  // form of that, or -1
  };
  struct Made {
    Ids ids{};
    Way way{};
  };
  // The texts that come up in an example, each once.
  struct Texts {
    std::unordered_map<std::string_view, int> known{};
    std::vector<Cell> cells{};
    std::vector<bool> within{};               // the output
    std::vector<std::vector<int>> results{};  // [text][form]; see kUnknown
  };
  struct Option {
    int literal = 0;
    double bits = 0;
  };

  void make_forms(const dsl::Operator& op);
  void make_places(const dsl::Operator& op, int input);
  std::vector<Option> options(const dsl::Operator& op, std::size_t parameter) const;
  std::vector<Option> in_place_of(int literal);
  bool takes_two_places(const dsl::Operator& op) const;
  bool run(const Form& form, const Cell& text, Cell& result);
  int text_id(std::size_t row, const Cell& cell);
  int result_of(std::size_t row, int text, int form);
  void change(const std::vector<Made>& inner);
  void offer(const Ids& ids, const Way& way);
  void hand_over();
  ExprPtr expr_of(const Way& way) const;
  ExprPtr applied(const Form& form, const ExprPtr& text) const;
  bool is_within(const Ids& ids) const;

  Bank& bank_;
  const dsl::Catalogue& catalogue_;
  const Advice& advice_;
  dsl::Arena arena_;
  std::vector<const dsl::Operator*> operators_;
  std::vector<Option> inner_characters_;  // that outputs need not have
  std::vector<Option> common_characters_;
  std::vector<Option> signs_;  // of inputs
  std::vector<Form> forms_;    // the first ones of any text, behind them the parts of inputs
  std::size_t general_ = 0;
  std::size_t most_chars_ = 0;
  std::vector<Texts> texts_;        // per example
  std::vector<std::size_t> order_;  // examples, the shortest output first
  std::vector<Made> spans_;
  std::vector<Made> changed_;
  std::unordered_map<std::string, std::vector<Way>> offered_;
};

}  // namespace inkling::substring
