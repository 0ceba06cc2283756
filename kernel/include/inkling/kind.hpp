// Kind: what a plugin may register.
#pragma once

#include <array>
#include <cstdint>
#include <inkling/export.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace inkling {

enum class Kind : std::uint8_t {
  domain,
  language,
  inductor,
  interpreter,
  searcher,
  solver,
  trainer,
  task_reader,
};
inline constexpr std::array kAllKinds = {Kind::domain,      Kind::language,   Kind::inductor,
                                         Kind::interpreter, Kind::searcher,   Kind::solver,
                                         Kind::trainer,     Kind::task_reader};

// "domain", "language" ..: the word of manifests, messages and `inkling selftest KIND:ID`.
INKLING_API std::string_view to_text(Kind kind);
INKLING_API std::optional<Kind> kind_of(std::string_view word);

struct Provided {
  Kind kind = Kind::domain;
  std::string id;
  friend bool operator==(const Provided&, const Provided&) = default;
};

}  // namespace inkling
