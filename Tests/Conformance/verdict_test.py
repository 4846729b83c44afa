#!/usr/bin/env python3
"""Tests of the rule itself: `python3 -m unittest discover Tests/Conformance '*_test.py'`."""

import unittest

from report import Result, Total
from verdict import fits_patterns, is_expected

PATTERNS = "micropython/meminfo.py"


class VerdictTests(unittest.TestCase):
    def test_equal_output_is_expected(self):
        self.assertTrue(is_expected("basics/a.py", b"1\n", b"1\n"))
        self.assertFalse(is_expected("basics/a.py", b"1\n", b"1"))

    def test_only_listed_tests_have_patterns(self):
        self.assertTrue(is_expected(PATTERNS, b"\\.\\+ bytes\n", b"12 bytes\n"))
        self.assertFalse(is_expected("basics/a.py", b"\\.\\+ bytes\n", b"12 bytes\n"))

    def test_crash_is_never_expected(self):
        self.assertFalse(is_expected(PATTERNS, b"\\.\\*", b"CRASH"))

    def test_characters_are_plain_without_backslash(self):
        self.assertTrue(fits_patterns(b"f(a.b*)\n", b"f(a.b*)\n"))
        self.assertFalse(fits_patterns(b"f(a.b)\n", b"f(axb)\n"))

    def test_eight_signs_stand_for_any_lines(self):
        wanted = b"a\n########\nend\n"
        for middle in (b"", b"b\n", b"b\nc\n"):
            self.assertTrue(fits_patterns(wanted, b"a\n" + middle + b"end\n"))
        self.assertFalse(fits_patterns(wanted, b"a\nb\n"))
        self.assertFalse(fits_patterns(wanted, b"a\nend\nmore\n"))

    def test_missing_lines_fail(self):
        self.assertFalse(fits_patterns(b"a\nb\n", b"a\n"))

    def test_share_is_100_only_when_all_passed(self):
        results = [Result(str(index), "passed") for index in range(3000)]
        self.assertEqual(Total(results).share, "100.0")
        self.assertEqual(Total([*results, Result("x", "failed")]).share, "99.9")


if __name__ == "__main__":
    unittest.main()
