#!/usr/bin/env python3
"""Uses the page of `inkling serve` in a headless Chromium, as a person would.

  serve_test.py INKLING [--keep DIR] [--measure N]

Types, pastes, moves by keyboard, accepts, asks, downloads, looks at both worlds; at a telephone's width and on a screen,
light and dark, nothing is wider than the window, everything that can be used has a name, text is text, nothing is
fetched from elsewhere and the console stays empty. --keep writes pictures to DIR; --measure types N keys and prints the
time from key press to answer. Exit code 77, with a line that says so: there is no Chromium here.
"""

import argparse
import base64
import json
import os
import sys
import tempfile
import time

from browser import Browser, chromium

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "serve"))
from client import Serve  # noqa: E402

NASTY = "<img src=x onerror=alert(1)>"
SIZES = [(390, 844), (1280, 860)]
faults = []


def need(good, what):
    if not good:
        faults.append(what)
        print("FAILED:", what)


class Page:
    def __init__(self, browser, address):
        self.browser, self.address = browser, address

    def value(self, expression):
        return self.browser.value(expression)

    def until(self, expression, what, patience=20):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = self.value(expression)
            if found:
                return found
            time.sleep(0.02)
        need(False, f"{what}: {self.value('document.getElementById(`status`).textContent')}")
        return None

    def load(self):
        self.browser.load(self.address)
        self.until("document.querySelectorAll('#domain option').length > 1", "the page is ready")

    def size(self, size, dark):
        self.browser.call("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
                          mobile=size[0] < 500)
        self.browser.call("Emulation.setEmulatedMedia",
                          features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def focus(self, row, column):
        self.value(f"document.querySelector('#grid tbody').rows[{row}].cells[{column + 1}].querySelector('input').focus()")

    def type(self, text):
        for character in text:
            self.browser.call("Input.dispatchKeyEvent", type="keyDown", key=character, text=character)
            self.browser.call("Input.dispatchKeyEvent", type="keyUp", key=character)

    def key(self, name, code, modifiers=0):
        for kind in ("rawKeyDown", "keyUp"):
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code,
                              modifiers=modifiers)

    def cells(self):
        return self.value("[...document.querySelectorAll('#grid tbody tr')].map(tr => [...tr.querySelectorAll('input')].map(it => it.value))")

    def guesses(self):
        return self.value("[...document.querySelectorAll('#grid .guess')].map(it => it.querySelector('.said').textContent)")

    def shown(self, name):
        return self.value(f"document.getElementById('{name}').hidden ? '' : document.getElementById('{name}').textContent")

    def paste(self, text, row, column):
        self.focus(row, column)
        self.value(f"""(() => {{ const data = new DataTransfer(); data.setData('text/plain', {json.dumps(text)});
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', {{clipboardData: data, bubbles: true, cancelable: true}})); }})()""")

    def picture(self, keep, name):
        if keep:
            data = self.browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            with open(os.path.join(keep, name + ".png"), "wb") as out:
                out.write(base64.b64decode(data))


