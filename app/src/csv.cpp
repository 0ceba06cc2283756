#include <fmt/format.h>

#include <algorithm>
#include <inkling/app/csv.hpp>
#include <inkling/value.hpp>

namespace inkling::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::size_t line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::size_t>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

class CsvReader {
 public:
  CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  Result<CsvTable> read() {
    while (at_ < text_.size()) {
      CsvRow row;
      do {
        auto cell = read_cell();
        if (!cell) return cell.error();
        row.push_back(*std::move(cell));
      } while (skip(separator_));
      if (skip('\r')) table_.crlf = true;
      skip('\n');
      table_.rows.push_back(std::move(row));
    }
    return std::move(table_);
  }

 private:
  bool skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // A quote inside an unquoted cell is an ordinary character, as spreadsheets read it.
  Result<std::string> read_cell() {
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted();
    const auto begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
           !(text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n'))
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> read_quoted() {
    const auto begin = at_++;
    std::string cell;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c != '"') {
        cell += c;
      } else if (!skip('"')) {
        // Whatever stands between the closing quote and the separator still belongs to the cell.
        auto rest = read_cell();
        if (rest) cell += *rest;
        return cell;
      } else {
        cell += '"';
      }
    }
    return Error{
        ErrorCode::bad_input,
        fmt::format("line {}: the quote that opens here is never closed", line_at(text_, begin)),
        {"write a quote inside a quoted cell twice: \"\""}};
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  CsvTable table_;
};

bool needs_quotes(std::string_view cell, char separator) {
  return cell.find_first_of("\"\r\n") != std::string_view::npos ||
         cell.find(separator) != std::string_view::npos;
}

}  // namespace

Result<CsvTable> read_csv(std::string_view text, char separator) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (const auto bad = find_invalid_utf8(text))
    return Error{ErrorCode::bad_input,
                 fmt::format("line {}: NUL or a byte that is not valid UTF-8 (0x{:02x})",
                             line_at(text, *bad), static_cast<unsigned char>(text[*bad])),
                 {"save the file as UTF-8"}};
  return CsvReader(text, separator).read();
}

std::string write_csv(const CsvTable& table, char separator) {
  std::string text;
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += separator;
      if (!needs_quotes(row[i], separator)) {
        text += row[i];
        continue;
      }
      text += '"';
      for (const char c : row[i]) {
        if (c == '"') text += '"';
        text += c;
      }
      text += '"';
    }
    text += table.crlf ? "\r\n" : "\n";
  }
  return text;
}

}  // namespace inkling::app
