// The strings language in Python: a function for every operator that Python does not have, with the
// same meaning down to the last code point.
#include "strings_tables.hpp"

namespace inkling::strings {
namespace {

using Rows = std::vector<dsl::Rendering>;

const Rows& rows() {
  static const Rows table = {
      {"sub_str", "sub_str({0}, {1}, {2})"},
      {"get_span", "get_span({0}, {1}, {2}, {3}, {4}, {5}, {6})"},
      {"get_token", "get_token({0}, {1}, {2})"},
      {"get_up_to", "get_up_to({0}, {1})"},
      {"get_from", "get_from({0}, {1})"},
      {"get_first", "get_first({0}, {1}, {2})"},
      {"get_all", "\"\".join(tokens({0}, {1}))"},
      {"to_case", "to_case({0}, {1})"},
      {"substitute_token", "replace_token({0}, {1}, {2}, {3})"},
      {"substitute_tokens", "replace_tokens({0}, {1}, {2})"},
      {"remove_token", "replace_token({0}, {1}, {2}, \"\")"},
      {"remove_tokens", "replace_tokens({0}, {1}, \"\")"},
      {"before_token", "before_token({0}, {1}, {2})"},
      {"after_token", "after_token({0}, {1}, {2})"},
      {"from_token", "from_token({0}, {1}, {2})"},
      {"up_to_token", "up_to_token({0}, {1}, {2})"},
      {"tokens", "tokens({0}, {1})"},
      {"concat", "({0} + {1})"},
      {"repeat", "repeat({0}, {1})"},
      {"pad_left", "pad_left({0}, {1}, {2})"},
      {"pad_right", "pad_right({0}, {1}, {2})"},
      {"reverse", "{0}[::-1]"},
      {"replace_at", "replace_at({0}, {1}, {2}, {3})"},
      {"left", "{0}[:{1.natural}]"},
      {"right", "right({0}, {1})"},
      {"drop_left", "{0}[{1.natural}:]"},
      {"drop_right", "drop_right({0}, {1})"},
      {"substr", "substr({0}, {1}, {2})"},
      {"mid", "mid({0}, {1}, {2})"},
      {"slice", "{0}[{1}:{2}]"},
      {"char_at", "substr({0}, {1}, 1)"},
      {"first_char", "{0}[:1]"},
      {"last_char", "{0}[-1:]"},
      {"len", "len({0})"},
      {"find", "{1}.find({0})"},
      {"find_last", "{1}.rfind({0})"},
      {"index_of", "index_of({0}, {1}, {2})"},
      {"position/2", "position({0}, {1}, 1)"},
      {"position/3", "position({0}, {1}, {2})"},
      {"contains", "({1} in {0})"},
      {"prefix_of", "{1}.startswith({0})"},
      {"suffix_of", "{1}.endswith({0})"},
      {"starts_with", "{0}.startswith({1})"},
      {"ends_with", "{0}.endswith({1})"},
      {"count_of", "count_of({0}, {1})"},
      {"replace_first", "replace_first({0}, {1}, {2})"},
      {"replace_all", "replace_all({0}, {1}, {2})"},
      {"substitute_nth", "substitute_nth({0}, {1}, {2}, {3})"},
      {"remove", "replace_all({0}, {1}, \"\")"},
      {"remove_prefix", "remove_prefix({0}, {1})"},
      {"remove_suffix", "remove_suffix({0}, {1})"},
      {"before/2", "before({0}, {1})"},
      {"after/2", "after({0}, {1})"},
      {"before/3", "before({0}, {1}, {2})"},
      {"after/3", "after({0}, {1}, {2})"},
      {"before_last", "before_last({0}, {1})"},
      {"after_last", "after_last({0}, {1})"},
      {"from", "from_nth({0}, {1}, {2})"},
      {"up_to", "up_to({0}, {1}, {2})"},
      {"between", "between({0}, {1}, {2})"},
      {"inside", "inside({0}, {1}, {2})"},
      {"upper", "upper({0})"},
      {"lower", "lower({0})"},
      {"proper", "proper({0})"},
      {"capitalize", "capitalize({0})"},
      {"uncapitalize", "uncapitalize({0})"},
      {"swap_case", "swap_case({0})"},
      {"trim", "{0}.strip(SPACES)"},
      {"trim_left", "{0}.lstrip(SPACES)"},
      {"trim_right", "{0}.rstrip(SPACES)"},
      {"squeeze", "re.sub(\" +\", \" \", {0}.strip(SPACES))"},
      {"strip", "{0}.strip({1})"},
      {"digits_only", "choose(is_digit, {0})"},
      {"letters_only", "choose(is_letter, {0})"},
      {"alphanumeric_only", "choose(is_alphanumeric, {0})"},
      {"capitals_only", "choose(is_capital, {0})"},
      {"small_only", "choose(is_small, {0})"},
      {"without_digits", "leave_out(is_digit, {0})"},
      {"without_letters", "leave_out(is_letter, {0})"},
      {"without_spaces", "leave_out(is_space, {0})"},
      {"without_punctuation", "leave_out(is_punctuation, {0})"},
      {"remove_characters", "remove_characters({0}, {1})"},
      {"shift_letters", "shift_letters({0}, {1})"},
      {"is_numeric", "all_are(is_digit, {0})"},
      {"is_alphabetic", "all_are(is_letter, {0})"},
      {"is_alphanumeric", "all_are(is_alphanumeric, {0})"},
      {"is_upper", "has_case(is_capital, is_small, {0})"},
      {"is_lower", "has_case(is_small, is_capital, {0})"},
      {"is_blank", "all_are(is_space, {0})"},
      {"int_to_string", "str({0})"},
      {"string_to_int", "string_to_int({0})"},
      {"int_to_str", "int_to_str({0})"},
      {"str_to_int", "str_to_int({0})"},
      {"code_of", "code_of({0})"},
      {"char_of", "char_of({0})"},
      {"split", "split({0}, {1})"},
      {"join", "{1}.join({0})"},
      {"part", "piece(split({0}, {1}), {2})"},
      {"split_case", "split_case({0})"},
      {"words", "words({0})"},
      {"word", "piece(words({0}), {1})"},
      {"first_word", "piece(words({0}), 1)"},
      {"last_word", "piece(words({0}), -1)"},
      {"count_words", "len(words({0}))"},
      {"initials", "\"\".join(w[0] for w in words({0}))"},
      {"chars", "list({0})"},
      {"nth", "nth({0}, {1})"},
      {"first", "nth({0}, 1)"},
      {"last", "nth({0}, -1)"},
      {"take", "{0}[:{1.natural}]"},
      {"drop", "{0}[{1.natural}:]"},
      {"sort", "sorted({0})"},
      {"unique", "list(dict.fromkeys({0}))"},
      {"map", "[{0.body} for {0.0} in {1}]"},
      {"filter", "[{0.0} for {0.0} in {1} if ({0.body})]"},
      {"number", "number({0})"},
      {"plus", "plus({0}, {1})"},
      {"minus", "minus({0}, {1})"},
      {"times", "times({0}, {1})"},
      {"over", "over({0}, {1})"},
      {"round", "round_digits({0}, {1}, 0)"},
      {"round_down", "round_digits({0}, {1}, -1)"},
      {"round_up", "round_digits({0}, {1}, 1)"},
      {"round_to", "round_step({0}, {1}, 0)"},
      {"floor_to", "round_step({0}, {1}, -1)"},
      {"ceil_to", "round_step({0}, {1}, 1)"},
      {"thousands", "thousands({0}, {1})"},
      {"at_least", "at_least({0}, {1})"},
      {"roman", "roman({0})"},
      {"ordinal", "ordinal({0})"},
      {"total", "total({0})"},
      {"date", "date({0}, {1}, {2})"},
      {"time", "time_of_day({0}, {1})"},
      {"clock", "clock({0})"},
      {"floor_time", "floor_time({0}, {1})"},
      {"from_clock", "from_clock({0})"},
      {"start_of", "edge_of({0}, {1}, {2}, False)"},
      {"end_of", "edge_of({0}, {1}, {2}, True)"},
      {"add_days", "add_days({0}, {1}, {2})"},
      {"day_number", "day_number({0}, {1})"},
  };
  return table;
}

constexpr const char* kText = R"py(
BOUNDARY_START = 0

BOUNDARY_END = 1

CASE_PROPER = 0

CASE_ALL_CAPS = 1

CASE_LOWER = 2

REGEX_NUMBER = "[0-9]+"

REGEX_WORD = "[A-Za-z]+"

REGEX_ALPHANUM = "[A-Za-z0-9]+"

REGEX_ALL_CAPS = "[A-Z]+"

REGEX_PROP_CASE = "[A-Z][a-z]+"

REGEX_LOWER = "[a-z]+"

REGEX_DIGIT = "[0-9]"

REGEX_CHAR = "[A-Za-z0-9&,.?!@()\\[\\]%{}/:;$#\"' ]"

SPACES = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)

MOST_CHARACTERS = 1048576

def natural(n):
    if n < 0:
        raise Undefined
    return n

def found(position):
    if position is None or position < 0:
        raise Undefined
    return position

def tokens(s, regex):
    return re.findall(regex, s)

def token_spans(s, regex):
    return [match.span() for match in re.finditer(regex, s)]

def token_at(s, regex, i):
    spans = token_spans(s, regex)
    at = i - 1 if i > 0 else len(spans) + i
    return spans[at] if i != 0 and 0 <= at < len(spans) else None

def token_span(s, regex, i):
    span = token_at(s, regex, i)
    if span is None:
        raise Undefined
    return span

def before_token(s, regex, i):
    return s[: token_span(s, regex, i)[0]]

def after_token(s, regex, i):
    return s[token_span(s, regex, i)[1] :]

def from_token(s, regex, i):
    return s[token_span(s, regex, i)[0] :]

def up_to_token(s, regex, i):
    return s[: token_span(s, regex, i)[1]]

def sub_str(s, k1, k2):
    n = len(s)
    p1 = k1 - 1 if k1 > 0 else n + k1
    p2 = k2 - 1 if k2 > 0 else n + k2
    return "" if p1 >= p2 else s[p1 : n if p2 == n else p2 + 1]

def span_position(s, regex, i, boundary):
    spans = token_spans(s, regex)
    if not spans:
        return None
    at = i - 1 if i > 0 else len(spans) + i
    if at >= len(spans):
        return len(spans) - 1
    return 0 if at < 0 else spans[at][boundary]

def get_span(s, r1, i1, b1, r2, i2, b2):
    begin = span_position(s, r1, i1, b1)
    end = None if begin is None else span_position(s, r2, i2, b2)
    return "" if end is None or begin >= end else s[begin:end]

def get_token(s, regex, i):
    span = token_at(s, regex, i)
    return "" if span is None else s[span[0] : span[1]]

def get_up_to(s, regex):
    spans = token_spans(s, regex)
    return s[: spans[0][1]] if spans else ""

def get_from(s, regex):
    spans = token_spans(s, regex)
    return s[spans[0][1] :] if spans else ""

def get_first(s, regex, i):
    texts = tokens(s, regex)
    return "".join(texts[: max(0, len(texts) + i if i < 0 else i)])

def replace_token(s, regex, i, t):
    span = token_at(s, regex, i)
    return s if span is None else s.replace(s[span[0] : span[1]], t, 1)

def replace_tokens(s, regex, t):
    for text in tokens(s, regex):
        s = s.replace(text, t, 1)
    return s

def to_case(s, case):
    return (capitalize, upper, lower)[case](s)

def repeat(s, n):
    if n < 0 or len(s.encode()) * n > MOST_CHARACTERS:
        raise Undefined
    return s * (n if s else 0)

def padding(s, n, c):
    if len(c) != 1 or (n > len(s) and (n - len(s)) * len(c.encode()) > MOST_CHARACTERS):
        raise Undefined
    return c * max(0, n - len(s))

def pad_left(s, n, c):
    return padding(s, n, c) + s

def pad_right(s, n, c):
    return s + padding(s, n, c)

def replace_at(s, start, count, t):
    if start < 1 or count < 0:
        raise Undefined
    return s[: start - 1] + t + s[start - 1 + count :]

def right(s, n):
    return s[max(0, len(s) - natural(n)) :]

def drop_right(s, n):
    return s[: max(0, len(s) - natural(n))]

def substr(s, start, count):
    return "" if start < 0 or count <= 0 else s[start : start + count]

def mid(s, start, count):
    if start < 1 or count < 0:
        raise Undefined
    return s[start - 1 : start - 1 + count]

def index_of(s, t, start):
    return -1 if start < 0 or start > len(s) else s.find(t, start)

def position(t, s, start):
    if start < 1 or index_of(s, t, start - 1) < 0:
        raise Undefined
    return index_of(s, t, start - 1) + 1

def count_of(s, t):
    return s.count(t) if t else 0

def find_nth(s, t, n):
    if n == 0 or not t:
        return None
    if n < 0:
        n += s.count(t) + 1
    if n < 1 or n > s.count(t):
        return None
    at = s.find(t)
    for _ in range(n - 1):
        at = s.find(t, at + len(t))
    return at

def replace_first(s, t, u):
    at = s.find(t)
    return s if at < 0 else s[:at] + u + s[at + len(t) :]

def replace_all(s, t, u):
    return s.replace(t, u) if t else s

def substitute_nth(s, t, u, n):
    if n < 1:
        raise Undefined
    at = find_nth(s, t, n)
    return s if at is None else s[:at] + u + s[at + len(t) :]

def remove_prefix(s, t):
    return s[len(t) :] if s.startswith(t) else s

def remove_suffix(s, t):
    return s[: len(s) - len(t)] if s.endswith(t) else s

def place_of(s, t, n):
    return found(s.find(t) if n is None else find_nth(s, t, n))

def before(s, t, n=None):
    return s[: place_of(s, t, n)]

def after(s, t, n=None):
    return s[place_of(s, t, n) + len(t) :]

def before_last(s, t):
    return s[: found(s.rfind(t))]

def after_last(s, t):
    return s[found(s.rfind(t)) + len(t) :]

def from_nth(s, t, n):
    return s[found(find_nth(s, t, n)) :]

def up_to(s, t, n):
    return s[: found(find_nth(s, t, n)) + len(t)]

def between(s, t, u):
    rest = after(s, t)
    return rest[: found(rest.find(u))]

def inside(s, t, u):
    begin = s.find(t)
    return "" if begin < 0 else s[begin + len(t) : max(s.rfind(u), begin + len(t))]

CASE_PAIRS = (
    (0x100, 0x12F, 0), (0x132, 0x137, 0), (0x139, 0x148, 1), (0x14A, 0x177, 0), (0x179, 0x17E, 1),
    (0x460, 0x481, 0), (0x48A, 0x4BF, 0), (0x4C1, 0x4CE, 1), (0x4D0, 0x52F, 0),
)

CASE_SHIFTS = (
    (0x41, 0x5A, 32), (0xC0, 0xD6, 32), (0xD8, 0xDE, 32), (0x386, 0x386, 38), (0x388, 0x38A, 37),
    (0x38C, 0x38C, 64), (0x38E, 0x38F, 63), (0x391, 0x3A1, 32), (0x3A3, 0x3AB, 32),
    (0x400, 0x40F, 80), (0x410, 0x42F, 32), (0x4C0, 0x4C0, 15), (0x531, 0x556, 48),
)

def lower_char(char):
    c = ord(char)
    if c == 0x178:
        return "\xff"
    for first, last, distance in CASE_SHIFTS:
        if first <= c <= last:
            return chr(c + distance)
    for first, last, capital in CASE_PAIRS:
        if first <= c <= last:
            return chr(c + 1) if c % 2 == capital else char
    return char

def upper_char(char):
    c = ord(char)
    if c == 0xFF:
        return "\u0178"
    if c == 0x3C2:
        return "\u03a3"
    for first, last, distance in CASE_SHIFTS:
        if first <= c - distance <= last:
            return chr(c - distance)
    for first, last, capital in CASE_PAIRS:
        if first <= c <= last:
            return char if c % 2 == capital else chr(c - 1)
    return char

def is_capital(char):
    return lower_char(char) != char

def is_small(char):
    return upper_char(char) != char or char == "\xdf"

def is_space(char):
    return char in SPACES

def is_digit(char):
    return "0" <= char <= "9"

def is_letter(char):
    c = ord(char)
    if c < 0x80:
        return "a" <= char <= "z" or "A" <= char <= "Z"
    if c < 0xC0:
        return c in (0xAA, 0xB5, 0xBA)
    if c in (0xD7, 0xF7) or is_space(char):
        return False
    if 0x2000 <= c <= 0x2BFF or 0x3000 <= c <= 0x303F:
        return False
    return not (0xE000 <= c <= 0xF8FF or 0xFE00 <= c <= 0xFE6F or c >= 0x1F000)

def is_alphanumeric(char):
    return is_letter(char) or is_digit(char)

def is_punctuation(char):
    return not is_alphanumeric(char) and not is_space(char)

def upper(s):
    return "".join(upper_char(c) for c in s)

def lower(s):
    return "".join(lower_char(c) for c in s)

def proper(s):
    change = (lower_char(c) if i and is_letter(s[i - 1]) else upper_char(c) for i, c in enumerate(s))
    return "".join(change)

def capitalize(s):
    return upper(s[:1]) + lower(s[1:])

def uncapitalize(s):
    return lower(s[:1]) + s[1:]

def swap_case(s):
    return "".join(lower_char(c) if is_capital(c) else upper_char(c) for c in s)

def choose(test, s):
    return "".join(c for c in s if test(c))

def leave_out(test, s):
    return "".join(c for c in s if not test(c))

def remove_characters(s, chars):
    return "".join(c for c in s if c not in chars)

def shift_letters(s, n):
    def moved(c):
        for first in (97, 65):
            if first <= ord(c) < first + 26:
                return chr(first + (ord(c) - first + n) % 26)
        return c

