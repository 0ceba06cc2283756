// Answers written for a screen, a program or a page.
#pragma once

#include <inkling/app/answers.hpp>
#include <inkling/app/layout.hpp>
#include <inkling/domain.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inkling::app {

// "[4,9]", or "[4,9]; 3" for several queries; "undefined" where the program has no result.
std::string predictions_text(const std::vector<Value>& predictions);
std::string percent_text(double share);
std::string inputs_text(const std::vector<Value>& inputs, std::string_view separator = ", ");
std::string seconds_text(double seconds);
std::string agreement_text(const CrossCheckReport& report);
// The first inputs on which two programs differ, one per line.
std::string divergence_lines(const CrossCheckReport& report);

struct TextStyle {
  std::size_t width = 0;  // columns of the screen; 0 = no limit
  Style style{};
  bool with_time = true;
  const Domain* domain = nullptr;  // says how values look; null: by their text alone
};
// Everything below a question: the table, what is right, agreement, alternatives, warnings.
std::string to_text(const QuestionAnswers& answers, const TextStyle& style);

// The result record of one solver: one line of JSON, without a line feed.
std::string to_json(const QuestionAnswers& question, const SolverAnswer& answer,
                    bool with_time = true);
// {"left":..,"right":..,"inputs":..}: two programs and where they differ.
std::string to_json(const CrossCheckReport& report, const std::string& left,
                    const std::string& right);

// A part of a page; nothing in it is fetched from elsewhere, and values and programs are escaped.
// The domain says how values look; null: by their text alone.
std::string to_html(const QuestionAnswers& answers, bool with_time = true,
                    const Domain* domain = nullptr);
// The same without the examples, where these stand above it already.
std::string answers_only_html(const QuestionAnswers& answers, bool with_time = true,
                              const Domain* domain = nullptr);
std::string explanation_html(std::string_view program, std::string_view words);
std::string html_heading(std::string_view text);
// Text of a screen, line by line.
std::string html_lines(std::string_view text);
// A whole page around such parts.
std::string html_page(std::string_view title, std::string_view body);
// Such parts within a page of somebody else, such as the output of a notebook's cell: with a style
// of their own that changes nothing beside them.
std::string html_cell(std::string_view body);

}  // namespace inkling::app
