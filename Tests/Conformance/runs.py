"""Runs interpreters on tests: the one to judge, and CPython, which says what is expected."""

import os
import queue
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from verdict import CRASH, is_special, unified

# Seconds of processor time for one test, and of time on the wall for one that only waits.
PROCESSOR_LIMIT = 10
WALL_LIMIT = 60


class Interpreter:
    """A command line in which {script}, {tests}, {float64}, {width} and {options} stand for what a run needs.

    {options} are those that a test asks for in its first line, which only MicroPython's own program knows."""

    def __init__(self, template, width):
        self.words = shlex.split(template)
        if not any("{script}" in word for word in self.words):
            self.words.append("{script}")
        program = self.words[0].replace("{width}", width)
        # Tests run in folders of their own.
        self.words[0] = os.path.abspath(program) if os.path.exists(program) else program
        self.width = width

    def command(self, script, tests, options=()):
        """The words of a command that runs a script of the folder of tests."""
        words = []
        for word in self.words:
            if word == "{options}":
                words += options
            elif word == "{float64}":
                words += ["--float64"] if self.width == "double" else []
            else:
                values = {"{script}": script, "{tests}": str(tests), "{width}": self.width}
                for name, value in values.items():
                    word = word.replace(name, value)
                words.append(word)
        return words


class Tests:
    """Copies of the folder of tests, one for each run at a time: tests write files beside themselves."""

    def __init__(self, folder, count):
        self.source = Path(folder)
        # A test may print where it lies.
        self.said = b"/tests"
        self.work = tempfile.TemporaryDirectory(prefix="kiln-conformance-")
        self.free = queue.SimpleQueue()
        for index in range(count):
            copy = Path(self.work.name).resolve() / str(index)
            shutil.copytree(self.source, copy)
            self.free.put(copy)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.work.cleanup()

    def names(self, folders):
        """The tests of some folders, in order, as `folder/name.py`."""
        return sorted(f"{folder}/{path.name}" for folder in folders for path in (self.source / folder).glob("*.py"))

    def options(self, name):
        """What a test's first line asks of the command line."""
        with open(self.source / name, "rb") as file:
            line = file.readline()
        mark = b"# cmdline:"
        return line[len(mark) :].decode().split() if line.startswith(mark) else []

    def run(self, interpreter, name):
        """Output and errors of a test in one, with CRASH at the end when it ended badly, and what happened to it."""
        special = is_special(name)
        options = self.options(name) if special else ()
        copy = self.free.get()
        try:
            status, output = run(interpreter.command(name, copy, options), copy, subprocess.STDOUT)
        finally:
            self.free.put(copy)
        output = unified(output).replace(bytes(copy), self.said)
        if status == 0:
            return output, ""
        note = "took too long" if status is None or status in (-24, 152) else f"exit status {status}"
        return CRASH if special else output + CRASH, note

    def expected(self, reference, name):
        """What a test must print: its file says so, or else CPython does."""
        file = self.source / (name + ".exp")
        if file.is_file():
            return unified(file.read_bytes())
        copy = self.free.get()
        try:
            status, output = run([reference, "-B", name], copy, subprocess.DEVNULL)
        finally:
            self.free.put(copy)
        return unified(output).replace(bytes(copy), self.said) if status == 0 else b"CPYTHON3 CRASH"


def run(words, folder, errors):
    """Exit status (None when the wall's time was over) and output of a command."""
    # The shell sets the limit: nothing of ours may run between fork and exec when there are threads.
    limited = ["sh", "-c", f'ulimit -S -t {PROCESSOR_LIMIT}; exec "$@"', "sh", *words]
    environment = dict(os.environ, PYTHONIOENCODING="utf-8", PYTHONDONTWRITEBYTECODE="1", MICROPYPATH="")
    with subprocess.Popen(
        limited, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
    ) as process:
        try:
            output, _ = process.communicate(timeout=WALL_LIMIT)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
            return None, output


def executable(python):
    """The program behind a name such as `python3`, which may be a slow script that picks a version; and its version."""
    probe = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))"
    lines = subprocess.run([python, "-c", probe], check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    return lines[0], lines[1]
