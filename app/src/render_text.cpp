#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <inkling/app/picture.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>
#include <inkling/app/text.hpp>

namespace inkling::app {
namespace {

std::string why_nothing(const SolverAnswer& answer) {
  switch (answer.reason) {
    case StopReason::deadline:
      return "no program within the time budget (:set budget 60s gives more)";
    case StopReason::evaluations:
      return "no program within the evaluation limit";
    case StopReason::memory:
      return "no program within the memory limit (:set memory 8G gives more)";
    case StopReason::cancelled:
      return "stopped before a program was found";
    case StopReason::exhausted:
    case StopReason::solved:
      break;
  }
  return "no program found: the whole search space was covered";
}

// What does not fit is no answer, and does not look like one.
std::string prediction_text(const SolverAnswer& answer) {
  const std::string text = predictions_text(answer.predictions);
  return answer.fits_all() ? text : fmt::format("({})", text);
}

// A latent program says less than any prediction, and gives way to it as far as readable programs
// leave it. 0: there is none.
std::size_t latent_width(const QuestionAnswers& all) {
  constexpr std::size_t kLeast = 5;  // as much as says that there is one
  const auto latent = [](const SolverAnswer& answer) { return answer.latent; };
  if (std::none_of(all.answers.begin(), all.answers.end(), latent)) return 0;
  std::size_t width = kLeast;
  for (const SolverAnswer& answer : all.answers)
    if (!answer.latent) width = std::max(width, display_width(answer.program));
  return width;
}

std::string table_text(const QuestionAnswers& all, const TextStyle& style) {
  const bool asked = !all.task.queries.empty();
  const bool rated = std::any_of(all.answers.begin(), all.answers.end(),
                                 [](const SolverAnswer& it) { return it.confidence.has_value(); });
  std::vector<Table::Column> columns{{"solver"}};
  if (asked) columns.push_back({"prediction", true});
  if (rated) columns.push_back({"confidence"});
  columns.insert(columns.end(), {{"program", true, false, false, latent_width(all)}, {"fits"}});
  if (style.with_time) columns.push_back({"time"});
  Table table(std::move(columns));
  for (const SolverAnswer& answer : all.answers) {
    const bool found = !answer.program.empty();
    std::vector<std::string> cells{answer.solver};
    if (asked) cells.push_back(found ? prediction_text(answer) : "-");
    if (rated) cells.push_back(answer.confidence ? percent_text(*answer.confidence) : "-");
    cells.push_back(found          ? answer.program
                    : answer.error ? "error: " + answer.error->message
                                   : why_nothing(answer));
    cells.push_back(fmt::format("{}/{}", answer.fits, answer.examples));
    if (style.with_time) cells.push_back(answer.error ? "-" : seconds_text(answer.seconds));
    table.add(std::move(cells));
  }
  std::string text = table.render(style.width, style.style);
  // However they are broken over lines.
  const auto squeezed = [](std::string it) {
    std::erase_if(it, [](char c) { return c == ' ' || c == '\n'; });
    return it;
  };
  const std::string shown = squeezed(text);
  const bool cut = std::any_of(all.answers.begin(), all.answers.end(), [&](const SolverAnswer& it) {
    return !it.program.empty() && shown.find(squeezed(it.program)) == std::string::npos;
  });
  if (cut) text += shorten("  (:program shows a program in full)", style.width) + "\n";
  return text;
}

std::string right_text(const SolverAnswer& answer) {
  std::size_t known = 0;
  std::size_t right = 0;
  for (const auto& correct : answer.correct) {
    known += correct ? 1U : 0U;
    right += correct.value_or(false) ? 1U : 0U;
  }
  if (known == 0) return {};
  return fmt::format("  {}: {} of {} right\n", answer.solver, right,
                     counted(known, "known answer"));
}

// The difference of two programs that is asked, or null.
const Divergence* asked_of(const QuestionAnswers& all, const Agreement& pair) {
  const std::vector<Divergence>& found = pair.report.divergences;
  const auto it = std::find_if(found.begin(), found.end(), [&](const Divergence& d) {
    return pair.two_worlds && all.ask && d.inputs == *all.ask;
  });
  return it == found.end() ? nullptr : &*it;
}

// Whether the two that were compared predict different outputs for the queries.
bool differ_on_queries(const QuestionAnswers& all, const Agreement& pair) {
  const auto said = [&](const std::string& solver) -> const SolverAnswer* {
    const auto it = std::find_if(all.answers.begin(), all.answers.end(), [&](const auto& answer) {
      return answer.solver == solver && answer.fits_all();
    });
    return it == all.answers.end() ? nullptr : &*it;
  };
  const SolverAnswer* left = said(pair.left);
  const SolverAnswer* right = said(pair.right);
  return left != nullptr && right != nullptr && left->predictions != right->predictions;
}

// On how many generated inputs the solvers that fit all examples agree.
std::string agreements_text(const QuestionAnswers& all, bool with_time) {
  if (all.agreements.empty()) return {};
  const bool unsure = all.unsure() != nullptr;
  double seconds = 0;
  std::string disagreements;
  for (const Agreement& it : all.agreements) {
    seconds += it.seconds;
    if (it.report.agreements == it.report.inputs) {
      if (differ_on_queries(all, it))
        disagreements += fmt::format("  {} and {} {}, and not on what was asked\n", it.left,
                                     it.right, agreement_text(it.report));
      continue;
    }
    disagreements += fmt::format("  {} and {} {}", it.left, it.right, agreement_text(it.report));
    if (const Divergence* asked = asked_of(all, it); asked != nullptr && !unsure)
      disagreements += fmt::format("\n  which is right for {}: {} or {} ?  (`-> output` answers)",
                                   inputs_text(asked->inputs), inkling::to_text(asked->left),
                                   inkling::to_text(asked->right));
    disagreements += '\n';
  }
  if (!disagreements.empty()) return disagreements;
  return fmt::format("  agree on {0} of {0} generated inputs{1}\n",
                     all.agreements.back().report.inputs,
                     with_time ? fmt::format(" ({})", seconds_text(seconds)) : "");
}

// A line for each answer that has other readings which nothing above says.
std::string alternatives_text(const QuestionAnswers& all, std::size_t width) {
  std::string text;
  const auto readings = all.other_readings();
  for (std::size_t i = 0; i < readings.size();) {
    const SolverAnswer* by = readings[i].answer;
    std::vector<std::string> others;
    for (; i < readings.size() && readings[i].answer == by; ++i) {
      const Alternative& it = *readings[i].other;
      others.push_back(predictions_text(it.predictions) +
                       (it.confidence ? fmt::format(" ({})", percent_text(*it.confidence)) : ""));
    }
    text += shorten(fmt::format("  also possible: {}", fmt::join(others, ", ")), width) +
            "  (:ask finds inputs that tell the programs apart)\n";
  }
  return text;
}

// The predictions for a single query that have a picture, each with the solvers that give it,
// beside those of the inputs.
std::string pictures_text(const QuestionAnswers& all, const TextStyle& style) {
  std::vector<TitledPicture> pictures;
  std::vector<const Value*> shown;
  for (const SolverAnswer& answer : all.answers) {
    if (answer.predictions.size() != 1 || !answer.fits_all()) continue;
    const auto same = std::find_if(shown.begin(), shown.end(),
                                   [&](const Value* it) { return *it == answer.predictions[0]; });
    if (same != shown.end()) {
      pictures[static_cast<std::size_t>(same - shown.begin())].title += ", " + answer.solver;
    } else if (auto picture = picture_of(style.domain, answer.predictions[0])) {
      pictures.push_back({answer.solver, std::move(picture)});
      shown.push_back(&answer.predictions[0]);
    }
  }
  if (pictures.empty() || all.task.queries.size() != 1) return {};
  const std::vector<Value>& inputs = all.task.queries[0].inputs;
  for (std::size_t i = inputs.size(); i-- > 0;)
    if (auto picture = picture_of(style.domain, inputs[i]))
      pictures.insert(pictures.begin(), {"x" + std::to_string(i), std::move(picture)});
  return side_by_side(pictures, style.width);
}

// Which examples a program fails on that does not fit them all.
std::string fails_text(const SolverAnswer& answer) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::size_t> named;
  for (std::size_t i = 0; i < std::min(answer.fails.size(), kNamed); ++i)
    named.push_back(answer.fails[i] + 1);
  if (named.empty()) return {};
  const std::size_t more = answer.fails.size() - named.size();
  return fmt::format("; wrong on example{} {}{}", answer.fails.size() == 1 ? "" : "s",
                     fmt::join(named, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

// Where the first answer is not sure: what would settle it.
std::string doubt_text(const QuestionAnswers& all, std::size_t width) {
  const SolverAnswer* unsure = all.unsure();
  if (unsure == nullptr) return {};
  std::string text = fmt::format("  not sure ({})", percent_text(*unsure->confidence));
  if (all.ask) text += fmt::format(": what is the output for {} ?", inputs_text(*all.ask));
  return shorten(text, width) + (all.ask ? "  (`-> output` answers)\n" : "\n");
}

}  // namespace

// Of a confidence: never 0 % or 100 %, which nothing is.
std::string percent_text(double share) {
  // Rounded down, so that what is below a threshold does not stand there as the threshold; 0.29 is
  // 29 % whatever its binary digits are.
  return fmt::format("{:.0f} %", std::clamp(std::floor(100 * share + 1e-9), 1.0, 99.0));
}

std::string predictions_text(const std::vector<Value>& predictions) {
  return inputs_text(predictions, "; ");
}

std::string inputs_text(const std::vector<Value>& inputs, std::string_view separator) {
  std::string text;
  for (const auto& input : inputs) {
    if (!text.empty()) text += separator;
    text += inkling::to_text(input);
  }
  return text;
}

std::string seconds_text(double seconds) {
  return format_duration(std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9)));
}

std::string agreement_text(const CrossCheckReport& report) {
  if (report.agreements == report.inputs)
    return fmt::format("agree on {0} of {0} generated inputs", report.inputs);
  std::string text =
      fmt::format("agree on {} of {} generated inputs", report.agreements, report.inputs);
  if (!report.divergences.empty()) {
    const auto& d = report.divergences.front();
    text += fmt::format("; {} gives {} and {}", inputs_text(d.inputs), inkling::to_text(d.left),
                        inkling::to_text(d.right));
  }
  return text;
}

std::string divergence_lines(const CrossCheckReport& report) {
  std::string text;
  for (const auto& d : report.divergences)
    text += fmt::format("  {} -> {} and {}\n", inputs_text(d.inputs), inkling::to_text(d.left),
                        inkling::to_text(d.right));
  return text;
}

std::string to_text(const QuestionAnswers& all, const TextStyle& style) {
  std::string text = table_text(all, style);
  const auto say = [&](const std::string& lines) { text += break_lines(lines, style.width, 2); };
  for (const SolverAnswer& answer : all.answers)
    if (answer.error && !answer.error->notes.empty())
      say(fmt::format("  {}: {}\n", answer.solver, render_error(*answer.error, {})));
  // Where nothing was found the table says it.
  for (const SolverAnswer& answer : all.answers)
    if (!answer.program.empty() && !answer.fits_all())
      say(answer.fits > 0 ? fmt::format("  {} does not fit all examples: {}{}\n", answer.solver,
                                        limit_text(answer.reason), fails_text(answer))
                          : fmt::format("  {} fits none of the examples: {}\n", answer.solver,
                                        limit_text(answer.reason)));
  text += pictures_text(all, style);
  for (const SolverAnswer& answer : all.answers) say(right_text(answer));
  say(doubt_text(all, style.width));
  say(agreements_text(all, style.with_time));
  say(alternatives_text(all, style.width));
  const auto warn = [&](const std::string& warning) {
    say(fmt::format("  {}{}\n", style.style.yellow("note: "), warning));
  };
  for (const std::string& warning : all.warnings) warn(warning);
  for (const SolverAnswer& answer : all.answers)
    for (const std::string& warning : answer.warnings) warn(answer.solver + ": " + warning);
  return text;
}

}  // namespace inkling::app
