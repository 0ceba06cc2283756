#include <algorithm>
#include <cstdio>
#include <inkling/nn/dictionary.hpp>
#include <sstream>

namespace inkling::nn {
namespace {

std::string three_digits(double share) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.3f", share);
  return text;
}

}  // namespace

std::vector<DictionaryEntry> read_dictionary(std::string_view text) {
  std::vector<DictionaryEntry> entries;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    DictionaryEntry entry;
    const std::size_t tab = line.find('\t');
    std::istringstream words(line.substr(0, tab));
    if (!(words >> entry.token >> entry.agreement) ||
        !std::getline(words >> std::ws, entry.meaning) || entry.meaning.empty())
      continue;
    if (tab != line.npos) {
      std::istringstream rest(line.substr(tab + 1));
      if (!(rest >> entry.covered >> entry.where)) continue;
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string write_dictionary(const std::vector<DictionaryEntry>& entries) {
  std::string text;
  for (const DictionaryEntry& it : entries) {
    if (it.meaning.empty()) continue;
    text += std::to_string(it.token) + " " + three_digits(it.agreement) + " " + it.meaning;
    if (!it.where.empty()) text += "\t" + three_digits(it.covered) + " " + it.where;
    text += "\n";
  }
  return text;
}

const DictionaryEntry* find_token(const std::vector<DictionaryEntry>& entries, int token) {
  const auto it = std::find_if(entries.begin(), entries.end(),
                               [&](const DictionaryEntry& entry) { return entry.token == token; });
  return it == entries.end() ? nullptr : &*it;
}

}  // namespace inkling::nn
