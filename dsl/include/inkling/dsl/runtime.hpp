// The runtime form of values: flat, untyped cells in an arena. Executor and symbolic search share
// it, so that one implementation of an operator serves both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <inkling/dsl/export.hpp>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace inkling::dsl {

// Undefined inside a column of integers or booleans. Hence the integers of the languages are
// -(2^63-1) .. 2^63-1.
inline constexpr std::int64_t kUndefined = std::numeric_limits<std::int64_t>::min();

struct Closure;

// One value, 16 bytes; its sort is known statically. Non-owning: contents live in an Arena or in
// the value they were cut from (a slice of a list or string shares its memory).
//   bool, int, enumeration: i           string: s, size bytes of UTF-8, chars code points
//   list of bool/int: v, size elements  any other list: c, size cells        function: f
struct Cell {
  union {
    std::int64_t i = 0;
    const char* s;
    const std::int64_t* v;
    const Cell* c;
    const Closure* f;
  };
  std::uint32_t size = 0;
  std::uint32_t chars = 0;
};

// Bump allocator in blocks. allocate() gives 8-byte-aligned memory that lives until release() to an
// earlier mark, reset() or destruction. Not thread-safe.
class INKLING_DSL_API Arena {
 public:
  struct Mark {
    std::size_t block = 0;
    std::size_t used = 0;
  };
  Arena();
  ~Arena();
  Arena(Arena&&) noexcept;
  Arena& operator=(Arena&&) noexcept;

  void* allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (bytes > capacity_ - used_) grow(bytes);
    void* p = current_ + used_;
    used_ += bytes;
    return p;
  }
  std::int64_t* integers(std::size_t n) {
    return static_cast<std::int64_t*>(allocate(n * sizeof(std::int64_t)));
  }
  Cell* cells(std::size_t n);
  char* chars(std::size_t n) { return static_cast<char*>(allocate(n)); }

  Mark mark() const { return {block_, used_}; }
  void release(Mark mark);  // gives back everything allocated since `mark`
  void reset() {
    if (block_ == 0)
      used_ = 0;
    else
      release({0, 0});
  }
  std::size_t bytes() const { return total_; }  // held from the system

 private:
  void grow(std::size_t bytes);
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  char* current_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
  std::size_t block_ = 0;
  std::size_t total_ = 0;
};

// A variant of a language's semantics. Results outside [min_int, max_int] and lists or strings
// longer than the limits are undefined.
struct Dialect {
  std::string name;
  std::string summary;
  std::int64_t min_int = -std::numeric_limits<std::int64_t>::max();
  std::int64_t max_int = std::numeric_limits<std::int64_t>::max();
  std::uint32_t max_length = 1u << 20;  // elements of a list, bytes of a string
  bool truncating_division = false;     // / rounds towards zero instead of down; % never does
  bool python_slices = true;            // take, drop: negative n counts from the end
  bool negative_access = true;          // access and the like: negative i counts from the end
  bool bounded() const {
    return min_int != -std::numeric_limits<std::int64_t>::max() ||
           max_int != std::numeric_limits<std::int64_t>::max();
  }
};

// What an operator may use while it runs. `fuel` bounds the work of one run (elements touched); an
// operator that takes from it and finds it empty returns undefined, which keeps execution total.
struct EvalContext {
  Arena& arena;
  const Dialect& dialect;
  std::int64_t fuel = std::numeric_limits<std::int64_t>::max();
  bool spend(std::size_t amount) { return (fuel -= static_cast<std::int64_t>(amount)) >= 0; }
};

// A function value, handed to higher-order operators.
struct Closure {
  // One application; false = undefined.
  bool (*apply)(const Closure& self, EvalContext& context, const Cell* args, Cell& result);
  // n applications over columns of scalars: args[p][k] is parameter p of application k. Null unless
  // every parameter and the result is a bool or int. Undefined results are kUndefined.
  void (*apply_column)(const Closure& self, EvalContext& context, const std::int64_t* const* args,
                       std::size_t n, std::int64_t* result);
  // Values of parameter `unknown` for which the function gives `result`, as a Witness says them of
  // an operator. Null: the function cannot be run backwards.
  std::size_t (*witness)(const Closure& self, EvalContext& context, std::size_t unknown,
                         const Cell* args, const Cell& result, Cell* values) = nullptr;
};

}  // namespace inkling::dsl
