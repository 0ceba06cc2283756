#!/usr/bin/env python3
"""Opens a page of `inkling report` in a headless Chromium, as a reader would.

  page_test.py INKLING [--keep DIR]

At four sizes, light and dark: the headings are there, every part opens, by keyboard too, nothing is wider than the
window, nothing is fetched, the console stays empty, and text from tasks is text. --keep writes the pages and pictures
of all eight to DIR. Exit code 77, with a line that says so: there is no Chromium here.
"""

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

from browser import Browser, chromium

SIZES = [(360, 740), (768, 1024), (1280, 800), (1920, 1080)]
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u0007\u05e9\u05dc\u05d5\u05dd"


def make_pages(inkling, folder):
    """The pages: their files, and the headings that have to be in them."""
    def run(*arguments):
        done = subprocess.run([inkling, *arguments], cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"inkling {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout
    task = {"id": NASTY, "domain": "strings", "examples": [{"inputs": ["ada " + NASTY], "output": "ada"},
                                                           {"inputs": ["alan turing"], "output": "alan"}],
            "queries": [{"inputs": ["grace " + NASTY]}]}
    with open(os.path.join(folder, "nasty.jsonl"), "w", encoding="utf-8") as file:
        file.write(json.dumps(task) + "\n")
    run("report", "nasty.jsonl", "--solvers", "enumerate,substring", "--budget", "0", "--evaluations", "20000",
        "--out", "nasty.html")
    pages = {"nasty.html": ["Candidates of every solver"]}
    if "nli-comp-i" in run("models"):
        tasks = run("generate", "--domain", "sequences", "--count", "2", "--seed", "3", "--params",
                    "suite=comp-i,part=test,examples=2")
        with open(os.path.join(folder, "worlds.jsonl"), "w") as file:
            file.write(tasks)
        run("report", "worlds.jsonl", "--solvers", "enumerate,nli+symbolic", "--budget", "0", "--evaluations",
            "20000", "--out", "worlds.html")
        pages["worlds.html"] = ["enumerate and nli+symbolic", "Both step by step on", "Step by step on",
                                "Candidates of every solver", "What tokens mean", "Dictionary of nli-comp-i"]
    records = run("solve", "nasty.jsonl", "--solver", "enumerate,substring", "--budget", "0", "--evaluations", "20000",
                  "--json")
    with open(os.path.join(folder, "records.jsonl"), "w", encoding="utf-8") as file:
        file.write(records)
    run("report", "records.jsonl", "--out", "records.html")
    pages["records.html"] = ["Solvers", "Tasks"]
    with open(os.path.join(folder, "session.ink"), "w") as file:
        file.write(":domain lists\n[3,1,2] -> [1,2,3]\n[5,4] -> [4,5]\n[9,8] -> ?\n")
    run("report", "session.ink", "--out", "session.html")
    pages["session.html"] = ["Question 1", "Step by step on"]
    return pages


def check(browser, url, name, wanted, size, dark, keep):
    where = f"{name} at {size[0]}x{size[1]}, {'dark' if dark else 'light'}"
    faults = []

    def need(good, what):
        if not good:
            faults.append(f"{where}: {what}")

    browser.call("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
                 mobile=size[0] < 500)
    browser.call("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
    browser.load(url)
    headings = browser.value("[...document.querySelectorAll('h1,h2,h3,summary')].map(it => it.textContent)")
    for heading in wanted:
        need(any(heading in it for it in headings), f"'{heading}' is not among the headings {headings}")
    need(browser.value("document.querySelectorAll('h1').length") == 1, "there is not one h1")
    need(browser.value("document.querySelectorAll('script,img,iframe,link,object').length") == 0,
         "text of a task became an element")
    parts = browser.value("document.querySelectorAll('details').length")
    need(parts > 0, "there is no part to open")
    need(browser.value("document.querySelectorAll('details[open]').length") == 0, "a part is open at first")
    # By keyboard: the first summary that Tab comes to opens with Enter.
    for _ in range(60):
        browser.key("Tab", 9)
        if browser.value("document.activeElement.tagName") == "SUMMARY":
            break
    browser.key("Enter", 13, "\r")
    need(browser.value("document.querySelectorAll('details[open]').length") == 1, "Enter does not open a part")
    browser.value("document.querySelectorAll('details').forEach(it => { it.open = true })")
    hidden = browser.value("[...document.querySelectorAll('details > :not(summary)')]"
                           ".filter(it => it.getBoundingClientRect().height < 1).length")
    need(hidden == 0, f"{hidden} parts show nothing when they are open")
    wide = browser.value("document.documentElement.scrollWidth")
    need(wide <= size[0], f"the page is {wide} pixels wide")
    unsaid = browser.value("""[...document.querySelectorAll('*')].filter(it => it.scrollWidth > it.clientWidth + 1
        && ['auto', 'scroll'].includes(getComputedStyle(it).overflowX)
        && !getComputedStyle(it).backgroundAttachment.includes('local')).length""")
    need(unsaid == 0, f"{unsaid} parts scroll and do not show that there is more")
    light_of = browser.value("""(() => { const rgb = name => getComputedStyle(document.body)[name].match(/[0-9.]+/g)
        .slice(0, 3).map(it => it / 255).map(it => it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
        const light = it => 0.2126 * it[0] + 0.7152 * it[1] + 0.0722 * it[2];
        return [light(rgb('color')), light(rgb('backgroundColor'))]; })()""")
    need((light_of[1] < 0.2) == dark, "the ground is not as the reader prefers")
    contrast = (max(light_of) + 0.05) / (min(light_of) + 0.05)
    need(contrast >= 7, f"text has a contrast of {contrast:.1f} to its ground")
    faults += [f"{where}: {it}" for it in browser.complaints()]
    if keep:
        picture = browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        file = f"{name.split('.')[0]}-{size[0]}-{'dark' if dark else 'light'}.png"
        with open(os.path.join(keep, file), "wb") as out:
            out.write(base64.b64decode(picture))
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inkling")
    parser.add_argument("--keep")
    options = parser.parse_args()
    program = chromium()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pages = make_pages(os.path.abspath(options.inkling), folder)
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
            for name in pages:
                shutil.copy(os.path.join(folder, name), options.keep)
        browser = Browser(program, os.path.join(folder, "profile"))
        faults = []
        try:
            browser.open_tab()
            for name, wanted in pages.items():
                for size in SIZES:
                    for dark in (False, True):
                        faults += check(browser, "file://" + os.path.join(folder, name), name, wanted, size, dark,
                                        options.keep)
        finally:
            browser.close()
    print("\n".join(faults) if faults else f"{len(pages)} pages at {len(SIZES)} sizes, light and dark: nothing to say")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
