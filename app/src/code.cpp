#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/code.hpp>

#include "json.hpp"

namespace inkling::app {
namespace {

const Translator* translator_of_program(const Interpreter* interpreter) {
  const Language* language = interpreter != nullptr ? interpreter->language() : nullptr;
  return language != nullptr ? inkling::translator_of(*language) : nullptr;
}

// What a value looks like below a mark, character by character.
std::vector<std::string> characters(const Value& value) {
  const std::string text = value.is_string() ? value.as_string() : inkling::to_text(value);
  std::vector<std::string> out;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) out.emplace_back();
    out.back() += c;
  }
  // One that is no more than an order to the terminal would move the marks.
  for (std::string& character : out)
    if (character.size() == 1 && static_cast<unsigned char>(character[0]) < 0x20) character = "␣";
  return out;
}

constexpr std::string_view kMarks = "123456789abcdefghijklmnopqrstuvwxyz";
constexpr const char* kColors[] = {"32", "33", "36", "35", "34", "31"};

// A line of characters and one of marks below it.
struct Marked {
  std::vector<std::string> characters;
  std::vector<std::size_t> marks;  // number of the piece, from 1; 0: none
};

// Characters that do not fit go on below their marks.
void put(std::string& text, std::string name, const Marked& marked, char none, const Style& style,
         std::size_t columns) {
  constexpr std::size_t kNames = 8;
  constexpr std::size_t kLeast = 10;  // columns of characters, however narrow the screen is
  const std::size_t most =
      columns == 0 ? 0 : std::max(kLeast, columns - std::min(columns, kNames + 3));
  std::size_t i = 0;
  do {
    std::string above;
    std::string below;
    for (std::size_t taken = 0; i < marked.characters.size(); ++i) {
      const std::size_t mark = marked.marks[i];
      const std::string& character = marked.characters[i];
      const std::size_t width = display_width(character);
      if (most > 0 && taken > 0 && taken + width > most) break;
      taken += width;
      above += mark > 0 && style.on
                   ? style.wrap(kColors[(mark - 1) % std::size(kColors)], character)
                   : character;
      if (width == 0) continue;
      below += mark > 0 ? kMarks[(mark - 1) % kMarks.size()] : none;
      below.append(width - 1, ' ');
    }
    for (const std::string& line : {fmt::format("  {:<{}}{}", name, kNames, above),
                                    fmt::format("  {:<{}}{}", "", kNames, below)}) {
      text += line;
      while (text.back() == ' ') text.pop_back();
      text += '\n';
    }
    name.clear();
  } while (i < marked.characters.size());
}

std::string words_of(const Stretch& stretch, const Marked& input) {
  std::string text;
  for (std::size_t i = stretch.begin; i < std::min(stretch.end, input.characters.size()); ++i)
    text += input.characters[i];
  return fmt::format("\"{}\" of x{}", text, stretch.input);
}

}  // namespace

std::vector<Target> targets_of(const Interpreter* interpreter) {
  const Translator* translator = translator_of_program(interpreter);
  return translator != nullptr ? translator->targets() : std::vector<Target>();
}

Result<std::string> code_of(const CheckedProgram& program, std::string_view target,
                            const Task& task) {
  const Translator* translator = translator_of_program(program.interpreter);
  if (translator == nullptr || program.program.kind() != Program::Kind::symbolic)
    return Error{ErrorCode::unsupported,
                 fmt::format("'{}' is in no language that can be written as {}",
                             program.program.text(), target)};
  return translator->translate(program.program, target, input_types(task), {});
}

Result<std::string> code_of(const Language& language, std::string_view program,
                            std::string_view target, const std::vector<Type>& inputs,
                            const Placement& placement) {
  const Translator* translator = inkling::translator_of(language);
  if (translator == nullptr)
    return Error{ErrorCode::unsupported,
                 fmt::format("programs of {} cannot be written as {}", language.info().id, target)};
  auto parsed = language.parse_typed(program, inputs);
  if (!parsed) return std::move(parsed).error();
  return translator->translate(*parsed, target, inputs, placement);
}

std::string column_letters(std::size_t column) {
  constexpr std::size_t kLetters = 26;
  std::string letters;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / kLetters)
    letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % kLetters));
  return letters;
}

