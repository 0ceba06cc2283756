// Dates and times of day written as text: found in any of the usual spellings, written in any form.
#include <algorithm>
#include <chrono>
#include <string>

#include "operators.hpp"
#include "text.hpp"

namespace inkling::strings {
namespace {

using namespace text;

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
constexpr std::string_view kWeekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                          "Thursday", "Friday", "Saturday"};

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// A run of digits or of letters.
struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool number = false;
  int value = 0;  // of a number of at most eight digits; of a name the month, 1 to 12, or 0
};

// 1 to 12 for a month's name or an abbreviation of at least three letters, else 0.
int month_of(std::string_view word) {
  if (word.size() < 3) return 0;
  for (int m = 0; m < 12; ++m) {
    const std::string_view name = kMonths[m];
    if (word.size() > name.size() && word != "Sept") continue;
    bool same = true;
    for (std::size_t i = 0; same && i < word.size() && i < name.size(); ++i)
      same = small(word[i]) == small(name[i]);
    if (same && (word.size() == 3 || word.size() == name.size() || (m == 8 && word.size() == 4)))
      return m + 1;
  }
  return 0;
}

class Tokens {
 public:
  explicit Tokens(std::string_view s) : s_(s) {}
  bool next(Token& token) {
    while (at_ < s_.size() && !digit(s_[at_]) && !letter(s_[at_])) ++at_;
    if (at_ == s_.size()) return false;
    token = {at_, at_, digit(s_[at_]), 0};
    while (token.end < s_.size() && (token.number ? digit(s_[token.end]) : letter(s_[token.end])))
      ++token.end;
    const std::string_view text = s_.substr(token.begin, token.end - token.begin);
    if (token.number && text.size() <= 8)
      for (const char c : text) token.value = token.value * 10 + (c - '0');
    if (!token.number) token.value = month_of(text);
    at_ = token.end;
    return true;
  }

 private:
  std::string_view s_;
  std::size_t at_ = 0;
};

using Date = std::chrono::year_month_day;

Date make_date(int year, int month, int day) {
  return Date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
              std::chrono::day{static_cast<unsigned>(day)}};
}
int full_year(const Token& token) {
  if (token.end - token.begin != 2) return token.value;
  return token.value + (token.value < 70 ? 2000 : 1900);
}
bool is_year(const Token& token) {
  const std::size_t n = token.end - token.begin;
  return token.number && (n == 4 || n == 2);
}
bool is_day(const Token& token) {
  return token.number && token.end - token.begin <= 2;
}

// What stands between the parts of one date: signs, spaces, "th" and "of".
bool beside(std::string_view s, const Token& a, const Token& b) {
  const std::string_view gap = s.substr(a.end, b.begin - a.end);
  if (gap.empty() || gap.size() > 3) return false;
  for (const char c : gap)
    if (c != ' ' && c != '-' && c != '/' && c != '.' && c != ',') return false;
  return true;
}
bool same_gap(std::string_view s, const Token& a, const Token& b, const Token& c) {
  return s.substr(a.end, b.begin - a.end) == s.substr(b.end, c.begin - b.end);
}

bool is_ordinal(std::string_view s, const Token& token, const Token& before) {
  if (token.number || token.begin != before.end) return false;
  const std::string_view word = s.substr(token.begin, token.end - token.begin);
  return word == "st" || word == "nd" || word == "rd" || word == "th";
}

