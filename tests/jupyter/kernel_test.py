#!/usr/bin/env python3
"""inkling as a kernel of Jupyter, driven by Jupyter's own client.

  kernel_test.py INKLING CASE

CASE is one of the functions below; `write` makes the outputs of the example notebook again (INKLING_NOTEBOOK). Exit code 77, with a line that says so: Jupyter's client is not installed.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

try:
    from jupyter_client.manager import KernelManager
    from jupyter_client.kernelspec import KernelSpecManager
except ImportError as missing:
    print(f"skipped: {missing} (Debian's python3-jupyter-client)")
    sys.exit(77)

INKLING = os.path.abspath(sys.argv[1])
PATIENCE = 120
# Examples that no small program fits, so that a search goes on until it is stopped.
LONG = ":domain lists\n:clear\n:set budget 100s\n[1,2,3] -> [71,5,-5,12]\n[4,5] -> [99,3,1,8,8]\n[1,2,3,4] -> ?"


def check(good, what):
    if not good:
        sys.exit(f"FAILED: {what}")


def inkling(*arguments, environment=None, code=0):
    done = subprocess.run([INKLING, *arguments], capture_output=True, text=True, timeout=PATIENCE,
                          env={**os.environ, **(environment or {})})
    check(done.returncode == code, f"inkling {arguments}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Cell:
    """What a cell gave: the reply, and what was shown, in its order."""

    def __init__(self, reply, outputs):
        self.reply = reply
        self.outputs = outputs

    def text(self):
        return "".join(it["content"].get("text") or it["content"].get("data", {}).get("text/plain", "")
                       for it in self.outputs)

    def html(self):
        return "".join(it["content"].get("data", {}).get("text/html", "") for it in self.outputs)

    def error(self):
        return next((it["content"] for it in self.outputs if it["msg_type"] == "error"), None)


class Kernel:
    def __init__(self, time_shown=False):
        self.time_shown = time_shown
        self.folder = tempfile.TemporaryDirectory()
        inkling("--no-time", "jupyter", "install", "--prefix", self.folder.name)
        specs = KernelSpecManager(kernel_dirs=[os.path.join(self.folder.name, "share/jupyter/kernels")],
                                  ensure_native_kernel=False)
        self.manager = KernelManager(kernel_name="inkling", kernel_spec_manager=specs)

    def __enter__(self):
        self.manager.start_kernel(env={**os.environ, **({} if self.time_shown else {"INKLING_NO_TIME": "1"})})
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        return self

    def __exit__(self, *fault):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=False)
        self.folder.cleanup()

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def take(self, sent):
        """The cell's end: its reply and everything until the kernel is idle again."""
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            if message["msg_type"] in ("stream", "display_data", "execute_result", "error"):
                outputs.append(message)
        while True:
            reply = self.client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == sent:
                return Cell(reply["content"], outputs)

    def run(self, code, **options):
        return self.take(self.send(code, **options))

    def ask(self, sent):
        while True:
            reply = self.client.get_shell_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == sent:
                return reply["content"]

    def alive(self):
        return self.manager.is_alive()


