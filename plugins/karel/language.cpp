#include "language.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace inkling::karel {
namespace {

using dsl::Block;
using dsl::Instruction;
using dsl::ParseNode;
using dsl::Statement;
using Kind = Statement::Kind;

// A state is five bytes about the robot, then the cells.
enum Place : std::size_t { kRows, kColumns, kRow, kColumn, kFacing, kCells };

enum class Crash : std::uint8_t { wall, nothing_to_pick, no_room };

constexpr int crash(Crash why) {
  return dsl::kFault - static_cast<int>(why);
}

// The cell that lies in a direction of the robot's cell: false where there is a wall.
bool look(const std::uint8_t* s, unsigned facing, std::uint8_t& row, std::uint8_t& column) {
  static constexpr std::array<int, 4> kDown{-1, 0, 1, 0}, kRight{0, 1, 0, -1};
  const int r = s[kRow] + kDown[facing], c = s[kColumn] + kRight[facing];
  if (r < 0 || c < 0 || r >= s[kRows] || c >= s[kColumns]) return false;
  row = static_cast<std::uint8_t>(r);
  column = static_cast<std::uint8_t>(c);
  return static_cast<std::int8_t>(s[kCells + static_cast<std::size_t>(r * s[kColumns] + c)]) !=
         kWall;
}

bool is_clear(const std::uint8_t* s, unsigned turned) {
  std::uint8_t row = 0, column = 0;
  return look(s, (s[kFacing] + turned) % 4U, row, column);
}

std::uint8_t& markers(std::uint8_t* s) {
  return s[kCells + static_cast<std::size_t>(s[kRow] * s[kColumns] + s[kColumn])];
}

int run_move(const Instruction&, std::uint8_t* s, std::int32_t) {
  std::uint8_t row = 0, column = 0;
  if (!look(s, s[kFacing], row, column)) return crash(Crash::wall);
  s[kRow] = row;
  s[kColumn] = column;
  return dsl::kNo;
}
int run_turn_left(const Instruction&, std::uint8_t* s, std::int32_t) {
  s[kFacing] = static_cast<std::uint8_t>((s[kFacing] + 3U) % 4U);
  return dsl::kNo;
}
int run_turn_right(const Instruction&, std::uint8_t* s, std::int32_t) {
  s[kFacing] = static_cast<std::uint8_t>((s[kFacing] + 1U) % 4U);
  return dsl::kNo;
}
int run_pick(const Instruction&, std::uint8_t* s, std::int32_t) {
  if (markers(s) == 0) return crash(Crash::nothing_to_pick);
  --markers(s);
  return dsl::kNo;
}
int run_put(const Instruction&, std::uint8_t* s, std::int32_t) {
  if (markers(s) >= kMostMarkers) return crash(Crash::no_room);
  ++markers(s);
  return dsl::kNo;
}

bool holds(Word word, std::uint8_t* s) {
  switch (word) {
    case Word::front_is_clear:
      return is_clear(s, 0);
    case Word::left_is_clear:
      return is_clear(s, 3);
    case Word::right_is_clear:
      return is_clear(s, 1);
    case Word::markers_present:
      return markers(s) > 0;
    default:
      return markers(s) == 0;
  }
}

// Of a condition the first operand says how often it is negated.
int run_condition(const Instruction& it, std::uint8_t* s, std::int32_t) {
  return holds(static_cast<Word>(it.form), s) == (it.operands[0] % 2 == 0) ? dsl::kYes : dsl::kNo;
}
int run_while(const Instruction& it, std::uint8_t* s, std::int32_t) {
  const bool yes = holds(static_cast<Word>(it.operands[0]), s) == (it.operands[1] % 2 == 0);
  return yes ? dsl::kYes : dsl::kNo;
}
int run_repeat(const Instruction& it, std::uint8_t*, std::int32_t round) {
  return round < it.operands[0] ? dsl::kYes : dsl::kNo;
}

struct Row {
  const char* text;
  dsl::RunInstruction run;
  const char* words;    // in an explanation
  const char* negated;  // of a condition
  const char* summary;
};

// In the order of Word.
constexpr std::array<Row, 12> kWords{{
    {"move", run_move, "move", "", "one cell forward; a wall in front is a crash"},
    {"turnLeft", run_turn_left, "turn left", "", "a quarter turn to the left"},
    {"turnRight", run_turn_right, "turn right", "", "a quarter turn to the right"},
    {"pickMarker", run_pick, "pick up a marker", "",
     "takes a marker from the cell; a crash where there is none"},
    {"putMarker", run_put, "put down a marker", "",
     "lays a marker on the cell; a crash where there are nine"},
    {"frontIsClear", run_condition, "the front is clear", "the front is blocked",
     "whether there is no wall in front"},
    {"leftIsClear", run_condition, "the left is clear", "the left is blocked",
     "whether there is no wall on the left"},
    {"rightIsClear", run_condition, "the right is clear", "the right is blocked",
     "whether there is no wall on the right"},
    {"markersPresent", run_condition, "there are markers here", "there are no markers here",
     "whether there is a marker on the cell"},
    {"noMarkersPresent", run_condition, "there are no markers here", "there are markers here",
     "whether there is no marker on the cell"},
    {"WHILE", run_while, "", "", "the statements again and again, as long as the condition holds"},
    {"REPEAT", run_repeat, "", "", "the statements so many times, R=0 to R=19"},
}};

constexpr std::string_view kGrammar = R"(program   <- 'DEF' 'run' 'm(' block 'm)'
block     <- statement+
statement <- while / repeat / ifelse / if / ACTION
while     <- 'WHILE' 'c(' condition 'c)' 'w(' block 'w)'
repeat    <- 'REPEAT' COUNT 'r(' block 'r)'
ifelse    <- 'IFELSE' 'c(' condition 'c)' 'i(' block 'i)' 'ELSE' 'e(' block 'e)'
if        <- 'IF' 'c(' condition 'c)' 'i(' block 'i)'
condition <- not / SENSE
not       <- 'not' 'c(' condition 'c)'
SENSE     <- 'frontIsClear' / 'leftIsClear' / 'rightIsClear' / 'markersPresent' / 'noMarkersPresent'
ACTION    <- 'move' / 'turnLeft' / 'turnRight' / 'pickMarker' / 'putMarker'
COUNT     <- 'R=' [0-9]+
)";

