#include "space.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <inkling/dsl/language.hpp>
#include <inkling/dsl/verifier.hpp>
#include <map>
#include <optional>
#include <set>

#include "numbers.hpp"

namespace inkling::enumerate {

using dsl::Sort;
using Base = Sort::Base;

int SearchSpace::sort_id(Sort sort) const {
  const auto it = std::find(sorts.begin(), sorts.end(), sort);
  return it == sorts.end() ? -1 : static_cast<int>(it - sorts.begin());
}

namespace {

// What a signature variable stands for; nullopt while it is free.
using Binding = std::array<std::optional<Sort>, 8>;

Sort substitute(Sort sort, const Binding& binding) {
  if (sort.base != Base::variable) return sort;
  Sort bound = *binding[sort.index];
  bound.depth = static_cast<std::uint8_t>(bound.depth + sort.depth);
  return bound;
}

std::uint8_t highest_variable(const dsl::Operator& op) {
  std::uint8_t count = 0;
  const auto see = [&](Sort sort) {
    if (sort.base == Base::variable)
      count = std::max(count, static_cast<std::uint8_t>(sort.index + 1));
  };
  for (const dsl::Param& param : op.params) {
    see(param.sort);
    for (Sort sort : param.lambda) see(sort);
  }
  see(op.result);
  return count;
}

void add_sort(SearchSpace& space, Sort sort) {
  if (space.sort_id(sort) < 0) space.sorts.push_back(sort);
}

int lambda_kind(SearchSpace& space, LambdaKind kind) {
  const auto it = std::find(space.lambda_kinds.begin(), space.lambda_kinds.end(), kind);
  if (it != space.lambda_kinds.end()) return static_cast<int>(it - space.lambda_kinds.begin());
  space.lambda_kinds.push_back(std::move(kind));
  return static_cast<int>(space.lambda_kinds.size()) - 1;
}

// The use of `op` under a binding, when all of its sorts are in play and all its lambdas scalar.
std::optional<Site> make_site(SearchSpace& space, const dsl::Operator& op, int price,
                              const Binding& binding) {
  Site site;
  site.call.op = &op;
  site.arity = op.params.size();
  site.cost = price;
  site.call.result = substitute(op.result, binding);
  site.result = space.sort_id(site.call.result);
  if (site.result < 0) return std::nullopt;
  site.scalar = op.kernel != nullptr && site.call.result.scalar();
  for (std::size_t i = 0; i < site.arity; ++i) {
    const dsl::Param& param = op.params[i];
    const Sort sort = substitute(param.sort, binding);
    site.call.args[i] = sort;
    site.scalar = site.scalar && !param.is_function() && sort.scalar();
    if (!param.is_function()) {
      site.slots[i] = {false, space.sort_id(sort)};
      if (site.slots[i].id < 0) return std::nullopt;
      continue;
    }
    LambdaKind kind{{}, sort};
    if (!sort.scalar()) return std::nullopt;
    for (Sort p : param.lambda) {
      kind.params.push_back(substitute(p, binding));
      if (!kind.params.back().scalar()) return std::nullopt;
    }
    site.slots[i] = {true, lambda_kind(space, std::move(kind))};
  }
  return site;
}

void add_sites(SearchSpace& space, const dsl::Operator& op, int price) {
  if (op.cost <= 0 || op.lazy || op.params.empty() || op.params.size() > kMaxSlots) return;
  const std::uint8_t variables = highest_variable(op);
  if (variables > 3) return;
  // Variables range over element sorts: scalars and strings, and lists where nested lists are in
  // play. Operators with three variables take scalars and strings only.
  std::set<Sort> choices;
  for (Sort sort : space.sorts) {
    choices.insert(sort);
    if (sort.depth > 0) choices.insert(sort.element());
  }
  std::erase_if(choices, [variables](Sort s) {
    return s.base == Base::enumeration || (variables == 3 && s.depth > 0);
  });
  Binding binding;
  const auto bind = [&](const auto& self, std::uint8_t variable) -> void {
    if (variable == variables) {
      if (auto site = make_site(space, op, price, binding)) space.sites.push_back(*site);
      return;
    }
    for (Sort sort : choices) {
      binding[variable] = sort;
      self(self, static_cast<std::uint8_t>(variable + 1));
    }
  };
  bind(bind, 0);
}

// What the witness of this use says argument `unknown` was in every one of the examples, the other
// argument being input `other`.
std::vector<Value> witnessed_values(const Site& site, std::size_t unknown, std::size_t other,
                                    const Task& task, const dsl::Dialect& dialect) {
  std::vector<Value> common;
  const std::size_t given = 1 - unknown;
  for (const Example& example : task.examples) {
    dsl::Arena arena;
    dsl::EvalContext context{arena, dialect};
    std::array<dsl::Cell, 2> args{};
    dsl::Cell result;
    std::array<dsl::Cell, dsl::kMaxWitnesses> found{};
    if (!dsl::to_cell(example.inputs[other], site.call.args[given], arena, args[given]) ||
        !dsl::to_cell(example.output, site.call.result, arena, result))
      return {};
    const std::size_t count =
        site.call.op->witness(context, site.call, unknown, args.data(), result, found.data());
    std::vector<Value> here;
    for (std::size_t i = 0; i < count; ++i)
      here.push_back(dsl::to_value(found[i], site.call.args[unknown]));
    if (&example == &task.examples.front()) common = here;
    std::erase_if(common, [&](const Value& value) {
      return std::find(here.begin(), here.end(), value) == here.end();
    });
    if (common.empty()) break;
  }
  return common;
}

// Lists of lists that, beside an input, make all the outputs. Texts and numbers are mined, and
// lists of numbers are made of these; nested ones nothing else would make.
std::vector<Value> nested_constants(const SearchSpace& space, const Task& task,
                                    const dsl::Dialect& dialect, const Stop& stop) {
  std::vector<Value> found;
  for (const Site& site : space.sites) {
    if (site.arity != 2 || site.result != space.goal || site.idiom) continue;
    for (std::size_t unknown = 0; unknown < 2; ++unknown) {
      if (!site.call.op->has_witness(unknown) || site.slots[0].lambda || site.slots[1].lambda ||
          site.call.args[unknown].depth < 2)
        continue;
      for (std::size_t input = 0; input < space.inputs.size(); ++input) {
        if (space.inputs[input] != site.call.args[1 - unknown]) continue;
        if (stop && stop()) return found;
        for (Value& value : witnessed_values(site, unknown, input, task, dialect))
          found.push_back(std::move(value));
      }
    }
  }
  return found;
}

bool uses_base(const SearchSpace& space, Base base) {
  return std::any_of(space.sorts.begin(), space.sorts.end(),
                     [base](Sort s) { return s.base == base; });
}

}  // namespace

SearchSpace make_space(const dsl::Catalogue& catalogue, const Prices& prices, const Task& task,
                       int max_operator_cost, const Stop& stop, bool mine) {
  SearchSpace space;
  for (Type type : input_types(task)) space.inputs.push_back(dsl::column_sort(type));
  const Sort output = dsl::column_sort(output_type(task));

  for (Sort sort : space.inputs)
    for (Sort s = sort;; s = s.element()) {
      add_sort(space, s);
      if (s.depth == 0) break;
    }
  add_sort(space, output);
  for (Sort s = output; s.depth > 0;) {
    s = s.element();
    add_sort(space, s);
  }
  add_sort(space, {Base::integer, 0, 0});
  add_sort(space, {Base::boolean, 0, 0});
  if (uses_base(space, Base::string)) {
    add_sort(space, {Base::string, 0, 0});
    add_sort(space, {Base::string, 1, 0});
  } else {
    add_sort(space, {Base::integer, 1, 0});
  }
  // A language may tell values of one kind apart, as a grammar does with several nonterminals.
  for (const dsl::Operator& op : catalogue.operators())
    if (op.result.depth == 0 && op.result.index > 0 &&
        (op.result.base == Base::string || op.result.base == Base::integer ||
         op.result.base == Base::boolean))
      add_sort(space, op.result);
  for (std::size_t e = 0; e < catalogue.enumerations().size(); ++e)
    add_sort(space, {Base::enumeration, 0, static_cast<std::uint8_t>(e)});

  space.goal = space.sort_id(output);
  // Before the operators, so that of equal programs of one price the one that people mean is kept;
  // the core of a language, whose operators cost 1, has none.
  for (const dsl::Operator& idiom : catalogue.idioms())
    if (idiom.cost <= max_operator_cost && max_operator_cost > 1)
      if (auto site = make_site(space, idiom, idiom.cost, {})) {
        site->idiom = true;
        space.sites.push_back(*site);
      }
  for (const dsl::Operator& op : catalogue.operators())
    if (op.cost <= max_operator_cost)
      add_sites(space, op, prices.operators[static_cast<std::size_t>(op.id)]);

  for (std::size_t i = 0; i < space.inputs.size(); ++i) {
    Leaf leaf;
    leaf.input = static_cast<int>(i);
    leaf.sort = space.inputs[i];
    space.leaves.push_back(leaf);
  }
  std::set<Value> seen;
  const auto add_constant = [&](const Value& value, int cost) {
    Leaf leaf;
    leaf.value = value;
    leaf.sort = dsl::column_sort(type_of(value));
    leaf.cost = cost;
    if (space.sort_id(leaf.sort) >= 0 && seen.insert(value).second) space.leaves.push_back(leaf);
  };
  for (std::size_t i = 0; i < catalogue.search_constants().size(); ++i)
    add_constant(catalogue.search_constants()[i], prices.constants[i]);
  if (mine) {
    for (const std::int64_t n : numbers_pointed_at(task)) add_constant(n, 1);
    for (const Value& value : mine_constants(task, 24, stop)) add_constant(value, 2);
    for (const Value& value : nested_constants(space, task, dsl::default_dialect(catalogue), stop))
      add_constant(value, 2);
  }
  for (const dsl::EnumName& name : catalogue.constants()) {
    Leaf leaf;
    leaf.value = Value(name.value);
    leaf.enumeration = true;
    leaf.sort = {Base::enumeration, 0, name.enumeration};
    space.leaves.push_back(leaf);
  }
  return space;
}

// --- constants ---------------------------------------------------------------------------------

namespace {

void collect(const Value& value, std::vector<std::int64_t>& integers,
             std::vector<std::string>& strings) {
  switch (value.kind()) {
    case Value::Kind::integer:
      integers.push_back(value.as_int());
      break;
    case Value::Kind::string:
      strings.push_back(value.as_string());
      break;
    case Value::Kind::list:
      for (const Value& item : value.as_list()) collect(item, integers, strings);
      break;
    default:
      break;
  }
}

// Long texts are looked at in part: constants are guesses, and what separates the parts of a text
// or is common to several mostly shows early. `kMined`: of the text whose parts are tried;
// `kSearched`: of those in which they must occur.
constexpr std::size_t kMined = 1024;
constexpr std::size_t kSearched = 16384;

std::string_view beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (!starts_code_point(text, bytes)) --bytes;
  return text.substr(0, bytes);
}

// How many bytes of `text`, at most `most`, occur in `within`. Precondition: most <= text.size().
std::size_t reach(std::string_view text, std::string_view within, std::size_t most) {
  std::size_t length = 0;
  for (std::size_t from = 0;;) {
    while (length < most && from + length < within.size() && text[length] == within[from + length])
      ++length;
    if (length == most) return length;
    const void* next =
        from + 1 >= within.size()
            ? nullptr
            : memmem(within.data() + from + 1, within.size() - from - 1, text.data(), length + 1);
    if (next == nullptr) return length;
    from = static_cast<std::size_t>(static_cast<const char*>(next) - within.data());
  }
}

// The substrings (on code-point boundaries) that occur in every string, longest first; a substring
// of one already taken is left out. None when `stop` says so.
std::vector<std::string> common_substrings(const std::vector<std::string>& strings,
                                           std::size_t limit, const Stop& stop) {
  std::vector<std::string> found;
  if (strings.empty()) return found;
  const std::string& shortest = *std::min_element(
      strings.begin(), strings.end(),
      [](const auto& a, const auto& b) { return std::pair(a.size(), a) < std::pair(b.size(), b); });
  const std::string_view first = beginning(shortest, kMined);
  const std::size_t longest = std::min<std::size_t>(first.size(), 40);
  // How far what begins at each byte occurs in all strings.
  std::vector<std::size_t> shared(first.size());
  for (std::size_t at = 0; at < first.size(); ++at)
    shared[at] = std::min(longest, first.size() - at);
  for (const std::string& text : strings) {
    if (text == shortest) continue;
    const std::string_view within = beginning(text, kSearched);
    for (std::size_t at = 0; at < first.size(); ++at)
      shared[at] = reach(first.substr(at), within, shared[at]);
    if (stop && stop()) return found;
  }
  for (std::size_t length = longest; length > 0 && found.size() < limit; --length)
    for (std::size_t at = 0; at + length <= first.size() && found.size() < limit; ++at) {
      if (shared[at] < length || !starts_code_point(first, at) ||
          !starts_code_point(first, at + length))
        continue;
      const std::string_view part = first.substr(at, length);
      if (std::none_of(found.begin(), found.end(),
                       [&](const std::string& f) { return f.find(part) != std::string::npos; }))
        found.emplace_back(part);
    }
  return found;
}

// The parts of `output` that no input supplies: what greedy matching of input substrings of at
// least two bytes leaves over (of one byte where a part has not begun).
std::vector<std::string> unexplained(std::string_view output,
                                     const std::vector<std::string>& inputs) {
  output = beginning(output, kMined);
  std::vector<std::string> parts;
  std::string current;
  for (std::size_t at = 0; at < output.size();) {
    std::size_t best = 0;
    for (const std::string& input : inputs) {
      std::size_t length =
          reach(output.substr(at), beginning(input, kSearched), output.size() - at);
      while (!starts_code_point(output, at + length)) --length;
      best = std::max(best, length);
    }
    const bool explained = best >= 2 || (best == 1 && current.empty());
    if (explained) {
      if (!current.empty()) parts.push_back(std::exchange(current, {}));
      at += best;
    } else {
      do current += output[at++];
      while (!starts_code_point(output, at));
    }
  }
  if (!current.empty()) parts.push_back(current);
  return parts;
}

// What the task's values look like, and what has been mined so far.
struct Mine {
  std::size_t limit = 0;
  const Stop& stop;
  std::vector<Value> mined;
  std::set<Value> seen;

