#include "grow.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <text/prices.hpp>

namespace inkling::substring {
namespace {

constexpr std::int64_t kMostIndex = 4;
constexpr std::int64_t kMostCount = 15;
constexpr std::size_t kMostLists = 160;
constexpr std::size_t kMostCombined = 24;  // conditions that are put together
constexpr double kFunctionBits = 9;        // of a function of one piece

// In one column at least.
bool is_steady(const Rows& rows, std::string_view text) {
  for (std::size_t i = 0; i < rows.arity(); ++i) {
    if (rows.sorts[i] != kString) continue;
    std::vector<std::string_view> column;
    for (std::size_t r = 0; r < rows.size(); ++r) column.push_back(view(rows.input(r, i)));
    if (text::is_steady(column, text)) return true;
  }
  return false;
}

}  // namespace

Grower::Grower(Bank& bank, const Mined& mined, const dsl::Catalogue& catalogue, const Reach& reach)
    : bank_(bank), mined_(mined), reach_(reach) {
  Literals& literals = bank.literals();
  const auto add_texts = [&](std::vector<Option>& options, const std::vector<std::string>& texts,
                             double (*price)(std::string_view)) {
    for (const std::string& text : texts) options.push_back({~literals.text(text), price(text)});
  };
  const auto less_where_steady = [&](std::vector<Option>& options) {
    for (Option& option : options)
      if (is_steady(bank.rows(), view(literals[~option.arg].cell)))
        option.bits -= prices::of_steady(bank.rows().size());
  };
  add_texts(separators_, mined.separators, prices::of_separator);
  add_texts(words_, mined.words, prices::of_mined);
  add_texts(common_, mined.common, prices::of_mined);
  for (std::vector<Option>* options : {&separators_, &words_, &common_})
    less_where_steady(*options);
  add_texts(joiners_, mined.joiners, prices::of_separator);
  add_texts(fillers_, mined.fillers, prices::of_separator);
  add_texts(added_, mined.added, prices::of_constant);
  add_texts(values_, mined.values, prices::of_constant);
  for (const std::string& letters : mined.dropped)
    dropped_.push_back({~literals.text(letters),
                        2 + 1.5 * static_cast<double>(std::min<std::size_t>(letters.size(), 4))});
  for (const std::string& number : mined.numbers)
    numbers_.push_back({~literals.text(number), prices::of_bound(std::atoll(number.c_str()))});
  for (std::int64_t i = 1; i <= kMostIndex; ++i)
    for (const std::int64_t index : {i, -i})
      indices_.push_back({~literals.integer(index), prices::of_index(index)});
  double bits = prices::kKind;
  for (const dsl::EnumName& name : catalogue.constants())
    if (name.enumeration == 0) {
      kinds_.push_back({~literals.constant(0, name.value), bits});
      bits += prices::kKindStep;
    }
  // How long outputs are, and the numbers in them.
  const Rows& rows = bank.rows();
  std::set<std::int64_t> widths;
  if (rows.output == kString)
    for (std::size_t r = 0; r < rows.examples && r < 3; ++r) {
      const std::string_view text = view(rows.outputs[r]);
      widths.insert(rows.outputs[r].chars);
      for (std::size_t i = 0, run = 0; i <= text.size(); ++i) {
        if (i < text.size() && is_alphanumeric(text[i])) {
          ++run;
          continue;
        }
        if (run > 1) widths.insert(static_cast<std::int64_t>(run));
        run = 0;
      }
    }
  for (const std::int64_t width : widths)
    if (width > 1 && width < 40)
      widths_.push_back({~literals.integer(width), prices::of_count(width)});
}

std::vector<int> Grower::steps_of_kind(Kind kind) const {
  std::vector<int> found;
  for (std::size_t s = 0; s < bank_.steps().size(); ++s)
    if (bank_.steps()[s].kind == kind) found.push_back(static_cast<int>(s));
  return found;
}

// The inputs that are integers.
void Grower::add_integers(std::vector<Option>& options) const {
  for (std::size_t i = 0; i < bank_.rows().arity(); ++i)
    if (bank_.rows().sorts[i] == kInteger)
      options.push_back({static_cast<int>(i), bank_[static_cast<int>(i)].bits});
}

std::vector<Grower::Option> Grower::options(const Step& step, std::size_t hole, int item) const {
  const Rows& rows = bank_.rows();
  const auto has = [&](std::size_t row, std::string_view wanted) {
    const Cell& cell = bank_.cell(item, row);
    if (bank_[item].sort == kString) return view(cell).find(wanted) != std::string_view::npos;
    return bank_[item].sort == kStrings &&
           std::any_of(cell.c, cell.c + cell.size, [&](const Cell& c) {
             return view(c).find(wanted) != std::string_view::npos;
           });
  };
  // Only what the text, or one of the pieces, has somewhere.
  const auto present = [&](const std::vector<Option>& all) {
    std::vector<Option> some;
    for (const Option& option : all) {
      const std::string_view wanted = view(bank_.argument(option.arg, 0));
      for (std::size_t r = 0; r < rows.size(); ++r)
        if ((bank_[item].defined & bit(r)) != 0 && has(r, wanted)) {
          some.push_back(option);
          break;
        }
    }
    return some;
  };
  Literals& literals = bank_.literals();
  if (!step.choices[hole].empty()) {
    std::vector<Option> some;
    for (const Value& value : step.choices[hole])
      some.push_back(
          {value.is_int() ? ~literals.integer(value.as_int()) : ~literals.text(value.as_string()),
           prices::kChoice + prices::kChoiceStep * static_cast<double>(some.size())});
    return some;
  }
  switch (step.holes[hole]) {
    case 'd':
    case 'g':
      return present(separators_);
    case 't':
      return present(words_);
    case 'h':
      return present(common_);
    case 'u':
      return added_;
    case 'j':
      return dropped_;
    case 'z':
      return numbers_;
    case 'q':
      return present(values_);
    case 'e':
      return joiners_;
    case 'c':
      return fillers_;
    case 'i': {
      std::vector<Option> some = indices_;
      add_integers(some);
      return some;
    }
    case 'r':
      return kinds_;
    case 'w':
      return widths_;
    case 'n': {
      std::int64_t most = 0;
      for (std::size_t r = 0; r < rows.size(); ++r)
        if ((bank_[item].defined & bit(r)) != 0)
          most =
              std::max<std::int64_t>(most, bank_[item].sort == kString ? bank_.cell(item, r).chars
                                                                       : bank_.cell(item, r).size);
      std::vector<Option> some;
      for (std::int64_t n = 1; n < most && n <= kMostCount; ++n)
        some.push_back({~literals.integer(n), prices::of_count(n)});
      add_integers(some);
      return some;
    }
    case 'm': {
      std::set<std::int64_t> bounds{0, 1, 2, 3};
      for (std::size_t r = 0; r < rows.examples; ++r)
        if (bank_[item].sort == kString) bounds.insert(bank_.cell(item, r).chars);
      std::vector<Option> some;
      for (const std::int64_t bound : bounds)
        some.push_back({~literals.integer(bound), prices::of_bound(bound)});
      return some;
    }
    case 'y': {
      std::vector<Option> some;
      for (std::size_t i = 0; i < rows.arity(); ++i)
        if (rows.sorts[i] == kString && static_cast<int>(i) != item)
          some.push_back({static_cast<int>(i), bank_[static_cast<int>(i)].bits});
      return some;
    }
    default:
      return {};
  }
}

void Grower::apply(int step, int item, const Visit& visit) {
  const Step& made = bank_.steps()[static_cast<std::size_t>(step)];
  if (made.holes.empty() || made.holes.size() > kMostHoles || made.sorts[0] != bank_[item].sort)
    return;
  std::array<int, kMostHoles> args{};
  args[0] = item;
  const double bits = made.bits + bank_[item].bits;
  if (bits > reach_.most) return;
  const auto fill_hole = [&](const auto& self, std::size_t hole, double so_far) -> void {
    if (hole == made.holes.size()) {
      visit(args, so_far);
      return;
    }
    for (const Option& option : options(made, hole, item)) {
      if (so_far + option.bits > reach_.most || bank_.meter().over()) continue;
      args[hole] = option.arg;
      self(self, hole + 1, so_far + option.bits);
    }
  };
  fill_hole(fill_hole, 1, bits);
}

void Grower::expand_text(int item, std::vector<int>& made) {
  constexpr std::uint8_t kMostCuts = 3;
  constexpr std::uint8_t kMostChanges = 3;
  for (const Kind kind : {Kind::cut, Kind::change}) {
    if (kind == Kind::cut ? bank_[item].cuts >= kMostCuts : bank_[item].changes >= kMostChanges)
      continue;
    for (const int step : steps_of_kind(kind)) {
      // Late changes are of the kind that every text can have.
      if (kind == Kind::change && bank_[item].changes > 1 &&
          bank_.steps()[static_cast<std::size_t>(step)].holes.size() > 1)
        continue;
      apply(step, item, [&](const auto& args, double bits) {
        const int added = bank_.add(step, args, bits, reach_.expand);
        if (added >= 0) made.push_back(added);
      });
    }
  }
}

// Not what is one character at most, unless it is an input, nor what gives the same in the examples
// as others that were worked on before.
bool Grower::worth_expanding(int item) {
  constexpr int kAlike = 2;
  std::string key;
  bool longer = false;
  for (std::size_t r = 0; r < bank_.rows().examples; ++r) {
    const bool defined = (bank_[item].defined & bit(r)) != 0;
    if (defined) {
      key += bank_.text(item, r);
      longer = longer || bank_.cell(item, r).chars > 1;
    }
    key += defined ? '\0' : '\1';
  }
  return (longer || bank_[item].step < 0) && ++expanded_[key] <= kAlike;
}

void Grower::texts(double until) {
  if (done_.empty())
    for (int item = 0; item < static_cast<int>(bank_.rows().arity()); ++item)
      if (bank_[item].sort == kString) open_.emplace(bank_[item].bits, item);
  std::vector<int> made;
  const std::uint64_t before = bank_.meter().evaluations();
  while (!open_.empty() && expansions_ < reach_.expansions && bank_.size() < reach_.items &&
         bank_.meter().evaluations() - before < reach_.evaluations) {
    const auto [bits, item] = *open_.begin();
    if (bits > std::min(until, reach_.expand)) break;
    open_.erase(open_.begin());
    if (bits > bank_[item].bits || !done_.insert(item).second || !worth_expanding(item)) continue;
    if (bank_.meter().over(bank_.bytes())) return;
    ++expansions_;
    made.clear();
    expand_text(item, made);
    for (const int added : made) {
      bank_.mark_depth(added);
      open_.emplace(bank_[added].bits, added);
    }
  }
}

std::vector<int> Grower::sources(double most) const {
  std::vector<int> found;
  for (int item = 0; item < bank_.size(); ++item)
    if (bank_[item].sort == kString && bank_[item].bits <= most) found.push_back(item);
  std::stable_sort(found.begin(), found.end(),
                   [&](int a, int b) { return bank_[a].bits < bank_[b].bits; });
  return found;
}

void Grower::each_function(int list, std::vector<int>& made) {
  const auto mappers = steps_of_kind(Kind::each);
  const std::vector<Step>& steps = bank_.steps();
  Literals& literals = bank_.literals();
  for (const int mapper : mappers) {
    const auto map_with = [&](const ExprPtr& body, double bits) {
      const double all = bank_[list].bits + steps[static_cast<std::size_t>(mapper)].bits + bits;
      if (all > reach_.most || bank_.meter().over()) return;
      const int added = bank_.add(mapper, {list}, all, reach_.most, body);
      if (added >= 0) made.push_back(added);
    };
    for (const Step& step : steps) {
      if (step.kind != Kind::cut && step.kind != Kind::change) continue;
      const ExprPtr piece = dsl::make_input(0, kString);
      if (step.holes.size() == 1) map_with(fill(step.pattern, {piece}), step.bits);
      if (step.holes.size() != 2 || step.bits > kFunctionBits) continue;
      if (step.holes[1] == 'n')
        for (const std::int64_t n : {1, 2, 3})
          map_with(fill(step.pattern, {piece, literals[literals.integer(n)].expr}),
                   step.bits + prices::of_count(n));
      if (step.holes[1] == 'd')
        for (const Option& option : separators_)
          map_with(fill(step.pattern, {piece, literals[~option.arg].expr}),
                   step.bits + option.bits);
    }
  }
}

void Grower::join(int list) {
  for (const int step : steps_of_kind(Kind::join))
    apply(step, list, [&](const auto& args, double bits) {
      const int added = bank_.add(step, args, bits, 0, nullptr, true);
      if (added < 0 || bank_[added].alike == 0) return;
      // Only the case is wrong.
      for (const int change : steps_of_kind(Kind::change))
        if (bank_.steps()[static_cast<std::size_t>(change)].holes.size() == 1)
          apply(change, added,
                [&](const auto& again, double more) { bank_.add(change, again, more, 0); });
    });
}

void Grower::pieces() {
  std::vector<int> lists;
  const auto collect = [&](int step, int item) {
    apply(step, item, [&](const auto& args, double bits) {
      if (lists.size() >= kMostLists) return;
      const int added = bank_.add(step, args, bits, reach_.most);
      if (added >= 0) lists.push_back(added);
    });
  };
  for (const int item : sources(reach_.source)) {
    bool long_enough = false;
    for (std::size_t r = 0; r < bank_.rows().examples; ++r)
      long_enough =
          long_enough || ((bank_[item].defined & bit(r)) != 0 && bank_.cell(item, r).chars > 1);
    if (!long_enough) continue;
    for (const int step : steps_of_kind(Kind::split)) collect(step, item);
    if (bank_.meter().over(bank_.bytes())) return;
  }
  // Lists of one piece everywhere say nothing that the text does not say.
  std::erase_if(lists, [&](int list) {
    for (std::size_t r = 0; r < bank_.rows().examples; ++r)
      if ((bank_[list].defined & bit(r)) != 0 && bank_.cell(list, r).size > 1) return false;
    return true;
  });
  const std::vector<int> split = lists;
  for (const int list : split)
    for (const int step : steps_of_kind(Kind::arrange)) collect(step, list);
  std::vector<int> mapped;
  for (const int list : lists) each_function(list, mapped);
  lists.insert(lists.end(), mapped.begin(), mapped.end());
  for (const int list : lists) {
    if (bank_.meter().over(bank_.bytes())) return;
    join(list);
  }
}

void Grower::measures() {
  std::vector<int> found;
  for (const int item : sources(reach_.source))
    for (const int step : steps_of_kind(Kind::measure))
      apply(step, item, [&](const auto& args, double bits) {
        const int added = bank_.add(step, args, bits, reach_.most);
        if (added >= 0) found.push_back(added);
      });
  for (const int number : found)
    for (const int step : steps_of_kind(Kind::show))
      apply(step, number, [&](const auto& args, double bits) { bank_.add(step, args, bits, 0); });
}

// Conditions put together of two, where conditions are what is wanted.
void Grower::combine(const std::vector<int>& tests) {
  std::vector<int> best;
  std::set<std::uint64_t> seen;
  for (const int test : tests) {
    std::uint64_t holds = 0;
    for (std::size_t r = 0; r < bank_.rows().examples; ++r)
      if ((bank_[test].defined & bit(r)) != 0 && bank_.cell(test, r).i != 0) holds |= bit(r);
    if ((bank_[test].defined & bank_.rows().shown()) == bank_.rows().shown() &&
        seen.insert(holds).second)
      best.push_back(test);
  }
  std::stable_sort(best.begin(), best.end(),
                   [&](int a, int b) { return bank_[a].bits < bank_[b].bits; });
  if (best.size() > kMostCombined) best.resize(kMostCombined);
  for (int round = 0; round < 2; ++round) {
    const std::vector<int> left = best;
    for (const int step : steps_of_kind(Kind::combine)) {
      const Step& made = bank_.steps()[static_cast<std::size_t>(step)];
      for (const int a : left) {
        if (made.holes.size() == 1) {
          const int added = bank_.add(step, {a}, bank_[a].bits + made.bits, reach_.most);
          if (added >= 0 && best.size() < 2 * kMostCombined) best.push_back(added);
          continue;
        }
        for (const int b : left) {
          if (b == a || bank_.meter().over()) continue;
          const int added =
              bank_.add(step, {a, b}, bank_[a].bits + bank_[b].bits + made.bits, reach_.most);
          if (added >= 0 && best.size() < 2 * kMostCombined) best.push_back(added);
        }
      }
    }
  }
}

std::vector<int> Grower::tests() {
  std::vector<int> found;
  for (int item = 0; item < static_cast<int>(bank_.rows().arity()); ++item)
    for (const int step : steps_of_kind(Kind::test))
      apply(step, item, [&](const auto& args, double bits) {
        const int added = bank_.add(step, args, bits, reach_.most);
        if (added >= 0) found.push_back(added);
      });
  if (bank_.rows().output == kBoolean) combine(found);
  return found;
}

}  // namespace inkling::substring
