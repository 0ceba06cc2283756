#include "meter.hpp"

#include <algorithm>

namespace inkling::enumerate {

bool Meter::stop_now() {
  if (stopped_) return true;
  if (budget_.exhausted(evaluations_, held_(), reason_)) return stopped_ = true;
  if (solutions_.settled(level_, evaluations_)) {
    reason_ = StopReason::solved;
    return stopped_ = true;
  }
  if (solutions_.empty() &&
      (evaluations_ >= patience_.evaluations || budget_.elapsed_seconds() >= patience_.seconds))
    return gave_up_ = stopped_ = true;
  if (progress_ != nullptr) report();
  return false;
}

bool Meter::overdue() const {
  if (budget_.cancelled()) return true;
  const double time = std::chrono::duration<double>(budget_.limits().time).count();
  return time > 0 && budget_.elapsed_seconds() > 1.03 * time;
}

void Meter::report() {
  const double now = budget_.elapsed_seconds();
  if (now - last_report_ < 0.2) return;
  last_report_ = now;
  Progress progress;
  progress.evaluations = evaluations_;
  if (budget_.limits().time.count() > 0)
    progress.fraction =
        std::min(1.0, now / std::chrono::duration<double>(budget_.limits().time).count());
  progress_->report(progress);
}

}  // namespace inkling::enumerate