// The date that the parts a, b, c make, numbers in this order ("dmy", "mdy", "ymd").
bool date_of(std::string_view s, std::string_view order, const Token& a, const Token& b,
             const Token& c, Date& date) {
  const auto named = [](const Token& token) { return !token.number && token.value > 0; };
  if (a.number && named(b) && is_year(c) && is_day(a))
    date = make_date(full_year(c), b.value, a.value);
  else if (named(a) && is_day(b) && is_year(c))
    date = make_date(full_year(c), a.value, b.value);
  else if (a.number && a.end - a.begin == 4 && named(b) && is_day(c))
    date = make_date(a.value, b.value, c.value);
  else if (!a.number || !b.number || !c.number || !is_day(b) || !same_gap(s, a, b, c))
    return false;
  else if (a.end - a.begin == 4 && is_day(c))
    date = make_date(a.value, b.value, c.value);
  else if (!is_day(a) || !is_year(c))
    return false;
  else if (order == "dmy")
    date = make_date(full_year(c), b.value, a.value);
  else if (order == "mdy")
    date = make_date(full_year(c), a.value, b.value);
  else if (order == "ymd" && a.end - a.begin == 2)
    date = make_date(full_year(a), b.value, c.value);
  else
    return false;
  return date.ok();
}

// Eight digits in one: 20240305.
bool run_together(std::string_view s, const Token& token, Date& date) {
  if (!token.number || token.end - token.begin != 8 || s.size() < 8) return false;
  date = make_date(token.value / 10000, token.value / 100 % 100, token.value % 100);
  return date.ok() && token.value / 10000 >= 1800 && token.value / 10000 < 2200;
}

bool find_date(std::string_view s, std::string_view order, Date& date) {
  Token tokens[3];
  std::size_t held = 0;
  Token token;
  for (Tokens walk(s); walk.next(token);) {
    if (held > 0 && is_ordinal(s, token, tokens[held - 1])) {
      tokens[held - 1].end = token.end;  // "5th" counts as 5
      continue;
    }
    if (run_together(s, token, date)) return true;
    if (held > 0 && !beside(s, tokens[held - 1], token)) held = 0;
    if (held == 3) {
      tokens[0] = tokens[1];
      tokens[1] = tokens[2];
      held = 2;
    }
    tokens[held++] = token;
    if (held == 3) {
      Token day[3] = {tokens[0], tokens[1], tokens[2]};
      for (Token& part : day)
        while (part.number && letter(s[part.end - 1])) --part.end;
      if (date_of(s, order, day[0], day[1], day[2], date)) return true;
    }
  }
  // A month and a year: the first of the month.
  Token before;
  bool have = false;
  for (Tokens walk(s); walk.next(token); before = token, have = true)
    if (have && !before.number && before.value > 0 && token.number &&
        token.end - token.begin == 4 && beside(s, before, token)) {
      date = make_date(token.value, before.value, 1);
      return date.ok();
    }
  return false;
}

void put_number(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}
std::string_view ordinal_ending(int n) {
  if (n % 100 / 10 == 1) return "th";
  return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

std::chrono::sys_days first_of_year(const Date& date) {
  return std::chrono::sys_days(Date{date.year(), std::chrono::January, std::chrono::day{1}});
}
int days_in_month(const Date& date) {
  return static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day_last{
      date.year(),
      std::chrono::month_day_last{date.month()}}.day()));
}
// ISO 8601: weeks begin on Monday, the first one has the year's first Thursday.
std::int64_t week_of(const Date& date) {
  const std::chrono::sys_days day(date);
  const auto since_monday = std::chrono::weekday(day) - std::chrono::Monday;
  const std::chrono::sys_days thursday = day - since_monday + std::chrono::days{3};
  return (thursday - first_of_year(Date(thursday))).count() / 7 + 1;
}

// The first day of the week, month, quarter or year that a date is in, or the last one.
bool edge_of(const Date& date, std::string_view period, bool last, Date& edge) {
  using std::chrono::months;
  const std::chrono::sys_days day(date);
  if (period == "week") {
    const std::chrono::sys_days monday = day - (std::chrono::weekday(day) - std::chrono::Monday);
    edge = Date(monday + std::chrono::days{last ? 6 : 0});
    return true;
  }
  const unsigned month = static_cast<unsigned>(date.month()) - 1;
  const unsigned length = period == "month"     ? 1
                          : period == "quarter" ? 3
                          : period == "year"    ? 12
                                                : 0;
  if (length == 0) return false;
  const Date first{date.year(), std::chrono::month{month / length * length + 1},
                   std::chrono::day{1}};
  edge = last ? Date(std::chrono::sys_days(first + months{length}) - std::chrono::days{1}) : first;
  return true;
}

