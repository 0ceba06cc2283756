#include "language.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace inkling::c {
namespace {

using dsl::Block;
using dsl::Instruction;
using dsl::Statement;
using Kind = Statement::Kind;

enum class Fault : std::uint8_t { index, unset, overflow, scope };

constexpr int fault(Fault why) {
  return dsl::kFault - static_cast<int>(why);
}

// What a variable is: not there, declared without a value, or set.
enum Stage : std::uint8_t { kAbsent, kDeclared, kSet };

// A state: the array, which is what a program gives, then the variables.
struct State {
  std::int32_t size;
  std::array<std::int32_t, kMostElements> elements;
  std::array<std::int32_t, kMostVariables> variables;
  std::array<std::uint8_t, 8> stages;
};
static_assert(sizeof(State) == 64);
constexpr std::size_t kResultBytes = sizeof(std::int32_t) * (1 + kMostElements);

State& state_of(std::uint8_t* bytes) {
  return *reinterpret_cast<State*>(bytes);
}
const State& state_of(const std::uint8_t* bytes) {
  return *reinterpret_cast<const State*>(bytes);
}

int read_variable(const State& s, int number, std::int64_t& value) {
  const auto i = static_cast<std::size_t>(number);
  if (s.stages[i] != kSet) return fault(s.stages[i] == kAbsent ? Fault::scope : Fault::unset);
  value = s.variables[i];
  return dsl::kNo;
}

// Where a place stands; null, and the fault.
std::int32_t* locate(State& s, std::int8_t place, int& result) {
  result = dsl::kNo;
  if (place >= variable(0)) {
    const auto i = static_cast<std::size_t>(place - variable(0));
    if (s.stages[i] == kAbsent) result = fault(Fault::scope);
    return result == dsl::kNo ? &s.variables[i] : nullptr;
  }
  std::int64_t index = place - element(0);
  if (place >= element_at(0)) result = read_variable(s, place - element_at(0), index);
  if (result != dsl::kNo) return nullptr;
  if (index >= 0 && index < s.size) return &s.elements[static_cast<std::size_t>(index)];
  result = fault(Fault::index);
  return nullptr;
}

int read_term(State& s, std::int8_t term, std::int64_t& value) {
  if (is_constant(term)) {
    value = term - constant(0);
    return dsl::kNo;
  }
  if (term >= variable(0)) return read_variable(s, term - variable(0), value);
  int result = dsl::kNo;
  if (const std::int32_t* found = locate(s, term, result)) value = *found;
  return result;
}

bool fits(std::int64_t value) {
  return value >= std::numeric_limits<std::int32_t>::min() &&
         value <= std::numeric_limits<std::int32_t>::max();
}

int write(State& s, std::int8_t place, std::int64_t value) {
  if (!fits(value)) return fault(Fault::overflow);
  int result = dsl::kNo;
  std::int32_t* found = locate(s, place, result);
  if (found == nullptr) return result;
  *found = static_cast<std::int32_t>(value);
  if (place >= variable(0)) s.stages[static_cast<std::size_t>(place - variable(0))] = kSet;
  return dsl::kNo;
}

int run_declare(const Instruction& it, std::uint8_t* bytes, std::int32_t) {
  State& s = state_of(bytes);
  const auto i = static_cast<std::size_t>(it.operands[0]);
  if (s.stages[i] != kAbsent) return fault(Fault::scope);
  const bool set = it.operands[1] != kNothing;
  s.stages[i] = set ? kSet : kDeclared;
  s.variables[i] = set ? it.operands[1] - constant(0) : 0;
  return dsl::kNo;
}

// From left to right, as C does: every sum must fit by itself.
int run_assign(const Instruction& it, std::uint8_t* bytes, std::int32_t) {
  State& s = state_of(bytes);
  std::int64_t sum = 0;
  if (const int result = read_term(s, it.operands[2], sum); result != dsl::kNo) return result;
  for (std::size_t i = 1; i < static_cast<std::size_t>(it.operands[1]); ++i) {
    std::int64_t value = 0;
    if (const int result = read_term(s, it.operands[2 * i + 2], value); result != dsl::kNo)
      return result;
    const auto sign = static_cast<Sign>(it.operands[2 * i + 1]);
    sum = sign == Sign::plus ? sum + value : sum - value;
    if (!fits(sum)) return fault(Fault::overflow);
  }
  return write(s, it.operands[0], sum);
}

int run_change(const Instruction& it, std::uint8_t* bytes, std::int64_t by) {
  State& s = state_of(bytes);
  std::int64_t value = 0;
  if (const int result = read_term(s, it.operands[0], value); result != dsl::kNo) return result;
  return write(s, it.operands[0], value + by);
}
int run_increase(const Instruction& it, std::uint8_t* bytes, std::int32_t) {
  return run_change(it, bytes, 1);
}
int run_decrease(const Instruction& it, std::uint8_t* bytes, std::int32_t) {
  return run_change(it, bytes, -1);
}

int run_compare(const Instruction& it, std::uint8_t* bytes, std::int32_t) {
  State& s = state_of(bytes);
  std::int64_t left = 0, right = 0;
  if (const int result = read_term(s, it.operands[0], left); result != dsl::kNo) return result;
  if (const int result = read_term(s, it.operands[2], right); result != dsl::kNo) return result;
  switch (static_cast<Comparison>(it.operands[1])) {
    case Comparison::less:
      return left < right ? dsl::kYes : dsl::kNo;
    case Comparison::less_equal:
      return left <= right ? dsl::kYes : dsl::kNo;
    case Comparison::greater:
      return left > right ? dsl::kYes : dsl::kNo;
    case Comparison::greater_equal:
      return left >= right ? dsl::kYes : dsl::kNo;
    case Comparison::equal:
      return left == right ? dsl::kYes : dsl::kNo;
    case Comparison::unequal:
      break;
  }
  return left != right ? dsl::kYes : dsl::kNo;
}

// for (v = first; v <= last; v++), where v is gone behind the loop that declares it.
int run_count(const Instruction& it, std::uint8_t* bytes, std::int32_t round) {
  State& s = state_of(bytes);
  const auto i = static_cast<std::size_t>(it.operands[0]);
  const bool declares = it.operands[3] != 0;
  if (round == 0) {
    if (declares != (s.stages[i] == kAbsent)) return fault(Fault::scope);
    s.variables[i] = it.operands[1];
    s.stages[i] = kSet;
  } else if (round > 0) {
    if (!fits(std::int64_t{s.variables[i]} + 1)) return fault(Fault::overflow);
    ++s.variables[i];
  }
  if (round != dsl::kLeft && s.variables[i] <= it.operands[2]) return dsl::kYes;
  if (declares) {
    s.stages[i] = kAbsent;
    s.variables[i] = 0;
  }
  return dsl::kNo;
}

constexpr std::string_view kGrammar =
    R"(program   <- 'int' '*' 'run' '(' 'int' 'a' '[' ']' ')' '{' declare* statement* 'return' 'a' ';' '}'
declare   <- 'int' NAME ('=' CONSTANT)? ';'
statement <- for / if / break / continue / before / after / assign
for       <- 'for' '(' TYPE? NAME '=' CONSTANT ';' NAME '<=' CONSTANT ';' NAME '++' ')' block
if        <- 'if' '(' term COMPARE term ')' block ('else' block)?
block     <- '{' statement+ '}' / statement
break     <- 'break' ';'
continue  <- 'continue' ';'
before    <- CHANGE place ';'
after     <- place CHANGE ';'
assign    <- place '=' term (SIGN term (SIGN term)?)? ';'
place     <- element / NAME
term      <- CONSTANT / element / NAME
element   <- 'a' '[' (INDEX / NAME) ']'
NAME      <- !KEYWORD [a-zA-Z_] [a-zA-Z0-9_]*
KEYWORD   <- 'int' / 'for' / 'if' / 'else' / 'break' / 'continue' / 'return'
TYPE      <- 'int'
CONSTANT  <- '-'? [0-9]+
INDEX     <- [0-9]+
COMPARE   <- '<=' / '>=' / '==' / '!=' / '<' / '>'
CHANGE    <- '++' / '--'
SIGN      <- '+' / '-'
)";