// What is printed of programs that somebody means: more than one negation says nothing new.
std::string written_rules() {
  std::string counts = "COUNT <- 'R=0'";
  for (int i = 1; i <= kMostRepeats; ++i) counts += " / 'R=" + std::to_string(i) + "'";
  return "not <- 'not' 'c(' SENSE 'c)'\n" + counts + "\n";
}

const Row& row(Word word) {
  return kWords[static_cast<std::size_t>(word)];
}

Word word_of(std::string_view text) {
  std::size_t i = 0;
  while (i + 1 < kWords.size() && kWords[i].text != text) ++i;
  return static_cast<Word>(i);
}

Instruction instruction(Word word, int first = 0, int second = 0) {
  Instruction made;
  made.form = static_cast<std::uint8_t>(word);
  made.operands[0] = static_cast<std::int8_t>(first);
  made.operands[1] = static_cast<std::int8_t>(second);
  return made;
}

// Puts statements together from a tree of the grammar.
class Reader {
 public:
  Reader(const dsl::Peg& peg, std::string_view text) : peg_(peg), text_(text) {}

  Result<Block> block(const ParseNode& node) const {
    Block made;
    for (const ParseNode& it : node.children) {
      Result<Statement> statement = one(it.children.at(0));
      if (!statement) return std::move(statement).error();
      made.push_back(*std::move(statement));
    }
    return made;
  }

