// Entries: what of a catalogue the network has an opinion on, by name, so that weights outlive
// changes of the catalogue.
#pragma once

#include <inkling/dsl/usage.hpp>
#include <string>
#include <vector>

namespace inkling::pricer {

// One after the other: operators that a search takes ("map(f: a -> b, xs: list of a) -> list of
// b"), constants ("constant -1"), functions ("function x -> x + 1"). Each has its number in the
// catalogue's own list.
struct Entries {
  std::vector<std::string> names;
  std::vector<std::size_t> numbers;
  std::size_t operators = 0, constants = 0;  // how many; the rest are functions
};
Entries entries_of(const dsl::Catalogue& catalogue);

// How often each is used.
void read_usage(const dsl::Usage& usage, const Entries& entries,
                std::vector<std::uint64_t>& counts);

}  // namespace inkling::pricer
