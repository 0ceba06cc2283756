#!/usr/bin/env python3
"""What `inkling serve` answers, and what bad clients get.  http_test.py INKLING [NAME ..]"""

import json
import os
import re
import signal
import socket
import sys
import threading
import time

from client import ENDLESS, NAMES, Serve

faults = []


def need(good, what):
    if not good:
        faults.append(what)
        print("FAILED:", what)


def answers(serve):
    status, headers, text = serve.post("table", NAMES)
    said = json.loads(text)
    need(status == 200 and said["fits"], f"a table is answered: {status} {text[:300]}")
    need([cell["text"] for cell in said["cells"]] == ["A.T.", "K.G."], f"predictions: {said['cells']}")
    need(all(0 < cell["confidence"] <= 1 for cell in said["cells"]), "predictions have a confidence")
    need(said["program"]["words"] != "" and said["program"]["fits"] == 2, "the program stands there in words")
    targets = {it["target"]: it for it in said["code"]}
    need({"python", "sql", "excel"} <= set(targets), f"code: {list(targets)}")
    need(all(it["code"] or it["why"] for it in targets.values()), "code is there, or why it is not")
    need(said["origins"][0]["row"] == 0 and any(p["kind"] != "constant" for p in said["origins"][0]["origins"]["pieces"]),
         "it is said what came from where")
    for name in ("X-Content-Type-Options", "Content-Security-Policy", "Cache-Control", "Referrer-Policy"):
        need(name in headers, f"the header {name}")
    # The records of the command line.
    task = {"domain": said["domain"], "examples": [{"inputs": ["ada lovelace"], "output": "A.L."},
                                                   {"inputs": ["grace hopper"], "output": "G.H."}],
            "queries": [{"inputs": ["alan turing"]}]}
    status, _, text = serve.post("solve", {"task": task, "options": {"seed": 0}})
    solved = json.loads(text)
    need(status == 200 and solved["answers"][0]["predictions"] == ["A.T."], f"a task is solved: {text[:300]}")
    need(set(said["question"]["answers"][0]) == set(solved["answers"][0]), "a table and a task have the same records")
    status, _, text = serve.post("run", {"domain": said["domain"], "program": "upper(x0)", "rows": [["ab"]]})
    need((status, json.loads(text)) == (200, {"outputs": ["AB"]}), f"a program is run: {status} {text}")
    status, _, text = serve.post("read", {"text": "name;born\nada;1815\ngrace;1906\n"})
    need(json.loads(text)["names"] == ["name", "born"] and len(json.loads(text)["rows"]) == 2, f"a table is read: {text}")
    status, _, text = serve.send("GET", "api/about")
    need(status == 200 and len(json.loads(text)["domains"]) >= 3, f"about: {text[:200]}")
    # Domains whose cells are values; several inputs; a column in front.
    lists = "lists"  # of the domains that take lists the one that sorts them
    status, _, text = serve.post("table", {"domain": lists, "column": 0, "rows": [["[1,2,3]", "[3,1,2]"], ["[4,9]", "[9,4]"],
                                                                                   ["", "[7,5,6]"]]})
    need(json.loads(text).get("cells", [{}])[0].get("text") == "[5,6,7]", f"lists in a table: {text[:300]}")
    # The samples of every domain, as the page offers them.
    for domain in json.loads(serve.send("GET", "api/about")[2])["domains"]:
        rows = [[*it["inputs"], it["output"]] for it in domain["samples"]]
        if rows:
            said = json.loads(serve.post("table", {"domain": domain["id"], "rows": rows})[2])
            need("error" not in said, f"the samples of {domain['id']}: {str(said)[:200]}")
    # What was found for the same examples is run on other rows.
    asked = {"rows": [*NAMES["rows"][:2], ["emmy noether", ""]], "reuse": True}
    first, second = (json.loads(serve.post("table", asked)[2]) for _ in range(2))
    asked["rows"][2][0] = "haskell curry"
    others = [json.loads(serve.post("table", asked)[2]) for _ in range(4)]  # whichever thread it is
    need(any(it["reused"] for it in others) and not first["reused"], "a search is used again")
    need(second["cells"][0]["text"] == "E.N." and all(it["cells"][0]["text"] == "H.C." for it in others), "with the right answer")
    # Questions that have no answer are answered.
    for table, why in (({"rows": [["a", ""], ["b", ""]]}, "nothing to learn from"),
                       ({"rows": [["a", "x"], ["a", "y"], ["b", ""]]}, "rows 1 and 2 have the same inputs"),
                       ({"domain": lists, "rows": [["[1", "2"], ["[3]", ""]]}, "row 1, column 1"),
                       ({"domain": "nowhere", "rows": [["a", "b"]]}, "nowhere")):
        status, _, text = serve.post("table", table)
        need(status == 200 and why in json.loads(text).get("error", {}).get("message", ""), f"{table}: {status} {text}")
    # A row with a cell that is no value is left out, and named.
    said = json.loads(serve.post("table", {"domain": lists, "names": ["from", "to"], "rows": [
        ["[3,1,2]", "[1,2,3]"], ["[9,4]", "[4,9]"], ["[9", "[1]"], ["[7,5,6]", ""], ["x", ""]]})[2])
    need([it["text"] for it in said.get("cells", [])] == ["[5,6,7]"], f"the other rows are answered: {str(said)[:300]}")
    need([(it["row"], it["column"]) for it in said["unreadable"]] == [(2, 0), (4, 0)], f"{said['unreadable']}")
    need("row 3, 'from'" in said["unreadable"][0]["message"] and "are such as" in said["unreadable"][0]["notes"][-1],
         f"with what would be read: {said['unreadable']}")
    # Examples that contradict each other are no search, also without a limit.
    started = time.monotonic()
    status, _, text = serve.post("solve", {"options": {"budget": "0"}, "task": {
        "examples": [{"inputs": ["a b"], "output": "x"}, {"inputs": ["c"], "output": "y"}, {"inputs": ["a b"], "output": "z"}]}})
    need(status == 200 and "example 3 contradicts example 1" in json.loads(text).get("error", {}).get("message", ""), text)
    need(time.monotonic() - started < 3, "at once")
    # What is no JSON is told where.
    status, _, text = serve.send("POST", "api/solve", '{"task": {},\n "options" 5}', {"Content-Type": "application/json"})
    need(status == 400 and "line 2, column 12" in json.loads(text)["error"]["message"], text)
    # More rows than are searched with and asked at once.
    many = [[f"ada number{i}", f"A.N. {i}"[:3]] for i in range(80)] + [[f"grace other{i}", ""] for i in range(400)]
    many = [[a, "".join(word[0].upper() for word in a.split())] if b else [a, b] for a, b in many]
    status, _, text = serve.post("table", {"rows": many})
    said = json.loads(text)
    need(len(said.get("cells", [])) == 400 and {it["text"] for it in said["cells"]} == {"GO"}, f"400 cells: {text[:200]}")
    # A row that the search did not see.
    many[70][1] = "??"
    said = json.loads(serve.post("table", {"rows": many})[2])
    need(not said["fits"] and said["fails"] == [70] and said["cells"] == [], f"row 71 does not follow: {str(said)[:200]}")


