// A small language for the tests of the DSL core: a few operators of every kind.
#pragma once

#include <inkling/dsl/compiled.hpp>
#include <inkling/dsl/language.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inkling::dsl::test {

std::shared_ptr<const Catalogue> small_catalogue();

inline constexpr Sort kInt{Sort::Base::integer};
inline constexpr Sort kBool{Sort::Base::boolean};
inline constexpr Sort kString{Sort::Base::string};
inline constexpr Sort kInts{Sort::Base::integer, 1};
inline constexpr Sort kBools{Sort::Base::boolean, 1};
inline constexpr Sort kStrings{Sort::Base::string, 1};
inline constexpr Sort kNested{Sort::Base::integer, 2};

// The sorts that values have.
std::vector<Sort> sorts_of(const std::vector<Value>& values);
// Parses against the values' types and runs; undefined stays Value(). Fails the test on an error.
Value run(const std::string& program, const std::vector<Value>& inputs,
          std::int64_t fuel = 1'000'000);
// A value from its text form.
Value value(const std::string& text);

}  // namespace inkling::dsl::test
