// Rows of texts for the tests of the parts.
#pragma once

#include "bank.hpp"
#include "strings_catalogue.hpp"

namespace inkling::substring {

// One input column; the texts must outlive the rows.
inline Rows rows_of(const std::vector<std::pair<std::string_view, std::string_view>>& examples,
                    const std::vector<std::string_view>& queries = {}) {
  Rows rows;
  rows.dialect = &strings::strings_catalogue()->dialects().front();
  rows.sorts = {kString};
  rows.output = kString;
  rows.examples = examples.size();
  rows.queries = queries.size();
  for (const auto& [input, output] : examples) {
    rows.inputs.push_back(text_cell(input));
    rows.outputs.push_back(text_cell(output));
  }
  for (const std::string_view query : queries) rows.inputs.push_back(text_cell(query));
  return rows;
}

// A bank over them, and what it needs.
struct World {
  explicit World(Rows given) : rows(std::move(given)) {}
  int step(std::string_view start) const {
    const auto catalogue = strings::strings_catalogue();
    for (std::size_t s = 0; s < steps.size(); ++s)
      if (catalogue->moves()[s].text.ends_with(start)) return static_cast<int>(s);
    return -1;
  }
  Rows rows;
  std::vector<Step> steps = steps_of(*strings::strings_catalogue());
  dsl::Arena arena;
  Literals literals{arena};
  Budget budget;
  Meter meter{budget};
  Bank bank{rows, steps, literals, arena, meter};
};

}  // namespace inkling::substring
