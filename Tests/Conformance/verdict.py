"""Decides whether a test's output is the expected one, by upstream's rule."""

import re

CRASH = b"CRASH"
SKIP = b"SKIP\n"
# An expected line that stands for any number of lines.
ANY_LINES = b"########\n"
# Tests of every folder whose expected lines are patterns.
PATTERN_TESTS = frozenset(
    (
        "micropython/meminfo.py",
        "basics/bytes_compare3.py",
        "basics/builtin_help.py",
        "thread/thread_exc2.py",
    )
)


def is_special(name):
    """Whether a test's expected lines are patterns, and its first line may ask for options of the command line."""
    return name in PATTERN_TESTS or name.startswith(("cmdline/", "feature_check/"))


def unified(output):
    """Output with line ends of one kind."""
    return output.replace(b"\r\n", b"\n")


def pattern(line):
    """The regular expression of an expected line, in which only characters behind a backslash are special."""
    text = line.decode("utf-8", "surrogateescape")
    end = "$"
    if text.endswith("\n"):
        text, end = text[:-1], "\r*\n"
    body = re.sub(
        r"\\(.?)|([()\[\]{}.*+^$])",
        lambda found: "\\" + found[2] if found[2] else found[1],
        text,
    )
    return re.compile((body + end).encode("utf-8", "surrogateescape"))


def fits_patterns(expected, output):
    """Whether lines of output fit expected lines that are patterns."""
    wanted = expected.splitlines(keepends=True)
    lines = output.splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += b"\n"
    at = 0
    for index, line in enumerate(wanted):
        if line == ANY_LINES:
            if index + 1 == len(wanted):
                return True
            following = pattern(wanted[index + 1])
            while at < len(lines) and not following.match(lines[at]):
                at += 1
            continue
        if at == len(lines) or not (lines[at] == line or pattern(line).match(lines[at])):
            return False
        at += 1
    return at == len(lines)


def is_expected(name, expected, output):
    """Whether output is what was expected; `CRASH` at its end never is."""
    if output == expected:
        return True
    return is_special(name) and not output.endswith(CRASH) and fits_patterns(expected, output)