// Writes what a run of one letter stands for; false when it stands for nothing.
bool put_date_part(std::string& out, const Date& date, char code, std::size_t length) {
  const int year = static_cast<int>(date.year());
  const int month = static_cast<int>(static_cast<unsigned>(date.month()));
  const int day = static_cast<int>(static_cast<unsigned>(date.day()));
  const std::chrono::weekday weekday{std::chrono::sys_days(date)};
  const std::string_view month_name = kMonths[month - 1];
  const std::string_view day_name = kWeekdays[weekday.c_encoding()];
  if (code == 'y' && (length == 4 || length == 2))
    put_number(out, length == 4 ? year : year % 100, length);
  else if (code == 'm' && length <= 2)
    put_number(out, month, length);
  else if (code == 'm' && length <= 4)
    out += length == 3 ? month_name.substr(0, 3) : month_name;
  else if (code == 'd' && length <= 2)
    put_number(out, day, length);
  else if (code == 'd' && length <= 4)
    out += length == 3 ? day_name.substr(0, 3) : day_name;
  else if (code == 'q' && length == 1)
    put_number(out, (month + 2) / 3, 1);
  else if (code == 'o' && length == 1)
    out += ordinal_ending(day);
  else if (code == 'w' && length <= 2)
    put_number(out, week_of(date), length);
  else if (code == 'j' && (length == 1 || length == 3))
    put_number(out, (std::chrono::sys_days(date) - first_of_year(date)).count() + 1, length);
  else if (code == 'l' && length <= 2)
    put_number(out, days_in_month(date), length);
  else
    return false;
  return true;
}

// Seconds since midnight.
struct Clock {
  int seconds = 0;
};

bool find_time(std::string_view s, Clock& clock) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!digit(s[i]) || (i > 0 && (digit(s[i - 1]) || s[i - 1] == '.'))) continue;
    std::size_t at = i;
    const auto read = [&](std::size_t most) {
      int value = 0;
      std::size_t n = 0;
      for (; at < s.size() && digit(s[at]) && n < most; ++n) value = value * 10 + (s[at++] - '0');
      return n == 0 || (at < s.size() && digit(s[at])) ? -1 : value;
    };
    int hour = read(2);
    int minute = 0;
    int second = 0;
    bool colon = false;
    if (hour >= 0 && at < s.size() && s[at] == ':') {
      ++at;
      const std::size_t from = at;
      minute = read(2);
      colon = minute >= 0 && at - from == 2;
      if (!colon) continue;
      if (at + 2 < s.size() && s[at] == ':' && digit(s[at + 1])) {
        ++at;
        second = read(2);
      }
    }
    std::size_t mark = at;
    if (mark < s.size() && s[mark] == ' ') ++mark;
    std::string half;
    for (; mark < s.size() && half.size() < 2 && (letter(s[mark]) || s[mark] == '.'); ++mark)
      if (s[mark] != '.') half += small(s[mark]);
    const bool ends = mark >= s.size() || !letter(s[mark]);
    const bool twelve = ends && (half == "am" || half == "pm");
    if ((!colon && !twelve) || hour < 0 || minute < 0 || second < 0 || minute > 59 || second > 59)
      continue;
    if (twelve) {
      if (hour < 1 || hour > 12) continue;
      hour = hour % 12 + (half == "pm" ? 12 : 0);
    }
    if (hour > 23) continue;
    clock.seconds = (hour * 60 + minute) * 60 + second;
    return true;
  }
  return false;
}