    return "".join(map(moved, s))

def all_are(test, s):
    return s != "" and all(test(c) for c in s)

def has_case(case, other, s):
    return any(case(c) for c in s) and not any(other(c) for c in s)

def string_to_int(s):
    match = re.fullmatch("(-?)0*([0-9]{1,19})", s)
    if not match:
        raise Undefined
    return int64(int(match[1] + match[2]))

def int_to_str(n):
    return str(n) if n >= 0 else ""

def str_to_int(s):
    return string_to_int(s) if re.fullmatch("[0-9]+", s) else -1

def code_of(s):
    if not s:
        raise Undefined
    return ord(s[0])

def char_of(n):
    if not 1 <= n <= 0x10FFFF or 0xD800 <= n <= 0xDFFF:
        raise Undefined
    return chr(n)

def split(s, t):
    if not t:
        raise Undefined
    return s.split(t)

def piece(pieces, i):
    at = i - 1 if i > 0 else len(pieces) + i
    return pieces[at] if i != 0 and 0 <= at < len(pieces) else ""

def words(s):
    return re.findall("[^" + SPACES + "]+", s)

def split_case(s):
    pieces, begin = [], 0
    for i in range(1, len(s)):
        c, before = s[i], s[i - 1]
        last = is_capital(c) and is_capital(before) and i + 1 < len(s) and is_small(s[i + 1])
        hump = is_capital(c) and (is_small(before) or is_digit(before))
        meet = is_digit(c) and is_letter(before) or is_letter(c) and is_digit(before)
        if last or hump or meet:
            pieces.append(s[begin:i])
            begin = i
    return pieces + [s[begin:]] if s else []

def nth(items, i):
    at = len(items) + i if i < 0 else i - 1
    if not 0 <= at < len(items):
        raise Undefined
    return items[at]
)py";

