#!/usr/bin/env python3
"""Holds SMT-LIB's functions and SyGuS answers against cvc5's Python package. Exit code 77 without it (skipped).

  with_cvc5.py terms TERMS COUNT SEED      values of random terms, which the program TERMS writes
  with_cvc5.py answers INKLING FILE.sl ..  the answer to each file meets its constraints
"""

import subprocess
import sys

try:
    import cvc5
except ImportError:
    print("cvc5 is not installed (pip install cvc5): skipped")
    sys.exit(77)


def invoke(solver, parser):
    """What every command of the parser's text says."""
    symbols = parser.getSymbolManager()
    said = []
    while True:
        command = parser.nextCommand()
        if command.isNull():
            return said
        said.append(command.invoke(solver, symbols).strip())


def untrue(definitions, claims):
    """The claims that are not valid."""
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("incremental", "true")
    solver.setLogic("ALL")
    text = definitions + "".join(f"(push 1)(assert (not {claim}))(check-sat)(pop 1)\n" for claim in claims)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "claims")
    verdicts = [word for word in invoke(solver, parser) if word]
    if len(verdicts) != len(claims):
        sys.exit(f"{len(verdicts)} verdicts on {len(claims)} claims: {verdicts[:3]}")
    return [claim for claim, verdict in zip(claims, verdicts) if verdict != "unsat"]


def in_standard_names(text):
    return text.replace("int.to.str", "str.from_int").replace("str.to.int", "str.to_int")


def constraints(text):
    """The terms of the constraints, which stand on lines of their own."""
    return [line.strip()[len("(constraint "):-1] for line in text.splitlines() if line.startswith("(constraint ")]


def main():
    kind, program, *rest = sys.argv[1:]
    if kind == "terms":
        said = subprocess.run([program, *rest], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
        wrong = untrue("", said)
        for claim in wrong:
            print("cvc5 does not say so:", claim)
        print(f"{len(said)} terms, {len(wrong)} wrong")
        sys.exit(1 if wrong or not said else 0)
    bad = 0
    for file in rest:
        answer = subprocess.run([program, "solve", file, "--budget", "0", "--evaluations", "2000000"],
                                stdout=subprocess.PIPE, text=True).stdout
        with open(file, encoding="utf-8") as problem:
            claims = [in_standard_names(claim) for claim in constraints(problem.read())]
        if "(define-fun" not in answer or not claims:
            print(f"{file}: no answer")
            bad += 1
            continue
        wrong = untrue(in_standard_names(answer.strip()[1:-1]), claims)
        for claim in wrong:
            print(f"{file}: not met: {claim}")
        bad += bool(wrong)
    print(f"{len(rest)} files, {bad} wrong")
    sys.exit(1 if bad or not rest else 0)


main()
