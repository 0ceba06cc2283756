#include "program.hpp"

#include <algorithm>
#include <cmath>

namespace inkling::hnps {
namespace {

constexpr unsigned char kDigit = 1, kCapital = 2, kSmall = 4;

constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> classes{};
  for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = kDigit;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) classes[c] = kCapital;
  for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = kSmall;
  return classes;
}
constexpr std::array<unsigned char, 256> kClasses = make_classes();

bool is(char c, unsigned char mask) {
  return (kClasses[static_cast<unsigned char>(c)] & mask) != 0;
}

// A type is a run of characters of a class; Propcase is a capital and then a run.
struct Run {
  unsigned char mask;
  std::size_t least;
  bool can_be_single;  // where Program::single says so
  std::size_t most = static_cast<std::size_t>(-1);
};
enum : std::size_t { kPropcase = 4 };
constexpr std::array<Run, 8> kRuns{{
    {kCapital | kSmall, 2, false},
    {kDigit, 2, true},
    {kDigit | kCapital | kSmall, 2, true},
    {kCapital, 2, false},
    {kSmall, 1, false},
    {kSmall, 2, true},
    {kDigit, 1, false, 1},
    {kDigit | kCapital | kSmall, 1, false, 1},
}};

std::string ordinal_text(int number) {
  return number >= 0    ? std::to_string(number + 1)
         : number == -1 ? "the last one"
                        : std::to_string(-number) + " from the end";
}

}  // namespace

std::string to_text(Pattern pattern) {
  if (pattern.is_type()) return std::string(kTypes[pattern.number]);
  return std::string("\"") + pattern.character() + '"';
}

std::string to_text(const Position& it) {
  const std::string number = std::to_string(it.number);
  if (it.constant) return "ConstPos p( " + number + " p)";
  return "Regex r( " + to_text(it.pattern) + ' ' + number + (it.end ? " End r)" : " Start r)");
}

std::string to_text(const Expression& it) {
  if (it.constant) return std::string("ConstStr k( \"") + kCharacters[it.character] + "\" k)";
  return "SubStr s( " + to_text(it.from) + ' ' + to_text(it.to) + " s)";
}

std::string to_text(const Program& program) {
  std::string text = program.single ? "@single Concat c(" : "Concat c(";
  for (const Expression& it : program.expressions) text += ' ' + to_text(it);
  return text + " c)";
}

std::string words(const Position& it) {
  if (it.constant)
    return it.number >= 0 ? "position " + std::to_string(it.number)
                          : "position " + std::to_string(-it.number) + " from the end";
  return (it.end ? "the last character of " : "the first character of ") + to_text(it.pattern) +
         ' ' + ordinal_text(it.number);
}

std::string words(const Expression& it) {
  if (it.constant) return std::string("the character \"") + kCharacters[it.character] + '"';
  return "the text from " + words(it.from) + " up to, not including, " + words(it.to);
}

Subject::Subject(std::string_view utf8) : text_(utf8) {
  const auto beyond = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  if (std::none_of(utf8.begin(), utf8.end(), beyond)) return;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    if ((static_cast<unsigned char>(utf8[i]) & 0xC0U) == 0x80U && !offsets_.empty()) continue;
    offsets_.push_back(static_cast<std::uint32_t>(i));
    symbols_ += utf8[i];
  }
  offsets_.push_back(static_cast<std::uint32_t>(utf8.size()));
}

std::string_view Subject::cut(std::int64_t from, std::int64_t to) const {
  const auto size = static_cast<std::int64_t>(symbols().size());
  const auto clipped = [size](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
  };
  const auto begin = static_cast<std::size_t>(clipped(from));
  const auto end = static_cast<std::size_t>(clipped(to));
  if (begin >= end) return {};
  if (offsets_.empty()) return text_.substr(begin, end - begin);
  return text_.substr(offsets_[begin], offsets_[end] - offsets_[begin]);
}

