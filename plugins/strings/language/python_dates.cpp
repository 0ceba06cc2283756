// Dates and times.
#include "python_definitions.hpp"

namespace inkling::strings {

const char* const kPythonDates = R"py(
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

def month_of(word):
    for month, name in enumerate(MONTHS, 1):
        if word.lower() in (name.lower(), name[:3].lower(), "sept" if month == 9 else ""):
            return month
    return 0

class Token:
    """A run of digits or of letters."""

    def __init__(self, match):
        self.begin, self.end = match.span()
        self.number = match[0][0] in "0123456789"
        if self.number:
            self.value = int(match[0]) if len(match[0]) <= 8 else 0
        else:
            self.value = month_of(match[0])

    def size(self):
        return self.end - self.begin

    def is_day(self):
        return self.number and self.size() <= 2

    def is_year(self):
        return self.number and self.size() in (2, 4)

    def is_month(self):
        return not self.number and self.value > 0

    def year(self):
        if self.size() != 2:
            return self.value
        return self.value + (2000 if self.value < 70 else 1900)

def date_tokens(s):
    return [Token(match) for match in re.finditer("[0-9]+|[A-Za-z]+", s)]

def days_of(year, month):
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]

def make_date(year, month, day):
    good = 1 <= month <= 12 and 1 <= day <= days_of(year, month)
    return (year, month, day) if good else None

