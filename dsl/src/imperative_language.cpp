// The kernel's Language over a language of statements.
#include <fmt/format.h>

#include <algorithm>
#include <inkling/dsl/imperative.hpp>
#include <inkling/faults.hpp>

namespace inkling::dsl {
namespace {

constexpr std::size_t kMaxTraceSteps = 1000;

// The state of a run. Eight bytes aligned, so that languages may keep numbers in it.
class State {
 public:
  static Result<State> make(const Imperative& machine, std::span<const Value> inputs) {
    const Imperative::Facts& facts = machine.facts();
    if (inputs.size() != 1)
      return Error{ErrorCode::type, fmt::format("programs of {} take one input, {} were given",
                                                facts.id, inputs.size())};
    const Result<std::size_t> bytes = machine.state_bytes(inputs[0]);
    if (!bytes) return bytes.error();
    State state;
    state.words_.resize((*bytes + 7) / 8);
    if (auto loaded = machine.load(inputs[0], state.data()); !loaded) return loaded.error();
    return state;
  }
  std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(words_.data()); }

 private:
  std::vector<std::uint64_t> words_;
};

// Keeps the steps of a run: the value after each.
class Recorder final : public Watcher {
 public:
  Recorder(const Imperative& machine, std::vector<TraceStep>& steps)
      : machine_(machine), steps_(steps) {}

  void ran(Statement::Kind kind, const Instruction& head, int result,
           const std::uint8_t* state) override {
    ++count_;
    std::string label = machine_.text(kind, head);
    if (kind == Statement::Kind::choice) label += result == kYes ? ": yes" : ": no";
    if (kind == Statement::Kind::loop) label += result == kYes ? ": once more" : ": done";
    if (result <= kFault) return;
    if (const std::string remark = machine_.remark(state); !remark.empty())
      label += "  (" + remark + ")";
    if (steps_.size() < kMaxTraceSteps) steps_.push_back({std::move(label), machine_.value(state)});
  }
  std::size_t count() const { return count_; }

 private:
  const Imperative& machine_;
  std::vector<TraceStep>& steps_;
  std::size_t count_ = 0;
};

// What ended a run that has no result: the instruction, and why.
class Last final : public Watcher {
 public:
  explicit Last(const Imperative& machine) : machine_(machine) {}
  void ran(Statement::Kind kind, const Instruction& head, int result,
           const std::uint8_t*) override {
    ++count_;
    if (result > kFault) return;
    const auto fault = static_cast<std::size_t>(kFault - result);
    reason_ = fmt::format("{}: {}", machine_.text(kind, head), machine_.facts().faults.at(fault));
  }
  std::string text(const Running& running) const {
    if (running.fault == 0)
      return fmt::format("it was stopped after {} steps", machine_.facts().max_steps);
    return fmt::format("{}, at step {}", reason_, count_);
  }

 private:
  const Imperative& machine_;
  std::size_t count_ = 0;
  std::string reason_;
};

std::string block_words(const Imperative& machine, const Block& block) {
  std::string text;
  for (const Statement& it : block) {
    if (!text.empty()) text += ", then ";
    switch (it.kind) {
      case Statement::Kind::action:
        text += machine.words(it.kind, it.head);
        break;
      case Statement::Kind::choice:
        text +=
            "if " + machine.words(it.kind, it.head) + " (" + block_words(machine, *it.body) + ")";
        if (it.otherwise != nullptr) text += " else (" + block_words(machine, *it.otherwise) + ")";
        break;
      case Statement::Kind::loop:
        text += machine.words(it.kind, it.head) + " (" + block_words(machine, *it.body) + ")";
        break;
      case Statement::Kind::leave:
        text += "leave the loop";
        break;
      case Statement::Kind::next:
        text += "go on with the next round";
        break;
    }
  }
  return text;
}

class ImperativeLanguage final : public Language, public Faults {
 public:
  explicit ImperativeLanguage(std::shared_ptr<const Imperative> machine)
      : machine_(std::move(machine)), peg_(make_peg(*machine_)) {
    const Imperative::Facts& facts = machine_->facts();
    info_ = {facts.id, facts.title, facts.domain, Program::Kind::symbolic};
  }

  const InterpreterInfo& info() const override { return info_; }
  const Imperative& machine() const { return *machine_; }

  Result<Program> parse(std::string_view text) const override {
    if (const auto bad = find_invalid_utf8(text))
      return Error{
          ErrorCode::parse, "the program is not valid UTF-8", {}, SourceSpan{*bad, *bad + 1}};
    const Result<ParseNode> tree = peg_.parse(text);
    if (!tree) return tree.error();
    Result<Block> block = machine_->read(peg_, *tree, text);
    if (!block) return std::move(block).error();
    auto handle = std::make_shared<const Block>(*std::move(block));
    const std::size_t size = statement_count(*handle);
    return Program::symbolic(info_.id, machine_->print(*handle), size, handle);
  }

  Result<Program> parse_typed(std::string_view text, std::span<const Type> inputs) const override {
    Result<Program> program = parse(text);
    if (!program) return program;
    const Type wanted = machine_->facts().value;
    if (inputs.size() == 1 && unify(inputs[0], wanted)) return program;
    std::string given;
    for (const Type type : inputs) given += (given.empty() ? "" : ", ") + to_text(type);
    return Error{ErrorCode::type,
                 fmt::format("programs of {} take one {}, the inputs are ({})", info_.id,
                             to_text(wanted), given),
                 {},
                 SourceSpan{0, text.size()}};
  }

