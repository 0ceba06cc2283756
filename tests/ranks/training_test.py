#!/usr/bin/env python3
"""One training over two processes, which find each other by RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.

  training_test.py INKLING

Both end well and rank 0 has written the folder; a rank that is killed ends the other one, with a message, and the same
lines go on from the checkpoint. Exit code 77, with a line that says so: nothing here trains on ranks.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

INKLING = os.path.abspath(sys.argv[1])
TRAIN = ["train", "lpn", "--domain", "patterns", "--tasks", "side=4,pattern=2", "batch=4", "pairs=3",
         "evaluate_tasks=4"]


def need(good, what):
    if not good:
        sys.exit(f"FAILED: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder, *settings, ranks=2):
    port = free_port()
    started = []
    for rank in range(ranks):
        place = {"RANK": str(rank), "WORLD_SIZE": str(ranks), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
        started.append(subprocess.Popen([INKLING, *TRAIN, "--out", folder, *settings], text=True,
                                        env={**os.environ, **place, "OMP_NUM_THREADS": "1"},
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    return started


def ended(process, patience=300):
    try:
        said, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit(f"FAILED: a rank did not end within {patience} s")
    return process.returncode, said


def looks(folder):
    try:
        with open(os.path.join(folder, "metrics.jsonl")) as file:
            return [line for line in file if line.endswith("}\n")]
    except OSError:
        return []


with tempfile.TemporaryDirectory() as scratch:
    folder = os.path.join(scratch, "whole")
    both = [ended(it) for it in start(folder, "steps=6", "evaluate_every=3")]
    if any("built without Gloo" in said or "no trainer" in said or "needs libtorch" in said for _, said in both):
        print(f"skipped: {both[0][1].strip()}")
        sys.exit(77)
    need(all(code == 0 for code, _ in both), f"both ranks end well: {both}")
    need(len(looks(folder)) == 2, f"two looks: {looks(folder)}")
    need(os.path.exists(os.path.join(folder, "model.safetensors")), "the weights are there")

    folder = os.path.join(scratch, "killed")
    first, second = start(folder, "steps=1000000", "evaluate_every=3")
    patience = time.monotonic() + 240
    while len(looks(folder)) < 2 and time.monotonic() < patience:
        time.sleep(0.1)
    before = len(looks(folder))
    need(before >= 2, "it trains")
    second.send_signal(signal.SIGKILL)
    code, said = ended(first)
    second.communicate()
    need(code not in (0, -signal.SIGKILL) and "a rank of the training is gone" in said, f"{code}: {said}")
    # The same lines go on, and where one is told to stop both do.
    first, second = start(folder, "steps=1000000", "evaluate_every=3")
    while len(looks(folder)) < before + 2 and time.monotonic() < patience:
        time.sleep(0.1)
    need(len(looks(folder)) >= before + 2, "it goes on")
    second.send_signal(signal.SIGINT)
    both = [ended(it) for it in (first, second)]
    need(all(code >= 0 and "is gone" not in said for code, said in both), f"both stop: {both}")

    code, said = ended(start(os.path.join(scratch, "odd"), "batch=3")[0])
    need(code == 2 and "cannot be shared out over 2 ranks" in said, f"{code}: {said}")
print("ok")