constexpr const char* kNumbers = R"py(
class Decimal:
    """digits / 10**scale: a number as it is written, exact."""

    def __init__(self, digits, scale):
        self.digits, self.scale = digits, scale

    def rescaled(self, scale):
        return Decimal(self.digits * 10 ** (scale - self.scale), scale)

    def shortest(self):
        digits, scale = self.digits, self.scale
        while scale > 0 and digits % 10 == 0:
            digits, scale = digits // 10, scale - 1
        return Decimal(digits, scale)

    def text(self):
        if self.scale > 12 or abs(self.digits) >= 10**27:
            raise Undefined
        digits = str(abs(self.digits)).zfill(self.scale + 1)
        if self.scale > 0:
            digits = digits[: -self.scale] + "." + digits[-self.scale :]
        return "-" + digits if self.digits < 0 else digits

def read_decimal(s):
    match = re.fullmatch("-?([0-9]+)(?:\\.([0-9]+))?", s)
    if not match or len(match[1]) + len(match[2] or "") > 27 or len(match[2] or "") > 12:
        raise Undefined
    digits = int(match[1] + (match[2] or ""))
    return Decimal(-digits if s[0] == "-" else digits, len(match[2] or ""))

def aligned(a, b):
    x, y = read_decimal(a), read_decimal(b)
    scale = max(x.scale, y.scale)
    for z in (x, y):
        if z.scale < scale and abs(z.digits) * 10 ** (scale - z.scale - 1) >= 10**27:
            raise Undefined
    return x.rescaled(scale), y.rescaled(scale)

