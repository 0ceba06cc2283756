#include "compact.hpp"

#include <algorithm>
#include <set>
#include <text/prices.hpp>

namespace inkling::substring {
namespace {

constexpr int kUnknown = -2;  // not run yet
constexpr int kNone = -1;     // undefined, or empty
constexpr double kOperator = 6;
constexpr double kPlaces = 7;
constexpr double kRuledOut = 3;  // bits that an operator costs more
constexpr double kName = 1.5;  // the first constant of an enumeration; the next ones a little more
constexpr double kNameStep = 0.5;
constexpr double kCharacter = 5;
constexpr std::int64_t kMostIndex = 5;
constexpr std::int64_t kMostCount = 24;   // of characters from either end
constexpr std::size_t kMostPlaces = 260;  // that differ somewhere, of either kind
constexpr std::size_t kVariants = 3;      // ways to the same texts
constexpr std::size_t kMostOffered = 60000;
constexpr std::size_t kMostHandedOver = 12000;
constexpr std::size_t kMostRemembered = 6'000'000;  // results of an example
constexpr std::size_t kMostForms = 6000;

bool is_sign(char c) {
  return !is_alphanumeric(c) && static_cast<unsigned char>(c) < 0x80;
}

}  // namespace

Compact::Compact(Bank& bank, const dsl::Catalogue& catalogue, const Advice& advice)
    : bank_(bank), catalogue_(catalogue), advice_(advice), texts_(bank.rows().examples) {
  const Rows& rows = bank.rows();
  if (rows.output != kString) return;
  for (const dsl::Operator& op : catalogue.operators()) {
    const bool fits = !op.compact.empty() && op.eval != nullptr && op.params.size() > 0 &&
                      op.params.size() <= kMostArgs + 1 && op.params[0].sort == kString &&
                      op.result == kString;
    if (fits && advice.of(op) < kRuledOut) operators_.push_back(&op);
  }
  for (std::size_t r = 0; r < rows.examples; ++r) order_.push_back(r);
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return rows.outputs[a].size < rows.outputs[b].size;
  });
  Literals& literals = bank.literals();
  std::set<char> signs;
  for (std::size_t i = 0; i < rows.arity(); ++i) {
    if (rows.sorts[i] != kString) continue;
    for (std::size_t r = 0; r < rows.examples; ++r) {
      most_chars_ = std::max<std::size_t>(most_chars_, rows.input(r, i).chars);
      for (const char c : view(rows.input(r, i)))
        if (is_sign(c)) signs.insert(c);
    }
  }
  for (const char c : signs)
    signs_.push_back({literals.text({&c, 1}), prices::of_separator({&c, 1})});
  // What is put in stands in all outputs, unless a second change takes it away again: one character
  // of every kind will do there.
  std::set<char> common;
  if (rows.examples > 0)
    for (const char c : view(rows.outputs[0])) {
      bool everywhere = static_cast<unsigned char>(c) < 0x80;
      for (const Cell& output : rows.outputs)
        everywhere = everywhere && view(output).find(c) != std::string_view::npos;
      if (everywhere) common.insert(c);
    }
  for (const char c : common) common_characters_.push_back({literals.text({&c, 1}), kCharacter});
  for (const char& c : std::string_view("0aA."))
    if (common.count(c) == 0) inner_characters_.push_back({literals.text({&c, 1}), kCharacter + 1});
}

// Whether the parameters behind the text are two alike, neither of them a text.
bool Compact::takes_two_places(const dsl::Operator& op) const {
  const std::size_t n = op.params.size() - 1;
  if (n == 0 || n % 2 != 0) return false;
  for (std::size_t i = 1; i <= n / 2; ++i)
    if (op.params[i].sort != op.params[i + n / 2].sort || op.params[i].sort == kString)
      return false;
  return true;
}

