#!/usr/bin/env python3
"""Requests in parallel: none is lost, and memory does not grow with their number.

  load_test.py INKLING [--requests 1000] [--seconds S] [--clients 16]

First so many requests at once, each on a connection of its own, twice; who is told to come back comes back. Then, with
--seconds, clients that ask one question after the other for so long. Prints what was measured.
"""

import argparse
import http.client
import json
import os
import sys
import threading
import time

from client import NAMES, Serve

def table(number):
    """A question of its own, with its answer."""
    examples, asked = ([3, number, 1], [7, 5, number, 6]), [number, 4, 9, 2]
    cells = [*([str(row), str(sorted(row))] for row in examples), [str(asked), ""]]
    return {"domain": "lists", "rows": cells}, str(sorted(asked)).replace(" ", "")


def ask(serve, number, counts, lock):
    """Until there is an answer."""
    question, expected = table(number)
    body = json.dumps(question)
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", serve.port, timeout=120)
            connection.request("POST", serve.path + "api/table", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            connection.close()
        except OSError as fault:
            with lock:
                counts["lost"] += 1
                counts.setdefault("faults", []).append(repr(fault))
            return
        if answer.status == 503:
            with lock:
                counts["again"] += 1
            time.sleep(float(answer.getheader("Retry-After")))
            continue
        said = json.loads(text) if answer.status == 200 else {}
        right = [cell["text"] for cell in said.get("cells", [])] == [expected]
        with lock:
            counts["right" if right else "wrong"] += 1
        return


def at_once(serve, requests):
    counts, lock = {"right": 0, "wrong": 0, "lost": 0, "again": 0}, threading.Lock()
    threading.stack_size(256 * 1024)
    threads = [threading.Thread(target=ask, args=(serve, i, counts, lock)) for i in range(requests)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts["seconds"] = time.monotonic() - began
    return counts


def for_long(serve, seconds, clients):
    counts, lock, latencies = {"right": 0, "wrong": 0, "lost": 0, "again": 0}, threading.Lock(), []
    until = time.monotonic() + seconds

    def one(first):
        number = first
        while time.monotonic() < until:
            began = time.monotonic()
            ask(serve, number, counts, lock)
            latencies.append(time.monotonic() - began)
            number += clients

    threads = [threading.Thread(target=one, args=(i,)) for i in range(clients)]
    for thread in threads:
        thread.start()
    memory = []
    while any(thread.is_alive() for thread in threads):
        memory.append(serve.memory())
        time.sleep(min(5, seconds / 4))
    latencies.sort()
    return counts, memory, latencies


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inkling")
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--clients", type=int, default=16)
    options = parser.parse_args()
    faults = []
    with Serve(os.path.abspath(options.inkling)) as serve:
        serve.post("table", NAMES)
        before = serve.memory()
        memory = []
        for _ in range(2):
            counts = at_once(serve, options.requests)
            memory.append(serve.memory())
            print(f"{options.requests} at once: {counts['right']} right, {counts['wrong']} wrong, {counts['lost']} lost, "
                  f"{counts['again']} times told to come back, {counts['seconds']:.1f} s; "
                  f"{before:.0f} MB before, {memory[-1]:.0f} MB after, {serve.threads()} threads")
            if counts["right"] != options.requests:
                faults.append(f"{counts}")
        if memory[1] - memory[0] > 32 or memory[1] - before > 192:
            faults.append(f"memory: {before:.0f} MB, then {memory} MB")
        time.sleep(7)
        if serve.descriptors() > 64:
            faults.append(f"{serve.descriptors()} descriptors are left open")
        if options.seconds:
            counts, memory, latencies = for_long(serve, options.seconds, options.clients)
            print(f"{options.seconds:.0f} s with {options.clients} clients: {counts['right']} right, {counts['wrong']} wrong, "
                  f"{counts['lost']} lost, {counts['again']} told to come back; median {1000 * latencies[len(latencies) // 2]:.0f} ms, "
                  f"99 % below {1000 * latencies[len(latencies) * 99 // 100]:.0f} ms; memory {memory[0]:.0f} MB, {memory[len(memory) // 2]:.0f} MB, {memory[-1]:.0f} MB")
            if counts["wrong"] or counts["lost"]:
                faults.append(f"{counts}")
        code, seconds = serve.end()
        if code != 0:
            faults.append(f"exit code {code}")
    print("\n".join(faults) if faults else "nothing was lost")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
