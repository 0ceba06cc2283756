#include "concat.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <text/prices.hpp>

namespace inkling::substring {
namespace {

constexpr std::size_t kVariants = 3;       // items that give the same in the examples
constexpr std::size_t kMostPlaces = 6000;  // for all examples
constexpr std::size_t kSomePlaces = 600;   // for some of them, or with a part that is shared
constexpr std::size_t kAlike = 40;         // as far from the front, in a sweep
constexpr double kFar = 1e18;
constexpr double kExplains = 6;  // bits that a character of an output is worth
constexpr double kCredit = 5;
constexpr double kSlack = 12;
constexpr double kDetour =
    6;  // bits that a place may be off the shortest way        // bits beyond the shortest
constexpr std::size_t kPerForm = 2;  // paths to one place that end in the same form
constexpr double kForm = 0.5;        // one more part of a form
constexpr std::size_t kLongestLiteral = 60;

// Items that give the same in the examples at hand.
struct Group {
  std::vector<std::pair<double, int>> members{};  // price and item, cheapest first
};

// How a path came to where it is.
struct Label {
  double bits = 0;
  int state = -1;  // of the predecessor
  int label = -1;
  int item = -1;            // -1: a literal
  std::size_t literal = 0;  // bytes of it
  int form = -1;            // the last piece that a form may be added to
};

struct Edge {
  std::vector<std::uint32_t> to;
  const Group* group = nullptr;  // null: a literal
  std::size_t literal = 0;
};

struct State {
  std::vector<std::uint32_t> at;  // position in every output
  std::vector<Label> arriving{};
  std::vector<Label> labels{};  // of the arriving ones those that are followed, cheapest first
  std::vector<std::pair<int, const Edge*>> out{};
  std::vector<Edge> edges{};
  double bits = kFar;  // of the cheapest way there
  bool leads = false;  // to the end
};

class Paths {
 public:
  Paths(const Bank& bank, Meter& meter, RowSet examples, RowSet asked, int shared, bool wide)
      : bank_(bank), meter_(meter), set_(examples), shared_(shared), wide_(wide) {
    for (std::size_t r = 0; r < bank.rows().examples; ++r)
      if ((examples & bit(r)) != 0) {
        rows_.push_back(r);
        outputs_.push_back(view(bank.rows().outputs[r]));
      }
    gather(asked);
  }

  // The places that are reached for little more than the end is, in the order of the characters
  // behind them; back from the end, those that lead there; and forwards again over these, the
  // cheapest ways to each.
  std::vector<Reading> run(std::size_t most_readings, double most) {
    std::vector<std::uint32_t> goal;
    for (const std::string_view output : outputs_)
      goal.push_back(static_cast<std::uint32_t>(output.size()));
    const int first = state(std::vector<std::uint32_t>(rows_.size(), 0));
    const int last = state(goal);
    const std::vector<int> order = wide_ ? sweep(first, last) : explore(first, last, most);
    State& end = states_[static_cast<std::size_t>(last)];
    if (order.empty()) return {};
    end.leads = true;
    for (std::size_t i = order.size(); i-- > 0;) {
      State& here = states_[static_cast<std::size_t>(order[i])];
      for (const auto& [to, edge] : here.out)
        here.leads = here.leads || states_[static_cast<std::size_t>(to)].leads;
    }
    const double once = shared_ < 0 ? 0 : bank_[shared_].bits;
    states_[static_cast<std::size_t>(first)].arriving.push_back(
        {once - prices::kPiece, -1, -1, -1, 0, -1});
    for (const int number : order) {
      State& here = states_[static_cast<std::size_t>(number)];
      if (!here.leads) continue;
      settle(here, most_readings);
      if (number == last) break;
      for (std::size_t label = 0; label < here.labels.size(); ++label)
        follow(number, static_cast<int>(label), most);
    }
    std::vector<Reading> found;
    for (std::size_t label = 0; label < end.labels.size() && found.size() < most_readings; ++label)
      if (end.labels[label].bits <= end.labels.front().bits + kSlack)
        found.push_back(trace(last, static_cast<int>(label)));
    return found;
  }

