#include <cmath>
#include <inkling/dsl/imperative.hpp>

namespace inkling::dsl {
namespace {

// Whether one more instruction may run, and what it gave.
bool step(const Form& form, const Instruction& head, std::uint8_t* state, std::int32_t round,
          Running& running, int& result) {
  if (running.steps == 0) {
    running.fault = 0;
    return false;
  }
  --running.steps;
  result = form.run(head, state, round);
  if (result <= kFault) running.fault = result;
  return true;
}

struct Machine {
  std::span<const Form> forms;
  std::uint8_t* state;
  Running& running;
  Watcher* watcher;

  bool run(Statement::Kind kind, const Instruction& head, std::int32_t round, int& result) {
    const bool ran = step(forms[head.form], head, state, round, running, result);
    if (ran && watcher != nullptr) watcher->ran(kind, head, result, state);
    return ran && result > kFault;
  }

  Signal block(const Block& it) {
    if (watcher != nullptr) watcher->entered(it);
    for (const Statement& statement : it)
      if (const Signal signal = one(statement); signal != Signal::done) return signal;
    return Signal::done;
  }

  Signal one(const Statement& it) {
    int result = kNo;
    switch (it.kind) {
      case Statement::Kind::action:
        return run(it.kind, it.head, 0, result) ? Signal::done : Signal::fault;
      case Statement::Kind::choice:
        if (!run(it.kind, it.head, 0, result)) return Signal::fault;
        if (result == kYes) return block(*it.body);
        return it.otherwise != nullptr ? block(*it.otherwise) : Signal::done;
      case Statement::Kind::loop:
        for (std::int32_t round = 0;; ++round) {
          if (!run(it.kind, it.head, round, result)) return Signal::fault;
          if (result == kNo) return Signal::done;
          const Signal signal = block(*it.body);
          if (signal == Signal::leave) {
            static_cast<void>(forms[it.head.form].run(it.head, state, kLeft));
            return Signal::done;
          }
          if (signal == Signal::fault) return signal;
        }
      case Statement::Kind::leave:
        return Signal::leave;
      case Statement::Kind::next:
        break;
    }
    return Signal::next;
  }
};

bool same(const BlockPtr& a, const BlockPtr& b) {
  return a == b || (a != nullptr && b != nullptr && equal(*a, *b));
}

}  // namespace

Imperative::~Imperative() = default;

std::string Imperative::remark(const std::uint8_t*) const {
  return {};
}

bool equal(const Block& a, const Block& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].kind != b[i].kind || a[i].head != b[i].head || !same(a[i].body, b[i].body) ||
        !same(a[i].otherwise, b[i].otherwise))
      return false;
  return true;
}

std::size_t statement_count(const Block& block) {
  std::size_t count = block.size();
  for (const Statement& it : block) {
    if (it.body != nullptr) count += statement_count(*it.body);
    if (it.otherwise != nullptr) count += statement_count(*it.otherwise);
  }
  return count;
}

std::size_t cost(const Imperative& machine, const Block& program) {
  std::size_t sum = 0;
  for (const Statement& it : program) {
    sum += static_cast<std::size_t>(machine.cost(it.kind, it.head));
    if (it.body != nullptr) sum += cost(machine, *it.body);
    if (it.otherwise != nullptr)
      sum += static_cast<std::size_t>(kOtherwiseCost) + cost(machine, *it.otherwise);
  }
  return sum;
}

double description_bits(const Imperative& machine, std::size_t cost) {
  return std::log2(static_cast<double>(machine.choices().size())) * static_cast<double>(cost);
}

Signal execute(std::span<const Form> forms, const Block& block, std::uint8_t* state,
               Running& running, Watcher* watcher) {
  return Machine{forms, state, running, watcher}.block(block);
}

Signal execute(std::span<const Form> forms, const Statement& statement, std::uint8_t* state,
               Running& running, Watcher* watcher) {
  return Machine{forms, state, running, watcher}.one(statement);
}

}  // namespace inkling::dsl