def plus(a, b):
    x, y = aligned(a, b)
    return Decimal(x.digits + y.digits, x.scale).text()

def minus(a, b):
    x, y = aligned(a, b)
    return Decimal(x.digits - y.digits, x.scale).text()

def at_least(a, b):
    x, y = aligned(a, b)
    return x.digits >= y.digits

def times(a, b):
    x, y = read_decimal(a), read_decimal(b)
    if y.digits != 0 and abs(x.digits) > 10**36 // abs(y.digits):
        raise Undefined
    return Decimal(x.digits * y.digits, x.scale + y.scale).shortest().text()

def toward_zero(a, b):
    return abs(a) // b if a >= 0 else -(abs(a) // b)

def rounded(d, unit, mode):
    quotient = toward_zero(d, unit)
    rest = d - quotient * unit
    if mode == 0 and 2 * abs(rest) >= unit:
        quotient += -1 if d < 0 else 1
    if mode < 0 and rest < 0:
        quotient -= 1
    if mode > 0 and rest > 0:
        quotient += 1
    return quotient

def over(a, b):
    x, y = read_decimal(a), read_decimal(b)
    scale = y.scale + 11
    if y.digits == 0:
        raise Undefined
    if x.scale < scale and abs(x.digits) * 10 ** (scale - x.scale - 1) >= 10**27:
        raise Undefined
    if x.scale < scale:
        x = x.rescaled(scale)
    quotient = toward_zero(x.digits if y.digits > 0 else -x.digits, abs(y.digits))
    scale = x.scale - y.scale
    digits = rounded(quotient, 10 ** (scale - 10), 0)
    return Decimal(digits, 10).shortest().text()

