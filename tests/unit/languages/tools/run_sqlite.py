"""Runs programs that were written as queries on their rows; prints those that give something else."""
import json
import sqlite3
import sys

LEAST = (3, 38, 0)
# SQLite's parser has a stack of a fixed size: functions within functions within functions may not fit.
TOO_DEEP = "parser stack overflow"


def stored(value):
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return int(value) if isinstance(value, bool) else value


# Truth values are 0 and 1 there.
def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, bool) else value


def main():
    if sqlite3.sqlite_version_info < LEAST:
        print(f"skipped: SQLite {sqlite3.sqlite_version}")
        return 0
    base = sqlite3.connect(":memory:")
    defined = wrong = given_up = too_deep = 0
    named = set()
    for case in json.load(open(sys.argv[1], encoding="utf-8")):
        for inputs, expected in case["rows"]:
            names = {f"x{i}": stored(value) for i, value in enumerate(inputs)}
            try:
                result = base.execute(case["code"], names).fetchall()[0][0]
                if case["kind"] == "list" and result is not None:
                    result = json.loads(result)
            except Exception as error:
                if str(error) == TOO_DEEP:
                    too_deep += 1
                    continue
                result = f"{type(error).__name__}: {error}"
            # Decimals of more than 18 digits are NULL.
            if result is None and expected is not None and "<= 18" in case["code"]:
                given_up += 1
                continue
            defined += expected is not None
            if result != plain(expected) or type(result) is not type(plain(expected)):
                wrong += 1
                if case["text"] not in named and len(named) < 12:
                    named.add(case["text"])
                    print(f"{case['text']} of {inputs}: {result!r}, not {expected!r}")
    print(f"{wrong} wrong, {given_up} given up, {too_deep} too deep, defined {defined}")
    return wrong > 0 or given_up * 10 > defined or too_deep * 100 > defined


sys.exit(main())
