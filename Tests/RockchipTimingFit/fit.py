#!/usr/bin/env python3
"""Fits Kiln's coefficients of Rockchip's NPUs to published frames per second.

    Tests/RockchipTimingFit/fit.py ../shared/data/rknn/timing_estimates.json

The file holds, for nine networks on four chips, the compiler's cycles of each layer and the vendor's frames per second on one
core. Two coefficients per chip are found by least squares of relative errors; the time of an operation is given,
not fitted, since nine networks do not tell it from the other two. Two forms are compared: `max`, in which a layer takes
the longer of multiplying and moving bytes, as the compiler has it, and `sum`. Each is judged by leaving one network out
and estimating it from the other eight. Kiln has `sum`.
"""

import json
import math
import re
import sys

PER_OPERATION = 2000
TABLES = ("ConvSigmoid", "ConvExSwish", "exSwish")


def elements(shape):
    numbers = re.match(r"\(([\d,]+)\)", shape)
    return math.prod(int(n) for n in numbers.group(1).split(",")) if numbers else 0


def columns(layers, form):
    """Compiler's cycles in the given form, elements through tables, operations."""
    cycles = passed = operations = 0
    for operation, _, output, target, memory, compute, _, _ in layers:
        if target != "NPU":
            continue
        operations += 1
        cycles += max(memory, compute) if form == "max" else memory + compute
        if operation in TABLES:
            passed += elements(output)
    return cycles, passed, operations


def solve(rows, times):
    """Scale and cycles per element, at least 0, by least squares of relative errors."""
    aa = sum((r[0] / t) ** 2 for r, t in zip(rows, times))
    ab = sum(r[0] * r[1] / t**2 for r, t in zip(rows, times))
    bb = sum((r[1] / t) ** 2 for r, t in zip(rows, times))
    ay = sum(r[0] / t * (t - r[2] * PER_OPERATION) / t for r, t in zip(rows, times))
    by = sum(r[1] / t * (t - r[2] * PER_OPERATION) / t for r, t in zip(rows, times))
    determinant = aa * bb - ab * ab
    scale, element = (ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant
    return (ay / aa, 0.0) if element < 0 else (scale, element)


def estimate(row, fit):
    return fit[0] * row[0] + fit[1] * row[1] + PER_OPERATION * row[2]


def main():
    networks = json.load(open(sys.argv[1]))["nets"]
    for chip in ("rk3568", "rk3562", "rk3588", "rk3576"):
        times = [1e9 / chips[chip]["measured_fps"] for chips in networks.values()]
        for form in ("max", "sum"):
            rows = [columns(chips[chip]["layers"], form) for chips in networks.values()]
            fit = solve(rows, times)
            own = [t / estimate(r, fit) - 1 for r, t in zip(rows, times)]
            left = []
            for k in range(len(rows)):
                others = solve(rows[:k] + rows[k + 1 :], times[:k] + times[k + 1 :])
                left.append(times[k] / estimate(rows[k], others) - 1)
            spread = math.sqrt(sum(e * e for e in left) / len(left))
            print(
                f"{chip} {form}: scale {fit[0]:.3f}, per element {fit[1]:.3f}; "
                f"frames per second off by {min(own):+.1%} to {max(own):+.1%}, "
                f"left out {spread:.1%} (worst {max(left, key=abs):+.0%})"
            )


main()