def use(page):
    """One visit, from the example that stands there to the file that is taken away."""
    page.size(SIZES[1], False)
    page.load()
    page.until("document.querySelectorAll('#grid .guess').length === 3", "predictions stand there at first")
    need(page.guesses() == ["A.T.", "D.C.H.", "K.G."], f"predictions: {page.guesses()}")
    need("%" in page.value("document.querySelector('#grid .guess small').textContent"), "with their confidence")
    need("prediction" in page.value("document.getElementById('status').textContent"), "the status says so")
    for name in ("program", "why", "solvers"):
        need(page.shown(name) != "", f"'{name}' is shown")
    # By keyboard: a new row, its prediction, and taking it.
    page.focus(4, 0)
    page.key("ArrowDown", 40)
    page.type("emmy noether")
    page.until("document.querySelectorAll('#grid .guess').length === 4", "a row that is typed is predicted")
    page.until("[...document.querySelectorAll('#grid .guess .said')].at(-1).textContent === 'E.N.'", "as it stands")
    page.key("ArrowRight", 39)
    need(page.value("document.activeElement.getAttribute('aria-label')") == "initials, row 6", "the arrow leads to the next cell")
    page.key("Enter", 13, modifiers=2)
    page.until("document.querySelectorAll('#grid .guess').length === 3", "Control and Enter take a prediction")
    need(page.cells()[5] == ["emmy noether", "E.N."], f"the cell: {page.cells()[5]}")
    need(len(page.cells()) == 7, "there is an empty row to go on in")
    page.key("Enter", 13)
    need(page.value("document.activeElement.getAttribute('aria-label')") == "initials, row 7", "Enter leads down")
    # Rows that contradict each other are named; mending one brings the predictions back.
    page.focus(6, 0)
    page.type("ada lovelace")
    page.key("ArrowRight", 39)
    page.type("?")
    page.until("document.getElementById('status').textContent.includes('rows 1 and 7')", "a contradiction is named")
    page.key("Backspace", 8)
    page.until("document.querySelectorAll('#grid .guess').length === 4", "and is mended")
    # The program in other languages, by keyboard.
    page.value("document.getElementById('tab-inkling').focus()")
    page.key("ArrowRight", 39)
    need(page.value("document.activeElement.id !== 'tab-inkling' && document.activeElement.getAttribute('aria-selected') === 'true'"),
         "arrows choose the language of the program")
    need(page.value("document.querySelector('#code').textContent.length > 20"), "the code stands there")
    # Where the characters come from, of the row that is looked at.
    page.focus(2, 0)
    need("row 3" in page.shown("why") and page.value("document.querySelectorAll('#why mark').length") >= 4, "it shows what came from where")
    # Pasting a table in place of what is there; what it holds is text.
    page.paste("who\tsurname\nada lovelace\tlovelace\ngrace hopper\thopper\nalan " + NASTY.replace(" ", "-") + "\t\n", 0, 0)
    page.until("[...document.querySelectorAll('#grid .guess .said')].some(it => it.textContent.includes('onerror'))", "a pasted table is read")
    need(page.cells()[0] == ["ada lovelace", "lovelace"], f"pasted: {page.cells()[:2]}")
    need(page.value("document.querySelectorAll('main img').length") == 0, "text became an element")
    need(page.value("document.querySelector('#grid thead input').value") == "who", "the first row names the columns")
    # Not sure: it asks.
    page.paste("a\tb\nred apple\tapple\nripe pears\t\nthree ripe plums\t\n", 0, 0)
    page.until("!document.getElementById('notes').hidden", "a single example is noted")
    if page.until("!document.getElementById('ask').hidden", "a question is put"):
        page.value("document.querySelector('#ask button').click()")
        need("b, row" in page.value("document.activeElement.getAttribute('aria-label')"), "the question leads to its cell")
    # Filling another column, adding one and removing it.
    page.paste("initials,name\nA.L.,ada lovelace\nG.H.,grace hopper\n,alan turing\n", 0, 0)
    page.until("document.querySelector('#grid thead input').value === 'initials'", "commas, too")
    page.value("document.querySelectorAll('#grid input[type=radio]')[0].click()")
    page.until("document.querySelectorAll('#grid .guess').length === 1", "another column is filled")
    need(page.guesses() == ["A.T."], f"from the right: {page.guesses()}")
    page.value("document.getElementById('add').click()")
    need(len(page.cells()[0]) == 3, "a column more")
    page.value("document.querySelector('#grid thead button').click()")
    need(len(page.cells()[0]) == 2, "and less")
    # What is downloaded.
    need(page.value("csvOf()").startswith("initials,name\nA.L.,ada lovelace\n"), f"the file: {page.value('csvOf()')}")
    page.value("""document.getElementById('text').value = 'say "x", y;z\\n"a ""b"", c";a\\nq;\\n'; document.getElementById('first-row').value = 'data';
        document.getElementById('open').click()""")
    need(page.value("document.getElementById('paste').open"), "the dialog opens")
    page.value("document.getElementById('use').click()")
    page.until("!document.getElementById('paste').open", "the dialog closes")
    need(page.value("csvOf()").split("\n")[0] == '"say ""x"", y",z', f"quotes: {page.value('csvOf()')}")


def worlds(page):
    """A domain with both worlds; false where no model is there."""
    page.load()
    ids = page.value("about.domains.filter(it => !it.text && it.solvers.length > 1).map(it => it.id)")
    for domain in ids:
        page.value(f"document.getElementById('example').value = 'domain {domain}'; document.getElementById('example').dispatchEvent(new Event('change'))")
        time.sleep(0.2)
        page.until("asking === null && state.answer !== null", "an answer", 40)
        if page.shown("worlds"):
            text = page.shown("worlds")
            need("Readable" in text and "Learned" in text and "agree" in text, f"both worlds: {text[:200]}")
            return True
    return False