def installing():
    with tempfile.TemporaryDirectory() as folder:
        home = {"HOME": folder, "XDG_DATA_HOME": "", "JUPYTER_DATA_DIR": "", "VIRTUAL_ENV": "", "CONDA_PREFIX": ""}
        for options, place in [((), ".local/share/jupyter/kernels/inkling"),
                               (("--user",), ".local/share/jupyter/kernels/inkling"),
                               (("--prefix", folder + "/p"), "p/share/jupyter/kernels/inkling"),
                               (("--user", "--name", "ink-2", "--display-name", "Ink 2"),
                                ".local/share/jupyter/kernels/ink-2")]:
            said = inkling("jupyter", "install", *options, environment=home)
            file = os.path.join(folder, place, "kernel.json")
            check(file in said, f"install says where: {said}")
            with open(file) as text:
                spec = json.load(text)
            check(spec["argv"][0] == INKLING and spec["argv"][-3:] == ["jupyter", "run", "{connection_file}"], spec)
            check(spec["language"] == "inkling" and spec["interrupt_mode"] == "signal", spec)
            inkling("jupyter", "install", *options, environment=home)  # once more changes nothing
            said = inkling("jupyter", "uninstall", *options, environment=home)
            check(file in said and not os.path.exists(os.path.dirname(file)), f"uninstall: {said}")
            check("there is no kernel" in inkling("jupyter", "uninstall", *options, environment=home, code=2), "twice")
        venv = {**home, "VIRTUAL_ENV": folder + "/venv"}
        inkling("jupyter", "install", "--sys-prefix", environment=venv)
        check(os.path.exists(folder + "/venv/share/jupyter/kernels/inkling/kernel.json"), "--sys-prefix")
        check("no environment of Python" in inkling("jupyter", "install", "--sys-prefix", environment=home, code=2),
              "without one")
        # What the program was started with, the kernel is started with.
        inkling("--plugin-dir", folder, "jupyter", "install", environment=home)
        with open(folder + "/.local/share/jupyter/kernels/inkling/kernel.json") as text:
            check(json.load(text)["argv"][1:3] == ["--plugin-dir", folder], "plugin folders")
        # A kernel of somebody else is left alone.
        other = folder + "/.local/share/jupyter/kernels/other"
        os.makedirs(other)
        with open(other + "/kernel.json", "w") as file:
            file.write('{"argv": ["python3"]}')
        for action in ("install", "uninstall"):
            check("somebody else" in inkling("jupyter", action, "--name", "other", environment=home, code=2), action)
        check("no name of a kernel" in inkling("jupyter", "install", "--name", "../x", environment=home, code=2), "name")
        check("takes no file" in inkling("jupyter", "install", "x.json", environment=home, code=2), "file")
        check("install" in inkling("jupyter", "--help") and "uninstall" in inkling("jupyter", "--help"), "help")
        open(folder + "/file", "w").close()
        check("is no UTF-8" in inkling("jupyter", "install", "--prefix", folder + "/p", "--display-name", b"x\xff",
                                       environment=home, code=2), "a name that is no text")
        check("cannot make the folder" in inkling("jupyter", "install", "--prefix", folder + "/file", environment=home,
                                                  code=3), "a file in the way")


def cells():
    with Kernel() as kernel:
        info = kernel.ask(kernel.client.kernel_info())
        check(info["language_info"]["name"] == "inkling" and info["language_info"]["file_extension"] == ".ink", info)
        first = kernel.run(":domain lists\n[3,1,2] -> [1,2,3]\n[9,4] -> [4,9]")
        check(first.reply["status"] == "ok" and first.outputs == [], f"examples show nothing: {first.outputs}")
        check(first.reply["execution_count"] == 1, first.reply)
        # Examples are kept over cells; an input goes on over lines.
        second = kernel.run("[7,\n 5,\n 6] -> ?")
        check("[5,6,7]" in second.text() and second.reply["execution_count"] == 2, second.text())
        check("[3,1,2] -> [1,2,3]" in kernel.run(":examples").text(), "examples are kept")
        check("[9,4] -> [4,9]" in kernel.run(":history").text(), "and what was entered")
        for empty in ("", "\n\n", "   ", "# a comment"):
            check(kernel.run(empty).outputs == [], f"an empty cell: {empty!r}")
        check(kernel.run("[1] -> ?", silent=True).outputs == [], "a silent cell shows nothing")
        history = kernel.ask(kernel.client.history(hist_access_type="tail", n=20))
        check(any(":history" in entry[2] for entry in history["history"]), history)
        for code, status in [("[1,2] -> [2,1]", "complete"), ("[1,2", "incomplete"), ("[1] ->", "incomplete"),
                             (":explain", "complete"), ("[1] -> \\", "incomplete"), ("[1] -> [2]\n[3", "incomplete"),
                             ("]]]", "complete"), ("", "complete")]:
            reply = kernel.ask(kernel.client.is_complete(code))
            check(reply["status"] == status, f"is_complete {code!r}: {reply}")
        check(len(re.findall("->", kernel.run(":examples").text())) == 2, "is_complete enters nothing")
        leaves = kernel.run(":quit")
        check(leaves.reply["payload"] == [{"source": "ask_exit", "keepkernel": False}], leaves.reply)