 private:
  void gather(RowSet asked) {
    std::map<std::string, std::size_t> known;
    for (int item = 0; item < bank_.size(); ++item) {
      const Item& it = bank_[item];
      if (it.sort != kString || (it.within & set_) != set_ || (it.filled & set_) == 0) continue;
      double price = it.bits + prices::kPiece + penalty(it, set_, asked);
      if (shared_ >= 0 && it.origin == shared_) price -= bank_[shared_].bits - prices::kInput;
      // What costs more than it explains is an accident.
      std::size_t explained = 0;
      for (const std::size_t r : rows_) explained += bank_.cell(item, r).size;
      if (price > kExplains * static_cast<double>(explained) + kCredit) continue;
      std::string key;
      for (const std::size_t r : rows_) {
        key += bank_.text(item, r);
        key += '\0';
      }
      const auto [at, fresh] = known.try_emplace(std::move(key), groups_.size());
      if (fresh) groups_.emplace_back();
      groups_[at->second].members.emplace_back(price, item);
    }
    for (Group& group : groups_) {
      std::sort(group.members.begin(), group.members.end());
      if (group.members.size() > kVariants) group.members.resize(kVariants);
    }
    masks_.resize(rows_.size());
    by_first_.resize(rows_.size());
    for (std::size_t k = 0; k < rows_.size(); ++k) {
      masks_[k].resize(outputs_[k].size() + 1);
      for (std::size_t g = 0; g < groups_.size(); ++g) {
        const std::string_view text = text_of(g, k);
        by_first_[k][text.empty() ? kEmptyText : static_cast<unsigned char>(text[0])].push_back(g);
      }
    }
  }

  // By Dijkstra's algorithm. None when the end is not reached.
  std::vector<int> explore(int first, int last, double most) {
    std::set<std::pair<double, int>> open{{-prices::kPiece, first}};
    states_[static_cast<std::size_t>(first)].bits = -prices::kPiece;
    std::vector<int> reached;
    double bound = most;
    bool found = false;
    const std::size_t places =
        set_ == bank_.rows().shown() && shared_ < 0 ? kMostPlaces : kSomePlaces;
    while (!open.empty() && reached.size() < places && !meter_.over()) {
      const auto [bits, number] = *open.begin();
      open.erase(open.begin());
      if (bits > bound) break;
      reached.push_back(number);
      if (number == last) {
        found = true;
        bound = std::min(bound, bits + kDetour);
        continue;
      }
      expand(number);
      for (const auto& [to, edge] : states_[static_cast<std::size_t>(number)].out) {
        State& there = states_[static_cast<std::size_t>(to)];
        const double further = bits + cheapest(number, *edge);
        if (further >= there.bits) continue;
        open.erase({there.bits, to});
        there.bits = further;
        open.emplace(further, to);
      }
    }
    if (!found) return {};
    std::stable_sort(reached.begin(), reached.end(),
                     [&](int a, int b) { return behind(a) < behind(b); });
    return reached;
  }
  std::uint64_t behind(int number) const {
    std::uint64_t sum = 0;
    for (const std::uint32_t position : states_[static_cast<std::size_t>(number)].at)
      sum += position;
    return sum;
  }
  // From front to back, by the number of characters behind: of the places that are as far only some
  // are gone on from, the cheapest. For edges so many that what is cheaper than the end is too
  // much.
  std::vector<int> sweep(int first, int last) {
    states_[static_cast<std::size_t>(first)].bits = -prices::kPiece;
    std::map<std::uint64_t, std::vector<int>> ahead{{behind(first), {first}}};
    std::vector<int> reached;
    while (!ahead.empty() && !meter_.over()) {
      std::vector<int> alike = std::move(ahead.begin()->second);
      ahead.erase(ahead.begin());
      std::sort(alike.begin(), alike.end());
      alike.erase(std::unique(alike.begin(), alike.end()), alike.end());
      std::stable_sort(alike.begin(), alike.end(), [&](int a, int b) {
        return states_[static_cast<std::size_t>(a)].bits <
               states_[static_cast<std::size_t>(b)].bits;
      });
      if (alike.size() > kAlike) alike.resize(kAlike);
      for (const int number : alike) {
        reached.push_back(number);
        if (number == last) return reached;
        expand(number);
        const double bits = states_[static_cast<std::size_t>(number)].bits;
        for (const auto& [to, edge] : states_[static_cast<std::size_t>(number)].out) {
          State& there = states_[static_cast<std::size_t>(to)];
          const double further = bits + cheapest(number, *edge);
          if (further >= there.bits) continue;
          if (there.bits == kFar && to != number) ahead[behind(to)].push_back(to);
          there.bits = further;
        }
      }
    }
    return {};
  }
  double cheapest(int from, const Edge& edge) {
    if (edge.group != nullptr) return edge.group->members.front().first;
    const std::string_view text =
        outputs_[0].substr(states_[static_cast<std::size_t>(from)].at[0], edge.literal);
    return prices::kPiece + prices::of_constant(text) + copied(text);
  }