LIGHT = """(() => { const bad = [];
  const light = rgb => { const it = rgb.match(/[0-9.]+/g).slice(0, 3).map(it => it / 255)
      .map(it => it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4); return 0.2126 * it[0] + 0.7152 * it[1] + 0.0722 * it[2]; };
  const ground = it => { for (; it; it = it.parentElement) { const c = getComputedStyle(it).backgroundColor;
      if (!/, 0\\)$/.test(c) && c !== 'transparent') return c; } return 'rgb(255,255,255)'; };
  for (const it of document.querySelectorAll('body *')) {
    if (!it.offsetParent || ![...it.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && it.tagName !== 'INPUT') continue;
    const a = light(getComputedStyle(it).color), b = light(ground(it));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) bad.push(it.tagName + ' ' + it.className + ' ' + it.textContent.slice(0, 20) + ' ' + contrast.toFixed(1));
  } return bad; })()"""
NAMELESS = """[...document.querySelectorAll('input,button,select,textarea')].filter(it => !(it.getAttribute('aria-label') ||
    it.textContent.trim() || (it.labels && it.labels.length))).map(it => it.outerHTML.slice(0, 80))"""


def look(page, name, keep):
    """At both widths, light and dark."""
    for size in SIZES:
        for dark in (False, True):
            where = f"{name} at {size[0]}x{size[1]}, {'dark' if dark else 'light'}"
            page.size(size, dark)
            time.sleep(0.1)
            need(page.value("document.documentElement.scrollWidth") <= size[0],
                 f"{where}: the page is {page.value('document.documentElement.scrollWidth')} wide")
            need(page.value(LIGHT) == [], f"{where}: hard to read: {page.value(LIGHT)}")
            need(page.value(NAMELESS) == [], f"{where}: without a name: {page.value(NAMELESS)}")
            page.picture(keep, f"{name}-{size[0]}-{'dark' if dark else 'light'}")


def measure(page, keys):
    """From a key to the predictions that follow from it, as the page sees them."""
    page.size(SIZES[1], False)
    page.load()
    page.until("document.querySelectorAll('#grid .guess').length === 3", "predictions")
    page.value("""(() => { window.times = []; let pressed = 0;
        document.addEventListener('keydown', () => { pressed = performance.now(); }, true);
        new MutationObserver(() => requestAnimationFrame(() => { if (pressed) times.push(performance.now() - pressed); pressed = 0; }))
            .observe(document.getElementById('status'), {attributes: true, attributeFilter: ['data-ms']}); })()""")
    page.focus(5, 0)
    text = "john mccarthy edsger wybe dijkstra donald ervin knuth barbara liskov leslie lamport" * (1 + keys // 80)
    for i in range(keys):
        page.type(text[i])
        page.until(f"times.length > {i}", "an answer after a key")
    times = sorted(page.value("times"))
    print(f"from key press to answer, {len(times)} keys: median {times[len(times) // 2]:.0f} ms, "
          f"90 % below {times[len(times) * 9 // 10]:.0f} ms, most {times[-1]:.0f} ms")


def complaints(browser, address):
    return [it for it in browser.complaints() if not it.startswith("fetches " + address)
            and not it.startswith("fetches data:") and not it.startswith("fetches blob:" + address.rsplit("/", 2)[0])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inkling")
    parser.add_argument("--keep")
    parser.add_argument("--measure", type=int, default=0)
    options = parser.parse_args()
    program = chromium()
    if options.keep:
        os.makedirs(options.keep, exist_ok=True)
    with Serve(os.path.abspath(options.inkling)) as serve, \
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, os.path.join(folder, "profile"))
        try:
            browser.open_tab()
            page = Page(browser, serve.address)
            if options.measure:
                measure(page, options.measure)
            else:
                use(page)
                page.load()
                page.until("document.querySelectorAll('#grid .guess').length === 3", "predictions")
                look(page, "names", options.keep)
                found = complaints(browser, serve.address)
                if worlds(page):
                    look(page, "worlds", options.keep)
                else:
                    print("no domain here is answered from both worlds")
                faults.extend(found + complaints(browser, serve.address))
        finally:
            browser.close()
    print("\n".join(faults) if faults else "the page does what it should")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
