#include "encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>

namespace inkling::pricer {
namespace {

using Numbers = std::vector<std::int64_t>;

constexpr int kNothing = 0;
constexpr std::size_t kLooked = 1000;  // elements that facts are about: their cost has a bound

// What a value is, as far as the network is told.
enum class Kind : std::int64_t { undefined, boolean, integer, string, list, nested };

Kind kind_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::undefined:
      return Kind::undefined;
    case Value::Kind::boolean:
      return Kind::boolean;
    case Value::Kind::integer:
      return Kind::integer;
    case Value::Kind::string:
      return Kind::string;
    case Value::Kind::list:
      break;
  }
  const auto& list = value.as_list();
  const bool nested =
      std::any_of(list.begin(), list.end(), [](const Value& it) { return it.is_list(); });
  return nested ? Kind::nested : Kind::list;
}

// All numbers of a value in their order: elements, characters, truth values.
void collect(const Value& value, Numbers& numbers) {
  if (numbers.size() >= kLooked) return;
  switch (value.kind()) {
    case Value::Kind::undefined:
      break;
    case Value::Kind::boolean:
      numbers.push_back(value.as_bool() ? 1 : 0);
      break;
    case Value::Kind::integer:
      numbers.push_back(value.as_int());
      break;
    case Value::Kind::string:
      for (const char c : value.as_string()) {
        if (numbers.size() >= kLooked) break;
        // Of a character beyond ASCII the first byte stands for it.
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) != 0x80U) numbers.push_back(byte);
      }
      break;
    case Value::Kind::list:
      for (const Value& item : value.as_list()) collect(item, numbers);
      break;
  }
}

class Writer {
 public:
  explicit Writer(std::span<int> places) : places_(places) {
    std::fill(places.begin(), places.end(), kNothing);
  }
  void number(std::int64_t value) { places_[at_++] = symbol_of(value); }
  void truth(bool holds) { number(holds ? 1 : 0); }
  void skip(std::size_t count) { at_ += count; }

 private:
  std::span<int> places_;
  std::size_t at_ = 0;
};

std::int64_t size_of(const Numbers& numbers) {
  return static_cast<std::int64_t>(numbers.size());
}

void write_slot(const Value& value, const Numbers& numbers, std::size_t elements, Writer& out) {
  out.number(static_cast<std::int64_t>(kind_of(value)));
  out.number(size_of(numbers));
  const std::size_t shown = std::min(numbers.size(), elements);
  for (std::size_t i = 0; i < shown; ++i) out.number(numbers[i]);
  out.skip(elements - shown);
}

bool subset(const Numbers& of, const std::set<std::int64_t>& all) {
  return std::all_of(of.begin(), of.end(), [&](std::int64_t it) { return all.contains(it); });
}

bool subsequence(const Numbers& part, const Numbers& whole) {
  auto at = whole.begin();
  for (const std::int64_t it : part) {
    at = std::find(at, whole.end(), it);
    if (at == whole.end()) return false;
    ++at;
  }
  return true;
}

// The same b for the same a.
bool pointwise(const Numbers& a, const Numbers& b) {
  std::map<std::int64_t, std::int64_t> image;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (image.emplace(a[i], b[i]).first->second != b[i]) return false;
  return true;
}

// No overflow, whatever the numbers: what is far apart is far apart.
std::int64_t difference(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t kFar = std::int64_t{1} << 40;
  return std::clamp(a, -kFar, kFar) - std::clamp(b, -kFar, kFar);
}

int sign(std::int64_t value) {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

// Of numbers of the same length: all differences of one sign, the same difference, the same ratio.
void write_steps(const Numbers& a, const Numbers& b, Writer& out) {
  bool up = true, down = true, shift = true, scale = true;
  const std::int64_t step = difference(b[0], a[0]);
  const std::int64_t ratio = a[0] != 0 ? difference(b[0], 0) / a[0] : 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    up &= b[i] >= a[i];
    down &= b[i] <= a[i];
    const std::int64_t here = difference(b[i], a[i]);
    shift &= here == step;
    scale &=
        ratio != 0 && difference(a[i], 0) == a[i] && std::abs(ratio) < 1000 && b[i] == a[i] * ratio;
  }
  out.number(up ? (down ? 2 : 1) : down ? -1 : 0);
  shift ? out.number(step) : out.skip(1);
  scale ? out.number(ratio) : out.skip(1);
  out.truth(pointwise(a, b));
}

// The numbers of `b` are those of `a` added up.
bool adds_up(const Numbers& a, const Numbers& b) {
  for (std::size_t i = 0; i < b.size(); ++i)
    if (difference(b[i], i == 0 ? 0 : b[i - 1]) != a[i]) return false;
  return true;
}