def answers():
    with Kernel(time_shown=True) as kernel:
        asked = kernel.run(":domain lists\n[3,1,2] -> [1,2,3]\n[9,4] -> [4,9]\n[7,5,6] -> ?")
        data = [it["content"]["data"] for it in asked.outputs if it["msg_type"] == "display_data"]
        check(len(data) == 1 and set(data[0]) == {"text/plain", "text/html"}, asked.outputs)
        check("[5,6,7]" in data[0]["text/plain"] and "sort(x0)" in data[0]["text/plain"], data)
        html = data[0]["text/html"]
        check("<table" in html and "<code>[5,6,7]</code>" in html and "<code>sort(x0)</code>" in html, html)
        check("Candidates of every solver" in html and "Step by step on" in html, "what is behind the summary")
        for part in ("<script", "http", "onclick"):
            check(part not in html.replace('xmlns="http://www.w3.org/2000/svg"', ""), f"nothing is fetched: {part}")
        traced = kernel.run(":trace")
        check("<svg" in traced.html() and "step" in traced.text(), "a map of the steps")
        check("the input sorted" in kernel.run(":explain").html(), "an explanation")
        check("<table" in kernel.run(":more").html(), "candidates")
        check("agree on" in kernel.run(":crosscheck sort(x0) reverse(x0)").html(), "two programs")
        check("<table" in kernel.run(":help").html(), "help")
        # Where a search takes long enough to say how it goes, its chart is there.
        searched = kernel.run(":clear\n:set budget 3s\n[1,2,3] -> [71,5,-5,12]\n[4,5] -> [99,3,1,8,8]\n[1,2] -> ?")
        check("How the searches went" in searched.html() and 'class="chart"' in searched.html(), "a chart")
        # What is typed is text, in a table as elsewhere.
        nasty = kernel.run(":clear\n:domain strings\na <b>x</b> -> <script>alert(1)</script>\n"
                           "c <b>x</b> -> <script>alert(1)</script>\nb <i>y</i> -> ?")
        check("<script>" not in nasty.html() and "&lt;script&gt;" in nasty.html(), "text is text")
        check("\u001b" not in kernel.run("\x1b[31mred -> ?").text(), "no orders to a terminal")


def completion():
    with Kernel() as kernel:
        def complete(code, at=None):
            return kernel.ask(kernel.client.complete(code, len(code) if at is None else at))
        commands = complete(":cro")
        check(commands["matches"] == ["crosscheck"] and commands["cursor_start"] == 1 and commands["cursor_end"] == 4,
              commands)
        kernel.run(":domain strings")
        words = complete("upp")
        check("upper(" in words["matches"] or "upper" in words["matches"], words)
        types = words["metadata"]["_jupyter_types_experimental"]
        check(len(types) == len(words["matches"]) and types[0]["start"] == 0 and types[0]["end"] == 3, types)
        # Characters, not bytes; and the line of the cursor.
        behind = complete("é -> É\n:dom x", len("é -> É\n:dom"))
        check(behind["matches"] == ["domain"] and behind["cursor_start"] == len("é -> É\n:"), behind)
        check("lists" in complete(":domain l")["matches"], "arguments")
        for code in ("", "(((", "\n\n", ":zzz"):
            check(complete(code)["matches"] == [] or code == "", f"nothing for {code!r}")
        check(complete("abc", 99)["status"] == "ok", "a cursor behind the end")


