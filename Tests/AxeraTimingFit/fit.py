#!/usr/bin/env python3
"""Fits Kiln's coefficients of Axera's NPUs to published latencies.

    Tests/AxeraTimingFit/fit.py

Two coefficients per chip are found by least squares of logarithms over classifiers alone; detectors are estimated with
them and not fitted. All other constants are given; docs/axera-timing.md says where each comes from. Each classifier is
left out once and estimated from the others.
"""

import bisect
import math

from networks import all_networks

NETWORKS = all_networks()
MEBIBYTE = 1 << 20

# ms, batch 1; the vendor's published tables.
AX620A_HALF = {
    "mobilenetv1": 4.1, "mobilenetv2": 3.3, "resnet18": 5.4, "resnet50": 19.2, "squeezenet1.0": 4.2, "squeezenet1.1": 2.3,
}  # fmt: skip
AX630C = {
    "mobilenetv1": 0.901, "mobilenetv2": 0.923, "resnet18": 2.540, "resnet50": 5.616, "squeezenet1.0": 1.097,
    "squeezenet1.1": 0.824, "vgg16": 32.404, "inceptionv1": 1.795,
}  # fmt: skip
AX650_ONE = {
    "mobilenetv1": 0.567, "mobilenetv2": 0.595, "resnet18": 1.269, "resnet50": 2.867, "squeezenet1.0": 0.904,
    "squeezenet1.1": 0.471, "vgg16": 14.135, "inceptionv1": 1.166,
}  # fmt: skip
AX650_THREE = {
    "mobilenetv1": 0.277, "mobilenetv2": 0.282, "resnet18": 0.540, "resnet50": 1.335, "squeezenet1.0": 0.346,
    "squeezenet1.1": 0.200, "vgg16": 8.141, "inceptionv1": 0.495,
}  # fmt: skip

CHIPS = {
    "AX620A": dict(
        mac=1152, ic=16, ic1=32, folds=False, depthwise="conv", vector="dma", lanes=16, shared_lanes=True, window=2,
        split_rows=True, overhead=8000, start=[("pointwise", 4.0), ("row", 700.0)], fixed=dict(rate=4.75),
        tables=[(1, AX620A_HALF)], held_out=[(1, {"yolov3-416": 59.7, "yolov5s-640": 22.4, "yolov8s-640": 36.7}),
                                             (1, {"mobileone_s0": 1.7}), (2, {"mobilenetv2": 2.108})],
    ),
    "AX630C": dict(
        mac=1024, ic=32, ic1=64, folds=True, depthwise="vector", vector="vector", lanes=32, shared_lanes=False, window=2,
        split_rows=False, overhead=24000, start=[("rate", 8.0), ("row", 250.0)], fixed=dict(pointwise=1.0),
        tables=[(2, AX630C)], held_out=[(2, {"yolov3-608": 65.117, "yolov5s-640": 12.707, "yolov8s-640": 16.912}),
                                        (1, {"mobilenetv2": 1.096})],
    ),
    "AX650": dict(
        mac=2304, ic=16, ic1=32, oc=16, folds=True, depthwise="conv", vector="vector", lanes=64, shared_lanes=False, window=8,
        split_rows=True, overhead=24000, start=[("rate", 28.0), ("row", 160.0)], fixed=dict(pointwise=1.0),
        tables=[(1, AX650_ONE), (3, AX650_THREE)],
        held_out=[(1, {"yolov3-608": 43.198, "yolov5s-640": 6.658, "yolov8s-640": 10.422}),
                  (3, {"yolov3-608": 14.983, "yolov5s-640": 2.600, "yolov8s-640": 3.592})],
    ),
}  # fmt: skip
OCM = 2 * MEBIBYTE
PER_OPERATION = 500.0
TILE = 0.25


# Other forms, fitted in the same way: what the choices above rest on.
VARIANTS = {
    "1x1 layers as the rules have them": (("AX620A",), dict(fixed=dict(rate=4.75, pointwise=1.0), start=[("row", 700.0), ("none", 1.0)])),
    "blocks of 16 and 32 input channels": (("AX630C",), dict(ic=16, ic1=32)),
    "blocks of 32 and 64 input, 8 output channels": (("AX650",), dict(ic=32, ic1=64, oc=8)),
    "taps of first layers not packed": (("AX630C", "AX650"), dict(folds=False)),
    "taps of first layers packed": (("AX620A",), dict(folds=True)),
    "depthwise by the rule, a sixteenth": (("AX620A", "AX630C", "AX650"), dict(factor=16)),
    "depthwise for nothing": (("AX620A", "AX630C", "AX650"), dict(factor=0)),
    "depthwise on the multipliers": (("AX630C",), dict(depthwise="conv")),
    "depthwise on the vector unit": (("AX650",), dict(depthwise="vector")),
    "1 MiB of weights fetched ahead": (("AX620A", "AX630C", "AX650"), dict(window=1)),
    "2 MiB of weights fetched ahead": (("AX650",), dict(window=2)),
    "8 MiB of weights fetched ahead": (("AX620A", "AX630C"), dict(window=8)),
    "rows not shared among cores": (("AX650",), dict(split_rows=False)),
}  # fmt: skip


