"""Programs from examples.

    >>> import inkling
    >>> answer = inkling.solve([("ada lovelace", "A.L."), ("grace hopper", "G.H.")], ["alan turing"])
    >>> answer.predictions
    ['A.T.']
    >>> answer("kurt goedel")                                # the program on other inputs
    'K.G.'

Values are bool, int (64 bits), str, and lists of these. A thin layer over libinkling-c; nothing else is needed.
INKLING_LIBRARY names another library file.
"""

import collections.abc
import ctypes
import json
import os
import threading

from ._place import LIBRARY

__all__ = ["Answer", "Error", "Inkling", "run", "solve", "version"]


class Error(Exception):
    """What inkling says went wrong. `code`: "bad_input", "not_found" ..; `notes`: the cure, in lines."""

    def __init__(self, code, message, notes=()):
        super().__init__("; ".join([message, *notes]))
        self.code = code
        self.message = message
        self.notes = list(notes)


class Answer:
    """What one solver said: the record of docs/repl.md, its fields as attributes, and a function.

    program: its text, or None; predictions: one for each query; fits, examples: how many of the examples the program
    reproduces; solved: whether all; confidence: of the predictions, or None; sure: whether it is enough;
    alternatives, warnings, seconds, evaluations, and the whole `record`.
    """

    def __init__(self, session, domain, record, others):
        self._session = session
        self.domain = domain
        self.record = record
        self.others = others  # the answers of the other solvers

    def __getattr__(self, name):
        if name.startswith("_") or name not in self.record:
            raise AttributeError(f"an answer has no '{name}'; it has {', '.join(sorted(self.record))}")
        return self.record[name]

    @property
    def solved(self):
        return self.record["status"] == "solved"

    def __call__(self, *inputs):
        """The program's output for these inputs; None where it has none."""
        if not self.record["program"]:
            raise Error("not_found", "no program was found that could be run")
        return self._session.run(self.record["program"], [list(inputs)], self.domain)[0]

    def __repr__(self):
        sure = "" if self.record["confidence"] is None else f", confidence {self.record['confidence']:.0%}"
        return (f"<inkling.Answer {self.record['program']!r}: {self.record['predictions']}, "
                f"fits {self.record['fits']}/{self.record['examples']}{sure}>")


def _load():
    place = os.environ.get("INKLING_LIBRARY") or os.path.join(os.path.dirname(os.path.realpath(os.path.abspath(
        os.path.join(os.path.dirname(__file__), "_place.py")))), LIBRARY)
    try:
        library = ctypes.CDLL(place)
    except OSError as fault:
        raise ImportError(f"inkling's library was not found at {place} ({fault}); INKLING_LIBRARY names another") \
            from None
    library.inkling_open.restype = ctypes.c_void_p
    library.inkling_close.argtypes = [ctypes.c_void_p]
    library.inkling_free.argtypes = [ctypes.c_void_p]
    library.inkling_version.restype = ctypes.c_char_p
    library.inkling_stop.argtypes = [ctypes.c_void_p]
    for name, count in (("inkling_solve", 2), ("inkling_run", 3)):
        function = getattr(library, name)
        function.argtypes = [ctypes.c_void_p] + [ctypes.c_char_p] * count
        function.restype = ctypes.c_void_p
    return library


_library = _load()


def version():
    """Of the library: "0.1.0"."""
    return _library.inkling_version().decode()


def _inputs(value):
    """The argument list: a tuple is one already, anything else is its only member."""
    return list(value) if isinstance(value, tuple) else [value]


class Inkling:
    """A handle with its own plugins. Of one thread at a time: others wait. The module's functions share one."""

    def __init__(self):
        self._lock = threading.Lock()
        self._handle = _library.inkling_open()
        if not self._handle:
            raise MemoryError("inkling could not be opened")

    def __del__(self):
        if getattr(self, "_handle", None):
            _library.inkling_close(self._handle)
            self._handle = None

    def _call(self, function, *texts):
        """The answer as an object. The call runs beside, so that Ctrl-C reaches Python and ends the search."""
        encoded = [None if text is None else text.encode("utf-8", "surrogatepass") for text in texts]
        result = []
        with self._lock:
            def work():
                result.append(function(self._handle, *encoded))

            thread = threading.Thread(target=work)
            thread.start()
            try:
                while thread.is_alive():
                    thread.join(0.1)
            except BaseException:
                while thread.is_alive():  # once more where the search had not begun
                    _library.inkling_stop(self._handle)
                    thread.join(0.1)
                if result and result[0]:
                    _library.inkling_free(result[0])
                raise
        if not result or not result[0]:
            raise MemoryError("inkling ran out of memory")
        try:
            said = json.loads(ctypes.string_at(result[0]).decode("utf-8"))
        finally:
            _library.inkling_free(result[0])
        if "error" in said:
            raise Error(said["error"]["code"], said["error"]["message"], said["error"]["notes"])
        return said

    def solve(self, examples, queries=(), *, domain=None, solver=None, budget="10s", evaluations=0, memory="4G",
              threads=1, seed=0, sure=None):
        """The best answer; its `others` are those of the other solvers.

        examples: pairs of inputs and output, or a dict of them; several inputs are a tuple. queries: inputs to be
        answered. domain: None is the first that takes the values. solver: a name or several; None: those of the
        domain. budget: time per search, a text ("500ms", "2m") or seconds.
        """
        pairs = examples.items() if isinstance(examples, collections.abc.Mapping) else examples
        task = {"examples": [{"inputs": _inputs(inputs), "output": output} for inputs, output in pairs],
                "queries": [{"inputs": _inputs(inputs)} for inputs in queries]}
        if domain is not None:
            task["domain"] = domain
        options = {"budget": budget if isinstance(budget, str) else f"{budget:f}", "memory": memory,
                   "evaluations": evaluations, "threads": threads, "seed": seed}
        if solver is not None:
            options["solvers"] = [solver] if isinstance(solver, str) else list(solver)
        if sure is not None:
            options["sure"] = sure
        said = self._call(_library.inkling_solve, json.dumps(task), json.dumps(options))
        answers = [Answer(self, said["domain"], record, []) for record in said["answers"]]
        answers[0].others = answers[1:]
        return answers[0]

    def run(self, program, rows, domain):
        """The outputs of a program, given as text, for rows of inputs; None where it has none."""
        said = self._call(_library.inkling_run, domain, program, json.dumps([list(row) for row in rows]))
        return said["outputs"]


_shared = None
_sharing = threading.Lock()


def _session():
    global _shared
    with _sharing:
        if _shared is None:
            _shared = Inkling()
        return _shared


def solve(examples, queries=(), **options):
    """As Inkling.solve()."""
    return _session().solve(examples, queries, **options)


def run(program, rows, domain):
    """As Inkling.run()."""
    return _session().run(program, rows, domain)
