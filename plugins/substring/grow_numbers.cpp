// What is read from texts, calculated and written again: numbers, dates and times.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <text/prices.hpp>

#include "grow.hpp"

namespace inkling::substring {
namespace {

constexpr std::size_t kMostTexts = 40;    // that numbers and dates are looked for in
constexpr std::size_t kMostNumbers = 16;  // of a kind, that are calculated with
constexpr double kPairBits = 20;          // of a calculation with two numbers that is gone on from

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit);
}

// Without zeros that only a form asks for: at the end of the decimals.
std::string without_zeros(std::string plain) {
  if (plain.find('.') == std::string::npos) return plain;
  while (plain.back() == '0') plain.pop_back();
  if (plain.back() == '.') plain.pop_back();
  return plain;
}

bool looks_plain(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && is_digit(text.front()) && is_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

// Numbers as they are written in a text: digits, thousands marks, a decimal point; in plain form.
std::vector<std::string> numerals(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    std::string plain = i > 0 && text[i - 1] == '-' ? "-" : "";
    const std::size_t begin = plain.size();
    std::size_t end = i;
    const auto digit_at = [&](std::size_t at) { return at < text.size() && is_digit(text[at]); };
    for (bool point = false; end < text.size(); ++end) {
      if (is_digit(text[end])) {
        plain += text[end];
      } else if (text[end] == '.' && !point && digit_at(end + 1)) {
        point = true;
        plain += '.';
      } else if (text[end] != ',' || point || !digit_at(end + 1)) {
        break;
      }
    }
    while (plain.size() > begin + 1 && plain[begin] == '0' && is_digit(plain[begin + 1]))
      plain.erase(begin, 1);
    plain = without_zeros(plain);
    found.push_back(plain);
    if (begin > 0) found.push_back(plain.substr(1));  // the minus may be a dash
    i = end;
  }
  return found;
}

}  // namespace

// Adds a calculation when its numbers stand in the outputs of so many examples, or of all there
// are; with 0 of none: there is more to be calculated.
void Grower::keep_number(int step, const std::array<int, kMostHoles>& args, double bits,
                         std::size_t least) {
  const Step& made = bank_.steps()[static_cast<std::size_t>(step)];
  if (bits > reach_.most) return;
  std::size_t found = 0;
  std::size_t defined = 0;
  dsl::EvalContext context = bank_.context();
  for (std::size_t r = 0; r < bank_.rows().examples && r < numerals_.size(); ++r) {
    Cell values[kMostHoles];
    Cell result;
    bool ready = true;
    for (std::size_t h = 0; h < made.holes.size(); ++h) {
      ready = ready && (args[h] < 0 || (bank_[args[h]].defined & bit(r)) != 0);
      values[h] = bank_.argument(args[h], r);
    }
    if (!ready || !run(made, context, values, result)) continue;
    ++defined;
    const std::string plain = without_zeros(std::string(view(result)));
    if (std::find(numerals_[r].begin(), numerals_[r].end(), plain) != numerals_[r].end()) ++found;
  }
  bank_.meter().count();
  if (least == 0 ? defined > 0 : found >= std::min(least, defined) && found > 0)
    bank_.add(step, args, bits, reach_.most);
}

void Grower::work_out(int item) {
  const Rows& rows = bank_.rows();
  for (const int step : steps_of_kind(Kind::calculate)) {
    const Step& made = bank_.steps()[static_cast<std::size_t>(step)];
    if (made.holes.size() != 2 || made.holes[1] != 'k' || made.op == nullptr) continue;
    // What has to stand in place of k so that a number of the first output comes out.
    std::size_t first = 0;
    while (first < rows.examples && (bank_[item].defined & bit(first)) == 0) ++first;
    if (first == rows.examples || rows.output != kString) continue;
    std::size_t unknown = made.order[0] == 1 ? 0 : 1;
    if (made.op->witness == nullptr || !made.op->has_witness(unknown)) continue;
    for (const std::string& numeral : numerals_[first]) {
      Cell args[2];
      args[1 - unknown] = bank_.cell(item, first);
      Cell values[dsl::kMaxWitnesses];
      dsl::EvalContext context = bank_.context();
      const std::size_t n =
          made.op->witness(context, made.site, unknown, args, text_cell(numeral), values);
      for (std::size_t i = 0; i < n; ++i) {
        const std::string constant(view(values[i]));
        if (constant.size() > 8) continue;
        keep_number(step, {item, ~bank_.literals().text(constant)},
                    bank_[item].bits + made.bits + prices::of_number(constant), 2);
      }
    }
  }
}

// What it was first made from.
int Grower::input_of(int item) const {
  while (item >= 0 && bank_[item].step >= 0) item = bank_[item].args[0];
  return item;
}

