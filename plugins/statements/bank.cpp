#include "bank.hpp"

namespace inkling::statements {
namespace {

using dsl::Block;
using dsl::BlockPtr;
using dsl::Choice;
using dsl::Signal;
using dsl::Statement;
using Kind = Statement::Kind;

// Of one body on one probe: what takes longer counts as a fault there.
constexpr std::uint32_t kProbeSteps = 200;
// What a kept block and its place in the tables take, roughly.
constexpr std::size_t kBlockBytes = 160;
constexpr std::size_t kSeenBytes = 40;  // of a fingerprint that is known

}  // namespace

Bank::Bank(const dsl::Imperative& machine, States probes, Meter& meter)
    : machine_(machine), probes_(std::move(probes)), scratch_(1, probes_.stride()), meter_(meter) {
  // Doing nothing is no program.
  static_cast<void>(is_new({}));
}

bool Bank::make_statements(std::size_t cost) {
  statements_.resize(cost + 1);
  for (const Choice& choice : machine_.choices()) {
    const auto own = static_cast<std::size_t>(choice.cost);
    if (choice.opening || own > cost) continue;
    const bool has_body = choice.kind == Kind::choice || choice.kind == Kind::loop;
    if (!has_body && own == cost && !keep_statement({choice.kind, choice.head, {}, {}}, cost))
      return false;
    if (has_body && !add_inside(choice, cost)) return false;
    if (choice.kind == Kind::choice && !add_branches(choice, cost)) return false;
  }
  return true;
}

bool Bank::add_inside(const Choice& choice, std::size_t cost) {
  const std::size_t inside = cost - static_cast<std::size_t>(choice.cost);
  if (inside == 0 || inside >= blocks_.size()) return true;
  for (const BlockPtr& body : blocks_[inside])
    if (!keep_statement({choice.kind, choice.head, body, {}}, cost)) return false;
  return true;
}

bool Bank::add_branches(const Choice& choice, std::size_t cost) {
  const std::size_t own = static_cast<std::size_t>(choice.cost + dsl::kOtherwiseCost);
  for (std::size_t first = 1; own + first < cost; ++first) {
    const std::size_t second = cost - own - first;
    if (first >= blocks_.size() || second >= blocks_.size()) continue;
    for (const BlockPtr& body : blocks_[first])
      for (const BlockPtr& otherwise : blocks_[second])
        if (body != otherwise && !keep_statement({choice.kind, choice.head, body, otherwise}, cost))
          return false;
  }
  return true;
}

bool Bank::make_blocks(std::size_t cost) {
  blocks_.resize(cost + 1);
  const auto keep = [&](Block block) {
    blocks_[cost].push_back(std::make_shared<const Block>(std::move(block)));
    meter_.bytes += kBlockBytes + blocks_[cost].back()->size() * sizeof(Statement);
  };
  for (const Statement& it : statements_.at(cost)) keep({it});
  for (std::size_t front = 1; front < cost; ++front)
    for (const BlockPtr& begin : blocks_[front])
      for (const Statement& last : statements_[cost - front]) {
        if (!meter_.spend()) return false;
        Block block = *begin;
        block.push_back(last);
        if (is_new(block)) keep(std::move(block));
      }
  return true;
}

bool Bank::keep_statement(Statement statement, std::size_t cost) {
  if (!meter_.spend()) return false;
  Block alone{std::move(statement)};
  if (!is_new(alone)) return true;
  statements_[cost].push_back(std::move(alone[0]));
  meter_.bytes += kBlockBytes;
  return true;
}

bool Bank::is_new(const Block& block) {
  Fingerprint print;
  bool runs = false;
  for (std::size_t i = 0; i < probes_.rows(); ++i) {
    std::memcpy(scratch_.data(), probes_.row(i), probes_.stride());
    dsl::Running running{kProbeSteps};
    const Signal signal = execute(machine_.facts().forms, block, scratch_.data(), running);
    print.add(static_cast<std::uint64_t>(signal));
    if (signal == Signal::fault) continue;
    runs = true;
    print.add(scratch_.data(), scratch_.stride());
  }
  if (!runs || !seen_.insert(print).second) return false;
  meter_.bytes += kSeenBytes;
  return true;
}

}  // namespace inkling::statements
