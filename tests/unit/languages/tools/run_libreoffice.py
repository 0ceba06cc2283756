"""Runs programs that were written as formulas in LibreOffice; prints those that give something else.

All formulas stand in one sheet, each in a row of its own behind the cells that it is about.
"""
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet><table:table table:name="cases">
"""
TAIL = "</table:table></office:spreadsheet></office:body></office:document>\n"


def cell(value):
    if isinstance(value, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = re.sub("  +", lambda m: " " + f'<text:s text:c="{len(m[0]) - 1}"/>', escape(value))
    text = re.sub("^ ", '<text:s/>', text).replace("\t", "<text:tab/>")
    if text.endswith(" "):
        text = text[:-1] + "<text:s/>"
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


# References, arguments and names as a document has them.
def in_document(formula, row):
    parts = re.split('("(?:[^"]|"")*")', formula[1:].strip())
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"\b([A-Z])1\b", rf"[.\g<1>{row}]", parts[i]).replace(",", ";")
        parts[i] = parts[i].replace("TEXTJOIN(", "COM.MICROSOFT.TEXTJOIN(")
    return "of:=" + "".join(parts)


def value_of(cell_text):
    if re.search('calcext:value-type="error"', cell_text):
        return None
    kind = re.search('office:value-type="([a-z]+)"', cell_text)
    if not kind:  # the empty text
        return ""
    if kind[1] == "float":
        number = float(re.search('office:value="([^"]*)"', cell_text)[1])
        return int(number) if number == int(number) else number
    if kind[1] == "boolean":
        return 'office:boolean-value="true"' in cell_text
    text = re.search('office:string-value="([^"]*)"', cell_text)
    if text:
        return html.unescape(text[1])
    body = re.search("<text:p[^>]*?(?:/>|>(.*?)</text:p>)", cell_text, re.S)
    text = re.sub(r'<text:s text:c="(\d+)"/>', lambda m: " " * int(m[1]), body[1] or "" if body else "")
    text = text.replace("<text:s/>", " ").replace("<text:tab/>", "\t")
    return html.unescape(re.sub("<[^>]*>", "", text))


# Texts that a document does not hold as they are, and letters of which LibreOffice makes two.
def fits(value):
    return not isinstance(value, str) or not re.search("[\\x00-\\x1f\xdf\u0149\u01f0]", value)


def main():
    rows, expected = [], []
    for case in json.load(open(sys.argv[1], encoding="utf-8")):
        if not fits(case["code"].strip()):
            continue
        for inputs, output in case["rows"]:
            if any(isinstance(value, list) or not fits(value) for value in inputs + [output]):
                continue
            row = len(rows) + 1
            formula = quoteattr(in_document(case["code"], row))
            cells = "".join(cell(value) for value in inputs)
            # What looks at all characters is an array formula.
            whole = "TEXTJOIN" in formula
            span = 'table:number-matrix-columns-spanned="1" table:number-matrix-rows-spanned="1" '
            formula = f"<table:table-cell {span if whole else ''}table:formula={formula}/>"
            rows.append(f"<table:table-row>{cells}{formula}</table:table-row>\n")
            expected.append((case, inputs, output))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cases.fods")
        with open(path, "w", encoding="utf-8") as file:
            file.write(HEAD + "".join(rows) + TAIL)
        out = os.path.join(folder, "out")
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        command += ["--convert-to", "fods", "--outdir", out, path]
        done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
        result = os.path.join(out, "cases.fods")
        if not os.path.exists(result):
            print("LibreOffice wrote nothing:", done.stdout, done.stderr)
            return 1
        text = open(result, encoding="utf-8").read()
    found = re.findall(
        r'<table:table-cell[^>]*table:formula="[^"]*"[^>]*?(?:/>|>.*?</table:table-cell>)', text, re.S
    )
    if len(found) != len(expected):
        print(f"{len(found)} formulas came back of {len(expected)}")
        return 1
    defined = wrong = given_up = 0
    named = set()
    for cell_text, (case, inputs, output) in zip(found, expected):
        got = value_of(cell_text)
        if case["kind"] == "bool" and isinstance(got, int):
            got = bool(got)  # there a truth value is a number that looks otherwise
        # What a formula cannot say for sure is an error: texts that may overlap themselves, and white
        # space other than spaces.
        if got is None and output is not None and re.search("FIND\\(LEFT|CLEAN\\(", case["code"]):
            given_up += 1
            continue
        defined += output is not None
        if got != output or isinstance(got, bool) != isinstance(output, bool):
            wrong += 1
            if case["text"] not in named and len(named) < 12:
                named.add(case["text"])
                print(f"{case['text']} of {inputs}: {got!r}, not {output!r}\n  {case['code']}")
    print(f"{wrong} wrong, {given_up} given up, defined {defined}")
    return wrong > 0 or given_up * 10 > defined


sys.exit(main())
