"""Everyday tasks with lists and texts, made up by someone who had seen neither the solvers nor the kinds of
bench/everyday. A table of kinds has by name what draws the inputs of a row and what makes the output of them."""

import json
import re


def _alternate(rng, *draws):
    """A draw that goes through the cases in turn, so that nearby rows show each of them."""
    state = [rng.randrange(len(draws))]

    def draw():
        state[0] = (state[0] + 1) % len(draws)
        return draws[state[0]]()
    return draw


def lists(rng):
    table = {}

    def add(name, draw, make):
        assert name not in table, name
        table[name] = (draw, make)

    def nums(lo=1, hi=30, a=3, b=8):
        return [rng.randint(lo, hi) for _ in range(rng.randint(a, b))]

    def uniq(lo=1, hi=40, a=4, b=8):
        return rng.sample(range(lo, hi + 1), rng.randint(a, b))

    def mixed(hi=20, a=4, b=8):
        """Positive and negative numbers, at least one (mostly two) of each."""
        n = rng.randint(a, b)
        neg = rng.randint(1 if n < 5 else 2, n - 2)
        xs = [-rng.randint(1, hi) for _ in range(neg)] + [rng.randint(1, hi) for _ in range(n - neg)]
        rng.shuffle(xs)
        return xs

    def parity(hi=30, a=4, b=8):
        """Odd and even numbers, at least two of each (order random)."""
        n = rng.randint(a, b)
        ev = rng.randint(2, n - 2)
        xs = [2 * rng.randint(1, hi // 2) for _ in range(ev)] + [2 * rng.randint(0, hi // 2 - 1) + 1 for _ in range(n - ev)]
        rng.shuffle(xs)
        return xs

    def repeats(a=5, b=8, hi=20):
        """A list in which at least one value comes more than once."""
        n = rng.randint(a, b)
        base = rng.sample(range(1, hi + 1), rng.randint(3, n - 2))
        xs = base + [rng.choice(base) for _ in range(n - len(base))]
        rng.shuffle(xs)
        return xs

    def runs(hi=9):
        xs = []
        last = None
        for _ in range(rng.randint(3, 4)):
            v = rng.choice([x for x in range(1, hi + 1) if x != last])
            xs += [v] * rng.choice([1, 1, 2, 2, 3])
            last = v
        if len(xs) < 5:
            xs += [xs[-1]] * 2
        return xs[:8]

    def rows(lo=1, hi=20, ra=2, rb=4, ca=2, cb=5):
        return [[rng.randint(lo, hi) for _ in range(rng.randint(ca, cb))] for _ in range(rng.randint(ra, rb))]

    def grid(lo=1, hi=20):
        c = rng.randint(2, 4)
        r = rng.choice([x for x in (2, 3, 4) if x != c])
        return [[rng.randint(lo, hi) for _ in range(c)] for _ in range(r)]

    def two(lo=1, hi=20, a=3, b=6):
        n = rng.randint(a, b)
        return tuple([rng.randint(lo, hi) for _ in range(n)] for _ in range(2))

    def overlap():
        pool = rng.sample(range(1, 31), 14)
        k = rng.randint(2, 3)
        both, x, y = pool[:k], pool[k:k + rng.randint(2, 4)], pool[8:8 + rng.randint(2, 4)]
        p, q = both + x, both + y
        rng.shuffle(p)
        rng.shuffle(q)
        return p, q

    def with_limit():
        xs = uniq(1, 50, 5, 8)
        s = sorted(xs)
        i = rng.randint(1, len(s) - 3)
        if s[i + 1] - s[i] < 2:
            return with_limit()
        return rng.randint(s[i] + 1, s[i + 1] - 1), xs

    def with_member():
        xs = repeats()
        dup = [x for x in set(xs) if xs.count(x) > 1]
        n = rng.choice(sorted(dup)) if rng.random() < 0.7 else rng.choice(xs)
        return n, xs

    def unsorted():
        while True:
            xs = uniq(1, 40, 4, 6)
            if xs != sorted(xs) and xs[0] < xs[-1]:
                return xs

    def sorted_list():
        return sorted(uniq(1, 40, 3, 6))

    # one list -> number
    add("total", lambda: (nums(),), lambda xs: sum(xs))
    add("total-of-even-numbers", lambda: (parity(),), lambda xs: sum(x for x in xs if x % 2 == 0))
    add("largest-minus-smallest", lambda: (uniq(1, 60),), lambda xs: max(xs) - min(xs))
    add("second-largest", lambda: (uniq(1, 60),), lambda xs: sorted(xs)[-2])
    add("count-negatives", lambda: (mixed(a=5),), lambda xs: sum(x < 0 for x in xs))

    def whole_mean():
        while True:
            xs = uniq(1, 30, 3, 6)
            if sum(xs) % len(xs) == 0:
                return (xs,)
    add("average", whole_mean, lambda xs: sum(xs) // len(xs))
    add("median-of-odd-length",
        lambda: (rng.sample(range(1, 51), rng.choice([3, 5, 7])),), lambda xs: sorted(xs)[len(xs) // 2])
    def some_different():
        k = rng.randint(2, 6)
        base = rng.sample(range(1, 21), k)
        xs = base + [rng.choice(base) for _ in range(rng.randint(1 if k > 2 else 2, 8 - k if k < 5 else 2))]
        rng.shuffle(xs)
        return (xs,)
    add("how-many-different-values", some_different,
        lambda xs: len(set(xs)))
    add("total-without-smallest", lambda: (uniq(3, 40),), lambda xs: sum(xs) - min(xs))
    add("first-plus-last", lambda: (uniq(1, 40),), lambda xs: xs[0] + xs[-1])
    add("position-of-largest-from-zero", lambda: (uniq(1, 60, 5, 8),), lambda xs: xs.index(max(xs)))

    def winner():
        xs = repeats(5, 8)
        m = max(xs.count(x) for x in xs)
        top = [x for x in set(xs) if xs.count(x) == m]
        return (xs,) if len(top) == 1 and top[0] not in (xs[0], xs[-1], max(xs)) else winner()
    add("most-frequent-value", winner, lambda xs: max(set(xs), key=xs.count))

    # one list -> list
    add("double-each", lambda: (nums(),), lambda xs: [2 * x for x in xs])
    add("sort-descending", lambda: (uniq(),), lambda xs: sorted(xs, reverse=True))
    add("remove-duplicates", lambda: (repeats(),), lambda xs: list(dict.fromkeys(xs)))
    add("running-total", lambda: (nums(1, 15),), lambda xs: [sum(xs[:i + 1]) for i in range(len(xs))])
    add("change-from-previous", lambda: (uniq(1, 50),), lambda xs: [b - a for a, b in zip(xs, xs[1:])])
    add("negatives-to-zero", lambda: (mixed(),), lambda xs: [max(0, x) for x in xs])
    add("drop-negatives", lambda: (mixed(),), lambda xs: [x for x in xs if x >= 0])
    add("absolute-values-sorted", lambda: (mixed(40),), lambda xs: sorted(abs(x) for x in xs))
    add("odd-numbers-reversed", lambda: (parity(40, 5),), lambda xs: [x for x in xs if x % 2][::-1])
    add("every-second-number", lambda: (nums(1, 50, 4, 8),), lambda xs: xs[::2])
    def climbing():
        while True:
            xs = uniq(1, 40, 5, 8)
            if len({max(xs[:i + 1]) for i in range(len(xs))}) > 1 and xs != sorted(xs) and max(xs) != xs[-1]:
                return (xs,)
    add("highest-so-far", climbing, lambda xs: [max(xs[:i + 1]) for i in range(len(xs))])
    add("swap-first-and-last", lambda: (uniq(),), lambda xs: [xs[-1]] + xs[1:-1] + [xs[0]])
    add("append-the-total", lambda: (nums(),), lambda xs: xs + [sum(xs)])
    add("three-largest-descending", lambda: (uniq(1, 60, 5, 8),), lambda xs: sorted(xs, reverse=True)[:3])
    add("drop-first-and-last", lambda: (uniq(1, 40, 4, 8),), lambda xs: xs[1:-1])
    add("distance-above-smallest", lambda: (uniq(3, 40),), lambda xs: [x - min(xs) for x in xs])
    add("halve-even-keep-odd", lambda: (parity(40),), lambda xs: [x // 2 if x % 2 == 0 else x for x in xs])
    add("sort-and-remove-duplicates", lambda: (repeats(),), lambda xs: sorted(set(xs)))
    add("numbers-that-repeat", lambda: (repeats(6, 8, 15),),
        lambda xs: [x for x in dict.fromkeys(xs) if xs.count(x) > 1])
    add("sum-of-digits-of-each", lambda: (nums(11, 199, 3, 6),), lambda xs: [sum(map(int, str(x))) for x in xs])
    add("mirror-after-itself", lambda: (uniq(1, 30, 3, 5),), lambda xs: xs + xs[::-1])
    def with_zeros():
        xs = uniq(1, 20, 3, 5)
        for _ in range(rng.randint(1, 3)):
            xs.insert(rng.randint(0, len(xs) - 2), 0)
        return (xs,)
    add("move-zeros-to-end", with_zeros,
        lambda xs: [x for x in xs if x] + [x for x in xs if not x])

    # one list -> list of lists
    add("evens-and-odds-apart", lambda: (parity(40),),
        lambda xs: [[x for x in xs if x % 2 == 0], [x for x in xs if x % 2]])
    add("group-equal-neighbours", lambda: (runs(),),
        lambda xs: [list(m) for m in _runs(xs)])
    add("neighbour-pairs", lambda: (uniq(1, 40, 3, 6),), lambda xs: [[a, b] for a, b in zip(xs, xs[1:])])
    add("number-the-items-from-one", lambda: (uniq(10, 60, 3, 6),), lambda xs: [[i + 1, x] for i, x in enumerate(xs)])

    # one list -> bool
    add("is-increasing", _alternate(rng, lambda: (sorted_list(),), lambda: (unsorted(),)),
        lambda xs: all(a < b for a, b in zip(xs, xs[1:])))
    add("has-a-repeated-value", _alternate(rng, lambda: (repeats(),), lambda: (uniq(1, 20, 4, 7),)),
        lambda xs: len(set(xs)) < len(xs))
    add("all-positive", _alternate(rng, lambda: (nums(1, 20),), lambda: (mixed(),)),
        lambda xs: all(x > 0 for x in xs))

    # number and list
    add("keep-above-limit", with_limit, lambda n, xs: [x for x in xs if x > n])
    def counted():
        k = rng.randint(1, 4)
        n, *rest = rng.sample(range(1, 21), 4)
        xs = [n] * k + [rng.choice(rest) for _ in range(rng.randint(3, 8 - k))]
        rng.shuffle(xs)
        return n, xs
    add("count-occurrences", counted, lambda n, xs: xs.count(n))
    add("remove-this-number", with_member, lambda n, xs: [x for x in xs if x != n])
    add("take-last-n", _alternate(rng, lambda: (2, uniq(1, 40, 5, 8)), lambda: (4, uniq(1, 40, 5, 8)), lambda: (3, uniq(1, 40, 5, 8))), lambda n, xs: xs[-n:])
    add("rotate-left-by-n", _alternate(rng, lambda: (1, uniq(1, 30, 5, 7)), lambda: (3, uniq(1, 30, 5, 7)), lambda: (2, uniq(1, 30, 5, 7))), lambda n, xs: xs[n:] + xs[:n])
    add("chunks-of-n", _alternate(rng, lambda: (2, uniq(1, 40, 5, 8)), lambda: (3, uniq(1, 40, 5, 8))),
        lambda n, xs: [xs[i:i + n] for i in range(0, len(xs), n)])
    add("cap-at-limit", with_limit, lambda n, xs: [min(x, n) for x in xs])

    def multiples():
        n = rng.randint(3, 6)
        xs = [n * rng.randint(1, 9) for _ in range(rng.randint(2, 4))]
        xs += [x for x in nums(2, 50, 3, 4) if x % n] or [n + 1]
        rng.shuffle(xs)
        return n, xs
    add("multiples-of-n", multiples, lambda n, xs: [x for x in xs if x % n == 0])

    def member(yes):
        xs = uniq(1, 20, 4, 8)
        return (rng.choice(xs) if yes else rng.choice([x for x in range(1, 21) if x not in xs]), xs)
    add("list-contains-number", _alternate(rng, lambda: member(True), lambda: member(False)), lambda n, xs: n in xs)
    add("add-n-to-each", lambda: (rng.randint(2, 12), nums(1, 30, 3, 6)), lambda n, xs: [x + n for x in xs])

    # two lists
    add("add-two-lists", lambda: two(1, 30), lambda xs, ys: [a + b for a, b in zip(xs, ys)])
    add("quantity-times-price-total", lambda: two(2, 12, 3, 5), lambda xs, ys: sum(a * b for a, b in zip(xs, ys)))
    add("in-both-lists", overlap, lambda xs, ys: [x for x in xs if x in ys])
    add("only-in-first-list", overlap, lambda xs, ys: [x for x in xs if x not in ys])
    add("take-turns-from-two-lists", lambda: two(1, 40, 3, 4), lambda xs, ys: [v for p in zip(xs, ys) for v in p])

    # lists of lists
    add("total-of-each-row", lambda: (rows(),), lambda rs: [sum(r) for r in rs])
    add("flatten-rows", lambda: (rows(),), lambda rs: [x for r in rs for x in r])
    add("rows-to-columns", lambda: (grid(),), lambda rs: [list(c) for c in zip(*rs)])

    def distinct_lengths():
        ks = rng.sample(range(1, 6), 3)
        rs = [[rng.randint(1, 9) if k == max(ks) else rng.randint(1, 20) for _ in range(k)] for k in ks]
        big = max(range(3), key=lambda i: len(rs[i]))
        sums = [sum(x) for x in rs]
        return (rs,) if sums.index(max(sums)) != big else distinct_lengths()
    add("longest-row", distinct_lengths, lambda rs: max(rs, key=len))
    return table


def _runs(xs):
    out = []
    for x in xs:
        if out and out[-1][-1] == x:
            out[-1].append(x)
        else:
            out.append([x])
    return out


FIRST = """Alice Bruno Carla Dmitri Elena Farid Grace Hector Ingrid Jamal Keiko Liam Maren Nadia Oscar Priya
Quentin Rosa Stefan Tamara Ursula Victor Wendy Yusuf Zoe""".split()
LAST = """Anderson Baker Castillo Dubois Eriksen Fischer Gupta Hughes Ivanov Jensen Kowalski Larsen Moretti
Novak Okafor Petersen Quinn Ramirez Schmidt Tanaka Underwood Vasquez Whitaker Young Zimmer""".split()
MIDDLE = """Ann Boris Claire Denis Edith Franz Gwen Hugo Irene Jonas Kate Louis Marie Noel Olga Paul Ruth
Simon Tess Viktor""".split()
NICK = """Al Bunny Chip Dee Ellie Fitz Gigi Hex Izzy JJ Kiki Lulu Mack Nico Ozzie Pip Ro Sunny""".split()
HOSTS = """acme northwind contoso bluepeak silverline greenfield harborview ironbridge juniper kestrel lumina
mapleleaf nordic orchard pinecrest quartz riverstone sunbeam""".split()
TLDS = "com org net io co de fr nl ca edu info biz eu se ch".split()
STREETS = """Oak Street;Maple Avenue;Pine Road;Cedar Lane;Elm Drive;Birch Court;Walnut Street;Lake View Road;
Hill Street;Park Avenue;River Road;Church Lane;Mill Street;Sunset Boulevard;Garden Way;Station Road;Bridge Street;
King Street""".replace("\n", "").split(";")
CITIES = [("Austin", "TX"), ("Boise", "ID"), ("Columbus", "OH"), ("Denver", "CO"), ("El Paso", "TX"),
          ("Fresno", "CA"), ("Grand Rapids", "MI"), ("Hartford", "CT"), ("Iowa City", "IA"), ("Jackson", "MS"),
          ("Kansas City", "MO"), ("Lincoln", "NE"), ("Madison", "WI"), ("New Haven", "CT"), ("Omaha", "NE"),
          ("Portland", "OR"), ("Raleigh", "NC"), ("Santa Fe", "NM"), ("Tulsa", "OK"), ("Wichita", "KS")]
COUNTRIES = """Austria Brazil Canada Denmark Estonia Finland Greece Hungary Ireland Japan Kenya Latvia Mexico
Norway Poland Romania Spain Turkey""".split()
MONTHS = """January February March April May June July August September October November December""".split()
FOLDERS = """reports invoices photos drafts archive contracts budget music exports backups letters slides
recipes projects scans shared notes""".split()
FILES = """summary march_sales team_photo contract_v2 budget2023 minutes readme logo inventory price_list
holiday-plan survey results letter newsletter floorplan timesheet agenda""".split()
EXTS = "pdf docx xlsx csv txt png jpg pptx zip md html json xml gif log".split()
COLOURS = "red blue green black white grey yellow orange purple brown pink silver navy beige teal olive".split()
THINGS = """chair table lamp sofa mirror clock vase basket kettle blanket pillow bottle notebook backpack umbrella
bicycle helmet jacket""".split()
MATERIALS = """oak steel glass cotton wool leather plastic bamboo marble copper paper linen rubber ceramic silk
walnut""".split()
FOODS = """Olive Oil;Green Tea;Brown Rice;Orange Juice;Peanut Butter;Dark Chocolate;Tomato Sauce;Oat Milk;Sea Salt;
Wild Honey;Apple Vinegar;Black Pepper;Ground Coffee;Corn Flakes;Coconut Water;Soy Sauce;Maple Syrup""".replace("\n", "").split(";")
SIZES = "250ml 500ml 750ml 1l 2l 100g 200g 400g 500g 1kg 2kg 5kg 330ml 150g 50g".split()
TOPICS = """how to bake bread;ten tips for travel;best hiking boots;what is inflation;spring garden ideas;
learn guitar fast;cheap weekend trips;healthy lunch recipes;guide to wine;first marathon plan;clean your bike;
sleep better tonight;winter tyre test;easy card tricks;new phone review;small kitchen design;
old town walks""".replace("\n", "").split(";")
MESSAGES = """disk almost full;user logged in;connection lost;file not found;backup finished;cache cleared;
request timed out;service started;invalid password;job queued;retry in five seconds;memory limit reached;
config reloaded;payment accepted;session expired;upload complete""".replace("\n", "").split(";")
LEVELS = "INFO WARN ERROR DEBUG FATAL TRACE NOTICE CRITICAL".split()
SERVICES = """auth billing search mailer gateway scheduler storage metrics proxy worker orders catalog frontend
importer notifier ledger""".split()
DEPARTMENTS = """Sales;Finance;Marketing;Legal;Support;Research;Logistics;Purchasing;Design;Quality;Security;Training;
Catering;Facilities;Payroll;Engineering""".replace("\n", "").split(";")
CURRENCIES = "EUR USD GBP CHF JPY SEK NOK DKK PLN CAD AUD NZD CZK HUF BRL INR".split()
VERBS = """Ordered Shipped Returned Bought Sold Need Packed Counted Received Rented Repaired Stored Moved Lost Found
Reserved""".split()
TAGS = """travel food music garden startup fitness coffee sunset books running design winter vintage yoga camping
museum""".split()
JOBS = """Analyst;Project Manager;Nurse;Software Engineer;Teacher;Accountant;Sales Manager;Designer;Electrician;Chef;
Data Scientist;Librarian;Office Clerk;Pilot;Architect;Plumber""".replace("\n", "").split(";")


def texts(rng):
    table = {}
    pick = rng.choice

    def add(name, draw, make):
        assert name not in table, name
        table[name] = (draw, make)

    def digits(n):
        return str(rng.randint(1, 9)) + "".join(pick("0123456789") for _ in range(n - 1))

    def name():
        return pick(FIRST) + " " + pick(LAST)

    def host():
        return pick(HOSTS) + "." + pick(TLDS)

    def email():
        f, l = pick(FIRST).lower(), pick(LAST).lower()
        return pick([f + "." + l, f[0] + l, f, f + str(rng.randint(1, 99)), l + "_" + f]) + "@" + host()

    def phone():
        return "%s-%s-%s" % (digits(3), digits(3), digits(4))

    def ymd():
        return rng.randint(1995, 2029), rng.randint(1, 12), rng.randint(1, 28)

    def iso():
        return "%04d-%02d-%02d" % ymd()

    def path(extra=None):
        k = rng.randint(1, 3) if extra is None else extra
        return "/" + "/".join(["home", pick(FIRST).lower()][:rng.randint(1, 2) if extra is None else 2]
                              + rng.sample(FOLDERS, k)
                              + [pick(FILES) + "." + pick(EXTS)])

    def winpath():
        return pick("CDEFG") + ":\\" + "\\".join(rng.sample(FOLDERS, rng.randint(1, 3)) + [pick(FILES) + "." + pick(EXTS)])

    def slug():
        return "-".join([pick(COLOURS), pick(MATERIALS), pick(THINGS)][rng.randint(0, 1):])

    def topic_slug():
        return pick(TOPICS).replace(" ", "-")

    def url(query=False, www=None):
        u = pick(["https://", "http://"]) + (pick(["www.", ""]) if www is None else www) + host()
        u += "/" + pick(FOLDERS) + "/" + topic_slug()
        return u + ("?id=%s" % digits(rng.randint(2, 5)) if query else "")

    def address():
        c, s = pick(CITIES)
        return "%d %s, %s, %s %s" % (rng.randint(1, 999), pick(STREETS), c, s, digits(5))

    def money():
        return "$%s.%02d" % (format(rng.randint(1000, 2500000), ","), rng.randint(0, 99))

    def logline():
        return "%s %02d:%02d:%02d [%s] %s: %s" % (iso(), rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59),
                                                 pick(LEVELS), pick(SERVICES), pick(MESSAGES))

    def product():
        return pick([pick(COLOURS).title(), pick(MATERIALS).title()]) + " " + pick(THINGS).title()

    def csvrow():
        return ",".join([pick(FIRST), pick(DEPARTMENTS), pick(COUNTRIES), str(rng.randint(18, 70))])

    def code():
        return "".join(rng.sample("ABCDEFGHKLMNPRSTUVWXYZ", 2)) + "-" + digits(rng.randint(3, 5)) + "-" + pick("ABCDEFGHKLMNP") + pick("123456789")

    # names
    add("initials-with-dots", lambda: (name(),), lambda s: "".join(w[0] + "." for w in s.split()))
    add("last-comma-first", lambda: (name(),), lambda s: ", ".join(s.split()[::-1]))
    add("comma-name-to-plain", lambda: (pick(LAST) + ", " + pick(FIRST),), lambda s: " ".join(s.split(", ")[::-1]))
    add("join-first-and-last", lambda: (pick(FIRST), pick(LAST)), lambda f, l: f + " " + l)
    add("middle-name-to-initial", lambda: (pick(FIRST), pick(MIDDLE), pick(LAST)),
        lambda f, m, l: "%s %s. %s" % (f, m[0], l))
    add("upper-surname-first", lambda: (pick(FIRST), pick(LAST)), lambda f, l: l.upper() + ", " + f)
    add("drop-middle-name", lambda: (" ".join([pick(FIRST), pick(MIDDLE), pick(LAST)]),),
        lambda s: s.split()[0] + " " + s.split()[-1])
    add("proper-case-name", _alternate(rng, lambda: (name().upper(),), lambda: (name().lower(),)), lambda s: s.title())
    add("first-name-and-last-initial", lambda: (name(),), lambda s: "%s %s." % (s.split()[0], s.split()[1][0]))
    add("strip-title-if-any",
        _alternate(rng, lambda: (pick(["Dr. ", "Mr. ", "Ms. ", "Prof. "]) + name(),), lambda: (name(),)),
        lambda s: re.sub(r"^\w+\. ", "", s))
    add("nickname-or-first-name",
        _alternate(rng, lambda: (pick(FIRST), pick(NICK)), lambda: (pick(FIRST), "")),
        lambda f, n: n or f)
    add("name-with-job-in-brackets", lambda: (name(), pick(JOBS)), lambda n, j: "%s (%s)" % (n, j))

    # e-mails
    add("email-user", lambda: (email(),), lambda s: s.split("@")[0])
    add("email-domain", lambda: (email(),), lambda s: s.split("@")[1])
    add("email-company-capitalised", lambda: (email(),), lambda s: s.split("@")[1].split(".")[0].capitalize())
    add("make-email-initial-surname", lambda: (pick(FIRST), pick(LAST), host()),
        lambda f, l, h: (f[0] + l).lower() + "@" + h)
    add("dotted-email-to-name",
        lambda: ("%s.%s@%s" % (pick(FIRST).lower(), pick(LAST).lower(), host()),),
        lambda s: s.split("@")[0].replace(".", " ").title())
    add("address-inside-angle-brackets", lambda: ("%s <%s>" % (name(), email()),), lambda s: s[s.index("<") + 1:-1])

    # phones
    add("phone-area-in-brackets", lambda: (phone(),), lambda s: "(%s) %s" % (s[:3], s[4:]))
    add("phone-digits-only",
        _alternate(rng, *[lambda f=f: (f % (digits(3), digits(3), digits(4)),)
                          for f in ("(%s) %s-%s", "%s.%s.%s", "%s %s %s", "+1 %s-%s-%s")]),
        lambda s: re.sub(r"\D", "", s))
    add("phone-mask-all-but-last-four", lambda: (phone(),), lambda s: "***-***-" + s[-4:])
    add("format-ten-digit-phone", lambda: (digits(10),), lambda s: "%s-%s-%s" % (s[:3], s[3:6], s[6:]))

    # dates and times
    add("iso-date-to-day-first-slashes", lambda: (iso(),), lambda s: "/".join(s.split("-")[::-1]))
    add("us-date-to-iso",
        _alternate(rng, lambda: ("%d/%d/%d" % (rng.randint(1, 9), rng.randint(13, 28), ymd()[0]),),
                   lambda: ("%d/%d/%d" % (rng.randint(10, 12), rng.randint(1, 9), ymd()[0]),)),
        lambda s: "%s-%02d-%02d" % (s.split("/")[2], int(s.split("/")[0]), int(s.split("/")[1])))
    add("month-and-year-of-long-date",
        lambda: ((lambda y, m, d: "%s %d, %d" % (MONTHS[m - 1], d, y))(*ymd()),),
        lambda s: s.split()[0] + " " + s.split()[-1])
    add("year-of-date", lambda: ((lambda y, m, d: "%02d.%02d.%d" % (d, m, y))(*ymd()),), lambda s: s[-4:])
    add("short-month-name", lambda: ((lambda y, m, d: "%d %s %d" % (d, pick([x for x in MONTHS if x != "May"]), y))(*ymd()),),
        lambda s: "%s %s %s" % (s.split()[0], s.split()[1][:3], s.split()[2]))
    add("time-without-seconds", lambda: ("%02d:%02d:%02d" % (rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)),),
        lambda s: s[:5])
    add("am-pm-time-to-24-hours",
        _alternate(rng, lambda: ("%d:%02d AM" % (rng.randint(1, 9), rng.randint(0, 59)),),
                   lambda: ("%d:%02d PM" % (rng.randint(1, 11), rng.randint(0, 59)),)),
        lambda s: "%02d:%s" % (int(s.split(":")[0]) + (12 if s.endswith("PM") else 0), s.split(":")[1][:2]))
    add("end-of-date-range", lambda: ("%s to %s" % tuple(sorted([iso(), iso()])),), lambda s: s.split(" to ")[1])

    # amounts
    add("plain-number-from-money", lambda: (money(),), lambda s: s.replace("$", "").replace(",", ""))
    add("thousands-separators", _alternate(rng, lambda: (digits(rng.randint(4, 6)),), lambda: (digits(rng.randint(7, 8)),)), lambda s: format(int(s), ","))
    add("currency-code-first",
        lambda: ("%d.%02d %s" % (rng.randint(1, 999), rng.randint(0, 99), pick(CURRENCIES)),),
        lambda s: " ".join(s.split()[::-1]))
    add("bracketed-amount-to-minus",
        _alternate(rng, lambda: ("(%d.%02d)" % (rng.randint(5, 999), rng.randint(0, 99)),),
                   lambda: ("%d.%02d" % (rng.randint(5, 999), rng.randint(0, 99)),)),
        lambda s: "-" + s[1:-1] if s.startswith("(") else s)
    add("fraction-to-percent", lambda: ("0.%d%d" % (rng.randint(1, 9), rng.randint(1, 9)),),
        lambda s: str(int(s[2:])) + "%")
    add("decimal-comma-to-point",
        lambda: ("%s,%02d" % (format(rng.randint(1000, 999999), ",").replace(",", "."), rng.randint(0, 99)),),
        lambda s: s.replace(".", "").replace(",", "."))
    add("quantity-in-sentence",
        lambda: ("%s %d %s%s" % (pick(VERBS), rng.randint(2, 250),
                               pick(THINGS) + "s", pick(["", " today", " for " + pick(FIRST), " in " + pick(COLOURS)])),),
        lambda s: re.search(r"\d+", s).group())

    # files and paths
    add("file-name-of-path", lambda: (path(),), lambda s: s.split("/")[-1])
    add("extension-upper-case", lambda: (pick(FILES) + "." + pick(EXTS),), lambda s: s.split(".")[-1].upper())
    add("bare-file-name-of-windows-path", lambda: (winpath(),), lambda s: s.split("\\")[-1].split(".")[0])
    add("folder-holding-the-file", _alternate(rng, lambda: (path(1),), lambda: (path(2),), lambda: (path(3),)), lambda s: s.split("/")[-2])
    add("change-extension-to-pdf", lambda: (pick(FILES) + "." + pick([e for e in EXTS if e != "pdf"]),),
        lambda s: s.split(".")[0] + ".pdf")
    add("date-stamped-file-name", lambda: (pick(FILES) + "." + pick(EXTS), iso()),
        lambda f, d: "%s_%s.%s" % (f.split(".")[0], d.replace("-", ""), f.split(".")[1]))

    # urls
    add("host-of-url", _alternate(rng, lambda: (url(www="www."),), lambda: (url(www=""),)), lambda s: s.split("/")[2])
    add("title-from-url-slug", lambda: ("https://%s/blog/%s" % (host(), topic_slug()),),
        lambda s: s.split("/")[-1].replace("-", " ").capitalize())
    add("id-parameter-of-url", lambda: (url(True),), lambda s: s.split("id=")[1])
    add("add-https-if-missing",
        _alternate(rng, lambda: (pick(["www.", ""]) + host() + pick(["", "/" + pick(FOLDERS)]),),
                   lambda: ("https://" + pick(["www.", ""]) + host() + pick(["", "/" + pick(FOLDERS)]),)),
        lambda s: s if s.startswith("https://") else "https://" + s)
    add("title-to-slug", lambda: (pick(TOPICS).title() if rng.random() < 0.5 else product() + " " + pick(TAGS).title(),),
        lambda s: s.lower().replace(" ", "-"))

    # codes
    add("middle-of-code", lambda: (code(),), lambda s: s.split("-")[1])
    add("pad-number-to-six-digits", lambda: (digits(rng.randint(1, 5)),), lambda s: s.zfill(6))
    add("invoice-number-without-zeros",
        lambda: (pick(["INV", "ORD", "PO", "REF", "CN", "DN", "RMA", "TKT", "JOB", "LOT", "SO", "WO", "QT", "BL", "AWB"])
                 + "-" + digits(rng.randint(1, 5)).zfill(6),),
        lambda s: str(int(s.split("-")[1])))
    add("article-code-from-three-columns",
        lambda: (pick(THINGS).title(), pick(COLOURS), digits(rng.choice([2, 3]))),
        lambda t, c, n: "%s-%s-%s" % (t[:3].upper(), c[0].upper(), n))

    # addresses
    add("city-of-address", lambda: (address(),), lambda s: s.split(", ")[1])
    add("zip-code-of-address", lambda: (address(),), lambda s: s.split()[-1])
    add("city-line-from-columns", lambda: (lambda c: (c[0], c[1], digits(5)))(pick(CITIES)),
        lambda c, s, z: "%s, %s %s" % (c, s, z))

    # logs
    add("log-level-and-message", lambda: (logline(),),
        lambda s: "%s: %s" % (re.search(r"\[(\w+)\]", s).group(1).capitalize(), s.split(": ")[1]))
    add("log-service", lambda: (logline(),), lambda s: s.split("] ")[1].split(":")[0])

    # products and cells
    add("drop-size-from-product", lambda: (pick(FOODS) + " " + pick(SIZES),), lambda s: " ".join(s.split()[:-1]))
    add("name-and-country-of-csv-row", lambda: (csvrow(),),
        lambda s: "%s (%s)" % (s.split(",")[0], s.split(",")[2]))
    add("semicolon-list-to-commas-capitalised",
        lambda: (";".join(rng.sample(TAGS, rng.randint(2, 4))),), lambda s: ", ".join(w.title() for w in s.split(";")))
    return table


def _key(v):
    return json.dumps(v, ensure_ascii=False)


def task(rng, which, table, shown, hidden):
    """One task of the kind named `which`, whose rows show what is wanted: not more than half have one output, and the
    examples have several, one at least unlike its input."""
    draw, make = table[which]
    total = shown + hidden
    for _ in range(200):
        rows, seen = [], set()
        tries = 0
        while len(rows) < total and tries < 50 * total:
            tries += 1
            inputs = list(draw())
            k = _key(inputs)
            if k in seen:
                continue
            seen.add(k)
            inputs = json.loads(k)
            output = json.loads(_key(make(*json.loads(k))))
            rows.append({"inputs": inputs, "output": output})
        if len(rows) < total:
            continue
        outs = [_key(r["output"]) for r in rows]
        if max(outs.count(o) for o in outs) > (total + 1) // 2:
            continue
        if shown > 1 and len(set(outs[:shown])) < 2:
            continue
        if shown and all(r["output"] in r["inputs"] and len(r["inputs"]) == 1 for r in rows[:shown]):
            continue            # the examples would only show the unchanged input
        return {"id": which, "examples": rows[:shown], "hidden": rows[shown:]}
    raise RuntimeError("no fitting rows for " + which)
