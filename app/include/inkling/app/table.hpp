// Left-aligned tables that fit a width, or as HTML. Where even the columns that give way leave one
// too wide, every row is written below one another.
#pragma once

#include <inkling/app/layout.hpp>
#include <string>
#include <vector>

namespace inkling::app {

class Table {
 public:
  // `shrink` columns give way when the table is wider than the screen: their cells are cut.
  // `code`: programs and values, which a page writes as such.
  // `wrap`: cells go over several lines in place of being cut.
  // `first`: gives way before the others, down to that width; 0: together with them.
  struct Column {
    std::string title;
    bool shrink = false;
    bool code = false;
    bool wrap = false;
    std::size_t first = 0;
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
  std::string one_below_the_other(std::size_t width) const;
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace inkling::app
