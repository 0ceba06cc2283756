"""What bench/fit_prior and bench/fit_confidence share: records of what solvers propose, suite by suite."""

import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

# Suites with tasks in common are left out together.
TOGETHER = [{"bustle_sygus89", "synthphonia_duet205"}]

# Domains that are judged together.
DOMAINS = {"statements": ("c", "karel")}

MOST_QUERIES = 40  # of a task, hidden rows among them

HERE = os.path.dirname(os.path.abspath(__file__))


def script(name):
    """A script beside this one as a module."""
    loader = importlib.machinery.SourceFileLoader(name, os.path.join(HERE, name))
    spec = importlib.util.spec_from_loader(name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def tasks_of(options):
    """(suite, tasks with their hidden rows as queries): the strings tasks of the folder's files, each with half of its
    examples shown and with the first one and two, and made-up tasks of a fixed seed."""
    judgement = script("judgement")
    suites, seen = [], set()
    for name in sorted(os.listdir(options.folder)):
        if not name.endswith(".jsonl") or (options.files and not name.startswith(tuple(options.files))):
            continue
        with open(os.path.join(options.folder, name)) as file:
            tasks = [json.loads(line) for line in file if line.strip()]
        tasks = [task for task in tasks if task["domain"] in DOMAINS.get(options.domain, (options.domain,))]
        hidden = []
        for shown in [0] + options.shown:
            for task in tasks:
                one = judgement.hide(task, shown)
                if not one["queries"] or not one["examples"]:
                    continue
                key = json.dumps([one["examples"], one["queries"]])
                if key in seen:  # the same rows shown, or a task that another suite has
                    continue
                seen.add(key)
                one["id"] += f"#{shown or 'half'}"
                one["queries"] = one["queries"][:MOST_QUERIES]
                hidden.append(one)
        if hidden:
            suites.append((name.removesuffix(".jsonl"), hidden[: options.limit] if options.limit else hidden))
    for kinds in options.kinds if options.made else []:
        made = subprocess.run([os.path.join(HERE, "everyday"), "--domain", options.domain, "--kinds", kinds, "--count",
                               str(options.made), "--seed", "7"], stdout=subprocess.PIPE, text=True, check=True).stdout
        suites.append(("made" if kinds == "first" else kinds, [json.loads(line) for line in made.splitlines()]))
    return suites


def searched(options):
    """{suite: (its tasks, the file of what was found)}. What was found is kept in the folder options.records and taken
    from there the next time."""
    os.makedirs(options.records, exist_ok=True)
    found = {}
    for suite, tasks in tasks_of(options):
        path = os.path.join(options.records, suite + ".jsonl")
        if not os.path.exists(path):
            print(f"{suite}: {len(tasks)} tasks ..", file=sys.stderr, flush=True)
            limits = ["--budget", options.budget]
            if options.evaluations:
                limits += ["--evaluations", str(options.evaluations)]
            lines = run(candidates(options) + limits, tasks, options.jobs)
            with open(path + ".part", "w") as file:
                file.write(lines)
            os.rename(path + ".part", path)
        found[suite] = (tasks, path)
    return found


def kept(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def candidates(options):
    return [options.candidates, "-"] + [word for solver in options.solver for word in ("--solver", solver)]


def weighed(options, tasks, path, prior=None):
    """What inkling-candidates says of programs that were found, by the prior in use, or by another one."""
    command = candidates(options) + ["--programs", path]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        if prior is not None:
            json.dump(prior, file)
            file.flush()
            command += ["--prior", file.name]
        return [json.loads(line) for line in run(command, tasks, options.jobs).splitlines()]


def run(command, tasks, jobs):
    """The command's lines for the tasks, which are dealt out to several processes."""
    processes = []
    for job in range(jobs):
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        processes.append((process, "".join(json.dumps(task) + "\n" for task in tasks[job::jobs])))
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(jobs) as pool:
        parts = list(pool.map(lambda it: it[0].communicate(it[1])[0], processes))
    if any(process.returncode for process, _ in processes):
        sys.exit(f"{command[0]} failed")
    return "".join(parts)


def others(suites, name):
    """The names of the suites that may be learned from when this one is left out."""
    kept_out = next((group for group in TOGETHER if name in group), {name})
    return [other for other in suites if other not in kept_out]


def add_arguments(parser):
    parser.add_argument("folder", help="of task files")
    parser.add_argument("files", nargs="*", help="prefixes of the names of the files to take; none: all")
    parser.add_argument("--records", required=True, help="folder for what the solvers propose, a file per suite")
    parser.add_argument("--candidates", default="build/release/bin/bench/inkling-candidates")
    parser.add_argument("--solver", action="append", default=[])
    parser.add_argument("--budget", default="5s")
    parser.add_argument("--evaluations", type=int, default=0, help="of each solver, per task; 0: no limit")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--domain", default="strings")
    parser.add_argument("--shown", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--made", type=int, default=200, help="tasks of bench/everyday, of each of its kinds")
    parser.add_argument("--kinds", nargs="+", default=["first"], help="of bench/everyday")
    parser.add_argument("--limit", type=int, default=0, help="tasks per suite; 0: all")
