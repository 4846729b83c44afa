#!/usr/bin/env python3
"""Runs MicroPython's own tests through an interpreter and judges them by upstream's rule.

The tests are not part of Kiln: give the folder `tests` of a checkout of micropython/micropython at commit
ced340d739e84737dd5c8e6b4ab9af2ea44e29e7. Expected is what the file NAME.py.exp says, else what CPython 3 prints."""

import argparse
import difflib
import hashlib
import json
import shlex
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import report
from runs import Interpreter, Tests, executable
from selection import Selection
from verdict import SKIP, is_expected

FOLDERS = ("basics", "float", "micropython", "import", "io", "misc", "extmod", "unicode", "stress")
TEMPLATE = "{kiln} run --gc-heap 16M {float64} --sd {tests} {script}"
TABLE = Path(__file__).with_name("intended-differences.json")


class Judge:
    """Runs tests with one width of floats; what CPython prints is asked once for all widths."""

    def __init__(self, tests, interpreter, arguments, reference, known):
        self.tests, self.interpreter, self.reference, self.known = tests, interpreter, reference, known
        self.selection = Selection(tests, interpreter, reference, arguments.exclude_async)

    def differs_knowingly(self, name, output):
        """Passed when the output is MicroPython's though CPython's is another; else intended, if that is listed."""
        entry = self.known["differences"].get(name)
        if entry is None:
            return "failed"
        if "sha256" in entry:
            digest = hashlib.sha256(output).hexdigest()
            return "passed" if digest == entry["sha256"].get(self.interpreter.width) else "failed"
        return "intended" if self.interpreter.width in entry.get("widths", report.WIDTHS) else "failed"

    def judge(self, name, expectations):
        """The verdict on one test, with outputs."""
        reason = self.selection.skips(name)
        if reason:
            return report.Result(name, "skipped", reason)
        output, note = self.tests.run(self.interpreter, name)
        if output == SKIP:
            return report.Result(name, "skipped", "says so")
        if name not in expectations:
            expectations[name] = self.tests.expected(self.reference, name)
        expected = expectations[name]
        verdict = "passed" if is_expected(name, expected, output) else self.differs_knowingly(name, output)
        return report.Result(name, verdict, note, expected, output)


def parse(words):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tests", help="the folder `tests` of MicroPython at commit ced340d")
    parser.add_argument("--kiln", default=".build/release/kiln", help="the program to judge (%(default)s)")
    parser.add_argument("--command", help=f"how it is run, instead of: {TEMPLATE}; also {{width}} and {{options}}")
    parser.add_argument("--reference", default="python3", help="CPython 3 (%(default)s)")
    parser.add_argument("--folder", nargs="+", default=FOLDERS, metavar="NAME", help="default: " + " ".join(FOLDERS))
    parser.add_argument("--float64", action="store_true", help="floats of 64 bits, not of 32 as on the device")
    parser.add_argument(
        "--exclude-async", action=argparse.BooleanOptionalAction, default=True, help="the device has no async"
    )
    parser.add_argument("--jobs", type=int, default=2, help="tests at a time (%(default)s)")
    parser.add_argument("--at-least", type=float, default=0, metavar="PERCENT", help="exit 1 when fewer pass")
    parser.add_argument("--table", type=Path, default=TABLE, help="the list of intended differences")
    parser.add_argument("--json", metavar="FILE", help="write every verdict")
    parser.add_argument("--page", metavar="FILE", help="run both widths and write a page of documentation")
    parser.add_argument("--failed", action="store_true", help="list the tests that have not passed")
    parser.add_argument("--show", metavar="NAME", help="run one test (folder/name.py), show how it differs")
    return parser.parse_args(words)


def command(arguments):
    """The template of a command line."""
    return (arguments.command or TEMPLATE).replace("{kiln}", shlex.quote(arguments.kiln))


def show(result):
    """Prints how the output of one test differs."""
    print(f"{result.name}: {result.verdict} {result.note}".rstrip())
    outputs = (result.expected, result.output)
    texts = [output.decode("utf-8", "backslashreplace").splitlines(keepends=True) for output in outputs]
    for line in difflib.unified_diff(*texts, "expected", "output"):
        print(line if line.endswith("\n") else line + "\n", end="")
    print("sha256 of the output:", hashlib.sha256(result.output).hexdigest())


def run(arguments, tests, known):
    """Runs what was asked for; results by width."""
    reference, version = executable(arguments.reference)
    widths = ["single", "double"] if arguments.page else ["double" if arguments.float64 else "single"]
    names = tests.names(arguments.folder)
    if arguments.show:
        name = arguments.show if arguments.show.endswith(".py") else arguments.show + ".py"
        if not (tests.source / name).is_file():
            sys.exit(f"conformance: there is no test {name} in {tests.source}")
        names = [name]
    expectations, results = {}, {}
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for width in widths:
            judge = Judge(tests, Interpreter(command(arguments), width), arguments, reference, known)
            results[width] = list(pool.map(lambda name: judge.judge(name, expectations), names))
    return results, version


def main():
    arguments = parse(sys.argv[1:])
    if not (Path(arguments.tests) / "feature_check").is_dir():
        sys.exit(f"conformance: {arguments.tests} is not MicroPython's folder of tests: it has no folder feature_check")
    for folder in arguments.folder:
        if not (Path(arguments.tests) / folder).is_dir():
            sys.exit(f"conformance: there is no folder {folder} in {arguments.tests}")
    program = shlex.split(command(arguments))[0].replace("{width}", "single")
    if not shutil.which(program):
        sys.exit(f"conformance: there is no program {program}; build it, or name another with --kiln or --command")
    known = json.loads(arguments.table.read_text())
    with Tests(arguments.tests, max(1, arguments.jobs)) as tests:
        results, version = run(arguments, tests, known)
    if arguments.show:
        for width in results.values():
            show(width[0])
        return 0
    for width, judged in results.items():
        print(f"floats of {report.WIDTHS[width]} bits, expected by CPython {version}")
        print(report.table(judged))
        if arguments.failed:
            for item in judged:
                if item.verdict in ("failed", "intended"):
                    print(f"{item.verdict} {item.name} {item.note}".rstrip())
    if arguments.json:
        Path(arguments.json).write_text(report.as_json(results, version))
    if arguments.page:
        Path(arguments.page).write_text(report.page(results, version, known))
    shares = [report.Total(judged).percent for judged in results.values()]
    if min(shares) < arguments.at_least:
        print(f"conformance: {min(shares):.1f} % pass; must be {arguments.at_least:g} %", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