def inspection():
    with Kernel() as kernel:
        def inspect(code, at):
            return kernel.ask(kernel.client.inspect(code, at))
        kernel.run(":domain lists")
        for code, at, word in [("reverse(x0)", 3, "reverse"), ("reverse(", 8, "reverse"), ("map(neg, x0)", 5, "neg"),
                               (":cross sort(x0)", 3, ":crosscheck"), (":solvers enumerate", 14, "enumerate"),
                               ("[1] -> [2]\nsort(x0)", 13, "sort")]:
            reply = inspect(code, at)
            check(reply["found"] and word in reply["data"]["text/plain"], f"{code!r} at {at}: {reply}")
        check("example:" in inspect("reverse(x0)", 3)["data"]["text/plain"], "with an example")
        check("<table" in inspect(":solvers enumerate", 14)["data"]["text/html"], "a solver's parameters")
        for code, at in [("nosuchword", 3), ("", 0), ("[1,2]", 0), ("   ", 2)]:
            check(not inspect(code, at)["found"], f"{code!r} is nothing")
        check(kernel.run(":history").text().count("\n") == 2, "inspecting enters nothing")


def errors():
    with Kernel() as kernel:
        kernel.run(":domain lists\n[1,2] -> [2,1]")
        for code, name, words in [
                (":nosuch", "not_found", ["there is no command ':nosuch'", ":help"]),
                ("[1,2 -> [3]", "parse", []),
                ("[1,2] -> [1,2]", "bad_input", ["example 1", "the same inputs"]),
                ("blub(x0)", None, ["blub"]),
                (":load /nosuch/file.jsonl", "io", ["/nosuch/file.jsonl"])]:
            cell = kernel.run(code)
            error = cell.error()
            check(error is not None and cell.reply["status"] == "error", f"{code!r}: {cell.outputs}")
            check(name is None or error["ename"] == name, f"{code!r}: {error}")
            check(cell.reply["ename"] == error["ename"] and error["evalue"] and error["traceback"], error)
            for word in words:
                check(word in "\n".join(error["traceback"]), f"{code!r} names {word!r}: {error}")
        # What stands before the broken line is kept, what is behind it was not run.
        cell = kernel.run("[5,6] -> [6,5]\n:wrong\n[7] -> [8]\n[9] -> ?")
        said = "\n".join(cell.error()["traceback"])
        check("line 2 of the cell" in said and "the 2 lines behind it not run" in said, said)
        shown = kernel.run(":examples").text()
        check("[5,6]" in shown and "[7]" not in shown, shown)
        # Cells behind a broken one are not run.
        broken, behind = kernel.send(":wrong"), kernel.send("[3,4] -> [4,3]")
        kernel.take(broken)
        check(kernel.ask(behind)["status"] != "ok", "the queue is left")
        time.sleep(0.3)  # what comes at the same time is left, too
        check("[3,4]" not in kernel.run(":examples").text(), "and its examples")
        check(kernel.run("[3,4] -> ?").reply["status"] == "ok", "what is sent afterwards is run")
        broken, behind = kernel.send(LONG + "\n:wrong"), kernel.send(":examples")
        time.sleep(1.5)
        kernel.manager.interrupt_kernel()
        check(kernel.ask(broken)["status"] == "error" and kernel.ask(behind)["status"] != "ok", "interrupted")
        time.sleep(0.3)
        kernel.run(":clear\n[1,2] -> [2,1]\n[3,4] -> [4,3]")
        check("[2,1]" in kernel.run("[1,2] -> ?").text(), "and all goes on")


def nonsense():
    with Kernel() as kernel:
        for code in ["\x00", "\ud7ff", "(" * 3000, "->", "-> ->", "?", ":" , "::", "\\", "\\\n\\\n\\", "\"" * 99,
                     "x0 " * 500, "[" + "9" * 500 + "] -> ?", "%matplotlib inline", "!ls", "import os", "\t\t", "\r\n\r",
                     ":load", ":set", ":trace", ":ask", "[1]->[2]\n" * 50 + "[[[", "\u202e\u0007", "日本語 -> ?"]:
            cell = kernel.run(code)
            check(cell.reply["status"] in ("ok", "error"), f"{code!r}: {cell.reply}")
            check(kernel.alive(), f"alive after {code!r}")
        check("[2,1]" in kernel.run(":clear\n:domain lists\n[1,2] -> [2,1]\n[5] -> [5]\n[1,2] -> ?").text(), "still there")


