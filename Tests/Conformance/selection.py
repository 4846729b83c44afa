"""Which tests an interpreter need not run, as upstream decides: by what it lacks, and by lists of names."""

import subprocess
from pathlib import PurePosixPath

from verdict import CRASH

# Tests of features that are found missing, by the bits of a float: 0, 30, 32 or 64.
NEED_FLOATS = (
    "extmod/uctypes_le_float.py",
    "extmod/uctypes_native_float.py",
    "extmod/uctypes_sizeof_float.py",
    "extmod/ujson_dumps_float.py",
    "extmod/ujson_loads_float.py",
    "extmod/urandom_extra_float.py",
    "misc/rge_sm.py",
)
NEED_32_BITS = (
    "float/float2int_intbig.py",
    "float/string_format.py",
    "float/bytes_construct.py",
    "float/bytearray_construct.py",
)
NEED_64_BITS = (
    "float/float_divmod.py",
    "float/float2int_doubleprec_intbig.py",
    "float/float_parse_doubleprec.py",
)
NEED_COMPLEX = (
    "float/complex1.py",
    "float/complex1_intbig.py",
    "float/int_big_float.py",
    "float/true_value.py",
    "float/types.py",
)
BIG_INTEGER = b"1000000000000000000000000000000000000000000000\n"


class Selection:
    """What an interpreter lacks, found by running upstream's probes."""

    def __init__(self, tests, interpreter, reference, exclude_async):
        def probe(name):
            return tests.run(interpreter, f"feature_check/{name}.py")[0]

        families = {
            "native code": (probe("native_check") == CRASH, is_native),
            "big integers": (probe("int_big") != BIG_INTEGER, is_big_integer),
            "sets": (probe("set_check") == CRASH, lambda stem: stem.startswith(("set_", "frozenset"))),
            "async": (exclude_async or probe("async_check") == CRASH, lambda stem: stem.startswith("async_")),
            "const": (probe("const") == CRASH, lambda stem: stem.startswith("const")),
            "reversed operators": (
                probe("reverse_ops") == b"TypeError\n",
                lambda stem: stem.startswith("class_reverse_op"),
            ),
            "byte order": (
                probe("byteorder") != byte_order(tests, reference),
                lambda stem: stem.endswith("_endian"),
            ),
        }
        self.missing = {name: belongs for name, (is_missing, belongs) in families.items() if is_missing}
        bits = probe("float").strip()
        self.bits = int(bits) if bits.isdigit() else 0
        self.skipped = set()
        for least, names in ((1, NEED_FLOATS), (32, NEED_32_BITS), (64, NEED_64_BITS)):
            if self.bits < least:
                self.skipped.update(names)
        if probe("coverage") != b"coverage\n":
            self.skipped.add("cmdline/cmd_parsetree.py")
        if probe("complex") != b"complex\n":
            self.skipped.update(NEED_COMPLEX)

    def skips(self, name):
        """Why a test is not run; empty when it is."""
        if name in self.skipped:
            return "needs what a probe has not found"
        stem = PurePosixPath(name).stem
        if name.startswith("thread/mutate_"):
            return "needs a lock around all that threads do"
        if "repl_" in name:
            return "needs a terminal"
        return next((f"needs {family}" for family, belongs in self.missing.items() if belongs(stem)), "")


def is_native(stem):
    """Whether a test is of the emitters of machine code."""
    return stem.startswith(("native_", "viper_"))


def is_big_integer(stem):
    """Whether a test needs integers of any size."""
    return stem.startswith("int_big") or stem.endswith("_intbig")


def byte_order(tests, reference):
    """What CPython says to the probe of the byte order."""
    probe = tests.source / "feature_check/byteorder.py"
    return subprocess.run([reference, "-B", str(probe)], check=True, stdout=subprocess.PIPE).stdout
