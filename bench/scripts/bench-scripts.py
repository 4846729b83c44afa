#!/usr/bin/env python3
"""Measures how fast Kiln runs scripts, beside MicroPython and CPython on the same machine in the same minutes.

Prints a table of Markdown: processor time (user and system) of each program, the lowest of some rounds, in which the interpreters
take turns. Each program's output must be what the `.out` file beside it says."""

import argparse
import math
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workload import larger

KILN, MICROPYTHON, CPYTHON = "Kiln", "MicroPython", "CPython"
TEMPLATE = "{kiln} run --gc-heap 16M --float64 {script}"
# Times of MicroPython through CPython: limits of `--check`.
LEAST_MEAN, LEAST_RATIO = 2.0, 1.0
# No slower than CPython.
AS_CPYTHON = ("fib", "sumloop", "sieve", "matmul")
# Seconds from start to end of an empty script.
START_LIMIT, START_RUNS = 0.030, 20
# Ten times the work may take so many times as long.
LINEAR_LIMIT = 10.5
# Seconds on the wall for one run.
PATIENCE = 300


class Failure(Exception):
    """A program that did not run, or printed something else."""


def measure(words, folder):
    """Processor time and passed time in seconds, and output of a command."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        limited = ["timeout", str(PATIENCE), *words]
        process = subprocess.Popen(limited, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        passed = time.perf_counter() - start
        # So that the object does not wait for a process that is gone.
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            last = errors.read().decode(errors="replace").strip().splitlines()[-1:]
            raise Failure(f"{shlex.join(words)}: exit status {process.returncode}: {''.join(last)}")
        return usage.ru_utime + usage.ru_stime, passed, output.read()


class Bench:
    """The interpreters and what they took."""

    def __init__(self, commands, folder):
        self.commands = commands
        self.folder = folder
        self.failures = []
        self.start = {name: self.start_time(name) for name in commands}

    def run(self, name, script):
        """Processor time and output of a script."""
        seconds, _, output = measure([*self.commands[name], str(script)], self.folder)
        return seconds, output.replace(b"\r\n", b"\n")

    def start_time(self, name):
        """Lowest processor time and lowest passed time of an empty script."""
        script = self.folder / "empty.py"
        script.write_text("")
        runs = [measure([*self.commands[name], str(script)], self.folder) for _ in range(START_RUNS)]
        return min(run[0] for run in runs), min(run[1] for run in runs)

    def times(self, programs, rounds):
        """Lowest processor times by program and interpreter."""
        times = {program.stem: {} for program in programs}
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
            for program in programs:
                expected = program.with_suffix(".out").read_bytes().replace(b"\r\n", b"\n")
                for name in self.commands:
                    self.one(times[program.stem], name, program, expected)
        # A MicroPython from PyPI is a library that CPython loads: starting CPython is no work of its.
        for row in times.values():
            if MICROPYTHON in row:
                row[MICROPYTHON] = max(row[MICROPYTHON] - self.start[MICROPYTHON][0], 1e-6)
        return times

    def one(self, row, name, program, expected):
        """One run, if none before has failed."""
        if row.get(name) == math.inf:
            return
        try:
            seconds, output = self.run(name, program)
            if output != expected:
                raise Failure(f"{program.stem} in {name} printed something else than {program.with_suffix('.out').name}")
            row[name] = min(row.get(name, seconds), seconds)
        except Failure as failure:
            row[name] = math.inf
            self.failures.append(str(failure))

    def linear(self, programs, rounds):
        """Prints how much longer Kiln takes for ten times the work; names of programs that take too long."""
        print("\n| program | once, ms | ten times, ms | ratio | ten times by |\n|---|---:|---:|---:|---|")
        slow = []
        # Ten times the list may need a heap that ten times the list fits into; the same one for both runs.
        self.commands[KILN] = ["64M" if word == "16M" else word for word in self.commands[KILN]]
        for program in programs:
            text, how = larger(program.stem, program.read_text())
            script = self.folder / program.name
            script.write_text(text)
            try:
                _, expected = self.run(CPYTHON, script)
                runs = [(self.run(KILN, program), self.run(KILN, script)) for _ in range(rounds)]
                if any(output != expected for _, (_, output) in runs):
                    raise Failure(f"{program.stem} with ten times the work printed something else than in CPython")
            except Failure as failure:
                self.failures.append(str(failure))
                continue
            once, ten = (min(run[index][0] for run in runs) for index in (0, 1))
            print(f"| {program.stem} | {once * 1000:.0f} | {ten * 1000:.0f} | {ten / once:.2f} | {how} |")
            if ten > LINEAR_LIMIT * once:
                slow.append(f"{program.stem}: ten times the work took {ten / once:.2f} times as long")
        return slow


def ratio(row, other):
    """How many times as long as Kiln another interpreter took; nil when either did not run."""
    if other not in row or math.inf in (row[other], row[KILN]):
        return None
    return row[other] / row[KILN]


def mean(ratios):
    """The geometric mean; nil of nothing."""
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else None


def cell(number, form):
    """A number in a table, or a dash."""
    return "–" if number is None or number == math.inf else form.format(number)


def table(times, names, start):
    """Prints times and ratios."""
    others = [name for name in names if name != KILN]
    print("| program | " + " | ".join(f"{name}, ms" for name in names), end=" | ")
    print(" | ".join(f"{name} ÷ {KILN}" for name in others), "|")
    print("|---" + "|---:" * (len(names) + len(others)) + "|")
    for program, row in times.items():
        cells = [cell(row[name] * 1000, "{:.0f}") for name in names]
        print("|", " | ".join([program, *cells, *(cell(ratio(row, other), "{:.2f}") for other in others)]), "|")
    means = [mean([ratio(row, other) for row in times.values() if ratio(row, other)]) for other in others]
    print("|", " | ".join(["geometric mean", *[""] * len(names), *(cell(value, "{:.2f}") for value in means)]), "|")
    print("\nEmpty script, from start to end:", ", ".join(f"{name} {start[name][1] * 1000:.1f} ms" for name in names))


def broken(times, names, start):
    """The limits that do not hold."""
    if start[KILN][1] >= START_LIMIT:
        yield f"an empty script takes {start[KILN][1] * 1000:.1f} ms; must be less than {START_LIMIT * 1000:.0f} ms"
    for program in AS_CPYTHON:
        if program in times and (ratio(times[program], CPYTHON) or 0) < 1:
            yield f"{program} is slower than in CPython"
    if MICROPYTHON not in names:
        yield "there is no MicroPython to compare with"
        return
    ratios = {program: ratio(row, MICROPYTHON) or 0 for program, row in times.items()}
    for program, value in ratios.items():
        if value < LEAST_RATIO:
            yield f"{program} is slower than in MicroPython"
    overall = mean([value for value in ratios.values() if value]) or 0
    if overall < LEAST_MEAN:
        yield f"MicroPython takes {overall:.2f} times as long as Kiln; must be {LEAST_MEAN:g}"


def parse(words):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scripts", type=Path, help="folder of programs NAME.py and what they print, NAME.out")
    parser.add_argument("--kiln", default=".build/release/kiln", help="the program to measure (%(default)s)")
    parser.add_argument("--command", help=f"how it is run, instead of: {TEMPLATE}")
    parser.add_argument("--micropython", help="a MicroPython of the unix port; without, only CPython is compared with")
    parser.add_argument("--cpython", default="python3", help="CPython 3 (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="runs of each program (%(default)s)")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these programs")
    parser.add_argument("--linear", action="store_true", help=f"ten times the work: at most {LINEAR_LIMIT} times as long")
    parser.add_argument("--check", action="store_true", help="exit 1 when a limit does not hold")
    return parser.parse_args(words)


def program(words):
    """A command's words, the first with its whole path."""
    found = shutil.which(words[0])
    if not found:
        sys.exit(f"bench-scripts: there is no program {words[0]}")
    return [os.path.abspath(found), *words[1:]]


