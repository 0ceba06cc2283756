#include "entries.hpp"

namespace inkling::pricer {

Entries entries_of(const dsl::Catalogue& catalogue) {
  Entries entries;
  const auto add = [&](std::string name, std::size_t number) {
    entries.names.push_back(std::move(name));
    entries.numbers.push_back(number);
  };
  for (const dsl::Operator& op : catalogue.operators())
    if (op.cost > 0) add(op.name + catalogue.signature(op), static_cast<std::size_t>(op.id));
  entries.operators = entries.names.size();
  const auto constants = catalogue.constant_texts(), functions = catalogue.function_texts();
  for (std::size_t i = 0; i < constants.size(); ++i) add("constant " + constants[i], i);
  entries.constants = constants.size();
  for (std::size_t i = 0; i < functions.size(); ++i) add("function " + functions[i], i);
  return entries;
}

void read_usage(const dsl::Usage& usage, const Entries& entries,
                std::vector<std::uint64_t>& counts) {
  counts.resize(entries.names.size());
  const std::size_t functions = entries.operators + entries.constants;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto& of = i < entries.operators ? usage.operators()
                     : i < functions       ? usage.constants()
                                           : usage.functions();
    counts[i] = of[entries.numbers[i]];
  }
}

}  // namespace inkling::pricer
