#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <inkling/app/csv.hpp>
#include <inkling/value.hpp>
#include <map>

namespace inkling::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSeparatorLine = "sep=";
// The first of those that part the rows equally well is taken.
constexpr std::string_view kSeparators = "\t,;|";
constexpr std::size_t kLookedAt = 200;  // rows, to find out the separator
// How the files of workbooks begin: a zip archive, and the compound file of older ones.
constexpr std::array<std::string_view, 2> kWorkbooks = {"PK\x03\x04", "\xD0\xCF\x11\xE0"};

class CsvReader {
 public:
  CsvReader(std::string_view text, char separator, char quote, std::size_t line,
            std::size_t most_rows = std::string_view::npos)
      : text_(text), separator_(separator), quote_(quote), line_(line), most_rows_(most_rows) {}

  Result<CsvTable> read() {
    while (at_ < text_.size() && table_.rows.size() < most_rows_) {
      CsvRow row;
      table_.lines.push_back(line_);
      do {
        auto cell = read_cell();
        if (!cell) return cell.error();
        row.push_back(*std::move(cell));
      } while (skip(separator_));
      end_line();
      table_.rows.push_back(std::move(row));
    }
    table_.format.separator = separator_;
    table_.format.quote = quote_;
    table_.format.line_end = most_frequent_end();
    return std::move(table_);
  }

 private:
  bool skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void end_line() {
    if (at_ == text_.size()) return;
    const bool cr = skip('\r');
    const bool lf = skip('\n');
    ++ends_[(cr ? 1U : 0U) + (lf ? 2U : 0U)];
    ++line_;
  }

  std::string most_frequent_end() const {
    if (ends_[2] >= ends_[1] && ends_[2] >= ends_[3]) return "\n";
    return ends_[3] >= ends_[1] ? "\r\n" : "\r";
  }

  // A quote inside an unquoted cell is an ordinary character, as spreadsheets read it.
  Result<std::string> read_cell() {
    if (at_ < text_.size() && text_[at_] == quote_) return read_quoted();
    const auto begin = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
           text_[at_] != '\r')
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> read_quoted() {
    const auto first_line = line_;
    ++at_;
    std::string cell;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n' || (c == '\r' && (at_ == text_.size() || text_[at_] != '\n'))) ++line_;
      if (c != quote_) {
        cell += c;
      } else if (!skip(quote_)) {
        // Whatever stands between the closing quote and the separator still belongs to the cell.
        auto rest = read_cell();
        if (rest) cell += *rest;
        return cell;
      } else {
        cell += quote_;
      }
    }
    return Error{
        ErrorCode::bad_input,
        fmt::format("line {}: the quote that opens here is never closed", first_line),
        {fmt::format("write a quote inside a quoted cell twice: {}", std::string(2, quote_))}};
  }

  std::string_view text_;
  char separator_;
  char quote_;
  std::size_t at_ = 0;
  std::size_t line_;
  std::size_t most_rows_;
  std::array<std::size_t, 4> ends_{};  // none, CR, LF, CR LF
  CsvTable table_;
};

bool blank(const CsvRow& row) {
  return row.size() == 1 && row.front().empty();
}

// Single quotes are apostrophes unless every cell that begins with one ends with one, some do, and
// no cell begins with a double quote.
char quote_of(std::string_view text, char separator) {
  bool any = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(
        text.find_first_of(std::array<char, 3>{separator, '\n', '\r'}.data(), at, 3), text.size());
    if (text[at] == '"') return '"';
    if (text[at] == '\'') {
      auto close = text.find('\'', at + 1);
      while (close != std::string_view::npos && close + 1 < text.size() && text[close + 1] == '\'')
        close = text.find('\'', close + 2);
      if (close == std::string_view::npos) return '"';
      at = close + 1;
      if (at < text.size() && text[at] != separator && text[at] != '\n' && text[at] != '\r')
        return '"';
      any = true;
      ++at;
      continue;
    }
    at = end + 1;
  }
  return any ? '\'' : '"';
}

// Whether every such character stands between two digits, as the decimal commas of a table whose
// separator is another one.
bool only_between_digits(std::string_view text, char c) {
  const auto digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  for (auto at = text.find(c); at != std::string_view::npos; at = text.find(c, at + 1))
    if (at == 0 || !digit(at - 1) || !digit(at + 1)) return false;
  return true;
}

// The share of the rows that have as many cells as most of them have; 0 where that is one cell.
double evenness(const CsvTable& table) {
  std::map<std::size_t, std::size_t> widths;
  std::size_t rows = 0;
  for (const CsvRow& row : table.rows) {
    if (blank(row)) continue;
    ++widths[row.size()];
    ++rows;
  }
  const auto most =
      std::max_element(widths.begin(), widths.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == widths.end() || most->first < 2) return 0;
  return static_cast<double>(most->second) / static_cast<double>(rows);
}