def pages(serve):
    total = 0
    for name, kind in (("", "text/html"), ("page.css", "text/css"), ("page.js", "text/javascript")):
        status, headers, text = serve.send("GET", name)
        total += len(text)
        need(status == 200 and headers["Content-Type"].startswith(kind), f"the page's '{name}': {status}")
        need(not re.search(r"(src|href)=\"?(https?:)?//|@import|url\(", text), f"'{name}' names nothing outside")
        status, headers, text = serve.send("HEAD", name)
        need(status == 200 and text == "", f"HEAD of '{name}'")
    need(total < 150_000, f"the page has {total} bytes")
    print(f"the page has {total} bytes")
    status, headers, _ = serve.send("GET", serve.path.rstrip("/"))
    need(status == 301 and headers["Location"] == serve.path, "without the last / the page is found")


def refusals(serve):
    own = f"127.0.0.1:{serve.port}"
    token = serve.path.strip("/")
    wrong = ("0" if token[0] != "0" else "1") + token[1:]
    cases = [
        ("GET", "/", None, {}, 403), ("GET", f"/{wrong}/", None, {}, 403), ("GET", f"/{token[:-1]}/", None, {}, 403),
        ("GET", f"/{token}0/", None, {}, 403), ("GET", f"/{token.upper()}A/", None, {}, 403),
        ("POST", f"/{wrong}/api/solve", "{}", {"Content-Type": "application/json"}, 403),
        ("GET", "/favicon.ico", None, {}, 403),
        ("GET", "", None, {"Host": "evil.example"}, 403), ("GET", "", None, {"Host": f"evil.example:{serve.port}"}, 403),
        ("GET", "", None, {"Host": f"127.0.0.1:{serve.port + 1}"}, 403), ("GET", "", None, {"Host": ""}, 403),
        ("GET", "", None, {"Host": f"localhost:{serve.port}"}, 200),
        ("GET", "", None, {"Origin": "https://evil.example"}, 403), ("GET", "", None, {"Origin": "null"}, 403),
        ("GET", "", None, {"Origin": f"http://{own}.evil.example"}, 403), ("GET", "", None, {"Origin": f"https://{own}"}, 403),
        ("GET", "", None, {"Origin": f"http://{own}"}, 200),
        ("POST", "api/table", json.dumps(NAMES), {"Content-Type": "application/json", "Origin": "http://evil.example"}, 403),
        ("GET", "../etc/passwd", None, {}, 404), ("GET", "/../../etc/passwd", None, {}, 404),
        ("GET", "%2e%2e/%2e%2e/etc/passwd", None, {}, 404), ("GET", "..%2f..%2fetc/passwd", None, {}, 404),
        ("GET", "..\\..\\etc\\passwd", None, {}, 404), ("GET", "page.css/../page.js", None, {}, 404),
        ("GET", "page.js%00.css", None, {}, 404), ("GET", "nothing", None, {}, 404), ("GET", "api/", None, {}, 404),
        ("GET", "api/nothing", None, {}, 404), ("POST", "api/table/", "{}", {"Content-Type": "application/json"}, 404),
        ("POST", "", "{}", {"Content-Type": "application/json"}, 405), ("PUT", "page.js", "x", {}, 405),
        ("DELETE", "api/table", None, {}, 405), ("GET", "api/table", None, {}, 405), ("OPTIONS", "api/table", None, {}, 405),
        ("POST", "api/about", "{}", {"Content-Type": "application/json"}, 405), ("PATCH", "api/solve", "{}", {}, 405),
        ("POST", "api/table", "{}", {"Content-Type": "text/plain"}, 415), ("POST", "api/table", "a=b", {}, 415),
        ("POST", "api/table", "x=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ("POST", "api/table", "{}", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ("POST", "api/table", "{}", {"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
    ]
    for method, path, body, headers, expected in cases:
        status, answered, text = serve.send(method, path, body, headers)
        need(status == expected, f"{method} {path} {headers}: {status} instead of {expected}")
        if status >= 400 and method != "HEAD":
            need("error" in json.loads(text), f"{method} {path}: no reason in {text[:80]}")
        if status == 405:
            need("Allow" in answered, f"{method} {path}: 405 without Allow")
    bad = ["", "{", "[]", "nonsense", "null", '{"rows":[]}', '{"rows":[["a"]]}', '{"rows":[[1,2]]}', '{"rows":"a"}', '{"rows":[["a","b"]],"x":1}',
           '{"rows":[["a","b"]],"column":2}', '{"rows":[["a","b"]],"column":-1}', '{"rows":[["a","b"]],"names":["a"]}',
           '{"rows":[["a","b"]],"options":{"budget":3}}', '{"rows":[["a","b"]],"options":{"nothing":3}}', '{"rows":[["a","b"]],"options":[]}',
           '{"rows":[["a","b"]],"client":5}', "[" * 100_000, '{"rows":' + "[" * 100_000, b"\xff\xfe\x00", '{"rows":[["\\ud800","b"]]}']
    for body in bad:
        status, _, text = serve.post("table", body)
        need(status == 400 and "error" in json.loads(text), f"{body[:60]!r}: {status} {text[:100]}")
    rows = {"rows": [["a", "b"]] * 10_001}
    need(serve.post("table", rows)[0] == 400, "10,001 rows are refused")
    for name, body in (("solve", {"task": {"examples": []}}), ("solve", {"task": 5}), ("solve", {}), ("run", {"domain": "x", "rows": 1}),
                       ("read", {"text": 5}), ("read", {})):
        status, _, text = serve.post(name, body)
        need(status in (200, 400) and (status == 400 or "error" in text or name == "read"), f"{name} {body}: {status} {text[:100]}")


def mutations(serve):
    """Requests with bytes changed, left out and doubled: all are answered, and the server stays."""
    random = __import__("random").Random(7)
    table = {**NAMES, "column": 1, "domain": "strings", "options": {"evaluations": 500, "seed": 1}, "client": ""}
    task = {"task": {"domain": "lists", "examples": [{"inputs": [[3, 1]], "output": [1, 3]}], "queries": [{"inputs": [[2, 1]]}]},
            "options": {"evaluations": 500}}
    kinds = [("table", table), ("solve", task), ("run", {"domain": "lists", "program": "sort(x0)", "rows": [[[3, 1]]]}),
             ("read", {"text": "a,b\n\"c\",d\n"})]
    counts = {}
    for turn in range(1500):
        name, value = random.choice(kinds)
        body = bytearray(json.dumps(value).encode())
        for _ in range(random.choice((1, 1, 2, 5))):
            at = random.randrange(len(body))
            how = random.randrange(4)
            if how == 0:
                body[at] = random.randrange(256)
            elif how == 1:
                del body[at:at + random.randrange(1, 9)]
            elif how == 2:
                body[at:at] = random.choice((b"[", b"{", b'"', b"\\u0000", b"-1", b"1e999", b"null", b"99999999999999999999", b"\xff"))
            else:
                body[at:at] = body[at // 2:at]
            body = body or bytearray(b"{}")
        status, _, text = serve.post(name, bytes(body))
        counts[status] = counts.get(status, 0) + 1
        need(status in (200, 400), f"{bytes(body)[:200]}: {status}")
        json.loads(text)
    need(serve.process.poll() is None, "the server is gone")
    print(f"1,500 changed requests: {counts}")


def sizes(serve):
    head = f"POST {serve.path}api/table HTTP/1.1\r\nHost: 127.0.0.1:{serve.port}\r\nContent-Type: application/json\r\n"
    before = serve.memory()
    status, _, _ = serve.post("table", b"x" * 100_000_000)
    need(status == 413, f"a body of 100 MB: {status}")
    # Without saying so before: in chunks.
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer = serve.raw(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 200 + b"0\r\n\r\n")
    need(answer.startswith(b"HTTP/1.1 413"), f"a chunked body of 13 MB: {answer[:60]}")
    answer = serve.raw(head.encode() + b"Content-Length: 99999999999999999999999\r\n\r\n")
    need(answer.startswith(b"HTTP/1.1 413"), f"a length beyond all numbers: {answer[:60]}")
    for length in ("-1", "abc", "5, 5", "0x10"):
        answer = serve.raw(head.encode() + f"Content-Length: {length}\r\n\r\n12345".encode())
        need(answer.startswith(b"HTTP/1.1 400"), f"Content-Length {length}: {answer[:60]}")
    answer = serve.raw(head.encode() + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    need(answer.startswith(b"HTTP/1.1 400"), f"both lengths: {answer[:60]}")
    answer = serve.raw(head.encode() + b"\r\n")
    need(answer.startswith(b"HTTP/1.1 411"), f"no length: {answer[:60]}")
    # Heads without end.
    for what, data in (("a line", b"GET /" + b"a" * 50_000_000), ("a header", head.encode() + b"A: " + b"a" * 50_000_000),
                       ("headers", head.encode() + b"A: b\r\n" * 5_000_000), ("zeros", b"\0" * 10_000_000)):
        answer = serve.raw(data)
        need(answer == b"" or re.match(rb"HTTP/1.1 4\d\d", answer), f"{what} without end: {answer[:60]}")
    answer = serve.raw(b"GET " + serve.path.encode() + b"?" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    need(answer.startswith(b"HTTP/1.1 414"), f"a long address: {answer[:60]}")
    for data in (b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n", b"\r\n\r\n",
                 b"GET / HTTP/1.1\r\nno colon\r\n\r\n"):
        answer = serve.raw(data, timeout=20)
        need(answer == b"" or re.match(rb"HTTP/1.1 4\d\d", answer), f"{data}: {answer[:60]}")
    grown = serve.memory() - before
    need(grown < 64 or "INKLING_SANITIZED" in os.environ, f"memory grew by {grown:.0f} MB")
    print(f"bodies and heads without end: {grown:.1f} MB more")


def slow_clients(inkling):
    """Half requests, and clients that send or take a byte a time, end with the patience of the server."""
    with Serve(inkling, "--patience", "2s") as serve:
        head = f"POST {serve.path}api/table HTTP/1.1\r\nHost: 127.0.0.1:{serve.port}\r\nContent-Type: application/json\r\n"
        slow = []

        def half(data, drip):
            with socket.create_connection(("127.0.0.1", serve.port), timeout=30) as connection:
                began = time.monotonic()
                connection.sendall(data)
                connection.settimeout(0.2 if drip else 30)
                answer = b""
                try:
                    while time.monotonic() - began < 20:
                        try:
                            piece = connection.recv(4096)
                            if not piece:
                                break
                            answer += piece
                        except socket.timeout:
                            connection.sendall(drip)
                except ConnectionError:
                    pass
                slow.append((data[:20], time.monotonic() - began, answer))

        threads = [threading.Thread(target=half, args=it) for it in (
            (b"GET / HT", b""), (head.encode(), b""), (head.encode() + b"Content-Length: 500\r\n\r\n{", b""),
            (b"G", b"E"), (head.encode(), b"A: b\r\n"), (head.encode() + b"Content-Length: 500000\r\n\r\n", b"x"),
            (head.encode() + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"))]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        status, _, text = serve.post("table", NAMES)
        need(status == 200, f"others are answered meanwhile: {status}")
        for thread in threads:
            thread.join()
        for data, seconds, answer in slow:
            need(seconds < 8, f"{data}: {seconds:.1f} s")
            need(answer == b"" or answer.startswith(b"HTTP/1.1 408"), f"{data}: {answer[:40]}")
        # One that never takes its answer.
        with socket.create_connection(("127.0.0.1", serve.port)) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.sendall((f"GET {serve.path}page.js HTTP/1.1\r\nHost: 127.0.0.1:{serve.port}\r\n\r\n" * 300).encode())
            time.sleep(3)
            before = serve.descriptors()
            time.sleep(3)
            need(serve.descriptors() <= before, "a client that takes nothing is let go")
        print(f"half requests and slow clients: gone after {max(it[1] for it in slow):.1f} s at most")


def searches(inkling):
    """Newer questions end older ones, clients that leave end theirs, and too many are told to come back."""
    with Serve(inkling, "--jobs", "1", "--waiting", "2", "--budget", "20s", "--patience", "3s") as serve:
        ended = {}

        def ask(name, table, client):
            began = time.monotonic()
            status, headers, text = serve.post("table", {**table, "client": client})
            ended[name] = (status, time.monotonic() - began, headers, text)

        def start(name, table, client):
            thread = threading.Thread(target=ask, args=(name, table, client))
            thread.start()
            time.sleep(0.4)
            return thread

        threads = [start("old", ENDLESS, "a"), start("new", NAMES, "a")]
        for thread in threads:
            thread.join()
        need(ended["old"][0] == 409 and ended["old"][1] < 5, f"the older one ends: {ended['old'][:2]}")
        need(ended["new"][0] == 200 and ended["new"][1] < 5, f"the newer one is answered: {ended['new'][:2]}")
        # Who leaves.
        with socket.create_connection(("127.0.0.1", serve.port)) as connection:
            body = json.dumps(ENDLESS)
            connection.sendall((f"POST {serve.path}api/table HTTP/1.1\r\nHost: 127.0.0.1:{serve.port}\r\n"
                                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
            time.sleep(0.5)
        began = time.monotonic()
        status, _, _ = serve.post("table", NAMES)
        need(status == 200 and time.monotonic() - began < 5, f"a client that left ends its search: {time.monotonic() - began:.1f} s")
        # One runs, two wait, the fourth comes back; those that wait too long do, too.
        threads = [start(name, ENDLESS, name) for name in "bcde"]
        for thread in threads[1:]:
            thread.join()
        need(ended["e"][0] == 503 and ended["e"][1] < 1 and int(ended["e"][2].get("Retry-After", 0)) >= 1, f"the fourth: {ended['e'][:3]}")
        need(all(ended[it][0] == 503 and ended[it][1] < 6 and "Retry-After" in ended[it][2] for it in "cd"), "who waits too long is told so")
        # Ctrl-C: what runs is answered with its best so far.
        code, seconds = serve.end()
        threads[0].join()
        need(code == 0 and seconds < 5, f"Ctrl-C during a search: exit code {code} after {seconds:.1f} s")
        need(ended["b"][0] == 200 and not json.loads(ended["b"][3])["fits"], f"what ran is answered: {ended['b'][:2]}")
        need(serve.process.stderr.read().count("\n") == 1, "it says nothing else")


def endings(inkling):
    for how, expected in ((signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)):
        with Serve(inkling) as serve:
            idle = socket.create_connection(("127.0.0.1", serve.port))
            code, seconds = serve.end(how)
            need(code == expected and seconds < 5, f"{how.name}: exit code {code} after {seconds:.1f} s")
            idle.close()
    with Serve(inkling) as first, Serve(inkling) as second:
        need(first.path != second.path and first.port != second.port, "every server has an address of its own")
        need(re.fullmatch(r"/[0-9a-f]{32}/", first.path), f"the token: {first.path}")
        import subprocess
        done = subprocess.run([inkling, "serve", "--port", str(first.port)], capture_output=True, text=True, timeout=30)
        need(done.returncode == 3 and str(first.port) in done.stderr, f"a port that is taken: {done.returncode} {done.stderr}")
        # From this machine alone.
        try:
            socket.create_connection((socket.gethostbyname(socket.gethostname()), first.port), timeout=2).close()
            need(socket.gethostbyname(socket.gethostname()).startswith("127."), "it listens elsewhere, too")
        except OSError:
            pass


def main():
    inkling = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:]
    done = []
    with Serve(inkling) as serve:
        for check in (answers, pages, refusals, mutations, sizes):
            if not wanted or check.__name__ in wanted:
                check(serve)
                done.append(check.__name__)
        code, seconds = serve.end()
        need(code == 0 and seconds < 5, f"Ctrl-C: exit code {code} after {seconds:.1f} s")
    for check in (slow_clients, searches, endings):
        if not wanted or check.__name__ in wanted:
            check(inkling)
            done.append(check.__name__)
    print(", ".join(done) + (": all is well" if not faults else f": {len(faults)} faults"))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