std::vector<Compact::Option> Compact::options(const dsl::Operator& op,
                                              std::size_t parameter) const {
  Literals& literals = bank_.literals();
  const dsl::Sort sort = op.params[parameter].sort;
  std::vector<Option> some;
  if (sort == kInteger) {
    // Counted in what stands before it, else in characters.
    const bool counted =
        parameter > 1 && op.params[parameter - 1].sort.base == Sort::Base::enumeration;
    const std::int64_t most =
        counted ? kMostIndex
                : std::min<std::int64_t>(static_cast<std::int64_t>(most_chars_), kMostCount);
    for (std::int64_t n = 1; n <= most; ++n)
      for (const std::int64_t i : {n, -n})
        some.push_back({literals.integer(i),
                        counted ? prices::of_index(i) : prices::of_count(n) + (i < 0 ? 0.3 : 0)});
    if (!counted) some.push_back({literals.integer(0), prices::of_count(1)});
  } else if (sort.base == Sort::Base::enumeration) {
    double bits = kName;
    for (const dsl::EnumName& name : catalogue_.constants())
      if (name.enumeration == sort.index) {
        some.push_back({literals.constant(sort.index, name.value), bits});
        bits += kNameStep;
      }
    // Signs too, where the kind is all there is to say, or names a place.
    const bool alone = op.params.size() == 2 || takes_two_places(op);
    if (alone && catalogue_.enumerations()[sort.index].accepts_char)
      for (const Option& sign : signs_) {
        const char c = view(literals[sign.literal].cell)[0];
        some.push_back(
            {literals.constant(sort.index, 256 + static_cast<unsigned char>(c)), sign.bits + 1});
      }
  } else if (sort == kString) {
    if (parameter == 1) return signs_;
    some = common_characters_;
    some.insert(some.end(), inner_characters_.begin(), inner_characters_.end());
  }
  return some;
}

// Signs that stand in the outputs of all examples whose inputs have this one.
std::vector<Compact::Option> Compact::in_place_of(int literal) {
  const Rows& rows = bank_.rows();
  const std::string_view old = view(bank_.literals()[literal].cell);
  const auto has = [&](std::size_t r) {
    for (std::size_t i = 0; i < rows.arity(); ++i)
      if (rows.sorts[i] == kString && view(rows.input(r, i)).find(old) != std::string_view::npos)
        return true;
    return false;
  };
  std::set<char> common;
  bool first = true;
  for (std::size_t r = 0; r < rows.examples; ++r) {
    if (!has(r)) continue;
    const std::string_view output = view(rows.outputs[r]);
    if (first)
      for (const char c : output)
        if (is_sign(c) && old != std::string_view(&c, 1)) common.insert(c);
    if (!first) std::erase_if(common, [&](char c) { return output.find(c) == output.npos; });
    first = false;
  }
  std::vector<Option> some;
  for (const char& c : common)
    some.push_back({bank_.literals().text({&c, 1}), prices::of_separator({&c, 1})});
  return some;
}

void Compact::make_forms(const dsl::Operator& op) {
  Form form;
  form.op = &op;
  form.site = {&op, {}, kString};
  for (std::size_t i = 0; i < op.params.size(); ++i) form.site.args[i] = op.params[i].sort;
  std::vector<std::vector<Option>> choices;
  for (std::size_t i = 1; i < op.params.size(); ++i) choices.push_back(options(op, i));
  const auto is_inner = [&](int literal) {
    return std::any_of(inner_characters_.begin(), inner_characters_.end(),
                       [&](const Option& option) { return option.literal == literal; });
  };
  const auto fill_in = [&](const auto& self, std::size_t at, double bits) -> void {
    if (forms_.size() >= kMostForms) return;
    if (at == choices.size()) {
      form.bits = bits;
      form.inner = std::any_of(form.literals.begin(),
                               form.literals.begin() + static_cast<std::ptrdiff_t>(at),
                               [&](int literal) { return is_inner(literal); });
      forms_.push_back(form);
      return;
    }
    const bool replaced =
        at > 0 && form.op->params[at].sort == kString && form.op->params[at + 1].sort == kString;
    const std::vector<Option> some =
        replaced ? in_place_of(form.literals[at - 1]) : std::vector<Option>();
    for (const Option& option : replaced ? some : choices[at]) {
      form.literals[at] = option.literal;
      self(self, at + 1, bits + option.bits);
    }
  };
  fill_in(fill_in, 0, kOperator + advice_.of(op));
}