def main():
    arguments = parse(sys.argv[1:])
    programs = [path.resolve() for path in sorted(arguments.scripts.glob("*.py")) if path.with_suffix(".out").is_file()]
    programs = [path for path in programs if not arguments.only or path.stem in arguments.only]
    if not programs:
        sys.exit(f"bench-scripts: there are no programs in {arguments.scripts}")
    template = (arguments.command or TEMPLATE).replace("{kiln}", shlex.quote(arguments.kiln)).replace("{script}", "")
    # The program behind `python3` may be a script that picks a version, which takes its time.
    python = subprocess.run([arguments.cpython, "-c", "import sys; print(sys.executable)"], check=True, stdout=subprocess.PIPE)
    commands = {KILN: program(shlex.split(template))}
    if arguments.micropython:
        commands[MICROPYTHON] = program([arguments.micropython, "-X", "heapsize=16m"])
    commands[CPYTHON] = [python.stdout.decode().strip(), "-B"]
    with tempfile.TemporaryDirectory(prefix="kiln-bench-") as folder:
        bench = Bench(commands, Path(folder))
        times = bench.times(programs, max(1, arguments.rounds))
        table(times, list(commands), bench.start)
        slow = bench.linear(programs, max(1, min(arguments.rounds, 3))) if arguments.linear else []
    faults = bench.failures + slow + (list(broken(times, commands, bench.start)) if arguments.check else [])
    for fault in faults:
        print(f"bench-scripts: {fault}", file=sys.stderr)
    return 1 if bench.failures or slow or faults and arguments.check else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"bench-scripts: {failure}")
