// Decimal numbers as they are written.
#include "python_definitions.hpp"

namespace inkling::strings {

const char* const kPythonNumbers = R"py(
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

}  // namespace inkling::strings
