// Left-aligned tables that fit a width, or as HTML.
#pragma once

#include <inkling/app/layout.hpp>
#include <string>
#include <vector>

namespace inkling::app {

class Table {
 public:
  // `shrink` columns give way when the table is wider than the screen.
  // `code`: programs and values, which a page writes as such.
  struct Column {
    std::string title;
    bool shrink = false;
    bool code = false;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // Precondition: as many cells as columns.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  // Two blanks of indent and between columns; lines end without blanks. `width` 0 = no limit.
  std::string render(std::size_t width, const Style& style) const;
  // A part of a page, with every cell whole.
  std::string html() const;

 private:
  std::vector<std::size_t> fit(std::size_t width) const;
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace inkling::app
