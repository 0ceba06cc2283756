#include "domain.hpp"

#include <algorithm>
#include <inkling/dsl/language.hpp>
#include <inkling/rows.hpp>
#include <limits>

#include "codec.hpp"
#include "generator.hpp"

namespace inkling::lists {
namespace {

constexpr std::size_t kMaxElements = 1u << 20;  // of one value, over all its lists

DomainInfo make_info() {
  DomainInfo info;
  info.id = "lists";
  info.title = "lists";
  info.summary = "functions on integers, booleans and lists of them";
  const auto list = [](std::initializer_list<int> items) {
    Value::List values;
    for (const int item : items) values.emplace_back(item);
    return Value(std::move(values));
  };
  info.samples = {{{list({3, 1, 2})}, list({1, 2, 3})}, {{list({9, 4})}, list({4, 9})}};
  info.generator = generator_params();
  info.default_solvers = {"enumerate"};
  info.language = "lists";
  info.tape = tape_specs();
  return info;
}

// Why a value does not belong to the domain, or "". `elements` counts the elements seen.
std::string find_fault(const Value& value, std::size_t depth, std::size_t& elements) {
  switch (value.kind()) {
    case Value::Kind::boolean:
      return "";
    case Value::Kind::integer:
      if (value.as_int() != std::numeric_limits<std::int64_t>::min()) return "";
      return "the integer " + to_text(value) + " is too small; at least " +
             std::to_string(std::numeric_limits<std::int64_t>::min() + 1) + " is needed";
    case Value::Kind::undefined:
      return "it is undefined";
    case Value::Kind::string:
      return "it holds a string, and domain lists knows integers, booleans and lists of them; "
             "domain strings takes strings";
    case Value::Kind::list:
      break;
  }
  if (depth >= kMaxValueDepth)
    return "its lists are nested more than " + std::to_string(kMaxValueDepth) + " deep";
  elements += value.as_list().size();
  if (elements > kMaxElements)
    return "it has more than " + std::to_string(kMaxElements) + " elements";
  for (const Value& element : value.as_list())
    if (std::string fault = find_fault(element, depth + 1, elements); !fault.empty()) return fault;
  return "";
}

// At most this much of a value is shown in a message.
std::string shortened(const Value& value) {
  constexpr std::size_t kMost = 60;
  std::string text = to_text(value);
  if (text.size() > kMost) {
    std::size_t end = kMost;  // not inside a character
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end) + "...";
  }
  return text;
}

Result<void> check_value(const Value& value, const std::string& where) {
  std::size_t elements = 0;
  std::string fault = find_fault(value, 0, elements);
  if (fault.empty() && type_of(value).base == Type::Base::mixed)
    fault = "its elements are of different types";
  if (fault.empty()) return {};
  return Error{ErrorCode::bad_input,
               where + " is not a value of lists: " + fault,
               {"the value is " + shortened(value)}};
}

Result<void> check_row(const std::vector<Value>& inputs, const Value* output,
                       const std::string& row) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (auto checked = check_value(inputs[i], row + ", input " + std::to_string(i + 1));
        !checked.ok())
      return checked;
  if (output != nullptr) return check_value(*output, row + ", output");
  return {};
}

constexpr std::size_t kLooked = 10'000;  // values that a sampled row is made from

// What was seen at one place: the first ones, and the smallest and the largest of them.
template <class T>
struct Seen {
  std::vector<T> items;
  T low{};
  T high{};

  void add(T item) {
    low = items.empty() ? item : std::min(low, item);
    high = items.empty() ? item : std::max(high, item);
    items.push_back(item);
  }
};

// What the values at one place of the examples look like: a value, the elements of its lists, their
// elements, and so on.
struct Shape {
  Seen<std::int64_t> integers;
  Seen<std::size_t> lengths;
};