def weekday_of(year, month, day):
    y = year - (month < 3)
    offset = (0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4)[month - 1]
    return (y + y // 4 - y // 100 + y // 400 + offset + day) % 7

def beside(s, a, b):
    gap = s[a.end : b.begin]
    return 1 <= len(gap) <= 3 and all(c in " -/.," for c in gap)

def date_of(s, order, a, b, c):
    if a.number and b.is_month() and c.is_year() and a.is_day():
        return make_date(c.year(), b.value, a.value)
    if a.is_month() and b.is_day() and c.is_year():
        return make_date(c.year(), a.value, b.value)
    if a.number and a.size() == 4 and b.is_month() and c.is_day():
        return make_date(a.value, b.value, c.value)
    if not (a.number and b.is_day() and c.number):
        return None
    if s[a.end : b.begin] != s[b.end : c.begin]:
        return None
    if a.size() == 4 and c.is_day():
        return make_date(a.value, b.value, c.value)
    if not a.is_day() or not c.is_year():
        return None
    if order == "dmy":
        return make_date(c.year(), b.value, a.value)
    if order == "mdy":
        return make_date(c.year(), a.value, b.value)
    if order == "ymd" and a.size() == 2:
        return make_date(a.year(), b.value, c.value)
    return None

def find_date(s, order):
    held = []
    for token in date_tokens(s):
        word = s[token.begin : token.end]
        if held and token.begin == held[-1].end and word in ("st", "nd", "rd", "th"):
            held[-1].end = token.end
            continue
        if token.number and token.size() == 8:
            made = make_date(token.value // 10000, token.value // 100 % 100, token.value % 100)
            if made and 1800 <= made[0] < 2200:
                return made
        if held and not beside(s, held[-1], token):
            held = []
        held = held[-2:] + [token]
        if len(held) == 3:
            ends = [part.end for part in held]
            for part in held:
                while part.number and s[part.end - 1] not in "0123456789":
                    part.end -= 1
            made = date_of(s, order, *held)
            for part, end in zip(held, ends):
                part.end = end
            if made:
                return made
    parts = date_tokens(s)
    for a, b in zip(parts, parts[1:]):
        if a.is_month() and b.number and b.size() == 4 and beside(s, a, b):
            return make_date(b.value, a.value, 1)
    return None

def ordinal_ending(n):
    if n % 100 // 10 == 1:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")

def write_form(form, parts):
    def part(match):
        if match[0] not in parts:
            raise Undefined
        return str(parts[match[0]])

    return re.sub("([A-Za-z])\\1*", part, form)

def day_count(year, month, day):
    y = year - (month <= 2)
    of_era = y % 400
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return y // 400 * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468

def date_of_count(count):
    z = count + 719468
    of_era = z % 146097
    y = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * y + y // 4 - y // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return (y + z // 146097 * 400 + (month <= 2), month, day)

def day_of_year(made):
    return day_count(*made) - day_count(made[0], 1, 1) + 1

def week_of(made):
    thursday = date_of_count(day_count(*made) - (weekday_of(*made) + 6) % 7 + 3)
    return (day_of_year(thursday) - 1) // 7 + 1

def plain_date(made):
    if not 0 <= made[0] <= 9999:
        raise Undefined
    return "%04d-%02d-%02d" % made

def edge_of(s, order, period, last):
    made = find_date(s, order)
    length = {"week": 0, "month": 1, "quarter": 3, "year": 12}.get(period)
    if not made or length is None:
        raise Undefined
    year, month, day = made
    if period == "week":
        monday = day_count(*made) - (weekday_of(*made) + 6) % 7
        return plain_date(date_of_count(monday + (6 if last else 0)))
    month = (month - 1) // length * length + 1
    if not last:
        return plain_date((year, month, 1))
    return plain_date((year, month + length - 1, days_of(year, month + length - 1)))

def add_days(s, order, n):
    made = find_date(s, order)
    if not made or not -1000000 <= n <= 1000000:
        raise Undefined
    return plain_date(date_of_count(day_count(*made) + n))

def day_number(s, order):
    made = find_date(s, order)
    if not made:
        raise Undefined
    return str(day_count(*made))

def date(s, order, form):
    made = find_date(s, order)
    if not made:
        raise Undefined
    year, month, day = made
    weekday = WEEKDAYS[weekday_of(year, month, day)]
    parts = {
        "yyyy": "%04d" % year, "yy": "%02d" % (year % 100),
        "m": month, "mm": "%02d" % month, "mmm": MONTHS[month - 1][:3], "mmmm": MONTHS[month - 1],
        "d": day, "dd": "%02d" % day, "ddd": weekday[:3], "dddd": weekday,
        "q": (month + 2) // 3, "o": ordinal_ending(day),
        "w": week_of(made), "ww": "%02d" % week_of(made),
        "j": day_of_year(made), "jjj": "%03d" % day_of_year(made),
        "l": days_of(year, month), "ll": days_of(year, month),
    }
    return write_form(form, parts)

CLOCK = re.compile(
    "([0-9]{1,2})(?![0-9])(?::([0-9]{2})(?![0-9])(?::(?=[0-9][^\\0])([0-9]+))?)?"
)

def find_time(s):
    for i, c in enumerate(s):
        if c not in "0123456789" or (i > 0 and s[i - 1] in "0123456789."):
            continue
        clock = CLOCK.match(s, i)
        if not clock or (clock[2] is None and s[clock.end() : clock.end() + 1] == ":"):
            continue
        if clock[3] is not None and len(clock[3]) > 2:
            continue
        hour, minute, second = int(clock[1]), int(clock[2] or 0), int(clock[3] or 0)
        at = clock.end()
        if s[at : at + 1] == " ":
            at += 1
        half = ""
        while at < len(s) and len(half) < 2 and re.match("[A-Za-z.]", s[at]):
            half += "" if s[at] == "." else s[at].lower()
            at += 1
        twelve = not re.match("[A-Za-z]", s[at : at + 1]) and half in ("am", "pm")
        if (clock[2] is None and not twelve) or minute > 59 or second > 59:
            continue
        if twelve:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour <= 23:
            return (hour * 60 + minute) * 60 + second
    return None

def write_time(seconds, form):
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    twelve, half = (hour + 11) % 12 + 1, "am" if hour < 12 else "pm"
    parts = {
        "h": hour, "hh": "%02d" % hour, "k": twelve, "kk": "%02d" % twelve,
        "m": minute, "mm": "%02d" % minute, "s": second, "ss": "%02d" % second,
        "a": half, "A": half.upper(),
    }
    return write_form(form, parts)

def time_of_day(s, form):
    seconds = find_time(s)
    if seconds is None:
        raise Undefined
    return write_time(seconds, form)

def floor_time(s, minutes):
    seconds = find_time(s)
    if not 1 <= minutes <= 1440 or seconds is None:
        raise Undefined
    return write_time(seconds - seconds % (minutes * 60), "hh:mm")

def from_clock(s):
    clock = re.fullmatch("([0-9]{1,6}):([0-5][0-9])(?::([0-5][0-9]))?", s)
    if not clock:
        raise Undefined
    number = int(clock[1]) * 60 + int(clock[2])
    return str(number if clock[3] is None else number * 60 + int(clock[3]))

def clock(s):
    if not re.fullmatch("[0-9]{1,9}", s):
        raise Undefined
    return "%d:%02d" % (int(s) // 60, int(s) % 60)
)py";

}  // namespace inkling::strings
