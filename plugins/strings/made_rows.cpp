#include "made_rows.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace inkling::strings {
namespace {

template <std::size_t N>
const char* pick(Rng& rng, const std::array<const char*, N>& all) {
  return rng.pick(std::span<const char* const>(all));
}

char capital(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

enum class Case { small, proper, capitals };

std::string in_case(std::string word, Case wanted) {
  for (std::size_t i = 0; i < word.size(); ++i)
    if (wanted == Case::capitals || (wanted == Case::proper && i == 0)) word[i] = capital(word[i]);
  return word;
}

std::string digits(Rng& rng, std::int64_t count) {
  std::string text;
  for (std::int64_t i = 0; i < count; ++i)
    text += static_cast<char>('0' + rng.uniform(i == 0 && count > 1 ? 1 : 0, 9));
  return text;
}

Case draw_case(Rng& rng) {
  return static_cast<Case>(
      std::array{0, 1, 1, 1, 2, 0}[static_cast<std::size_t>(rng.uniform(0, 5))]);
}

DrawText words(Rng& rng) {
  static constexpr std::array<const char*, 10> kBetween{" ", " ", " ", " ", ", ",
                                                        "-", "_", ".", "/", ","};
  const std::string between = pick(rng, kBetween);
  const Case style = draw_case(rng);
  const std::int64_t low = rng.uniform(1, 3);
  const std::int64_t high = rng.bernoulli(0.5) ? low : low + rng.uniform(1, 2);
  return [=](Rng& row) {
    std::string text;
    for (std::int64_t n = row.uniform(low, high); n > 0; --n)
      text += (text.empty() ? "" : between) + in_case(made_word(row), style);
    return text;
  };
}

DrawText code(Rng& rng) {
  static constexpr std::array<const char*, 6> kBetween{"-", "-", "", "/", "_", " "};
  const std::string between = pick(rng, kBetween);
  const std::int64_t letters = rng.uniform(1, 4), figures = rng.uniform(2, 5);
  const bool tail = rng.bernoulli(0.4);
  const Case style = rng.bernoulli(0.8) ? Case::capitals : Case::small;
  return [=](Rng& row) {
    std::string text = in_case(made_word(row) + made_word(row), style);
    text = text.substr(0, static_cast<std::size_t>(letters)) + between + digits(row, figures);
    if (tail) text += between + in_case(made_word(row).substr(0, 1), style);
    return text;
  };
}

DrawText telephone(Rng& rng) {
  static constexpr std::array<const char*, 6> kForms{"(3) 3-4", "3-3-4", "3.3.4",
                                                     "3 3 4",   "334",   "+3 3 4"};
  const std::string form = pick(rng, kForms);
  return [=](Rng& row) {
    std::string text;
    for (const char c : form)
      text += c == '3' || c == '4' ? digits(row, c - '0') : std::string(1, c);
    return text;
  };
}

DrawText mail(Rng& rng) {
  static constexpr std::array<const char*, 4> kBetween{".", "_", "-", ""};
  static constexpr std::array<const char*, 4> kEnds{".com", ".org", ".net", ".co.uk"};
  const std::string between = pick(rng, kBetween);
  const bool same = rng.bernoulli(0.5);
  const std::string at = made_word(rng) + pick(rng, kEnds);
  return [=](Rng& row) {
    const std::string user = made_word(row) + between + made_word(row);
    return user + "@" + (same ? at : made_word(row) + pick(row, kEnds));
  };
}

DrawText path(Rng& rng) {
  static constexpr std::array<const char*, 6> kEnds{".txt", ".pdf", ".csv", ".png", ".docx", ".md"};
  static constexpr std::array<const char*, 4> kFronts{"/", "/", "", "https://"};
  const std::string front = pick(rng, kFronts);
  const bool numbered = rng.bernoulli(0.3);
  const std::int64_t most = rng.uniform(1, 3);
  return [=](Rng& row) {
    std::string text = front;
    for (std::int64_t n = row.uniform(1, most); n > 0; --n) text += made_word(row) + "/";
    return text + made_word(row) + (numbered ? digits(row, 2) : "") + pick(row, kEnds);
  };
}

DrawText date(Rng& rng) {
  static constexpr std::array<const char*, 4> kSigns{"-", "/", ".", "/"};
  const std::string sign = pick(rng, kSigns);
  const std::int64_t order = sign == "-" ? 0 : rng.uniform(0, 2);
  return [=](Rng& row) {
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::string y = std::to_string(row.uniform(1985, 2031));
    const std::string m = two(row.uniform(1, 12)), d = two(row.uniform(1, 28));
    if (order == 0) return y + sign + m + sign + d;
    return (order == 1 ? d + sign + m : m + sign + d) + sign + y;
  };
}

DrawText labelled(Rng& rng) {
  static constexpr std::array<const char*, 4> kEnds{", ", "; ", " ", " | "};
  static constexpr std::array<const char*, 4> kMarks{": ", "=", ":", " = "};
  const std::string end = pick(rng, kEnds), mark = pick(rng, kMarks);
  std::vector<std::string> labels;
  for (std::int64_t n = rng.uniform(1, 3); n > 0; --n)
    labels.push_back(in_case(made_word(rng), rng.bernoulli(0.5) ? Case::proper : Case::small));
  const bool figures = rng.bernoulli(0.5);
  return [=](Rng& row) {
    std::string text;
    for (const std::string& label : labels)
      text += (text.empty() ? "" : end) + label + mark +
              (figures ? digits(row, row.uniform(1, 4)) : made_word(row));
    return text;
  };
}

DrawText amount(Rng& rng) {
  static constexpr std::array<const char*, 8> kUnits{" kg", "kg", " cm",  "%",
                                                     "",    "",   " EUR", " pcs"};
  static constexpr std::array<const char*, 5> kSigns{"$", "", "", "No. ", "#"};
  const std::string unit = pick(rng, kUnits), sign = pick(rng, kSigns);
  const bool decimals = rng.bernoulli(0.4);
  const std::int64_t most = rng.uniform(1, 5);
  return [=](Rng& row) {
    return sign + digits(row, row.uniform(1, most)) + (decimals ? "." + digits(row, 2) : "") + unit;
  };
}

DrawText items(Rng& rng) {
  static constexpr std::array<const char*, 5> kBetween{", ", ",", ";", " ", "|"};
  const std::string between = pick(rng, kBetween);
  const bool figures = rng.bernoulli(0.4);
  return [=](Rng& row) {
    std::string text;
    for (std::int64_t n = row.uniform(2, 4); n > 0; --n)
      text += (text.empty() ? "" : between) +
              (figures ? digits(row, row.uniform(1, 3)) : made_word(row));
    return text;
  };
}

}  // namespace

std::string made_word(Rng& rng) {
  constexpr std::string_view kConsonants = "bcdfghjklmnpqrstvwxz", kVowels = "aeiouy";
  const auto letter = [&](std::string_view from) {
    return from[static_cast<std::size_t>(
        rng.uniform(0, static_cast<std::int64_t>(from.size()) - 1))];
  };
  std::string word;
  for (std::int64_t n = rng.uniform(1, 3); n > 0; --n) {
    word += letter(kConsonants);
    word += letter(kVowels);
    if (rng.bernoulli(0.4)) word += letter(kConsonants);
  }
  return word;
}

DrawText draw_column(Rng& rng) {
  using Make = DrawText (*)(Rng&);
  static constexpr std::array<Make, 13> kForms{words,     words,  words, words, code,
                                               telephone, mail,   path,  date,  labelled,
                                               amount,    amount, items};
  return rng.pick(std::span<const Make>(kForms))(rng);
}

}  // namespace inkling::strings
