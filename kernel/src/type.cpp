#include <fmt/format.h>

#include <algorithm>
#include <inkling/value.hpp>
#include <limits>

#include "text_reader.hpp"

namespace inkling {

namespace {

constexpr std::string_view kListOf = "list of ";

std::string_view base_text(Type::Base base) {
  switch (base) {
    case Type::Base::any:
      return "any";
    case Type::Base::boolean:
      return "bool";
    case Type::Base::integer:
      return "int";
    case Type::Base::string:
      return "string";
    case Type::Base::mixed:
      return "mixed";
  }
  return "any";
}

Type list_of(Type element) {
  if (element.depth < std::numeric_limits<std::uint8_t>::max()) ++element.depth;
  return element;
}

}  // namespace

Type type_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::undefined:
      return {};
    case Value::Kind::boolean:
      return {Type::Base::boolean, 0};
    case Value::Kind::integer:
      return {Type::Base::integer, 0};
    case Value::Kind::string:
      return {Type::Base::string, 0};
    case Value::Kind::list:
      break;
  }
  Type element;
  for (const Value& item : value.as_list()) {
    const std::optional<Type> common = unify(element, type_of(item));
    if (!common) return {Type::Base::mixed, 1};
    element = *common;
  }
  return list_of(element);
}

// `any` under d lists stands for every type with at least d lists.
std::optional<Type> unify(Type a, Type b) {
  if (a == b) return a;
  if (a.base == Type::Base::any && b.base == Type::Base::any)
    return Type{Type::Base::any, std::max(a.depth, b.depth)};
  if (a.base == Type::Base::any && b.depth >= a.depth) return b;
  if (b.base == Type::Base::any && a.depth >= b.depth) return a;
  return std::nullopt;
}

std::string to_text(Type type) {
  std::string out;
  for (std::uint8_t i = 0; i < type.depth; ++i) out += kListOf;
  out += base_text(type.base);
  return out;
}

Result<Type> parse_type(std::string_view text) {
  const std::string_view whole = text;
  const auto trim = [&] {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  };
  Type type;
  trim();
  while (text.starts_with(kListOf)) {
    if (type.depth >= kMaxValueDepth)
      return Error{ErrorCode::bad_input,
                   fmt::format("a type is nested deeper than {} lists", kMaxValueDepth)};
    ++type.depth;
    text.remove_prefix(kListOf.size());
    trim();
  }
  for (const Type::Base base : {Type::Base::any, Type::Base::boolean, Type::Base::integer,
                                Type::Base::string, Type::Base::mixed}) {
    if (text == base_text(base)) {
      type.base = base;
      return type;
    }
  }
  Error error{
      ErrorCode::parse,
      fmt::format("{} is not a type: expected int, bool, string, any, mixed or 'list of ...'",
                  detail::quoted(whole))};
  error.span = SourceSpan{static_cast<std::size_t>(text.data() - whole.data()),
                          static_cast<std::size_t>(text.data() - whole.data()) + text.size()};
  return error;
}

}  // namespace inkling