constexpr std::array<const char*, kMostVariables> kNames{"i", "j", "k", "m", "n"};
constexpr std::array<const char*, 6> kComparisons{"<", "<=", ">", ">=", "==", "!="};

// What is printed: variables by the names above, in that order, one of them throughout the head of
// a loop; blocks with braces, jumps inside of loops; and numbers in their limits.
std::string written_rules() {
  const auto quoted = [](const auto& text) { return "'" + std::string(text) + "'"; };
  std::string names, heads, declarations, constants, indices;
  const auto add = [](std::string& rule, const std::string& text) {
    rule += (rule.empty() ? "" : " / ") + text;
  };
  for (std::size_t i = 0; i < kMostVariables; ++i) {
    const std::string name = quoted(kNames[i]), rule = "declare" + std::to_string(i);
    add(names, name);
    add(heads, "'for' '(' TYPE? " + name + " '=' CONSTANT ';' " + name + " '<=' CONSTANT ';' " +
                   name + " '++' ')' round");
    declarations += rule + " <- 'int' " + name + " ('=' CONSTANT)? ';'";
    declarations += i + 1 < kMostVariables ? " declare" + std::to_string(i + 1) + "?\n" : "\n";
  }
  for (int i = -kMostConstant; i <= kMostConstant; ++i) add(constants, quoted(std::to_string(i)));
  for (std::size_t i = 0; i < kMostElements; ++i) add(indices, quoted(std::to_string(i)));
  return "program <- 'int' '*' 'run' '(' 'int' 'a' '[' ']' ')' '{' declare0? statement* 'return' "
         "'a' ';' '}'\n" +
         declarations + "for <- " + heads + R"(
statement <- for / if / before / after / assign
block <- '{' statement+ '}'
inside <- for / choice / break / continue / before / after / assign
choice <- 'if' '(' term COMPARE term ')' round ('else' round)?
round <- '{' inside+ '}'
NAME <- )" +
         names + "\nCONSTANT <- " + constants + "\nINDEX <- " + indices + "\n";
}