bool Compact::run(const Form& form, const Cell& text, Cell& result) {
  Cell args[dsl::kMaxArity];
  args[0] = text;
  for (std::size_t i = 1; i < form.op->params.size(); ++i)
    args[i] = bank_.literals()[form.literals[i - 1]].cell;
  dsl::EvalContext context{arena_, *bank_.rows().dialect, 1'000'000};
  bank_.meter().count();
  result = Cell{};
  return form.op->eval(context, form.site, args, result) &&
         dsl::within(context.dialect, kString, result);
}

int Compact::text_id(std::size_t row, const Cell& cell) {
  Texts& texts = texts_[row];
  const auto [at, fresh] =
      texts.known.try_emplace(view(cell), static_cast<int>(texts.cells.size()));
  if (fresh) {
    texts.cells.push_back(cell);
    texts.within.push_back(view(bank_.rows().outputs[row]).find(view(cell)) !=
                           std::string_view::npos);
  }
  return at->second;
}

// The text that a form makes of another; remembered.
int Compact::result_of(std::size_t row, int text, int form) {
  Texts& texts = texts_[row];
  const auto t = static_cast<std::size_t>(text);
  const bool remembered = (t + 1) * general_ <= kMostRemembered;
  if (remembered) {
    if (texts.results.size() <= t) texts.results.resize(t + 1);
    if (texts.results[t].empty()) texts.results[t].assign(general_, kUnknown);
    const int known = texts.results[t][static_cast<std::size_t>(form)];
    if (known != kUnknown) return known;
  }
  const dsl::Arena::Mark mark = arena_.mark();
  Cell result;
  int id = kNone;
  if (run(forms_[static_cast<std::size_t>(form)], texts.cells[t], result) && result.size > 0) {
    const std::size_t before = texts.cells.size();
    id = text_id(row, result);
    if (texts.cells.size() == before) arena_.release(mark);
  } else {
    arena_.release(mark);
  }
  if (remembered) texts_[row].results[t][static_cast<std::size_t>(form)] = id;
  return id;
}

bool Compact::is_within(const Ids& ids) const {
  for (std::size_t r = 0; r < ids.size(); ++r)
    if (!texts_[r].within[static_cast<std::size_t>(ids[r])]) return false;
  return true;
}

void Compact::offer(const Ids& ids, const Way& way) {
  const std::string key(reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(int));
  if (offered_.size() >= kMostOffered && offered_.count(key) == 0) return;
  std::vector<Way>& ways = offered_[key];
  const auto at = std::find_if(ways.begin(), ways.end(),
                               [&](const Way& other) { return other.bits > way.bits; });
  if (at == ways.end() && ways.size() >= kVariants) return;
  ways.insert(at, way);
  if (ways.size() > kVariants) ways.pop_back();
}

