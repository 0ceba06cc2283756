#include "hnps_language.hpp"

#include <algorithm>
#include <inkling/faults.hpp>

#include "syntax.hpp"
#include "tokens.hpp"

namespace inkling::hnps {
namespace {

constexpr Type kText{Type::Base::string, 0};

// Of the words that a program is written with, in the order of the reference.
std::vector<Completion> make_words() {
  std::vector<Completion> words{
      {"Concat", "Concat c( E .. c)  the texts of all expressions, one after the other"},
      {"SubStr",
       "SubStr s( Q Q s)  the input from one position up to, not including, another; "
       "undefined where that is nothing"},
      {"ConstStr", "ConstStr k( \"ch\" k)  one of the characters " + std::string(kCharacters)},
      {"ConstPos", "ConstPos p( K p)  a position, -20 to 20: from the end where it is negative"},
      {"Regex",
       "Regex r( X N B r)  of match N of X, -3 to 3 and 0 the first, its first or last "
       "character; undefined without one"},
      {"Word", "two or more letters"},
      {"Num", "two or more digits"},
      {"Alphanum", "two or more letters and digits"},
      {"Allcaps", "two or more capitals"},
      {"Propcase", "a capital and then small letters, at least one"},
      {"Lower", "two or more small letters"},
      {"Digit", "one digit"},
      {"Char", "one letter or digit"},
      {"Start", "the first character of a match"},
      {"End", "the last character of a match (not the place behind it)"},
      {"@single", "in front of a program: Num, Lower and Alphanum match single characters, too"}};
  return words;
}

class HnpsLanguage final : public Language, public Faults {
 public:
  const InterpreterInfo& info() const override { return info_; }

  Result<inkling::Program> parse(std::string_view text) const override {
    if (const auto bad = find_invalid_utf8(text))
      return Error{
          ErrorCode::parse, "the program is not valid UTF-8", {}, SourceSpan{*bad, *bad + 1}};
    Result<Program> program = read(text);
    if (!program) return std::move(program).error();
    return make_program(*std::move(program));
  }

  Result<inkling::Program> parse_typed(std::string_view text,
                                       std::span<const Type> inputs) const override {
    Result<inkling::Program> program = parse(text);
    if (!program || (inputs.size() == 1 && unify(inputs[0], kText))) return program;
    std::string given;
    for (const Type type : inputs) given += (given.empty() ? "" : ", ") + inkling::to_text(type);
    return Error{ErrorCode::type,
                 "programs of hnps take one string, the inputs are (" + given + ")",
                 {},
                 SourceSpan{0, text.size()}};
  }

  Result<Value> run(const inkling::Program& program, std::span<const Value> inputs) const override {
    const auto known = program_of(program);
    if (!known) return known.error();
    if (auto fine = check(inputs); !fine) return fine.error();
    if (inputs[0].is_undefined()) return Value();
    auto text = hnps::run(**known, Subject(inputs[0].as_string()));
    return text ? Value(*std::move(text)) : Value();
  }

  Result<std::vector<TraceStep>> trace(const inkling::Program& program,
                                       std::span<const Value> inputs) const override {
    const auto known = program_of(program);
    if (!known) return known.error();
    if (auto fine = check(inputs); !fine) return fine.error();
    std::vector<TraceStep> steps{{"x0", inputs[0]}};
    if (inputs[0].is_undefined()) return steps;
    const Subject subject(inputs[0].as_string());
    std::string text;
    for (const Expression& it : (*known)->expressions) {
      std::string why;
      const auto part = hnps::run(it, subject, (*known)->single, &why);
      if (!part) {
        steps.push_back({to_text(it) + ": " + why, Value()});
        return steps;
      }
      steps.push_back({to_text(it), Value(text += *part)});
    }
    return steps;
  }

  std::string why_undefined(const inkling::Program& program,
                            std::span<const Value> inputs) const override {
    const auto known = program_of(program);
    if (!known || !check(inputs) || inputs[0].is_undefined()) return {};
    std::string why;
    static_cast<void>(hnps::run(**known, Subject(inputs[0].as_string()), &why));
    return why;
  }

  std::string explain(const inkling::Program& program) const override {
    const auto known = program_of(program);
    if (!known) return program.text();
    std::string text;
    for (const Expression& it : (*known)->expressions)
      text += (text.empty() ? "" : ", then ") + words(it);
    return text;
  }

  std::vector<Completion> complete(std::string_view prefix) const override {
    const auto in_word = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    std::size_t begin = prefix.size();
    while (begin > 0 && in_word(prefix[begin - 1])) --begin;
    if (begin > 0 && prefix[begin - 1] == '@') --begin;
    std::vector<Completion> found;
    for (const Completion& word : words_)
      if (word.text.starts_with(prefix.substr(begin))) found.push_back(word);
    std::sort(found.begin(), found.end(),
              [](const Completion& a, const Completion& b) { return a.text < b.text; });
    return found;
  }

  std::string reference() const override {
    std::string text =
        "# HNPS\n\n```\n" + std::string(grammar()) + "```\n\n| word | meaning |\n|---|---|\n";
    for (const Completion& word : words_)
      text += "| `" + word.text + "` | " + word.summary + " |\n";
    return text;
  }

 private:
  static Result<void> check(std::span<const Value> inputs) {
    if (inputs.size() == 1 && (inputs[0].is_string() || inputs[0].is_undefined())) return {};
    if (inputs.size() != 1)
      return Error{ErrorCode::type, "programs of hnps take one string, " +
                                        std::to_string(inputs.size()) + " inputs were given"};
    return Error{ErrorCode::type,
                 "programs of hnps take one string, not " + inkling::to_text(type_of(inputs[0]))};
  }

  InterpreterInfo info_{kId, "HNPS: parts of the input and characters, one after the other",
                        "strings", inkling::Program::Kind::symbolic};
  std::vector<Completion> words_ = make_words();
};

}  // namespace

std::unique_ptr<Language> make_language() {
  return std::make_unique<HnpsLanguage>();
}

inkling::Program make_program(Program program) {
  std::string text = to_text(program);
  const std::size_t size = token_count(program);
  return inkling::Program::symbolic(kId, std::move(text), size,
                                    std::make_shared<const Program>(std::move(program)));
}

Result<std::shared_ptr<const Program>> program_of(const inkling::Program& program) {
  if (program.kind() != inkling::Program::Kind::symbolic || program.owner() != kId)
    return Error{ErrorCode::type, "'" + program.text() + "' is no program of hnps"};
  if (program.handle() != nullptr) return std::static_pointer_cast<const Program>(program.handle());
  Result<Program> known = read(program.text());
  if (!known) return std::move(known).error();
  return std::make_shared<const Program>(*std::move(known));
}

}  // namespace inkling::hnps