std::string name(int number) {
  return kNames[static_cast<std::size_t>(number)];
}

std::string term_text(std::int8_t term) {
  if (is_constant(term)) return std::to_string(term - constant(0));
  if (term >= variable(0)) return name(term - variable(0));
  if (term >= element_at(0)) return "a[" + name(term - element_at(0)) + "]";
  return "a[" + std::to_string(term - element(0)) + "]";
}

std::string sum_text(const Instruction& it) {
  std::string text = term_text(it.operands[2]);
  for (std::size_t i = 1; i < static_cast<std::size_t>(it.operands[1]); ++i)
    text += (static_cast<Sign>(it.operands[2 * i + 1]) == Sign::plus ? " + " : " - ") +
            term_text(it.operands[2 * i + 2]);
  return text;
}

std::string comparison_text(const Instruction& it) {
  return term_text(it.operands[0]) + " " + kComparisons[static_cast<std::size_t>(it.operands[1])] +
         " " + term_text(it.operands[2]);
}

std::string shown(const Value& value) {
  const std::string text = to_text(value);
  return text.size() > 24 ? "a " + to_text(type_of(value)) : text;
}

class CLanguage final : public dsl::Imperative {
 public:
  CLanguage() {
    facts_.id = "c";
    facts_.title = "restricted C";
    facts_.domain = "c";
    facts_.grammar = kGrammar;
    facts_.written = written_rules();
    facts_.value = {Type::Base::integer, 1};
    facts_.forms = {{"declare", run_declare},   {"assign", run_assign},
                    {"increase", run_increase}, {"decrease", run_decrease},
                    {"compare", run_compare},   {"count", run_count}};
    facts_.faults = {"an index is outside of the array", "a variable is read before it has a value",
                     "a result does not fit an int", "a variable is used where there is none"};
    facts_.max_steps = 1000;
    facts_.words = {
        {"int", "declares a variable: int i = 2;"},
        {"for", "for (int i = 1; i <= 4; i++) { .. }: i is 1, 2, 3 and 4"},
        {"if", "if (a[0] < i) { .. } else { .. }: by <, <=, >, >=, == or !="},
        {"else", "what is done where the condition does not hold"},
        {"break", "leaves the loop"},
        {"continue", "goes on with the next round of the loop"},
        {"return", "ends the function: return a;"},
        {"run", "the function: int *run(int a[]) { .. return a; }"},
    };
    fill_choices();
  }

  const Facts& facts() const override { return facts_; }

  Result<Block> read(const dsl::Peg& peg, const dsl::ParseNode& root,
                     std::string_view text) const override {
    return read_program(peg, root, text);
  }

  std::string print(const Block& program) const override {
    return "int *run(int a[]) { " + block_text(program) + "return a; }";
  }