 private:
  // Children of a rule: what stands before the blocks, then the blocks.
  Result<Statement> one(const ParseNode& node) const {
    const std::string& rule = peg_.name(node.rule);
    Statement made;
    if (rule == "ACTION") {
      made.head = instruction(word_of(node.in(text_)));
      return made;
    }
    const ParseNode& about = node.children.at(0);
    made.kind = rule == "while" || rule == "repeat" ? Kind::loop : Kind::choice;
    if (rule == "repeat") {
      const Result<int> times = count(about);
      if (!times) return times.error();
      made.head = instruction(Word::repeat_loop, *times);
    } else {
      const Result<Instruction> read = condition(about);
      if (!read) return read.error();
      made.head =
          rule == "while" ? instruction(Word::while_loop, read->form, read->operands[0]) : *read;
    }
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      Result<Block> inside = block(node.children[i]);
      if (!inside) return std::move(inside).error();
      (i == 1 ? made.body : made.otherwise) = std::make_shared<const Block>(*std::move(inside));
    }
    return made;
  }

  Result<int> count(const ParseNode& node) const {
    const std::string digits(node.in(text_).substr(2));
    const int times = digits.size() > 3 ? kMostRepeats + 1 : std::stoi(digits);
    if (times <= kMostRepeats) return times;
    return Error{ErrorCode::parse,
                 "'" + std::string(node.in(text_)) + "' is out of range: R=0 to R=" +
                     std::to_string(kMostRepeats) + " are possible",
                 {},
                 node.span};
  }

  Result<Instruction> condition(const ParseNode& node) const {
    int negations = 0;
    const ParseNode* inner = &node;
    while (peg_.name(inner->children.at(0).rule) == "not") {
      inner = &inner->children[0].children.at(0);
      ++negations;
    }
    if (negations > kMostNegations)
      return Error{ErrorCode::parse,
                   "the condition is negated " + std::to_string(negations) + " times; at most " +
                       std::to_string(kMostNegations) + " are read",
                   {},
                   node.span};
    return instruction(word_of(inner->children[0].in(text_)), negations);
  }

  const dsl::Peg& peg_;
  std::string_view text_;
};

std::string condition_text(Word word, int negations) {
  std::string text = row(word).text;
  for (int i = 0; i < negations; ++i) text = "not c( " + text + " c)";
  return text;
}

class KarelLanguage final : public dsl::Imperative {
 public:
  KarelLanguage() {
    facts_.id = "karel";
    facts_.title = "the language of Karel";
    facts_.domain = "karel";
    facts_.grammar = kGrammar;
    facts_.written = written_rules();
    facts_.value = {Type::Base::string, 1};
    for (const Row& it : kWords) {
      facts_.forms.push_back({it.text, it.run});
      facts_.words.push_back({it.text, it.summary});
    }
    for (const auto& [text, summary] :
         {std::pair("DEF", "begins a program: DEF run m( .. m)"),
          std::pair("IF", "the statements where the condition holds"),
          std::pair("IFELSE", "one of two lists of statements"),
          std::pair("ELSE", "what IFELSE does where the condition does not hold"),
          std::pair("not", "not c( condition c): whether it does not hold"),
          std::pair("run", "the name of a program")})
      facts_.words.push_back({text, summary});
    facts_.faults = {"a wall is in front", "there is no marker to pick up",
                     "there are nine markers already"};
    facts_.max_steps = 1000;
    fill_choices();
  }

  const Facts& facts() const override { return facts_; }

  Result<Block> read(const dsl::Peg& peg, const ParseNode& root,
                     std::string_view text) const override {
    return Reader(peg, text).block(root.children.at(0));
  }

  std::string print(const Block& program) const override {
    return "DEF run m( " + block_text(program) + " m)";
  }

  std::string text(Kind kind, const Instruction& it) const override {
    const auto word = static_cast<Word>(it.form);
    if (kind == Kind::choice) return condition_text(word, it.operands[0]);
    if (kind != Kind::loop) return row(word).text;
    if (word == Word::repeat_loop) return "REPEAT R=" + std::to_string(it.operands[0]);
    return "WHILE c( " + condition_text(static_cast<Word>(it.operands[0]), it.operands[1]) + " c)";
  }

  std::string words(Kind kind, const Instruction& it) const override {
    const auto word = static_cast<Word>(it.form);
    const auto condition = [](Word of, int negations) {
      return negations % 2 == 0 ? row(of).words : row(of).negated;
    };
    if (kind == Kind::choice) return condition(word, it.operands[0]);
    if (kind != Kind::loop) return row(word).words;
    if (word == Word::repeat_loop) return std::to_string(it.operands[0]) + " times";
    return "as long as " +
           std::string(condition(static_cast<Word>(it.operands[0]), it.operands[1]));
  }

  Result<std::size_t> state_bytes(const Value& value) const override {
    const Result<World> world = to_world(value);
    if (!world) return world.error();
    return kCells + world->cells.size();
  }

