// Records that inkling wrote (JSON, one a line) as parts of a page.
#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/layout.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/report.hpp>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "html.hpp"
#include "json.hpp"

namespace inkling::app {
namespace {

constexpr std::size_t kMostLine = std::size_t{64} << 20;
constexpr std::size_t kMostBytes = std::size_t{128} << 20;

enum class RecordKind { none, answer, evaluation, agreement };

RecordKind kind_of(const Json& record) {
  if (!record.is_object()) return RecordKind::none;
  if (record.contains("solver") && record.contains("status")) return RecordKind::answer;
  if (record.contains("rows") && record["rows"].is_array()) return RecordKind::evaluation;
  if (record.contains("sides") || record.contains("verdict")) return RecordKind::agreement;
  return RecordKind::none;
}

std::string text_of(const Json& record, const char* name) {
  const auto it = record.find(name);
  if (it == record.end() || it->is_null()) return {};
  return it->is_string() ? it->get<std::string>() : line_of(*it);
}
double number_of(const Json& record, const char* name, double otherwise = 0) {
  const auto it = record.find(name);
  return it != record.end() && it->is_number() ? it->get<double>() : otherwise;
}

// Right of the queries whose outputs are known: (right, known).
std::pair<std::size_t, std::size_t> right_of(const Json& record) {
  std::pair<std::size_t, std::size_t> counts{0, 0};
  const auto correct = record.find("correct");
  if (correct == record.end() || !correct->is_array()) return counts;
  for (const Json& it : *correct) {
    if (!it.is_boolean()) continue;
    ++counts.second;
    counts.first += it.get<bool>() ? 1U : 0U;
  }
  return counts;
}

struct Sums {
  std::size_t records = 0, solved = 0, right = 0, known = 0, sure = 0, sure_right = 0;
  std::vector<double> evaluations{}, seconds{};  // of what was solved
};

std::string median_text(std::vector<double> values, const char* format) {
  if (values.empty()) return "-";
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return fmt::format(fmt::runtime(format), *middle);
}

std::string share_text(std::size_t part, std::size_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{} of {} ({:.1f} %)", part, whole,
                     100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

class Records {
 public:
  void add(const Json& record, RecordKind kind) {
    if (kind == RecordKind::answer) add_answer(record);
    if (kind == RecordKind::evaluation)
      for (const Json& row : record["rows"]) evaluations_.push_back(row);
    if (kind == RecordKind::agreement)
      (record.contains("verdict") ? verdicts_ : pairs_).push_back(record);
  }
  bool empty() const {
    return answers_.empty() && evaluations_.empty() && verdicts_.empty() && pairs_.empty();
  }
  std::string body(std::size_t limit) const {
    return sums_html() + evaluations_html() + agreements_html(limit) + answers_html(limit);
  }

 private:
  void add_answer(const Json& record) {
    const std::string solver = text_of(record, "solver"), id = text_of(record, "id");
    const auto [at, fresh] = sums_.try_emplace(solver);
    if (fresh) solvers_.push_back(solver);
    Sums& sums = at->second;
    ++sums.records;
    const auto [right, known] = right_of(record);
    sums.right += right;
    sums.known += known;
    if (known > 0 && record.value("sure", Json()) == true) {
      ++sums.sure;
      sums.sure_right += right == known ? 1U : 0U;
    }
    if (text_of(record, "status") == "solved") {
      ++sums.solved;
      sums.evaluations.push_back(std::max(1.0, number_of(record, "evaluations", 1)));
      if (record.contains("seconds")) sums.seconds.push_back(number_of(record, "seconds"));
    }
    const auto [task, new_task] = tasks_.try_emplace(id);
    if (new_task) ids_.push_back(id);
    task->second.push_back(answers_.size());
    answers_.push_back(record);
  }

  std::string sums_html() const {
    if (answers_.empty()) return {};
    std::string rows;
    std::vector<std::pair<std::string, std::vector<double>>> evaluations, seconds;
    for (const std::string& solver : solvers_) {
      const Sums& it = sums_.at(solver);
      rows += fmt::format(
          "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
          "</tr>\n",
          html::escaped(solver), share_text(it.solved, it.records), share_text(it.right, it.known),
          share_text(it.sure_right, it.sure), median_text(it.evaluations, "{:.0f}"),
          median_text(it.seconds, "{:.3f}"));
      evaluations.emplace_back(solver, it.evaluations);
      seconds.emplace_back(solver, it.seconds);
    }
    std::string body = html_heading("Solvers") +
                       html::table("",
                                   {"solver", "solved", "queries right", "right of the sure",
                                    "median evaluations", "median seconds"},
                                   rows);
    if (ids_.size() < 2) return body;
    body += html::solved_chart(std::move(evaluations), ids_.size(), "evaluations of a search");
    const bool timed = std::any_of(seconds.begin(), seconds.end(),
                                   [](const auto& it) { return !it.second.empty(); });
    return timed ? body + html::solved_chart(std::move(seconds), ids_.size(), "seconds of a search")
                 : body;
  }

  std::string answers_html(std::size_t limit) const {
    if (answers_.empty()) return {};
    std::string body = html_heading("Tasks");
    for (std::size_t i = 0; i < std::min(limit, ids_.size()); ++i) {
      std::string rows;
      for (const std::size_t index : tasks_.at(ids_[i])) {
        const Json& it = answers_[index];
        const auto [right, known] = right_of(it);
        const double confidence = number_of(it, "confidence", -1);
        rows += fmt::format(
            "<tr class=\"{}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
            "<td>{}</td></tr>\n",
            html::escaped(text_of(it, "status")), html::escaped(text_of(it, "solver")),
            html::code(shorten(text_of(it, "predictions"), 200)),
            confidence < 0 ? std::string("-") : percent_text(confidence),
            html::code(shorten(text_of(it, "program"), 200)), html::escaped(text_of(it, "status")),
            known == 0       ? ""
            : right == known ? "right"
                             : "wrong");
      }
      body += html::part(
          ids_[i].empty() ? fmt::format("task {}", i + 1) : ids_[i],
          html::table("answers",
                      {"solver", "predictions", "confidence", "program", "status", "as known"},
                      rows));
    }
    if (ids_.size() > limit) body += fmt::format("<p>and {} more tasks</p>\n", ids_.size() - limit);
    return body;
  }

  std::string evaluations_html() const {
    if (evaluations_.empty()) return {};
    std::vector<std::string> head;
    for (const Json& row : evaluations_)
      for (const auto& [name, value] : row.items())
        if (std::find(head.begin(), head.end(), name) == head.end()) head.push_back(name);
    std::string rows;
    for (const Json& row : evaluations_) {
      rows += "<tr>";
      for (const std::string& name : head)
        rows += fmt::format("<td>{}</td>", html::escaped(text_of(row, name.c_str())));
      rows += "</tr>\n";
    }
    return html_heading("Evaluation") + html::table("", head, rows);
  }

  std::string agreements_html(std::size_t limit) const {
    if (verdicts_.empty() && pairs_.empty()) return {};
    std::string body = html_heading("Agreement");
    for (const Json& it : verdicts_)
      body += fmt::format("<p>{}</p>\n", html::escaped(text_of(it, "verdict")));
    std::string rows;
    std::size_t shown = 0;
    for (const Json& it : pairs_) {
      const auto found = it.find("divergences");
      if (found == it.end() || !found->is_array() || found->empty() || shown == limit) continue;
      ++shown;
      const Json& first = found->front();
      rows += fmt::format(
          "<tr><th scope=\"row\">{}</th><td>{:.0f} of {:.0f}</td><td>{}</td><td>{}</td>"
          "<td>{}</td></tr>\n",
          html::escaped(text_of(it, "task")), number_of(it, "agreements"), number_of(it, "inputs"),
          html::code(text_of(first, "inputs")), html::code(text_of(first, "left")),
          html::code(text_of(first, "right")));
    }
    if (!rows.empty())
      body += html::part("Tasks on which programs differ",
                         html::table("", {"task", "agree", "inputs", "one", "the other"}, rows));
    return body;
  }

  std::vector<Json> answers_, evaluations_, verdicts_, pairs_;
  std::vector<std::string> solvers_, ids_;  // in the order of the file
  std::map<std::string, Sums> sums_;
  std::map<std::string, std::vector<std::size_t>> tasks_;
};

}  // namespace

bool holds_records(const std::string& file) {
  if (file == "-") return false;
  files::Input in;
  if (in.open(file)) return false;  // who reads it says what is wrong
  std::string line;
  while (files::read_line(in, kMostLine, line) == files::LineKind::line)
    if (!trim(line).empty()) return kind_of(Json::parse(line, nullptr, false)) != RecordKind::none;
  return false;
}

Result<std::string> records_html(const std::string& file, std::size_t limit) {
  files::Input in;
  if (const files::Fault fault = in.open(file, kMostBytes))
    return Error{ErrorCode::io, fmt::format("cannot read '{}': {}", file, *fault)};
  Records records;
  std::string line;
  for (std::size_t number = 1;; ++number) {
    const files::LineKind read = files::read_line(in, kMostLine, line);
    if (read == files::LineKind::end) break;
    if (read == files::LineKind::line && trim(line).empty()) continue;
    const Json record = read == files::LineKind::too_long
                            ? Json()
                            : Json::parse(line, nullptr, /*allow_exceptions=*/false);
    const RecordKind kind = kind_of(record);
    if (kind == RecordKind::none)
      return Error{ErrorCode::parse,
                   fmt::format("{}:{}: '{}' is no record", file, number, shorten(line, 40)),
                   {"records are what solve, predict, eval and crosscheck print with --json"}};
    records.add(record, kind);
  }
  if (in.bad())
    return Error{ErrorCode::io,
                 fmt::format("cannot read '{}': {}", file, in.fault().value_or("reading failed"))};
  if (records.empty()) return Error{ErrorCode::bad_input, "there is no record in " + file};
  return records.body(limit);
}

}  // namespace inkling::app