  int state(const std::vector<std::uint32_t>& at) {
    const auto [known, fresh] = index_.try_emplace(at, static_cast<int>(states_.size()));
    if (fresh) {
      states_.emplace_back();
      states_.back().at = at;
    }
    return known->second;
  }

  // Whether a place has been reached often enough, counted apart for what a form may be added to.
  bool enough(const State& here, const Label& label, std::size_t most) const {
    std::size_t alike = 0;
    for (const Label& other : here.labels)
      if (other.form == label.form ||
          (other.form >= 0 && label.form >= 0 && same_but_form(other.form, label.form)))
        ++alike;
    return alike >= (label.form < 0 ? most : std::min(most, kPerForm));
  }
  void push(const Label& label, int to, double most) {
    State& there = states_[static_cast<std::size_t>(to)];
    if (there.leads && label.bits <= most) there.arriving.push_back(label);
  }
  void settle(State& here, std::size_t most) const {
    std::stable_sort(here.arriving.begin(), here.arriving.end(),
                     [](const Label& a, const Label& b) { return a.bits < b.bits; });
    for (const Label& label : here.arriving)
      if (!enough(here, label, most)) here.labels.push_back(label);
    here.arriving = {};
  }

  std::string_view text_of(std::size_t group, std::size_t k) const {
    return bank_.text(groups_[group].members.front().second, rows_[k]);
  }
  // The groups whose text stands at a place of an output, one bit each.
  const std::vector<std::uint64_t>& mask(std::size_t k, std::uint32_t at) {
    std::vector<std::uint64_t>& bits = masks_[k][at];
    if (!bits.empty() || groups_.empty()) return bits;
    bits.assign((groups_.size() + 63) / 64, 0);
    const std::string_view rest = outputs_[k].substr(at);
    if (!rest.empty())
      for (const std::size_t g : by_first_[k][static_cast<unsigned char>(rest[0])])
        if (rest.starts_with(text_of(g, k))) bits[g / 64] |= std::uint64_t{1} << (g % 64);
    for (const std::size_t g : by_first_[k][kEmptyText])
      bits[g / 64] |= std::uint64_t{1} << (g % 64);
    return bits;
  }
  void follow_groups(const State& here, std::vector<Edge>& edges) {
    std::vector<const std::uint64_t*> masks;
    for (std::size_t k = 0; k < rows_.size(); ++k) masks.push_back(mask(k, here.at[k]).data());
    for (std::size_t word = 0; word < (groups_.size() + 63) / 64; ++word) {
      std::uint64_t left = masks[0][word];
      for (std::size_t k = 1; k < masks.size(); ++k) left &= masks[k][word];
      for (; left != 0; left &= left - 1) {
        const std::size_t g = word * 64 + static_cast<std::size_t>(std::countr_zero(left));
        std::vector<std::uint32_t> to = here.at;
        for (std::size_t k = 0; k < rows_.size(); ++k)
          to[k] += static_cast<std::uint32_t>(text_of(g, k).size());
        edges.push_back({std::move(to), &groups_[g], 0});
      }
    }
  }

  void expand(int number) {
    std::vector<Edge> edges;
    {
      const State& here = states_[static_cast<std::size_t>(number)];
      const std::string_view rest = outputs_[0].substr(here.at[0]);
      meter_.count();
      follow_groups(here, edges);
      std::size_t common = std::min(rest.size(), kLongestLiteral);
      for (std::size_t k = 1; k < rows_.size(); ++k) {
        const std::string_view other = outputs_[k].substr(here.at[k]);
        std::size_t n = 0;
        while (n < common && n < other.size() && other[n] == rest[n]) ++n;
        common = n;
      }
      for (std::size_t n = 1; n <= common; ++n) {
        if (n < rest.size() && (static_cast<unsigned char>(rest[n]) & 0xC0) == 0x80) continue;
        Edge edge{here.at, nullptr, n};
        for (std::uint32_t& at : edge.to) at += static_cast<std::uint32_t>(n);
        edges.push_back(std::move(edge));
      }
    }
    std::vector<std::pair<int, std::size_t>> targets;
    for (std::size_t e = 0; e < edges.size(); ++e) targets.emplace_back(state(edges[e].to), e);
    State& here = states_[static_cast<std::size_t>(number)];
    here.edges = std::move(edges);
    for (const auto& [to, e] : targets) here.out.emplace_back(to, &here.edges[e]);
  }

