// Text in a page: what it holds is shown, never obeyed. And the few parts that pages are made of.
#pragma once

#include <cstddef>
#include <inkling/app/chart.hpp>
#include <inkling/domain.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inkling::app::html {

// For text and attributes alike. Controls and marks of the direction of writing are spelled out, as
// on a screen (base/screen.hpp).
std::string escaped(std::string_view text);
std::string code(std::string_view text);

// A table that scrolls by itself where the page is narrower. `rows` is HTML.
std::string table(std::string_view kind, const std::vector<std::string>& head,
                  const std::string& rows);
// What opens by mouse or keyboard: a summary, as text or (part_of) as HTML, and what is below it.
std::string part(std::string_view summary, const std::string& body);
std::string part_of(const std::string& summary, const std::string& body);
// The pictures of the values that have one; "" where none has.
std::string pictures(const Domain* domain, std::span<const Value> values);
// A chart, drawn once for a wide window and once for a narrow one; the style of pages shows one.
std::string picture(const Chart& chart);
// Of every solver the values (evaluations, seconds) with which it solved a task, as a chart of the
// share of `tasks` that is solved with at most so much. Of more tasks than one.
std::string solved_chart(std::vector<std::pair<std::string, std::vector<double>>> solved,
                         std::size_t tasks, const std::string& of);

}  // namespace inkling::app::html