void write_pair(const Numbers& a, const Numbers& b, bool scalar, Writer& out) {
  const std::set<std::int64_t> in_a(a.begin(), a.end()), in_b(b.begin(), b.end());
  Numbers sorted_a = a, sorted_b = b;
  std::sort(sorted_a.begin(), sorted_a.end());
  std::sort(sorted_b.begin(), sorted_b.end());
  const bool fits = b.size() <= a.size(), same_size = a.size() == b.size();
  out.number(sign(size_of(b) - size_of(a)));
  out.truth(a == b);
  out.truth(subset(b, in_a));
  out.truth(subset(a, in_b));
  out.truth(sorted_a == sorted_b);
  out.truth(fits && std::equal(b.begin(), b.end(), a.begin()));
  out.truth(fits && std::equal(b.rbegin(), b.rend(), a.rbegin()));
  out.truth(subsequence(b, a));
  out.truth(same_size && std::equal(b.begin(), b.end(), a.rbegin()));
  if (a.empty() || b.empty()) {
    out.skip(kPairFacts - 9);
    return;
  }
  if (same_size)
    write_steps(a, b, out);
  else
    out.skip(4);
  same_size ? out.truth(adds_up(a, b)) : out.skip(1);
  out.truth(a.front() == b.front());
  out.truth(a.back() == b.back());
  // A single number: how large it is beside the numbers, and their count.
  if (!scalar) {
    out.skip(2);
    return;
  }
  out.number(b[0] < sorted_a.front()    ? -2
             : b[0] == sorted_a.front() ? -1
             : b[0] < sorted_a.back()   ? 0
             : b[0] == sorted_a.back()  ? 1
                                        : 2);
  out.number(sign(difference(b[0], size_of(a))));
}

void write_output(const Numbers& b, Writer& out) {
  if (b.empty()) {
    out.skip(kOutputFacts);
    return;
  }
  const auto all = [&](auto&& holds) { return std::all_of(b.begin(), b.end(), holds); };
  out.truth(std::is_sorted(b.begin(), b.end()));
  out.truth(std::is_sorted(b.rbegin(), b.rend()));
  out.truth(std::set<std::int64_t>(b.begin(), b.end()).size() == b.size());
  out.truth(all([](std::int64_t it) { return it >= 0; }));
  out.truth(all([](std::int64_t it) { return it % 2 == 0; }));
  out.truth(all([](std::int64_t it) { return it % 2 != 0; }));
  out.truth(all([](std::int64_t it) { return it % 3 == 0; }));
  out.number(*std::min_element(b.begin(), b.end()));
  out.number(*std::max_element(b.begin(), b.end()));
}

std::string written(const Value& value) {
  return value.is_string() ? value.as_string() : to_text(value);
}

void write_facts(std::span<const std::int64_t> facts, Writer& out) {
  for (const std::int64_t fact : facts) fact == kNoFact ? out.skip(1) : out.number(fact);
}

void write_text(const Value& value, const std::string& text, Writer& out) {
  Numbers characters;
  collect(Value(text), characters);
  write_slot(value, characters, kTextElements, out);
  std::array<std::int64_t, kTextFacts> facts{};
  text_facts(text, facts);
  write_facts(facts, out);
}

void encode_texts(std::span<const Value> inputs, const Value& output, std::span<int> places) {
  Writer out(places);
  const std::string wanted = written(output);
  write_text(output, wanted, out);
  for (const Value& input : inputs.first(std::min(inputs.size(), kTextInputs))) {
    const std::string text = written(input);
    write_text(input, text, out);
    std::array<std::int64_t, kTextPairFacts> facts{};
    text_pair_facts(text, wanted, facts);
    write_facts(facts, out);
  }
}

}  // namespace

int symbol_of(std::int64_t integer) {
  constexpr int kZero = 1 + static_cast<int>(kExact);
  if (integer >= -kExact && integer <= kExact) return kZero + static_cast<int>(integer);
  int doublings = 0;
  for (std::int64_t bound = 2 * kExact; doublings + 1 < kDoublings; bound *= 2, ++doublings)
    if (integer >= -bound && integer <= bound) break;
  const int first = kZero + static_cast<int>(kExact) + 1 + (integer < 0 ? kDoublings : 0);
  return first + doublings;
}

std::int64_t integer_of(int symbol) {
  constexpr int kLast = 1 + 2 * static_cast<int>(kExact);
  if (symbol <= kLast) return symbol - 1 - kExact;
  const int beyond = symbol - kLast - 1;
  const std::int64_t size = kExact * 3 / 2 * (std::int64_t{1} << (beyond % kDoublings));
  return beyond < kDoublings ? size : -size;
}

void encode(std::span<const Value> inputs, const Value& output, std::span<int> places) {
  if (places.size() == kTextPlaces) return encode_texts(inputs, output, places);
  Writer out(places);
  Numbers b;
  collect(output, b);
  write_slot(output, b, kElements, out);
  std::vector<Numbers> seen(std::min(inputs.size(), kInputs));
  for (std::size_t i = 0; i < kInputs; ++i) {
    if (i >= seen.size()) {
      out.skip(kSlot);
      continue;
    }
    collect(inputs[i], seen[i]);
    write_slot(inputs[i], seen[i], kElements, out);
  }
  const bool scalar = output.is_int() || output.is_bool();
  for (std::size_t i = 0; i < kInputs; ++i)
    i < seen.size() ? write_pair(seen[i], b, scalar, out) : out.skip(kPairFacts);
  write_output(b, out);
}

}  // namespace inkling::pricer