  Result<Value> run(const Program& program, std::span<const Value> inputs) const override {
    const Result<BlockPtr> block = block_of(*this, program);
    if (!block) return block.error();
    return run_block(**block, inputs);
  }

  Result<std::vector<Value>> run_batch(const Program& program,
                                       std::span<const std::vector<Value>> rows) const override {
    const Result<BlockPtr> block = block_of(*this, program);
    if (!block) return block.error();
    std::vector<Value> values;
    values.reserve(rows.size());
    for (const std::vector<Value>& row : rows) {
      Result<Value> value = run_block(**block, row);
      if (!value) return std::move(value).error();
      values.push_back(*std::move(value));
    }
    return values;
  }

  Result<std::vector<TraceStep>> trace(const Program& program,
                                       std::span<const Value> inputs) const override {
    const Result<BlockPtr> block = block_of(*this, program);
    if (!block) return block.error();
    if (undefined(inputs)) return std::vector<TraceStep>{{"x0", Value()}};
    Result<State> state = State::make(*machine_, inputs);
    if (!state) return std::move(state).error();
    std::vector<TraceStep> steps{{"x0", inputs[0]}};
    Recorder recorder(*machine_, steps);
    Running running{machine_->facts().max_steps};
    const Signal signal =
        execute(machine_->facts().forms, **block, state->data(), running, &recorder);
    if (signal == Signal::fault)
      steps.push_back({why_undefined(program, inputs), Value()});
    else if (recorder.count() + 1 > steps.size())
      steps.push_back({fmt::format("the end, after {} steps", recorder.count()),
                       machine_->value(state->data())});
    return steps;
  }

  std::string why_undefined(const Program& program, std::span<const Value> inputs) const override {
    const Result<BlockPtr> block = block_of(*this, program);
    if (!block || undefined(inputs)) return {};
    Result<State> state = State::make(*machine_, inputs);
    if (!state) return {};
    Last last(*machine_);
    Running running{machine_->facts().max_steps};
    const Signal signal = execute(machine_->facts().forms, **block, state->data(), running, &last);
    return signal == Signal::fault ? last.text(running) : std::string();
  }

  std::string explain(const Program& program) const override {
    const Result<BlockPtr> block = block_of(*this, program);
    if (!block) return program.text();
    return (*block)->empty() ? "do nothing" : block_words(*machine_, **block);
  }

  std::vector<Completion> complete(std::string_view prefix) const override {
    const auto in_word = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    std::size_t begin = prefix.size();
    while (begin > 0 && in_word(prefix[begin - 1])) --begin;
    std::vector<Completion> found;
    for (const Completion& word : machine_->facts().words)
      if (word.text.starts_with(prefix.substr(begin))) found.push_back(word);
    std::sort(found.begin(), found.end(),
              [](const Completion& a, const Completion& b) { return a.text < b.text; });
    return found;
  }

  std::string reference() const override {
    const Imperative::Facts& facts = machine_->facts();
    std::string text = fmt::format("# {}\n\n```\n{}```\n\n| word | meaning |\n|---|---|\n",
                                   facts.title, facts.grammar);
    for (const Completion& word : facts.words)
      text += fmt::format("| `{}` | {} |\n", word.text, word.summary);
    text +=
        fmt::format("\nA run ends without a result after {} steps, and when\n\n", facts.max_steps);
    for (const std::string& fault : facts.faults) text += fmt::format("* {}\n", fault);
    return text;
  }

 private:
  static Peg make_peg(const Imperative& machine) {
    Result<Peg> peg = Peg::make(machine.facts().grammar);
    if (!peg) throw Exception(std::move(peg).error());
    return *std::move(peg);
  }

  static bool undefined(std::span<const Value> inputs) {
    return inputs.size() == 1 && inputs[0].is_undefined();
  }

  Result<Value> run_block(const Block& block, std::span<const Value> inputs) const {
    if (undefined(inputs)) return Value();
    Result<State> state = State::make(*machine_, inputs);
    if (!state) return std::move(state).error();
    Running running{machine_->facts().max_steps};
    if (execute(machine_->facts().forms, block, state->data(), running) == Signal::fault)
      return Value();
    return machine_->value(state->data());
  }

  std::shared_ptr<const Imperative> machine_;
  Peg peg_;
  InterpreterInfo info_;
};

}  // namespace

std::unique_ptr<Language> make_language(std::shared_ptr<const Imperative> machine) {
  return std::make_unique<ImperativeLanguage>(std::move(machine));
}

const Imperative* imperative_of(const Language& language) {
  // The class lives in this library, which every plugin shares.
  const auto* made = dynamic_cast<const ImperativeLanguage*>(&language);
  return made == nullptr ? nullptr : &made->machine();
}

Result<BlockPtr> block_of(const Language& language, const Program& program) {
  if (program.kind() != Program::Kind::symbolic || program.owner() != language.info().id)
    return Error{ErrorCode::type,
                 fmt::format("'{}' is no program of {}", program.text(), language.info().id)};
  if (program.handle() != nullptr) return std::static_pointer_cast<const Block>(program.handle());
  Result<Program> parsed = language.parse(program.text());
  if (!parsed) return std::move(parsed).error();
  return std::static_pointer_cast<const Block>(parsed->handle());
}

}  // namespace inkling::dsl
