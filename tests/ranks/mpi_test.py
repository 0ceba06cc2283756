#!/usr/bin/env python3
"""`mpirun inkling solve` and `eval`: the records of one process, whatever happens to ranks.

  mpi_test.py INKLING [--measure] [NAME ..]

Exit code 77, with a line that says so: there is no mpirun here, or this inkling was built without MPI.
--measure prints units, messages and bytes for 1 to 8 ranks.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

faults = []
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "INKLING_PLUGIN_PATH": "",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_btl": "self,vader,tcp"}


def need(good, what):
    if not good:
        faults.append(what)
        print("FAILED:", what)


class Ranks:
    def __init__(self, inkling, folder):
        self.inkling, self.folder = inkling, folder

    def start(self, count, *arguments):
        command = [self.inkling, *arguments] if count == 0 else ["mpirun", "--oversubscribe", "-n", str(count), self.inkling, *arguments]
        return subprocess.Popen(command, cwd=self.folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, count, *arguments, patience=180):
        process = self.start(count, *arguments)
        try:
            out, err = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            need(False, f"{arguments} with {count} ranks does not end")
        return process.returncode, out, err

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return file.read()


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(it) for it in file.read().split()]
    except OSError:
        return []


def processes(process):
    """Of every rank: its process, and the one that does its units."""
    return [(rank, children(rank)) for rank in children(process.pid)]


SOLVE = ["solve", "tasks.jsonl", "--evaluations", "20000", "--budget", "0", "--seed", "4", "--json", "--no-time"]
# Some seconds for all.
LONG = ["solve", "long.jsonl", "--evaluations", "1000000", "--budget", "0", "--seed", "4", "--json", "--no-time"]


def same_records(ranks):
    code, whole, complaints = ranks.run(0, *SOLVE)
    need(code == 3 and whole.count("\n") == 29, f"one process: {code}, {whole.count(chr(10))} records")
    for count in (2, 3, 5):
        code, out, err = ranks.run(count, *SOLVE)
        need(code == 3 and out == whole, f"{count} ranks: exit code {code}, the records {'are the same' if out == whole else 'differ'}")
        need(complaints.strip() in err, f"{count} ranks name the line that is none: {err[:200]}")
        need(f"29 units over {count} ranks" in err, f"they say what they did: {err[:200]}")
    code, out, err = ranks.run(2, *SOLVE[:2], "--evaluations", "2000", "--budget", "0", "--no-time")
    _, plain, _ = ranks.run(0, *SOLVE[:2], "--evaluations", "2000", "--budget", "0", "--no-time")
    need(out == plain, "without --json: lines and sums are the same")
    # A shard, a limit.
    for more in (["--shard", "2/3"], ["--limit", "7"]):
        need(ranks.run(3, *SOLVE, *more)[1] == ranks.run(0, *SOLVE, *more)[1], f"with {more}")
    # Mistakes end all ranks.
    for arguments, expected in ((["solve", "tasks.jsonl", "--solver", "enumerat"], 2), (["solve", "nothing.jsonl"], 3)):
        code, _, err = ranks.run(2, *arguments, patience=60)
        need(code == expected and "error" in err, f"{arguments}: {code}")


def same_evaluation(ranks):
    arguments = ["eval", "--domain", "lists", "--solvers", "enumerate,random", "--tasks", "12", "--budget", "0", "--evaluations", "5000",
                 "--no-time", "--json"]
    code, whole, _ = ranks.run(0, *arguments)
    need(code == 0 and len(json.loads(whole)["rows"]) == 2, f"one process: {code}")
    for count in (2, 4):
        code, out, err = ranks.run(count, *arguments)
        need(code == 0 and out == whole, f"{count} ranks: {code} {out[:100]} instead of {whole[:100]}")
        need("24 units" in err, f"they share out tasks: {err[:100]}")


def killed_processes(ranks):
    """What does the units is killed again and again: others do them."""
    _, whole, _ = ranks.run(0, *LONG)
    process = ranks.start(3, *LONG)
    killed = 0
    end = time.monotonic() + 100
    while process.poll() is None and killed < 4 and time.monotonic() < end:
        time.sleep(0.3)
        found = [worker for _, workers in processes(process) for worker in workers]
        if found:
            try:
                os.kill(found[killed % len(found)], signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    out, err = process.communicate(timeout=200)
    need(killed > 0, "none was killed")
    need(process.returncode == 0 and out == whole, f"after {killed} deaths: exit code {process.returncode}, {out.count(chr(10))} records; {err[-300:]}")
    need(re.search(r"\d of their processes ended early", err), f"it says so: {err[:300]}")


def silent_rank(ranks):
    """A rank that never answers: others do what it had, and the run ends."""
    _, whole, _ = ranks.run(0, *LONG)
    process = ranks.start(3, *LONG)
    stopped = []
    end = time.monotonic() + 60
    while not stopped and time.monotonic() < end and process.poll() is None:
        time.sleep(0.1)
        found = processes(process)
        if len(found) == 3 and all(workers for _, workers in found):
            stopped = [found[2][0], *found[2][1]]  # a rank, and its process
            for it in stopped:
                os.kill(it, signal.SIGSTOP)
    need(stopped, "no rank was there to be stopped")
    try:
        out, err = process.communicate(timeout=200)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        need(False, "a run with a silent rank does not end")
    for it in stopped:
        try:
            os.kill(it, signal.SIGKILL)
        except ProcessLookupError:
            pass
    need(out == whole, f"{out.count(chr(10))} records of {whole.count(chr(10))}, exit code {process.returncode}: {err[:300]}")
    need("was not heard of" in err, f"it says so: {err[:300]}")


def killed_rank(ranks):
    """MPI ends the run when a rank dies; the next one goes on where it was, and nothing is lost."""
    _, whole, _ = ranks.run(0, *LONG)
    runs = 0
    while runs < 20:
        runs += 1
        process = ranks.start(3, *LONG, "--resume", "records.jsonl")
        if runs <= 2:
            end = time.monotonic() + 60
            while time.monotonic() < end and process.poll() is None:
                time.sleep(0.1)
                found = processes(process)
                try:
                    begun = ranks.read("records.jsonl").count("\n") > 3 * runs
                except OSError:
                    begun = False
                if begun and len(found) == 3:
                    os.kill(found[2 - (runs - 1) * 2][0], signal.SIGKILL)  # another one, and rank 0 itself
                    break
        process.communicate(timeout=200)
        if process.returncode == 0:
            break
    need(runs >= 2, "no run was ended")
    need(ranks.read("records.jsonl") == whole, f"after {runs} runs the records are not the same")
    print(f"a killed rank: {runs} runs, {whole.count(chr(10))} records")


def half_records(ranks):
    """By one process, too: from every half-written file the same records come."""
    _, whole, _ = ranks.run(0, *SOLVE)
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1, len(whole)):
        ranks.write("half.jsonl", whole[:length])
        code, out, _ = ranks.run(0, *SOLVE, "--resume", "half.jsonl")
        need(code == 3 and out == "" and ranks.read("half.jsonl") == whole, f"from {length} bytes: exit code {code}")
    ranks.write("half.jsonl", whole[:len(whole) // 3])
    code, _, _ = ranks.run(2, *SOLVE, "--resume", "half.jsonl")
    need(ranks.read("half.jsonl") == whole, "with ranks, too")
    before = ranks.read("half.jsonl")
    code, _, err = ranks.run(0, "solve", "long.jsonl", *SOLVE[2:], "--resume", "half.jsonl")
    need(code == 3 and "of other tasks" in err and ranks.read("half.jsonl") in before, f"records of another file: {code} {err[:200]}")
    ranks.write("other.txt", "no\nrecords\n")
    code, _, err = ranks.run(0, *SOLVE, "--resume", "other.txt")
    need(code == 3 and "other.txt:1" in err and ranks.read("other.txt") == "no\nrecords\n", f"a file of another kind: {code} {err[:200]}")
    code, _, err = ranks.run(0, *[it for it in SOLVE if it != "--json"], "--resume", "half.jsonl")
    need(code == 2, f"without --json: {code}")


def measure(ranks):
    whole = None
    for count in (0, 1, 2, 4, 8):
        began = time.monotonic()
        _, out, err = ranks.run(count, *SOLVE)
        whole = whole or out
        said = next((line for line in err.splitlines() if " units over " in line), "")
        print(f"{count} ranks: {time.monotonic() - began:.2f} s; {'the same records' if out == whole else 'OTHER RECORDS'}; {said}")
    print(f"a record has {len(whole) / whole.count(chr(10)):.0f} bytes, a task {len(ranks.read('tasks.jsonl')) / 30:.0f}")


def main():
    inkling = os.path.abspath(sys.argv[1])
    wanted = [it for it in sys.argv[2:] if it != "--measure"]
    part = os.path.join(os.path.dirname(inkling), "..", "lib", "inkling", "inkling-mpi.so")
    if shutil.which("mpirun") is None or not os.path.exists(part):
        print("skipped: there is no mpirun here (Debian's package openmpi-bin), or this inkling was built without MPI")
        sys.exit(77)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ranks = Ranks(inkling, folder)
        tasks = ranks.run(0, "generate", "--domain", "lists", "--count", "30", "--seed", "3")[1].splitlines()
        tasks[2] = "broken" + tasks[2]
        ranks.write("tasks.jsonl", "\n".join(tasks) + "\n")
        ranks.write("long.jsonl", ranks.run(0, "generate", "--domain", "lists", "--count", "40", "--seed", "5")[1])
        if "--measure" in sys.argv:
            measure(ranks)
        else:
            for check in (same_records, same_evaluation, killed_processes, silent_rank, killed_rank, half_records):
                if not wanted or check.__name__ in wanted:
                    began = time.monotonic()
                    check(ranks)
                    print(f"{check.__name__}: {time.monotonic() - began:.1f} s", flush=True)
    print("\n".join(faults) if faults else "all is well")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