// The parts of an input between two places. Places are named in many ways: those that are alike in
// all examples are one, and the shortest name is kept. They are told apart by the parts from each
// to the place furthest back, and up to each from the place furthest in front.
void Compact::make_places(const dsl::Operator& op, int input) {
  const Rows& rows = bank_.rows();
  const std::size_t half = (op.params.size() - 1) / 2;
  struct Place {
    std::array<int, kMostArgs / 2> literals{};
    double bits = 0;
  };
  std::vector<Place> all;
  Place place;
  const auto fill_in = [&](const auto& self, std::size_t at, double bits) -> void {
    if (at == half) {
      place.bits = bits;
      all.push_back(place);
      return;
    }
    for (const Option& option : options(op, at + 1)) {
      place.literals[at] = option.literal;
      self(self, at + 1, bits + option.bits);
    }
  };
  fill_in(fill_in, 0, 0);
  std::stable_sort(all.begin(), all.end(),
                   [](const Place& a, const Place& b) { return a.bits < b.bits; });
  Form form;
  form.op = &op;
  form.site = {&op, {}, kString};
  for (std::size_t i = 0; i < op.params.size(); ++i) form.site.args[i] = op.params[i].sort;
  const auto join = [&](const Place& begin, const Place& end) {
    for (std::size_t i = 0; i < half; ++i) {
      form.literals[i] = begin.literals[i];
      form.literals[half + i] = end.literals[i];
    }
    form.bits = kPlaces + advice_.of(op) + begin.bits + end.bits;
  };
  // Bytes of the part in a row.
  const auto size_of = [&](std::size_t r) -> std::size_t {
    const dsl::Arena::Mark mark = arena_.mark();
    Cell result;
    const bool defined = run(form, rows.input(r, static_cast<std::size_t>(input)), result);
    arena_.release(mark);
    return defined ? result.size : 0;
  };
  const auto sizes = [&] {
    std::vector<std::size_t> found;
    for (std::size_t r = 0; r < rows.examples; ++r) found.push_back(size_of(r));
    return found;
  };
  const auto sum = [](const std::vector<std::size_t>& numbers) {
    std::size_t n = 0;
    for (const std::size_t number : numbers) n += number;
    return n;
  };
  if (all.empty()) return;
  // The two places that most stands between.
  Place front = all.front();
  Place back = all.front();
  std::size_t most = 0;
  for (int round = 0; round < 3; ++round) {
    const std::vector<Place> probes =
        round == 0
            ? std::vector<Place>(
                  all.begin(),
                  all.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(all.size(), 20)))
            : std::vector<Place>{front};
    for (const Place& probe : probes)
      for (const Place& other : all) {
        join(probe, other);
        if (const std::size_t n = sum(sizes()); n > most) {
          most = n;
          front = probe;
          back = other;
        }
      }
    for (const Place& other : all) {
      join(other, back);
      if (const std::size_t n = sum(sizes()); n > most) {
        most = n;
        front = other;
      }
    }
    if (bank_.meter().over()) return;
  }
  std::set<std::vector<std::size_t>> known_begins;
  std::set<std::vector<std::size_t>> known_ends;
  std::vector<Place> begins;
  std::vector<Place> ends;
  const auto everywhere = [](const std::vector<std::size_t>& found) {
    return std::find(found.begin(), found.end(), std::size_t{0}) == found.end();
  };
  for (const Place& other : all) {
    join(other, back);
    std::vector<std::size_t> found = sizes();
    if (begins.size() < kMostPlaces && everywhere(found) &&
        known_begins.insert(std::move(found)).second)
      begins.push_back(other);
    join(front, other);
    found = sizes();
    if (ends.size() < kMostPlaces && everywhere(found) &&
        known_ends.insert(std::move(found)).second)
      ends.push_back(other);
  }
  Made made;
  for (const Place& begin : begins) {
    if (bank_.meter().over()) return;
    for (const Place& end : ends) {
      join(begin, end);
      made.ids.assign(rows.examples, 0);
      bool filled = true;
      for (std::size_t r = 0; filled && r < rows.examples; ++r) {
        const dsl::Arena::Mark mark = arena_.mark();
        Cell result;
        filled =
            run(form, rows.input(r, static_cast<std::size_t>(input)), result) && result.size > 0;
        if (filled) made.ids[r] = text_id(r, result);
        if (!filled) arena_.release(mark);
      }
      if (!filled) continue;
      made.way = {bank_[input].bits + form.bits, input, static_cast<int>(forms_.size()), -1};
      forms_.push_back(form);
      spans_.push_back(made);
    }
  }
}

bool Compact::parts() {
  const Rows& rows = bank_.rows();
  if (operators_.empty() || rows.examples == 0) return false;
  for (const dsl::Operator* op : operators_)
    if (!takes_two_places(*op)) make_forms(*op);
  general_ = forms_.size();
  for (int input = 0; input < static_cast<int>(rows.arity()); ++input) {
    if (rows.sorts[static_cast<std::size_t>(input)] != kString) continue;
    Ids whole;
    bool filled = true;
    for (std::size_t r = 0; r < rows.examples; ++r) {
      const Cell& cell = rows.input(r, static_cast<std::size_t>(input));
      filled = filled && cell.size > 0;
      whole.push_back(text_id(r, cell));
    }
    if (!filled) continue;
    for (const dsl::Operator* op : operators_)
      if (takes_two_places(*op)) make_places(*op, input);
    for (std::size_t f = 0; f < general_; ++f) {
      if (bank_.meter().over(arena_.bytes())) return true;
      Made made;
      made.ids.assign(rows.examples, 0);
      bool defined = true;
      bool part = true;
      for (std::size_t r = 0; defined && r < rows.examples; ++r) {
        made.ids[r] = result_of(r, whole[r], static_cast<int>(f));
        defined = made.ids[r] != kNone;
        if (!defined) break;
        const Cell& input_cell = rows.input(r, static_cast<std::size_t>(input));
        const Cell& cell = texts_[r].cells[static_cast<std::size_t>(made.ids[r])];
        part = part && view(input_cell).find(view(cell)) != std::string_view::npos;
      }
      if (!defined || made.ids == whole) continue;
      made.way = {bank_[input].bits + forms_[f].bits, input, static_cast<int>(f), -1};
      (part ? spans_ : changed_).push_back(std::move(made));
    }
  }
  // Of what is alike in all examples the shortest is changed.
  for (std::vector<Made>* all : {&spans_, &changed_}) {
    std::stable_sort(all->begin(), all->end(),
                     [](const Made& a, const Made& b) { return a.way.bits < b.way.bits; });
    std::set<Ids> known;
    std::vector<Made> distinct;
    for (Made& made : *all) {
      if (is_within(made.ids)) offer(made.ids, made.way);
      if (known.insert(made.ids).second) distinct.push_back(std::move(made));
    }
    *all = std::move(distinct);
  }
  change(spans_);
  hand_over();
  return true;
}