def up(n, block):
    return -(-n // block) * block


def elements(extent):
    return extent[0] * extent[1] * extent[2]


def conv_cycles(layer, chip, cores, pointwise):
    (cin, _, _), (cout, height, width), k = layer["i"], layer["o"], layer["k"]
    rate = chip["mac"] * cores
    outputs = up(cout, chip.get("oc", 8)) * height * width
    if k == 1:
        return up(cin, chip["ic1"]) * outputs / (8 / 9 * rate) * pointwise
    inner = up(cin, chip["ic"]) * up(k, 3) ** 2
    if chip["folds"]:
        inner = min(inner, up(cin * k * k, 9 * chip["ic"]))
    cycles = inner * outputs / rate
    return cycles * (cout + 8) / cout if layer["s"] == 2 else cycles


def vector_cycles(layer, chip, cores):
    kind, lanes = layer["kind"], chip["lanes"] * (1 if chip["shared_lanes"] else cores)
    if kind == "pool":
        return elements(layer["o"]) * layer["k"] ** 2 / 4 / lanes
    if kind == "mean":
        return elements(layer["i"]) / lanes
    return elements(layer["o"]) * {"sum": 3, "resize": 1, "table": 1}[kind] / lanes


def schedule(network, chip, cores, c):
    """Cycles of the whole, of the conv engine, and of the tensor engine with its loads."""
    loaded = start = busy = end = conv = tensor = 0.0
    free, ends, prefix = {"conv": 0.0, "vector": 0.0}, [0.0], [0.0]
    for index, layer in enumerate(network.layers):
        kind = layer["kind"]
        if kind == "concat":
            ends.append(end)
            prefix.append(prefix[-1])
            continue
        if kind == "conv":
            engine, own = "conv", conv_cycles(layer, chip, cores, c["pointwise"])
        elif kind == "depthwise":
            engine = chip["depthwise"]
            own = elements(layer["o"]) * up(layer["k"], 3) ** 2 * chip.get("factor", 4) / (chip["mac"] * cores)
        else:
            engine, own = "vector", vector_cycles(layer, chip, cores)
        maps = elements(layer["i"]) * (2 if kind == "sum" else 1) + elements(layer["o"])
        swapped = (maps if maps > OCM and kind != "table" else 0) / c["rate"]
        loads = layer["params"] + (elements(layer["i"]) if index == 0 else 0)
        window = chip["window"] * MEBIBYTE
        room = window - min(loads, window)
        # What was loaded before the first layer that still fits beside this one must be used up.
        begin = max(loaded, ends[bisect.bisect_left(prefix, prefix[-1] - room)]) if loads else 0.0
        if loads:
            loaded = begin + loads / c["rate"]
        arrived = loaded if loads else 0.0
        loaded += swapped
        if engine == "conv":
            conv += own
        else:
            tensor += own
        tensor += loads / c["rate"]
        if chip["vector"] == "dma" and engine == "vector":
            loaded += own
        over = 0.0
        if kind != "table":
            over = PER_OPERATION + c["row"] * layer["o"][1] / (cores if chip["split_rows"] else 1)
        takes = max(own, swapped)
        first = max(free[engine], start + TILE * busy, begin)
        last = max(first + takes, end + TILE * takes if index else 0.0, arrived) + over
        free[engine] = last
        start, busy, end = first, last - first, max(end, last)
        ends.append(end)
        prefix.append(prefix[-1] + loads)
    return end + chip["overhead"], conv, tensor


def milliseconds(name, chip, cores, c):
    return schedule(NETWORKS[name], chip, cores, c)[0] / 8e5


def solve(chip, points):
    """The two coefficients, by halving steps on a grid of logarithms."""
    names = [name for name, _ in chip["start"]]
    best = [math.log(value) for _, value in chip["start"]]

    def loss(at):
        c = dict(chip["fixed"], **{n: math.exp(v) for n, v in zip(names, at)})
        return sum(math.log(milliseconds(name, chip, cores, c) / ms) ** 2 for cores, name, ms in points)

    least, step = loss(best), 0.32
    while step > 0.001:
        moved = False
        for move in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)]:
            at = [b + m * step for b, m in zip(best, move)]
            if (value := loss(at)) < least:
                best, least, moved = at, value, True
        if not moved:
            step /= 2
    return dict(chip["fixed"], **{n: math.exp(v) for n, v in zip(names, best)}), math.sqrt(least / len(points))


def main():
    for name, chip in CHIPS.items():
        points = [(cores, net, ms) for cores, table in chip["tables"] for net, ms in table.items()]
        c, spread = solve(chip, points)
        print(f"{name}: {', '.join(f'{k} {v:.2f}' for k, v in c.items())}; spread {spread:.1%}")
        left = []
        for net in dict.fromkeys(net for _, net, _ in points):
            others, _ = solve(chip, [p for p in points if p[1] != net])
            left += [p[2] / milliseconds(net, chip, p[0], others) - 1 for p in points if p[1] == net]
        print(f"  left out, share of the estimate: worst {max(left, key=abs):+.0%}, mean {sum(map(abs, left)) / len(left):.0%}")
        for title, tables in (("fitted", chip["tables"]), ("held out", chip["held_out"])):
            for cores, table in tables:
                row = [f"{net} {milliseconds(net, chip, cores, c):.3f}/{ms} ({milliseconds(net, chip, cores, c) / ms - 1:+.0%})"
                       for net, ms in table.items()]  # fmt: skip
                print(f"  {title}, {cores} cores: " + "; ".join(row))
        for title, (names, changes) in VARIANTS.items():
            if name in names:
                other, spread = solve(dict(chip, **changes), points)
                found = ", ".join(f"{k} {v:.2f}" for k, v in other.items() if k != "none")
                print(f"  {title}: {found}; spread {spread:.1%}")
        total, conv, tensor = schedule(NETWORKS["resnet18"], chip, chip["tables"][0][0], c)
        print(f"  resnet18: {total - chip['overhead']:.0f} cycles, conv {conv:.0f}, tensor and loads {tensor:.0f}")


if __name__ == "__main__":
    main()