Result<Origins> origins_of(const CheckedProgram& program, const std::vector<Value>& inputs) {
  const Language* language =
      program.interpreter != nullptr ? program.interpreter->language() : nullptr;
  const Provenance* provenance = language != nullptr ? provenance_of(*language) : nullptr;
  if (provenance == nullptr || program.program.kind() != Program::Kind::symbolic)
    return Error{ErrorCode::unsupported,
                 "where a prediction comes from is said of texts alone, by programs that can be "
                 "read",
                 {":trace shows the value after every step of any program"}};
  auto output = program.interpreter->run(program.program, inputs);
  if (!output) return std::move(output).error();
  auto pieces = provenance->origins(program.program, inputs);
  if (!pieces) return std::move(pieces).error();
  return Origins{inputs, *std::move(output), program.program.text(), *std::move(pieces)};
}

std::string to_text(const Origins& origins, const Style& style, std::size_t width) {
  if (origins.output.is_undefined())
    return fmt::format("  {} is undefined there: no piece of a prediction comes from anywhere\n",
                       origins.program);
  std::vector<Marked> inputs;
  for (const Value& input : origins.inputs) {
    inputs.push_back({characters(input), {}});
    inputs.back().marks.resize(inputs.back().characters.size());
  }
  Marked output{characters(origins.output), {}};
  output.marks.resize(output.characters.size());
  std::string words;
  std::size_t number = 0;
  for (const TextPiece& piece : origins.pieces) {
    if (piece.kind == TextPiece::Kind::constant) continue;
    ++number;
    std::string from;
    for (const Stretch& stretch : piece.sources) {
      Marked& input = inputs[stretch.input];
      for (std::size_t i = stretch.begin; i < std::min(stretch.end, input.marks.size()); ++i)
        if (input.marks[i] == 0) input.marks[i] = number;
      from += (from.empty() ? "" : ", ") + words_of(stretch, input);
    }
    std::string made;
    for (std::size_t i = piece.begin; i < std::min(piece.end, output.marks.size()); ++i) {
      output.marks[i] = number;
      made += output.characters[i];
    }
    const char mark = kMarks[(number - 1) % kMarks.size()];
    words += piece.kind == TextPiece::Kind::computed
                 ? fmt::format("  {}  \"{}\" is computed from {}\n", mark, made, from)
                 : fmt::format("  {}  \"{}\" from {}\n", mark, made, from);
  }
  std::string text;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    put(text, fmt::format("x{}", i), inputs[i], ' ', style, width);
  put(text, "output", output, '.', style, width);
  text += words;
  bool constant = false;
  for (const TextPiece& piece : origins.pieces)
    constant = constant || piece.kind == TextPiece::Kind::constant;
  if (constant) text += "  .  from the program itself\n";
  return text;
}

std::string to_json(const Origins& origins) {
  Json pieces = Json::array();
  for (const TextPiece& piece : origins.pieces) {
    Json sources = Json::array();
    for (const Stretch& stretch : piece.sources)
      sources.push_back({{"input", stretch.input}, {"begin", stretch.begin}, {"end", stretch.end}});
    const char* kind = piece.kind == TextPiece::Kind::copied     ? "copied"
                       : piece.kind == TextPiece::Kind::computed ? "computed"
                                                                 : "constant";
    pieces.push_back({{"begin", piece.begin},
                      {"end", piece.end},
                      {"kind", kind},
                      {"sources", std::move(sources)}});
  }
  return line_of({{"inputs", json_of(origins.inputs)},
                  {"output", json_of(origins.output)},
                  {"program", origins.program},
                  {"pieces", std::move(pieces)}});
}

std::string record_with_code(const std::string& record, const Language& language,
                             std::string_view target, const std::vector<Type>& inputs) {
  Json json = Json::parse(record, nullptr, false);
  if (!json.is_object() || json.value("status", "") != "solved" || !json["program"].is_string())
    return record;
  const auto code = code_of(language, json["program"].get<std::string>(), target, inputs);
  json["code"] = code ? Json(*code) : Json(nullptr);
  if (!code) json["warnings"].push_back(code.error().message);
  return line_of(json);
}

std::string code_json(std::string_view program, std::string_view target, std::string_view code) {
  return line_of({{"program", program}, {"target", target}, {"code", code}});
}

}  // namespace inkling::app
