#include <algorithm>
#include <inkling/dsl/renderings.hpp>

namespace inkling::dsl {
namespace {

// The row of an operator: the overload's own before that of all of the name.
template <class Row>
const Row* find_row(const std::vector<Row>& rows, const Operator& op, const Sort* given) {
  const auto first = std::find_if(op.params.begin(), op.params.end(),
                                  [](const Param& param) { return !param.is_function(); });
  const Sort sort = given != nullptr ? *given : first != op.params.end() ? first->sort : Sort{};
  const bool text = sort == Sort{Sort::Base::string, 0, 0};
  const std::string keys[] = {op.name + "/" + std::to_string(op.params.size()),
                              op.name + (sort.depth > 0 ? ":list"
                                         : text         ? ":text"
                                                        : ":other"),
                              op.name};
  for (const std::string& key : keys)
    for (const Row& row : rows)
      if (row.op == key) return &row;
  return nullptr;
}

}  // namespace

const Rendering* find_rendering(const Renderings& table, const Operator& op, const Sort* first) {
  return find_row(table.rows, op, first);
}

Follow find_follow(const LanguageTables& tables, const Operator& op) {
  const FollowRow* row = find_row(tables.follows, op, nullptr);
  return row != nullptr ? row->follow : nullptr;
}

}  // namespace inkling::dsl
