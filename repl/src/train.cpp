// inkling train.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <inkling/app/training.hpp>
#include <ostream>

#include "cli.hpp"
#include "status_line.hpp"

namespace inkling::repl {
namespace {

using Clock = std::chrono::steady_clock;

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole % 3600 / 60);
}

// A line per look to standard output, and a bar with rate and time left to a terminal.
class TrainingView : public TrainingSink {
 public:
  TrainingView(Context& context, bool json)
      : context_(context), json_(json), bar_(context.err, is_terminal(STDERR_FILENO)) {}

  void report(const TrainingReport& report) override {
    if (first_step_ < 0) first_step_ = report.step - 1;
    if (!report.figures.empty()) show_look(report);
    if (bar_.on()) show_bar(report);
  }
  void clear() { bar_.clear(); }

 private:
  void show_look(const TrainingReport& report) {
    clear();
    context_.out << (json_ ? to_json(report, context_.with_time) : to_text(report)) << '\n'
                 << std::flush;
    headline_.clear();
    for (const TrainingFigure& figure : report.figures)
      if (figure.headline) headline_ += fmt::format("  {} {:.3g}", figure.name, figure.value);
  }

  // A few times a second; the rate is that of this call.
  void show_bar(const TrainingReport& report) {
    const auto now = Clock::now();
    if (now - shown_ < std::chrono::milliseconds(200) && report.step != report.steps) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double rate = static_cast<double>(report.step - first_step_) / std::max(seconds, 1e-9);
    const double share = static_cast<double>(report.step) / static_cast<double>(report.steps);
    constexpr std::size_t kCells = 24;
    const auto full = static_cast<std::size_t>(share * static_cast<double>(kCells));
    std::string line = fmt::format("[{}{}] {}/{}", std::string(full, '#'),
                                   std::string(kCells - full, '.'), report.step, report.steps);
    if (context_.with_time)
      line += fmt::format("  {:.3g} steps/s  {} left", rate,
                          duration_text(static_cast<double>(report.steps - report.step) / rate));
    bar_.show(shorten(line + headline_, terminal_columns(STDERR_FILENO)));
  }

  Context& context_;
  bool json_;
  StatusLine bar_;
  std::int64_t first_step_ = -1;
  std::string headline_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point shown_{};
};

}  // namespace

int run_train_command(Context& context, const TrainOptions& options) {
  const auto plan = plan_training(context.registry, options.training);
  if (!plan) return fail(context, plan.error());
  StopOnInterrupt stop(context.interrupts);
  TrainingView view(context, options.json);
  const auto done = run_training(*plan, Budget(options.training.limits, stop.token()), &view);
  view.clear();
  if (!done) return fail(context, done.error());
  const TrainingOutcome& outcome = done->outcome;
  auto& said = options.json ? context.err : context.out;
  if (outcome.resumed_from > 0) said << fmt::format("went on from step {}\n", outcome.resumed_from);
  if (!outcome.finished())
    said << fmt::format("stopped at step {} of {}; the same command goes on from there\n",
                        outcome.step, outcome.steps);
  for (const auto& file : outcome.files) said << fmt::format("wrote {}\n", file.string());
  if (!done->curves)
    context.err << fmt::format("warning: {}\n", done->curves.error().message);
  else if (!done->curves->empty())
    said << fmt::format("wrote {}\n", done->curves->string());
  return stop.stopped() ? kInterrupted : kRan;
}

int run_train_settings_command(Context& context, const std::string& id) {
  const auto trainer = find_trainer(context.registry, id);
  if (!trainer) return fail(context, trainer.error());
  context.out << settings_text((*trainer)->info().params);
  return kRan;
}

}  // namespace inkling::repl
