// Meter: counts evaluations and says when a search is over.
#pragma once

#include <functional>
#include <inkling/budget.hpp>
#include <inkling/progress.hpp>
#include <search/guidance.hpp>

#include "solutions.hpp"

namespace inkling::enumerate {

using search::Patience;

class Meter {
 public:
  // `before`: evaluations that were spent already. `held`: memory of the search.
  Meter(const Budget& budget, const Patience& patience, std::uint64_t before,
        ProgressSink* progress, const Solutions& solutions, std::function<std::size_t()> held)
      : budget_(budget),
        patience_(patience),
        progress_(progress),
        solutions_(solutions),
        held_(std::move(held)),
        evaluations_(before) {}

  void count(std::uint64_t evaluations) { evaluations_ += evaluations; }
  std::uint64_t evaluations() const { return evaluations_; }
  // Thread-safe. Once true, stop_now() is.
  bool over() const {
    StopReason ignored;
    return budget_.exhausted(0, 0, ignored);
  }
  // Thread-safe. Whether what is tried last, with what was found until then, must end as well: it
  // may take a thirtieth of the time above the budget's.
  bool overdue() const;
  void enter_level(int level) { level_ = level; }
  // Whether the budget is spent or the solutions have settled; once true, always. Reports.
  bool stop_now();
  StopReason reason() const { return reason_; }  // of the stop; exhausted when there was none
  bool gave_up() const { return gave_up_; }      // it stopped because patience was at its end

 private:
  void report();

  const Budget& budget_;
  const Patience patience_;
  ProgressSink* progress_;
  const Solutions& solutions_;
  std::function<std::size_t()> held_;
  std::uint64_t evaluations_;
  int level_ = 0;
  bool stopped_ = false;
  bool gave_up_ = false;
  StopReason reason_ = StopReason::exhausted;
  double last_report_ = 0;
};

}  // namespace inkling::enumerate