def interrupts():
    with Kernel() as kernel:
        kernel.manager.interrupt_kernel()  # while nothing runs
        check("[2,1]" in kernel.run(":domain lists\n[1,2] -> [2,1]\n[3,4] -> [4,3]\n[1,2] -> ?").text(), "idle")
        process = kernel.manager.provisioner.process

        def by_signal():
            process.send_signal(signal.SIGINT)

        def by_message():
            message = kernel.client.session.msg("interrupt_request", {})
            kernel.client.control_channel.send(message)
        for how, times in [(by_signal, 1), (by_signal, 7), (by_message, 1), (by_message, 5)]:
            sent = kernel.send(LONG + "\n:clear")
            time.sleep(1.5)
            started = time.monotonic()
            for _ in range(times):
                how()
                time.sleep(0.02)
            cell = kernel.take(sent)
            took = time.monotonic() - started
            check(took < 15, f"stopped after {took:.1f} s")
            check(cell.reply["status"] == "error" and cell.error()["ename"] == "interrupted", cell.reply)
            check("<table" in cell.html() and "enumerate" in cell.text(), f"the best so far is shown: {cell.text()}")
            check("[71,5,-5,12]" in kernel.run(":examples").text(), "examples are kept, the line behind was not run")
            check(kernel.alive(), f"alive after {times}")
        check("[2,1]" in kernel.run(":clear\n[1,2] -> [2,1]\n[3,4] -> [4,3]\n[1,2] -> ?").text(), "all goes on")


def restart():
    kernel = Kernel()
    with kernel:
        kernel.run(":domain lists\n[1,2] -> [2,1]")
        kernel.manager.restart_kernel(now=False)
        kernel.client.wait_for_ready(timeout=PATIENCE)
        check("no examples" in kernel.run(":examples").text(), "a new session")
        # In the middle of a search, too: it is told to stop, and goes.
        kernel.send(LONG)
        time.sleep(1.5)
        started = time.monotonic()
        kernel.manager.restart_kernel(now=False)
        kernel.client.wait_for_ready(timeout=PATIENCE)
        check(time.monotonic() - started < 30, "restarted")
        check("[2,1]" in kernel.run(":domain lists\n[1,2] -> [2,1]\n[3,4] -> [4,3]\n[1,2] -> ?").text(), "and works")
        process = kernel.manager.provisioner.process
        kernel.manager.shutdown_kernel(now=False)
        check(process.poll() is not None, "ended")


def executed():
    """The example notebook as it is stored, and as it comes out now."""
    try:
        import nbclient
        import nbformat
    except ImportError as missing:
        print(f"skipped: {missing} (Debian's python3-nbconvert)")
        sys.exit(77)
    stored = nbformat.read(os.environ["INKLING_NOTEBOOK"], as_version=4)
    nbformat.validate(stored)
    fresh = nbformat.read(os.environ["INKLING_NOTEBOOK"], as_version=4)
    os.environ["INKLING_NO_TIME"] = "1"
    kernel = Kernel()
    nbclient.NotebookClient(fresh, km=kernel.manager, timeout=PATIENCE, record_timing=False).execute()
    return stored, fresh


def orphans():
    """A kernel whose Jupyter is gone ends itself: nobody else could end it."""
    with tempfile.TemporaryDirectory() as folder:
        inkling("jupyter", "install", "--prefix", folder)
        kernels = os.path.join(folder, "share/jupyter/kernels")
        code = ("import time; from jupyter_client.manager import KernelManager;"
                "from jupyter_client.kernelspec import KernelSpecManager as S;"
                f"m = KernelManager(kernel_name='inkling', kernel_spec_manager=S(kernel_dirs=[{kernels!r}],"
                "ensure_native_kernel=False)); m.start_kernel(); print(m.provisioner.process.pid, flush=True);"
                "time.sleep(300)")
        jupyter = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        kernel = int(jupyter.stdout.readline())

        def runs():
            try:
                with open(f"/proc/{kernel}/stat") as stat:
                    return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
            except OSError:
                return False
        time.sleep(1)
        check(runs(), "it runs")
        jupyter.kill()
        jupyter.wait()
        patience = time.monotonic() + 20
        while runs() and time.monotonic() < patience:
            time.sleep(0.1)
        check(not runs(), "it ended")