void Compact::changes() {
  change(changed_);
  hand_over();
}

// Every form of every text: first of the texts of one example, and what is part of its output
// there, of the others.
void Compact::change(const std::vector<Made>& inner) {
  std::unordered_map<int, std::vector<const Made*>> by_text;
  std::vector<int> texts;
  const std::size_t first = order_.front();
  for (const Made& made : inner) {
    std::vector<const Made*>& alike = by_text[made.ids[first]];
    if (alike.empty()) texts.push_back(made.ids[first]);
    alike.push_back(&made);
  }
  Ids ids(order_.size());
  for (const int text : texts) {
    const std::vector<const Made*>& alike = by_text[text];
    for (std::size_t f = 0; f < general_; ++f) {
      if (forms_[f].inner) continue;
      const int form = static_cast<int>(f);
      ids[first] = result_of(first, text, form);
      if (ids[first] == kNone || !texts_[first].within[static_cast<std::size_t>(ids[first])])
        continue;
      for (const Made* made : alike) {
        bool fits = true;
        bool changed = ids[first] != text;
        for (std::size_t k = 1; fits && k < order_.size(); ++k) {
          const std::size_t r = order_[k];
          ids[r] = result_of(r, made->ids[r], form);
          fits = ids[r] != kNone && texts_[r].within[static_cast<std::size_t>(ids[r])];
          changed = changed || ids[r] != made->ids[r];
        }
        if (!fits || !changed) continue;
        Way way = made->way;
        way.bits += forms_[f].bits;
        way.second = form;
        offer(ids, way);
      }
    }
    if (bank_.meter().over(arena_.bytes())) return;
  }
}

ExprPtr Compact::applied(const Form& form, const ExprPtr& text) const {
  std::vector<ExprPtr> args{text};
  for (std::size_t i = 1; i < form.op->params.size(); ++i)
    args.push_back(bank_.literals()[form.literals[i - 1]].expr);
  return dsl::make_call(*form.op, std::move(args), kString);
}

ExprPtr Compact::expr_of(const Way& way) const {
  ExprPtr expr = dsl::make_input(way.input, kString);
  if (way.first >= 0) expr = applied(forms_[static_cast<std::size_t>(way.first)], expr);
  if (way.second >= 0) expr = applied(forms_[static_cast<std::size_t>(way.second)], expr);
  return expr;
}

void Compact::hand_over() {
  std::vector<std::pair<double, const Way*>> ways;
  for (const auto& [key, some] : offered_)
    for (const Way& way : some) ways.emplace_back(way.bits, &way);
  const auto before = [](const auto& a, const auto& b) {
    const auto key = [](const Way& way) {
      return std::tuple(way.bits, way.input, way.first, way.second);
    };
    return key(*a.second) < key(*b.second);
  };
  std::sort(ways.begin(), ways.end(), before);
  if (ways.size() > kMostHandedOver) ways.resize(kMostHandedOver);
  for (const auto& [bits, way] : ways) {
    bank_.add_whole(expr_of(*way), bits);
    if (bank_.meter().over(bank_.bytes())) break;
  }
  offered_.clear();
}

}  // namespace inkling::substring