void Grower::scale(int item) {
  const Rows& rows = bank_.rows();
  if (rows.output != kString || (bank_[item].defined & rows.shown()) != rows.shown()) return;
  const auto number = [](const std::string& text) { return std::strtod(text.c_str(), nullptr); };
  // The first number of every output, and the same ratio of differences throughout.
  double ratio = 0;
  for (std::size_t r = 1; r < rows.examples; ++r) {
    if (numerals_[r].empty() || numerals_[0].empty()) return;
    const double in =
        number(std::string(bank_.text(item, r))) - number(std::string(bank_.text(item, 0)));
    const double out = number(numerals_[r].front()) - number(numerals_[0].front());
    constexpr double kSame = 1e-6;
    if (std::abs(in) < kSame || std::abs(out) < kSame) return;
    if (r > 1 && std::abs(out / in - ratio) > kSame * std::abs(ratio)) return;
    ratio = out / in;
  }
  std::string factor = std::to_string(ratio);  // six decimals
  factor = without_zeros(factor);
  constexpr std::size_t kMostFigures = 6;
  if (rows.examples < 3 || factor.size() > kMostFigures || factor == "1" || factor == "0") return;
  for (const int step : steps_of_kind(Kind::calculate)) {
    const Step& made = bank_.steps()[static_cast<std::size_t>(step)];
    if (made.holes.size() == 2 && made.holes[1] == 'k' && made.op != nullptr && made.order[0] == 0)
      keep_number(step, {item, ~bank_.literals().text(factor)},
                  bank_[item].bits + made.bits + prices::of_number(factor), 0);
  }
}

void Grower::plain() {
  const double most = reach_.source;
  std::vector<int> texts = sources(most);
  if (bank_.rows().output == kString)
    for (const Cell& output : bank_.rows().outputs) numerals_.push_back(numerals(view(output)));
  std::erase_if(texts, [&](int item) {
    for (std::size_t r = 0; r < bank_.rows().examples; ++r)
      if ((bank_[item].defined & bit(r)) != 0 && has_digit(bank_.text(item, r))) return false;
    return true;
  });
  if (texts.size() > kMostTexts) texts.resize(kMostTexts);
  std::vector<int> plain;
  const auto collect = [&](int step, int item, double keep) {
    apply(step, item, [&](const auto& args, double bits) {
      const int before = bank_.size();
      const int added = bank_.add(step, args, bits, keep);
      if (added >= before) plain.push_back(added);
    });
  };
  for (const int step : steps_of_kind(Kind::read))
    for (const int item : texts) {
      if (bank_.meter().over(bank_.bytes())) return;
      collect(step, item, most + 4);
    }
  std::vector<int> dated = texts;
  dated.insert(dated.end(), plain.begin(), plain.end());
  for (const int step : steps_of_kind(Kind::format))
    for (const int item : dated)
      apply(step, item, [&](const auto& args, double bits) { bank_.add(step, args, bits, 0); });
  // A text that is in plain form already is its own.
  const auto is_plain = [&](int item) {
    for (std::size_t r = 0; r < bank_.rows().examples; ++r)
      if ((bank_[item].defined & bit(r)) != 0 && looks_plain(bank_.text(item, r))) return true;
    return false;
  };
  for (const int item : texts)
    if (is_plain(item)) plain.push_back(item);
  std::set<std::string> alike;
  std::stable_sort(plain.begin(), plain.end(),
                   [&](int a, int b) { return bank_[a].bits < bank_[b].bits; });
  plain.erase(std::unique(plain.begin(), plain.end()), plain.end());
  std::erase_if(plain, [&](int item) {
    std::string key;
    for (std::size_t r = 0; r < bank_.rows().examples; ++r)
      key += (bank_[item].defined & bit(r)) != 0 ? std::string(bank_.text(item, r)) + '\0' : "\1";
    return !is_plain(item) || !alike.insert(key).second;
  });
  // Of numbers that were read, as days of dates are, so many as of those that just stand there.
  std::size_t kept[2] = {0, 0};
  std::erase_if(plain, [&](int item) {
    const int step = bank_[item].step;
    const bool read = step >= 0 && bank_.steps()[static_cast<std::size_t>(step)].kind == Kind::read;
    return ++kept[read ? 1 : 0] > kMostNumbers;
  });
  const std::vector<int> numbers = plain;
  for (const int item : numbers) {
    const int before = bank_.size();
    work_out(item);
    scale(item);
    for (const int step : steps_of_kind(Kind::calculate)) {
      const Step& made = bank_.steps()[static_cast<std::size_t>(step)];
      if (made.holes.size() == 2 && made.holes[1] == 'b') {
        for (const int other : numbers)
          if (other != item && !bank_.meter().over()) {
            const double bits = bank_[item].bits + bank_[other].bits + made.bits;
            // Of two columns something may be calculated in turn.
            const bool columns = bits <= kPairBits && input_of(item) != input_of(other);
            keep_number(step, {item, other}, bits, columns ? 0 : 1);
          }
      } else {
        apply(step, item, [&](const auto& args, double bits) { keep_number(step, args, bits, 1); });
      }
    }
    for (int added = before; added < bank_.size(); ++added) plain.push_back(added);
    if (bank_.meter().over(bank_.bytes())) return;
  }
  // A second constant on what was calculated, as in the other end of a range.
  const std::size_t once = plain.size();
  for (std::size_t at = numbers.size(); at < once; ++at) {
    if (bank_[plain[at]].bits > reach_.expand + 3) continue;
    const int before = bank_.size();
    work_out(plain[at]);
    for (int added = before; added < bank_.size(); ++added) plain.push_back(added);
    if (bank_.meter().over(bank_.bytes())) return;
  }
  for (int round = 0; round < 2; ++round) {
    const int before = bank_.size();
    std::erase_if(plain, [&](int item) { return bank_[item].bits > reach_.expand + 5.5; });
    for (const int item : plain)
      for (const int step : steps_of_kind(Kind::write)) {
        if (bank_.meter().over(bank_.bytes())) return;
        apply(step, item,
              [&](const auto& args, double bits) { bank_.add(step, args, bits, reach_.most - 3); });
      }
    plain.clear();
    for (int added = before; added < bank_.size(); ++added) plain.push_back(added);
  }
}

}  // namespace inkling::substring