bool put_time_part(std::string& out, const Clock& clock, char code, std::size_t length) {
  const int hour = clock.seconds / 3600;
  const int twelve = (hour + 11) % 12 + 1;
  if (length > 2) return false;
  if (code == 'h')
    put_number(out, hour, length);
  else if (code == 'k')
    put_number(out, twelve, length);
  else if (code == 'm')
    put_number(out, clock.seconds / 60 % 60, length);
  else if (code == 's')
    put_number(out, clock.seconds % 60, length);
  else if (code == 'a' && length == 1)
    out += hour < 12 ? "am" : "pm";
  else if (code == 'A' && length == 1)
    out += hour < 12 ? "AM" : "PM";
  else
    return false;
  return true;
}

// Runs of letters of the form are parts, all else stands for itself.
template <class Value, class Put>
bool write_form(EvalContext& context, std::string_view form, const Value& value, Put put_part,
                Cell& result) {
  std::string out;
  for (std::size_t i = 0; i < form.size();) {
    if (!letter(form[i])) {
      out += form[i++];
      continue;
    }
    std::size_t end = i;
    while (end < form.size() && form[end] == form[i]) ++end;
    if (!put_part(out, value, form[i], end - i)) return false;
    i = end;
  }
  char* bytes = room(context, out.size());
  if (bytes == nullptr) return false;
  put(bytes, out);
  result = make(bytes, out.size(), count_chars(out));
  return true;
}

bool date(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Date found;
  return context.spend(a[0].size) && find_date(view(a[0]), view(a[1]), found) &&
         write_form(context, view(a[2]), found, put_date_part, result);
}
bool in_plain_form(EvalContext& context, const Date& date, Cell& result) {
  const int year = static_cast<int>(date.year());
  return date.ok() && year >= 0 && year <= 9999 &&
         write_form(context, "yyyy-mm-dd", date, put_date_part, result);
}
template <bool kLast>
bool edge(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Date found;
  Date edge;
  return context.spend(a[0].size) && find_date(view(a[0]), view(a[1]), found) &&
         edge_of(found, view(a[2]), kLast, edge) && in_plain_form(context, edge, result);
}
bool add_days(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  constexpr std::int64_t kMostDays = 1'000'000;
  Date found;
  if (!context.spend(a[0].size) || a[2].i > kMostDays || a[2].i < -kMostDays ||
      !find_date(view(a[0]), view(a[1]), found))
    return false;
  const Date moved(std::chrono::sys_days(found) + std::chrono::days{a[2].i});
  return in_plain_form(context, moved, result);
}
bool write_number(EvalContext& context, std::int64_t number, Cell& result) {
  const std::string out = std::to_string(number);
  char* bytes = room(context, out.size());
  if (bytes == nullptr) return false;
  put(bytes, out);
  result = make(bytes, out.size(), out.size());
  return true;
}
bool day_number(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Date found;
  return context.spend(a[0].size) && find_date(view(a[0]), view(a[1]), found) &&
         write_number(context, std::chrono::sys_days(found).time_since_epoch().count(), result);
}
// Digits in groups of sixty: "1:30" is 90, "1:02:03" is 3723.
bool from_clock(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  constexpr std::size_t kMostDigits = 6;
  const std::string_view s = view(a[0]);
  std::int64_t number = 0;
  std::int64_t group = 0;
  std::size_t digits = 0;
  std::size_t groups = 0;
  for (std::size_t i = 0; i <= s.size(); ++i) {
    if (i < s.size() && digit(s[i])) {
      group = group * 10 + (s[i] - '0');
      if (++digits > (groups == 0 ? kMostDigits : 2)) return false;
      continue;
    }
    if ((i < s.size() && s[i] != ':') || digits == 0) return false;
    if (groups > 0 && (digits != 2 || group > 59)) return false;
    number = number * 60 + group;
    ++groups;
    group = 0;
    digits = 0;
  }
  return groups >= 2 && groups <= 3 && write_number(context, number, result);
}
bool time_of_day(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  Clock found;
  return context.spend(a[0].size) && find_time(view(a[0]), found) &&
         write_form(context, view(a[1]), found, put_time_part, result);
}
bool floor_time(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  constexpr std::int64_t kMinutes = 24 * 60;
  Clock found;
  if (!context.spend(a[0].size) || a[1].i < 1 || a[1].i > kMinutes || !find_time(view(a[0]), found))
    return false;
  const auto step = static_cast<int>(a[1].i) * 60;
  found.seconds -= found.seconds % step;
  return write_form(context, "hh:mm", found, put_time_part, result);
}

