// Value: the closed vocabulary that domains, programs and solvers share, and Type, its shape.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <inkling/result.hpp>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace inkling {

// Limits of every value that enters from outside; beyond them reading gives ErrorCode::bad_input.
inline constexpr std::size_t kMaxValueDepth = 16;         // nesting of lists
inline constexpr std::size_t kMaxStringBytes = 1u << 20;  // one string
inline constexpr std::size_t kMaxListLength = 1u << 20;   // one list

// A bool, a 64-bit integer, a UTF-8 string, a list of values, or undefined (the result of a partial
// function outside its domain). Owns its contents. Strings are valid UTF-8 without NUL.
class Value {
 public:
  using List = std::vector<Value>;
  enum class Kind : std::uint8_t { undefined, boolean, integer, string, list };

  Value() = default;
  Value(std::same_as<bool> auto b) : data_(b) {}
  template <std::integral I>
  requires(!std::same_as<I, bool> && !std::same_as<I, char>) Value(I i)
      : data_(static_cast<std::int64_t>(i)) {}
  Value(std::string s) : data_(std::move(s)) {}
  Value(const char* s) : data_(std::string(s)) {}
  Value(List l) : data_(std::move(l)) {}

  Kind kind() const noexcept { return static_cast<Kind>(data_.index()); }
  bool is_undefined() const noexcept { return kind() == Kind::undefined; }
  bool is_bool() const noexcept { return kind() == Kind::boolean; }
  bool is_int() const noexcept { return kind() == Kind::integer; }
  bool is_string() const noexcept { return kind() == Kind::string; }
  bool is_list() const noexcept { return kind() == Kind::list; }

  // Precondition of as_*: the value has that kind (std::bad_variant_access otherwise).
  bool as_bool() const { return std::get<bool>(data_); }
  std::int64_t as_int() const { return std::get<std::int64_t>(data_); }
  const std::string& as_string() const { return std::get<std::string>(data_); }
  const List& as_list() const { return std::get<List>(data_); }

  // Exact and typed: 1, "1" and true differ. Order: by kind, then by content.
  friend bool operator==(const Value&, const Value&) = default;
  INKLING_API friend std::strong_ordering operator<=>(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, List> data_;
};

// The shape of a value: a base wrapped in `depth` lists. `any` is the element type of an empty list
// and unifies with everything; `mixed` is a list whose elements have no common type.
struct Type {
  enum class Base : std::uint8_t { any, boolean, integer, string, mixed };
  Base base = Base::any;
  std::uint8_t depth = 0;
  friend auto operator<=>(const Type&, const Type&) = default;
};

INKLING_API Type type_of(const Value& value);
// The type that both fit, or nullopt: any+T = T, list(any)+list(int) = list(int).
INKLING_API std::optional<Type> unify(Type a, Type b);
INKLING_API std::string to_text(Type type);  // "int", "list of int", "list of list of string"
INKLING_API Result<Type> parse_type(std::string_view text);

// Stable over runs, platforms and libraries.
INKLING_API std::uint64_t hash(const Value& value);

// Text form: 3, true, "a\"b" (JSON escapes), [1,2,3], undefined. parse_value(to_text(v)) == v.
// Errors: parse with a span, bad_input beyond the limits above.
INKLING_API std::string to_text(const Value& value);
INKLING_API Result<Value> parse_value(std::string_view text);
// "v1, v2, ..." at the top level; at least one value.
INKLING_API Result<std::vector<Value>> parse_values(std::string_view text);

// Byte offset of the first byte that is not valid UTF-8 (or is NUL), or nullopt.
INKLING_API std::optional<std::size_t> find_invalid_utf8(std::string_view text);

}  // namespace inkling