  std::string text(Kind kind, const Instruction& it) const override {
    if (kind == Kind::choice) return "if (" + comparison_text(it) + ")";
    if (kind == Kind::loop) {
      const std::string counter = name(it.operands[0]);
      return std::string("for (") + (it.operands[3] != 0 ? "int " : "") + counter + " = " +
             std::to_string(it.operands[1]) + "; " + counter +
             " <= " + std::to_string(it.operands[2]) + "; " + counter + "++)";
    }
    const std::string place = term_text(it.operands[0]);
    switch (static_cast<Word>(it.form)) {
      case Word::declare:
        return "int " + name(it.operands[0]) +
               (it.operands[1] == kNothing ? "" : " = " + term_text(it.operands[1]));
      case Word::assign:
        return place + " = " + sum_text(it);
      case Word::increase:
        return it.operands[1] != 0 ? "++" + place : place + "++";
      default:
        return it.operands[1] != 0 ? "--" + place : place + "--";
    }
  }

  std::string words(Kind kind, const Instruction& it) const override {
    if (kind == Kind::choice) return comparison_text(it);
    if (kind == Kind::loop)
      return "for " + name(it.operands[0]) + " from " + std::to_string(it.operands[1]) + " to " +
             std::to_string(it.operands[2]);
    switch (static_cast<Word>(it.form)) {
      case Word::declare:
        return it.operands[1] == kNothing
                   ? "there is " + name(it.operands[0])
                   : name(it.operands[0]) + " is " + term_text(it.operands[1]);
      case Word::assign:
        return term_text(it.operands[0]) + " becomes " + sum_text(it);
      case Word::increase:
        return "add 1 to " + term_text(it.operands[0]);
      default:
        return "take 1 from " + term_text(it.operands[0]);
    }
  }

  Result<std::size_t> state_bytes(const Value&) const override { return sizeof(State); }

  Result<void> load(const Value& value, std::uint8_t* bytes) const override {
    if (auto checked = check_array(value); !checked) return checked;
    State s{};
    s.size = static_cast<std::int32_t>(value.as_list().size());
    for (std::size_t i = 0; i < value.as_list().size(); ++i)
      s.elements[i] = static_cast<std::int32_t>(value.as_list()[i].as_int());
    state_of(bytes) = s;
    return {};
  }

  Value value(const std::uint8_t* bytes) const override {
    const State& s = state_of(bytes);
    Value::List list;
    for (std::int32_t i = 0; i < s.size; ++i)
      list.emplace_back(s.elements[static_cast<std::size_t>(i)]);
    return Value(std::move(list));
  }

  std::size_t result_bytes(const std::uint8_t*) const override { return kResultBytes; }

  std::string remark(const std::uint8_t* bytes) const override {
    const State& s = state_of(bytes);
    std::string text;
    for (std::size_t i = 0; i < kMostVariables; ++i)
      if (s.stages[i] == kSet)
        text += (text.empty() ? "" : ", ") + name(static_cast<int>(i)) + " = " +
                std::to_string(s.variables[i]);
    return text;
  }

  // A change costs one, an assignment one and one for every term, a condition and a head two.
  int cost(Kind kind, const Instruction& it) const override {
    if (kind == Kind::choice || kind == Kind::loop) return 2;
    return kind == Kind::action && static_cast<Word>(it.form) == Word::assign ? 1 + it.operands[1]
                                                                              : 1;
  }

  const std::vector<dsl::Choice>& choices() const override { return choices_; }

