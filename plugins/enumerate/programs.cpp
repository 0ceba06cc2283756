// From the bank's entries back to programs.
#include "search_state.hpp"

namespace inkling::enumerate {

dsl::ExprPtr Search::build(int sort, std::uint32_t entry) const {
  return build(sort, banks_[static_cast<std::size_t>(sort)].entry(entry));
}

dsl::ExprPtr Search::build(int sort, const Entry& entry) const {
  if (!entry.leaf()) return build_call(space_.sites[entry.site], entry);
  const Leaf& leaf = space_.leaves[entry.site & ~Entry::kLeaf];
  if (leaf.input >= 0) return dsl::make_input(leaf.input, leaf.sort);
  if (leaf.enumeration) return dsl::make_constant(leaf.sort.index, leaf.value.as_int());
  return dsl::make_literal(leaf.value, space_.sorts[static_cast<std::size_t>(sort)]);
}

dsl::ExprPtr Search::build_call(const Site& site, const Entry& entry) const {
  std::vector<dsl::ExprPtr> args;
  for (std::size_t k = 0; k < site.arity; ++k)
    args.push_back(site.slots[k].lambda ? build_lambda(site.slots[k].id, entry.args[k])
                                        : build(site.slots[k].id, entry.args[k]));
  return dsl::make_call(*site.call.op, std::move(args), site.call.result);
}

dsl::ExprPtr Search::build_lambda(int kind, std::uint32_t lambda) const {
  const BodyBank& bank = bodies(kind);
  return dsl::make_lambda(bank.params(),
                          build_body(bank, bank.lambdas(boolean_kind(kind))[lambda].node));
}

dsl::ExprPtr Search::build_body(const BodyBank& bank, std::uint32_t index) const {
  const BodyNode& node = bank.node(index);
  switch (node.kind) {
    case BodyNode::Kind::parameter:
      return dsl::make_bound(node.index, node.sort);
    case BodyNode::Kind::constant:
      return dsl::make_literal(Value(node.value), node.sort);
    case BodyNode::Kind::captured: {
      const Captured& captured = captured_[node.captured];
      return build(space_.sort_id(captured.sort), captured.entry);
    }
    case BodyNode::Kind::call:
      break;
  }
  std::vector<dsl::ExprPtr> args;
  for (std::size_t k = 0; k < node.op->params.size(); ++k)
    args.push_back(build_body(bank, node.args[k]));
  return dsl::make_call(*node.op, std::move(args), node.sort);
}

}  // namespace inkling::enumerate