// `left`: values that are still looked at. A row is drawn from what the first thousands look like:
// the time it takes must not grow with the task.
void observe(const Value& value, std::size_t depth, std::size_t& left, std::vector<Shape>& shapes) {
  if (left == 0) return;
  --left;
  if (shapes.size() <= depth) shapes.resize(depth + 1);
  if (value.is_int()) shapes[depth].integers.add(value.as_int());
  if (!value.is_list()) return;
  shapes[depth].lengths.add(value.as_list().size());
  for (const Value& element : value.as_list()) {
    if (left == 0) return;
    observe(element, depth + 1, left, shapes);
  }
}

// Seen before, between the smallest and the largest seen, or now and then a little beyond. Numbers
// that were never negative stay so: they may be counts or positions.
std::int64_t sample_integer(const Seen<std::int64_t>& seen, Rng& rng) {
  if (seen.items.empty()) return rng.uniform(0, 9);
  if (rng.bernoulli(0.25)) return rng.pick(std::span<const std::int64_t>(seen.items));
  const auto [low, high] = std::pair(seen.low, seen.high);
  constexpr std::int64_t kFar = std::int64_t{1} << 61;
  if (low < -kFar || high > kFar) return rng.pick(std::span<const std::int64_t>(seen.items));
  const std::int64_t beyond = rng.bernoulli(0.2) ? (high - low) / 4 + 1 : 0;
  const std::int64_t lowest = low >= 0 ? std::max<std::int64_t>(0, low - beyond) : low - beyond;
  return rng.uniform(lowest, high + beyond);
}

std::size_t sample_length(const Seen<std::size_t>& seen, Rng& rng) {
  if (rng.bernoulli(0.05)) return static_cast<std::size_t>(rng.uniform(0, 2));
  const std::size_t beyond = rng.bernoulli(0.2) ? 2 : 0;
  const auto drawn =
      rng.uniform(static_cast<std::int64_t>(seen.low < beyond ? 0 : seen.low - beyond),
                  static_cast<std::int64_t>(seen.high + beyond));
  return static_cast<std::size_t>(drawn);
}

// `left`: elements that the value may still have.
Value sample_like(Type type, std::size_t depth, const std::vector<Shape>& shapes, std::size_t& left,
                  Rng& rng) {
  static const Shape kNothing;
  const Shape& shape = depth < shapes.size() ? shapes[depth] : kNothing;
  if (depth == type.depth) {
    if (type.base == Type::Base::boolean) return Value(rng.bernoulli(0.5));
    return Value(sample_integer(shape.integers, rng));
  }
  Value::List list;
  std::size_t length = shape.lengths.items.empty() ? 0 : sample_length(shape.lengths, rng);
  // Lists that were always empty have elements of unknown type.
  if (type.base == Type::Base::any && depth + 1 == type.depth) length = 0;
  length = std::min(length, left);
  left -= length;
  for (std::size_t i = 0; i < length; ++i)
    list.push_back(sample_like(type, depth + 1, shapes, left, rng));
  return Value(std::move(list));
}

class ListsDomain : public Domain {
 public:
  const DomainInfo& info() const override { return info_; }
  Result<std::shared_ptr<const Codec>> codec(const Params& tape) const override {
    return make_codec(tape);
  }

  Result<void> check(const Task& task) const override { return check_rows(task, check_row); }

  Result<GeneratedTask> generate(const Params& params, Rng& rng) const override {
    return lists::generate(params, rng);
  }

  std::vector<Value> sample_inputs(const Task& like, Rng& rng) const override {
    const std::vector<Type> types = input_types(like);
    std::vector<Value> row;
    for (std::size_t i = 0; i < types.size(); ++i) {
      std::vector<Shape> shapes;
      std::size_t looked = kLooked;
      for (const Example& example : like.examples) observe(example.inputs[i], 0, looked, shapes);
      for (const Query& query : like.queries) observe(query.inputs[i], 0, looked, shapes);
      std::size_t left = kMaxElements;
      row.push_back(sample_like(types[i], 0, shapes, left, rng));
    }
    return row;
  }

 private:
  DomainInfo info_ = make_info();
};

}  // namespace

std::unique_ptr<Domain> make_domain() {
  return std::make_unique<ListsDomain>();
}

}  // namespace inkling::lists