def notebook():
    """From its first cell to its last: no error, and the outputs that it is stored with."""
    def shown(cell):
        # What stands behind the summary has candidates that hang on how fast the machine is.
        return [(it.get("text") or it.get("data", {}).get("text/plain"),
                 re.sub("(?s)<details>.*</details>", "", it.get("data", {}).get("text/html", "")))
                for it in cell.outputs]
    stored, fresh = executed()
    asked = 0
    for before, after in zip(stored.cells, fresh.cells):
        if before.cell_type == "code":
            check(shown(before) == shown(after), f"{before.source!r}:\n{shown(before)}\nnow\n{shown(after)}")
            asked += before.source.count("-> ?") > 0 and len(shown(before)) > 0
    check(asked > 1, "it asks")


def write():
    import nbformat
    _, fresh = executed()
    for cell in fresh.cells:
        cell.metadata = {}
    nbformat.write(fresh, os.environ["INKLING_NOTEBOOK"])


def wire():
    """What no client of Jupyter sends."""
    import zmq
    with Kernel() as kernel:
        connection = kernel.manager.get_connection_info()
        context = zmq.Context()
        for port in ("shell_port", "control_port", "stdin_port"):
            raw = context.socket(zmq.DEALER)
            raw.connect(f"tcp://127.0.0.1:{connection[port]}")
            header = json.dumps({"msg_id": "1", "msg_type": "execute_request", "username": "", "session": "s",
                                 "date": "", "version": "5.3"}).encode()
            content = json.dumps({"code": ":clear", "silent": False}).encode()
            for frames in ([b""], [b"<IDS|MSG>"], [b"<IDS|MSG>", b"00", header, b"{}", b"{}", content],
                           [b"<IDS|MSG>", b"", header, b"{}", b"{}", content], [b"x"] * 9, [b"\xff" * 100000]):
                raw.send_multipart(frames)
            raw.close(linger=1000)
        kernel.run(":domain lists\n[1,2] -> [2,1]\n[3,4] -> [4,3]")
        # Signed, with contents that lack or bend what the protocol asks for.
        for kind, content in [("execute_request", {}), ("execute_request", {"code": 5}), ("complete_request", {}),
                              ("complete_request", {"code": "upp", "cursor_pos": -7}),
                              ("inspect_request", {"code": "é", "cursor_pos": 10**6}), ("is_complete_request", {}),
                              ("nosuch_request", {}), ("history_request", {}), ("comm_open", {}),
                              ("comm_info_request", {})]:
            kernel.client.shell_channel.send(kernel.client.session.msg(kind, content))
        time.sleep(1)
        check(kernel.alive(), "alive")
        check("[2,1]" in kernel.run("[1,2] -> ?").text(), "what was entered is there: nobody without the key cleared it")
        context.destroy(linger=0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "c.json")
        for text, words, code in [("", "no JSON object", 3), ("[]", "no JSON object", 3), ("{}", "is no port", 3),
                                  ('{"shell_port": 70000}', "'shell_port' is no port", 3),
                                  ('{"key": 3}', "'key' is no text", 3)]:
            with open(path, "w") as file:
                file.write(text)
            said = inkling("jupyter", "run", path, code=code)
            check(words in said, f"{text!r}: {said}")
        check("cannot read" in inkling("jupyter", "run", folder + "/none.json", code=3), "no file")
        check("connection file is missing" in inkling("jupyter", "run", code=2), "no name")
        with open(path, "w") as file:
            json.dump({**{name: 1 for name in ("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port")},
                       "ip": "203.0.113.7", "key": "k"}, file)
        check("cannot serve at 203.0.113.7" in inkling("jupyter", "run", path, code=3), "an address of others")


globals()[sys.argv[2]]()
print("ok")
