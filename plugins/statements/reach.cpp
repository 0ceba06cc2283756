#include "reach.hpp"

#include <algorithm>

namespace inkling::statements {
namespace {

using dsl::Block;
using dsl::Signal;
using dsl::Statement;

constexpr std::size_t kPageBytes = std::size_t{1} << 18;
constexpr std::size_t kMostBest = 4;

}  // namespace

Reach::Reach(const dsl::Imperative& machine, const Examples& examples, Meter& meter)
    : machine_(machine),
      examples_(examples),
      meter_(meter),
      scratch_(examples.inputs.rows(), examples.inputs.stride()),
      per_page_(std::max<std::size_t>(1, kPageBytes / examples.inputs.bytes())) {
  Fingerprint print;
  print.add(examples.inputs.data(), examples.inputs.bytes());
  seen_.insert(print);
  std::memcpy(room(), examples.inputs.data(), examples.inputs.bytes());
  nodes_.push_back({0, {}, true});
  by_cost_.push_back({0});
}

std::uint8_t* Reach::room() {
  const std::size_t at = nodes_.size();
  const std::size_t bytes = examples_.inputs.bytes();
  if (at / per_page_ == pages_.size()) {
    pages_.push_back(std::make_unique<std::uint64_t[]>(per_page_ * bytes / 8));
    meter_.bytes += per_page_ * (bytes + sizeof(Node) + 2 * sizeof(Fingerprint) + 16);
  }
  return reinterpret_cast<std::uint8_t*>(pages_.back().get()) + at % per_page_ * bytes;
}

const std::uint8_t* Reach::states(std::size_t node) const {
  return reinterpret_cast<const std::uint8_t*>(pages_[node / per_page_].get()) +
         node % per_page_ * examples_.inputs.bytes();
}

bool Reach::extend(std::size_t cost, std::size_t last_cost,
                   const std::vector<Statement>& statements, bool opening) {
  if (by_cost_.size() <= cost) by_cost_.resize(cost + 1);
  const std::size_t rows = scratch_.rows();
  const std::size_t stride = scratch_.stride();
  for (std::size_t k = 0; k < by_cost_[cost - last_cost].size(); ++k) {
    const std::size_t parent = by_cost_[cost - last_cost][k];
    if (opening && !nodes_[parent].opening) continue;
    for (const Statement& last : statements) {
      if (!meter_.spend()) return false;
      std::memcpy(scratch_.data(), states(parent), scratch_.bytes());
      std::size_t done = 0;
      for (; done < rows; ++done) {
        dsl::Running running{machine_.facts().max_steps};
        if (execute(machine_.facts().forms, last, scratch_.data() + done * stride, running) !=
            Signal::done)
          break;
      }
      if (done == rows) reached(parent, last, cost, opening);
    }
  }
  return true;
}

void Reach::reached(std::size_t parent, const Statement& last, std::size_t cost, bool opening) {
  std::size_t fits = 0;
  for (std::size_t i = 0; i < scratch_.rows(); ++i) {
    const std::uint8_t* wanted = examples_.outputs.row(i);
    fits += std::memcmp(scratch_.row(i), wanted, machine_.result_bytes(wanted)) == 0 ? 1U : 0U;
  }
  note(parent, last, cost, fits);
  Fingerprint print;
  print.add(scratch_.data(), scratch_.bytes());
  if (!seen_.insert(print).second) return;
  std::memcpy(room(), scratch_.data(), scratch_.bytes());
  by_cost_[cost].push_back(static_cast<std::uint32_t>(nodes_.size()));
  nodes_.push_back({static_cast<std::uint32_t>(parent), last, opening});
}

void Reach::note(std::size_t parent, const Statement& last, std::size_t cost, std::size_t fits) {
  if (fits == scratch_.rows()) {
    if (solutions_.size() < kMostFound) solutions_.push_back({program(parent, last), cost, fits});
    return;
  }
  const bool worse = best_.size() == kMostBest && best_.back().fits >= fits;
  if (worse || !solutions_.empty()) return;
  const auto at =
      std::find_if(best_.begin(), best_.end(), [&](const Found& it) { return it.fits < fits; });
  best_.insert(at, {program(parent, last), cost, fits});
  if (best_.size() > kMostBest) best_.pop_back();
}

Block Reach::program(std::size_t parent, const Statement& last) const {
  Block block{last};
  for (; parent != 0; parent = nodes_[parent].parent) block.push_back(nodes_[parent].last);
  std::reverse(block.begin(), block.end());
  return block;
}

}  // namespace inkling::statements
