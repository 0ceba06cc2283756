// Texts: positions, parts, letters, pieces.
#include "python_definitions.hpp"

namespace inkling::strings {

const char* const kPythonText = R"py(
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

}  // namespace inkling::strings
