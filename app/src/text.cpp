#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/text.hpp>
#include <inkling/pipeline.hpp>

namespace inkling::app {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool blank(char c) {
  return kBlanks.find(c) != std::string_view::npos;
}

bool spaced(std::string_view text, std::size_t arrow) {
  const bool before = arrow == 0 || blank(text[arrow - 1]);
  const bool after = arrow + 2 >= text.size() || blank(text[arrow + 2]);
  return before && after;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return text.substr(0, 0);
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::size_t offset_in(std::string_view whole, std::string_view part) {
  return static_cast<std::size_t>(part.data() - whole.data());
}

FirstWord split_first(std::string_view text) {
  text = trim(text);
  const auto end = std::min(text.find_first_of(kBlanks), text.size());
  return {text.substr(0, end), trim(text.substr(end))};
}

std::vector<std::string_view> split_blanks(std::string_view text) {
  std::vector<std::string_view> words;
  for (auto split = split_first(text); !split.word.empty(); split = split_first(split.rest))
    words.push_back(split.word);
  return words;
}

void BracketScanner::step(char c) {
  if (quoted_) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      quoted_ = false;
    }
    return;
  }
  if (c == '"') quoted_ = true;
  if (c == '(' || c == '[' || c == '{') ++depth_;
  // A closing bracket without its partner is for the parser to complain about.
  if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
}

void BracketScanner::feed(std::string_view text) {
  for (const char c : text) step(c);
}

std::vector<std::size_t> arrows(std::string_view text, bool inside_brackets_too) {
  constexpr std::size_t kMost = 64;  // no example has more; keeps hostile lines cheap
  std::vector<std::size_t> outer_spaced;
  std::vector<std::size_t> outer;
  std::vector<std::size_t> inner;
  BracketScanner scanner;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "->") == 0) {
      auto& list = !scanner.top_level() ? inner : spaced(text, i) ? outer_spaced : outer;
      if (list.size() < kMost) list.push_back(i);
    }
    scanner.feed(text.substr(i, 1));
  }
  outer_spaced.insert(outer_spaced.end(), outer.begin(), outer.end());
  if (inside_brackets_too) outer_spaced.insert(outer_spaced.end(), inner.begin(), inner.end());
  return outer_spaced;
}

namespace {

// The length of a latent program that the text begins with, "<model: 3 3 0>"; 0: it does not.
std::size_t latent_at(std::string_view text) {
  if (text.size() < 2 || text[0] != '<' || blank(text[1]) || text[1] == '=') return 0;
  const std::size_t end = text.find_first_of("<>()[]{},\"", 1);
  return end != text.npos && text[end] == '>' ? end + 1 : 0;
}

}  // namespace

std::vector<std::size_t> top_level_blanks(std::string_view text, bool commas) {
  std::vector<std::size_t> found;
  BracketScanner scanner;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fresh = i == 0 || blank(text[i - 1]);
    if (const std::size_t latent = fresh && scanner.top_level() ? latent_at(text.substr(i)) : 0;
        latent > 0) {
      i += latent - 1;
      continue;
    }
    // What stands on both sides of a pipe is one program.
    const auto piped = [&] {
      return text.substr(0, i).ends_with(kPipe) || trim(text.substr(i)).starts_with(kPipe);
    };
    const bool parts = (blank(text[i]) && !fresh && !piped()) || (commas && text[i] == ',');
    if (parts && scanner.top_level()) found.push_back(i);
    scanner.feed(text.substr(i, 1));
  }
  return found;
}

std::vector<std::string_view> tab_cells(std::string_view text) {
  std::vector<std::string_view> cells;
  BracketScanner scanner;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\t' && scanner.top_level()) {
      cells.push_back(trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
    scanner.feed(text.substr(i, 1));
  }
  cells.push_back(trim(text.substr(begin)));
  return cells;
}

std::string one_line(std::string_view input) {
  std::string line;
  bool quoted = false;
  bool escaped = false;
  for (const char c : input) {
    if (c == '\n') {
      line += quoted ? "\\n" : " ";
      escaped = false;
      continue;
    }
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = quoted && c == '\\' && !escaped;
    line += c;
  }
  return line;
}

std::optional<Error> bad_bytes(std::string_view line) {
  const auto at = find_invalid_utf8(line);
  if (!at) return std::nullopt;
  const auto byte = static_cast<unsigned char>(line[*at]);
  return Error{
      ErrorCode::bad_input,
      byte == 0 ? fmt::format("byte {} of the line is NUL: text without NUL was expected", *at + 1)
                : fmt::format("byte {} of the line (0x{:02x}) is not valid UTF-8", *at + 1, byte),
      {"the line was ignored; save the text as UTF-8 and enter it again"}};
}

std::string counted(std::size_t n, std::string_view noun) {
  if (n == 1) return fmt::format("1 {}", noun);
  if (noun.ends_with("y")) return fmt::format("{} {}ies", n, noun.substr(0, noun.size() - 1));
  return fmt::format("{} {}s", n, noun);
}

}  // namespace inkling::app
