"""Verdicts as tables, as JSON and as a page of documentation."""

import json
from dataclasses import dataclass

WIDTHS = {"single": 32, "double": 64}
COLUMNS = ("run", "passed", "failed", "intended", "skipped")
SCHEMA = 1


@dataclass
class Result:
    """What came of one test; a test that was skipped has no outputs."""

    name: str
    verdict: str
    note: str = ""
    expected: bytes = b""
    output: bytes = b""

    @property
    def folder(self):
        """The folder that the test is in."""
        return self.name.split("/")[0]


class Total:
    """How many tests passed, failed, …; intended differences are run, and have not passed."""

    def __init__(self, results):
        self.counts = {column: sum(result.verdict == column for result in results) for column in COLUMNS}
        self.counts["run"] = sum(self.counts[column] for column in ("passed", "failed", "intended"))

    @property
    def percent(self):
        """Of the tests that were run, those that passed; 0 when none was."""
        return 100 * self.counts["passed"] / self.counts["run"] if self.counts["run"] else 0.0

    @property
    def share(self):
        """The percentage with one digit; 100.0 says that all passed."""
        all_passed = self.counts["passed"] == self.counts["run"]
        return f"{self.percent if all_passed else min(self.percent, 99.9):.1f}" if self.counts["run"] else "–"


def rows(results):
    """A row for each folder in the order of the run, and one for all."""
    folders = dict.fromkeys(result.folder for result in results)
    groups = [(folder, [result for result in results if result.folder == folder]) for folder in folders]
    for name, group in groups + [("all", results)]:
        total = Total(group)
        yield [name] + [str(total.counts[column]) for column in COLUMNS] + [total.share]


def table(results):
    """The counts in columns for a terminal."""
    lines = [["folder", *COLUMNS, "%"], *rows(results)]
    return "\n".join(line[0].ljust(14) + "".join(cell.rjust(10) for cell in line[1:]) for line in lines)


def markdown(results):
    """The counts as a table of Markdown."""
    lines = [["folder", *COLUMNS, "%"], ["---"] + ["---:"] * (len(COLUMNS) + 1), *rows(results)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def as_json(results, version):
    """Every verdict of every width."""
    widths = {
        width: [
            {"test": result.name, "verdict": result.verdict} | ({"note": result.note} if result.note else {})
            for result in judged
        ]
        for width, judged in results.items()
    }
    return json.dumps({"schema": SCHEMA, "reference": version, "results": widths}, indent=1) + "\n"


def page(results, version, known):
    """The page `docs/micropython-conformance.md`."""
    text = f"""# MicroPython's own tests

Written by `make conformance-page TESTS=…`; not by hand.

The tests are the folder `tests` of MicroPython at commit `ced340d` (v1.11-64), the one in every MaixPy v1 release from v0.5.0 to v0.6.3.
They are run and judged as upstream's `run-tests` does: what a script prints, errors included, must be byte for byte what its `.exp` file
says or, without one, what CPython prints (here {version}). A test that finds a feature missing skips itself; whole families are skipped by
probes (emitters of machine code) or because the device lacks them (`async`). *Intended* are differences that stay, listed below; they count
as run and not as passed.
"""
    for width, judged in results.items():
        device = ", as on the device" if width == "single" else " (`--float64`)"
        text += f"\n## Floats of {WIDTHS[width]} bits{device}\n\n{markdown(judged)}"
        failed = [result.name for result in judged if result.verdict == "failed"]
        if failed:
            text += "\nFailed: " + ", ".join(f"`{name}`" for name in failed) + ".\n"
    newer = {name: entry for name, entry in known["differences"].items() if "sha256" in entry}
    ours = {name: entry for name, entry in known["differences"].items() if "sha256" not in entry}
    text += "\n## Intended differences\n\n"
    text += differences(ours) if ours else "None.\n"
    text += "\n## Where CPython has moved on\n\n"
    text += "CPython of today prints something else than MicroPython 1.11 here. These tests pass when the output is\n"
    text += "what MicroPython at that commit printed, which is kept as a digest.\n\n"
    return text + (differences(newer) if newer else "None.\n")


def differences(entries):
    """A table of tests and why they differ."""
    lines = "".join(f"| `{name}` | {entry['reason']} |\n" for name, entry in sorted(entries.items()))
    return "| test | why |\n|---|---|\n" + lines