  // Other elements, and variables: in half of the states a loop's counter is there, in half it is
  // not, so that loops and bodies of loops both run.
  void vary(std::uint8_t* bytes, Rng& rng) const override {
    State& s = state_of(bytes);
    for (std::int32_t i = 0; i < s.size; ++i)
      s.elements[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(rng.uniform(-4, 4));
    for (std::size_t i = 0; i < kMostVariables; ++i) {
      s.stages[i] = kAbsent;
      s.variables[i] = 0;
      if (i >= kFirstCounter && rng.bernoulli(0.5)) continue;
      s.stages[i] = kSet;
      s.variables[i] = static_cast<std::int32_t>(rng.uniform(rng.bernoulli(0.3) ? -4 : 0, 4));
    }
  }

 private:
  // A search declares its first variables at the beginning, and the others in heads of loops.
  static constexpr std::size_t kSearchedVariables = 2;
  static constexpr std::size_t kFirstCounter = 3;
  static constexpr int kSearchedElements = 5;

  std::string block_text(const Block& block) const {
    std::string made;
    for (const Statement& it : block) {
      switch (it.kind) {
        case Kind::action:
          made += text(it.kind, it.head) + "; ";
          break;
        case Kind::leave:
          made += "break; ";
          break;
        case Kind::next:
          made += "continue; ";
          break;
        case Kind::choice:
        case Kind::loop:
          made += text(it.kind, it.head) + " { " + block_text(*it.body) + "} ";
          if (it.otherwise != nullptr) made += "else { " + block_text(*it.otherwise) + "} ";
          break;
      }
    }
    return made;
  }

  // Assignments of three terms are left to two of two.
  void fill_choices() {
    std::vector<std::int8_t> places, terms;
    for (int i = 0; i < kSearchedElements; ++i) places.push_back(element(i));
    std::vector<int> numbers;
    for (int i = 0; i < kMostVariables; ++i)
      if (static_cast<std::size_t>(i) < kSearchedVariables ||
          static_cast<std::size_t>(i) >= kFirstCounter)
        numbers.push_back(i);
    for (const int i : numbers) places.push_back(element_at(i));
    terms = places;
    for (const int i : numbers) {
      if (static_cast<std::size_t>(i) < kSearchedVariables) places.push_back(variable(i));
      terms.push_back(variable(i));
    }
    const std::size_t named = terms.size();
    for (int i = -kMostConstant; i <= kMostConstant; ++i) terms.push_back(constant(i));

    for (int i = 0; i < static_cast<int>(kSearchedVariables); ++i)
      for (int value = -kMostConstant; value <= kMostConstant; ++value)
        add(Kind::action, instruction(Word::declare, {i, constant(value)}), true);
    add(Kind::leave, {});
    add(Kind::next, {});
    for (const std::int8_t place : places) {
      add(Kind::action, instruction(Word::increase, {place, 0}));
      add(Kind::action, instruction(Word::decrease, {place, 0}));
      for (const std::int8_t term : terms)
        add(Kind::action, instruction(Word::assign, {place, 1, term}));
    }
    for (std::size_t counter = kFirstCounter; counter < kMostVariables; ++counter)
      for (int from = 0; from <= kMostConstant; ++from)
        for (int to = from; to <= kMostConstant; ++to)
          add(Kind::loop, instruction(Word::count, {static_cast<int>(counter), from, to, 1}));
    for (const Comparison by :
         {Comparison::less, Comparison::greater, Comparison::equal, Comparison::unequal})
      for (std::size_t left = 0; left < named; ++left)
        for (std::size_t right = left + 1; right < terms.size(); ++right)
          add(Kind::choice,
              instruction(Word::compare, {terms[left], static_cast<int>(by), terms[right]}));
    for (const std::int8_t place : places)
      for (std::size_t left = 0; left < terms.size(); ++left)
        for (std::size_t right = 0; right < terms.size(); ++right)
          for (const Sign sign : {Sign::plus, Sign::minus}) {
            const bool constants = left >= named && right >= named;
            const bool again = sign == Sign::plus ? left > right : left == right;
            if (constants || again) continue;
            add(Kind::action, instruction(Word::assign, {place, 2, terms[left],
                                                         static_cast<int>(sign), terms[right]}));
          }
  }

  void add(Kind kind, const Instruction& head, bool opening = false) {
    choices_.push_back({kind, head, cost(kind, head), opening});
  }

  Facts facts_;
  std::vector<dsl::Choice> choices_;
};

}  // namespace

Result<void> check_array(const Value& value) {
  const auto bad = [&](const std::string& what) {
    return Error{ErrorCode::bad_input, what + ", and an array of 1 to " +
                                           std::to_string(kMostElements) +
                                           " integers is needed, like [3,1,-2]"};
  };
  if (!value.is_list()) return bad("this is " + shown(value));
  if (value.as_list().empty() || value.as_list().size() > kMostElements)
    return bad("this has " + std::to_string(value.as_list().size()) + " elements");
  for (const Value& it : value.as_list())
    if (!it.is_int() || !fits(it.as_int())) return bad("this holds " + shown(it));
  return {};
}

Instruction instruction(Word word, std::initializer_list<int> operands) {
  Instruction made;
  made.form = static_cast<std::uint8_t>(word);
  std::size_t i = 0;
  for (const int it : operands) made.operands.at(i++) = static_cast<std::int8_t>(it);
  return made;
}

std::shared_ptr<const dsl::Imperative> c_language() {
  static const std::shared_ptr<const dsl::Imperative> language =
      std::make_shared<const CLanguage>();
  return language;
}

}  // namespace inkling::c