  std::size_t rows = 0;                          // that are looked at
  std::vector<std::string> outputs;              // strings of all outputs
  std::vector<std::vector<std::string>> inputs;  // strings of each example's inputs
  std::map<std::int64_t, std::size_t> integers;  // value -> examples with it in the output
  std::set<Value> distinct;                      // outputs

  Mine(const Task& task, std::size_t most, const Stop& when) : limit(most), stop(when) {
    rows = std::min<std::size_t>(task.examples.size(), 64);
    for (std::size_t r = 0; r < rows; ++r) {
      const Example& example = task.examples[r];
      std::vector<std::int64_t> ints;
      std::vector<std::string> strings;
      collect(example.output, ints, strings);
      for (std::int64_t i : std::set<std::int64_t>(ints.begin(), ints.end())) ++integers[i];
      outputs.insert(outputs.end(), strings.begin(), strings.end());
      distinct.insert(example.output);
      strings.clear();
      for (const Value& value : example.inputs) collect(value, ints, strings);
      inputs.push_back(std::move(strings));
    }
  }
  void add(Value value) {
    if (mined.size() < limit && seen.insert(value).second) mined.push_back(std::move(value));
  }
};

// What the outputs have that the inputs do not explain, what they have in common, and their marks.
void mine_outputs(const Task& task, Mine& mine) {
  std::map<std::string, std::size_t> parts;
  for (std::size_t i = 0; i < mine.rows; ++i) {
    if (mine.stop && mine.stop()) return;
    if (!task.examples[i].output.is_string()) continue;
    const std::string& output = task.examples[i].output.as_string();
    const auto list = unexplained(output, mine.inputs[i]);
    for (const std::string& part : std::set<std::string>(list.begin(), list.end()))
      // A single output must not become its own explanation.
      if (part.size() <= 40 && (mine.rows > 1 || part != output)) ++parts[part];
  }
  std::vector<std::pair<std::string, std::size_t>> order(parts.begin(), parts.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [part, count] : order)
    if (count > 1 || order.size() <= 6) mine.add(part);
  if (mine.outputs.size() > 1)
    for (const std::string& part : common_substrings(mine.outputs, 6, mine.stop)) mine.add(part);
  for (const std::string& output : mine.outputs)
    for (char c : output)
      if (std::ispunct(static_cast<unsigned char>(c)) != 0 || c == ' ') mine.add(std::string(1, c));
}

// Separators: what all inputs have in common, and the punctuation that most of them contain.
void mine_separators(Mine& mine) {
  std::size_t arity = 0;
  for (const auto& row : mine.inputs) arity = std::max(arity, row.size());
  for (std::size_t a = 0; a < arity; ++a) {
    std::vector<std::string> column;
    for (const auto& row : mine.inputs)
      if (a < row.size()) column.push_back(row[a]);
    if (column.size() < 2) continue;
    for (const std::string& part : common_substrings(column, 6, mine.stop)) mine.add(part);
  }
  std::map<std::string, std::size_t> punctuation;
  for (const auto& row : mine.inputs) {
    std::set<std::string> here;
    for (const std::string& text : row)
      for (char mark : text) {
        const auto c = static_cast<unsigned char>(mark);
        if (c < 0x80 && std::ispunct(c) != 0) here.insert(std::string(1, mark));
      }
    for (const std::string& mark : here) ++punctuation[mark];
  }
  for (const auto& [mark, count] : punctuation)
    if (2 * count >= mine.inputs.size()) mine.add(mark);
}

// Integers that keep turning up in the outputs.
void mine_integers(Mine& mine) {
  std::vector<std::pair<std::int64_t, std::size_t>> order(mine.integers.begin(),
                                                          mine.integers.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::pair(b.second, std::abs(a.first)) < std::pair(a.second, std::abs(b.first));
  });
  std::size_t taken = 0;
  for (const auto& [value, count] : order)
    if (2 * count >= mine.rows && taken++ < 6) mine.add(value);
  for (std::int64_t i = 5; i <= 10; ++i) mine.add(i);
}

}  // namespace

std::vector<Value> mine_constants(const Task& task, std::size_t limit, const Stop& stop) {
  Mine mine(task, limit, stop);
  // A few distinct outputs are answers to choose from.
  if (mine.distinct.size() <= 4 && mine.distinct.size() < mine.rows)
    for (const Value& value : mine.distinct)
      if (value.is_string() || value.is_int()) mine.add(value);
  if (!mine.outputs.empty()) mine_outputs(task, mine);
  mine_separators(mine);
  if (mine.outputs.empty()) mine_integers(mine);
  return std::move(mine.mined);
}

}  // namespace inkling::enumerate
