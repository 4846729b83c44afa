"""The same programs with ten times the work."""

import re

# Programs whose work grows as a number in them does: the text around the number.
SIZES = {
    "closures": r"(?<=print\(run\()\d+",
    "dicts": r"(?<=print\(run\()\d+",
    "generators": r"(?<=print\(run\()\d+",
    "nbody": r"(?<=in range\()16000\b",
    "records": r"(?<=print\(main\()\d+",
    "strings": r"(?<=print\(run\()\d+",
    "sumloop": r"(?<=print\(run\()\d+",
    "yolopost": r"(?<=for frame in range\()\d+",
}


def larger(name, text):
    """A program's text with ten times the work, and what was done to it: a size ten times as large, or ten repetitions."""
    size = SIZES.get(name)
    if size and len(re.findall(size, text)) == 1:
        number = int(re.search(size, text)[0])
        return re.sub(size, str(10 * number), text), f"size {10 * number}"
    body = "".join("    " + line if line.strip() else line for line in text.splitlines(keepends=True))
    return f"for _ten in range(10):\n{body}\n", "repetition"