std::vector<Match> matches(std::string_view symbols, Pattern pattern, bool single) {
  std::vector<Match> found;
  const auto add = [&](std::size_t begin, std::size_t end) {
    found.emplace_back(static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end - 1));
  };
  if (!pattern.is_type()) {
    for (std::size_t i = 0; i < symbols.size(); ++i)
      if (symbols[i] == pattern.character()) add(i, i + 1);
    return found;
  }
  const Run& run = kRuns[pattern.number];
  const std::size_t least = single && run.can_be_single ? 1 : run.least;
  for (std::size_t i = 0; i < symbols.size();) {
    const std::size_t begin = i;
    if (pattern.number == kPropcase && !is(symbols[i], kCapital)) {
      ++i;
      continue;
    }
    if (pattern.number == kPropcase) ++i;
    const std::size_t first = i;
    while (i < symbols.size() && i - first < run.most && is(symbols[i], run.mask)) ++i;
    if (i - first >= least) add(begin, i);
    if (i == begin) ++i;
  }
  return found;
}

std::optional<std::int32_t> place(const std::vector<Match>& found, int index, bool end) {
  const int count = static_cast<int>(found.size());
  const int at = index < 0 ? index + count : index;
  if (at < 0 || at >= count) return std::nullopt;
  const Match& match = found[static_cast<std::size_t>(at)];
  return end ? match.second : match.first;
}

std::optional<std::int32_t> place(const Subject& subject, const Position& it, bool single) {
  if (it.constant) return it.number;
  return place(matches(subject.symbols(), it.pattern, single), it.number, it.end);
}

std::optional<std::string_view> run(const Expression& it, const Subject& subject, bool single,
                                    std::string* why) {
  if (it.constant) return kCharacters.substr(it.character, 1);
  std::array<std::int32_t, 2> at{};
  for (std::size_t i = 0; i < 2; ++i) {
    const Position& position = i == 0 ? it.from : it.to;
    const auto found = place(subject, position, single);
    if (!found && why != nullptr)
      *why = "there is no " + to_text(position.pattern) + ' ' + ordinal_text(position.number);
    if (!found) return std::nullopt;
    at[i] = *found;
  }
  const std::string_view part = subject.cut(at[0], at[1]);
  if (!part.empty()) return part;
  if (why != nullptr)
    *why = "there is nothing from position " + std::to_string(at[0]) + " up to position " +
           std::to_string(at[1]);
  return std::nullopt;
}

std::optional<std::string> run(const Program& program, const Subject& subject, std::string* why) {
  std::string text;
  for (std::size_t i = 0; i < program.expressions.size(); ++i) {
    const auto part = run(program.expressions[i], subject, program.single, why);
    if (!part && why != nullptr) *why = "expression " + std::to_string(i + 1) + ": " + *why;
    if (!part) return std::nullopt;
    text += *part;
  }
  return text;
}

double bits(const Program& program) {
  // E: E E 0.55, ConstStr 0.1, SubStr 0.35; Q: ConstPos 0.1, Regex 0.9; a type 0.0625, a character
  // 0.025; the rest even.
  const auto position = [](const Position& it) {
    if (it.constant) return -std::log2(0.1) + std::log2(2.0 * kFarthest + 1);
    return -std::log2(0.9) - std::log2(it.pattern.is_type() ? 0.0625 : 0.025) +
           std::log2(2.0 * kMostIndex + 1) + 1;
  };
  const auto count = static_cast<double>(program.expressions.size());
  double sum = -std::log2(0.55) * (count - 1) - std::log2(0.45) + (program.single ? 1 : 0);
  for (const Expression& it : program.expressions)
    sum += it.constant ? -std::log2(0.1 / 0.45) + std::log2(static_cast<double>(kCharacters.size()))
                       : -std::log2(0.35 / 0.45) + position(it.from) + position(it.to);
  return sum;
}

}  // namespace inkling::hnps