bool clock(EvalContext& context, const CallSite&, const Cell* a, Cell& result) {
  constexpr std::size_t kMostDigits = 9;
  const std::string_view s = view(a[0]);
  if (s.empty() || s.size() > kMostDigits || !std::all_of(s.begin(), s.end(), digit)) return false;
  int minutes = 0;
  for (const char c : s) minutes = minutes * 10 + (c - '0');
  std::string out = std::to_string(minutes / 60) + ":";
  put_number(out, minutes % 60, 2);
  char* bytes = room(context, out.size());
  if (bytes == nullptr) return false;
  put(bytes, out);
  result = make(bytes, out.size(), out.size());
  return true;
}

}  // namespace

void add_date_operators(Catalogue& catalogue) {
  const OperatorRow rows[] = {
      {"date", "(s: string, order: string, form: string) -> string", date, 0,
       "the date in {0}, read as {1}, written as {2}",
       "the first date in s, its numbers in the order dmy, mdy or ymd, written in a form of yyyy, "
       "yy, mmmm (March), mmm "
       "(Mar), mm, m, dddd (Tuesday), ddd (Tue), dd, d, o (st, nd, rd, th), q (quarter), w or ww "
       "(week), j (day of the year), l (days of the month) and signs; "
       "undefined without one"},
      {"time", "(s: string, form: string) -> string", time_of_day, 0,
       "the time in {0} written as {1}",
       "the first time of day in s written in a form of hh, h, kk, k (12 hours), mm, m, ss, s, A "
       "(AM, PM), a (am, pm) "
       "and signs; undefined without one"},
      {"clock", "(s: string) -> string", clock, 0, "{0} minutes as hours and minutes",
       "a number of minutes as h:mm: 90 is 1:30; undefined for other text"},
      {"floor_time", "(s: string, minutes: int) -> string", floor_time, 0,
       "the time in {0} rounded down to {1} minutes",
       "the first time of day in s, rounded down to a multiple of so many minutes, as hh:mm"},
      {"from_clock", "(s: string) -> string", from_clock, 0, "the clock time {0} as a number",
       "h:mm in minutes, h:mm:ss and the like in seconds: 1:30 is 90; undefined for other text"},
      {"start_of", "(s: string, order: string, period: string) -> string", edge<false>, 0,
       "the first day of the {2} of the date in {0}, read as {1}",
       "the first day of the week (Monday), month, quarter or year of the first date in s, as "
       "yyyy-mm-dd"},
      {"end_of", "(s: string, order: string, period: string) -> string", edge<true>, 0,
       "the last day of the {2} of the date in {0}, read as {1}",
       "the last day of the week (Sunday), month, quarter or year of the first date in s, as "
       "yyyy-mm-dd"},
      {"add_days", "(s: string, order: string, n: int) -> string", add_days, 0,
       "the day {2} days after the date in {0}, read as {1}",
       "the first date in s moved on by n days, as yyyy-mm-dd"},
      {"day_number", "(s: string, order: string) -> string", day_number, 0,
       "the number of the day in {0}, read as {1}",
       "days from 1970-01-01 to the first date in s, so that the difference of two dates is one of "
       "numbers"},
  };
  add_operators(catalogue, "Dates and times", rows);
}

}  // namespace inkling::strings