  Result<void> load(const Value& value, std::uint8_t* state) const override {
    const Result<World> world = to_world(value);
    if (!world) return world.error();
    state[kRows] = static_cast<std::uint8_t>(world->rows);
    state[kColumns] = static_cast<std::uint8_t>(world->columns);
    state[kRow] = static_cast<std::uint8_t>(world->row);
    state[kColumn] = static_cast<std::uint8_t>(world->column);
    state[kFacing] = static_cast<std::uint8_t>(world->facing);
    std::memcpy(state + kCells, world->cells.data(), world->cells.size());
    return {};
  }

  Value value(const std::uint8_t* state) const override {
    World world;
    world.rows = state[kRows];
    world.columns = state[kColumns];
    world.row = state[kRow];
    world.column = state[kColumn];
    world.facing = static_cast<Facing>(state[kFacing]);
    world.cells.resize(world.rows * world.columns);
    std::memcpy(world.cells.data(), state + kCells, world.cells.size());
    return to_value(world);
  }

  std::size_t result_bytes(const std::uint8_t* state) const override {
    return kCells + static_cast<std::size_t>(state[kRows]) * state[kColumns];
  }

  // Actions cost one, conditions and heads one each, a negation or a number one more.
  int cost(Kind kind, const Instruction& it) const override {
    if (kind == Kind::action) return 1;
    if (kind == Kind::choice) return 2 + it.operands[0];
    return static_cast<Word>(it.form) == Word::repeat_loop ? 2 : 2 + it.operands[1];
  }

  const std::vector<dsl::Choice>& choices() const override { return choices_; }

  // The robot elsewhere, and other markers below it: walls stay where they are.
  void vary(std::uint8_t* state, Rng& rng) const override {
    const std::size_t cells = static_cast<std::size_t>(state[kRows]) * state[kColumns];
    std::size_t at = 0;
    do {
      at = static_cast<std::size_t>(rng.uniform(0, static_cast<std::int64_t>(cells) - 1));
    } while (static_cast<std::int8_t>(state[kCells + at]) == kWall);
    state[kRow] = static_cast<std::uint8_t>(at / state[kColumns]);
    state[kColumn] = static_cast<std::uint8_t>(at % state[kColumns]);
    state[kFacing] = static_cast<std::uint8_t>(rng.uniform(0, 3));
    if (rng.bernoulli(0.5)) state[kCells + at] = static_cast<std::uint8_t>(rng.uniform(0, 3));
  }

 private:
  std::string block_text(const Block& block) const {
    std::string text;
    for (const Statement& it : block) {
      if (!text.empty()) text += ' ';
      text += statement_text(it);
    }
    return text;
  }

  std::string statement_text(const Statement& it) const {
    if (it.kind == Kind::action) return text(it.kind, it.head);
    const std::string inside = block_text(*it.body);
    if (it.kind == Kind::loop) {
      const bool repeat = static_cast<Word>(it.head.form) == Word::repeat_loop;
      return text(it.kind, it.head) + (repeat ? " r( " + inside + " r)" : " w( " + inside + " w)");
    }
    std::string made = it.otherwise != nullptr ? "IFELSE c( " : "IF c( ";
    made += text(it.kind, it.head) + " c) i( " + inside + " i)";
    if (it.otherwise != nullptr) made += " ELSE e( " + block_text(*it.otherwise) + " e)";
    return made;
  }

  // What noMarkersPresent says costs less without a negation.
  void fill_choices() {
    const auto add = [this](Kind kind, const Instruction& head) {
      choices_.push_back({kind, head, cost(kind, head)});
    };
    for (int word = 0; word <= static_cast<int>(Word::put_marker); ++word)
      add(Kind::action, instruction(static_cast<Word>(word)));
    for (int word = static_cast<int>(Word::front_is_clear);
         word <= static_cast<int>(Word::no_markers_present); ++word)
      for (int negations = 0; negations <= (word <= static_cast<int>(Word::right_is_clear) ? 1 : 0);
           ++negations) {
        add(Kind::choice, instruction(static_cast<Word>(word), negations));
        add(Kind::loop, instruction(Word::while_loop, word, negations));
      }
    for (int times = 2; times <= 10; ++times)
      add(Kind::loop, instruction(Word::repeat_loop, times));
  }

  Facts facts_;
  std::vector<dsl::Choice> choices_;
};

}  // namespace

std::shared_ptr<const dsl::Imperative> karel_language() {
  static const std::shared_ptr<const dsl::Imperative> language =
      std::make_shared<const KarelLanguage>();
  return language;
}

}  // namespace inkling::karel
