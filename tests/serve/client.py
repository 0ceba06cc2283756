"""Starts `inkling serve` and speaks HTTP with it, by the standard library alone."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit


class Serve:
    """A server that ends with the block, in order."""

    def __init__(self, inkling, *arguments):
        self.process = subprocess.Popen([inkling, "serve", "--port", "0", *arguments], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        if not self.address.startswith("http://127.0.0.1:"):
            self.process.kill()
            sys.exit(f"no address: '{self.address}'\n{self.process.stderr.read()}")
        parts = urlsplit(self.address)
        self.port, self.path = parts.port, parts.path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.end()

    def end(self, how=signal.SIGINT, patience=30):
        """The exit code, and the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        try:
            code = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = None
        return code, time.monotonic() - began

    def memory(self):
        """Resident megabytes."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def send(self, method, path, body=None, headers=None, timeout=60):
        """Status, headers, text. A path that does not begin with / is one of the server's own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            target = path if path.startswith("/") else self.path + path
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def post(self, name, value, headers=None, timeout=60):
        body = value if isinstance(value, (str, bytes)) else json.dumps(value)
        return self.send("POST", "api/" + name, body, {"Content-Type": "application/json", **(headers or {})}, timeout)

    def raw(self, data, timeout=30):
        """What comes back for these bytes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as connection:
            try:
                connection.sendall(data)
            except OSError:
                pass
            answer = b""
            while True:
                try:
                    piece = connection.recv(1 << 16)
                except ConnectionError:
                    return answer
                if not piece:
                    return answer
                answer += piece


NAMES = {"names": ["name", "initials"],
         "rows": [["ada lovelace", "A.L."], ["grace hopper", "G.H."], ["alan turing", ""], ["kurt goedel", ""]]}
# No program fits it, and a search goes on as long as it may.
ENDLESS = {"rows": [["a", "qx81"], ["b", "7zzw"], ["c", "mm-4k"], ["d", "0=uv"], ["e", ""]]}