char separator_of(std::string_view text) {
  char best = ',';
  double best_score = 0;
  for (const char separator : kSeparators) {
    if (text.find(separator) == std::string_view::npos) continue;
    const auto table = CsvReader(text, separator, quote_of(text, separator), 1, kLookedAt).read();
    double score = table ? evenness(*table) : 0;
    if (separator == ',' && only_between_digits(text, separator)) score *= 0.5;
    if (score > best_score) {
      best_score = score;
      best = separator;
    }
  }
  return best;
}

std::size_t line_at(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < offset; ++i)
    if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) ++line;
  return line;
}

// `sep=;` and its line end; nullopt without one.
std::optional<char> take_separator_line(std::string_view& text) {
  if (text.size() < kSeparatorLine.size() + 2) return std::nullopt;
  for (std::size_t i = 0; i < kSeparatorLine.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != kSeparatorLine[i])
      return std::nullopt;
  }
  const char separator = text[kSeparatorLine.size()];
  const auto byte = static_cast<unsigned char>(separator);
  if (separator != '\t' && (byte >= 0x80 || std::ispunct(byte) == 0 || separator == '"'))
    return std::nullopt;
  std::string_view rest = text.substr(kSeparatorLine.size() + 1);
  if (rest.front() != '\n' && rest.front() != '\r') return std::nullopt;
  rest.remove_prefix(rest.starts_with("\r\n") ? 2 : 1);
  text = rest;
  return separator;
}

bool needs_quotes(std::string_view cell, const CsvFormat& format) {
  return cell.find_first_of("\r\n") != std::string_view::npos ||
         cell.find(format.quote) != std::string_view::npos ||
         cell.find(format.separator) != std::string_view::npos;
}

// Whether a text that begins with this cell would be read as something else.
bool misleading(std::string_view cell) {
  const std::string line = std::string(cell) + "\n";
  std::string_view rest = line;
  return cell.starts_with(kByteOrderMark) || take_separator_line(rest) ||
         std::any_of(kWorkbooks.begin(), kWorkbooks.end(),
                     [&](std::string_view begin) { return cell.starts_with(begin); });
}

std::string rows_text(const CsvTable& table, bool quote_quotes) {
  const CsvFormat& format = table.format;
  std::string text;
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string& cell = row[i];
      if (i > 0) text += format.separator;
      const bool quoted = needs_quotes(cell, format) || (text.empty() && misleading(cell)) ||
                          (quote_quotes && (cell.starts_with('"') || cell.starts_with('\'')));
      if (!quoted) {
        text += cell;
        continue;
      }
      text += format.quote;
      for (const char c : cell) {
        if (c == format.quote) text += format.quote;
        text += c;
      }
      text += format.quote;
    }
    text += format.line_end;
  }
  return text;
}

}  // namespace

std::string separator_text(char separator) {
  switch (separator) {
    case ',':
      return "a comma";
    case ';':
      return "a semicolon";
    case '\t':
      return "a tab";
    default:
      return fmt::format("'{}'", separator);
  }
}

Result<CsvTable> read_csv(std::string_view text, std::optional<char> separator) {
  for (const auto begin : kWorkbooks)
    if (text.starts_with(begin))
      return Error{ErrorCode::bad_input,
                   "it is a workbook, and only tables of plain text are read",
                   {"save it as CSV (UTF-8) in the spreadsheet first"}};
  const bool marked = text.starts_with(kByteOrderMark);
  if (marked) text.remove_prefix(kByteOrderMark.size());
  if (const auto bad = find_invalid_utf8(text))
    return Error{ErrorCode::bad_input,
                 fmt::format("line {}: NUL or a byte that is not valid UTF-8 (0x{:02x})",
                             line_at(text, *bad), static_cast<unsigned char>(text[*bad])),
                 {"save the file as UTF-8"}};
  const auto named = take_separator_line(text);
  if (!separator) separator = named ? *named : separator_of(text);
  const std::size_t first_line = named ? 2 : 1;
  auto table = CsvReader(text, *separator, quote_of(text, *separator), first_line).read();
  if (!table) return table;
  table->format.byte_order_mark = marked;
  table->format.separator_line = named.has_value();
  return table;
}

std::string write_csv(const CsvTable& table) {
  const CsvFormat& format = table.format;
  std::string text;
  if (format.byte_order_mark) text += kByteOrderMark;
  if (format.separator_line) {
    text += kSeparatorLine;
    text += format.separator;
    text += format.line_end;
  }
  std::string rows = rows_text(table, false);
  // Cells that begin with a quote could be taken for quoted ones.
  if (quote_of(rows, format.separator) != format.quote) rows = rows_text(table, true);
  return text + rows;
}

}  // namespace inkling::app
