#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <inkling/app/agreement.hpp>
#include <inkling/app/render.hpp>

#include "json.hpp"

namespace inkling::app {

Json json_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::undefined:
      return nullptr;
    case Value::Kind::boolean:
      return value.as_bool();
    case Value::Kind::integer:
      return value.as_int();
    case Value::Kind::string:
      return value.as_string();
    case Value::Kind::list:
      break;
  }
  return json_of(value.as_list());
}

Json json_of(const std::vector<Value>& values) {
  Json list = Json::array();
  for (const Value& value : values) list.push_back(json_of(value));
  return list;
}

Json rounded(double number, int digits) {
  if (!std::isfinite(number)) return 0;
  return std::strtod(fmt::format("{:.{}g}", number, digits).c_str(), nullptr);
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const std::optional<double>& number, int digits) {
  return number ? rounded(*number, digits) : Json(nullptr);
}

// `correct` is [] when no query has a known output; otherwise it has one entry per query.
std::string to_json(const QuestionAnswers& question, const SolverAnswer& answer, bool with_time) {
  Json correct = Json::array();
  for (const auto& entry : answer.correct) correct.push_back(entry ? Json(*entry) : Json(nullptr));
  Json alternatives = Json::array();
  for (const Alternative& it : answer.alternatives)
    alternatives.push_back({{"prediction", json_of(it.predictions)},
                            {"program", it.program},
                            {"bits", json_of(it.bits, 4)},
                            {"confidence", json_of(it.confidence, 3)}});
  Json fails = Json::array();
  for (const std::size_t example : answer.fails) fails.push_back(example + 1);
  Json confidences = Json::array();
  for (const double confidence : answer.confidences) confidences.push_back(rounded(confidence, 3));
  const bool asks = question.ask && question.first() == &answer;
  Json warnings = question.warnings;
  for (const std::string& warning : answer.warnings) warnings.push_back(warning);
  Json record{{"id", question.task.id},
              {"solver", answer.solver},
              {"status", to_text(answer.status)},
              {"fits", answer.fits},
              {"examples", answer.examples},
              {"fails", std::move(fails)},
              {"program", answer.program.empty() ? Json(nullptr) : Json(answer.program)},
              {"bits", json_of(answer.bits, 4)},
              {"predictions", json_of(answer.predictions)},
              {"confidence", json_of(answer.confidence, 3)},
              {"confidences", std::move(confidences)},
              {"sure", answer.confidence ? Json(question.is_sure(answer)) : Json(nullptr)},
              {"ask", asks ? json_of(*question.ask) : Json(nullptr)},
              {"correct", std::move(correct)},
              {"alternatives", std::move(alternatives)},
              {"warnings", std::move(warnings)}};
  if (with_time) record["seconds"] = rounded(answer.seconds, 6);
  record["evaluations"] = answer.evaluations;
  record["error"] = answer.error ? Json(inkling::to_text(*answer.error)) : Json(nullptr);
  return line_of(record);
}

std::string to_json(const CrossCheckReport& report, const std::string& left,
                    const std::string& right) {
  Json divergences = Json::array();
  for (const Divergence& d : report.divergences)
    divergences.push_back(
        {{"inputs", json_of(d.inputs)}, {"left", json_of(d.left)}, {"right", json_of(d.right)}});
  return line_of({{"left", left},
                  {"right", right},
                  {"inputs", report.inputs},
                  {"agreements", report.agreements},
                  {"both_undefined", report.both_undefined},
                  {"left_undefined", report.left_undefined},
                  {"right_undefined", report.right_undefined},
                  {"divergences", std::move(divergences)},
                  {"verdict", verdict(report)}});
}

}  // namespace inkling::app