  void follow(int number, int label, double most) {
    const State& here = states_[static_cast<std::size_t>(number)];
    const Label from = here.labels[static_cast<std::size_t>(label)];
    const bool after_literal = from.item < 0 && from.literal > 0;
    for (const auto& [to, edge] : here.out) {
      if (edge->group == nullptr) {
        if (after_literal) continue;
        const std::string_view text = outputs_[0].substr(here.at[0], edge->literal);
        const bool letters = std::any_of(text.begin(), text.end(), is_letter);
        const double overhead = letters || from.form < 0 ? prices::kPiece : 0;
        push({from.bits + overhead + prices::of_constant(text) + copied(text), number, label, -1,
              edge->literal, letters ? -1 : from.form},
             to, most);
        continue;
      }
      for (const auto& [price, item] : edge->group->members) {
        const bool form = bank_[item].form;
        const bool more = form && from.form >= 0 && same_but_form(item, from.form);
        push({from.bits + (more ? kForm : price), number, label, item, 0, form ? item : -1}, to,
             most);
      }
    }
  }

  // What a word costs more that is also a word, or begins one, in the inputs of every example: it
  // was copied rather than memorised.
  double copied(std::string_view text) {
    double bits = 0;
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i;
      while (end < text.size() && is_alphanumeric(text[end])) ++end;
      if (end > i && in_all_inputs(text.substr(i, end - i)))
        bits += prices::kCopied + prices::kLetter * static_cast<double>(end - i);
      i = std::max(end, i + 1);
    }
    return bits;
  }
  bool in_all_inputs(std::string_view word) {
    const auto [known, fresh] = copied_.try_emplace(std::string(word), false);
    if (!fresh) return known->second;
    const Rows& rows = bank_.rows();
    for (const std::size_t r : rows_) {
      bool found = false;
      for (std::size_t i = 0; i < rows.arity() && !found; ++i)
        found = rows.sorts[i] == kString && text::begins_a_word(view(rows.input(r, i)), word);
      if (!found) return false;
    }
    return known->second = true;
  }

  bool same_but_form(int a, int b) const {
    const Item& x = bank_[a];
    const Item& y = bank_[b];
    const auto forms = bank_.steps()[static_cast<std::size_t>(x.step)].holes.size() - 1;
    return x.step == y.step &&
           std::equal(x.args.begin(), x.args.begin() + static_cast<std::ptrdiff_t>(forms),
                      y.args.begin());
  }

  Reading trace(int number, int label) const {
    Reading reading;
    reading.bits =
        states_[static_cast<std::size_t>(number)].labels[static_cast<std::size_t>(label)].bits;
    for (;;) {
      const Label& at =
          states_[static_cast<std::size_t>(number)].labels[static_cast<std::size_t>(label)];
      if (at.state < 0) break;
      Piece piece{at.item, {}};
      if (at.item < 0)
        piece.literal =
            outputs_[0].substr(states_[static_cast<std::size_t>(at.state)].at[0], at.literal);
      reading.pieces.push_back(std::move(piece));
      number = at.state;
      label = at.label;
    }
    std::reverse(reading.pieces.begin(), reading.pieces.end());
    return reading;
  }

  const Bank& bank_;
  Meter& meter_;
  RowSet set_;
  int shared_;
  bool wide_;
  std::vector<std::size_t> rows_;
  std::vector<std::string_view> outputs_;
  std::vector<Group> groups_;
  static constexpr std::size_t kEmptyText = 256;
  // Groups by the first character of their text in an example.
  std::vector<std::array<std::vector<std::size_t>, 257>> by_first_{};
  std::vector<std::vector<std::vector<std::uint64_t>>> masks_{};
  std::map<std::vector<std::uint32_t>, int> index_;
  std::deque<State> states_;

  std::map<std::string, bool> copied_;
};

}  // namespace

double penalty(const Item& item, RowSet examples, RowSet asked) {
  const auto undefined = std::popcount(asked & ~item.defined);
  double bits = prices::kUndefined * undefined;
  bits += std::min(prices::kOdd * std::popcount(asked & item.odd), prices::kMostOdd);
  if (item.sort == kString && (item.filled & examples) == examples)
    bits += prices::kEmpty * std::popcount(asked & item.defined & ~item.filled);
  return std::min(bits, prices::kMostPenalty);
}

std::vector<Reading> concatenate(const Bank& bank, Meter& meter, RowSet examples, RowSet asked,
                                 std::size_t most_readings, double most, int shared, bool wide) {
  return Paths(bank, meter, examples, asked, shared, wide).run(most_readings, most);
}

}  // namespace inkling::substring