def round_digits(s, n, mode):
    d = read_decimal(s)
    if not 0 <= n <= 12:
        raise Undefined
    if d.scale <= n:
        return d.rescaled(n).text()
    return Decimal(rounded(d.digits, 10 ** (d.scale - n), mode), n).text()

def round_step(s, n, mode):
    if not 1 <= n <= 1000000000:
        raise Undefined
    d = read_decimal(s)
    return Decimal(rounded(d.digits, n * 10**d.scale, mode) * n, 0).text()

def number(s):
    match = re.search("[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\\.[0-9]+)?", s)
    if not match:
        raise Undefined
    at = match.start()
    for currency in "$\u20ac\xa3\xa5":
        if s[:at].endswith(currency):
            at -= 1
    minus = s[:at].endswith("-") and (at == 1 or s[at - 2] in " (")
    plain = match[0].replace(",", "")
    while len(plain) > 1 and plain[0] == "0" and plain[1] != ".":
        plain = plain[1:]
    return "-" + plain if minus else plain

def thousands(s, mark):
    read_decimal(s)
    if len(mark) != 1:
        raise Undefined
    sign, plain = ("-", s[1:]) if s[0] == "-" else ("", s)
    whole, point, decimals = plain.partition(".")
    groups = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return sign + mark.join([whole] + groups) + point + decimals

def ordinal(s):
    number = read_decimal(s)
    if number.scale > 0 or number.digits < 0:
        raise Undefined
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number.digits % 10, "th")
    return s + ("th" if number.digits % 100 // 10 == 1 else ending)

def total(items):
    so_far = "0"
    for item in items:
        so_far = plus(so_far, item.strip(" "))
    return so_far

def roman(s):
    d = read_decimal(s)
    if d.scale > 0 or not 1 <= d.digits <= 3999:
        raise Undefined
    rest, out = d.digits, ""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    for value, text in zip(values, "M CM D CD C XC L XL X IX V IV I".split()):
        while rest >= value:
            rest, out = rest - value, out + text
    return out
)py";

constexpr const char* kDates = R"py(
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

}  // namespace

void add_python(dsl::Renderings& renderings) {
  renderings.rows.insert(renderings.rows.end(), rows().begin(), rows().end());
  for (const char* text : {kText, kNumbers, kDates}) renderings.definitions += text;
}

}  // namespace inkling::strings
